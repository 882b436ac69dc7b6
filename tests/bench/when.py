"""Judge the days that time expressions are read as, on texts that people have annotated.

    python tests/bench/when.py [--timebank TBAQ-cleaned] [--gum gum/xml] [--isaf items.jsonl]
        [--part dev|test] [--peers dateparser timefhuman recognizers] [--show wrong silent ...] [--linear]

- TimeBank and AQUAINT as cleaned for TempEval-3 (UzZaman et al., 2013): news of 1989 to 2000, TIMEX3 values.
- GUM (Zeldes): Wikinews, dates resolved in TEI attributes; the dates of heads beside those of the metadata.
- ISAF press releases with the day of the event, coded by hand: the date of the head of each, and the time of
  the first clause that tells of killing or detaining, beside that day.

The first two give a table: of expressions whose days the annotators have settled, right (the same days, or
within them where the annotation says that a part is meant), near (some of the annotated days, or more than
them), wrong (days that contradict them), silent; and of those that name no day (now, recently), left open, or
invented. Of "since May" the finite end counts, of the ends of one stretch each its own. The dev part is every
other file of TimeBank; the rules were written looking at it. Peers get the words alone and the day.

With --linear, seconds of CPU time for a million characters at growing lengths.
"""

from __future__ import annotations

import argparse
import html
import importlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from linear import news, timed

from extractor.article import article
from extractor.calendar import around, shift
from extractor.dateline import dateline
from extractor.numbers import scan
from extractor.when import Times, times

Read = dict[int, tuple[date | None, date | None, str]]
"""By the number of the annotation: first and last day, and the rule."""
Reader = Callable[["Document"], Read]
_LIMITS = {
    "since": "first",
    "from": "first",
    "after": "first",
    "until": "last",
    "by": "last",
    "before": "last",
}


class Gold(NamedTuple):
    """An annotated expression; `days` None means that it names none, `part` that a part of them is meant."""

    start: int
    end: int
    days: tuple[date, date] | None
    part: bool


class Document(NamedTuple):
    """An article, its day, and what was annotated in it."""

    name: str
    text: str
    day: date
    gold: list[Gold]


def timebank(folder: Path, part: str) -> list[Document]:
    """Read TempEval-3's files; those without a date of the article are left out."""
    files = sorted(folder.glob("TimeBank/*.tml"))
    chosen = files[::2] if part == "dev" else files[1::2] + sorted(folder.glob("AQUAINT/*.tml"))
    return [found for file in chosen if (found := _timeml(file))]


def _timeml(file: Path) -> Document | None:
    raw = file.read_text(encoding="utf-8", errors="replace")
    created = re.search(r"<DCT>.*?value=\"(\d{4}-?\d\d-?\d\d)", raw, re.DOTALL)
    if not created:
        return None
    body = raw[raw.index("<TEXT>") + 6 : raw.index("</TEXT>")]
    # a line of these files is no paragraph; an empty one ends it
    body = re.sub(r"(?<!\n)[ \t]*\n[ \t]*(?!\s*\n)", " ", body.strip())
    text, gold, at = "", [], 0
    for tag in re.finditer(r"<[^>]*>", body):
        text += html.unescape(body[at : tag.start()])
        at = tag.end()
        if tag[0].startswith("<TIMEX3"):
            said = dict(re.findall(r'(\w+)="([^"]*)"', tag[0]))
            opened = len(text)
        elif tag[0] == "</TIMEX3>" and (settled := _value(said)) is not None:
            gold.append(Gold(opened, len(text), settled[0], settled[1]))
    text += html.unescape(body[at:])
    return Document(file.stem, text, date.fromisoformat(created[1]), gold)


def _value(said: dict[str, str]) -> tuple[tuple[date, date] | None, bool] | None:
    """Return the days of a TIMEX3, or no days if it names none; None if that is not settled."""
    value, part = said.get("value", ""), "mod" in said
    if said["type"] == "SET":
        return None
    if value in ("PRESENT_REF", "PAST_REF", "FUTURE_REF"):
        return None, part
    try:
        days = _days(value)
    except (ValueError, OverflowError):
        return None
    return (days, part) if days else None


