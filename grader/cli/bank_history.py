"""`grader bank history ITEM`: where an item was used, how it did, and what was edited since."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, JsonOption, say, show_json
from grader.cli.bank import bank_app, warn_unread
from grader.cli.bank_stats import brief, flags, sittings
from grader.errors import InputError

if TYPE_CHECKING:
    from grader.analysis.figures import Figure
    from grader.analysis.learning import ItemRecord
    from grader.analysis.uses import Use
    from grader.bank.edits import Edit
    from grader.gradebook.item_history import Chapter

_MOST = 160  # characters of a text that was edited


@bank_app.command("history", epilog="Example: grader bank history vl-two-towers")
def history(
    item: Annotated[str, typer.Argument(help="An item's id.", show_default=False)],
    course: CourseOption = None,
    json_: JsonOption = False,
) -> None:
    """Tell of ITEM, sitting by sitting, where it stood, how it did, what was corrected and what was edited since.

    Only sittings of the question as the bank has it now count for what is expected of it; those of an earlier version are shown.
    """
    from grader import workspace
    from grader.analysis.bank_advice import learned_warnings
    from grader.gradebook.item_history import chapters
    from grader.gradebook.learned import experience
    from grader.records import open_records

    place = workspace.find(course)
    bank = place.bank()
    now = next((one for one in bank.items if one.id == item), None)
    with open_records(place.database, create=False) as book:
        found = experience(place, book, tell=say)
        told = list(chapters(place, book, item, now, found.uses))
    if now is None and not told:
        near = difflib.get_close_matches(item, [one.id for one in bank.items], n=3)
        hint = f"is it {' or '.join(near)}?" if near else "grader bank list shows the ids"
        raise InputError(f"neither the bank nor any exam has an item {item}", hint=hint)
    record = found.of(now) if now else None
    warnings = list(learned_warnings(bank, {item: record})) if record else []
    if json_:
        show_json(
            {
                "item": item,
                "where": bank.where.get(item, ""),
                "status": now.status.value if now else "",
                "learned": asdict(record) if record else None,
                "sittings": [{**asdict(one.use), **_plain(one)} for one in told],
                "warnings": [str(warning) for warning in warnings],
                "problems": [str(problem) for problem in found.problems],
            }
        )
        return
    if now:
        print(f"{item}  {now.type}, {now.topic}, {now.status}  {bank.where[item]}")
    else:
        print(f"{item}  {told[-1].type}; the bank does not have it any more")
    for one in told:
        print("\n".join(_chapter(one, in_bank=now is not None)))
    print("\n".join(_summary(record, now.facility if now else None, told)))
    for problem in (*warnings, *found.problems):
        say(str(problem))
    warn_unread(bank)


def _plain(one: "Chapter") -> dict[str, object]:
    """What a chapter has beside the item's use, as JSON has it."""
    return {
        "papers": one.use.papers,
        "counts": one.same and one.use.counts,
        "title": one.title,
        "same_question": one.same,
        "uncorrected": one.uncorrected,
        "edits": [asdict(edit) for edit in one.edits],
        "made": [
            {"at": c.at, "actor": c.actor, "reason": c.reason, "what": c.correction.model_dump(mode="json")}
            for c in one.corrections
        ],
    }


def _chapter(one: "Chapter", *, in_bank: bool) -> "Iterator[str]":
    from grader.analysis.learning import WORDS
    from grader.gradebook.history import correction_in_words

    use = one.use
    spots = " ".join(f"{spot.form}{spot.number}" for spot in use.spots)
    yield f"{use.sitting}  {one.title}, question {spots}: {', '.join(_figures(use))}"
    for kind in use.alarms:
        yield f"    flagged: {WORDS.get(kind, kind)}"
    for made in one.corrections:
        why = f' ("{made.reason}")' if made.reason else ""
        yield f"    corrected {made.at:%Y-%m-%d} by {made.actor}: {correction_in_words(made.correction)}{why}"
    if not in_bank:
        return
    counting = [edit for edit in one.edits if edit.counts]
    if one.uncorrected:
        yield "    the bank still has it as it was printed; scored was another question, so it does not count"
    elif one.same:
        yield "    the same question as in the bank"
    else:
        yield "    an earlier version of the question, so it does not count:"
    for edit in counting:
        yield f"      {edit.field}: {_edited(edit)}"
    if rest := [edit for edit in one.edits if not edit.counts]:
        yield "    also edited since, without making it another question: " + ", ".join(
            f"{edit.field} {_edited(edit)}" if edit.field == "facility" else edit.field for edit in rest
        )


def _figures(use: "Use") -> "Iterator[str]":
    """How it did, in a few phrases."""
    if use.voided:
        yield f"void ({use.voided}), so it does not count"
        return
    if use.facility is None:
        yield "nobody has sat it"
        return
    yield f"{use.papers} papers"
    if use.facility.value is not None:
        yield f"won {_span(use.facility)} of its points"
    if use.discrimination and use.discrimination.value is not None:
        yield f"item-rest {_span(use.discrimination)}"
    if use.by_people:
        yield f"{use.by_people} marked by people"
    if use.waiting:
        yield f"{use.waiting} wait for people, so it does not count yet"


def _span(figure: "Figure") -> str:
    """A figure with its interval, all of it in brackets where it rests on little."""
    value, interval = brief(figure.value), f"{brief(figure.low)} to {brief(figure.high)}"
    if figure.low is None:
        return brief(figure.value, grey=not figure.enough)
    return f"{value} ({interval})" if figure.enough else f"({value}; {interval})"


def _edited(edit: "Edit") -> str:
    if not (edit.was or edit.now):
        return "in another order"
    return " -> ".join(_short(texts) for texts in (edit.was, edit.now))


def _short(texts: "Sequence[str]") -> str:
    if not texts:
        return "nothing"
    said = "; ".join(" ".join(text.split()) for text in texts)
    return f"“{said[:_MOST]}{'…' * (len(said) > _MOST)}”"


def _summary(record: "ItemRecord | None", author: float | None, told: "Sequence[Chapter]") -> "Iterator[str]":
    if record is None:
        if not told:
            stated = "none is stated" if author is None else f"the author expects {brief(author)}"
            yield f"it was in no exam yet; {stated}"
        return
    stated = "no estimate of the author" if author is None else f"the author's estimate {brief(author)}"
    if not record.papers:
        yield f"in all: no sitting counts; {stated}"
    else:
        pooled = record.discrimination
        rest = (
            f", item-rest {brief(pooled.value)} ({brief(pooled.low)} to {brief(pooled.high)})"
            if pooled
            else ""
        )
        yield (
            f"in all: {record.papers} papers of {sittings(record.sittings)} won {brief(record.observed)}{rest}; {stated}; "
            f"the next exam expects {brief(record.facility)}"
        )
    if told_flags := flags(record):
        yield f"flags: {'; '.join(told_flags)}"
