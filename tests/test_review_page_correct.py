"""Correcting on the page, in this process: who changes is shown first, then it is recorded with a reason, and taken back."""

import html
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from databases import on_both
from decided_course import IDS, SITTING, decided_course
from review_page import COOKIE, HOST, ORIGIN, Clock
from small_exam import exam
from starlette.testclient import TestClient

from grader import workspace
from grader.gradebook.on_page import correcting_hands, history_of
from grader.model.response import Copy
from grader.records import Records, open_records
from grader.review.server.correct_hands import Bench
from grader.review.server.correct_site import CorrectSite
from grader.review.server.door import Door
from grader.review.server.doors import Doors
from grader.review.server.files import Files
from grader.review.server.guard import Guard
from grader.review.server.history_site import HistorySite
from grader.review.server.pile import pile_of
from grader.review.server.show import Show
from grader.review.server.site import Site
from grader.review.server.words import WORDS


class CorrectingPage:
    """The page over the decided course."""

    def __init__(self, root: Path, records: Records, language: str = "en") -> None:
        place = workspace.find(root)
        where = place.sitting(SITTING)
        self.records, self.doors = records, Doors(Clock())
        pile = pile_of(where.exam(), records, place.course().open_answers)
        templates = workspace.bundled("templates")
        show = Show((templates,), WORDS[language], language)
        show.tell_corrections()
        door = Door(self.doors, show, SITTING, COOKIE)
        self.bench = Bench(pile, correcting_hands(place, where, records, language))
        files = Files(pile, where.folder, place.questions, templates / "review" / "static")
        history = HistorySite(history_of(records, SITTING, language), pile, door, show)
        site = Site(pile, door, show, files, None, CorrectSite(self.bench, door, show), history)
        self.app = Guard(site.app(), (HOST,))

    def browser(self, actor: str = "anna") -> "Corrector":
        """Someone who came in."""
        return Corrector(self, actor)

    def recorded(self) -> int:
        """How many events there are; the chain is whole."""
        assert self.records.verify(SITTING) is None
        return len(self.records.events(SITTING))


class Corrector:
    """Someone who corrects."""

    def __init__(self, page: CorrectingPage, actor: str) -> None:
        self.client = TestClient(page.app, base_url=f"http://{HOST}", follow_redirects=False)
        self.client.post("/enter", data={"token": page.doors.invite(actor)}, headers=ORIGIN)
        session = page.doors.session(self.client.cookies[COOKIE])
        assert session is not None
        self.csrf = session.csrf

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, **fields: Any) -> Any:
        """Send a form with the session's token."""
        fields = {name.replace("_", "-"): value for name, value in fields.items()}
        return self.client.post(path, data={"csrf": self.csrf, **fields}, headers=ORIGIN)

    def foresee(self, **fields: Any) -> Any:
        return self.post("/correct/foresee", **fields)

    def apply(self, shown: Any, reason: str = "the key was wrong", path: str = "/correct/apply") -> Any:
        """Send the form that a difference shows."""
        return self.post(path, **hidden(shown.text), reason=reason)


def hidden(shown: str) -> dict[str, str]:
    """The proposal and the digest that a difference's form carries."""
    form = shown[shown.index('action="/correct/apply"') :]
    found = dict(re.findall(r'<input type="hidden" name="(proposal|digest)" value="([^"]*)">', form))
    return {name: html.unescape(value) for name, value in found.items()}


def plain(shown: Any) -> str:
    """What a person reads, in one line."""
    body = shown.text[shown.text.index('id="status"') :]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


