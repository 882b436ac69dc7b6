"""How fast the embedded server labels sentences, setup against setup.

    python tests/bench/serving.py [--rounds 5] [--batch 8] SETUP...

All setups named run side by side and take turns within a round, so that whatever else the machine does falls
on all of them alike; the first one named is what the others are compared with. A request is a prefix that
never changes, a new sentence, and an answer of three short fields held to a schema, as in use.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import secrets
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, create_model
from rich.console import Console
from rich.table import Table

from extractor import llama, local
from extractor.model import Endpoint, Model, Usage

if TYPE_CHECKING:
    from collections.abc import Iterator


def guess(kind: str, number: int, seen: int, drafted: int) -> dict[str, Any]:
    """Return settings under which `seen` tokens met before make llama.cpp guess the next `drafted`."""
    sizes = {f"speculative.{kind}.size_n": seen, f"speculative.{kind}.size_m": drafted}
    return {"speculative.types": [number], **sizes}


# Slots, then changes to llama.cpp's parameters by dotted name, or to the environment in capitals.
SETUPS: dict[str, tuple[int, dict[str, Any]]] = {
    "one": (1, {}),
    "default": (1, {}),
    "two": (2, {}),
    "four": (4, {}),
    "two unified": (2, {"kv_unified": True}),
    "four unified": (4, {"kv_unified": True}),
    "one thread": (1, {"cpuparams.n_threads": 1}),
    "two threads": (1, {"cpuparams.n_threads": 2}),
    "flash": (1, {"flash_attn_type": 1}),
    "no flash": (1, {"flash_attn_type": 0}),
    "ubatch 64": (1, {"n_ubatch": 64}),
    "ubatch 128": (1, {"n_ubatch": 128}),
    "ubatch 1024": (1, {"n_ubatch": 1024}),
    "kv q8": (1, {"cache_type_k": 8, "cache_type_v": 8, "flash_attn_type": 1}),
    "no repack": (1, {"no_extra_bufts": True}),
    "no ram cache": (1, {"cache_ram_mib": 0}),
    "poll 0": (1, {"cpuparams.poll": 0}),
    "poll 100": (1, {"cpuparams.poll": 100}),
    "ngram simple": (1, {"speculative.types": [6]}),
    "ngram simple 3/8": (1, guess("ngram_simple", 6, 3, 8)),
    "ngram map k4v 3/8": (1, guess("ngram_map_k4v", 8, 3, 8)),
    "ngram map k 3/8": (1, guess("ngram_map_k", 7, 3, 8)),
    "ngram map k 2/4": (1, guess("ngram_map_k", 7, 2, 4)),
    "ngram map k 3/4": (1, guess("ngram_map_k", 7, 3, 4)),
    "ngram map k 2/8": (1, guess("ngram_map_k", 7, 2, 8)),
    "ngram map k 4/8": (1, guess("ngram_map_k", 7, 4, 8)),
    "two ngram map k 3/8": (2, guess("ngram_map_k", 7, 3, 8)),
    "two ngram map k 3/4": (2, guess("ngram_map_k", 7, 3, 4)),
    "ngram mod": (1, {"speculative.types": [9]}),
    "ngram cache": (1, {"speculative.types": [10]}),
    "mmap": (1, {"load_mode": 1}),
    "spinning": (1, {"GOMP_SPINCOUNT": "300000"}),  # libgomp's default
    "spin 1000": (1, {"GOMP_SPINCOUNT": "1000"}),
    "spin 3000": (1, {"GOMP_SPINCOUNT": "3000"}),
    "spin 10000": (1, {"GOMP_SPINCOUNT": "10000"}),
}

KINDS = Literal["killed", "wounded", "people", "equipment", "money", "buildings", "time", "other"]
RULES = (
    "You label numbers in news sentences. One number is marked << like this >>. Answer with one JSON object: "
    '"counted": what the number counts, in words of the sentence; "kind": one of killed, wounded, people, '
    'equipment, money, buildings, time, other; "source": who says so, in words of the sentence, or "article" '
    "when the article says it in its own voice. Label the marked number only, never another one."
)
PLACES = (
    "Orvane",
    "Tasmeria",
    "Velkov",
    "Maruna",
    "Ostrel",
    "Quintara",
    "Belhaven",
    "Karsk",
    "Ilmenau",
    "Wyndale",
)
SPEAKERS = (
    "Governor Lena Brask",
    "the interior ministry",
    "a spokesman for the coast guard",
    "Colonel Idris Vane",
    "the relief agency Northlight",
    "the mayor's office",
)
THINGS = (
    ("houses", "were destroyed when the river broke its banks before dawn", "buildings"),
    ("miners", "were killed in an explosion at the northern shaft of the colliery", "killed"),
    ("armoured vehicles", "were moved to the border overnight in two long columns", "equipment"),
    ("passengers", "were hurt when the ferry struck the old breakwater in thick fog", "wounded"),
    ("families", "have been given shelter in schools along the coastal road", "people"),
    ("dollars", "were paid to each of the farmers who had lost their winter seed", "money"),
)


def sentence(chance: random.Random) -> tuple[str, str, str, str]:
    """Return a sentence with a marked number, what it counts, its kind and its speaker."""
    thing, fate, kind = chance.choice(THINGS)
    speaker, place, other = chance.choice(SPEAKERS), chance.choice(PLACES), chance.choice(PLACES)
    number, others = chance.randint(3, 9000), chance.randint(2, 60)
    text = (
        f"In {place}, << {number:,} >> {thing} {fate}, {speaker} said on Tuesday, adding that {others} "
        f"rescue teams from {other} were still at work and that roads south would stay closed for a week."
    )
    return text, thing, kind, speaker


def prefix() -> list[dict[str, str]]:
    """Return what every request begins with: rules and six worked examples."""
    chance = random.Random(1)
    messages = [{"role": "system", "content": RULES}]
    for _ in range(6):
        text, thing, kind, speaker = sentence(chance)
        answer = json.dumps({"counted": thing, "kind": kind, "source": speaker}, separators=(",", ":"))
        messages += [{"role": "user", "content": text}, {"role": "assistant", "content": answer}]
    return messages


def question(chance: random.Random) -> tuple[list[dict[str, str]], type[BaseModel]]:
    """Return the messages of one request and the class of its answer: words of the sentence, no others."""
    text, thing, _, speaker = sentence(chance)
    counted: Any = Literal[thing, "rescue teams", "roads", "a week"]
    source: Any = Literal[speaker, "article"]
    response = create_model("Label", counted=(counted, ...), kind=(KINDS, ...), source=(source, ...))
    return [*PREFIX, {"role": "user", "content": text}], response


PREFIX = prefix()


@dataclass
class Runner:
    """A server with its setup and what was measured on it; `cold` is its first batch."""

    name: str
    model: Model
    walls: list[float] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    cold: Usage = field(default_factory=Usage)

    async def batch(self, questions: list[tuple[list[dict[str, str]], type[BaseModel]]]) -> None:
        """Ask all questions, as many at a time as there are slots."""
        slots = asyncio.Semaphore(self.model.slots)

        async def one(messages: list[dict[str, str]], response: type[BaseModel]) -> Usage:
            async with slots:
                return (await self.model.ask(messages, response, max_tokens=120)).usage

        began = time.monotonic()
        used = sum(await asyncio.gather(*(one(*q) for q in questions)), Usage())
        if not self.cold.calls:
            self.cold = used
            return
        self.walls.append((time.monotonic() - began) / len(questions))
        self.usage += used


async def measure(runners: list[Runner], rounds: int, batch: int, told: Console) -> None:
    """Let the runners take turns; the first round fills the caches and is not counted."""
    for turn in range(rounds + 1):
        chance = random.Random(turn + 100)
        questions = [question(chance) for _ in range(batch)]
        for runner in random.Random(turn).sample(runners, len(runners)):
            await runner.batch(questions)
        if turn:
            told.print(f"round {turn}:", *(f"{runner.name} {runner.walls[-1]:.2f}" for runner in runners))
    for runner in runners:
        await runner.model.aclose()


def table(runners: list[Runner]) -> Table:
    """Return the figures, each setup beside the first one."""
    shown = Table(
        "setup", "s/request", "of first", "from…to", "evaluated", "cached", "answer", "cold evaluated"
    )
    for runner in runners:
        ratios = [mine / first for mine, first in zip(runner.walls, runners[0].walls, strict=True)]
        used, cold = runner.usage, runner.cold
        shown.add_row(
            runner.name,
            f"{median(runner.walls):.2f}",
            f"{median(ratios):.2f}",
            f"{min(ratios):.2f}…{max(ratios):.2f}",
            f"{(used.prompt_tokens - used.cached_tokens) / used.calls:.0f}",
            f"{used.cached_tokens / used.calls:.0f}",
            f"{used.completion_tokens / used.calls:.0f}",
            f"{cold.prompt_tokens - cold.cached_tokens}",
        )
    return shown


@contextmanager
def serving(slots: int, changes: dict[str, Any], path: Path) -> Iterator[Endpoint]:
    """Serve the model in a process of its own, as `extractor.local` does but with changed parameters."""
    key = secrets.token_urlsafe()
    wanted = {
        "path": str(path),
        "name": "bench",
        "key": key,
        "slots": slots,
        "threads": None,
        "context": 4096,
    }
    command = [sys.executable, __file__, "--serve", json.dumps([wanted, changes])]
    environ = {"OMP_WAIT_POLICY": "passive", **os.environ}
    environ |= {name: value for name, value in changes.items() if name.isupper()}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environ, text=True) as server:
        assert server.stdout is not None
        yield Endpoint("bench", server.stdout.readline().strip() + "/v1", key, slots)
        server.kill()


def serve(wanted: dict[str, Any], changes: dict[str, Any]) -> None:
    """Be the server: print the address, end with stdin."""
    import xllamacpp

    params = llama.parameters(wanted)
    for name, value in changes.items():
        if name.isupper():
            continue
        *owners, last = name.split(".")
        target = params
        for owner in owners:
            target = getattr(target, owner)
        if last == "types":
            value = [xllamacpp.common_speculative_type(kind) for kind in value]
        setattr(target, last, value)
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


def main() -> None:
    """Run the setups named on the command line and print their table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("setups", nargs="*", metavar="SETUP", help=", ".join(SETUPS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--gguf", type=Path, help="another model file than the embedded one")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(*json.loads(asked.serve))
        return
    path = asked.gguf or local.weights()
    with ExitStack() as stack:
        runners = []
        for name in asked.setups or ["one", "two", "four"]:
            at = stack.enter_context(serving(*SETUPS[name], path))
            runners.append(Runner(name, Model(at.name, base_url=at.base_url, api_key=at.key, slots=at.slots)))
        asyncio.run(measure(runners, asked.rounds, asked.batch, Console(stderr=True)))
    Console(width=110).print(table(runners))


if __name__ == "__main__":
    main()
