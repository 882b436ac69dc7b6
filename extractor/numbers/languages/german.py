"""German numbers: words, compounds, scales, hedges, units, dates."""

from __future__ import annotations

import functools
import re
from decimal import Decimal

from extractor.numbers.languages.language import Language, named, phrase_set, phrases, valued, word_set
from extractor.numbers.languages.neutral import DAY, YEAR
from extractor.numbers.quantity import Bound, Role

D = Decimal

_ONES = {
    "ein": 1,
    "eins": 1,
    "zwei": 2,
    "zwo": 2,
    "drei": 3,
    "vier": 4,
    "fünf": 5,
    "fuenf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "neun": 9,
}
_TEENS = {
    "zehn": 10,
    "elf": 11,
    "zwölf": 12,
    "zwoelf": 12,
    "dreizehn": 13,
    "vierzehn": 14,
    "fünfzehn": 15,
    "sechzehn": 16,
    "siebzehn": 17,
    "achtzehn": 18,
    "neunzehn": 19,
}
_TENS = {
    "zwanzig": 20,
    "dreißig": 30,
    "dreissig": 30,
    "vierzig": 40,
    "fünfzig": 50,
    "sechzig": 60,
    "siebzig": 70,
    "achtzig": 80,
    "neunzig": 90,
}
_ONE, _TEEN, _TEN = ("|".join(sorted(t, key=len, reverse=True)) for t in (_ONES, _TEENS, _TENS))
_BELOW_HUNDRED = rf"(?:(?:(?:{_ONE})und)?(?:{_TEN})|{_TEEN}|{_ONE})"
_BELOW_THOUSAND = rf"(?:(?:(?:{_ONE}|{_TEEN})?hundert(?:und)?)?{_BELOW_HUNDRED}|(?:{_ONE}|{_TEEN})?hundert)"
_COMPOUND = re.compile(
    rf"(?:(?P<thousands>{_BELOW_THOUSAND})?(?P<thousand>tausend)(?:und)?)?(?P<rest>{_BELOW_THOUSAND})?"
)
_HUNDREDS = re.compile(rf"(?:(?P<hundreds>{_ONE}|{_TEEN})?(?P<hundred>hundert)(?:und)?)?(?P<rest>\w*)")
_PAIR = re.compile(rf"(?:(?P<ones>{_ONE})und)?(?P<tens>{_TEN})|(?P<small>{_TEEN}|{_ONE})")
_LONGEST_COMPOUND = 80


@functools.lru_cache(maxsize=4096)
def compound(word: str) -> Decimal | None:
    """Read a number below one million that is written as one word: zweitausenddreihundertfünfundvierzig."""
    found = _COMPOUND.fullmatch(word) if 2 < len(word) <= _LONGEST_COMPOUND else None
    if found is None or word == "ein":
        return None
    thousands = _below_thousand(found["thousands"] or "") or 1 if found["thousand"] else 0
    return Decimal(thousands * 1000 + _below_thousand(found["rest"] or ""))


def _below_thousand(word: str) -> int:
    found = _HUNDREDS.fullmatch(word)
    if found is None:
        return 0
    hundreds = (_ONES | _TEENS).get(found["hundreds"] or "", 1) if found["hundred"] else 0
    pair = _PAIR.fullmatch(found["rest"])
    if pair is None:
        return hundreds * 100
    small = _ONES.get(pair["ones"] or "", 0) + _TENS.get(pair["tens"] or "", 0)
    return hundreds * 100 + small + (_ONES | _TEENS).get(pair["small"] or "", 0)


_MONTH = (
    r"(?:Januar|Jänner|Februar|Feber|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|"
    r"Jan\.|Feb\.|Mrz\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Okt\.|Nov\.|Dez\.)"
)
_WEEKDAY = (
    r"(?:(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)s?,?\s(?:de[nmr]\s)?)?"
)
_COUNTED = (
    r"(?:\w+e\s)?(?:Menschen|Personen|Soldaten|Männer|Frauen|Kinder|Euro|Tote|Verletzte|Häuser|Wohnungen|"
    r"Einwohner|Mitarbeiter|Arbeitsplätze|Stellen|Zuschauer|Flüchtlinge|Teilnehmer|Polizisten|Kämpfer|"
    r"[A-ZÄÖÜ]\w+(?:ungen|innen|stimmen|toten|kräfte))"
)
_ENDED = r"(?!\s?(?:%|Prozent|Euro|Mio|Mrd|Millionen|Milliarden))"
_NO_COUNT = rf"(?![,.]\d|\s{_COUNTED}){_ENDED}"

