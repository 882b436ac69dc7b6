"""What a run would take, found out without asking: articles, calls, tokens, seconds, money."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from types import SimpleNamespace
from typing import TYPE_CHECKING

from extractor.article import article
from extractor.errors import ArticleError
from extractor.extract import answered, request_key
from extractor.model import CHARACTERS_A_TOKEN
from extractor.numbers import scan
from extractor.prices import cost
from extractor.prompt import render
from extractor.row import number
from extractor.run import BATCH, PASSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from extractor.article import Article
    from extractor.extract import Task
    from extractor.model import Attempt
    from extractor.prompt import Request
    from extractor.row import Row
    from extractor.store import Store

SAMPLE = 100
"""Articles of the store that are measured; they are read and their requests made again."""

ANSWER_TOKENS = 40.0
"""Assumed of the answer about one number, for a prompt without examples."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How an endpoint is asked: whose prices hold, requests at a time, requests and tokens a minute."""

    base_url: str
    tier: str | None = None
    slots: int = 1
    rpm: float | None = None
    tpm: float | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """What a request takes with all its attempts, as `requests` of the store took or else as assumed.

    `prompt` is in tokens a character, `answer` in tokens a number that is asked about, `cached` the share of
    the prompt's tokens; `seconds` of one request are not known without a measurement.
    """

    prompt: float
    answer: float
    cached: float = 0.0
    seconds: float | None = None
    requests: int = 0


@dataclass(slots=True)
class Estimate:
    """What there is to do, and what it would take at some rates.

    `settled` requests have one possible answer, `stored` ones have been answered; neither is a call.
    """

    model: str
    rates: Rates
    articles: int = 0
    done: int = 0
    failed: int = 0
    twins: int = 0
    unread: list[ArticleError] = field(default_factory=list)
    settled: int = 0
    stored: int = 0
    calls: int = 0
    characters: int = 0
    numbers: int = 0

    @property
    def todo(self) -> int:
        """Articles that the run would work at."""
        return self.articles - self.done - self.failed

    @property
    def prompt_tokens(self) -> int:
        """Tokens of all the requests."""
        return round(self.characters * self.rates.prompt)

    @property
    def completion_tokens(self) -> int:
        """Tokens of all the answers."""
        return round(self.numbers * self.rates.answer)

    def cost(self, terms: Terms) -> Decimal | None:
        """Return US dollars; None when the price at an endpoint is not known.

        It is the price of the mean request times their number.
        """
        each = max(self.calls, 1)
        prompt = round(self.prompt_tokens / each)
        usage = SimpleNamespace(
            prompt_tokens=prompt,
            completion_tokens=round(self.completion_tokens / each),
            prompt_tokens_details=SimpleNamespace(cached_tokens=round(prompt * self.rates.cached)),
        )
        price = cost(self.model, terms.base_url, usage, terms.tier)
        return None if price is None else price * self.calls

    def seconds(self, terms: Terms) -> float | None:
        """Return how long it takes, by the seconds of a request and the limits there are."""
        if self.rates.seconds is None:
            return None
        least = [self.rates.seconds * self.calls / max(min(terms.slots, self.calls), 1)]
        if terms.rpm:
            least.append(60 * self.calls / terms.rpm)
        if terms.tpm:
            least.append(60 * (self.prompt_tokens + self.completion_tokens) / terms.tpm)
        return max(least)

    def row(self, terms: Terms) -> Row:
        """Return the JSON object of `extractor run --dry-run --json`."""
        price, seconds = self.cost(terms), self.seconds(terms)
        return {
            "model": self.model,
            "articles": {"todo": self.todo, "done": self.done, "failed": self.failed},
            "same_text": self.twins,
            "not_read": [str(error) for error in self.unread],
            "calls": self.calls,
            "stored_answers": self.stored,
            "settled_by_code": self.settled,
            "tokens": {"prompt": self.prompt_tokens, "completion": self.completion_tokens},
            "usd": None if price is None else number(round(price, 9)),
            "seconds": None if seconds is None else round(seconds, 1),
            "measured_requests": self.rates.requests,
        }


