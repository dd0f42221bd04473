"""What a guarded expression means: NULL stays NULL, and all else is what DuckDB makes of the user's own text."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from in_memory import in_memory
from trueup.adapters.sql_allowed import FUNCTIONS
from trueup.adapters.sql_guard import SqlRefused, guard

# ---- what NULL and zero do -------------------------------------------------------------------------------------------

ROW = {"x": "DOUBLE '1.5'", "y": "DOUBLE '2.5'", "i": "3", "s": "'abc'", "p": "'a'", "d": "DATE '2013-05-17'"}
STRICT = {
    "abs": "abs(x)",
    "ceil": "ceil(x)",
    "contains": "contains(s, p)",
    "date_diff": "date_diff('day', d, d)",
    "date_part": "date_part('year', d)",
    "date_trunc": "date_trunc('month', d)",
    "ends_with": "ends_with(s, p)",
    "epoch": "epoch(d)",
    "exp": "exp(x)",
    "floor": "floor(x)",
    "greatest": "greatest(x, y, 1)",
    "isfinite": "isfinite(x)",
    "isnan": "isnan(x)",
    "least": "least(x, 1, y)",
    "left": "left(s, i)",
    "length": "length(s)",
    "ln": "ln(x)",
    "log10": "log10(x)",
    "lower": "lower(s)",
    "make_date": "make_date(i, i, i)",
    "mod": "mod(i, i)",
    "power": "power(x, y)",
    "regexp_matches": "regexp_matches(s, 'a')",
    "replace": "replace(s, 'a', 'b')",
    "right": "right(s, i)",
    "round": "round(x, 1)",
    "sign": "sign(x)",
    "sqrt": "sqrt(x)",
    "starts_with": "starts_with(s, p)",
    "strptime": "strptime('2013' || left(s, 0), '%Y')",
    "substring": "substring(s, i, i)",
    "to_timestamp": "to_timestamp(x)::VARCHAR",
    "trim": "trim(s)",
    "trunc": "trunc(x)",
    "try_strptime": "try_strptime('2013' || left(s, 0), '%Y')",
    "upper": "upper(s)",
}


def figure(text, source):
    with in_memory() as connection:
        ((value,),) = connection.execute(f"SELECT {text} FROM {source}").fetchall()  # noqa: S608 - the point of it
    return value


def value_of(text, missing=None):
    columns = [f'CAST({"NULL" if name == missing else was} AS {kind}) AS "{name}"' for name, was, kind in typed_row()]
    return figure(guard(text).text, f"(SELECT {', '.join(columns)})")


def typed_row():
    kinds = {"x": "DOUBLE", "y": "DOUBLE", "i": "INTEGER", "s": "VARCHAR", "p": "VARCHAR", "d": "DATE"}
    return [(name, value, kinds[name]) for name, value in ROW.items()]


def test_every_scalar_function_that_is_called_strict_is_tried_below():
    assert STRICT.keys() == {f.name for f in FUNCTIONS.values() if f.strict and not f.aggregate}


@pytest.mark.parametrize("name", STRICT)
def test_a_missing_argument_makes_the_result_missing(name):
    assert value_of(STRICT[name]) is not None
    for column in guard(STRICT[name]).columns:
        assert value_of(STRICT[name], missing=column) is None


@pytest.mark.parametrize("name", sorted({f.name for f in FUNCTIONS.values() if f.aggregate}))
def test_an_aggregate_skips_what_is_missing(name):
    kind, others = ("BOOLEAN", "TRUE, FALSE") if name.startswith("bool") else ("DOUBLE", "2, 4")
    more = {"quantile_cont": ", 0.5", "arg_min": ", x", "arg_max": ", x"}.get(name, "")
    text = guard(f"{name}(x{more})").text

    def over(values):
        return figure(text, f"(SELECT CAST(unnest([{values}]) AS {kind}) AS x)")

    assert over(f"NULL, {others}, NULL") == over(others) is not None
    assert over("NULL, NULL") == (0 if name == "count" else None)


@pytest.mark.parametrize("text", ["x / 0", "x / (x - x)", "0 / 0", "i % 0", "mod(i, i - i)", "1 / 0.0", "1 / (- 0)"])
def test_division_by_zero_is_missing_not_infinite_and_no_error(text):
    assert value_of(text) is None


@pytest.mark.parametrize(
    "text", ["2147483647 + 1", "CAST(s AS INTEGER)", "make_date(2013, 2, 31)", "strptime(s, '%Y')"]
)
def test_what_cannot_be_computed_stops_the_query_and_is_never_guessed(text):
    with pytest.raises(duckdb.Error):
        value_of(text)


# ---- same meaning as DuckDB gives the original -----------------------------------------------------------------------

NASTY = """
SELECT * FROM (VALUES
  (1, NULL, 0, TRUE, 'a', 1.5::DOUBLE, 0.10::DECIMAL(9,2), DATE '2013-01-01'),
  (2, 0, 1, FALSE, '1', NULL, NULL, NULL),
  (3, 1, NULL, NULL, NULL, 'nan', 2.55, DATE '2012-02-29'),
  (4, 2, -3, TRUE, '', -0.5, -1.00, DATE '2013-12-31'),
  (5, -3, 2, FALSE, 'a%_''"ß', 'inf', 0.00, DATE '0001-01-01'),
  (6, 2147483647, 1, TRUE, 'true', -0.0, 9999999.99, DATE '1969-12-31')
) AS nasty (k, i, j, b, s, x, m, d)
"""
ATOMS = st.sampled_from(
    [
        *("i", "j", "b", "s", "x", "m", "d", "0", "1", "2", "2.5", "1e2", "'1'", "'a'", "''", "TRUE", "NULL"),
        *("(i + 1)", "abs(j)", "length(s)", "year(d)", "Lower(s)", "coalesce(x, 0)", "if(b, i, j)", "nullif(i, j)"),
        *("CASE WHEN b THEN i ELSE 2 END", "round(m, 1)", "substr(s, 1, 1)"),
        *("date'2013-05-01'", "timestamp '2013-01-01'", "interval 1 day", "extract(day from d)"),
        *("count(*)", "sum(j)", "max(x) filter (where b)", "count(distinct b)"),
    ]
)
BEFORE = st.sampled_from(["", "", "", "", "not ", "- ", "NOT not ", "- -"])
BEHIND = st.sampled_from(
    [
        *("", "", "", "", "", "", "", "", "", "", "", "", "", ""),
        *(" is null", " IS NOT NULL", " is true", " is not false", " in (1, 2)", " not in ('a', '1')"),
        *(" between 0 and 1", " not between -1 and j", " between 0 and i + 1"),
        *("::varchar", " ::int", "::date", "::decimal(9, 1)", " at time zone 'UTC'"),
        *(" like '%a%'", " not ilike 'A_'"),
    ]
)
BETWEEN = st.sampled_from(
    [
        *("+", "-", "*", "||", "=", "<>", "<", ">=", "and", "or", "AND", "OR"),
        *("/ nullif(i, 0) +", "% nullif(j, 0) *", "is distinct from", "IS NOT DISTINCT FROM"),
    ]
)
OPERANDS = st.builds("{}{}{}{}".format, BEFORE, ATOMS, BEHIND, BEHIND)
CHAINS = st.lists(st.tuples(BETWEEN, OPERANDS), max_size=4)


@pytest.fixture(scope="module")
def nasty():
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE nasty AS {NASTY}")
    connection.execute("PRAGMA disable_optimizer")  # or it decides from statistics which errors are ever met
    yield connection
    connection.close()


def answer(connection, text, order):
    statement = f"SELECT typeof(it), it::VARCHAR FROM (SELECT {text} AS it FROM nasty {order})"  # noqa: S608
    try:
        return connection.execute(statement).fetchall()
    except duckdb.ParserException:
        return "not SQL"
    except duckdb.Error as error:
        return "no figure" if "%-" not in str(error) and "||-" not in str(error) else "not SQL"


@given(first=OPERANDS, chain=CHAINS)
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
def test_our_text_means_what_duckdb_makes_of_the_original(nasty, first, chain):
    text = " ".join([first, *[f"{sign} {operand}" for sign, operand in chain]])
    try:
        sql = guard(text)
    except SqlRefused:
        return
    order = "" if sql.aggregate else "ORDER BY k"
    wanted = answer(nasty, text, order)
    if wanted != "not SQL":
        assert answer(nasty, sql.text, order) == wanted, sql.text
