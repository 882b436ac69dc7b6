"""Spanish numbers: words, scales, hedges, units, dates."""

from __future__ import annotations

from decimal import Decimal

from extractor.numbers.languages.language import (
    Language,
    named,
    phrase_set,
    phrases,
    unaccented,
    valued,
    word_set,
)
from extractor.numbers.languages.neutral import DAY, YEAR
from extractor.numbers.quantity import Bound, Role

D = Decimal

_SMALL = (
    "cero||dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciséis "
    "dieciseis|"
    "diecisiete|dieciocho|diecinueve|veinte|veintiún veintiuno veintiuna veintiun|veintidós veintidos|"
    "veintitrés veintitres|veinticuatro|veinticinco|veintiséis veintiseis|veintisiete|veintiocho|veintinueve"
).split("|")
_TENS = valued(
    {
        D(30): "treinta",
        D(40): "cuarenta",
        D(50): "cincuenta",
        D(60): "sesenta",
        D(70): "setenta",
        D(80): "ochenta",
        D(90): "noventa",
    }
)
_HUNDREDS = {
    "doscient": 200,
    "trescient": 300,
    "cuatrocient": 400,
    "quinient": 500,
    "seiscient": 600,
    "setecient": 700,
    "ochocient": 800,
    "novecient": 900,
}

_MONTH = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|"
    r"Enero|Febrero|Marzo|Abril|Mayo|Junio|Julio|Agosto|Septiembre|Octubre|Noviembre|Diciembre)"
)
_WEEKDAY = r"(?:(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo),?\s)?"
_COUNTED = (
    r"(?:personas|soldados|hombres|mujeres|niños|muertos|heridos|habitantes|euros|dólares|pesos|casas|viviendas|"
    r"empleos|trabajadores|policías|manifestantes|refugiados|combatientes|militares|civiles|toneladas|estudiantes|"
    r"[a-zñ]+(?:dores|doras|istas|antes|entes|ados|adas|idos|idas))"
)
_NO_COUNT = rf"(?![,.]\d|\s?%|\s(?:{_COUNTED}|mil|millones|por\sciento)\b)"

_PATTERNS = (
    # martes 12 de marzo de 2024, del 3 al 5 de junio
    (
        Role.DATE,
        rf"\b{_WEEKDAY}(?:1º|1ro|{DAY})(?:\s?(?:[-–/]|al|y|o)\s?{DAY})?\s(?:de\s)?{_MONTH}"
        rf"(?:\s(?:de\s|del\s)?{YEAR}\b)?",
    ),
    (Role.DATE, rf"\b{_MONTH}\s(?:de\s|del\s)?{YEAR}\b"),
    (Role.DATE, r"\b(?:años|década\sde(?:\slos)?)\s(?:1[5-9]|20)?\d0\b"),
    (
        Role.DATE,
        r"\b(?:[Ee]n|[Dd]esde|[Hh]asta|[Aa]ño|[Ff]ines\sde|[Ff]inales\sde|[Pp]rincipios\sde|[Mm]ediados\sde|[Vv]erano\sde|"
        r"[Ii]nvierno\sde|[Oo]toño\sde|[Pp]rimavera\sde|[Aa]ntes\sde|[Dd]espués\sde|[Pp]ara|[Ee]ntre|y|[Dd]e|[Dd]el|"
        rf"[Ee]l)\s(?P<n>{YEAR})\b{_NO_COUNT}",
    ),
    (Role.TIME, r"\b(?:[01]?\d|2[0-4])[:.][0-5]\d\s?(?:h|hs|hrs|horas|a\.\s?m\.|p\.\s?m\.|am|pm)(?!\w)"),
    (Role.TIME, r"\b(?:1[0-2]|0?[1-9])\s?(?:a\.\s?m\.|p\.\s?m\.|am\b|pm\b)"),
    (
        Role.TIME,
        r"\b(?:a|sobre|hasta|desde|de)\slas?\s(?P<n>(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?(?:\s?h(?:oras)?\b)?)(?![.,:]?\d|\s?%)",
    ),
    (
        Role.IDENTIFIER,
        r"\b(?:[Aa]rtículos?|[Aa]rt\.|[Rr]esoluci(?:ón|ones)|[Nn]úmero|[Nn]úm\.|[Nn]\.?º|[Cc]apítulo|[Pp]ágina|pág\.|"
        r"[Vv]uelo|[Ll]ínea|[Cc]anal|[Ss]ala|[Aa]utopista|[Rr]uta|[Ff]ase|[Cc]ategoría|[Nn]ivel|[Gg]rupo|[Vv]ersión|"
        r"[Tt]ipo|[Rr]eactor|[Bb]rigada|[Dd]ecreto|[Ll]ey)\s?\d{1,5}(?:\.\d{1,3})?\b(?![,.]\d|\s?%|\s(?:por\sciento|mil\b|millones))",
    ),
    (Role.IDENTIFIER, r"\b(?:IBEX|Ibex|DAX|CAC|Stoxx|S&P|FTSE|Nikkei|A|N|AP|M)[\s-]\d{1,3}\b(?![,.]\d|\s?%)"),
    (Role.DATE, r"\b(?:11|15|20|23|8|1)-[A-Z]\b"),  # the days that Spain names by their month's letter
    (Role.OTHER, r"\b[Uu]n[oa]\b(?=\sde\s(?!cada\b))"),
)

