"""A SQLite file or a PostgreSQL database: one writing connection, reads beside it, and who else is at work.

SQLite takes one run at a time, told by a lock on a file beside it: releases before 3.51.3 can damage a file
that two connections write to at once. PostgreSQL takes many runs; the connection each of them writes by holds
an advisory lock, which the server lets go when the run dies, so that nothing here depends on clocks.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import sqlite3
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from extractor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Step = tuple[sa.Executable, list[dict[str, Any]]]
"""A statement and the rows to execute it with; none where it has all it needs."""

Result = TypeVar("Result")

BUSY_SECONDS = 30
"""How long to wait for another process that is writing to the same SQLite file."""

TURN_SECONDS = 5
"""How long one that does not hold the file waits to write, while another does."""

MENDED = (3, 51, 3)
"""The release of SQLite from which on two connections may write to a file at once without harm."""

OUTAGE_SECONDS = 120
"""How long to wait for a database server that went away: a restart is no reason to end a run."""

DEADLOCK = "40P01"

LINK = {
    "application_name": "extractor",
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
}
"""What PostgreSQL's library is told unless the URL says otherwise: a dead server is noticed in a minute."""

NOTICE = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
"""The same the other way: in a minute the server lets go of the lock of a machine that was switched off."""


class Database:
    """A database by SQLAlchemy URL, or a SQLite file by its path.

    `losses` counts how often the server went away: each time, others may have taken this run for dead.
    """

    def __init__(self, where: str | Path) -> None:
        self.name = _without_password(str(where))
        self.losses = 0
        self._one = threading.Lock()
        self._writing: sa.Connection | None = None
        self._owner: int | None = None
        self._file_lock: IO[str] | None = None
        self._reached = False
        with self.errors():
            self.engine = _engine(str(where))
        self._file = self.engine.url.database if self._is_sqlite else None

    @property
    def _is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Give the database back; nothing is waiting to be written."""
        with self._one:
            self._disconnect()
            self.engine.dispose()
            if self._file_lock:
                self._file_lock.close()

    def upsert(self, table: sa.Table, keep: tuple[str, ...], stays: tuple[str, ...] = ()) -> Any:
        """Return an insert that puts a row in the place of the one with the same values in `keep`.

        Of that one, `stays` is what is left as it was.
        """
        statement = self.insert(table)
        others = {c.name: statement.excluded[c.name] for c in table.c if c.name not in keep + stays}
        return statement.on_conflict_do_update(index_elements=keep, set_=others)

    def length(self, column: sa.Column[Any], name: str) -> sa.ColumnElement[int]:
        """Return how many items the list of a name has in the JSON that a column holds."""
        if self._is_sqlite:
            return sa.func.json_array_length(column, f"$.{name}", type_=sa.Integer)
        return sa.func.json_array_length(sa.cast(column, sa.JSON)[name], type_=sa.Integer)

    def insert(self, table: sa.Table) -> Any:
        """Return an insert of this database's own kind, which knows conflicts."""
        return (sqlite if self._is_sqlite else postgresql).insert(table)

    def write(self, steps: Sequence[Step]) -> list[Sequence[sa.Row[Any]]]:
        """Carry out steps in one transaction and return the rows each gave back.

        Steps of the same statement go out together, in the order in which statements first come. They must
        bear being carried out twice: where a server goes away at the commit, nobody knows whether it was.
        """
        together: dict[int, Step] = {}
        for statement, rows in steps:
            together.setdefault(id(statement), (statement, []))[1].extend(rows)

        def carry_out(connection: sa.Connection) -> list[Sequence[sa.Row[Any]]]:
            done = [connection.execute(statement, rows or None) for statement, rows in together.values()]
            return [result.all() if result.returns_rows else () for result in done]

        return self.transact(carry_out)

    def transact(self, work: Callable[[sa.Connection], Result]) -> Result:
        """Do something in one writing transaction and return what it gives; it must bear being done twice."""

        def transaction() -> Result:
            connection = self._connect()
            with connection.begin():
                return work(connection)

        with self.errors(), self._one, self._turn():
            return self._patiently(transaction, self._forget)

    def read(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        """Return the rows of a query, as of the last commit."""
        return self._read(query, lambda result: result.all())

    def pairs(self, query: sa.Select[Any]) -> dict[str, Any]:
        """Return the rows of a query of two columns as a dict; a million of them are not held as rows."""
        return self._read(query, lambda result: dict(iter(result)))

    def column(self, query: sa.Select[Any]) -> list[Any]:
        """Return the values of a query of one column; a million of them are not held as rows."""
        return self._read(query, lambda result: [value for (value,) in result])

    def _read(self, query: sa.Select[Any], gather: Callable[[Any], Result]) -> Result:
        def rows() -> Result:
            with self.engine.connect() as connection:
                return gather(connection.execution_options(isolation_level="AUTOCOMMIT").execute(query))

        with self.errors():
            return self._patiently(rows)

    def hold(self) -> int:
        """Register a run and return the number it is known by; StoreError when the file has one already."""
        with self.errors(), self._one:
            if self._owner is None:
                self._file_lock = self._lock_file()
                self._disconnect()
                self._owner = secrets.randbits(62)
                self._patiently(self._connect, self._forget)
            return self._owner

    def alive(self, owner: int) -> bool:
        """Whether the run known by a number is still at work; to be asked by one that holds the database."""
        if owner == self._owner:
            return True
        if self._is_sqlite:
            return False  # we hold the file

        def locked() -> bool:
            with self.engine.connect() as connection:
                connection = connection.execution_options(isolation_level="AUTOCOMMIT")
                free = connection.execute(sa.select(sa.func.pg_try_advisory_lock(owner))).scalar()
                if free:
                    connection.execute(sa.select(sa.func.pg_advisory_unlock(owner)))
                return not free

        with self.errors():
            return self._patiently(locked)

    def _lock_file(self) -> IO[str] | None:
        file = self._locked(seconds=1)  # one that only takes a turn lets go at once
        if file is not None:
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
        return file

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Keep a SQLite file from two writers at once where that harms it: one writes, the other waits."""
        file = None
        if self._file_lock is None and sqlite3.sqlite_version_info < MENDED:
            file = self._locked(TURN_SECONDS)
        try:
            yield
        finally:
            if file is not None:
                file.close()

    def _locked(self, seconds: float) -> IO[str] | None:
        """Lock the file that stands for a SQLite file; closing it unlocks it."""
        if not self._file or self._file == ":memory:":
            return None
        file = Path(f"{self._file}.lock").open("a+", encoding="utf-8")  # noqa: SIM115  the caller closes it
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise _under_way(file) from None
                time.sleep(0.02)
            else:
                return file

    def _connect(self) -> sa.Connection:
        """Return the writing connection; a new one takes the lock that says that this run is alive."""
        if self._writing is None:
            connection = self.engine.connect()
            try:
                if self._owner is not None and not self._is_sqlite:
                    with connection.begin():
                        connection.execute(sa.select(sa.func.pg_advisory_lock(self._owner)))
            except BaseException:
                connection.close()
                raise
            self._writing = connection
        return self._writing

    def _disconnect(self) -> None:
        connection, self._writing = self._writing, None
        if connection is not None:
            connection.close()

    def _patiently(self, action: Callable[[], Result], afterwards: Callable[[], object] = tuple) -> Result:
        """Do something, again and again while the database's server is away, `afterwards` at each failure."""
        until = time.monotonic() + OUTAGE_SECONDS
        pause = 0.1
        while True:
            try:
                result = action()
            except DBAPIError as error:
                if not self._passes(error) or time.monotonic() > until:
                    raise
            else:
                self._reached = True
                return result
            afterwards()
            time.sleep(pause)
            pause = min(pause * 2, 2.0)

    def _forget(self) -> None:
        """Drop the writing connection if it broke."""
        connection = self._writing
        if connection is not None and connection.invalidated:
            self._writing = None
            self.losses += 1
            connection.close()

    def _passes(self, error: DBAPIError) -> bool:
        """Whether a server that had been reached is not there now, or had to let another run go first."""
        if self._is_sqlite or not self._reached:
            return False
        if error.connection_invalidated or getattr(error.orig, "sqlstate", None) == DEADLOCK:
            return True
        return str(error.orig).startswith("connection ")  # failed, timeout expired: no new one to be had

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn what a database complains about into a StoreError of one line."""
        try:
            yield
        except StoreError as error:
            raise StoreError(f"store {self.name}: {error}") from None
        except (SQLAlchemyError, OSError, ImportError) as error:
            raise StoreError(f"store {self.name}: {_reason(error)}") from error


def _under_way(lock: IO[str]) -> StoreError:
    lock.seek(0)
    who = lock.read().strip()
    lock.close()
    return StoreError(
        f"a run is under way in it{who and f' (process {who})'}: wait for it, name another file, "
        "or use PostgreSQL, which takes several"
    )


def _without_password(where: str) -> str:
    """Return a URL that can be shown: a password is nobody's business."""
    return re.sub(r"(//[^:/@]*):.*@", r"\1:***@", re.sub(r"(?i)(password=)[^&]*", r"\1***", where))


def _url(where: str) -> sa.URL:
    if "://" not in where:
        return sa.URL.create("sqlite", database=where)
    if where.partition("?")[0].count("@") > 1:
        raise StoreError("write an @ in the password as %40")
    try:
        url = sa.make_url(where)
    except (ArgumentError, ValueError):  # their words may quote the password
        raise StoreError("not a database URL; write postgresql://USER@HOST:PORT/DATABASE") from None
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _engine(where: str) -> sa.Engine:
    """Open a database, with its settings; a SQLite file gets a folder to live in."""
    url = _url(where)
    if url.get_backend_name() != "sqlite":
        return _server(url)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy says BEGIN itself, so that migrations are atomic too
        # Of a new file: an index that lies among long texts is read from the disk in half as many pieces.
        for pragma in ("page_size=8192", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # waits for its turn; a later upgrade could not

    return engine


def _server(url: sa.URL) -> sa.Engine:
    if url.get_driver_name() == "psycopg":
        url = url.set(query=LINK | dict(url.query))
    engine = sa.create_engine(url, pool_pre_ping=True)

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.execute(NOTICE)
        connection.commit()

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
        ("No module named 'psycopg", 'PostgreSQL needs an extra: pip install "claim-extractor[postgres]"'),
        ("is locked", f"another program has held it for {BUSY_SECONDS} s; wait for it, or name another file"),
    ):
        if sign in message:
            return advice
    return message
