from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.reference import T, answers, days, quantile, same_days, table, write_parquet
from trueup.adapters.duckdb_session import Limits
from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.kpi import ArmTable, Day, KpiDays, KpiQuantile, KpiSum, Unitised

DAY = date(2024, 2, 29)
ROW = Unitised(T, (), None, guard("day"), None)
CASE = Unitised(T, ("k",), None, guard("min(day)"), None)
COLUMNS = {"k": "INTEGER", "day": "DATE", "y": "DOUBLE", "n": "BIGINT", "ok": "BOOLEAN", "g": "VARCHAR"}


def some(k=1, day=DAY, y=1.0, n=1, ok=True, g="a") -> dict[str, object]:
    return {"k": k, "day": day, "y": y, "n": n, "ok": ok, "g": g}


def ask(tmp_path, rows, *kpis, columns=COLUMNS, limits=None) -> list:
    return answers(table(write_parquet(tmp_path / "t.parquet", columns, rows)), *kpis, limits=limits)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("kpis")


NASTY_DAYS = st.sampled_from([None, DAY, date(1700, 1, 1), date(9999, 12, 31), date(2024, 3, 1)])
NASTY_FLOATS = st.one_of(
    st.none(),
    st.sampled_from([0.0, -0.0, float("nan"), float("inf"), float("-inf"), 1e100, 1e-100, 0.1, -1e-9]),
    st.floats(min_value=-1e9, max_value=1e9, allow_subnormal=False).filter(lambda y: y == 0 or abs(y) >= 1e-150),
)
NASTY_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "k": st.one_of(st.none(), st.integers(1, 3)),
            "day": NASTY_DAYS,
            "y": NASTY_FLOATS,
            "n": st.one_of(st.none(), st.integers(-(2**62), 2**62), st.integers(-5, 5)),
            "ok": st.one_of(st.none(), st.booleans()),
            "g": st.one_of(st.none(), st.sampled_from(["", "a", "ä", "日本", 'q"u', "it's"])),
        }
    ),
    max_size=12,
)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def single(name):
    return lambda unit: unit[0][name]


@SLOW
@given(rows=NASTY_ROWS)
def test_row_level_sums_agree_with_plain_python(shelf, rows):
    of = replace(ROW, rows=guard("ok"), arm=guard("g"))
    kpis = [
        KpiSum(of, guard("y"), where=guard("n > 0")),
        KpiSum(of, guard("n")),
        KpiSum(of, guard("n"), over=guard("y")),
        KpiSum(of, guard("ok"), over=guard("n < 3")),
    ]
    common = {"at": single("day"), "arm": single("g"), "keep": lambda row: row["ok"]}

    def positive(unit):
        return None if unit[0]["n"] is None else unit[0]["n"] > 0

    def small(unit):
        return None if unit[0]["n"] is None else unit[0]["n"] < 3

    wanted = [
        days(rows, value=single("y"), where=positive, **common),
        days(rows, value=single("n"), **common),
        days(rows, value=single("n"), over=single("y"), **common),
        days(rows, value=single("ok"), over=small, **common),
    ]
    for found, expected in zip(ask(shelf, rows, *kpis), wanted, strict=True):
        assert same_days(found, expected), (found, expected)


def counted(unit):
    return len([row for row in unit if row["n"] is not None])


def largest(unit):
    return max((row["n"] for row in unit if row["n"] is not None), default=None)


@SLOW
@given(rows=NASTY_ROWS)
def test_sums_over_units_with_a_key_agree_with_plain_python(shelf, rows):
    kpis = [
        KpiSum(CASE, guard("count(n)")),
        KpiSum(CASE, guard("max(n)"), over=guard("count(*)"), where=guard("count(*) > 1")),
    ]
    common = {
        "at": lambda unit: min((row["day"] for row in unit if row["day"] is not None), default=None),
        "per": ("k",),
    }
    wanted = [
        days(rows, value=counted, **common),
        days(rows, value=largest, over=len, where=lambda unit: len(unit) > 1, **common),
    ]
    for found, expected in zip(ask(shelf, rows, *kpis), wanted, strict=True):
        assert same_days(found, expected), (found, expected)


def test_an_empty_table_has_no_rows_no_units_and_no_days(tmp_path):
    assert ask(tmp_path, [], KpiSum(ROW, guard("y")), KpiSum(CASE, guard("sum(y)"))) == [KpiDays(0, 0, 0, ())] * 2


