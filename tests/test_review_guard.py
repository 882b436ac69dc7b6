"""Only what a reviewer's browser sends from the desk's own pages gets through; the requests are real HTTP."""

from __future__ import annotations

import re
import socket
from contextlib import ExitStack
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.review.door import Door
from extractor.review.guard import LARGEST
from tests.conftest import shell_in
from tests.opened import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.opened import Opened, Reply

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types extractor"
)
CAREFUL = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A desk of two reviewers."""
    with opened(shell_in(tmp_path_factory.mktemp("desk")), "ann", "bob") as desk:
        yield desk


@pytest.fixture(scope="module")
def cookie(desk: Opened) -> str:
    """The session of the first."""
    return desk.enter()


def title(reply: Reply) -> str:
    (found,) = re.findall("<h1>(.*)</h1>", reply.body.decode())
    return str(found)


# who may enter


@settings(deadline=None)
@given(st.text())
def test_no_text_but_an_invitation_opens_the_door(text: str) -> None:
    door = Door(["ann"])
    door.invite("ann")

    assert door.enter(text) is None
    assert door.reviewer(text) is None


def test_an_invitation_is_good_once_and_older_ones_stay_good() -> None:
    door = Door(["ann", "bob"])
    first, second, other = door.invite("ann"), door.invite("ann"), door.invite("bob")
    sessions = [door.enter(token) for token in (second, first, other, first)]

    assert [door.reviewer(session or "") for session in sessions] == ["ann", "ann", "bob", None]
    assert len({first, second, other, *sessions[:3]}) == 6
    assert all(len(secret) == 32 for secret in (first, second, other))


def test_an_invitation_is_no_session_and_a_session_no_invitation() -> None:
    door = Door(["ann"])
    session = door.enter(door.invite("ann"))

    assert door.reviewer(door.invite("ann")) is None
    assert door.enter(session or "") is None


def test_nobody_is_invited_whom_the_door_does_not_know() -> None:
    with pytest.raises(KeyError):
        Door(["ann"]).invite("eve")


def test_the_button_of_a_link_gives_a_cookie_and_leads_to_the_desk(desk: Opened) -> None:
    link = desk.fresh()
    page = desk.ask(path=link)
    reply = desk.press(link)
    name, _, rest = reply.headers["set-cookie"].partition("=")

    assert (page.status, title(page), "set-cookie" in page.headers) == (200, "The review desk", False)
    (token,) = re.findall(r'<input type="hidden" name="t" value="([\w-]+)">', page.body.decode())
    assert f"/login?t={token}" == link
    assert '<form method="post" action="/login">' in page.body.decode()
    assert (reply.status, title(reply), reply.headers["refresh"]) == (200, "Welcome", "0; url=/")
    assert name == f"extractor_review_{desk.port}"
    assert re.fullmatch(r"[\w-]{32}; Path=/; HttpOnly; SameSite=Strict", rest)
    assert desk.ask(Cookie=reply.cookie).desk["reviewer"] == "ann"


def test_each_reviewer_enters_under_their_own_name(desk: Opened) -> None:
    desk.fresh()
    links = [link.removeprefix(f"http://{desk.host}") for _, link in desk.links[-2:]]

    assert [desk.ask(Cookie=desk.enter(link)).desk["reviewer"] for link in links] == ["ann", "bob"]


def test_a_link_that_was_used_lets_nobody_in(desk: Opened) -> None:
    link = desk.fresh()
    used = [desk.press(link), desk.press(link), desk.ask(path=link)]

    assert [reply.status for reply in used] == [200, 403, 403]
    assert [title(reply) for reply in used[1:]] == ["This link lets nobody in"] * 2
    assert "set-cookie" not in used[1].headers


def test_a_link_that_was_used_leads_on_whom_it_let_in(desk: Opened) -> None:
    link = desk.fresh()
    cookie = desk.enter(link)
    again = [desk.ask(path=link, Cookie=cookie), desk.press(link, Cookie=cookie)]

    assert [(reply.status, reply.headers["refresh"]) for reply in again] == [(200, "0; url=/")] * 2
    assert not [reply for reply in again if "set-cookie" in reply.headers]


@pytest.mark.parametrize(
    "query", ["", "?", "?t=", "?t=" + "A" * 32, "?t=%00%ff", "?x=1", "?t=" + "A" * 60_000]
)
def test_a_guessed_link_lets_nobody_in(desk: Opened, query: str) -> None:
    assert desk.ask(path=f"/login{query}").status == 403
    assert desk.press(f"/login{query}").status == 403


def test_of_two_tokens_none_is_taken(desk: Opened) -> None:
    link = desk.fresh()

    assert desk.ask(path=f"{link}&t=x").status == 403
    assert desk.press(f"{link}&t=x").status == 403
    assert desk.press(link).status == 200


def test_a_link_and_a_cookie_of_another_desk_are_worth_nothing(
    desk: Opened, cookie: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with opened(shell_in(tmp_path_factory.mktemp("other")), "ann") as other:
        assert desk.press(other.fresh()).status == 403
        theirs = other.enter()
        renamed = theirs.replace(str(other.port), str(desk.port))
        assert other.ask(Cookie=theirs).status == 200
        assert [desk.ask(Cookie=said).status for said in (theirs, renamed, f"{theirs}; {renamed}")] == [
            401
        ] * 3
        assert desk.ask(Cookie=f"{theirs}; {cookie}").desk["reviewer"] == "ann"


def test_a_cookie_that_is_there_twice_is_not_chosen_from(desk: Opened, cookie: str) -> None:
    name = cookie.partition("=")[0]

    assert desk.ask(Cookie=f"{cookie}; {name}=planted").status == 401
    assert desk.ask(Cookie=f"{name}=planted; {cookie}").status == 401


def test_without_a_session_a_page_says_what_to_do(desk: Opened) -> None:
    reply = desk.ask()

    assert (reply.status, title(reply)) == (401, "The desk is closed to this browser")
    assert b"Open the link that the terminal printed" in reply.body


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("no-cors", "image"),
        ("cors", "empty"),
        ("navigate", "iframe"),
        ("no-cors", "script"),
        ("navigate", "embed"),
    ],
)
@pytest.mark.parametrize("site", ["cross-site", "same-site", "same-origin"])
def test_a_page_may_lead_to_a_link_but_not_fetch_or_frame_it(
    desk: Opened, site: str, mode: str, kind: str
) -> None:
    link = desk.fresh()
    refused = desk.ask(path=link, Sec_Fetch_Site=site, Sec_Fetch_Mode=mode, Sec_Fetch_Dest=kind)
    led = desk.ask(path=link, Sec_Fetch_Site=site, Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document")

    assert (refused.status, led.status) == (403, 200)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_link_is_not_used_up_by_who_only_looks_at_it(desk: Opened, method: str) -> None:
    link = desk.fresh()
    looked = [desk.ask(method, link, Sec_Fetch_Site=site).status for site in ("none", None, "none")]

    assert looked == ([403] * 3 if method == "OPTIONS" else [200] * 3)
    assert desk.press(link).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": None, "Origin": "null"},
        {"Sec_Fetch_Site": None, "Origin": "http://evil.example"},
        {"Sec_Fetch_Site": None},
    ],
)
def test_no_other_page_presses_the_button(desk: Opened, headers: dict[str, str | None]) -> None:
    link = desk.fresh()

    assert desk.press(link, **headers).status == 403
    assert desk.press(link, Sec_Fetch_Site=None, Origin=f"http://{desk.host}").status == 200


# what may be sent

SITES = (None, "none", "same-origin", "same-site", "cross-site", "nonsense")
ORIGINS = (None, "own", "null", "http://127.0.0.1:1", "https://{own}", "http://evil.example")
HOSTS = ("{own}", "localhost:{port}", "[::1]:{port}")
FOREIGN_HOSTS = (
    *("evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost", "localhost.:{port}"),
    *("127.0.0.1:{port}.", "127.1:{port}", "0.0.0.0:{port}", "a@127.0.0.1:{port}", "::1:{port}", ""),
)
READ = {None, "none", "same-origin"}
"""The sites from which a page may be read."""


def test_every_combination_of_host_origin_site_method_and_cookie_is_answered_as_it_should(
    desk: Opened, cookie: str
) -> None:
    name, _, _ = cookie.partition("=")
    cookies = {cookie: 200, None: 401, f"{name}=": 401, f"{name}={'A' * 32}": 401}
    tried = 0
    for host, origin, site, method, sent in product(
        (*HOSTS, "evil.example:{port}", "127.0.0.1:1"), ORIGINS, SITES, ("GET", "POST"), cookies
    ):
        at = host.format(own=desk.host, port=desk.port)
        from_ = {None: None, "own": f"http://{at}"}.get(origin, str(origin).format(own=at))
        if host not in HOSTS:
            expected = 400
        elif method == "GET":
            expected = cookies[sent] if site in READ else 403
        elif site == "same-origin" or (site is None and origin == "own"):
            expected = cookies[sent]
        else:
            expected = 403
        reply = desk.ask(method, Host=at, Origin=from_, Sec_Fetch_Site=site, Cookie=sent)
        assert reply.status == expected, (host, origin, site, method, sent)
        tried += 1

    assert tried == 5 * 6 * 6 * 2 * 4


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_host_that_is_not_the_desks_is_refused(desk: Opened, cookie: str, host: str) -> None:
    reply = desk.ask(Host=host.format(port=desk.port), Cookie=cookie)

    assert (reply.status, title(reply)) == (400, "Not the address of this desk")
    assert f"This desk answers to http://{desk.host}; a proxy" in reply.body.decode()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_rebound_name_is_refused_even_with_a_session(desk: Opened, cookie: str, method: str) -> None:
    at = f"evil.example:{desk.port}"  # not a trustworthy origin: no Sec-Fetch-Site, and Origin equals Host
    rebound = desk.ask(method, Host=at, Origin=f"http://{at}", Sec_Fetch_Site=None, Cookie=cookie)

    assert rebound.status == 400


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "ODD"])
@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_a_page_of_another_port_or_site_is_refused_even_with_a_session(
    desk: Opened, cookie: str, method: str, site: str
) -> None:
    from_ = {"same-site": "http://127.0.0.1:1", "cross-site": "https://evil.example"}[site]
    refused = desk.ask(method, Sec_Fetch_Site=site, Origin=from_, Cookie=cookie)

    assert refused.status == 403
    assert not [name for name in refused.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "form", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_form_of_another_site_does_not_reach_the_desk(desk: Opened, cookie: str, form: str) -> None:
    before = desk.ask(Cookie=cookie).desk["asked"]
    headers: dict[str, Any] = {"Content-Type": form, "Origin": "null", "Sec-Fetch-Site": "cross-site"}
    sent = desk.ask("POST", "/decide", b"action=accept", Cookie=cookie, **headers)

    assert sent.status == 403
    assert desk.ask(Cookie=cookie).desk["asked"] == before + 1


def test_what_a_header_says_of_the_client_is_not_believed(desk: Opened, cookie: str) -> None:
    said = desk.ask(
        Cookie=cookie,
        Reviewer="eve",
        X_Forwarded_Host="evil.example",
        X_Forwarded_Proto="https",
        Forwarded="host=e",
    ).desk

    assert (said["reviewer"], said["scheme"]) == ("ann", "http")


# what can be read in two ways


@pytest.mark.parametrize(
    "twice",
    ["Host", "Origin", "Cookie", "Content-Length", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"],
)
def test_a_header_that_is_there_twice_is_refused(desk: Opened, cookie: str, twice: str) -> None:
    headers = {
        "Host": desk.host,
        "Cookie": cookie,
        "Origin": f"http://{desk.host}",
        "Sec-Fetch-Site": "same-origin",
        "Sec-Fetch-Mode": "cors",
        "Sec-Fetch-Dest": "empty",
        "Content-Length": "0",
    }
    once = list(headers.items())
    other = {"Host": "evil.example", "Content-Length": "7", "Sec-Fetch-Site": "none"}.get(twice, "x")

    assert desk.send("POST", "/decide", once).status == 200
    assert desk.send("POST", "/decide", [*once, (twice, other)]).status == 400
    assert desk.send("POST", "/decide", [(twice.lower(), other), *once]).status == 400


@pytest.mark.parametrize(
    "head",
    [
        "GET http://evil.example/ HTTP/1.1\r\nHost: {host}",
        "GET http://{host}/ HTTP/1.1\r\nHost: {host}",
        "OPTIONS * HTTP/1.1\r\nHost: {host}",
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: {host}",
        "GET / HTTP/1.1",
        "GET / HTTP/1.0",
        "GET / HTTP/1.1\r\nHost: {host}\r\nHost: {host}",
        "GET / HTTP/1.1\r\nHost : {host}",
        "GET / HTTP/1.1\r\n Host: {host}",
        "GET / HTTP/1.1\r\nX: y\r\nHost: {host}\nHost: evil.example",
        "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
        "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: +0",
        "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0, 5",
        "GET / HTTP/1.1\r\nHost: {host}, evil.example",
    ],
)
def test_a_request_that_another_reader_could_read_otherwise_is_refused(
    desk: Opened, cookie: str, head: str
) -> None:
    own = f"\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\r\n"

    assert desk.raw((head.format(host=desk.host) + own).encode() + b"0\r\n\r\n").status == 400


def test_an_unknown_way_to_encode_a_body_is_refused(desk: Opened, cookie: str) -> None:
    reply = desk.ask(
        "POST",
        "/",
        Transfer_Encoding="gzip, chunked",
        Cookie=cookie,
        Content_Length=None,
        Sec_Fetch_Site="same-origin",
    )

    assert reply.status in (400, 501)


def test_a_web_socket_is_not_opened(desk: Opened, cookie: str) -> None:
    wish: dict[str, Any] = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "eA==",
        "Sec-WebSocket-Version": "13",
    }

    assert desk.ask(**wish).status == 401
    assert desk.ask(**wish, Cookie=cookie).status == 200  # answered as what it else is, a GET


# how much may be sent, and how slowly


def test_a_body_of_the_largest_size_is_taken_and_one_byte_more_is_not(desk: Opened, cookie: str) -> None:
    own: dict[str, Any] = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
    refused = desk.ask("POST", "/decide", Content_Length=str(LARGEST + 1), **own)

    assert desk.ask("POST", "/decide", b"x" * LARGEST, **own).desk["bytes"] == LARGEST
    assert (refused.status, title(refused), refused.headers["connection"]) == (413, "Too large", "close")


@pytest.mark.parametrize("length", ["9" * 19, "9" * 5000])
def test_a_length_beyond_measure_is_refused(desk: Opened, cookie: str, length: str) -> None:
    refused = desk.ask("POST", "/", Content_Length=length, Cookie=cookie, Sec_Fetch_Site="same-origin")

    assert refused.status in (400, 413)


def test_a_body_that_does_not_say_its_length_is_measured(desk: Opened, cookie: str) -> None:
    own: dict[str, Any] = {
        "Transfer-Encoding": "chunked",
        "Content-Length": None,
        "Cookie": cookie,
        "Sec-Fetch-Site": "same-origin",
    }
    chunk = b"%x\r\n" % 1000 + b"x" * 1000 + b"\r\n"

    taken = desk.ask("POST", "/decide", chunk * 1000 + b"0\r\n\r\n", **own)
    refused = desk.ask("POST", "/decide", chunk * 1000 + b"1\r\nx\r\n", **own)
    assert taken.desk["bytes"] == LARGEST
    assert (refused.status, refused.headers["connection"]) == (413, "close")


def test_nobody_waits_for_the_body_of_whom_is_not_let_in(desk: Opened) -> None:
    assert desk.ask("POST", "/decide", Content_Length="100", Sec_Fetch_Site="same-origin").status == 401
    assert desk.ask("POST", "/decide", Content_Length="100", Sec_Fetch_Site="cross-site").status == 403


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A desk that waits for the rest of a request for two seconds."""
    with opened(shell_in(tmp_path_factory.mktemp("hasty")), "ann", patience=2) as desk:
        yield desk


