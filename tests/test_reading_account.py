"""The account of paper: whatever comes in, every page, paper and student is in it exactly once."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from grader.model.paper import BoxInk, PaperStatus, ReadPage
from grader.model.reading import BubbleState, Fill, PageReading, PageStatus
from grader.model.response import Copy, CopyStatus
from grader.model.sheet import Identity, Role
from grader.reading.account import Account, take_account
from grader.reading.scans import settle_pages

TAG = "0123abcd"
STATES = {
    "-": BubbleState.EMPTY,
    "x": BubbleState.MARKED,
    "?": BubbleState.UNCERTAIN,
    "#": BubbleState.CANCELLED,
}


def page(
    copy: int,
    number: int,
    marks: str,
    hash_: str,
    *,
    exam: str = TAG,
    words: str = "",
    status: PageStatus = PageStatus.READ,
) -> ReadPage:
    """A page whose bubbles are drawn: "-x?#"; `words` are the inked cells of a box, in hexadecimal."""
    fills = tuple(
        Fill(role=Role.OPTION, number=number, column=0, value="abcdefgh"[n], inner=0, ring=0, state=STATES[m])
        for n, m in enumerate(marks)
    )
    boxes = (BoxInk(number=9, area=len(words) * 2.0, cells=words.ljust(48, "0")),) if words else ()
    identity = Identity(exam=exam, copy_number=copy, page=number) if copy else None
    reading = PageReading(
        source=f"s:{hash_}", content_hash=hash_, status=status, identity=identity, fills=fills
    )
    return ReadPage(reading=reading, boxes=boxes)


def account(
    pages: Sequence[ReadPage], copies: Sequence[Copy], roster: Sequence[str], **more: object
) -> Account:
    return take_account(pages, copies, roster, lambda _: (1, 2), exam=TAG, **more)  # type: ignore[arg-type]


def statuses(pages: Sequence[ReadPage]) -> list[str]:
    return [p.reading.status.value for p in settle_pages(pages)]


def test_the_same_marks_again_are_a_duplicate() -> None:
    """A page scanned twice counts once, and the scan with fewer doubts is the one that is read."""
    assert statuses([page(1, 1, "x-", "a"), page(1, 1, "x-", "b")]) == ["read", "duplicate"]
    assert statuses([page(1, 1, "x?", "a"), page(1, 1, "x-", "b")]) == ["duplicate", "read"]


def test_other_marks_are_a_conflict_and_neither_is_taken() -> None:
    """Two scans of a page that disagree at one bubble are both in conflict; a third like the first is its duplicate."""
    pages = [page(1, 1, "x-", "a"), page(1, 1, "-x", "b"), page(1, 1, "x-", "c")]
    assert statuses(pages) == ["conflict", "conflict", "duplicate"]
    (paper,) = account(pages, [Copy(number=1, form="A", student="s1")], ["s1"]).papers
    assert (paper.status, paper.conflicts, paper.missing) == (PaperStatus.INCOMPLETE, (1,), (2,))


def test_other_words_in_a_box_are_a_conflict() -> None:
    """Two papers with one number and empty bubbles differ by their handwriting, and a shaky scan does not."""
    assert (
        statuses([page(1, 1, "-", "a", words="ffff"), page(1, 1, "-", "b", words="0000ffff")])
        == ["conflict"] * 2
    )
    assert statuses([page(1, 1, "-", "a", words="ffff"), page(1, 1, "-", "b", words="fff7")]) == [
        "read",
        "duplicate",
    ]


def test_a_person_takes_one_of_two() -> None:
    """The scan that a person chose is read; the other stays a conflict and holds nothing up."""
    pages = [page(1, 1, "x-", "a"), page(1, 1, "-x", "b"), page(1, 2, "x-", "c")]
    found = account(pages, [Copy(number=1, form="A", student="s1")], ["s1"], chosen={(1, 1): "b"})
    assert [p.reading.status.value for p in found.pages] == ["conflict", "read", "read"]
    assert found.papers[0].status is PaperStatus.COMPLETE


def test_papers_say_what_is_wrong_with_them() -> None:
    """Incomplete names the page; no ink is asked and no zero; a copy of nobody is unknown; one never issued is a stray."""
    copies = [
        Copy(number=n, form="A", student=s) for n, s in enumerate(("s1", "s2", None, "gone", "s5"), start=1)
    ]
    pages = [page(1, 2, "x", "a")]
    pages += [page(2, n, "--", f"b{n}") for n in (1, 2)]
    pages += [page(3, n, "x-", f"c{n}") for n in (1, 2)]
    pages += [page(4, n, "x-", f"d{n}") for n in (1, 2)]
    pages += [page(77, 1, "x", "e"), page(1, 1, "x", "f", exam="ffffffff", status=PageStatus.FOREIGN)]
    found = account(pages, copies, ["s1", "s2", "s5", "s6"])
    assert [(p.status.value, p.missing) for p in found.papers] == [
        ("incomplete", (1,)), ("no ink", ()), ("unknown student", ()), ("unknown student", ())
    ]  # fmt: skip
    assert [copy.number for copy in found.unused] == [5] and len(found.strays) == 1
    assert found.counted == {"papers": 5, "present": 2, "unknown": 2, "typed": 0, "unused": 1}
    assert (found.present, found.absent) == ({"s1", "s2"}, {"s5", "s6"})


def test_people_have_the_last_word_about_who_was_there() -> None:
    """Withdrawn and absent as recorded by a person count whatever the papers say."""
    copies = [Copy(number=1, form="A", student="s1"), Copy(number=2, form="A", student="s2")]
    pages = [page(n, m, "x", f"{n}{m}") for n in (1, 2) for m in (1, 2)]
    found = account(pages, copies, ["s1", "s2"], withdrawn=["s1"], absent=["s2", "stranger"])
    assert (found.withdrawn, found.absent, found.present) == ({"s1"}, {"s2"}, frozenset())


def test_who_typed_came_too() -> None:
    """Answers in a table are answers, with and without paper; a voided copy's are nobody's."""
    copies = [Copy(number=n, form="A", student=f"s{n}") for n in (1, 2, 3, 4)]
    copies[2] = copies[2].model_copy(update={"status": CopyStatus.VOIDED})
    found = account([page(1, 1, "x", "a")], copies, ["s1", "s2", "s3", "s4"], typed=[1, 2, 3])
    assert (found.present, found.absent) == ({"s1", "s2"}, {"s3", "s4"})
    assert found.counted == {"papers": 3, "present": 1, "unknown": 0, "typed": 1, "unused": 1}


def test_the_scan_that_a_person_looked_at_counts() -> None:
    """What was said of a scan holds although another one with fewer doubts comes."""
    pages = [page(1, 1, "x?", "a"), page(1, 1, "x-", "b")]
    assert [p.reading.status.value for p in settle_pages(pages, looked_at=["a"])] == ["read", "duplicate"]


def test_a_paper_of_which_nothing_can_be_read_came_back() -> None:
    """Its code says whose it is: incomplete and present, not absent, unless a person set the page aside."""
    copies, pages = (
        [Copy(number=1, form="A", student="s1")],
        [page(1, 1, "", "a", status=PageStatus.UNREADABLE)],
    )
    found = account(pages, copies, ["s1"])
    assert [(p.status, p.missing) for p in found.papers] == [(PaperStatus.INCOMPLETE, (1, 2))]
    assert found.present == {"s1"}
    aside = account(pages, copies, ["s1"], set_aside=["a"])
    assert not aside.papers and aside.absent == {"s1"} and aside.statuses.total() == 1


def test_a_graders_marks_make_no_conflict_and_no_ink() -> None:
    """Points are marked after the first scan, and say nothing of what the student did."""
    plain = page(1, 1, "--", "a")
    score = Fill(role=Role.SCORE, number=9, column=0, value="1", inner=1, ring=0, state=BubbleState.EMPTY)
    marked = replace(score, state=BubbleState.MARKED)

    def graded(fill: Fill, hash_: str) -> ReadPage:
        reading = plain.reading.model_copy(
            update={"fills": (*plain.reading.fills, fill), "content_hash": hash_}
        )
        return plain.model_copy(update={"reading": reading})

    pages = [graded(score, "a"), graded(marked, "b"), page(1, 2, "--", "c")]
    assert statuses(pages) == ["read", "duplicate", "read"]
    (paper,) = account(pages[1:], [Copy(number=1, form="A", student="s1")], ["s1"]).papers
    assert paper.status is PaperStatus.NO_INK


PAGES = st.lists(
    st.builds(
        page,
        st.integers(0, 5),
        st.integers(1, 2),
        st.text("-x?#", min_size=3, max_size=3),
        st.uuids().map(lambda u: u.hex),
        exam=st.sampled_from([TAG, TAG, TAG, "ffffffff"]),
        words=st.sampled_from(["", "ffff", "0000ffff"]),
        status=st.sampled_from(
            [PageStatus.READ] * 5 + [PageStatus.BLANK, PageStatus.UNREADABLE, PageStatus.FOREIGN]
        ),
    ),
    max_size=14,
)
COPIES = st.lists(
    st.builds(
        Copy,
        number=st.integers(1, 4),
        form=st.just("A"),
        student=st.sampled_from([None, "s1", "s2", "s3", "stranger"]),
        status=st.sampled_from(list(CopyStatus)),
    ),
    unique_by=lambda copy: copy.number,
)
SOME = st.sets(st.sampled_from(["s1", "s2", "s3"]))


@given(PAGES, COPIES, SOME, SOME, st.data())
def test_nothing_is_lost(
    pages: list[ReadPage], copies: list[Copy], withdrawn: set[str], absent: set[str], data: st.DataObject
) -> None:
    """The three sums hold, no page changes but in its status, and each place is read at most once."""
    roster = ["s1", "s2", "s3"]
    hashes = st.sets(st.sampled_from([p.reading.content_hash for p in pages])) if pages else st.just(set())
    people = {"looked_at": data.draw(hashes), "set_aside": data.draw(hashes)}
    taken, typed = data.draw(hashes), data.draw(st.sets(st.integers(1, 4)))
    chosen = {
        (who.copy_number, who.page): p.reading.content_hash
        for p in pages
        if (who := p.reading.identity) and p.reading.content_hash in taken
    }
    found = account(
        pages, copies, roster, withdrawn=withdrawn, absent=absent, typed=typed, chosen=chosen, **people
    )
    assert found.statuses.total() == len(pages)
    assert [p.reading.content_hash for p in found.pages] == [p.reading.content_hash for p in pages]
    assert [p.reading.fills for p in found.pages] == [p.reading.fills for p in pages]
    valid = [copy for copy in copies if copy.status is not CopyStatus.VOIDED]
    counted = found.counted
    assert counted["papers"] == len(valid) == sum(counted.values()) - counted["papers"]
    assert len(found.present) + len(found.absent) + len(found.withdrawn) == len(roster)
    assert found.roster == set(roster)
    read = [p.reading.identity for p in found.pages if p.reading.status is PageStatus.READ]
    places = [(i.exam, i.copy_number, i.page) for i in read if i]
    assert len(places) == len(set(places))
    ours = {
        p.reading.content_hash for p in found.pages if p.reading.identity and p.reading.identity.exam == TAG
    }
    told = {p.reading.content_hash for paper in found.papers for p in paper.pages}
    told |= {p.reading.content_hash for p in found.strays}
    told |= {p.reading.content_hash for p in found.pages if p.reading.status is not PageStatus.READ}
    assert ours <= told


@given(PAGES)
def test_settling_again_changes_nothing(pages: list[ReadPage]) -> None:
    """Statuses depend on what was read and not on what they were before."""
    once = settle_pages(pages)
    assert settle_pages(once) == once
