"""Compare judges of claims: the attack of mutate.py and the time it takes, ours and its peers in one run.

    python tests/bench/judging.py GOLD ARTICLES_DIR [--peers [NAME ...]] [--rounds 2]

GOLD and ARTICLES_DIR are those of mutate.py; peers.txt beside this file says how to install the peers. The
first table gives the share of claims accepted, for each kind of change: false ones should be 0, harmless ones
100. A peer accepts what it cannot see, so a speaker or a hedge it has no notion of counts against it.

Each peer gets the whole article and the claim in the form it takes. A number that is the article's own is
given in the article's words, another one as news writes it.

- langextract aligns the quote with the claim's number put in, and the number alone when the claim quotes
  nothing; hedge, subject and speaker would be attributes, which it never looks for. It accepts what it gives
  a place: by default, and in the column "strictly" without fuzzy and partial matches.
- rag-quantguard, corroborate and groundrails judge the sentence "At least 1,200 soldiers, according to the
  ministry."; groundrails by its lexical tier "low", as the tiers and models above it want downloads.
- llmground judges fields: number with unit, subject and speaker. It accepts when it grounds or skips each.
  The hedge is left out, as its name is no word of the article; the quote, as one that does not stand there
  takes it ten seconds.

The second table is CPU time, the median of several rounds with the least and the most. Eight claims are
checked on 6,000 characters whose numbers are read already, a new text each time: claims as our own pipeline
makes them, with the ids of their numbers, and the same ones with quotes. Five quotes of 40 words, two of
them changed, are aligned in 800 words whose numbers are read: changed to other words, which makes another
quote and which ours refuses as soon as it knows the word for one the text lacks, or by one letter, which
ours finds. Ours folds the text anew in each round, for all five quotes once. By default langextract settles
for the words before the first changed one; without partial matches it looks for the likest passage, and
finds it in both cases.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
import time
from collections import defaultdict
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, TypeAlias

from gold import rows
from mutate import AS_IT_IS, told, trials, unchanged

from extractor.article import article
from extractor.check import SOUND, check
from extractor.check.align import Source, align
from extractor.mutate import FALSE, HARMLESS
from extractor.numbers import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from extractor.claims import NumericClaim
    from extractor.mutate import Story, Truth

    # what a peer is given of a claim, and whether it accepts that for an article
    Form: TypeAlias = tuple[tuple[str, str], ...]
    Judge: TypeAlias = Callable[[str, Form], bool]
    Span: TypeAlias = tuple[int, int] | None

HEDGES = {
    "about": "about",
    "at_least": "at least",
    "more_than": "more than",
    "at_most": "up to",
    "less_than": "less than",
}
MONEY = {"USD": "$", "EUR": "€", "GBP": "£", "$": "$", "€": "€"}
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
ALIGNERS = {"langextract": {}, "… without partial matches": {"accept_match_lesser": False}}
QUOTES, QUOTE_WORDS, SOURCE_WORDS = 5, 40, 800
CLAIMS, ARTICLE_CHARS = 8, 6000


# -- how a claim is put to a peer


def number(value: Decimal) -> str:
    """Write a number as news does: 12,000, 4.5 million."""
    for scale, name in SCALES:
        if abs(value) >= scale and value % (scale // 1000) == 0:
            return f"{(value / scale).normalize():,f} {name}"
    return f"{value.normalize():,f}"


def ends(claim: NumericClaim) -> list[Decimal]:
    return [end for end in (claim.value, claim.low, claim.high) if end is not None]


def quantity(truth: Truth, claim: NumericClaim) -> str:
    """Write number and unit of a claim, in the article's words if they are the article's."""
    if (ends(claim), claim.unit) == (ends(truth.claim), truth.claim.unit):
        return truth.mention.text
    written = " to ".join(map(number, sorted(ends(claim))))
    unit = claim.unit or ""
    if unit in MONEY:
        return MONEY[unit] + written
    if unit == "%":
        return written + unit
    plural = unit.islower() and len(unit) > 3 and not unit.endswith(("s", "cent"))
    return f"{written} {unit}{'s' if plural else ''}".rstrip()


def quoted(truth: Truth, claim: NumericClaim) -> Form:
    """Give the quote with the claim's number put in."""
    written, own = quantity(truth, claim), truth.mention.text
    return (("quote", claim.quote.replace(own, written) if claim.quote else written),)


def sentence(truth: Truth, claim: NumericClaim) -> Form:
    """Give a sentence of hedge, number, unit, subject and speaker."""
    words = (HEDGES.get(claim.bound or "", ""), quantity(truth, claim), claim.subject or "")
    said = " ".join(filter(None, words))
    speaker = f", according to {claim.attributed_to}" if claim.attributed_to else ""
    return (("sentence", f"{said[:1].upper()}{said[1:]}{speaker}."),)


def fields(truth: Truth, claim: NumericClaim) -> Form:
    """Give the fields whose values are words of the article."""
    words = {"subject": claim.subject, "attributed_to": claim.attributed_to}
    return (("value", quantity(truth, claim)), *((name, word) for name, word in words.items() if word))


