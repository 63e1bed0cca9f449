"""One page of a batch from its file to what is kept of it: its reading, the ink in its boxes, and its crops.

The work of one process. Crops are kept of every open answer and of all that a person may be asked about: doubtful
bubbles, items with too many marks, and who wrote a copy that was printed without a name.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.model.exam import Exam
from grader.model.item import Multiple
from grader.model.paper import BoxInk, ReadPage
from grader.model.reading import BubbleState, Fill, PageReading, PageStatus
from grader.model.response import Copy
from grader.model.sheet import AnswerBox, Bubble, Place, Role, SheetLayout
from grader.reading.ink import find_ink
from grader.reading.layouts import Layouts
from grader.reading.pages import Known, Unusable, close_kept, count_pages, open_page
from grader.reading.pages.kinds import Grey, sha256
from grader.reading.pages.processes import in_processes
from grader.reading.pictures import PAGE, around, score_key
from grader.reading.register import Registration, cut
from grader.reading.sheets import see_page

CROP_DPI = 150.0
PAGE_DPI = 100.0  # of the picture of a whole page
_JPEG = 50  # its quality
_LONG = 1170  # px, the longer side of a page that cannot be read: A4 at 100 dpi
_AROUND = 3.0  # mm around one bubble

Task = tuple[Path, int]


@dataclass(frozen=True)
class Desk:
    """What every process must know to read pages."""

    exam: Exam
    matricola: str
    printed: tuple[Copy, ...]  # as they were printed: their layout never changes
    known: frozenset[str] = frozenset()  # content hashes of pages that were read before


@dataclass(frozen=True)
class Taken:
    """What is kept of a page; `page` is none when it was read before."""

    source: str
    content_hash: str
    page: ReadPage | None = None
    pictures: tuple[tuple[str, bytes], ...] = ()  # path below the sitting's folder, PNG


@dataclass(frozen=True)
class _State:
    desk: Desk
    layouts: Layouts
    like: SheetLayout | None


_state: list[_State] = []  # one, set when the process begins


def read_batch(desk: Desk, files: Iterable[Path], *, processes: int = 0) -> Iterator[Taken]:
    """Read every page of the files, in order; a file that cannot be used gives one result."""
    try:
        yield from in_processes(
            _tasks(files), take_page, _lost, setup=set_desk, given=(desk,), processes=processes
        )
    finally:
        close_kept()


def set_desk(desk: Desk) -> None:
    """Prepare a process."""
    layouts = Layouts(desk.exam, desk.matricola, desk.printed)
    like = layouts.of(desk.printed[0]) if desk.printed else None
    _state[:] = [_State(desk, layouts, like)]


def take_page(task: Task) -> Taken:
    """Open and read one page; index -1 stands for a file that cannot be used."""
    state = _state[0]
    path, index = task
    opened = count_pages(path) if index < 0 else open_page(path, index, state.desk.known)
    assert not isinstance(opened, int), "only unusable files have no index"
    if isinstance(opened, Known):
        return Taken(opened.source, opened.content_hash)
    if isinstance(opened, Unusable):
        if opened.content_hash in state.desk.known:
            return Taken(opened.source, opened.content_hash)
        reading = PageReading(
            source=opened.source,
            content_hash=opened.content_hash,
            status=PageStatus.UNREADABLE,
            note=opened.why[:300],
        )
        return Taken(opened.source, opened.content_hash, ReadPage(reading=reading))
    seen = see_page(
        opened.image, state.layouts, like=state.like, source=opened.source, content_hash=opened.content_hash
    )
    reading = seen.reading
    if reading.status is PageStatus.UNREADABLE:
        name, content = f"crops/unreadable/{opened.content_hash[:16]}.jpg", _jpeg(_reduced(opened.image))
        page = ReadPage(reading=reading, crops=((PAGE, name),))
        return Taken(opened.source, opened.content_hash, page, ((name, content),))
    if seen.registration is None or seen.page is None:
        return Taken(opened.source, opened.content_hash, ReadPage(reading=reading))
    cutter = _Cutter(opened.image, seen.registration, reading)
    boxes = tuple(cutter.box(box) for box in seen.page.boxes)
    identity = reading.identity
    assert identity is not None, "a page that was read says who it is"
    copy = state.layouts.copies[identity.copy_number]
    doubtful = set(_doubtful(reading.fills, _several(state.desk.exam, copy.form)))
    for number in sorted({number for _, number in doubtful}):
        if group := [b for b in seen.page.bubbles if b.number == number and b.role is not Role.SCORE]:
            cutter.keep(str(number), f"{number:02d}", around(group))
    for number in sorted(_scored(reading.fills)):
        group = [b for b in seen.page.bubbles if (b.role, b.number) == (Role.SCORE, number)]
        cutter.keep(score_key(number), f"{number:02d}-score", around(group))
    for bubble, fill in zip(seen.page.bubbles, reading.fills, strict=True):
        if fill.state is BubbleState.UNCERTAIN:
            name = f"{bubble.number:02d}-{bubble.role.value}{bubble.column}-{_plain(bubble.value)}"
            cutter.keep(f"{bubble.number}.{bubble.column}.{bubble.value}", name, _round(bubble))
    if copy.student is None and identity.page == 1:
        if seen.page.name:
            cutter.keep("name", "name", seen.page.name)
        if grid := [b for b in seen.page.bubbles if b.role is Role.MATRICOLA]:
            cutter.keep("0", "00", around(grid))
    cutter.whole(state.layouts.of(copy))
    page = ReadPage(reading=reading, boxes=boxes, crops=tuple(cutter.named))
    return Taken(opened.source, opened.content_hash, page, tuple(cutter.pictures))


@dataclass
class _Cutter:
    """Takes pictures out of one page; every picture's name says copy, page, number and which scan."""

    image: Grey
    where: Registration
    reading: PageReading
    named: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[tuple[str, bytes]] = field(default_factory=list)

    def box(self, box: AnswerBox) -> BoxInk:
        """The ink in a box, whose picture is kept."""
        path = self._save(f"{box.number:02d}-{box.part}", box.place, 1.0)
        return find_ink(self.image, self.where, box, crop=path)

    def keep(self, key: str, name: str, place: Place) -> None:
        """Keep the picture of a place, once."""
        if key not in dict(self.named):
            self.named.append((key, self._save(name, place, 0.0)))

    def whole(self, layout: SheetLayout) -> None:
        """Keep the picture of the whole page as it lies on the sheet, so that any place can be shown later."""
        place = Place(x=0, y=0, width=layout.width, height=layout.height)
        content = _jpeg(cut(self.image, self.where, place, margin=0, dpi=PAGE_DPI))
        path = self._path("page", "jpg")
        self.named.append((PAGE, path))
        self.pictures.append((path, content))

    def _path(self, name: str, kind: str) -> str:
        identity = self.reading.identity
        assert identity is not None, "only pages that say who they are have crops"
        scan = self.reading.content_hash[:8]
        return f"crops/{identity.copy_number:05d}/{identity.page}-{name}-{scan}.{kind}"

    def _save(self, name: str, place: Place, margin: float) -> str:
        import cv2

        path = self._path(name, "png")
        done, content = cv2.imencode(".png", cut(self.image, self.where, place, margin=margin, dpi=CROP_DPI))
        assert done, "OpenCV writes every grey picture as PNG"
        self.pictures.append((path, content.tobytes()))
        return path


