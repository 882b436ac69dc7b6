"""Show a run while it works: a few lines that stay, or a line per article where nothing can stay."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from rich.console import Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from extractor.page.terminal import tally
from extractor.page.words import LOOKS, clean, counts, plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console, RenderableType

    from extractor.article import Article
    from extractor.model import Attempt
    from extractor.pace import Pace
    from extractor.row import Row


class Progress:
    """Counts what a run does and shows it on `console`; `each` is told of every article that is finished.

    `pace` is asked why nothing happens when nothing does.
    """

    def __init__(
        self, console: Console, total: int, each: Callable[[Article, Row], None], pace: Pace | None = None
    ) -> None:
        self._console, self._total, self._each, self._pace = console, total, each, pace
        self._began = time.monotonic()
        self._stopping = False
        self._said = ""
        self._batches = ""
        self.articles = self.failed = self.requests = self.tokens_in = self.tokens_out = 0
        self.found = dict.fromkeys(LOOKS, 0)
        self._live = Live(get_renderable=self._view, console=console, transient=True, refresh_per_second=8)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._live.stop()

    def attempted(self, attempt: Attempt) -> None:
        if attempt.error and self._pace and not self._console.is_terminal:
            self._say_once(held_up(self._pace).partition(":")[0])
        self.requests += 1
        self.tokens_in += attempt.usage.prompt_tokens
        self.tokens_out += attempt.usage.completion_tokens

    def finished(self, article: Article, row: Row) -> None:
        self.articles += 1
        self.failed += row["error"] is not None
        found = counts(row)
        for verdict, count in found.items():
            self.found[verdict] += count
        if not self._console.is_terminal:
            # a line of a log needs no layout, and rich takes forty times as long
            self._console.file.write(f"{_name(row)}: {_summary(row, found)}\n")
        self._each(article, row)

    def _say_once(self, words: str) -> None:
        """Say what holds a run up when that changes; a log has no use for it every second."""
        if words and words != self._said:
            self._console.print(Text(words), soft_wrap=True)
        self._said = words

    def waiting(self, batches: int, answered: int, requests: int) -> None:
        """Say how far the batches are that a provider is at, when that has changed."""
        named = "batch" if batches == 1 else "batches"
        done = f": {answered:,} of {plural(requests, 'request')} answered" if requests else ""
        said = f"waiting for {batches} {named}{done}"
        if said != self._batches and not self._console.is_terminal:
            self._console.print(said, soft_wrap=True)
        self._batches = said

    def stopping(self) -> None:
        self._stopping = True
        if not self._console.is_terminal:
            self._console.print("stopping: waiting for the requests under way", soft_wrap=True)

    @property
    def seconds(self) -> float:
        """How long the run has taken so far."""
        return time.monotonic() - self._began

    def _view(self) -> RenderableType:
        line = Table.grid(padding=(0, 2, 0, 0))
        line.add_row(
            Text(f"{self.articles:,} of {plural(self._total, 'article')}", style="bold"),
            ProgressBar(total=max(self._total, 1), completed=self.articles, width=32, complete_style="bold"),
            Text(self._left(), style="bright_black"),
        )
        rows: list[RenderableType] = [line]
        if any(self.found.values()):
            rows.append(tally(self.found))
        rows.append(Text(self._speed(), style="bright_black"))
        if self._pace and (waiting := held_up(self._pace)):
            rows.append(Text(waiting, style="yellow"))
        if self._batches:
            rows.append(Text(self._batches, style="bright_black"))
        if self._stopping:
            text = "stopping: waiting for the requests under way; Ctrl-C again drops them"
            rows.append(Text(text, style="yellow"))
        return Group(*rows)

    def _left(self) -> str:
        if not self.articles or self.articles >= self._total:
            return ""
        return f"{duration(self.seconds / self.articles * (self._total - self.articles))} left"

    def _speed(self) -> str:
        rate = self.tokens_out / max(self.seconds, 0.001)
        parts = [duration(self.seconds), plural(self.requests, "request")]
        if self.tokens_in:
            parts.append(f"{self.tokens_in:,} tokens in, {self.tokens_out:,} out, {rate:,.0f}/s")
        if self.failed:
            parts.append(f"{self.failed:,} failed")
        return " · ".join(parts)


def summary(progress: Progress) -> str:
    """Say in one line what a run did."""
    found = ", ".join(
        f"{count:,} {LOOKS[verdict].word}" for verdict, count in progress.found.items() if count
    )
    if progress.failed:
        found = f"{found}, {progress.failed:,} failed".removeprefix(", ")
    said = f": {found or 'no numbers'}" if progress.articles else ""
    return f"{plural(progress.articles, 'article')} in {duration(progress.seconds)}{said}"


def held_up(pace: Pace) -> str:
    """Say why requests do not go out; nothing when they do."""
    if pace.storm:
        return f"the endpoint keeps failing: one request at a time, the next in {duration(pace.waiting)}"
    if pace.waiting > 1:
        return f"the endpoint wants a pause: going on in {duration(pace.waiting)}"
    return ""


def duration(seconds: float) -> str:
    """Write a time as people say it: 41 s, 12 min, 3 h 05 min."""
    minutes = round(seconds / 60)
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02} min"


def _name(row: Row) -> str:
    return clean(row["article"]["path"] or row["article"]["id"])


def _summary(row: Row, found: dict[str, int]) -> str:
    if row["error"]:
        return f"failed: {clean(row['error']['message'])}"
    return (
        ", ".join(f"{count} {LOOKS[verdict].word}" for verdict, count in found.items() if count)
        or "no numbers"
    )