# -- the peers


def langextract(**settings: bool) -> Judge:
    aligner = importlib.import_module("langextract.resolver").WordAligner()
    extraction = importlib.import_module("langextract.core.data").Extraction

    def judge(text: str, form: Form) -> bool:
        asked = extraction(extraction_class="claim", extraction_text=form[0][1])
        return aligner.align_extractions([[asked]], text, **settings)[0][0].char_interval is not None

    return judge


def langextract_strict() -> Judge:
    return langextract(enable_fuzzy_alignment=False, accept_match_lesser=False)


def quantguard() -> Judge:
    guard = importlib.import_module("quantguard").QuantitativeGuard()
    return lambda text, form: bool(guard.verify(form[0][1], [text]).is_valid)


def llmground() -> Judge:
    verify = importlib.import_module("llmground").verify

    def judge(text: str, form: Form) -> bool:
        report = verify(dict(form), text)
        return not report.ungrounded and not report.weak

    return judge


def corroborate() -> Judge:
    check_answer = importlib.import_module("corroborate").check_answer
    return lambda text, form: bool(check_answer("", [text], form[0][1]).ok())


def groundrails() -> Judge:
    library = importlib.import_module("groundrails")
    importlib.import_module("groundrails.settings").mark_ready()  # as its `init` does, which downloads
    config = importlib.import_module("groundrails.config").load_config().overlay(lexical_effort="low")
    return lambda text, form: bool(library.ground(form[0][1], [text], config=config).grounded)


PEERS: Mapping[str, tuple[Callable[[Truth, NumericClaim], Form], Callable[[], Judge]]] = {
    "langextract": (quoted, langextract),
    "strictly": (quoted, langextract_strict),
    "quantguard": (sentence, quantguard),
    "llmground": (fields, llmground),
    "corroborate": (sentence, corroborate),
    "groundrails": (sentence, groundrails),
}


def installed(names: Sequence[str]) -> dict[str, Judge]:
    """Return the judges that can be called, and say of the others why not."""
    found: dict[str, Judge] = {}
    for name in names:
        try:
            found[name] = cache(PEERS[name][1]())
        except ImportError as error:
            sys.stderr.write(f"{name} left out: {error}\n")
    return found


# -- the tables


