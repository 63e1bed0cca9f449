"""Invented items for the round trips through the formats of other systems."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from grader.bank.interchange.carried import Foreign
from grader.bank.interchange.markup import to_html
from grader.bank.texts import normal
from grader.model.item import ITEM, BaseItem, Item

_POINT = "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c{}0000000049454e44ae426082"
BLACK, GREY = (  # pictures of one point
    bytes.fromhex(_POINT.format(data)) for data in ("636000000002000148afa471", "6338010000ca00c999ca5d7e")
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'

# Texts as people write them: words, accents, formulas, code, an emphasis; never what Markdown would read as a block.
_WORDS = [
    "model",
    "perché",
    "the loss",
    "Zürich",
    "a < b",
    "x & y",
    "$x_1^2$",
    "`a=b`",
    "**not**",
    '"so"',
    "50 %",
    "naïve",
]
texts = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=5).map(" ".join)
paragraphs = st.lists(texts, min_size=1, max_size=2).map("\n\n".join)
slugs = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?", fullmatch=True)
numbers = st.decimals(min_value=-1000, max_value=1000, places=2, allow_nan=False, allow_infinity=False)
points = st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(2), Decimal("2.5")])


@st.composite
def options(draw: st.DrawFn, least: int) -> list[dict[str, Any]]:
    """Options that differ, some of which stay at the end, some with feedback."""
    found = draw(st.lists(texts, min_size=least, max_size=6, unique_by=normal))
    return [
        {"text": f"{text} {number}", "feedback": draw(st.just("") | texts)}
        for number, text in enumerate(found)
    ]


@st.composite
def items(draw: st.DrawFn) -> Item:
    """An item of any type with any of its fields."""
    kind = draw(st.sampled_from(["single", "multiple", "true-false", "numeric", "open"]))
    fields: dict[str, Any] = {
        "type": kind,
        "id": draw(slugs),
        "stem": draw(paragraphs),
        "topic": draw(slugs),
        "module": draw(slugs),
        "part": draw(st.sampled_from(["first", "second"])),
        "tags": draw(st.lists(slugs, max_size=2, unique=True)),
        "facility": draw(st.none() | st.sampled_from([0.25, 0.6])),
        "level": draw(st.none() | st.sampled_from(["apply", "create"])),
        "minutes": draw(st.none() | st.sampled_from(["1", "2.5"])),
        "points": draw(points),
        "author": draw(st.just("") | texts),
        "source": draw(st.just("") | texts),
        "explanation": draw(st.just("") | paragraphs),
        "status": draw(st.sampled_from(["ready", "draft"])),
    }
    if kind == "single":
        key, *wrong = draw(options(2))
        wrong[-1]["last"] = draw(st.booleans())
        fields |= {"correct": key, "wrong": wrong}
    elif kind == "multiple":
        found = draw(options(2))
        cut = draw(st.integers(1, len(found) - 1))
        fields |= {"correct": found[:cut], "wrong": found[cut:]}
    elif kind == "true-false":
        fields["correct"] = draw(st.booleans())
    elif kind == "numeric":
        fields |= {"answer": draw(numbers), "tolerance": draw(st.sampled_from(["0", "0.05"]))}
        fields["unit"] = draw(st.sampled_from(["", "kg", "m/s"]))
    else:
        fields |= {
            "reference": draw(st.lists(texts, min_size=1, max_size=2)),
            "lines": draw(st.integers(1, 10)),
        }
        fields["misconceptions"] = draw(st.lists(texts, max_size=1))
        if draw(st.booleans()):
            ideas = draw(st.lists(texts, max_size=2))
            fields["rubric"] = [{"text": draw(texts), "points": fields["points"], "ideas": ideas}]
    return ITEM.validate_python(fields)


def printed(item: Any) -> Any:
    """An item's values with every text as HTML without line ends: equal for items that print the same."""
    if isinstance(item, str):
        return " ".join(to_html(item).split())
    if isinstance(item, list | tuple):
        return [printed(one) for one in item]
    if isinstance(item, dict):
        return {key: printed(one) for key, one in item.items()}
    return printed(item.model_dump(mode="json")) if isinstance(item, BaseItem) else item


def only(found: Foreign) -> Any:
    """The one question of a file."""
    assert not found.refused, found.refused
    (question,) = found.questions
    return question


def only_refused(found: Foreign) -> Any:
    """The one refusal of a file."""
    assert not found.questions
    (unread,) = found.refused
    return unread
