"""Units and currencies: the forms they take in text, one canonical name each."""

from __future__ import annotations

import functools

PERCENT = "percent"

# canonical name -> surface forms; plurals of the words are added below
_UNITS: dict[str, str] = {
    PERCENT: "%|percent|per cent|percents|per cents|pct|pc|٪|％|prozent",
    "percentage point": "percentage point|percentage-point|percent point|pp|pps|ppt|ppts|% point|% points",
    "basis point": "basis point|bp|bps",
    "second": "second|sec|secs",
    "minute": "minute|min|mins",
    "hour": "hour|hr|hrs|h",
    "day": "day",
    "week": "week|wk|wks",
    "fortnight": "fortnight",
    "month": "month|mo|mos",
    "quarter": "quarter",
    "year": "year|yr|yrs",
    "decade": "decade",
    "century": "century|centuries",
    "millisecond": "millisecond|ms",
    "millimeter": "millimeter|millimetre|mm",
    "centimeter": "centimeter|centimetre|cm",
    "meter": "meter|metre|m",
    "kilometer": "kilometer|kilometre|km|kms|klick",
    "inch": "inch|inches|in|″|''",
    "foot": "foot|feet|ft|′",
    "yard": "yard|yd|yds",
    "mile": "mile|mi",
    "nautical mile": "nautical mile|nmi|nm",
    "light-year": "light-year|light year",
    "square meter": "square meter|square metre|sq m|sqm|m²|m2|m^2",
    "square kilometer": "square kilometer|square kilometre|sq km|sqkm|km²|km2|km^2",
    "square centimeter": "square centimeter|square centimetre|sq cm|cm²|cm2|cm^2",
    "square mile": "square mile|sq mi|sq mile",
    "square foot": "square foot|square feet|sq ft|sqft|ft²|ft2",
    "square inch": "square inch|square inches|sq in",
    "square yard": "square yard|sq yd",
    "hectare": "hectare|ha",
    "nanometer": "nanometer|nanometre",
    "micrometer": "micrometer|micrometre|micron",
    "acre": "acre",
    "cubic meter": "cubic meter|cubic metre|m³|m3|m^3|cu m",
    "cubic kilometer": "cubic kilometer|cubic kilometre|km³|km3|km^3",
    "cubic centimeter": "cubic centimeter|cubic centimetre|cm³|cm3|cc",
    "cubic foot": "cubic foot|cubic feet|cu ft",
    "hectoliter": "hectoliter|hectolitre",
    "milliliter": "milliliter|millilitre|ml",
    "centiliter": "centiliter|centilitre|cl",
    "liter": "liter|litre|l",
    "gallon": "gallon|gal|gals",
    "barrel": "barrel|bbl|bbls",
    "pint": "pint",
    "cup": "cup",
    "tablespoon": "tablespoon|tbsp",
    "teaspoon": "teaspoon|tsp",
    "bushel": "bushel",
    "microgram": "microgram|µg|μg|mcg",
    "milligram": "milligram|mg",
    "gram": "gram|gramme|g",
    "kilogram": "kilogram|kilogramme|kilo|kg|kgs",
    "tonne": "tonne|metric ton|metric tonne|t",
    "ton": "ton",
    "kiloton": "kiloton|kilotonne|kt",
    "megaton": "megaton|megatonne|mt",
    "stone": "stone|st",
    "pound": "pound|lb|lbs",
    "ounce": "ounce|oz",
    "pound-foot": "pound-foot|pound-feet|lb-ft|lb ft|foot-pound|ft-lb",
    "carat": "carat",
    "kilometer per hour": "kilometer per hour|kilometre per hour|kilometers per hour|kilometres per hour|"
    "km/h|km/hr|kmh|kph|"
    "km per hour|kilometers an hour|kilometres an hour|km an hour|kmph",
    "mile per hour": "mile per hour|miles per hour|mph|m.p.h.|miles an hour|mile an hour",
    "meter per second": "meter per second|metre per second|meters per second|metres per second|m/s|"
    "meters a second",
    "foot per second": "foot per second|feet per second|ft/s|fps",
    "mile per gallon": "mile per gallon|miles per gallon|mpg",
    "knot": "knot|kt|kts|kn",
    "degree Celsius": "degree celsius|degrees celsius|degree centigrade|degrees centigrade|°c|° c|℃|"
    "celsius|degrees c|° celsius|deg celsius|celcius|degrees celcius|"
    "deg c|centigrade",
    "degree Fahrenheit": "degree fahrenheit|degrees fahrenheit|° fahrenheit|deg fahrenheit|"
    "°f|° f|℉|fahrenheit|degrees f|deg f",
    "kelvin": "kelvin|k",
    "degree": "degree|°|deg",
    "hertz": "hertz|hz",
    "kilohertz": "kilohertz|khz",
    "megahertz": "megahertz|mhz",
    "gigahertz": "gigahertz|ghz",
    "volt": "volt",
    "kilovolt": "kilovolt|kv",
    "watt": "watt|w",
    "kilowatt": "kilowatt|kw",
    "megawatt": "megawatt|mw",
    "gigawatt": "gigawatt|gw",
    "terawatt": "terawatt|tw",
    "watt-hour": "watt-hour|watt hour|wh",
    "kilowatt-hour": "kilowatt-hour|kilowatt hour|kwh",
    "megawatt-hour": "megawatt-hour|megawatt hour|mwh",
    "gigawatt-hour": "gigawatt-hour|gigawatt hour|gwh",
    "terawatt-hour": "terawatt-hour|terawatt hour|twh",
    "horsepower": "horsepower|hp|bhp",
    "joule": "joule",
    "calorie": "calorie",
    "kilocalorie": "kilocalorie|kcal",
    "ampere": "ampere|amp",
    "newton": "newton",
    "pascal": "pascal",
    "hectopascal": "hectopascal|hpa",
    "millibar": "millibar",
    "megapascal": "megapascal|mpa",
    "psi": "psi|pounds per square inch",
    "decibel": "decibel|db",
    "bit": "bit",
    "byte": "byte",
    "kilobyte": "kilobyte|kb",
    "megabyte": "megabyte|mb",
    "gigabyte": "gigabyte|gb",
    "terabyte": "terabyte|tb",
    "petabyte": "petabyte|pb",
    "megapixel": "megapixel|mp",
    "megabit per second": "megabit per second|megabits per second|mbps|mbit/s",
    "gigabit per second": "gigabit per second|gigabits per second|gbps|gbit/s",
    "part per million": "part per million|parts per million|ppm",
    "part per billion": "part per billion|parts per billion|ppb",
}

