"""How good found claims are beside gold: precision, recall and F1, with intervals."""

from __future__ import annotations

import random
import struct
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from itertools import compress
from statistics import quantiles
from typing import TYPE_CHECKING, Any, TypeAlias

from extractor.check import SOUND
from extractor.figure import ends
from extractor.numbers import unit_of
from extractor.pairing import UNSAID, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from extractor.row import Row

Key: TypeAlias = tuple[str, str]
Counts: TypeAlias = "Mapping[Key, Sequence[int]]"

TOTAL: Key = ("total", "")
NOTHING = (0, 0, 0)
HIT, SPURIOUS, MISSING = range(3)

ROUNDING = 1e-12
"""Two shares closer than this are the same."""


SEED = 1
RESAMPLES = 1_000
ROUNDS = 10_000

WORDS = frozenset({"subject", "attributed_to", "via"})
"""Fields that name somebody or something: an answer may say more or less of the name than gold does."""

UNSCORED = UNSAID | {"type", "low", "high", "quote", "verdict", "start", "end", "findings", "proof"}
"""What is no field of its own: the type has its score, the ends are the value's, the rest is judgement."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share between 0 and 1 and its 95 % interval; all None when there is nothing to count."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """How many were right, how many were found and wrong, how many were wanted and missing; the shares."""

    hits: int
    spurious: int
    missing: int
    precision: Share
    recall: Share
    f1: Share


@dataclass(frozen=True, slots=True)
class Wrong:
    """A claim that reads supported or derived and whose number is not the one of gold at that place."""

    article: str
    task: str
    found: Row
    expected: Row


@dataclass(frozen=True, slots=True)
class Paired:
    """F1 of two results on the same articles, and how likely chance alone sets them as far apart."""

    a: float | None
    b: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of many articles: of all claims, by type, and by field of the claims that gold has too.

    `counts` are those of each article: hits, spurious and missing by what is scored, as (kind, name).
    """

    total: Score
    types: Mapping[str, Score]
    fields: Mapping[str, Score]
    wrong: tuple[Wrong, ...]
    counts: tuple[Counts, ...]

    def row(self) -> Row:
        """Return them as JSON, without the counts of each article."""
        return {
            "total": asdict(self.total),
            "types": {name: asdict(made) for name, made in self.types.items()},
            "fields": {name: asdict(made) for name, made in self.fields.items()},
            "wrong": [asdict(each) for each in self.wrong],
        }


def score(results: Iterable[tuple[Row, Row]]) -> Scores:
    """Score found rows beside gold rows of the same articles, as pairs of (gold, found).

    A claim is right when a claim of gold is paired with it that has its type and its number. Fields are
    scored on what is paired. The intervals are percentiles of a bootstrap over articles: with few articles,
    or where all is right, they are narrower than what is known.
    """
    counts: list[Counts] = []
    wrong: list[Wrong] = []
    for gold, found in results:
        matched = pairs(gold["claims"], found["claims"])
        counts.append(_count(gold["claims"], found["claims"], matched))
        wrong += _wrong(gold, found, matched)
    scores = _scores(_Packed(counts), random.Random(SEED))
    return Scores(
        total=scores[TOTAL],
        types={name: made for (kind, name), made in scores.items() if kind == "type"},
        fields={name: made for (kind, name), made in scores.items() if kind == "field"},
        wrong=tuple(wrong),
        counts=tuple(counts),
    )