def _days(value: str) -> tuple[date, date] | None:
    if found := re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)(?:T.*)?", value):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return day, day
    if found := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return monday + timedelta(5 if found[3] else 0), monday + timedelta(6)
    if found := re.fullmatch(r"(\d{4})-(\d\d)", value):
        return around(date(int(found[1]), int(found[2]), 1), "month")
    if found := re.fullmatch(r"(\d{4})-([QH])(\d)", value):
        months = 3 if found[2] == "Q" else 6
        first = shift(date(int(found[1]), 1, 1), months * (int(found[3]) - 1), "month")
        return first, shift(first, months, "month") - timedelta(1)
    if found := re.fullmatch(r"(\d{1,4})X*", value):
        size = 10 ** (4 - len(found[1]))
        first = int(found[1]) * size
        return date(first, 1, 1), date(first + size - 1, 12, 31)
    return None


def gum(folder: Path) -> list[Document]:
    """Read the news of GUM."""
    return [_tei(file) for file in sorted(folder.glob("GUM_news_*.xml"))]


def _tei(file: Path) -> Document:
    root = ElementTree.parse(file).getroot()
    pieces: list[str] = []
    gold: list[Gold] = []

    def size() -> int:
        return sum(map(len, pieces))

    def put(lines: str | None, glued: bool) -> None:
        for line in filter(None, (lines or "").split("\n")):
            word = line.split("\t")[0]
            tight = (
                glued or re.fullmatch(r"[,.;:!?)%'’”]+|'s|’s|n't", word) or (pieces and pieces[-1] in "($“-")
            )
            pieces.extend(([] if tight or not pieces else [" "]) + [word])

    def walk(node: ElementTree.Element, glued: bool) -> None:
        begun = size()
        if node.tag in ("p", "head", "item"):
            pieces.append("\n\n")
        if node.tag == "w":
            pieces.append(" ")
        put(node.text, glued or node.tag == "w")
        for child in node:
            walk(child, node.tag == "w")
            put(child.tail, node.tag == "w")
        if node.tag == "date":
            days = _attributes(node.attrib)
            said = "".join(pieces)[begun:]
            if days:
                gold.append(Gold(begun + len(said) - len(said.lstrip()), size(), days, False))

    walk(root, False)
    return Document(file.stem, "".join(pieces), date.fromisoformat(root.attrib["dateCreated"]), gold)


def _attributes(said: dict[str, str]) -> tuple[date, date] | None:
    try:
        if "when" in said:
            return _days(said["when"])
        first = _days(said.get("from", said.get("notBefore", "")))
        last = _days(said.get("to", said.get("notAfter", "")))
    except ValueError:
        return None
    return (first[0], last[1]) if first and last else None


def ours(document: Document) -> Read:
    """Read a whole text; of a stretch that is annotated as two ends each end counts."""
    found = times(document.text, document.day)
    read: Read = {}
    for t in found:
        over = [n for n, gold in enumerate(document.gold) if t.start < gold.end and gold.start < t.end]
        for number in over:
            read.setdefault(number, (t.first, t.last, t.rule))
        if len(over) == 2 and t.first and t.last:
            read[over[0]], read[over[1]] = (t.first, None, "from"), (None, t.last, "until")
    return read


def by_words(parse: Callable[[str, date], tuple[date, date] | None]) -> Reader:
    """Make a reader of a parser that gets the words of an expression and the day of the article."""

    def read(document: Document) -> Read:
        found: Read = {}
        for number, gold in enumerate(document.gold):
            days = parse(document.text[gold.start : gold.end], document.day)
            if days:
                found[number] = (*days, "")
        return found

    return read


