"""Findings -> every table of the report as header and rows, by the name of its file; numbers with a decimal point."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from grader.analysis.figures import Figure
from grader.printing.words import ENGLISH as PLAIN
from grader.reporting.advice import Notice
from grader.reporting.findings import Findings
from grader.reporting.report_words import ENGLISH
from grader.reporting.said import corrected_text

Value = str | int | Decimal | None
Rows = tuple[Sequence[str], Sequence[Sequence[Value]]]
_FIGURES = ("facility", "sd", "discrimination", "blank", "efficiency", "weight", "upper_lower")
_LONG = {"efficiency": "discriminative_efficiency", "weight": "effective_weight"}
_WHOLE = ("mean", "sd", "alpha", "error")
_ENDS = ("", "_low", "_high", "_why")
_PLACES = Decimal("0.001")


def report_tables(found: Findings, told: Sequence[Notice]) -> Mapping[str, Rows]:
    """The tables by file name, all of them also when empty, so that none of an earlier report is left; `told` are the alarms."""
    whole = found.whole
    return {
        "items.csv": (
            (
                "item",
                "papers",
                *(f"{_LONG.get(n, n)}{end}" for n in _FIGURES for end in _ENDS),
            ),
            list(_items(found)),
        ),
        "options.csv": (
            ("item", "option", "key", "chosen", "papers", *(f"point_biserial{end}" for end in _ENDS[:3])),
            [
                (
                    *(o.item_id, o.text, "yes" if o.key else "", o.chosen, o.n),
                    *map(_number, (o.correlation, o.low, o.high)),
                )
                for o in found.options
            ],
        ),
        "exam.csv": (
            ("figure", "papers", *(end.strip("_") or "value" for end in _ENDS)),
            [(name, getattr(whole, name).n, *_cells(getattr(whole, name))) for name in _WHOLE],
        ),
        "forms.csv": (
            ("form", "papers", *(f"{n}{end}" for n in _WHOLE for end in _ENDS)),
            [
                (f.letter, f.figures.mean.n, *(c for n in _WHOLE for c in _cells(getattr(f.figures, n))))
                for f in found.forms
            ],
        ),
        "alarms.csv": (
            ("alarm", "items", "what", "advice"),
            [(one.kind, " ".join(one.items), one.text, one.advice) for one in told],
        ),
        "alike.csv": (
            (
                *(
                    "copy",
                    "other_copy",
                    "student",
                    "other_student",
                    "form",
                    "other_form",
                    "seat",
                    "other_seat",
                ),
                *("neighbours", "answers_compared", "same", "same_wrong", "wrong_expected", "chance"),
            ),
            [
                (
                    *(*one.copies, *one.students, *one.forms, *one.seats, "yes" if one.neighbours else ""),
                    *(one.common, one.same, one.same_wrong, _number(one.expected_wrong), f"{one.chance:.1e}"),
                )
                for one in found.alarms.alike
            ],
        ),
        "graders.csv": (
            ("grader", "answers", "answers_of_others", "gives_more_by"),
            [(one.grader, one.answers, one.others, _number(one.shift)) for one in found.alarms.differing],
        ),
        "agreement.csv": (
            (
                "item",
                "answers",
                "right",
                "mean_absolute_difference",
                "mean_difference",
                "promised",
                "promised_right",
            ),
            [
                (
                    a.item_id or "all",
                    a.answers,
                    *map(_number, (a.right, a.error, a.shift)),
                    a.promised,
                    a.promised_right,
                )
                for a in found.agreements
            ],
        ),
        "calibration.csv": (
            ("said", "true", "answers"),
            [
                (_number(part.said), _number(part.true), part.answers)
                for part in (found.calibration.parts if found.calibration else ())
            ],
        ),
        "pages.csv": (("status", "pages"), list(found.account.pages.items()) if found.account else []),
        "corrections.csv": (
            ("at", "actor", "item", "what", "reason"),
            [
                (
                    f"{c.at:%Y-%m-%dT%H:%M:%SZ}",
                    c.actor,
                    c.correction.item_id,
                    corrected_text(c.correction, PLAIN, ENGLISH),
                    c.reason,
                )
                for c in found.corrections
            ],
        ),
    }


def _items(found: Findings) -> Iterator[Sequence[Value]]:
    for item in found.items:
        figures = [cell for name in _FIGURES for cell in _cells(getattr(item, name))]
        yield item.item_id, item.facility.n, *figures


def _cells(one: Figure) -> tuple[Value, Value, Value, Value]:
    return _number(one.value), _number(one.low), _number(one.high), one.why.value


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(_PLACES)