def _tasks(files: Iterable[Path]) -> Iterator[Task]:
    for path in files:
        count = count_pages(path)
        if isinstance(count, Unusable):
            yield path, -1
        else:
            yield from ((path, index) for index in range(count))


def _lost(task: Task, why: str) -> Taken:
    path, index = task
    source = f"{path.name}:{index + 1}"
    key = sha256(f"{path}:{index}:{path.stat().st_size}".encode())
    reading = PageReading(source=source, content_hash=key, status=PageStatus.UNREADABLE, note=why)
    return Taken(source, key, ReadPage(reading=reading))


def _several(exam: Exam, letter: str) -> frozenset[int]:
    """The numbers where more than one mark is an answer."""
    return frozenset(i.number for i in exam.form(letter).items if isinstance(i.item, Multiple))


def _doubtful(fills: Iterable[Fill], several: frozenset[int]) -> Iterator[tuple[Role, int]]:
    """Items with an uncertain bubble, or with two marks where one is an answer."""
    marks: Counter[tuple[Role, int, int]] = Counter()
    for fill in fills:
        marks[fill.role, fill.number, fill.column] += fill.state is BubbleState.MARKED
        if fill.state is BubbleState.UNCERTAIN:
            yield fill.role, fill.number
    for (role, number, _), count in marks.items():
        if count > 1 and not (role is Role.OPTION and number in several):
            yield role, number


def _scored(fills: Iterable[Fill]) -> set[int]:
    """The open answers with something in their score bubbles."""
    return {f.number for f in fills if f.role is Role.SCORE and f.state is not BubbleState.EMPTY}


def _reduced(image: Grey) -> Grey:
    """A picture small enough to be kept."""
    import cv2

    factor = max(1, -(-max(image.shape) // _LONG))
    size = (max(1, image.shape[1] // factor), max(1, image.shape[0] // factor))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype("uint8", copy=False)


def _jpeg(image: Grey) -> bytes:
    import cv2

    done, content = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _JPEG])
    assert done, "OpenCV writes every grey picture as JPEG"
    return content.tobytes()


def _round(bubble: Bubble) -> Place:
    wide, tall = bubble.width + 2 * _AROUND, bubble.height + 2 * _AROUND
    return Place(x=bubble.x - wide / 2, y=bubble.y - tall / 2, width=wide, height=tall)


def _plain(value: str) -> str:
    """A bubble's value for a file's name."""
    return {"-": "minus", ".": "point", ",": "comma", "+": "plus"}.get(
        value, "".join(c if c.isalnum() else "_" for c in value)
    )
