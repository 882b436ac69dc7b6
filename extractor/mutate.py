"""Change one thing in true claims: into something false, which the check must notice, or into the same.

    pool = list(mutants(story(text, judged), seed=1))
    missed(draw(pool, 200, seed=1))    # the false claims that the check accepts

A change is left out where the text happens to state what it makes. The same seed makes the same of the same
claims, in whatever order they come.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, TypeAlias

from extractor.check import SOUND, check
from extractor.check.case import stated
from extractor.claims import NumericClaim
from extractor.nouns import synonyms
from extractor.numbers import EXACT, Bound, Mention, Role, is_currency, scan, unit_of
from extractor.sentences import at, sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extractor.check import Check, Result
    from extractor.sentences import Sentence

Change: TypeAlias = Callable[["Truth", random.Random], Iterator[NumericClaim]]

NOBODY = "Ottoline Vandersloot"
"""A speaker of no article."""


@dataclass(eq=False)
class Story:
    """A text, its numbers, and true claims about them."""

    text: str
    mentions: Sequence[Mention]
    truths: list[Truth] = field(default_factory=list)

    @cached_property
    def cut(self) -> list[Sentence]:
        """The sentences."""
        return sentences(self.text)

    @cached_property
    def _lower(self) -> str:
        return self.text.lower()

    def sentence(self, offset: int) -> str:
        """Return the sentence at an offset."""
        found = self.cut[at(self.cut, offset)]
        return self.text[found.start : found.end]

    def holding(self, phrases: Iterable[str]) -> list[str]:
        """Return the phrases that stand in the text, case aside."""
        return [phrase for phrase in phrases if phrase.lower() in self._lower]


@dataclass(frozen=True, slots=True)
class Truth:
    """A true claim about the number `text[start:end]` of a story.

    `subjects` are what may be said to be counted, `speakers` who may be said to say it, the best first; None
    where that is not known.
    """

    story: Story = field(repr=False)
    claim: NumericClaim
    start: int
    end: int
    subjects: tuple[str, ...] | None = None
    speakers: tuple[str, ...] | None = None

    @property
    def written(self) -> str:
        """The number as the text has it."""
        return self.story.text[self.start : self.end]

    @property
    def mention(self) -> Mention:
        """The number as it is read."""
        return next(m for m in self.story.mentions if m.start < self.end and self.start < m.end)

    @property
    def quote(self) -> str:
        """The words that the claim quotes; the sentence of its number where it quotes none."""
        return self.claim.quote or self.story.sentence(self.start)

    @property
    def unit(self) -> str | None:
        """The unit that the claim states, by its one name; None where it states none."""
        return None if self.claim.unit is None else unit_of(self.claim.unit) or ""

    @property
    def ends(self) -> dict[str, Decimal]:
        """The finite numbers of the claim by field."""
        found = {name: getattr(self.claim, name) for name in ("value", "low", "high")}
        return {name: number for name, number in found.items() if number is not None}

    @property
    def others(self) -> list[Truth]:
        """The true claims about other numbers."""
        return [it for it in self.story.truths if it.end <= self.start or self.end <= it.start]

    def changed(self, **fields: object) -> NumericClaim:
        """Return the claim with other values in some fields."""
        return self.claim.model_copy(update=fields)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A true claim after a change."""

    change: str
    claim: NumericClaim
    truth: Truth

    @property
    def original(self) -> NumericClaim:
        """The claim before the change."""
        return self.truth.claim


def story(text: str, judged: Check) -> Story:
    """Take what a check found true of a text: the claims about numbers that say where the number is from.

    What points nowhere is left out: changed it may be true of another number, or follow from some.
    """
    made = Story(text, judged.mentions)
    for result in judged.results:
        claim, start, end = result.claim, result.start, result.end
        if result.verdict not in SOUND or start is None or end is None:
            continue
        if isinstance(claim, NumericClaim) and (claim.quote, claim.mention, claim.derivation) != (None,) * 3:
            subjects, speakers = (
                None if named is None else (named,) for named in (claim.subject, claim.attributed_to)
            )
            made.truths.append(Truth(made, claim, start, end, subjects, speakers))
    made.truths.sort(key=lambda it: (it.start, it.end, it.claim.model_dump_json()))
    return made


