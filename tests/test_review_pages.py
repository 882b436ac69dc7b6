"""The desk's pages as a browser without scripts gets them: what is written on them, where links lead."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import anyio
import pytest

from extractor.decisions import Action, Decision, Decisions
from extractor.gold import reviewed
from extractor.page.words import JUDGED
from extractor.project import find
from extractor.review.reading import Shares
from extractor.review.web import desk_app
from extractor.store import Store
from tests.browser.served import Said, filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import Message

PORT = Said(
    "Port\nThe port lost 34 ships and 12 boats. Seven piers fell.",
    [
        {"quote": "34 ships", "value": 34, "subject": "ships"},
        {"quote": "12 boats", "value": 12, "subject": "boats"},
    ],
    title="Port",
)


class Visitor:
    """A reviewer whose requests go straight to the desk's pages."""

    def __init__(self, store: Store, project: Path, reviewer: str = "ann", **shares: float) -> None:
        self.app, self.reviewer = desk_app(store, find(project), Shares(**shares), {}), reviewer
        self.headers: dict[str, str] = {}

    def get(self, address: str) -> str:
        """Return the text of a page."""
        path, _, query = address.partition("?")
        scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode()}
        scope |= {"headers": [], "reviewer": self.reviewer}
        body = bytearray()

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            for name, value in message.get("headers", []):
                self.headers[name.decode()] = value.decode()
            body.extend(message.get("body", b""))

        anyio.run(self.app, scope, receive, send)
        return body.decode()

    def tasks(self) -> list[str]:
        """Return the fingerprints that the desk lets choose from."""
        (choices,) = re.findall(r'(?s)<select id="filter-task".*?</select>', self.get("/"))
        return re.findall(r'value="(\w+)"', choices)


def words(page: str) -> str:
    """Return what is to be read on a page."""
    shown = re.sub(r"(?s)<(script|style|template|dialog)\b.*?</\1>", " ", page)
    return " ".join(unescape(re.sub("<[^>]*>", " ", shown)).split())


def claim(page: str) -> str:
    """Return the heading of the claim that is open on a page."""
    (heading,) = re.findall(r'(?s)<h2 id="claim-heading"[^>]*>(.*?)</h2>', page)
    return words(heading)


def link(page: str, text: str) -> str:
    """Return where the one link with a text leads."""
    links = re.findall(r'(?s)<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)</a>', page)
    (found,) = (unescape(where) for where, inner in links if text in words(inner))
    return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Store, Path]]:
    """A store with one article, and its project."""
    filled(tmp_path, [PORT], "ann")
    with Store(tmp_path / "store.db") as store:
        yield store, tmp_path


def decided(store: Store, key: str, action: Action, reviewer: str = "ann", **more: Any) -> Decision:
    made = Decision(
        id=f"{reviewer}{key}{action}",
        reviewer=reviewer,
        action=action,
        article_id=PORT.article.id,
        task="figures",
        claim=key,
        **({"outcome": key} | more),
    )
    history = Decisions(store.database).on(key)
    return Decisions(store.database).decide(made, rev=history[-1].seq if history else 0)


def keys(page: str) -> list[str]:
    return re.findall(r'<li><a class="item"[^>]*data-key="(\w+)" data-article', page)


def test_a_search_that_finds_only_decided_claims_says_so_and_leads_to_them(desk: tuple[Store, Path]) -> None:
    visitor = Visitor(*desk)
    for key in keys(visitor.get("/"))[:1]:
        decided(desk[0], key, Action.ACCEPT)
    page = visitor.get("/?q=ships")

    assert "Nothing left here No claim that passes the filters is open. Show 1 decided · all" in words(page)
    assert len(keys(visitor.get(link(page, "1 decided")))) == 1
    assert "Nothing found No claim passes the filters. Show all open" in words(visitor.get("/?q=cows"))


def test_progress_tells_what_was_put_off_from_what_is_decided(desk: tuple[Store, Path]) -> None:
    visitor = Visitor(*desk)
    ships, boats = keys(visitor.get("/"))
    decided(desk[0], ships, Action.SKIP, outcome=None)
    decided(desk[0], boats, Action.ACCEPT)

    assert "1 of 2 claims decided by you, 1 skipped." in words(visitor.get("/progress"))