_PATTERNS = (
    # Montag, 12. März 2024; vom 3. bis 5. Mai; am 3. und 4. Juni
    (
        Role.DATE,
        rf"\b{_WEEKDAY}{DAY}\.(?:\s?(?:[-–/]|bis(?:\szum)?|und|oder)\s?{DAY}\.)?\s?{_MONTH}(?:\s{YEAR}\b)?",
    ),
    (Role.DATE, rf"\b{DAY}\.\s?(?:0?[1-9]|1[0-2])\.(?!\d)"),
    (Role.DATE, rf"\b{_MONTH}\s{YEAR}\b"),
    (Role.DATE, r"\b(?:1[5-9]|20)?\d0er(?:[-\s]Jahren?)?\b"),
    (
        Role.DATE,
        rf"\b(?:im\s)?(?:[Jj]ahre?s?|[Qq]uartal|[Ss]ommer|[Ww]inter|Herbst|Frühjahr|Frühling)\s(?P<n>{YEAR})\b{_NO_COUNT}",
    ),
    (
        Role.DATE,
        r"\b(?:[Ii]n|[Ss]eit|[Bb]is|[Aa]b|[Vv]or|[Nn]ach|[Aa]nfang|[Ee]nde|[Mm]itte|[Vv]on|[Zz]wischen|[Uu]nd|"
        rf"[Ff]ür|[Gg]egenüber|[Zz]u)\s(?P<n>{YEAR})\b(?!\s[A-ZÄÖÜ]\w+e[rn]?\b){_NO_COUNT}",
    ),
    (Role.DATE, rf"\bals\s(?P<n>{YEAR})\b(?=[.,;:)]|\s(?:und|oder|bei|in|im|zu|mit)\b|\s*$)"),
    (
        Role.TIME,
        r"\b(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?(?:\s?(?:bis|[-–])\s?\d{1,2}(?:[.:][0-5]\d)?)?\s?Uhr(?:\s[0-5]?\d\b)?",
    ),
    (
        Role.IDENTIFIER,
        r"\b(?:Artikel|Art\.|Paragra(?:f|ph)|Absatz|Abs\.|Resolution(?:en)?|Nummer|Nr\.|Kapitel|Seite|S\.|Band|"
        r"Autobahn|Halle|Gleis|Zimmer|Raum|Flug|Linie|Kanal|Tabelle|Abbildung|Abb\.|Reaktor|Block|Brigade|"
        r"Formel|Gruppe|Stufe|Phase|Version|Typ)\s\d{1,5}[a-z]?\b(?![,.]\d|\s(?:Prozent|Millionen))",
    ),
    (
        Role.IDENTIFIER,
        r"\b(?:DAX|MDAX|SDAX|Dax|Euro Stoxx|Stoxx|S&P|FTSE|Nikkei|CAC|A|B|U|S)\s\d{1,3}\b(?![,.]\d|\s?%)",
    ),
    (Role.OTHER, r"\b[Ee]ine[rsmn]?\b(?=\s(?:der|von\s(?:den|ihnen|vielen))\b)"),
)

_ORDINAL_STEMS = {
    1: "erst",
    2: "zweit",
    3: "dritt",
    4: "viert",
    5: "fünft",
    6: "sechst",
    7: "siebt",
    8: "acht",
    9: "neunt",
    10: "zehnt",
    11: "elft",
    12: "zwölft",
    **{n: f"{word}t" for word, n in _TEENS.items() if n > 12},
    **{n: f"{word}st" for word, n in _TENS.items()},
    100: "hundertst",
    1000: "tausendst",
}
_SCALE_STEMS = {"millionst": D(10**6), "milliardst": D(10**9), "billionst": D(10**12)}
_ENDS = ("e", "en", "er", "es", "em")
_ORDINAL = re.compile(r"(?P<stem>\w{3,60}?t)(?:e|en|er|es|em)")
_SMALL_STEMS = {stem: n for n, stem in _ORDINAL_STEMS.items() if n < 20}
_SMALL_ORDINAL = re.compile(
    rf"(?P<head>\w+?)(?P<small>{'|'.join(sorted(_SMALL_STEMS, key=len, reverse=True))})"
)


@functools.lru_cache(maxsize=4096)
def compound_ordinal(word: str) -> Decimal | None:
    """Read an ordinal that is written as one word: einundzwanzigste, hundertdritter."""
    found = _ORDINAL.fullmatch(word)
    if found is None:
        return None
    stem = found["stem"]
    value = compound(stem[:-2]) if stem.endswith("st") else None
    if value is not None and not 0 < value % 100 < 20:  # dreist is bold
        return value
    small = _SMALL_ORDINAL.fullmatch(stem)
    head = compound(small["head"]) if small else None
    return None if small is None or head is None or head % 100 else head + _SMALL_STEMS[small["small"]]


