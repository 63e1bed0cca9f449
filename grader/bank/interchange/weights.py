"""Answers with percentages of the points, as Moodle and GIFT have them -> an item of ours, or why it is none."""

from decimal import Decimal, InvalidOperation
from typing import Any

from grader.bank.interchange.carried import option
from grader.bank.interchange.plain import Uncarried, from_plain

NEAR = Decimal("0.1")  # percent; Moodle writes a third as 33.33333


def number_in(text: str) -> Decimal | None:
    """A number as Moodle writes it; None where there is none."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) <= 40 else None


def short_answer(accepted: list[str], wrong: list[str], lost: list[str]) -> dict[str, Any]:
    """An open item of the texts that were accepted and of those that were wrong."""
    if not accepted:
        raise Uncarried("no answer of it is worth all points")
    if any("*" in text for text in accepted):
        lost.append("that * in an accepted answer stood for any text")
    lost.append("that answers were compared letter by letter: here they are scored as open answers")
    fields: dict[str, Any] = {
        "type": "open",
        "lines": "2",
        "reference": [from_plain(text) for text in accepted],
    }
    return fields | ({"misconceptions": [from_plain(text) for text in wrong]} if wrong else {})


def numeric(right: list[tuple[str, str]]) -> dict[str, Any]:
    """A numeric item of the answers worth all points, each with its tolerance."""
    right = list(dict.fromkeys(right))
    if len(right) != 1:
        raise Uncarried(
            f"{len(right) or 'no'} answers of it are worth all points; the bank has items with one"
        )
    (answer, tolerance), *_ = right
    if number_in(answer) is None or number_in(tolerance or "0") is None:
        raise Uncarried(f"its answer {answer[:40]} within {tolerance[:40]} is no number")
    return {"type": "numeric", "answer": answer, "tolerance": tolerance or "0"}


def choice(
    answers: list[tuple[Decimal, str, str]], *, one: bool, last: frozenset[int] = frozenset()
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The fields of an item of answers (percent, text, feedback), and what is lost; `one`: students choose one."""
    keys = [share >= 100 - NEAR if one else share > 0 for share, _, _ in answers]
    made = [option(text, said, last=n in last) for n, (_, text, said) in enumerate(answers, 1)]
    right = [each for each, key in zip(made, keys, strict=True) if key]
    wrong = [each for each, key in zip(made, keys, strict=True) if not key]
    if not right:
        raise Uncarried("no option of it is worth all points" if one else "no option of it is worth points")
    if not wrong:
        raise Uncarried("it has no wrong option")
    if one and len(right) > 1:
        raise Uncarried(f"{len(right)} options are worth all points, of which a student chooses one")
    shares = [share for share, _, _ in answers]
    lost = _lost_of_one(answers, keys) if one else _lost_of_several(shares, len(right), len(wrong))
    return {"type": "single", "correct": right[0], "wrong": wrong} if one else {
        "type": "multiple",
        "correct": right,
        "wrong": wrong,
    }, lost


def percentages(right: int, wrong: int) -> tuple[Decimal, Decimal]:
    """What a right and what a wrong option of a multiple-choice item is worth, so that ticking all earns nothing."""
    return round(Decimal(100) / right, 5), round(Decimal(-100) / wrong, 5)


def _lost_of_one(answers: list[tuple[Decimal, str, str]], keys: list[bool]) -> tuple[str, ...]:
    partial = [
        f"'{text[:40]}' {share.normalize():f} %"
        for (share, text, _), key in zip(answers, keys, strict=True)
        if not key and share > 0
    ]
    lost = (f"partial points for other options ({', '.join(partial)})",) if partial else ()
    return (*lost, *(("minus points for wrong options",) if any(s < 0 for s, _, _ in answers) else ()))


def _lost_of_several(shares: list[Decimal], right: int, wrong: int) -> tuple[str, ...]:
    key, other = percentages(right, wrong)
    lost = (
        ("that its right options are worth different points",)
        if any(s > 0 and abs(s - key) > NEAR for s in shares)
        else ()
    )
    usual = all(s > 0 or s == 0 or abs(s - other) <= NEAR for s in shares)
    return lost if usual else (*lost, "the minus points of its wrong options")
