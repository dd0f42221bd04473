"""What a hostile expression can do: be refused, or be harmless; the data stays as it was and the process alive."""

from __future__ import annotations

import hashlib
import logging
from time import perf_counter

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attacks import ATTACKS, CONTAINED, REFUSED
from in_memory import in_memory
from trueup.adapters.sql_allowed import FUNCTIONS
from trueup.adapters.sql_guard import SqlRefused, guard

SECONDS = 2.0


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "data.parquet"
    with in_memory() as connection:
        connection.execute(
            "COPY (SELECT range AS amount, 'n' || range AS name, range AS a, range AS b, "
            "TIMESTAMP '2013-01-01 00:00:00' + to_days(range::INTEGER) AS at FROM range(100)) TO ? (FORMAT parquet)",
            [str(path)],
        )
    return path


@pytest.fixture
def locked(data):
    connection = duckdb.connect(config={"threads": 1, "memory_limit": "256MB"})
    connection.execute(f"SET allowed_paths = ['{data}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    yield connection
    connection.close()


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", REFUSED)
def test_an_attack_is_refused_at_once_and_says_what_and_how_to_mend_it(name, caplog, capfd):
    begun = perf_counter()
    with caplog.at_level(logging.DEBUG), pytest.raises(SqlRefused) as refused:
        guard(REFUSED[name])
    assert perf_counter() - begun < SECONDS
    assert refused.value.problem.endswith(".")
    assert refused.value.fix.endswith((".", "?"))
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", CONTAINED)
def test_what_the_guard_lets_through_is_one_select_that_harms_nothing(name, data, locked):
    before = sha256(data)
    statement = f"SELECT {guard(CONTAINED[name]).text} AS it FROM read_parquet('{data}')"  # noqa: S608 - the point of it
    (parsed,) = duckdb.extract_statements(statement)
    assert parsed.type == duckdb.StatementType.SELECT
    begun = perf_counter()
    try:
        rows = locked.execute(statement).fetchall()
    except duckdb.Error:
        rows = []
    assert perf_counter() - begun < SECONDS
    assert sum(len(str(row)) for row in rows) < 1_000_000
    assert sha256(data) == before
    assert [path.name for path in data.parent.iterdir()] == [data.name]
    assert locked.execute("SELECT 1").fetchone() == (1,)


def test_a_locked_engine_alone_would_not_have_kept_the_data(data, locked):
    before = sha256(data)
    locked.execute(f"COPY (SELECT 1 AS x) TO '{data}' (FORMAT parquet, USE_TMP_FILE false)")
    assert sha256(data) != before


def test_the_list_of_attacks_is_long_and_no_name_hides_another():
    assert len(ATTACKS) == len(REFUSED) + len(CONTAINED) > 200


PIECES = st.sampled_from(
    [
        *("a", '"b c"', "1", "0.5", "'x'", "(", ")", ",", "*", "-", "+", "/", "%", "::", "=", "<", "||", "int", "date"),
        *("count(", "sum(", "abs(", "count(distinct ", "case", "when", "then", "else", "end", "filter (where ", "over"),
        *("interval", "day", "cast(", "as", "decimal(", "extract(", "from", "in (", "between", "and", "or", "not"),
        *("is", "null", "true", "like", "select", "at time zone", "distinct", "round(", "replace(", "quantile_cont("),
        *("order by", "within group (", "within", "escape", "collate", "any", "all", "exists (", "array", "row", "map"),
        *("struct", "values", "unknown", "symmetric", "using", "with", "limit", "date_trunc(", "if(", "on"),
    ]
)


@given(st.one_of(st.lists(PIECES, max_size=14).map(" ".join), st.text(max_size=30)))
@settings(max_examples=1_000, deadline=None)
def test_any_text_is_read_or_refused_and_never_breaks_the_guard(text):
    try:
        sql = guard(text)
    except SqlRefused:
        return
    (parsed,) = duckdb.extract_statements(f"SELECT {sql.text} FROM t")  # noqa: S608 - the point of it
    assert parsed.type == duckdb.StatementType.SELECT


def test_hostile_text_survives_only_inside_quotes():
    assert guard("name = '''; DROP TABLE t; --'").text == "(\"name\" = '''; DROP TABLE t; --')"
    assert guard('"x"" FROM t; --" > 1').text == '("x"" FROM t; --" > 1)'
    assert guard('"x"" FROM t; --" > 1').columns == ('x" FROM t; --',)


@pytest.mark.parametrize(
    "word", ["repeat", "read_text", "getenv", "current_setting", "query", "nextval", "string_agg", "list_transform"]
)
def test_a_function_of_the_engine_that_is_not_listed_is_refused_under_any_spelling(word):
    for spelling in (word, word.upper(), word.title(), f'"{word}"'):
        with pytest.raises(SqlRefused):
            guard(f"{spelling}(name)")


def test_every_function_of_the_engine_is_refused_unless_it_is_listed():
    with in_memory() as connection:
        rows = connection.execute("SELECT DISTINCT lower(function_name) FROM duckdb_functions()").fetchall()
    known = {name for (name,) in rows}
    names = sorted(name for name in known - FUNCTIONS.keys() if name.isidentifier())
    assert len(names) > 400
    for name in names:
        with pytest.raises(SqlRefused):
            guard(f"{name}(amount, 1, 'x')")
        with pytest.raises(SqlRefused):
            guard(f"{name}()")
