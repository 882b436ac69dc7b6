"""Keep articles, attempts and extractions in a database, and find them again.

What was paid for is never lost: an attempt is committed as it comes, before it is read.
"""

from __future__ import annotations

import json
import secrets
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import sqlalchemy as sa
from pydantic_core import to_json

from extractor.article import Article
from extractor.database import Database, Step
from extractor.errors import StoreError
from extractor.migrations import migrate
from extractor.model import Attempt, Usage
from extractor.prices import PRICE_LIST
from extractor.row import listing, readable
from extractor.tables import ARTICLES, ATTEMPTS, BEGUN, CLAIMS, EXTRACTIONS, FILES, SOURCES, TASKS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from pathlib import Path

    from extractor.article import File
    from extractor.extract import Extraction, Task
    from extractor.row import Row

BATCH = 500
"""Rows fetched by one query; below every database's limit of parameters."""

LATE = timedelta(minutes=5)
"""A row may be committed so long after the time it bears: an outage, another machine's clock."""


class Entry(NamedTuple):
    """An article on its way into the store: which file it is from, and as the how manieth in it."""

    article: Article
    file: str | None = None
    place: int | None = None


class Store:
    """A database of articles and what was extracted from them: a SQLite path, or an SQLAlchemy URL."""

    def __init__(self, where: str | Path) -> None:
        self.database = database = Database(where)
        self.name = database.name
        try:
            with database.errors():
                migrate(database.engine)
        except StoreError:
            database.close()
            raise
        self._add = _filling(database.insert(ARTICLES))
        self._add_source = database.insert(SOURCES).on_conflict_do_nothing()
        self._place = database.upsert(SOURCES, keep=("article_id", "path"), stays=("created",))
        self._remember = database.upsert(FILES, keep=("path",))
        self._add_task = database.insert(TASKS).on_conflict_do_nothing()
        self._add_attempt = database.insert(ATTEMPTS).on_conflict_do_nothing()
        self._close = sa.update(ATTEMPTS).where(_of_article(ATTEMPTS)).values(closed=1)
        self._save = database.upsert(EXTRACTIONS, keep=("fingerprint", "article_id"))
        self._drop_claims = sa.delete(CLAIMS).where(_of_article(CLAIMS))
        self._add_claim = database.upsert(CLAIMS, keep=("fingerprint", "article_id", "number"))
        self._begin = database.insert(BEGUN).on_conflict_do_nothing()
        self._start = sa.update(BEGUN).where(_of_article(BEGUN)).values(active=1)
        self._end = sa.delete(BEGUN).where(_of_article(BEGUN))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back; nothing is waiting to be written, every step was committed."""
        self.database.close()

    # -- articles and tasks

    def add(self, articles: Sequence[Article]) -> None:
        """Store articles and where they came from.

        What is known already stays as it is; a title, a date or a source that it lacked is added.
        """
        self.take_in([Entry(article) for article in articles])

    def take_in(self, entries: Sequence[Entry], whole: Sequence[tuple[File, int]] = ()) -> None:
        """Store articles and where they came from.

        The files in *whole*, each with how many articles are in it, have been read to their ends: as long as
        they stay so, `unchanged` knows them.
        """
        now = _now()
        rows = [
            {name: _text(getattr(e.article, name)) for name in _FIELDS} | {"created": now} for e in entries
        ]
        paths: list[Row] = [
            {"article_id": e.article.id, "path": readable(e.article.path), "created": now}
            | {"file": e.file and readable(e.file), "place": e.place}
            for e in entries
            if e.article.path is not None
        ]
        files = [
            {"path": readable(file.name), "stamp": file.stamp, "articles": count}
            for file, count in whole
            if file.stamp
        ]
        # Two runs that add the same wait for each other in line, not crosswise.
        rows.sort(key=itemgetter("id"))
        paths.sort(key=itemgetter("article_id", "path"))
        files.sort(key=itemgetter("path"))
        loose, placed = ([row for row in paths if (row["file"] is None) is none] for none in (True, False))
        steps = [
            (self._add, rows),
            (self._add_source, loose),
            (self._place, placed),
            (self._remember, files),
        ]
        if due := [(statement, values) for statement, values in steps if values]:
            self.database.write(due)

    def unchanged(self, files: Sequence[File]) -> dict[str, list[tuple[str, str]]]:
        """Return the files that are as they were when they were read: id and path of each article, in order.

        The others, if they were known, are forgotten: they are about to be read again.
        """
        names = {readable(file.name): file for file in files}
        known = self.database.read(sa.select(FILES).where(FILES.c.path.in_(names)))
        counts = {row.path: row.articles for row in known if row.stamp == names[row.path].stamp}
        found: dict[str, list[tuple[str, str]]] = {name: [] for name in counts}
        if found:
            columns = SOURCES.c.file, SOURCES.c.article_id, SOURCES.c.path
            query = sa.select(*columns).where(SOURCES.c.file.in_(found))
            for row in self.database.read(query.order_by(SOURCES.c.file, SOURCES.c.place)):
                found[row.file].append((row.article_id, row.path))
        whole = {name: places for name, places in found.items() if len(places) == counts[name]}
        self._forget_files(sorted({row.path for row in known}.difference(whole)))
        return {names[name].name: places for name, places in whole.items()}

    def _forget_files(self, names: Sequence[str]) -> None:
        if names:
            free = sa.update(SOURCES).where(SOURCES.c.file.in_(names)).values(file=None, place=None)
            self.database.write([(sa.delete(FILES).where(FILES.c.path.in_(names)), []), (free, [])])

    def articles(self, ids: Sequence[str]) -> Iterator[Article]:
        """Yield stored articles in the order of *ids*, a batch at a time; `path` is None."""
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            query = sa.select(*(ARTICLES.c[name] for name in _FIELDS)).where(ARTICLES.c.id.in_(batch))
            found = {row.id: Article(**row._mapping) for row in self.database.read(query)}
            yield from (found[id] for id in batch if id in found)

    def count(self) -> int:
        """Return how many articles there are."""
        return int(self.database.read(sa.select(sa.func.count()).select_from(ARTICLES))[0][0])

    def ids(self) -> Iterator[str]:
        """Yield the ids of all articles, oldest first."""
        order = ARTICLES.c.created, ARTICLES.c.id
        for batch in self._pages(sa.select(*order), order):
            yield from (row.id for row in batch)

    def places(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the first place that each of some articles was read from, if there is one."""
        query = sa.select(SOURCES.c.article_id, sa.func.min(SOURCES.c.path))
        query = query.where(SOURCES.c.article_id.in_(ids)).group_by(SOURCES.c.article_id)
        return self.database.pairs(query)

    def begin(self, task: Task, model: str) -> str:
        """Register a task with a model and return its fingerprint."""
        fingerprint = task.fingerprint(model)
        values = {
            "fingerprint": fingerprint,
            "name": task.name,
            "model": model,
            "ask": task.ask,
            "definition": json.dumps(task.definition(), sort_keys=True),
            "created": _now(),
        }
        self.database.write([(self._add_task, [values])])
        return fingerprint

    # -- who does what

    @property
    def losses(self) -> int:
        """How often the database went away: each time, what this run had taken may have become another's."""
        return self.database.losses

    def hold(self) -> int:
        """Register a run that is going to write; return the number it takes articles under.

        Raises StoreError when another run holds a SQLite file: it takes one at a time.
        """
        return self.database.hold()

    def take(self, fingerprint: str, ids: Sequence[str], owner: int) -> dict[str, int]:
        """Take articles that no other run has begun; return those, with how often a run died over each."""
        taken: dict[str, int] = {}
        for start in range(0, len(ids), BATCH):
            batch = sorted(ids[start : start + BATCH])
            new = {"fingerprint": fingerprint, "owner": owner, "active": 0, "crashes": 0}
            begin = [new | {"article_id": id} for id in batch]
            mine = BEGUN.c.owner.is_(None) | (BEGUN.c.owner == owner)
            take = (
                sa.update(BEGUN)
                .where(BEGUN.c.fingerprint == fingerprint, BEGUN.c.article_id.in_(batch), mine)
                .values(owner=owner)
                .returning(BEGUN.c.article_id, BEGUN.c.crashes)
            )
            _, rows = self.database.write([(self._begin, begin), (take, [])])
            taken |= {row.article_id: row.crashes for row in rows}
        return taken

    def reap(self, fingerprint: str) -> None:
        """Free the articles that runs had taken when they died; it counts against those they were at."""
        query = sa.select(BEGUN.c.owner).where(BEGUN.c.fingerprint == fingerprint, BEGUN.c.owner.is_not(None))
        for (owner,) in self.database.read(query.distinct()):
            if not self.database.alive(owner):
                freed = {"owner": None, "active": 0, "crashes": BEGUN.c.crashes + BEGUN.c.active}
                self.database.write([(sa.update(BEGUN).where(BEGUN.c.owner == owner).values(freed), [])])

    def starting(self, fingerprint: str, ids: Sequence[str]) -> list[Step]:
        """Return the steps that say that articles are being worked at."""
        return [(self._start, [{"_fingerprint": fingerprint, "_article_id": id} for id in ids])]

    def leave(self, fingerprint: str, owner: int) -> None:
        """Free the articles that a run has taken and not finished; it ends in good order."""
        mine = (BEGUN.c.fingerprint == fingerprint) & (BEGUN.c.owner == owner)
        self.database.write(
            [
                (sa.delete(BEGUN).where(mine, BEGUN.c.crashes == 0), []),
                (sa.update(BEGUN).where(mine).values(owner=None, active=0), []),
            ]
        )

    # -- attempts and extractions

    def attempts(self, fingerprint: str, ids: Sequence[str]) -> dict[str, dict[str, list[Attempt]]]:
        """Return every attempt at some articles by article and request, oldest first."""
        return self._attempts(fingerprint, ids, sa.true())

    def fresh_attempts(self, fingerprint: str, ids: Sequence[str]) -> dict[str, dict[str, list[Attempt]]]:
        """Return the attempts at some articles that came after each failed, if it did."""
        return self._attempts(fingerprint, ids, ATTEMPTS.c.closed.is_(None))

    def _attempts(
        self, fingerprint: str, ids: Sequence[str], which: sa.ColumnElement[bool]
    ) -> dict[str, dict[str, list[Attempt]]]:
        found: dict[str, dict[str, list[Attempt]]] = {id: defaultdict(list) for id in ids}
        for start in range(0, len(ids), BATCH):
            query = (
                sa.select(ATTEMPTS)
                .where(
                    ATTEMPTS.c.article_id.in_(ids[start : start + BATCH]),
                    ATTEMPTS.c.fingerprint == fingerprint,
                    which,
                )
                .order_by(ATTEMPTS.c.id)
            )
            for row in self.database.read(query):
                found[row.article_id][row.request].append(_attempt(row))
        return found

    def keeping(
        self, fingerprint: str, article_id: str, request: str, attempt: Attempt, line: str | None = None
    ) -> list[Step]:
        """Return the steps that keep an attempt; `line` names the line of a batch, which is kept once."""
        usage = attempt.usage
        values = {
            "id": line or moment(),
            "fingerprint": fingerprint,
            "article_id": article_id,
            "request": request,
            "lane": "batch" if line else "live",
            "raw": _text(attempt.raw),
            "error": _text(attempt.error),
            "model": _text(attempt.model),
            "tier": _text(attempt.tier),
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "cached_tokens": usage.cached_tokens,
            "seconds": usage.seconds,
            "cost": None if usage.cost is None else str(usage.cost),
            "prices": None if usage.cost is None else PRICE_LIST,
            "created": _now(),
        }
        return [(self._add_attempt, [values])]

    def saving(self, fingerprint: str, extraction: Extraction) -> tuple[Row, list[Step]]:
        """Return the row of an extraction and the steps that put it in the place of an earlier one."""
        row = extraction.row()
        error = row["error"] or {"type": None, "message": None}
        key = {"fingerprint": fingerprint, "article_id": extraction.article.id}
        known = [{f"_{name}": value for name, value in key.items()}]
        values = key | {
            "status": "ok" if row["error"] is None else "failed",
            "row_json": to_json(row).decode(),
            "error_type": error["type"],
            "error_message": _text(error["message"]),
            "created": _now(),
        }
        claims = [
            key
            | {
                "number": number,
                "type": _text(claim.get("type")),
                "verdict": claim["verdict"],
                "rules": " ".join(sorted({found["rule"] for found in claim["findings"]})),
                "created": values["created"],
            }
            | listed
            for number, (claim, listed) in enumerate(zip(row["claims"], listing(row), strict=True))
        ]
        # Saved first: who else saves the same article waits there, and the claims are all of one of the two.
        steps = [(self._save, [values]), (self._drop_claims, known), (self._end, known)]
        if claims:
            steps.append((self._add_claim, claims))
        if row["error"]:
            steps.append((self._close, known))
        return row, steps

    def commit(self, steps: Sequence[Step]) -> None:
        """Carry out steps at once."""
        self.database.write(steps)

    def answered_by(self, fingerprint: str) -> str | None:
        """Return what the endpoint called the model of the latest answer; None before there is one."""
        query = sa.select(ATTEMPTS.c.model).order_by(ATTEMPTS.c.id.desc()).limit(1)
        query = query.where(ATTEMPTS.c.fingerprint == fingerprint, ATTEMPTS.c.model.is_not(None))
        return next((row.model for row in self.database.read(query)), None)

    def ended(self, fingerprint: str, ids: Sequence[str] | None = None) -> dict[str, str | None]:
        """Return the articles, or those of *ids*, that have a row, each with the type of its error if any."""
        query = sa.select(EXTRACTIONS.c.article_id, EXTRACTIONS.c.error_type)
        query = query.where(EXTRACTIONS.c.fingerprint == fingerprint)
        if ids is not None:
            query = query.where(EXTRACTIONS.c.article_id.in_(ids))
        return self.database.pairs(query)

    def unfinished(
        self, fingerprint: str, ids: Iterable[str] | None = None
    ) -> Iterator[tuple[str, str | None]]:
        """Yield the articles without a row, and those whose row tells of an error with its type.

        They come in the order of *ids*, or the oldest of the whole store first.
        """
        if ids is None:
            yield from self._all_unfinished(fingerprint)
            return
        ids = iter(ids)
        while batch := list(islice(ids, BATCH)):
            ended = self.ended(fingerprint, batch)
            yield from ((id, ended.get(id)) for id in batch if ended.get(id, "") is not None)

    def _all_unfinished(self, fingerprint: str) -> Iterator[tuple[str, str | None]]:
        of_task = EXTRACTIONS.c.fingerprint == fingerprint
        error = EXTRACTIONS.c.error_type
        failed = self.database.pairs(
            sa.select(EXTRACTIONS.c.article_id, error).where(of_task, error.is_not(None))
        )
        # a join by all columns of one index, which holds for a million rows what `NOT EXISTS` does not
        done = of_task & error.is_(None) & (EXTRACTIONS.c.article_id == ARTICLES.c.id)
        query = sa.select(ARTICLES.c.id).order_by(ARTICLES.c.created, ARTICLES.c.id)
        query = query.outerjoin(EXTRACTIONS, done).where(EXTRACTIONS.c.article_id.is_(None))
        yield from ((id, failed.get(id)) for id in self.database.column(query))

    def results(self, fingerprint: str, ids: Sequence[str]) -> Iterator[tuple[Article, Row]]:
        """Yield articles with the row a task gave them, in the order of *ids*; without a row, none."""
        columns = [ARTICLES.c[name] for name in _FIELDS]
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            query = (
                sa.select(*columns, EXTRACTIONS.c.row_json)
                .join(EXTRACTIONS, EXTRACTIONS.c.article_id == ARTICLES.c.id)
                .where(EXTRACTIONS.c.fingerprint == fingerprint, ARTICLES.c.id.in_(batch))
            )
            found = {row.id: _pair(row) for row in self.database.read(query)}
            yield from (found[id] for id in batch if id in found)

    def empty(self) -> bool:
        """Whether there is no result, of whatever task."""
        return not self.database.read(sa.select(EXTRACTIONS.c.article_id).limit(1))

    def everything(self) -> Iterator[tuple[Article, Row]]:
        """Yield every stored row with its article, the oldest first."""
        order = EXTRACTIONS.c.created, EXTRACTIONS.c.fingerprint, EXTRACTIONS.c.article_id
        articles = [ARTICLES.c[name] for name in _FIELDS]
        query = sa.select(*order, EXTRACTIONS.c.row_json, *articles)
        query = query.join(ARTICLES, ARTICLES.c.id == EXTRACTIONS.c.article_id)
        for batch in self._pages(query, order):
            yield from map(_pair, batch)

    def arrived(self, since: str, known: Container[tuple[str, str]]) -> Iterator[tuple[Article, Row]]:
        """Yield the last rows of articles and tasks, made since a time (ISO, UTC), but for known ones.

        `known` holds article ids with the names of tasks.
        """
        c = EXTRACTIONS.c
        query = sa.select(c.fingerprint, c.article_id).where(c.created >= since)
        made = self.database.read(query.order_by(c.created, c.fingerprint, c.article_id))
        task = {it.fingerprint: it.name for it in self.tasks()} if made else {}
        last = {(it.article_id, task[it.fingerprint]): it.fingerprint for it in made}
        wanted: dict[str, list[str]] = defaultdict(list)
        for (article, name), fingerprint in last.items():
            if (article, name) not in known:
                wanted[fingerprint].append(article)
        for fingerprint, articles in wanted.items():
            yield from self.results(fingerprint, articles)

    def _pages(
        self, query: sa.Select[Any], order: tuple[sa.Column[Any], ...]
    ) -> Iterator[Sequence[sa.Row[Any]]]:
        """Yield the rows of a query some at a time, in the order of its first columns, which name a row."""
        page = query = query.order_by(*order).limit(BATCH)
        while batch := self.database.read(page):
            yield batch
            page = query.where(sa.tuple_(*order) > sa.tuple_(*map(sa.literal, batch[-1][: len(order)])))

    # -- what it comes to: counts, by task and by hour (UTC), each made by the database

    def tasks(self) -> Sequence[Any]:
        """Return fingerprint, name, model and ask of every task that was begun, oldest first."""
        columns = (TASKS.c[name] for name in ("fingerprint", "name", "model", "ask"))
        return self.database.read(sa.select(*columns).order_by(TASKS.c.created, TASKS.c.fingerprint))

    def ended_by_hour(self) -> Sequence[Any]:
        """Count articles: fingerprint, hour, status, number."""
        return self._counted(EXTRACTIONS.c.fingerprint, _hour(EXTRACTIONS), EXTRACTIONS.c.status)

    def verdicts_by_hour(self) -> Sequence[Any]:
        """Count claims by the hour of their article: fingerprint, hour, verdict, number."""
        joined = sa.and_(
            CLAIMS.c.fingerprint == EXTRACTIONS.c.fingerprint, CLAIMS.c.article_id == EXTRACTIONS.c.article_id
        )
        of = EXTRACTIONS.join(CLAIMS, joined)
        return self._counted(EXTRACTIONS.c.fingerprint, _hour(EXTRACTIONS), CLAIMS.c.verdict, of=of)

    def spent_by_hour(self) -> Sequence[Any]:
        """Add up attempts: fingerprint, hour, calls, tokens, US dollars, calls of unknown cost."""
        c, key = ATTEMPTS.c, (ATTEMPTS.c.fingerprint, _hour(ATTEMPTS))
        sums = (
            sa.func.count().label("calls"),
            *(
                sa.cast(sa.func.sum(c[name]), sa.BigInteger).label(name)
                for name in ("prompt_tokens", "completion_tokens", "cached_tokens")
            ),
            sa.func.sum(sa.cast(c.cost, sa.Double)).label("dollars"),
            sa.func.sum(sa.case((c.cost.is_(None), 1), else_=0)).label("unpriced"),
        )
        return self.database.read(sa.select(*key, *sums).group_by(*key).order_by(*key))

    def price_lists(self) -> Sequence[Any]:
        """Count attempts by the price list that their cost was read from: fingerprint, list, number."""
        return self._counted(ATTEMPTS.c.fingerprint, ATTEMPTS.c.prices, where=ATTEMPTS.c.prices.is_not(None))

    def failures(self, kinds: Sequence[tuple[str, str]]) -> Sequence[Any]:
        """Count failed attempts by the first of *kinds*, LIKE pattern and word, that their error has."""
        kind = sa.case(
            *((ATTEMPTS.c.error.like(like), sa.literal(word)) for like, word in kinds), else_="other"
        )
        return self._counted(ATTEMPTS.c.fingerprint, kind.label("kind"), where=ATTEMPTS.c.error.is_not(None))

    def asked_again(self) -> Sequence[Any]:
        """Count answers that did not fit, so that another was asked for: fingerprint, number."""
        key = (ATTEMPTS.c.fingerprint, ATTEMPTS.c.article_id, ATTEMPTS.c.request)
        answers = sa.select(key[0], (sa.func.count() - 1).label("more")).where(ATTEMPTS.c.error.is_(None))
        each = answers.group_by(*key).having(sa.func.count() > 1).subquery()
        again = sa.cast(sa.func.sum(each.c.more), sa.BigInteger).label("number")
        return self.database.read(sa.select(each.c.fingerprint, again).group_by(each.c.fingerprint))

    def seconds(self, percents: Sequence[int]) -> Sequence[Any]:
        """Return fingerprint and, for each percentage, the seconds in which so many live answers had come."""
        c = ATTEMPTS.c
        ranked = (
            sa.select(
                c.fingerprint,
                c.seconds,
                sa.func.row_number().over(partition_by=c.fingerprint, order_by=c.seconds).label("rank"),
                sa.func.count().over(partition_by=c.fingerprint).label("of"),
            )
            .where(c.error.is_(None), c.lane == "live")
            .subquery()
        )
        r = ranked.c
        least = (sa.func.min(sa.case((r.rank * 100 >= r.of * share, r.seconds))) for share in percents)
        return self.database.read(sa.select(r.fingerprint, *least).group_by(r.fingerprint))

    def _counted(self, *columns: Any, of: sa.FromClause | None = None, where: Any = None) -> Sequence[Any]:
        """Return the combinations of values there are in some columns, and how often each occurs."""
        query = sa.select(*columns, sa.func.count().label("number"))
        query = query if of is None else query.select_from(of)
        query = query if where is None else query.where(where)
        positions: list[Any] = [sa.literal_column(str(place)) for place in range(1, len(columns) + 1)]
        return self.database.read(query.group_by(*positions).order_by(*positions))