def test_progress_tells_what_is_settled_of_what_reviewers_differ_on(desk: tuple[Store, Path]) -> None:
    store, _ = desk
    visitor = Visitor(*desk)
    shown: dict[str, Any] = {"verdict": "supported", "findings": [], "type": "figure"}
    for key in keys(visitor.get("/")):
        decided(store, key, Action.ACCEPT, before=shown)
        decided(store, key, Action.REJECT, "ben", outcome="rejected", before=shown)
    differing = words(visitor.get("/progress"))
    decided(store, key, Action.REJECT, "eve", outcome="rejected", before=shown, adjudicates=True)
    page = visitor.get("/progress")

    assert "(1 is perfect, 0 is chance). Decide on those that differ (2)" in differing
    assert "chance). 1 of those that differ is settled. Decide on those that differ (1)" in words(page)
    assert len(keys(visitor.get(link(page, "Decide on those")))) == 1


def test_the_link_of_a_claim_that_a_reviewer_made_opens_it(desk: tuple[Store, Path]) -> None:
    store, _ = desk
    made = {"type": "figure", "quote": "Seven", "value": 7, "subject": "piers", "verdict": "supported"}
    made |= {"start": PORT.text.index("Seven"), "end": PORT.text.index("Seven") + 5, "findings": []}
    decided(store, "0123456789abcdef", Action.CREATE, after=made)
    visitor = Visitor(*desk)
    page = visitor.get("/")

    assert claim(visitor.get(link(page, "7 piers"))) == "7 piers figure"


def test_links_lead_to_claims_of_the_same_task(desk: tuple[Store, Path]) -> None:
    store, project = desk
    visitor = Visitor(store, project)
    (first,) = visitor.tasks()
    newer = Said("Storm\nThe storm took 31 cows.", [{"quote": "31 cows", "value": 31, "subject": "cows"}])
    filled(project, [newer], "ann", model="other")
    page = visitor.get(f"/?task={first}")

    assert claim(visitor.get("/")) == "31 cows figure"
    assert claim(page) == "34 ships figure"
    assert claim(visitor.get(link(page[page.index('id="claims"') :], "12 boats"))) == "12 boats figure"


def test_a_project_without_the_types_of_a_task_says_what_is_missing(desk: tuple[Store, Path]) -> None:
    store, project = desk
    (project / "prompts/figures.md").unlink()
    page = words(Visitor(store, project).get("/"))

    assert f"but not corrected: there is no {project}/prompts/figures.md, which names the types" in page


def test_a_project_whose_types_cannot_be_read_says_why(desk: tuple[Store, Path]) -> None:
    store, project = desk
    (project / "schemas/figures.py").unlink()
    page = words(Visitor(store, project).get("/"))

    assert f"but not corrected: no schema 'figures' in {project}/schemas (known: none)." in page


def test_a_claim_says_of_what_kind_it_is_and_that_nobody_checked_the_kind(desk: tuple[Store, Path]) -> None:
    visitor = Visitor(*desk)
    page = visitor.get("/")

    assert claim(page) == "34 ships figure"
    assert words(page).count("34 ships figure") == 3  # in the queue, below the article, above the form
    assert f"supported the text says so {JUDGED}" in words(page)
    assert JUDGED in words(visitor.get("/help"))


def test_of_a_claim_that_a_person_made_nothing_is_called_judged_by_a_model(desk: tuple[Store, Path]) -> None:
    made = {"type": "figure", "quote": "Seven", "value": 7, "subject": "piers", "verdict": "supported"}
    made |= {"start": PORT.text.index("Seven"), "end": PORT.text.index("Seven") + 5, "findings": []}
    decided(desk[0], "0123456789abcdef", Action.CREATE, after=made)

    assert JUDGED not in words(Visitor(*desk).get("/?claim=0123456789abcdef"))


def rejected(store: Store, key: str) -> None:
    before = {"type": "figure", "start": 19, "end": 21, "verdict": "supported", "findings": []}
    decided(store, key, Action.REJECT, outcome="rejected", reason="wrong type", before=before)


def test_a_rejected_claim_has_a_mark_of_its_own_and_is_not_counted_as_supported(
    desk: tuple[Store, Path],
) -> None:
    visitor = Visitor(*desk)
    ships, boats = keys(visitor.get("/"))
    article = link(visitor.get("/"), "save as a page")
    assert "✓ 2 supported" in words(visitor.get(article))
    assert "⊘" not in visitor.get(article)
    rejected(desk[0], ships)
    page, saved = visitor.get(f"/?state=all&claim={boats}"), visitor.get(article)

    marks = r'<mark class="mark (\w+)"[^>]*>(\w+)</mark>((?:<sup.*?></sup>)*)'
    (first, words_of_it, signs), *others = re.findall(marks, page)
    assert (first, words_of_it) == ("uncovered", "34")  # a number that no claim is about any more
    assert 'class="rejected" data-sign="⊘1"' in signs
    assert [it[:2] for it in others] == [("supported", "12"), ("uncovered", "Seven")]
    assert words(page).count("⊘ 34 ships figure rejected") == 2  # in the queue and below the article
    assert "✓ 1 supported ○ 2 not used ⊘ 1 rejected" in words(saved)
    assert "1 ⊘ rejected figure 34 ships" in words(saved)


