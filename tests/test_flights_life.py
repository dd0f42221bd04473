"""The life of the flights example: signed, changed, lapsed, signed again, held, let go - as shipped, byte for byte."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from desk import Desk
from life import GOLDEN, SHIPPED, TEXTS, files_of, play
from life_steps import AT

HEAD = json.loads((SHIPPED / "ledger.jsonl").read_text("utf-8").splitlines()[-1])["id"]
CHANGED = (
    'statement of the objective reads "... or more to 24 % in 2014" instead of "... or more to 22.5 % in 2014"; '
    "target of KPI `late` went from 22.5 % to 24 %"
)


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    """The story, played once."""
    return play(tmp_path_factory.mktemp("life"))


@pytest.fixture
def ask(life):
    """Ask the installed verbs about what the story left."""
    return Desk(life.folder).call


def entries(folder=SHIPPED):
    return [json.loads(line) for line in (folder / "ledger.jsonl").read_text("utf-8").splitlines()]


def initiative(said):
    return said.body["initiatives"][0]


# ---- byte for byte


def test_the_story_leaves_the_files_that_are_shipped(life):
    assert life.outcome().keys() == files_of(SHIPPED).keys()
    different = [name for name, data in life.outcome().items() if data != files_of(SHIPPED)[name]]
    assert different == []


@pytest.mark.parametrize("name", TEXTS)
def test_the_turning_points_read_as_told(life, name):
    assert life.said[name].out == (GOLDEN / TEXTS[name]).read_text("utf-8")


def test_no_flights_are_copied_into_the_example():
    assert [file.name for file in SHIPPED.rglob("*") if file.suffix in (".parquet", ".csv")] == []


# ---- Discovery


def test_a_role_that_somebody_does_not_hold_is_refused(life):
    assert "`it-lead` does not hold the role `sponsor`" in life.said["role not held"].flat


def test_no_go_while_finance_counts_otherwise_though_both_sides_signed(life):
    refused = life.said["go refused"].flat
    assert "The discovery gate is closed: D6 Each KPI has one definition" in refused
    assert "`late_finance`" in refused
    assert "Signed by" not in refused


def test_taking_the_competing_definition_out_opens_the_gate_and_voids_no_signature(life):
    assert "still open" not in life.said["go"].flat
    assert "Discovery open 7 of 7 content, 2 of 2 signatures" in life.said["agreed"].flat


# ---- the objective changes


def test_another_target_closes_discovery_and_says_which_words_changed_and_who_had_signed(life):
    said = life.said["lapsed"].flat
    assert "Phase feasibility" in life.said["agreed"].out
    assert "Phase discovery" in life.said["lapsed"].out
    assert f"coo signed another text on 2014-01-13, since then {CHANGED}" in said
    assert f"it-lead signed another text on 2014-01-14, since then {CHANGED}" in said
    assert "the shared objective agreement changed since: decide again" in said


def test_what_to_do_next_is_to_sign_again_with_the_words_that_changed(life):
    first = life.said["lapsed"].flat.partition("Next 1. ")[2]
    assert first.startswith("coo Take the change back, or have `coo` sign again.")
    assert f"is not what the document says now: {CHANGED}." in first


def test_everything_that_was_built_on_the_objective_lapses_and_what_it_costs_is_said(life):
    said = life.said["diff"].flat
    assert "worth down €491k a year, 5 sign-offs lapse" in said
    assert "objective: its own content changed, 2 sign-offs lapse (`coo`, `it-lead`)" in said
    assert "goal: what it builds on changed, 1 sign-off lapses (`it-lead`)" in said
    assert "consensus: what it builds on changed, 2 sign-offs lapse (`coo`, `it-lead`)" in said
    assert "the Discovery gate closes" in said


def test_a_go_is_refused_while_the_objective_is_not_what_was_signed(life):
    refused = life.said["go lapsed"].flat
    assert "DS-business Signed by business" in refused
    assert CHANGED in refused


def test_the_review_records_what_drifted_and_who_was_not_there(life):
    said = life.said["drift"].flat
    assert "promised benefit 644,700 EUR/year -> 153,700 EUR/year" in said
    drifted = "shared objective agreement, operational goal, technical-business consensus, promised benefit"
    assert f"Drifted: {drifted}." in said
    assert "Expected and not there: ops-data-lead." in said


def test_a_recorded_signature_is_not_entered_by_the_other_signer_and_says_who_entered_it(life):
    assert "may not be the other signer" in life.said["recorder is signer"].flat
    assert "Proof: recorded by network-lead from 2014-03-17.md" in life.said["recorded"].flat
    assert "signed by coo as sponsor on 2014-03-17 (recorded by network-lead from 2014-03-17.md)" in (
        life.said["held"].flat
    )


# ---- Feasibility: hold, go on a condition, and no AI


def test_signing_the_objective_again_does_not_sign_what_is_built_on_it(life):
    said = life.said["held"].flat
    assert "Discovery open 7 of 7 content, 2 of 2 signatures" in said
    assert re.search(r"Feasibility closed \d of \d content, 0 of 2 signatures", said)
    assert f"it-lead signed another text on 2014-02-10, since then {CHANGED}" in said
    assert "Decided: hold by coo as sponsor on 2014-03-20" in said


def test_the_consensus_is_signed_on_what_the_data_says_of_each_option_on_that_day():
    signed = [each for each in entries() if each["kind"] == "sign" and each["agreement"]["kind"] == "consensus"]
    forecast = [
        (each["at"][:10], verdict["category"])
        for each in signed
        for verdict in each["verdicts"]
        if (each["who"], verdict["name"]) == ("coo", "options.forecast")
    ]
    assert forecast == [("2014-02-11", "held"), ("2014-04-03", "goes on")]
    assert {verdict["name"] for verdict in signed[-1]["verdicts"]} == {"options.turnaround", "options.afternoon"}


def test_a_go_before_anybody_tested_whether_ai_is_needed_takes_a_dated_condition(life):
    assert "F7 Whether AI is needed has been tested on the data" in life.said["go without a test"].flat
    assert "Condition: Whether AI is needed is tested on the flights of 2013, by 2014-06-30" in (
        life.said["go on condition"].flat
    )


def test_a_condition_past_its_day_takes_the_initiative_back_to_its_gate(life):
    said = life.said["condition overdue"]
    assert "Phase feasibility, as of 2014-07-01" in said.out
    assert "(by 2014-06-30, it-lead, overdue)" in said.flat
    first = said.flat.partition("Next 1. ")[2]
    assert first.startswith("it-lead Open the feasibility gate, or have it decided again: `trueup decide`.")
    assert "due on 2014-06-30: Whether AI is needed is tested on the flights of 2013." in first


def test_once_no_option_needs_ai_feasibility_opens_without_a_condition(life):
    assert "still open" not in life.said["go without AI"].flat
    assert "Condition:" not in life.said["go without AI"].flat
    assert re.search(r"Feasibility open (\d) of \1 content, 2 of 2 signatures", life.said["end"].flat)


# ---- Blueprinting to Execution


@pytest.mark.parametrize(
    ("name", "unknown"),
    [
        ("go for the blueprint", ("B4 The business case holds",)),
        ("go for the plan", ("P3 A schedule fits people and calendars",)),
    ],
)
def test_what_this_version_cannot_judge_is_named_beside_the_go_on_conditions(life, name, unknown):
    said = life.said[name].flat
    assert "Condition: " in said
    assert all(each in said.partition("still open: ")[2] for each in unknown)


def test_a_stated_mvp_is_agreed_with_the_blueprint_and_leaves_nothing_open(life):
    assert "B3" not in life.said["go for the blueprint"].flat
    assert "MVP: E1 Trustworthy baseline and aircraft data, E2 Afternoon rule" in life.said["brief"].flat


def test_work_that_was_done_is_no_drift(life):
    said = life.said["autumn review"].flat
    assert "work still to be paid 75,000 EUR -> 45,000 EUR" in said
    assert "1 item to be done by now -> 1 of them done; in all 2 of 5 items done" in said
    assert "figures have moved" not in life.said["end"].flat


def test_a_review_says_before_the_money_is_gone_that_it_will_not_do(life):
    said = life.said["autumn review"].flat
    assert "100,000 EUR granted -> 103,000 EUR = 58,000 EUR spent + 45,000 EUR to come" in said
    assert "Drifted: forecast at completion. Decide: go on, rework, hold or kill (`trueup decide`)." in said


def test_a_review_says_that_nobody_measured_the_kpi_since(life):
    said = life.said["last review"].flat
    assert "course of late 24.47 % to 24 % by 2014-12-31 -> not measured since 2013-12-31" in said
    assert "Not known: course of late, course of cancelled, course of mean_delay." in said


def test_the_pilot_plan_is_signed_before_it_starts_and_nothing_says_that_a_result_was(life):
    assert "Signed: pilot plan by coo as sponsor, 2014-09-10" in life.said["pilot plan"].flat
    end = life.said["end"].flat
    assert "pilot plan signed by coo as sponsor on 2014-09-10" in end
    assert "E1 the pilot's effect is measured against a control: unknown" in end
    assert "result" not in end


def test_no_go_into_production_before_an_effect_was_measured_and_so_it_ends_with_a_hold(life):
    assert "E1 The pilot's effect is measured against a control" in life.said["go without an effect"].flat
    assert "Decided: hold by coo as sponsor on 2014-12-18" in life.said["end"].flat


def test_the_brief_asks_for_the_conditions_of_the_last_go_alone(life):
    due = life.said["brief"].flat.partition("## Overdue and due")[2].partition("## Next")[0]
    assert due.count("Finance puts the business case before the board") == 1
    assert "Whether AI is needed" not in due


# ---- the ledger as shipped


def test_the_ledger_tells_the_year_in_order_and_every_refusal_left_nothing_in_it():
    found = entries()
    kinds = Counter(entry["kind"] for entry in found)
    assert kinds == {
        "decide": 9,
        "review": 3,
        "sign": 20,
        "waive": 1,
    }
    choices = [entry["choice"] for entry in found if entry["kind"] == "decide"]
    assert choices == ["go", "go", "hold", "go", "go", "go", "go", "go", "hold"]
    assert [entry["at"] for entry in found] == sorted(entry["at"] for entry in found)


def test_the_waiver_covers_its_finding_until_its_day(ask):
    found = initiative(ask("assess", AT, "--as-of", "2014-12-19", "--no-evidence", "--format", "json"))
    (waived,) = [each for each in found["findings"] if each["subject"] == "data.flights.references.tailnum"]
    assert waived["waived"]


def test_the_ledger_verifies_against_its_head_and_a_shortened_one_does_not(ask, life):
    assert ask("verify", AT, "--head", HEAD).status == 0
    ledger = life.folder / AT / "ledger.jsonl"
    whole = ledger.read_bytes()
    try:
        ledger.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
        assert ask("verify", AT).status == 0
        assert ask("verify", AT, "--head", HEAD).status == 1
        ledger.write_bytes(whole.replace(b"recorded", b"Recorded", 1))
        assert ask("verify", AT).status == 1
    finally:
        ledger.write_bytes(whole)


def test_the_log_says_what_each_phase_delivered(ask):
    said = ask("log", AT).flat
    assert "agreed objective, 2014-03-17, signed by it-lead (technology, claimed), coo (sponsor, recorded by" in said
    assert "hold on 2014-12-18" in said
