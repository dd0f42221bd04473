from __future__ import annotations

import time
from dataclasses import replace

import pytest

from adapters.reference import T, table, write_parquet
from trueup.adapters import duckdb_child
from trueup.adapters.sql_guard import guard
from trueup.app.engine import carries_contract_sql, engine_for
from trueup.core.model.ask.checks import (
    Between,
    Breaks,
    FailingRows,
    Figured,
    Missing,
    RowSample,
    SqlFigure,
    Tallied,
    Tally,
)
from trueup.core.model.ask.identity import NotRun, Sql
from trueup.core.model.ask.table import KeyOf, ShapeOf

OURS = [ShapeOf(T), Tally(T, "n", Missing()), KeyOf(T, ("n",)), FailingRows(Tally(T, "n", Missing()), ("n",))]
BREAKS = Tally(T, "", Breaks(guard("n < 4")))
THEIRS = [BREAKS, SqlFigure(T, guard("sum(n)"), None), FailingRows(BREAKS, ("n",), most=1)]


@pytest.fixture
def sources(tmp_path):
    return table(write_parquet(tmp_path / "t.parquet", {"n": "INTEGER"}, [{"n": n} for n in range(6)]))


def asked(sources, *asks, seconds=30.0, **how):
    found = engine_for(untrusted=False, memo={}, **how)(sources).answer(asks, seconds)
    return {answer.question: answer for answer in found}


def test_only_what_a_contract_wrote_goes_to_the_child(sources):
    found = asked(sources, *OURS, *THEIRS)
    assert [carries_contract_sql(ask) for ask in (*OURS, *THEIRS)] == [False] * 4 + [True] * 3
    assert [found[ask].engine.endswith("child") for ask in (*OURS, *THEIRS)] == [False] * 4 + [True] * 3
    assert [found[ask].value for ask in THEIRS] == [Tallied(6, 6, 2), Figured(6, 15), RowSample(("n",), (("4",),))]


def test_without_a_contract_no_process_is_started(sources, monkeypatch):
    monkeypatch.setattr(duckdb_child.sys, "executable", "/nowhere")
    assert not [answer for answer in asked(sources, *OURS).values() if isinstance(answer.value, NotRun)]


HOSTILE = {
    "allocates": Sql("sum(length(repeat('x', 4000000000)))", (), aggregate=True),
    "reads elsewhere": Sql("(SELECT count(*) FROM read_text('/etc/hostname'))", (), aggregate=True),
    "never ends": Sql("(SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b)", (), aggregate=True),
}
"""Aggregates that never went through the guard: what would happen if it failed."""


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_sql_is_a_refusal_and_the_caller_answers_the_rest(sources, what, monkeypatch):
    fence = replace(duckdb_child.Fence(), grace=0.5)
    monkeypatch.setattr(duckdb_child, "Fence", lambda: fence)
    began = time.monotonic()
    found = asked(sources, OURS[1], SqlFigure(T, HOSTILE[what], None), seconds=3)
    said = found[SqlFigure(T, HOSTILE[what], None)].value
    assert isinstance(said, NotRun)
    assert said.reason in {"refused", "timeout", "error"}
    assert said.fix
    assert found[OURS[1]].value == Tallied(6, 6, 0)
    assert time.monotonic() - began < 15


def test_a_sample_is_drawn_where_that_is_asked_and_the_child_draws_the_same_rows(sources):
    found = asked(sources, OURS[1], FailingRows(BREAKS, ("n",)), BREAKS, sample=4)
    assert found[OURS[1]].value == Tallied(4, 4, 0)
    rows = asked(sources, FailingRows(Tally(T, "n", Between(None, "3")), ("n",)), sample=4)
    [same] = [answer.value for answer in rows.values()]
    assert found[FailingRows(BREAKS, ("n",))].value == same
    assert found[BREAKS].value == Tallied(4, 4, len(same.rows))


def test_what_a_contract_wrote_has_a_second_also_where_the_rest_took_all_the_time(sources):
    engine = engine_for(untrusted=False, memo={})(sources)
    list(engine.answer([OURS[1]], 30))
    time.sleep(0.01)
    [late] = engine.answer([OURS[0]], 1e-6)
    [kept] = engine.answer([BREAKS], 1e-6)
    assert late.value.reason == "timeout"
    assert kept.value == Tallied(6, 6, 2)
