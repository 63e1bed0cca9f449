"""The wheel carries the sample course and works outside the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_wheel_walks_from_init_to_print(tmp_path: Path) -> None:
    """init, check, assemble and print from an unpacked wheel, with no checkout in sight."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("grader-*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)

    def grader(*words: str, folder: Path) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "grader", *words],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(site)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    where = [sys.executable, "-c", "import grader; print(grader.__file__)"]
    env = os.environ | {"PYTHONPATH": str(site)}
    assert (
        str(site)
        in subprocess.run(where, cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout
    )
    grader("init", "X", folder=tmp_path)
    course = tmp_path / "X"
    grader("check", folder=course)
    grader("assemble", "mid-course", "--date", "2026-04-15", folder=course)
    grader("print", "2026-04-15-mid-course", folder=course)
    printed = {path.name for path in course.glob("sittings/*/print/*.pdf")}
    assert {"booklet-A.pdf", "booklet-B.pdf", "key-A.pdf", "answers-A.pdf"} <= printed
