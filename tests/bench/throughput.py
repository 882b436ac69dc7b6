"""What a run costs besides the model: CPU time of the runner per article, beside a bare client and peers.

    python tests/bench/throughput.py [--articles 2000] [--rounds 3] [--peers PATH]
    python tests/bench/throughput.py --only sizes | --only resume [--finished 1000000]
    python tests/bench/throughput.py --only memory [--memory-articles 100000]

The server of tests/faults answers at once, in a process of its own; articles of 6 KB with about eight claims
each, 64 requests at a time, `ask = "article"`. Everything measured is a process of its own too, warmed up
with a hundred articles; what is compared takes turns within a round. PATH is the Python of an environment
with throughput-peers.txt; without it the peers are left out. `sizes` are more requests at a time and two
processes, `resume` begins again with a store full of finished articles.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert
from throughput_peers import WARM_UP, Requests, bare, client, pooled

from extractor.article import Article, article
from extractor.check import check
from extractor.extract import Extraction, ask_model
from extractor.model import Attempt, Model, Usage, prepared
from extractor.numbers import Role, scan
from extractor.page.live import Progress
from extractor.project import find
from extractor.prompt import render
from extractor.response import list_of
from extractor.run import execute, plan
from extractor.store import Store
from extractor.tables import ARTICLES, EXTRACTIONS, SOURCES
from tests.faults.messages import said
from tests.faults.process import CHECKOUT, launched
from tests.faults.script import Script
from tests.faults.server import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from extractor.database import Step
    from extractor.extract import Task

extract = sys.modules[ask_model.__module__]  # the package has a function of this name
SCRIPT = Script(marker="desk [a-z]+")
LENGTH = 6000
STATED = """
    The ministry said {0:,} soldiers had reached the northern crossing before dusk.|
    At least {0} villagers were killed when the market was shelled, the mayor told reporters.|
    Hospitals in the valley have treated {0} wounded since the weekend, according to a surgeon.|
    Engineers counted {0} burnt vehicles along the road to the reservoir.|
    The council promised ${0} million for shelters and blankets.|
    Nearly {0} percent of the orchards have been lost, a farmers' union estimates.|
    Observers saw {0} drones cross the river in a single night.|
    The spokesman added that {0} prisoners would be exchanged at the bridge.|
    More than {0:,} families have left the lowlands, relief workers said.|
    The brigade withdrew {0} kilometres to the old railway line.
"""
SAID_AROUND = """
    Nobody at the quay had seen the like of it, and the gulls had left early.|
    The road to the coast remained closed while crews cleared branches and broken glass from the bends.|
    "We heard the windows before we heard anything else," said a teacher who lives above the bakery.|
    Officials from both sides declined to comment on how long the talks would go on.|
    In the capital, shops opened late and the trams ran without lights as a precaution.|
    The archbishop called for calm and asked that the bells be rung at noon in every parish.|
    Rain is expected again in the hills, and the river is still high after a wet autumn.|
    Volunteers carried water up the stairs because the lifts had stopped with the power.|
    An earlier statement had spoken of a misunderstanding between neighbouring units.|
    Several journalists were turned back at the checkpoint and told to wait for an escort.|
    Diplomats familiar with the draft said its wording on borders had been softened.|
    The station's clock has shown the same hour since the first night of the shelling.
"""


def sentences_of(text: str) -> list[str]:
    return [" ".join(sentence.split()) for sentence in text.split("|")]


CLAIMS, PROSE = sentences_of(STATED), sentences_of(SAID_AROUND)


def written(number: int) -> Article:
    """Return an article of the bench's own: eight numbers between sentences without any, no two alike."""
    chance = random.Random(number)
    name, rest = "", number
    for _ in range(6):
        rest, letter = divmod(rest, 26)
        name += chr(ord("a") + letter)
    stated = [claim.format(chance.randint(12, 980)) for claim in chance.sample(CLAIMS, 8)]
    each = (LENGTH - sum(map(len, stated))) // 8
    parts = [f"A dispatch of the desk {name} from the lowlands."]
    for sentence in stated:
        parts.append(sentence)
        around = 0
        while around < each:
            parts.append(chance.choice(PROSE))
            around += len(parts[-1]) + 1
            parts[-1] += "\n\n" if chance.random() < 0.2 else ""
    return article(" ".join(parts).replace("\n\n ", "\n\n"), path=f"dispatch-{number}.txt")


class Spent(NamedTuple):
    """CPU milliseconds an article, articles a second, and how much the peak of memory rose in MiB."""

    cpu: float
    rate: float = 0.0
    grown: float = 0.0


def task() -> Task:
    return find(CHECKOUT).task("conflict")


