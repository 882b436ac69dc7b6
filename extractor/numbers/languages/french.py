"""French numbers: words of France, Belgium and Switzerland, scales, hedges, units, dates."""

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
    "zéro|un une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
).split("|")
_TENS = valued(
    {
        D(20): "vingt vingts",
        D(30): "trente",
        D(40): "quarante",
        D(50): "cinquante",
        D(60): "soixante",
        D(70): "septante",
        D(80): "huitante octante",
        D(90): "nonante",
    }
)

_MONTH = (
    r"(?:janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|"
    r"decembre|janv\.|févr\.|avr\.|juil\.|sept\.|oct\.|nov\.|déc\.)"
)
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),?\s)?"
_COUNTED = (
    r"(?:personnes|soldats|hommes|femmes|enfants|morts|blessés|habitants|euros|dollars|maisons|logements|emplois|"
    r"salariés|policiers|manifestants|réfugiés|combattants|militaires|civils|tonnes|étudiants|élèves|"
    r"[a-zé]+(?:eurs|aires|iers|istes|ants|ents|ées|és))"
)
_NO_COUNT = rf"(?![,.]\d|\s?%|\s{_COUNTED}\b|\s(?:millions|milliards|pour\scent))"

# "un véhicule neuf": new, where nothing that is counted follows and no number word stands before
_NEW = (
    r"(?<=[a-zéè]\s)(?<!cents\s)(?<!cent\s)(?<!mille\s)(?<!vingt\s)(?<!trente\s)(?<!ante\s)(?<!dix\s)(?<!ons\s)"
    r"(?<!ion\s)(?<!ards\s)(?<!ard\s)(?<!vingts\s)(?<!ou\s)neuf(?=[.,;:!?)]|\s*$|\s(?:a|ont|est|sont|et|de|dans|en|"
    r"pour|qui|que|à|au|avec|sur|par|était|avait)\b|\sd['’])"
)

_PATTERNS = (
    (Role.OTHER, _NEW),
    # mardi 12 mars 2024, le 1er mai, du 3 au 5 juin
    (
        Role.DATE,
        rf"\b{_WEEKDAY}(?:1er|{DAY})(?:\s?(?:[-–/]|au|et|ou)\s?{DAY})?[\s-](?i:{_MONTH})(?:\s{YEAR}\b)?",
    ),
    (Role.DATE, rf"\b{_MONTH}\s{YEAR}\b"),
    (Role.DATE, r"\b(?:les\s)?années\s(?:1[5-9]|20)?\d0\b(?:-(?:1[5-9]|20)?\d0\b)?"),
    (
        Role.DATE,
        r"\b(?:[Ee]n|[Dd]epuis|[Dd]ès|[Aa]nnée|[Ll]'an|[Ff]in|[Dd]ébut|[Mm]i-|[Ee]té|été|[Hh]iver|[Pp]rintemps|"
        rf"[Aa]utomne|jusqu'en|jusqu’en|[Aa]vant|[Aa]près|[Pp]our|[Ee]ntre|et|[Dd]e)[\s-]?(?P<n>{YEAR})\b{_NO_COUNT}",
    ),
    # 15h30, 15 h 30, à 15 heures
    (Role.TIME, r"\b(?:[01]?\d|2[0-4])\s?[hH]\s?[0-5]\d\b|\b(?:[01]?\d|2[0-4])\sheures\s[0-5]\d\b"),
    (
        Role.TIME,
        r"(?:\b[Àà]|\b[Vv]ers|\bavant|\bd[eè]s)\s(?P<n>(?:[01]?\d|2[0-4])\s?(?:h|heures?))\b(?!\sde\s)",
    ),
    (
        Role.IDENTIFIER,
        r"\b(?:[Aa]rticles?|[Aa]rt\.|[Rr]ésolutions?|[Nn]uméro|[Nn]°|[Nn]o\.?|[Cc]hapitre|[Pp]age|p\.|[Vv]ol|"
        r"[Ll]igne|[Cc]haîne|[Ss]alle|[Aa]utoroute|[Pp]hase|[Cc]atégorie|[Nn]iveau|[Gg]roupe|[Vv]ersion|[Tt]ype|"
        r"[Rr]éacteur|[Bb]rigade|[Dd]écret|[Ll]oi)\s?\d{1,5}(?:[.-]\d{1,3})?\b(?![,.]\d|\s?%|\s(?:pour\scent|millions))",
    ),
    (Role.IDENTIFIER, r"\b(?:CAC|DAX|Stoxx|S&P|FTSE|Nikkei|A|N|D|F|Fortune)\s\d{1,4}\b(?![,.]\d|\s?%)"),
    (Role.OTHER, r"\b(?:l['’]une?|[Uu]ne?)\b(?=\s(?:des\s|d['’]entre))"),
)

