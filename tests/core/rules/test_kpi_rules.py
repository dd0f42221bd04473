"""Rules about KPIs, with hand-made readings."""

from dataclasses import replace
from datetime import date

import pytest

from core.rules.cases import AS_OF, RULES, YEAR, case_of, findings, kpis, measured, only, reading
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import KeyFacts
from trueup.core.model.evidence import Evidence
from trueup.core.rules.run import run
from trueup.core.value.benefit import benefit

LATE = """
title: Fewer late arrivals
currency: EUR
objective: {{statement: Fewer late arrivals, owner: coo, kpi: late, guardrails: [cancelled]}}
kpis:
  late:
    unit: "1"
    direction: decrease
    owner: operations
    data: flights
    value: arr_delay >= 15
    across: share
    at: flown_on
    baseline: {{from: 2025-01-01, to: 2025-12-31}}
    target: {{value: 22.5 %, by: 2026-12-31}}
    worth: (baseline - level) * late_cost
  cancelled:
    {{unit: "1", direction: at_most, owner: operations, baseline: 2.4 %, target: 3 %, data: flights,
     value: dep_time is null, across: share, at: planned_on}}
{more}
assumptions:
  late_cost: {{range: 32760000, unit: EUR/year, by: finance, because: Claims paid in 2025}}
data:
  flights: {{source: flights.csv, owner: operations}}
"""
FINANCE = """  late_finance:
    instead_of: late
    owner: finance
    value: arr_delay > 15
    where: arr_delay is not null
"""
SUMMER = """  late_summer:
    instead_of: late
    baseline: {from: 2025-06-01, to: 2025-07-31}
"""
MEASURED = {"late": reading(measured(0.2447, 0.233, 0.257)), "late_finance": reading(0.2305)}


def document(more="", **changes):
    text = LATE.format(more=more)
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_kpi_that_nothing_leads_to_only_warns():
    smiles = '  smiles: {unit: "1"}\n'
    for code in ("KPI001", "KPI002", "KPI003", "KPI004", "KPI011"):
        found = {f.subject: f.severity for f in findings(code, document(smiles))}
        quiet = code in ("KPI002", "KPI003")
        assert found.get("kpis.smiles") == (None if quiet else "warns")


def test_a_driver_of_the_deciding_kpi_blocks_as_that_one_does():
    found = only("KPI001", document("  turnaround: {unit: minute, direction: decrease, drives: [late]}\n"))
    assert (found.subject, found.severity, found.owner) == ("kpis.turnaround", "blocks", "coo")


def test_a_typed_baseline_is_an_assumption():
    found = only("KPI002", document())
    assert (found.subject, found.severity) == ("kpis.cancelled", "warns")
    assert found.problem == "The baseline of KPI `cancelled`, 2.40 %, is typed: assumed, not measured."


TYPED = {"b": ("    baseline: {from: 2025-01-01, to: 2025-12-31}\n", "    baseline: {value: 60 %, because: a guess}\n")}


def test_a_typed_baseline_that_the_data_contradicts_is_told_with_both_and_the_money_on_either():
    text, seen = document(**TYPED), kpis(late=reading(measured(0.30, 0.285, 0.315)))
    found = only("KPI019", text, seen)
    # 327,600 EUR a point: from 60 % to 22.5 % it is 37.5 points, from 30 % it is 7.5
    assert found.problem == (
        "The baseline of KPI `late` is typed as 60.00 % (a guess), but its data says 30.00 %: the promise of "
        "€12,285,000 a year would be €2,457,000 a year from what was measured. Measured from 2025-01-01 to 2025-12-31, "
        "the 95 % interval is 28.50 % to 31.50 %."
    )
    assert (found.subject, found.severity, found.owner) == ("kpis.late", "blocks", "operations")
    assert found.fix == (
        "The data reaches from 2025-01-01 to 2025-12-31: write `baseline: {from: 2025-01-01, to: 2025-12-31}` in place "
        "of the figure in kpis.late."
    )
    assert found.fix in {f.fix for f in findings("KPI002", text, seen)}, "one remedy makes one action"


def test_a_target_that_the_data_already_meets_would_be_worth_nothing():
    seen = kpis(late=reading(measured(0.20, 0.19, 0.21)))
    assert only("KPI019", document(**TYPED), seen).problem.count("would be nothing from what was measured") == 1


