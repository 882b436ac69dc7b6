"""What a language's numbers look like in text: plain data, one instance a language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from extractor.numbers import units
from extractor.numbers.languages.neutral import LAST, NEUTRAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from extractor.numbers.lexicon import Phrase
    from extractor.numbers.quantity import Bound, Role

_Value = TypeVar("_Value")
_ACCENTS = re.compile("([aeiouc])[\u0300\u0301\u0302]")

# Signs of units that all languages share, as they are written; the long names are data of each language.
_SIGNS = (
    "% ‰ km m cm mm kg g mg µg t ha l ml km² km2 m² m2 cm² m³ m3 km³ cm³ km/h m/s °C °F ° kW MW GW TW "
    "kWh MWh GWh TWh Hz kHz MHz GHz V kV kB MB GB TB Mbit/s Gbit/s dB hPa ppm"
).split()
_CURRENCY_SIGNS = "$ € £ ¥ ₹ ₽ ₴ ₩ ₺ ₪ ฿ ₦ ₸ zł US$".split()


@dataclass(frozen=True, kw_only=True)
class Language:
    """The words and patterns of one language, lower case; phrases are tuples of tokens.

    Telling: `function_words` and `letters` that the languages beside it lack.

    Digits: `point_groups` reads "1.234" as 1234; `letter_scales` are glued to digits (5k). Digits are an
    ordinal before `ordinal_suffix`, or with a point behind one of `determiners`; `cardinal_suffix`
    changes nothing.

    Words: `cardinals` are words below one thousand, `joint_cardinals` those of several words (quatre-
    vingt); anything below twenty may follow a word in `wide` (soixante), what is in `conjoined` may
    follow the `conjunction`. `compound` and `compound_ordinal` read what is written as one word; `point` is
    said before decimals, `weak_point` only in percent (siete con cincuenta por ciento).
    `articles` are words for one that count only together with another number word; `one_of` are words for
    one that are pronouns before others. `never` are pairs whose second word is no number (pour cent).
    `scales` from a thousand up multiply what stands before them, `bare_scales` need nothing there, a point
    belongs to those in `dotted`; `wholes` carry their scale with them (полмиллиона).

    Rough counts: `rounds` are nouns that count roughly (centaine); `plurals` say only the least, but
    `genitives` of them are one thing after a hedge (более тысячи); `several` stands before a scale.

    Parts: `halves` stand before what they halve; `half_nouns`, `denominators` and `fractions` are parts
    of a whole; `one_part` is a denominator after one only, before one of `parts_of`; a word in `mixed`
    joins a whole number and a part. `out_of` joins part and whole, `one_noun_of` behind a noun (un Français
    sur dix).

    Ordinals: one in `ordinal_scales` multiplies the number before it (dos millonésimo); where there are
    `ordinal_tails` a hyphen or the conjunction joins number and ordinal (vingt-et-unième), and nothing does
    hundreds and a tail (cent deuxième).

    Signs: `minus` needs percent or degrees behind the number, `negative` does not; `suffixes` may be glued
    to digits (5fach), where any other letters mean that the digits are no number (5G).

    Hedges and ranges: `definite` articles may stand between a hedge and a part (mehr als die Hälfte);
    `open_below` are hedges that only approach; `over` says how long, not longer, before a short time.
    `between` with `both`, `ranges_from` with a hedge, `ranges_to` and `either` join the ends of a
    range; `changes` are the words before the ends of a change (von 5 auf 10), which is none; right
    behind a number, a hedge that begins with one of `up_to` says where a change ends.

    `counted` follows a count that looks like a year. `patterns` are what is no quantity; a group `n` is
    the span.
    """

    code: str
    function_words: frozenset[str]
    letters: str
    point_groups: bool = False
    elides: bool = False
    cardinals: Mapping[str, Decimal]
    joint_cardinals: Mapping[Phrase, Decimal] = field(default_factory=dict)
    wide: frozenset[str] = frozenset()
    conjunction: str = ""
    conjoined: frozenset[int] = frozenset()
    articles: frozenset[str] = frozenset()
    compound: Callable[[str], Decimal | None] | None = None
    compound_ordinal: Callable[[str], Decimal | None] | None = None
    point: frozenset[str] = frozenset()
    weak_point: frozenset[str] = frozenset()
    hundreds: frozenset[str] = frozenset()
    scales: Mapping[str, Decimal]
    dotted: frozenset[str] = frozenset()
    bare_scales: frozenset[str]
    letter_scales: Mapping[str, Decimal] = field(default_factory=dict)
    wholes: Mapping[str, Decimal] = field(default_factory=dict)
    rounds: Mapping[str, Decimal]
    plurals: Mapping[str, Decimal]
    genitives: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()
    several: frozenset[str]
    halves: frozenset[str]
    and_half: frozenset[Phrase] = frozenset()
    half_nouns: frozenset[str]
    denominators: Mapping[str, Decimal]
    one_part: Mapping[str, Decimal] = field(default_factory=dict)
    parts_of: frozenset[str] = frozenset()
    mixed: frozenset[str] = frozenset()
    fractions: Mapping[Phrase, Decimal] = field(default_factory=dict)
    out_of: frozenset[Phrase] = frozenset()
    one_noun_of: frozenset[Phrase] = frozenset()
    multiples: Mapping[str, Decimal] = field(default_factory=dict)
    ordinals: Mapping[str, Decimal]
    ordinal_scales: Mapping[str, Decimal] = field(default_factory=dict)
    ordinal_tails: frozenset[str] = frozenset()
    ordinal_suffix: str
    determiners: frozenset[str] = frozenset()
    cardinal_suffix: str = ""
    never: frozenset[Phrase] = frozenset()
    one_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hedges_before: Mapping[Phrase, Bound]
    hedges_after: Mapping[Phrase, Bound]
    open_below: frozenset[Phrase]
    definite: frozenset[str] = frozenset()
    over: frozenset[Phrase] = frozenset()
    minus: frozenset[str]
    negative: frozenset[str] = frozenset()
    suffixes: frozenset[str] = frozenset()
    between: frozenset[str]
    both: frozenset[str]
    ranges_to: frozenset[str]
    ranges_from: frozenset[str] = frozenset()
    either: frozenset[str]
    changes: tuple[str, str]
    up_to: frozenset[str] = frozenset()
    units: Mapping[str, str]
    minor: Mapping[str, str] = field(default_factory=dict)
    counted: str
    patterns: tuple[tuple[Role, str], ...]

    @cached_property
    def longest_hedge(self) -> int:
        """Return how many tokens the longest hedge has."""
        return max(len(p) for p in (*self.hedges_before, *self.hedges_after))

    @cached_property
    def hedge_ends(self) -> frozenset[str]:
        """Return the last words of the hedges."""
        return frozenset(phrase[-1] for phrase in self.hedges_before)

    @cached_property
    def starts(self) -> frozenset[str]:
        """Return every word that may begin a numeral."""
        single = (
            self.cardinals, self.articles, self.scales, self.wholes, self.rounds, self.plurals, self.several,
            self.hundreds, self.halves, self.half_nouns, self.multiples, self.ordinals, self.ordinal_scales,
        )  # fmt: skip
        several = (self.joint_cardinals, self.fractions)
        return frozenset(w for words in single for w in words) | {p[0] for words in several for p in words}

    @cached_property
    def names(self) -> list[tuple[Role, re.Pattern[str]]]:
        """Return the patterns of what is no quantity, in the order in which they take their places."""
        return [(role, re.compile(pattern)) for role, pattern in (*NEUTRAL, *self.patterns, *LAST)]

    @cached_property
    def unit_after(self) -> re.Pattern[str]:
        """Return the pattern of a unit behind a number: gap, then a sign as written or a name in any case."""
        signs = {*_SIGNS, *_CURRENCY_SIGNS, *(c for c in units.CURRENCIES if c.isupper())}
        forms = sorted({*signs, *self.units, *self.minor}, key=len, reverse=True)
        named = "|".join(re.escape(f) if f in signs else f"(?i:{re.escape(f)})" for f in forms)
        of = "|".join(re.escape(w) if w.endswith("'") else re.escape(w) + r"\s" for w in sorted(self.of))
        return re.compile(
            rf"(?:(?P<of>\s(?:{of or '(?!)'}))|\s?-?|\s)"
            rf"(?P<unit>{named})(?![^\W_]|-\d)"
        )

    @cached_property
    def is_counted(self) -> re.Pattern[str]:
        """Return the pattern of what follows a count that looks like a year."""
        return re.compile(rf"\s(?:{self.counted})\b")

    @cached_property
    def starts_ordinal(self) -> re.Pattern[str]:
        """Return the pattern of what makes digits an ordinal."""
        return re.compile(self.ordinal_suffix)

    @cached_property
    def inflects(self) -> re.Pattern[str] | None:
        """Return the pattern of an ending that digits of a plain count may have."""
        return re.compile(self.cardinal_suffix) if self.cardinal_suffix else None

    def unit(self, surface: str) -> str:
        """Return the canonical name of a unit found by `unit_after`."""
        form = " ".join(surface.lower().split())
        name = self.units.get(form) or self.minor.get(form)
        return name or units.unit(surface) or units.currency(surface) or ""


def phrases(bound: Bound, text: str) -> dict[Phrase, Bound]:
    """Map each phrase of a text, parted by bars, to a bound."""
    return {tuple(phrase.split()): bound for phrase in text.split("|")}


def phrase_set(text: str) -> frozenset[Phrase]:
    """Return the phrases of a text parted by bars."""
    return frozenset(tuple(phrase.split()) for phrase in text.split("|"))


def unaccented(table: Mapping[str, _Value]) -> dict[str, _Value]:
    """Return a table with its words also as they are typed without acute, grave and circumflex accents."""
    plain = {_ACCENTS.sub(r"\1", unicodedata.normalize("NFD", word)): value for word, value in table.items()}
    return {unicodedata.normalize("NFC", word): value for word, value in plain.items()} | dict(table)


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


def valued(table: Mapping[Decimal, str]) -> dict[str, Decimal]:
    """Turn value -> words into word -> value."""
    return {word: value for value, words in table.items() for word in words.split()}


def named(table: Mapping[str, str]) -> dict[str, str]:
    """Turn canonical name -> forms parted by bars into form -> canonical name."""
    return {form: name for name, forms in table.items() for form in forms.split("|")}
