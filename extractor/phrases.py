"""Words and noun phrases of English news text: word lists and regular expressions, no language model."""

from __future__ import annotations

import functools
import re
from enum import Enum
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as running text."""
    return frozenset(text.split())


_TOKEN = (
    r"[a-z]+(?=[ ,])"  # what most words are
    r"|[$€£¥]?\d+(?:[.,:/]\d+)*(?:%|(?<=\d)(?:st|nd|rd|th|bn|m|k|s)\b)?"
    r"|(?:[^\W\d_]\.){2,}|(?:Mr|Mrs|Ms|Dr|Prof|Rep|Sen|Gov|Gen|Lt|Col|Maj|Capt|Sgt|St|Jr|Sr)\."
    r"|\w+(?:[-'’.&]\w+)*|\S"
)
_PIECE = re.compile(rf"(?:{_TOKEN})\s*+|\s++")  # a token with the space behind it, or space before the first
NUMBER_WORDS = words(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    hundreds thousand thousands million millions billion billions trillion dozen dozens score scores
    half thirds tens percent bn
    """
)
DETERMINERS = words(
    """
    the a an this that these those its his her their our my your each every any all both
    """
)
HEDGES = words(
    """
    about around approximately roughly nearly almost some least most more less fewer than up over
    only just a an estimated the
    """
)
PRONOUNS = words(
    """
    he she it they we i you who whom which them him us me what whoever
    """
)
PREPOSITIONS = words(
    """
    of in on at to from by for with without within into onto over under after before during since
    until till between among against across through throughout toward towards near around about
    along amid behind beyond beside besides despite down up off out outside inside per via upon than
    as like including following due because according regarding concerning versus
    """
)
_FUNCTION = (
    words(
        """
    and or but nor so yet if while when where whereas though although whether how why then there
    here not no is are was were be been being am has have had having do does did done doing will
    would shall should can could may might must cannot said says say also still only just even
    already again ago more most less fewer least much many some few several another such own too
    very almost approximately roughly nearly far however meanwhile earlier later now never ever
    always often today yesterday tomorrow tonight previously currently together instead rather quite
    once twice overnight monday tuesday wednesday thursday friday saturday sunday january february
    march april june july august september october november december first second third fourth fifth
    sixth seventh further additional last next
    """
    )
    | DETERMINERS
    | PRONOUNS
    | PREPOSITIONS
)
# forms that are hardly ever nouns in the news; regular "-ed" forms are seen by their ending
_VERBS = words(
    """
    remain remains become becomes became began begin begins brought bring brings came come comes
    contain contains continue continues cost costs exceed exceeds fell fallen fell find finds found
    gave give gives go goes went gone got grew grown hit hits held hold holds kept keep keeps knew
    know knows lay led lead leads left lie lies live lives lose loses lost made make makes mean
    means meant met need needs paid pay pays put puts ran receive receives require requires rose
    risen saw seen sees seem seems sell sells sold send sends sent serve serves set sets shot show
    shows shown shut sit sits spend spends spent stand stands stood stay stays struck suffer suffers
    take takes took taken threw told tell tells thought think thinks tries try turn turns use uses
    wear win wins won wrote written write writes added add adds perform performs provide provides
    include includes join joins believe believes expect expects suggest suggests indicate indicates
    warn warns argue argues confirm confirms reveal reveals announce announces acknowledge
    acknowledges admit admits insist insists predict predicts deny denies explain explains stress
    stresses reckon reckons allege alleges assert asserts declare declares highlight highlights
    spoke speak speaks sank sunk flew fled flee beat bought buy buys built caught chose cut cuts
    drew drove fought lent let rise broke broken swept stole torn tore burst forecast
    """
)
# "estimates", "rise", "reports": verbs after a noun when what follows cannot follow a noun
EITHER = words(
    """
    claim claims report reports estimate estimates note notes state states project projects fall
    falls rise rises drop drops plan plans work works face faces record records account accounts
    total totals demand demands back backs offer offers increase increases decrease decreases count
    counts sources value values quote quotes cite cites
    """
)
_ED_NOUNS = words(
    """
    bed red speed seed need breed shed weed deed feed greed embed unwed hundred
    """
)
_LY_NOUNS = words(
    """
    family ally rally supply july italy reply assembly fly monopoly anomaly bully belly
    """
)
_LINKS = words("of for in from at")
_PLURALS = words(
    """
    people men women children troops police staff personnel cattle fish aircraft sheep mice teeth
    feet servicemen servicewomen policemen firemen fishermen gunmen crew media data fatalities dead
    """
)
_NOT_PLURAL = words(
    """
    is was has this thus us plus minus gas bus virus campus various previous serious
    """
)


