"""The tables of a store, as the migrations leave them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

_TABLES = sa.MetaData()


def _table(name: str, columns: str, **typed: sa.types.TypeEngine[Any]) -> sa.Table:
    return sa.Table(name, _TABLES, *(sa.Column(c, typed.get(c, sa.Text())) for c in columns.split()))


ARTICLES = _table("articles", "id sha256 text title date source created")
SOURCES = _table("sources", "article_id path created file place", place=sa.Integer())
FILES = _table("files", "path stamp articles", articles=sa.Integer())
TASKS = _table("tasks", "fingerprint name model ask definition created")
ATTEMPTS = _table(
    "attempts",
    "id fingerprint article_id request lane raw error model tier"
    " prompt_tokens completion_tokens cached_tokens seconds cost prices created closed",
    prompt_tokens=sa.BigInteger(),
    completion_tokens=sa.BigInteger(),
    cached_tokens=sa.BigInteger(),
    seconds=sa.Double(),
    closed=sa.Integer(),
)
EXTRACTIONS = _table("extractions", "fingerprint article_id status row_json error_type error_message created")
CLAIMS = _table(
    "claims",
    "fingerprint article_id number type verdict rules"
    " key gravity place value low high unit bound subject quote attributed_to created",
    number=sa.Integer(),
    gravity=sa.Integer(),
    place=sa.Integer(),
)
BEGUN = _table(
    "begun",
    "fingerprint article_id owner active crashes",
    owner=sa.BigInteger(),
    active=sa.Integer(),
    crashes=sa.Integer(),
)
BATCHES = _table(
    "batches", "label fingerprint owner batch collected", owner=sa.BigInteger(), collected=sa.Integer()
)
POSTED = _table("posted", "label custom_id article_id request")
DECISIONS = _table(
    "decisions",
    "seq id at reviewer action article_id task claim before_json after_json reason verdict"
    " outcome assisted planted adjudicates seconds undoes previous hash",
    seq=sa.BigInteger(),
    assisted=sa.Integer(),
    planted=sa.Integer(),
    adjudicates=sa.Integer(),
    seconds=sa.Double(),
)
REVIEWS = _table(
    "reviews",
    "claim reviewer adjudicates state outcome article_id task seq",
    adjudicates=sa.Integer(),
    seq=sa.BigInteger(),
)
TABLES = tuple(_TABLES.tables.values())
