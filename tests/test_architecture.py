"""The house rules that a program can check: who imports whom, who writes files, how long a module is."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "grader"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Every module may import from the layers up to its own; within the pure stages, only from earlier ones.
STAGES = ("bank", "assembly", "printing", "reading", "scoring", "review", "marks", "analysis", "reporting")
EDGES = (
    "records",
    "workspace",
    "tables",
    "files",
    "bank.folder",
    "bank.interchange.formats",
    "bank.interchange.spreadsheet",
    "printing.render",
    "printing.sheets",
    "printing.typeset",
    "printing.copies",
    "printing.stamps",
    "printing.singles",
    "printing.checks",
    "reading.pages",
    "reading.handwriting",
    "scoring.openended.embed",
    "scoring.openended.weights",
    "review.server",
    "reporting.page",
    "reporting.sheets",
)


def name_of(path: Path) -> str:
    """`grader/bank/check.py` -> `bank.check`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def below(name: str, *roots: str) -> bool:
    return any(name == root or name.startswith(root + ".") for root in roots)


def rank(name: str) -> int:
    """The layer of a module: a lower one never imports a higher one."""
    if below(name, "errors") or name == "":
        return 0
    if below(name, "model"):
        return 1
    if below(name, "documents"):
        return 2
    if below(name, *EDGES):
        return 4
    if below(name, *STAGES):
        return 3
    if below(name, "gradebook"):
        return 5  # where the stages meet the files and the records
    return 6  # demo, cli


def imports_of(path: Path) -> set[str]:
    """The modules of ours that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "grader":
            base = node.module.removeprefix("grader").lstrip(".")
            for alias in node.names:
                full = f"{base}.{alias.name}".lstrip(".")
                target = PACKAGE.joinpath(*full.split("."))
                is_module = target.with_suffix(".py").exists() or target.is_dir()
                found.add(full if is_module else base)
        elif isinstance(node, ast.Import):
            ours = (alias.name for alias in node.names if alias.name.split(".")[0] == "grader")
            found |= {name.removeprefix("grader").lstrip(".") for name in ours}
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    """A module imports only from its own layer or lower ones, and a stage only from earlier stages."""
    here = name_of(path)
    for there in imports_of(path):
        if there == "":
            continue  # the package itself: its version
        assert rank(there) <= rank(here), f"{here} imports {there}"
        stage, other = here.split(".")[0], there.split(".")[0]
        if rank(here) == 3 and rank(there) == 3 and stage != other:
            assert STAGES.index(other) < STAGES.index(stage), f"{here} imports a later stage: {there}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_are_written_in_one_place(path: Path) -> None:
    """Only grader.files opens files for writing; everything else goes through atomic_write."""
    if name_of(path) in ("files",):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        assert not called.endswith((".write_text", ".write_bytes")), f"{path}:{node.lineno} writes a file"
        if called == "open" or called.endswith(".open"):
            modes = [a.value for a in node.args if isinstance(a, ast.Constant)]
            assert not any(str(m)[:1] in "wax" and len(str(m)) <= 3 for m in modes), f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_comfortable(path: Path) -> None:
    """A module stays within 250 lines, or its docstring gives the reason."""
    text = path.read_text(encoding="utf-8")
    said = (ast.get_docstring(ast.parse(text)) or "").lower()
    assert said, f"{path} does not open by saying what it is"
    assert len(text.splitlines()) <= 250 or "long because" in said


def test_nothing_is_called_utils() -> None:
    """Names are the field's words."""
    forbidden = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert not [path for path in MODULES if path.stem in forbidden]


def test_help_is_instant() -> None:
    """`grader --help` loads none of the slow libraries."""
    code = (
        "import sys; sys.argv = ['grader', '--help']\n"
        "from grader.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "slow = {'torch', 'cv2', 'weasyprint', 'pandas', 'ortools', 'sklearn', 'sqlalchemy', 'numpy', 'scipy'}\n"
        "sys.exit(','.join(sorted(slow & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "assemble" in done.stdout
