"""The edge of printing: templates from the course or ours, images from the course, PDF by WeasyPrint.

Nothing else is read: every URL that a page asks for and that is not one of the course's images is refused,
and a refusal or an unreadable image means no PDF. WeasyPrint swallows both inside SVG and logs them at best,
so they are collected while it works and looked at afterwards.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import InputError, MissingPart, Problem
from grader.model.exam import Exam
from grader.printing.announcements import Announcement
from grader.printing.formulas import apart
from grader.printing.images import KINDS, Assets, demand_images
from grader.printing.layout import Layout
from grader.printing.overflow import Overflow, overflows
from grader.printing.papers import Paper, contents
from grader.printing.tagged import honest

if TYPE_CHECKING:
    from jinja2 import Environment

PACKAGES = (
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "
    "fonts-linuxlibertine fonts-open-sans fonts-dejavu-core"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that rendering one paper needs."""

    name: str
    html: str
    questions: Path
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # PNGs by the address the page gives them


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper as PDF, or why there is none."""

    name: str
    pdf: bytes
    problems: tuple[Problem, ...] = ()
    wide: tuple[Overflow, ...] = ()  # what would be cut off at the margin


def print_exam(
    exam: Exam,
    wanted: Sequence[Paper],
    layout: Layout,
    *,
    questions: Path,
    templates: Sequence[Path],
    said: Sequence[Announcement] = (),
) -> tuple[Printed, ...]:
    """Render papers to PDF/UA-1; raise InputError with every missing or changed image and refused address."""
    pages = tuple(
        Sheet(paper.name, html, questions)
        for paper, html in zip(
            wanted, to_pages(exam, wanted, layout, questions, templates, said), strict=True
        )
    )
    # One process: a second one saves a second on six papers, and outlives a killed parent for ever.
    printed = tuple(map(to_pdf, pages))
    problems = [problem for one in printed for problem in one.problems]
    problems += [
        _too_wide(exam, paper, wide) for paper, one in zip(wanted, printed, strict=True) for wide in one.wide
    ]
    if problems:
        raise InputError("nothing was printed", problems=problems)
    return printed


def _too_wide(exam: Exam, paper: Paper, wide: Overflow) -> Problem:
    items = {str(placed.number): placed.item.id for placed in exam.form(paper.form).items}
    where = f"question {wide.number} ({items[wide.number]})" if wide.number in items else "the head"
    return Problem(
        f"sittings/{exam.id}/exam.lock.json",
        f"{paper.name}, page {wide.page}, {where}: its {wide.what} is {wide.by:.0f} mm wider than the page",
        "give it fewer columns or shorter words, or show it as an image; then assemble again",
    )


def to_pages(
    exam: Exam,
    wanted: Sequence[Paper],
    layout: Layout,
    questions: Path,
    templates: Sequence[Path],
    said: Sequence[Announcement] = (),
) -> tuple[str, ...]:
    """The papers as HTML; raise InputError with every missing or changed image or a template that does not work."""
    demand_images(exam, questions)
    asset = Assets(questions).url
    return tuple(
        fill(paper.template, contents(exam, paper, layout, asset, said), templates) for paper in wanted
    )


def sandbox(templates: Sequence[Path]) -> "Environment":
    """The templates of these folders, the first that has one winning; for paper and for the page alike."""
    return _sandbox(tuple(templates))


@lru_cache(maxsize=8)
def _sandbox(templates: tuple[Path, ...]) -> "Environment":
    """The same; kept, as each template is compiled once for it. One that changes is compiled anew."""
    from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # Sandboxed: a course folder may come from a colleague. Autoescape for every name: Jinja's own rule
    # leaves it off for names that end in .j2.
    return ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in templates]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fill(template: str, values: Mapping[str, object], templates: Sequence[Path]) -> str:
    """A template with its values as HTML; raise InputError if it does not work."""
    from jinja2 import TemplateError

    try:
        return sandbox(templates).get_template(template).render(values)
    except TemplateError as error:
        where = f"templates/{getattr(error, 'name', None) or template}"
        line = getattr(error, "lineno", None)
        problem = Problem(
            f"{where}:{line}" if line else where, error.message or str(error), "compare it with grader's own"
        )
        raise InputError("a template does not work; nothing was printed", problems=[problem]) from None


def to_pdf(sheet: Sheet, *, tagged: bool = True) -> Printed:
    """Render one page of HTML to PDF/UA-1 or to plain PDF, with a problem for everything refused or unreadable."""
    weasyprint = _weasyprint()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    assets = Assets(sheet.questions)
    refused: list[str] = []

    class CourseOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in sheet.pictures:
                return URLFetcherResponse(url, sheet.pictures[url], {"Content-Type": KINDS[".png"]})
            file = assets.of_url(url)
            if file is None:
                refused.append(url)
                raise ValueError("not an image of the course")
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": KINDS[file.suffix.lower()]})

    complaints = _Complaints(logging.ERROR)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    try:
        variant = "pdf/ua-1" if tagged else None
        html, formulas = apart(sheet.html)
        page = weasyprint.HTML(string=html, url_fetcher=CourseOnly())
        document = page.render(pdf_variant=variant, cache=formulas, font_config=_fonts())
        wide = overflows(document)
        pdf = document.write_pdf(pdf_variant=variant)
    finally:
        logger.removeHandler(complaints)
    problems = [
        Problem(
            sheet.name, f"refused to fetch {url[:200]}", "papers show images below questions/assets/ only"
        )
        for url in dict.fromkeys(refused)
    ]
    problems += [Problem(sheet.name, text[:300]) for text in complaints.said if not refused]
    if problems:
        return Printed(sheet.name, b"", tuple(problems))
    return Printed(sheet.name, honest(pdf) if tagged else pdf, wide=wide)


class _Complaints(logging.Handler):
    """Keeps what WeasyPrint logs as errors: its word for images and resources that it could not use."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self.said.append(record.getMessage())


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """The fonts of this machine, looked up once a process."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:  # how cffi says that a shared library is not there
        raise MissingPart(
            f"PDFs need the Pango libraries: {str(error).splitlines()[0]}",
            hint=f"sudo apt-get install -y {PACKAGES}",
        ) from None
    return weasyprint