GERMAN = Language(
    code="de",
    function_words=word_set(
        "der das und ist von mit sich auf für den dem ein eine einen einem nicht im zu auch bei nach aus "
        "wie oder wird wurde wurden sind haben sein werden kann mehr über seit sowie durch zum zur vom "
        "beim bis rund etwa mindestens höchstens mehrere jahre jahren jahr uhr euro prozent mio mrd "
        "millionen milliarden tausend menschen nur noch aber als dass am unter wegen gegen zwei drei "
        "vier fünf sechs sieben acht neun zehn es er sie waren worden dann ihn ihm ihr ihre ihrer seine "
        "seiner sagte laut dabei damit diese dieser dieses jedoch starben tote verletzte kamen gab "
        "bereits gegenüber zwischen während weniger mann frau fast hunderte tausende milliarde teilte "
        "hat"
    ),
    letters="ßäöü",
    point_groups=True,
    cardinals={"null": D(0)}
    | {word: D(n) for word, n in (_ONES | _TEENS).items() if n > 1}
    | {"anderthalb": D("1.5"), "eineinhalb": D("1.5")}
    | {f"{word}einhalb": n + D("0.5") for word, n in _ONES.items() if n > 1},
    articles=word_set("ein eine einen einem einer eines"),
    compound=compound,
    compound_ordinal=compound_ordinal,
    point=frozenset({"komma"}),
    scales=valued(
        {
            D(12): "dutzend",
            D(1000): "tausend tsd",
            D(10**6): "million millionen mio mill",
            D(10**9): "milliarde milliarden mrd mia",
            D(10**12): "billion billionen bio",
            D(10**15): "billiarde billiarden",
        }
    ),
    dotted=word_set("tsd mio mill mrd mia bio"),
    bare_scales=word_set("tausend dutzend"),
    hundreds=frozenset({"hundert"}),
    letter_scales={"k": D(1000)},
    rounds={},
    plurals=valued(
        {
            D(12): "dutzende dutzenden",
            D(100): "hunderte hunderten",
            D(1000): "tausende tausenden zigtausende abertausende",
            D(10_000): "zehntausende zehntausenden",
            D(100_000): "hunderttausende hunderttausenden",
            D(10**6): "millionen",
            D(10**9): "milliarden",
            D(10**12): "billionen",
        }
    ),
    of=frozenset({"von"}),
    several=word_set("mehrere mehreren mehrerer einige einigen paar etliche"),
    halves=word_set("halbe halben halber halbes"),
    half_nouns=frozenset({"hälfte"}),
    denominators=valued(
        {
            D(3): "drittel",
            D(4): "viertel",
            D(5): "fünftel",
            D(6): "sechstel",
            D(7): "siebtel",
            D(8): "achtel",
            D(9): "neuntel",
            D(10): "zehntel",
            D(12): "zwölftel",
            D(20): "zwanzigstel",
            D(100): "hundertstel",
            D(1000): "tausendstel",
        }
    ),
    parts_of=word_set("der des von aller dieser"),
    mixed=frozenset({"und"}),
    out_of=phrase_set("von"),
    multiples=valued(
        {
            D("0.5"): "halbiert halbierte halbierten halbieren",
            D(2): "verdoppelt verdoppelte verdoppelten verdoppeln doppelt",
            D(3): "verdreifacht verdreifachte verdreifachten dreifach",
            D(4): "vervierfacht vervierfachte vierfach",
        }
    ),
    ordinals={stem + end: n for stem, n in _SCALE_STEMS.items() for end in _ENDS}
    | {stem + end: D(n) for n, stem in _ORDINAL_STEMS.items() for end in _ENDS},
    ordinal_scales={stem + end: n for stem, n in _SCALE_STEMS.items() for end in _ENDS},
    ordinal_suffix=r"s?te[nrs]?\b|\.(?=\s(?:[a-zäöü]|(?:Jahrhundert|Platz|Mal|Tag|Minute|Halbjahr|Quartal|Spieltag|Runde|Geburtstag|Stock|Etage|"
    r"Lebensjahr|Weltkrieg|Jahrestag)\b))",
    determiners=word_set("der die das den dem des zum zur beim vom am im ihr sein jeder jeden"),
    hedges_before=phrases(
        Bound.ABOUT,
        "rund|etwa|ungefähr|circa|ca|ca .|zirka|schätzungsweise|annähernd|knapp|fast|beinahe|nahezu|an die|"
        "um die|in etwa|geschätzt|geschätzte|geschätzten|gegen|~|≈",
    )
    | phrases(
        Bound.AT_LEAST,
        "mindestens|wenigstens|zumindest|nicht weniger als|min .|mind .|≥|> =",
    )
    | phrases(
        Bound.MORE_THAN,
        "mehr als|über|gut|oberhalb von|weit über|weit mehr als|deutlich mehr als|etwas mehr als|knapp "
        "über|>|"
        "größer als|höher als|länger als|älter als|jenseits von",
    )
    | phrases(
        Bound.AT_MOST,
        "bis zu|höchstens|maximal|nicht mehr als|max .|allenfalls|≤|< =",
    )
    | phrases(
        Bound.LESS_THAN,
        "weniger als|unter|knapp unter|deutlich weniger als|etwas weniger als|unterhalb von|<|kleiner als|"
        "niedriger als|kürzer als|jünger als|nicht ganz",
    ),
    hedges_after=phrases(Bound.AT_LEAST, "oder mehr|und mehr|oder darüber|oder älter|und älter|mindestens")
    | phrases(Bound.AT_MOST, "oder weniger|oder darunter|oder jünger|höchstens")
    | phrases(Bound.ABOUT, "oder so|in etwa"),
    open_below=phrase_set("knapp|fast|beinahe|nahezu|annähernd"),
    over=phrase_set("über"),
    definite=word_set("die der das"),
    minus=frozenset({"minus"}),
    negative=frozenset({"minus", "negativ"}),
    suffixes=word_set("fach fache fachen facher faches er mal malige maligen köpfige köpfigen"),
    between=frozenset({"zwischen"}),
    both=frozenset({"und"}),
    ranges_to=frozenset({"bis"}),
    either=frozenset({"oder"}),
    changes=("von", "auf"),
    units=named(
        {
            "percent": "prozent|prozents|prozentige|prozentigen|prozentiger|prozentiges|prozentig|v. h.",
            "percentage point": "prozentpunkt|prozentpunkte|prozentpunkten",
            "basis point": "basispunkt|basispunkte|basispunkten",
            "second": "sekunde|sekunden|sek.",
            "minute": "minute|minuten|min.|minütige|minütigen|minütiger|minütig",
            "hour": "stunde|stunden|std.|h|stündige|stündigen|stündiger|stündig",
            "day": "tag|tage|tagen|tages|tägige|tägigen|tägiger|tägig",
            "week": "woche|wochen|wöchige|wöchigen|wöchiger|wöchig",
            "month": "monat|monate|monaten|monats|monatige|monatigen|monatiger|monatig",
            "quarter": "quartal|quartale|quartalen",
            "year": "jahr|jahre|jahren|jahres|jährige|jähriger|jährigen|jähriges|jährigem|jährig",
            "decade": "jahrzehnt|jahrzehnte|jahrzehnten",
            "century": "jahrhundert|jahrhunderte|jahrhunderten",
            "meter": "meter|metern|meters",
            "kilometer": "kilometer|kilometern|kilometers",
            "centimeter": "zentimeter|zentimetern",
            "millimeter": "millimeter|millimetern",
            "mile": "meile|meilen",
            "nautical mile": "seemeile|seemeilen",
            "square meter": "quadratmeter|quadratmetern|qm",
            "square kilometer": "quadratkilometer|quadratkilometern",
            "cubic meter": "kubikmeter|kubikmetern",
            "hectare": "hektar",
            "liter": "liter|litern",
            "barrel": "barrel|fass",
            "gram": "gramm",
            "kilogram": "kilogramm|kilo",
            "tonne": "tonne|tonnen",
            "kilometer per hour": "kilometer pro stunde|stundenkilometer|stundenkilometern|kilometern pro "
            "stunde",
            "degree Celsius": "grad celsius",
            "degree": "grad",
            "watt": "watt",
            "kilowatt": "kilowatt",
            "megawatt": "megawatt",
            "gigawatt": "gigawatt",
            "kilowatt-hour": "kilowattstunde|kilowattstunden",
            "megawatt-hour": "megawattstunde|megawattstunden",
            "gigawatt-hour": "gigawattstunde|gigawattstunden",
            "terawatt-hour": "terawattstunde|terawattstunden",
            "horsepower": "ps",
            "EUR": "euro|euros",
            "USD": "dollar|dollars|us-dollar|us-dollars",
            "CAD": "kanadische dollar|kanadischen dollar",
            "AUD": "australische dollar|australischen dollar",
            "CHF": "franken|schweizer franken|sfr|fr.",
            "GBP": "pfund sterling|britische pfund|britischen pfund|britisches pfund",
            "RUB": "rubel|rubeln",
            "UAH": "hrywnja|hrywnjas|hrywnia|griwna|griwnja|griwen|hryvnia",
            "JPY": "yen",
            "CNY": "yuan|renminbi",
            "PLN": "zloty|złoty",
            "INR": "rupien|indische rupien",
            "TRY": "türkische lira|lira",
            "crown": "kronen",
            "CZK": "tschechische kronen",
            "SEK": "schwedische kronen",
            "NOK": "norwegische kronen",
            "DKK": "dänische kronen",
        }
    ),
    minor={"cent": "EUR", "cents": "EUR", "eurocent": "EUR", "rappen": "CHF"},
    counted=_COUNTED,
    patterns=_PATTERNS,
)
