"""A sealed exam -> items for another system's quiz, so that the same test can be sat online: a form, or groups to draw from.

Pure. The items are the sealed copies under their own ids, worth what the form gives for them, with their options in the
printed order; an answer that comes back names an option or its letter and so means the same as on paper.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.bank.interchange.carried import Draw, Outgoing
from grader.bank.pool import counts_for
from grader.model.exam import Exam, FormItem
from grader.model.item import Item, Multiple, Open, Option, Single
from grader.scoring.openended.steps import worth_of


@dataclass(frozen=True)
class Quiz:
    """What goes out, and what the other system must be told by hand."""

    going: Outgoing  # pictures are put in by whoever has the files
    remarks: tuple[str, ...] = ()


def form_quiz(exam: Exam, letter: str) -> Quiz:
    """Every item of one form, in its order and with its letters."""
    places = exam.form(letter).items
    title = f"{exam.blueprint.title}, form {letter}" if len(exam.forms) > 1 else exam.blueprint.title
    return Quiz(
        Outgoing(
            title=title,
            items=tuple(_as_printed(place) for place in places),
            language=exam.language,
            shuffle=False,
            orders=_orders(places),
            exam=exam.id,
        ),
        _rules(exam),
    )


def pool_quiz(exam: Exam) -> Quiz:
    """Groups of the items of all forms, such that any draw meets the blueprint's quotas.

    Items that the same quotas count are one group. Every sealed form meets all quotas, and a draw takes as many items
    of each group as its first form has: so each quota counts in any draw what it counts in that form. An item whose
    enemy could be drawn beside it goes only where the first form has it.
    """
    first = exam.forms[0].items
    everywhere: dict[str, FormItem] = {}
    for form in exam.forms:
        for place in form.items:
            everywhere.setdefault(place.item.id, place)
    kept = _without_enemies(everywhere, {place.item.id for place in first})
    include = set(exam.blueprint.include)
    groups: dict[tuple[object, ...], list[FormItem]] = defaultdict(list)
    for place in kept:
        named = place.item.id if place.item.id in include else ""
        counted = (counts_for(place.item, quota) for quota in exam.blueprint.quotas)
        groups[named, place.points, *counted].append(place)
    ids = {place.item.id for place in first}
    draws = [
        Draw(f"group {number}", sum(p.item.id in ids for p in places), tuple(p.item.id for p in places))
        for number, places in enumerate(groups.values(), 1)
    ]
    draws = [draw for draw in draws if draw.pick]
    drawn = {item_id for draw in draws for item_id in draw.items}
    places = [place for place in kept if place.item.id in drawn]
    left_out = len(everywhere) - len(places)
    remarks = (
        [f"{left_out} items of the other forms cannot be drawn safely and are left out"] if left_out else []
    )
    remarks.append(
        "students get different items: have this quiz scored where it is sat, not by `grader import`"
    )
    return Quiz(
        Outgoing(
            title=exam.blueprint.title,
            items=tuple(_as_printed(place) for place in places),
            language=exam.language,
            shuffle=False,
            orders=_orders(places),
            draws=tuple(draws),
            exam=exam.id,
        ),
        (*remarks, *_rules(exam)),
    )


def _without_enemies(everywhere: Mapping[str, FormItem], wanted: set[str]) -> list[FormItem]:
    """The items of which no two are enemies; those that are wanted first, else in the order of the forms."""
    enemies: dict[str, set[str]] = defaultdict(set)
    for place in everywhere.values():
        for enemy in place.item.enemies:
            enemies[place.item.id].add(enemy)
            enemies[enemy].add(place.item.id)
    kept: dict[str, FormItem] = {}
    for item_id, place in sorted(everywhere.items(), key=lambda pair: pair[0] not in wanted):
        if not enemies[item_id] & kept.keys():
            kept[item_id] = place
    return list(kept.values())


def _orders(places: Sequence[FormItem]) -> dict[str, tuple[int, ...]]:
    """For each item the places of its options as printed, counted with the keys first, as `_as_printed` has them."""
    orders = {}
    for place in places:
        if isinstance(place.item, Single | Multiple):
            keys_first = sorted(place.options, key=lambda option: not option.key)
            orders[place.item.id] = tuple(keys_first.index(option) for option in place.options)
    return orders


def _as_printed(place: FormItem) -> Item:
    """The sealed item with the points and the options of the form, no more."""
    item = place.item
    printed = [Option(text=option.text, feedback=option.feedback) for option in place.options]
    keys = tuple(o for o, p in zip(printed, place.options, strict=True) if p.key)
    wrong = tuple(o for o, p in zip(printed, place.options, strict=True) if not p.key)
    match item:
        case Single():
            return item.model_copy(update={"points": place.points, "correct": keys[0], "wrong": wrong})
        case Multiple():
            return item.model_copy(update={"points": place.points, "correct": keys, "wrong": wrong})
        case Open():
            lines = zip(item.rubric, worth_of(place), strict=True)
            rubric = tuple(line.model_copy(update={"points": worth}) for line, worth in lines)
            return item.model_copy(update={"points": place.points, "rubric": rubric})
        case _:
            return item.model_copy(update={"points": place.points})


def _rules(exam: Exam) -> tuple[str, ...]:
    """What a quiz must be set to by hand, since no file says it."""
    rules, remarks = exam.blueprint.scoring, []
    if rules.wrong:
        remarks.append(
            f"a wrong answer costs {rules.wrong} of the item's points: set it in the quiz, or import the answers"
        )
    remarks.append(f"set the time to {exam.blueprint.minutes:f} minutes and one attempt")
    return tuple(remarks)
