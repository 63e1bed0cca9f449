"""What all tests share: no network, no GPU, and `--update` to refresh the expected files."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from databases import database, postgresql, url  # noqa: F401 - fixtures of every test

os.environ["CUDA_VISIBLE_DEVICES"] = ""
# beside another worker two threads wait for each other more than they work
os.environ.setdefault("OMP_NUM_THREADS", "1" if "PYTEST_XDIST_WORKER" in os.environ else "2")
os.environ.pop("GRADER_DATABASE", None)

EXPECTED = Path(__file__).parent / "expected"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="write the expected files anew instead of comparing"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests go first, those with few tests besides before others: no core idles at the end."""
    of_file: dict[Path, list[bool]] = {}
    for item in items:
        of_file.setdefault(item.path, []).append(item.get_closest_marker("slow") is not None)
    items.sort(key=lambda item: -sum(of_file[item.path]) / len(of_file[item.path]))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing connects to another machine."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        here = self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1", "localhost")
        assert here, f"a test tried to connect to {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)
    yield


@pytest.fixture
def same_as_expected(request: pytest.FixtureRequest) -> Any:
    """Compare bytes with tests/expected/NAME; with --update, write them there."""

    def compare(name: str, content: bytes) -> None:
        path = EXPECTED / name
        if request.config.getoption("--update"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        assert content == path.read_bytes(), f"{name} differs; look at the difference, then pytest --update"

    return compare
