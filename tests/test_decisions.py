"""What reviewers decide is kept in one list that only grows; queues follow from it."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.article import article
from extractor.check import check
from extractor.decisions import STATES, Action, Conflict, Decision, Decisions, Filter, place_of
from extractor.extract import Extraction
from extractor.migrations import STEPS
from extractor.model import Usage
from extractor.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extractor.extract import Task

TEXT = "Flood closes {} schools and 3 mills. Rain fell on 12 days, a clerk said."
ARTICLES = [article(TEXT.format(number)) for number in range(20, 25)]
FLOOD = ARTICLES[0]


@pytest.fixture
def store(where: str, task: Task) -> Iterator[Store]:
    """A store with five articles of three claims each: one is right, one wrong, one stands nowhere."""
    with Store(where) as kept:
        kept.add(ARTICLES)
        fingerprint = kept.begin(task, "tiny")
        for it in ARTICLES:
            claims: list[dict[str, Any]] = [
                {"quote": it.text.split()[2], "value": it.text.split()[2], "subject": "schools"},
                {"quote": "3 mills", "value": 4, "subject": "mills", "unit": ""},
                {"value": 77, "subject": "cows"},
            ]
            done = Extraction(it, "figures", "tiny", check(it.text, claims), Usage())
            _, steps = kept.saving(fingerprint, done)
            kept.commit(steps)
        yield kept


@pytest.fixture
def decisions(store: Store) -> Decisions:
    return Decisions(store.database)


@pytest.fixture
def ann(decisions: Decisions) -> Filter:
    run = decisions.latest_run()
    assert run is not None
    return Filter(fingerprint=run, reviewer="ann")


def decision(claim: str, action: Action = Action.ACCEPT, reviewer: str = "ann", **more: Any) -> Decision:
    """Make a decision; its id says who does what to which claim."""
    values = {"id": f"{reviewer} {action} {claim}", "outcome": claim if action is Action.ACCEPT else None}
    return Decision(
        **{
            "reviewer": reviewer,
            "action": action,
            "article_id": FLOOD.id,
            "task": "figures",
            "claim": claim,
            **values,
            **more,
        }
    )


def keys(decisions: Decisions, which: Filter) -> list[str]:
    return [it["key"] for it in decisions.queue(which)]


def states(decisions: Decisions, claims: list[str], reviewer: str) -> dict[str, str]:
    """Return what some claims are to a reviewer."""
    held = decisions.holding_on(claims)
    return {it.claim: STATES[it.action] for it in held if it.reviewer == reviewer and not it.adjudicates}


def test_a_decision_leaves_the_queue_and_is_in_the_list(decisions: Decisions, ann: Filter) -> None:
    first, second, *_ = keys(decisions, ann)

    kept = decisions.decide(decision(first, reason="looks right"), rev=0)

    assert (kept.seq, kept.previous) == (1, "0" * 64)
    assert keys(decisions, ann)[0] == second
    assert keys(decisions, replace(ann, state="accepted")) == [first]
    assert decisions.count(ann) == 14
    assert decisions.on(first) == [kept]
    assert [it.claim for it in decisions.holding("figures", FLOOD.id)] == [first]


def test_a_decision_sent_twice_is_kept_once(decisions: Decisions, ann: Filter) -> None:
    first = keys(decisions, ann)[0]

    once = decisions.decide(decision(first), rev=0)
    again = decisions.decide(decision(first), rev=0)

    assert once == again
    assert list(decisions.everything()) == [once]


def test_who_did_not_see_the_latest_decision_is_told_and_nothing_is_overwritten(
    decisions: Decisions, ann: Filter
) -> None:
    first = keys(decisions, ann)[0]
    kept = decisions.decide(decision(first), rev=0)

    with pytest.raises(Conflict) as caught:
        decisions.decide(decision(first, Action.REJECT, "ben", outcome="rejected"), rev=0)
    decisions.decide(decision(first, Action.REJECT, "ben", outcome="rejected"), rev=kept.seq)

    assert caught.value.latest == kept
    assert states(decisions, [first], "ann") == {first: "accepted"}
    assert states(decisions, [first], "ben") == {first: "rejected"}
    assert decisions.others([first], "ann") == {first: 1}


def test_what_is_taken_back_is_open_again_and_can_be_restored(decisions: Decisions, ann: Filter) -> None:
    first, second, *_ = keys(decisions, ann)
    decisions.decide(decision(first), rev=0)
    decisions.decide(decision(second, Action.SKIP), rev=0)

    undone = [decisions.undo("ann", "figures", f"undo {count}") for count in range(3)]
    after = keys(decisions, ann)[:2]
    redone = [decisions.redo("ann", "figures", f"redo {count}") for count in range(3)]

    assert [it and it.claim for it in undone] == [second, first, None]
    assert after == [first, second]
    assert [it and it.claim for it in redone] == [first, second, None]
    assert states(decisions, [first, second], "ann") == {first: "accepted", second: "skipped"}
    assert [it.action.value for it in decisions.everything()] == [
        *("accept", "skip"),
        *("undo", "undo"),
        *("redo", "redo"),
    ]


def test_a_new_decision_ends_what_can_be_restored(decisions: Decisions, ann: Filter) -> None:
    first, second, *_ = keys(decisions, ann)
    decisions.decide(decision(first), rev=0)
    decisions.undo("ann", "figures", "undo")
    decisions.decide(decision(second), rev=0)

    assert decisions.redo("ann", "figures", "redo") is None


def test_taking_back_lets_the_decision_before_it_hold(decisions: Decisions, ann: Filter) -> None:
    first = keys(decisions, ann)[0]
    kept = decisions.decide(decision(first, Action.SKIP), rev=0)
    decisions.decide(decision(first), rev=kept.seq)

    decisions.undo("ann", "figures", "undo")

    assert states(decisions, [first], "ann") == {first: "skipped"}


def test_nobody_takes_back_what_another_decided(decisions: Decisions, ann: Filter) -> None:
    decisions.decide(decision(keys(decisions, ann)[0]), rev=0)

    assert decisions.undo("ben", "figures", "undo") is None


def test_a_decision_on_a_planted_error_says_nothing_of_the_claim(decisions: Decisions, ann: Filter) -> None:
    first = keys(decisions, ann)[0]

    decisions.decide(decision(first, planted=True), rev=0)

    assert keys(decisions, ann)[0] == first
    assert decisions.tested("ann", "figures") == {first}
    assert decisions.undo("ann", "figures", "undo") is None


def test_reviewers_who_differ_are_a_queue_until_somebody_decides_between_them(
    decisions: Decisions, ann: Filter
) -> None:
    first, second, *_ = keys(decisions, ann)
    disputed = replace(ann, state="disagree")
    one = decisions.decide(decision(first), rev=0)
    two = decisions.decide(decision(first, Action.REJECT, "ben", outcome="rejected"), rev=one.seq)
    three = decisions.decide(decision(second), rev=0)
    decisions.decide(decision(second, reviewer="ben"), rev=three.seq)
    before = keys(decisions, disputed)

    decisions.decide(decision(first, reviewer="eva", adjudicates=True), rev=two.seq)

    assert before == [first]
    assert keys(decisions, disputed) == []


@pytest.mark.parametrize("order", ["text", "gravity"])
def test_a_queue_is_read_page_by_page_each_claim_once_both_ways(
    decisions: Decisions, ann: Filter, order: str
) -> None:
    which = replace(ann, order=order)
    forward, place = [], None
    while page := decisions.queue(which, after=place, limit=4):
        forward += page
        place = place_of(page[-1], which)
    backward, place = [], (*place_of(forward[-1], which)[:-1], 99)
    while page := decisions.queue(which, after=place, back=True, limit=4):
        backward += page
        place = place_of(page[-1], which)

    assert len({it["key"] for it in forward}) == len(forward) == 15
    assert [it["key"] for it in backward] == [it["key"] for it in reversed(forward)]
    if order == "gravity":
        assert [it["verdict"] for it in forward] == ["mismatch"] * 5 + ["unsupported"] * 5 + ["supported"] * 5
    else:
        assert [it["article_id"] for it in forward[::3]] == [it.id for it in ARTICLES]


@pytest.mark.parametrize("back", [False, True])
def test_an_article_is_passed_over_however_many_claims_it_has(
    decisions: Decisions, ann: Filter, back: bool
) -> None:
    seen, place, passed = [], None, ""
    while found := decisions.queue(ann, after=place, back=back, passed=passed, limit=1):
        seen.append(found[0]["article_id"])
        place, passed = place_of(found[0], ann), seen[-1]

    assert seen == [it.id for it in (reversed(ARTICLES) if back else ARTICLES)]


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("verdict", "mismatch", 5),
        ("rule", "value", 10),
        ("rule", "val", 0),
        ("article", FLOOD.id, 3),
        ("q", "MILL", 5),
        ("q", "100%", 0),
        ("q", "≥ mill", 5),
        ("q", "mill nowhere", 0),
        ("since", "2020-01-01", 15),
        ("since", "2999-01-01", 0),
        ("state", "rejected", 0),
        ("by", "ben", 0),
        ("type", "figure", 0),
    ],
)
def test_filters_leave_what_fits(
    decisions: Decisions, ann: Filter, name: str, value: str, count: int
) -> None:
    which = replace(ann, **{"state": "all", name: value})

    assert decisions.count(which) == len(keys(decisions, which)) == count


def test_numbers_left_over_are_counted_by_article_in_the_order_of_the_queue(
    store: Store, decisions: Decisions, ann: Filter
) -> None:
    rows = store.results(ann.fingerprint, [it.id for it in ARTICLES])
    left = {source.id: len(row["uncovered"]) for source, row in rows}

    found = decisions.uncovered(ann.fingerprint)
    assert [(id, count) for id, _, count in found] == [(it.id, left[it.id]) for it in ARTICLES]
    assert decisions.touched("ann", "figures") == {}
    first, *_ = keys(decisions, ann)
    made = decisions.decide(decision(first), rev=0)
    assert decisions.touched("ann", "figures") == {made.article_id: (1, made.seq)}
    assert decisions.touched("ben", "figures") == {}


def test_a_changed_entry_of_the_list_is_found(decisions: Decisions, store: Store, ann: Filter) -> None:
    for key in keys(decisions, ann)[:3]:
        decisions.decide(decision(key, reason="fine"), rev=0)
    whole = decisions.verify()

    def forge(connection: sa.Connection) -> None:
        connection.execute(sa.text("UPDATE decisions SET reason = 'fiNe' WHERE seq = 2"))

    store.database.transact(forge)

    assert whole == (3, None)
    assert decisions.verify()[1] == 2


def test_an_entry_taken_out_of_the_list_is_missed(decisions: Decisions, store: Store, ann: Filter) -> None:
    for key in keys(decisions, ann)[:3]:
        decisions.decide(decision(key), rev=0)

    def drop(connection: sa.Connection) -> None:
        connection.execute(sa.text("DELETE FROM reviews WHERE seq = 2"))
        connection.execute(sa.text("DELETE FROM decisions WHERE seq = 2"))

    store.database.transact(drop)

    assert decisions.verify()[1] == 3


def test_many_who_decide_at_once_lose_nothing(store: Store, where: str, ann: Filter) -> None:
    def work(name: str) -> None:
        with Store(where) as own:
            mine = Decisions(own.database)
            for count in range(20):
                mine.decide(decision(f"{name} {count}", reviewer=name), rev=0)

    threads = [threading.Thread(target=work, args=(f"reviewer {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Decisions(store.database).verify() == (80, None)


@settings(max_examples=25, deadline=None)
@given(turns=st.lists(st.sampled_from("asud")))
def test_taking_everything_back_leaves_everything_open(
    tmp_path_factory: pytest.TempPathFactory, turns: list[str]
) -> None:
    with Store(tmp_path_factory.mktemp("list") / "store.db") as store:
        store.add([FLOOD])
        decisions = Decisions(store.database)
        for count, turn in enumerate(turns):
            latest = decisions.on("one")
            rev = latest[-1].seq if latest else 0
            match turn:
                case "a" | "s":
                    action = Action.ACCEPT if turn == "a" else Action.SKIP
                    decisions.decide(decision("one", action, id=str(count)), rev=rev)
                case "u":
                    decisions.undo("ann", "figures", str(count))
                case "d":
                    decisions.redo("ann", "figures", str(count))
        count = 0
        while decisions.undo("ann", "figures", f"last {count}") is not None:
            count += 1

        assert states(decisions, ["one"], "ann") == {}
        assert count <= sum(turn in "as" for turn in turns)
        assert decisions.verify()[1] is None


def test_a_store_from_before_there_were_decisions_gets_its_queue(tmp_path: Path, task: Task) -> None:
    path = tmp_path / "old.db"
    before = [step for step in STEPS if step.__name__ < "m006"]
    engine = sa.create_engine(f"sqlite:///{path}")
    claims = check(FLOOD.text, [{"quote": "3 mills", "value": 3, "unit": "", "subject": "mills"}])
    row = Extraction(FLOOD, "figures", "tiny", claims, Usage()).row()
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE extractor_migrations (name TEXT PRIMARY KEY, applied TEXT)"))
        for step in before:
            step(connection)
            name = {"name": step.__name__}
            connection.execute(sa.text("INSERT INTO extractor_migrations VALUES (:name, '')"), name)
        for statement in (
            "INSERT INTO articles VALUES (:id, 'x', 'y', NULL, NULL, NULL, '2026')",
            "INSERT INTO tasks VALUES ('t', 'figures', 'tiny', 'article', '{}', '2026')",
            "INSERT INTO extractions VALUES ('t', :id, 'ok', :row, NULL, NULL, '2026')",
            "INSERT INTO claims VALUES ('t', :id, 0, 'figure', 'supported', '')",
        ):
            connection.execute(sa.text(statement), {"id": FLOOD.id, "row": json.dumps(row)})
    engine.dispose()

    with Store(path) as store:
        (found,) = Decisions(store.database).queue(Filter(fingerprint="t", reviewer="ann"))

    assert {name: found[name] for name in ("value", "subject", "quote", "gravity", "created")} == {
        "value": "3",
        "subject": "mills",
        "quote": "3",
        "gravity": 3,
        "created": "2026",
    }
    assert len(found["key"]) == 16
