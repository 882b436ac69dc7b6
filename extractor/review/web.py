"""The desk's pages by HTTP: a request in, what the desk says of it, a page or a piece of one out.

Who may ask is settled before (`guard`): `request.scope["reviewer"]` is who sits at the desk.
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from extractor.decisions import Conflict
from extractor.errors import StoreError
from extractor.page.html import html
from extractor.page.plot import HEIGHT, LEFT, WIDTH
from extractor.page.words import JUDGED, REVIEWED, heading
from extractor.review import views
from extractor.review.desk import DISAGREE, Desk, Missing, Refused, place, told
from extractor.review.keys import bindings
from extractor.review.quality import model, quality
from extractor.review.shapes import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from extractor.project import Project
    from extractor.review.desk import Task
    from extractor.review.reading import Reading, Shares
    from extractor.store import Store

    Page = Callable[[Request, "Asked"], Response]

HERE = Path(__file__).parent


def desk_app(store: Store, project: Project, shares: Shares, remap: Mapping[str, str]) -> ASGIApp:
    """Return the desk as a web application; every request has to have a `reviewer` in its scope."""
    desk, keys = Desk(store, project, shares), bindings(remap)
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"looks": REVIEWED, "covered": JUDGED, "keys": keys}

    def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
        return HTMLResponse(environment.get_template(name).render(**values), status)

    pages = Pages(desk, page)
    routes = [
        Route(path, _route(pages, method), methods=[verb])
        for verb, path, method in (
            ("GET", "/", pages.desk),
            ("GET", "/queue", pages.queue),
            ("GET", "/next", pages.next),
            ("GET", "/leftover", pages.leftover),
            ("GET", "/articles/{article}", pages.article),
            ("GET", "/claims/{claim}", pages.claim),
            ("GET", "/together/{claim}", pages.together),
            ("GET", "/numbers/{article}/{number}", pages.number),
            ("GET", "/new", pages.new),
            ("POST", "/form", pages.form),
            ("POST", "/judge", pages.judge),
            ("POST", "/select", pages.select),
            ("POST", "/decide", pages.decide),
            ("POST", "/undo", pages.undo),
            ("POST", "/redo", pages.redo),
            ("GET", "/page/{article}", pages.download),
            ("GET", "/progress", pages.progress),
            ("GET", "/help", pages.help),
        )
    ]
    routes.append(Route("/static/palette.css", _palette))
    return Starlette(routes=[*routes, Mount("/static", StaticFiles(directory=HERE / "static"))])


async def _palette(request: Request) -> Response:
    """The hues and marks that the article's page has, too."""
    return FileResponse(HERE.parent / "page" / "palette.css")


class Asked:
    """A request: who asks, the filters and fields they send, the task it is about."""

    def __init__(self, request: Request, body: bytes, desk: Desk) -> None:
        self.reviewer: str = request.scope["reviewer"]
        self.query: dict[str, str] = {**request.query_params, **request.path_params}
        self.body = body
        self._desk = desk

    @property
    def pairs(self) -> Sequence[tuple[str, str]]:
        """The fields of a form; Refused when there are too many."""
        try:
            return parse_qsl(self.body.decode(), keep_blank_values=True, max_num_fields=FIELDS)
        except ValueError:
            raise Refused("the form cannot be read") from None

    @cached_property
    def task(self) -> Task:
        return self._desk.task(self.query.get("task"))

    def reading(self, article: str | None = None) -> Reading:
        """Return the article that is asked for, as this reviewer sees it."""
        return self._desk.reading(self.task, article or self.query.get("article", ""), self.reviewer)


def _route(pages: Pages, method: Page) -> Any:
    async def endpoint(request: Request) -> Response:
        body = await request.body()
        return await run_in_threadpool(pages.answer, method, request, body)

    return endpoint


