"""Days made of whole-number columns: they are grouped by these columns, and nobody must notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.reference import T, answers, days, same_days, table, write_parquet
from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.kpi import Day, KpiDays, KpiSum, Unitised

ROW = Unitised(T, (), None, guard("make_date(yy, mm, dd)"), None)
PARTS = {"yy": "INTEGER", "mm": "TINYINT", "dd": "BIGINT", "g": "VARCHAR", "y": "DOUBLE", "n": "INTEGER"}
NUMBERS = st.sampled_from([None, 0.0, -0.0, float("nan"), float("inf"), 1e100, 1e-100, 0.1, -1e-9, 12345.678])


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("made")


def ask(folder, rows, *kpis, columns=PARTS) -> list:
    return answers(table(write_parquet(folder / "t.parquet", columns, rows)), *kpis)


def of_row(name):
    return lambda unit: unit[0][name]


def part(yy=2024, mm=2, dd=29, g="a", y=0.5, n=1) -> dict[str, object]:
    return {"yy": yy, "mm": mm, "dd": dd, "g": g, "y": y, "n": n}


def made(unit):
    parts = [unit[0][name] for name in ("yy", "mm", "dd")]
    return None if None in parts or not 1 <= parts[0] <= 9999 else date(*parts)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "yy": st.sampled_from([None, -44, 0, 1, 2023, 2024, 9999, 10000]),
                "mm": st.sampled_from([None, 1, 2]),
                "dd": st.sampled_from([None, 1, 28]),
                "g": st.sampled_from([None, "", "a"]),
                "y": NUMBERS,
                "n": st.one_of(st.none(), st.integers(-9, 9)),
            }
        ),
        max_size=20,
    )
)
@pytest.mark.parametrize("arm", [None, "g"])
def test_days_made_of_parts_agree_with_plain_python(shelf, rows, arm):
    of = replace(ROW, arm=arm and guard(arm))
    kpis = [KpiSum(of, guard("n"), where=guard("n > 0")), KpiSum(of, guard("y")), KpiSum(of, guard("n"), guard("y"))]
    common = {"at": made, "arm": of_row(arm) if arm else None}

    def positive(unit):
        return None if unit[0]["n"] is None else unit[0]["n"] > 0

    wanted = [
        days(rows, value=of_row("n"), where=positive, **common),
        days(rows, value=of_row("y"), **common),
        days(rows, value=of_row("n"), over=of_row("y"), **common),
    ]
    for found, expected in zip(ask(shelf, rows, *kpis), wanted, strict=True):
        assert same_days(found, expected), (found, expected)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("make_date(yy, mm, 1)", date(2024, 2, 1)),
        ("make_date(2023, mm, mm)", date(2023, 2, 2)),
        ("make_date(2023, 4, 5)", date(2023, 4, 5)),
        ("make_date(YY, Mm, dd)", date(2024, 2, 29)),
        ("make_date(yy + 1, mm, 1)", date(2025, 2, 1)),
    ],
)
def test_a_date_may_be_made_of_numbers_columns_or_sums(tmp_path, text, wanted):
    [found] = ask(tmp_path, [part(), part()], KpiSum(replace(ROW, at=guard(text)), guard("n")))
    assert found == KpiDays(2, 2, 0, (Day(wanted, "", 2, 0, 0, 2, 2.0, 2.0),))


def test_columns_of_a_made_date_may_have_any_name(tmp_path):
    columns = {'a "b"': "INTEGER", "_p0": "INTEGER", "d0": "INTEGER"}
    of = replace(ROW, at=guard('make_date("d0", "_p0", "a ""b""")'))
    [found] = ask(tmp_path, [{'a "b"': 3, "_p0": 2, "d0": 2021}], KpiSum(of, guard("d0")), columns=columns)
    assert [(day.day, day.y) for day in found.days] == [(date(2021, 2, 3), 2021.0)]


def test_parts_that_only_round_to_the_same_date_are_one_day(tmp_path):
    rows = [part(dd=dd) for dd in (3.0, 2.9, 3.1, 4.0)]
    of = replace(ROW, at=guard("make_date(yy, mm, cast(dd AS INTEGER))"))
    [found] = ask(tmp_path, rows, KpiSum(of, guard("n")), columns=PARTS | {"dd": "DOUBLE"})
    assert [(day.day.day, day.y) for day in found.days] == [(3, 3.0), (4, 1.0)]


def test_a_date_that_does_not_exist_is_refused_unless_its_row_is_turned_away(tmp_path):
    rows = [part(), part(dd=30)]
    kpis = [KpiSum(of, guard("n")) for of in (ROW, replace(ROW, rows=guard("dd < 30")))]
    refused, answered = ask(tmp_path, rows, *kpis)
    assert (refused.reason, refused.detail) == ("error", "Date out of range: 2024-2-30")
    assert (answered.kept, answered.days[0].y) == (1, 1.0)
