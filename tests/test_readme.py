"""The README cannot drift: its commands run, its list of commands is complete, its pictures exist."""

import importlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from grader.cli.app import app
from grader.cli.main import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def all_commands() -> dict[str, object]:
    """Every command and subcommand by the words one types."""
    for name in COMMANDS:
        importlib.import_module(f"grader.cli.{name}")
    found: dict[str, object] = {}

    def walk(command: object, words: str) -> None:
        below = getattr(command, "commands", None)
        if not below or getattr(command, "invoke_without_command", False):
            found[words] = command
        for name, child in (below or {}).items():
            walk(child, f"{words} {name}".strip())

    walk(typer.main.get_command(app), "")
    return found


def test_every_command_is_in_the_readme() -> None:
    """The table of commands names each command as one types it."""
    missing = [words for words in all_commands() if f"`grader {words}" not in README]
    assert not missing


def test_every_command_has_help_with_an_example() -> None:
    """`--help` of each command says what it does and shows one use of it."""
    for words, command in all_commands().items():
        text = f"{getattr(command, 'help', '')} {getattr(command, 'epilog', '')}"
        assert "Example: grader" in text, words
        assert len(text.split("Example")[0].split()) >= 3, words


def test_every_exit_code_is_explained() -> None:
    """The exit codes of the errors are in the README's table."""
    from grader import errors

    for kind in errors.GraderError.__subclasses__():
        assert re.search(rf"^\| {kind.exit_code} \|", README, re.MULTILINE), kind


def test_files_that_the_readme_shows_or_links_exist() -> None:
    """Pictures and linked pages are there."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", README, flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#:]+)\)", prose):
        assert (ROOT / target).exists(), target


@pytest.mark.slow
def test_the_five_minutes_work_as_written(tmp_path: Path) -> None:
    """The commands of the walk, typed in order in an empty folder, end with marks.csv."""
    walk = README.split("## Five minutes")[1].split("\n## ")[0]
    folder = tmp_path
    for line in "".join(re.findall(r"```sh\n(.*?)```", walk, re.DOTALL)).splitlines():
        words = shlex.split(line)
        if words[0] == "cd":
            folder = folder / words[1]
            continue
        assert words[0] == "grader"
        done = subprocess.run(
            [sys.executable, "-m", "grader", *words[1:]],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert done.returncode in (0, 4), f"{line}\n{done.stdout}\n{done.stderr}"
    assert (folder / "out" / "marks.csv").stat().st_size > 0
