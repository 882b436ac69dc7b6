"""Keep articles, replies and extractions in a database; only this file and its migrations speak SQL.

What was paid for is never lost: a reply is committed as it comes, before it is read.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from extractor.article import Article
from extractor.errors import StoreError
from extractor.extract import Reply
from extractor.migrations import migrate
from extractor.model import Usage
from extractor.row import plain, readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractor.extract import Extraction, Task
    from extractor.row import Row

BUSY_SECONDS = 30
"""How long to wait for another process that is writing to the same SQLite file."""

BATCH = 500
"""Rows fetched by one query; below every database's limit of parameters."""

_TABLES = sa.MetaData()


def _table(name: str, *columns: str) -> sa.Table:
    return sa.Table(name, _TABLES, *(sa.Column(column, sa.Text) for column in columns))


ARTICLES = _table("articles", "id", "sha256", "text", "title", "date", "source", "created")
SOURCES = _table("sources", "article_id", "path", "created")
TASKS = _table("tasks", "fingerprint", "name", "model", "ask", "definition", "created")
ANSWERS = _table("answers", "fingerprint", "article_id", "request", "raw", "usage", "error", "created")
EXTRACTIONS = _table(
    "extractions",
    "fingerprint",
    "article_id",
    "status",
    "row_json",
    "error_type",
    "error_message",
    "created",
)


