"""Check pages and specimens: true to the layout, and never read as somebody's sheet."""

import numpy as np
import pypdfium2
import pytest
from printed_exam import item, with_items

from grader import workspace
from grader.model.kinds import Profile
from grader.model.sheet import SheetLayout
from grader.printing.check_words import CHECK_WORDS
from grader.printing.checks import listed, overlay, print_checks, print_specimens
from grader.printing.sheet import lay_out
from grader.reading.sheets import read_page

TEMPLATES = (workspace.bundled("templates"),)
ITEMS = [
    item("n", stem="How many?", type="numeric", answer="27"),
    item("t", [("True", True), ("False", False)], stem="So?", type="true-false", correct=True),
    item("o", stem="Why?", type="open", reference="So.", lines=60),
]


def layouts(language: str) -> list[SheetLayout]:
    exam = with_items(*ITEMS, language=language)
    return [
        lay_out(
            exam,
            exam.forms[0],
            matricola="[0-9]{10}",
            profile=profile,
            personalised=profile is Profile.STANDARD,
            score_bubbles=True,
        )
        for profile in Profile
    ]


@pytest.mark.parametrize("language", ["en", "it"])
def test_neither_is_read_as_a_sheet(language: str) -> None:
    """Every page of both says what it is, and none comes back with answers."""
    exam, shown, words = with_items(*ITEMS, language=language), layouts(language), CHECK_WORDS[language]
    for pdf, said in (
        (print_specimens(exam, shown, templates=TEMPLATES), words.specimen),
        (print_checks(exam, shown, measured=0.8, templates=TEMPLATES), words.check),
    ):
        document = pypdfium2.PdfDocument(pdf)
        pages = sum(len(one.pages) for one in shown)
        texts = [page.get_textpage().get_text_range() for page in document]
        assert sum(said in text for text in texts) == pages
        image = document[0].render(scale=150 / 72, grayscale=True).to_numpy().squeeze()
        assert read_page(np.ascontiguousarray(image), lambda _: shown[0]).status == "unreadable"


def test_a_check_page_names_all_that_is_measured() -> None:
    """Four marks, two codes, two rulers, and an ellipse for each bubble."""
    (layout, _), words = layouts("en"), CHECK_WORDS["en"]
    for number, page in enumerate(layout.pages):
        over = overlay(layout, number, 0.8, words)
        said = [label.text for label in over.labels]
        assert [text for text in said if "mark" in text] == [
            words.marker.format(mark.marker) for mark in page.fiducials
        ]
        assert said.count(words.code) == 2 and said.count(words.hundred) == 2
        assert over.measured.count("z") == len(page.bubbles)
        assert "h100.0" in over.rulers and "v100.0" in over.rulers


def test_the_list_says_where_and_what_each_question_is() -> None:
    """All numbers of the form, with the pages they are answered on."""
    (layout, _) = layouts("en")
    rows = listed(with_items(*ITEMS), layout)
    assert [(row.number, row.pages) for row in rows[:2]] == [(1, "1"), (2, "1")]
    assert rows[2].pages.count(",") >= 1
    assert [row.what.split(";")[0] for row in rows] == [
        "a number, in a grid",
        "true or false",
        "in words, 60 lines",
    ]
