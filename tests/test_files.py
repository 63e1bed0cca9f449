"""The one writer and the one lock."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.errors import Locked
from grader.files import atomic_write, locked


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """A write that fails leaves the earlier content and nothing beside it."""
    target = tmp_path / "marks.csv"
    atomic_write(target, "earlier")
    with pytest.raises(UnicodeEncodeError):
        atomic_write(target, "lone surrogate \ud800")
    assert target.read_text() == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["marks.csv"]


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    """What is written may be read as any file of this user, not only by its owner."""
    atomic_write(tmp_path / "below" / "a.csv", b"x")
    (tmp_path / "usual").touch()
    assert (tmp_path / "below" / "a.csv").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_second_process_is_refused_and_told_to_wait(tmp_path: Path) -> None:
    """The lock is exclusive between processes, and a killed holder gives it back."""
    lock = tmp_path / "2026-04-15-mid-course" / "lock"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"from pathlib import Path; from grader.files import locked\n"
            f"with locked(Path({str(lock)!r})): print('held', flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdin and holder.stdout
    assert holder.stdout.readline() == "held\n"
    with (
        pytest.raises(Locked, match=r"another grader command is working on 2026-04-15-mid-course"),
        locked(lock),
    ):
        pass
    holder.kill()
    holder.communicate()
    with locked(lock):
        pass
