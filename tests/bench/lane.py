"""Kill runs of the cheap lane at random moments and hold the provider's journal against the store.

    python tests/bench/lane.py [--kills 30] [--articles 40] [--seed 1]

Batches expire, a tenth of their lines fail, and they come back shuffled. After each run that comes to its end
there are more articles. Lost is what the provider was paid for and the store does not have; duplicated are
answers that are kept more than once; paid twice are requests that were answered twice.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.conftest import FILES, PACKAGES, Shell
from tests.faults.script import Fate, Script, Storm
from tests.test_lane import Provider, storms

FATES = (
    Fate(status="expired", share=0.4),
    Fate(reordered=True, polls=2),
    Fate(doubled=3, downloads_cut=1),
    *[Fate()] * 3,
)
LONGEST = 9.0
"""Seconds after its start until a run is killed, at most."""


def main() -> None:
    """Kill as often as asked, let the last run end, and print what the two sides have."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    moments, began = random.Random(options.seed), time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, content in FILES.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content, encoding="utf-8")
        (folder / "news").mkdir()
        shell = Shell(folder, dict(os.environ) | {"PYTHONPATH": PACKAGES})
        provider = Provider(Script(batches=FATES * 20, storms=(Storm(share=0.1),)), folder / "journal.jsonl")
        articles = kills = 0
        with provider.serving():
            words = ["run", "news", "--lane", "batch", "--ask", "sentence", "-o", "claims.jsonl"]
            words += ["--model", "test", "--base-url", provider.url]
            while kills < options.kills:
                more = storms(articles + options.articles)[articles:]
                for storm in more:
                    (folder / "news" / str(storm.path)).write_text(storm.text, encoding="utf-8")
                articles += len(more)
                ended = False
                while not ended and kills < options.kills:
                    process = shell.start(*words)
                    try:
                        process.wait(moments.uniform(1.0, LONGEST))
                        ended = True
                    except subprocess.TimeoutExpired:
                        process.kill()
                        kills += 1
                    process.communicate()
            assert shell(*words).returncode == 0
        report(folder, provider, articles, kills, time.monotonic() - began)


def report(folder: Path, provider: Provider, articles: int, kills: int, seconds: float) -> None:
    """Print what there is on both sides."""
    with sqlite3.connect(next(folder.rglob("store.db"))) as connection:
        kept = Counter(connection.execute("SELECT article_id, request FROM attempts WHERE error IS NULL"))
        rows = connection.execute("SELECT count(*) FROM extractions WHERE status = 'ok'").fetchone()[0]
    answered = Counter(entry.request for entry in provider.entries())
    table = Table(
        "kills", "articles", "batches", "rows", "lost", "duplicated", "paid twice", "files left", "seconds"
    )
    figures = (
        *(kills, articles, provider.batches(), rows, len(answered) - len(kept)),
        *(kept.total() - len(kept), answered.total() - len(answered), provider.files(), round(seconds)),
    )
    table.add_row(*map(str, figures))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