def test_what_several_initiatives_share_is_compared_by_the_part_that_is_promised():
    case = case_of(document(**TYPED), kpis(late=reading(measured(0.30, 0.285, 0.315))))
    half = benefit(case.initiative, case.evidence, AS_OF, claims={"late": 0.5})
    (found,) = run(replace(case, evidence=replace(case.evidence, benefit=half)), [RULES["KPI019"]]).findings
    assert "the promise of €6,142,500 a year would be €1,228,500 a year from what was measured" in found.problem


@pytest.mark.parametrize(
    "level",
    [
        measured(0.60, 0.58, 0.62),
        measured(0.605, 0.59, 0.62),
        measured(0.600001, 0.6000005, 0.6000015),
        measured(0.30),
        NotRun("no_data", "no unit with a value lies in the window"),
    ],
    ids=["alike", "inside the interval", "alike as it is written", "without an interval", "not measured"],
)
def test_a_typed_baseline_that_the_data_does_not_contradict_stays_an_assumption(level):
    seen = kpis(late=reading(level))
    assert findings("KPI019", document(**TYPED), seen) == ()
    assert "kpis.late" in {f.subject for f in findings("KPI002", document(**TYPED), seen)}


def test_a_measured_baseline_and_none_at_all_are_no_typed_one():
    seen = kpis(late=reading(measured(0.30, 0.285, 0.315)))
    assert findings("KPI019", document(), seen) == ()
    assert findings("KPI019", document(b=(TYPED["b"][0], "")), seen) == ()


def test_of_a_kpi_that_nothing_leads_to_it_only_warns():
    smiles = '  smiles: {unit: "1", baseline: 50 %, data: flights, value: x, across: share, at: flown_on}\n'
    found = only("KPI019", document(smiles), kpis(smiles=reading(measured(0.30, 0.285, 0.315))))
    assert (found.severity, "promise" in found.problem) == ("warns", False)


def test_the_window_to_measure_a_baseline_in_is_offered_from_the_data():
    text = document(b=("    baseline: {from: 2025-01-01, to: 2025-12-31}\n", ""))
    seen = kpis(late=reading(0.2447, span=(date(2025, 2, 1), date(2025, 12, 31))))
    found = next(f for f in findings("KPI002", text, seen) if f.subject == "kpis.late")
    assert found.severity == "blocks"
    assert "add `baseline: {from: 2025-02-01, to: 2025-12-31}` to kpis.late" in found.fix


def test_a_guardrail_needs_a_baseline_or_a_level_to_keep():
    assert findings("KPI003", document()) == ()
    assert findings("KPI003", document(b=(", target: 3 %", ""))) == ()
    assert findings("KPI003", document(b=(" baseline: 2.4 %,", ""))) == ()
    found = only("KPI003", document(b=(", baseline: 2.4 %, target: 3 %", "")))
    assert found.problem == "Guardrail KPI `cancelled` has neither a baseline nor a target to keep."


def test_a_competing_definition_is_not_asked_again_for_what_it_inherits():
    for code in ("KPI001", "KPI003", "KPI004", "KPI011"):
        assert findings(code, document(FINANCE, o=("    owner: finance\n", ""))) == ()


def test_a_measured_baseline_that_meets_the_target_is_told_with_both_figures():
    found = only("KPI005", document(), kpis(late=reading(0.2213)))
    assert found.problem == "The target of KPI `late`, 22.50 %, is already met: its baseline is 22.13 % (measured)."
    assert (found.severity, found.owner) == ("blocks", "operations")
    assert findings("KPI006", document(), kpis(late=reading(0.2213))) == ()


def test_a_guardrail_that_holds_is_no_target_met():
    assert findings("KPI005", document(), kpis(late=reading(0.2447))) == ()


def test_a_threshold_of_a_side_kpi_is_meant_to_hold():
    side = '  up: {unit: "1", direction: at_least, owner: it, baseline: 99.9 %, target: 99.5 %}\n'
    assert findings("KPI005", document(side)) == ()
    assert only("KPI005", document(side.replace("at_least", "increase").replace("99.5", "99.9"))).severity == "warns"