def paired(a: Scores, b: Scores) -> dict[Key, Paired]:
    """Compare two results on the same articles, in the same order: F1 of each, and what chance explains.

    Approximate randomisation by article: in each round the results of every article change sides or not, and
    p is the share of rounds whose difference is at least the one that was seen, (r + 1) / (n + 1). E. W.
    Noreen, Computer-Intensive Methods for Testing Hypotheses, 1989; A. Yeh, More accurate tests for the
    statistical significance of result differences, COLING 2000. Raises ValueError when the articles differ in
    number.
    """
    if len(a.counts) != len(b.counts):
        raise ValueError(f"{len(a.counts)} articles beside {len(b.counts)}")
    packed = _Packed((*a.counts, *b.counts))
    mine, theirs = packed.articles[: len(a.counts)], packed.articles[len(a.counts) :]
    totals = sum(mine), sum(theirs)
    seen = [packed.f1(total) for total in totals]
    apart = {key: _apart(seen[0][key], seen[1][key]) for key in packed.keys}
    reached = Counter[Key]()
    changes = [other - one for one, other in zip(mine, theirs, strict=True)]
    source = random.Random(SEED)
    for _ in range(ROUNDS):
        moved = sum(compress(changes, source.choices((False, True), k=len(changes))))
        left, right = packed.f1(totals[0] + moved), packed.f1(totals[1] - moved)
        reached.update(key for key in packed.keys if _apart(left[key], right[key]) >= apart[key] - ROUNDING)
    return {key: Paired(seen[0][key], seen[1][key], (reached[key] + 1) / (ROUNDS + 1)) for key in packed.keys}


def _apart(one: float | None, other: float | None) -> float:
    return abs((one or 0.0) - (other or 0.0))


def same_number(gold: Row, found: Row) -> bool:
    """Whether a claim has the number of gold: ends, unit and hedge; what is not stated is not compared."""
    if ends(gold) != ends(found):
        return False
    stated = [(gold.get(name), found.get(name)) for name in ("unit", "bound")]
    return all(_plain(one) == _plain(other) for one, other in stated if None not in (one, other))


def _plain(word: Any) -> str:
    """Return the one name of a unit; a word that is no unit stays as it is."""
    return unit_of(str(word)) or str(word)


def _count(gold: Sequence[Row], found: Sequence[Row], paired: Sequence[tuple[int, int]]) -> Counts:
    """Count what is right, spurious and missing in one article, for everything that is scored."""
    counts: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    right = [(one, other) for one, other in paired if _right(gold[one], found[other])]
    hits, taken = {one for one, _ in right}, {other for _, other in right}
    for index, claim in enumerate(gold):
        for key in (TOTAL, _type(claim)):
            counts[key][HIT if index in hits else MISSING] += 1
    for index, claim in enumerate(found):
        for key in (TOTAL, _type(claim)):
            counts[key][SPURIOUS] += index not in taken
    for one, other in paired:
        for name, outcome in _fields(gold[one], found[other]):
            counts["field", name][outcome] += 1
    return dict(counts)


def _type(claim: Row) -> Key:
    return "type", claim.get("type") or "no type"


def _right(gold: Row, found: Row) -> bool:
    return gold.get("type") == found.get("type") and same_number(gold, found)


def _fields(gold: Row, found: Row) -> Iterator[tuple[str, int]]:
    """Say for each field of two paired claims what it is: a hit, spurious, missing, or both of these."""
    # of a field that gold leaves out it says nothing
    names = [name for name in dict.fromkeys(("value", *gold)) if name not in UNSCORED]
    for name in names:
        wanted, given = (_value(claim, name) for claim in (gold, found))
        if wanted is not None and given is not None and fits(name, wanted, given):
            yield name, HIT
            continue
        if given is not None:
            yield name, SPURIOUS
        if wanted is not None:
            yield name, MISSING


def _value(claim: Row, name: str) -> Any:
    """Return what a claim states in a field; None when it states nothing."""
    if name == "value":
        both = ends(claim)
        return None if both == (None, None) else both
    value = claim.get(name)
    return value if value not in ("", []) or name == "unit" else None


