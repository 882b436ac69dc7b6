"""What the desk shows of other articles beside a claim, and what comes of joining and parting claims."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from extractor.article import article
from extractor.check import check
from extractor.compare.grouping import Grouping
from extractor.compare.statement import read
from extractor.decisions import Action, Conflict, Decisions, pair_name, pair_of
from extractor.extract import Extraction
from extractor.gold import paired, reviewed
from extractor.model import Usage
from extractor.project import find
from extractor.review.desk import Desk, Missing
from extractor.review.quality import quality
from extractor.review.reading import Shares
from extractor.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from extractor.article import Article
    from extractor.decisions import Decision
    from tests.conftest import Shell

HERALD, GAZETTE, POST = (f"https://{name}.example/flood" for name in ("herald", "gazette", "post"))
MONDAY, TUESDAY = "2026-03-02", "2026-03-03"
SAID = {
    27: article("The flood killed 27 people in Orla, the health ministry said.", source=HERALD, date=MONDAY),
    31: article(
        "At least 31 people were killed by the flood in Orla, the mayor said.", source=GAZETTE, date=MONDAY
    ),
    29: article(
        "The health ministry counted 29 people killed by the flood in Orla.", source=HERALD, date=TUESDAY
    ),
    35: article("Officials in Orla spoke of 35 victims of the flood.", source=POST, date=TUESDAY),
    34: article("The mayor said 34 people were killed by the flood in Orla.", source=POST, date=TUESDAY),
}
"""Articles by the number in them."""

SPEAKERS = {27: "the health ministry", 31: "the mayor", 29: "The health ministry", 34: "The mayor"}
LIMIT = 60
"""Seconds until what a test waits for will not come any more."""


def stored(store: Store, project: Path, source: Article, claims: list[dict[str, Any]]) -> None:
    """Store an article and the claims that a model made of it."""
    task = find(project).task("figures")
    kind = {kind.__name__: kind for kind in task.types}["Figure"]
    store.add([source])
    judged = check(source.text, [kind.model_validate(claim) for claim in claims])
    done = Extraction(source, "figures", "tiny", judged, Usage())
    _, steps = store.saving(store.begin(task, "tiny"), done)
    store.commit(steps)


def keep(store: Store, project: Path, number: int) -> None:
    """Store one of the articles and what a model made of it."""
    word = "victims" if number == 35 else "people"
    claim: dict[str, Any] = {"quote": f"{number} {word}", "value": number, "subject": word}
    claim |= {"attributed_to": SPEAKERS.get(number), "bound": "at_least" if number == 31 else "exact"}
    stored(store, project, SAID[number], [claim])


def ready(shown: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what is shown beside a claim, once it is ready."""
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        if (found := shown())["ready"]:
            return found
    raise TimeoutError


