"""The fault matrix: what goes wrong, what is promised then, and what journal and store show.

    python -m tests.faults.matrix [--rows F1,F7] [--seed N] [--all] [--write docs/faults.md]

Each row runs the command line against fault servers in processes of their own. What the servers' journals
say was asked is the truth, and the store is judged by it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import signal
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from tests.faults.answers import HOSTILE, MALFORMED
from tests.faults.process import CHECKOUT, free_port
from tests.faults.script import Script, Step, Storm
from tests.faults.trial import SCHEMA, Finding, Lab, News, Trial, news, over, raise_limits
from tests.postgres import postgres

STORM = 8
"""Failures in a row from which on a run sends one request at a time."""

DYING, FAILING, TRAVELLING = (
    CHECKOUT / "tests" / "faults" / f"{name}.py" for name in ("dying", "failing", "travelling")
)

Row: TypeAlias = Callable[[Lab], Finding]


@dataclass(frozen=True)
class Promise:
    """A row of the matrix."""

    name: str
    words: str
    row: Row


ROWS: dict[str, Promise] = {}


def promise(name: str, words: str) -> Callable[[Row], Row]:
    """Enter a row in the matrix."""

    def enter(row: Row) -> Row:
        ROWS[name] = Promise(name, words, row)
        return row

    return enter


def always(fault: str, **options: object) -> Storm:
    """A fault that hits every request."""
    return Storm(fault=fault, options=options)


def each(articles: list[News], *steps: Step) -> dict[str, tuple[Step, ...]]:
    """Give each article one of the steps, in turn."""
    return {one.marker: (steps[n % len(steps)],) for n, one in enumerate(articles)}


# Ends of a run


@promise("F1", "killed at any moment: the next run goes on")
def killed(lab: Lab) -> Finding:
    trial = lab.trial(news(lab.size(1000, 150)))
    with trial.serve(Script(latency=(0.02, 0.1), seed=lab.seed)):
        while trial.kills < lab.size(40, 4):
            process = trial.start("-o", str(trial.output))
            if lab.random.random() < 0.8:
                trial.asked(process, len(trial.journal()) + 1)
            time.sleep(lab.random.uniform(0, 0.4))
            trial.kill(process)
        ended = trial.run("-o", str(trial.output))
    return trial.finding(f"{len(trial.journal()):,} calls", ended.code == 0, again=trial.kills * trial.slots)


BOUNDARIES = (
    ("after", "UPDATE begun SET owner"),
    ("after", "UPDATE begun SET active"),
    ("before", "INSERT INTO attempts"),
    ("after", "INSERT INTO attempts"),
    ("before", "INSERT INTO extractions"),
    ("after", "INSERT INTO extractions"),
)
"""Where a run may die beside the commits to the store: an article taken, begun, answered, done."""


@promise("F2", "killed before or after a commit of each kind")
def killed_at_commits(lab: Lab) -> Finding:
    trial = lab.trial(news(lab.size(400, 60)), slots=4)
    codes = []
    with trial.serve(Script(latency=(0.01, 0.02), seed=lab.seed)):
        for when, statement in BOUNDARIES:
            nth = "1" if "begun" in statement else str(lab.random.randint(1, 3))
            process = trial.start(program=("-P", str(DYING), when, statement, nth))
            codes.append(trial.end(process).code)
    trial.kills += codes.count(137)
    with trial.serve(Script()):
        ended = trial.run("-o", str(trial.output))
    seen = f"{codes.count(137)} of {len(BOUNDARIES)} commits died at"
    return trial.finding(seen, set(codes) == {137}, ended.code == 0, again=trial.kills * trial.slots)


@promise("F3", "killed while it resumes, again and again")
def killed_resuming(lab: Lab) -> Finding:
    trial = lab.trial(news(lab.size(300, 60)))
    with trial.serve(Script(latency=(0.02, 0.1), seed=lab.seed)):
        for _ in range(lab.size(5, 1)):
            process = trial.start()
            trial.asked(process, len(trial.journal()) + 20)
            trial.kill(process)
            for _ in range(lab.size(3, 2)):
                process = trial.start()
                time.sleep(lab.random.uniform(0.1, 1.2))
                trial.kill(process)
        ended = trial.run("-o", str(trial.output))
    return trial.finding(f"{len(trial.journal()):,} calls", ended.code == 0, again=trial.kills * trial.slots)


@promise("F4", "SIGTERM, SIGINT: requests under way are finished, no other begins")
def drained(lab: Lab) -> Finding:
    trial, waits = lab.trial(news(60)), []
    with trial.serve(Script(latency=(0.3, 0.4), seed=lab.seed)):
        codes = []
        for number in (signal.SIGTERM, signal.SIGINT):
            process = trial.start()
            trial.asked(process, len(trial.journal()) + 10)
            began = time.monotonic()
            os.kill(process.pid, number)
            codes.append(trial.end(process).code)
            waits.append(time.monotonic() - began)
        ended = trial.run("-o", str(trial.output))
    seen = f"exit after {max(waits):.1f} s"
    return trial.finding(seen, codes == [143, 130], max(waits) < lab.size(10, 30), ended.code == 0)


@promise("F5", "stopped, taken for dead, gone on: what another run has done meanwhile stays, once")
def zombie(lab: Lab) -> Finding:
    with postgres() as server:
        trial = lab.trial(news(lab.size(600, 80)), database=server.database())
        with trial.serve(Script(latency=(0.1, 0.2), seed=lab.seed)):
            first = trial.start()
            trial.asked(first, 16)
            os.kill(first.pid, signal.SIGSTOP)
            server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OF_RUNS}")
            second = trial.run("-o", str(trial.output))
            done = len(trial.rows())
            os.kill(first.pid, signal.SIGCONT)
            ended = trial.end(first)
        seen = f"{done} of {len(trial.articles)} done while it slept; exit {second.code}, {ended.code}"
        bars = (done == len(trial.articles), second.code == 0, ended.code == 0)
        return trial.finding(seen, *bars, again=trial.slots)


OF_RUNS = "application_name = 'extractor'"


@promise("F6", "a second run on the same SQLite file is refused")
def two_runs(lab: Lab) -> Finding:
    articles = news(20)
    trial = lab.trial(articles, slots=1)
    with trial.serve(Script(articles={articles[3].marker: (Step(fault="hang"),)})):
        first = trial.start("-o", str(trial.output))
        trial.asked(first, 3)
        second = trial.run()
        trial.kill(first)  # it would wait for the answer
        ended = trial.run("-o", str(trial.output))
    refused = second.code == 2 and "a run is under way" in second.told
    bars = (refused, trial.kills == 1, ended.code == 0)
    return trial.finding(f"second: exit {second.code}", *bars, again=trial.slots)


# A server that is busy


@promise("F7", "Retry-After in any form is waited for by the whole run")
def told_to_wait(lab: Lab) -> Finding:
    articles = news(lab.size(200, 60))
    steps = [
        *(
            Step(fault="rate_limited", options={"retry_after": form})
            for form in ("0", "1", "-5", "nan", "soon")
        ),
        Step(fault="rate_limited", options={"milliseconds": "400"}),
        Step(fault="rate_limited_until", options={"seconds": 2}),
    ]
    waits = dict(zip((articles[n].marker for n in range(0, 56, 8)), steps, strict=False))
    trial = lab.trial(articles)
    with trial.serve(Script(articles={name: (step,) for name, step in waits.items()}, latency=(0.02, 0.05))):
        ended = trial.run("-o", str(trial.output))
    early = sum(_early(trial, name, step) for name, step in waits.items())
    seen = f"{early} requests before the time named"
    return trial.finding(seen, early == 0, ended.code == 0)


def _early(trial: Trial, name: str, step: Step) -> int:
    """Count requests that came while the server had asked to wait; those already on their way are none."""
    options = step.options
    seconds = float(options.get("milliseconds", 0)) / 1000 or float(options.get("retry_after") == "1")
    seconds = 1.0 if step.fault == "rate_limited_until" else seconds  # a date has no fractions
    said = next(e.at + e.seconds for e in trial.journal() if e.article == name and e.status == 429)
    return sum(said + 0.05 < entry.at < said + seconds - 0.02 for entry in trial.journal())


@promise("F7b", "Retry-After longer than a run waits: the run ends and says when to come back")
def told_to_wait_for_days(lab: Lab) -> Finding:
    trial = lab.trial(news(40))
    with trial.serve(Script(storms=(always("rate_limited", retry_after="1000000000"),))):
        first = trial.run()
    calls = len(trial.journal())
    with trial.serve(Script()):
        ended = trial.run("-o", str(trial.output))
    bars = (first.code == 3, "try again in 1000000000 s" in first.told, calls <= trial.slots)
    return trial.finding(f"exit {first.code} after {calls} calls", *bars, ended.code == 0)


@promise("F8", "429 without Retry-After: few retries, and no burst when a pause is over")
def rate_limited(lab: Lab) -> Finding:
    trial = lab.trial(news(lab.size(400, 100)), slots=16)
    storm = Storm(fault="rate_limited", begin=0.2, end=lab.size(20, 2))
    with trial.serve(Script(storms=(storm,), latency=(0.05, 0.1), seed=lab.seed)):
        ended = trial.run("-o", str(trial.output))
    journal = trial.journal()
    tries = max(Counter(entry.article for entry in journal).values()) - 1
    refused = [entry.at for entry in journal if entry.status == 429]
    most = _burst([entry.at for entry in journal])
    seen = f"at most {tries} retries an article, {len(refused)} of {len(journal)} calls refused, "
    seen += f"at most {most} of {trial.slots} in the first 100 ms after a pause"
    return trial.finding(seen, tries <= lab.size(5, 3), 0 < most <= trial.slots / 2, ended.code == 0)


def _burst(times: list[float]) -> int:
    """Count the most requests in the 100 ms that follow on half a second without any."""
    ends = [after for before, after in itertools.pairwise(times) if after - before > 0.5]
    return max((sum(end <= at < end + 0.1 for at in times) for end in ends), default=0)


@promise("F9", "a quota named by --rpm and --tpm is kept, and used")
def quota(lab: Lab) -> Finding:
    trial, rpm, tpm = lab.trial(news(lab.size(600, 60))), 600, 240_000
    with trial.serve(Script(rpm=rpm, tpm=tpm, window=6)):
        ended = trial.run("--rpm", str(rpm), "--tpm", str(tpm), "-o", str(trial.output))
    journal = trial.journal()
    refused = sum(entry.status == 429 for entry in journal) / len(journal)
    minutes = (journal[-1].at - journal[0].at) / 60
    used = max(len(journal) / rpm, sum(entry.tokens for entry in journal) / tpm) / minutes  # the scarcer one
    seen = f"{refused:.1%} refused, {used:.0%} of the quota used"
    return trial.finding(seen, refused < 0.01, used >= 0.9, ended.code == 0)


# A server that does not serve us at all


@promise("F10", "no credit, wrong key, no such model: the run ends, nothing is marked failed")
def shut_out(lab: Lab) -> Finding:
    trial, seen = lab.trial(news(100)), []
    bars = []
    kinds = ("insufficient_quota", "unauthorized", "forbidden", "no_such_model", "redirect", "html")
    for fault in lab.random.sample(kinds, lab.size(len(kinds), 3)):
        with trial.serve(Script(storms=(Storm(fault=fault, begin=0.1),), latency=(0.04, 0.08))) as server:
            ended = trial.run()
        after = sum(entry.answer != "fine" for entry in server.entries())
        seen.append(after)
        bars += [ended.code == 3, after <= trial.slots]
    bars.append(not any(row.error for row in trial.rows()))
    with trial.serve(Script()):
        bars.append(trial.run("-o", str(trial.output)).code == 0)
    return trial.finding(f"at most {max(seen)} calls after the first refusal", *bars)


# A server that fails


@promise("F11", "a storm of 5xx: few calls, none of the articles fails, and on it goes")
def storm(lab: Lab) -> Finding:
    trial, seconds = lab.trial(news(lab.size(600, 120)), slots=16), float(lab.size(60, 5))
    script = Script(storms=(Storm(options={"status": 503}, begin=0.2, end=seconds),), latency=(0.02, 0.05))
    with trial.serve(script):
        ended = trial.run("-o", str(trial.output))
    journal = trial.journal()
    bad = [entry for entry in journal if entry.status == 503]
    back = next(entry.at for entry in journal if entry.at > bad[-1].at and entry.answer == "fine")
    late = back - (journal[0].at + seconds)
    failed = sum(row.error is not None for row in trial.rows())
    seen = f"{len(bad)} calls in {seconds:.0f} s of storm, {late:.1f} s to recover, {failed} failed"
    few = len(bad) <= STORM + trial.slots + 60
    return trial.finding(seen, few, late < lab.size(6, 12), failed == 0, ended.code == 0)


@promise("F12", "30 % of answers are 5xx: all is done, with no more calls than that takes")
def flaky(lab: Lab) -> Finding:
    trial = lab.trial(news(lab.size(1000, 120)), slots=16)
    gusts = Storm(options={"status": 500}, share=0.3, seed=lab.seed)
    with trial.serve(Script(storms=(gusts,), latency=(0.02, 0.05))):
        codes = [trial.run("-o", str(trial.output)).code]
        while codes[-1] == 4 and len(codes) < 4:
            codes.append(trial.run("-o", str(trial.output)).code)
    journal = trial.journal()
    needed = len(trial.articles) + sum(entry.status == 500 for entry in journal)
    seen = (
        f"{len(journal) / len(trial.articles):.2f} calls an article, {len(journal) - needed} more than needed"
    )
    few = len(journal) <= 1.45 * len(trial.articles) or len(journal) == needed
    return trial.finding(seen, few, codes[-1] == 0)


@promise("F13", "connections refused, closed, reset, cut: tried again")
def broken_lines(lab: Lab) -> Finding:
    kinds = ("close_before_headers", "reset_before_headers", "reset_in_body", "half_a_body", "gzip_cut")
    articles = news(lab.size(200, 45))
    faults = each(articles[::3], *(Step(fault=kind) for kind in kinds))
    trial = lab.trial(articles)
    port = free_port()
    with trial.serve(Script(articles=faults, latency=(0.1, 0.15)), port):
        process = trial.start("-o", str(trial.output))
        trial.asked(process, 25)
    time.sleep(1)  # nobody is there
    with trial.serve(Script(articles=faults, latency=(0.02, 0.05)), port):
        ended = trial.end(process)
    seen = f"{len(faults)} faults and a restart"
    return trial.finding(seen, ended.code == 0, again=trial.slots)  # for the server's own end


@promise("F14", "an answer that hangs or drips is given up at the deadline")
def late(lab: Lab) -> Finding:
    articles, deadline = news(40), 1.5
    faults = each(articles[::4], Step(fault="hang"), Step(fault="drip", options={"seconds": 0.05}))
    trial = lab.trial(articles, settings=f"deadline = {deadline}\n")
    with trial.serve(Script(articles=faults)):
        ended = trial.run("-o", str(trial.output))
    longest = max(entry.seconds for entry in trial.journal())
    seen = f"{longest:.2f} s at most, the deadline is {deadline} s"
    return trial.finding(seen, longest <= deadline + lab.size(0.5, 3), ended.code == 0)


# Answers that are wrong


@promise("F15", "an answer cut off for its length: the article is asked for in parts")
def cut_off(lab: Lab) -> Finding:
    articles = [_long(n, 24) for n in range(1, 21)]
    trial = lab.trial(articles)
    with trial.serve(Script(articles=each(articles, Step(fault="finish_length")))):
        ended = trial.run("-o", str(trial.output))
    extra = len(trial.journal()) / len(articles) - 1
    return trial.finding(f"{extra:g} extra calls an article", extra <= 2, ended.code == 0)


@promise("F16", "an answer cut short without a word is not taken for whole")
def cut_short(lab: Lab) -> Finding:
    articles = news(30)
    faults = each(articles, Step(fault="cut_content"), Step(fault="cut_content", times=2))
    trial = lab.trial(articles)
    with trial.serve(Script(articles=faults)):
        codes = [trial.run().code, trial.run("--retry-failed", "-o", str(trial.output)).code]
    return trial.finding(f"exit {codes[0]}, then {codes[1]} with --retry-failed", codes == [4, 0])


@promise("F17", f"{len(MALFORMED)} ways to write JSON wrongly: read right or rejected")
def malformed(lab: Lab) -> Finding:
    articles = news(len(MALFORMED))
    stubborn = each(articles, *(Step(fault="malformed", options={"kind": k}, times=None) for k in MALFORMED))
    trial = lab.trial(articles)
    with trial.serve(Script(articles=stubborn)):
        first = trial.run()
    rows = {row.marker: row for row in trial.rows()}
    trial.articles = [one for one in articles if rows[one.marker].error]
    read = [one for one in articles if not rows[one.marker].error]
    wrong = sum(not set(rows[one.marker].values) <= set(one.numbers) for one in read)
    hidden = sum(rows[one.marker].accounted != sorted(one.numbers) for one in read)
    with trial.serve(Script()):
        ended = trial.run("--retry-failed", "-o", str(trial.output))
    seen = f"{len(trial.articles)} rejected, {len(read)} read, {wrong} read wrongly"
    return trial.finding(seen, first.code == 4, wrong == hidden == 0, ended.code == 0)


@promise("F18", f"{len(HOSTILE)} ways to lie: no number is vouched for that the text does not have")
def hostile(lab: Lab) -> Finding:
    articles = news(len(HOSTILE) * lab.size(10, 2))
    lies = each(articles, *(Step(fault="hostile", options={"kind": k}, times=None) for k in HOSTILE))
    trial = lab.trial(articles)
    with trial.serve(Script(articles=lies)):
        trial.run()
    rows = {row.marker: row for row in trial.rows()}
    wrong = sum(not set(rows[a.marker].values) <= set(a.numbers) for a in articles)
    twice = sum(len(row.values) > len(set(row.values)) for row in rows.values())
    held = wrong == 0 and twice == 0 and len(rows) == len(articles) and trial.sound()
    lost = len(articles) - len(rows)
    return Finding(trial.runs, 0, lost, twice, trial.again(), f"{wrong} of {len(articles)} vouched for", held)


@promise("F19", "refused and filtered: one call, and a failure that says so")
def refused(lab: Lab) -> Finding:
    articles = news(30)
    kinds = ("refusal", "content_filter", "content_filter_400")
    faults = each(articles, *(Step(fault=kind, times=None) for kind in kinds))
    trial = lab.trial(articles)
    with trial.serve(Script(articles=faults)):
        ended = trial.run("-o", str(trial.output))
    most = max(Counter(entry.article for entry in trial.journal()).values())
    bars = (most == 1, ended.code == 4, {row.error for row in trial.rows()} == {"AnswerRejected"})
    return trial.finding(f"{most} call an article", *bars, failing=[a.marker for a in articles])


@promise("F20", "status 200 and yet no answer: told from one, asked again")
def strange(lab: Lab) -> Finding:
    kinds = "html_as_json error_with_200 empty_body broken_envelope marked_envelope broken_utf8 wrong_type"
    kinds += " no_choices null_choices empty_content null_content no_usage duplicate_headers two_lengths"
    articles = news(lab.size(56, 28))
    faults = each(articles, *(Step(fault=kind) for kind in kinds.split()))
    trial = lab.trial(articles)
    with trial.serve(Script(articles=faults)):
        codes = [trial.run().code, trial.run("--retry-failed", "-o", str(trial.output)).code]
    most = max(Counter(entry.article for entry in trial.journal()).values())
    seen = f"exit {codes[0]}, then {codes[1]}; at most {most} calls an article"
    return trial.finding(seen, most <= 3, codes[0] in (0, 4), codes[1] == 0)


@promise("F21", "too long for the model: asked in halves, offsets stay those of the article")
def overflow(lab: Lab) -> Finding:
    articles = [_long(n, 400) for n in range(1, lab.size(20, 4) + 1)]
    trial = lab.trial(articles)
    with trial.serve(Script(context=2500)):
        ended = trial.run("-o", str(trial.output))
    off = sum(not _stands(row.text, claim) for row in trial.rows() for claim in row.row["claims"])
    calls = len(trial.journal()) / len(articles)
    seen = f"{calls:.0f} calls an article of {len(articles[0].text):,} characters, {off} offsets wrong"
    return trial.finding(seen, off == 0, ended.code == 0)


def _long(n: int, sentences: int) -> News:
    """Return an article with a number in each sentence."""
    numbers = tuple(n * 100_000 + 20_000 + place for place in range(sentences))
    told = [f"The harbour of the {place}th town lost {number} cows." for place, number in enumerate(numbers)]
    paragraphs = [" ".join(told[start : start + 5]) for start in range(0, sentences, 5)]
    return News(f"FAULT-{n}", f"FAULT-{n} storm.\n\n" + "\n\n".join(paragraphs) + "\n", numbers)


def _stands(text: str, claim: dict[str, object]) -> bool:
    """Whether the evidence of a claim has its number in it."""
    start, end = claim["start"], claim["end"]
    return isinstance(start, int) and isinstance(end, int) and str(claim["value"]) in text[start:end]


# Articles that are odd


@promise("F23", "the same text twice is asked about once")
def twins(lab: Lab) -> Finding:
    articles = news(80)
    trial = lab.trial(articles + articles[::4])
    trial.articles = articles
    with trial.serve(Script(latency=(0.01, 0.02))):
        ended = trial.run("-o", str(trial.output))
    calls = len(trial.journal())
    with closing(sqlite3.connect(trial.store)) as connection:
        places = connection.execute("SELECT count(*) FROM sources").fetchone()[0]
    seen = f"{calls} calls, {places} places for {len(articles)} texts"
    return trial.finding(seen, calls == 80, places == 100, ended.code == 0)


@promise("F22", "articles that are huge, empty, binary, in odd letters: done, or told why not")
def odd_articles(lab: Lab) -> Finding:
    trial, folder = lab.trial(news(20)), lab.folder / "odd"
    folder.mkdir()
    huge = "".join(f"The {n}th town has {n + 10_000} cows.\n\n" for n in range(lab.size(20_000, 2_000)))
    texts = {
        "huge": huge.encode(),
        "line": b"12 cows and " * 100,
        "empty": b"",
        "blank": b" \n\t\n",
        "nul": b"12 cows\0and 14 pigs",
        "binary": bytes(range(256)) * 64,
        "utf-16": "13 cows".encode("utf-16"),
        "latin-1": "12 chèvres".encode("latin-1"),
        "rtl": "قتل 12 شخصا في العاصفة".encode(),
        "emoji": "12 🐄 lost 14 🐖".encode(),
        "bidi": "12 \u202ecows\u202c".encode(),
    }
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text)
    with trial.serve(Script()):
        ended = trial.run(str(folder), "-o", str(trial.output))
    lines = [json.loads(line) for line in trial.output.read_text(encoding="utf-8").splitlines()]
    told = {Path(line["article"]["path"]).stem: line["error"] for line in lines}
    unread = sorted(name for name in texts if told[name])
    seen = f"{len(texts)} odd ones, not read: {', '.join(unread)}; {ended.memory // 1024} MiB"
    bars = (ended.code == 4, len(lines) == len(texts) + 20, "Traceback" not in ended.told)
    return trial.finding(seen, *bars, ended.memory < lab.size(1024, 256) * 1024)


POISONED = """
    @model_validator(mode="after")
    def die(self) -> "Figure":
        if self.subject == "poison":
            os._exit(137)
        return self
"""


@promise("F24", "an article that kills the program is set aside, the others are done")
def poison(lab: Lab) -> Finding:
    schema = "import os\n\nfrom pydantic import model_validator\n"
    schema += SCHEMA + POISONED
    bad = News("FAULT-999", "FAULT-999 harbour lost 777 poison in the storm.\n", (777,))
    good = news(40)
    trial = lab.trial([*good[:20], bad, *good[20:]], schema=schema)
    with trial.serve(Script(latency=(0.02, 0.05), seed=lab.seed)):
        codes = [trial.run("-o", str(trial.output)).code]
        while codes[-1] == 137 and len(codes) < 10:
            codes.append(trial.run("-o", str(trial.output)).code)
    calls = sum(entry.article == bad.marker for entry in trial.journal())
    seen = f"the program died {codes.count(137)} times, {calls} call for the article"
    deaths = codes.count(137)
    bars = (codes[-1] == 4, deaths <= 5, calls == 1)
    return trial.finding(seen, *bars, failing=[bad.marker], again=deaths * trial.slots)


# Machines that are full


@promise("F25", "no room for the store: the run ends, and goes on when there is room")
def no_room(lab: Lab) -> Finding:
    trial = lab.trial(news(lab.size(600, 200)))
    with trial.serve(Script(latency=(0.01, 0.02))):
        full = trial.run(before="ulimit -f 400")
        ended = trial.run("-o", str(trial.output))
    done = len(trial.journal())
    seen = f"exit {full.code}, then {ended.code}; {done} calls"
    bars = (full.code == 2, "the disk" in full.told, ended.code == 0)
    return trial.finding(seen, *bars, again=trial.slots)


@promise("F26", "the disk fails to write, or to sync: the run ends, and what it told of is kept")
def bad_disk(lab: Lab) -> Finding:
    trial, codes, untrue = lab.trial(news(lab.size(600, 120))), [], 0
    with trial.serve(Script(latency=(0.05, 0.1), seed=lab.seed)):
        for number in (signal.SIGUSR1, signal.SIGUSR2):
            process = trial.start("--json", program=("-P", str(FAILING)))
            trial.asked(process, len(trial.journal()) + 20)
            os.kill(process.pid, number)
            ended = trial.end(process)
            codes.append(ended.code if "the disk" in ended.told else -1)
            kept = {row.row["article"]["sha256"] for row in trial.rows()}
            untrue += sum(json.loads(line)["article"]["sha256"] not in kept for line in trial.printed())
        last = trial.run("-o", str(trial.output))
    seen = f"exit {codes[0]} and {codes[1]}, {untrue} told of and not kept"
    return trial.finding(seen, codes == [2, 2], untrue == 0, last.code == 0, again=2 * trial.slots)


@promise("F27", "killed while it writes: the output is the old one or the new one, whole")
def torn(lab: Lab) -> Finding:
    trial, torn = lab.trial([_long(n, 200) for n in range(1, lab.size(300, 40) + 1)], slots=64), 0
    with trial.serve(Script()):
        trial.run("-o", str(trial.output))
        whole = trial.output.read_bytes()
        for _ in range(lab.size(30, 3)):
            trial.output.write_text("old", encoding="utf-8")
            process = trial.start("-o", str(trial.output))
            while not over(process) and not list(trial.folder.glob(".claims.jsonl.*.part")):
                time.sleep(0.0005)
            time.sleep(lab.random.uniform(0, 0.02))
            trial.kill(process)
            torn += trial.output.read_bytes() not in (b"old", whole)
        ended = trial.run("-o", str(trial.output))
    same = trial.output.read_bytes() == whole
    return trial.finding(f"{torn} torn", torn == 0, trial.kills > 0, ended.code == 0, same)


@promise("F28", "a damaged store: refused, or read right")
def damaged(lab: Lab) -> Finding:
    trial, refused, wrong = lab.trial(news(300), slots=64), 0, 0
    with trial.serve(Script()):
        trial.run("-o", str(trial.output))
        whole, good = trial.output.read_bytes(), trial.store.read_bytes()
        times = lab.size(40, 6)
        for time_ in range(times):
            damage = bytearray(good)
            at = lab.random.randrange(len(good) // 4096) * 4096 if time_ else 0
            damage[at : at + 4096] = lab.random.randbytes(4096)
            trial.store.write_bytes(damage)
            ended = trial.run("-o", str(trial.output))
            refused += ended.code == 2 and "store" in ended.told and "Traceback" not in ended.told
            wrong += ended.code != 2 and trial.output.read_bytes() != whole
        trial.store.write_bytes(good)
    trial.output.write_bytes(whole)
    return trial.finding(f"{refused} of {times} refused, {wrong} read wrongly", wrong == 0)


@promise("F29", "a clock that is days ahead or behind, or jumps: nothing twice, no wait too short or endless")
def wrong_clock(lab: Lab) -> Finding:
    articles = news(lab.size(400, 100))
    dated = Step(fault="rate_limited_until", options={"seconds": 2})
    waits = {articles[n].marker: dated for n in range(5, len(articles), len(articles) // 4)}
    trial, codes = lab.trial(articles), []
    with trial.serve(Script(articles=dict.fromkeys(waits, (dated,)), latency=(0.02, 0.05))):
        for ahead, jump in ((1, -2), (-1, 2)):
            process = trial.start(program=("-P", str(TRAVELLING), str(ahead), str(jump)))
            trial.asked(process, len(trial.journal()) + 10)
            os.kill(process.pid, signal.SIGUSR1)
            trial.asked(process, len(trial.journal()) + 20)
            trial.kill(process)
        codes.append(trial.run("-o", str(trial.output)).code)
    refused = [name for name in waits if any(e.article == name and e.status == 429 for e in trial.journal())]
    early = sum(_early(trial, name, dated) for name in refused)
    seen = f"{early} requests before the time named, {trial.kills} runs with a wrong clock"
    return trial.finding(seen, early == 0, codes == [0], again=trial.kills * trial.slots)


@promise("F32", "a slow store holds the run back, not its memory")
def slow_store(lab: Lab) -> Finding:
    count = lab.size(2000, 200)
    usual, trial = lab.trial(news(count), slots=64), lab.trial(news(count), slots=64)
    with usual.serve(Script()):
        quick = usual.run()
    with trial.serve(Script()):
        began, process = time.monotonic(), trial.start("-o", str(trial.output))
        trial.asked(process, 1)
        with closing(sqlite3.connect(trial.store, isolation_level=None, timeout=30)) as other:
            while not over(process):
                other.execute("BEGIN IMMEDIATE")
                time.sleep(0.5)
                other.execute("ROLLBACK")
                time.sleep(0.02)
        slow = trial.end(process, began)
    more = (slow.memory - quick.memory) / 1024
    seen = f"{slow.seconds / quick.seconds:.1f} times as long, {more:+.0f} MiB"
    return trial.finding(seen, more <= 50, slow.code == 0)


@promise("F33", "memory is flat")
def flat(lab: Lab) -> Finding:
    few, many = lab.size(2000, 300), lab.size(22_000, 1500)
    small, trial = lab.trial(news(few), slots=64), lab.trial(news(many), slots=64)
    with small.serve(Script()):
        before = small.run()
    with trial.serve(Script()):
        ended = trial.run()
    each_one = (ended.memory - before.memory) / (many - few)
    seen = f"{each_one:.2f} KiB an article from {few:,} to {many:,}"
    return trial.finding(seen, each_one < lab.size(1, 4), ended.code == 0)


@promise("F34", "another prompt: asked anew, what was stored stays")
def another_prompt(lab: Lab) -> Finding:
    trial = lab.trial(news(20))
    with trial.serve(Script()):
        trial.run()
        prompt = trial.folder / "project" / "prompts" / "figures.md"
        prompt.write_text(prompt.read_text(encoding="utf-8") + "Be brief.\n", encoding="utf-8")
        ended = trial.run("-o", str(trial.output))
    calls, rows = len(trial.journal()), len(trial.rows())
    seen = f"{calls} calls, {rows} rows for 20 articles and 2 prompts"
    return trial.finding(seen, calls == rows == 40, ended.code == 0, editions=2)


@promise("F35", "another model than was asked for: recorded, and told once")
def drift(lab: Lab) -> Finding:
    articles = news(30)
    trial = lab.trial(articles)
    with trial.serve(Script(articles=each(articles[15:], Step(fault="wrong_model")))):
        ended = trial.run("-o", str(trial.output))
    with closing(sqlite3.connect(trial.store)) as connection:
        found = dict(connection.execute("SELECT model, count(*) FROM attempts GROUP BY model").fetchall())
    told = ended.told.count("another-model-2026-01-01")
    bars = (found == {"test": 15, "another-model-2026-01-01": 15}, told == 1, ended.code == 0)
    return trial.finding(f"{found.get('another-model-2026-01-01')} of 15 recorded, told {told} time", *bars)


@promise("F37", "more requests at a time than files may be open: fewer, with a word about it")
def few_files(lab: Lab) -> Finding:
    trial = lab.trial(news(lab.size(1000, 300)), slots=1000)
    with trial.serve(Script(latency=(0.2, 0.3))):
        ended = trial.run("-o", str(trial.output), before="ulimit -n 256")
    told = [line for line in ended.told.splitlines() if "--concurrency" in line]
    return trial.finding(told[0] if told else "no word", len(told) == 1, ended.code == 0)


@promise("F38", "a budget is kept but for the calls under way")
def budget(lab: Lab) -> Finding:
    trial, most = lab.trial(news(60)), 5000
    with trial.serve(Script(latency=(0.05, 0.1))):
        first = trial.run("--budget", f"{most}tokens")
        journal = trial.journal()
        ended = trial.run("-o", str(trial.output))
    spent = sum(entry.tokens for entry in journal)
    each_call = statistics.mean(entry.tokens for entry in journal)
    over = (spent - most) / each_call
    seen = f"{over:.1f} calls over the cap"
    bars = (over <= trial.slots, "the budget is used up" in first.told, ended.code == 0)
    return trial.finding(seen, *bars)


# The table


def table(findings: dict[str, tuple[Finding, float]]) -> str:
    """Return the findings as a table in Markdown."""
    lines = [
        "| row | promise | runs | kills | lost | duplicated | paid again | seconds | seen | held |",
        "|---|---|--:|--:|--:|--:|--:|--:|---|---|",
    ]
    for name, (found, seconds) in findings.items():
        counts = (found.runs, found.kills, found.lost, found.duplicated, found.again)
        cells = [name, ROWS[name].words, *(f"{n:,}" for n in counts), f"{seconds:.0f}", found.seen]
        lines.append(f"| {' | '.join(cells)} | {'yes' if found.held else '**no**'} |")
    return "\n".join(lines)


def run(name: str, lab: Lab) -> tuple[Finding, float]:
    """Run a row; return what came of it and the seconds it took."""
    began = time.monotonic()
    return ROWS[name].row(lab), time.monotonic() - began


def _main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", help="only these, with commas between; all by default")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="in full size; else as in the tests")
    parser.add_argument("--write", type=Path, metavar="FILE", help="the page to write the table into")
    options = parser.parse_args()
    raise_limits()
    names = options.rows.split(",") if options.rows else list(ROWS)
    findings = {}
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            findings[name] = run(name, Lab(Path(folder), options.all, options.seed))
        print(table({name: findings[name]}).splitlines()[-1], flush=True)  # noqa: T201
        if options.write:
            options.write.write_text(_page(findings, options), encoding="utf-8")
    return 0 if all(found.held for found, _ in findings.values()) else 1


def _page(findings: dict[str, tuple[Finding, float]], options: argparse.Namespace) -> str:
    intro = (__doc__ or "").split("\n\n")
    size = " --all" if options.all else ""
    rows = f" --rows {options.rows}" if options.rows else ""
    command = f"python -m tests.faults.matrix{size}{rows} --seed {options.seed} --write {options.write}"
    return (
        f"# What goes wrong, and what comes of it\n\n{intro[-1].strip()}\n\n"
        "Lost: articles without the row they should have. Duplicated: rows or claims that stand twice.\n"
        "Paid again: right answers beyond one to the same request.\n\n"
        f"{datetime.now(UTC):%Y-%m-%d}, `{command}`:\n\n{table(findings)}\n"
    )


if __name__ == "__main__":
    raise SystemExit(_main())