class Pages:
    """What is answered to each request."""

    def __init__(self, desk: Desk, page: Callable[..., HTMLResponse]) -> None:
        self._desk, self._page = desk, page

    def answer(self, method: Page, request: Request, body: bytes) -> Response:
        """Answer a request, or say in a few words why not."""
        try:
            return method(request, Asked(request, body, self._desk))
        except Refused as refused:
            return _message(422, str(refused), errors=dict(refused.errors))
        except Missing as missing:
            if request.url.path == "/":
                return self._page("empty.html", 404, message=str(missing), reviewer=request.scope["reviewer"])
            return _message(404, str(missing))
        except StoreError as error:
            return _message(503, str(error))

    # -- to look at

    def desk(self, request: Request, asked: Asked) -> Response:
        """The whole page: the queue, an article, a claim."""
        which = self._desk.filter(asked.query, asked.task, asked.reviewer)
        at = asked.query.get("claim")
        queue = self._desk.head(which) | self._desk.queue(which, at=at)
        chosen = self._desk.at(asked.task, asked.reviewer, at, queue)
        article = claim = key = None
        if asked.query.get("read"):
            reading = asked.reading(asked.query["read"])
            article = self._desk.article(reading)
            claim = self._desk.number(reading, asked.task, reading.left[0]) if reading.left else None
        elif chosen is not None:
            reading, key = chosen
            article = self._desk.article(reading)
            if key in reading.claims:
                between = which.state == DISAGREE
                claim = self._desk.claim(reading, asked.task, key, between=between)
        shown = {"queue": queue, "going_on": None, "article": article, "claim": claim, "key": key}
        shown |= {"task": asked.task.fingerprint}
        if article is None:
            shown |= {"leftover": self._desk.leftovers(asked.task, asked.reviewer)}
        return self._page("desk.html", **shown, reviewer=asked.reviewer)

    def queue(self, request: Request, asked: Asked) -> Response:
        """A further page of the list, or the one around a claim."""
        which = self._desk.filter(asked.query, asked.task, asked.reviewer)
        shown = self._desk.queue(which, at=asked.query.get("at"), after=asked.query.get("after"))
        return self._page("_queue.html", queue=shown, going_on=asked.query.get("going_on"))

    def next(self, request: Request, asked: Asked) -> Response:
        """The claim after one, before it, or the first; or, to leap, that of another article."""
        which = self._desk.filter(asked.query, asked.task, asked.reviewer)
        how = {name: asked.query.get(name) == "1" for name in ("back", "leap")}
        return JSONResponse(self._desk.next(which, asked.query.get("claim"), **how))

    def leftover(self, request: Request, asked: Asked) -> Response:
        """The next number that no claim is about, in the articles after one."""
        after = asked.query.get("after", "")
        return JSONResponse(self._desk.next_leftover(asked.task, asked.reviewer, after))

    def article(self, request: Request, asked: Asked) -> Response:
        """The middle column."""
        article = self._desk.article(asked.reading())
        return self._page("_article.html", article=article, task=asked.task.fingerprint)

    def claim(self, request: Request, asked: Asked) -> Response:
        """The right column: a claim of the article, or what a blind one shows in its place."""
        reading = asked.reading()
        if reading.blind and asked.query["claim"] not in reading.claims:
            return self._page("_blind.html", key=asked.query["claim"])
        between = asked.query.get("state") == DISAGREE
        shown = self._desk.claim(reading, asked.task, asked.query["claim"], between=between)
        return self._page("_claim.html", claim=shown)

    def together(self, request: Request, asked: Asked) -> Response:
        """Below the claim: what other articles say about the same quantity; of a blind article, nothing."""
        reading = asked.reading()
        if reading.blind:
            return HTMLResponse("")
        shown = self._desk.together(reading, asked.task, asked.query["claim"])
        return self._page("_together.html", together=shown, task=asked.task.fingerprint)

    def number(self, request: Request, asked: Asked) -> Response:
        """The right column: a form for a claim about a number that has none."""
        shown = self._desk.number(asked.reading(), asked.task, asked.query["number"])
        return self._page("_claim.html", claim=shown)

    def new(self, request: Request, asked: Asked) -> Response:
        """The right column: a form for a claim that rests on selected words."""
        ends = asked.query.get("start", ""), asked.query.get("end", "")
        if not all(end.isdecimal() for end in ends):
            raise Refused("the selection is not in the text")
        shown = self._desk.selected(asked.reading(), asked.task, int(ends[0]), int(ends[1]))
        return self._page("_claim.html", claim=shown)

    def download(self, request: Request, asked: Asked) -> Response:
        """The article as a file of its own; without errors that were put in to test attention."""
        article, row = self._desk.saved(asked.reading())
        name = re.sub(r"\W+", "-", heading(row, article.text)).strip("-")[:80] or article.id
        named = f"filename=\"{article.id}.html\"; filename*=UTF-8''{quote(f'{name}.html')}"
        headers = {"Content-Disposition": f"attachment; {named}"}
        return HTMLResponse(html([(article, row)]), headers=headers)

    def progress(self, request: Request, asked: Asked) -> Response:
        """Who decided what, and how far it can be relied on."""
        task = asked.task
        which = self._desk.filter({}, task, asked.reviewer)
        found = quality(self._desk.decisions.holding(task.name), self._desk.decisions.planted(task.name))
        return self._page(
            "progress.html",
            shown=model(found),
            task=task,
            tally=views.tally(self._desk.decisions.tally(which)),
            leftover=self._desk.leftovers(task, asked.reviewer),
            reviewer=asked.reviewer,
            width=WIDTH,
            height=HEIGHT,
            left_edge=LEFT,
        )

    def help(self, request: Request, asked: Asked) -> Response:
        """What the keys do and the signs mean."""
        return self._page("help.html", reviewer=asked.reviewer)

    # -- to do

    def form(self, request: Request, asked: Asked) -> Response:
        """The form as it was typed, for another type, or with a row more or less."""
        return self._page("_form.html", claim=self._desk.retyped(asked.task, asked.pairs))

    def judge(self, request: Request, asked: Asked) -> Response:
        """What the check says of a claim as it was typed; nothing is stored."""
        reading, pairs = _of(asked)
        try:
            judged = views.judged(self._desk.judge(reading, asked.task, pairs))
        except Refused as refused:
            return self._page("_judgement.html", judged=None, errors=dict(refused.errors))
        by_model = dict(pairs).get("claim") in reading.opened.claims
        return self._page("_judgement.html", judged=judged, by_model=by_model, errors={})

    def select(self, request: Request, asked: Asked) -> Response:
        """Where the words that were selected stand, and what number they hold."""
        try:
            sent = json.loads(asked.body)
            where = int(sent["paragraph"]), (int(sent["from"]), int(sent["to"]))
            quote, article = str(sent["quote"]), str(sent["article"])
        except (ValueError, KeyError, TypeError):
            raise Refused("the selection cannot be read") from None
        return JSONResponse(self._desk.select(asked.reading(article), *where, quote))

    def decide(self, request: Request, asked: Asked) -> Response:
        """Take a decision."""
        reading, pairs = _of(asked)
        try:
            decision, message = self._desk.decide(reading, asked.task, pairs)
        except Conflict as conflict:
            after = self._after(asked, reading, conflict.latest.claim, "")
            return _conflict(conflict, asked.reviewer, after)
        return JSONResponse(self._after(asked, reading, place(decision), message))

    def undo(self, request: Request, asked: Asked) -> Response:
        """Take the latest decision back."""
        return self._turned(asked, self._desk.undo, "Took back", "There is nothing to take back.")

    def redo(self, request: Request, asked: Asked) -> Response:
        """Let it hold again."""
        return self._turned(asked, self._desk.redo, "Restored", "There is nothing to restore.")

    def _turned(self, asked: Asked, turn: Callable[..., Any], did: str, nothing: str) -> Response:
        turned = turn(asked.reviewer, asked.task, dict(asked.pairs).get("id", ""))
        if turned is None:
            return _message(404, nothing)
        reading = asked.reading(turned.article_id)
        message = f"{did}: {told(turned, reading)}"
        return JSONResponse(self._after(asked, reading, place(turned), message))

    def _after(self, asked: Asked, before: Reading, claim: str, message: str) -> dict[str, Any]:
        """Return how things stand after a decision; `anew` says that claims are shown in another way now."""
        reading = asked.reading(before.opened.article.id)
        which = self._desk.filter(asked.query, asked.task, asked.reviewer)
        return {
            "article": reading.opened.article.id,
            "claim": claim,
            "state": reading.state(claim),
            "anew": reading.shown != before.shown,
            "message": message,
            "left": self._desk.left(which),
            "total": self._desk.total(which),
        }


def _of(asked: Asked) -> tuple[Reading, Sequence[tuple[str, str]]]:
    """Return the article that a form is about, and the form."""
    pairs = asked.pairs
    return asked.reading(dict(pairs).get("article", "")), pairs


def _conflict(conflict: Conflict, reviewer: str, after: Mapping[str, Any]) -> Response:
    """Say who has decided meanwhile; what, only of oneself: another's view is not to be leant on."""
    latest = conflict.latest
    mine = latest.reviewer == reviewer
    message = (
        f"You decided on this in another window meanwhile: {latest.action.value}."
        if mine
        else f"{latest.reviewer} has decided on this while you had it open. Yours is not stored yet."
    )
    told = {"reviewer": latest.reviewer, "at": latest.at, "mine": mine}
    return JSONResponse({**after, "conflict": told, "rev": latest.seq, "message": message}, 409)


def _message(status: int, message: str, **more: Any) -> Response:
    return JSONResponse({"message": message} | more, status)