class Count:
    """How many claims of each kind each judge accepted."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._claims: dict[str, int] = defaultdict(int)
        self._accepted: dict[tuple[str, str], int] = defaultdict(int)

    def add(self, kind: str, accepted: Mapping[str, bool]) -> None:
        for row in (kind, "all"):
            self._claims[row] += 1
            for name, yes in accepted.items():
                self._accepted[row, name] += yes

    def lines(self, title: str, kinds: Sequence[str]) -> Iterator[str]:
        yield line([title, "claims", *self._names])
        for kind in (*kinds, "all"):
            if n := self._claims[kind]:
                shares = [f"{100 * self._accepted[kind, name] / n:.1f} %" for name in self._names]
                yield line([f"  {kind}", str(n), *shares])


def line(cells: Sequence[str]) -> str:
    return f"{cells[0]:28}{cells[1]:>7}" + "".join(f"{cell:>14}" for cell in cells[2:]) + "\n"


def attack(found: Sequence[Story], peers: Mapping[str, Judge], rounds: int) -> Iterator[str]:
    """Yield the first table."""
    for title, changes, kinds in (
        ("false claims", FALSE, [*FALSE]),
        ("harmless variants", HARMLESS, [AS_IT_IS, *HARMLESS]),
    ):
        count = Count(["ours", *peers])
        for story in found:
            same = unchanged(story) if AS_IT_IS in kinds else []
            for mutant, result in same + trials(story, changes, rounds):
                accepted = {
                    name: judge(story.text, PEERS[name][0](mutant.truth, mutant.claim))
                    for name, judge in peers.items()
                }
                count.add(mutant.change, {"ours": result.verdict in SOUND, **accepted})
        yield from count.lines(title, kinds)


def timed(action: Callable[[], object], rounds: int) -> list[float]:
    """Return the milliseconds of CPU time an action takes, round by round."""
    found = []
    for _ in range(rounds):
        begun = time.process_time()
        action()
        found.append(1000 * (time.process_time() - begun))
    return found


def shown(title: str, milliseconds: Sequence[float], more: str = "") -> str:
    low, middle, high = min(milliseconds), median(milliseconds), max(milliseconds)
    return f"  {title:44}{middle:12.3f}{low:12.3f}{high:12.3f}  {more}\n"


def checking(found: Sequence[Truth], text: str) -> Iterator[str]:
    """Yield what it takes to check claims on an article, beyond reading its numbers."""
    text = text[:ARTICLE_CHARS]
    known = [truth for truth in found if truth.claim.quote and truth.claim.quote in text]
    known = known[:: max(1, len(known) // CLAIMS)][:CLAIMS]
    by_quote = [truth.claim for truth in known]
    by_id = [pointing(truth, text) for truth in known]
    yield shown("scan of 6,000 characters", timed(lambda: scan(text), 20))
    for title, claims in (("with mention ids", by_id), ("with quotes", by_quote)):
        supported = sum(result.verdict == "supported" for result in check(text, claims).results)
        took = [unseen(text + turn * "\n", claims) for turn in range(1, 101)]
        yield shown(f"check of {len(claims)} claims {title}", took, f"{supported} supported")


def pointing(truth: Truth, text: str) -> NumericClaim:
    """State a claim by the id of its number in the joined articles."""
    start = truth.start + text.index(truth.quote) - truth.story.text.index(truth.quote)
    mention = next(m for m in scan(text) if m.start <= start < m.end or start <= m.start)
    return truth.claim.model_copy(update={"quote": None, "mention": mention.id})


def unseen(text: str, claims: Sequence[NumericClaim]) -> float:
    """Return the milliseconds of a check on a text of which only the numbers have been read."""
    mentions = scan(text)
    return timed(lambda: check(text, claims, mentions), 1)[0]


def changed(words: Sequence[str], change: Callable[[str], str]) -> str:
    """Change two plain words of a quote."""
    plain = [i for i, word in enumerate(words) if re.fullmatch(r"[a-z]{6,}", word)]
    chosen = {plain[len(plain) // 3], plain[2 * len(plain) // 3]}
    return " ".join(change(word) if i in chosen else word for i, word in enumerate(words))


def aligning(text: str, *, with_peer: bool) -> Iterator[str]:
    """Yield what it takes to align long quotes."""
    words = text.split()[:SOURCE_WORDS]
    whole = " ".join(words)
    step = (len(words) - QUOTE_WORDS) // QUOTES
    firsts = range(0, step * QUOTES, step)
    wanted = [whole.index(" ".join(words[i : i + QUOTE_WORDS])) for i in firsts]
    yield shown("scan of 800 words", timed(lambda: scan(whole), 20))
    for title, change in (
        ("to other words", lambda word: "otherwise"),
        ("by one letter", lambda word: word[:-2] + word[-1]),
    ):
        quotes = [changed(words[i : i + QUOTE_WORDS], change) for i in firsts]
        mine, places = ours(quotes, whole)
        yield shown(f"quotes changed {title}, ours", mine, hits(places, wanted, quotes))
        for name, settings in ALIGNERS.items() if with_peer else ():
            its, places = theirs(quotes, whole, settings)
            more = f"{hits(places, wanted, quotes)}, ours is {median(its) / median(mine):,.0f} times as fast"
            yield shown(f"    {name}", its, more)


def ours(quotes: Sequence[str], text: str) -> tuple[list[float], list[Span]]:
    """Return the times of our aligner, and the places it gives."""
    mentions = scan(text)
    found: list[Span] = []

    def run() -> None:
        source = Source(text, mentions)
        places = [next(iter(align(quote, source)), None) for quote in quotes]
        found[:] = [(place.start, place.end) if place else None for place in places]

    return timed(run, 20), found


def theirs(quotes: Sequence[str], text: str, settings: dict[str, bool]) -> tuple[list[float], list[Span]]:
    """Return the times of langextract's aligner, and the places it gives."""
    aligner = importlib.import_module("langextract.resolver").WordAligner()
    extraction = importlib.import_module("langextract.core.data").Extraction
    found: list[Span] = []

    def run() -> None:
        asked = [extraction(extraction_class="claim", extraction_text=quote) for quote in quotes]
        placed = [it.char_interval for it in aligner.align_extractions([asked], text, **settings)[0]]
        found[:] = [(place.start_pos, place.end_pos) if place else None for place in placed]

    return timed(run, 3), found


def hits(places: Sequence[Span], wanted: Sequence[int], quotes: Sequence[str]) -> str:
    """Say how many quotes were placed, and how many of them over nine tenths of their length."""
    placed = [
        (*place, start, len(quote))
        for place, start, quote in zip(places, wanted, quotes, strict=True)
        if place
    ]
    full = [min(end, at + size) - max(start, at) >= 0.9 * size for start, end, at, size in placed]
    return f"{len(placed)} placed, {sum(full)} whole"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--peers", nargs="*", choices=PEERS, metavar="NAME", help="all peers, or these")
    parser.add_argument("--rounds", type=int, default=2, help="random changes of each kind per claim")
    wanted = parser.parse_args()
    peers = {} if wanted.peers is None else installed(wanted.peers or list(PEERS))
    stories = [
        told(article((wanted.articles / name).read_bytes().decode()).text, gold)
        for name, gold in rows(wanted.gold).items()
    ]
    sys.stdout.writelines(attack(stories, peers, wanted.rounds))
    sys.stdout.write(f"{'milliseconds':46}{'median':>12}{'least':>12}{'most':>12}\n")
    whole = "\n\n".join(story.text for story in stories)
    sys.stdout.writelines(checking([truth for story in stories for truth in story.truths], whole))
    sys.stdout.writelines(aligning(whole, with_peer="langextract" in peers))


if __name__ == "__main__":
    main()
