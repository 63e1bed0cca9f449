"""The review page: who may come in, what a decision does, what two people may do at once, and that words stay words."""

from decimal import Decimal
from pathlib import Path

import pytest
from review_page import EXAM, HOST, ORIGIN, key, page_over, reviewed
from starlette.datastructures import Headers

from grader.review.server.doors import IDLE, LONGEST
from grader.review.server.guard import HEADERS, MOST, Guard
from grader.review.server.show import LONGEST as LONGEST_TEXT
from grader.review.server.show import harmless


def standing(page: object) -> dict[int, Decimal]:
    return {d.copy_number: d.points for d in page.records.decisions(EXAM.id)}  # type: ignore[attr-defined]


def test_a_decision_is_recorded_and_the_next_answer_shown(tmp_path: Path) -> None:
    """The event is there before the page says so, with the person's name."""
    with reviewed(tmp_path) as page:
        anna = page.browser("anna")
        shown = anna.decide(1, "1.5", comment="well said")
        assert shown.status_code == 200
        assert "Saved: copy 1, 1.5" in shown.text
        (decision,) = page.records.decisions(EXAM.id)
        assert (decision.points, decision.comment) == (Decimal("1.5"), "well said")
        assert page.records.events(EXAM.id)[-1].actor == "anna"
        assert page.records.verify(EXAM.id) is None


def test_all_decided_says_so(tmp_path: Path) -> None:
    """The last decision leads to the end, not to an error."""
    with reviewed(tmp_path, ("one",)) as page:
        assert "Everything here is decided" in page.browser().decide(1, "2").text


def test_undo_brings_back_what_stood_before(tmp_path: Path) -> None:
    """Again and again, until nothing of this page is left; others' decisions stay."""
    with reviewed(tmp_path) as page:
        anna, luca = page.browser("anna"), page.browser("luca")
        anna.decide(1, "1")
        luca.decide(2, "2")
        sequence = page.records.decided(EXAM.id)[1, 5, "why-norm"][-1].sequence
        anna.decide(1, "0.5", seen=sequence)
        assert standing(page) == {1: Decimal("0.5"), 2: Decimal(2)}
        anna.undo()
        assert standing(page) == {1: Decimal(1), 2: Decimal(2)}
        anna.undo()
        assert standing(page) == {2: Decimal(2)}
        assert "nothing of yours" in anna.undo().text
        assert page.records.verify(EXAM.id) is None


def test_undo_does_not_reach_before_the_page_began(tmp_path: Path) -> None:
    """What was decided yesterday, or imported from a sheet, is not undone by a key."""
    with reviewed(tmp_path) as page:
        page.browser("anna").decide(1, "1")
        later = page_over(page.records, tmp_path)
        assert "nothing of yours" in later.browser("anna").undo().text
        assert standing(later) == {1: Decimal(1)}


def test_two_people_on_one_answer_get_a_conflict(tmp_path: Path) -> None:
    """Both versions are shown, nothing is lost, and the second may replace the first on purpose."""
    with reviewed(tmp_path) as page:
        anna, luca = page.browser("anna"), page.browser("luca")
        anna.decide(1, "1", comment="half of it")
        refused = luca.decide(1, "2")
        assert refused.status_code == 409
        assert "half of it" in refused.text
        assert "Yours" in refused.text
        assert standing(page) == {1: Decimal(1)}
        sequence = page.records.decided(EXAM.id)[1, 5, "why-norm"][-1].sequence
        assert luca.decide(1, "2", seen=sequence).status_code == 200
        assert standing(page) == {1: Decimal(2)}


def test_two_pages_on_one_chain_see_each_other(tmp_path: Path) -> None:
    """Two servers share only the records; the second one finds the first one's decision, and says so."""
    with reviewed(tmp_path) as page:
        other = page_over(page.records, tmp_path)
        anna, luca = page.browser("anna"), other.browser("luca")
        anna.decide(1, "1")
        assert luca.decide(1, "2").status_code == 409
        assert luca.decide(2, "2").status_code == 200
        assert standing(page) == {1: Decimal(1), 2: Decimal(2)}


def test_a_group_is_decided_once_and_each_member_is_a_decision(tmp_path: Path) -> None:
    """Who is not ticked stays waiting; one undo takes the group back."""
    with reviewed(tmp_path, ("same", "same!", "Same"), likes={2: 1, 3: 1}) as page:
        anna = page.browser()
        assert "Answers that say the same" in anna.get(f"/answer/{key(1)}").text
        anna.decide(1, "2", like=[f"{key(2)}@0"])
        found = {d.copy_number: (d.points, d.like) for d in page.records.decisions(EXAM.id)}
        assert found == {1: (Decimal(2), 0), 2: (Decimal(2), 1)}
        anna.undo()
        assert standing(page) == {}


