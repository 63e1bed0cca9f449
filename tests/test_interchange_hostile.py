"""What is meant to hurt ends in exit code 3 at once with nothing written, or comes out as plain text and is said."""

import base64
import io
import shutil
import stat
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from typed_commands import TypedCommands

from grader.bank.interchange.package import MOST, pack, unpack
from grader.bank.interchange.pictures import Gallery
from grader.bank.interchange.xml import parse_xml
from grader.errors import InputError
from grader.workspace import Workspace

ROOT = Path(__file__).parent.parent
BOMB = '<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
QUESTION = '<quiz><question type="essay"><name><text>&c;&x;</text></name><questiontext><text>q</text></questiontext></question></quiz>'
ONE = (
    '<quiz><question type="truefalse"><name><text>n</text></name><questiontext format="html"><text>{}</text></questiontext>'
    + (
        '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>'
    )
)


class Course(TypedCommands):
    """An empty course."""

    commands = ("check", "bank", "bank_edit", "bank_exchange")

    def typed(self, *words: str) -> int:
        """Type a command below `grader bank` in this course."""
        return self.run("bank", *words, "-C", str(self.root))

    def gives(self, content: bytes, name: str = "quiz.xml", *words: str) -> int:
        """Import a file of this content."""
        (self.root / name).write_bytes(content)
        return self.typed("import", str(self.root / name), *words)

    @property
    def files(self) -> set[str]:
        """The files of the bank."""
        return {
            str(path.relative_to(self.root)) for path in self.root.glob("questions/**/*") if path.is_file()
        }


