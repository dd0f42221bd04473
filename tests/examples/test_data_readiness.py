"""What the checks find in the examples without being told, and that no planted fault holds up what it should not."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from trueup.app.define import one_document
from trueup.app.look import look
from trueup.app.settings import Settings, Trace

EXAMPLES = Path(__file__).parents[2] / "examples"
FAULTS = json.loads((EXAMPLES / "inquiries" / "truth.json").read_text("utf-8"))["faults"]


def looked_at(name, day, tmp_path_factory):
    """The results of all checks of an example by data set and id, without what looks for fitness."""
    folder = tmp_path_factory.mktemp(name) / name
    shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns("evidence", "__pycache__"))
    _, document = one_document(folder)
    found = look(document, folder, day, Settings(cache=None), Trace()).evidence.readiness
    return {(str(data), result.check.id): result for data, each in found.items() for result in each.checks}


@pytest.fixture(scope="module")
def flights(tmp_path_factory):
    return looked_at("flights", date(2014, 1, 15), tmp_path_factory)


@pytest.fixture(scope="module")
def inquiries(tmp_path_factory):
    return looked_at("inquiries", date(2026, 7, 15), tmp_path_factory)


# ---- flights, which have no contract ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "check", "observed"),
    [
        ("flights", "tailnum -> planes", "50,094 of 336,776 rows (14.87 %): 721 values; 2,512 more are empty"),
        ("flights", "dest -> airports", "7,602 of 336,776 rows (2.26 %): 4 values"),
        ("flights", "origin,time_hour -> weather", "1,556 of 336,776 rows (0.46 %): 108 values"),
        ("flights", "arr_delay.given", "9,430 of 336,776 rows (2.80 %)"),
        ("planes", "columns.empty", "1 column: `speed` 3,299 of 3,322 (99.31 %)"),
        ("planes", "year.given", "70 of 3,322 rows (2.11 %)"),
    ],
)
def test_a_fault_of_the_flights_is_found_without_being_told(flights, data, check, observed):
    assert (flights[data, check].outcome, flights[data, check].observed) == ("fail", observed)


def test_nothing_else_fails_in_the_flights_and_nothing_is_held_up(flights):
    assert sum(result.outcome == "fail" for result in flights.values()) == 6
    assert not any(result.blocks for result in flights.values())


def test_a_departure_that_is_missing_is_what_the_kpi_counts_and_no_fault(flights):
    assert ("flights", "dep_time.present") in flights
    assert ("flights", "dep_time.given") not in flights


# ---- inquiries, with faults that were planted ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "data", "check"),
    [
        ("row_repeated", "inquiries", "primaryKey"),
        ("customer_orphan", "inquiries", "customer_id -> customers"),
        ("handling_sentinel", "inquiries", "handling_seconds.minimum"),
        ("answered_before_received", "inquiries", "answered-after-received"),
        ("event_orphan", "events", "inquiry_id -> inquiries"),
        ("agent_orphan", "events", "agent_id -> agents"),
    ],
)
def test_a_planted_fault_is_counted_to_the_row(inquiries, fault, data, check):
    found = inquiries[data, check]
    assert (found.outcome, found.failing) == ("fail", FAULTS[fault]["rows"])


def test_a_category_is_missing_or_a_placeholder_or_misspelt_as_planted(inquiries):
    missing = FAULTS["category_missing"]["rows"] + FAULTS["category_placeholder"]["rows"]
    assert inquiries["inquiries", "category.category-known"].failing == missing
    odd = inquiries["inquiries", "category.category-in-list"]
    assert odd.failing >= FAULTS["category_misspelt"]["rows"] + FAULTS["category_placeholder"]["rows"]


def test_placeholders_are_found_in_columns_that_nothing_stands_on(inquiries):
    assert (
        f"`since` {FAULTS['customer_since_sentinel']['rows']} of"
        in inquiries["customers", "columns.placeholders"].observed
    )


def test_no_planted_fault_holds_the_gate_up_because_no_answer_hangs_on_it(inquiries):
    assert [key for key, result in inquiries.items() if result.blocks] == []


def test_every_check_that_did_not_run_says_why(inquiries):
    assert all(result.not_run.detail for result in inquiries.values() if result.outcome == "not_run")
