"""Show what articles say about the same quantities: in a terminal, or as one HTML page with timelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractor.compare.quantity import Kind
from extractor.figure import named
from extractor.page.html import page
from extractor.page.quantities import (
    AGAIN,
    JUDGED,
    KINDS,
    PART,
    PARTS,
    View,
    chain,
    counted,
    day,
    disputes,
    elsewhere,
    few,
    flags,
    left_out,
    neighbours,
    spread,
    summary,
    told,
    unit,
    views,
    when,
    written,
)
from extractor.page.strip import STRIP, strip
from extractor.page.timeline import kind, swatch, timelines
from extractor.page.words import clean, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from extractor.compare.quantity import Comparison, Source, Statement
    from extractor.page.quantities import Mark, Past, Said

SHAPES = "●■▲◆▼"
"""The signs of sources; those beyond share the last one."""

HUES = ("cyan", "yellow", "green", "magenta", "bright_black")
"""The colours of sources in a terminal, beside their signs."""

NARROW = 76
"""Columns below which a terminal shows no strip of values."""

MOST = 40
"""Quantities that a terminal shows, and as many that are told once; the page and the JSON have all."""

MORE, OLDER = "more that fewer articles tell", "older"
"""What is left out where there are more."""

DISPUTES = 5
"""Disputes of a quantity that are shown at first sight."""

LONGEST = 6
"""Figures of a source that a line shows; of more, the first and the last ones."""


def terminal(comparison: Comparison) -> RenderableType:
    """Return a page to print: each quantity with its sources and statements, then what is told only once.

    What could not be placed is counted at the end, by reason. Nothing that an article or a model wrote is
    taken for markup or for a command to the terminal.
    """
    several, once = views(comparison)
    near = neighbours([*several, *once], comparison)
    parts: list[RenderableType] = [_Quantity(view, near.get(view.quantity.id, {})) for view in several[:MOST]]
    parts += _more(len(several), MORE)
    if once:
        heading = Text("Told once", style="bold").append(", the newest first", style="not bold bright_black")
        parts += [Text(""), heading, _inset(_once(once[:MOST])), *_more(len(once), OLDER)]
    return Group(*parts, Text(""), *_sums(comparison, several, once), Text(""))


def _more(number: int, which: str) -> list[Text]:
    more = f"and {number - MOST:,} {which}: --html, --json"
    return [Text(""), Text(more, style="bright_black")] if number > MOST else []


class _Quantity:
    """A quantity on a terminal of any width."""

    def __init__(self, view: View, near: Mapping[str, Sequence[View]]) -> None:
        self._view, self._near = view, near

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        view = self._view
        yield Text("")
        yield _heading(view)
        yield _inset(_facts(view))
        for word in filter(self._near.get, (PART, PARTS)):
            names = few([clean(it.quantity.name) for it in self._near[word]], "; ")
            yield _inset(Text(f"{word} {names}", style="bright_black"))
        yield _inset(_sources(view))
        for words in _some(list(disputes(view))):
            yield _inset(Text(words, style=KINDS[Kind.DISPUTED].terminal))
        yield Text("")
        yield _inset(_figures(view, narrow=options.max_width < NARROW))


def _some(odds: Sequence[str]) -> Iterator[str]:
    yield from (f"≠ {words}" for words in odds[:DISPUTES])
    if len(odds) > DISPUTES:
        yield f"≠ and {len(odds) - DISPUTES} more between two sources"


def _inset(content: RenderableType) -> Padding:
    return Padding(content, (0, 0, 0, 2), expand=False)


def _heading(view: View) -> Text:
    line = Text(clean(view.quantity.name), style="bold")
    return line.append(f"  {spread(view)}", style="not bold")


def _facts(view: View) -> Text:
    line = Text(counted(view), style="bright_black")
    for look, words in flags(view):
        line.append(" · ").append(f"{look.sign} {words}", style=look.terminal)
    return line


def _sources(view: View) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for place, name in enumerate(view.sources):
        past = view.history(place)
        line = _history(past)
        for since in {when(it.mark.first) for it in past if it.last}:
            line.append(f"  since {since}", style="bright_black")
        table.add_row(Text(f"{_shape(place)} {name}", style=_hue(place)), line)
    return table


def _history(past: Sequence[Past]) -> Text:
    """Write the figures of a source one after another, those of the last day in bold."""
    left = past[1 : len(past) + 1 - LONGEST] if len(past) > LONGEST else ()
    line = Text()
    for it in past:
        if it in left:
            line.append("" if it is not left[0] else " → …", style="bright_black")
            continue
        line.append(it.joint, style="bright_black")
        line.append(told(it.mark.first), style="bold" if it.last else "")
        line.append("" if day(it.mark.first) else " (no date)", style="bright_black")
    return line


def _figures(view: View, *, narrow: bool) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bright_black", no_wrap=True)
    table.add_column(justify="right", style="bold", overflow="fold")
    if not narrow:
        table.add_column(no_wrap=True, min_width=STRIP)
    table.add_column(overflow="fold")
    relations = [_relations(view.said(mark)) for mark in view.marks]
    for mark, said in zip(view.marks, relations, strict=True):
        cells = [Text(when(mark.first) or "no date"), Text(told(mark.first))]
        if not narrow:
            among = [it.first for it in view.marks if unit(it.first) == unit(mark.first)]
            cells.append(Text(strip(mark.first, among, _shape(mark.source)), style=_hue(mark.source)))
        # a column that is empty throughout would still take room, and break what stands in the others
        table.add_row(*cells, _way(mark), *([said] if any(relations) else []))
    return table


def _way(mark: Mark) -> Text:
    """Write who took a figure from whom, and where else it stands."""
    line = Text(" → ".join(chain(mark.first)))
    if again := elsewhere(mark):
        line.append(f"\n{AGAIN.sign} again in {', '.join(again)}", style=AGAIN.terminal)
    return line


def _relations(said: Iterable[Said]) -> Text:
    line = Text()
    for place, it in enumerate(said):
        line.append("\n" if place else "")
        line.append(f"{it.look.sign} {it.look.word} {it.words}", style=it.look.terminal)
    return line


def _once(once: Sequence[View]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(justify="right", overflow="fold")
    table.add_column(style="bright_black", overflow="fold")
    for view in once:
        first = view.marks[0].first
        way = " → ".join(chain(first))
        table.add_row(
            Text(clean(view.quantity.name)), Text(told(first)), Text(f"{way}, {when(first) or 'no date'}")
        )
    return table


def _sums(comparison: Comparison, several: Sequence[View], once: Sequence[View]) -> Iterator[RenderableType]:
    yield Text(summary(comparison, several, once), style="bold")
    yield Text(JUDGED, style="bright_black")
    if comparison.unplaced:
        yield Text(f"{plural(len(comparison.unplaced), 'claim')} could not be placed:")
        for why, numbers in left_out(comparison):
            yield _inset(Text(f"{len(numbers):,}  {why}: {few(numbers, '; ')}", style="bright_black"))


def html(comparison: Comparison, chosen: str = "") -> str:
    """Return one page: each quantity with its timeline, its sources and every figure in its sentence.

    `chosen` says in words what was chosen and when.

    What an article or a model wrote is escaped; the page's policy lets a browser load and run nothing, and
    what is shown is chosen by style alone.
    """
    return page(
        "compare.html", ("palette.css", "article.css", "compare.css"), **_Page(comparison, chosen).values()
    )


class _Page:
    """What the template fills in; places on the page are named by number: of quantity, statement, article."""

    def __init__(self, comparison: Comparison, chosen: str) -> None:
        self._comparison, self._chosen = comparison, chosen
        self._several, self._once = views(comparison)
        every = [*self._several, *self._once]
        statements = [it for view in every for it in view.quantity.statements]
        self._key = {it.key: f"s{place}" for place, it in enumerate(statements, start=1)}
        self._of = {it.key: view for view in every for it in view.quantity.statements}
        self._quantity = {view.quantity.id: f"q{place}" for place, view in enumerate(every, start=1)}
        self._article = {it.id: f"a{place}" for place, it in enumerate(comparison.sources, start=1)}
        self._told: dict[str, list[Statement]] = {}
        for it in statements:
            self._told.setdefault(it.source.id, []).append(it)
        self._neighbours = neighbours(every, comparison)

    def values(self) -> dict[str, Any]:
        """Return all that the template names."""
        comparison = self._comparison
        return {
            "summary": summary(comparison, self._several, self._once),
            "chosen": clean(self._chosen),
            "judged": JUDGED,
            "title": "What 1 article says, compared"
            if comparison.articles == 1
            else f"What {comparison.articles:,} articles say, compared",
            "quantities": [self._section(view) for view in self._several],
            "once": [self._single(view) for view in self._once],
            "sources": [self._listed(it) for it in comparison.sources],
            "reasons": [(why, len(numbers)) for why, numbers in left_out(comparison)],
            "unplaced": [
                {"figure": clean(named(it.claim)), "why": clean(it.why), "sentence": clean(it.sentence)}
                | {"article": self._place(it.source)}
                for it in comparison.unplaced
            ],
            "shown": DISPUTES,
            "legend": list(KINDS.values()),
            "again": AGAIN,
        }

    def _section(self, view: View) -> dict[str, Any]:
        return {
            "key": self._quantity[view.quantity.id],
            "name": clean(view.quantity.name),
            "type": clean(view.quantity.type).replace("_", " "),
            "spread": spread(view),
            "counted": counted(view),
            "flags": list(flags(view)),
            "odds": list(disputes(view)),
            "plots": list(timelines(view)),
            "sources": [self._source(view, place) for place in range(len(view.sources))],
            "near": self._near(view),
            "marks": [self._mark(view, mark) for mark in view.marks],
        }

    def _source(self, view: View, place: int) -> dict[str, Any]:
        past = view.history(place)
        since = {written(it.mark.first) for it in past if it.last}
        return {
            "kind": kind(place),
            "shape": swatch(place),
            "name": view.sources[place],
            "figures": [
                {"figure": told(it.mark.first), "key": self._key[it.mark.first.key], "joint": it.joint}
                | {"dated": bool(day(it.mark.first)), "last": it.last}
                for it in past
            ],
            "since": "".join(since),
        }

    def _mark(self, view: View, mark: Mark) -> dict[str, Any]:
        return self._statement(mark.first) | {
            "kind": kind(mark.source),
            "shape": swatch(mark.source),
            "odds": mark.place in view.at_odds,
            "said": [
                {"look": it.look, "words": it.words, "key": self._key[it.towards.first.key]}
                for it in view.said(mark)
            ],
            "again": [self._statement(it) for it in mark.again],
        }

    def _statement(self, statement: Statement) -> dict[str, Any]:
        start, end = statement.place
        sentence = statement.sentence
        time = statement.time
        return {
            "key": self._key[statement.key],
            "figure": told(statement),
            "day": written(statement),
            "when": clean(time.words) if time and time.words else "",
            "chain": chain(statement),
            "sentence": [clean(it) for it in (sentence[:start], sentence[start:end], sentence[end:])],
            "article": self._place(statement.source),
        }

    def _single(self, view: View) -> dict[str, Any]:
        first = view.marks[0].first
        key, name = self._quantity[view.quantity.id], clean(view.quantity.name)
        return self._statement(first) | {"quantity": key, "name": name, "near": self._near(view)}

    def _near(self, view: View) -> list[dict[str, Any]]:
        """Name the quantities that this one is a part of, has as parts, or could be taken for."""
        return [
            {
                "word": word,
                "links": [
                    {"key": self._quantity[it.quantity.id], "name": clean(it.quantity.name)} for it in them
                ],
            }
            for word, them in self._neighbours.get(view.quantity.id, {}).items()
        ]

    def _place(self, source: Source) -> dict[str, Any]:
        """Name an article in one line, with the link to where it is listed."""
        return {
            "key": self._article[source.id],
            "title": clean(source.title or source.path or source.id),
            "outlet": clean(source.outlet or ""),
            "date": _date(source.published),
        }

    def _listed(self, source: Source) -> dict[str, Any]:
        return self._place(source) | {
            "path": clean(source.path or "") if source.title else "",
            "figures": [
                {"key": self._key[it.key], "figure": told(it), "name": clean(self._of[it.key].quantity.name)}
                for it in self._told.get(source.id, ())
            ],
        }


def _date(at: date | None) -> str:
    return f"{at:%-d %B %Y}" if at else "no date"


def _shape(source: int) -> str:
    return SHAPES[min(source, len(SHAPES) - 1)]


def _hue(source: int) -> str:
    return HUES[min(source, len(HUES) - 1)]
