"""The example tells its story on 336,776 real flights, word for word, and every figure of it is true."""

from __future__ import annotations

import json

import pytest

from in_memory import in_memory
from story import FORMS, ROOT, copied, told

FLIGHTS = ROOT / "examples" / "flights"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("story"))


@pytest.fixture(scope="module")
def text(folder):
    return told(folder)


@pytest.fixture(scope="module")
def body(folder, text):
    """The same as JSON, answered from the cache that the text left."""
    return told(folder, "json")


@pytest.fixture(scope="module")
def story(body):
    (found,) = json.loads(body)["initiatives"]
    return found


@pytest.fixture(scope="module")
def words(text):
    """The text without its line breaks."""
    return " ".join(text.split())


def findings(story, code, subject):
    return next(f for f in story["findings"] if (f["code"], f["subject"]) == (code, subject))


def level(story, kpi):
    return story["kpis"][kpi]["level"]["value"]


def reference(story, column):
    return next(each for each in story["data_sets"]["flights"]["references"] if each["columns"] == column.split(","))


def true(sql):
    """Ask the flights directly: what the figures must be, by another way."""
    with in_memory() as connection:
        for name in ("flights", "planes", "airports"):
            connection.execute(f"CREATE TEMP VIEW {name} AS FROM '{FLIGHTS}/data/{name}.parquet'")
        return connection.execute(sql).fetchone()


# ---- word for word ---------------------------------------------------------------------------------------------------


def test_the_text_is_the_golden_one(text):
    assert text == FORMS["text"].read_text("utf-8")


def test_the_json_is_the_golden_one(body):
    assert body == FORMS["json"].read_text("utf-8")


def test_the_evidence_is_the_one_committed_with_the_example(folder, text):
    made = {file.name: file.read_bytes() for file in (folder / "examples" / "flights" / "evidence").iterdir()}
    assert made == {file.name: file.read_bytes() for file in (FLIGHTS / "evidence").iterdir()}


def test_it_fits_a_screen_or_two_and_a_hundred_columns(text):
    assert len(text.splitlines()) <= 80
    assert max(map(len, text.splitlines())) <= 100


# ---- the objective and its guardrails --------------------------------------------------------------------------------


def test_late_arrivals_are_24_47_percent_of_327_346(story, words):
    late, known = true("SELECT count_if(arr_delay >= 15), count(arr_delay) FROM flights")
    assert known == 327_346
    assert level(story, "late") == pytest.approx(late / known, abs=1e-11)
    assert round(100 * level(story, "late"), 4) == 24.4695
    assert story["kpis"]["late"]["funnel"]["counted"] == 327_346
    assert "late decides 24.47 % (22.97 to 25.97) ● of 327,346 → 22.50 % by 2014-12-31" in words


def test_cancellations_and_the_mean_delay_guard_and_unknown_delays_are_not_zero(story):
    assert round(100 * level(story, "cancelled"), 4) == 2.4512
    (strict,) = true("SELECT avg(greatest(arr_delay, 0)) FROM flights WHERE arr_delay IS NOT NULL")
    (lax,) = true("SELECT avg(greatest(arr_delay, 0)) FROM flights")
    assert level(story, "mean_delay") == pytest.approx(strict, abs=1e-9)
    assert (round(strict, 2), round(lax, 2)) == (16.39, 15.93)


def test_finance_counts_23_05_percent_and_that_is_a_competing_definition(story):
    assert round(100 * level(story, "late_finance"), 2) == 23.05
    found = findings(story, "KPI007", "kpis.late_finance")
    assert found["severity"] == "blocks"
    assert "`late_finance` (cfo) counts 23.05 %, `late` (coo) 24.47 %" in found["problem"].replace("\u00a0", " ")


def test_the_summer_baseline_is_31_87_percent_and_inflates_the_way_4_8_times(story):
    assert round(100 * level(story, "late_summer"), 2) == 31.87
    problem = findings(story, "KPI008", "kpis.late_summer")["problem"].replace("\u00a0", " ")
    assert "31.87 % from 2013-06-01 to 2013-07-31, is not usual: over all data it is 24.47 %" in problem
    assert "4.8 times as long" in problem
    assert pytest.approx(4.8, abs=0.05) == (0.318743 - 0.225) / (0.244695 - 0.225)


def test_the_months_and_the_interval_are_those_of_day_clusters(story):
    late = story["kpis"]["late"]
    assert len(late["months"]) == 12
    assert late["clusters"] == 365
    interval = late["level"]["range"]
    assert (interval["high"] - interval["low"]) / 2 / 1.96 == pytest.approx(0.0076, abs=0.0002)


# ---- money -----------------------------------------------------------------------------------------------------------


