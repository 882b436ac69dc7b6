"""What reviewers see and do at the desk, and what comes of it."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from extractor.article import article
from extractor.check import check
from extractor.decisions import Action, Conflict, Decision, Decisions
from extractor.extract import Extraction
from extractor.gold import examples, reviewed, toml
from extractor.model import Usage
from extractor.page.html import html
from extractor.project import find
from extractor.review import forms
from extractor.review.desk import Desk, Missing, Refused
from extractor.review.quality import model, quality
from extractor.review.reading import Shares
from extractor.review.views import event
from extractor.store import Store
from extractor.template import Template
from tests.conftest import STATEMENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.conftest import Shell

TEXT = (
    "Flood closes 12 schools in Orla\n\n"
    "The flood closed 12 schools and damaged 340 homes on Monday, the mayor said. 🌊 About 900 people left.\n"
    "Two bridges fell."
)
FLOOD = article(TEXT, path="flood.txt")


@pytest.fixture
def store(tmp_path: Path, project: Path) -> Iterator[Store]:
    """A store with an article of three claims: one right, one wrong, one right but for nothing."""
    claims: list[dict[str, Any]] = [
        {"quote": "12 schools and", "value": 12, "subject": "schools", "unit": ""},
        {"quote": "340 homes", "value": 430, "subject": "homes", "unit": ""},
        {"quote": "900 people", "value": 900, "subject": "people", "bound": "about"},
    ]
    task = find(project).task("figures")
    with Store(tmp_path / "store.db") as kept:
        kept.add([FLOOD])
        fingerprint = kept.begin(task, "tiny")
        kind = {kind.__name__: kind for kind in task.types}["Figure"]
        judged = check(TEXT, [kind.model_validate(claim) for claim in claims])
        _, steps = kept.saving(fingerprint, Extraction(FLOOD, "figures", "tiny", judged, Usage()))
        kept.commit(steps)
        yield kept


class Seat:
    """A reviewer at the desk."""

    def __init__(self, store: Store, project: Path, name: str = "ann", **shares: float) -> None:
        self.desk = Desk(store, find(project), Shares(**shares))
        self.task = self.desk.task(None)
        self.kind = {kind.__name__: kind for kind in self.desk.types(self.task)}["Figure"]
        self.name, self.count = name, 0

    def sees(self) -> Any:
        return self.desk.reading(self.task, FLOOD.id, self.name)

    def claims(self) -> list[str]:
        return list(self.sees().claims)

    def does(self, action: str, claim: str = "", reason: str = "", **more: Any) -> tuple[Decision, str]:
        self.count += 1
        fields: dict[str, Any] = {"id": f"{self.name}{self.count}", "action": action, "claim": claim}
        history = self.desk.decisions.on(claim)
        fields |= {"rev": str(history[-1].seq) if history else "0", "reason": reason}
        pairs = [*(fields | {name: it for name, it in more.items() if name != "form"}).items()]
        return self.desk.decide(self.sees(), self.task, [*pairs, *more.get("form", [])])

    def form(self, claim: str, **changed: Any) -> Sequence[tuple[str, str]]:
        """Return what a browser sends of a claim's form in which something was changed."""
        return forms.posted(self.kind, {**self.sees().claims[claim], **changed})

    def new(self, name: str, **fields: Any) -> Sequence[tuple[str, str]]:
        """Return what a browser sends of the form for a claim about a number."""
        mention = next(it for it in self.sees().opened.mentions if f"n{it.start}" == name)
        return forms.posted(self.kind, {"mention": mention.id, "quote": mention.text} | fields)


@pytest.fixture
def ann(store: Store, project: Path) -> Seat:
    return Seat(store, project)


@pytest.fixture
def ben(store: Store, project: Path) -> Seat:
    return Seat(store, project, "ben")


def names(seat: Seat) -> list[str]:
    return [f"n{it['start']}" for it in seat.sees().uncovered]