@pytest.fixture
def page(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[CorrectingPage]:
    monkeypatch.setenv("GRADER_DATABASE", database)
    decided_course(tmp_path, database)
    with open_records(database) as records:
        yield CorrectingPage(tmp_path, records)


OTHER_KEY = {"item": "gd-step", "kind": "key", "right": ["1"]}


@on_both
def test_a_key_is_corrected_and_taken_back(page: CorrectingPage) -> None:
    """The difference first, with marks; recorded with a reason under one's own name; taken back the same way."""
    anna, before = page.browser(), page.recorded()
    shown = anna.foresee(**OTHER_KEY)
    assert shown.status_code == 200 and page.recorded() == before
    said = plain(shown)
    assert "Students who change: 2 · marks that change: 2 · pass by it: 0 · fail by it: 0" in said
    assert f"S1 N {IDS[0]} 10 → 8 20 → 18" in said and f"S2 N {IDS[1]} 8 → 10 18 → 20" in said
    done = anna.apply(shown)
    assert f"Recorded as correction {before + 1}" in plain(done)
    (event,) = page.records.events(SITTING, after=before)
    assert (event.actor, event.reason) == ("anna", "the key was wrong")
    assert "right is “along the gradient”" in plain(anna.get("/correct"))
    back = anna.foresee(undo=str(event.sequence))
    assert f"{IDS[0]} 8 → 10 18 → 20" in plain(back)
    assert "is taken back" in plain(anna.apply(back, "it was right"))
    assert not page.records.corrections(SITTING)
    assert page.recorded() == before + 2


def test_a_number_keeps_its_tolerance_where_the_field_is_left_empty(page: CorrectingPage) -> None:
    """The form shows the one that holds; whoever clears it and types only the number leaves it as it was."""
    anna = page.browser()
    number = {"item": "conv-size", "kind": "answer"}
    anna.apply(anna.foresee(**number, answer="26,5", tolerance="0,5"))
    assert 'name="tolerance" inputmode="decimal" value="0.5"' in anna.get("/correct/item/conv-size").text
    shown = anna.foresee(**number, answer="26.6", tolerance=" ")
    assert "the right number is 26.6 within 0.5" in plain(shown)
    assert "the right number is 26.6 within 0" in plain(anna.foresee(**number, answer="26.6", tolerance="0"))


def test_without_a_reason_nothing_is_recorded(page: CorrectingPage) -> None:
    anna, before = page.browser(), page.recorded()
    refused = anna.apply(anna.foresee(**OTHER_KEY), reason="  ")
    assert refused.status_code == 422 and "Give a reason first" in plain(refused)
    assert page.recorded() == before
    assert "Recorded as correction" in plain(anna.apply(refused)), (
        "what was refused can be sent with a reason"
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"item": "gd-step", "kind": "key", "right": ["0", "1"]}, f"{IDS[1]} 8 → 10"),
        ({"item": "relu-linear", "kind": "key", "right": ["0"]}, f"{IDS[1]} 8 → 6 18 → fail no longer passes"),
        ({"item": "gd-step", "kind": "void", "how": "everyone"}, f"{IDS[2]} 0 → 2"),
        ({"item": "gd-step", "kind": "void", "how": "helps"}, f"{IDS[1]} 8 → 10"),
        ({"item": "conv-size", "kind": "answer", "answer": "28", "tolerance": "0,5"}, f"{IDS[0]} 10 → 8"),
        (
            {"item": "gd-step", "kind": "points", "points": "3", "other": "conv-size", "other_points": "1"},
            f"{IDS[1]} 8 → 7",
        ),
        (
            {"item": "why-norm", "kind": "rubric", "line": ["says why", ""], "worth": ["2", ""], "ideas": ["it helps", ""]},
            "Decisions of people stay as they are. Look at these again why-norm: 1 , 2",
        ),
        ({"copy": "1", "kind": "swap", "swap": "3"}, f"{IDS[0]} 10 → 0 20 → fail no longer passes"),
        ({"copy": "2", "kind": "void"}, f"{IDS[1]} 8 → no paper 18 → absent"),
        ({"copy": "3", "kind": "form", "form": "B"}, "Nobody’s points change."),
        ({"copy": "1", "kind": "student", "student": IDS[2]}, f"{IDS[0]} 10 → no paper"),
    ],
)  # fmt: skip
def test_everything_that_can_be_wrong(page: CorrectingPage, fields: dict[str, Any], said: str) -> None:
    """Each is foreseen, applied and taken back; then records and page give what they gave before."""
    anna = page.browser()
    shown = anna.foresee(**fields)
    assert shown.status_code == 200, plain(shown)
    assert said in plain(shown)
    back = anna.apply(shown, path="/correct/back")
    assert back.status_code == 200 and "Show who changes" in back.text, "nothing that was typed is lost"
    before, copies = page.recorded(), page.records.copies(SITTING)
    assert anna.apply(shown).status_code == 200
    number = page.recorded()
    assert number > before
    made = anna.get("/correct")
    assert f'name="undo" value="{number}"' in made.text or f'name="undo" value="{before + 1}"' in made.text
    undo = re.search(r'name="undo" value="(\d+)"', made.text)
    assert undo
    assert anna.apply(anna.foresee(undo=undo[1]), "a mistake").status_code == 200
    assert page.records.copies(SITTING) == copies
    assert "None." in plain(anna.get("/correct"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"item": "gd-step"}, "Choose what is wrong first"),
        ({"item": "gd-step", "kind": "key"}, "Tick at least one option"),
        ({"item": "gd-step", "kind": "points", "points": "3"}, "would be worth 11 instead of 10"),
        ({"item": "gd-step", "kind": "points", "points": "NaN"}, "Write numbers"),
        ({"item": "gd-step", "kind": "points", "points": "1e400"}, "Write numbers"),
        ({"item": "conv-size", "kind": "answer", "answer": "many"}, "Write numbers"),
        (
            {"item": "why-norm", "kind": "rubric", "line": "a", "worth": "1", "ideas": ""},
            "The lines sum to 1",
        ),
        ({"copy": "1", "kind": "swap", "swap": "1"}, "Write the number of the other paper"),
        ({"copy": "1", "kind": "swap", "swap": "9"}, "there is no copy 9"),
        ({"copy": "1", "kind": "student"}, "Choose a student first"),
        ({"copy": "1", "kind": "student", "student": "<b>x</b>"}, "<b>x</b> is not on the roster"),
        ({"undo": "1"}, "no correction that stands has the number 1"),
    ],
)
def test_what_cannot_be_made_is_said_on_the_form(
    page: CorrectingPage, fields: dict[str, Any], said: str
) -> None:
    """In words, without a record; what a browser made up is shown as text."""
    before = page.recorded()
    shown = page.browser().foresee(**fields)
    assert shown.status_code == 422
    assert said in plain(shown).replace("& lt;", "<")
    assert "<b>x</b>" not in shown.text
    assert page.recorded() == before


