"""Findings -> the report's page, plots and tables: the same figures everywhere, nothing that runs, nothing left out."""

import csv
import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from reported import HOSTILE, findings, hostile, html_of
from small_exam import exam

from grader.analysis.papers import Papers
from grader.model.correction import Correction, NewKey
from grader.model.exam import Form, PrintedOption
from grader.model.response import Copy, Response
from grader.model.score import Decision, FinalScore, Idea, Origin, Suggestion
from grader.reporting.agreement import agreements, calibration, effort
from grader.reporting.choices import choices_of
from grader.reporting.findings import Corrected, Findings
from grader.reporting.forms import difference, forms_of
from grader.reporting.plots import histogram
from grader.reporting.report import report_of
from grader.reporting.tables import report_tables
from grader.tables import to_csv


@pytest.fixture(scope="module")
def found() -> Findings:
    """The class on the hostile form."""
    return findings(hostile())


def test_nothing_on_the_page_runs_or_asks_for_anything(found: Findings) -> None:
    """What was typed is shown as typed; no script, no address, no id twice; every plot says what it shows."""
    assert found.choices, "the hostile option is drawn"
    html = html_of(found)
    assert "<script" not in html and "default-src 'none'" in html and "{{ 7*7 }}" in html
    assert not re.findall(r'(?:src|href)="(?!#)', html.replace('xlink:href="#', ""))
    assert not re.search(r"@import|url\((?!#)", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)) > 0
    plots = re.findall(r'<svg[^>]*class="plot".*?</svg>', html, re.DOTALL)
    assert len(plots) == 3
    for plot in plots:
        assert re.search(r"<title id=[^>]*>[^<]{30,}</title>", plot)


def test_formulas_are_read_without_latex() -> None:
    """In the tables of questions and of options."""
    sat = exam("A")
    first = sat.forms[0].items[0]
    options = (first.options[0].model_copy(update={"text": r"$-\eta \nabla L$"}), *first.options[1:])
    items = (first.model_copy(update={"options": options}), *sat.forms[0].items[1:])
    html = html_of(findings(sat.model_copy(update={"forms": (Form(letter="A", items=items),)})))
    assert "take, for a loss L?" in html and "−η∇L" in html and "$" not in html


def test_the_same_findings_give_the_same_bytes(found: Findings) -> None:
    """Plots, page and tables have no date and no chance in them."""
    assert html_of(found) == html_of(findings(hostile()))


def test_page_and_tables_say_the_same(found: Findings) -> None:
    """Every figure of a question on the page is its figure in items.csv, rounded."""
    report = report_of(found)
    table = report_tables(found, report.notices)["items.csv"]
    rows = {row["item"]: row for row in csv.DictReader(io.StringIO(to_csv(*table).decode("utf-8-sig")))}
    for row in report.items:
        for cell, name in zip(row.cells[1:3], ("facility", "discrimination"), strict=True):
            assert float(cell.text.replace("−", "-")) == pytest.approx(
                float(rows[row.item_id][name]), abs=0.006
            )


def test_a_key_that_looks_wrong_is_told_with_what_to_do(found: Findings) -> None:
    """The alarm names the question, both options and the command; its line is drawn, rising for the distractor."""
    notice = report_of(found).notices[0]
    assert notice.items == ("gd-step",) and f"grader correct {found.exam.id} --item gd-step" in notice.advice
    traces = {trace.text: trace for trace in found.choices[0].traces}
    assert traces[HOSTILE].shares == (0.0, 0.5, 1.0) and not traces[HOSTILE].key
    assert [trace.key for trace in found.choices[0].traces] == [True, False, False, False]


def test_figures_on_few_papers_are_greyed_with_the_reason() -> None:
    """Twelve papers: every discrimination is greyed, and the page says why, in Italian too."""
    few = findings(exam("A"), 12)
    assert all(row.cells[2].grey for row in report_of(few).items)
    assert "fewer than 30 papers" in html_of(few)
    italian = html_of(replace(few, exam=few.exam.model_copy(update={"language": "it"})))
    assert "meno di 30 elaborati" in italian and 'lang="it"' in italian and "fewer than" not in italian