def test_one_row_is_one_day(tmp_path):
    assert ask(tmp_path, [some(y=2.5)], KpiSum(ROW, guard("y"))) == [
        KpiDays(1, 1, 0, (Day(DAY, "", 1, 0, 0, 1, 2.5, 6.25),))
    ]


def test_a_row_predicate_that_is_unknown_does_not_keep_the_row(tmp_path):
    rows = [some(n=None), some(n=1), some(n=-1)]
    [found] = ask(tmp_path, rows, KpiSum(replace(ROW, rows=guard("n > 0")), guard("y")))
    assert (found.rows, found.kept, found.days[0].units) == (3, 1, 1)


def test_rows_without_a_whole_key_form_no_unit(tmp_path):
    found = ask(tmp_path, [some(k=None), some(k=None), some(k=7), some(k=7)], KpiSum(CASE, guard("count(*)")))
    assert found == [KpiDays(4, 2, 0, (Day(DAY, "", 1, 0, 0, 1, 2.0, 4.0),))]


def test_a_compound_key_needs_both_columns(tmp_path):
    rows = [some(k=1, g="a"), some(k=1, g="b"), some(k=1, g="b"), some(k=1, g=None)]
    [found] = ask(tmp_path, rows, KpiSum(replace(CASE, per=("k", "g")), guard("count(*)")))
    assert (found.kept, found.days[0].units, found.days[0].y) == (3, 2, 3.0)


def test_units_without_a_day_are_undated(tmp_path):
    [found] = ask(tmp_path, [some(day=None), some()], KpiSum(ROW, guard("y")))
    assert (found.kept, found.undated, len(found.days)) == (2, 1, 1)


def test_a_day_beyond_the_calendar_is_no_day(tmp_path):
    base = duckdb.connect()
    texts = "'infinity', '-infinity', '10000-01-01', '0044-03-15 (BC)', '1700-01-01'"
    rows = f"SELECT unnest([{texts}])::DATE AS day, 1 AS y"
    base.execute(f"COPY ({rows}) TO '{tmp_path / 't.parquet'}'")
    [found] = answers(table(tmp_path / "t.parquet"), KpiSum(ROW, guard("y")))
    assert (found.undated, [day.day for day in found.days]) == (4, [date(1700, 1, 1)])


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Kathmandu", "UTC"])
def test_a_moment_belongs_to_the_day_of_its_zone_also_when_clocks_change(tmp_path, zone):
    nights = [datetime(2024, month, day, tzinfo=UTC) for month, day in ((3, 10), (3, 31), (10, 27), (11, 3), (2, 29))]
    rows = [{"at": night + timedelta(minutes=30 * step), "y": 1} for night in nights for step in range(-24, 72)]
    [found] = ask(
        tmp_path,
        rows,
        KpiSum(Unitised(T, (), None, guard('"at"'), zone), guard("y")),
        columns={"at": "TIMESTAMPTZ", "y": "INTEGER"},
    )
    assert same_days(found, days(rows, at=single("at"), value=single("y"), zone=zone))
    assert {day.n for day in found.days} - {48}


def test_hours_in_an_expression_are_those_of_the_zone(tmp_path):
    rows = [{"at": datetime(2024, 7, 1, 3, tzinfo=UTC), "y": 1}]
    columns = {"at": "TIMESTAMPTZ", "y": "INTEGER"}
    kpis = [KpiSum(Unitised(T, (), None, guard('"at"'), zone), guard('hour("at")')) for zone in ("UTC", "Asia/Tokyo")]
    assert [found.days[0].y for found in ask(tmp_path, rows, *kpis, columns=columns)] == [3.0, 12.0]


def test_a_timestamp_without_zone_is_local_time(tmp_path):
    rows = [{"at": datetime(2024, 3, 31, 23, 59), "y": 1}]  # noqa: DTZ001 - naive on purpose
    kpi = KpiSum(Unitised(T, (), None, guard('"at"'), "America/New_York"), guard("y"))
    [found] = ask(tmp_path, rows, kpi, columns={"at": "TIMESTAMP", "y": "INTEGER"})
    assert found.days[0].day == date(2024, 3, 31)