def test_claims_stand_in_the_order_of_the_text_with_what_no_claim_is_about(ann: Seat) -> None:
    shown = ann.desk.article(ann.sees())

    assert [(it["number"], it["figure"], it["verdict"], it["state"]) for it in shown["claims"]] == [
        (1, "12", "supported", "open"),
        (2, "430", "mismatch", "open"),
        (3, "≈ 900", "supported", "open"),
    ]
    assert [it["text"] for it in shown["numbers"]] == ["12", "Two"]
    assert ["".join(it["text"] for it in paragraph) for paragraph in shown["paragraphs"]] == [
        line for line in TEXT.split("\n") if line
    ]


def test_what_the_text_does_not_bear_out_is_not_accepted_without_a_reason(ann: Seat) -> None:
    wrong = ann.claims()[1]

    with pytest.raises(Refused, match="correct it, reject it, or give a reason"):
        ann.does("accept", wrong)
    ann.does("accept", wrong, reason="a later version of the article says so")

    assert ann.sees().state(wrong) == "accepted"


def test_a_claim_is_rejected_with_a_reason_only(ann: Seat) -> None:
    with pytest.raises(Refused, match="say why"):
        ann.does("reject", ann.claims()[0], reason="  ")


def test_a_correction_is_judged_before_it_is_kept(ann: Seat) -> None:
    wrong = ann.claims()[1]

    with pytest.raises(Refused, match="nothing was changed"):
        ann.does("correct", wrong, form=ann.form(wrong))
    with pytest.raises(Refused, match="does not bear this out"):
        ann.does("correct", wrong, form=ann.form(wrong, value=341))
    kept, told = ann.does("correct", wrong, form=ann.form(wrong, value=340))

    assert told == "Corrected claim 2."
    assert kept.after is not None
    assert (kept.after["value"], kept.after["verdict"], kept.after["quote"]) == (340, "supported", "340")
    assert (kept.before or {})["value"] == 430
    assert ("value", "430", "340") in event(kept)["changed"]


def test_a_correction_is_shown_in_the_place_of_what_the_model_said(ann: Seat) -> None:
    wrong = ann.claims()[1]
    ann.does("correct", wrong, form=ann.form(wrong, value=340, subject="damaged homes"))
    (listed,) = ann.desk.queue(ann.desk.filter({"state": "corrected"}, ann.task, "ann"))["items"]
    shown = ann.desk.claim(ann.sees(), ann.task, wrong)
    article = ann.desk.article(ann.sees())

    for it in (listed, article["claims"][1], shown):
        assert (it["figure"], it["subject"], it["verdict"]) == ("340", "damaged homes", "supported")
    assert {it["name"]: it["value"] for it in shown["form"]}["f.value"] == "340"
    assert [(it["text"], it["verdict"]) for it in article["paragraphs"][1] if it["claims"] == (2,)] == [
        ("340", "supported")
    ]
    assert ("value", "430", "340") in shown["history"][0]["changed"]


def test_a_correction_is_not_shown_to_who_has_not_decided(ann: Seat, ben: Seat) -> None:
    wrong = ann.claims()[1]
    ann.does("correct", wrong, form=ann.form(wrong, value=340))

    assert ben.sees().claims[wrong]["value"] == 430
    assert ben.desk.queue(ben.desk.filter({}, ben.task, "ben"))["items"][1]["figure"] == "430"


def test_a_claim_that_is_corrected_back_is_accepted_as_it_was_made(ann: Seat) -> None:
    right = ann.claims()[0]
    ann.does("correct", right, form=ann.form(right, subject="schools in Orla"))
    kept, told = ann.does("correct", right, form=ann.form(right, subject="schools"))

    assert (kept.action, kept.outcome, kept.after, told) == (Action.ACCEPT, right, None, "Accepted claim 1.")


def test_who_accepts_what_they_corrected_accepts_the_correction(ann: Seat) -> None:
    wrong = ann.claims()[1]
    first, _ = ann.does("correct", wrong, form=ann.form(wrong, value=340))
    again, _ = ann.does("accept", wrong)

    assert (again.action, again.outcome, again.after) == (Action.CORRECT, first.outcome, first.after)
    assert (again.before or {})["value"] == 430


