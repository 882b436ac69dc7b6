"""Exports are complete or not there, and a spreadsheet runs nothing of what strangers wrote."""

from __future__ import annotations

import csv as csv_format
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extractor.article import article
from extractor.errors import UsageError
from extractor.export import COLUMNS, csv, jsonl, writable, write
from tests.faults.process import PATIENCE

if TYPE_CHECKING:
    from extractor.row import Row


def row(**claim: Any) -> Row:
    return {
        "article": {"id": "a1", "path": "flood.txt", "sha256": "0", "title": "Flood"},
        "task": "figures",
        "model": "tiny",
        "claims": [{"verdict": "supported", "start": 0, "end": 2, "findings": []} | claim],
        "uncovered": [],
        "usage": {},
        "error": None,
    }


ARTICLE = article("12 schools closed\nThe mayor saw it coming. Dr. Bell did not, he said.", path="flood.txt")


def cells(*rows: Row) -> list[dict[str, str]]:
    return list(csv_format.DictReader(io.StringIO("".join(csv((ARTICLE, row) for row in rows)))))


def test_a_row_is_one_line_of_json() -> None:
    lines = list(jsonl([row(quote="Überflutung\n12"), row()]))

    assert [line.count("\n") for line in lines] == [1, 1]
    assert [json.loads(line) for line in lines] == [row(quote="Überflutung\n12"), row()]


def test_a_claim_is_one_line_of_csv_with_a_schema_s_own_fields_as_json() -> None:
    finding = {"rule": "bound", "message": "at least", "start": 0, "end": 2, "note": False}
    (line,) = cells(row(type="closure", value=12, unit="", status="open", findings=[finding, finding]))

    assert line == dict.fromkeys(COLUMNS, "") | {
        "article": "a1",
        "path": "flood.txt",
        "title": "Flood",
        "task": "figures",
        "model": "tiny",
        "claim": "1",
        "type": "closure",
        "verdict": "supported",
        "value": "12",
        "sentence": "12 schools closed",
        "start": "0",
        "end": "2",
        "findings": "bound: at least; bound: at least",
        "fields": '{"status": "open"}',
    }


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("12", "12 schools closed"),
        ("Bell did", "Dr. Bell did not, he said."),
        ("closed\nThe", "12 schools closed The mayor saw it coming."),
        (None, ""),
    ],
)
def test_csv_gives_the_sentence_around_the_evidence_on_one_line(words: str | None, sentence: str) -> None:
    start = None if words is None else ARTICLE.text.index(words)
    end = None if words is None or start is None else start + len(words)

    assert [line["sentence"] for line in cells(row(start=start, end=end))] == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\tx", ' "=1"', "'=1"),
        *("＝1", "＋1", "－1", "＠x", "\u3000＝1", "\u00a0=1", "\ufeff=1", "\u200b@x"),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert [line["subject"] for line in cells(row(subject=text))] == ["'" + text]


@pytest.mark.parametrize("text", ["1=1", "a@x.example", "x -1", "", " ", "(=1)"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert [line["subject"] for line in cells(row(subject=text))] == [text]


def test_numbers_stay_numbers_in_csv() -> None:
    assert [(line["low"], line["high"]) for line in cells(row(low=-5, high=-0.5))] == [("-5", "-0.5")]


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text("old")
    write(["new\n", "lines\n"], path)

    assert path.read_text() == "new\nlines\n"
    assert [path.name for path in tmp_path.iterdir()] == ["claims.jsonl"]


def test_a_file_keeps_its_old_content_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text("old")

    def lines() -> Any:
        yield "new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(lines(), path)
    assert path.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["claims.jsonl"]


def test_what_a_link_points_at_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(["new"], tmp_path / "link")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_full_disk_is_an_error_in_one_line() -> None:
    with pytest.raises(UsageError) as caught:
        write(["x" * 100_000], Path("/dev/full"))
    assert str(caught.value) == "/dev/full: No space left on device; what was there is as it was"


def test_a_place_that_cannot_be_written_is_refused_beforehand(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder; name a file"):
        writable(tmp_path)
    with pytest.raises(UsageError, match="there is no folder"):
        writable(tmp_path / "nowhere" / "claims.jsonl")
    writable(tmp_path / "claims.jsonl")


def test_what_a_killed_run_has_left_of_a_file_goes_and_that_of_a_live_one_stays(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        dead.wait(PATIENCE)
    of_dead = tmp_path / f".rows.jsonl.{dead.pid}.part"
    others = [tmp_path / f".rows.jsonl.{os.getppid()}.part", tmp_path / f".other.jsonl.{dead.pid}.part"]
    for path in (of_dead, *others):
        path.write_text("half a r")
    write(jsonl([row()]), tmp_path / "rows.jsonl")

    assert set(tmp_path.iterdir()) == {*others, tmp_path / "rows.jsonl"}
