"""The desk is opened and closed as it says, and others than this machine reach it only in private."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extractor.errors import UsageError
from extractor.review.access import Access, Site
from tests.opened import opened, running

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Endpoint, Shell
    from tests.opened import Reply

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

FILES: dict[str, Any] = {"certificate": Path("desk.pem"), "key": Path("desk.key")}


def when(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


# who can reach it


@pytest.mark.parametrize(
    ("access", "complaint"),
    [
        (
            {"host": "192.0.2.7"},
            "--host 192.0.2.7 lets in others than this machine: if that is meant, add --allow-remote",
        ),
        (
            {"host": "0.0.0.0"},
            "--host 0.0.0.0 lets in others than this machine: if that is meant, add --allow-remote",
        ),
        (
            {"host": "desk.lan", **FILES},
            "--host desk.lan lets in others than this machine: if that is meant, add --allow-remote",
        ),
        (
            {"behind": "https://desk.example.org"},
            "--behind https://desk.example.org lets in others than this machine: if that is meant, add",
        ),
        (
            {"host": "desk.lan", "remote": True},
            "--host desk.lan needs TLS: --tls-cert and --tls-key, or --behind with the address of a proxy",
        ),
        (
            {"host": "::", "remote": True, **FILES},
            "--host :: is not what a browser can open: name the host that reviewers will",
        ),
        ({"certificate": Path("desk.pem")}, "--tls-cert and --tls-key go together"),
        ({"key": Path("desk.key")}, "--tls-cert and --tls-key go together"),
        (
            {"behind": "https://desk.example.org", "remote": True, **FILES},
            "--behind is for a proxy that speaks TLS: it goes without --tls-cert and --tls-key",
        ),
        ({"host": "127.0.0.1:80"}, "--host 127.0.0.1:80 lets in others than this machine: "),
        ({"host": ""}, "--host : write a name or an address, without a port"),
        ({"host": "desk lan"}, "--host desk lan: write a name or an address, without a port"),
        *(
            ({"behind": url, "remote": True}, f"--behind {url}: write it as https://desk.example.org, ")
            for url in (
                *("http://desk.example.org", "desk.example.org", "https://desk.example.org/", "https://a@b"),
                *("https://desk.example.org/desk", "https://", "https://desk.example.org:", "https://a\nb"),
            )
        ),
    ],
)  # fmt: skip
def test_a_way_on_which_others_could_listen_is_refused(access: dict[str, Any], complaint: str) -> None:
    with pytest.raises(UsageError) as error:
        Access(**access)

    assert str(error.value).startswith(complaint)


LOCAL = {"127.0.0.1:8765", "localhost:8765", "[::1]:8765"}


@pytest.mark.parametrize(
    ("access", "origin", "hosts"),
    [
        ({}, "http://127.0.0.1:8765", LOCAL),
        ({"host": "localhost"}, "http://localhost:8765", LOCAL),
        ({"host": "::1"}, "http://[::1]:8765", LOCAL),
        ({"host": "127.0.0.2"}, "http://127.0.0.2:8765", {"127.0.0.2:8765"}),
        (FILES, "https://127.0.0.1:8765", LOCAL),
        ({"host": "Desk.lan", "remote": True, **FILES}, "https://desk.lan:8765", {"desk.lan:8765"}),
        ({"host": "2001:db8::", "remote": True, **FILES}, "https://[2001:db8::]:8765", {"[2001:db8::]:8765"}),
        ({"behind": "https://a.example", "remote": True}, "https://a.example", {"a.example"}),
        ({"behind": "https://a.example:443", "remote": True}, "https://a.example", {"a.example"}),
        ({"behind": "https://a.example:8443", "remote": True}, "https://a.example:8443", {"a.example:8443"}),
        ({"behind": "https://a.example", "remote": True, "host": "::"}, "https://a.example", {"a.example"}),
    ],
)  # fmt: skip
def test_a_desk_answers_to_what_browsers_call_it(
    access: dict[str, Any], origin: str, hosts: set[str]
) -> None:
    site = Access(**access).site(8765)

    assert site == Site(origin, frozenset(hosts), origin.startswith("https:"))


@pytest.mark.parametrize(("port", "files", "host"), [(80, {}, "127.0.0.1"), (443, FILES, "127.0.0.1")])
def test_the_usual_port_is_left_out_as_browsers_do(port: int, files: dict[str, Any], host: str) -> None:
    assert Access(**files).site(port).hosts == {host, "localhost", "[::1]"}


def test_a_desk_behind_a_proxy_answers_to_the_proxys_name_alone(shell: Shell) -> None:
    with opened(shell, "ann", behind="https://desk.example.org", remote=True) as desk:
        ((_, link),) = desk.links
        assert link.startswith("https://desk.example.org/login?t=")
        # the test stands where the proxy does: on this machine, at the port that the system says
        desk.at = listening(desk.process.pid)
        reply = desk.press(link.removeprefix("https://desk.example.org"))
        assert reply.headers["set-cookie"].startswith("extractor_review_443=")
        assert reply.headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Strict; Secure")
        assert desk.ask(Cookie=reply.cookie).desk["scheme"] == "https"
        assert desk.ask(Cookie=reply.cookie, Host=f"127.0.0.1:{desk.at}").status == 400
        own: dict[str, Any] = {"Cookie": reply.cookie, "Sec-Fetch-Site": None}
        asked = [
            desk.ask("POST", Origin=said, **own).status
            for said in ("https://desk.example.org", "http://desk.example.org")
        ]
        assert asked == [200, 403]


def listening(pid: int) -> int:
    """Return the port at which a process listens, from what Linux tells of its sockets."""
    sockets = {
        found.readlink().name if found.is_symlink() else "" for found in Path(f"/proc/{pid}/fd").iterdir()
    }
    rows = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    (port,) = [
        int(row[1].partition(":")[2], 16)
        for row in rows
        if row[3] == "0A" and f"socket:[{row[9]}]" in sockets
    ]
    return port


@pytest.fixture
def files(shell: Shell) -> dict[str, Any]:
    """A certificate for localhost that signs itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate, and it is not installed")
    names = {"certificate": str(shell.folder / "desk.pem"), "key": str(shell.folder / "desk.key")}
    wish = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    wish += ["-days", "2", "-subj", "/CN=desk", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    wish += ["-out", names["certificate"], "-keyout", names["key"]]
    subprocess.run(wish, check=True, capture_output=True)
    return names


def test_a_desk_with_a_certificate_is_reached_by_tls_alone(shell: Shell, files: dict[str, Any]) -> None:
    with opened(shell, "ann", **files) as desk:
        ((_, link),) = desk.links
        assert link.startswith(f"https://{desk.host}/login?t=")
        desk.trusted = ssl.create_default_context(cafile=files["certificate"])
        reply = desk.press(link.removeprefix(f"https://{desk.host}"))
        assert reply.headers["set-cookie"].endswith("; SameSite=Strict; Secure")
        assert desk.ask(Cookie=reply.cookie).desk["scheme"] == "https"
        desk.trusted = None
        with pytest.raises(OSError, match=r"."):
            desk.ask(Cookie=reply.cookie)


# what is told


def told(shell: Shell, **access: Any) -> list[str]:
    """Open a desk that cannot be opened, and return the last line of what it says."""
    with pytest.raises(AssertionError) as ended, opened(shell, "ann", **access):
        pass
    lines: list[str] = ended.value.args[0]
    return [lines[-1].removeprefix("extractor.errors.UsageError: ")]


def test_a_port_that_is_taken_is_told_with_the_way_out(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert told(shell, port=port) == [
            f"port {port} is taken, by another desk? --port names another; drafts that a browser has kept "
            "stay with the port they were written at"
        ]


def test_a_host_that_is_none_is_told(shell: Shell, files: dict[str, Any]) -> None:
    (line,) = told(shell, host="desk.invalid", remote=True, **files)
    assert line.startswith("--host desk.invalid: ")


def test_an_address_of_another_machine_is_told(shell: Shell, files: dict[str, Any]) -> None:
    (line,) = told(shell, host="192.0.2.7", port=8765, remote=True, **files)
    assert line == "cannot listen on 192.0.2.7, port 8765: Cannot assign requested address"


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_certificate_that_cannot_be_used_is_told(shell: Shell, content: str | None) -> None:
    names = [shell.folder / "desk.pem", shell.folder / "desk.key"]
    for name in names if content else ():
        name.write_text(content or "")
    (line,) = told(shell, certificate=str(names[0]), key=str(names[1]))
    assert line.startswith(f"--tls-cert {names[0]} --tls-key {names[1]}: ")


# how it ends


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_desk_when_what_is_under_way_is_done(
    shell: Shell, number: signal.Signals
) -> None:
    with opened(shell, "ann") as desk:
        cookie = desk.enter()
        replies: list[Reply] = []
        waiting = threading.Thread(target=lambda: replies.append(desk.ask(path="/waits", Cookie=cookie)))
        waiting.start()
        when((shell.folder / "asked").exists)
        desk.process.send_signal(number)
        (shell.folder / "go").touch()
        waiting.join(60)
        desk.read("the desk is closed; every decision is stored")
        assert [reply.status for reply in replies] == [200]
        assert desk.process.wait(60) == 0


def test_a_connection_that_waits_for_nothing_does_not_hold_up_the_end(
    shell: Shell, files: dict[str, Any]
) -> None:
    with opened(shell, "ann", grace=3600, **files) as desk:
        trusted = ssl.create_default_context(cafile=files["certificate"])
        plain = socket.create_connection(("127.0.0.1", desk.port), timeout=60)
        with trusted.wrap_socket(plain, server_hostname="localhost") as idle:
            idle.sendall(f"GET / HTTP/1.1\r\nHost: {desk.host}\r\n\r\n".encode())
            assert idle.recv(65536).startswith(b"HTTP/1.1 401 ")
            desk.process.send_signal(signal.SIGINT)
            assert desk.process.wait(20) == 0  # asyncio would wait 30 s for a farewell


def test_who_is_cut_off_by_the_end_is_not_told_of(shell: Shell) -> None:
    with opened(shell, "ann") as desk:
        ((_, link),) = desk.links
        cookie = desk.enter(link.removeprefix(f"http://{desk.host}"))
        head = f"POST / HTTP/1.1\r\nHost: {desk.host}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n"
        with socket.create_connection(("127.0.0.1", desk.port), timeout=60) as connection:
            connection.sendall(f"{head}Expect: 100-continue\r\nContent-Length: 9\r\n\r\n".encode())
            assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")  # it waits for the body
            desk.process.send_signal(signal.SIGINT)
            desk.read("the desk is closed")
        assert desk.told[-2:] == ["Ctrl-C closes the desk", "the desk is closed; every decision is stored"]


def test_a_desk_can_be_opened_again_at_the_same_port(shell: Shell) -> None:
    with opened(shell, "ann") as desk:
        port, cookie = desk.port, desk.enter()
        assert desk.ask(Cookie=cookie).status == 200
    with opened(shell, "ann", port=port) as again:
        assert again.ask(Cookie=cookie).status == 401


# the browser

OPENER = """#!{python}
import shutil, sys, time, urllib.parse, pathlib
path = pathlib.Path(urllib.parse.unquote(urllib.parse.urlsplit(sys.argv[1]).path))
pathlib.Path("argv").write_text(" ".join(sys.argv))
shutil.copy2(path, "seen.new")
pathlib.Path("seen.new").rename("seen")
"""


def browser(shell: Shell) -> None:
    """Have a browser that keeps what it is opened with."""
    script = shell.folder / "browser"
    script.write_text(OPENER.format(python=sys.executable))
    script.chmod(0o700)
    shell.environment["BROWSER"] = str(script)


def test_the_browser_is_opened_by_a_file_that_only_its_owner_reads(shell: Shell) -> None:
    browser(shell)
    with opened(shell, "ann", "bob", browse=True) as desk:
        seen = shell.folder / "seen"
        when(seen.exists)
        (file,) = shell.folder.glob("extractor-review-*.html")
        assert stat.S_IMODE(seen.stat().st_mode) == stat.S_IMODE(file.stat().st_mode) == 0o600
        argv = (shell.folder / "argv").read_text()
        assert argv == f"{shell.folder / 'browser'} {file.as_uri()}"
        link = seen.read_text().partition("url=")[2].partition('"')[0]
        assert link not in [told for _, told in desk.links]
        assert desk.ask(Cookie=desk.enter(link.removeprefix(f"http://{desk.host}"))).desk["reviewer"] == "ann"
        desk.process.send_signal(signal.SIGINT)
        desk.read("the desk is closed")
        assert list(shell.folder.glob("extractor-review-*")) == []


def test_the_file_is_removed_after_a_while(shell: Shell) -> None:
    browser(shell)
    with opened(shell, "ann", browse=True, read_by=2):
        when((shell.folder / "seen").exists)
        when(lambda: not list(shell.folder.glob("extractor-review-*")))


def test_without_windows_no_browser_is_opened(shell: Shell) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        shell.environment.pop(name, None)
    with opened(shell, "ann", browse=True) as desk:
        assert desk.enter()
        assert list(shell.folder.glob("extractor-review-*")) == []


# the command


@pytest.fixture
def store(shell: Shell, project: Path, endpoint: Endpoint) -> list[str]:
    """Options for a store with one article and its claims."""
    (shell.folder / "storm.txt").write_text("Storm closes 12 schools.\n")
    options = ["--project", str(project), "--store", str(shell.folder / "store.db")]
    asking = ["--base-url", endpoint.base_url, "--model", "test", "--ask", "article"]
    assert shell("run", "storm.txt", *options, *asking).returncode == 0
    return options


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (
            ["--store", "none.db"],
            "there is no store none.db; `extractor run` makes one, --store names another",
        ),
        (["--host", "0.0.0.0"], "--host 0.0.0.0 lets in others than this machine: "),
        (["--allow-remote"], "--allow-remote: name who may decide, with --reviewer NAME"),
        (["--reviewer", ""], "--reviewer '': 1 to 100 letters, no space around them"),
        (["--reviewer", "a\nb"], "--reviewer 'a\\nb': 1 to 100 letters, no space around them"),
        (["--reviewer", " ann"], "--reviewer ' ann': 1 to 100 letters, no space around them"),
        (["--reviewer", "a" * 101], "--reviewer '" + "a" * 101),
        (["--reviewer", "ann", "--reviewer", "ann"], "--reviewer: a name is given twice"),
    ],
)
def test_what_the_command_cannot_do_is_told_in_one_line(
    shell: Shell, options: list[str], complaint: str
) -> None:
    asked = shell("review", *options)

    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr.startswith(f"error: {complaint}")
    assert asked.stderr.count("\n") == 1


