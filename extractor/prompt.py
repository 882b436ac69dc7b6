"""Make the requests for an article and read the answers; a value comes from its number, not the model.

Two ways to ask. "article": the whole text with its numbers tagged, one call, the answer a list of claims that
point at the tags; a long text goes in several windows, each with the sentences around it, every number tagged
in one of them. "sentence": one sentence and one of its numbers per call, for small models; code names what is
counted and who says it, and the model decides what kind of claim it is.
"""

from __future__ import annotations

import functools
import inspect
import json
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from pydantic import BaseModel, ValidationError

from extractor.candidates import Candidate, speakers, subjects
from extractor.claims import Claim, NumericClaim
from extractor.errors import AnswerRejected
from extractor.numbers import Mention, Role, scan
from extractor.response import COMMON, ClaimType, beside, choice, fits, list_of, own_fields, type_name
from extractor.sentences import Sentence, at, sentences
from extractor.template import Example, ExampleClaim, Template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extractor.article import Article

__all__ = ["Request", "Template", "claims", "render"]

Message: TypeAlias = dict[str, str]

LONGEST = 20_000
"""Characters of an article that one request asks about; more than that is asked in windows."""

SHORTEST = 400
"""Characters of a window that is not cut in two when a model finds it too long."""

OVERLAP = 2
"""Sentences shown on either side of a window, with their numbers untagged."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The signs around a number, chosen so that the article itself does not contain them."""

    open: str
    close: str
    id: str

    @classmethod
    def absent_from(cls, text: str) -> Marks:
        """Return « », repeated until the text has none, and # for the id likewise."""
        n = next(n for n in range(1, len(text) + 2) if "«" * n not in text and "»" * n not in text)
        return cls("«" * n, "»" * n, next("#" * n for n in range(1, len(text) + 2) if "#" * n not in text))

    def tag(self, text: str, start: int, end: int, mentions: Sequence[Mention]) -> str:
        """Return `text[start:end]` with each mention marked and followed by its id."""
        parts, begin = [], start
        for m in mentions:
            parts += [text[begin : m.start], self.open, m.text, self.close, f"[{self.id}{m.id}]"]
            begin = m.end
        return "".join([*parts, text[begin:end]])

    def untag(self, value: Any) -> Any:
        """Take marks and ids out of what a model copied."""
        if not isinstance(value, str) or (self.open not in value and self.close not in value):
            return value
        marks = rf"{re.escape(self.open)}|{re.escape(self.close)}(?:\[{re.escape(self.id)}\d+\])?"
        return re.sub(marks, "", value)


@dataclass(frozen=True, slots=True)
class Request:
    """One question: the messages to send and the class of the answer.

    `mentions` are the ids it asks about. `answer` is set when only one answer is possible: then there is
    nothing to ask. The rest is for `claims`.
    """

    messages: Sequence[Message]
    response: type[BaseModel]
    mentions: tuple[int, ...]
    answer: BaseModel | None = None
    types: Mapping[str, ClaimType] = field(default_factory=dict, repr=False)
    known: Mapping[str, Any] = field(default_factory=dict)
    spans: Mapping[int, tuple[int, int]] = field(default_factory=dict, repr=False)
    text: str = field(default="", repr=False)
    window: _Window | None = field(default=None, repr=False)

    def parts(self) -> list[Request]:
        """Return two requests for the halves of a text that is too long; none when it cannot be cut."""
        return [] if self.window is None else [_of_window(half) for half in self.window.halves()]


def render(
    article: Article, mentions: Sequence[Mention], template: Template, types: Sequence[ClaimType], ask: str
) -> list[Request]:
    """Return the requests for an article: one in all, or one for each of its quantities.

    What is the same for every article comes first in the messages, so that a server can keep it.
    """
    named = {type_name(kind): kind for kind in types}
    marks = Marks.absent_from(article.text)
    asked = [m for m in mentions if m.role is Role.QUANTITY]
    numeric = {name: kind for name, kind in named.items() if issubclass(kind, NumericClaim)}
    if ask == "sentence":
        return list(_of_sentences(article, asked, template, numeric, marks)) if asked and numeric else []
    if not asked and len(numeric) == len(named):
        return []
    whole = _Whole(article.text, asked, template, named, marks)
    return [_of_window(window) for window in _windows(whole)]