@pytest.fixture
def store(tmp_path: Path, project: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.db") as kept:
        for number in (27, 31, 29, 35):
            keep(kept, project, number)
        yield kept


class Seat:
    """A reviewer at a desk of their own."""

    def __init__(self, store: Store, project: Path, name: str = "ann", **shares: float) -> None:
        self.desk = Desk(store, find(project), Shares(**shares))
        self.task = self.desk.task(None)
        self.name, self.count = name, 0

    def sees(self, number: int) -> Any:
        return self.desk.reading(self.task, SAID[number].id, self.name)

    def key(self, number: int) -> str:
        (key,) = self.sees(number).opened.claims
        return str(key)

    def beside(self, number: int) -> dict[str, Any]:
        """Return what is shown beside the claim of an article, once it is ready."""
        return ready(lambda: self.desk.together(self.sees(number), self.task, self.key(number)))

    def figures(self, number: int, list: str = "same") -> list[str]:
        return [it["figure"] for it in self.beside(number)[list]]

    def says(self, action: str, one: int, other: int, rev: int | None = None) -> tuple[Decision, str]:
        self.count += 1
        fields = {"id": f"{self.name}{self.count}", "action": action, "one": self.key(one)}
        fields |= {"other": self.key(other), "other_article": SAID[other].id}
        known = [it for it in self.desk.decisions.everything() if it.action in (Action.JOIN, Action.PART)]
        fields["rev"] = str(rev if rev is not None else known[-1].seq if known else 0)
        return self.desk.decide(self.sees(one), self.task, [*fields.items()])


@pytest.fixture
def ann(store: Store, project: Path) -> Seat:
    return Seat(store, project)


def test_other_articles_are_shown_with_who_says_what_where_and_when(ann: Seat) -> None:
    shown = ann.beside(27)["same"]

    names = ("figure", "speaker", "outlet", "day", "before", "number", "after")
    assert [tuple(it[name] for name in names) for it in shown] == [
        (
            "29",
            "The health ministry",
            "herald.example",
            "3\xa0Mar\xa02026",
            "The health ministry counted ",
            "29",
            " people killed by the flood in Orla.",
        ),
        (
            "≥ 31",
            "the mayor",
            "gazette.example",
            "2\xa0Mar\xa02026",
            "At least ",
            "31",
            " people were killed by the flood in Orla, the mayor said.",
        ),
    ]


def test_each_figure_is_told_by_what_it_is_to_the_claim(ann: Seat) -> None:
    def words(number: int) -> dict[str, str]:
        return {it["figure"]: it["look"].word for it in ann.beside(number)["same"]}

    assert words(27) == {"29": "revised", "≥ 31": "disputed"}
    assert words(29) == {"27": "revised since", "≥ 31": "disputed"}


def test_what_is_nearly_about_the_same_is_asked_about(ann: Seat) -> None:
    assert ann.figures(27, "near") == ["35"]
    assert ann.figures(35) == []


def test_what_a_claim_is_a_part_of_in_its_article_is_shown(store: Store, project: Path, ann: Seat) -> None:
    killed = article("The quake killed 1,200 people in Orla. Three of the dead were nurses.", date=MONDAY)
    claims: list[dict[str, Any]] = [
        {"quote": "1,200 people", "value": 1200, "subject": "people"},
        {"quote": "Three of the dead", "value": 3, "subject": "nurses"},
    ]
    stored(store, project, killed, claims)
    reading = ann.desk.reading(ann.task, killed.id, "ann")
    whole, part = reading.opened.claims

    def here(key: str) -> list[tuple[str, str, str]]:
        shown = ready(lambda: ann.desk.together(reading, ann.task, key))
        return [(it["look"].word, it["figure"], it["key"]) for it in shown["here"]]

    assert here(part) == [("the whole", "1,200", whole)]
    assert here(whole) == [("a part", "3", part)]


def test_what_a_reviewer_joins_is_in_the_group_with_all_that_was_there(ann: Seat) -> None:
    _, told = ann.says("join", 27, 35)

    assert told == "Joined claim 1 with the figure 35 of another article."
    assert sorted(ann.figures(27)) == ["29", "35", "≥ 31"]
    assert ann.figures(27, "near") == []
    assert [it["joined"] for it in ann.beside(27)["same"] if it["figure"] == "35"] == [True]


def test_what_a_reviewer_parts_is_no_longer_in_the_group_and_can_be_joined_again(ann: Seat) -> None:
    ann.says("part", 27, 31)

    assert "≥ 31" not in ann.figures(27) + ann.figures(27, "near")
    assert ann.figures(27, "apart") == ["≥ 31"]
    ann.says("join", 27, 31)
    assert ann.figures(27) == ["29", "≥ 31"]
    assert ann.figures(27, "apart") == []


def test_what_goes_with_a_parted_figure_is_asked_about(ann: Seat) -> None:
    ann.says("part", 27, 31)

    for number in (27, 31):  # the ministry's later figure is as alike to one as to the other
        assert "29" in ann.figures(number) + ann.figures(number, "near")


def test_undo_takes_back_what_was_decided_on_two_claims(ann: Seat) -> None:
    ann.says("part", 27, 31)
    assert "≥ 31" not in ann.figures(27)

    turned = ann.desk.undo("ann", ann.task, "undo")

    assert turned is not None
    assert turned.action is Action.PART
    assert ann.figures(27) == ["29", "≥ 31"]
    ann.desk.redo("ann", ann.task, "redo")
    assert "≥ 31" not in ann.figures(27)


def test_where_reviewers_differ_the_likeness_of_the_claims_decides(
    store: Store, project: Path, ann: Seat
) -> None:
    ben = Seat(store, project, "ben")
    ann.says("part", 27, 31)
    assert "≥ 31" not in ben.figures(27)

    ben.says("join", 31, 27)

    assert ben.figures(27) == ["29", "≥ 31"]
    assert ann.desk.decisions.pairs() == {}
    pair = pair_of(pair_name(ann.key(31), ann.key(27)))
    assert ann.desk.decisions.pairs("ann") == {pair: False}
    assert ann.desk.decisions.pairs("ben") == {pair: True}


def test_who_did_not_know_of_another_decision_on_the_same_two_claims_is_told(
    store: Store, project: Path, ann: Seat
) -> None:
    ann.says("part", 27, 31)

    with pytest.raises(Conflict, match="ann has decided on this meanwhile"):
        Seat(store, project, "ben").says("join", 31, 27, rev=0)


def test_two_claims_that_are_not_there_cannot_be_joined(ann: Seat) -> None:
    with pytest.raises(Missing):
        ann.says("join", 27, 27)


def test_an_article_that_comes_while_the_desk_is_open_is_taken_in(
    store: Store, project: Path, ann: Seat
) -> None:
    assert "34" not in ann.figures(27)

    keep(store, project, 34)

    until = time.monotonic() + LIMIT
    while "34" not in ann.figures(27):
        assert time.monotonic() < until
    assert sorted(ann.figures(34)) == ["27", "29", "≥ 31"]


def test_decisions_on_two_claims_settle_none_of_them(store: Store, ann: Seat) -> None:
    ann.says("join", 27, 35)
    ann.says("part", 27, 31)
    decisions = Decisions(store.database)

    assert list(decisions.holding("figures")) == []
    assert list(reviewed(store, decisions)) == []
    assert dict(quality(decisions.holding("figures"), []).reviewers) == {}
    assert ann.sees(27).state(ann.key(27)) == "open"
    assert ann.desk.left(ann.desk.filter({}, ann.task, "ann")) == 4
    assert decisions.verify() == (2, None)


def test_nothing_of_an_article_to_be_read_blind_is_shown_beside_another(store: Store, project: Path) -> None:
    ann = Seat(store, project, blind=1)
    ann.desk.decide(ann.sees(27), ann.task, [("id", "1"), ("action", "reveal")])

    assert ann.figures(27) == []
    ann.desk.decide(ann.sees(31), ann.task, [("id", "2"), ("action", "reveal")])
    assert ann.figures(27) == ["≥ 31"]
    with pytest.raises(Missing):
        ann.says("join", 27, 29)


def test_a_claim_with_an_error_put_in_is_compared_as_it_is_shown(store: Store, project: Path) -> None:
    ann = Seat(store, project, plant=1)
    (wrong,) = ann.sees(29).planted.values()

    for number in (27, 29, 31):
        assert ann.figures(number) == []  # every other one has an error in it that is still to be noticed
    for number in (27, 31):
        ann.desk.decide(
            ann.sees(number),
            ann.task,
            [
                ("id", str(number)),
                ("action", "reject"),
                ("claim", ann.key(number)),
                ("reason", "wrong number"),
            ],
        )
    assert wrong["value"] != 29
    assert sorted(ann.figures(29)) == ["27", "≥ 31"]
    text = json.dumps(ann.beside(29), default=str)
    assert "29" not in text.replace(ann.key(29), "").replace(SAID[29].id, "")


def test_decisions_on_two_claims_are_exported_as_gold(store: Store, ann: Seat) -> None:
    ann.says("join", 27, 35)
    ann.says("part", 31, 27)

    first, second = paired(Decisions(store.database))

    assert first["same"] is True
    assert second["same"] is False
    assert (first["reviewer"], first["task"]) == ("ann", "figures")
    assert {name: first["other"][name] for name in ("key", "article", "start", "end", "value")} == {
        "key": ann.key(35),
        "article": SAID[35].id,
        "start": 27,
        "end": 29,
        "value": 35,
    }
    assert second["one"]["quote"] == "31"


def test_export_writes_the_pairs_as_json_lines(shell: Shell, project: Path, store: Store, ann: Seat) -> None:
    ann.says("part", 27, 31)

    done = shell("export", "--pairs", "--project", str(project), "--store", str(store.name))

    (line,) = map(json.loads, done.stdout.splitlines())
    assert (line["same"], line["one"]["value"], line["other"]["value"]) == (False, 27, 31)


def grouped(articles: list[int], settled: dict[tuple[str, str], bool], store: Store) -> set[frozenset[str]]:
    """Group the claims of stored articles; return the keys of each group."""
    rows = {source.id: (source, row) for source, row in store.everything()}
    grouping = Grouping(settled=settled)
    for number in articles:
        grouping.add(read(*rows[SAID[number].id]).placed)
    return {frozenset(it.statement.key for it in group) for group in grouping}


def test_groups_that_are_told_of_a_decision_are_those_that_knew_it_before(store: Store, ann: Seat) -> None:
    key = {number: ann.key(number) for number in (27, 31, 29, 35)}
    settled: dict[tuple[str, str], bool] = {}
    grouping = Grouping()
    for source, row in store.everything():
        grouping.add(read(source, row).placed)

    for one, other, same in (
        (27, 31, False),
        (29, 35, True),
        (31, 35, True),
        (27, 31, True),
        (29, 31, False),
    ):
        settled[pair_of(pair_name(key[one], key[other]))] = same
        grouping.settle(key[one], key[other], same)
        told = {frozenset(it.statement.key for it in group) for group in grouping}
        assert told == grouped([27, 31, 29, 35], settled, store) == grouped([35, 29, 31, 27], settled, store)
    for pair in settled:
        grouping.settle(*pair, None)
    told = {frozenset(it.statement.key for it in group) for group in grouping}
    assert told == {frozenset(key[number] for number in (27, 31, 29)), frozenset({key[35]})}


def test_a_decision_on_a_claim_that_is_yet_to_come_holds_when_it_comes(store: Store, ann: Seat) -> None:
    rows = {source.id: (source, row) for source, row in store.everything()}
    grouping = Grouping()
    grouping.add(read(*rows[SAID[27].id]).placed)

    grouping.settle(ann.key(27), ann.key(31), False)
    grouping.add(read(*rows[SAID[31].id]).placed)

    assert sorted(len(group) for group in grouping) == [1, 1]