async def one_body() -> Any:
    """Return the body of a request as the product sends it."""
    async with serving(said('{"claims": []}')) as server:
        model = Model("test", base_url=server.url)
        await ask_model(written(0), task(), model)
        await model.aclose()
    return server.asked[0].body


def prepare(folder: Path, articles: int) -> None:
    """Write the requests down for those who send them without the product."""
    body, conflict = asyncio.run(one_body()), task()
    body["messages"].pop()
    (folder / "body.json").write_text(json.dumps(body), encoding="utf-8")
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        for number in range(articles + WARM_UP):
            one = written(number)
            mentions = scan(one.text)
            request = render(one, mentions, conflict.template, conflict.types, "article")[0]
            question = {
                "id": re.findall("desk [a-z]+", one.text)[0],
                "text": one.text,
                "question": request.messages[-1]["content"],
                "numbers": {m.id: m.text for m in mentions if m.role is Role.QUANTITY},
            }
            file.write(json.dumps(question) + "\n")


# -- what is measured, each in a process of its own; all return CPU milliseconds an article


async def guided(requests: Requests, url: str, concurrent: int, *, documented: bool) -> float:
    """Ask with the openai client under instructor: as its documentation does, or as the product does."""
    from instructor import Mode, patch, response_schema
    from openai.types.chat import ChatCompletion

    asking, response = client(url, concurrent), list_of(task().types)

    async def post(**body: Any) -> Any:
        return await asking.post("/chat/completions", body=body, cast_to=ChatCompletion)

    create: Any = patch(create=asking.chat.completions.create if documented else post, mode=Mode.JSON_SCHEMA)
    model = response_schema(response) if documented else prepared(response)

    async def one(asked: dict[str, Any]) -> None:
        body = requests.of(asked["question"])
        del body["response_format"]
        await create(response_model=model, max_retries=1, strict=False, **body)

    spent = 0.0
    for part in requests.halves():
        began = time.process_time()
        await pooled(part, concurrent, one)
        spent = time.process_time() - began
    await asking.close()
    return spent


async def run(articles: Iterable[Article], url: str, concurrent: int, store: Store) -> None:
    """Carry out a run as `extractor run` does where there is no terminal."""
    model = Model("test", base_url=url, slots=concurrent)
    planned = plan(articles, task(), model.name, store)
    with (
        open(os.devnull, "w") as nowhere,  # noqa: PTH123  a list of lines in memory would be counted as the run's
        Progress(Console(file=nowhere), len(planned.todo), lambda *_: None) as progress,
    ):
        outcome = await execute(planned, model, store, progress, concurrent)
    await model.aclose()
    if outcome.finished != len(planned.paths) or outcome.failed:
        raise SystemExit(f"the run ended with {outcome}")


def ours(
    url: str, articles: int, concurrent: int, *, lazily: bool = False, warm: Callable[[], object] = tuple
) -> Spent:
    """Plan and carry out a run into a new SQLite store; what warms up goes into another one."""
    for numbers in (range(WARM_UP), range(WARM_UP, WARM_UP + articles)):
        todo = map(written, numbers) if lazily else [written(number) for number in numbers]
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.db") as store:
            warm()
            before, began, used = peak(), time.monotonic(), time.process_time()
            asyncio.run(run(todo, url, concurrent, store))
            cpu, seconds = time.process_time() - used, time.monotonic() - began
    return Spent(cpu * 1000 / articles, articles / seconds, peak() - before)


