"""From responses to points: closed items by rule, open answers by suggestion, people over both."""

from grader.scoring.closed import answers, doubtful, score_closed, score_item, total
from grader.scoring.settle import accept, acceptable, drawn, settle
from grader.scoring.summary import Line, summarise

__all__ = [
    "Line",
    "accept",
    "acceptable",
    "answers",
    "doubtful",
    "drawn",
    "score_closed",
    "score_item",
    "settle",
    "summarise",
    "total",
]