def test_a_conflict_in_a_group_records_nothing_of_it(tmp_path: Path) -> None:
    """All of a group or nothing."""
    with reviewed(tmp_path, ("same", "same!"), likes={2: 1}) as page:
        anna, luca = page.browser("anna"), page.browser("luca")
        luca.decide(2, "0")
        assert anna.decide(1, "2", like=[f"{key(2)}@0"]).status_code == 409
        assert standing(page) == {2: Decimal(0)}


@pytest.mark.parametrize("points", ["", "nan", "-1", "2.5", "1e9", "Infinity", "x"])
def test_points_that_the_item_has_not_are_not_recorded(tmp_path: Path, points: str) -> None:
    """The answer is shown again, with what is missing."""
    with reviewed(tmp_path) as page:
        shown = page.browser().decide(1, points)
        assert shown.status_code == 422
        assert "Choose the points first" in shown.text
        assert standing(page) == {}


@pytest.mark.parametrize("wrong", ["9-5-why-norm", "1-5-gd-step", "../../etc", "1-5-why-norm'"])
def test_places_that_are_not_on_the_desk_are_not_found(tmp_path: Path, wrong: str) -> None:
    with reviewed(tmp_path) as page:
        anna = page.browser()
        assert anna.decide(1, "1", key=wrong).status_code == 404
        assert anna.decide(1, "1", like=[f"{wrong}@0"]).status_code == 404
        assert standing(page) == {}


# Who may come in


def test_a_link_opens_once(tmp_path: Path) -> None:
    """Looking at it uses nothing up, so that a preview in a mail program does no harm; the button does, for all others."""
    with reviewed(tmp_path) as page:
        token, client, other = page.doors.invite("anna"), page.client(), page.client()
        for _ in range(2):
            assert "anna" in client.get(f"/enter/{token}").text
        assert client.post("/enter", data={"token": token}, headers=ORIGIN).status_code == 303
        assert other.post("/enter", data={"token": token}, headers=ORIGIN).status_code == 403
        assert other.get(f"/enter/{token}").status_code == 403
        again = client.post("/enter", data={"token": token}, headers=ORIGIN)
        assert (again.status_code, again.headers["location"]) == (303, "/"), "whoever is inside stays inside"


def test_nothing_is_shown_without_a_session(tmp_path: Path) -> None:
    with reviewed(tmp_path, ("secret",)) as page:
        client = page.client()
        for path in (
            "/",
            f"/answer/{key(1)}",
            "/next/why-norm",
            "/search?for=secret",
            f"/whole/{key(1)}",
            "/crop/x.png",
            "/asset/a.png",
        ):
            answer = client.get(path)
            assert answer.status_code == 401, path
            assert "secret" not in answer.text
        assert client.post("/decide", data={}, headers=ORIGIN).status_code == 401


def test_sessions_end(tmp_path: Path) -> None:
    """After two idle hours, after twelve in all, and when the person says so."""
    with reviewed(tmp_path) as page:
        idle, long, left = page.browser(), page.browser(), page.browser()
        assert left.client.post("/leave", data={"csrf": left.csrf}, headers=ORIGIN).status_code == 200
        assert left.get("/").status_code == 401
        for _ in range(int(LONGEST / IDLE) + 1):
            assert long.get("/").status_code == 200
            page.clock.now += IDLE - 1
        assert idle.get("/").status_code == 401
        page.clock.now += IDLE - 1
        assert long.get("/").status_code == 401


def test_a_change_needs_the_sessions_token(tmp_path: Path) -> None:
    with reviewed(tmp_path) as page:
        anna, luca = page.browser("anna"), page.browser("luca")
        for token in ("", "x", luca.csrf):
            assert anna.decide(1, "1", csrf=token).status_code == 403
        assert standing(page) == {}


def test_the_cookie_is_for_this_page_only(tmp_path: Path) -> None:
    with reviewed(tmp_path) as page:
        cookie = (
            page.client()
            .post("/enter", data={"token": page.doors.invite("a")}, headers=ORIGIN)
            .headers["set-cookie"]
        )
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie


GUARD = Guard(lambda *_: None, (HOST,))  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(
    ("method", "path", "headers", "refused"),
    [
        ("GET", "/", {"host": HOST}, None),
        ("GET", "/", {"host": "evil.example"}, 421),
        ("GET", "/", {"host": "127.0.0.1:1"}, 421),
        ("GET", "/", {}, 421),
        ("GET", "/", {"host": HOST, "sec-fetch-site": "cross-site"}, 403),
        ("GET", "/", {"host": HOST, "sec-fetch-site": "none"}, None),
        ("GET", "/enter/x", {"host": HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, None),
        ("GET", "/enter/x", {"host": HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ("POST", "/decide", {"host": HOST, **ORIGIN, "sec-fetch-site": "same-origin"}, None),
        ("POST", "/decide", {"host": HOST, **ORIGIN, "sec-fetch-site": "same-site"}, 403),
        ("POST", "/decide", {"host": HOST}, 403),
        ("POST", "/decide", {"host": HOST, "origin": "null"}, 403),
        ("POST", "/decide", {"host": HOST, "origin": "http://evil.example"}, 403),
        ("POST", "/decide", {"host": HOST, "origin": f"https://{HOST}"}, 403),
        ("POST", "/decide", {"host": HOST, **ORIGIN, "content-length": str(MOST + 1)}, 413),
        ("POST", "/decide", {"host": HOST, **ORIGIN, "content-length": "-1"}, 413),
        ("OPTIONS", "/decide", {"host": HOST, **ORIGIN}, 405),
        ("PUT", "/decide", {"host": HOST, **ORIGIN}, 405),
    ],
)  # fmt: skip
def test_only_our_own_pages_get_through(
    method: str, path: str, headers: dict[str, str], refused: int | None
) -> None:
    """Other sites' requests, other names for this machine, and other methods end at the door."""
    assert GUARD.refusal(method, path, Headers(headers)) == refused


def test_every_answer_carries_the_headers(tmp_path: Path) -> None:
    """Also refusals do; no inline script, no CORS."""
    with reviewed(tmp_path) as page:
        anna = page.browser()
        for answer in (
            anna.get("/"),
            anna.get("/nowhere"),
            anna.get("/static/review.js"),
            page.client().get("/"),
        ):
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS
            assert not any(name.lower().startswith("access-control") for name in answer.headers)
        policy = anna.get("/").headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-eval" not in policy
        assert "<script>" not in anna.get("/").text


def test_a_body_without_a_length_is_counted(tmp_path: Path) -> None:
    with reviewed(tmp_path) as page:
        anna = page.browser()
        pieces = (b"a=" + b"x" * 60_000 for _ in range(10))
        headers = {**ORIGIN, "content-type": "application/x-www-form-urlencoded"}
        assert anna.client.post("/decide", content=pieces, headers=headers).status_code == 413
        assert standing(page) == {}


# Students' words are words

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% raw %}",
    "\u202eevil\u202c \x00 \x1b[2J",
    "<div hx-get='/undo' hx-trigger='load'>x</div>",
    "</blockquote></main><form action=http://evil.example>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_students_words_are_inert(tmp_path: Path, text: str) -> None:
    """Nowhere on the page do they become markup, nor turn what is around them."""
    with reviewed(tmp_path, (text, "two")) as page:
        anna = page.browser()
        for path in ("/", f"/answer/{key(1)}", "/search?for=a", "/search?for=7"):
            shown = anna.get(path).text
            for bad in (
                "<script>alert",
                "<img src=x",
                "\u202e",
                "\x00",
                "\x1b",
                "<div hx-get",
                "<form action=http",
            ):
                assert bad not in shown
            assert "49 " not in shown


def test_comments_are_inert_too(tmp_path: Path) -> None:
    with reviewed(tmp_path) as page:
        anna = page.browser()
        anna.decide(1, "1", comment="<b onclick=x>bold</b>\u202e")
        for path in (f"/answer/{key(1)}", f"/answer/{key(2)}"):
            assert "<b onclick" not in anna.get(path).text
        assert "<b onclick" not in page.browser("luca").decide(1, "2").text


def test_what_a_screen_would_obey_is_made_visible() -> None:
    assert harmless("a\u202eb\x00c\ud800d\r\ne\tf") == "a⟦U+202E⟧b⟦U+0000⟧c⟦U+D800⟧d\ne\tf"


def test_a_very_long_answer_is_cut_and_whole_elsewhere(tmp_path: Path) -> None:
    """A million characters do not slow the page down, and can be read."""
    with reviewed(tmp_path, ("x" * 1_000_000, "two")) as page:
        anna = page.browser()
        assert len(anna.get(f"/answer/{key(1)}").text) < LONGEST_TEXT + 20_000
        whole = anna.get(f"/whole/{key(1)}")
        assert len(whole.text) == 1_000_000
        assert whole.headers["content-type"].startswith("text/plain")


def test_only_crops_that_the_records_name_are_served(tmp_path: Path) -> None:
    """No path leads to another file of the sitting, the course or the disk."""
    with reviewed(tmp_path) as page:
        (tmp_path / "exam.lock.json").write_text("{}")
        anna = page.browser()
        for path in (
            "exam.lock.json",
            "records.db",
            "../records.db",
            "%2e%2e/records.db",
            "/etc/passwd",
            "crops/none.png",
        ):
            assert anna.get(f"/crop/{path}").status_code == 404
            assert anna.get(f"/asset/{path}").status_code == 404
            assert anna.get(f"/static/{path}").status_code == 404
