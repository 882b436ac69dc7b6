"""How quick the review desk is in a browser: a long article opened, a claim jumped to, the next one shown.

    PYTHONPATH=. python tests/bench/desk.py [CHARACTERS [SPANS]]

The desk is served on loopback from a store of its own; Chromium is /usr/bin/chromium, or what
EXTRACTOR_CHROMIUM names. Times are by the clock, to the frame after the change, so the machine should be
idle: the load is printed with them.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from playwright.sync_api import sync_playwright

from extractor.article import article
from extractor.check import check
from extractor.extract import Extraction
from extractor.model import Usage
from extractor.project import Project, Settings
from extractor.review.reading import Shares
from extractor.review.web import desk_app
from extractor.store import Store

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

ROOT = Path(__file__).parent.parent.parent
TIMES = 24

write = sys.stdout.write

TIMED = """async ([times, act]) => {
  const press = { key: "j", code: "KeyJ", bubbles: true, cancelable: true };
  const rows = [...document.querySelectorAll("#claims .item")];
  const acts = {
    jump: (row) => row.click(),
    next: () => document.body.dispatchEvent(new KeyboardEvent("keydown", press)),
  };
  const frame = (drawn) => requestAnimationFrame(() => setTimeout(drawn));
  const changed = (done) => new MutationObserver((_, observer) => {
    observer.disconnect();
    done();
  }).observe(document.querySelector("#claim"), { childList: true });
  const took = [];
  for (let turn = 0; turn < times; turn++) {
    const row = rows[(turn * 397 + 200) % rows.length];
    if (act === "jump") row.scrollIntoView({ block: "center" });
    await new Promise((done) => setTimeout(done, 300));
    const shown = new Promise(changed).then(() => new Promise(frame));
    const begun = performance.now();
    acts[act](row);
    await shown;
    took.push(performance.now() - begun);
  }
  return took;
}"""
"""Times what the page takes from an act to the frame that shows another claim.

A jump is a click on a row of the list below the text, which was scrolled to before.
"""


def text_of(characters: int, spans: int) -> str:
    """Write a text of about so many characters with so many numbers, three to a paragraph."""
    lines = []
    for number in range(spans // 3):
        line = (
            f"Ward {number + 1_001}: {number * 7 + 3} homes and {number * 3 + 11} schools were hit, and "
            f"{number % 900 + 100} people left for good."
        )
        lines.append(line.ljust(characters // (spans // 3) - 1, "."))
    return "\n".join(lines)


def filled(place: Path, characters: int, spans: int) -> tuple[Store, Project]:
    """Return a store that holds one long article with a claim about each of its quantities."""
    project = Project(ROOT, Settings())
    task = project.task("figures")
    source = article(text_of(characters, spans))
    kinds = {kind.model_fields["type"].default: kind for kind in task.types}
    found = check(source.text, []).mentions
    claims = [
        kinds["figure"].model_validate({"mention": it.id, "value": it.low, "subject": "homes"})
        for it in found
        if it.role.value == "quantity"
    ]
    store = Store(str(place / "store.db"))
    store.add([source])
    _, steps = store.saving(
        store.begin(task, "bench"),
        Extraction(source, "figures", "bench", check(source.text, claims, found), Usage()),
    )
    store.commit(steps)
    return store, project


def seated(desk: ASGIApp) -> ASGIApp:
    """Let every request come from one reviewer."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await desk({**scope, "reviewer": "bench"}, receive, send)

    return app


def told(name: str, took: list[float]) -> None:
    took = sorted(took)
    figures = statistics.median(took), took[int(len(took) * 0.95) - 1], took[-1]
    write(f"{name:<34}" + "".join(f"{figure:>10.0f}" for figure in figures) + "\n")


def measured(page: Any, address: str) -> None:
    opened = []
    for _ in range(6):
        page.goto(address)
        page.wait_for_selector("mark.current")
        opened.append(page.evaluate("performance.now()"))
    counts = "[document.querySelector('.text').textContent.length, document.querySelectorAll('mark').length]"
    characters, marks = page.evaluate(counts)
    write(f"{characters:,} characters shown, {marks:,} marks; load {os.getloadavg()[0]:.1f}\n\n")
    write(f"{'ms':<34}{'median':>10}{'95 %':>10}{'most':>10}\n")
    told("open the article, evidence in view", opened)
    told("jump to a claim of the article", page.evaluate(TIMED, [TIMES, "jump"]))
    told("next claim (j)", page.evaluate(TIMED, [TIMES, "next"]))


def main(characters: int = 100_000, spans: int = 2_000) -> None:
    with tempfile.TemporaryDirectory() as place:
        store, project = filled(Path(place), characters, spans)
        app = seated(desk_app(store, project, Shares(), {}))
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            thread.join(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        chromium = os.environ.get("EXTRACTOR_CHROMIUM", "/usr/bin/chromium")
        with sync_playwright() as browsers:
            browser = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            measured(browser.new_page(), f"http://127.0.0.1:{port}/")
            browser.close()
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
