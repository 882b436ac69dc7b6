"""The files and batches of an endpoint, for what may take a day."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from extractor.errors import ModelError, ModelUnavailable, RequestFailed
from extractor.model.answer import Attempt, Usage
from extractor.model.completion import attempt_of
from extractor.model.exchange import SEED
from extractor.model.failure import (
    Unreadable,
    explain,
    explain_status,
    may_pass,
    message_of,
    refused_field,
    retry_after,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence
    from typing import IO

    from openai import AsyncOpenAI
    from tenacity import RetryCallState

    from extractor.model.connection import Connection

R = TypeVar("R")

LABEL = "extractor"  # what a batch's label is called among the metadata at its provider


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as its provider describes it; `results` are the files of what came of its requests."""

    id: str
    status: str
    requests: int
    answered: int
    results: tuple[str, ...]
    reason: str

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in {"completed", "failed", "expired", "cancelled"}


class Batches:
    """The files and batches of a model's endpoint; raises ModelUnavailable, as asking does.

    A label names a batch and its upload, so that who knows it finds both. An outage of some minutes is waited
    for: a day may pass before a batch is over.
    """

    def __init__(self, model: Connection) -> None:
        self._model = model

    async def post(self, label: str, lines: IO[bytes]) -> Batch:
        """Upload requests, one a line, and have them answered within a day."""
        tried = False

        async def upload(client: AsyncOpenAI) -> str:
            lines.seek(0)
            file = await client.files.create(file=(f"{label}.jsonl", lines), purpose="batch")
            return file.id

        async def create(client: AsyncOpenAI) -> Batch:
            nonlocal tried
            # What got lost on the way back was made all the same.
            if tried and (made := await _find(client, label)):
                return made
            tried = True
            return _batch(
                await client.batches.create(
                    input_file_id=file,
                    endpoint="/v1/chat/completions",
                    completion_window="24h",
                    metadata={LABEL: label},
                )
            )

        file = await self._call(upload)
        return await self._call(create)

    async def find(self, label: str) -> Batch | None:
        """Return the batch of a label, if there is one."""
        return await self._call(lambda client: _find(client, label))

    async def look(self, id: str) -> Batch:
        """Return how far a batch is."""

        async def retrieve(client: AsyncOpenAI) -> Batch:
            return _batch(await client.batches.retrieve(id))

        return await self._call(retrieve)

    async def download(self, file: str, into: IO[bytes]) -> None:
        """Write a file of results, the whole of it, in the place of what `into` has."""

        async def fetch(client: AsyncOpenAI) -> None:
            into.seek(0)
            into.truncate()
            async with client.files.with_streaming_response.content(file) as response:
                async for piece in response.iter_bytes():
                    into.write(piece)

        await self._call(fetch)

    async def tidy(self, label: str, files: Sequence[str] = ()) -> None:
        """Delete files and the uploads of a label; those that are gone are no matter."""
        from openai import NotFoundError

        async def delete(client: AsyncOpenAI) -> None:
            uploads = [
                f.id async for f in client.files.list(purpose="batch") if f.filename == f"{label}.jsonl"
            ]
            for id in (*files, *uploads):
                with suppress(NotFoundError):
                    await client.files.delete(id)

        await self._call(delete)

    def heard(self, line: Any) -> Attempt:
        """Return what there is to keep of a line of the results: a request and what came of it."""
        from openai.types.chat import ChatCompletion

        response = line.get("response") if isinstance(line.get("response"), dict) else {}
        status, body = response.get("status_code"), response.get("body")
        if status == 200 and isinstance(body, dict) and "choices" in body:
            return attempt_of(ChatCompletion.construct(**body), self._model, 0.0, "batch")
        if isinstance(status, int) and status != 200:
            told = _refusal(status, body, self._model)
        else:
            told = RequestFailed(self._model.quote(line.get("error") or body))
        unpaid = Usage(1, cost=None if status == 200 else Decimal(0))
        return Attempt("", unpaid, f"{type(told).__name__}: {told}")

    async def _call(self, action: Callable[[AsyncOpenAI], Awaitable[R]]) -> R:
        """Do something until it is done or cannot be."""
        from openai import NotFoundError, OpenAIError, Timeout
        from tenacity import AsyncRetrying, retry_if_exception, stop_after_delay

        model = self._model

        def pause(state: RetryCallState) -> float:
            asked = retry_after(state.outcome.exception() if state.outcome else None)
            return model.pace.backoff(state.attempt_number - 1) if asked is None else asked

        async def attempt() -> R:
            with _readable():
                return await action(model.client().with_options(timeout=Timeout(60.0, connect=10.0)))

        insisting = AsyncRetrying(
            retry=retry_if_exception(lambda error: may_pass(error, model)),
            wait=pause,
            stop=stop_after_delay(model.pace.patience),
            reraise=True,
        )
        try:
            done: R = await insisting(attempt)
        except NotFoundError as error:
            said = model.quote(message_of(error))
            raise ModelUnavailable(f"{model.where} has no such batch, or no batches (404): {said}") from error
        except (OpenAIError, TimeoutError, Unreadable) as error:
            raise await explain(error, model) from error
        model.reached = True
        return done


async def _find(client: AsyncOpenAI, label: str) -> Batch | None:
    async for made in client.batches.list(limit=100):
        if (made.metadata or {}).get(LABEL) == label:
            return _batch(made)
    return None


def _batch(made: Any) -> Batch:
    from openai.types import Batch as Described

    if not isinstance(made, Described):
        raise Unreadable(made, passing=False)
    counts, errors = made.request_counts, made.errors
    reasons = [str(error.message) for error in (errors.data if errors else None) or ()]
    return Batch(
        made.id,
        made.status,
        counts.total if counts else 0,
        counts.completed + counts.failed if counts else 0,
        tuple(file for file in (made.output_file_id, made.error_file_id) if file),
        (reasons or [made.status])[0],
    )


@contextmanager
def _readable() -> Iterator[None]:
    """Turn what a transfer breaks off with, which openai lets through, into its own error."""
    import httpx2
    from openai import APIConnectionError

    try:
        yield
    except httpx2.TransportError as error:
        raise APIConnectionError(request=error.request) from error
    except ValueError as error:  # broken JSON
        raise Unreadable(error, passing=True) from error


def _refusal(status: int, body: Any, model: Connection) -> ModelError:
    """Return the error of a request in a batch that was refused or failed; one that may pass is no other."""
    import httpx2
    from openai import APIStatusError

    fault = body.get("error", body) if isinstance(body, dict) else None
    request = httpx2.Request("POST", model.base_url)
    error = APIStatusError(str(fault), response=httpx2.Response(status, request=request), body=fault)
    told = explain_status(error, model)
    spared = {"temperature": 0, "seed": SEED}
    if status == 404 or isinstance(told, ModelUnavailable) or refused_field(str(fault), spared):
        return RequestFailed(str(told))
    return told