def mutants(of: Story, seed: int | str, changes: Mapping[str, Change] | None = None) -> Iterator[Mutant]:
    """Yield every change of every true claim; `changes` are the false ones unless others are given."""
    for truth in of.truths:
        for name, change in (FALSE if changes is None else changes).items():
            if truth.claim.derivation and name not in OF_DERIVED:
                continue
            known = [truth.claim]
            for claim in change(truth, random.Random(f"{name} {seed} {truth.start}")):
                if claim not in known:
                    known.append(claim)
                    yield Mutant(name, claim, truth)


def judged(changed: Iterable[Mutant]) -> Iterator[tuple[Mutant, Result]]:
    """Yield the mutants with what the check says of them, text by text; each text is checked once."""
    by_story: dict[Story, list[Mutant]] = defaultdict(list)
    for mutant in changed:
        by_story[mutant.truth.story].append(mutant)
    for of, together in by_story.items():
        results = check(of.text, [mutant.claim for mutant in together], of.mentions).results
        yield from zip(together, results, strict=True)


def missed(false: Iterable[Mutant]) -> list[Mutant]:
    """Return the false mutants that the check accepts."""
    return [mutant for mutant, result in judged(false) if result.verdict in SOUND]


def draw(pool: Iterable[Mutant], number: int, seed: int | str) -> list[Mutant]:
    """Return so many mutants, as many of each change as of any other while there are; all if there are fewer.

    A mutant's chance hangs on itself and the seed: a pool that grows a little changes the draw a little.
    """
    by_change: dict[str, list[tuple[float, Mutant]]] = defaultdict(list)
    for mutant in pool:
        name = f"{seed} {mutant.change} {mutant.truth.start} {mutant.claim.model_dump_json()}"
        by_change[mutant.change].append((random.Random(name).random(), mutant))
    ranked = (sorted(by_change[change], key=lambda it: it[0]) for change in sorted(by_change))
    turns = chain.from_iterable(zip_longest(*ranked))
    return list(islice((it[1] for it in turns if it is not None), number))


# -- false claims


def _numbers(truth: Truth, change: Callable[[Decimal], Decimal | None]) -> Iterator[NumericClaim]:
    """Change all finite numbers of a claim alike; leave out what the text states elsewhere."""
    changed = {name: change(number) for name, number in truth.ends.items()}
    if None in changed.values():
        return
    claim = truth.changed(**changed)
    if stated(claim) not in {(m.low, m.high) for m in truth.story.mentions if truth.unit in (None, m.unit)}:
        yield claim


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


