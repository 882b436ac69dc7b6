"""Debian's Chromium, and visits to a desk during which nothing may go wrong unseen."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.served import filled
from tests.conftest import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Response

    from tests.browser.served import Served

OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`securitypolicyviolation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
LIMIT = 30_000
"""Milliseconds until what a test waits for will not come any more."""

EXPECTED = "Failed to load resource"
"""How the console tells an answer that is no 200, or none at all: the desk tells it in its own words."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests of this folder talk with their browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.block_network(allowed_hosts=["127.0.0.1"]))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; without it tests are skipped, but in CI they fail."""
    path = os.environ.get("EXTRACTOR_CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        lacking = f"no Chromium at {path}: install chromium, or name one in EXTRACTOR_CHROMIUM"
        pytest.fail(lacking, pytrace=False) if os.environ.get("CI") else pytest.skip(lacking)
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser of its own for each module: its event loop would be in the way of other tests."""
    expect.set_options(timeout=LIMIT)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An open desk over the module's ARTICLES, for its REVIEWERS; it may have a SCHEMA and OPTIONS, too."""
    module: Any = request.module
    schema = getattr(module, "SCHEMA", SCHEMA)
    desk = filled(tmp_path_factory.mktemp("desk"), module.ARTICLES, *module.REVIEWERS, schema=schema)
    desk.options = getattr(module, "OPTIONS", ())
    desk.open()
    yield desk
    desk.kill()


def heard(page: Page) -> None:
    """Wait until the desk listens to keys and clicks."""
    page.wait_for_selector("html[data-ready]", state="attached")


def come_in(page: Page, link: str) -> None:
    """Open a link to the desk and press its button; the desk comes after that by itself."""
    page.goto(link)
    page.get_by_role("button", name="Open the desk").click()


@dataclass
class Visits:
    """Windows of reviewers, each with storage of its own, and what went wrong in any of them."""

    browser: Browser
    served: Served
    stack: ExitStack
    sessions: dict[str, Any]
    wrong: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def enter(self, reviewer: str, path: str = "/", **options: Any) -> Page:
        """Open a window for a reviewer; the first time by the link that the desk printed."""
        known = self.sessions.get(reviewer)
        context = self.browser.new_context(storage_state=known, **options)
        self.stack.callback(context.close)
        context.set_default_timeout(LIMIT)
        context.add_init_script(TELL_VIOLATIONS)
        self._watch(context)
        page = context.new_page()
        if known is None:
            come_in(page, self.served.links[reviewer])
            heard(page)
            self.sessions[reviewer] = {"cookies": context.cookies(), "origins": []}
        if known is not None or path != "/":
            page.goto(self.served.origin + path)
        if path.partition("?")[0] == "/":
            heard(page)
        return page

    def _watch(self, context: BrowserContext) -> None:
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        context.on("dialog", self._asked_back)
        context.on("console", self._told)

    def _asked_back(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _told(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not said.text.startswith(EXPECTED):
            self.wrong.append(f"console: {said.text}")

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)
        if urlsplit(request.url).hostname != "127.0.0.1" and not request.url.startswith("data:"):
            self.wrong.append(f"left this machine: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"{response.status}: {response.url}")


@pytest.fixture(scope="module")
def sessions() -> dict[str, Any]:
    """What logged-in reviewers of the module's desk hold: a link is good once."""
    return {}


@pytest.fixture
def visits(browser: Browser, served: Served, sessions: dict[str, Any]) -> Iterator[Visits]:
    """Windows on the module's desk; afterwards nothing may have gone wrong in any of them."""
    with ExitStack() as stack:
        made = Visits(browser, served, stack, sessions)
        yield made
    assert made.wrong == []