_AFTER_VERBS = DETERMINERS | PRONOUNS | {"that", "to"}


class Kind(Enum):
    """What a token can be in its sentence."""

    NOMINAL = "nominal"
    NUMBER = "number"
    FUNCTION = "function"
    VERB = "verb"
    MARK = "mark"


class Token(NamedTuple):
    """One word, numeral or mark: `text[start:end]` of the article; `word` is it in lower case."""

    start: int
    end: int
    text: str
    word: str
    kind: Kind

    @property
    def proper(self) -> bool:
        """Whether it is written like a name."""
        return self.text[0].isupper()

    @property
    def plural(self) -> bool:
        """Whether it looks like a plural noun, which ends an English noun phrase."""
        return _plural(self.word)


@functools.lru_cache(maxsize=4096)
def _plural(word: str) -> bool:
    if word in _PLURALS:
        return True
    ends = word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s", "ous"))
    return ends and word not in _NOT_PLURAL and len(word) > 3


def tokens(text: str, start: int, end: int, number: tuple[int, int] = (0, 0)) -> Sequence[Token]:
    """Cut `text[start:end]` into tokens, each with what it can be; what is in the span `number` is number."""
    begin, stop = number
    if not stop:
        return _line(text, start, end)
    cut, unsettled = _cut(text, start, end)
    other = [i for i, t in enumerate(cut) if t.start < stop and begin < t.end and t.kind is not Kind.NUMBER]
    if not other:
        return _line(text, start, end)
    line = list(cut)
    for i in other:
        line[i] = line[i]._replace(kind=Kind.NUMBER)
    return _settled(line, unsettled)


@functools.lru_cache(maxsize=512)  # all that is asked of an article asks for the same few sentences
def _line(text: str, start: int, end: int) -> Sequence[Token]:
    return _settled(*_cut(text, start, end))


@functools.lru_cache(maxsize=512)
def _cut(text: str, start: int, end: int) -> tuple[Sequence[Token], Sequence[int]]:
    """Return the tokens of `text[start:end]` and which of them may be verbs in spite of their forms."""
    pieces = _PIECE.findall(text, start, end)
    if pieces and pieces[0].isspace():
        start += len(pieces.pop(0))
    forms = list(map(_form, pieces))
    places = accumulate(map(len, pieces), initial=start)
    cut = [
        _token((at, at + size, word, lower, kind))
        for at, (size, word, lower, kind, _) in zip(places, forms, strict=False)
    ]
    return cut, [i for i, form in enumerate(forms) if form[4]]


_token = functools.partial(tuple.__new__, Token)  # twice as fast as to call the class


def opening(text: str, start: int, end: int) -> list[str]:
    """Return the words of a noun phrase with which `text[start:end]` may begin, after at most one."""
    found: list[str] = []
    for i, m in enumerate(_PIECE.finditer(text, start, end)):
        _, word, _, kind, _ = _form(m[0])
        if kind is Kind.NOMINAL:
            found.append(word)
        elif found or i:
            break
    return found


@functools.lru_cache(maxsize=8192)  # texts repeat their words
def _form(piece: str) -> tuple[int, str, str, Kind, bool]:
    """Return a token's size, it without the space behind it, in lower case, its kind, and if that is open."""
    word = piece.rstrip()
    lower, kind = word.lower(), _kind(word)
    unsettled = kind is Kind.NOMINAL and (lower in EITHER or lower.endswith("ed"))
    return len(word), word, lower, kind, unsettled


@functools.lru_cache(maxsize=4096)
def qualifies(text: str) -> bool:
    """Say that a word before a noun belongs to its phrase, whatever stands beside it."""
    word = text.lower()
    settled = word not in EITHER and not word.endswith("ed") and not _plural(word)
    return settled and _kind(text) is Kind.NOMINAL


def _kind(text: str) -> Kind:
    word, number = text.lower(), text.lstrip("$€£¥")
    if number and (number[0].isdecimal() or word.split("-")[0] in NUMBER_WORDS):
        return Kind.NUMBER
    if not (text[0].isalnum() or text[0] == "_"):
        return Kind.MARK
    if word in _FUNCTION or (word.endswith("ly") and text[0].islower() and word not in _LY_NOUNS):
        return Kind.FUNCTION
    return Kind.VERB if word in _VERBS else Kind.NOMINAL


