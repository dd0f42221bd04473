"""The guard for users' SQL: what it lets through, how it writes it, and what it says when it refuses."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trueup.adapters.sql_allowed import ALIASES, FUNCTIONS, PARTS, TYPES, UNITS
from trueup.adapters.sql_guard import SqlRefused, guard

PAGE = Path(__file__).parents[2] / "docs" / "kpi-sql.md"


# ---- how it is written -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("arr_delay >= 15", '("arr_delay" >= 15)'),
        ("a + b * c - 1", '(("a" + ("b" * "c")) - 1)'),
        ("NOT a = 1 AND b OR c", '(((NOT ("a" = 1)) AND "b") OR "c")'),
        ("-a::INT % 3", '((- CAST("a" AS INTEGER)) % 3)'),
        ("count(*) filter (where by <> 'bot')", "count(*) FILTER (WHERE (\"by\" <> 'bot'))"),
        ("sum(a) / count(*)", '(sum("a") / nullif(count(*), 0))'),
        ("a / 100", '("a" / 100)'),
        ("a % 0", '("a" % nullif(0, 0))'),
        ("greatest(a, 0)", 'CASE WHEN ("a" IS NULL) THEN NULL ELSE greatest("a", 0) END'),
        ("least(1, 2)", "least(1, 2)"),
        ("a not in (1, -2)", '(NOT ("a" IN (1, (- 2))))'),
        ("d >= date '2013-01-01'", "(\"d\" >= CAST('2013-01-01' AS DATE))"),
        ("timestamp '2013-01-01 10:00'::date", "CAST(CAST('2013-01-01 10:00' AS TIMESTAMP) AS DATE)"),
        ("d + interval '3 days'", "(\"d\" + INTERVAL '3' DAY)"),
        ("extract(Month from d)", "date_part('month', \"d\")"),
        ("at at time zone 'Europe/London'", "timezone('Europe/London', \"at\")"),
        ("a::numeric", 'CAST("a" AS DECIMAL(18,3))'),
        ('"it\'s ""quoted""" = \'it\'\'s\'', '("it\'s ""quoted""" = \'it\'\'s\')'),
        (".50 + 007 + 1E+3", "((0.50 + 7) + 1e3)"),
    ],
)
def test_an_expression_is_written_anew_with_every_meaning_in_parentheses(text, written):
    assert guard(text).text == written


@pytest.mark.parametrize("text", ["arr_delay >= 15", "if(a, -b % 3, coalesce(d, 0))", "x not like 'a%' or y is null"])
def test_what_was_written_is_written_the_same_again(text):
    once = guard(text)
    assert guard(once.text) == once


@pytest.mark.parametrize(
    "texts",
    [
        ("a+b*2", " a + ( b * 2 ) ", "((a)+(b*2))", "a\n+\tb*2", '"a" + "b" * 2'),
        ("COUNT(DISTINCT x)", "count( distinct x )", "Count(Distinct (x))"),
        ("year(d)", "extract(year from d)", "date_part('YEAR', d)", "EXTRACT('year' FROM d)"),
        ("substr(s, 2)", "SUBSTRING(s, 2)"),
        ("a <> 1", "a != 1"),
        ("a NOT IN (1)", "not a in (1)"),
        ("a::int", "cast(a as integer)", "CAST(a AS INT4)"),
        ("s IS NOT NULL", "not s is null"),
        ("a % b", "mod(a, b)"),
        ("if(a, 1, 2)", "case when a then 1 else 2 end"),
    ],
)
def test_equal_expressions_have_equal_text_whatever_their_spelling(texts):
    assert len({guard(text) for text in texts}) == 1


def test_columns_are_named_once_each_as_they_are_written():
    sql = guard('count(*) filter (where "Größe" > 1) + sum(b) - max(b) + max(A)')
    assert sql.columns == ("A", "Größe", "b")
    assert sql.aggregate
    assert not guard("b > 1").aggregate
    assert guard("1 = 1").columns == ()


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


def value_of(text, missing=None):
    columns = [f'CAST({"NULL" if name == missing else was} AS {kind}) AS "{name}"' for name, was, kind in typed_row()]
    return duckdb.execute(f"SELECT {guard(text).text} FROM (SELECT {', '.join(columns)})").fetchone()[0]


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
        return duckdb.execute(f"SELECT {text} FROM (SELECT CAST(unnest([{values}]) AS {kind}) AS x)").fetchone()[0]

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
        "i",
        "j",
        "b",
        "s",
        "x",
        "m",
        "d",
        "0",
        "1",
        "2",
        "2.5",
        "1e2",
        "'1'",
        "'a'",
        "''",
        "TRUE",
        "NULL",
        "(i+1)",
        "abs(j)",
        "length(s)",
        "year(d)",
        "Lower(s)",
        "coalesce(x,0)",
        "CASE\nWHEN\nb\nTHEN\ni\nELSE\n2\nEND",
        "if(b,i,j)",
        "greatest(coalesce(i,0),1)",
        "date'2013-05-01'",
        "interval\n1\nday",
        "timestamp'2013-01-01'",
        "extract(day\nfrom\nd)",
        "round(m,1)",
        "substr(s,1,1)",
        "nullif(i,j)",
        "count(*)",
        "sum(j)",
        "max(x)\nfilter\n(where\nb)",
        "count(distinct\nb)",
    ]
)
BEFORE = st.sampled_from(["", "", "", "", "not ", "- ", "NOT not ", "- -"])
BEHIND = st.sampled_from(
    [
        *[""] * 14,
        " is null",
        " IS NOT NULL",
        " is true",
        " is not false",
        " in (1, 2)",
        " not in ('a', '1')",
        " between 0 and 1",
        " not between -1 and j",
        " between 0 and i + 1",
        "::varchar",
        " ::int",
        "::date",
        "::decimal(9, 1)",
        " like '%a%'",
        " not ilike 'A_'",
        " at time zone 'UTC'",
    ]
)
BETWEEN = st.sampled_from(
    [
        "+",
        "-",
        "*",
        "=",
        "<>",
        "<",
        ">=",
        "and",
        "or",
        "AND",
        "OR",
        "||",
        "/nullif(i,0)+",
        "%nullif(j,0)*",
        "is\ndistinct\nfrom",
        "IS\nNOT\nDISTINCT\nFROM",
    ]
)
OPERANDS = st.builds("{}{}{}{}".format, BEFORE, ATOMS, BEHIND, BEHIND)
CHAINS = st.lists(st.tuples(BETWEEN, OPERANDS), max_size=4)


