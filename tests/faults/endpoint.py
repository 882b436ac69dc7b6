"""The API: chat completions by script, models, files and batches; chat requests go in the journal."""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.faults import faults
from tests.faults.answers import Body, right
from tests.faults.batches import Batches
from tests.faults.journal import Entry
from tests.faults.messages import Reply, Response, Sent, failed, said, unheeded
from tests.faults.quota import Quota

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.faults.journal import Journal
    from tests.faults.script import Script, Step, Storm

BYTES_PER_TOKEN = 4


@dataclass(frozen=True)
class _Known:
    """What the journal says of a request besides its reply."""

    article: str | None
    request: str
    attempt: int


class Endpoint:
    """Answers one request after the other as a script says."""

    def __init__(self, script: Script, journal: Journal | None) -> None:
        self._script = script
        self._journal = journal
        self._quota = Quota(script.rpm, script.tpm, script.window)
        self._random = random.Random(script.seed)
        self._attempts: Counter[str] = Counter()
        self._batches = Batches(script.batches, self._line)
        self._began: float | None = None

    def respond(self, sent: Sent) -> Response:
        """Return the reply to a request, and how to write down what became of a chat request."""
        path = sent.path.partition("?")[0]
        if path == "/v1/chat/completions" and sent.method == "POST":
            return self._chat(sent)
        if path == "/v1/models":
            return _models(self._script.models), unheeded
        other = self._batches.respond(sent) or failed(404, f"Unknown request URL: {sent.method} {path}")
        return other, unheeded

    def _chat(self, sent: Sent) -> Response:
        try:
            known, reply = self._answer(sent.body, sent.raw)
        except (ValueError, KeyError, TypeError, AttributeError):
            return failed(400, "We could not parse the JSON body of your request."), unheeded
        if wait := self._quota.take(_tokens(reply) or len(sent.raw) // BYTES_PER_TOKEN):
            headers = {"retry-after": f"{wait:.3f}", "retry-after-ms": f"{wait * 1000:.0f}"}
            over = failed(429, "Rate limit reached", headers=headers, code="rate_limit_exceeded")
            reply = replace(over, fault="quota")
        low, high = self._script.latency
        if high:
            reply = replace(reply, wait=reply.wait + self._random.uniform(low, high))

        def done(whole: bool) -> None:
            self._record(known, sent.path, reply, time.monotonic() - sent.at, sent=whole)

        return reply, done

    def _answer(self, body: Body, raw: bytes) -> tuple[_Known, Reply]:
        """Return what is known of a request, and the right answer or the fault in its place."""
        request = hashlib.sha256(raw).hexdigest()
        article = self._script.marked(body)
        self._attempts[article or request] += 1
        attempt = self._attempts[article or request]
        answer = right(body)
        content = answer if isinstance(answer, str) else json.dumps(answer)
        tokens = (len(raw) // BYTES_PER_TOKEN, len(content) // BYTES_PER_TOKEN + 1)
        reply = said(content, model=body["model"], tokens=tokens)
        if self._script.context is not None and tokens[0] > self._script.context:
            reply = faults.reply(reply, "context_length_exceeded", size=self._script.context)
        elif fault := self._fault(article, request, attempt):
            reply = faults.reply(reply, fault.fault, **fault.options)
        return _Known(article, request, attempt), reply

    def _fault(self, article: str | None, request: str, attempt: int) -> Step | Storm | None:
        """Return what goes wrong: the article's own step before any storm."""
        now = time.monotonic()
        if self._began is None:
            self._began = now
        storms = (
            storm for storm in self._script.storms if storm.hits(now - (self._began or now), request, attempt)
        )
        return self._script.step(article, attempt) or next(storms, None)

    def _line(self, body: Body, raw: bytes, batch: str) -> Reply:
        """Answer a line of a batch; what only a connection can do does not happen to it."""
        known, reply = self._answer(body, raw)
        self._record(known, "/v1/batches", reply, 0.0, sent=True, batch=batch)
        return reply

    def _record(
        self, known: _Known, path: str, reply: Reply, seconds: float, *, sent: bool, batch: str | None = None
    ) -> None:
        if self._journal is not None:
            self._journal.write(
                Entry(
                    at=time.time() - seconds,
                    seconds=seconds,
                    path=path,
                    article=known.article,
                    request=known.request,
                    attempt=known.attempt,
                    answer=reply.fault or "fine",
                    status=reply.status,
                    tokens=_tokens(reply),
                    sent=sent,
                    batch=batch,
                )
            )


def _tokens(reply: Reply) -> int:
    """Return the tokens a reply says it took."""
    usage = reply.body.get("usage") if isinstance(reply.body, dict) else None
    return int(usage["total_tokens"]) if usage else 0


def _models(names: Sequence[str]) -> Reply:
    models = [{"id": name, "object": "model", "created": 1, "owned_by": "test"} for name in names]
    return Reply({"object": "list", "data": models})
