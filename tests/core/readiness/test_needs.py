"""What an initiative stands on, and what that holds up."""

from dataclasses import replace

import pytest

from core.rules.cases import case_of
from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import KeyOf, OrphansOf
from trueup.core.model.results.checks import DataCheck
from trueup.core.readiness.needs import needs, standing_on

TEXT = """
title: Faster claims
objective: {statement: Ten days, owner: coo, kpi: days, guardrails: [lost]}
kpis:
  days: {unit: day, direction: decrease, data: claims, per: claim_id, value: sum(days_open), across: mean,
         at: min(received), arm: {expression: max(arm)}}
  lost: {unit: 1, direction: at_most, data: claims, value: closed is null, across: share, at: received}
  calls: {unit: 1, direction: decrease, data: calls, value: "coalesce(seconds, 0)", across: mean, at: day}
  calls_finance: {instead_of: calls, value: minutes}
data: {claims: claims.csv, calls: calls.csv, people: people.csv}
options:
  rule: {kind: rules, uses: [claims.kind]}
  model: {kind: ml, uses: [claims.kind, people], probe: {data: claims, label: outcome, time: received}}
"""


def found(text=TEXT):
    initiative = case_of(text).initiative
    expressions = {
        name: {
            field: guard(sql)
            for field in ("rows", "value", "where", "at", "arm")
            if (sql := getattr(kpi, field) if field != "arm" else kpi.arm and kpi.arm.expression)
        }
        for name, kpi in initiative.kpis.items()
        if kpi.value
    }
    return needs(initiative, expressions)


def by(name, *found):
    return {(need.data, need.column): (need.blocks, need.filled) for need in found if need.by == name}


def test_a_kpi_stands_on_the_columns_of_its_expressions_and_of_its_unit():
    assert by("kpis.days", *found()) == {
        ("claims", "claim_id"): (True, True),
        ("claims", "days_open"): (True, True),
        ("claims", "received"): (True, True),
        ("claims", "arm"): (False, False),
    }


def test_a_column_whose_missing_values_are_told_apart_need_not_be_given():
    assert by("kpis.lost", *found())["claims", "closed"] == (True, False)
    assert by("kpis.calls", *found())["calls", "seconds"] == (False, False)


def test_a_competing_definition_needs_nothing():
    assert by("kpis.calls_finance", *found()) == {}


def test_an_option_blocks_only_where_it_is_chosen_or_alone_and_a_probe_always():
    assert by("options.rule", *found())["claims", "kind"] == (False, True)
    assert by("options.model", *found()) == {("claims", "kind"): (False, True), ("people", ""): (False, True)}
    probe = by("options.model.probe", *found())
    assert probe["claims", "outcome"] == probe["claims", "received"] == (True, True)
    chosen = found(TEXT.replace("uses: [claims.kind]}", "uses: [claims.kind], chosen: true}"))
    assert by("options.rule", *chosen)["claims", "kind"] == (True, True)


def check(*columns, ask=None):
    return DataCheck("x", DataId("claims"), columns, "it holds", "accuracy", ask or NotRun("not_due", ""))


def test_what_stands_on_a_column_is_found_whatever_its_case():
    assert {need.by for need in standing_on(check("KIND"), found())} == {"options.rule", "options.model"}


def test_a_table_used_as_a_whole_is_not_held_up_by_one_of_its_columns():
    unnamed = found(TEXT.replace("uses: [claims.kind, people], probe", "probe"))
    whole = [need for need in standing_on(check("kind"), unnamed) if not need.column]
    assert [(need.by, need.blocks) for need in whole] == [("options.model.probe", False)]


def test_a_probe_learns_from_what_its_option_names_and_from_every_row():
    assert [need.by for need in standing_on(check("arm"), found())] == ["kpis.days"]
    repeated = standing_on(check("claim_id", ask=KeyOf(DataId("claims"), ("claim_id",))), found())
    assert [need.by for need in repeated] == ["kpis.days", "options.model.probe"]


def test_what_matters_to_learning_only_is_needed_by_what_learns():
    history = replace(check(), learning=True)
    assert [need.by for need in standing_on(history, found())] == ["options.model", "options.model.probe"]
    assert [need.by for need in standing_on(replace(check("kind"), learning=True), found())] == ["options.model"]
    rule = found(TEXT.partition("  model:")[0])
    assert standing_on(history, rule) == ()


def test_a_check_without_columns_is_about_everything_that_stands_on_the_table():
    assert {need.by for need in standing_on(check(), found())} >= {"kpis.days", "kpis.lost", "options.rule"}
    assert len({need.by for need in standing_on(check(), found())}) == len(standing_on(check(), found()))


@pytest.mark.parametrize(("to", "by"), [("people", ["options.model"]), ("calls", [])])
def test_a_reference_matters_to_what_joins_the_table_that_it_leads_to(to, by):
    ask = OrphansOf(DataId("claims"), ("kind",), DataId(to), ("kind",))
    assert [need.by for need in standing_on(check("kind", ask=ask), found())] == by
