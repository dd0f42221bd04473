"""SQL of a contract: one guarded aggregate over its own table is run, anything else is refused with a reason."""

from __future__ import annotations

import re

import pytest

from attacks import ATTACKS
from trueup.adapters.odcs_sql import query_of
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.contract import Query

TABLES = ("orders", "public.orders", "orders.csv")


@pytest.mark.parametrize(
    ("text", "value", "where"),
    [
        ("SELECT count(*) FROM orders", "count(*)", None),
        ("select count(*) as n from orders where a < b;", "count(*)", '("a" < "b")'),
        ("SELECT count(*) n FROM orders AS o WHERE o.a = 1", "count(*)", '("a" = 1)'),
        ("SELECT COUNT(*) FROM ${object} WHERE ${property} IS NULL", "count(*)", '("the state" IS NULL)'),
        ("SELECT COUNT(*) FROM {table} WHERE {column} = 'lost'", "count(*)", "(\"the state\" = 'lost')"),
        ("SELECT max(a) FROM public.orders", 'max("a")', None),
        ("SELECT max(a) FROM ${object} WHERE b = 'from public.orders'", 'max("a")', "(\"b\" = 'from public.orders')"),
        ("SELECT max(a) FROM ${object} WHERE b = '${table}'", 'max("a")', "(\"b\" = 'orders')"),
        ("SELECT avg(`the state`) FROM `orders`", 'avg("the state")', None),
        (
            "SELECT count(*) FILTER (WHERE a IS DISTINCT FROM b) FROM orders",
            'count(*) FILTER (WHERE ("a" IS DISTINCT FROM "b"))',
            None,
        ),
        ("SELECT count(*) FROM orders WHERE left(a, 2) <> right(b, 2)", "count(*)", '(left("a", 2) <> right("b", 2))'),
    ],
)
def test_one_aggregate_over_the_own_table_is_run(text, value, where):
    found = query_of(text, TABLES, "the state")
    assert isinstance(found, Query), found
    assert (found.value.text, found.where.text if found.where else None) == (value, where)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT * FROM orders", "`*`"),
        ("SELECT a FROM orders", "selects rows"),
        ("SELECT count(*) FROM customers", "reads `customers`"),
        ("SELECT count(*) FROM 'orders.csv'", "reads"),
        ("SELECT count(*) FROM read_csv('x.csv')", "reads `read_csv`"),
        ("SELECT count(*) FROM orders, customers", "a second table"),
        ("SELECT count(*) FROM orders JOIN customers ON a = b", "a second table"),
        ("SELECT count(*) FROM orders LEFT JOIN customers ON a = b", "a second table"),
        ("SELECT count(*) FROM orders GROUP BY a", "GROUP BY"),
        ("SELECT count(*) FROM orders WHERE a = 1 ORDER BY 1", "ORDER BY"),
        ("SELECT count(*) FROM orders WHERE a = 1 UNION SELECT 2", "a second query"),
        ("SELECT count(*) FROM orders WHERE a IN (SELECT b FROM c)", "A query"),
        ("SELECT (SELECT max(x) FROM y) FROM orders", "A query"),
        ("SELECT count(*) FROM orders WHERE count(*) > 1", "WHERE holds an aggregate"),
        ("SELECT count(*); DROP TABLE orders", "`;`"),
        ("SELECT count(*) FROM orders; DELETE FROM orders", "`;`"),
        ("SELECT count(*) FROM orders -- all", "begins a comment"),
        ("WITH x AS (SELECT 1) SELECT count(*) FROM x", "begins with `WITH`"),
        ("COPY orders TO 'x.csv' (FORMAT csv)", "begins with `COPY`"),
        ("SELECT count(*), max(a) FROM orders", "A list"),
        ("SELECT sum(a) OVER () FROM orders", "OVER"),
        ("SELECT count(*) FROM ${other}", "placeholder `other`"),
        ("SELECT count(*)", "no FROM"),
        ("SELECT", "not whole"),
        ("", "empty"),
        ("SELECT count(*) FROM orders WHERE", "empty"),
        ("SELECT count(*) FROM orders WHERE " + "a = 1 AND " * 500 + "b = 2", "characters"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text, why):
    found = query_of(text, TABLES, None)
    assert isinstance(found, NotRun)
    assert found.reason == "refused"
    assert why in found.detail
    assert found.fix


def test_a_column_s_placeholder_at_the_table_is_refused():
    assert isinstance(query_of("SELECT max(${property}) FROM ${object}", TABLES, None), NotRun)


@pytest.mark.parametrize(
    "frame", ["SELECT {} FROM orders", "SELECT count(*) FROM orders WHERE {}", "SELECT count(*) FROM {}"]
)
def test_no_attack_reaches_the_engine_but_as_the_guard_wrote_it(frame):
    """What comes out is built from the guard's own words: no query, no second statement, no comment."""
    passed = 0
    for name, attack in ATTACKS.items():
        found = query_of(frame.format(attack), TABLES, None)
        if isinstance(found, NotRun):
            assert found.reason == "refused"
            continue
        passed += 1
        written = found.value.text + (found.where.text if found.where else "")
        outside = re.sub(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", "", written)
        assert not re.search(r";|--|/\*|\$|\b(select|from|copy|attach|read_\w+)\b", outside.lower()), name
    assert passed < len(ATTACKS) / 2


@pytest.mark.parametrize("name", ['orders" --', "a'b", "x;y", "p.q"])
def test_a_table_of_any_name_is_quoted(name):
    found = query_of("SELECT count(*) FROM ${object} WHERE ${object}.a = 1", (name,), None)
    assert isinstance(found, Query | NotRun)
    if isinstance(found, Query):
        assert found.where.text == '("a" = 1)'