def dateparser() -> Reader:
    """Parse by dateparser, which prefers the past as in news."""
    data_parser = importlib.import_module("dateparser.date").DateDataParser

    def parse(words: str, day: date) -> tuple[date, date] | None:
        settings = {
            "RELATIVE_BASE": datetime(day.year, day.month, day.day, 12),
            "PREFER_DATES_FROM": "past",
            "RETURN_TIME_AS_PERIOD": False,
        }
        found = data_parser(languages=["en"], settings=settings).get_date_data(words)
        if found.date_obj is None:
            return None
        unit = found.period if found.period in ("day", "week", "month", "year") else "day"
        return around(found.date_obj.date(), unit)

    return by_words(parse)


def timefhuman() -> Reader:
    """Parse by timefhuman, which looks ahead unless it is told not to."""
    peer = importlib.import_module("timefhuman")

    def parse(words: str, day: date) -> tuple[date, date] | None:
        config = peer.tfhConfig(
            now=datetime(day.year, day.month, day.day, 12), direction=peer.Direction.previous
        )
        try:
            found = peer.timefhuman(words, config=config)
        except Exception:  # noqa: BLE001 - it raises what its grammar raises
            return None
        found = found[0] if isinstance(found, list) and found else found
        ends = found if isinstance(found, tuple) else (found, found)
        days = [it.date() if isinstance(it, datetime) else it for it in ends]
        return (days[0], days[1]) if len(days) == 2 and all(type(it) is date for it in days) else None

    return by_words(parse)


def recognizers() -> Reader:
    """Parse by Recognizers-Text; of a past and a future answer the past one."""
    peer = importlib.import_module("recognizers_date_time")

    def parse(words: str, day: date) -> tuple[date, date] | None:
        try:
            found = peer.recognize_datetime(words, "en-us", reference=datetime(day.year, day.month, day.day))
        except Exception:  # noqa: BLE001 - it raises on words of its own domain
            return None
        for model in found:
            for value in (model.resolution or {}).get("values", []):
                if "value" in value and re.match(r"\d{4}-\d\d-\d\d", value["value"]):
                    on = date.fromisoformat(value["value"][:10])
                    return on, on
                if re.match(r"\d{4}-\d\d-\d\d", value.get("start", "")) and "end" in value:
                    last = date.fromisoformat(value["end"][:10]) - timedelta(1)
                    return date.fromisoformat(value["start"][:10]), last
        return None

    return by_words(parse)


PEERS = {"dateparser": dateparser, "timefhuman": timefhuman, "recognizers": recognizers}


def verdict(gold: Gold, read: tuple[date | None, date | None, str] | None) -> str:
    """Compare what was read with what the annotators say."""
    first, last, rule = read or (None, None, "")
    if gold.days is None:
        return "invented" if first or last else "left open"
    if first is None and last is None:
        return "silent"
    begins, ends = gold.days
    limit = _LIMITS.get(rule.split(" ")[0])
    if limit:
        end = first if limit == "first" else last
        return "right" if end in gold.days else "near" if end and begins <= end <= ends else "wrong"
    if (first, last) == gold.days:
        return "right"
    within = bool(first and last and begins <= first <= last <= ends)
    if gold.part and within:
        return "right"
    around_it = (first is None or first <= begins) and (last is None or last >= ends)
    return "near" if within or around_it else "wrong"


COLUMNS = ("right", "near", "wrong", "silent", "left open", "invented")


def judge(documents: list[Document], reader: Reader, show: list[str]) -> Counter[str]:
    """Count the verdicts; print the cases of those to be shown."""
    counts: Counter[str] = Counter()
    for document in documents:
        found = reader(document)
        for number, gold in enumerate(document.gold):
            it = verdict(gold, found.get(number))
            counts[it] += 1
            if it in show:
                before, behind = document.text[: gold.start][-70:], document.text[gold.end :][:40]
                said = f"{before}[{document.text[gold.start : gold.end]}]{behind}".replace("\n", " ")
                read = " ".join(map(str, found.get(number, ("not found",))))
                line(it, document.day, "gold", *(gold.days or ["none"]), "read", read, "|", said)
    return counts