def test_corrections_stand_with_who_and_why(found: Findings) -> None:
    """When, who, which question, what and the reason, as text."""
    made = Corrected(
        Correction(item_id="gd-step", what=NewKey(right=("C",))),
        "prof <b>",
        dt.datetime(2026, 4, 16, 9, 30, tzinfo=dt.UTC),
        "the key was a slip",
    )
    row = report_of(replace(found, corrections=(made,))).corrections[0]
    assert row == ("2026-04-16 09:30", "prof <b>", "gd-step", "right is “C”", "the key was a slip")
    assert "prof &lt;b&gt;" in html_of(replace(found, corrections=(made,)))


@pytest.mark.parametrize(
    ("points", "out_of", "bars", "filled", "fullest"),
    [
        ([-0.5, 0, 7.25, 10, 10], 10, 11, 4, 2),
        ([3, 7.25, 7.5, 7.5], 7.5, 8, 2, 3),
        ([30, 44, 45, 45], 45, 23, 2, 3),
        ([0, 0, 0], 0.5, 1, 1, 3),
    ],
)
def test_a_histogram_counts_every_paper(
    points: list[float], out_of: float, bars: int, filled: int, fullest: int
) -> None:
    """Points at the very top and below 0 are in a bar, also where the top is no whole step; heights sum to the papers."""
    svg = histogram(points, out_of, median=points[-1], axes=("x", "y", "m"), said=("t", "d"))
    drawn = re.findall(r'<path d="([^"]*)"[^>]*fill: #c9d3dc', svg)
    edges = [[float(y) for y in re.findall(r"[ML] [\d.]+ ([\d.]+)", path)] for path in drawn]
    heights = np.array([max(edge) - min(edge) for edge in edges])
    assert len(edges) == bars and (heights > 0).sum() == filled
    assert heights.sum() / heights.max() * fullest == pytest.approx(len(points), abs=0.02)


def test_an_options_shares_are_of_the_papers_that_have_it() -> None:
    """Two forms draw different distractors: what all take of whom it is printed for is taken by all of each third."""
    (form,) = exam("A").forms
    texts = {"A": ("key", "only on A", "both"), "B": ("key", "both", "never taken")}
    printed = {
        letter: tuple(
            PrintedOption(letter=at, text=t, key=t == "key") for at, t in zip("abc", of, strict=True)
        )
        for letter, of in texts.items()
    }
    first = {letter: form.items[0].model_copy(update={"options": of}) for letter, of in printed.items()}
    sealed = exam("A").model_copy(
        update={"forms": tuple(Form(letter=letter, items=(first[letter],)) for letter in "AB")}
    )
    copies = [Copy(number=n + 1, form="AB"[n % 2]) for n in range(12)]
    responses = [Response(copy_number=n + 1, number=1, letters=("a" if n % 2 else "b",)) for n in range(12)]
    item = form.items[0].item.id
    table = Papers(
        tuple(range(1, 13)),
        (item,),
        np.zeros((12, 1)),
        np.ones(1),
        np.zeros((12, 1)),
        np.zeros((12, 1)),
        np.ones(12, dtype=np.bool_),
    )
    (one,) = choices_of(sealed, copies, responses, table)
    shares = {trace.text: trace.shares for trace in one.traces}
    assert shares == {
        "key": (0.5,) * 3,
        "only on A": (1.0,) * 3,
        "both": (0.0,) * 3,
        "never taken": (0.0,) * 3,
    }
    few = [0, 2, 4, 6, 7, 8]  # nobody of the weakest third, or the middle one, has form B
    (one,) = choices_of(sealed, [copies[n] for n in few], [responses[n] for n in few], table)
    rare = next(trace for trace in one.traces if trace.text == "never taken")
    assert rare.shares == (None, None, 0.0)


def suggestion(n: int, points: str, *, flags: tuple[str, ...] = (), chance: float = 0.8) -> Suggestion:
    response = Response(copy_number=n, number=5, text=f"answer {n}")
    return Suggestion(
        copy_number=n,
        number=5,
        item_id="why-norm",
        points=Decimal(points),
        out_of=Decimal(2),
        confidence=chance,
        promised=True,
        ideas=(Idea(criterion="c", text="t", found=True),),
        flags=flags,
        why="w",
        model="m",
        answer_hash=response.answer_hash,
    )


