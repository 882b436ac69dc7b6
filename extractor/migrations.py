"""Numbered steps that make a database what this version expects; a step, once released, never changes."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from extractor.errors import StoreError
from extractor.row import listing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine

APPLIED = "extractor_migrations"

LOCK = 7302114659
"""The number of the advisory lock that migrations of one PostgreSQL database wait for each other by."""


def m001_articles_tasks_answers_extractions(connection: Connection) -> None:
    """Create the first tables, in words that SQLite and PostgreSQL both understand."""
    for statement in (
        "CREATE TABLE articles (id TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, text TEXT NOT NULL,"
        " title TEXT, date TEXT, source TEXT, created TEXT NOT NULL)",
        "CREATE TABLE sources (article_id TEXT NOT NULL REFERENCES articles (id), path TEXT NOT NULL,"
        " created TEXT NOT NULL, PRIMARY KEY (article_id, path))",
        "CREATE TABLE tasks (fingerprint TEXT PRIMARY KEY, name TEXT NOT NULL, model TEXT NOT NULL,"
        " ask TEXT NOT NULL, definition TEXT NOT NULL, created TEXT NOT NULL)",
        "CREATE TABLE answers (fingerprint TEXT NOT NULL REFERENCES tasks (fingerprint),"
        " article_id TEXT NOT NULL REFERENCES articles (id), request TEXT NOT NULL, raw TEXT NOT NULL,"
        " usage TEXT NOT NULL, error TEXT, created TEXT NOT NULL,"
        " PRIMARY KEY (fingerprint, article_id, request))",
        "CREATE TABLE extractions (fingerprint TEXT NOT NULL REFERENCES tasks (fingerprint),"
        " article_id TEXT NOT NULL REFERENCES articles (id), status TEXT NOT NULL"
        " CHECK (status IN ('ok', 'failed')), row_json TEXT NOT NULL, error_type TEXT, error_message TEXT,"
        " created TEXT NOT NULL, PRIMARY KEY (fingerprint, article_id))",
    ):
        connection.execute(text(statement))


def m002_attempts_claims_begun(connection: Connection) -> None:
    """Keep every attempt, not only the last answer; claims to look for; which run is at which article."""
    for statement in (
        "CREATE TABLE attempts (id TEXT PRIMARY KEY,"
        " fingerprint TEXT NOT NULL REFERENCES tasks (fingerprint),"
        " article_id TEXT NOT NULL REFERENCES articles (id), request TEXT NOT NULL, lane TEXT NOT NULL,"
        " raw TEXT NOT NULL, error TEXT, model TEXT, tier TEXT, prompt_tokens BIGINT NOT NULL,"
        " completion_tokens BIGINT NOT NULL, cached_tokens BIGINT NOT NULL,"
        " seconds DOUBLE PRECISION NOT NULL, cost TEXT, prices TEXT, created TEXT NOT NULL)",
        "CREATE INDEX attempts_of_article ON attempts (article_id, fingerprint)",
        "CREATE TABLE claims (fingerprint TEXT NOT NULL, article_id TEXT NOT NULL, number INTEGER NOT NULL,"
        " type TEXT, verdict TEXT NOT NULL, rules TEXT NOT NULL,"
        " PRIMARY KEY (fingerprint, article_id, number),"
        " FOREIGN KEY (fingerprint, article_id) REFERENCES extractions (fingerprint, article_id))",
        "CREATE TABLE begun (fingerprint TEXT NOT NULL REFERENCES tasks (fingerprint),"
        " article_id TEXT NOT NULL REFERENCES articles (id), owner BIGINT, active INTEGER NOT NULL,"
        " crashes INTEGER NOT NULL,"
        " PRIMARY KEY (fingerprint, article_id))",
        "DROP TABLE answers",
    ):
        connection.execute(text(statement))


def m003_batches_posted(connection: Connection) -> None:
    """Remember the batches that a provider is at, and which requests are in them."""
    for statement in (
        "CREATE TABLE batches (label TEXT PRIMARY KEY,"
        " fingerprint TEXT NOT NULL REFERENCES tasks (fingerprint),"
        " owner BIGINT NOT NULL, batch TEXT, collected INTEGER NOT NULL)",
        "CREATE TABLE posted (label TEXT NOT NULL REFERENCES batches (label), custom_id TEXT NOT NULL,"
        " article_id TEXT NOT NULL REFERENCES articles (id), request TEXT NOT NULL,"
        " PRIMARY KEY (label, custom_id))",
        "CREATE INDEX posted_of_article ON posted (article_id)",
    ):
        connection.execute(text(statement))


def m004_what_a_plan_reads(connection: Connection) -> None:
    """Let a plan read which articles there are and which are at an end without their texts and rows."""
    for statement in (
        "CREATE INDEX articles_by_age ON articles (created, id)",
        "CREATE INDEX extractions_ended ON extractions (fingerprint, error_type, article_id)",
    ):
        connection.execute(text(statement))


def m005_files_that_need_not_be_read_again(connection: Connection) -> None:
    """Remember how a file was when it was read, and which articles were in it, in their order."""
    for statement in (
        "CREATE TABLE files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, articles INTEGER NOT NULL)",
        "ALTER TABLE sources ADD COLUMN file TEXT",
        "ALTER TABLE sources ADD COLUMN place INTEGER",
        "CREATE INDEX sources_of_file ON sources (file, place)",
    ):
        connection.execute(text(statement))


def m006_decisions_and_what_a_queue_shows(connection: Connection) -> None:
    """Keep what reviewers decide; let a queue of claims be shown without reading the rows they stand in."""
    for column in (
        "key TEXT",
        "gravity INTEGER",
        "place INTEGER",
        "value TEXT",
        "low TEXT",
        "high TEXT",
        "unit TEXT",
        "bound TEXT",
        "subject TEXT",
        "quote TEXT",
        "attributed_to TEXT",
        "created TEXT",
    ):
        connection.execute(text(f"ALTER TABLE claims ADD COLUMN {column}"))
    for statement in (
        "CREATE TABLE decisions (seq BIGINT PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL,"
        " reviewer TEXT NOT NULL, action TEXT NOT NULL, article_id TEXT NOT NULL REFERENCES articles (id),"
        " task TEXT NOT NULL, claim TEXT NOT NULL, before_json TEXT, after_json TEXT, reason TEXT,"
        " verdict TEXT, outcome TEXT, assisted INTEGER NOT NULL, planted INTEGER NOT NULL,"
        " adjudicates INTEGER NOT NULL, seconds DOUBLE PRECISION, undoes TEXT, previous TEXT NOT NULL,"
        " hash TEXT NOT NULL)",
        "CREATE INDEX decisions_of_claim ON decisions (claim, seq)",
        "CREATE INDEX decisions_of_reviewer ON decisions (reviewer, task, seq)",
        "CREATE INDEX decisions_of_article ON decisions (article_id, task)",
        "CREATE INDEX decisions_undone ON decisions (undoes, seq)",
        "CREATE TABLE reviews (claim TEXT NOT NULL, reviewer TEXT NOT NULL, adjudicates INTEGER NOT NULL,"
        " state TEXT NOT NULL, outcome TEXT, article_id TEXT NOT NULL, task TEXT NOT NULL,"
        " seq BIGINT NOT NULL REFERENCES decisions (seq), PRIMARY KEY (claim, reviewer, adjudicates))",
        "CREATE INDEX reviews_by_state ON reviews (reviewer, task, state)",
    ):
        connection.execute(text(statement))
    _fill_claims(connection)
    for statement in (
        "CREATE INDEX claims_in_order ON claims (fingerprint, created, article_id, number, key)",
        "CREATE INDEX claims_by_gravity ON claims (fingerprint, gravity, created, article_id, number, key)",
        "CREATE INDEX claims_by_key ON claims (key)",
    ):
        connection.execute(text(statement))


def _fill_claims(connection: Connection) -> None:
    """Give the claims that are there the columns of step 6, from the rows they stand in."""
    query = text(
        "SELECT fingerprint, article_id, row_json, created FROM extractions"
        " WHERE (fingerprint, article_id) > (:fingerprint, :article_id)"
        " ORDER BY fingerprint, article_id LIMIT 500"
    )
    update = text(
        "UPDATE claims SET key=:key, gravity=:gravity, place=:place, value=:value, low=:low, high=:high,"
        " unit=:unit, bound=:bound, subject=:subject, quote=:quote, attributed_to=:attributed_to,"
        " created=:created"
        " WHERE fingerprint=:fingerprint AND article_id=:article_id AND number=:number"
    )
    last = {"fingerprint": "", "article_id": ""}
    while batch := connection.execute(query, last).all():
        filled = [
            {"fingerprint": fingerprint, "article_id": article_id, "number": number, "created": created}
            | listed
            for fingerprint, article_id, row, created in batch
            for number, listed in enumerate(listing(json.loads(row)))
        ]
        if filled:
            connection.execute(update, filled)
        last = {"fingerprint": batch[-1].fingerprint, "article_id": batch[-1].article_id}


def m007_attempts_that_ended_in_a_failure(connection: Connection) -> None:
    """Mark the attempts that the row of a failed article was made of: asking again begins without them."""
    connection.execute(text("ALTER TABLE attempts ADD COLUMN closed INTEGER"))
    connection.execute(
        text(
            "UPDATE attempts SET closed = 1 WHERE EXISTS (SELECT 1 FROM extractions"
            " WHERE extractions.fingerprint = attempts.fingerprint"
            " AND extractions.article_id = attempts.article_id"
            " AND extractions.status = 'failed' AND extractions.created >= attempts.created)"
        )
    )


def m008_the_latest_attempt_of_a_task(connection: Connection) -> None:
    """Let a run find what a task was last answered without going through the answers of all others."""
    connection.execute(text("CREATE INDEX attempts_of_task ON attempts (fingerprint, id)"))


STEPS: tuple[Callable[[Connection], None], ...] = (
    m001_articles_tasks_answers_extractions,
    m002_attempts_claims_begun,
    m003_batches_posted,
    m004_what_a_plan_reads,
    m005_files_that_need_not_be_read_again,
    m006_decisions_and_what_a_queue_shows,
    m007_attempts_that_ended_in_a_failure,
    m008_the_latest_attempt_of_a_task,
)


def migrate(engine: Engine) -> None:
    """Apply every step the database has not seen, each in its own transaction.

    Raises StoreError for a database of another program, and for one that a newer version has changed.
    """
    with _alone(engine) as connection:
        tables = inspect(connection).get_table_names()
        if tables and APPLIED not in tables:
            raise StoreError("this is the database of another program; name an empty or new one")
        connection.execute(
            text(f"CREATE TABLE IF NOT EXISTS {APPLIED} (name TEXT PRIMARY KEY, applied TEXT NOT NULL)")
        )
    known = {step.__name__ for step in STEPS}
    for step in STEPS:
        with _alone(engine) as connection:
            applied = set(connection.execute(text(f"SELECT name FROM {APPLIED}")).scalars())
            if applied - known:
                raise StoreError(
                    "a newer version of extractor wrote this store; upgrade extractor to open it"
                )
            if step.__name__ in applied:
                continue
            step(connection)
            connection.execute(
                text(f"INSERT INTO {APPLIED} VALUES (:name, :applied)"),
                {"name": step.__name__, "applied": datetime.now(UTC).isoformat()},
            )


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that no other migration runs beside; SQLite's own are so."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection
