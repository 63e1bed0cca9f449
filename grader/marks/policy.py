"""Whether a course's policy makes sense as a whole: names that exist, formulas that can be read.

What one value can tell about itself is checked when it is made; here is what needs two of them.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from grader.errors import Problem, Severity
from grader.marks.columns import meant
from grader.marks.formula import Condition, Formula, parse_condition, parse_formula
from grader.marks.reader import FUNCTIONS
from grader.marks.sheet import PROVISIONAL, WHAT, WHO
from grader.marks.tokens import FormulaError
from grader.model.course import Course

LODE_NAMES = ("uncapped", "mark")  # what the lode's condition may speak of

Where = Callable[..., str]  # a path of keys such as "routes", "written" -> "course.yaml:12"


def check_policy(
    course: Course, blueprints: Mapping[str, Decimal], where: Where = lambda *path: "course.yaml"
) -> tuple[Problem, ...]:
    """Every problem in a policy; `blueprints` is the points of each blueprint by its name under exams/."""
    return (
        *_components(course, blueprints, where),
        *_routes(course, where),
        *_limits(course, where),
    )


def routes_of(course: Course) -> Mapping[str, Formula]:
    """The routes' formulas in the order of preference; raise FormulaError at the first that is wrong."""
    return {name: parse_formula(text, tuple(course.components)) for name, text in course.routes.items()}


def lode_of(course: Course) -> Condition | None:
    """The condition on which lode is proposed, if the course has one; raise FormulaError if it is wrong."""
    return parse_condition(course.lode.propose_if, LODE_NAMES) if course.lode else None


def _components(course: Course, blueprints: Mapping[str, Decimal], where: Where) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name, component in course.components.items():
        place = where("components", name)
        if name in (*FUNCTIONS, *LODE_NAMES):
            yield Problem(place, f'a component cannot be called "{name}"', "formulas give the word a meaning")
        elif name in (*WHO, *WHAT, PROVISIONAL):
            yield Problem(
                place, f'a component cannot be called "{name}"', "the grade sheet has a column of that name"
            )
        source = component.exam or component.source or ""
        if source in first:
            yield Problem(place, f"{name} and {first[source]} are both from {source}", "keep one")
        first.setdefault(source, name)
        if component.each and component.out_of % component.each:
            yield Problem(
                place,
                f"out_of {component.out_of} is not a whole number of labs of {component.each} points",
                f"for example out_of: {component.each * (component.labs_allowed + 1)}",
            )
        if component.exam is None:
            continue
        if component.exam not in blueprints:
            yield Problem(
                place, f"there is no blueprint exams/{component.exam}.yaml", meant(component.exam, blueprints)
            )
        elif blueprints[component.exam] != component.out_of:
            yield Problem(
                place,
                f"{name} is out of {component.out_of}, but exams/{component.exam}.yaml is worth "
                f"{blueprints[component.exam]} points",
                "make them equal, and put the conversion into the routes' formulas",
            )


def _routes(course: Course, where: Where) -> Iterator[Problem]:
    used: set[str] = set()
    if not course.routes:
        yield Problem(where("routes"), "there is no route to the mark", "write for example: written: written")
    for name, text in course.routes.items():
        try:
            formula = parse_formula(text, tuple(course.components))
        except FormulaError as error:
            yield Problem(
                where("routes", name), f"route {name}, column {error.column}: {error.plain}", error.hint
            )
            used.update(course.components)  # what it uses is not known
            continue
        used.update(formula.names)
        if not formula.names:
            yield Problem(where("routes", name), f"route {name} uses no component", "name at least one")
    for name in course.components:
        if name not in used and course.routes:
            yield Problem(
                where("components", name),
                f"no route uses {name}",
                "add it to a formula, or remove it",
                Severity.WARNING,
            )


def _limits(course: Course, where: Where) -> Iterator[Problem]:
    for name, least in course.minimum.items():
        place = where("minimum", name)
        if name not in course.components:
            yield Problem(
                place, f'minimum: unknown component "{name}"', meant(name, tuple(course.components))
            )
        elif least > course.components[name].out_of:
            yield Problem(
                place, f"minimum: {name} cannot reach {least}, it is out of {course.components[name].out_of}"
            )
    if course.cap % 1:
        yield Problem(where("cap"), f"the cap {course.cap} is not a whole number", "marks are whole numbers")
    if course.pass_mark > course.cap:
        yield Problem(where("pass"), f"pass {course.pass_mark} is above the cap {course.cap}")
    try:
        lode_of(course)
    except FormulaError as error:
        yield Problem(where("lode", "propose_if"), f"lode, column {error.column}: {error.plain}", error.hint)
