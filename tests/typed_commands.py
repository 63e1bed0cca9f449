"""A course in a temporary folder and the command line in it, for tests of commands as they are typed."""

from pathlib import Path
from typing import ClassVar

import pytest

from grader.cli.main import main


class TypedCommands:
    """Types commands of grader in this process; a subclass names the modules that hold them."""

    commands: ClassVar[tuple[str, ...]]

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.capsys = root, capsys
        self.url = f"sqlite:///{root / 'records.db'}"

    def run(self, *words: str) -> int:
        """Type a command; its exit code is returned, what it says is in `out` and `err`."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.argv", ["grader", *words])
            patch.setattr("grader.cli.main.COMMANDS", self.commands)
            with pytest.raises(SystemExit) as done:
                main()
                raise SystemExit(0)
        self.out, self.err = self.capsys.readouterr()
        return int(done.value.code or 0)