class Store:
    """A database of articles and what was extracted from them: a SQLite path, or an SQLAlchemy URL."""

    def __init__(self, where: str | Path) -> None:
        self.name = re.sub(r"(//[^:/@]*):[^@]*@", r"\1:***@", str(where))  # a password is nobody's business
        with self._errors():
            self._engine = _engine(str(where))
            migrate(self._engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back; nothing is waiting to be written, every step was committed."""
        self._engine.dispose()

    def add(self, articles: Sequence[Article]) -> None:
        """Store articles and where they came from; what is known already stays as it is."""
        if not articles:
            return
        with self._writing() as connection:
            connection.execute(
                self._insert(ARTICLES, keep=("id",)),
                [
                    {name: _text(getattr(article, name)) for name in _FIELDS} | {"created": _now()}
                    for article in articles
                ],
            )
            paths = [
                {"article_id": article.id, "path": readable(article.path), "created": _now()}
                for article in articles
                if article.path is not None
            ]
            if paths:
                connection.execute(self._insert(SOURCES, keep=("article_id", "path")), paths)

    def articles(self, ids: Sequence[str]) -> Iterator[Article]:
        """Yield stored articles in the order of *ids*, a batch at a time; `path` is None."""
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            query = sa.select(*(ARTICLES.c[name] for name in _FIELDS)).where(ARTICLES.c.id.in_(batch))
            found = {row.id: Article(**row._mapping) for row in self._read(query)}
            yield from (found[id] for id in batch if id in found)

    def count(self) -> int:
        """Return how many articles there are."""
        return int(self._read(sa.select(sa.func.count()).select_from(ARTICLES))[0][0])

    def begin(self, task: Task, model: str) -> str:
        """Register a task with a model and return its fingerprint."""
        fingerprint = task.fingerprint(model)
        with self._writing() as connection:
            connection.execute(
                self._insert(TASKS, keep=("fingerprint",)),
                {
                    "fingerprint": fingerprint,
                    "name": task.name,
                    "model": model,
                    "ask": task.ask,
                    "definition": json.dumps(task.definition(), sort_keys=True),
                    "created": _now(),
                },
            )
        return fingerprint

    def done(self, fingerprint: str) -> set[str]:
        """Return the ids of the articles that need not be asked again."""
        query = sa.select(EXTRACTIONS.c.article_id).where(
            EXTRACTIONS.c.fingerprint == fingerprint, EXTRACTIONS.c.status == "ok"
        )
        return {row.article_id for row in self._read(query)}

    def replies(self, fingerprint: str, article_id: str) -> StoredReplies:
        """Return the replies of one article and task: those kept so far, and room for more."""
        return StoredReplies(self, fingerprint, article_id)

    def save(self, fingerprint: str, extraction: Extraction) -> Row:
        """Store the row of an extraction, in the place of an earlier one, and return it."""
        row = extraction.row()
        error = row["error"] or {"type": None, "message": None}
        values = {
            "fingerprint": fingerprint,
            "article_id": extraction.article.id,
            "status": "ok" if row["error"] is None else "failed",
            "row_json": json.dumps(row, ensure_ascii=False),
            "error_type": error["type"],
            "error_message": _text(error["message"]),
            "created": _now(),
        }
        with self._writing() as connection:
            connection.execute(
                self._insert(EXTRACTIONS, keep=("fingerprint", "article_id"), replace=True), values
            )
        return row

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
            found = {}
            for row in self._read(query):
                values = dict(row._mapping)
                text = values.pop("row_json")
                found[row.id] = (Article(**values), json.loads(text))
            yield from (found[id] for id in batch if id in found)

    def empty(self) -> bool:
        """Whether there is no result, of whatever task."""
        return not self._read(sa.select(EXTRACTIONS.c.article_id).limit(1))

    def everything(self) -> Iterator[tuple[Article, Row]]:
        """Yield every stored row with its article, the oldest row first."""
        order = EXTRACTIONS.c.created, EXTRACTIONS.c.fingerprint, EXTRACTIONS.c.article_id
        articles = [ARTICLES.c[name] for name in _FIELDS]
        last: tuple[str, ...] | None = None
        while True:
            query = sa.select(*order, EXTRACTIONS.c.row_json, *articles).order_by(*order).limit(BATCH)
            query = query.join(ARTICLES, ARTICLES.c.id == EXTRACTIONS.c.article_id)
            if last is not None:
                query = query.where(sa.tuple_(*order) > sa.tuple_(*map(sa.literal, last)))
            batch = self._read(query)
            for row in batch:
                yield (
                    Article(**dict(zip(_FIELDS, row[len(order) + 1 :], strict=True))),
                    json.loads(row.row_json),
                )
            if len(batch) < BATCH:
                return
            last = tuple(batch[-1])[: len(order)]

    def reply(self, fingerprint: str, article_id: str, request: str) -> Reply | None:
        """Return what the model said to a request of an article, if it was ever asked."""
        query = sa.select(ANSWERS.c.raw, ANSWERS.c.usage, ANSWERS.c.error).where(
            ANSWERS.c.fingerprint == fingerprint,
            ANSWERS.c.article_id == article_id,
            ANSWERS.c.request == request,
        )
        for row in self._read(query):
            usage = json.loads(row.usage)
            cost = None if usage["cost"] is None else Decimal(usage["cost"])
            return Reply(row.raw, Usage(**usage | {"cost": cost}), row.error)
        return None

    def keep(self, fingerprint: str, article_id: str, request: str, reply: Reply) -> None:
        """Commit what the model said, before anything is made of it."""
        usage = asdict(reply.usage) | {"cost": None if reply.usage.cost is None else str(reply.usage.cost)}
        values = {
            "fingerprint": fingerprint,
            "article_id": article_id,
            "request": request,
            "raw": _text(reply.raw),
            "usage": json.dumps(plain(usage)),
            "error": _text(reply.error),
            "created": _now(),
        }
        with self._writing() as connection:
            keep = ("fingerprint", "article_id", "request")
            connection.execute(self._insert(ANSWERS, keep=keep, replace=True), values)

    def _insert(self, table: sa.Table, *, keep: tuple[str, ...], replace: bool = False) -> sa.Insert:
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        statement = insert(table)
        if not replace:
            return statement.on_conflict_do_nothing()
        others = {
            column.name: statement.excluded[column.name] for column in table.c if column.name not in keep
        }
        return statement.on_conflict_do_update(index_elements=keep, set_=others)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._errors(), self._engine.begin() as connection:
            yield connection

    def _read(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        with self._errors(), self._engine.connect() as connection:
            return connection.execution_options(isolation_level="AUTOCOMMIT").execute(query).all()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except StoreError as error:
            raise StoreError(f"store {self.name}: {error}") from None
        except (SQLAlchemyError, OSError, ImportError) as error:
            raise StoreError(f"store {self.name}: {_reason(error)}") from error


class StoredReplies:
    """The replies of one article and task; each is committed when it is put in."""

    def __init__(self, store: Store, fingerprint: str, article_id: str) -> None:
        self._store, self._fingerprint, self._article_id = store, fingerprint, article_id

    def get(self, request: str, /) -> Reply | None:
        return self._store.reply(self._fingerprint, self._article_id, request)

    def __setitem__(self, request: str, reply: Reply, /) -> None:
        self._store.keep(self._fingerprint, self._article_id, request, reply)


_FIELDS = ("id", "sha256", "text", "title", "date", "source")


def _engine(where: str) -> sa.Engine:
    """Open a database; SQLite gets its settings, and a folder to live in."""
    url = sa.make_url(where) if "://" in where else sa.URL.create("sqlite", database=where)
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy says BEGIN itself, so that migrations are atomic too
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # waits for its turn; a later upgrade could not

    return engine


def _reason(error: Exception) -> str:
    """Say in one line what the database complained about, and what to do where that is known."""
    message = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    for sign, advice in (
        ("not a database", "not a SQLite database; name another file with --store"),
        ("malformed", "the file is damaged; restore a copy, or name another file with --store"),
        ("disk is full", "the disk is full; what was stored is safe, run again when there is room"),
        (
            "disk I/O error",
            "the disk does not take more; what was stored is safe, run again when there is room",
        ),
        ("readonly", "it cannot be written; name another file with --store"),
        ("unable to open", "it cannot be opened; name another file with --store"),
        ("is locked", f"another program has held it for {BUSY_SECONDS} s; wait for it, or name another file"),
    ):
        if sign in message:
            return advice
    return message


def _text(value: str | None) -> str | None:
    """Make text fit for every database: no NUL, nothing UTF-8 cannot carry."""
    return None if value is None else readable(value).replace("\0", "\\x00")


def _now() -> str:
    return datetime.now(UTC).isoformat()
