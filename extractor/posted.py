"""What is at a provider: the batches of the cheap lane, and the requests in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from extractor.store import moment
from extractor.tables import BATCHES, POSTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extractor.store import Store


class Posted:
    """The batches that a store remembers."""

    def __init__(self, store: Store) -> None:
        self._database = store.database

    def post(self, fingerprint: str, owner: int, requests: Mapping[str, tuple[str, str]]) -> str:
        """Register a batch that is about to be made, and return its label.

        `requests` maps the id of each to its article and what it asks.
        """
        label = moment()
        batch = {"label": label, "fingerprint": fingerprint, "owner": owner, "batch": None, "collected": 0}
        rows = [
            {"label": label, "custom_id": id, "article_id": article_id, "request": request}
            for id, (article_id, request) in requests.items()
        ]
        self._database.write(
            [
                (self._database.insert(BATCHES).on_conflict_do_nothing(), [batch]),
                (self._database.insert(POSTED).on_conflict_do_nothing(), rows),
            ]
        )
        return label

    def batches(self, fingerprint: str, owner: int) -> list[tuple[str, str | None, bool]]:
        """Return a run's batches, oldest first: label, id once it is made, whether it is collected.

        The batches of runs that are over become its own.
        """
        query = sa.select(BATCHES).where(BATCHES.c.fingerprint == fingerprint).order_by(BATCHES.c.label)
        rows = self._database.read(query)
        dead = [other for other in {row.owner for row in rows} if not self._database.alive(other)]
        if dead:
            adopt = sa.update(BATCHES).where(BATCHES.c.owner.in_(dead)).values(owner=owner)
            self._database.write([(adopt, [])])
        mine = {owner, *dead}
        return [(row.label, row.batch, bool(row.collected)) for row in rows if row.owner in mine]

    def mine(self, label: str, owner: int) -> bool:
        """Whether a batch is that of a run yet: while the database was away, another may have adopted it."""
        held = (BATCHES.c.label == label) & (BATCHES.c.owner == owner)
        hold = sa.update(BATCHES).where(held).values(owner=owner).returning(BATCHES.c.label)
        return bool(self._database.write([(hold, [])])[0])

    def made(self, label: str, batch: str) -> None:
        """Remember the id that the provider gave a batch."""
        made = sa.update(BATCHES).where(BATCHES.c.label == label).values(batch=batch)
        self._database.write([(made, [])])

    def under_way(self, fingerprint: str, ids: Sequence[str]) -> dict[str, set[str]]:
        """Return the requests about each of some articles that are in batches under way."""
        found: dict[str, set[str]] = {id: set() for id in ids}
        query = (
            sa.select(POSTED.c.article_id, POSTED.c.request)
            .join(BATCHES, BATCHES.c.label == POSTED.c.label)
            .where(POSTED.c.article_id.in_(ids), BATCHES.c.fingerprint == fingerprint)
        )
        for row in self._database.read(query):
            found[row.article_id].add(row.request)
        return found

    def waiting(self, fingerprint: str) -> int:
        """Return how many articles are asked about in batches under way."""
        query = (
            sa.select(sa.func.count(sa.distinct(POSTED.c.article_id)))
            .join(BATCHES, BATCHES.c.label == POSTED.c.label)
            .where(BATCHES.c.fingerprint == fingerprint)
        )
        return int(self._database.read(query)[0][0])

    def requests(self, label: str) -> dict[str, tuple[str, str]]:
        """Return the requests of a batch, as they were given to `post`."""
        query = sa.select(POSTED).where(POSTED.c.label == label)
        return {row.custom_id: (row.article_id, row.request) for row in self._database.read(query)}

    def collected(self, label: str) -> None:
        """Say that all a batch brought is kept: its requests are under way no more."""
        self._database.write(
            [
                (sa.delete(POSTED).where(POSTED.c.label == label), []),
                (sa.update(BATCHES).where(BATCHES.c.label == label).values(collected=1), []),
            ]
        )

    def forget(self, label: str) -> None:
        """Forget a batch of which nothing is left at the provider."""
        self._database.write([(sa.delete(t).where(t.c.label == label), []) for t in (POSTED, BATCHES)])
