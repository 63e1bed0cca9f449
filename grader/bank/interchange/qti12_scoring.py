"""What a QTI 1.2 item's response processing says: which answers win points, which numbers are right, which feedback belongs where.

Exporters write it in different ways (a condition for each answer that sets or adds points, one condition for a whole
combination, points out of 100 or out of the item's); here they become one list of conditions.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lxml import etree

from grader.bank.interchange.choices import Unfit
from grader.bank.interchange.xml import name_of


@dataclass(frozen=True)
class Condition:
    """One `respcondition`: what must be answered, the points for it, and the feedback that is shown."""

    wanted: tuple[str, ...] = ()  # answers that must be given (or numbers and texts)
    unwanted: tuple[str, ...] = ()  # answers that must not be given
    bounds: tuple[tuple[str, str], ...] = ()  # ("gte", "1.5"), ("lt", "2")
    margin: Decimal | None = None  # what a number may be off by, where it is said
    either: bool = False  # whether `wanted` are alternatives
    anything: bool = False  # it has no test, or `<other/>`
    points: Decimal | None = None
    adds: bool = False
    feedback: tuple[str, ...] = ()


def conditions(item: etree._Element) -> list[Condition]:
    """The conditions of an item in their order."""
    return [_condition(one) for one in item.iter("{*}respcondition")]


def points_of(found: list[Condition], answer: str) -> Decimal:
    """The points for giving one answer and nothing else."""
    points = Decimal(0)
    for one in found:
        if one.points is None or one.bounds or answer not in one.wanted:
            continue
        if len(one.wanted) == 1 or one.either:
            points = points + one.points if one.adds else max(points, one.points) if points else one.points
    return points


def combination(found: list[Condition]) -> tuple[set[str], bool]:
    """The answers that win all points together, and whether single ones have points of their own; raise Unfit for several such sets."""
    whole = [one for one in found if one.points and one.points > 0 and one.wanted and not one.adds]
    if whole:
        most = max(one.points or Decimal(0) for one in whole)
        best = {frozenset(one.wanted) for one in whole if one.points == most}
        if len(best) > 1 or any(one.either and len(one.wanted) > 1 for one in whole):
            raise Unfit("more than one combination of its answers is right")
        return set(next(iter(best))), len(whole) > 1
    added = [one for one in found if one.points and one.points > 0 and len(one.wanted) == 1]
    return {one.wanted[0] for one in added}, bool(added)


def range_of(one: Condition) -> tuple[Decimal, Decimal, list[str]]:
    """The number that a condition wants, its tolerance, and what is lost of it; raise Unfit when it wants no single number."""
    exact = [number(text) for text in one.wanted]
    low = [number(text) for sign, text in one.bounds if sign in ("gte", "gt")]
    high = [number(text) for sign, text in one.bounds if sign in ("lte", "lt")]
    values = {*exact, *low, *high}
    if None in values or len(set(exact)) > 1 or len(low) > 1 or len(high) > 1 or len(low) != len(high):
        raise Unfit("its right answers are not one number or one range")
    lost = (
        ["that a bound of its range is itself wrong"] if any(s in ("gt", "lt") for s, _ in one.bounds) else []
    )
    if not low:
        return _known(exact), Decimal(0), lost
    bottom, top = _known(low), _known(high)
    if bottom > top:
        raise Unfit("its range ends below its beginning")
    middle, margin = short((bottom + top) / 2), short((top - bottom) / 2)
    if one.margin == margin:
        margin = one.margin  # with the digits that were typed
    if exact and exact[0] != middle:
        lost.append(f"that {exact[0]} is the answer; its range has its middle at {middle}")
        return middle, margin, lost
    return _known(exact) if exact else middle, margin, lost


def number(text: str) -> Decimal | None:
    """A number as exporters write it, in digits or with an exponent."""
    try:
        value = Decimal(text.strip().replace("−", "-"))
    except InvalidOperation:
        return None
    return Decimal(format(value, "f")) if value.is_finite() and abs(value.adjusted()) <= 40 else None


def short(value: Decimal) -> Decimal:
    """A number without zeros that nobody typed: 16.80 / 2 is 8.4."""
    return Decimal(format(value.normalize(), "f"))


def _known(values: list[Decimal | None]) -> Decimal:
    if not values or values[0] is None:
        raise Unfit("it does not say which number is right")
    return values[0]


def _condition(element: etree._Element) -> Condition:
    wanted: list[str] = []
    unwanted: list[str] = []
    bounds: list[tuple[str, str]] = []
    margin: Decimal | None = None
    either = False
    tests = element.find("{*}conditionvar")
    for test in tests.iter() if tests is not None else ():
        name = name_of(test)
        text = (test.text or "").strip()
        if name in ("varequal", "varsubset") and text:
            above = [name_of(one) for one in test.iterancestors() if name_of(one) in ("not", "or", "and")]
            (unwanted if "not" in above else wanted).append(text)
            either = either or (above[:1] == ["or"])
            if test.get("margintype") == "absolute":
                margin = number(test.get("margin", ""))
        elif name in ("vargte", "vargt", "varlte", "varlt"):
            bounds.append((name.removeprefix("var"), text))
    points, adds = _points(element)
    shown = tuple(one.get("linkrefid", "") for one in element.findall("{*}displayfeedback"))
    anything = not (wanted or unwanted or bounds)
    return Condition(
        tuple(wanted), tuple(unwanted), tuple(bounds), margin, either, anything, points, adds, shown
    )


def _points(element: etree._Element) -> tuple[Decimal | None, bool]:
    found = element.find("{*}setvar")
    if found is None:
        return None, False
    action = (found.get("action") or "Set").lower()
    value = number(found.text or "")
    if value is not None and action == "subtract":
        return -value, True
    return value, action == "add"
