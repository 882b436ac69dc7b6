"""A real browser gets in by the link it is opened with, and no other page sends anything to the desk."""

from __future__ import annotations

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import come_in
from tests.conftest import shell_in
from tests.opened import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

    from tests.opened import Opened

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

ATTACKS = """<!doctype html><title>attacks</title><body><script>
const desk = %r, form = new URLSearchParams({action: "accept"});
const sent = [
  fetch(desk + "/decide", {method: "POST", mode: "no-cors", credentials: "include", body: form}),
  fetch(desk + "/decide", {method: "POST", credentials: "include", headers: {"X-A": "b"}, body: form}),
  fetch(desk + "/next", {mode: "no-cors", credentials: "include"}),
  ...["img", "script", "iframe"].map((name) => new Promise((done) => {
    const part = document.createElement(name);
    part.onload = part.onerror = done;
    part.src = desk + "/claims/1";
    document.body.append(part);
  })),
];
Promise.allSettled(sent).then(() => {
  const posted = Object.assign(document.createElement("form"), {method: "post", action: desk + "/decide"});
  document.body.append(posted);
  posted.submit();
});
</script>"""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, to which evil.example is this machine."""
    rules = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", rules])
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context() as context:
        yield context


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A desk that was opened in a browser which is none: what it is opened with is still there."""
    shell = shell_in(tmp_path_factory.mktemp("desk"))
    shell.environment["BROWSER"] = f"{sys.executable} -c 0 %s"
    with opened(shell, "ann", browse=True) as desk:
        desk.file = next(shell.folder.glob("extractor-review-*.html")).as_uri()
        yield desk


def test_a_browser_gets_in_by_the_file_it_is_opened_with(desk: Opened, context: BrowserContext) -> None:
    page = context.new_page()
    come_in(page, desk.file)
    page.wait_for_url(f"http://{desk.host}/")
    assert '"reviewer": "ann"' in page.content()
    page.reload()
    assert '"reviewer": "ann"' in page.content()


@pytest.fixture
def elsewhere(desk: Opened) -> Iterator[int]:
    """The port of another server on this machine, whose pages attack the desk."""

    class Attacks(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write((ATTACKS % f"http://{desk.host}").encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Attacks) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example"])
def test_pages_of_other_ports_and_sites_do_not_reach_the_desk(
    desk: Opened, context: BrowserContext, elsewhere: int, host: str
) -> None:
    page = context.new_page()
    come_in(page, f"http://{desk.host}{desk.fresh()}")
    page.wait_for_url(f"http://{desk.host}/")
    cookie = desk.enter()
    page.goto(f"http://{host}:{elsewhere}/")
    page.wait_for_url(f"http://{desk.host}/decide")  # the form, last of all

    assert page.text_content("h1") == "Refused"
    assert {"/decide", "/next", "/claims/1"}.isdisjoint(desk.ask(Cookie=cookie).desk["paths"])


def test_a_name_that_is_rebound_to_this_machine_does_not_reach_the_desk(
    desk: Opened, context: BrowserContext
) -> None:
    page = context.new_page()
    reply = page.goto(f"http://evil.example:{desk.port}/")

    assert reply is not None
    assert reply.status == 400
    assert page.text_content("h1") == "Not the address of this desk"


def test_the_pages_that_stand_in_for_the_desk_keep_to_their_own_rules(
    desk: Opened, context: BrowserContext
) -> None:
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"http://{desk.host}/login?t=x")

    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "544px"
    assert [text for text in said if "status of 403" not in text] == []
