"""Which number a QTI 2 item wants, and how far an answer may be off: by `equal` and its tolerance, or by two bounds."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from lxml.etree import _Element

from grader.bank.interchange.choices import Unfit
from grader.bank.interchange.qti12_scoring import number, short


def number_of(
    item: _Element, correct: Sequence[str], mapped: Mapping[str, Decimal]
) -> tuple[Decimal, Decimal, list[str]]:
    """The answer, its tolerance and what is lost; raise Unfit when it is not one number."""
    most = max(mapped.values(), default=Decimal(0))
    said = [*correct] or [text for text, points in mapped.items() if points == most > 0]
    values = {value for text in said if (value := number(text)) is not None}
    if len(values) != 1 or len(values) < len(set(said)):
        raise Unfit(f"{len(said) or 'none'} of its answers are right, not one number", "textEntry")
    answer = values.pop()
    lost = ["that other numbers win part of the points"] if any(0 < p < most for p in mapped.values()) else []
    for test in item.iterfind("{*}responseProcessing//{*}equal"):
        margins = [number(part) for part in test.get("tolerance", "").split()]
        if test.get("toleranceMode") in ("absolute", "relative") and margins and None not in margins:
            found, margin = _around(answer, [one for one in margins if one is not None], test)
            if found != answer:
                lost.append(f"that {answer} is the answer; its range has its middle at {found}")
            return found, margin, lost
    bounds = _bounds(item)
    if bounds:
        low, high = bounds
        middle = short((low + high) / 2)
        if middle != answer:
            lost.append(f"that {answer} is the answer; its range has its middle at {middle}")
            return middle, short((high - low) / 2), lost
        return answer, short((high - low) / 2), lost
    if item.find(".//{*}responseProcessing//{*}equalRounded") is not None:
        lost.append("that an answer is rounded before it is compared")
    return answer, Decimal(0), lost


def _around(answer: Decimal, margins: list[Decimal], test: _Element) -> tuple[Decimal, Decimal]:
    """The middle and half the width of a range; relative margins are per cent of the answer."""
    below, above = margins[0], margins[-1]
    if test.get("toleranceMode") == "relative":
        below, above = (short(abs(answer) * margin / 100) for margin in (below, above))
    if below == above:
        return answer, below
    return short(answer + (above - below) / 2), short((above + below) / 2)


def _bounds(item: _Element) -> tuple[Decimal, Decimal] | None:
    """The least and the greatest number that `gte` and `lte` let pass."""
    found: dict[str, Decimal] = {}
    for sign in ("gte", "lte"):
        for test in item.iterfind(f"{{*}}responseProcessing//{{*}}{sign}"):
            value = number(test.findtext("{*}baseValue") or "")
            if value is not None:
                found[sign] = value
    return (min(found.values()), max(found.values())) if len(found) == 2 else None