@pytest.fixture(scope="module")
def nasty():
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE nasty AS {NASTY}")
    yield connection
    connection.close()


def answer(connection, text, order):
    statement = f"SELECT typeof(it), it::VARCHAR FROM (SELECT {text} AS it FROM nasty {order})"
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


# ---- what it says ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem", "fix"),
    [
        ("summ(a)", "The function `summ` is not allowed.", "Did you mean `sum`?"),
        ("concat(a, b)", "The function `concat` is not allowed.", "It swallows NULL: write `a || b`."),
        ("count_if(a)", "The function `count_if` is not allowed.", "Write `count(*) FILTER (WHERE condition)`."),
        (
            "count(*) + amount",
            "`amount` stands beside an aggregate, but not inside one.",
            "Put each column inside an aggregate, such as `max(amount)`, or take the aggregates out.",
        ),
        (
            "sum(avg(a))",
            "`avg` stands inside `sum`.",
            "Aggregate once: `per:` groups rows into units, `across:` says how units become one figure.",
        ),
        (
            "t.a > 1",
            "`.` at character 2 is not part of the language.",
            'Write the column\'s name alone (quote it as "a.b" if it has a dot), and numbers as 0.5 or 5.0.',
        ),
        ("a IS NULL::INT", "`::` stands behind a test with IS.", "Put parentheses around `x IS NULL`."),
        ("round(a, b)", "`round` needs a written number of places.", "Write a whole number from -15 to 15."),
        ("left(a)", "`left` has 1 arguments.", "It takes an expression, an expression."),
        ("date_trunc('mont', d)", None, "Write it in quotes, such as 'month'."),
        ("a IN (1, NULL)", "IN takes a list of written numbers, strings or dates.", None),
        ("quantile_cont(a, 90)", None, "Write `quantile_cont(x, 0.9)`."),
        ("d + INTERVAL 1.5 DAY", "An INTERVAL is a whole number and one unit.", None),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_write(text, problem, fix):
    with pytest.raises(SqlRefused) as refused:
        guard(text)
    assert problem in {None, refused.value.problem}
    assert fix in {None, refused.value.fix}
    assert str(refused.value) == f"{refused.value.problem} {refused.value.fix}"


@pytest.mark.parametrize(
    ("fits", "too_much"),
    [
        ("1" + " " * 1_999, "1" + " " * 2_000),
        ("s = '" + "x" * 1_000 + "'", "s = '" + "x" * 1_001 + "'"),
        ("a IN (" + "1," * 197 + "1)", "a IN (" + "1," * 198 + "1)"),
        ("a" + "+a" * 39, "a" + "+a" * 40),
        ("(" * 19 + "a" + ")" * 19, "(" * 21 + "a" + ")" * 21),
        ("9" * 38, "9" * 39),
        ("a::DECIMAL(38,38)", "a::DECIMAL(39,2)"),
        ("replace(s, ',', '.')", "replace(s, ',', ', ')"),
    ],
)
def test_sizes_are_bounded(fits, too_much):
    assert guard(fits).text
    with pytest.raises(SqlRefused):
        guard(too_much)


def test_the_parser_is_loaded_only_when_an_expression_is_read():
    program = "import sys, trueup.adapters.sql_guard; sys.exit('sqlglot' in sys.modules or 'duckdb' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


# ---- the page for users ----------------------------------------------------------------------------------------------

TABLE_ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+?) \| [^|]+ \|$", re.MULTILINE)
PAGE_ROWS = (
    "(1, TRUE, DATE '2013-01-01'), (2, FALSE, DATE '2013-01-02'), "
    "(NULL, NULL, DATE '2013-01-03'), (5, TRUE, DATE '2013-01-04')"
)
EXAMPLES = TABLE_ROW.findall(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "shown"), EXAMPLES)
def test_each_line_of_the_page_gives_what_it_shows(text, shown):
    sql = guard(text)
    source = f"FROM (VALUES {PAGE_ROWS}) AS t (x, late, day)" if sql.aggregate else ""
    (value,) = duckdb.execute(f"SELECT CAST({sql.text} AS VARCHAR) {source}").fetchone()
    assert ("NULL" if value is None else value) == shown


def test_the_page_shows_every_function_alias_unit_part_and_type():
    page = PAGE.read_text(encoding="utf-8")
    called = {name for text, _ in EXAMPLES for name in re.findall(r"(\w+)\(", text)}
    assert {name for name, f in FUNCTIONS.items() if not f.part and name not in ALIASES} <= called
    words = set(re.findall(r"\w+", page))
    assert {*ALIASES, *UNITS, *PARTS, *TYPES.values()} <= words