# forms that a plain letter or word would shadow too easily: only accepted right after a digit
SHORT = frozenset(
    [
        "m",
        "l",
        "t",
        "g",
        "w",
        "in",
        "mi",
        "mo",
        "nm",
        "ha",
        "cc",
        "cl",
        "fps",
        "kt",
        "mt",
        "kn",
        "mp",
        "pb",
        "hp",
        "ms",
        "pp",
        "bp",
        "min",
        "deg",
        "pc",
        "st",
        "h",
        "k",
        "amp",
        "v",
    ]
)

# of these, the forms that may also stand apart from their digits: case matters
APART = frozenset(
    [
        "m",
        "t",
        "ha",
        "ft",
        "hp",
        "HP",
        "g",
        "l",
        "L",
        "W",
        "V",
        "min",
        "ms",
        "cl",
        "cc",
        "fps",
        "mi",
        "bp",
        "Mt",
        "kt",
    ]
)

_CURRENCIES: dict[str, str] = {
    "USD": "$|us$|$us|usd|usd$|dollar|u.s. dollar|us dollar|american dollar|buck|greenback|dlrs|＄|us $|"
    "u.s.$|u.s. $",
    "EUR": "€|eur|euro",
    "GBP": "£|gbp|pound sterling|pounds sterling|sterling|british pound|quid|￡|uk£",
    "JPY": "¥|jpy|yen|japanese yen|￥|y=",
    "CNY": "cny|rmb|yuan|renminbi|chinese yuan|cn¥|元",
    "INR": "₹|inr|rupee|rs|rs.|indian rupee",
    "RUB": "₽|rub|ruble|rouble|russian ruble|russian rouble",
    "UAH": "₴|uah|hryvnia|hryvnias|hryvnya|grivna",
    "KRW": "₩|krw|won|south korean won",
    "KPW": "kpw|north korean won",
    "CHF": "chf|swiss franc|sfr",
    "AUD": "a$|$a|aud|aud$|au$|australian dollar|aus$",
    "CAD": "c$|$c|cad|cad$|ca$|canadian dollar|can$",
    "NZD": "nz$|$nz|nzd|nzd$|new zealand dollar",
    "HKD": "hk$|$hk|hkd|hkd$|hong kong dollar|hk $",
    "SGD": "s$|sgd|sgd$|singapore dollar",
    "TWD": "nt$|twd|taiwan dollar",
    "MXN": "mxn|mxn$|mex$|mexican peso",
    "BRL": "r$|brl|brazilian real|reais",
    "ZAR": "zar|rand|south african rand",
    "TRY": "₺|try|turkish lira|lira",
    "PLN": "pln|zloty|zlotys|zł",
    "CZK": "czk|czech crown|koruna",
    "HUF": "huf|forint",
    "SEK": "sek|swedish krona|swedish kronor|swedish crown",
    "NOK": "nok|norwegian krone|norwegian kroner|norwegian crown",
    "DKK": "dkk|danish krone|danish kroner|danish crown",
    "ILS": "₪|ils|nis|shekel|new israeli shekel",
    "SAR": "sar|saudi riyal|riyal",
    "AED": "aed|dirham|dh|dhs",
    "QAR": "qar|qatari riyal",
    "KWD": "kwd|kuwaiti dinar",
    "IRR": "irr|iranian rial|rial|toman",
    "IQD": "iqd|iraqi dinar",
    "PKR": "pkr|pakistani rupee",
    "BDT": "৳|bdt|taka",
    "LKR": "lkr|sri lankan rupee",
    "IDR": "idr|rupiah|rp",
    "MYR": "rm|myr|ringgit",
    "PHP": "₱|php|philippine peso",
    "THB": "฿|thb|baht",
    "VND": "₫|vnd|dong",
    "NGN": "₦|ngn|naira",
    "KES": "kes|ksh|kenyan shilling",
    "GHS": "ghs|cedi",
    "EGP": "egp|egyptian pound",
    "ETB": "etb|birr",
    "ARS": "ars|argentine peso",
    "CLP": "clp|chilean peso",
    "COP": "cop|colombian peso",
    "PEN": "pen|nuevo sol",
    "RON": "ron|lei",
    "BGN": "bgn|leva",
    "RSD": "rsd|serbian dinar",
    "KZT": "₸|kzt|tenge",
    "GEL": "gel|lari",
    "AMD": "amd|dram",
    "AZN": "azn|manat",
    "BYN": "byn|belarusian ruble",
    "BTC": "btc|bitcoin|₿",
    # names that several countries share have no code of their own
    "peso": "peso",
    "franc": "franc",
    "dinar": "dinar",
    "crown": "kronor|kroner|krona|krone",
    "cent": "cent|¢",
    "penny": "pence|penny|pennies",
    "sen": "sen",
    "kopeck": "kopeck|kopek",
    "kopiyka": "kopiyka",
    "paisa": "paisa|paise",
    "grosz": "grosz|groszy",
}
_ONLY_UPPER = frozenset(
    ["try", "pen", "php", "ron", "cop", "rp", "rs", "rm", "gel", "amd", "sar", "dh", "cad", "sek"]
)  # lower-case they are words