def test_a_correction_stays_with_the_number_it_is_about_where_the_same_words_stand_twice(ann: Seat) -> None:
    key = ann.claims()[0]
    form = ann.desk.claim(ann.sees(), ann.task, key)["form"]
    mention = next(control["value"] for control in form if control["name"] == "f.mention")

    with pytest.raises(Refused, match="nothing was changed"):
        ann.does("correct", key, form=ann.form(key, mention=mention))
    kept, _ = ann.does("correct", key, form=ann.form(key, mention=mention, subject="schools in Orla"))

    assert kept.before is not None
    assert kept.after is not None
    assert kept.before["start"] == kept.after["start"] == TEXT.rindex("12")


def test_what_is_no_claim_is_refused_by_control(ann: Seat) -> None:
    wrong = ann.claims()[1]
    pairs = [(name, "lots" if name == "f.value" else text) for name, text in ann.form(wrong)]

    with pytest.raises(Refused) as caught:
        ann.does("correct", wrong, form=pairs)

    assert list(caught.value.errors) == ["f.value"]


def test_a_number_without_a_claim_gets_one_and_another_is_set_aside(ann: Seat) -> None:
    first, second = names(ann)

    kept, _ = ann.does("create", form=ann.new(first, subject="schools"))
    ann.does("ignore", second)

    assert (kept.after or {})["quote"] == "12"
    assert ann.sees().state(kept.claim) == "created"
    assert names(ann) == [second]
    assert ann.sees().state(f"{FLOOD.id}:{second}") == "ignored"
    assert len(ann.claims()) == 4


def test_a_second_reviewer_is_not_told_what_the_first_decided_and_both_are_kept(ann: Seat, ben: Seat) -> None:
    key = ann.claims()[0]
    before = ben.desk.claim(ben.sees(), ben.task, key)
    kept, _ = ann.does("accept", key)

    with pytest.raises(Conflict):
        ben.desk.decide(
            ben.sees(),
            ben.task,
            [("id", "b"), ("action", "reject"), ("claim", key), ("rev", str(before["rev"])), ("reason", "x")],
        )
    shown = ben.desk.claim(ben.sees(), ben.task, key)
    ben.does("reject", key, reason="wrong thing counted")
    disputed = ann.desk.claim(ann.sees(), ann.task, key)

    assert (shown["history"], shown["others"], shown["rev"]) == ([], 1, kept.seq)
    assert (ann.sees().state(key), ben.sees().state(key)) == ("accepted", "rejected")
    assert disputed["adjudicates"]
    assert [(it["reviewer"], it["action"]) for it in disputed["history"]] == [
        ("ann", "accept"),
        ("ben", "reject"),
    ]


def test_what_another_reviewer_made_is_shown_after_the_number_is_decided_on(ann: Seat, ben: Seat) -> None:
    first, second = names(ann)
    made, _ = ann.does("create", form=ann.new(second, subject="bridges"))
    before = ben.claims(), names(ben)
    ben.does("ignore", first)
    between = ben.claims()
    ben.does("ignore", second)

    assert made.claim not in before[0]
    assert before[1] == [first, second]
    assert made.claim not in between
    with pytest.raises(Missing, match="no such claim"):
        Seat(ben.desk._store, ben.desk._project.root, "eve").does("accept", made.claim)
    assert made.claim in ben.claims()
    ben.does("reject", made.claim, reason="no claim at all")
    assert ben.desk.claim(ben.sees(), ben.task, made.claim)["adjudicates"]


def test_what_another_made_of_the_words_of_a_claim_is_shown_after_that_is_decided_on(
    ann: Seat, ben: Seat
) -> None:
    one, _, three = ann.claims()
    made, _ = ann.does("create", form=ann.form(three, subject="people of Orla"))
    seen = []
    for action, claim in (("accept", one), ("skip", three), ("accept", three)):
        ben.does(action, claim)
        seen.append(made.claim in ben.claims())

    assert seen == [False, False, True]


@pytest.mark.usefixtures("statements")
def test_what_another_made_of_other_words_is_shown_once_the_article_is_done(ann: Seat, ben: Seat) -> None:
    (kind,) = (it for it in ann.desk.types(ann.task) if it.__name__ == "Statement")
    said = forms.posted(kind, {"type": "statement", "quote": "on Monday, the mayor said"})
    made, _ = ann.does("create", form=said)
    for claim in ben.claims():
        ben.does("accept", claim, reason="so it is")
    for name in names(ben):
        assert made.claim not in ben.claims()
        ben.does("ignore", name)

    assert made.claim in ben.claims()


