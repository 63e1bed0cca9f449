"""What the sittings say against items of the bank, in words with file and line: records in, warnings out. Pure."""

from collections.abc import Iterator, Mapping

from grader.analysis.learning import NEGATIVE, NOBODY, WRONG_KEY, ItemRecord
from grader.bank import Bank
from grader.errors import Problem, Severity
from grader.model.kinds import Status


def learned_warnings(bank: Bank, records: Mapping[str, ItemRecord]) -> Iterator[Problem]:
    """A warning for each thing that a person should look at before an item is used again; retired items are let alone."""
    for item in bank.items:
        record = records.get(item.id)
        if record is None or item.status is Status.RETIRED:
            continue
        for field, what, hint in _told(record):
            where = bank.at(item.id, field) if field else bank.at(item.id)
            yield Problem(
                where, f"item {item.id}: {what}", f"{hint}; grader bank history {item.id}", Severity.WARNING
            )


def _told(record: ItemRecord) -> Iterator[tuple[str, str, str]]:
    """The field that a warning points to, what it says, and what to do."""
    for sitting in record.uncorrected:
        what = f"it was corrected after {sitting}, and the bank still has it as it was printed"
        yield "", what, "put the correction into the bank; until then no exam takes it"
    if WRONG_KEY in record.alarms:
        what = "its key may be wrong: better students avoid it and choose another option"
        yield (
            "correct",
            what,
            "read both again; until it is edited no exam takes it unless `include` names it",
        )
    if NEGATIVE in record.alarms and record.discrimination:
        at = f"{record.discrimination.value:.2f}".replace("-", "−")
        what = f"better students do worse on it (item-rest correlation {at} on {record.discrimination.papers} papers)"
        yield "", what, "edit or retire it; until then no exam takes it unless `include` names it"
    if NOBODY in record.alarms:
        yield (
            "",
            "nobody won points on it",
            "is it right, clear, and taught? until it is edited no exam takes it",
        )
    for drift in record.drifts:
        beyond = (
            f"{drift.change:+.0%} once the classes are compared on {drift.links} other items"
            if drift.links
            else "too few other items were in both to compare the classes"
        )
        what = (
            f"{drift.was:.0%} of its points were won in {drift.earlier}, {drift.now:.0%} in {drift.later}, "
            f"more than chance brings ({beyond.replace('-', '−')})"
        )
        easier = "students may know it: let it rest, edit or retire it"
        harder = "was it taught, printed and scored as before?"
        yield "facility", what, easier if drift.change > 0 else harder
