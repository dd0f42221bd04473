"""What trueup says of the synthetic inquiries is what is true of them, and each honest gap of the document is found."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from story import copied

INQUIRIES = Path(__file__).parents[2] / "examples" / "inquiries"
TRUTH = json.loads((INQUIRIES / "truth.json").read_text("utf-8"))
KPIS = TRUTH["kpis"]
FAULTS = TRUTH["faults"]


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Return what the installed command says of a copy of the example, as JSON."""
    folder = copied(tmp_path_factory.mktemp("inquiries"), Path("examples", "inquiries")) / "examples"
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("trueup")),
            *("assess", "inquiries", "--as-of", "2026-07-15", "--format", "json"),
        ],
        cwd=folder,
        env=os.environ | {"TRUEUP_CACHE": str(folder / "cache")},
        capture_output=True,
        check=True,
    )
    (found,) = json.loads(done.stdout)["initiatives"]
    return found


def level(story, kpi):
    return story["kpis"][kpi]["level"]["value"]


def references(story, data_set):
    return {
        column: (reference["orphans"], reference["values"])
        for reference in story["data_sets"][data_set]["references"]
        for column in reference["columns"]
    }


# ---- figures ---------------------------------------------------------------------------------------------------------


def test_the_minutes_of_the_baseline_are_those_of_the_generators_own_books(story):
    assert level(story, "minutes") == pytest.approx(KPIS["minutes"]["mean"], abs=1e-6)
    assert level(story, "minutes") == pytest.approx(KPIS["minutes"]["seconds"] / 60 / KPIS["minutes"]["of"])


@pytest.mark.parametrize(
    "kpi", ["first_time_right", "reopened", "answered_in_a_day", "proposals_right", "satisfaction"]
)
def test_each_share_is_that_of_the_generators_own_books(story, kpi):
    assert level(story, kpi) == pytest.approx(KPIS[kpi]["correct"] / KPIS[kpi]["of"])


def test_45_720_of_73_500_euros_reach_a_kpi_that_counts(story):
    spend = story["figures"]["spend"]
    assert (spend["total"], spend["aligned"]) == (73_500, pytest.approx(45_720 / 73_500))
    assert spend["segments"]["unqualified"] == 14_000
    assert spend["segments"]["no_kpi"] == 5_600
    assert spend["segments"]["mandated"] == 3_840


def test_ten_per_cent_fewer_minutes_are_promised_to_be_worth_about_36_600_euros_a_year(story):
    promised = story["figures"]["benefit"]["promised"]
    saved = KPIS["minutes"]["mean"] - 12.1
    assert promised["value"] == pytest.approx(28_500 * saved * 0.95, rel=0.01)
    assert promised["unit"] == "EUR/year"
    assert story["figures"]["benefit"]["baseline_measured"] == 1


# ---- planted faults that it counts -----------------------------------------------------------------------------------


def test_rows_that_refer_to_nothing_are_counted_as_planted(story):
    assert references(story, "inquiries")["customer_id"] == (FAULTS["customer_orphan"]["rows"], 35)
    events = references(story, "events")
    assert events["agent_id"] == (FAULTS["agent_orphan"]["rows"], 1)
    assert events["inquiry_id"] == (FAULTS["event_orphan"]["rows"], FAULTS["event_orphan"]["rows"])


def test_the_rows_written_twice_are_found_by_the_key(story):
    repeats = next(finding for finding in story["findings"] if finding["code"] == "DAT003")
    assert repeats["subject"] == "data.inquiries.key"
    assert f"{TRUTH['inquiries'] + FAULTS['row_repeated']['rows']:,} rows, {TRUTH['inquiries']:,} values" in json.dumps(
        repeats
    )


def test_values_that_stand_for_missing_are_counted_as_planted(story):
    columns = {
        (data_set, column["name"]): column
        for data_set in ("inquiries", "customers")
        for column in story["data_sets"][data_set]["columns"]
    }
    category = columns["inquiries", "category"]
    assert (category["nulls"], category["sentinels"]) == (
        FAULTS["category_missing"]["rows"],
        FAULTS["category_placeholder"]["rows"],
    )
    assert columns["inquiries", "handling_seconds"]["sentinels"] == FAULTS["handling_sentinel"]["rows"]
    assert columns["customers", "since"]["sentinels"] == FAULTS["customer_since_sentinel"]["rows"]


# ---- honest gaps -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "subject"),
    [
        ("option-looks-into-the-future", "options.vendor"),
        ("option-without-cost", "options.writer"),
        ("kpi-without-owner", "kpis.satisfaction"),
        ("kpi-without-target", "kpis.satisfaction"),
        ("column-nearly-empty", "data.inquiries.columns.satisfaction"),
        ("work-without-kpi", "epics.E6"),
        ("work-on-unqualified-kpi", "kpis.satisfaction"),
        ("risk-without-owner-or-response", "risks.messages-leak"),
        ("nobody-can-do-it", "skills.mlops"),
        ("story-not-sprint-ready", "epics.E3"),
        ("estimate-without-range", "epics.E6"),
    ],
)
def test_an_honest_gap_of_the_document_is_found(story, rule, subject):
    assert (rule, subject) in {(finding["name"], finding["subject"]) for finding in story["findings"]}


def test_only_the_option_that_looks_into_the_future_is_held(story):
    held = [option["id"] for option in story["options"] if option["held"]]
    assert held == ["vendor"]


def test_the_objective_and_its_kpis_are_without_fault_so_discovery_waits_for_signatures_only(story):
    due = [finding["code"] for finding in story["findings"] if finding["severity"] == "blocks"]
    assert not [code for code in due if code.startswith(("OBJ", "KPI"))]


def test_the_leak_that_was_measured_holds_the_option_that_uses_it(story):
    held = {each["id"]: [check["check"] for check in each["checks"]] for each in story["options"] if each["held"]}
    assert held == {"vendor": ["fit.leak.closing_code"]}


def test_what_was_seen_of_fitness_is_shipped_so_nothing_is_left_to_look_at(story):
    found = {each["id"]: each for gate in story["gates"] for each in gate["criteria"]}["F13"]
    assert found["status"] == "not_met"
    assert "`learned`, `vendor` and `writer` learn, is not fit for that" in " ".join(found["because"])
    assert "data.fitness" not in {each["subject"] for each in story["findings"]}
