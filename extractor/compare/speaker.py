"""Who says a figure: the claim's speaker, the subject of its sentence, the body that a person speaks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractor.candidates import is_person
from extractor.dateline import agency
from extractor.numbers import Role
from extractor.phrases import Phrase, phrases, tokens, words
from extractor.reporting import subject, voices
from extractor.sentences import at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.numbers import Mention
    from extractor.phrases import Token
    from extractor.row import Row
    from extractor.sentences import Sentence

_NOBODY = words(
    """
    he she it they his her its their who which late early monday tuesday wednesday thursday friday saturday
    sunday today yesterday tomorrow overnight meanwhile earlier report reports strike strikes attack attacks
    flood floods storm toll figure figures number numbers list count estimate estimates statement statements
    people person dead
    """
)
"""Words that a model names as a speaker and that are none by themselves."""

_COUNTING = words(
    """
    lowered lowers raised raises counts counted lists listed corrected corrects revised revises puts put
    registered registers recorded records tallied
    """
)
_KEEPS = re.compile(r"\b(?:kept|keeps|stood|stands|stuck|sticks) (?:to|by)\b")
_GOES_ON = re.compile(
    r"\b(?:that|which|who|where|when|because|since|as|while|but"
    r"|after(?! (?:a|an|its) (?:first|initial|earlier|previous|preliminary)\b))\b|[;:“”\"]"
)
_REPEATS = words("repeated repeats answered answers replied replies reiterated reiterates maintained")
_TAIL = re.compile(r"\s(?:in|at|from|on)\s.*")
_ANOTHER = re.compile(r"\s(?:[a-z]+\s){0,2}(?:and|while|against),? (?P<who>(?:the )?[A-Za-z'’ -]{3,40})\s$")
_REJECTED = re.compile(
    r"\b(?:reject|den(?:y|ie)|dismiss|refut)(?:s|d|ed)?\s(?:the |any )?"
    r"(?P<what>(?:[a-z]+\s)?(?:reports?|claims?|rumou?rs?|suggestions?|speculation|talk))\s"
    r"(?:of|that|about)\b[^.;,]*$|\bdenied that\b[^.;,]*$",
    re.IGNORECASE,
)
_CITED = re.compile(r"\b(?:citing|quoting)\s(?:the\s|a\s)?(?P<who>[^,.;:]{3,60}?)(?=[,.;:]|$)", re.IGNORECASE)
_APART = re.compile(r"\b(?:while|whereas|but|where|and)\b|;", re.IGNORECASE)
_ROLE = (
    r"(?:(?:duty|press|chief|deputy|acting|senior)\s)?(?:spokes(?:man|woman|person)|officer|director|head|chief"
    r"|chairman|chairwoman|list|tally|figures?|count|website|statement|report)"
)
_OF_BODY = re.compile(rf"(?P<body>.+)['’]s? {_ROLE}\b.*")
_SPEAKS_FOR = re.compile(r"spokes(?:man|woman|person) (?:for|of) (?:the )?(?P<body>.+)", re.IGNORECASE)
_SPOKESMAN = re.compile(r"(?P<body>.+?) spokes(?:man|woman|person)\b.*", re.IGNORECASE)
_PERSON = re.compile(rf"(?:['’]s|\b(?P<its>[Ii]ts)) {_ROLE},? (?P<name>[A-Z][\w-]+(?: [A-Z][\w-]+)+)")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


_POSTS = words(
    """
    mayor governor minister president spokesman spokeswoman spokesperson officer director chief head man woman
    doctor nurse witness resident captain engineer chairman chairwoman official officials people
    """
)


class Said(NamedTuple):
    """Who says a figure, None for the article itself, and who passes it on."""

    speaker: str | None
    via: tuple[str, ...]


class Speakers:
    """The speakers of one article, each under the name of the body that speaks."""

    def __init__(self, text: str, cut: Sequence[Sentence], mentions: Sequence[Mention]) -> None:
        self._text = text
        self._cut = cut
        self._numbers = [it for it in mentions if it.role is Role.QUANTITY]
        self._wire = agency(text)
        self._people: dict[str, str | None] = {}
        self._people = {it["name"].split()[-1].lower(): self._body_of(it) for it in _PERSON.finditer(text)}

    def of(self, claim: Row, sentence: Sentence, number: tuple[int, int]) -> Said:
        """Return who says the number at `text[number]`, and who passes it on.

        It is who the claim says; but where the claim names nobody of the sentence, and the sentence's subject
        lowers, raises, counts the number, it is that.
        """
        claimed = self._claimed(claim)
        here = self._text[sentence.start : sentence.end].lower()
        named = claimed is not None and _head(claimed) in here
        speaker = claimed if named else self._counting(sentence, number) or claimed
        rejected = _REJECTED.search(self._text, sentence.start, number[0])
        if rejected and not (claimed and here.find(claimed.lower()) > rejected.end() - sentence.start):
            speaker = f"unnamed {rejected['what'].split()[-1].lower()}" if rejected["what"] else "others"
        elif speaker is None:
            speaker = self._voice(sentence, number)
        speaker, via = self._passed_on(speaker, _somebody(claim.get("via")), sentence, number)
        links = [it for it in (self._wire, *via) if it]
        return Said(None if speaker is None else self.body(speaker), tuple(links))

    def _claimed(self, claim: Row) -> str | None:
        name = (claim.get("attributed_to") or "").strip()
        return name if name and _somebody(self.body(name)) else None

    def body(self, name: str) -> str:
        """Return the body that somebody speaks for: the ministry of its spokesman, an agency of its list."""
        for looks in (_OF_BODY, _SPEAKS_FOR, _SPOKESMAN):
            if (found := looks.fullmatch(name)) and _somebody(found["body"]):
                return self._whole(found["body"])
        if name.split()[-1].lower() in self._people:
            return self._people[name.split()[-1].lower()] or name
        return self._whole(name)

    def _whole(self, name: str) -> str:
        """Return a noun with the capitals that the article gives it, "Civil Protection Agency" for "agency".

        So it joins an apposition: "the operator, Sundlines".
        """
        if " " not in name and re.search(rf"\b{re.escape(name.lower())}\b", self._text):
            name = name.lower()  # "Agency" that begins a headline
        noun = re.escape(name)
        if " " not in name and name.islower() and name.capitalize() in self._text:
            full = rf"(?<![\w.])((?:[A-Z][\w-]+ )+{re.escape(name.capitalize())})\b"
            known = {it[1].removeprefix("The ") for it in re.finditer(full, self._text)}
            if len(known) == 1:
                return known.pop()
        if f"{name}," not in self._text:
            return name
        proper = r"[A-Z][\w-]+(?: [A-Z][\w-]+)*"
        for looks in (rf"(?<!for )(?<!of )\b[Tt]he {noun}, ({proper}),\s", rf"({proper}), the {noun},"):
            if name.islower() and (found := re.search(looks, self._text)):
                return f"{name} {found[1]}"
        looks = rf"\b[Tt]he ([a-z]+), {noun},|{noun}, the ([a-z]+),"
        if name[0].isupper() and (found := re.search(looks, self._text)):
            return f"{found[1] or found[2]} {name}"
        return name

    def _body_of(self, person: re.Match[str]) -> str | None:
        """Return the body of "the agency's director, NAME", or of "its director", who spoke before."""
        if person["its"]:
            return self._before(self._cut[at(self._cut, person.start())], reach=1)
        line = tokens(self._text, self._cut[at(self._cut, person.start())].start, person.start())
        last = phrases(line)
        return self._whole(self._text[line[last[-1].first].start : person.start()]) if last else None

    def _counting(self, sentence: Sentence, number: tuple[int, int]) -> str | None:
        """Return the subject of the verb that counts, lowers, raises a number, or puts it somewhere."""
        line = tokens(self._text, sentence.start, sentence.end)
        before = [i for i, token in enumerate(line) if token.end <= number[0]]
        keeps = [it.start() for it in _KEEPS.finditer(self._text, sentence.start, number[0])]
        for verb in reversed(before):
            counts = line[verb].word in _COUNTING or line[verb].start in keeps
            behind = line[verb + 1].word if verb + 1 < len(line) else ""
            if counts and behind in ("at", "to") and line[verb].start not in keeps:
                continue  # "losses put at 390 million"
            if counts and (found := self._subject(line, verb, line[verb].end, number, sentence)):
                return found
            if line[verb].word in _REPEATS and behind == "that":
                return self._subject(line, verb, line[verb + 1].end, number, sentence)
        return None

    def _subject(
        self, line: Sequence[Token], verb: int, behind: int, number: tuple[int, int], sentence: Sentence
    ) -> str | None:
        """Return the subject of a verb if the number stands in its clause, which goes on at `behind`."""
        if _GOES_ON.search(self._text, behind, number[0]):
            return None
        others = [it for it in self._numbers if behind <= it.start and it.end <= number[0]]
        if others and (told := _ANOTHER.search(self._text, others[-1].end, number[0])):
            return _somebody(told["who"].removeprefix("the "))
        chunks = phrases(line)
        found = subject(line, chunks, _behind_subject(line, verb))
        found = found or next(
            (Phrase(it.first, verb - 1) for it in chunks if it.first < verb <= it.last), None
        )
        if found is None:
            return None
        name = _TAIL.sub("", self._text[line[found.first].start : line[found.last].end])
        return None if _head(name) in _NOBODY - {"it", "they"} else self._resolved(name, sentence)

    def _voice(self, sentence: Sentence, number: tuple[int, int]) -> str | None:
        """Return who says a number in its clause; for "it" who spoke or counted before."""
        spoken = [it for it in voices(self._text, sentence) if not it.via]
        for it in sorted(spoken, key=lambda it: (it.start > number[0], abs(it.start - number[0]))):
            first, last = (it.end, number[0]) if it.end <= number[0] else (number[1], it.start)
            if not _APART.search(self._text, first, last):
                return self._resolved(self._text[it.start : it.end], sentence)
        return None

    def _resolved(self, name: str, sentence: Sentence) -> str | None:
        if name.lower() in ("it", "they"):
            return self._before(sentence, reach=1)
        return _somebody(name)

    def _before(self, sentence: Sentence, *, reach: int) -> str | None:
        """Return the last body that spoke or counted in a paragraph before a sentence, or so many before."""
        for it in reversed(self._cut[: at(self._cut, sentence.start)]):
            if sentence.paragraph - it.paragraph > reach:
                return None
            counting = (self._counting(it, (n.start, n.end)) for n in self._numbers if _within(n, it))
            said = (self._text[v.start : v.end] for v in reversed(voices(self._text, it)) if not v.via)
            for name in (*counting, *said):
                if name and _is_body(name):
                    return self.body(name)
        return None

    def _passed_on(
        self, speaker: str | None, via: str | None, sentence: Sentence, number: tuple[int, int]
    ) -> tuple[str | None, list[str]]:
        """Return the speaker, and who passes on: X of "X reported, citing Y", "according to Y, writes X"."""
        spoken = [(it, self._text[it.start : it.end]) for it in voices(self._text, sentence)]
        cited = _CITED.search(self._text, sentence.start, sentence.end)
        told = [name for _, name in spoken if cited and _somebody(name) and not _alike(name, cited["who"])]
        if speaker and cited and told and any(_alike(speaker, it) for it in (cited["who"], told[0])):
            return cited["who"], [told[0]]
        if via or speaker is None:
            return speaker, [via] if via else []
        for it, name in spoken:
            proper = name[0].isupper() and _somebody(name) and not _alike(name, speaker)
            first, last = (it.end, number[0]) if it.end <= number[0] else (number[1], it.start)
            if proper and not _APART.search(self._text, first, last):
                return speaker, [name]
        return speaker, []


def _is_body(name: str) -> bool:
    """Whether "it" may mean what is called so: a ministry, the coast guard, but nobody's name or post."""
    if not any(word[0].isupper() for word in name.split()):
        return _somebody(name) is not None and _head(name) not in _POSTS
    return _somebody(name) is not None and not is_person(name)


def _within(mention: Mention, sentence: Sentence) -> bool:
    return sentence.start <= mention.start < sentence.end


def _behind_subject(line: Sequence[Token], verb: int) -> int:
    """Return where the words behind a subject begin: "the ministry [on Monday] raised"."""
    while verb > 1 and line[verb - 2].word == "on" and line[verb - 1].word.endswith("day"):
        verb -= 2
    return verb


def _somebody(name: str | None) -> str | None:
    """Return a name if it can be somebody's."""
    return None if not name or all(it.lower() in _NOBODY for it in _WORD.findall(name)) else name


def _head(name: str) -> str:
    found = _WORD.findall(name)
    return found[-1].lower() if found else ""


def _alike(one: str, other: str) -> bool:
    return one.lower() in other.lower() or other.lower() in one.lower()
