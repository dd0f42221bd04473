"""Every question about fitness is answered for columns of every type, with any number of rows."""

from __future__ import annotations

from datetime import date

import pytest

from adapters.reference import T, answers, table
from in_memory import in_memory
from trueup.adapters.answer_json import dump_answer, dump_question, load_answer, load_question
from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.fitness import (
    ComparedOf,
    GroupsOf,
    LabelOf,
    Population,
    PredictsOf,
    RepeatsOf,
    SeriesOf,
    TextsOf,
    TogetherOf,
)
from trueup.core.model.ask.identity import NotRun

ODD = {
    "list": "[1, k]",
    "struct": "{'a': k, 'b': 'x'}",
    "map": "MAP {'a': k}",
    "blob": "'\\x00\\xFF'::BLOB",
    "time": "TIME '10:00:00' + INTERVAL (k) SECOND",
    "interval": "INTERVAL (k) DAY",
    "uuid": "'00000000-0000-0000-0000-00000000000' || (k % 10)::VARCHAR",
    "decimal": "k::DECIMAL(18,0)",
    "huge": "170141183460469231731687303715884105727::HUGEINT - k",
    "enum": "(CASE WHEN k % 2 = 0 THEN 'a' ELSE 'b' END)::ENUM('a', 'b')",
    "zoned": "TIMESTAMPTZ '2024-01-01 23:30:00+00' + INTERVAL (k) DAY",
    'odd "name"': "k::VARCHAR || ' é'",
    "nothing": "NULL::VARCHAR",
    "big": "1e308 * k",
}


@pytest.fixture(params=[0, 1, 2, 600], ids=lambda n: f"{n} rows")
def odd(request, tmp_path):
    """Return a table of columns of every type, and how many rows it has."""

    chosen = ", ".join(f'{value} AS "{name.replace(chr(34), chr(34) * 2)}"' for name, value in ODD.items())
    with in_memory() as base:
        base.execute(
            f"COPY (SELECT {chosen}, k % 3 AS three, k % 2 = 0 AS two, k::DOUBLE AS amount FROM range({request.param}) "  # noqa: S608
            f"AS r(k)) TO '{tmp_path / 't.parquet'}' (FORMAT parquet)"
        )
    return tmp_path / "t.parquet", request.param


@pytest.mark.parametrize("label", ["three", "two", "amount"])
def test_every_question_is_answered_for_columns_of_every_type_and_any_number_of_rows(odd, label):
    path, rows = odd
    names = tuple(ODD)
    population = Population(T)
    asks = [
        LabelOf(T, guard(label), guard("zoned"), 2),
        PredictsOf(T, guard(label), names),
        SeriesOf(T, guard("zoned"), names),
        ComparedOf(T, population, population, names),
        RepeatsOf(T, names, ("uuid",), guard("zoned"), date(2024, 2, 1)),
        TextsOf(T),
        GroupsOf(T, names),
        *([TogetherOf(T, guard(label), names)] if label != "amount" or rows < 20 else []),
    ]
    found = answers(table(path), *asks)
    assert [each for each in found if isinstance(each, NotRun)] == []
    assert [load_answer(dump_answer(each)) for each in found] == found
    assert [load_question(dump_question(each)) for each in asks] == asks
    assert found[0].rows == rows
    assert {each.name for each in found[1].columns} == set(names)
