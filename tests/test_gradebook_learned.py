"""What sittings say of items is worked out once, kept as long as nothing changed, and always what the report says."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from review_page import suggested
from small_exam import exam

from grader.analysis.papers import papers_of
from grader.analysis.statistics import item_statistics, whole_statistics
from grader.analysis.uses import Spot, Use
from grader.gradebook.final import final_scores, read_records
from grader.gradebook.item_history import chapters
from grader.gradebook.learned import VERSION, Experience, experience
from grader.gradebook.study import study
from grader.model.base import canonical
from grader.model.correction import Correction, NewKey, Void
from grader.model.course import OpenAnswers
from grader.model.event import EventKind
from grader.model.kinds import Voiding
from grader.model.response import Copy, Response
from grader.model.score import Decision
from grader.printing.images import with_pictures
from grader.records import Records, open_records
from grader.reporting.report import report_of
from grader.workspace import Workspace

SITTING = "2026-04-15-mid-course"
PAPERS = 40
ME = {"actor": "prof", "reason": "so"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A course with one exam of two forms."""
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    shutil.copy(Path(__file__).parent.parent / "course.yaml", tmp_path)
    folder = tmp_path / "sittings" / SITTING
    folder.mkdir(parents=True)
    (folder / "exam.lock.json").write_text(canonical(exam("A", "B")), encoding="utf-8")
    return Workspace(tmp_path)


def sit(book: Records) -> None:
    """Everybody answers all; three of four choose b where a stands first, and write the open answer."""
    copies = [Copy(number=n, form="AB"[n % 2], student=f"{n:010}") for n in range(1, PAPERS + 1)]
    answers = []
    for copy in copies:
        for entry in exam().form(copy.form).items:
            letters = ("b" if copy.number % 4 else "a",) if entry.options else ()
            text = "" if letters else "27" if entry.item.type == "numeric" else "It helps."
            answers.append(Response(copy_number=copy.number, number=entry.number, letters=letters, text=text))
    book.save_responses(SITTING, answers, actor="t", source={"file": "f"}, copies=copies)


def look(place: Workspace, book: Records) -> tuple[Experience, list[str]]:
    """What is known, and which sittings had to be worked out for it."""
    worked: list[str] = []
    return experience(place, book, tell=worked.append), worked


def use_of(found: Experience, item: str) -> Use:
    return next(use for use in found.uses if use.item_id == item)


def test_the_figures_are_those_of_the_report(place: Workspace) -> None:
    """Facility, discrimination and papers of every item, across both forms, with the places where it stood."""
    with open_records(place.database) as book:
        sit(book)
        found, _ = look(place, book)
        report = study(place, place.sitting(SITTING), book)
    assert {one.item_id: (one.facility, one.discrimination) for one in report.items} == {
        use.item_id: (use.facility, use.discrimination) for use in found.uses
    }
    first = use_of(found, "gd-step")
    assert first.spots == (Spot("A", 1), Spot("B", 2)) and first.papers == PAPERS
    assert first.square == pytest.approx(first.share)  # right or wrong: a share is its own square


def test_it_is_worked_out_once(place: Workspace) -> None:
    """A second look reads what is kept; so does one after the file was lost or spoilt, with the same result."""
    with open_records(place.database) as book:
        sit(book)
        found, worked = look(place, book)
        assert len(worked) == 1
        assert look(place, book) == (found, [])
        file = place.root / ".cache" / "statistics" / f"{SITTING}.json"
        for spoilt in (
            "",
            "{",
            "[1, 2]",
            file.read_text(encoding="utf-8").replace(f'"version": {VERSION}', '"version": 0'),
        ):
            file.write_text(spoilt, encoding="utf-8")
            again, worked = look(place, book)
            assert again == found and len(worked) == 1
        shutil.rmtree(place.root / ".cache")
        assert look(place, book)[0] == found


def test_what_is_kept_ends_with_what_it_rests_on(place: Workspace) -> None:
    """An event of the sitting, another sealed exam and another policy are looked at; an event of another chain is not."""
    with open_records(place.database) as book:
        sit(book)
        before, _ = look(place, book)
        book.append("another", EventKind.STATUS, {}, **ME)
        assert look(place, book) == (before, [])
        book.correct(SITTING, [Correction(item_id="gd-step", what=NewKey(right=("none; it waits",)))], **ME)
        after, worked = look(place, book)
        assert len(worked) == 1
        was, now = use_of(before, "gd-step"), use_of(after, "gd-step")
        assert was.share != now.share and now.corrections == ("key",)
        assert was.asked == was.printed == now.printed != now.asked
        book.take_back(SITTING, book.events(SITTING)[-1].sequence, **ME)
        assert use_of(look(place, book)[0], "gd-step") == was
        policy = place.root / "course.yaml"
        policy.write_text(
            policy.read_text(encoding="utf-8").replace("auto_accept: false", "auto_accept: 0.9"),
            encoding="utf-8",
        )
        assert len(look(place, book)[1]) == 1


def test_new_suggestions_are_seen(place: Workspace) -> None:
    """They come without an event, and may be what people disagree with: what is kept ends with them, the same as without."""
    with open_records(place.database) as book:
        sit(book)
        look(place, book)
        book.save_suggestions(SITTING, [suggested(Response(copy_number=1, number=5, text="It helps."))])
        assert len(look(place, book)[1]) == 1
        assert look(place, book)[1] == []


