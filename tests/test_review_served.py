"""The served page over its real socket: what is not from our own pages, what is killed, TLS, and several servers."""

import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import httpx2
import numpy as np
import pytest
from served_page import ServedCourse, Server, served, served_course, start

WORDS = "a student wrote this"
pytestmark = pytest.mark.slow


def send(server: Server, raw: str | bytes, *, wait: float = 5.0) -> bytes:
    """Send bytes as they are; what comes back until the server closes or is silent."""
    found = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=wait) as line:
        line.sendall(raw.encode("latin-1") if isinstance(raw, str) else raw)
        try:
            while part := line.recv(65536):
                found += part
        except (TimeoutError, ConnectionResetError):
            pass
    return found


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, ServedCourse]]:
    """One server for all requests that must come to nothing."""
    course = served_course(tmp_path_factory.mktemp("course"), [WORDS, "two"])
    with served(course) as server:
        yield server, course
        assert server.process.poll() is None, "still up after everything that was sent"
    assert course.standing() == {}


@pytest.mark.parametrize(
    ("line", "headers", "codes"),
    [
        ("GET / HTTP/1.1", "Host: evil.example", {421}),
        ("GET / HTTP/1.1", "Host: {here}\r\nHost: evil.example", {400, 421}),
        ("GET / HTTP/1.1", "X-Forwarded-Host: {here}", {400, 421}),
        ("GET http://evil.example/ HTTP/1.1", "Host: {here}", {401, 404, 421}),
        ("GET / HTTP/1.1", "Host: {here}", {401}),
        ("GET / HTTP/1.1", "Host: {here}\r\nCookie: grader-{port}=x", {401}),
        ("GET / HTTP/1.1", "Host: {here}\r\nSec-Fetch-Site: cross-site", {403}),
        ("GET /static/../../../../course.yaml HTTP/1.1", "Host: {here}", {404}),
        ("GET /static/%2e%2e%2f%2e%2e%2fcourse.yaml HTTP/1.1", "Host: {here}", {404}),
        ("GET /crop/../../../records.db HTTP/1.1", "Host: {here}", {401, 404}),
        ("GET /crop//etc/passwd HTTP/1.1", "Host: {here}", {401}),
        ("GET /static/review.css%00.js HTTP/1.1", "Host: {here}", {400, 404}),
        ("POST /decide HTTP/1.1", "Host: {here}\r\nContent-Length: 0", {403}),
        ("POST /decide HTTP/1.1", "Host: {here}\r\nOrigin: null\r\nContent-Length: 0", {403}),
        ("POST /decide HTTP/1.1", "Host: {here}\r\nOrigin: http://{here}\r\nContent-Length: 999999999", {413}),
        ("POST /undo HTTP/1.1", "Host: {here}\r\nOrigin: https://{here}\r\nContent-Length: 0", {403}),
        ("TRACE / HTTP/1.1", "Host: {here}", {405}),
        ("DELETE /decide HTTP/1.1", "Host: {here}\r\nOrigin: http://{here}", {405}),
        ("GET / HTTP/1.1", "Host: {here}\r\nX-Long: " + "x" * 200_000, {0, 400, 431}),
        ("GET /" + "x" * 200_000 + " HTTP/1.1", "Host: {here}", {0, 400, 414}),
        ("no request at all", "", {0, 400}),
    ],
)  # fmt: skip
def test_nothing_gets_through_the_socket(
    one: tuple[Server, ServedCourse], line: str, headers: str, codes: set[int]
) -> None:
    """Each is refused with the code that is meant, and says nothing of the sitting."""
    server, _ = one
    sent = f"{line}\r\n{headers}\r\nConnection: close\r\n\r\n"
    answer = send(
        server, sent.replace("{here}", f"127.0.0.1:{server.port}").replace("{port}", str(server.port))
    )
    assert status(answer) in codes, answer[:200]
    assert WORDS.encode() not in answer and b"Traceback" not in answer and b"components:" not in answer


def test_noise_does_no_harm(one: tuple[Server, ServedCourse]) -> None:
    """Random bytes, fifty times: refused or dropped."""
    server, _ = one
    chance = np.random.default_rng(5)
    for _ in range(50):
        answer = send(server, chance.bytes(500) + b"\r\n\r\n", wait=1.0)
        assert status(answer) in (0, 400)


