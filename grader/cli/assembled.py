"""What `grader assemble` says of the exam that it made, in lines or as one object."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from grader.cli.app import show_json

if TYPE_CHECKING:
    from grader.model.exam import Exam


def report(exam: "Exam", *, json_: bool) -> None:
    """Show an exam: its forms, how good the choice is, and what earlier sittings did to it."""
    summary = _summary(exam)
    if json_:
        show_json(summary)
        return
    print(f"{exam.id}: {exam.blueprint.title}, seed {exam.seed}")
    for form in summary["forms"]:
        print(
            f"form {form['form']}: {form['items']} items, {form['points']} points, "
            f"{form['minutes']} of {exam.blueprint.minutes} minutes, expected facility {form['facility']:.3f}"
        )
        for what in ("types", "topics", "levels"):
            print(f"  {what}: " + ", ".join(f"{count} {name}" for name, count in form[what].items()))
    _say_learned(exam)
    shared = summary["shared"]
    if shared is not None:
        print(f"two forms share at most {shared} items")
    solution = exam.solution
    target = exam.blueprint.target_facility
    seen = f"{solution.pool} items in the pool, {solution.considered} looked at"
    if target is None and len(exam.forms) == 1:
        print(seen)
        return
    best = "proven: no choice does better" if solution.proven else f"at best {solution.bound:.4f} is possible"
    meant = "from each other" if target is None else f"from the target of {target:g}"
    print(f"expected facility: at most {solution.objective:.4f} {meant}; {best} ({seen})")


def _say_learned(exam: "Exam") -> None:
    """What the items' own statistics did to the choice, if there are any."""
    from grader.analysis.learning import WORDS

    if not exam.statistics:
        return
    known = {one.item_id for one in exam.statistics if one.papers}
    on_forms = [{entry.item.id for entry in form.items} for form in exam.forms]
    counts = ", ".join(
        f"{len(ids & known)} of {len(ids)} on form {form.letter}"
        for ids, form in zip(on_forms, exam.forms, strict=True)
    )
    print(
        f"facility from earlier sittings for {len(known)} of {exam.solution.pool} items in the pool ({counts}), else the author's"
    )
    for one in exam.statistics:
        if one.alarms:
            why = ", ".join(WORDS.get(kind, kind) for kind in one.alarms)
            used = any(one.item_id in ids for ids in on_forms)
            verb = (
                "used all the same"
                if used
                else "avoided"
                if exam.blueprint.alarms == "avoid"
                else "not chosen"
            )
            print(f"{verb}: {one.item_id} ({why}) -> grader bank history {one.item_id}")


def _summary(exam: "Exam") -> dict[str, Any]:
    """What an instructor wants to know of an exam at a glance."""
    import itertools

    ids = [{entry.item.id for entry in form.items} for form in exam.forms]
    return {
        "sitting": exam.id,
        "seed": exam.seed,
        "solution": exam.solution.model_dump(),
        "statistics": [one.model_dump(mode="json") for one in exam.statistics],
        "shared": max((len(a & b) for a, b in itertools.combinations(ids, 2)), default=None),
        "forms": [
            {
                "form": form.letter,
                "items": len(form.items),
                "points": sum(entry.points for entry in form.items),
                "minutes": form.expected_minutes,
                "facility": form.expected_facility,
                "types": _count(entry.item.type for entry in form.items),
                "topics": _count(entry.item.topic for entry in form.items),
                "levels": _count(entry.item.level or "none" for entry in form.items),
            }
            for form in exam.forms
        ],
    }


def _count(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(str(value) for value in values).items()))
