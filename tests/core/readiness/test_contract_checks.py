"""A contract becomes checks: each property and rule asks its question, and what cannot be asked says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from trueup.adapters.odcs import read_contract
from trueup.core.model.ask.checks import (
    Among,
    Between,
    Figure,
    Length,
    Like,
    Missing,
    MultipleOf,
    Reads,
    SqlFigure,
    Tally,
)
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import KeyOf, OrphansOf, ShapeOf
from trueup.core.model.contract import Contract
from trueup.core.model.results.checks import NONE_FAIL, Expectation
from trueup.core.readiness.contract_checks import contract_checks, contract_results, personal_columns
from trueup.core.readiness.contract_people import parties
from trueup.core.readiness.contract_servers import source_of
from trueup.core.readiness.contract_table import ContractTable, family_of, schema_for, tables_of

CONTRACTS = Path(__file__).parents[2] / "data" / "contracts"
ORDERS, SHOPS, SHIFTS = DataId("orders"), DataId("shops"), DataId("shifts")
AS_OF = date(2026, 6, 30)
STORED = {
    "order_id": "VARCHAR",
    "shop": "VARCHAR",
    "day": "DATE",
    "ordered_at": "TIMESTAMP WITH TIME ZONE",
    "amount": "DECIMAL(18,2)",
    "pieces": "BIGINT",
    "email": "VARCHAR",
    "state": "VARCHAR",
    "address": "STRUCT(zip VARCHAR)",
    "tags": "VARCHAR[]",
}


def contract(version: str) -> Contract:
    file = CONTRACTS / f"orders-{version}.odcs.yaml"
    return read_contract(file.read_bytes(), file.name).contract


def table(version: str = "3.1", **changes) -> ContractTable:
    whole = contract(version)
    return replace(ContractTable(whole, whole.schemas[0], ORDERS, AS_OF), **changes)


def checks(version: str = "3.1", **changes):
    return {check.id: check for check in contract_checks(table(version, **changes))}


def column(text: str, logical: str = "string", **changes):
    """Return the checks of one column `c`, whose keys are given as YAML."""
    whole = f"apiVersion: v3.1.0\nschema: [{{name: t, properties: [{{name: c, logicalType: {logical}, {text}}}]}}]\n"
    found = read_contract(whole.encode(), "c.yaml").contract
    made = replace(ContractTable(found, found.schemas[0], ORDERS, AS_OF), **changes)
    return {check.id: check for check in contract_checks(made)}


def asked(text: str, logical: str = "string", **changes):
    return [check.ask for check in column(text, logical, **changes).values()]


def test_every_promise_of_a_property_asks_its_question():
    found = checks()
    assert found["primaryKey"].ask == KeyOf(ORDERS, ("order_id",))
    assert found["id.required"].ask == Tally(ORDERS, "order_id", Missing())
    assert found["id.pattern"].ask == Tally(ORDERS, "order_id", Like("^O[0-9]{6}$"))
    assert found["id.minLength"].ask == Tally(ORDERS, "order_id", Length(7, None))
    assert found["id.maxLength"].ask == Tally(ORDERS, "order_id", Length(None, 7))
    assert found["day.minimum"].ask == Tally(ORDERS, "day", Between("2020-01-01", None))
    assert found["amount.exclusiveMinimum"].ask == Tally(ORDERS, "amount", Between("0", None, low_open=True))
    assert found["amount.maximum"].ask == Tally(ORDERS, "amount", Between(None, "5000"))
    assert found["amount.multipleOf"].ask == Tally(ORDERS, "amount", MultipleOf("0.01"))
    assert found["pieces.format"].ask == Tally(ORDERS, "pieces", Between("0", "255"))
    assert isinstance(found["email.format"].ask.test, Like)
    assert found["ordered_at.logicalType"].ask == Tally(ORDERS, "ordered_at", Reads("timestamp"))
    assert "id.unique" not in found
    assert all(check.where.startswith("orders-3.1.odcs.yaml:") for check in found.values())


def test_every_quality_rule_becomes_a_check_with_its_operator_and_unit():
    found = checks()
    assert (found["enough"].ask, found["enough"].expects) == (ShapeOf(ORDERS), Expectation("between", (1, 1000)))
    twice = found["no-order-twice"]
    assert (twice.ask, twice.expects) == (KeyOf(ORDERS, ("shop", "day")), Expectation("<=", (1,), "percent"))
    assert (twice.severity, twice.dimension) == ("warning", "uniqueness")
    assert found["paid"].ask == SqlFigure(ORDERS, found["paid"].ask.value, found["paid"].ask.where)
    assert found["paid"].expects == Expectation(">", (0,), "value")
    assert found["paid"].columns == ("amount", "state")
    assert found["state.invalidValues"].ask == Tally(ORDERS, "state", Among(("open", "done")))
    missing = found["state.missingValues"]
    assert (missing.ask, missing.expects) == (
        Tally(ORDERS, "state", Missing(values=("", "n/a"))),
        Expectation("!=", (5,), "rows"),
    )
    assert found["state.sql"].expects == Expectation("not_between", (1, 9), "value")


def test_the_rules_of_3_0_ask_the_same_questions():
    found = checks("3.0")
    assert (found["rowCount"].ask, found["rowCount"].expects) == (ShapeOf(ORDERS), Expectation(">", (1,)))
    assert found["ordered_on.nullValues"].expects == Expectation("<", (5,), "percent")
    assert found["state.invalidValues"].ask == Tally(ORDERS, "state", Among(("open", "done")))


@pytest.mark.parametrize(
    ("word", "operator"),
    [
        ("mustBe: 3", "="),
        ("mustNotBe: 3", "!="),
        ("mustBeGreaterThan: 3", ">"),
        ("mustBeGreaterOrEqualTo: 3", ">="),
        ("mustBeLessThan: 3", "<"),
        ("mustBeLessOrEqualTo: 3", "<="),
    ],
)
@pytest.mark.parametrize("unit", ["rows", "percent"])
def test_every_operator_is_held_in_both_units(word, operator, unit):
    found = column(f"quality: [{{metric: nullValues, {word}, unit: {unit}}}]")
    assert found["c.nullValues"].expects == Expectation(operator, (3,), unit)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("type: text, description: clean", "text for people"),
        ("type: custom, engine: soda, implementation: x", "check of `soda`"),
        ("type: sql, query: DROP TABLE t, mustBe: 0", "begins with `DROP`"),
        ("type: sql, mustBe: 0", "no query"),
        ("metric: magic, mustBe: 0", "`magic` is no metric"),
        ("metric: invalidValues, mustBe: 0", "which values are valid"),
        ("metric: nullValues, mustBe: few", "`mustBe: few`"),
        ("metric: nullValues, mustBe: 0, unit: furlongs", "unit `furlongs`"),
        ("metric: nullValues, mustBeBetween: [5, 1]", "larger number first"),
        ("metric: rowCount, mustBe: 5, unit: percent", "no percent"),
        ("metric: rowCount", "what must hold"),
        ("type: sql, query: 'SELECT max(c) FROM t'", "what must hold"),
        ("metric: nullValues, mustBe: 0, arguments: {where: x}", "arguments `where`"),
    ],
)
def test_a_rule_that_is_not_run_is_a_check_that_says_why(rule, why):
    (only,) = column(f"quality: [{{{rule}}}]").values()
    assert isinstance(only.ask, NotRun)
    assert only.ask.reason == "refused"
    assert why in only.ask.detail


def test_a_rule_with_two_operators_is_checked_by_each():
    found = column("quality: [{metric: nullValues, mustBeGreaterThan: 1, mustBeLessThan: 9}]")
    assert {check.expects.operator for check in found.values()} == {">", "<"}
    assert len(found) == 2


def test_a_metric_without_an_operator_means_none():
    assert column("quality: [{metric: nullValues}]")["c.nullValues"].expects == NONE_FAIL


def test_two_rules_of_one_name_get_ids_of_their_own():
    found = column("quality: [{metric: nullValues, mustBe: 0}, {metric: nullValues, mustBe: 1}]")
    assert list(found) == ["c.nullValues", "c.nullValues#2"]


def test_parts_of_nested_columns_are_shown_as_not_run():
    found = checks()
    assert found["address.zip.required"].ask.detail.startswith("it lies inside a nested value")
    assert found["address.zip.pattern"].columns == ("address",)
    assert isinstance(found["tags.maxItems"].ask, NotRun)
    assert isinstance(found["tags.logicalType"].ask, NotRun)


def test_references_lead_to_the_data_sets_that_the_names_mean():
    found = checks(tables={"shops": SHOPS, "shifts": SHIFTS})
    assert found["shop -> shops"].ask == OrphansOf(ORDERS, ("shop",), SHOPS, ("shop",))
    assert found["shop,day -> shifts"].ask == OrphansOf(ORDERS, ("shop", "day"), SHIFTS, ("shop", "day"))


def test_a_reference_to_no_data_set_is_not_run():
    assert checks()["shop -> shops"].ask.reason == "no_data"


@pytest.mark.parametrize(
    "to", ["shops.shop_no", "schema/shops/properties/shop_no", "other.odcs.yaml#schema/shops/properties/shop_no"]
)
def test_a_reference_is_read_in_each_of_its_forms(to):
    assert asked(f"relationships: [{{to: {to}}}]", tables={"shops": SHOPS}) == [
        OrphansOf(ORDERS, ("c",), SHOPS, ("shop_no",))
    ]


@pytest.mark.parametrize(
    ("logical", "stored", "questions"),
    [
        ("integer", "BIGINT", []),
        ("integer", "DOUBLE", [Reads("integer")]),
        ("integer", "VARCHAR", [Reads("integer")]),
        ("number", "DECIMAL(18,2)", []),
        ("boolean", "VARCHAR", [Reads("boolean")]),
        ("date", "DATE", []),
        ("date", None, [Reads("date")]),
        ("string", "BIGINT", []),
    ],
)
def test_values_are_read_only_where_the_type_as_stored_does_not_say_enough(logical, stored, questions):
    columns = None if stored is None else {"c": stored}
    assert [ask.test for ask in asked("required: false", logical, columns=columns)] == questions


def test_a_date_of_another_form_is_held_against_its_form():
    (ask,) = asked("logicalTypeOptions: {format: dd.MM.yyyy}", "date", columns={"c": "VARCHAR"})
    assert ask.test == Like(r"^\d{2}\.\d{2}\.\d{4}$")
    assert asked("logicalTypeOptions: {format: dd.MM.yyyy}", "date", columns={"c": "DATE"}) == []


def test_numbers_stored_as_text_are_not_compared_as_text():
    found = column("logicalTypeOptions: {minimum: 5}", "number", columns={"c": "VARCHAR"})
    assert found["c.minimum"].ask.detail == "`c` is stored as text, which has no order of numbers"


@pytest.mark.parametrize(
    ("prop", "names", "meant"),
    [("name: a, physicalName: A_1", ["A_1", "a"], "A_1"), ("name: a", ["A"], "A"), ("name: a", [], "a")],
)
def test_a_property_means_the_column_of_its_physical_name_then_of_its_name(prop, names, meant):
    whole = read_contract(f"schema: [{{name: t, properties: [{{{prop}}}]}}]".encode(), "c.yaml").contract
    held = ContractTable(whole, whole.schemas[0], ORDERS, AS_OF, dict.fromkeys(names, "VARCHAR"))
    assert held.column_of(whole.schemas[0].properties[0]) == meant


def test_columns_that_are_missing_or_of_another_type_are_told_without_asking():
    stored = {name: type_ for name, type_ in STORED.items() if name != "shop"} | {"day": "VARCHAR", "amount": "BOOLEAN"}
    found = {result.check.id: result for result in contract_results(table(columns=stored))}
    assert (found["shop.stored"].outcome, found["shop.stored"].observed) == ("fail", "no such column")
    assert (found["amount.stored"].outcome, found["amount.stored"].observed) == ("fail", "stored as BOOLEAN")
    assert found["day.stored"].outcome == "pass"
    assert found["id.stored"].outcome == "pass"


@pytest.mark.parametrize(("typed", "outcome"), [(True, "fail"), (False, "pass")])
def test_a_number_is_no_text_where_the_file_carries_types(typed, outcome):
    found = contract_results(table(columns=STORED | {"shop": "BIGINT"}, typed=typed))
    assert next(result for result in found if result.check.id == "shop.stored").outcome == outcome


def test_service_levels_ask_for_the_newest_and_the_oldest_row():
    found = checks()
    fresh, kept = found["ordered_at.freshness"], found["ordered_at.retention"]
    assert (fresh.ask, fresh.expects) == (Figure(ORDERS, "ordered_at", "max"), Expectation("<=", (1,), "days"))
    assert (kept.ask, kept.expects) == (Figure(ORDERS, "ordered_at", "min"), Expectation("<=", (1096,), "days"))
    assert isinstance(found["sla.timeOfAvailability"].ask, NotRun)
    assert isinstance(checks("3.0")["ordered_on.timeToRepair"].ask, NotRun)
    assert checks("3.0")["ordered_on.latency"].ask == Figure(ORDERS, "ordered_on", "max")


@pytest.mark.parametrize(
    ("day", "general", "support"),
    [(date(2024, 12, 31), "fail", "pass"), (date(2025, 6, 1), "pass", "pass"), (date(2026, 1, 1), "pass", "fail")],
)
def test_the_contract_s_own_dates_are_decided_as_of_the_day(day, general, support):
    found = {result.check.id: result.outcome for result in contract_results(table(as_of=day))}
    assert found == {"sla.generalAvailability": general, "sla.endOfSupport": support}


def test_a_retired_contract_is_told():
    retired = replace(contract("3.1"), status="retired", sla=())
    (only,) = contract_results(replace(table(), contract=retired))
    assert (only.check.id, only.outcome) == ("status", "fail")


@pytest.mark.parametrize(("day", "owner"), [(date(2024, 6, 1), "ann"), (date(2025, 1, 1), "bob"), (AS_OF, "bob")])
def test_who_answers_is_whoever_was_in_the_team_on_the_day(day, owner):
    found = parties(contract("3.0"), day)
    assert (found.owner, found.steward, found.custodian) == (owner, "cem", None)
    assert checks("3.0", as_of=day)["primaryKey"].owner == owner


def test_the_document_s_owner_goes_before_the_contract_s():
    assert {check.owner for check in checks(owner="eve").values()} == {"eve"}


def test_columns_classified_as_personal_are_hidden():
    assert personal_columns(table()) == ("email",)


def test_the_table_of_a_data_set_is_found_by_its_id_or_by_its_file():
    one, two = contract("3.1"), contract("3.2")
    both = replace(one, schemas=(one.schemas[0], replace(two.schemas[0], name="returns", physical_name="r.parquet")))
    assert schema_for(one, "anything") == one.schemas[0]
    assert schema_for(both, "orders") == one.schemas[0]
    assert schema_for(both, "back", "data/r.parquet").name == "returns"
    assert schema_for(both, "back", "all.duckdb#returns").name == "returns"
    assert isinstance(schema_for(both, "back", "x.csv"), NotRun)


def test_a_name_means_the_table_of_the_same_contract_first():
    one, two = contract("3.1"), contract("3.2")
    bound = {DataId("a"): (one, one.schemas[0]), DataId("b"): (two, two.schemas[0])}
    assert tables_of(bound, DataId("a"))["orders"] == DataId("a")
    assert tables_of(bound, DataId("b"))["orders"] == DataId("b")


def test_a_local_server_is_a_source_and_any_other_names_its_engine():
    whole = contract("3.1")
    assert source_of(whole, whole.schemas[0]) == "data/orders.csv"
    remote = source_of(replace(whole, servers=whole.servers[1:]), whole.schemas[0])
    assert remote.detail == "server `house` needs PostgreSQL, which trueup does not reach from here"
    assert source_of(replace(whole, servers=()), whole.schemas[0]).reason == "no_data"


@pytest.mark.parametrize(
    ("stored", "family"),
    [
        ("BIGINT", "integer"),
        ("HUGEINT", "integer"),
        ("DECIMAL(18,0)", "integer"),
        ("DECIMAL(18,2)", "number"),
        ("TIMESTAMP WITH TIME ZONE", "timestamp"),
        ("TIME", "time"),
        ("INTERVAL", "other"),
        ("ENUM('a', 'b')", "text"),
        ("INTEGER[]", "nested"),
        ("MAP(VARCHAR, INTEGER)", "nested"),
    ],
)
def test_a_type_as_stored_belongs_to_a_family(stored, family):
    assert family_of(stored) == family
