"""What an assessment editor would say of the bank: each rule a small function from the bank to problems.

Errors, which are here, are what must not be printed; warnings are in `advice`. What a single item can tell about
itself (its key, its rubric's sum) was checked when it was read.
"""

from collections.abc import Collection, Iterator

from grader.bank import Bank, advice
from grader.bank.formula import fault
from grader.bank.markdown import formulas, images, refusal
from grader.bank.texts import Path, called, normal, options, shortened, texts
from grader.errors import Problem, in_order
from grader.model.item import Item


def check(bank: Bank, assets: Collection[str]) -> tuple[Problem, ...]:
    """Lint the bank; `assets` are the pictures there are ("assets/net.svg")."""
    found = [problem for rule in RULES for problem in rule(bank)]
    found += missing_images(bank, assets)
    return in_order([*bank.problems, *found])


def same_options(bank: Bank) -> Iterator[Problem]:
    """Options of one item that say the same."""
    for item in bank.items:
        first: dict[str, str] = {}
        for path, option in options(item):
            text, name = normal(option.text), called(path)
            if text in first:
                what = f"{name} says the same as {first[text]}: '{shortened(option.text)}'"
                yield _error(bank, item, path, what, "change one of the two")
            first.setdefault(text, name)


def missing_images(bank: Bank, assets: Collection[str]) -> Iterator[Problem]:
    """Images that are not allowed or not there."""
    for item in bank.items:
        for path, text in texts(item):
            for image in images(text) if "![" in text else ():
                if reason := refusal(image):
                    what = f"image '{image}' is refused: {reason}"
                    yield _error(bank, item, path, what, _ASSETS, words=image)
                elif image not in assets:
                    yield _error(
                        bank, item, path, f"there is no image questions/{image}", _ASSETS, words=image
                    )


def unknown_enemies(bank: Bank) -> Iterator[Problem]:
    """Enemies that the bank does not have."""
    known = {item.id for item in bank.items}
    for item in bank.items:
        for number, enemy in enumerate(item.enemies):
            if enemy == item.id:
                yield _error(bank, item, ("enemies", number), "it is its own enemy", "take it out")
            elif enemy not in known:
                what = f"its enemy {enemy} does not exist or cannot be read"
                yield _error(bank, item, ("enemies", number), what, "correct the id or take it out")


def broken_formulas(bank: Bank) -> Iterator[Problem]:
    """Formulas that cannot be drawn."""
    for item in bank.items:
        for path, text in texts(item):
            for latex in formulas(text) if "$" in text else ():
                if reason := fault(latex.strip()):
                    what = f"the formula ${shortened(latex.strip())}$ cannot be drawn: {reason}"
                    yield _error(bank, item, path, what, "correct the LaTeX", words=latex)


RULES = (
    same_options,
    unknown_enemies,
    broken_formulas,
    advice.cut_short,
    advice.lone_distractor,
    advice.latex_outside,
    advice.undescribed_images,
    advice.similar_stems,
    advice.catch_all_not_last,
    advice.longest_key,
    advice.echoes,
    advice.quiet_negatives,
    advice.unprepared,
)

_ASSETS = "put the file below questions/assets/ and write ![description](assets/NAME)"


def _error(bank: Bank, item: Item, path: Path, what: str, hint: str, words: str = "") -> Problem:
    return Problem(bank.at(item.id, *path, words=words), f"item {item.id}: {what}", hint)
