"""The time for the data is each data set's own: a slow one takes nothing of another's."""

from __future__ import annotations

import pytest

from adapters.reference import T, table, write_parquet
from trueup.adapters.duckdb_child import DuckDbChild
from trueup.adapters.duckdb_engine import DuckDbEngine
from trueup.adapters.duckdb_session import Limits, Session
from trueup.core.model.ask.checks import Missing, Tallied, Tally
from trueup.core.model.ask.fitness import TextsOf
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.profile import ProfileOf
from trueup.core.model.ask.table import ColumnsOf, KeyOf, OrphansOf, ShapeOf

U = DataId("u")
SPENT = 1_000.0


@pytest.fixture
def sources(tmp_path):
    made = [
        write_parquet(tmp_path / f"{name}.parquet", {"n": "INTEGER", "x": "VARCHAR"}, [{"n": 1, "x": "a"}])
        for name in "tu"
    ]
    return table(made[0]) | table(made[1], "u")


KINDS = [
    ShapeOf,
    ColumnsOf,
    lambda data: Tally(data, "n", Missing()),
    lambda data: KeyOf(data, ("n",)),
    lambda data: ProfileOf(data, ("n",)),
    TextsOf,
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_data_set_whose_time_is_over_takes_none_of_another_s(sources, kind):
    found = DuckDbEngine(sources, spent={T: SPENT}).answer([kind(T), kind(U)], 60)
    values = {answer.question: answer.value for answer in found}
    assert values[kind(T)].reason == "timeout"
    assert not isinstance(values[kind(U)], NotRun)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_what_was_answered_stays_and_the_rest_of_that_data_set_only_is_not_run(sources, kind):
    spent = {}
    answers = DuckDbEngine(sources, spent=spent).answer([ShapeOf(T), ShapeOf(U), kind(T), kind(U)], 60)
    first = next(answers)
    spent[T] = SPENT
    rest = {answer.question: answer.value for answer in answers}
    assert first.value.rows == rest[ShapeOf(U)].rows == 1
    assert rest[kind(T)].reason == "timeout"
    assert not isinstance(rest[kind(U)], NotRun)


def test_a_data_set_has_its_time_once_however_often_it_is_asked(sources):
    spent = {}
    engine = DuckDbEngine(sources, spent=spent)
    list(engine.answer([ShapeOf(T)], 60))
    [late] = engine.answer([ColumnsOf(T)], spent[T])
    [fine] = engine.answer([ColumnsOf(U)], 60)
    assert (late.value.reason, fine.value.rows) == ("timeout", 1)


def test_opening_the_other_table_of_a_reference_takes_its_own_time(sources):
    reference = OrphansOf(T, ("n",), U, ("n",))
    [found] = DuckDbEngine(sources, spent={U: SPENT}).answer([reference], 60)
    assert found.value.reason == "timeout"
    spent = {}
    session = Session(sources, (), Limits(threads=1), spent)
    session.within(60)
    session.on(T)
    session.table(U)
    session.close()
    assert spent[U] > 0
    assert spent.keys() == {T, U}


def test_the_child_keeps_to_the_time_of_each_data_set_and_counts_what_it_took(sources):
    spent = {T: SPENT}
    late, fine = DuckDbChild(sources, spent=spent).answer([Tally(T, "n", Missing()), Tally(U, "n", Missing())], 60)
    assert late.value.reason == "timeout"
    assert fine.value == Tallied(1, 1, 0)
    assert spent[U] > 0
