"""What is told of a bug: its kind and where it is, and nothing of what it was about, which may be a student's answer."""

import traceback


def told_of(error: BaseException) -> str:
    """The kind of an exception and the lines of the program that it came through; never its message."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = "".join(f"  {frame.filename}:{frame.lineno} in {frame.name}\n" for frame in frames)
    return f"{type(error).__name__}\n{lines}"
