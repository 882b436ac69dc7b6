"""`extractor regress`: recorded answers replayed offline and compared with what is expected."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from extractor.errors import CassetteError, ProjectError, UsageError
from extractor.project import Project, find
from extractor.recordings import Recording, Replayer, recordings
from extractor.regress import accept, adopt, baseline, compared
from extractor.report import State

if TYPE_CHECKING:
    from tests.conftest import Endpoint, Shell

ROOT = Path(__file__).parent.parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the repository's own project, to change."""
    folder = tmp_path / "copy"
    for name in ("schemas", "prompts", "cassettes"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "extractor.toml").write_text("", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def offline(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket may be connected in this process: replaying asks nobody."""

    def refuse(*_: Any) -> NoReturn:
        raise AssertionError("a connection was opened")

    if "endpoint" not in request.fixturenames:
        monkeypatch.setattr(socket.socket, "connect", refuse)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def flood(folder: Path) -> tuple[Project, list[Recording]]:
    project = find(str(folder))
    return project, recordings(project, ["disaster"])


def said(folder: Path) -> list[str]:
    """Return what a regression says of the flood."""
    (case,) = compared(*flood(folder)).cases
    return [case.state.value, *map(str, case.lines)]


def test_the_recordings_of_this_repository_give_what_is_expected() -> None:
    project = find(str(ROOT))

    report = compared(project, recordings(project), mutate=100)

    assert {case.name: case.state for case in report.cases} == dict.fromkeys(
        [
            "conflict/deployment",
            "conflict/strike",
            "disaster/flood",
            "figures/earnings",
            "figures/election",
            "figures/weather_match",
        ],
        State.SAME,
    )
    assert [each.name for each in report.thresholds if not each.passed] == []
    assert report.passed
    assert report.mutation is not None
    assert report.mutation.made == 100


def test_one_word_of_a_prompt_makes_its_recordings_stale_with_the_line(copy: Path) -> None:
    edit(copy / "prompts" / "disaster.md", "You read a news article", "You read one news article")

    assert said(copy) == [
        "stale",
        "stale: prompt disaster.md changed",
        "stale:     56 - You read a news article and say what its numbers mean.",
        "stale:     56 + You read one news article and say what its numbers mean.",
    ]


def test_a_comment_in_a_schema_changes_nothing(copy: Path) -> None:
    path = copy / "schemas" / "disaster.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n# looked over twice\n", encoding="utf-8")

    assert said(copy) == ["same"]


def test_a_word_in_the_description_of_a_type_makes_recordings_stale(copy: Path) -> None:
    edit(copy / "schemas" / "disaster.py", "People who died", "People who perished")

    state, what, *lines = said(copy)

    assert (state, what) == ("stale", "stale: schema of disaster changed")
    assert any('- "description": "People who died' in line.replace("  ", "") for line in lines)


def test_another_text_of_an_article_makes_its_recording_stale(copy: Path) -> None:
    edit(copy / "cassettes" / "articles" / "flood.txt", "people", "persons")

    assert said(copy) == ["stale", "stale: article flood has another text"]


def test_another_model_in_the_settings_makes_recordings_stale(copy: Path) -> None:
    (copy / "extractor.toml").write_text('model = "other"', encoding="utf-8")

    assert said(copy)[1] == "stale: model changed: qwen2.5-coder-1.5b-instruct-q4_k_m → other"


def test_an_answer_that_was_not_asked_for_is_told(copy: Path) -> None:
    path = copy / "cassettes" / "disaster" / "flood.yaml"
    edit(
        path, "seed: 20240229\n      temperature: 0\n  response", "seed: 7\n      temperature: 0\n  response"
    )

    state, *lines = said(copy)

    assert state == "stale"
    assert "extractor, or a library it uses, asks otherwise" in lines[0]
    assert any('+  "seed": 20240229' in line for line in lines)


def test_an_answer_that_changed_is_told_as_the_type_it_changed(copy: Path) -> None:
    path = copy / "cassettes" / "disaster" / "flood.yaml"
    recording = Recording(copy / "cassettes", "disaster", "flood")
    row = json.loads(recording.expected.read_text(encoding="utf-8"))
    row["claims"][0]["type"] = "homes"
    row["claims"][1]["value"], row["claims"][1]["low"], row["claims"][1]["high"] = 3100, None, None
    recording.expected.write_text(json.dumps(row), encoding="utf-8")

    state, *lines = said(copy)

    assert path.exists()
    assert state == "changed"
    assert sum(line.startswith("type: ") for line in lines) == 1
    assert sum(line.startswith("number: ") for line in lines) == 1
    assert len(lines) == 2


def test_the_order_of_claims_is_no_change(copy: Path) -> None:
    recording = Recording(copy / "cassettes", "disaster", "flood")
    row = json.loads(recording.expected.read_text(encoding="utf-8"))
    row["claims"].reverse()
    recording.expected.write_text(json.dumps(row), encoding="utf-8")

    assert said(copy) == ["same"]


def test_a_recording_without_expected_claims_is_new_until_it_is_accepted(copy: Path) -> None:
    recording = Recording(copy / "cassettes", "disaster", "flood")
    kept = recording.expected.read_bytes()
    recording.expected.unlink()
    project, recorded = flood(copy)

    report = compared(project, recorded)
    assert [case.state for case in report.cases] == [State.NEW]
    assert not report.passed

    assert accept(project, report.cases) == 1
    assert recording.expected.read_bytes() == kept
    assert compared(project, recorded).passed


def test_what_a_project_lets_pass_passes(copy: Path) -> None:
    recording = Recording(copy / "cassettes", "disaster", "flood")
    row = json.loads(recording.expected.read_text(encoding="utf-8"))
    row["claims"].pop()
    recording.expected.write_text(json.dumps(row), encoding="utf-8")

    assert not compared(*flood(copy)).passed
    (copy / "extractor.toml").write_text("[regress]\ngained = 1\nf1 = 0.5\n", encoding="utf-8")
    assert compared(*flood(copy)).passed
    (copy / "extractor.toml").write_text("[regress]\ngained = 1\nf1 = 0.99\n", encoding="utf-8")
    report = compared(*flood(copy))
    assert [each.name for each in report.thresholds if not each.passed] == ["f1"]


def test_the_claims_of_another_folder_or_a_git_revision_can_be_compared_with(
    copy: Path, tmp_path: Path
) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        subprocess.run(["git", "-C", str(copy), *identity, *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    recording = Recording(copy / "cassettes", "disaster", "flood")
    row = json.loads(recording.expected.read_text(encoding="utf-8"))
    row["claims"][0]["attributed_to"] = "nobody"
    recording.expected.write_text(json.dumps(row), encoding="utf-8")
    project, recorded = flood(copy)

    assert compared(project, recorded).cases[0].state is State.CHANGED
    assert compared(project, recorded, against="HEAD").cases[0].state is State.SAME
    assert compared(project, recorded, against=str(ROOT)).cases[0].state is State.SAME
    for wrong in ("nowhere", f"--output={tmp_path / 'written'}"):
        with pytest.raises(UsageError, match="neither a folder nor a git revision"):
            compared(project, recorded, against=wrong)
    assert not (tmp_path / "written").exists()


def test_reviewed_claims_become_gold(copy: Path, tmp_path: Path) -> None:
    recording = Recording(copy / "cassettes", "disaster", "flood")
    row = json.loads(recording.expected.read_text(encoding="utf-8"))
    row |= {"undecided": 0, "disputed": 0}
    other = row | {"task": "conflict"}
    path = tmp_path / "reviewed.jsonl"
    path.write_text("".join(json.dumps(it) + "\n" for it in (row, other)), encoding="utf-8")
    project, recorded = flood(copy)

    assert adopt(project, path, recorded) == (1, ["conflict/flood (not recorded)"])
    report = compared(project, recorded)

    assert report.scores is not None
    assert report.scores.total.f1.value == 1
    assert report.scores.wrong == ()


def test_many_recordings_are_replayed_by_several_processes_in_their_order(copy: Path) -> None:
    for number in range(40):
        for folder, suffix in (("articles", "txt"), ("disaster", "yaml"), ("disaster", "expected.json")):
            place = copy / "cassettes" / folder
            shutil.copy(place / f"flood.{suffix}", place / f"flood{number:02}.{suffix}")
    project, recorded = flood(copy)

    report = compared(project, recorded, jobs=2)

    assert [case.article for case in report.cases] == [it.name for it in recorded]
    # the copies differ from what was accepted in nothing but their names
    assert {case.state for case in report.cases} == {State.SAME}


@pytest.mark.parametrize("content", ["", "a: b", "interactions: 3", "!!python/object:os.system {}", "\x00"])
def test_a_file_that_is_no_cassette_is_told_in_one_line(copy: Path, content: str) -> None:
    path = copy / "cassettes" / "disaster" / "flood.yaml"
    path.write_text(content, encoding="utf-8")

    (case,) = compared(*flood(copy)).cases

    assert case.state is State.FAILED
    assert len(case.lines) == 1
    assert "is no cassette" in case.lines[0].message


def test_a_project_without_recordings_says_how_to_make_some(copy: Path) -> None:
    shutil.rmtree(copy / "cassettes")

    with pytest.raises(CassetteError, match="make some: `extractor record ARTICLE`"):
        recordings(find(str(copy)))


def test_a_baseline_may_be_a_folder_of_recordings_itself(copy: Path) -> None:
    project, (recording,) = flood(copy)

    with baseline(project, str(ROOT / "cassettes")) as expected:
        assert expected.expected(recording) is not None


def test_a_replayed_article_costs_what_it_cost_when_it_was_recorded(copy: Path) -> None:
    edit(copy / "cassettes" / "disaster" / "flood.yaml", "seconds: null", "seconds: 81.5")
    project, (recording,) = flood(copy)

    used = Replayer(project).replay(recording).row["usage"]

    assert used["seconds"] == 81.5
    assert used["calls"] == 24


def test_the_command_writes_every_report_and_fails_when_numbers_moved(shell: Shell, copy: Path) -> None:
    recording = Recording(copy / "cassettes", "disaster", "flood")
    row = json.loads(recording.expected.read_text(encoding="utf-8"))
    row["claims"][0] |= {"value": 9, "low": None, "high": None}
    recording.expected.write_text(json.dumps(row), encoding="utf-8")
    options = ("--project", str(copy), "--report", "md,html,junit,json", "-o", str(copy / "out"))

    done = shell("regress", *options)

    assert done.returncode == 1, done.stderr
    assert "1 number moved" in done.stdout
    found = json.loads((copy / "out" / "regression.json").read_text(encoding="utf-8"))
    assert found["sums"]["numbers"] == 1
    suites = ET.parse(copy / "out" / "regression.xml").getroot()
    failed = [it.get("name") for it in suites.iter("testcase") if it.find("failure") is not None]
    assert failed == ["flood", "number"]
    assert "moved" in (copy / "out" / "regression.md").read_text(encoding="utf-8")
    assert "<script" not in (copy / "out" / "regression.html").read_text(encoding="utf-8")


def test_the_command_prints_json_and_accepts(shell: Shell, copy: Path) -> None:
    Recording(copy / "cassettes", "disaster", "flood").expected.unlink()

    failed = shell("regress", "--project", str(copy), "--task", "disaster", "--json")
    accepted = shell("regress", "--project", str(copy), "--task", "disaster", "--accept")
    passed = shell("regress", "--project", str(copy), "--task", "disaster", "--json")

    assert (failed.returncode, accepted.returncode, passed.returncode) == (1, 0, 0)
    assert json.loads(passed.stdout)["sums"]["states"]["same"] == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--report", "pdf"), "--report pdf: choose from md, html, junit, json"),
        (("--model", "one"), "--model: name two or more"),
        (("--task", "nothing"), "no cassettes of nothing in"),
        (("--gold", "missing.jsonl"), "missing.jsonl"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    shell: Shell, copy: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = shell("regress", "--project", str(copy), *arguments)

    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_two_models_are_compared_on_the_articles_that_have_gold(
    shell: Shell, project: Path, endpoint: Endpoint
) -> None:
    path = project / "harbour.txt"
    path.write_text("Harbour\n\nThe port handled 34 ships. Fees rose to 12 dollars.", encoding="utf-8")
    address = ("--base-url", endpoint.base_url, "--project", str(project))

    def says(body: Any) -> Any:
        second = "price" if body["model"] == "good" else "figure"
        claims = [("figure", "ships"), (second, "Fees")]
        return {
            "claims": [
                {"mention": number, "type": kind, "subject": subject, "attributed_to": None}
                for number, (kind, subject) in enumerate(claims, 1)
            ]
        }

    endpoint.say = says
    assert shell("record", str(path), "--model", "good", *address).returncode == 0
    assert shell("regress", "--accept", "--project", str(project)).returncode == 0
    expected = project / "cassettes" / "figures" / "harbour.expected.json"
    gold = project / "reviewed.jsonl"
    row = json.loads(expected.read_text(encoding="utf-8"))
    gold.write_text(json.dumps(row | {"undecided": 0, "disputed": 0}), encoding="utf-8")
    models = ("--model", "good", "--model", "poor")

    before = shell("regress", *models, "--gold", str(gold), "--project", str(project))
    done = shell("regress", *models, "--live", *address, "--json")
    again = shell("regress", *models, "--project", str(project))

    assert before.returncode == 2
    assert "--live asks for answers" in before.stderr
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [it["scores"]["total"]["f1"]["value"] for it in found["models"]] == [1.0, 0.5]
    assert found["articles"] == ["figures/harbour"]
    assert again.returncode == 0, again.stderr
    assert "good → poor  total  -0.500, p = 1.000" in again.stdout
    assert [body["model"] for body in endpoint.asked] == ["good", "poor"]


def test_an_expected_article_without_a_recording_fails(copy: Path) -> None:
    project, recorded = flood(copy)
    recorded[0].path.unlink()

    (case,) = compared(project, [], whole=["disaster"]).cases

    assert (case.name, case.state) == ("disaster/flood", State.FAILED)
    assert case.lines[0].message.startswith("its recording is gone: restore ")


def test_claims_of_a_recording_that_was_deleted_since_a_revision_are_lost(copy: Path) -> None:
    project, recorded = flood(copy)
    recorded[0].path.unlink()
    recorded[0].expected.unlink()

    (case,) = compared(project, [], whole=["disaster"], against=str(ROOT)).cases

    assert case.state is State.CHANGED
    assert accept(project, [case]) == 0
    assert {line.category.value for line in case.lines} == {"lost"}
    assert len(case.lines) == 43


def test_a_limit_of_quality_is_not_held_where_there_is_no_gold(copy: Path) -> None:
    (copy / "extractor.toml").write_text("[regress]\nf1 = 0.5\n", encoding="utf-8")
    project, recorded = flood(copy)
    recorded[0].gold.unlink()

    report = compared(project, recorded)

    assert [(it.name, it.reached) for it in report.thresholds if not it.passed] == [
        ("f1", "there is no gold")
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[1, 2]", "a line of gold is a claim, an object"),
        ('{"type": "dead", "value": 47}', "needs `start` and `end`, or a `quote` that the text has once"),
        ('{"quote": "people", "value": 47}', "needs `start` and `end`, or a `quote` that the text has once"),
        ("{", "is not JSON"),
    ],
)
def test_gold_that_cannot_be_placed_is_told_with_its_line(copy: Path, line: str, told: str) -> None:
    project, recorded = flood(copy)
    recorded[0].gold.write_text(line + "\n", encoding="utf-8")

    with pytest.raises(CassetteError, match=re.escape(told)) as caught:
        compared(project, recorded)

    assert "flood.gold.jsonl:1" in str(caught.value)


def test_gold_may_tell_its_place_by_a_quote(copy: Path) -> None:
    project, recorded = flood(copy)
    claim = {"quote": "20 and 25", "type": "missing", "low": 20, "high": 25}
    recorded[0].gold.write_text(json.dumps(claim), encoding="utf-8")

    report = compared(project, recorded)

    assert report.scores is not None
    assert report.scores.types["missing"].hits == 1


def test_only_settled_rows_of_an_export_become_gold(copy: Path, tmp_path: Path) -> None:
    project, recorded = flood(copy)
    row = json.loads(recorded[0].expected.read_text(encoding="utf-8"))
    path = tmp_path / "rows.jsonl"

    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(UsageError, match="is no line of `extractor export --reviewed`"):
        adopt(project, path, recorded)
    path.write_text(json.dumps(row | {"undecided": 3, "disputed": 1}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"nothing to take as gold: left out .* \(4 claims not settled\)"):
        adopt(project, path, recorded)


def test_a_corrected_article_is_shown_as_it_was_and_as_it_is(copy: Path) -> None:
    edit(copy / "cassettes" / "articles" / "flood.txt", "Floods Kill at Least 47", "Floods Kill at Least 48")
    project, recorded = flood(copy)

    (case,) = compared(project, recorded, against=str(ROOT)).cases

    if case.state is State.CHANGED:
        assert case.was is not None
        assert "47" in case.was.splitlines()[0]
    assert case.state in (State.CHANGED, State.STALE)


def test_recordings_belong_to_a_project() -> None:
    with pytest.raises(ProjectError, match="`extractor init` makes one"):
        recordings(Project(ROOT, find(str(ROOT)).settings))
