"""The project is found where people expect it, and a mistake in it is told in one line with its place."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.errors import ProjectError
from extractor.project import Project, Settings, create, find, starter

SCHEMA = """
from typing import Literal

from extractor.claims import NumericClaim


class Figure(NumericClaim):
    type: Literal["figure"] = "figure"
"""


def test_the_nearest_project_upwards_is_used(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = project / "news" / "2026"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)

    assert (find().root, find().marker) == (project, project / "extractor.toml")
    assert find().store == project / ".extractor" / "store.db"


def test_a_pyproject_with_a_table_is_a_project_and_one_without_is_not(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.extractor]\ntask = "outer"\n')
    (project / "extractor.toml").rename(project / "pyproject.toml")
    monkeypatch.chdir(project)

    assert (find().root, find().settings.task) == (tmp_path, "outer")


def test_what_is_named_goes_before_the_environment_and_that_before_the_folder(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("named", "environment"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "extractor.toml").touch()
    monkeypatch.chdir(project)
    monkeypatch.setenv("EXTRACTOR_PROJECT", str(tmp_path / "environment"))

    assert find().root == tmp_path / "environment"
    assert find(str(tmp_path / "named")).root == tmp_path / "named"


def test_without_a_project_the_starter_is_used_and_results_stay_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert (find().root, find().marker, find().settings) == (starter(), None, Settings())
    assert find().store == tmp_path / ".extractor" / "store.db"


def test_a_named_folder_that_is_no_project_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(
        ProjectError, match=re.escape(f"{tmp_path} is not a project: it has no extractor.toml")
    ):
        find(tmp_path)


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        (
            "modle = 'x'",
            "unknown setting 'modle' "
            "(known: task, model, base_url, ask, concurrency, rpm, tpm, deadline, keys, regress)",
        ),
        (
            "[regress]\nnumbers = 1",
            "unknown setting 'regress.numbers' (known: number, lost, gained, verdict, type, field, evidence, "
            "finding, uncovered, error, article, new, wrong, precision, recall, f1, mutation)",
        ),
        ("concurrency = 0", "setting 'concurrency': Input should be greater than or equal to 1"),
        ("ask = 'twice'", "setting 'ask': Input should be 'auto', 'article' or 'sentence'"),
        ("model = ", "Invalid value (at end of document)"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(project: Path, settings: str, complaint: str) -> None:
    (project / "extractor.toml").write_text(settings)

    with pytest.raises(ProjectError) as caught:
        find(project)
    assert str(caught.value) == f"{project / 'extractor.toml'}: {complaint}"


def test_a_task_is_a_prompt_and_the_types_of_its_schema(project: Path) -> None:
    task = find(project).task()

    assert (task.name, task.ask) == ("figures", "article")
    assert [kind.__name__ for kind in task.types] == ["Figure", "Price"]
    assert [other.name for other in find(project).tasks("sentence")] == ["figures"]


def test_an_unknown_task_lists_the_known_ones(project: Path) -> None:
    with pytest.raises(ProjectError) as caught:
        find(project).task("figure")
    assert str(caught.value) == (
        "no task 'figure' (known: figures): "
        f"name another with --schema, or write {project / 'prompts' / 'figure.md'}"
    )


def test_without_a_project_an_unknown_task_is_no_reason_to_write_into_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ProjectError) as caught:
        find().task("job")
    assert str(caught.value) == (
        "no task 'job' (known: conflict, disaster, figures): "
        "name another with --schema, or make a project of your own: `extractor init`"
    )


def test_an_unknown_schema_lists_the_known_ones(project: Path) -> None:
    with pytest.raises(ProjectError) as caught:
        find(project).schema("job")
    assert str(caught.value) == f"no schema 'job' in {project / 'schemas'} (known: figures)"


def test_types_come_in_the_order_they_are_written_without_their_common_base(project: Path) -> None:
    (project / "schemas" / "two.py").write_text(
        "from __future__ import annotations\n"
        + SCHEMA
        + "class _Base(NumericClaim):\n    place: str | None = None\n\n\n"
        + 'class Zebra(_Base):\n    type: Literal["zebra"] = "zebra"\n    kin: Ape | None = None\n\n\n'
        + 'class Ape(_Base):\n    type: Literal["ape"] = "ape"\n'
    )

    assert [kind.__name__ for kind in find(project).schema("two")] == ["Figure", "Zebra", "Ape"]


def test_a_schema_may_import_its_neighbour(project: Path) -> None:
    (project / "schemas" / "more.py").write_text(
        SCHEMA.replace("Figure", "Share").replace("figure", "share") + "\n\nfrom .figures import Figure\n"
    )

    assert [kind.__name__ for kind in find(project).schema("more")] == ["Share"]


def test_two_projects_keep_their_schemas_apart(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "schemas").mkdir(parents=True)
    (other / "extractor.toml").touch()
    (other / "schemas" / "figures.py").write_text(SCHEMA.replace("class Figure", "class Other"))

    assert [kind.__name__ for kind in find(other).schema("figures")] == ["Other"]
    assert [kind.__name__ for kind in find(project).schema("figures")] == ["Figure", "Price"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("\nclass Figure(\n", ":2: '(' was never closed"),
        ("\n\nimport nowhere\n", ":3: ModuleNotFoundError: No module named 'nowhere'"),
        ("\n1 / 0\n", ":2: ZeroDivisionError: division by zero"),
        (
            "x = 1\n",
            ":1: no claim types: write a class that inherits from NumericClaim, "
            'with `type: Literal["name"] = "name"`',
        ),
        (SCHEMA.replace(' = "figure"', ""), ':7: Figure: write `type: Literal["figure"] = "figure"`'),
        (
            SCHEMA + SCHEMA.replace("Figure", "Number"),
            ":15: type 'figure' of Number is taken by Figure",
        ),
    ],
)
def test_a_broken_schema_is_told_in_one_line_with_its_place(
    project: Path, content: str, complaint: str
) -> None:
    path = project / "schemas" / "broken.py"
    path.write_text(content)

    with pytest.raises(ProjectError) as caught:
        find(project).schema("broken")
    assert str(caught.value) == f"{path}{complaint}"


def test_a_class_that_pydantic_refuses_is_told_in_one_line(project: Path) -> None:
    (project / "schemas" / "odd.py").write_text(SCHEMA + "    size: open\n")

    with pytest.raises(ProjectError, match=r"odd\.py:7: ") as caught:
        find(project).schema("odd")
    assert "\n" not in str(caught.value)


def test_create_copies_the_starter_and_marks_the_project(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "monitor"
    made = create(folder)

    assert made == [folder / "extractor.toml", folder / "schemas", folder / "prompts"]
    assert find(folder).names() == Project(starter(), Settings()).names()
    assert find(folder).settings == Settings()
    assert not list(folder.rglob("__pycache__"))


def test_create_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()

    with pytest.raises(ProjectError, match="prompts exists already; nothing was written"):
        create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["prompts"]


def test_create_says_when_it_cannot_write() -> None:
    with pytest.raises(ProjectError, match="/proc/monitor: No such file or directory"):
        create(Path("/proc/monitor"))


def test_a_type_narrowed_by_a_word_that_is_none_stops_a_run(project: Path) -> None:
    path = project / "schemas" / "figures.py"
    path.write_text(SCHEMA + '    counts = ("persons",)\n')

    with pytest.raises(ProjectError) as caught:
        find(project).task()
    assert str(caught.value) == f"{path}:7: Figure.counts knows no 'persons' (known: people, places, things)"


def test_a_wrong_example_is_told_when_the_task_is_loaded(project: Path) -> None:
    prompt = project / "prompts" / "figures.md"
    prompt.write_text(prompt.read_text().replace('type = "figure"', 'type = "figgure"'))

    with pytest.raises(ProjectError, match=r"figures\.md:4: example 1: no claim type 'figgure'"):
        find(project).task()


def test_a_fingerprint_is_the_same_in_every_process(project: Path) -> None:
    printing = (
        "import sys; from extractor.project import find; print(find(sys.argv[1]).task().fingerprint('tiny'))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", printing, str(project)],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.strip()
        for _ in range(2)
    }

    assert told == {find(project).task().fingerprint("tiny")}
