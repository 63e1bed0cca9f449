"""`grader check`: every problem in the course's files, in one run."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import typer

from grader.cli.app import CourseOption, JsonOption, app, say, show_json
from grader.errors import GraderError, InputError, Problem, Severity, errors_of, in_order

if TYPE_CHECKING:
    from grader.analysis.learning import ItemRecord
    from grader.bank import Bank
    from grader.model.blueprint import Blueprint
    from grader.workspace import Workspace


@app.command(epilog="Example: grader check")
def check(course: CourseOption = None, json_: JsonOption = False) -> None:
    """Check the policy, the class lists, the blueprints, profiles and the question bank; list every problem."""
    from grader import workspace

    problems = in_order(_everything(workspace.find(course)))
    errors = len(errors_of(problems))
    warnings = len(problems) - errors
    if json_:
        listed = [
            {"where": p.where, "severity": p.severity.value, "what": p.what, "hint": p.hint} for p in problems
        ]
        show_json({"errors": errors, "warnings": warnings, "problems": listed})
    else:
        for problem in problems:
            print(problem)
        say(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}")
    raise typer.Exit(InputError.exit_code if errors else 0)


def _everything(place: "Workspace") -> Iterator[Problem]:
    """The problems of every file; whoever adds a kind of file adds its check here."""
    from grader.assembly.faults import faults
    from grader.bank.check import check as check_bank
    from grader.bank.coverage import shortages
    from grader.bank.pool import as_learned
    from grader.gradebook.lists import check_lists
    from grader.gradebook.template import check_profiles

    yield from place.unread()
    bank = place.bank()
    blueprints: dict[str, Blueprint] = {}
    for name in place.blueprint_names():
        try:
            blueprints[name] = place.blueprint(name)
        except InputError as error:
            yield from error.problems
    yield from check_bank(bank, place.asset_names())
    yield from _alike_in_meaning(place, bank)
    records, complaints = _learned(place, bank)
    yield from complaints
    expected = as_learned(bank.items, [one.learned for one in records.values() if one.learned])
    for name, blueprint in blueprints.items():
        where = place.blueprint_places(name)
        yield from faults(bank.items, blueprint, where)
        yield from shortages(expected, blueprint, where)
    yield from check_profiles(place.root)
    unread = set(place.blueprint_names()) - set(blueprints)
    worth = {name: blueprint.points for name, blueprint in blueprints.items()}
    yield from check_lists(place.root, None if unread else worth)
    yield from _contradictions(place)


def _alike_in_meaning(place: "Workspace", bank: "Bank") -> Iterator[Problem]:
    """The surest of what `grader bank similar` would say of the items that it has read; nothing where it never ran."""
    if not (place.root / ".cache" / "vectors.sqlite").is_file():
        return
    from grader.bank.similar import WARNED, similar, warnings
    from grader.cli.meaning import known_items

    items, embed, read = known_items(place, bank.items)
    yield from warnings(bank, similar(items, embed, reveals=WARNED, read=read))


def _learned(place: "Workspace", bank: "Bank") -> "tuple[Mapping[str, ItemRecord], list[Problem]]":
    """What the sittings say of the bank's items, and what of it people should look at; never a reason to stop."""
    if not place.sittings():
        return {}, []
    from grader.analysis.bank_advice import learned_warnings
    from grader.gradebook.learned import experience
    from grader.records import open_records

    try:
        with open_records(place.database, create=False) as book:
            found = experience(place, book, tell=say)
    except GraderError as error:  # the files can be checked all the same
        what = f"the statistics of sittings cannot be read: {error.what}"
        return {}, [Problem("records.db", what, error.hint, Severity.WARNING), *error.problems]
    records = found.records(bank.items)
    return records, [*learned_warnings(bank, records), *found.problems]


def _contradictions(place: "Workspace") -> "Iterator[Problem]":
    """Who is recorded as absent and has answers; what keeps it from being told is a problem of its own above."""
    from grader.gradebook.absences import contradictions
    from grader.gradebook.lists import statuses
    from grader.records import open_records

    if not place.sittings():
        return
    try:
        with open_records(place.database, create=False) as book:
            said = statuses(book)
            for sitting in place.sittings():
                yield from contradictions(place, sitting, book, said)
    except GraderError:
        return


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