_ORDINALS = {
    1: "primer",
    3: "tercer",
    5: "quint",
    6: "sext",
    7: "séptim",
    8: "octav",
    9: "noven",
    10: "décim",
    11: "undécim decimoprimer",
    12: "duodécim decimosegund",
    13: "decimotercer",
    14: "decimocuart",
    15: "decimoquint",
    16: "decimosext",
    17: "decimoséptim",
    18: "decimoctav",
    19: "decimonoven",
    20: "vigésim",
    30: "trigésim",
    40: "cuadragésim",
    50: "quincuagésim",
    60: "sexagésim",
    70: "septuagésim",
    80: "octogésim",
    90: "nonagésim",
    100: "centésim",
    200: "ducentésim",
    300: "tricentésim",
    400: "cuadringentésim",
    500: "quingentésim",
    600: "sexcentésim",
    700: "septingentésim",
    800: "octingentésim",
    900: "noningentésim",
    1000: "milésim",
    10**6: "millonésim",
    10**12: "billonésim",
}


def _avos() -> dict[str, Decimal]:
    """Return the parts of eleven and more, which are made of the number: doceavos, treintavos."""
    numbers = {word: D(n) for n, words in enumerate(_SMALL) for word in words.split() if n > 10} | _TENS
    return {f"{stem}avos": n for word, n in numbers.items() for stem in (word, word[:-1])}


def _ordinals() -> dict[str, Decimal]:
    """Return the ordinals; plural and feminine ones from ten up are parts (dos décimas)."""
    found = {"primer": D(1), "tercer": D(3), "segundo": D(2), "segunda": D(2), "cuarto": D(4), "cuarta": D(4)}
    found["decimotercer"] = D(13)
    for n, stems in _ORDINALS.items():
        ends = ("o", "a", "os", "as") if n in (1, 3) else ("o", "a")
        found |= {stem + end: D(n) for stem in stems.split() for end in ends}
    return found


def _with_article(bound: Bound, text: str) -> dict[tuple[str, ...], Bound]:
    """Add "más del" to "más de", "hasta el" to "hasta": percentages take an article."""
    listed = text.split("|")
    fused = [p + "l" for p in listed if p.endswith((" de", " a"))]
    apart = [
        f"{p} {the}"
        for p in ("hasta", "casi", "al menos", "aproximadamente")
        if p in listed
        for the in ("el", "los", "las")
    ]
    return phrases(bound, "|".join([*listed, *fused, *apart]))


