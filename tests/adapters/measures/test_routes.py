"""The same answers by whatever route: tables large enough for bitmaps, hashes and counting value by value."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.measures import reference
from adapters.measures.nasty import KINDS, PATTERNS, TESTS
from trueup.core.model.ask.checks import Among, Figure, Like, Missing, Reads, Tallied, Tally
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import KeyFacts, KeyOf, OrphanFacts, OrphansOf

T, SMALL = DataId("t"), DataId("small")
ROWS = 70_000
NUMBERS = range(ROWS)
COLUMNS = {
    "unique": ("int64", [at * 3 - ROWS for at in NUMBERS]),
    "holes": ("int32", [None if at % 10 == 0 else at for at in NUMBERS]),
    "twice": ("int32", [at if at != 500 else 499 for at in NUMBERS]),
    "wide": ("int64", [at * 2**40 - 2**60 for at in NUMBERS]),
    "huge": ("int64", [-(2**63), 2**63 - 1, *range(ROWS - 2)]),
    "shop": ("int32", [at // 100 for at in NUMBERS]),
    "ticket": ("int8", [at % 100 for at in NUMBERS]),
    "code": ("text", [f"ORD-{at:09}" for at in NUMBERS]),
    "codes": ("text", [None if at == 7 else f"ORD-{at // 2:09}" for at in NUMBERS]),
    "cents": ("decimal(10,2)", [Decimal(at % 65_999) / 100 for at in NUMBERS]),
    "day": ("date", [date(1800, 1, 1) + timedelta(at) for at in NUMBERS]),
    "real": ("float64", [float(at) if at % 2 else -0.0 for at in NUMBERS]),
}
KEYS = [(name,) for name in COLUMNS] + [("shop", "ticket"), ("shop", "code"), ("holes", "ticket"), ("wide", "huge")]
SPARSE = {"id": ("int64", [number for number in range(-10, 60_000) if number % 1000])}
MANY = 120_000


@pytest.fixture(scope="module")
def said(engine):
    asks = [KeyOf(T, key) for key in KEYS] + [Figure(T, name, "distinct") for name in COLUMNS]
    asks += [OrphansOf(T, (name,), SMALL, ("id",)) for name in ("holes", "unique", "code", "huge")]
    return engine({"t": COLUMNS, "small": SPARSE}, asks)


@pytest.mark.parametrize("key", KEYS, ids="-".join)
def test_keys_repeat_as_often_as_they_do(said, key):
    rows = list(zip(*(COLUMNS[name][1] for name in key), strict=True))
    whole = Counter(row for row in rows if None not in row)
    held = sum(whole.values())
    wanted = KeyFacts(key, ROWS, len(whole), ROWS - held, held - len(whole), max(whole.values()))
    assert said[KeyOf(T, key)] == wanted


@pytest.mark.parametrize("name", COLUMNS)
def test_different_values_are_counted_exactly(said, name):
    kind, values = COLUMNS[name]
    assert said[Figure(T, name, "distinct")] == reference.figure(kind, values, "distinct")


@pytest.mark.parametrize("name", ["holes", "unique", "code", "huge"])
def test_references_that_name_nothing_are_counted_exactly(said, name):
    known = {str(value) for value in SPARSE["id"][1]}
    values = COLUMNS[name][1]
    lost = [value for value in values if value is not None and str(value) not in known]
    wanted = OrphanFacts((name,), SMALL, ROWS, values.count(None), len(lost), len(set(lost)))
    assert said[OrphansOf(T, (name,), SMALL, ("id",))] == wanted


def test_a_column_of_few_values_gives_the_same_counts(engine):
    """Tests are asked of the different values; the reference counts each value as often as it stands there."""
    values = [KINDS["text"][at % len(KINDS["text"])] for at in range(MANY)]
    tests = [test for test in TESTS if not isinstance(test, Like)] + [Like(pattern) for pattern in PATTERNS[:8]]
    asks = [Tally(T, "x", test) for test in tests] + [Figure(T, "x", "distinct"), Figure(T, "x", "max")]
    said = engine({"t": {"x": ("text", values)}}, asks)
    many = Counter(values)
    for test in tests:
        one = said[Tally(T, "x", test)]
        if isinstance(one, NotRun):
            assert reference.tally("text", [], test) == reference.REFUSED
            continue
        asked = MANY if isinstance(test, Missing) else MANY - many[None]
        failing = sum(count for value, count in many.items() if reference.fails("text", value, test))
        assert one == Tallied(MANY, asked, failing), test
    assert said[Figure(T, "x", "distinct")] == reference.figure("text", values, "distinct")
    assert said[Figure(T, "x", "max")] == reference.figure("text", values, "max")


def test_a_column_that_only_begins_with_few_values_gives_the_same_counts(engine):
    values = ["same"] * 30_000 + [f"v{at}" for at in range(MANY - 30_000)]
    asks = [Tally(T, "x", Among(("same", "v1"))), Tally(T, "x", Like("^v")), Figure(T, "x", "distinct")]
    among, like, distinct = (engine({"t": {"x": ("text", values)}}, asks)[ask] for ask in asks)
    assert (among.failing, like.failing, distinct.value) == (MANY - 30_001, 30_000, MANY - 30_000 + 1)


# ---- any values ------------------------------------------------------------------------------------------------------

FEW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
COLUMN = st.one_of(
    st.tuples(st.just("float64"), st.lists(st.none() | st.floats(), max_size=8)),
    st.tuples(st.just("int64"), st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), max_size=8)),
    st.tuples(st.just("text"), st.lists(st.none() | st.text(max_size=12), max_size=8)),
    st.tuples(st.just("timestamp"), st.lists(st.none() | st.datetimes(), max_size=8)),
)


@FEW
@given(columns=st.lists(COLUMN, min_size=1, max_size=6))
def test_any_column_is_tested_as_its_meaning_says(engine, columns):
    tests = [test for test in TESTS[::3] if not isinstance(test, Like)] + [Reads("integer"), Reads("timestamp")]
    tables = {f"t{at}": {"x": column} for at, column in enumerate(columns)}
    asks = {(name, test): Tally(DataId(name), "x", test) for name in tables for test in tests}
    ends = {(name, which): Figure(DataId(name), "x", which) for name in tables for which in ("distinct", "min")}
    said = engine(tables, [*asks.values(), *ends.values()])
    for (name, test), ask in asks.items():
        wanted = reference.tally(*tables[name]["x"], test)
        found = said[ask].reason if isinstance(said[ask], NotRun) else said[ask]
        assert found == wanted, (test, tables[name])
    for (name, which), ask in ends.items():
        wanted = reference.figure(*tables[name]["x"], which)
        if isinstance(getattr(wanted, "value", ""), float):
            assert said[ask].value == float(f"{wanted.value:.12g}")
        else:
            assert said[ask] == wanted or said[ask].reason == wanted