def peak() -> float:
    """Return the most memory this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def scanning(articles: int) -> float:
    """Scan every article once."""
    texts = [written(number).text for number in range(WARM_UP + articles)]
    for text in texts[:WARM_UP]:
        scan(text)
    began = time.process_time()
    for text in texts[WARM_UP:]:
        scan(text)
    return time.process_time() - began


PARTS: dict[str, list[tuple[Any, str]]] = {
    "scan": [(extract, "scan")],
    "render": [(extract, "render")],
    "key": [(extract, "request_key")],
    "claims": [(extract, "claims"), (extract, "fill")],
    "check": [(extract, "check")],
    "row": [(Store, "saving")],
    "commit": [(Store, "commit")],
    "plan": [(Store, name) for name in ("begin", "add", "take", "articles", "attempts", "ended", "reap")],
    "progress": [(Progress, "finished")],
}
"""The steps of a run that wait for nothing; where each is looked up when it is called."""


def parts(url: str, articles: int, concurrent: int) -> dict[str, float]:
    """Carry out a run with a clock on its steps; return the milliseconds an article of each and of all."""
    spent = defaultdict[str, float](float)

    def timed(part: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def clocked(*arguments: Any, **options: Any) -> Any:
            began = time.thread_time()
            try:
                return step(*arguments, **options)
            finally:
                spent[part] += time.thread_time() - began

        return clocked

    for part, places in PARTS.items():
        for owner, name in places:
            setattr(owner, name, timed(part, getattr(owner, name)))
    whole = ours(url, articles, concurrent, warm=spent.clear)
    return {part: seconds * 1000 / articles for part, seconds in spent.items()} | {"whole": whole.cpu}


def child(name: str, folder: Path, url: str, articles: int, concurrent: int) -> Any:
    """Measure one thing, in this process."""
    match name:
        case "bare":
            spent = asyncio.run(bare(Requests(folder, articles), url, concurrent))
            return Spent(spent * 1000 / articles)
        case "instructor as documented" | "instructor as used":
            documented = name == "instructor as documented"
            requests = Requests(folder, articles)
            spent = asyncio.run(guided(requests, url, concurrent, documented=documented))
            return Spent(spent * 1000 / articles)
        case "scan":
            return Spent(scanning(articles) * 1000 / articles)
        case "extractor":
            return ours(url, articles, concurrent)
        case "extractor, lazily":
            return ours(url, articles, concurrent, lazily=True)
        case _:
            return parts(url, articles, concurrent)


# -- the tables


class Bench:
    """A server, prepared requests, and processes that are measured against them."""

    def __init__(self, url: str, folder: Path, options: argparse.Namespace) -> None:
        self.url, self.folder = url, folder
        self.articles: int = options.articles
        self.rounds: int = options.rounds
        self.peers: str | None = options.peers

    def begin(self, name: str, articles: int, concurrent: int = 64) -> subprocess.Popen[str]:
        """Start measuring one thing."""
        arguments = [str(self.folder), self.url, str(articles), str(concurrent)]
        command = [sys.executable, __file__, "--child", name, *arguments]
        if name.startswith("peer "):
            peers = Path(__file__).with_name("throughput_peers.py")
            command = [str(self.peers), str(peers), name.removeprefix("peer "), *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def end(self, process: subprocess.Popen[str]) -> Any:
        """Return what was measured."""
        with process:
            out, _ = process.communicate()
        if process.returncode:
            raise SystemExit(process.returncode)
        return json.loads(out.splitlines()[-1])

    def measured(self, name: str, concurrent: int = 64) -> Spent:
        """Return what one thing takes."""
        found = self.end(self.begin(name, self.articles, concurrent))
        return Spent(found) if isinstance(found, float) else Spent(*found)


def spread(values: Sequence[float]) -> str:
    """Write a median with the least and the most."""
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def compare(bench: Bench) -> Iterator[Table]:
    """Yield CPU time per article, ours beside others, and what ours consists of."""
    names = ["bare", "scan", "instructor as documented", "instructor as used", "extractor"]
    peers = ["peer bare", "peer async-batch-llm", "peer langextract"] if bench.peers else []
    found: dict[str, list[float]] = {name: [] for name in (*names, *peers)}
    pieces: dict[str, list[float]] = {name: [] for name in ("whole", "openai and instructor", *PARTS)}
    for _ in range(bench.rounds):
        for name, values in found.items():
            values.append(bench.measured(name).cpu)
        for name, value in bench.end(bench.begin("parts", bench.articles)).items():
            pieces[name].append(value)
    pieces["openai and instructor"] = found["instructor as used"]

    def less(first: Sequence[float], *others: Sequence[float]) -> list[float]:
        return [one - sum(rest) for one, *rest in zip(first, *others, strict=True)]

    table = Table("CPU ms an article", "median (least to most)")
    for name, values in found.items():
        table.add_row(name, spread(values))
    yield table
    table = Table("part of extractor", "CPU ms an article")
    for name, values in pieces.items():
        table.add_row(name, spread(values))
    whole = pieces.pop("whole")
    table.add_row("rest", spread(less(whole, *pieces.values())))
    yield table
    own = less(whole, pieces["openai and instructor"], pieces["scan"])
    least = [a + b for a, b in zip(found["bare"], found["scan"], strict=True)]
    table = Table("goal", "reached")
    times = [a / b for a, b in zip(found["extractor"], least, strict=True)]
    table.add_row("whole at most 2.5 times the bare client and the scan", spread(times))
    table.add_row("own part: without scan, openai and instructor, ms", spread(own))
    table.add_row("... and without the check, ms", spread(less(own, pieces["check"])))
    library = less(found["peer async-batch-llm"], found["peer bare"]) if peers else []
    table.add_row("no more than async-batch-llm's, ms", spread(library) if peers else "no --peers")
    yield table


def sizes(bench: Bench) -> Iterator[Table]:
    """Yield what more requests at a time and a second process change."""
    few, many, one, two = [], [], [], []
    for _ in range(bench.rounds):
        spent = bench.measured("extractor")
        few.append(spent.cpu)
        one.append(spent.rate)
        many.append(bench.measured("extractor", 1000).cpu)
        both = [bench.begin("extractor", bench.articles) for _ in range(2)]
        two.append(sum(Spent(*bench.end(process)).rate for process in both))
    table = Table("requests at a time", "CPU ms an article")
    table.add_row("64", spread(few))
    table.add_row("1000", spread(many))
    table.add_row("1000 / 64", spread([a / b for a, b in zip(many, few, strict=True)]))
    yield table
    table = Table("processes", "articles a second")
    table.add_row("1", spread(one))
    table.add_row("2", spread(two))
    table.add_row("2 / 1", spread([a / b for a, b in zip(two, one, strict=True)]))
    yield table


def memory(bench: Bench, articles: int) -> Iterator[Table]:
    """Yield how much the peak of memory rises over a long run, after a short one."""
    spent = Spent(*bench.end(bench.begin("extractor, lazily", articles)))
    table = Table("articles", "peak of memory, MiB more", "CPU ms an article")
    table.add_row(f"{articles:,}", f"{spent.grown:.0f}", f"{spent.cpu:.2f}")
    yield table


def finish(store: Store, articles: int) -> None:
    """Fill a store with articles that are done, and one that is not."""
    fingerprint, one, now = store.begin(task(), "test"), written(0), "2026-01-01T00:00:00+00:00"
    row = json.dumps(Extraction(one, "conflict", "test", check(one.text, []), Usage()).row())
    answer = Attempt(
        json.dumps({"claims": [{"mention": 1, "type": "other", "subject": "people"}] * 8}),
        Usage(1),
        model="test",
    )
    for start in range(0, articles + 1, 10_000):
        ids = [f"{number:016x}" for number in range(start, min(start + 10_000, articles + 1))]
        texts = [{"id": id, "sha256": id, "text": f"{id} {one.text}", "created": now} for id in ids]
        places = [{"article_id": id, "path": f"news/{id}.txt", "created": now} for id in ids]
        key = {"fingerprint": fingerprint, "status": "ok", "row_json": row, "created": now}
        done = [id for id in ids if id != f"{articles:016x}"]
        steps: list[Step] = [(insert(ARTICLES), texts), (insert(SOURCES), places)]
        steps += [step for id in done for step in store.keeping(fingerprint, id, id, answer)]
        ends = [key | {"article_id": id} for id in done]
        store.commit([*steps, (insert(EXTRACTIONS), ends)] if ends else steps)


USED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{used.ru_utime + used.ru_stime:.1f} {used.ru_maxrss / 1024:.0f}")
"""
"""Runs a command and tells what it used, from a small process: a peak counts that of whoever began it too."""