def test_two_who_make_the_same_claim_are_not_in_each_others_way(ann: Seat, ben: Seat) -> None:
    _, number = names(ann)
    first, _ = ann.does("create", form=ann.new(number, subject="bridges"))
    form = [("id", "x"), ("action", "create"), ("claim", ""), ("rev", "0")]
    second, _ = ben.desk.decide(ben.sees(), ben.task, [*form, *ben.new(number, subject="bridges")])

    assert (first.claim, first.reviewer, second.reviewer) == (second.claim, "ann", "ben")
    assert list(ben.desk.decisions.holding("figures", FLOOD.id)) == [first, second]


def test_a_claim_that_was_made_and_then_corrected_stays_in_the_article(ann: Seat) -> None:
    _, number = names(ann)
    made, _ = ann.does("create", form=ann.new(number, subject="bridge"))
    ann.does("correct", made.claim, form=ann.form(made.claim, subject="bridges"))

    assert ann.sees().claims[made.claim]["subject"] == "bridges"
    assert number not in names(ann)


def test_nobody_learns_from_a_queue_what_another_decided_before_them(ann: Seat, ben: Seat) -> None:
    one, two, three = ann.claims()
    ann.does("accept", one)
    ann.does("flag", two)
    ann.does("accept", three)
    ben.does("accept", three)
    queues = {
        state: [
            it["key"]
            for it in ben.desk.queue(ben.desk.filter({"state": state, "by": "ann"}, ben.task, "ben"))["items"]
        ]
        for state in ("accepted", "flagged", "all")
    }

    assert queues == {"accepted": [three], "flagged": [two], "all": [two, three]}


def test_a_disagreement_is_settled_with_a_badge_and_a_count(store: Store, project: Path, ann: Seat) -> None:
    ben, eve = Seat(store, project, "ben"), Seat(store, project, "eve")
    one, two, _ = ann.claims()
    ann.does("accept", one)
    ben.does("reject", one, reason="said twice")
    third = eve.desk.claim(eve.sees(), eve.task, one)
    called = eve.desk.claim(eve.sees(), eve.task, one, between=True)
    _, told = eve.does("reject", one, reason="said twice", adjudicates="1")
    shown = {seat.name: seat.desk.claim(seat.sees(), seat.task, one) for seat in (ann, ben, eve)}
    progress = model(quality(ann.desk.decisions.holding("figures"), []))

    assert (third["adjudicates"], third["history"]) == (False, [])
    assert (called["adjudicates"], len(called["history"])) == (True, 2)
    assert told == "Settled: rejected claim 1."
    for it in shown.values():
        assert (it["state"], it["settled"], it["adjudicates"]) == ("settled", "rejected", False)
        assert [event["adjudicates"] for event in it["history"]] == [False, False, True]
    assert (shown["ann"]["others"], shown["eve"]["others"]) == (2, 2)
    assert [it["state"] for it in eve.desk.article(eve.sees())["claims"]] == ["settled", "open", "open"]
    assert eve.desk.left(eve.desk.filter({}, eve.task, "eve")) == 2
    assert progress["reviewers"][2] == ("eve", [0, 0, 0, 0, 0, 0, 0, 1])
    assert (progress["shared"], progress["agreed"], progress["settled"], progress["differing"]) == (
        1,
        0,
        1,
        0,
    )
    assert (ann.sees().state(two), eve.sees().state(two)) == ("open", "open")


def test_what_was_settled_as_a_correction_is_shown_to_all_who_decided(
    store: Store, project: Path, ann: Seat, ben: Seat
) -> None:
    eve = Seat(store, project, "eve")
    wrong = ann.claims()[1]
    ann.does("accept", wrong, reason="so it is")
    ben.does("reject", wrong, reason="wrong number")
    eve.does("correct", wrong, form=eve.form(wrong, value=340), adjudicates="1")

    assert [seat.sees().claims[wrong]["value"] for seat in (ann, ben, eve)] == [340] * 3
    assert Seat(store, project, "joe").sees().claims[wrong]["value"] == 430