def _settled(line: Sequence[Token], unsettled: Sequence[int]) -> Sequence[Token]:
    """Settle what the forms are that can be nouns, adjectives or verbs."""
    verbs = [i for i in unsettled if line[i].kind is Kind.NOMINAL and _is_verb(line, i)]
    if not verbs:
        return line
    settled = list(line)
    for i in verbs:
        settled[i] = line[i]._replace(kind=Kind.VERB)
    return settled


def _is_verb(line: Sequence[Token], i: int) -> bool:
    """Say that a nominal form is a verb between its neighbours."""
    token = line[i]
    if token.word in EITHER:
        return not token.proper and i > 0 and line[i - 1].kind is Kind.NOMINAL and _takes_content(line, i)
    if not token.word.endswith("ed") or token.proper or token.word in _ED_NOUNS:
        return False
    # "trapped miners", "an injured man" against "miners trapped", "killed 12"
    after = line[i + 1] if i + 1 < len(line) else None
    return (i > 0 and line[i - 1].kind is Kind.NOMINAL) or after is None or after.kind is not Kind.NOMINAL


def _takes_content(line: Sequence[Token], i: int) -> bool:
    """Whether what follows token `i` can follow a verb and hardly a noun."""
    if i + 1 == len(line) or line[i + 1].text == ".":
        return line[i - 1].proper
    after = line[i + 1]
    if after.kind is Kind.NUMBER or after.word in _AFTER_VERBS:
        return True
    hedged = after.word in HEDGES or after.word.endswith("ly")
    return hedged and i + 2 < len(line) and line[i + 2].kind is Kind.NUMBER


class Phrase(NamedTuple):
    """A noun phrase without its determiner: the tokens `first` to `last` (included) of its sentence."""

    first: int
    last: int


def phrases(line: Sequence[Token]) -> list[Phrase]:
    """Return the noun phrases of a sentence from left to right; they never overlap."""
    found: list[Phrase] = []
    nominal, beyond = Kind.NOMINAL, 0
    for i, token in enumerate(line):
        if i >= beyond and token.kind is nominal and (phrase := phrase_at(line, i)):
            found.append(phrase)
            beyond = phrase.last + 1
    return found


def phrase_at(line: Sequence[Token], i: int) -> Phrase | None:
    """Return the noun phrase that starts at token `i`: up to its first plural noun, or as far as nouns go."""
    nominal, last = Kind.NOMINAL, i
    ended = False  # by a plural noun, which only more of them follow
    while last < len(line) and (token := line[last]).kind is nominal and (not ended or token.plural):
        ended = not token.proper and token.plural
        last += 1
    return Phrase(i, last - 1) if last > i else None


def behind(line: Sequence[Token], chunks: Sequence[Phrase], i: int) -> Phrase | None:
    """Return the noun phrase that starts at token `i` or behind its determiners."""
    while i < len(line) and line[i].word in DETERMINERS:
        i += 1
    return next((c for c in chunks if c.first == i), None)


def ending(chunks: Sequence[Phrase], i: int) -> Phrase | None:
    """Return the noun phrase whose last token is `i`."""
    return next((c for c in chunks if c.last == i), None)


def chain(line: Sequence[Token], chunks: Sequence[Phrase], phrase: Phrase) -> Phrase:
    """Return the phrase with what it hangs on: "head of the agency", "sources cited in the media"."""
    k = phrase.first - 1
    while k >= 0 and line[k].word in DETERMINERS:
        k -= 1
    if k < 1 or line[k].word not in _LINKS:
        return phrase
    k -= 2 if line[k - 1].word in {"cited", "quoted"} else 1
    head = ending(chunks, k)
    return phrase if head is None else Phrase(chain(line, chunks, head).first, phrase.last)


def with_of(line: Sequence[Token], chunks: Sequence[Phrase], phrase: Phrase) -> Phrase:
    """Return the phrase with what "of" or "for" adds behind it."""
    k = phrase.last + 1
    if k < len(line) and line[k].word in {"of", "for"} and (more := behind(line, chunks, k + 1)):
        return Phrase(phrase.first, with_of(line, chunks, more).last)
    return phrase