def test_a_number_whose_only_claim_was_rejected_is_a_leftover_as_in_the_export(
    desk: tuple[Store, Path],
) -> None:
    store, _ = desk
    visitor = Visitor(*desk)
    ships, _ = keys(visitor.get("/"))
    rejected(store, ships)
    page = visitor.get("/")
    ((_, exported),) = reviewed(store, Decisions(store.database))

    left = re.findall(r'data-name="(\w+)"', page)
    boats = f"n{PORT.text.index('12')}"
    assert left == [f"n{PORT.text.index('34')}", f"n{PORT.text.index('Seven')}"]
    assert [it for it in (f"n{it['start']}" for it in exported["uncovered"]) if it != boats] == left
    opened = visitor.get(f"/numbers/{PORT.article.id}/n19")
    assert claim(opened) == "34"


HILLS = Said("Hills\nSnow closed 61 roads and 8 passes.", [], title="Hills")


def test_numbers_that_no_claim_is_about_are_counted_and_linked_also_where_there_is_no_claim(
    tmp_path: Path,
) -> None:
    filled(tmp_path, [PORT, HILLS], "ann")
    with Store(tmp_path / "store.db") as store:
        visitor = Visitor(store, tmp_path)
        for key in keys(visitor.get("/")):
            decided(store, key, Action.ACCEPT)
        empty, progress = visitor.get("/"), visitor.get("/progress")
        first, second = visitor.get(link(empty, "3 numbers")), visitor.get(link(progress, "Hills"))
        (after_port, after_hills) = (
            json.loads(visitor.get(f"/leftover?after={it.article.id}")) for it in (PORT, HILLS)
        )
        decided(store, f"{PORT.article.id}:n{PORT.text.index('Seven')}", Action.IGNORE, outcome=None)
        then = words(visitor.get("/progress"))

    assert "No claim is about 3 numbers in 2 articles: each needs one, or is to be ignored." in words(empty)
    assert "Port 2 claims, 1 number left Hills no claims, 2 numbers left" in words(progress)
    assert (claim(first), claim(second)) == ("7", "61")
    assert after_port == {"article": HILLS.article.id, "name": "n18", "heading": "Hills"}
    assert (after_hills["article"], after_hills["heading"]) == (PORT.article.id, "Port")
    assert "No claim is about 2 numbers in 1 article:" in then


def test_an_article_to_be_read_blind_tells_of_no_number(desk: tuple[Store, Path]) -> None:
    visitor = Visitor(*desk, blind=1.0)

    assert json.loads(visitor.get("/leftover")) == {"article": None}
    assert "No claim is about" not in words(visitor.get("/progress"))


@pytest.mark.parametrize(
    ("searched", "found"),
    [("34 ships", 1), ("lost", 0), ("≥ 34", 1), ("port", 2), ("ships boats", 0), ("port 12", 1)],
)
def test_every_word_that_is_searched_for_stands_in_a_claim_or_names_its_article(
    desk: tuple[Store, Path], searched: str, found: int
) -> None:
    assert len(keys(Visitor(*desk).get(f"/?{urlencode({'q': searched})}"))) == found


def test_who_decides_between_others_and_themselves_is_told_so(desk: tuple[Store, Path]) -> None:
    store, _ = desk
    ann, eve = Visitor(*desk), Visitor(*desk, reviewer="eve")
    ships, _ = keys(ann.get("/"))
    decided(store, ships, Action.ACCEPT)
    decided(store, ships, Action.REJECT, "ben", outcome="rejected")
    address = f"/?state=disagree&claim={ships}"

    assert "Reviewers differ on this claim, and you are one of them." in words(ann.get(address))
    assert "Reviewers differ on this claim. What" in words(eve.get(address))


def test_a_saved_page_is_named_after_its_article(desk: tuple[Store, Path]) -> None:
    visitor = Visitor(*desk)
    visitor.get(link(visitor.get("/"), "save as a page"))

    assert visitor.headers["content-disposition"].endswith("filename*=UTF-8''Port.html")