def test_what_is_put_off_does_not_count_as_decided(ann: Seat, ben: Seat) -> None:
    one, two, three = ann.claims()
    ben.does("reject", one, reason="said twice")
    ann.does("skip", one)
    ann.does("flag", two)
    ann.does("accept", three)
    which = ann.desk.filter({}, ann.task, "ann")

    assert ann.desk.head(which)["tally"] == {
        "total": 3,
        "states": {"open": 0, "decided": 1, "skipped": 1, "flagged": 1},
    }
    assert [it["reviewer"] for it in ann.desk.claim(ann.sees(), ann.task, one)["history"]] == ["ann"]


def test_a_selection_that_cuts_a_number_takes_the_whole(ann: Seat) -> None:
    line = TEXT.split("\n")[2]
    ends = line.index("40 homes"), line.index("40 homes") + len("40 homes")

    found = ann.desk.select(ann.sees(), 1, ends, "40 homes")

    assert (found["quote"], found["fields"]["f.value"]) == ("340 homes", "340")
    assert found["around"][0].endswith("schools and damaged ")
    assert found["around"][1].startswith(" on Monday")


def test_a_selection_is_found_by_code_points_and_refused_when_other_words_stand_there(ann: Seat) -> None:
    line = TEXT.split("\n")[2]
    start = line.index("About")
    units = len(line[:start].encode("utf-16-le")) // 2

    found = ann.desk.select(ann.sees(), 1, (units, units + 9), "About 900")

    assert TEXT[found["start"] : found["end"]] == "About 900"
    assert (found["fields"]["f.value"], found["fields"]["f.bound"]) == ("900", "about")
    for ends, quote in (((start, start + 9), "About 900"), ((units - 2, units), " ")):
        with pytest.raises(Refused, match="selection"):
            ann.desk.select(ann.sees(), 1, ends, quote)
    with pytest.raises(Refused, match="not in the text"):
        ann.desk.select(ann.sees(), 9, (0, 1), "x")


def test_an_article_read_blind_shows_nothing_of_the_model_until_it_is_revealed(
    store: Store, project: Path
) -> None:
    ann = Seat(store, project, blind=1)
    which = ann.desk.filter({}, ann.task, "ann")
    before = ann.desk.article(ann.sees()), ann.desk.queue(which)["items"]
    for number in (f"n{it['start']}" for it in ann.sees().opened.row["uncovered"]):
        with pytest.raises(Missing, match="no such number"):
            ann.desk.number(ann.sees(), ann.task, number)
        with pytest.raises(Missing, match="no such number"):
            ann.does("ignore", number)
    mine, _ = ann.does("create", form=ann.new("n13", subject="schools"))
    ann.does("reveal")
    later, _ = ann.does("accept", next(key for key in ann.claims() if key != mine.claim))

    assert (before[0]["claims"], before[0]["numbers"]) == ([], [])
    assert {(it["figure"], it["verdict"], it["subject"]) for it in before[1]} == {("", "", "")}
    assert len(ann.claims()) == 4
    assert (mine.assisted, later.assisted) == (False, True)


def test_a_planted_error_tells_who_looks_and_leaves_no_trace_in_the_claims(
    store: Store, project: Path
) -> None:
    ann, ben = Seat(store, project, plant=1), Seat(store, project, "ben", plant=1)
    key = ann.claims()[0]
    shown = ann.sees().claims[key]

    _, told = ann.does("accept", key)
    ben.does("reject", key, reason="wrong number")

    assert shown["value"] != 12
    assert shown["verdict"] == "supported"
    assert told.startswith("Missed: ")
    assert ann.sees().claims[key]["value"] == 12
    assert ann.sees().state(key) == "open"
    found = model(quality(ann.desk.decisions.holding("figures"), ann.desk.decisions.planted("figures")))
    assert found["attention"] == {"ann": [0, 1], "ben": [1, 1]}
    assert list(reviewed(store, ann.desk.decisions)) == []