# what stands for the last digit in "vingt et unième" is no word by itself
_ORDINALS = {
    1: "premier première premiers premières unième",
    2: "deuxième deuxièmes second seconde",
    3: "troisième troisièmes",
    4: "quatrième quatrièmes",
}
_PARTS = {
    5: "cinquième",
    6: "sixième",
    7: "septième",
    8: "huitième",
    9: "neuvième",
    10: "dixième",
    11: "onzième",
    12: "douzième",
    13: "treizième",
    14: "quatorzième",
    15: "quinzième",
    16: "seizième",
    20: "vingtième",
    30: "trentième",
    40: "quarantième",
    50: "cinquantième",
    60: "soixantième",
    70: "septantième",
    80: "huitantième",
    90: "nonantième",
    100: "centième",
    1000: "millième",
    10**6: "millionième",
    10**9: "milliardième",
}


def _with_elision(bound: Bound, text: str) -> dict[tuple[str, ...], Bound]:
    """Add "plus d'" to "plus de"."""
    elided = "|".join(p[:-2] + "d'" for p in text.split("|") if p.endswith(" de"))
    return phrases(bound, text) | (phrases(bound, elided) if elided else {})


FRENCH = Language(
    code="fr",
    function_words=word_set(
        "le la les des du et est une un dans pour par sur avec ne pas qui que ont été sont cette ces aux "
        "au il elle plus selon leur ses mais ou comme après depuis entre était aussi d' l' qu' n' s' c' "
        "moins environ près jusqu' quelque plusieurs ans heures millions milliards personnes mille cent "
        "euros deux trois quatre cinq sept huit dont contre sous chez lors fait en ce se sa son à morts "
        "blessés ainsi toujours encore lui nous vous ils elles avait avaient étaient toutes tous autres "
        "fois jours mois autre personne fin début"
    ),
    letters="çèêàœùîôâ",
    point_groups=True,
    elides=True,
    cardinals={w: D(n) for n, words in enumerate(_SMALL) for w in words.split() if n != 1} | _TENS,
    joint_cardinals={
        ("quatre", "vingt"): D(80),
        ("quatre", "vingts"): D(80),
        ("dix", "sept"): D(17),
        ("dix", "huit"): D(18),
        ("dix", "neuf"): D(19),
    },
    wide=frozenset({"soixante", "quatre"}),
    conjunction="et",
    point=frozenset({"virgule"}),
    conjoined=frozenset({1, 11}),
    articles=word_set("un une"),
    hundreds=word_set("cent cents"),
    scales=valued(
        {
            D(1000): "mille mil",
            D(10**6): "million millions mio",
            D(10**9): "milliard milliards md mds mrd mia",
            D(10**12): "billion billions",
            D(10**15): "billiard billiards",
        }
    ),
    bare_scales=word_set("mille"),
    letter_scales={"k": D(1000), "m": D(10**6)},
    rounds=valued(
        {
            D(8): "huitaine",
            D(10): "dizaine dizaines",
            D(12): "douzaine douzaines",
            D(15): "quinzaine",
            D(20): "vingtaine",
            D(30): "trentaine",
            D(40): "quarantaine",
            D(50): "cinquantaine",
            D(60): "soixantaine",
            D(100): "centaine centaines",
            D(1000): "millier milliers",
        }
    ),
    plurals=valued(
        {
            D(10): "dizaines",
            D(12): "douzaines",
            D(100): "centaines",
            D(1000): "milliers",
            D(10**6): "millions",
            D(10**9): "milliards",
        }
    ),
    of=frozenset({"de", "d'"}),
    several=word_set("plusieurs quelques"),
    halves=word_set("demi demie"),
    and_half=phrase_set("et demi|et demie"),
    half_nouns=frozenset({"moitié"}),
    denominators=unaccented(
        {"tiers": D(3), "quart": D(4), "quarts": D(4)} | {f"{word}s": D(n) for n, word in _PARTS.items()}
    ),
    one_part=unaccented({word: D(n) for n, word in _PARTS.items()}),
    parts_of=word_set("de d' des du"),
    mixed=frozenset({"et"}),
    out_of=phrase_set("sur"),
    one_noun_of=phrase_set("sur"),
    multiples=valued(
        {
            D(2): "doublé doublée doubler double",
            D(3): "triplé triplée tripler triple",
            D(4): "quadruplé quadruplée quadruple",
        }
    ),
    ordinals=unaccented({word: D(n) for n, words in (_ORDINALS | _PARTS).items() for word in words.split()}),
    ordinal_scales=unaccented({_PARTS[n]: D(n) for n in (20, 100, 1000, 10**6, 10**9)}),
    ordinal_tails=frozenset(
        unaccented(dict.fromkeys(("unième", "deuxième", "troisième", "quatrième", *_PARTS.values()), 0))
    ),
    ordinal_suffix=r"(?:ers?|res?|ère|ères|es?|[èe]mes?|nde?|ᵉ|ᵉʳ)\b",
    never=frozenset({("pour", "cent"), ("à", "neuf")}),
    hedges_before=_with_elision(
        Bound.ABOUT,
        "environ|quelque|quelques|à peu près|autour de|approximativement|près de|presque|aux alentours de|"
        "aux "
        "environs de|de l' ordre de|pas loin de|grosso modo|~|≈|peut - être|estimé à|estimés à|estimée à|"
        "estimées à",
    )
    | _with_elision(
        Bound.AT_LEAST,
        "au moins|au minimum|pas moins de|un minimum de|minimum|à tout le moins|≥|> =",
    )
    | _with_elision(
        Bound.MORE_THAN,
        "plus de|supérieur à|supérieure à|supérieurs à|au - delà de|au - dessus de|un peu plus de|bien "
        "plus de|>|"
        "dépassant|dépasse|dépassé|dépassent",
    )
    | _with_elision(
        Bound.AT_MOST,
        "jusqu' à|au plus|au maximum|pas plus de|tout au plus|un maximum de|maximum|≤|< =",
    )
    | _with_elision(
        Bound.LESS_THAN,
        "moins de|inférieur à|inférieure à|inférieurs à|en dessous de|au - dessous de|un peu moins de|"
        "bien moins de|<",
    ),
    hedges_after=phrases(Bound.AT_LEAST, "ou plus|et plus|au moins|au minimum|minimum")
    | phrases(Bound.AT_MOST, "ou moins|au plus|au maximum|maximum|tout au plus")
    | phrases(Bound.ABOUT, "environ|à peu près"),
    open_below=phrase_set("près de|près d'|presque|pas loin de|pas loin d'"),
    definite=word_set("la le les"),
    minus=frozenset({"moins"}),
    negative=word_set("négatif négative"),
    between=frozenset({"entre"}),
    both=frozenset({"et"}),
    ranges_to=word_set("à"),
    either=frozenset({"ou"}),
    changes=("de", "à"),
    up_to=frozenset({"jusqu'"}),
    units=unaccented(
        named(
            {
                "percent": "pour cent|pour-cent|pourcent|pourcents|p. 100|p. cent",
                "percentage point": "point de pourcentage|points de pourcentage",
                "basis point": "point de base|points de base",
                "second": "seconde|secondes",
                "minute": "minute|minutes",
                "hour": "heure|heures|h",
                "day": "jour|jours|journée|journées",
                "week": "semaine|semaines",
                "month": "mois",
                "quarter": "trimestre|trimestres",
                "year": "an|ans|année|années",
                "decade": "décennie|décennies",
                "century": "siècle|siècles",
                "meter": "mètre|mètres",
                "kilometer": "kilomètre|kilomètres",
                "centimeter": "centimètre|centimètres",
                "millimeter": "millimètre|millimètres",
                "nautical mile": "mille marin|milles marins|milles nautiques",
                "square meter": "mètre carré|mètres carrés",
                "square kilometer": "kilomètre carré|kilomètres carrés|km carrés",
                "cubic meter": "mètre cube|mètres cubes",
                "hectare": "hectare|hectares",
                "liter": "litre|litres",
                "barrel": "baril|barils",
                "gram": "gramme|grammes",
                "kilogram": "kilogramme|kilogrammes|kilo|kilos",
                "tonne": "tonne|tonnes",
                "kilometer per hour": "kilomètre par heure|kilomètres par heure|kilomètres à l'heure|"
                "kilomètres-heure|kilomètre-heure|kilomètres heure",
                "degree Celsius": "degrés celsius|degré celsius",
                "degree": "degré|degrés",
                "kilowatt": "kilowatt|kilowatts",
                "megawatt": "mégawatt|mégawatts",
                "gigawatt": "gigawatt|gigawatts",
                "kilowatt-hour": "kilowattheure|kilowattheures",
                "megawatt-hour": "mégawattheure|mégawattheures",
                "terawatt-hour": "térawattheure|térawattheures",
                "EUR": "euro|euros",
                "USD": "dollar|dollars|$ us|dollars américains|dollar américain|billets verts",
                "CAD": "dollars canadiens|dollar canadien|$ ca|$ can|$ c|$ canadiens",
                "AUD": "dollars australiens|dollar australien",
                "CHF": "franc suisse|francs suisses",
                "franc": "franc|francs",
                "GBP": "livre sterling|livres sterling",
                "RUB": "rouble|roubles",
                "UAH": "hryvnia|hryvnias|hrivnia|hrivnias",
                "JPY": "yen|yens",
                "CNY": "yuan|yuans",
                "PLN": "zloty|zlotys",
                "INR": "roupie|roupies|roupies indiennes",
                "TRY": "livres turques|livre turque",
                "HKD": "dollars de hong kong|dollar de hong kong|$ hk",
                "NZD": "dollars néo-zélandais|dollar néo-zélandais",
                "SGD": "dollars de singapour|dollar de singapour",
                "ILS": "shekel|shekels",
                "SAR": "riyal saoudien|riyals saoudiens",
                "KRW": "won|wons",
                "MXN": "peso mexicain|pesos mexicains",
                "SEK": "couronne suédoise|couronnes suédoises",
                "NOK": "couronne norvégienne|couronnes norvégiennes",
                "DKK": "couronne danoise|couronnes danoises",
            }
        )
    ),
    minor={"centime": "EUR", "centimes": "EUR", "cents": "EUR", "penny": "GBP", "pence": "GBP"},
    counted=_COUNTED,
    patterns=_PATTERNS,
)