@pytest.fixture
def course(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Course:
    """A course without questions."""
    shutil.copy(ROOT / "course.yaml", tmp_path)
    (tmp_path / "questions").mkdir()
    return Course(tmp_path, capsys)


HOSTILE = {
    "billion_laughs": (BOMB + QUESTION).encode(),
    "reads_a_file": (OUTSIDE + QUESTION).encode(),
    "doctype_in_utf16": ('<?xml version="1.0" encoding="utf-16"?>' + OUTSIDE + QUESTION).encode("utf-16"),
    "doctype_behind_a_long_comment": ("<!--" + "x" * 100_000 + "-->" + OUTSIDE + QUESTION).encode(),
    "doctype_from_elsewhere": b'<!DOCTYPE quiz SYSTEM "http://example.org/x.dtd"><quiz/>',
    "unknown_entity": b"<quiz>&nbsp;</quiz>",
    "a_million_deep": b"<quiz>" + b"<question>" * 1_000_000,
    "deep_and_closed": b"<quiz>" + b"<a>" * 500 + b"</a>" * 500 + b"</quiz>",
    "cut_off": b"<quiz><question type='truefalse'><name>",
    "half_of_a_pair": b"<quiz>\xed\xa0\x80</quiz>",
    "nul": b"<quiz>\0</quiz>",
    "nul_in_text": b"::a:: b {T}\0",
    "not_utf8": b"::a:: caff\xe8 {T}",
    "a_strange_encoding": b'<?xml version="1.0" encoding="utf-7"?><quiz/>',
    "nothing": b"",
    "anything": bytes(range(256)) * 50,
    "no_question": b"<quiz></quiz>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_once(course: Course, name: str) -> None:
    """Exit code 3 within a second, the reason said, and nothing written."""
    begun = time.process_time()
    assert course.gives(HOSTILE[name]) == 3, course.err
    assert time.process_time() - begun < 1
    assert course.files == set()
    assert "root:" not in course.out + course.err
    assert len(course.err.strip().splitlines()) >= 1


def test_two_hundred_megabytes_are_not_even_read(course: Course) -> None:
    """The size is judged before the file is opened."""
    path = course.root / "large.xml"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    begun = time.process_time()
    assert course.typed("import", str(path)) == 3
    assert time.process_time() - begun < 1


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return packed.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


HOSTILE_ZIPS: dict[
    str, tuple[Callable[[], bytes], str]
] = {  # made when they are tried: they hold the time, and some are large
    "out of its folder": (lambda: zipped(("../../x.yaml", b"x")), "points out"),
    "absolute": (lambda: zipped(("/etc/x", b"x")), "points out"),
    "out by a detour": (lambda: zipped(("a/../../x", b"x")), "points out"),
    "backslashes": (lambda: zipped(("a\\..\\x", b"x")), "points out"),
    "a drive": (lambda: zipped(("C:x", b"x")), "no package needs"),
    "a line end": (lambda: zipped(("a\nb", b"x")), "no package needs"),
    "a link": (lambda: zipped((link("a"), b"/etc/passwd")), "a link"),
    "twins by case": (lambda: zipped(("A.xml", b"x"), ("a.XML", b"y")), "there twice"),
    "twins by accent": (lambda: zipped(("caf\u00e9", b"x"), ("cafe\u0301", b"y")), "there twice"),
    "bomb": (lambda: zipped(("zeros", b"\0" * 20_000_000)), "zip bomb"),
    "many large": (lambda: zipped(*((f"{n}", b"\0" * 900_000) for n in range(250))), "unpack to more"),
    "too many": (lambda: zipped(*((str(n), b"") for n in range(MOST + 1))), "files"),
    "cut off": (lambda: zipped(("a", b"x"))[:-30], "broken"),
    "only a head": (lambda: b"PK\3\4", "broken"),
}


@pytest.mark.parametrize("name", HOSTILE_ZIPS)
def test_a_hostile_zip_is_refused_before_it_is_unpacked(name: str) -> None:
    """Paths, links, twins and bombs are judged by the zip's list."""
    made, said = HOSTILE_ZIPS[name]
    with pytest.raises(InputError, match=said):
        unpack(made(), "quiz.zip")


def test_an_encrypted_zip_is_refused() -> None:
    """A flag in the list says that it is encrypted; nothing is asked for."""
    content = bytearray(zipped(("a", b"x")))
    content[content.index(b"PK\1\2") + 8] |= 1
    with pytest.raises(InputError, match="encrypted"):
        unpack(bytes(content), "quiz.zip")


def test_a_zip_has_the_same_bytes_every_time() -> None:
    """What is packed is unpacked, and packed again it is the same file."""
    files = {"imsmanifest.xml": b"<a/>", "q/1.xml": b"x" * 1000}
    assert unpack(pack(files), "x.zip") == files
    assert pack(files) == pack(dict(files))


SCRIPTS = [
    "<script>alert(1)</script>Is it so?",
    "<img src=x onerror=alert(1)>Is it so?",
    "<a href='javascript:alert(1)'>Is it so?</a>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>Is it so?",
    "<iframe src='https://example.org'></iframe>Is it so?",
    "<style>@import 'https://example.org/x.css'</style>Is it so?",
    "<p style='background:url(https://example.org/x)'>Is it so?</p>",
    "<img src='data:text/html;base64,PHNjcmlwdD4='>Is it so?",
    "Is it so?<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "{{ 7 * 7 }} {% for x in y %} ${7*7} Is it so?",
    "&lt;script&gt;alert(1)&lt;/script&gt; Is it so?",
    "[x](javascript:alert(1)) ![x](https://example.org/x.png) Is it so?",
]


@pytest.mark.parametrize("text", SCRIPTS)
def test_what_could_run_or_load_is_text_or_gone(course: Course, text: str) -> None:
    """The item prints without anything that runs, loads or links; braces are only braces."""
    from html import escape

    from grader.bank.markdown import to_html

    assert course.gives(ONE.format(escape(text)).encode()) == 0, course.err
    (item,) = Workspace(course.root).bank().items
    made = to_html(item.stem, asset=lambda path: path)
    assert "Is it so?" in made
    assert "<script" not in made and "<img" not in made and "href" not in made and "style" not in made
    assert ("{{ 7 * 7 }}" in made) == ("{{" in text)


@pytest.mark.parametrize(
    "drawing",
    [
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><image x:href="file:///etc/passwd"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><style>@import url(https://example.org/x.css)</style></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><rect style="fill:url(https://example.org/x)"/></svg>',
        '<!DOCTYPE svg [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg"/>',
        "<html><svg></svg></html>",
    ],
)
def test_a_drawing_that_runs_or_loads_is_refused(drawing: str) -> None:
    """An SVG in which something is active does not become a picture of the course."""
    gallery = Gallery()
    assert gallery.add("x.svg", drawing.encode()) is None
    assert gallery.pictures == {}
    assert gallery.refused


def test_a_picture_goes_under_a_plain_name() -> None:
    """A name that points elsewhere is only a name, and what is no picture does not come in."""
    gallery = Gallery()
    pixel = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
    )
    assert gallery.add("../../etc/Net (2).PNG", pixel) == "assets/net-2.png"
    assert gallery.add("x.png", b"MZ not a picture") is None
    huge = bytearray(pixel)
    huge[16:24] = (60_000).to_bytes(4, "big") * 2
    assert gallery.add("bomb.png", bytes(huge)) is None


def test_a_doctype_is_named_with_its_line() -> None:
    """The message says where it stands and what to do."""
    with pytest.raises(InputError, match=r"q\.xml:2: the file has a document type"):
        parse_xml(b'<?xml version="1.0"?>\n<!DOCTYPE quiz><quiz/>', "q.xml")


@pytest.mark.parametrize(
    "piece", ["\\(", "$$", "<pre ", "\\begin{align}", "<:", "1.", "\u00a0", "<b>", "&#", "`", "[a]("]
)
def test_a_sign_a_hundred_thousand_times_takes_no_hours(piece: str) -> None:
    """The reader's work grows with the length of a text, not with its square."""
    from grader.bank.interchange.markup import Uncarried, to_markdown

    begun = time.process_time()
    with suppress(Uncarried):
        to_markdown(piece * 20_000)
    assert time.process_time() - begun < 3