SPANISH = Language(
    code="es",
    function_words=word_set(
        "el la los las de del y en que un una unos unas por para con se su sus al es son fue han ha más "
        "como pero o según desde hasta entre sobre tras durante este esta estos ayer había fueron menos "
        "casi cerca mil millones personas años pesos euros dólares ciento cada dos tres cuatro cinco "
        "seis siete ocho nueve diez lo no le ya muy también contra sin ser está están murieron heridos "
        "muertos hay donde cuando quien otro otra todos todo estas ese esa nos ella él ellos horas días "
        "meses hoy dijo hacia"
    ),
    letters="ñ¿¡óíáú",
    point_groups=True,
    cardinals={w: D(n) for n, words in enumerate(_SMALL) for w in words.split()}
    | _TENS
    | {"cien": D(100), "ciento": D(100)}
    | {stem + end: D(n) for stem, n in _HUNDREDS.items() for end in ("os", "as")},
    conjunction="y",
    point=frozenset({"coma"}),
    weak_point=frozenset({"con"}),
    conjoined=frozenset(range(1, 10)),
    articles=word_set("un uno una"),
    scales=valued(
        {
            D(1000): "mil",
            D(10**6): "millón millon millones mill mlls mdd",
            D(10**9): "millardo millardos",
            D(10**12): "billón billon billones",
            D(10**18): "trillón trillones",
        }
    ),
    dotted=word_set("mill mlls"),
    bare_scales=word_set("mil"),
    letter_scales={"k": D(1000), "m": D(10**6)},
    rounds=valued(
        {
            D(10): "decena decenas",
            D(12): "docena docenas",
            D(15): "quincena",
            D(20): "veintena",
            D(30): "treintena",
            D(40): "cuarentena",
            D(50): "cincuentena",
            D(100): "centenar centenares",
            D(1000): "millar millares",
        }
    ),
    plurals=valued(
        {
            D(10): "decenas",
            D(12): "docenas",
            D(100): "cientos centenares centenas",
            D(1000): "miles millares",
            D(10**6): "millones",
            D(10**12): "billones",
        }
    ),
    of=frozenset({"de"}),
    several=word_set("varios varias algunos algunas"),
    halves=word_set("medio media"),
    and_half=phrase_set("y medio|y media"),
    half_nouns=frozenset({"mitad"}),
    denominators=valued(
        {
            D(3): "tercio tercios",
            D(4): "cuartos",
            D(5): "quintos",
            D(6): "sextos",
            D(7): "séptimos",
            D(8): "octavos",
            D(9): "novenos",
            D(10): "décimos décimas",
            D(100): "centésimos centésimas",
            D(1000): "milésimos milésimas",
            D(10**6): "millonésimos millonésimas",
        }
    )
    | _avos(),
    one_part=valued({D(5): "quinto", D(6): "sexto", D(7): "séptimo", D(8): "octavo", D(10): "décima"}),
    parts_of=word_set("de del"),
    mixed=word_set("y con"),
    fractions={
        ("tercera", "parte"): D(1) / 3,
        ("cuarta", "parte"): D("0.25"),
        ("quinta", "parte"): D("0.2"),
        ("décima", "parte"): D("0.1"),
        ("sexta", "parte"): D(1) / 6,
        ("octava", "parte"): D("0.125"),
        ("dos", "terceras", "partes"): D(2) / 3,
        ("tres", "cuartas", "partes"): D("0.75"),
        ("dos", "quintas", "partes"): D("0.4"),
        ("tres", "quintas", "partes"): D("0.6"),
        ("cuatro", "quintas", "partes"): D("0.8"),
    },
    out_of=phrase_set("de cada|sobre"),
    one_noun_of=phrase_set("de cada"),
    multiples=valued(
        {
            D(2): "duplicó duplicado duplicaron duplicar duplica doble",
            D(3): "triplicó triplicado triplicaron triplicar triplica triple",
            D(4): "cuadruplicó cuadruplicado cuádruple",
        }
    ),
    ordinals=unaccented(_ordinals()),
    ordinal_scales=unaccented(
        {f"{_ORDINALS[n]}{end}": D(n) for n in (1000, 10**6, 10**12) for end in ("o", "a", "os")}
    ),
    ordinal_suffix=r"\.?[ºª°](?![CF])|(?:er|ro|ra|do|da|to|ta|mo|ma|vo|va|no|na)s?\b",
    never=frozenset({("por", "ciento"), ("por", "cien")}),
    hedges_before=_with_article(
        Bound.ABOUT,
        "unos|unas|cerca de|alrededor de|aproximadamente|casi|en torno a|cercano a|cercana a|cercanos a|"
        "más o menos|aprox .|del orden de|como|~|≈|un estimado de|estimado en",
    )
    | _with_article(
        Bound.AT_LEAST,
        "al menos|por lo menos|como mínimo|cuando menos|no menos de|un mínimo de|mínimo|≥|> =",
    )
    | _with_article(
        Bound.MORE_THAN,
        "más de|por encima de|superior a|superiores a|superior al|más allá de|algo más de|poco más de|"
        "mucho más de|>|"
        "supera los|supera las|superan los|superan las|superó los|superó las|superaron los|superaron las",
    )
    | _with_article(
        Bound.AT_MOST,
        "hasta|como máximo|a lo sumo|no más de|un máximo de|máximo|≤|< =",
    )
    | _with_article(
        Bound.LESS_THAN,
        "menos de|por debajo de|inferior a|inferiores a|inferior al|algo menos de|poco menos de|mucho "
        "menos de|<",
    ),
    hedges_after=phrases(Bound.AT_LEAST, "o más|y más|como mínimo|al menos|por lo menos")
    | phrases(Bound.AT_MOST, "o menos|como máximo|a lo sumo")
    | phrases(Bound.ABOUT, "aproximadamente|más o menos"),
    open_below=phrase_set("casi|casi el|casi los|casi las"),
    definite=word_set("la el"),
    minus=frozenset({"menos"}),
    negative=frozenset({"negativo"}),
    between=frozenset({"entre"}),
    both=frozenset({"y"}),
    ranges_to=word_set("a"),
    either=word_set("o u"),
    changes=("de", "a"),
    up_to=frozenset({"hasta"}),
    units=unaccented(
        named(
            {
                "percent": "por ciento|porciento|por cien",
                "percentage point": "punto porcentual|puntos porcentuales",
                "basis point": "punto básico|puntos básicos",
                "second": "segundos",
                "minute": "minuto|minutos",
                "hour": "hora|horas|h",
                "day": "día|días",
                "week": "semana|semanas",
                "month": "mes|meses",
                "quarter": "trimestre|trimestres",
                "year": "año|años",
                "decade": "década|décadas",
                "century": "siglo|siglos",
                "meter": "metro|metros",
                "kilometer": "kilómetro|kilómetros",
                "centimeter": "centímetro|centímetros",
                "millimeter": "milímetro|milímetros",
                "mile": "milla|millas",
                "nautical mile": "milla náutica|millas náuticas",
                "square meter": "metro cuadrado|metros cuadrados",
                "square kilometer": "kilómetro cuadrado|kilómetros cuadrados|km cuadrados",
                "cubic meter": "metro cúbico|metros cúbicos",
                "hectare": "hectárea|hectáreas",
                "liter": "litro|litros",
                "barrel": "barril|barriles",
                "gram": "gramo|gramos",
                "kilogram": "kilogramo|kilogramos|kilo|kilos",
                "tonne": "tonelada|toneladas",
                "kilometer per hour": "kilómetros por hora|kilómetro por hora|km por hora",
                "degree Celsius": "grados celsius|grado celsius|grados centígrados",
                "degree": "grado|grados",
                "kilowatt": "kilovatio|kilovatios",
                "megawatt": "megavatio|megavatios",
                "gigawatt": "gigavatio|gigavatios",
                "kilowatt-hour": "kilovatio hora|kilovatios hora|kilovatios-hora",
                "megawatt-hour": "megavatio hora|megavatios hora|megavatios-hora",
                "EUR": "euro|euros",
                "USD": "dólar|dólares|dólares estadounidenses|dólares americanos",
                "CAD": "dólares canadienses",
                "AUD": "dólares australianos",
                "CHF": "franco suizo|francos suizos",
                "franc": "franco|francos",
                "GBP": "libra esterlina|libras esterlinas",
                "RUB": "rublo|rublos",
                "UAH": "grivna|grivnas|grivnia|grivnias|jrivnia|jrivnias",
                "JPY": "yen|yenes",
                "CNY": "yuan|yuanes",
                "PLN": "zloty|zlotys|eslotis",
                "INR": "rupia|rupias",
                "MXN": "pesos mexicanos|peso mexicano",
                "ARS": "pesos argentinos|peso argentino",
                "CLP": "pesos chilenos|peso chileno",
                "COP": "pesos colombianos|peso colombiano",
                "peso": "peso|pesos",
                "BRL": "reales",
                "TRY": "liras turcas",
                "HKD": "dólares de hong kong",
                "NZD": "dólares neozelandeses",
                "ILS": "séquel|séqueles|shekels",
                "KRW": "wones",
                "SEK": "corona sueca|coronas suecas",
                "NOK": "corona noruega|coronas noruegas",
                "DKK": "corona danesa|coronas danesas",
            }
        )
    ),
    minor={"céntimo": "EUR", "céntimos": "EUR", "penique": "GBP", "peniques": "GBP"},
    counted=_COUNTED,
    patterns=_PATTERNS,
)
