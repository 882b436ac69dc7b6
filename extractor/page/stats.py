"""Show what a store comes to: a table for each task in a terminal, or one HTML page with plots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from extractor.page.html import page
from extractor.page.live import duration
from extractor.page.plot import BOTTOM, HEIGHT, LEFT, WIDTH, Series, plot, when
from extractor.page.terminal import tally
from extractor.page.words import LOOKS, clean, money, plural
from extractor.stats import PERCENTS, periods

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from rich.console import RenderableType

    from extractor.stats import Figures, TaskStats

VERDICTS = tuple(LOOKS)[:4]

LATEST = 31
"""Hours or days that a terminal shows; the page and the JSON have all."""

BAR = 12
"""Columns of the bar of the period with the most articles."""


def terminal(found: Sequence[TaskStats]) -> RenderableType:
    """Return the figures of each task to print: what it comes to, then the latest days or hours."""
    parts: list[RenderableType] = []
    for task in found:
        parts += [Text(""), _heading(task), _summary(task), Text(""), _over_time(task)]
    return Group(*parts, Text(""))


def html(found: Sequence[TaskStats], store: str) -> str:
    """Return one page with the figures of each task and how they went over time."""
    tasks = [_section(place, task) for place, task in enumerate(found, start=1)]
    room = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "base": HEIGHT - BOTTOM}
    styles = "palette.css", "article.css", "stats.css"
    return page("stats.html", styles, tasks=tasks, looks=LOOKS, store=clean(store), **room)


def facts(task: TaskStats) -> dict[str, str]:
    """Return what a task comes to, in words: verdicts are left out, they have signs of their own."""
    total = task.total
    articles = f"{total.done:,} done" + (f", {total.failed:,} failed" if total.failed else "")
    tokens = f"{total.prompt_tokens:,} in"
    if total.cached_tokens:
        tokens += f" ({total.cached_tokens / total.prompt_tokens * 100:.0f} % cached)"
    said = {"articles": articles, "cost": _cost(task)}
    if total.cost and task.prices:
        said["prices"] = ", ".join(task.prices)
    if total.calls:
        said |= {
            "calls": f"{total.calls:,}" + (f", {task.asked_again:,} asked again" if task.asked_again else ""),
            "tokens": f"{tokens}, {total.completion_tokens:,} out",
        }
    if task.failures:
        words = ", ".join(f"{count:,} {kind}" for kind, count in task.failures.items())
        said["failed calls"] = f"{sum(task.failures.values()):,}: {words}"
    if task.seconds:
        times = zip(PERCENTS, task.seconds, strict=True)
        said["answers"] = " · ".join(f"p{share} {_seconds(time)}" for share, time in times)
    return said


def _cost(task: TaskStats) -> str:
    total = task.total
    if total.cost is None:
        return f"not known: no price for {plural(total.unpriced, 'call')}"
    least = "≥ " if total.unpriced else ""
    parts = [f"{least}{money(total.cost)}"]
    for number, of in ((total.articles, "article"), (total.grounded, "supported claim")):
        if (share := total.each(number)) is not None:
            parts.append(f"{least}{money(share)} per {of}")
    if total.unpriced:
        parts.append(f"unknown for {plural(total.unpriced, 'call')}")
    return " · ".join(parts)


def _seconds(time: float) -> str:
    if time < 1:
        return f"{time * 1000:.0f} ms"
    return f"{time:.1f} s" if time < 10 else duration(time)


def _heading(task: TaskStats) -> Text:
    line = Text(clean(task.task), style="bold")
    return line.append(f" · {clean(task.model)} · asked by {task.ask}", style="not bold bright_black")


def _summary(task: TaskStats) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bright_black", no_wrap=True)
    table.add_column()
    said = facts(task)
    table.add_row("articles", said.pop("articles"))
    table.add_row("claims", tally(_verdicts(task.total)))
    for name, words in said.items():
        table.add_row(name, words)
    return table


def _verdicts(figures: Figures) -> dict[str, int]:
    return {verdict: figures.verdicts[verdict] for verdict in VERDICTS}


def _over_time(task: TaskStats) -> Table:
    known = task.over_time()
    shown = dict(list(known.items())[-LATEST:])
    most = max(figures.articles for figures in shown.values()) or 1
    verdicts = [verdict for verdict, count in _verdicts(task.total).items() if count]
    left = len(known) - len(shown)
    earlier = f"{plural(left, task.period)} before: --html, --json" if left else None
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bright_black", caption=earlier)
    table.caption_justify, table.caption_style = "left", "bright_black"
    table.add_column(f"{task.period} (UTC)", style="bright_black", no_wrap=True)
    table.add_column("articles", no_wrap=True)
    table.add_column("failed", justify="right", no_wrap=True)
    for verdict in verdicts:  # the words stand with the signs in the summary above
        table.add_column(Text(LOOKS[verdict].sign, style=LOOKS[verdict].terminal), justify="right")
    table.add_column("cost", justify="right", no_wrap=True)
    for at, figures in shown.items():
        bar = Text("▇" * -(-figures.articles * BAR // most), style="bright_black")
        table.add_row(
            when(at),
            bar.append(f" {figures.articles:,}", style="default"),
            _count(figures.failed),
            *(_count(figures.verdicts[verdict]) for verdict in verdicts),
            _amount(figures),
        )
    return table


def _count(number: int) -> str:
    return f"{number:,}" if number else "·"


def _amount(figures: Figures) -> str:
    """Write what a period cost, `?` where nothing of it is known."""
    if not figures.calls:
        return "·"
    least = "≥ " if figures.unpriced and figures.cost is not None else ""
    return "?" if figures.cost is None else f"{least}{money(figures.cost)}"


def _section(place: int, task: TaskStats) -> dict[str, Any]:
    times = periods(task)
    total = task.total
    plots = [
        plot("Articles", times, (_of("done", times), _of("failed", times)), _whole),
        plot("Claims", times, [_of_verdict(verdict, times) for verdict in VERDICTS], _whole),
    ]
    if total.cost:
        unknown = {at for at, figures in times.items() if figures.unpriced}
        plots.append(plot("Cost", times, (_of("cost", times, "dollars"),), money, unknown))
    return {
        "key": f"t{place}",
        "name": clean(task.task),
        "about": f"{clean(task.model)} · asked by {task.ask}",
        "facts": facts(task),
        "verdicts": {verdict: count for verdict, count in _verdicts(total).items() if count},
        "plots": plots,
        "period": task.period,
        "rows": [
            (when(at), figures.done, figures.failed, *_verdicts(figures).values(), _amount(figures))
            for at, figures in task.over_time().items()
        ],
    }


def _of(name: str, times: Mapping[str, Figures], field: str = "") -> Series:
    return Series(name, [getattr(figures, field or name) for figures in times.values()])


def _of_verdict(verdict: str, times: Mapping[str, Figures]) -> Series:
    return Series(verdict, [figures.verdicts[verdict] for figures in times.values()])


def _whole(number: Decimal | float) -> str:
    return f"{number:,.0f}"
