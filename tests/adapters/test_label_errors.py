"""Labels that were swapped are found by a model that learned the others; without the extra the pip line is told."""

from __future__ import annotations

import sys

import pytest

from adapters.reference import T, answers, table, write_parquet
from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.fitness import LabelErrors, LabelErrorsOf
from trueup.core.model.ask.identity import NotRun

COLUMNS = {"kind": "VARCHAR", "size": "DOUBLE", "label": "VARCHAR"}
ASK = LabelErrorsOf(T, guard("label"), ("kind", "size"), 400)


def rows(swapped):
    found = [{"kind": "abc"[k % 3], "size": float(k % 7) if k % 5 else None, "label": "xyz"[k % 3]} for k in range(400)]
    for at in swapped:
        found[at]["label"] = "y" if found[at]["label"] == "x" else "x"
    return found


def ask(tmp_path, given, question=ASK):
    [found] = answers(table(write_parquet(tmp_path / "t.parquet", COLUMNS, given)), question)
    return found


@pytest.mark.filterwarnings("ignore")
def test_swapped_labels_are_suspected_and_clean_ones_are_not(tmp_path):
    pytest.importorskip("cleanlab")
    found = ask(tmp_path, rows(swapped=range(3, 400, 20)))
    assert found.used == 400
    assert 18 <= found.suspected <= 24


def test_without_the_extra_the_pip_line_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "cleanlab", None)
    found = ask(tmp_path, rows(()))
    assert (found.reason, found.fix) == ("extra_missing", 'Run `pip install "trueup[labels]"`.')


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("label", "reason"), [("size", "no_data"), ("size * 0", "no_data"), ("'x'", "no_data")])
def test_labels_that_are_no_classes_are_refused(tmp_path, label, reason):
    pytest.importorskip("cleanlab")
    given = [{"kind": "a", "size": float(k % 3) if k < 5 else None, "label": "x"} for k in range(60)]
    found = ask(tmp_path, given, LabelErrorsOf(T, guard(label), ("kind",), 400))
    assert isinstance(found, NotRun | LabelErrors)
    assert found.reason == reason