# a hundredth of the currency
MINOR = {
    "cent": "USD",
    "penny": "GBP",
    "sen": "MYR",
    "kopeck": "RUB",
    "kopiyka": "UAH",
    "paisa": "INR",
    "grosz": "PLN",
}
# the smaller units that go on a measure ("7 feet, 10 inches") and how many of them make one
PARTS: dict[str, dict[str, int]] = {
    "mile": {"yard": 1760, "foot": 5280},
    "yard": {"foot": 3, "inch": 36},
    "foot": {"inch": 12},
    "kilometer": {"meter": 1000},
    "meter": {"centimeter": 100, "millimeter": 1000},
    "centimeter": {"millimeter": 10},
    "stone": {"pound": 14},
    "pound": {"ounce": 16},
    "tonne": {"kilogram": 1000},
    "kilogram": {"gram": 1000},
    "liter": {"milliliter": 1000},
    "gallon": {"pint": 8},
    "century": {"year": 100},
    "decade": {"year": 10},
    "year": {"month": 12},
    "month": {},
    "week": {"day": 7},
    "day": {"hour": 24},
    "hour": {"minute": 60},
    "minute": {"second": 60},
}
TIME_UNITS = frozenset(
    {"second", "minute", "hour", "day", "week", "fortnight", "month", "quarter", "year", "decade", "century"}
)
CURRENCIES = frozenset(_CURRENCIES)


def _forms(table: dict[str, str]) -> dict[str, str]:
    forms: dict[str, str] = {}
    for name, surfaces in table.items():
        for surface in surfaces.split("|"):
            if surface:
                forms[surface] = name
                if " " in surface:
                    forms.setdefault(surface.replace(" ", "-"), name)  # a 300-square-mile area
                if len(surface) > 2 and surface[-1].isalpha() and not surface.endswith("s"):
                    forms.setdefault(surface + "s", name)
    return forms


UNIT_FORMS = _forms(_UNITS)
CURRENCY_FORMS = _forms(_CURRENCIES)


@functools.lru_cache(maxsize=4096)
def currency(surface: str) -> str | None:
    """Return the ISO 4217 code that a sign, code or name stands for; None when it is no currency."""
    form = " ".join(surface.split())
    if form.lower() in _ONLY_UPPER and not form[0].isupper():
        return None
    return CURRENCY_FORMS.get(form.lower())


@functools.lru_cache(maxsize=4096)
def unit(surface: str) -> str | None:
    """Return the canonical name of a unit of measure; None when it is none."""
    return UNIT_FORMS.get(" ".join(surface.lower().split()))