def test_160_of_220_days_are_aligned(story, words):
    spend = story["figures"]["spend"]
    assert (spend["unit"], spend["total"]) == ("EUR", 220 * 600)
    assert spend["aligned"] == pytest.approx(160 / 220)
    shares = {name: round(100 * value / spend["total"], 1) for name, value in spend["segments"].items()}
    assert shares == {"aligned": 72.7, "mandated": 0, "unqualified": 10.0, "no_kpi": 17.3, "not_planned": 0}
    lost = {each["item"]: each["cost"] for each in spend["not_reaching"]}
    assert lost == {"epics.E5": 22_800, "epics.E6": 13_200}
    assert (spend["priced"], spend["items"]) == (7, 7)
    assert "Aligned spend 72.7 % ◐ of €132k: €96k reaches a KPI that counts (72.7 %)" in words
    assert "€13.2k on KPIs that do not qualify (10.0 %), €22.8k without a KPI (17.3 %)" in words


def test_645_000_euros_a_year_are_promised_and_none_evidenced(story, words):
    benefit = story["figures"]["benefit"]
    late, known = true("SELECT count_if(arr_delay >= 15), count(arr_delay) FROM flights")
    fewer = 327_346 * (late / known - 0.225)
    assert round(fewer, -2) == 6_400
    assert benefit["promised"]["value"] == pytest.approx(100 * fewer, rel=1e-6)
    assert round(benefit["promised"]["value"], -3) == 645_000
    assert benefit["promised"]["basis"] == "assumed"
    assert benefit["evidenced"] == 0
    assert benefit["baseline_measured"] == 1
    assert "Promised benefit €645k a year ○" in words
    assert "Evidenced benefit 0 % ○" in words


# ---- the data --------------------------------------------------------------------------------------------------------


def test_50_094_flights_have_one_of_721_unknown_aircraft_and_two_carriers_fly_47_869_of_them(story):
    orphans = true("""
        SELECT count(*), count(DISTINCT tailnum) FROM flights ANTI JOIN planes USING (tailnum) WHERE tailnum IS NOT NULL
    """)
    assert orphans == (50_094, 721)
    found = reference(story, "tailnum")
    assert (found["orphans"], found["values"]) == orphans
    carriers = {each["value"]: each["orphans"] for each in found["slices"] if each["column"] == "carrier"}
    assert carriers["AA"] + carriers["MQ"] == 47_869
    assert "carrier MQ and AA hold 47,869" in findings(story, "DAT004", "data.flights.references.tailnum")["problem"]


def test_7_602_flights_go_to_airports_that_are_not_listed(story):
    assert true("SELECT count(*) FROM flights WHERE dest NOT IN (SELECT faa FROM airports)") == (7_602,)
    assert reference(story, "dest")["orphans"] == 7_602


def test_the_speed_of_planes_is_99_3_percent_empty(story):
    column = next(each for each in story["data_sets"]["planes"]["columns"] if each["name"] == "speed")
    assert round(100 * column["missing"] / story["data_sets"]["planes"]["rows"], 1) == 99.3
    assert "99.31" in findings(story, "DAT005", "data.planes.columns.speed")["problem"]


# ---- the gates and what may go on ------------------------------------------------------------------------------------


def gate(story, phase):
    return next(each for each in story["gates"] if each["phase"] == phase)


def test_discovery_is_complete_but_for_one_definition_and_not_signed(story, words):
    discovery = gate(story, "discovery")
    assert not discovery["open"]
    assert (discovery["content"], discovery["signatures"]) == ({"met": 5, "of": 6}, {"met": 0, "of": 2})
    unmet = [each["title"] for each in discovery["criteria"] if (each["kind"], each["status"]) == ("must", "not_met")]
    assert unmet == ["Each KPI has one definition"]
    assert "Discovery closed 5 of 6 content, 0 of 2 signatures: not recorded; D6 each KPI has one definition" in words


def test_feasibility_is_closed_the_rule_may_go_on_and_machine_learning_is_held(story, words):
    assert (gate(story, "feasibility")["due"], gate(story, "feasibility")["open"]) == ("current", False)
    held = {each["id"]: each["held"] for each in story["options"]}
    assert held == {"keep": False, "turnaround": False, "afternoon": False, "forecast": True}
    because = " ".join(next(each["because"] for each in story["options"] if each["id"] == "forecast"))
    assert "50,094 rows" in because
    assert "`weather.wind_speed` and `weather.visib`, known only after it decides" in because
    assert "Protect flights that depart 15:00 or later. Held: Learn which flights will be late." in words


def test_later_phases_are_not_due_and_one_line_each(story, text):
    lines = text.splitlines()
    for phase in ("blueprinting", "planning", "execution"):
        assert gate(story, phase)["due"] == "later"
        assert sum(line.strip().startswith(f"{phase.capitalize()} ") and "not due" in line for line in lines) == 1
    assert [line for line in lines if line.startswith("Later, ")] == [
        "Later, blueprinting: 4 findings, not due yet.",
        "Later, planning: 4 findings, not due yet.",
    ]
    assert "WRK001" not in text


def test_the_next_actions_begin_with_what_opens_the_first_gate(story):
    assert 3 <= len(story["actions"]) <= 5
    first = story["actions"][0]
    assert first["who"] == "coo"
    assert first["place"] == "initiative.yaml:30"
    assert "late_finance" in first["what"]
    assert all(action["what"] and action["why"] for action in story["actions"])
