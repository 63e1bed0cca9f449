"""Every option of every item as a row: how many chose it, in each third of the class, and how that goes with the rest."""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.bank.markdown import to_readable
from grader.printing.words import Words
from grader.reporting.cells import Cell
from grader.reporting.choices import PARTS, Trace
from grader.reporting.findings import Findings
from grader.reporting.said import decimal, percent, shorter

_WIDE = 64  # characters of an option
LINE = (60, 20)  # units of the small line's drawing


@dataclass(frozen=True, slots=True)
class OptionRow:
    """An option in the table."""

    text: str
    key: bool
    chosen: str
    shares: tuple[str, ...]  # the weakest third first
    line: str  # the same as points of a small line
    end: tuple[float, float]  # its last point
    correlation: Cell


def option_rows(
    found: Findings, order: dict[str, int], plain: Words
) -> Iterator[tuple[int, str, tuple[OptionRow, ...]]]:
    """The options by item, in the order of the report's questions, the keys first and then by how many chose them."""
    known = {(one.item_id, one.text): one for one in found.options}
    for item in sorted(found.choices, key=lambda one: order[one.item_id]):
        rows = []
        for trace in item.traces:
            one = known[item.item_id, trace.text]
            value = one.correlation
            text = "–" if value is None else decimal(value, 2, plain)
            points = _points(trace)
            rows.append(
                OptionRow(
                    shorter(to_readable(trace.text), _WIDE),
                    trace.key,
                    f"{one.chosen / one.n:.0%}",
                    tuple(percent(share) for share in trace.shares),
                    " ".join(f"{x:g},{y:g}" for x, y in points),
                    points[-1],
                    Cell(text, grey=one.low is None),
                )
            )
        yield order[item.item_id], item.item_id, tuple(rows)


def _points(trace: Trace) -> list[tuple[float, float]]:
    width, height = LINE
    return [
        (round(3 + at * (width - 6) / (PARTS - 1), 1), round(2 + (1 - share) * (height - 4), 1))
        for at, share in enumerate(trace.shares)
        if share is not None
    ]