def resume(finished: int) -> Iterator[Table]:
    """Yield how long `extractor run` takes to its first call where all but one article are done."""
    with tempfile.TemporaryDirectory() as folder, launched(SCRIPT, Path(folder)) as server:
        path = Path(folder) / "store.db"
        with Store(path) as store:
            finish(store, finished)
        command = [sys.executable, "-m", "extractor", "run", "--schema", "conflict", "--store", str(path)]
        command += ["--model", "test", "--base-url", server.url, "--no-page"]
        began = time.time()
        told = subprocess.run(
            [sys.executable, "-c", USED, *command], cwd=CHECKOUT, check=True, capture_output=True, text=True
        )
        first = server.entries()[0].at - began
        size = path.stat().st_size / 2**30
    cpu, most = told.stdout.split()
    table = Table(
        "finished articles", "store, GiB", "seconds to the first call", "CPU s of the run", "peak, MiB"
    )
    table.add_row(f"{finished:,}", f"{size:.1f}", f"{first:.1f}", cpu, most)
    yield table


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        _, _, name, folder, url, articles, concurrent = sys.argv
        measured = child(name, Path(folder), url, int(articles), int(concurrent))
        sys.stdout.write(f"{json.dumps(measured)}\n")
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", metavar="PATH")
    parser.add_argument("--only", choices=["compare", "sizes", "resume", "memory"])
    parser.add_argument("--finished", type=int, default=1_000_000)
    parser.add_argument("--memory-articles", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, launched(SCRIPT, Path(folder), journalling=False) as server:
        bench = Bench(server.url, Path(folder), options)
        prepare(Path(folder), options.articles)
        tables = {
            "compare": lambda: compare(bench),
            "sizes": lambda: sizes(bench),
            "resume": lambda: resume(options.finished),
            "memory": lambda: memory(bench, options.memory_articles),
        }
        for name in [options.only] if options.only else tables:
            for table in tables[name]():
                Console().print(table)


if __name__ == "__main__":
    main()
