"""Attack the judge: change one thing in true claims and count what is still accepted.

    python tests/bench/mutate.py GOLD ARTICLES_DIR [--rounds 5] [--list KIND]

GOLD is a gold file or a folder of NAME.gold.jsonl files. Every gold row becomes a true claim as another
tool would state it: value, unit, hedge, what is counted, who says it, and the sentence as its quote. Then
one thing in it is made false (a digit, the scale, the hedge, the speaker, ...), or written in another way
that means the same. The table counts, for each kind of change, how many claims the check accepts: false
ones should be 0, harmless ones all. A changed value that the text happens to state with the same unit
elsewhere is no false claim and left out.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from gold import rows

from extractor.article import article
from extractor.check import Verdict, check
from extractor.claims import NumericClaim
from extractor.numbers import Bound, Mention, Role, is_currency, scan
from extractor.sentences import at, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

Change: TypeAlias = Callable[["Truth", random.Random], Iterator[NumericClaim]]


@dataclass(frozen=True, slots=True)
class Truth:
    """A true claim and what is known of its article: its numbers, sentences and the claims beside it."""

    text: str
    mentions: Sequence[Mention]
    row: dict[str, Any]
    claim: NumericClaim
    others: Sequence[dict[str, Any]]

    @property
    def mention(self) -> Mention:
        return next(m for m in self.mentions if m.start < self.row["end"] and self.row["start"] < m.end)

    def ends(self) -> dict[str, Decimal]:
        """Return the finite numbers of the claim by field."""
        stated = {name: getattr(self.claim, name) for name in ("value", "low", "high")}
        return {name: number for name, number in stated.items() if number is not None}

    def sentence(self, offset: int) -> str:
        cut = sentences(self.text)
        found = cut[at(cut, offset)]
        return self.text[found.start : found.end]


def truths(text: str, gold: Sequence[dict[str, Any]]) -> Iterator[Truth]:
    """Yield the true claims of an article."""
    mentions, cut = scan(text), sentences(text)
    numbers = [row for row in gold if row["role"] == "quantity"]
    for row in numbers:
        low, high = (_decimal(row[end]) for end in ("low", "high"))
        single = low is not None and low == high
        here = cut[at(cut, row["start"])]
        stands = [s for s in row["subjects"] if s and s.lower() in text.lower()]
        said = [s for s in row["sources"] if s and s != "none" and s.lower() in text.lower()]
        own_voice = bool(row["sources"]) and row["sources"][0] in (None, "none")
        claim = NumericClaim(
            quote=text[here.start : here.end],
            value=low if single else None,
            low=None if single else low,
            high=None if single else high,
            unit=row["unit"],
            bound=row["bound"],
            subject=stands[0] if stands else None,
            attributed_to=None if own_voice or not said else said[0],
        )
        if any(m.start < row["end"] and row["start"] < m.end for m in mentions):
            yield Truth(text, mentions, row, claim, [other for other in numbers if other is not row])


def _decimal(value: float | str | None) -> Decimal | None:
    if value is None:
        return None
    exact = Fraction(str(value))
    return Decimal(exact.numerator) / Decimal(exact.denominator)


# -- false claims


def _numbers(truth: Truth, change: Callable[[Decimal], Decimal | None]) -> Iterator[NumericClaim]:
    """Change all finite numbers of a claim alike; leave out what the text states elsewhere."""
    changed = {name: change(number) for name, number in truth.ends().items()}
    if None in changed.values() or changed == truth.ends():
        return
    stated = {(m.low, m.high) for m in truth.mentions if m.unit == truth.claim.unit}
    low = changed.get("value", changed.get("low"))
    if (low, changed.get("value", changed.get("high"))) not in stated:
        yield truth.claim.model_copy(update=changed)


def _digits(number: Decimal, change: Callable[[list[str]], list[str] | None]) -> Decimal | None:
    """Change the written digits of a number, its sign and point kept in place."""
    written = f"{number:f}"
    digits = change([c for c in written if c.isdigit()])
    if digits is None:
        return None
    if len(digits) != sum(map(str.isdigit, written)):
        return Decimal(("-" if written[0] == "-" else "") + "".join(digits)) if "." not in written else None
    left = iter(digits)
    return Decimal("".join(next(left) if c.isdigit() else c for c in written))


def _one_digit(digits: list[str], chance: random.Random) -> list[str]:
    place = chance.randrange(len(digits))
    other = chance.choice([d for d in "123456789" if d != digits[place]])
    return [*digits[:place], other, *digits[place + 1 :]]


def _dropped(digits: list[str], chance: random.Random) -> list[str] | None:
    place = chance.randrange(len(digits))
    return [*digits[:place], *digits[place + 1 :]] if len(digits) > 1 else None


def _added(digits: list[str], chance: random.Random) -> list[str]:
    place = chance.randrange(1, len(digits) + 1)
    return [*digits[:place], chance.choice("0123456789"), *digits[place:]]


def _swapped(digits: list[str], chance: random.Random) -> list[str] | None:
    places = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1]]
    if not places:
        return None
    i = chance.choice(places)
    return [*digits[:i], digits[i + 1], digits[i], *digits[i + 2 :]]


def _by_digits(change: Callable[[list[str], random.Random], list[str] | None]) -> Change:
    def changed(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
        yield from _numbers(truth, lambda n: _digits(n, lambda d: change(d, chance)))

    return changed


def scale(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """Thousands for millions and the like; a power of ten."""
    factor = Decimal(10) ** chance.choice([-9, -6, -3, -2, -1, 1, 2, 3, 6, 9])
    yield from _numbers(truth, lambda n: n * factor if n else None)


def sign(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    yield from _numbers(truth, lambda n: -n if n else None)


def unit(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """Another unit: percent for a count, miles for kilometres."""
    others = ["percent", "kilometer", "mile", "tonne", "hour", "month", "degree Celsius", "square kilometer"]
    if not is_currency(truth.claim.unit or ""):
        others.append("USD")
    yield truth.claim.model_copy(update={"unit": chance.choice([u for u in others if u != truth.claim.unit])})


def no_unit(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """A measure stated as a plain count."""
    if truth.claim.unit:
        yield truth.claim.model_copy(update={"unit": ""})


def currency(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    if is_currency(truth.claim.unit or ""):
        code = chance.choice([c for c in ("USD", "EUR", "GBP", "UAH", "RUB", "JPY") if c != truth.claim.unit])
        yield truth.claim.model_copy(update={"unit": code})


def points(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """Percent for percentage points and the other way round."""
    swap = {"percent": "percentage point", "percentage point": "percent", "basis point": "percent"}
    if truth.claim.unit in swap:
        yield truth.claim.model_copy(update={"unit": swap[truth.claim.unit]})


def _hedged(truth: Truth, bound: str) -> NumericClaim:
    """State the claim's number under another hedge."""
    ends = sorted(truth.ends().values())
    low = None if bound in ("at_most", "less_than") else ends[0]
    high = None if bound in ("at_least", "more_than") else ends[-1]
    single = low is not None and low == high
    fields = {
        "value": low if single else None,
        "low": None if single else low,
        "high": None if single else high,
    }
    return truth.claim.model_copy(update={**fields, "bound": Bound(bound)})


