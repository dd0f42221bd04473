"""`docs/measures.md` names every question about tables, every test, every kind of value and every figure."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from trueup.core.model.ask.checks import FigureKind, Test, ValueKind
from trueup.core.model.ask.table import ColumnsOf, KeyOf, OrphansOf, ShapeOf

PAGE = (Path(__file__).parents[2] / "docs" / "measures.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| ")]
DESCRIBED = {name for first in ROWS for name in re.findall(r"`(\w+)`", first)}


@pytest.mark.parametrize("name", [kind.__name__ for kind in (*get_args(Test), ShapeOf, ColumnsOf, KeyOf, OrphansOf)])
def test_every_test_and_question_has_its_row(name):
    assert name in DESCRIBED


@pytest.mark.parametrize("name", [*get_args(ValueKind), *get_args(FigureKind)])
def test_every_kind_and_figure_has_its_row(name):
    assert name in DESCRIBED


def test_the_page_names_no_measure_that_does_not_exist():
    known = {kind.__name__ for kind in (*get_args(Test), ShapeOf, ColumnsOf, KeyOf, OrphansOf)} | {"FailingRows"}
    known |= {*get_args(ValueKind), *get_args(FigureKind)}
    assert known >= DESCRIBED - {"of", "failing", "Reads"}
