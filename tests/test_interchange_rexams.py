"""R/exams exercises as their authors write them, and as we do."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interchange_items import BLACK, items, only, only_refused, printed

from grader.bank.interchange.carried import Outgoing
from grader.bank.interchange.rexams import is_rexams, read_rexams
from grader.bank.interchange.rexams_out import write_rexams
from grader.errors import InputError
from grader.model.item import ITEM

OTHERS = Path(__file__).parent.parent.parent / "shared" / "data" / "interchange"


def exercise(
    meta: str, question: str = "Which?", answers: str = "", solution: str = "", comments: str = ""
) -> bytes:
    """An exercise file."""
    listed = f"\nAnswerlist\n----------\n{answers}\n" if answers else ""
    commented = f"\nAnswerlist\n----------\n{comments}\n" if comments else ""
    return (
        f"Question\n========\n{question}\n{listed}\nSolution\n========\n{solution}\n{commented}\n"
        f"Meta-information\n================\n{meta}\n"
    ).encode()


def one(content: bytes, name: str = "q.Rmd") -> Any:
    """The one question of a file."""
    return only(read_rexams(content, name))


def refusal(content: bytes, name: str = "q.Rmd") -> Any:
    """The one refusal of a file."""
    return only_refused(read_rexams(content, name))


def test_a_single_choice_with_all_that_may_be_said() -> None:
    """Comments become feedback, sections a category, tags tags, seconds minutes."""
    meta = (
        "exname: Größe\nextype: schoice\nexsolution: 010\nexshuffle: 3\nexpoints: 2\nextime: 90\nexsection: Stat/Testing\n"
        "extags: easy|Level=2\nexauthor: R. Core\nexversion: 1.1\nexextra[x]: y"
    )
    question = one(
        exercise(
            meta,
            answers="* a\n  and more\n* b\n- c",
            solution="Because.",
            comments="* False. No.\n* True\n* False",
        )
    )
    assert question.fields == {
        "type": "single",
        "stem": "Which?",
        "correct": "b",
        "wrong": [{"text": "a\nand more", "feedback": "No."}, "c"],
        "explanation": "Because.",
        "points": "2",
        "minutes": "1.5",
        "author": "R. Core",
        "tags": ["easy", "level-2"],
    }
    assert (question.name, question.category) == ("Größe", ("Stat", "Testing"))
    assert len(question.lost) == 3  # how many are shown, the version, the extra


def test_numbers_texts_and_essays() -> None:
    """A tolerance; accepted texts; an essay whose solution is the model answer."""
    number = one(exercise("extype: num\nexsolution: 1.5e-1\nextol: 0.01", solution="So."))
    assert number.fields == {
        "type": "numeric",
        "stem": "Which?",
        "answer": "0.15",
        "tolerance": "0.01",
        "explanation": "So.",
    }
    text = one(exercise("extype: string\nexsolution: t.test|*", solution="See ?t.test"))
    assert (text.fields["reference"], text.fields["explanation"]) == (["t.test", r"\*"], "See ?t.test")
    essay = one(exercise("extype: string\nexsolution: nil\nexstringtype: essay", solution="A model answer."))
    assert essay.fields == {"type": "open", "stem": "Which?", "reference": ["A model answer."]}


def test_true_and_false_are_a_statement() -> None:
    """Whatever their order."""
    assert (
        one(exercise("extype: schoice\nexsolution: 01", answers="* True\n* False")).fields["correct"] is False
    )


@pytest.mark.parametrize(
    ("question", "meta", "kind"),
    [
        ("```{r}\nx <- 1\n```\nWhich?", "extype: num\nexsolution: 1", "dynamic"),
        ("It is `r x`.", "extype: num\nexsolution: 1", "dynamic"),
        ("Which?", "extype: num\nexsolution: `r x`", "dynamic"),
        ("```{python, echo=FALSE}\n1\n```", "extype: num\nexsolution: 1", "dynamic"),
        ("Fill ##ANSWER1##.", "extype: cloze\nexsolution: 1|2\nexclozetype: num|num", "cloze"),
        ("Upload.", "extype: string\nexsolution: nil\nexstringtype: file", "file"),
        ("Which?", "exname: x", "without extype"),
        ("Which?", "extype: num\nexsolution: 1|2", "num"),
        ("Which?", "extype: schoice\nexsolution: 010", "schoice"),
    ],
)
def test_what_cannot_be_carried_is_refused(question: str, meta: str, kind: str) -> None:
    """What R computes, clozes, uploads, keys that do not fit."""
    unread = refusal(exercise(meta, question))
    assert (unread.kind, unread.number) == (kind, 1)


def test_a_key_with_several_ones_in_a_single_choice_is_drawn_by_r() -> None:
    """R shows one of the right answers at a time."""
    unread = refusal(exercise("extype: schoice\nexsolution: 011\nexshuffle: 2", answers="* a\n* b\n* c"))
    assert "draws one" in unread.why


def test_code_that_nobody_runs_stays() -> None:
    """A listing in R is no chunk; a chunk that only fetches a picture is no computation."""
    question = (
        "---\noutput: html_document\n---\n\n```{r, echo = FALSE}\nlibrary(exams)\nknitr::opts_chunk$set(echo = FALSE)\n"
        'include_supplement("net.png",  # a picture\n  dir = find.package("exams"), recursive = TRUE)\n```\n\n'
    )
    listing = "Which?\n\n```r\nx <- 1\n```"
    content = question.encode() + exercise("extype: num\nexsolution: 1", listing)
    assert one(content).fields["stem"] == listing


def test_pandocs_markdown_becomes_ours() -> None:
    r"""`\(..\)`, an aligned block, sub- and superscripts, attributes of an image, HTML in between."""
    question = (
        "With \\\\(x<1\\\\) and \\(y\\), $z$:\n\\[a\\]\n\\begin{equation*}b\\end{equation*}\nx<sup>2</sup> x<sub>ab</sub> <b>bold</b><br>next"
        " `\\(code\\)` ![net](plots/net.png){width=40%} <span style='x'>s</span>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x/q.Rmd", exercise("extype: num\nexsolution: 1", question))
        archive.writestr("x/net.png", BLACK)
    found = read_rexams(packed.getvalue(), "q.zip")
    (question_,) = found.questions
    assert question_.fields["stem"] == (
        "With $x<1$ and $y$, $z$:\n$$a$$\n$$b$$\nx² x$_{\\text{ab}}$ **bold**\\\nnext"
        " `\\(code\\)` ![net](assets/net.png) <span style='x'>s</span>"
    )
    assert found.pictures == {"assets/net.png": BLACK}
    assert any("<span" in said for said in question_.lost)


def test_old_encodings_and_line_ends() -> None:
    """Latin-1 and CRLF, as files of Windows have them."""
    text = exercise("exname: Zürich\nextype: num\nexsolution: 1", "Größe?").decode().replace("\n", "\r\n")
    for encoding in ("latin-1", "utf-8-sig"):
        question = one(text.encode(encoding))
        assert (question.fields["stem"], question.name) == ("Größe?", "Zürich")


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("True. R is.", "R is."),
        ("Falso", ""),
        ("Correto!", ""),
        ("Right triangles have one.", "Right triangles have one."),
        ("Falsch: so", "so"),
        ("True story.", "True story."),
    ],
)
def test_a_verdict_before_a_comment_is_taken_off(comment: str, left: str) -> None:
    """In the languages of its authors, and only where it is one."""
    found = one(exercise("extype: schoice\nexsolution: 10", answers="* a\n* b", comments=f"* x\n* {comment}"))
    assert found.fields["wrong"] == [{"text": "b", "feedback": left} if left else "b"]


def test_files_are_known_by_name_or_content() -> None:
    """LaTeX exercises are named, other texts are none."""
    assert is_rexams(b"", "a.Rmd")
    assert is_rexams(exercise("extype: num\nexsolution: 1"), "a.txt")
    assert not is_rexams(b"::q:: {=a ~b}", "a.txt")
    assert refusal(b"\\begin{question}", "a.Rnw").kind == "R/LaTeX"
    with zipfile.ZipFile(packed := io.BytesIO(), "w") as archive:
        archive.writestr("readme.txt", "")
    with pytest.raises(InputError, match="no R/exams"):
        read_rexams(packed.getvalue(), "a.zip")


@settings(max_examples=25, deadline=None)
@given(st.lists(items(), min_size=1, max_size=3, unique_by=lambda item: item.id))
def test_what_is_written_comes_back(bank: list[Any]) -> None:
    """Every item with all its fields; the same items give the same bytes."""
    content = write_rexams(Outgoing("Bank", bank)).content
    found = read_rexams(content, "bank.zip")
    assert not found.refused
    assert [printed(ITEM.validate_python(dict(q.fields))) for q in found.questions] == [
        printed(i) for i in bank
    ]
    assert not [question.lost for question in found.questions if question.lost]
    assert write_rexams(Outgoing("Bank", bank)).content == content


def test_nothing_of_ours_is_run_or_ends_a_section() -> None:
    """Code that R would compute, a chunk, underlines; they print the same when they come back."""
    stem = "Head\n====\n\nSay `r x`:\n\n```{r}\n1 + 1\n```\n\n----\n\n![net](assets/a.png)"
    fields = {
        "type": "numeric",
        "id": "x",
        "topic": "t",
        "module": "m",
        "part": "first",
        "stem": stem,
        "answer": "1",
    }
    item = ITEM.validate_python(fields)
    sent = write_rexams(Outgoing("B", [item], {"assets/a.png": BLACK}))
    text = zipfile.ZipFile(io.BytesIO(sent.content)).read("x.Rmd").decode()
    assert 'include_supplement("a.png")' in text
    assert text.count("\n====") == 3
    found = read_rexams(sent.content, "b.zip")
    assert printed(found.questions[0].fields["stem"]).replace("language-r", "language-{r}") == printed(stem)


@pytest.mark.skipif(not OTHERS.exists(), reason="files that others wrote are not here")
@pytest.mark.parametrize(
    ("name", "type_", "keys"),
    [
        ("swisscapital", "single", 1),
        ("switzerland", "multiple", 2),
        ("gaussmarkov", "multiple", 2),
        ("capitals", "multiple", 5),
    ],
)
def test_files_of_others(name: str, type_: str, keys: int) -> None:
    """Their types and how many keys they have."""
    fields = one((OTHERS / f"{name}.Rmd").read_bytes()).fields
    assert fields["type"] == type_
    assert len(fields["correct"] if isinstance(fields["correct"], list) else [1]) == keys