def estimate(
    articles: Iterable[Article | ArticleError] | None,
    task: Task,
    model: str,
    store: Store,
    *,
    limit: int | None = None,
    retry_failed: bool = False,
) -> Estimate:
    """Return what `run` would take for the same articles; the store is read and nothing is put into it."""
    fingerprint = task.fingerprint(model)
    found = Estimate(model, _rates(task, fingerprint, store))
    if articles is None:
        articles = store.articles(list(islice(store.ids(), limit)))
    distinct = _distinct(articles, found, limit)
    while batch := list(islice(distinct, BATCH)):
        ids = [article.id for article in batch]
        ended, known = store.ended(fingerprint, ids), store.attempts(fingerprint, ids)
        for one in batch:
            found.articles += 1
            error = ended.get(one.id, PASSING)
            if error is None:
                found.done += 1
            elif error != PASSING and not retry_failed:
                found.failed += 1
            else:
                for request in _requests(one, task):
                    _count(
                        found, request, known[one.id].get(request_key(request.messages, request.response), ())
                    )
    return found


def _distinct(
    articles: Iterable[Article | ArticleError], found: Estimate, limit: int | None
) -> Iterator[Article]:
    """Yield each text once, as far as the limit goes; count the others."""
    seen = set[str]()
    for one in articles:
        if isinstance(one, ArticleError):
            found.unread.append(one)
        elif one.id in seen:
            found.twins += 1
        elif limit is not None and len(seen) >= limit:
            return
        else:
            seen.add(one.id)
            yield one


def _requests(one: Article, task: Task) -> list[Request]:
    return render(one, scan(one.text), task.template, task.types, task.ask)


def _count(found: Estimate, request: Request, kept: Sequence[Attempt]) -> None:
    if request.answer is not None:
        found.settled += 1
    elif answered(request, kept) is not None:
        found.stored += 1
    else:
        found.calls += 1
        found.characters += _length(request)
        found.numbers += _asked(request)


def _rates(task: Task, fingerprint: str, store: Store) -> Rates:
    """Measure what the requests of the last articles took; without any, assume."""
    ids = list(islice(reversed(store.ended(fingerprint)), SAMPLE))
    known = store.attempts(fingerprint, ids)
    requests = characters = numbers = prompt = completion = cached = 0
    seconds = 0.0
    for one in store.articles(ids):
        for request in _requests(one, task):
            kept = known[one.id].get(request_key(request.messages, request.response), ())
            if not any(attempt.usage.prompt_tokens for attempt in kept):
                continue
            requests, characters = requests + 1, characters + _length(request)
            numbers += _asked(request)
            for attempt in kept:
                prompt += attempt.usage.prompt_tokens
                completion += attempt.usage.completion_tokens
                cached += attempt.usage.cached_tokens
                seconds += attempt.usage.seconds
    if not requests:
        return Rates(1 / CHARACTERS_A_TOKEN, _assumed(task))
    return Rates(prompt / characters, completion / numbers, cached / prompt, seconds / requests, requests)


def _assumed(task: Task) -> float:
    """Return the tokens of an answer about one number: as many as in the examples of the prompt."""
    examples = task.template.examples
    shown = sum(len(example.claims) for example in examples)
    requests = _requests(article(examples[0].text), task) if examples else []
    if not requests:
        return ANSWER_TOKENS
    said = [message["content"] for message in requests[0].messages if message["role"] == "assistant"]
    return sum(map(len, said)) / CHARACTERS_A_TOKEN / shown


def _length(request: Request) -> int:
    return sum(len(message["content"]) for message in request.messages)


def _asked(request: Request) -> int:
    """Return how many numbers a request asks about; one that asks for other claims counts as one."""
    return max(len(request.mentions), 1)