@on_both
def test_two_corrections_at_a_time_are_a_conflict(page: CorrectingPage) -> None:
    """Whoever comes second sees what was recorded, both differences and the own reason; then it can be applied."""
    anna, ben = page.browser("anna"), page.browser("ben")
    hers, his = anna.foresee(**OTHER_KEY), ben.foresee(item="relu-linear", kind="key", right=["0"])
    assert anna.apply(hers).status_code == 200
    before = page.recorded()
    conflict = ben.apply(his, "the statement is true")
    assert conflict.status_code == 409 and page.recorded() == before
    said = plain(conflict)
    assert "Something changed while you were reading" in said
    assert "anna: gd-step: right is “along the gradient” – the key was wrong" in said
    assert (
        "As you saw it: Students who change: 2" in said
        and f"{IDS[0]} 10 → 8" in said
        and f"{IDS[0]} 8 → 6" in said
    )
    assert "the statement is true" in said, "the reason need not be written again"
    assert ben.apply(conflict, "the statement is true").status_code == 200
    assert len(page.records.corrections(SITTING)) == 2


def test_the_same_correction_by_two_people_is_made_once(page: CorrectingPage) -> None:
    anna, ben = page.browser("anna"), page.browser("ben")
    hers, his = anna.foresee(**OTHER_KEY), ben.foresee(**OTHER_KEY)
    assert anna.apply(hers).status_code == 200
    conflict = ben.apply(his)
    assert conflict.status_code == 409 and "This stands already" in plain(conflict)
    assert len(page.records.corrections(SITTING)) == 1


def test_others_decisions_hold_a_correction_up_only_where_they_change_it(page: CorrectingPage) -> None:
    """Graders who go on deciding do not make a correction impossible; a line that changed is shown again."""
    anna = page.browser()
    shown = anna.foresee(**OTHER_KEY)
    one, two = page.records.decisions(SITTING)
    page.records.decide(SITTING, [one.model_copy(update={"comment": "good"})], actor="ben")
    assert anna.apply(shown).status_code == 200
    shown = anna.foresee(undo=str(page.recorded()))
    page.records.decide(SITTING, [two.model_copy(update={"points": Decimal(1)})], actor="ben")
    assert anna.apply(shown).status_code == 409