@pytest.mark.parametrize(("direction", "side"), [("decrease", "above"), ("increase", "below")])
def test_a_typed_baseline_on_the_wrong_side_contradicts_the_direction_and_nothing_else(direction, side):
    target = {"above": "30 %", "below": "20 %"}[side]
    text = document(
        d=("direction: decrease", f"direction: {direction}"),
        b=("baseline: {from: 2025-01-01, to: 2025-12-31}", "baseline: 25 %"),
        t=("{value: 22.5 %", f"{{value: {target}"),
    )
    assert f"lies {side} its baseline, 25.00 %" in only("KPI006", text).problem
    assert findings("KPI005", text) == ()


def test_two_definitions_are_told_with_their_levels_and_the_money_between_them():
    found = only("KPI007", document(FINANCE), kpis(**MEASURED))
    assert found.problem == (
        "KPI `late` has a competing definition, `late_finance`: they differ in `value` and `where`. "
        "`late_finance` (finance) counts 23.05 %, `late` (operations) 24.47 %. The target is worth €180,180 a year "
        "by the one, €645,372 a year by the other: €465,192 a year apart."
    )
    assert (found.subject, found.severity, found.owner) == ("kpis.late_finance", "blocks", "operations")
    assert found.stake.value == pytest.approx(645_372)


def test_a_competing_definition_is_told_without_data_too():
    assert only("KPI007", document(FINANCE)).problem.endswith("they differ in `value` and `where`.")


def test_another_baseline_or_spacing_is_no_other_definition():
    spaced = SUMMER + "    value: arr_delay   >= 15\n"
    assert findings("KPI007", document(spaced)) == ()


def test_a_kpi_defined_otherwise_than_in_the_portfolio_competes_with_it():
    portfolio = """
    kpis:
      late: {unit: "1", owner: group, data: flights, value: arr_delay > 15, across: share, at: flown_on}
    """
    found = only("KPI007", document(), portfolio=portfolio)
    assert found.problem == "KPI `late` is defined here and in the portfolio, and they differ in `value`."
    assert (found.owner, found.severity) == ("group", "blocks")
    assert findings("KPI007", document(), portfolio=portfolio.replace("> 15", ">= 15")) == ()


def summer(level=0.3187, low=0.233, high=0.257, span=YEAR, usual=0.2447):
    window = (date(2025, 6, 1), date(2025, 7, 31))
    there = reading(measured(level), measured(usual, low, high), window, span)
    return kpis(late=MEASURED["late"], late_summer=there)


def test_a_window_of_two_unusual_months_inflates_the_benefit():
    found = only("KPI008", document(SUMMER), summer())
    assert found.problem == (
        "The baseline of KPI `late_summer`, 31.87 % from 2025-06-01 to 2025-07-31, is not usual: over all data it is "
        "24.47 %. That makes the way to the target 4.8 times as long: it would promise €3,069,612 a year instead of "
        "€645,372 a year."
    )
    assert found.severity == "warns"


def test_a_window_of_two_mild_months_leaves_a_part_of_the_way():
    assert "That leaves 0.26 of the way to the target" in only("KPI008", document(SUMMER), summer(0.2301)).problem


def test_a_window_beyond_the_target_turns_the_way_round():
    assert "is of another sign" in only("KPI008", document(SUMMER), summer(0.20)).problem


@pytest.mark.parametrize(
    "usual",
    [
        {"low": 0.15, "high": 0.35},
        {"level": 0.2569},
        {"span": (date(2025, 6, 1), date(2025, 7, 31))},
    ],
    ids=["inside the interval", "within 5 %", "all data there is"],
)
def test_a_window_is_usual(usual):
    assert findings("KPI008", document(SUMMER), summer(**{"low": 0.2441, "high": 0.2451, **usual})) == ()


def test_a_whole_year_is_usual_whatever_it_says():
    years = (date(2022, 1, 1), date(2025, 12, 31))
    seen = kpis(late=reading(measured(0.30), measured(0.20, 0.19, 0.21), YEAR, years))
    assert findings("KPI008", document(), seen) == ()


def test_a_competing_definition_over_the_same_window_does_not_repeat_its_finding():
    text = document(FINANCE, b=("{from: 2025-01-01, to: 2025-12-31}", "{from: 2025-06-01, to: 2025-07-31}"))
    there = summer().kpis["late_summer"]
    found = only("KPI008", text, Evidence(kpis={"late": there, "late_finance": there}))
    assert found.subject == "kpis.late"