@pytest.mark.parametrize("kind", ["TIMESTAMP", "TIMESTAMPTZ"])
def test_a_timestamp_needs_a_zone(tmp_path, kind):
    rows = [{"at": datetime(2024, 3, 31, tzinfo=UTC), "y": 1}]
    kpi = KpiSum(Unitised(T, (), None, guard('"at"'), None), guard("y"))
    [found] = ask(tmp_path, rows, kpi, columns={"at": kind, "y": "INTEGER"})
    assert found == NotRun(
        "refused",
        "`at` of a KPI on `t` is a timestamp and the KPI names no time zone",
        "Add `zone:`, such as `zone: Europe/London`.",
    )


def test_an_unknown_zone_is_refused_with_the_nearest(tmp_path):
    [found] = ask(tmp_path, [some()], KpiSum(replace(ROW, zone="Europe/Londn"), guard("y")))
    assert found == NotRun("refused", "`Europe/Londn` is not a time zone", "Write `zone: Europe/London`.")


def test_a_column_that_is_not_there_names_the_nearest(tmp_path):
    [found] = ask(tmp_path, [some()], KpiSum(ROW, Sql('"okk"', ("okk",), aggregate=False)))
    assert found == NotRun(
        "no_column",
        "column `okk` is not in `t`; nearest is `ok`",
        "In `value:` name a column of the table, or the data set that has it.",
    )


def test_a_faulty_kpi_does_not_stop_the_others_over_the_same_units(tmp_path):
    texts = ["y", "g", "cast(g AS INTEGER)", "nowhere", "n", "sum(y)"]
    found = ask(tmp_path, [some()], *(KpiSum(ROW, guard(text)) for text in texts))
    assert [f.reason if isinstance(f, NotRun) else f.days[0].y for f in found] == [
        1.0,
        "error",
        "error",
        "no_column",
        1.0,
        "error",
    ]
    assert found[1].detail == "`value` of a KPI on `t` is text, not a number"


def test_where_must_be_true_or_false(tmp_path):
    [found] = ask(tmp_path, [some()], KpiSum(ROW, guard("y"), where=guard("n")))
    assert found.detail == "`where` of a KPI on `t` is a whole number, not true or false"


@pytest.mark.parametrize("kind", ["TINYINT", "UBIGINT", "HUGEINT", "DECIMAL(18,3)", "DECIMAL(38,10)", "FLOAT"])
def test_every_kind_of_number_is_summed(tmp_path, kind):
    rows = [{"day": DAY, "y": 3}, {"day": DAY, "y": 4}]
    [found] = ask(tmp_path, rows, KpiSum(ROW, guard("y")), columns={"day": "DATE", "y": kind})
    assert (found.days[0].y, found.days[0].yy) == (7.0, 25.0)


def test_whole_numbers_too_large_for_exact_squares_are_still_summed(tmp_path):
    rows = [some(n=2**62), some(n=2**62), some(n=-(2**62))]
    [found] = ask(tmp_path, rows, KpiSum(ROW, guard("n")))
    assert (found.days[0].y, found.days[0].yy) == (4.61168601843e18, 6.38029437977e37)


def test_small_values_survive_beside_large_ones_that_cancel(tmp_path):
    rows = [some(y=y) for y in (1e15, 1e-3, -1e15, 2e-3)]
    [found] = ask(tmp_path, rows, KpiSum(ROW, guard("y")))
    assert found.days[0].y == 0.003


def test_the_same_bytes_come_out_with_any_number_of_threads(tmp_path):
    path = tmp_path / "t.parquet"
    base = duckdb.connect()
    base.execute("SELECT setseed(0.5)")
    numbers = (
        "SELECT DATE '2024-01-01' + (i % 40)::INTEGER AS day, (random() - 0.5) * exp(10 * random()) AS y, i % 1000 AS k"
    )
    base.execute(f"COPY ({numbers} FROM range(400_000) t(i)) TO '{path}' (ROW_GROUP_SIZE 4096)")
    kpis = [
        KpiSum(ROW, guard("y")),
        KpiSum(ROW, guard("y"), over=guard("y * y + 1")),
        KpiSum(CASE, guard("max(y)"), over=guard("count(*)")),
        KpiQuantile(ROW, guard("y"), None, 0.3, ((date(2024, 1, 1), date(2024, 1, 20)),)),
    ]
    runs = [answers(table(path), *kpis, limits=Limits(threads=threads)) for threads in (1, 4, 4, 3)]
    assert all(run == runs[0] for run in runs)
    assert len(runs[0][0].days) == 40


