"""What the examples are known to hold is found, at its month and in its rows, and what is sound is not accused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from core.readiness.fits import by_id, failing
from trueup.adapters.answers import EvidenceFolder
from trueup.adapters.duckdb_engine import DuckDbEngine
from trueup.adapters.sources import find_source
from trueup.adapters.sql_guard import guard
from trueup.app.load import load
from trueup.core.model.ask.identity import DataId
from trueup.core.model.ask.table import ShapeOf
from trueup.core.readiness.fit_questions import fit_questions
from trueup.core.readiness.fit_results import fit_results
from trueup.core.readiness.fit_subject import fit_of, probe_expressions

EXAMPLES = Path(__file__).parents[2] / "examples"
TRUTH = json.loads((EXAMPLES / "inquiries" / "truth.json").read_text("utf-8"))


def fitness(name, *data_sets):
    """Return the results of the data sets of one example, by data set and id."""
    folder = EXAMPLES / name
    initiative = load(folder)[1][0].document.initiative
    expressions = {
        kpi: {field: guard(text) for field in ("value", "where", "at") if (text := getattr(each, field))}
        for kpi, each in initiative.kpis.items()
        if each.data
    }
    for option, texts in probe_expressions(initiative).items():
        expressions[option] = {field: guard(text) for field, text in texts.items()}
    sources = {DataId(each): find_source(DataId(each), table.source, folder) for each, table in initiative.data.items()}
    engine = DuckDbEngine(sources)
    shapes = {
        answer.question.data: answer.value for answer in engine.answer([ShapeOf(DataId(d)) for d in data_sets], 60)
    }
    fits = {data: fit_of(initiative, DataId(data), shapes[data].columns, expressions) for data in data_sets}
    asks = [ask for fit in fits.values() for ask in fit_questions(fit)]
    answers = {answer.question: answer.value for answer in engine.answer(asks, 120)}
    shipped = EvidenceFolder(folder)
    assert {ask: shipped.seen(ask)[1] for ask in asks} == answers, "run `python tests/story.py`"
    return {data: by_id(fit_results(fit, answers, date(2026, 7, 15))) for data, fit in fits.items()}


@pytest.fixture(scope="module")
def inquiries():
    return fitness("inquiries", "inquiries", "events", "customers", "agents", "costs")


@pytest.fixture(scope="module")
def flights():
    return fitness("flights", "flights", "planes")


# ---- the synthetic inquiries -----------------------------------------------------------------------------------------


def test_exactly_what_was_planted_fails(inquiries):
    assert {data: failing(found.values()) for data, found in inquiries.items()} == {
        "inquiries": [
            "fit.drift.category",
            "fit.drift.handling_seconds",
            "fit.drift.pilot_arm",
            "fit.drift.rows",
            "fit.leak.closing_code",
            "fit.personal.message.email",
            "fit.personal.message.phone",
            "fit.repeats",
            "fit.timing.closing_code",
        ],
        "events": ["fit.drift.rows"],
        "customers": ["fit.groups", "fit.personal.email.email"],
        "agents": [],
        "costs": [],
    }


def test_the_leak_is_found_with_its_share_and_holds_up_the_option_that_uses_it(inquiries):
    found = inquiries["inquiries"]["fit.leak.closing_code"]
    assert found.check.severity == "error"
    assert found.observed.startswith(f"predicts {TRUTH['leak']['share'] * 100:.2f} % of 40,525 labels (base 25.3 %)")
    assert "used by option `vendor`" in found.observed


def test_only_the_leak_is_an_error(inquiries):
    errors = [
        name
        for found in inquiries.values()
        for name, result in found.items()
        if result.outcome == "fail" and result.check.severity == "error"
    ]
    assert sorted(errors) == ["fit.leak.closing_code", "fit.timing.closing_code"]


def test_the_change_of_regime_and_the_renamed_category_are_dated_to_the_month(inquiries):
    found = inquiries["inquiries"]
    regime, renamed = TRUTH["regime_change"]["from"], TRUTH["category_renamed"]["from"]
    assert found["fit.drift.rows"].observed.startswith(f"{regime}: rows a day 58.")
    assert found["fit.drift.handling_seconds"].observed == f"{regime}: mean 725 -> 804"
    assert found["fit.drift.category"].observed.startswith(f"{renamed}: `tariff` 19.12 % -> 0 %, `contract` 0 % -> ")
    assert inquiries["events"]["fit.drift.rows"].observed.startswith(regime)


def test_personal_data_is_counted_to_the_row_and_not_shown(inquiries):
    faults = TRUTH["faults"]
    found = inquiries["inquiries"]
    assert found["fit.personal.message.email"].failing == faults["email_in_message"]["rows"]
    assert found["fit.personal.message.phone"].failing == faults["phone_in_message"]["rows"]
    assert "example.org" not in str(inquiries)
    assert "23125" not in str(inquiries)


def test_inquiries_that_were_sent_twice_are_counted(inquiries):
    assert inquiries["inquiries"]["fit.repeats"].failing == TRUTH["faults"]["sent_twice"]["rows"]


def test_what_the_learned_option_uses_is_as_good_as_the_generators_best(inquiries):
    told = inquiries["inquiries"]["fit.relevance.learned"].observed
    right = float(told.split("right for ")[1].split(" %")[0]) / 100
    assert right == pytest.approx(TRUTH["label"]["expected_of_the_best"], abs=0.01)


def test_the_toss_of_the_pilot_made_two_halves_alike(inquiries):
    assert inquiries["inquiries"]["fit.pilot"].observed == "6 of 6 columns alike (4,290 rows beside 4,291)"


def test_every_subject_that_could_not_be_judged_says_why(inquiries):
    for found in inquiries.values():
        assert all(result.not_run.detail for result in found.values() if result.outcome == "not_run")


# ---- the real flights ------------------------------------------------------------------------------------------------


def test_the_delay_on_arrival_gives_a_late_arrival_away_although_nobody_said_so(flights):
    found = flights["flights"]
    assert [name for name in found if name.startswith("fit.leak.")] == ["fit.leak.arr_delay"]
    assert found["fit.leak.arr_delay"].observed.startswith("predicts 100 % of 327,346 labels (base 75.53 %)")
    assert "area under the curve 1.000; the label is made of it" in found["fit.leak.arr_delay"].observed


def test_what_is_filled_with_the_outcome_is_all_declared(flights):
    assert flights["flights"]["fit.timing"].observed.endswith("4 that are filled with the outcome are declared so")


def test_the_empty_speed_of_planes_is_found(flights):
    assert flights["planes"]["fit.filled.speed"].observed == "missing in 3,299 of 3,322 rows (99.31 %)"


def test_nothing_of_the_flights_is_an_error_or_personal(flights):
    results = [result for found in flights.values() for result in found.values() if result.outcome == "fail"]
    assert not [each.check.id for each in results if each.check.severity == "error" or "personal" in each.check.id]