def test_slow_requests_hold_nobody_up(one: tuple[Server, ServedCourse]) -> None:
    """Fifty browsers that never finish their request; another one is answered as fast as ever."""
    server, _ = one
    lines = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(50)]
    try:
        for line in lines:
            line.sendall(b"GET / HTTP/1.1\r\nHost: ")
        begun = time.monotonic()
        assert (
            status(
                send(server, f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n")
            )
            == 401
        )
        assert time.monotonic() - begun < 2
    finally:
        for line in lines:
            line.close()


def test_the_guards_headers_are_on_the_wire(one: tuple[Server, ServedCourse]) -> None:
    """No header tells which server this is."""
    server, _ = one
    answer = send(
        server, f"GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n"
    )
    head = answer.split(b"\r\n\r\n")[0].lower()
    assert b"content-security-policy: default-src 'none'" in head and b"nosniff" in head
    assert b"server:" not in head and b"uvicorn" not in head


class Reviewer:
    """A person without a browser: comes in by a link and decides what is shown."""

    def __init__(self, link: str, verify: ssl.SSLContext | bool = True) -> None:
        origin = link.split("/enter/")[0]
        self.client = httpx2.Client(base_url=origin, headers={"origin": origin}, verify=verify, timeout=10)
        entered = self.client.post("/enter", data={"token": link.rpartition("/")[2]})
        assert entered.status_code == 303, entered.text
        self.cookie = entered.headers["set-cookie"]
        self.page = self.client.get("/").text

    def field(self, name: str) -> str:
        return self.page.split(f'name="{name}" value="')[1].split('"')[0]

    def decide(self, points: str) -> tuple[int, int]:
        """Decide what is shown: the copy, and the code of the answer."""
        copy = int(self.field("key").split("-")[0])
        fields = {name: self.field(name) for name in ("csrf", "key", "seen", "stamp")}
        answer = self.client.post("/decide", data={**fields, "points": points, "comment": ""})
        if answer.status_code == 200:
            assert f"copy {copy}, {points}" in answer.text
            self.page = answer.text
        return copy, answer.status_code


def test_kill_9_loses_nothing_that_was_shown_as_saved(tmp_path: Path) -> None:
    """Fifty servers are killed while decisions are sent; whatever was answered "Saved" is in the chain, which is whole."""
    chance = np.random.default_rng(9)

    def killed(run: int) -> int:
        folder = tmp_path / str(run)
        folder.mkdir()
        course = served_course(folder, [f"answer {n}" for n in range(60)])
        server = start(course)
        shown: dict[int, Decimal] = {}
        person = Reviewer(server.links[0])
        timer = threading.Timer(waits[run], server.process.kill)
        timer.start()
        try:
            while len(shown) < 59:
                copy, code = person.decide("0.5")
                assert code == 200
                shown[copy] = Decimal("0.5")
        except httpx2.TransportError:
            pass  # the server is gone
        finally:
            person.client.close()
            timer.join()
            assert "bug" not in server.kill()
        standing = course.standing()
        assert shown.items() <= standing.items()
        assert len(standing) - len(shown) in (0, 1), "at most the one that was under way is there unseen"
        return len(shown)

    waits = chance.uniform(0.0, 0.2, 50)
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(killed, range(50)))
    assert sum(0 < count < 59 for count in counts) > 25, "most were killed in the middle of deciding"


def test_two_servers_on_one_database(tmp_path: Path, url: str) -> None:
    """On SQLite and PostgreSQL: two people, two servers; one conflict, no decision lost, one chain."""
    course = served_course(tmp_path, [f"answer {n}" for n in range(12)], url=url)
    with served(course, graders=("anna",)) as first, served(course, graders=("luca",)) as second:
        anna, luca = Reviewer(first.links[0]), Reviewer(second.links[0])
        copy, code = anna.decide("2")
        assert code == 200
        assert luca.decide("0.5") == (copy, 409)

        def all_of_them(person: Reviewer, points: str) -> dict[int, Decimal]:
            saved = {}
            person.page = person.client.get("/").text
            while 'name="points"' in person.page:
                decided, code = person.decide(points)
                if code == 200:
                    saved[decided] = Decimal(points)
                else:
                    assert code == 409
                    person.page = person.client.get("/").text
            return saved

        with ThreadPoolExecutor(2) as pool:
            mine = pool.submit(all_of_them, anna, "2")
            theirs = pool.submit(all_of_them, luca, "0.5")
            saved = [mine.result(), theirs.result()]
        anna.client.close()
        luca.client.close()
    assert not saved[0].keys() & saved[1].keys(), "nobody wrote over the other"
    assert course.standing() == {copy: Decimal(2), **saved[0], **saved[1]}
    assert len(course.standing()) == 12


def test_a_network_without_tls_is_refused(tmp_path: Path) -> None:
    """Exit 6, and what to do."""
    course = served_course(tmp_path, ["one"])
    done = subprocess.run(
        [sys.executable, "-m", "grader", "review", course.exam.id, "--host", "0.0.0.0", "-C", tmp_path],  # noqa: S104
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 6
    assert "--cert and --key" in done.stderr and "/enter/" not in done.stdout


def test_tls_with_the_users_files(tmp_path: Path) -> None:
    """A certificate made for the test: the page is there over https, with a Secure cookie, and not over http."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, *made, *named, *files], check=True, capture_output=True)
    course = served_course(tmp_path, ["one", "two"])
    options = ("--host", "127.0.0.1", "--cert", str(certificate), "--key", str(key))
    with served(course, *options) as server:
        assert server.links[0].startswith("https://")
        person = Reviewer(server.links[0], verify=ssl.create_default_context(cafile=certificate))
        assert "Secure" in person.cookie and "HttpOnly" in person.cookie and "strict" in person.cookie.lower()
        assert person.decide("1")[1] == 200
        person.client.close()
        assert status(send(server, f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n", wait=2)) != 200


def test_a_bug_tells_where_and_not_what(tmp_path: Path) -> None:
    """A template of the course that is wrong: the terminal names the place, never a student's words."""
    course = served_course(tmp_path, [WORDS, "two"])
    (tmp_path / "templates" / "review").mkdir(parents=True)
    (tmp_path / "templates" / "review" / "hits.html.j2").write_text(
        "{{ hits[0].text + 1 }}", encoding="utf-8"
    )
    server = start(course)
    person = Reviewer(server.links[0])
    answer = person.client.get("/search?for=student")
    person.client.close()
    said = server.kill()
    assert answer.status_code == 500 and "a bug" in answer.text
    assert re.search(r"a bug on the review page: TypeError\n(  .+:[0-9]+ in .+\n)+", said)
    assert WORDS not in said + answer.text and "student" not in said
