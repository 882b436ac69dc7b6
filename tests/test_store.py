"""What is stored is there after any end of the process, once, and comes back as it went in."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.article import Article, article
from extractor.check import check
from extractor.claims import NumericClaim
from extractor.errors import AnswerRejected, RequestFailed, StoreError
from extractor.extract import Extraction, Task
from extractor.migrations import STEPS
from extractor.model import Attempt, Usage
from extractor.posted import Posted
from extractor.run import plan
from extractor.store import Store
from extractor.tables import TABLES
from extractor.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.row import Row

FLOOD = article("Flood closes 12 schools.", path="news/flood.txt")
FIRE = article(
    "Fire destroys 3 barns.", title="Fire", date="2026-02-03", source="Gazette", path="news/fire.txt"
)
USAGE = Usage(1, 100, 10, 50, 1.25, Decimal("0.0021"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "store.db"


def beside(where: str) -> sa.Engine:
    """Return an engine of our own."""
    psycopg = where.replace("postgresql:", "postgresql+psycopg:")
    return sa.create_engine(psycopg if "://" in where else f"sqlite:///{where}")


def sql(where: str, statement: str) -> list[tuple[Any, ...]]:
    """Carry out a statement beside the store, and return the rows if it has some."""
    engine = beside(where)
    with engine.begin() as connection:
        result = connection.execute(sa.text(statement))
        rows = [tuple(row) for row in result] if result.returns_rows else []
    engine.dispose()
    return rows


def save(store: Store, fingerprint: str, done: Extraction) -> Row:
    row, steps = store.saving(fingerprint, done)
    store.commit(steps)
    return row


def keep(store: Store, fingerprint: str, id: str, request: str, attempt: Attempt) -> None:
    store.commit(store.keeping(fingerprint, id, request, attempt))


def extraction(of: Article, error: Exception | None = None) -> Extraction:
    claims = [NumericClaim(quote=of.text, value=Decimal(12), unit="", subject="schools")]
    return Extraction(of, "figures", "tiny", check(of.text, claims), USAGE, error)


def test_what_an_article_lacked_is_added_and_what_it_had_stays(where: str) -> None:
    with Store(where) as store:
        store.add([FLOOD, FIRE])
        later = replace(FLOOD, date="2026-02-04", source="Post"), replace(FIRE, date="2027-01-01", title=None)
        store.add(later)
        flood, fire = store.articles([FLOOD.id, FIRE.id])
    assert flood == replace(later[0], path=None)
    assert fire == replace(FIRE, path=None)


def test_articles_come_back_in_the_order_asked_for(where: str) -> None:
    with Store(where) as store:
        store.add([FLOOD, FIRE, FLOOD])
        store.add([FIRE])

        assert [
            (found.id, found.text, found.title) for found in store.articles([FIRE.id, "unknown", FLOOD.id])
        ] == [
            (FIRE.id, FIRE.text, "Fire"),
            (FLOOD.id, FLOOD.text, FLOOD.title),
        ]
        assert store.count() == 2


def test_every_place_of_a_text_is_remembered_once(where: str) -> None:
    again = Article(FLOOD.id, FLOOD.text, FLOOD.sha256, path="copy/flood.txt")
    with Store(where) as store:
        store.add([FLOOD, again])
        store.add([again])

    assert sql(where, "SELECT article_id, path FROM sources ORDER BY path") == [
        (FLOOD.id, "copy/flood.txt"),
        (FLOOD.id, "news/flood.txt"),
    ]


def test_an_extraction_is_done_once_it_is_stored(where: str, task: Task) -> None:
    with Store(where) as store:
        store.add([FLOOD, FIRE])
        fingerprint = store.begin(task, "tiny")
        before = store.ended(fingerprint)
        assert store.empty()
        row = save(store, fingerprint, extraction(FLOOD))

    with Store(where) as store:
        assert before == {}
        assert store.ended(fingerprint) == {FLOOD.id: None}
        assert [(found.id, kept) for found, kept in store.results(fingerprint, [FIRE.id, FLOOD.id])] == [
            (FLOOD.id, row)
        ]
        assert [(found.text, kept) for found, kept in store.everything()] == [(FLOOD.text, row)]
        assert not store.empty()


def test_a_failed_extraction_is_kept_but_not_done(where: str, task: Task) -> None:
    with Store(where) as store:
        store.add([FLOOD])
        fingerprint = store.begin(task, "tiny")
        save(store, fingerprint, extraction(FLOOD, AnswerRejected("1 of 3 requests: cut off")))

        assert store.ended(fingerprint) == {FLOOD.id: "AnswerRejected"}
        assert [row["error"] for _, row in store.everything()] == [
            {"type": "AnswerRejected", "message": "1 of 3 requests: cut off"}
        ]

        save(store, fingerprint, extraction(FLOOD))

        assert store.ended(fingerprint) == {FLOOD.id: None}
        assert [row["error"] for _, row in store.everything()] == [None]


def test_another_model_is_another_task(where: str, task: Task) -> None:
    with Store(where) as store:
        store.add([FLOOD])
        save(store, store.begin(task, "tiny"), extraction(FLOOD))

        assert store.begin(task, "tiny") == task.fingerprint("tiny")
        assert store.ended(store.begin(task, "large")) == {}


def test_every_attempt_comes_back_whole_and_in_order(where: str, task: Task) -> None:
    answered = Attempt('{"claims": []}', USAGE, None, "tiny-2026", "flex")
    cut, again = (
        Attempt("{", Usage(1, cost=None), "cut off"),
        Attempt("[", Usage(1, cost=None), "cut off again"),
    )
    with Store(where) as store:
        store.add([FLOOD, FIRE])
        fingerprint = store.begin(task, "tiny")
        keep(store, fingerprint, FLOOD.id, "r1", answered)
        keep(store, fingerprint, FLOOD.id, "r2", cut)
        keep(store, fingerprint, FLOOD.id, "r2", again)

    with Store(where) as store:
        assert store.attempts(fingerprint, [FLOOD.id, FIRE.id]) == {
            FLOOD.id: {"r1": [answered], "r2": [cut, again]},
            FIRE.id: {},
        }
        assert store.attempts("another task", [FLOOD.id]) == {FLOOD.id: {}}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1), st.text())
def test_any_text_comes_back_as_it_went_in(where: str, task: Task, text: str, raw: str) -> None:
    text, raw = text.replace("\0", ""), raw.replace("\0", "")
    found = Article(str(hash(text)), text, text, path="x")
    with Store(where) as store:
        store.add([found])
        fingerprint = store.begin(task, "tiny")
        keep(store, fingerprint, found.id, "r", Attempt(raw, USAGE))

        assert [kept.text for kept in store.articles([found.id])] == [text]
        assert store.attempts(fingerprint, [found.id])[found.id]["r"][-1] == Attempt(raw, USAGE)


def test_what_no_database_can_hold_is_written_as_escapes(where: str, task: Task) -> None:
    with Store(where) as store:
        store.add([Article(FLOOD.id, FLOOD.text, FLOOD.sha256, path="caf\udce9.txt")])
        fingerprint = store.begin(task, "tiny")
        keep(store, fingerprint, FLOOD.id, "r", Attempt("a\0b\ud800", USAGE))

        assert store.attempts(fingerprint, [FLOOD.id])[FLOOD.id]["r"] == [Attempt("a\\x00b\\ud800", USAGE)]

    assert sql(where, "SELECT path FROM sources") == [("caf\\udce9.txt",)]


def test_rows_come_in_batches_without_gaps_or_repeats(where: str, task: Task) -> None:
    many = [article(f"Fire destroys {number} barns.") for number in range(1203)]
    with Store(where) as store:
        store.add(many)
        fingerprint = store.begin(task, "tiny")
        for one in many:
            save(store, fingerprint, extraction(one))

        assert [row["article"]["id"] for _, row in store.everything()] == [one.id for one in many]
        assert [found.id for found, _ in store.results(fingerprint, [one.id for one in many])] == [
            one.id for one in many
        ]
        assert store.ended(fingerprint) == dict.fromkeys(one.id for one in many)


@pytest.mark.parametrize("retry_failed", [False, True])
def test_a_plan_of_the_whole_store_is_that_of_all_its_articles(
    where: str, task: Task, retry_failed: bool
) -> None:
    many = [article(f"Fire destroys {number} barns.") for number in range(603)]
    done, away, refused, new = (many[start::4] for start in range(4))
    with Store(where) as store:
        store.add(many)
        fingerprint, other = store.begin(task, "tiny"), store.begin(task, "large")
        for one in new:
            save(store, other, extraction(one))
        for some, error in ((done, None), (away, RequestFailed("away")), (refused, AnswerRejected("no"))):
            for one in some:
                save(store, fingerprint, extraction(one, error))
        made = plan(None, task, "tiny", store, retry_failed=retry_failed)
        of_all = plan(store.articles(list(store.ids())), task, "tiny", store, retry_failed=retry_failed)

        due = {one.id for one in (*away, *new, *(refused if retry_failed else ()))}
        dead = {one.id for one in refused}
        assert list(made.paths) == sorted(one.id for one in many)  # they are all of one age
        assert made.todo == [id for id in made.paths if id in due]
        assert list(made.ended()) == [id for id in made.paths if id not in due]
        for found in (made, of_all):
            assert (found.done, set(found.failed)) == (151, set() if retry_failed else dead)
            assert found.again == (dead if retry_failed else set())
        assert (of_all.todo, list(of_all.ended())) == (made.todo, list(made.ended()))


def test_nothing_that_a_run_begins_with_goes_through_texts_rows_or_answers(path: Path, task: Task) -> None:
    asked = list[tuple[str, Any]]()
    with Store(path) as store:
        engine = store.database.engine
        sa.event.listen(engine, "before_cursor_execute", lambda *it: asked.append((it[2], it[3])))
        store.hold()
        made = plan(None, task, "tiny", store)
        store.answered_by(made.fingerprint)
        store.reap(made.fingerprint)
        Posted(store).waiting(made.fingerprint)
        with engine.connect() as connection:
            steps = [
                str(row.detail)
                for statement, values in asked
                if statement.startswith("SELECT")
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            ]

    assert {step for step in steps if "SCAN" in step and "COVERING INDEX" not in step} <= {"SCAN batches"}
    assert any("attempts" in step for step in steps)


def test_the_migrated_tables_are_the_tables_in_use(where: str) -> None:
    Store(where).close()
    Store(where).close()

    for table in TABLES:
        names = ", ".join(column.name for column in table.c)
        assert sql(where, f"SELECT {names} FROM {table.name}") == []
    assert sql(where, "SELECT name FROM extractor_migrations ORDER BY name") == [
        (step.__name__,) for step in STEPS
    ]


def test_a_file_is_written_ahead(path: Path) -> None:
    Store(path).close()

    assert sql(str(path), "PRAGMA journal_mode") == [("wal",)]


def test_a_store_of_a_newer_version_is_refused(where: str) -> None:
    Store(where).close()
    sql(where, "INSERT INTO extractor_migrations VALUES ('m999_future', '')")

    with pytest.raises(StoreError, match="a newer version of extractor wrote this store"):
        Store(where)


def test_the_database_of_another_program_is_refused_and_left_alone(where: str) -> None:
    if "://" not in where:
        Path(where).parent.mkdir()
    sql(where, "CREATE TABLE bookmarks (url TEXT)")

    with pytest.raises(StoreError, match="the database of another program"):
        Store(where)
    engine = beside(where)
    assert sa.inspect(engine).get_table_names() == ["bookmarks"]
    engine.dispose()


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    content = b"Once upon a time there was no database here. " * 30
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(StoreError, match=f"^store {path}: not a SQLite database"):
        Store(path)
    assert path.read_bytes() == content


def test_a_damaged_store_is_an_error_in_one_line(path: Path, task: Task) -> None:
    with Store(path) as store:
        store.add([article(f"Fire destroys {number} barns. " * 50) for number in range(200)])
        store.begin(task, "tiny")
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    path.write_bytes(content)

    with pytest.raises(StoreError) as caught, Store(path) as store:
        list(store.articles([article(f"Fire destroys {number} barns. " * 50).id for number in range(200)]))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("where", "complaint"),
    [
        ("/dev/null/x/store.db", "Not a directory"),
        ("/proc/nowhere/store.db", "No such file or directory"),
        ("oracle+nothing://host/db", "Can't load plugin"),
        ("sqlite:////", "it cannot be opened"),
    ],
)
def test_a_place_that_cannot_be_opened_is_an_error_in_one_line(where: str, complaint: str) -> None:
    with pytest.raises(StoreError, match=complaint) as caught:
        Store(where)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("postgresql+nothing://me:secret@127.0.0.1:1/db", "me:***@127.0.0.1:1/db: Can't load plugin"),
        ("postgresql://me:secret@127.0.0.1:1/db", "me:***@127.0.0.1:1/db: connection failed"),
        ("postgresql://127.0.0.1:1/db?user=me&password=secret", "user=me&password=***: connection failed"),
        (
            "postgresql://me:sec@secret@127.0.0.1:1/db",
            "me:***@127.0.0.1:1/db: write an @ in the password as %40",
        ),
        ("postgresql://me:secret@127.0.0.1:port/db", "me:***@127.0.0.1:port/db: not a database URL"),
    ],
)
def test_a_password_is_not_shown(where: str, told: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store(where)
    assert "secret" not in str(caught.value)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


FILLING = """
import resource, sys
from extractor.article import article
from extractor.errors import StoreError
from extractor.store import Store
store = Store(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
try:
    for number in range(1000):
        store.add([article(f"Fire destroys {number} barns. " * 50)])
        print(number + 1)
except StoreError as error:
    print(error, file=sys.stderr)
"""


def test_a_full_disk_stops_in_one_line_and_loses_nothing_that_was_committed(path: Path) -> None:
    filled = subprocess.run(
        [sys.executable, "-c", FILLING, str(path)], capture_output=True, text=True, check=True, timeout=60
    )

    assert "disk" in filled.stderr
    assert filled.stderr.count("\n") == 1
    with Store(path) as store:
        assert store.count() == int(filled.stdout.split()[-1])


KILLED = """
import os, signal, sys
from extractor.article import article
from extractor.store import Store
store = Store(sys.argv[1])
for number in range(int(sys.argv[2])):
    store.add([article(f"Fire destroys {number} barns.")])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_committed_survives_kill_9(where: str) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, where, "25"], timeout=60, check=False)

    assert killed.returncode == -9
    with Store(where) as store:
        assert store.count() == 25
    if "://" not in where:
        assert sql(where, "PRAGMA integrity_check") == [("ok",)]