def test_a_body_that_does_not_come_is_not_waited_for(hasty: Opened) -> None:
    own: dict[str, Any] = {"Cookie": hasty.enter(), "Sec-Fetch-Site": "same-origin"}
    reply = hasty.ask("POST", "/decide", b"action=acc", Content_Length="100", **own)

    assert (reply.status, title(reply), reply.headers["connection"]) == (408, "Too slow", "close")
    assert hasty.ask(**own).desk["asked"] == 1


def test_the_head_of_a_request_that_does_not_come_is_not_waited_for(hasty: Opened) -> None:
    whole = f"GET / HTTP/1.1\r\nHost: {hasty.host}\r\n\r\n".encode()
    with ExitStack() as stack:
        connections = [
            stack.enter_context(socket.create_connection(("127.0.0.1", hasty.port), timeout=60))
            for _ in range(4)
        ]
        for connection, begun in zip(connections, (b"", b"GET / HT", whole[:-2], whole), strict=True):
            connection.sendall(begun)
        answered = connections[3].recv(65536)
        connections[3].sendall(whole[:-2])
        said = [b"".join(iter(partial(connection.recv, 65536), b"")) for connection in connections]

    assert answered.startswith(b"HTTP/1.1 401 ")
    assert said[:3] == [b""] * 3
    assert b"HTTP/" not in said[3]