def test_why_a_kpi_could_not_be_measured_and_what_to_do_is_handed_on():
    why = NotRun("no_column", "column `arr_dely` is not in `flights`", "Write `arr_delay`.")
    found = only("KPI009", document(), kpis(late=why))
    assert found.problem == "KPI `late` could not be measured: column `arr_dely` is not in `flights`."
    assert (found.fix, found.severity) == ("Write `arr_delay`.", "blocks")


def test_a_level_that_is_missing_in_the_window_is_not_measured_either():
    found = only("KPI009", document(), kpis(late=reading(NotRun("no_data", "no unit with a value lies in the window"))))
    assert found.fix == "Correct the definition in kpis.late, or the data it stands on."


def test_a_competing_definition_that_fails_only_warns():
    seen = kpis(late=MEASURED["late"], late_finance=NotRun("error", "division by zero"))
    assert only("KPI009", document(FINANCE), seen).severity == "warns"


def test_what_was_not_asked_is_not_called_unmeasurable():
    assert findings("KPI009", document(), kpis(cancelled=reading(0.02))) == ()


def test_log_rows_counted_for_claims_are_told_with_both_numbers():
    keys = {"late": KeyFacts(("claim_id",), 36_000, 8_000, 0, 28_000, 19)}
    found = only("KPI010", document(), Evidence(kpis=kpis(late=reading(0.2)).kpis, unit_keys=keys))
    assert "counts 36,000 rows of `flights`, but `claim_id` has 8,000 values" in found.problem
    assert "add `per: claim_id` to kpis.late" in found.fix


def test_rows_that_are_units_are_fine():
    keys = {"late": KeyFacts(("claim_id",), 8_000, 8_000, 0, 0, 1)}
    assert findings("KPI010", document(), Evidence(kpis=kpis(late=reading(0.2)).kpis, unit_keys=keys)) == ()


@pytest.mark.parametrize(("first", "gap"), [((2025, 1, 11), None), ((2025, 1, 12), 11), ((2025, 3, 1), 59)])
def test_a_few_holidays_at_the_edge_are_no_gap(first, gap):
    found = findings("KPI012", document(), kpis(late=reading(0.24, span=(date(*first), date(2025, 12, 31)))))
    assert [f"so {gap} of 365 days are missing" in f.problem for f in found] == ([] if gap is None else [True])


def test_a_window_wholly_outside_the_data_is_told_as_not_measurable_instead():
    late = reading(NotRun("no_data", "the window lies outside the data"), span=(date(2020, 1, 1), date(2020, 12, 31)))
    assert findings("KPI012", document(), kpis(late=late)) == ()


@pytest.mark.parametrize(("ended", "count"), [("2025-01-15", 0), ("2025-01-14", 1)])
def test_a_baseline_is_current_for_a_year(ended, count):
    text = document(b=("{from: 2025-01-01, to: 2025-12-31}", f"{{from: 2024-01-01, to: {ended}}}"))
    assert len(findings("KPI013", text)) == count


def test_every_finding_of_a_full_document_is_found_once():
    text = document(FINANCE + SUMMER)
    seen = Evidence(kpis={**summer().kpis, **kpis(late_finance=MEASURED["late_finance"]).kpis})
    from core.rules.cases import RULES, case_of
    from trueup.core.rules.run import run

    keys = [finding.key for finding in run(case_of(text, seen), list(RULES.values())).findings]
    assert len(keys) == len(set(keys))


def test_a_declared_key_that_repeats_is_told_with_both_ways_out():
    keyed = document(key=("owner: operations}", "owner: operations, key: claim}"))
    keys = {"late": KeyFacts(("claim",), 36_000, 8, 0, 35_992, 9_000)}
    found = only("KPI010", keyed, Evidence(kpis=kpis(late=reading(0.2)).kpis, unit_keys=keys))
    assert found.fix.startswith("If one `claim` is one unit, add `per: claim` to kpis.late")
    assert found.fix.endswith("If each row is one, name in data.flights.key all columns that identify it.")


def test_of_a_column_called_like_a_case_many_rows_a_value_are_kinds_and_few_are_cases():
    cases = KeyFacts(("case",), 36_000, 8_000, 0, 28_000, 19)
    kinds = KeyFacts(("case",), 36_000, 8, 0, 35_992, 9_000)
    levels = kpis(late=reading(0.2)).kpis
    assert len(findings("KPI010", document(), Evidence(kpis=levels, unit_keys={"late": cases}))) == 1
    assert findings("KPI010", document(), Evidence(kpis=levels, unit_keys={"late": kinds})) == ()