def test_two_processes_may_open_a_new_store_at_once(where: str) -> None:
    opening = "import sys; from extractor.store import Store; Store(sys.argv[1]).close()"
    started = [subprocess.Popen([sys.executable, "-c", opening, where]) for _ in range(4)]

    assert [process.wait(60) for process in started] == [0, 0, 0, 0]


# Who does what


@pytest.fixture
def two(where: str, task: Task) -> Iterator[tuple[Store, str, list[str]]]:
    with Store(where) as store:
        store.add([FLOOD, FIRE])
        yield store, store.begin(task, "tiny"), [FLOOD.id, FIRE.id]


def test_an_article_is_taken_by_one_run_at_a_time(two: tuple[Store, str, list[str]]) -> None:
    store, fingerprint, ids = two
    assert store.take(fingerprint, ids[:1], 1) == {FLOOD.id: 0}
    assert store.take(fingerprint, ids, 2) == {FIRE.id: 0}
    assert store.take(fingerprint, ids, 1) == {FLOOD.id: 0}

    store.leave(fingerprint, 1)
    assert store.take(fingerprint, ids, 2) == {FLOOD.id: 0, FIRE.id: 0}


def test_what_a_dead_run_was_at_is_freed_and_counted_against_the_article(
    two: tuple[Store, str, list[str]],
) -> None:
    store, fingerprint, ids = two
    mine = store.hold()
    store.take(fingerprint, ids, mine + 1)
    store.commit(store.starting(fingerprint, [FLOOD.id]))
    store.reap(fingerprint)

    assert store.take(fingerprint, ids, mine) == {FLOOD.id: 1, FIRE.id: 0}
    store.reap(fingerprint)
    assert store.take(fingerprint, ids, mine + 1) == {}


