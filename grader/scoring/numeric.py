"""A number as a student writes it, and whether it is right within the tolerance and in the unit.

Understood: comma or point, thousands in groups of three (space, point, comma, apostrophe), a sign in any
of its Unicode shapes, `1e-3`, `1.2x10^-3`, `1,2·10⁻³`, a percentage, a leading `x =`. A single comma or
point before three digits ("1,234") may be either a decimal sign or thousands: both readings are tried, and
the one that is right counts. The unit may be missing; a different one is wrong, and nothing is converted.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from grader.model.item import Numeric

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED = re.compile(r"[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_MINUS = re.compile(r"[\u2010-\u2015\u2212\ufe63\uff0d]")
_NUMBER = re.compile(
    r"(?:(?:[^\W\d_]\w{0,15}\s*)?[=≈~]\s*)?"
    r"(?P<sign>[+-]?)\s*"
    r"(?P<digits>[0-9](?:[0-9.,' ]*[0-9])?[.,]?|[.,][0-9]+)"
    r"(?:\s*e(?P<e>[+-]?[0-9]{1,3})(?![0-9])"
    r"|\s*[x*·×⋅∙]\s*10\s*(?:\^|\*\*)\s*\(?(?P<power>[+-]?[0-9]{1,3})\)?(?![0-9])"
    r"|(?:\^|\*\*)\(?(?P<of_ten>[+-]?[0-9]{1,3})\)?(?![0-9]))?"
    r"\s*(?P<unit>.*)",
    re.IGNORECASE | re.DOTALL,
)
_SI = frozenset(
    [
        "W",
        "V",
        "A",
        "s",
        "g",
        "m",
        "Hz",
        "J",
        "B",
        "b",
        "F",
        "H",
        "Ω",
        "Pa",
        "N",
        "bit",
        "l",
        "L",
        "eV",
        "K",
        "T",
        "C",
        "bps",
    ]
)
_WRAPPED = re.compile(r"([$`\"]+)([^$`\"]+)\1")  # $12$ as in a formula, "12" as in a table
_LONGEST = 200  # characters; a number needs fewer


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it may be meant: one value, or two where a separator is ambiguous, and the unit as written."""

    values: tuple[Decimal, ...]
    unit: str


def read_number(text: str) -> Written | None:
    """Read a student's text as a number with a unit; none when it is not one."""
    if len(text) > _LONGEST:
        return None
    found = _NUMBER.fullmatch(_plain(text))
    mantissas = _readings(found["digits"]) if found else ()
    if found is None or not mantissas:
        return None
    exponent = int(found["e"] or found["power"] or 0)
    if found["of_ten"] is not None:  # "10^-3" is a number, "2^5" is not one that we work out
        if mantissas != (Decimal(10),):
            return None
        mantissas, exponent = (Decimal(1),), int(found["of_ten"])
    sign = -1 if found["sign"] == "-" else 1
    return Written(tuple(sign * m.scaleb(exponent) for m in mantissas), found["unit"].strip().rstrip("."))


def score_numeric(item: Numeric, text: str) -> tuple[bool, str]:
    """Whether a written number is right, and why: |number - answer| <= tolerance, in the unit or without one."""
    values = _meant(item, text)
    if isinstance(values, str):
        return False, values
    key = f"{_show(item.answer)}{' ± ' + _show(item.tolerance) if item.tolerance else ''} {item.unit}".strip()
    for value in values:
        if abs(value - item.answer) <= item.tolerance:
            return True, f"{_show(value)} is within {key}" if item.tolerance else f"{_show(value)} is right"
    return False, f"{' or '.join(_show(value) for value in values)} is not {key}"


def is_number(item: Numeric, text: str) -> bool:
    """Whether an answer is a number, in the item's unit or without one; if not, a person may see more in it."""
    return not isinstance(_meant(item, text), str)


def _meant(item: Numeric, text: str) -> tuple[Decimal, ...] | str:
    """What an answer may mean in the item's unit, or why it means no number."""
    written = read_number(text)
    if written is None:
        return f"“{_short(text)}” is not read as a number"
    if written.unit == "%" and not same_unit("%", item.unit):
        return tuple(value / 100 for value in written.values)
    if written.unit and not same_unit(written.unit, item.unit):
        asked = f"the unit asked for is {item.unit}" if item.unit else "no unit is asked for"
        return f"“{_short(written.unit)}” is written after the number, and {asked}"
    return written.values


def same_unit(one: str, other: str) -> bool:
    """Whether two units are the same, case and spaces aside; mW and MW are not."""
    a, b = ("".join(unicodedata.normalize("NFKC", unit).split()) for unit in (one, other))
    if a.casefold() != b.casefold():
        return False
    prefixes = {a[:1], b[:1]}
    milli_or_mega = prefixes == {"m", "M"} or prefixes == {"p", "P"}
    return not (milli_or_mega and a[1:] == b[1:] and a[1:] in _SI)


def _plain(text: str) -> str:
    raised = _RAISED.sub(lambda power: "^" + power[0].translate(_SUPERSCRIPT), text)
    plain = unicodedata.normalize("NFKC", raised).replace("’", "'")
    seen = "".join(c for c in plain if unicodedata.category(c) != "Cf").strip()  # pasted direction marks
    if wrapped := _WRAPPED.fullmatch(seen):
        seen = wrapped[2].strip()
    return _MINUS.sub("-", seen)


def _readings(digits: str) -> tuple[Decimal, ...]:
    """What a run of digits and separators may mean; nothing when it is no number."""
    tight = digits
    if " " in digits or "'" in digits:
        if not re.fullmatch(r"[0-9]{1,3}([ '])[0-9]{3}(?:\1[0-9]{3})*(?:[.,][0-9]*)?", digits):
            return ()
        tight = re.sub("[ ']", "", digits)
        return (Decimal(tight.replace(",", ".")),)
    signs = [c for c in tight if c in ".,"]
    if len(signs) <= 1:
        decimal = Decimal(tight.replace(",", "."))
        if re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", tight):
            return decimal, Decimal(re.sub("[.,]", "", tight))
        return (decimal,)
    thousands, last = signs[0], signs[-1]
    whole, _, part = tight.rpartition(last) if last != thousands else (tight, "", "")
    if not re.fullmatch(rf"[0-9]{{1,3}}(?:\{thousands}[0-9]{{3}})+", whole):
        return ()
    return (Decimal(f"{whole.replace(thousands, '')}.{part or 0}"),)


def _show(value: Decimal) -> str:
    """A number without needless zeros, in scientific form only where it is shorter."""
    plain = value.normalize()
    return f"{plain:f}" if -7 <= plain.adjusted() <= 15 else str(plain)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