def test_a_decision_on_an_outdated_sight_is_not_recorded(page: CorrectingPage) -> None:
    """Who reads an answer while its rubric is corrected is told so, and reads it by the new one."""
    anna, ben = page.browser("anna"), page.browser("ben")
    read = anna.get("/answer/1-5-why-norm")
    rubric = {"line": ["says why", "says how"], "worth": ["1", "1"], "ideas": ["", ""]}
    ben.apply(ben.foresee(item="why-norm", kind="rubric", **rubric))
    decision = {"key": "1-5-why-norm", "seen": "3", "points": "1", "comment": "", "by": "points"}
    assert 'name="stamp" value="0"' in read.text
    refused = anna.post("/decide", **decision, stamp="0")
    assert refused.status_code == 409 and "was corrected while you were reading" in plain(refused)
    assert "says how" in refused.text, "the new rubric is there"
    stamp = re.search(r'name="stamp" value="(\d+)"', refused.text)
    assert stamp and stamp[1] != "0"
    assert anna.post("/decide", **decision, stamp=stamp[1]).status_code == 200


def test_points_above_what_an_item_is_worth_since_are_asked_again(page: CorrectingPage) -> None:
    """Both answers of 2 points wait when there is 1 to give; the first is decided without a conflict with itself."""
    anna = page.browser()
    weights = {"item": "why-norm", "kind": "points", "points": "1", "other": "gd-step", "other_points": "3"}
    assert "Everything here is decided" in anna.get("/").text
    anna.apply(anna.foresee(**weights), "weights")
    shown = anna.get("/answer/1-5-why-norm").text
    assert 'class="stands"' not in shown and not re.search(r'name="points"[^>]* checked', shown)
    assert not re.search(r'name="points" value="2"', shown)
    fields = dict(re.findall(r'name="(seen|stamp)" value="(\d+)"', anna.get("/").text))
    done = anna.post("/decide", key="1-5-why-norm", points="0.5", comment="", by="points", **fields)
    assert done.status_code == 200 and "Saved: copy 1, 0.5" in plain(done)
    assert 'name="key" value="2-5-why-norm"' in done.text, "the other one is next"
    assert 'class="stands"' in anna.get("/answer/1-5-why-norm").text


def test_an_answer_whose_paper_was_voided_is_not_asked_any_more(page: CorrectingPage) -> None:
    """The page goes on with what counts."""
    anna, ben = page.browser("anna"), page.browser("ben")
    ben.apply(ben.foresee(copy="2", kind="void"))
    form = {"key": "2-5-why-norm", "seen": "3", "points": "1", "comment": "", "by": "points", "stamp": "0"}
    assert anna.post("/decide", **form).status_code == 409
    assert anna.get("/answer/1-5-why-norm").status_code == 200
    assert anna.get("/answer/2-5-why-norm").status_code == 404


@pytest.mark.parametrize(
    ("wanted", "item"), [("gd-step", "gd-step"), ("2", "reg-which"), ("b2", "gd-step"), ("A5", "why-norm")]
)
def test_an_item_is_found_by_number_or_id(page: CorrectingPage, wanted: str, item: str) -> None:
    shown = page.browser().get(f"/correct/find?item={wanted}")
    assert f'name="item" value="{item}"' in shown.text


@pytest.mark.parametrize(
    "path", ["find?item=99", "find?item=nowhere", "find?copy=9", "find?copy=x", "item/no", "copy/9"]
)
def test_what_is_not_there_is_not_found(page: CorrectingPage, path: str) -> None:
    assert page.browser().get(f"/correct/{path}").status_code == 404


def test_students_are_found_by_name(page: CorrectingPage) -> None:
    anna = page.browser()
    assert f'value="{IDS[1]}"' in anna.get("/correct/students?who=s2 n").text
    assert IDS[0] not in anna.get("/correct/students?who=s2").text
    assert IDS[0] not in anna.get("/correct/students?who=").text


