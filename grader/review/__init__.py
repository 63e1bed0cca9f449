"""What a person must decide: open answers with what the machine suggests, out and back."""

from grader.review.queue import Turn, Waiting, line_up, waiting
from grader.review.sheet import HEADER, Sheet, read_sheet, sheet_rows

__all__ = ["HEADER", "Sheet", "Turn", "Waiting", "line_up", "read_sheet", "sheet_rows", "waiting"]