_LATE = 3  # days that the date of a head and that of the event, or of the metadata, may be apart


def _fits(day: date | None, known: date) -> str:
    return "none" if day is None else "fits" if abs((day - known).days) <= _LATE else "does not fit"


_EVENT = re.compile(r"\b(?:kill|detain|captur|arrest)(?:ed|ing)\b")


def releases(path: Path) -> tuple[Counter[str], Counter[str]]:
    """Judge the dates in the heads of press releases, and the times of the events of those that have one."""
    heads: Counter[str] = Counter()
    events: Counter[str] = Counter()
    for entry in map(json.loads, path.read_text(encoding="utf-8").strip().split("\n")):
        text, happened = article(entry["text"]).text, date.fromisoformat(entry["meta"]["start_date"])
        day, event = dateline(text), _EVENT.search(text)
        heads[_fits(day, happened)] += 1
        if day is None or event is None:
            continue
        span = Times(text, day).of(*event.span())
        days = span and span.first and span.last and (span.first, span.last)
        gold = Gold(0, 0, (happened, happened), part=False)
        events[verdict(gold, (*days, "") if days else None)] += 1
    return heads, events


_HOSTILE = (
    "Monday ",
    "in the ",
    "a year ago ",
    "last ",
    "will ",
    "two weeks ago ",
    "between May and ",
    "May-",
)


def linear() -> None:
    """Print seconds for a million characters at growing lengths, without those for the numbers."""
    lengths = (10_000, 100_000, 1_000_000)
    line("", *(f"{length:,}" for length in lengths))
    for name in ("news", *_HOSTILE):
        texts = [news(n) if name == "news" else name * (n // len(name)) for n in lengths]
        spent = []
        for text in texts:
            mentions = scan(text, language="en")
            seconds, _ = timed(partial(times, text, DAY, mentions=mentions))
            spent.append(f"{seconds * 1e6 / len(text):.2f}")
        line(name, *spent)


DAY = date(2025, 3, 12)


def line(*cells: object) -> None:
    """Write the row of a table."""
    sys.stdout.write(" | ".join(map(str, cells)) + "\n")


def main() -> None:
    """Print a table for each set."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--timebank", type=Path)
    options.add_argument("--gum", type=Path)
    options.add_argument("--isaf", type=Path)
    options.add_argument("--part", choices=["dev", "test"], default="test")
    options.add_argument("--peers", nargs="*", default=[], choices=sorted(PEERS))
    options.add_argument("--show", nargs="*", default=[], choices=COLUMNS)
    options.add_argument("--linear", action="store_true")
    given = options.parse_args()
    sets = {}
    if given.timebank:
        sets[f"TempEval-3 ({given.part})"] = timebank(given.timebank, given.part)
    if given.gum:
        sets["GUM news"] = gum(given.gum)
    readers: dict[str, Reader] = {"extractor": ours, **{name: PEERS[name]() for name in given.peers}}
    for name, documents in sets.items():
        line(name, f"{len(documents)} articles", f"{sum(len(d.gold) for d in documents)} expressions")
        line("", *COLUMNS, "seconds")
        for tool, reader in readers.items():
            began = time.process_time()
            counts = judge(documents, reader, given.show if tool == "extractor" else [])
            line(tool, *(counts[it] for it in COLUMNS), f"{time.process_time() - began:.2f}")
    if given.gum:
        heads = Counter(_fits(dateline(document.text), document.day) for document in gum(given.gum))
        line("GUM heads", *(f"{it} {count}" for it, count in sorted(heads.items())))
    if given.isaf:
        for name, counts in zip(("ISAF heads", "ISAF events"), releases(given.isaf), strict=True):
            line(name, *(f"{it} {count}" for it, count in sorted(counts.items())))
    if given.linear:
        linear()


if __name__ == "__main__":
    main()
