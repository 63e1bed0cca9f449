"""What a person must decide: open answers with what the machine suggests, out and back."""

from grader.review.sheet import HEADER, Sheet, read_sheet, sheet_rows, waiting

__all__ = ["HEADER", "Sheet", "read_sheet", "sheet_rows", "waiting"]
