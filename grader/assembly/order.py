"""Where things stand on a form: the order of its items and of their options, decided once and stored.

Closed items come first, open ones after them, both shuffled by the form's seed. The options of an item
are drawn once for the whole exam, so that its forms are equally hard, and shuffled for each form; an
option with `last` stays last. Over a form, single-choice keys are spread evenly over the letters.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from grader.assembly.chance import rank
from grader.model.base import fingerprint
from grader.model.exam import FormItem, PrintedOption
from grader.model.item import Item, Multiple, Numeric, Open, Option, Single, TrueFalse

LETTERS = "abcdefgh"
TRUE_FALSE = {"en": ("True", "False"), "it": ("Vero", "Falso")}

Choices = tuple[tuple[Option, bool], ...]  # each option, and whether it is a key


def place(
    items: Sequence[Item], *, letter: str, options: int, language: str, seed: int
) -> tuple[FormItem, ...]:
    """Put a form's items and their options into the order in which they are printed."""
    ordered = sorted(items, key=lambda i: (isinstance(i, Open), rank(seed, "item", letter, i.id)))
    shuffled = {item.id: _shuffle(item, _draw(item, options, language, seed), letter, seed) for item in items}
    balanced = shuffled | _balance(
        {i.id: shuffled[i.id] for i in items if isinstance(i, Single)}, letter, seed
    )
    return tuple(
        FormItem(
            number=number,
            item=item,
            options=tuple(
                PrintedOption(letter=LETTERS[at], text=option.text, key=key, feedback=option.feedback)
                for at, (option, key) in enumerate(balanced[item.id])
            ),
            points=item.points,
            content_hash=fingerprint(item),
        )
        for number, item in enumerate(ordered, start=1)
    )


def _draw(item: Item, count: int, language: str, seed: int) -> Choices:
    """The options to print: every key, and wrong ones up to the count, at least one."""
    match item:
        case Single():
            keys: tuple[Option, ...] = (item.correct,)
        case Multiple():
            keys = item.correct
        case TrueFalse():
            texts = zip(TRUE_FALSE[language], (True, False), strict=True)
            return tuple((Option(text=text), item.correct is truth) for text, truth in texts)
        case Numeric() | Open():
            return ()
    room = max(1, count - len(keys))
    drawn = sorted(enumerate(item.wrong), key=lambda w: rank(seed, "wrong", item.id, w[0], w[1].text))[:room]
    return tuple((key, True) for key in keys) + tuple(
        (option, False) for _, option in sorted(drawn, key=_first)
    )


def _first(pair: tuple[int, Option]) -> int:
    return pair[0]


def _shuffle(item: Item, choices: Choices, letter: str, seed: int) -> Choices:
    if isinstance(item, TrueFalse):
        return choices
    free = [pair for pair in enumerate(choices) if not pair[1][0].last]
    free.sort(key=lambda pair: rank(seed, "option", letter, item.id, pair[0], pair[1][0].text))
    return tuple(choice for _, choice in free) + tuple(choice for choice in choices if choice[0].last)


def _balance(singles: Mapping[str, Choices], letter: str, seed: int) -> dict[str, Choices]:
    """Move the keys so that no letter has it much more often; items with the least freedom go first."""
    counts: Counter[int] = Counter()
    moved = {}
    ids = sorted(singles, key=lambda id_: (len(_seats(singles[id_])), rank(seed, "key", letter, id_)))
    for id_ in ids:
        seats = sorted(_seats(singles[id_]), key=lambda at: (counts[at], rank(seed, "seat", letter, id_, at)))
        counts[seats[0]] += 1
        moved[id_] = _with_key_at(singles[id_], seats[0])
    return moved


def _seats(choices: Choices) -> range:
    """The positions that the key may take."""
    pinned = sum(option.last for option, _ in choices)
    at = _key_of(choices)
    return range(at, at + 1) if choices[at][0].last else range(len(choices) - pinned)


def _with_key_at(choices: Choices, seat: int) -> Choices:
    at = _key_of(choices)
    others = choices[:at] + choices[at + 1 :]
    return (*others[:seat], choices[at], *others[seat:])


def _key_of(choices: Choices) -> int:
    return next(at for at, (_, key) in enumerate(choices) if key)
