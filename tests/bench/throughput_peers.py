"""One peer of throughput.py at work, in an environment that has the peers and not this project.

    python throughput_peers.py NAME FOLDER URL ARTICLES CONCURRENT

FOLDER has the requests that throughput.py has written. Prints the CPU milliseconds an article took.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

WARM_UP = 100
"""Articles before those that count: imports, connections, caches."""


class Requests:
    """Requests that were prepared: `body` but for its last message, and a question for each article."""

    def __init__(self, folder: Path, articles: int) -> None:
        self.body: dict[str, Any] = json.loads((folder / "body.json").read_text(encoding="utf-8"))
        with (folder / "questions.jsonl").open(encoding="utf-8") as lines:
            self.asked = [json.loads(line) for line in islice(lines, articles + WARM_UP)]

    def of(self, question: str) -> dict[str, Any]:
        """Return a whole request."""
        last = {"role": "user", "content": question}
        return self.body | {"messages": [*self.body["messages"], last]}

    def halves(self) -> Iterator[list[dict[str, Any]]]:
        """Yield what warms up, then what counts."""
        yield self.asked[:WARM_UP]
        yield self.asked[WARM_UP:]


def client(url: str, concurrent: int) -> Any:
    """Return an openai client with the aiohttp transport and nothing around it."""
    openai, httpx2 = importlib.import_module("openai"), importlib.import_module("httpx2")
    limits = httpx2.Limits(max_connections=concurrent, max_keepalive_connections=concurrent)
    http = openai.DefaultAioHttpClient(limits=limits, trust_env=False)
    return openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0, http_client=http)


async def pooled(todo: Sequence[Any], concurrent: int, one: Callable[[Any], Awaitable[object]]) -> None:
    """Do something with each of many, so many at a time."""
    left = iter(todo)

    async def worker() -> None:
        for item in left:
            await one(item)

    await asyncio.gather(*(worker() for _ in range(concurrent)))


async def bare(requests: Requests, url: str, concurrent: int) -> float:
    """Ask with the openai client and throw the answers away."""
    asking = client(url, concurrent)

    async def one(asked: dict[str, Any]) -> None:
        await asking.chat.completions.create(**requests.of(asked["question"]))

    spent = 0.0
    for part in requests.halves():
        began = time.process_time()
        await pooled(part, concurrent, one)
        spent = time.process_time() - began
    await asking.close()
    return spent


async def async_batch_llm(requests: Requests, url: str, concurrent: int) -> float:
    """Stream the requests through async-batch-llm into its SQLite store."""
    library = importlib.import_module("async_batch_llm")
    asking = client(url, concurrent)

    async def invoke(prompt: str, *, attempt: int, timeout: float, state: object) -> Any:
        completion = await asking.chat.completions.create(**requests.of(prompt))
        used = completion.usage
        tokens = {"input_tokens": used.prompt_tokens, "output_tokens": used.completion_tokens}
        return library.CallOutcome(completion.choices[0].message.content, token_usage=tokens)

    identity = library.ArtifactIdentity(provider="test", model="test")
    config = library.ProcessorConfig(concurrency=concurrent, max_queue_size=128, max_result_queue_size=64)
    spent = 0.0
    for part in requests.halves():
        with tempfile.TemporaryDirectory() as folder:
            store = library.SqliteArtifactStore(Path(folder) / "store.db", identity=identity)
            strategy = library.CallableStrategy(invoke, identity=identity)
            began = time.process_time()
            prompts = ((asked["id"], asked["question"]) for asked in part)
            results = library.process_stream(strategy, prompts, config=config, artifact_store=store)
            done = [result.success async for result in results]
            spent = time.process_time() - began
            await store.close()
        if sum(done) != len(part):
            raise SystemExit(f"async-batch-llm: {sum(done)} of {len(part)} succeeded")
    await asking.close()
    return spent


def langextract(requests: Requests, url: str, concurrent: int) -> float:
    """Extract with langextract's own loop: its prompt and client, one window an article, its alignment."""
    library = importlib.import_module("langextract")
    data = importlib.import_module("langextract.core.data")
    provider: Any = importlib.import_module("langextract.providers.openai").OpenAILanguageModel
    known = {asked["id"]: asked for asked in requests.asked}

    class Asking(provider):  # type: ignore[misc]
        """Sends the request prepared for an article and hands its answer over in langextract's form."""

        def _build_chat_completions_params(self, prompt: str, config: object) -> dict[str, Any]:
            return requests.of(known[self._about(prompt)]["question"])

        def _about(self, prompt: str) -> str:
            return str(re.findall(r"desk [a-z]+", prompt)[-1])

        def infer(self, batch_prompts: Sequence[str], **options: Any) -> Iterator[Any]:
            for prompt, outputs in zip(batch_prompts, super().infer(batch_prompts, **options), strict=True):
                numbers = known[self._about(prompt)]["numbers"]
                claims = json.loads(outputs[0].output)["claims"]
                said = [
                    {"figure": numbers[str(claim["mention"])], "figure_attributes": claim} for claim in claims
                ]
                yield [type(outputs[0])(score=1.0, output=json.dumps({"extractions": said}))]

    example = data.ExampleData(text="34 ships", extractions=[data.Extraction("figure", "34 ships")])
    model = Asking(model_id="test", api_key="none", base_url=url, max_workers=concurrent)
    spent = 0.0
    for part in requests.halves():
        documents = [data.Document(text=asked["text"], document_id=asked["id"]) for asked in part]
        began = time.process_time()
        done = library.extract(
            documents,
            prompt_description="Say what the numbers mean.",
            examples=[example],
            model=model,
            max_char_buffer=20_000,
            batch_length=concurrent,
            max_workers=concurrent,
            show_progress=False,
            fence_output=False,
        )
        found = sum(e.char_interval is not None for document in done for e in document.extractions)
        spent = time.process_time() - began
        if found < len(part):
            raise SystemExit(f"langextract: {found} extractions in {len(part)} articles")
    return spent


def main() -> None:
    name, folder, url, articles, concurrent = sys.argv[1:]
    requests = Requests(Path(folder), int(articles))
    if name == "langextract":
        spent = langextract(requests, url, int(concurrent))
    else:
        work = {"bare": bare, "async-batch-llm": async_batch_llm}[name]
        spent = asyncio.run(work(requests, url, int(concurrent)))
    sys.stdout.write(f"{spent * 1000 / int(articles)}\n")


if __name__ == "__main__":
    main()