def test_another_picture_under_the_same_name_makes_another_question(place: Workspace) -> None:
    """What was learnt with the old figure is an earlier version's, and the history says which figure; back again, it counts."""
    figure = place.questions / "assets" / "net.svg"
    figure.parent.mkdir(parents=True)
    figure.write_text("<svg/>", encoding="utf-8")
    (form,) = exam("A").forms
    first, *rest = form.items
    item = first.item.model_copy(update={"stem": "What is it? ![a net](assets/net.svg)"})
    shown = form.model_copy(update={"items": (first.model_copy(update={"item": item}), *rest)})
    sealed = with_pictures(exam("A").model_copy(update={"forms": (shown,)}), place.questions)
    place.sitting(SITTING).lock_file.write_text(canonical(sealed), encoding="utf-8")

    def told(book: Records) -> tuple[int, int, list[str]]:
        found, _ = look(place, book)
        record = found.of(item)
        assert record
        (one,) = chapters(place, book, item.id, item, found.uses)
        assert one.same is not bool(one.edits)
        return record.papers, record.earlier, [text for edit in one.edits for text in edit.now]

    with open_records(place.database) as book:
        book.save_responses(
            SITTING,
            [Response(copy_number=n, number=1, letters=("a",)) for n in range(1, 6)],
            actor="t",
            source={"file": "f"},
            copies=[Copy(number=n, form="A") for n in range(1, 6)],
        )
        before = told(book)
        figure.write_text("<svg><path/></svg>", encoding="utf-8")
        assert told(book) == (0, 1, ["another assets/net.svg"])
        figure.write_text("<svg/>", encoding="utf-8")
        assert told(book) == before == (5, 0, [])


def test_what_waits_does_not_count_until_it_is_decided(place: Workspace) -> None:
    """Blank answers have their points at once, so a question that waits would seem too hard: it is not used before its end."""
    with open_records(place.database) as book:
        sit(book)
        use = use_of(look(place, book)[0], "why-norm")
        assert (use.waiting, use.counts) == (PAPERS, False)
        numbers = {"A": 5, "B": 1}
        decisions = [
            Decision(copy_number=c.number, number=numbers[c.form], item_id="why-norm", points=Decimal(1))
            for c in book.copies(SITTING)
        ]
        book.decide(SITTING, decisions[:-1], **ME)
        use = use_of(look(place, book)[0], "why-norm")
        assert (use.waiting, use.papers, use.counts) == (1, PAPERS - 1, False)
        book.decide(SITTING, decisions[-1:], **ME)
        use = use_of(look(place, book)[0], "why-norm")
        assert (use.waiting, use.by_people, use.share, use.counts) == (0, PAPERS, 0.5, True)
        assert use.square == pytest.approx(0.25)


def test_a_void_item_does_not_count(place: Workspace) -> None:
    """Points that everybody gets say nothing of the question."""
    with open_records(place.database) as book:
        sit(book)
        book.correct(SITTING, [Correction(item_id="gd-step", what=Void(how=Voiding.EVERYONE))], **ME)
        use = use_of(look(place, book)[0], "gd-step")
    assert (use.papers, use.facility, use.voided, use.counts) == (0, None, "everyone", False)


@pytest.mark.parametrize("how", Voiding)
def test_a_void_item_makes_no_figure_of_another(place: Workspace, how: Voiding) -> None:
    """Its points are made of the others': they are in the totals, and in nothing that is said of items or of reliability."""
    with open_records(place.database) as book:
        sit(book)
        scores = final_scores(exam("A", "B"), read_records(place, exam("A", "B"), book), OpenAnswers())
        rest = papers_of([score for score in scores if score.item_id != "relu-linear"])
        book.correct(SITTING, [Correction(item_id="relu-linear", what=Void(how=how))], **ME)
        found = study(place, place.sitting(SITTING), book)
    assert found.items == item_statistics(rest)
    assert found.whole.alpha == whole_statistics(rest).alpha
    assert "relu-linear" in found.papers.items
    assert "relu-linear" not in {one.item_id for one in (*found.options, *found.choices)}


def test_an_exam_of_void_items_has_a_report(place: Workspace) -> None:
    """It says the totals and no figure of an item."""
    with open_records(place.database) as book:
        sit(book)
        every = {entry.item.id for entry in exam("A").form("A").items}
        book.correct(
            SITTING, [Correction(item_id=id_, what=Void(how=Voiding.EVERYONE)) for id_ in sorted(every)], **ME
        )
        found = study(place, place.sitting(SITTING), book)
        use = use_of(look(place, book)[0], "gd-step")
    assert (found.items, found.whole.alpha.value, use.papers) == ((), None, 0)
    assert report_of(found).items == ()


def test_an_exam_that_nobody_sat_is_a_use_without_figures(place: Workspace) -> None:
    """It is known where the items stand; a course that cannot be written to is looked at all the same."""
    (place.root / ".cache").write_text("not a folder", encoding="utf-8")
    with open_records(place.database, create=False) as book:
        found, told = look(place, book)
    use = use_of(found, "gd-step")
    assert (use.facility, use.papers, use.counts) == (None, 0, False)
    assert told == [f"the statistics of {SITTING} cannot be kept in {place.root / '.cache' / 'statistics'}"]
