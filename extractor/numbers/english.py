"""English number words, scales, fractions and hedges."""

from __future__ import annotations

from decimal import Decimal

from extractor.numbers.lexicon import Lexicon, Phrase
from extractor.numbers.quantity import Bound

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINAL_UNITS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]

_CARDINALS = {w: Decimal(n) for n, w in enumerate(_UNITS)} | {
    w: Decimal(10 * n) for n, w in enumerate(_TENS, 2)
}
_CARDINALS |= {"nil": Decimal(0), "nought": Decimal(0), "naught": Decimal(0), "fourty": Decimal(40)}

_SCALES = {
    "dozen": Decimal(12),
    "hundred": Decimal(100),
    "thousand": Decimal(10**3),
    "lakh": Decimal(10**5),
    "million": Decimal(10**6),
    "crore": Decimal(10**7),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
    "quadrillion": Decimal(10**15),
    "quintillion": Decimal(10**18),
    "sextillion": Decimal(10**21),
}

_ORDINALS = (
    {w: Decimal(n) for n, w in enumerate(_ORDINAL_UNITS, 1)}
    | {w[:-1] + "ieth": _CARDINALS[w] for w in _TENS}
    | {w + "th": v for w, v in _SCALES.items() if w not in ("dozen", "lakh", "crore")}
)
# "twentyfirst", written without its hyphen
_CLOSED = {
    f"{tens}{ones}": _CARDINALS[tens] + _ORDINALS[ones] for tens in _TENS for ones in _ORDINAL_UNITS[:9]
}
_PARTS = {w: v for w, v in _ORDINALS.items() if w not in ("first", "second")}

_FOLD = {_UNITS[n] + "fold": Decimal(n) for n in range(2, 13)} | {
    "twentyfold": Decimal(20),
    "hundredfold": Decimal(100),
    "thousandfold": Decimal(1000),
}


def _phrases(bound: Bound, *texts: str) -> dict[Phrase, Bound]:
    return {tuple(text.split()): bound for text in texts}


_NEARLY = ("nearly", "almost", "approaching", "virtually", "close on")