def test_only_who_came_in_corrects_and_only_from_our_page(page: CorrectingPage) -> None:
    """No session, no token, a proposal that our page did not write: each is refused before anything is worked out."""
    stranger = TestClient(page.app, base_url=f"http://{HOST}", follow_redirects=False)
    for path in ("", "/item/gd-step", "/copy/1", "/students?who=s", "/find?item=1"):
        assert stranger.get(f"/correct{path}").status_code == 401
    assert stranger.get("/history/1-5-why-norm").status_code == 401
    anna, before = page.browser(), page.recorded()
    shown = anna.foresee(**OTHER_KEY)
    for path in ("foresee", "apply", "back"):
        form = {"csrf": "another", **hidden(shown.text), **OTHER_KEY, "reason": "r"}
        assert anna.client.post(f"/correct/{path}", data=form, headers=ORIGIN).status_code == 403
        assert anna.client.post(f"/correct/{path}", data={"csrf": anna.csrf, **form}).status_code == 403
    assert anna.post("/correct/apply", proposal="{}x", digest="", reason="r").status_code == 400
    made_up = json.dumps({"corrections": [{"item_id": "gd-step", "what": {"change": "key", "right": ["C"]}}]})
    unseen = anna.post("/correct/apply", proposal=made_up, digest="0", reason="r")
    assert unseen.status_code == 409, "a difference that nobody saw is shown and not applied"
    assert page.recorded() == before


def test_every_event_of_an_answer_without_names(page: CorrectingPage) -> None:
    """Binding, answer, decision, correction: who, when, why; not whose paper it is."""
    anna = page.browser()
    rubric = {"line": ["says why"], "worth": ["2"], "ideas": ["<i>x</i>"]}
    anna.apply(anna.foresee(item="why-norm", kind="rubric", **rubric), "clearer")
    shown = anna.get("/history/1-5-why-norm").text
    said = " ".join(re.sub(r"<[^>]*>", " ", shown).split())
    for part in (
        "of a student",
        "answer recorded from a.csv: It helps.",
        "2 points",
        "read",
        "has another rubric",
        "clearer",
    ):
        assert part in said
    assert IDS[0] not in said and "S1" not in said
    assert 'id="history"' in anna.get("/answer/1-5-why-norm").text
    assert anna.get("/history/9-5-why-norm").status_code == 404


def test_italian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No English word of ours is left on a difference, the forms and the history."""
    url = f"sqlite:///{tmp_path / 'records.db'}"
    monkeypatch.setenv("GRADER_DATABASE", url)
    decided_course(tmp_path, url, sealed=exam().model_copy(update={"language": "it"}))
    with open_records(url) as records:
        page = CorrectingPage(tmp_path, records, "it")
        anna = page.browser()
        assert "le opzioni giuste" in plain(anna.get("/correct/item/gd-step"))
        shown = anna.foresee(item="relu-linear", kind="key", right=["0"])
        said = plain(shown)
        assert "Studenti che cambiano: 2 · voti che cambiano: 2 · promossi: 0 · bocciati: 1" in said
        assert f"{IDS[1]} 8 → 6 18 → insufficiente non è più promosso" in said
        done = plain(anna.apply(shown, "era vero"))
        assert "Registrata come correzione" in done and "è giusta “True”" in done
        history = " ".join(re.sub(r"<[^>]*>", " ", anna.get("/history/1-5-why-norm").text).split())
        assert "di uno studente" in history and "2 punti" in history
        assert Copy(number=1, form="A", student=IDS[0]) in records.copies(SITTING)


def test_a_list_that_must_be_corrected_holds_no_decision_up(page: CorrectingPage, tmp_path: Path) -> None:
    """Without a class list answers are read all the same, and a difference says what is missing."""
    (tmp_path / "students.csv").unlink()
    anna = page.browser()
    assert anna.get("/answer/1-5-why-norm").status_code == 200
    assert anna.get("/correct/copy/1").status_code == 200
    refused = anna.foresee(**OTHER_KEY)
    assert refused.status_code == 422 and "students.csv: there is no such file" in plain(refused)
