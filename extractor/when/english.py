"""English, as newspapers and agencies write it."""

from __future__ import annotations

from extractor.calendar import MONTHS
from extractor.when.lexicon import Lexicon

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_UNIT = "(?:day|week|weekend|month|quarter|year|decade)"
_OTHER = "(?:the )?(?:following|previous|preceding|same|that)"
_SEASON = "spring|summer|autumn|fall|winter"
_SOME = "(?:days|weeks|months|quarters|years|decades)"

_IRREGULAR = """
    arose beat became began begun bent bid blew bought broke broken brought built burst came caught
    chose chosen cut dealt did died done drawn drew driven drove dug eaten fallen fed fell felt fled
    flew flown forbade forecast forgot forgotten fought found froze frozen gave given gone got grew
    grown had held hid hidden hit hung hurt kept knew known laid lay led left let lied lost made met
    paid put ran rang read ridden risen rode rose said sank sat saw seen sent set shaken shook shot
    showed shown shrank shut slept slid sold sought spent spoke spoken sprang spread stole stolen stood
    struck stuck swam swept swore sworn swung taken taught thought threw thrown told took tore torn
    understood undertook upheld was went were withdrew woke woken won wore worn wound written wrote
"""
_NOUNS = "need feed speed seed breed weed deed greed hundred bed shed"  # that end like participles
_PARTICIPLE = rf"(?:(?!(?:{'|'.join(_NOUNS.split())})\b)[a-z]+ed|{'|'.join(_IRREGULAR.split())})"
_BETWEEN = r"(?:(?:not|also|still|only|already|be|been|have|being|\w+ly) )*"
_VERB = rf"(?: {_BETWEEN}[a-z]+)?"
_EXPECTED = (
    "(?:expect|schedul|plan|slat|hop|aim|intend|want|vow|pledg|promis|agree|propos|anticipat|forecast|project)"
    "(?:s|d|ed|es|ned|n?ing)?|due|set|likely|going|about|ready|poised|supposed"
)
_SET = "scheduled|planned|slated|expected|proposed|postponed|delayed|rescheduled|adjourned|extended"
_NO_INFINITIVE = "the|an?|his|her|its|their|this|that|more|less|about|at|nearly|almost|death"
_VERBS = (  # the first that fits at a place counts
    ("open", rf"(?:was|were|been) (?:{_EXPECTED}) to\b{_VERB}"),
    ("future", rf"(?:(?:is|are|be) )?(?:{_EXPECTED}) to\b{_VERB}|(?:is|are) (?:to\b{_VERB}|{_SET})"),
    ("open", rf"(?:(?:was|were|has|have|had|has been|had been) )?(?:{_SET})"),
    ("past", rf"(?:may|might|could|must|should|would) (?:not )?have {_BETWEEN}{_PARTICIPLE}"),
    ("past", rf"(?:has|have|having|had) {_BETWEEN}{_PARTICIPLE}|(?:was|were|had|did)\b{_VERB}"),
    ("future", rf"(?:will|shall|won['’]t|would|may|might|should)\b{_VERB}|due|upcoming|payable"),
    ("future", r"expects?|anticipates?|hopes?|plans?(?= to\b)|aims?"),
    ("open", rf"(?:is|are|be|being|can|could|must|cannot)\b{_VERB}"),
    ("open", rf"to (?!(?:{_NO_INFINITIVE})\b){_BETWEEN}[a-z]+"),
    ("participle", _PARTICIPLE),
)

ENGLISH = Lexicon(
    weekdays={name: n for n, name in enumerate(_WEEKDAYS)},
    months=MONTHS,
    plain_months=frozenset("january february july september october november december".split()),
    units={unit: unit for unit in "day week month quarter year decade century".split()},
    ordinals={"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4},
    steps={
        "this past": -1,
        "this coming": 1,
        "last": -1,
        "past": -1,
        "this": 0,
        "the current": 0,
        "next": 1,
        "coming": 1,
    },
    days={
        "(?:the )?day before yesterday": (-2, -2),
        "(?:the )?day after tomorrow": (2, 2),
        "yesterday": (-1, -1),
        "tomorrow": (1, 1),
        "today|tonight|this (?:morning|afternoon|evening)": (0, 0),
        "last night|overnight": (-1, 0),  # a night has two dates
    },
    spans={"past": -1, "the last": -1, "coming": 1, "the next": 1},
    away={"ago": -1, "from now": 1},
    some={"(?:the )?first": 1, "(?:the )?(?:last|final)": -1},
    parts={
        "early(?: in| on)?|(?:the )?(?:very )?(?:start|beginning) of": "start",
        "mid|(?:the )?middle of": "middle",
        "late(?: in| on)?|(?:the )?(?:very )?end of": "end",
        "earlier(?: in| on)?|so far(?: in)?": "passed",
        "later(?: in| on)?|(?:the )?(?:rest|remainder) of": "left",
        f"(?:the )?(?:{_SEASON})(?: of)?": "season",
    },
    limits={
        "(?:ever )?since": "since",
        "until|till|up to|through": "until",
        "by|no later than|not later than": "by",
        "before|prior to|ahead of": "before",
        "after|following": "after",
        "(?:starting|beginning)(?: on| in| from)?": "from",
        "as of|as at": "at",
    },
    one="an?",
    weekend="weekend",
    night="morning|noon|afternoon|evening|night",
    quarter="quarter",
    half="half",
    fiscal="fiscal|financial",
    of="of",
    possessive="['’]s",
    the="the",
    ending="(?:-| |['’]s )end",
    onwards=r"onwards?\b|on(?=[,.;)]|$)",
    joint=" (?:to|until|till|through) |[-–—]",
    moved="moved|postponed|delayed|put off|brought forward|shifted|rescheduled|changed",
    between="between",
    pair=" and ",
    within="in|on",
    adverbial="in|on|by|during|before|after|until|till|through",
    introduces="in|since|by|until|till|from|of|early|late|mid|last|next|this|past|during|between|before|after"
    "|through|to|and|for",
    named="black|bloody|good|super|easter|ash|palm|holy|cyber|ago",
    vague=f"recently|lately|recent {_SOME}|(?:the )?coming {_SOME}|(?:past|last|next|previous) {_SOME}"
    f"|(?:the )?(?:past|last|next|coming) (?:few|several|couple of) {_SOME}"
    f"|(?:(?:a few|several|some|many) )?{_SOME} ago",
    present="now|currently|at present|at the moment|to date",
    other=_OTHER,
    elsewhere=f"(?:{_OTHER}) (?:{_UNIT}|{'|'.join(_WEEKDAYS)})"
    r"|(?:the |a )?year-(?:ago|earlier)(?: (?:\w+ )?(?:quarter|period|month|week|half))?"
    f"|the next (?:day|morning)|the {_UNIT} (?:before|after|earlier)"
    f"|an? {_UNIT} (?:earlier|later|before|after)",
    elsewhere_behind="earlier|later|before|after",
    season=_SEASON,
    verbs=_VERBS,
    before_nouns="the|an?|this|that|these|its|his|her|their|of|still",
)