# ---- arms ------------------------------------------------------------------------------------------------------------


def test_units_without_an_arm_of_their_own_get_an_empty_one(tmp_path):
    rows = [some(g="pilot"), some(g=None), some(g="")]
    [found] = ask(tmp_path, rows, KpiSum(replace(ROW, arm=guard("g")), guard("y")))
    assert [(day.arm, day.units) for day in found.days] == [("", 2), ("pilot", 1)]


def arms(tmp_path, rows, columns=None):
    cases = [some(k=1), some(k=1), some(k=2), some(k=3)]
    main = table(write_parquet(tmp_path / "t.parquet", COLUMNS, cases))
    side = write_parquet(tmp_path / "arms.parquet", columns or {"id": "INTEGER", "arm": "VARCHAR"}, rows)
    of = replace(CASE, arm=ArmTable(DataId("arms"), "id", "arm"))
    return main | table(side, "arms"), of


def test_arms_from_another_table_join_on_the_key(tmp_path):
    rows = [
        {"id": 1, "arm": "pilot"},
        {"id": 1, "arm": "pilot"},
        {"id": 2, "arm": "control"},
        {"id": 9, "arm": "pilot"},
    ]
    sources, of = arms(tmp_path, rows)
    [found] = answers(sources, KpiSum(of, guard("count(*)")))
    assert [(day.arm, day.units, day.y) for day in found.days] == [("", 1, 1.0), ("control", 1, 1.0), ("pilot", 1, 2.0)]


def test_arms_join_a_key_of_another_type_as_text(tmp_path):
    sources, of = arms(tmp_path, [{"id": "1", "arm": "pilot"}], {"id": "VARCHAR", "arm": "VARCHAR"})
    [found] = answers(sources, KpiSum(of, guard("count(*)")))
    assert [(day.arm, day.units) for day in found.days] == [("", 2), ("pilot", 1)]


def test_a_unit_in_two_arms_is_refused(tmp_path):
    sources, of = arms(tmp_path, [{"id": 2, "arm": "pilot"}, {"id": 2, "arm": "control"}])
    [found] = answers(sources, KpiSum(of, guard("count(*)")))
    assert found == NotRun("error", "unit `2` has 2 arms in `arms`", "Keep one arm a unit.")


def test_arms_from_another_table_need_one_key_column(tmp_path):
    sources, of = arms(tmp_path, [])
    [found] = answers(sources, KpiSum(replace(of, per=("k", "g")), guard("count(*)")))
    assert found.reason == "error"
    assert "has 2" in found.detail


# ---- quantiles -------------------------------------------------------------------------------------------------------

JANUARY = (date(2024, 1, 1), date(2024, 1, 31))


@SLOW
@given(
    values=st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=30),
    p=st.floats(0, 1),
)
def test_quantiles_agree_with_plain_python(shelf, values, p):
    rows = [some(y=y, day=date(2024, 1, 1 + at % 5)) for at, y in enumerate(values)]
    [found] = ask(shelf, rows, KpiQuantile(ROW, guard("y"), None, p, (JANUARY,)))
    window = found.windows[0]
    assert window.level == pytest.approx(quantile(values, p), rel=1e-9, abs=1e-9)
    assert list(window.ladder) == pytest.approx([quantile(values, k / 400) for k in range(401)], rel=1e-9, abs=1e-9)
    assert (window.n, sum(day.n for day in window.days)) == (len(values), len(values))


def test_a_quantile_counts_units_at_or_below_it_day_by_day(tmp_path):
    rows = [some(y=float(y), day=date(2024, 1, 1 + y % 2)) for y in range(11)]
    rows += [some(y=None), some(y=float("nan"), day=DAY), some(y=99.0, ok=False, day=date(2024, 1, 1))]
    windows = (JANUARY, (date(2030, 1, 1), date(2030, 1, 2)), (date(2024, 1, 2), date(2024, 1, 2)))
    [found] = ask(tmp_path, rows, KpiQuantile(ROW, guard("y"), guard("ok"), 0.5, windows))
    january, later, second = found.windows
    assert (january.n, january.level, [(day.n, day.below) for day in january.days]) == (11, 5.0, [(6, 3), (5, 3)])
    assert (later.n, later.level, later.days, later.ladder) == (0, None, (), ())
    assert (second.n, second.level, second.ladder[0], second.ladder[400]) == (5, 5.0, 1.0, 9.0)
