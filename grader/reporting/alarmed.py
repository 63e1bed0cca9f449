"""Which items of a sitting its report raises an alarm about: findings in, kinds by item out; the one place that asks."""

from collections import defaultdict
from collections.abc import Mapping

from grader.printing.words import WORDS
from grader.reporting.advice import notices
from grader.reporting.findings import Findings
from grader.reporting.report_italian import REPORT_WORDS


def kinds_by_item(found: Findings) -> Mapping[str, tuple[str, ...]]:
    """The kinds of alarm by item, the gravest first, as the report tells them; items without any are left out."""
    language = found.exam.language
    kinds: dict[str, dict[str, None]] = defaultdict(dict)
    for notice in notices(found, WORDS[language], REPORT_WORDS[language]):
        for item in notice.items:
            kinds[item][notice.kind] = None
    return {item: tuple(of) for item, of in kinds.items()}