def fits(name: str, wanted: Any, given: Any) -> bool:
    """Whether a field says what it should: subjects and speakers may be longer or shorter, by whole words."""
    if None in (wanted, given):
        return wanted is given
    if name == "unit":
        return _plain(wanted) == _plain(given)
    if name in WORDS:
        mine, theirs = (f" {' '.join(str(words).casefold().split())} " for words in (given, wanted))
        return mine in theirs or theirs in mine
    return bool(wanted == given)


def _wrong(gold: Row, found: Row, paired: Sequence[tuple[int, int]]) -> Iterator[Wrong]:
    """Yield the claims that read right and have another number than gold has at their evidence."""
    partner = {other: one for one, other in paired}
    for index, claim in enumerate(found["claims"]):
        if claim["verdict"] not in SOUND or claim["start"] is None or ends(claim) == (None, None):
            continue
        beside = [
            other
            for number, other in enumerate(gold["claims"])
            if ends(other) != (None, None)
            and overlap(claim, other)
            and (partner.get(index) == number or _span(claim) == _span(other))
        ]
        if beside and not any(same_number(other, claim) for other in beside):
            article = found["article"].get("path") or found["article"]["id"]
            yield Wrong(article, found["task"], claim, beside[0])


def _span(claim: Row) -> tuple[int, int]:
    return claim["start"], claim["end"]


def overlap(one: Row, other: Row) -> bool:
    """Whether two claims rest on some of the same characters."""
    return other["start"] is not None and one["start"] < other["end"] and other["start"] < one["end"]


class _Packed:
    """The counts of each article as one integer, 32 bits a count: adding an article is one addition."""

    def __init__(self, counts: Sequence[Counts]) -> None:
        self.keys = [TOTAL, *sorted({key for of_one in counts for key in of_one} - {TOTAL})]
        self._form = struct.Struct(f"<{3 * len(self.keys)}I")
        self.articles = [self._packed(of_one) for of_one in counts]

    def _packed(self, counts: Counts) -> int:
        flat = (count for key in self.keys for count in counts.get(key, NOTHING))
        return int.from_bytes(self._form.pack(*flat), "little")

    def counts(self, total: int) -> Iterator[tuple[Key, int, int, int]]:
        """Yield hits, spurious and missing by key."""
        flat = self._form.unpack(total.to_bytes(self._form.size, "little"))
        return zip(self.keys, flat[::3], flat[1::3], flat[2::3], strict=True)

    def f1(self, total: int) -> dict[Key, float | None]:
        """Return F1 by key."""
        return {key: _shares(*counts)[2] for key, *counts in self.counts(total)}


def _shares(hits: int, spurious: int, missing: int) -> tuple[float | None, float | None, float | None]:
    """Return precision, recall and F1; None where there is nothing to count."""
    return (
        hits / (hits + spurious) if hits + spurious else None,
        hits / (hits + missing) if hits + missing else None,
        2 * hits / (2 * hits + spurious + missing) if hits + spurious + missing else None,
    )


def _scores(packed: _Packed, source: random.Random) -> dict[Key, Score]:
    """Return the scores by key, with the intervals of the bootstrap."""
    drawn: dict[Key, list[tuple[float | None, ...]]] = {key: [] for key in packed.keys}
    for _ in range(RESAMPLES):
        total = sum(source.choices(packed.articles, k=len(packed.articles)))
        for key, *counts in packed.counts(total):
            drawn[key].append(_shares(*counts))
    scores = {}
    for key, hits, spurious, missing in packed.counts(sum(packed.articles)):
        values = _shares(hits, spurious, missing)
        shares = map(_share, values, zip(*drawn[key], strict=True))
        scores[key] = Score(hits, spurious, missing, *shares)
    return scores


def _share(value: float | None, samples: Iterable[float | None]) -> Share:
    """Return a share with the 2.5th and the 97.5th percentile of its samples."""
    known = [sample for sample in samples if sample is not None]
    if value is None or len(known) < 2:
        return Share(value, value, value)
    borders = quantiles(known, n=40, method="inclusive")
    return Share(value, borders[0], borders[-1])