_FIELDS = ("id", "sha256", "text", "title", "date", "source")


def _of_article(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(
        table.c.fingerprint == sa.bindparam("_fingerprint", type_=sa.Text()),
        table.c.article_id == sa.bindparam("_article_id", type_=sa.Text()),
    )


def _hour(table: sa.Table) -> sa.Label[str]:
    """Return the hour in which a row was written: 2026-11-25T09."""
    return sa.func.substr(table.c.created, 1, 13).label("hour")


def _attempt(row: sa.Row[Any]) -> Attempt:
    usage = Usage(
        calls=1,
        prompt_tokens=row.prompt_tokens,
        completion_tokens=row.completion_tokens,
        cached_tokens=row.cached_tokens,
        seconds=row.seconds,
        cost=None if row.cost is None else Decimal(row.cost),
    )
    return Attempt(row.raw, usage, row.error, row.model, row.tier)


def _text(value: str | None) -> str | None:
    """Make text fit for every database: no NUL, nothing UTF-8 cannot carry."""
    return None if value is None else readable(value).replace("\0", "\\x00")


def moment() -> str:
    """Return a name that sorts by time and is nobody else's."""
    return f"{time.time_ns():019d}-{secrets.token_hex(4)}"


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _filling(insert: Any) -> Any:
    """Return an insert of articles that adds to a stored one what is told of it for the first time."""
    told = [(ARTICLES.c[name], insert.excluded[name]) for name in ("title", "date", "source")]
    return insert.on_conflict_do_update(
        index_elements=[ARTICLES.c.id],
        set_={mine.name: sa.func.coalesce(mine, new) for mine, new in told},
        where=sa.or_(*(mine.is_(None) & new.is_not(None) for mine, new in told)),
    )


def _pair(found: sa.Row[Any]) -> tuple[Article, Row]:
    """Return an article, as it was read for a row, and that row."""
    row: Row = json.loads(found.row_json)
    return Article(**{name: getattr(found, name) for name in _FIELDS}, path=row["article"]["path"]), row