def test_without_the_extra_the_command_says_what_to_install(shell: Shell) -> None:
    without = "import sys\nsys.modules['uvicorn'] = None\nfrom extractor.cli import main\nmain()"
    process = shell.start("review", program=("-c", without))
    _, told = process.communicate(timeout=60)

    assert told == 'error: the desk needs packages of its own: pip install "claim-extractor[review]"\n'
    assert process.returncode == 2


def test_the_command_opens_the_desk_and_gives_fresh_links_on_enter(shell: Shell, store: list[str]) -> None:
    person, terminal = pty.openpty()
    command = ["review", *store, "--reviewer", "ann", "--reviewer", "bob", "--no-open", "--port", "0"]
    with running(shell.start(*command, stdin=terminal), 2) as desk:
        assert "a link is good once; Enter gives fresh ones" in desk.told
        os.write(person, b"\n")
        while len(desk.links) < 4:
            desk.read("/login?t=")
        assert [name for name, _ in desk.links] == ["ann", "bob", "ann", "bob"]
        cookies = [desk.enter(link.removeprefix(f"http://{desk.host}")) for _, link in desk.links]
        pages = [desk.ask(Cookie=cookie) for cookie in cookies]
        assert [page.status for page in pages] == [200] * 4
        named = [
            f"</span>{name}</p>".encode() in page.body
            for (name, _), page in zip(desk.links, pages, strict=True)
        ]
        assert named == [True] * 4
        desk.process.send_signal(signal.SIGINT)
        desk.read("the desk is closed; every decision is stored")
        assert desk.process.wait(60) == 0
    os.close(person)
    os.close(terminal)


def test_without_a_terminal_a_signal_gives_fresh_links(shell: Shell, store: list[str]) -> None:
    command = ["review", *store, "--reviewer", "ann", "--no-open", "--port", "0"]
    with running(shell.start(*command, stdin=subprocess.DEVNULL), 1) as desk:
        assert f"a link is good once; kill -USR1 {desk.process.pid} gives fresh ones" in desk.told
        desk.process.send_signal(signal.SIGUSR1)
        desk.read("/login?t=")
        (_, first), (_, fresh) = desk.links
        assert fresh != first
        assert desk.ask(Cookie=desk.enter(fresh.removeprefix(f"http://{desk.host}"))).status == 200