def decision(n: int, points: str, like: int = 0) -> Decision:
    hashed = Response(copy_number=n, number=5, text=f"answer {n}").answer_hash
    return Decision(
        copy_number=n, number=5, item_id="why-norm", points=Decimal(points), answer_hash=hashed, like=like
    )


def test_agreement_compares_only_the_same_words() -> None:
    """Twenty answers, a quarter half a point too generous; a changed answer is in no figure, below twenty there is none."""
    given = [decision(n, "1.5" if n % 4 else "1") for n in range(1, 21)]
    suggested = [suggestion(n, "1.5") for n in range(1, 21)]
    stale = suggestion(21, "0").model_copy(update={"answer_hash": "before"})
    one = agreements([*suggested, stale], [*given, decision(21, "2")])[-1]
    assert (one.answers, one.right, one.promised, one.promised_right) == (20, 0.75, 20, 15)
    assert one.shift == pytest.approx(0.0625) and one.error == pytest.approx(0.0625)
    sure = calibration(suggested, given)
    assert sure is not None and sure.error == pytest.approx(0.05)
    flagged = [suggestion(n, "1.5", flags=("copies",)) for n in range(1, 21)]
    assert calibration(flagged, given) is None and agreements(suggested[:19], given)[-1].right is None


def test_work_is_counted_by_who_did_it() -> None:
    """Read, grouped, accepted, blank and waiting are told apart, and sum to all."""
    origins = [Origin.RULE, Origin.AUTO, Origin.PENDING, Origin.DECISION, Origin.DECISION]
    scores = [
        FinalScore(copy_number=n, number=5, item_id="why-norm", points=None, out_of=Decimal(2), origin=origin)
        for n, origin in enumerate(origins, start=1)
    ]
    work = effort(scores, [decision(4, "1"), decision(5, "1", like=4)], frozenset({"why-norm"}))
    assert (work.blank, work.read, work.grouped, work.accepted, work.waiting) == (1, 1, 1, 1, 1)
    assert work.answers == len(scores)


def test_every_picture_of_the_pdf_is_described(found: Findings) -> None:
    """PDF/UA: each figure of the structure tree has a text in its place."""
    from pikepdf import Array, Dictionary, Pdf

    from grader.reporting.page import report_pdf

    told = []
    with Pdf.open(io.BytesIO(report_pdf(html_of(found)))) as document:
        rest = [document.Root.StructTreeRoot]
        while rest:
            kids = rest.pop().get("/K", [])
            for kid in kids if isinstance(kids, Array) else [kids]:
                if isinstance(kid, Dictionary) and "/S" in kid:
                    rest.append(kid)
                    told += [str(kid.get("/Alt", ""))] if kid.S == "/Figure" else []
    assert len(told) > 3 and all(told)
    assert sum(len(text) > 30 for text in told) == 3


def two_forms(gap: float) -> Papers:
    """Forms A (odd copies) and B with one item in common; B's papers are `gap` points better on their own item."""
    chance = np.random.default_rng(7)
    points = chance.normal(5, 1, (80, 3))
    points[1::2, 0], points[0::2, 2] = np.nan, np.nan
    points[1::2, 2] += gap
    known = ~np.isnan(points)
    return Papers(
        tuple(range(1, 81)),
        ("a", "both", "b"),
        points,
        np.full(3, 10.0),
        points / 10,
        np.where(known, 0.0, np.nan),
        np.ones(80, dtype=np.bool_),
    )


def test_forms_are_compared_on_their_own_items() -> None:
    """Each form's reliability rests on its items and papers; equal forms are called alike, unequal ones by how much."""
    letters = {copy: "AB"[copy % 2 == 0] for copy in range(1, 81)}
    assert [(f.letter, f.figures.alpha.n) for f in forms_of(two_forms(0), letters)] == [("A", 40), ("B", 40)]
    assert all(f.figures.alpha.value is not None for f in forms_of(two_forms(0), letters))
    alike, apart = (difference(two_forms(gap), letters) for gap in (0.0, 3.0))
    assert alike is not None and alike.p > 0.05 and not alike.few
    assert apart is not None and apart.p < 1e-6 and apart.points == pytest.approx(3, abs=0.8)
    assert apart.effect == pytest.approx(apart.points / 2**0.5, rel=0.25)  # two items of sd 1
    assert difference(two_forms(0), dict.fromkeys(letters, "A")) is None
