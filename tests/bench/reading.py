"""Compare readers of numbers on public sets: ours and its peers in one run on the same data.

    python tests/bench/reading.py DATA_DIR [--peers [NAME ...]] [--rounds 5] [--chars 12000]

DATA_DIR holds a folder for each set, `score.py`, which scores a function from text to mentions, and
`peers.py`, which makes such a function of each peer; peers.txt beside this file says how to install them.

The first part of the table is what `score.py` measures, times 100: F1, but for hedges the share right and for
forbidden the share of dates, names and identifiers taken for quantities (lower is better). Ours reads as
`numbers_score.mentions`, but for the spans of GUM, whose gold tags every numeral, those of names and list
markers too: there as `numbers_score.numerals`. number-parser converts whole phrases and is given the set of
phrases only. "–" is what a reader does not answer.

The second part is characters a second of CPU time on whole articles, the median of several rounds with the
least and the most; the readers take turns, and the ratio is ours to the peer's of the same round. What a
reader loads when it is first called is not counted. quantulum3 runs with its classifier of units; "+dates" is
Recognizers with the dates it finds taken out.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, TypeAlias

import numbers_score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Reader: TypeAlias = Callable[[str], Any]

OURS = "ours"
# name in the table → function of peers.py
PEERS = {
    "quantulum3": "quantulum",
    "Recognizers": "rtext",
    "+dates": "rtext_dates",
    "text2num": "text2num",
    "number-parser": "number_parser",
    "naive": "naive",
}
PHRASES_ONLY = {"number-parser"}
# row of the table, set, what score.py calls it
FIGURES = (
    ("newsquant value", "newsquant", "value"),
    ("newsquant ranges as ranges", "newsquant", "value-strict"),
    ("newsquant value and unit", "newsquant", "val+unit"),
    ("newsquant hedges right", "newsquant", "qualifier"),
    ("rtext_number span and value", "rtext_number", "span+value"),
    ("rtext_percent span and value", "rtext_percent", "span+value"),
    ("number_phrases value", "number_phrases", "value"),
    ("duckling_units value", "duckling_units", "value"),
    ("gum_wikinews spans", "gum_wikinews", "overlap"),
    ("gum_wikinews forbidden", "gum_wikinews", "forbid"),
    ("re3d_conflict forbidden", "re3d_conflict", "forbid"),
)
ARTICLES = "gum_wikinews"
LEAST_SECONDS = 0.2  # of a timing; a fast reader reads the articles again
FORGOTTEN = 5  # forms of each article, in turn: no reader remembers so many texts


class Scores:
    """What score.py measures of each reader on each set, each measured once."""

    def __init__(self, data: Path) -> None:
        sys.path.insert(0, str(data))
        self._data = str(data)
        self._scorer: Any = importlib.import_module("score")
        self._peers: Any = importlib.import_module("peers")
        self._measured = cache(self._measure)

    def reader(self, name: str, wanted: str = "") -> Reader:
        """Return the function that reads for a figure."""
        if name == OURS:
            return numbers_score.numerals if wanted == "overlap" else numbers_score.mentions
        found: Reader = getattr(self._peers, PEERS[name])
        return found

    def items(self, dataset: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._scorer.load(self._data, dataset)
        return found

    def of(self, name: str, dataset: str, wanted: str) -> Mapping[str, Any]:
        """Return all measures of one reader on one set."""
        return self._measured(self.reader(name, wanted), dataset)

    def _measure(self, reader: Reader, dataset: str) -> Mapping[str, Any]:
        measured: Mapping[str, Any] = self._scorer.score(reader, dataset, self.items(dataset))[0]
        return measured


def share(measured: Mapping[str, Any], wanted: str) -> float | None:
    """Return the figure of a row, None where the reader gives no answer."""
    found = measured.get(wanted)
    if found is None:
        return None
    if wanted == "forbid":
        return float(found["all"]["hit"])
    if wanted == "qualifier":
        right = sum(kind["rate"] * kind["n"] for kind in found.values())
        return float(right / sum(kind["n"] for kind in found.values()))
    return float(found["F1"])


def figures(scores: Scores, names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the rows of the table's first part; the last one says on how many items a reader raised."""
    crashes: dict[str, dict[str, int]] = {name: {} for name in names}
    for row, dataset, wanted in FIGURES:
        cells = [row]
        for name in names:
            measured: Mapping[str, Any] = {}
            if name not in PHRASES_ONLY or dataset == "number_phrases":
                measured = scores.of(name, dataset, wanted)
            found = share(measured, wanted)
            cells.append("–" if found is None else f"{found:.1f}")
            crashes[name][dataset] = measured.get("crashes", 0)
        yield cells
    yield ["items it raised on", *(str(sum(crashes[name].values())) for name in names)]


def rate(reader: Reader, texts: Sequence[str]) -> float:
    """Return the characters a second of CPU time that a reader reads, of texts it does not remember."""
    begun, rounds = time.process_time(), 0
    while (seconds := time.process_time() - begun) < LEAST_SECONDS:
        for text in texts:
            reader(text + "\n" * (rounds % FORGOTTEN))
        rounds += 1
    return rounds * sum(map(len, texts)) / seconds


def articles(scores: Scores, least: int) -> list[str]:
    """Return whole articles, at least so many characters in all if the set has them."""
    found: list[str] = []
    for item in scores.items(ARTICLES):
        if sum(map(len, found)) < least:
            found.append(item["text"])
    return found


def speed(scores: Scores, names: Sequence[str], rounds: int, least: int) -> Iterator[list[str]]:
    """Yield the rows of the table's second part."""
    texts = articles(scores, least)
    timed = [name for name in names if name not in PHRASES_ONLY]
    for name in timed:
        scores.reader(name)(texts[0])
    rates: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(rounds):
        for name in timed:
            rates[name].append(rate(scores.reader(name), texts))
    ratios = {
        name: [mine / its for mine, its in zip(rates[OURS], rates[name], strict=True)] for name in timed
    }
    for row, found, scale in (("1000 characters a second", rates, 1000), ("ours, times as fast", ratios, 1)):
        middles = [short(median(found[n]) / scale) if n in timed else "–" for n in names]
        spreads = [
            f"{short(min(found[n]) / scale)}–{short(max(found[n]) / scale)}" if n in timed else ""
            for n in names
        ]
        yield [row, *middles]
        yield ["  least and most", *spreads]


def short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def installed(scores: Scores, names: Sequence[str]) -> Iterator[str]:
    """Yield the peers that can be called, and say of the others why not."""
    for name in names:
        try:
            scores.reader(name)("one")
        except ImportError as error:
            sys.stderr.write(f"{name} left out: {error}\n")
        else:
            yield name


def line(cells: Sequence[str]) -> str:
    return f"{cells[0]:34}" + "".join(f"{cell:>15}" for cell in cells[1:]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--peers", nargs="*", choices=PEERS, metavar="NAME", help="all peers, or these")
    parser.add_argument("--rounds", type=int, default=5, help="timings of each reader")
    parser.add_argument("--chars", type=int, default=12_000, help="least characters of a timing's articles")
    wanted = parser.parse_args()
    scores = Scores(wanted.data.resolve())
    peers = [] if wanted.peers is None else list(installed(scores, wanted.peers or list(PEERS)))
    names = [OURS, *peers]
    sys.stdout.write(line(["", *names]))
    for row in figures(scores, names):
        sys.stdout.write(line(row))
    for row in speed(scores, names, wanted.rounds, wanted.chars):
        sys.stdout.write(line(row))


if __name__ == "__main__":
    main()