def hedge_dropped(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    if truth.claim.bound not in (None, "exact", "range", "vague"):
        yield _hedged(truth, "exact")


def hedge_added(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    if truth.claim.bound == "exact":
        yield _hedged(truth, chance.choice(["about", "at_least", "more_than", "at_most", "less_than"]))


def hedge_flipped(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    flip = {"at_least": "at_most", "at_most": "at_least", "more_than": "less_than", "less_than": "more_than"}
    if truth.claim.bound in flip:
        yield _hedged(truth, flip[truth.claim.bound])


def range_end(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    if len(truth.ends()) == 2:
        name, number = chance.choice(sorted(truth.ends().items()))
        yield truth.claim.model_copy(update={name: number * Decimal("1.1") + 1})


def range_as_number(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """One end of a range stated as the number."""
    if len(truth.ends()) == 2:
        end = chance.choice(sorted(truth.ends().values()))
        yield truth.claim.model_copy(
            update={"low": None, "high": None, "value": end, "bound": Bound("exact")}
        )


def wrong_thing(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The right number with what another number counts."""
    mine = {s.lower() for s in truth.row["subjects"] if s}
    for same in _SAME:
        if any(_overlap(one, word) for one in mine for word in same):
            mine |= same
    for other in chance.sample(list(truth.others), len(truth.others)):
        names = [s for s in other["subjects"] if s and s.lower() in truth.text.lower()]
        known = {s.lower() for s in other["subjects"] if s}
        if names and not any(_overlap(a, b) for a in mine for b in known):
            yield truth.claim.model_copy(update={"subject": names[0]})
            return


_SAME = (  # words of which one is as true as the other
    {"soldiers", "troops", "servicemen", "fighters", "forces", "men", "personnel"},
    {"dead", "deaths", "killed", "fatalities"},
)


def _overlap(one: str, other: str) -> bool:
    """Say that two phrases share a word, be it once in the plural: "votes" are no other thing than "vote"."""
    mine, theirs = ({word.removesuffix("s") for word in re.findall(r"\w+", it)} for it in (one, other))
    return bool(mine & theirs)


def wrong_number(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The words of this claim with the number of another one, quote and all."""
    for other in chance.sample(list(truth.others), len(truth.others)):
        fields = {"low": _decimal(other["low"]), "high": _decimal(other["high"])}
        if (fields["low"], fields["high"]) != (_decimal(truth.row["low"]), _decimal(truth.row["high"])):
            single = fields["low"] is not None and fields["low"] == fields["high"]
            value = (
                {"value": fields["low"], "low": None, "high": None} if single else {"value": None, **fields}
            )
            if _stated_in(truth, fields):
                continue
            more = {"unit": other["unit"], "bound": Bound(other["bound"])}
            yield truth.claim.model_copy(update={**value, **more})
            return


def _stated_in(truth: Truth, fields: dict[str, Decimal | None]) -> bool:
    """Say that the quoted sentence states these ends too: then quote and number agree."""
    quote = truth.claim.quote or ""
    return any((m.low, m.high) == (fields["low"], fields["high"]) for m in scan(quote))


def total_for_part(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """Of "1,000 of the 11,000 soldiers": the number of the whole as that of the part."""
    cut = sentences(truth.text)
    here = at(cut, truth.row["start"])
    for other in truth.others:
        near = at(cut, other["start"]) == here
        part = re.search(
            rf"{re.escape(truth.row['text'])} (?:\w+ )?of (?:the |its |their )?\Z",
            truth.text[: other["start"]],
        )
        if near and part and other["low"] is not None:
            yield truth.claim.model_copy(
                update={
                    "mention": truth.mention.id,
                    "value": _decimal(other["low"]),
                    "low": None,
                    "high": None,
                }
            )


def other_speaker(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """Somebody else of the article says it."""
    mine = {s.lower() for s in truth.row["sources"] if s}
    for other in chance.sample(list(truth.others), len(truth.others)):
        names = [s for s in other["sources"] if s and s != "none" and s.lower() in truth.text.lower()]
        known = {s.lower() for s in other["sources"] if s}
        if names and not any(_overlap(a, b) for a in mine for b in known):
            yield truth.claim.model_copy(update={"attributed_to": names[0]})
            return


def invented_speaker(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    yield truth.claim.model_copy(update={"attributed_to": "Ottoline Vandersloot"})


def quote_digit(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """A digit changed in the quote and in the value alike."""
    written = truth.row["text"]
    places = [i for i, c in enumerate(written) if c.isdigit()]
    if not places or written not in (truth.claim.quote or ""):
        return
    i = chance.choice(places)
    other = chance.choice([d for d in "123456789" if d != written[i]])
    false = written[:i] + other + written[i + 1 :]
    quote = (truth.claim.quote or "").replace(written, false)
    if quote in truth.text:
        return
    read = next((m for m in scan(false) if m.role is Role.QUANTITY), None)
    if read is not None and read.low is not None and read.low == read.high:
        yield truth.claim.model_copy(update={"quote": quote, "value": read.low, "low": None, "high": None})


def quote_moved(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The quote of another sentence, which does not hold the number."""
    others = [s for s in sentences(truth.text) if not s.start <= truth.row["start"] < s.end]
    mine = (truth.mention.low, truth.mention.high)
    for there in chance.sample(others, len(others)):
        inside = [m for m in truth.mentions if there.start <= m.start < there.end]
        if all((m.low, m.high) != mine for m in inside):
            yield truth.claim.model_copy(update={"quote": truth.text[there.start : there.end]})
            return


def substring(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The last or first digits of a written number as the number, without a quote: 200 of 1,200."""
    digits = re.sub(r"\D", "", truth.row["text"])
    for piece in (digits[-3:], digits[:1], digits[1:]):
        value = Decimal(piece) if piece else None
        if value and value not in {e for m in truth.mentions for e in (m.low, m.high)}:
            yield truth.claim.model_copy(
                update={"quote": None, "value": value, "low": None, "high": None, "bound": Bound("exact")}
            )


def date_as_count(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """A year, day or number of a name as a quantity of what is counted here."""
    dates = [m for m in truth.mentions if m.role in (Role.DATE, Role.TIME, Role.IDENTIFIER, Role.ORDINAL)]
    for mention in chance.sample(dates, min(2, len(dates))):
        digits = re.search(r"\d+", mention.text)
        if digits and Decimal(digits[0]) not in {m.low for m in truth.mentions if m.role is Role.QUANTITY}:
            update = {"quote": truth.sentence(mention.start), "value": Decimal(digits[0])}
            more = {"low": None, "high": None, "unit": "", "bound": Bound("exact"), "subject": None}
            yield truth.claim.model_copy(update={**update, **more, "attributed_to": None})


FALSE: dict[str, Change] = {
    "digit changed": _by_digits(_one_digit),
    "digit dropped": _by_digits(_dropped),
    "digit added": _by_digits(_added),
    "digits transposed": _by_digits(_swapped),
    "scale": scale,
    "sign": sign,
    "currency": currency,
    "unit": unit,
    "unit dropped": no_unit,
    "percent and points": points,
    "hedge dropped": hedge_dropped,
    "hedge added": hedge_added,
    "hedge flipped": hedge_flipped,
    "range end moved": range_end,
    "range as a number": range_as_number,
    "wrong number": wrong_number,
    "wrong thing": wrong_thing,
    "total for part": total_for_part,
    "other speaker": other_speaker,
    "invented speaker": invented_speaker,
    "digit in the quote": quote_digit,
    "quote moved": quote_moved,
    "substring": substring,
    "date as a quantity": date_as_count,
}


# -- harmless variants


def as_it_is(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    yield truth.claim


def by_id(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    yield truth.claim.model_copy(update={"quote": None, "mention": truth.mention.id})


def _requoted(truth: Truth, change: Callable[[str], str]) -> Iterator[NumericClaim]:
    quote = truth.claim.quote or ""
    if (changed := change(quote)) != quote:
        yield truth.claim.model_copy(update={"quote": changed})


def straight_quotes(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    plain = str.maketrans("“”‘’\"'", "\"\"''“’")
    yield from _requoted(truth, lambda q: q.translate(plain))


def dashes(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    yield from _requoted(truth, lambda q: q.translate(str.maketrans("–—", "--")))


def line_breaks(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    def broken(quote: str) -> str:
        places = [i for i, c in enumerate(quote) if c == " "]
        i = chance.choice(places) if places else 0
        return quote[:i] + "\n" + quote[i + 1 :]

    yield from _requoted(truth, broken)


def narrower(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """A few words around the number in place of the sentence."""
    quote = truth.claim.quote or ""
    begin = quote.find(truth.mention.text)
    if begin < 0 or quote.count(truth.mention.text) > 1:
        return
    before = quote[:begin].split(" ")
    after = quote[begin + len(truth.mention.text) :].split(" ")
    short = (" ".join(before[-3:]) + truth.mention.text + " ".join(after[:4])).strip(" ,;")
    yield truth.claim.model_copy(update={"quote": short})


def ellipsis(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """Words between the beginning and the number left out."""
    quote = truth.claim.quote or ""
    words = quote.split(" ")
    begin = quote.find(truth.mention.text)
    inside = len(quote[:begin].split(" ")) - 1
    if begin >= 0 and inside > 6 and quote.count(truth.mention.text) == 1:
        short = " ".join([*words[:2], "...", *words[inside - 2 :]])
        yield truth.claim.model_copy(update={"quote": short})


def brackets(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """A word of explanation added in square brackets."""
    words = (truth.claim.quote or "").split(" ")
    if len(words) > 4:
        yield truth.claim.model_copy(update={"quote": " ".join([*words[:-1], "[sic]", words[-1]])})


def spelled(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The number of the quote written in another way: 5,000, 5000, 5k, five thousand."""
    quote, mention = truth.claim.quote or "", truth.mention
    single = mention.low is not None and mention.low == mention.high and mention.bound == "exact"
    if not single or mention.unit or quote.count(mention.text) != 1:
        return
    for written in _spellings(mention.low or Decimal(0)):
        if written != mention.text:
            yield truth.claim.model_copy(update={"quote": quote.replace(mention.text, written)})


def _spellings(value: Decimal) -> Iterator[str]:
    if value != value.to_integral_value() or value < 2:
        return
    yield f"{value:,.0f}"
    if value >= 1000:
        yield f"{value:.0f}"
    if value % 1000 == 0 and value < 10**6:
        yield f"{value / 1000:f}k"
        yield f"{value / 1000:.1f} thousand"
    if value % 10**5 == 0 and value >= 10**6:
        yield f"{(value / 10**6).normalize():f} million"
    if value in _WORDS:
        yield _WORDS[value]


_WORDS = {
    Decimal(n): word
    for n, word in {
        2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
        11: "eleven", 12: "twelve", 20: "twenty", 50: "fifty", 100: "one hundred", 300: "three hundred",
        1000: "one thousand", 1500: "fifteen hundred", 3000: "three thousand", 4000: "four thousand",
        10_000: "ten thousand", 11_000: "eleven thousand", 12_000: "twelve thousand",
    }.items()
}  # fmt: skip


def same_unit(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The unit under another of its names."""
    names = {
        "percent": ["%", "per cent"],
        "kilometer": ["km", "kilometres"],
        "USD": ["$", "dollars"],
        "EUR": ["€", "euros"],
        "year": ["years"],
        "month": ["months"],
        "hour": ["hours", "hrs"],
        "day": ["days"],
        "minute": ["min", "minutes"],
        "tonne": ["tonnes", "metric tons"],
        "centimeter": ["cm"],
    }
    for name in names.get(truth.claim.unit or "", []):
        yield truth.claim.model_copy(update={"unit": name})


def converted(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The same length, time or mass in an exact other unit."""
    into = {
        "kilometer": ("meter", 1000),
        "hour": ("minute", 60),
        "minute": ("second", 60),
        "week": ("day", 7),
        "day": ("hour", 24),
        "tonne": ("kilogram", 1000),
        "centimeter": ("millimeter", 10),
        "percentage point": ("basis point", 100),
    }
    name, factor = into.get(truth.claim.unit or "", ("", 0))
    if factor:
        changed = {field: number * factor for field, number in truth.ends().items()}
        yield truth.claim.model_copy(update={**changed, "unit": name})


def plural(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The subject in the other number."""
    subject = truth.claim.subject
    if subject and re.search(
        r"(?:people|men|women|children|dead|wounded|missing|those|ies|[sx]es)\Z", subject
    ):
        return
    if subject and re.fullmatch(r"(?:\w+ )*\w{3,}[^s\W]s", subject):
        yield truth.claim.model_copy(update={"subject": subject[:-1]})
    elif subject and re.fullmatch(r"(?:\w+ )*\w{2,}[^sxyzh\W]", subject):
        yield truth.claim.model_copy(update={"subject": subject + "s"})


def surname(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The speaker by the last name, or with the title before it."""
    name = truth.claim.attributed_to
    if name and re.fullmatch(r"(?:[A-Z][\w.-]+ ){1,3}[A-Z][\w-]+", name):
        yield truth.claim.model_copy(update={"attributed_to": name.split()[-1]})
        yield truth.claim.model_copy(update={"attributed_to": f"Mr {name.split()[-1]}"})


def no_hedge_stated(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """A claim from elsewhere that has no field for the hedge."""
    yield truth.claim.model_copy(update={"bound": None})


HARMLESS: dict[str, Change] = {
    "as it is": as_it_is,
    "by id": by_id,
    "quotation marks": straight_quotes,
    "dashes": dashes,
    "line break": line_breaks,
    "narrower quote": narrower,
    "ellipsis": ellipsis,
    "brackets": brackets,
    "spelling of the number": spelled,
    "name of the unit": same_unit,
    "exact conversion": converted,
    "plural of the subject": plural,
    "surname or title": surname,
    "no hedge field": no_hedge_stated,
}


# -- the count


@dataclass(frozen=True, slots=True)
class Trial:
    """One changed claim and whether the check accepted it."""

    kind: str
    truth: Truth
    claim: NumericClaim
    accepted: bool
    why: str


def accepted(text: str, claim: NumericClaim, mentions: Sequence[Mention]) -> tuple[bool, str]:
    result = check(text, [claim], mentions).results[0]
    why = "; ".join(f"{f.rule}: {f.message}" for f in result.findings if not f.note)
    return result.verdict in (Verdict.SUPPORTED, Verdict.DERIVED), why


def trials(truth: Truth, changes: dict[str, Change], rounds: int) -> Iterator[Trial]:
    for kind, change in changes.items():
        seen = set[str]()
        for turn in range(rounds):
            chance = random.Random(f"{kind} {turn} {truth.row['start']}")
            for claim in change(truth, chance):
                if (key := claim.model_dump_json()) in seen:
                    continue
                seen.add(key)
                yield Trial(kind, truth, claim, *accepted(truth.text, claim, truth.mentions))


def table(found: Sequence[Trial], kinds: Sequence[str]) -> Iterator[str]:
    by_kind = defaultdict(list)
    for trial in found:
        by_kind[trial.kind].append(trial.accepted)
    for kind in kinds:
        if n := len(by_kind[kind]):
            yes = sum(by_kind[kind])
            yield f"  {kind:24} {n:6d} {yes:8d} {100 * yes / n:7.1f} %"
    total = [trial.accepted for trial in found]
    yield f"  {'all':24} {len(total):6d} {sum(total):8d} {100 * sum(total) / max(1, len(total)):7.2f} %"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--rounds", type=int, default=5, help="random changes of each kind per claim")
    parser.add_argument("--list", metavar="KIND", help="show the claims of this kind that came out wrong")
    wanted = parser.parse_args()
    false: list[Trial] = []
    harmless: list[Trial] = []
    for name, gold in rows(wanted.gold).items():
        text = article((wanted.articles / name).read_bytes().decode()).text
        for truth in truths(text, gold):
            false += trials(truth, FALSE, wanted.rounds)
            harmless += trials(truth, HARMLESS, wanted.rounds)
    for title, found, kinds, right in (
        ("false claims", false, list(FALSE), False),
        ("harmless variants", harmless, list(HARMLESS), True),
    ):
        sys.stdout.write(
            f"{title:26} {'claims':>6} {'accepted':>8}\n" + "\n".join(table(found, kinds)) + "\n"
        )
        for trial in found:
            if wanted.list in (trial.kind, "all") and trial.accepted is not right:
                shown = trial.claim.model_dump(exclude_none=True, mode="json")
                sys.stdout.write(
                    f"    {trial.kind} | {trial.truth.row['text']} | {json.dumps(shown)} | {trial.why}\n"
                )


if __name__ == "__main__":
    main()
