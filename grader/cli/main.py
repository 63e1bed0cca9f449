"""The entry point: gathers the commands, and turns a GraderError into a message and an exit code."""

import importlib
import sys

from grader.cli.app import app, say, show_problems
from grader.errors import GraderError

COMMANDS = (  # in the order of the pipeline, which is the order of `grader --help`
    "init",
    "demo",
    "check",
    "bank",
    "bank_stats",
    "bank_history",
    "bank_edit",
    "bank_exchange",
    "roster",
    "assemble",
    "exam",
    "print_",
    "read",
    "import_",
    "score",
    "review",
    "correct",
    "history",
    "report",
    "feedback",
    "record",
    "marks",
    "export",
    "schema",
    "simulate",
    "status",
)
INTERRUPTED = 130


def main() -> None:
    """Run the command line; the only place that catches a GraderError."""
    for name in COMMANDS:
        importlib.import_module(f"grader.cli.{name}")
    try:
        app()
    except GraderError as error:
        show_problems(error.problems)
        say(error.what + (f"\n  -> {error.hint}" if error.hint else ""))
        sys.exit(error.exit_code)
    except SystemExit as done:  # typer turns Ctrl-C into exit code 130 by itself
        if done.code == INTERRUPTED:
            say("interrupted: what was finished is kept; repeat the command to go on")
        raise
