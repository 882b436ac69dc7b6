"""What `import extractor` offers: the names it lists, each of them the thing that its module defines."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import extractor

SOURCE = ast.parse(Path(extractor.__file__).read_text(encoding="utf-8"))
WRITTEN = [
    (str(node.module), alias.name)
    for node in ast.walk(SOURCE)
    if isinstance(node, ast.ImportFrom) and str(node.module).startswith("extractor.")
    for alias in node.names
]
"""What type checkers are told: the module of each name."""


def test_the_public_names_are_sorted_and_listed_once() -> None:
    assert extractor.__all__ == sorted(set(extractor.__all__))


def test_type_checkers_are_told_of_the_same_names() -> None:
    assert sorted(name for _, name in WRITTEN) == extractor.__all__


@pytest.mark.parametrize(("module", "name"), WRITTEN)
def test_a_public_name_is_what_its_module_defines(module: str, name: str) -> None:
    assert getattr(extractor, name) is getattr(import_module(module), name)
    assert not isinstance(getattr(extractor, name), ModuleType)


def test_a_name_that_is_not_public_is_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match=r"^module 'extractor' has no attribute 'judge'$"):
        getattr(extractor, "judge")  # noqa: B009  type checkers refuse it as well


def test_a_reader_of_the_package_sees_its_public_names() -> None:
    assert dir(extractor) == extractor.__all__


@pytest.mark.parametrize("name", ["article", "check", "extract"])
@pytest.mark.parametrize("before", ["", "import extractor.{}", "from extractor.run import execute"])
def test_a_function_is_not_hidden_by_the_module_of_its_name(name: str, before: str) -> None:
    code = f"{before.format(name)}\nfrom extractor import {name}, row\nprint(type({name}), type(row))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout == "<class 'function'> <class 'module'>\n"


def test_to_import_the_package_imports_no_module_of_it() -> None:
    code = "import sys, extractor\nprint([name for name in sys.modules if name.startswith('extractor.')])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout == "[]\n"