def _scale(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """Thousands for millions and the like; a power of ten."""
    factor = Decimal(10) ** chance.choice([-9, -6, -3, -2, -1, 1, 2, 3, 6, 9])
    yield from _numbers(truth, lambda n: EXACT.multiply(n, factor) if n else None)


def _sign(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    yield from _numbers(truth, lambda n: n.copy_negate() if n else None)


def _unit(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """Another unit: percent for a count, miles for kilometres."""
    others = ["percent", "kilometer", "mile", "tonne", "hour", "month", "degree Celsius", "square kilometer"]
    if truth.unit is not None:
        if not is_currency(truth.unit):
            others.append("USD")
        yield truth.changed(unit=chance.choice([unit for unit in others if unit != truth.unit]))


def _no_unit(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """A measure stated as a plain count."""
    if truth.unit:
        yield truth.changed(unit="")


def _currency(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    if is_currency(truth.unit or ""):
        others = [code for code in ("USD", "EUR", "GBP", "UAH", "RUB", "JPY") if code != truth.unit]
        yield truth.changed(unit=chance.choice(others))


def _points(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """Percent for percentage points and the other way round."""
    swap = {"percent": "percentage point", "percentage point": "percent", "basis point": "percent"}
    if truth.unit in swap:
        yield truth.changed(unit=swap[truth.unit])


def _hedged(truth: Truth, bound: Bound) -> Iterator[NumericClaim]:
    """State the claim's number under another hedge."""
    if ends := sorted(truth.ends.values()):
        low = None if bound in (Bound.AT_MOST, Bound.LESS_THAN) else ends[0]
        high = None if bound in (Bound.AT_LEAST, Bound.MORE_THAN) else ends[-1]
        yield truth.changed(**_value(low, high), bound=bound)


def _value(low: Decimal | None, high: Decimal | None) -> dict[str, Decimal | None]:
    """Return the fields that state an interval."""
    if low is not None and low == high:
        return {"value": low, "low": None, "high": None}
    return {"value": None, "low": low, "high": high}


def _hedge_dropped(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    if truth.claim.bound not in (None, Bound.EXACT, Bound.RANGE, Bound.VAGUE):
        yield from _hedged(truth, Bound.EXACT)


def _hedge_added(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    if truth.claim.bound is Bound.EXACT:
        hedges = [Bound.ABOUT, Bound.AT_LEAST, Bound.MORE_THAN, Bound.AT_MOST, Bound.LESS_THAN]
        yield from _hedged(truth, chance.choice(hedges))


def _hedge_flipped(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    pairs = ((Bound.AT_LEAST, Bound.AT_MOST), (Bound.MORE_THAN, Bound.LESS_THAN))
    flip = dict(pairs) | {other: one for one, other in pairs}
    if truth.claim.bound in flip:
        yield from _hedged(truth, flip[truth.claim.bound])


def _range_end(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    if len(truth.ends) == 2:
        name, number = chance.choice(sorted(truth.ends.items()))
        yield truth.changed(**{name: EXACT.fma(number, Decimal("1.1"), Decimal(1))})


def _range_as_number(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """One end of a range stated as the number."""
    if len(truth.ends) == 2:
        end = chance.choice(sorted(truth.ends.values()))
        yield truth.changed(**_value(end, end), bound=Bound.EXACT)


def _others(truth: Truth, chance: random.Random) -> list[Truth]:
    """Return the true claims about other numbers in any order; two equal ones may well be the same fact."""
    others = [it for it in truth.others if stated(it.claim) != stated(truth.claim)]
    return chance.sample(others, len(others))


def _wrong_number(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The words of this claim with the number of another one, quote and all."""
    quoted = {(m.low, m.high) for m in scan(truth.claim.quote or "")}
    for other in _others(truth, chance):
        theirs = stated(other.claim)
        if theirs not in quoted and theirs != (None, None):
            yield truth.changed(**_value(*theirs), unit=other.claim.unit, bound=other.claim.bound)
            return


def _wrong_thing(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The right number with what another number counts."""
    mine = truth.subjects
    for other in _others(truth, chance):
        theirs = other.subjects or ()
        names = [name for name in truth.story.holding(theirs) if not _stands_by(name, truth)]
        if mine is not None and names and not any(_same_thing(a, b) for a in mine for b in theirs):
            yield truth.changed(subject=names[0])
            return


def _stands_by(name: str, truth: Truth) -> bool:
    """Say that a name is in a number or next behind it, so that it is counted whatever a claim says."""
    behind = re.compile(rf"\W(?:\w+\W)?{re.escape(name)}\b", re.IGNORECASE)
    return name.lower() in truth.written.lower() or behind.match(truth.story.text, truth.end) is not None


def _same_thing(one: str, other: str) -> bool:
    return synonyms(one, other) or _share_a_word(one, other)


def _share_a_word(one: str, other: str) -> bool:
    """Say that two phrases share a word, be it once in the plural: "votes" are no other thing than "vote"."""
    mine, theirs = (
        {word.removesuffix("s") for word in re.findall(r"\w+", phrase.lower())} for phrase in (one, other)
    )
    return bool(mine & theirs)


def _total_for_part(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """Of "1,000 of the 11,000 soldiers": the number of the whole as that of the part."""
    part = re.compile(rf"{re.escape(truth.written)} (?:\w+ )?of (?:the |its |their )?\Z")
    cut = truth.story.cut
    for other in truth.others:
        near = at(cut, other.start) == at(cut, truth.start)
        low, _ = stated(other.claim)
        if near and low is not None and part.search(truth.story.text[: other.start]):
            yield truth.changed(**_value(low, low), mention=truth.mention.id)


def _other_speaker(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """Somebody else of the article says it."""
    mine = truth.speakers
    for other in _others(truth, chance):
        theirs = other.speakers or ()
        names = truth.story.holding(theirs)
        if mine is not None and names and not any(_share_a_word(a, b) for a in mine for b in theirs):
            yield truth.changed(attributed_to=names[0])
            return


def _invented_speaker(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    if not truth.story.holding([NOBODY]):
        yield truth.changed(attributed_to=NOBODY)


def _quote_digit(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """A digit changed in the quote and in the value alike."""
    written, quote = truth.written, truth.quote
    places = [i for i, c in enumerate(written) if c.isdigit()]
    if not places or written not in quote:
        return
    i = chance.choice(places)
    other = chance.choice([d for d in "123456789" if d != written[i]])
    false = written[:i] + other + written[i + 1 :]
    if (changed := quote.replace(written, false)) in truth.story.text:
        return
    read = next((m for m in scan(false) if m.role is Role.QUANTITY), None)
    if read is not None and read.low is not None and read.low == read.high:
        yield truth.changed(quote=changed, mention=None, **_value(read.low, read.high))


def _quote_moved(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The quote of another sentence, which does not hold the number."""
    others = [s for s in truth.story.cut if not s.start <= truth.start < s.end]
    mine = (truth.mention.low, truth.mention.high)
    for there in chance.sample(others, len(others)):
        inside = (m for m in truth.story.mentions if there.start <= m.start < there.end)
        if all((m.low, m.high) != mine for m in inside):
            yield truth.changed(quote=truth.story.text[there.start : there.end])
            return


def _substring(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The last or first digits of a written number as the number, pointing nowhere: 200 of 1,200.

    A number that nothing is said of is left out: it may follow from others.
    """
    if truth.claim.subject is None:
        return
    digits = re.sub(r"\D", "", truth.written)
    read = {end for m in truth.story.mentions for end in (m.low, m.high)}
    for piece in (digits[-3:], digits[:1], digits[1:]):
        value = Decimal(piece) if piece else None
        if value and value not in read:
            alone = {"quote": None, "mention": None, "unit": truth.mention.unit, "bound": Bound.EXACT}
            yield truth.changed(**alone, **_value(value, value))


def _date_as_quantity(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """A year, a day or the number of a name as a count, quoted where it stands."""
    roles = (Role.DATE, Role.TIME, Role.IDENTIFIER, Role.ORDINAL)
    counts = {m.low for m in truth.story.mentions if m.role is Role.QUANTITY}
    dates = [m for m in truth.story.mentions if m.role in roles]
    plain = {"mention": None, "unit": "", "bound": Bound.EXACT, "subject": None, "attributed_to": None}
    for mention in chance.sample(dates, min(2, len(dates))):
        digits = re.search(r"\d+", mention.text)
        if digits and (value := Decimal(digits[0])) not in counts:
            quote = truth.story.sentence(mention.start)
            yield truth.changed(**plain, quote=quote, **_value(value, value))


FALSE: Mapping[str, Change] = {
    "digit changed": _by_digits(_one_digit),
    "digit dropped": _by_digits(_dropped),
    "digit added": _by_digits(_added),
    "digits transposed": _by_digits(_swapped),
    "scale": _scale,
    "sign": _sign,
    "currency": _currency,
    "unit": _unit,
    "unit dropped": _no_unit,
    "percent and points": _points,
    "hedge dropped": _hedge_dropped,
    "hedge added": _hedge_added,
    "hedge flipped": _hedge_flipped,
    "range end moved": _range_end,
    "range as a number": _range_as_number,
    "wrong number": _wrong_number,
    "wrong thing": _wrong_thing,
    "total for part": _total_for_part,
    "other speaker": _other_speaker,
    "invented speaker": _invented_speaker,
    "digit in the quote": _quote_digit,
    "quote moved": _quote_moved,
    "substring": _substring,
    "date as a quantity": _date_as_quantity,
}
"""What makes a true claim false, by name."""

OF_DERIVED = frozenset(
    {
        "digit changed",
        "digit dropped",
        "digit added",
        "digits transposed",
        "scale",
        "sign",
        "currency",
        "unit",
        "unit dropped",
        "wrong thing",
        "other speaker",
        "invented speaker",
    }
)
"""Those for a claim that is reckoned from stated numbers: it has no hedge and no words of its own."""


# -- harmless variants


def _by_id(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    yield truth.changed(quote=None, mention=truth.mention.id)


def _requoted(truth: Truth, change: Callable[[str], str]) -> Iterator[NumericClaim]:
    if (changed := change(truth.quote)) != truth.quote:
        yield truth.changed(quote=changed)


def _quotation_marks(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    plain = str.maketrans("“”‘’\"'", "\"\"''“’")
    yield from _requoted(truth, lambda quote: quote.translate(plain))


def _dashes(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    yield from _requoted(truth, lambda quote: quote.translate(str.maketrans("–—", "--")))


def _line_break(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    def broken(quote: str) -> str:
        places = [i for i, c in enumerate(quote) if c == " "]
        i = chance.choice(places) if places else 0
        return quote[:i] + "\n" + quote[i + 1 :]

    yield from _requoted(truth, broken)


def _narrower(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """A few words around the number in place of the sentence."""
    before, number, after = truth.quote.partition(truth.mention.text)
    if number and number not in after:
        short = " ".join(before.split(" ")[-3:]) + number + " ".join(after.split(" ")[:4])
        yield truth.changed(quote=short.strip(" ,;"))


def _ellipsis(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """Words between the beginning and the number left out."""
    before, number, after = truth.quote.partition(truth.mention.text)
    inside = before.count(" ")
    if number and inside > 6 and number not in after:
        words = truth.quote.split(" ")
        yield truth.changed(quote=" ".join([*words[:2], "...", *words[inside - 2 :]]))


def _brackets(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """A word of explanation added in square brackets."""
    words = truth.quote.split(" ")
    if len(words) > 4:
        yield truth.changed(quote=" ".join([*words[:-1], "[sic]", words[-1]]))


def _spelling(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The number of the quote written in another way: 5,000, 5000, 5k, five thousand."""
    quote, mention = truth.quote, truth.mention
    value = mention.low
    single = value is not None and value == mention.high and mention.bound is Bound.EXACT
    if value is None or not single or mention.unit or quote.count(mention.text) != 1:
        return
    for written in _spellings(value):
        if written != mention.text:
            yield truth.changed(quote=quote.replace(mention.text, written))


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


def _name_of_unit(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
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
    for name in names.get(truth.unit or "", []):
        yield truth.changed(unit=name)


def _converted(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
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
    name, factor = into.get(truth.unit or "", ("", 0))
    if factor and truth.ends:
        changed = {field: EXACT.multiply(number, factor) for field, number in truth.ends.items()}
        yield truth.changed(**changed, unit=name)


def _plural(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The subject in the other number."""
    subject = truth.claim.subject
    if subject is None or _NO_PLURAL.search(subject):
        return
    if re.fullmatch(r"(?:\w+ )*\w{3,}[^s\W]s", subject):
        yield truth.changed(subject=subject[:-1])
    elif re.fullmatch(r"(?:\w+ )*\w{2,}[^sxyzh\W]", subject):
        yield truth.changed(subject=subject + "s")


_NO_PLURAL = re.compile(r"(?:people|men|women|children|dead|wounded|missing|those|ies|[sx]es)\Z")


def _surname(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """The speaker by the last name, or with the title before it."""
    name = truth.claim.attributed_to
    if name and re.fullmatch(r"(?:[A-Z][\w.-]+ ){1,3}[A-Z][\w-]+", name):
        yield truth.changed(attributed_to=name.split()[-1])
        yield truth.changed(attributed_to=f"Mr {name.split()[-1]}")


def _no_hedge_field(truth: Truth, chance: random.Random) -> Iterator[NumericClaim]:
    """A claim from elsewhere that has no field for the hedge."""
    yield truth.changed(bound=None)


HARMLESS: Mapping[str, Change] = {
    "by id": _by_id,
    "quotation marks": _quotation_marks,
    "dashes": _dashes,
    "line break": _line_break,
    "narrower quote": _narrower,
    "ellipsis": _ellipsis,
    "brackets": _brackets,
    "spelling of the number": _spelling,
    "name of the unit": _name_of_unit,
    "exact conversion": _converted,
    "plural of the subject": _plural,
    "surname or title": _surname,
    "no hedge field": _no_hedge_field,
}
"""What means the same in other words, by name."""