def claims(request: Request, answer: BaseModel) -> list[Claim]:
    """Return the claims of an answer, pointing at their numbers; AnswerRejected when a schema refuses one."""
    given = [answer] if "claims" not in type(answer).model_fields else cast("Any", answer).claims
    marks = Marks.absent_from(request.text)
    found = []
    for one in given:
        inner = getattr(one, "claim", one)
        fields = {name: marks.untag(value) for name, value in inner if value is not None} | dict(
            request.known
        )
        if fields.get("mention") not in request.spans and (mention := _quoted(request, fields.get("quote"))):
            fields["mention"] = mention
        try:
            found.append(request.types[fields["type"]].model_validate(fields))
        except ValidationError as errors:
            first = errors.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise AnswerRejected(
                f"{fields['type']}.{where}: {first['msg']}", raw=answer.model_dump_json()
            ) from None
    return found


def _quoted(request: Request, quote: str | None) -> int | None:
    """Return the one number that a quote from the article holds, if it holds one."""
    begin = request.text.find(quote) if quote else -1
    if quote is None or begin < 0:
        return None
    inside = [m for m, (start, end) in request.spans.items() if begin <= start and end <= begin + len(quote)]
    return inside[0] if len(inside) == 1 else None


@dataclass(frozen=True)
class _Whole:
    """An article that is asked about in one or more windows."""

    text: str
    asked: Sequence[Mention]
    template: Template
    types: Mapping[str, ClaimType]
    marks: Marks

    @cached_property
    def ends(self) -> list[int]:
        """The offsets where a window may end: behind a sentence."""
        return [sentence.end for sentence in sentences(self.text)]

    def cut(self, start: int, end: int, near: int) -> int:
        """Return the end of the last sentence before `near`, else `near`, but never inside a number."""
        before = self.ends[: bisect_right(self.ends, near)]
        at = before[-1] if before and before[-1] > start else near
        inside = [m for m in self.asked if m.start < at < m.end]
        at = inside[0].start if inside else at
        return at if start < at < end else end


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of an article that one request asks about."""

    whole: _Whole
    start: int
    end: int

    @property
    def asked(self) -> list[Mention]:
        return [m for m in self.whole.asked if self.start <= m.start < self.end]

    def around(self) -> tuple[int, int]:
        """Return the window with the sentences before and after it."""
        if self.end - self.start == len(self.whole.text):
            return self.start, self.end
        ends = [0, *self.whole.ends, len(self.whole.text)]
        before = ends[max(bisect_left(ends, self.start) - OVERLAP, 0)] if self.start else 0
        after = ends[min(bisect_left(ends, self.end) + OVERLAP, len(ends) - 1)]
        return max(before, self.start - LONGEST // 10), min(after, self.end + LONGEST // 10)

    def halves(self) -> list[_Window]:
        """Return the window in two parts; none when it is too short to be what is too long."""
        middle = self.whole.cut(self.start, self.end, (self.start + self.end) // 2)
        if self.end - self.start < SHORTEST or middle == self.end:
            return []
        return [_Window(self.whole, self.start, middle), _Window(self.whole, middle, self.end)]


def _windows(whole: _Whole) -> Iterator[_Window]:
    """Yield windows that cover an article; where only numbers are asked about, those that have one."""
    start, only_numbers = 0, all(issubclass(kind, NumericClaim) for kind in whole.types.values())
    while start < len(whole.text):
        end = len(whole.text)
        if end - start > LONGEST:
            end = whole.cut(start, end, start + LONGEST)
        window = _Window(whole, start, end)
        if window.asked or not only_numbers:
            yield window
        start = end


def _of_window(window: _Window) -> Request:
    whole, asked = window.whole, window.asked
    prefix = _article_prefix(whole.template, tuple(whole.types.values()), whole.marks)
    start, end = window.around()
    messages = [*prefix, _user(whole.marks.tag(whole.text, start, end, asked))]
    spans = {m.id: (m.start, m.end) for m in asked}
    response = list_of(tuple(whole.types.values()))
    return Request(messages, response, tuple(spans), None, whole.types, {}, spans, whole.text, window)


@functools.lru_cache(maxsize=16)
def _article_prefix(template: Template, types: tuple[ClaimType, ...], marks: Marks) -> tuple[Message, ...]:
    """Return what is the same for every article: the rules and the examples."""
    named = {type_name(kind): kind for kind in types}
    messages = [_system(template, named, "article", marks)]
    for i, example in enumerate(template.examples):
        numbers = [m for m in scan(example.text) if m.role is Role.QUANTITY]
        answers = [
            {
                "mention": _place(template, i, example, claim, numbers).id,
                **_example_fields(template, i, claim, named),
            }
            for claim in example.claims
        ]
        messages += _turn(marks.tag(example.text, 0, len(example.text), numbers), {"claims": answers})
    return tuple(messages)


def _of_sentences(
    article: Article,
    asked: Sequence[Mention],
    template: Template,
    types: Mapping[str, type[NumericClaim]],
    marks: Marks,
) -> Iterator[Request]:
    prefix = _sentence_prefix(template, tuple(types.values()), marks)
    cut = sentences(article.text)
    for mention in asked:
        index = at(cut, mention.start)
        voices = speakers(article.text, cut, index, mention.start)
        counted = subjects(article.text, cut[index], mention)
        known: dict[str, Any] = {
            "mention": mention.id,
            "subject": counted[0].text if counted else None,
            "attributed_to": next((c.text for c in voices if c.kind != "via"), None),
            "via": next((c.text for c in voices if c.kind == "via"), None),
        }
        near = article.text[_before(cut, index).start : cut[index].end]
        fitting = {
            name: kind for name, kind in types.items() if fits(kind, mention, known["subject"], near)
        } or types
        fitting = beside(fitting, article.text, cut[index], mention, asked)
        settled = len(fitting) == 1 and not own_fields(fitting)
        response = choice(tuple(fitting.values()))
        yield Request(
            [*prefix, _user(_question(article.text, cut[index], mention, counted, marks))],
            response,
            (mention.id,),
            response(type=next(iter(fitting))) if settled else None,
            types,
            known,
        )


@functools.lru_cache(maxsize=16)
def _sentence_prefix(template: Template, types: tuple[ClaimType, ...], marks: Marks) -> tuple[Message, ...]:
    """Return what is the same for every number: the rules and the examples."""
    named = {type_name(kind): kind for kind in types}
    messages = [_system(template, named, "sentence", marks)]
    for i, example in enumerate(template.examples):
        numbers, shown = scan(example.text), sentences(example.text)
        for claim in example.claims:
            fields = _example_fields(template, i, claim, named)
            answer = {"type": claim.type} | {n: v for n, v in fields.items() if n not in COMMON}
            place = _place(template, i, example, claim, numbers)
            sentence = shown[at(shown, place.start)]
            counted = subjects(example.text, sentence, place)
            question = _question(example.text, sentence, place, counted, marks)
            messages += _turn(question, answer if own_fields(named) == [] else {"claim": answer})
    return tuple(messages)


def _before(cut: Sequence[Sentence], index: int) -> Sentence:
    """Return the sentence before, if it stands in the same paragraph; else the sentence itself."""
    before = cut[max(index - 1, 0)]
    return before if before.paragraph == cut[index].paragraph else cut[index]


def _question(
    text: str, sentence: Sentence, mention: Mention, counted: Sequence[Candidate], marks: Marks
) -> str:
    """Return the sentence, then the number with what it counts: numbers of one sentence share a beginning."""
    subject = counted[0].text if counted else ""
    return (
        f"{text[sentence.start : sentence.end]}\n{marks.open}{mention.text}{marks.close} {subject}".rstrip()
    )


def _system(template: Template, types: Mapping[str, ClaimType], ask: str, marks: Marks) -> Message:
    described = [
        {
            "name": name,
            "description": " ".join(inspect.cleandoc(kind.__doc__ or "").split()),
            "summary": inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].rstrip("."),
            "fields": [
                {"name": own, "description": kind.model_fields[own].description or ""}
                for own in own_fields({name: kind})
            ],
        }
        for name, kind in types.items()
    ]
    text = template.system(types=described, ask=ask, open=marks.open, close=marks.close)
    return {"role": "system", "content": text}


def _user(text: str) -> Message:
    return {"role": "user", "content": text}


def _turn(question: str, answer: Mapping[str, Any]) -> list[Message]:
    return [_user(question), {"role": "assistant", "content": json.dumps(answer, ensure_ascii=False)}]


def _place(
    template: Template, index: int, example: Example, claim: ExampleClaim, numbers: Sequence[Mention]
) -> Mention:
    """Return the number an example's claim is about."""
    begin = -1
    for _ in range(claim.occurrence):
        begin = example.text.find(claim.number, begin + 1)
    found = next(
        (m for m in numbers if begin >= 0 and m.start < begin + len(claim.number) and begin < m.end), None
    )
    if found is None:
        raise template.wrong(
            index, f"its text has no number '{claim.number}' (occurrence {claim.occurrence})"
        )
    return found


def _example_fields(
    template: Template, index: int, claim: ExampleClaim, types: Mapping[str, ClaimType]
) -> dict[str, Any]:
    kind = types.get(claim.type)
    if kind is None:
        raise template.wrong(index, f"no claim type '{claim.type}' (known: {', '.join(types)})")
    fields = claim.fields()
    if unknown := sorted(set(fields) - set(kind.model_fields)):
        raise template.wrong(index, f"{claim.type} has no field '{unknown[0]}'")
    return fields