# what is sent along


def test_every_answer_makes_the_browser_careful(desk: Opened, cookie: str) -> None:
    page = desk.ask(Cookie=cookie)

    assert {name: page.headers.get(name) for name in CAREFUL} == CAREFUL
    assert "server" not in page.headers


def test_files_are_kept_by_the_browser_but_asked_about_each_time(desk: Opened, cookie: str) -> None:
    assert desk.ask(path="/static/desk.js", Cookie=cookie).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("status", "path", "headers"),
    [
        (200, "fresh", {}),
        (400, "/", {"Host": "evil.example"}),
        (401, "/", {"Cookie": None}),
        (401, "/static/desk.js", {"Cookie": None}),
        (403, "/login?t=x", {"Cookie": None}),
        (403, "/", {"Sec-Fetch-Site": "cross-site"}),
        (413, "/", {"Content-Length": str(LARGEST + 1)}),
        (500, "/fails", {}),
    ],
)
def test_so_do_the_pages_that_stand_in_for_the_desk(
    desk: Opened, cookie: str, status: int, path: str, headers: dict[str, Any]
) -> None:
    reply = desk.ask(path=desk.fresh() if path == "fresh" else path, **{"Cookie": cookie, **headers})
    policy = reply.headers["content-security-policy"]

    assert reply.status == status
    assert {name: reply.headers.get(name) for name in CAREFUL} == CAREFUL | {
        "content-security-policy": policy
    }
    assert re.sub(r"'sha256-[\w+/=]{44}'", "'self'", policy) == POLICY
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
