"""The rows of the fault matrix in the size of a test: nothing lost, nothing twice, little paid again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.faults.matrix import ROWS, run
from tests.faults.trial import Lab

if TYPE_CHECKING:
    from pathlib import Path

SEED = int(os.environ.get("MATRIX_SEED", "1"))

SLOW = frozenset({"F12", "F28", "F32", "F33"})
"""Rows for `python -m tests.faults.matrix`, as they take long."""


@pytest.mark.parametrize("name", sorted(ROWS.keys() - SLOW))
def test_what_a_row_of_the_matrix_promises_holds(name: str, tmp_path: Path) -> None:
    found, _ = run(name, Lab(tmp_path, seed=SEED))

    assert (found.lost, found.duplicated) == (0, 0), found
    assert found.held, found
