"""The guard for users' SQL: what it lets through, how it writes it, and what it says when it refuses."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from in_memory import in_memory
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
    source = f"(VALUES {PAGE_ROWS}) AS t (x, late, day)" if sql.aggregate else "(SELECT 1)"
    statement = f"SELECT CAST({sql.text} AS VARCHAR) FROM {source}"  # noqa: S608 - the point of it
    with in_memory() as connection:
        ((value,),) = connection.execute(statement).fetchall()
    assert ("NULL" if value is None else value) == shown


def test_the_page_shows_every_function_alias_unit_part_and_type():
    page = PAGE.read_text(encoding="utf-8")
    called = {name for text, _ in EXAMPLES for name in re.findall(r"(\w+)\(", text)}
    assert {name for name, f in FUNCTIONS.items() if not f.part and name not in ALIASES} <= called
    words = set(re.findall(r"\w+", page))
    assert {*ALIASES, *UNITS, *PARTS, *TYPES.values()} <= words