ENGLISH = Lexicon(
    cardinals=_CARDINALS,
    scales=_SCALES,
    scale_letters={
        "k": Decimal(10**3),
        "m": Decimal(10**6),
        "mn": Decimal(10**6),
        "mln": Decimal(10**6),
        "mio": Decimal(10**6),
        "mil": Decimal(10**6),
        "b": Decimal(10**9),
        "bn": Decimal(10**9),
        "bln": Decimal(10**9),
        "t": Decimal(10**12),
        "tn": Decimal(10**12),
        "trn": Decimal(10**12),
        "tln": Decimal(10**12),
        "cr": Decimal(10**7),
        "lac": Decimal(10**5),
        "lkh": Decimal(10**5),
        "doz": Decimal(12),
    },
    plurals={
        "tens": Decimal(10),
        "dozens": Decimal(12),
        "dozs": Decimal(12),
        "dzs": Decimal(12),
        "scores": Decimal(20),
        "hundreds": Decimal(100),
        "thousands": Decimal(10**3),
        "lakhs": Decimal(10**5),
        "lacs": Decimal(10**5),
        "lkhs": Decimal(10**5),
        "millions": Decimal(10**6),
        "crores": Decimal(10**7),
        "billions": Decimal(10**9),
        "trillions": Decimal(10**12),
    },
    ordinals=_ORDINALS | _CLOSED | {"zeroth": Decimal(0)},
    ordinal_endings=frozenset({"st", "nd", "rd", "th"}),
    denominators=_PARTS
    | {w + "s": v for w, v in _PARTS.items()}
    | {"half": Decimal(2), "halves": Decimal(2), "quarter": Decimal(4), "quarters": Decimal(4)},
    multiples={
        "halved": Decimal("0.5"),
        "halve": Decimal("0.5"),
        "halves": Decimal("0.5"),
        "halving": Decimal("0.5"),
        "doubled": Decimal(2),
        "doubling": Decimal(2),
        "double": Decimal(2),
        "doubles": Decimal(2),
        "twice": Decimal(2),
        "tripled": Decimal(3),
        "tripling": Decimal(3),
        "triple": Decimal(3),
        "triples": Decimal(3),
        "trebled": Decimal(3),
        "treble": Decimal(3),
        "thrice": Decimal(3),
        "quadrupled": Decimal(4),
        "quadruple": Decimal(4),
        "quintupled": Decimal(5),
        "quintuple": Decimal(5),
        "sextupled": Decimal(6),
    }
    | _FOLD,
    several=frozenset({("several",), ("a", "few"), ("few",), ("some", "few"), ("many",)}),
    couple=frozenset({("a", "couple", "of"), ("a", "couple"), ("couple", "of"), ("couple",)}),
    hedges_before=_phrases(
        Bound.ABOUT,
        "about", "around", "approximately", "approx", "roughly", "some", "circa", "an estimated", "estimated",
        "estimated at", "close to", "in the region of", "in the order of", "on the order of",
        "something like",
        "or so", "more or less", "an approximate", "a rough", "barely", "maybe",
        "perhaps", "possibly", "~", "≈", "∼", "nearer", "closer to", "in the neighborhood of",
        "in the neighbourhood of", "in the vicinity of", "somewhere around", *_NEARLY,
    )
    | _phrases(
        Bound.AT_LEAST,
        "at least", "at the very least", "at a minimum", "no fewer than",
        "no less than", "not less than", "not fewer than", "a minimum of",
        "minimum of", "minimum", "greater than or equal to", "more than or equal to",
        "equal to or more than", "equal to or greater than",
        "as few as", "as little as", "as low as", "≥",
        ">=", "not under", "not below", "starting at",
    )
    | _phrases(
        Bound.MORE_THAN,
        "more than", "over", "over than", "above", "upwards of", "upward of", "in excess of",
        "exceeding", "exceeds",
        "exceeded", "exceed", "greater than", "higher than", "well over", "well above", "just over",
        "a little over", "slightly over", "slightly more than", "just above", "north of", "far more than",
        "larger than", "bigger than", "longer than", "older than", "better than", "topped", "topping",
        "surpassed", "surpassing", "much more than", "a little more than", "just more than", ">", "tops",
        "climbed past", "rose past", "risen past", "soared past", "surged past",
        "will pass", "has passed", "have passed", "had passed",
        "surpasses", "surpass",
    )
    | _phrases(
        Bound.AT_MOST,
        "up to", "as many as", "as much as", "as high as", "as long as", "no more than", "not more than",
        "at most", "at the very most", "up to and including", "not above", "not over",
        "a maximum of", "maximum of", "maximum", "at the most", "no greater than", "no later than",
        "no longer than", "no higher than", "not exceeding", "up to a maximum of", "within", "capped at",
        "≤", "<=", "less than or equal to", "equal to or less than",
    )
    | _phrases(
        Bound.LESS_THAN,
        "less than", "fewer than", "under", "below", "well under", "well below", "lower than", "smaller than",
        "younger than", "shorter than", "slightly less than", "a little less than", "south of",
        "slightly fewer than", "much less than", "just less than", "far fewer than", "just under",
        "a little under", "slightly under", "just below", "just short of", "short of",
        "shy of", "just shy of", "<", "not quite", "not even", "nowhere near", "little under",
    ),
    hedges_after=_phrases(Bound.AT_LEAST, "or more", "or above", "or higher", "or over", "or older",
    "or greater",
                          "or better", "and counting", "and more", "and above", "and over", "and older",
                          "or longer",
                          "at least", "at the very least", "at a minimum", "and up", "and upward",
                          "and upwards",
                          "or later", "or larger")
    | _phrases(Bound.AT_MOST, "or less", "or fewer", "or under", "or below", "or younger", "or lower",
    "at most",
               "tops", "at the most", "at the very most",
               "and under", "and younger", "or smaller", "or shorter")
    | _phrases(Bound.ABOUT, "or so", "or thereabouts", "odd", "ish", "approximately", "give or take",
               "more or less")
    | _phrases(Bound.MORE_THAN, "plus"),
    open_below=frozenset(tuple(text.split()) for text in _NEARLY),
    articles=frozenset({"a", "an"}),
    conjunction="and",
    half="half",
    point="point",
    of="of",
)  # fmt: skip
