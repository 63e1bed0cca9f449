"""A form and its scoring rules -> the sentences that tell a student how to answer and what it earns."""

from grader.model.blueprint import ScoringRules
from grader.model.exam import Form
from grader.model.item import Multiple
from grader.printing.words import Words, number_text


def rules(form: Form, scoring: ScoringRules, words: Words, *, apart: bool = False) -> tuple[str, ...]:
    """How to answer and what it earns, said only about the kinds of question that the form has.

    `apart` says that the answers go on an answer sheet.
    """
    several = any(isinstance(item.item, Multiple) for item in form.items)
    one = any(item.options and not isinstance(item.item, Multiple) for item in form.items)
    said = [words.rule_apart if one or several else words.rule_written, words.rule_kept] if apart else []
    if one:
        said.append(words.rule_one)
    if (one or several) and not apart:
        said.append(words.rule_tick)
    if one:
        share = number_text(scoring.wrong * 100, words)
        said.append(words.rule_wrong.format(share) if scoring.wrong else words.rule_no_wrong)
    if several and scoring.multiple == "all-or-nothing":
        said.append(words.rule_all)
    elif several:
        worst = words.rule_floor.format(number_text(-scoring.floor * 100, words))
        said.append(f"{words.rule_per_option} {worst if scoring.floor else words.rule_zero}")
    return tuple(said)