def test_a_finished_article_is_nobodys(two: tuple[Store, str, list[str]]) -> None:
    store, fingerprint, ids = two
    store.take(fingerprint, ids, 1)
    save(store, fingerprint, extraction(FLOOD))

    assert store.take(fingerprint, ids, 2) == {FLOOD.id: 0}


HOLDING = """
import sys
from extractor.store import Store
store = Store(sys.argv[1])
store.hold()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_sqlite_file_takes_one_run_at_a_time_and_the_next_when_that_is_dead(path: Path) -> None:
    held = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert held.stdout is not None
    assert held.stdout.readline() == b"held\n"
    with Store(path) as store:
        with pytest.raises(StoreError, match=rf"a run is under way in it \(process {held.pid}\)"):
            store.hold()
        held.kill()
        held.communicate(timeout=30)
        assert store.hold() == store.hold()


# The writer


def test_what_waits_is_committed_together_and_each_is_told(where: str, task: Task) -> None:
    many = [article(f"Fire destroys {number} barns.") for number in range(300)]

    async def write(store: Store, fingerprint: str) -> None:
        async with Writer(store) as writer:
            await asyncio.gather(
                *(writer.write(store.keeping(fingerprint, one.id, "r", Attempt("{}", USAGE))) for one in many)
            )

    with Store(where) as store:
        store.add(many)
        fingerprint = store.begin(task, "tiny")
        asyncio.run(write(store, fingerprint))
        kept = store.attempts(fingerprint, [one.id for one in many])

    assert {id: len(requests["r"]) for id, requests in kept.items()} == dict.fromkeys(
        (one.id for one in many), 1
    )


def test_a_commit_that_fails_is_told_to_all_who_wait_for_it(path: Path) -> None:
    async def write(store: Store) -> list[object]:
        async with Writer(store) as writer:
            steps = store.keeping("no such task", "no such article", "r", Attempt("{}", USAGE))
            return await asyncio.gather(*(writer.write(steps) for _ in range(3)), return_exceptions=True)

    with Store(path) as store:
        told = asyncio.run(write(store))

    assert [type(one) for one in told] == [StoreError] * 3
    assert all("FOREIGN KEY" in str(one) for one in told)