def test_a_page_that_is_saved_has_no_planted_error(store: Store, project: Path) -> None:
    ann = Seat(store, project, plant=1)
    reading = ann.sees()
    key = ann.claims()[0]

    _, row = ann.desk.saved(reading)

    assert reading.claims[key]["value"] != 12
    assert row["claims"][0]["value"] == 12


def test_a_page_that_is_saved_says_who_decided_what_and_why(ann: Seat, ben: Seat) -> None:
    one, two, three = ann.claims()
    ann.does("accept", one)
    ann.does("correct", two, form=ann.form(two, value=340))
    ben.does("reject", two, reason="wrong <number>")
    ben.does("accept", three)
    ann.does("ignore", names(ann)[1])

    page = html([ann.desk.saved(ann.sees())])
    decided = re.findall('<ul class="decided">(.*?)</ul>', page)
    said = [" ".join(re.sub("<[^>]*>", " ", it).split()) for it in decided]
    today = ann.sees().held[0].at[:10]
    assert said == [
        f"accepted by ann , {today}",
        f"corrected by ann , {today} value: 430 → 340 rejected by ben , {today} : wrong &lt;number&gt;",
        f"ignored by ann , {today}",
    ]
    assert 'class="figure">340<' in page
    assert 'class="figure">430<' not in page


def test_progress_counts_what_holds_and_how_far_reviewers_agree(ann: Seat, ben: Seat) -> None:
    one, two, three = ann.claims()
    for seat in (ann, ben):
        seat.does("accept", one)
        seat.does("accept", three)
    ann.does("reject", two, reason="wrong number")
    ben.does("correct", two, form=ben.form(two, value=340))

    shown = model(quality(ann.desk.decisions.holding("figures"), []))

    assert shown["reviewers"] == [
        ("ann", [2, 0, 1, 0, 0, 0, 0, 0]),
        ("ben", [2, 1, 0, 0, 0, 0, 0, 0]),
    ]
    assert (shown["shared"], shown["agreed"], shown["alpha"]) == (3, 2, "0.44")
    assert shown["by"]["verdict"] == [("mismatch", [0, 1, 1], 0), ("supported", [4, 0, 0], 100)]


def test_what_was_settled_is_exported_as_expected_claims(store: Store, ann: Seat, ben: Seat) -> None:
    one, two, three = ann.claims()
    ann.does("accept", one)
    ann.does("correct", two, form=ann.form(two, value=340))
    ann.does("accept", three)
    ben.does("reject", three, reason="said twice")
    ann.does("ignore", names(ann)[1])
    ((source, row),) = reviewed(store, ann.desk.decisions)

    assert (source.id, row["article"]["path"]) == (FLOOD.id, "flood.txt")
    assert [(it["value"], it["review"]["state"], it["review"]["reviewers"]) for it in row["claims"]] == [
        (12, "accepted", ["ann"]),
        (340, "corrected", ["ann"]),
    ]
    assert (row["disputed"], row["undecided"], row["rejected"]) == (1, 0, [])
    assert row["ignored"] == [f"n{TEXT.index('Two')}"]
    assert [it["text"] for it in row["uncovered"]] == ["12", "900"]


@pytest.fixture
def sums(project: Path) -> None:
    """The first type of the schema takes money alone."""
    schema = project / "schemas/figures.py"
    narrow = 'class Sum(NumericClaim):\n    measures = ("money",)\n    type: Literal["sum"] = "sum"\n'
    schema.write_text(schema.read_text("utf-8").replace("class Figure", f"{narrow}\n\nclass Figure"), "utf-8")


@pytest.mark.usefixtures("sums")
def test_of_several_types_that_take_a_number_none_is_chosen_for_the_reviewer(ann: Seat) -> None:
    assert [kind.__name__ for kind in ann.desk.types(ann.task)] == ["Sum", "Figure", "Price"]

    shown = ann.desk.number(ann.sees(), ann.task, names(ann)[1])
    values = {it["name"]: it["value"] for it in shown["form"]}
    assert (shown["type"], values["f.value"], values["f.quote"]) == ("", "2", "Two")
    typed = [("f.type", "price"), *values.items()]
    kept = {it["name"]: it["value"] for it in ann.desk.retyped(ann.task, typed)["form"]}
    assert (kept["f.value"], kept["f.quote"], kept["f.mention"]) == ("2", "Two", values["f.mention"])
    with pytest.raises(Refused) as caught:
        ann.does("create", form=[("f.type", ""), *values.items()])
    assert caught.value.errors == {"f.type": "missing"}


@pytest.fixture
def money(project: Path) -> None:
    """Only one type of the schema takes something else than money."""
    schema = project / "schemas/figures.py"
    price = 'class Price(NumericClaim):\n    measures = ("money",)'
    schema.write_text(schema.read_text("utf-8").replace("class Price(NumericClaim):", price), "utf-8")


@pytest.mark.usefixtures("money")
def test_a_new_claim_is_of_the_one_type_that_takes_its_number(ann: Seat) -> None:
    assert ann.desk.number(ann.sees(), ann.task, names(ann)[1])["type"] == "figure"


@pytest.fixture
def statements(project: Path) -> None:
    """The schema has claims without numbers, too."""
    with (project / "schemas/figures.py").open("a", encoding="utf-8") as schema:
        schema.write(STATEMENT)


@pytest.mark.usefixtures("statements")
def test_a_claim_that_merely_quotes_a_number_does_not_use_it(store: Store, ann: Seat) -> None:
    (kind,) = (it for it in ann.desk.types(ann.task) if it.__name__ == "Statement")
    said = forms.posted(kind, {"type": "statement", "quote": "Two bridges fell"})
    two = f"n{TEXT.index('Two')}"

    decision, _ = ann.does("create", form=said)
    ((_, row),) = reviewed(store, ann.desk.decisions)

    made = next(it for it in ann.desk.article(ann.sees())["claims"] if it["key"] == decision.claim)
    assert (made["verdict"], made["figure"], made["subject"]) == ("supported", "", "Two bridges fell")
    assert two in names(ann)
    assert "Two" in [it["text"] for it in row["uncovered"]]


def test_settled_sentences_become_examples_that_the_prompt_takes(
    store: Store, project: Path, ann: Seat, tmp_path: Path
) -> None:
    for key in ann.claims():
        ann.does("accept", key, reason="so it is")
    ann.does("create", form=ann.new(names(ann)[0], subject="schools"))
    task = find(project).task("figures")

    found = examples(task, reviewed(store, ann.desk.decisions))
    prompt = tmp_path / "figures.md"
    prompt.write_text('+++\nschema = "figures"\n\n' + "".join(toml(found)) + "+++\nSay it.\n")

    assert [(it.text, [claim.subject for claim in it.claims]) for it in found] == [
        ("🌊 About 900 people left.", ["people"]),
        ("Flood closes 12 schools in Orla", ["schools"]),
    ]
    assert Template.load(prompt).examples == tuple(found)


def test_the_list_of_decisions_is_verified_from_the_command_line(
    store: Store, project: Path, ann: Seat, shell: Shell
) -> None:
    ann.does("accept", ann.claims()[0])
    where = ["--project", str(project), "--store", str(shell.folder / "store.db")]
    whole = shell("review", "--verify", *where)
    change = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('UPDATE decisions SET at = 1');"
    )
    subprocess.run([sys.executable, "-c", change + "c.commit()", str(shell.folder / "store.db")], check=True)
    forged = shell("review", "--verify", *where)

    assert (whole.returncode, whole.stderr) == (0, "1 decision, each where it was put\n")
    assert forged.returncode == 1
    assert forged.stderr == "the list of decisions was changed: entry 1 does not fit what stands before it\n"


def test_what_is_not_there_is_said(ann: Seat) -> None:
    with pytest.raises(Missing, match="no such claim"):
        ann.does("accept", "0123456789abcdef")
    with pytest.raises(Missing, match="no such number"):
        ann.does("ignore", "n1")
    for action in ("undo", "explode"):
        with pytest.raises(Refused, match="no such decision"):
            ann.does(action)
    assert Action.UNDO not in {it.action for it in Decisions(ann.desk._store.database).everything()}
