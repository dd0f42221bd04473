"""Contracts are read whatever is wrong in them: what is wrong is told with its line, and the rest is read."""

from __future__ import annotations

import json
import random
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hostile import HOSTILE
from trueup.adapters.odcs import read_contract
from trueup.adapters.odcs_schema import standard
from trueup.core.model.ask.identity import NotRun

CONTRACTS = Path(__file__).parents[1] / "data" / "contracts"
FILES = {version: (CONTRACTS / f"orders-{version}.odcs.yaml").read_bytes() for version in ("3.0", "3.1", "3.2")}
WHOLE = FILES["3.1"].decode()


def told(text: str) -> list[tuple[int | None, str]]:
    return [(fault.place.line, fault.problem) for fault in read_contract(text.encode(), "c.yaml").faults]


def changed(old: str, new: str, version: str = "3.1") -> str:
    text = FILES[version].decode()
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("version", FILES)
def test_a_sound_contract_of_each_version_has_no_fault(version):
    assert read_contract(FILES[version], "c.yaml").faults == ()


def test_everything_of_a_contract_is_read_with_its_place():
    contract = read_contract(FILES["3.1"], "c.yaml").contract
    orders = contract.schemas[0]
    first = orders.properties[0]
    assert (contract.api_version, contract.id, contract.version, contract.status) == (
        "v3.1.0",
        "orders-31",
        "1.4.0",
        "active",
    )
    assert (first.name, first.physical_name, first.physical_type, first.position) == ("id", "order_id", "varchar(7)", 1)
    assert {option.name: option.value for option in first.options} == {
        "pattern": "^O[0-9]{6}$",
        "minLength": "7",
        "maxLength": "7",
    }
    line = WHOLE.split("\n").index("        physicalName: order_id") + 1
    assert first.at.of("physicalName") == f"c.yaml:{line}"
    assert [server.type for server in contract.servers] == ["local", "postgres"]
    assert [(member.username, member.role) for member in contract.team] == [("ann", "owner"), ("dba", "custodian")]
    assert contract.roles[0].first_approvers == "ann"
    assert orders.relationships[0].columns == ("orders.shop", "orders.day")
    assert orders.properties[7].quality[0].valid == ("open", "done", None)
    assert orders.properties[8].properties[0].required


def test_the_older_words_of_3_0_mean_the_metrics_of_3_1():
    contract = read_contract(FILES["3.0"], "c.yaml").contract
    orders = contract.schemas[0]
    assert [rule.metric for rule in orders.quality] == ["rowCount", None, None]
    assert orders.properties[1].quality[0].metric == "nullValues"
    assert orders.properties[2].quality[0].valid == ("open", "done")
    assert [member.username for member in contract.team] == ["ann", "bob", "cem"]
    assert {sla.element for sla in contract.sla} == {"orders.ordered_on"}


def test_an_enumeration_of_3_2_is_read():
    contract = read_contract(FILES["3.2"], "c.yaml").contract
    assert contract.schemas[0].properties[1].values == ("open", "done")


@pytest.mark.parametrize(
    ("old", "new", "near", "problem"),
    [
        ("status: active", "stauts: active", "stauts", "`stauts` is no key of the contract in v3.2.0."),
        ("status: active\n", "", "apiVersion", "The contract has no `status`."),
        ("kind: DataContract", "kind: Contract", "kind:", "`kind: Contract` is not known to the standard."),
        (
            "logicalType: timestamp",
            "logicalType: datetime",
            "ordered_at",
            "`logicalType: datetime` is not known to the standard.",
        ),
        (
            "required: true, critical",
            "required: maybe, critical",
            "name: shop",
            "`required: maybe` is not true or false.",
        ),
        ("minLength: 7", "minLength: seven", "minLength", "`minLength: seven` is not a whole number."),
        ("mustBeBetween: [1, 1000]", "mustBeBetween: [1]", "enough", "`mustBeBetween` has 1 entries."),
        (", mustBeGreaterThan: 0}", "}", "paid", "The rule `paid` does not say what must hold."),
        (
            "mustNotBe: 5",
            "mustNotBe: 5, mustBe: 1",
            "missingValues",
            "has several operators: `mustBe` and `mustNotBe`.",
        ),
        ("to: shops.shop", "to: shops", "name: shop", "is not of the form the standard asks for."),
        ("name: id\n", "nmae: id\n", "nmae", "has no `name`."),
        ("metric: rowCount", "rule: rowCount", "enough", "`rule` is called `metric` since v3.1.0."),
        ("id: orders-31", "id: [orders]", "id:", "`id` is a list, not a text."),
        ("apiVersion: v3.1.0", "apiVersion: v3.0.2", "team:", "`team` as a section with `members:` came with v3.1.0"),
        ("apiVersion: v3.1.0", "apiVersion: v3.0.2", "ordered_at", "`logicalType: timestamp` came with v3.1.0"),
        (
            "apiVersion: v3.1.0",
            "apiVersion: v4.0.0",
            "apiVersion",
            "`apiVersion: v4.0.0` is not known to the standard.",
        ),
        (
            "name: day, logical",
            "name: shop, logical",
            "name: shop, logicalType: date",
            "The property `shop` stands twice",
        ),
        ("logicalType: array,", "logicalType: array, enum: [{value: a}],", "name: tags", "`enum` came with v3.2.0"),
    ],
)
def test_what_breaks_the_contract_s_own_version_is_told_with_its_line(old, new, near, problem):
    text = changed(old, new)
    found = told(text)
    assert any(near in text.split("\n")[where - 1] and problem in said for where, said in found), found


def test_a_contract_with_faults_is_read_all_the_same():
    reading = read_contract(changed("mustBeBetween: [1, 1000]", "mustBeGreaterThan: {a: b}").encode(), "c.yaml")
    assert reading.contract is not None
    assert len(reading.contract.schemas[0].properties) == 10
    assert reading.contract.faults == reading.faults != ()


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_text_crashes_the_reader(name):
    reading = read_contract(HOSTILE[name], "c.yaml")
    assert reading.contract is not None or reading.faults


@pytest.mark.parametrize("version", FILES)
def test_no_mutation_of_a_contract_crashes_the_reader(version):
    draws = random.Random(int(version.replace(".", "")))  # noqa: S311 - the same mutations every time
    lines = FILES[version].decode().split("\n")
    words = ["", "[]", "{}", "null", "- x", "'", "a: b", "9" * 40, "true", "[[[", "\ufeff", "${object}", "é" * 300]
    for _ in range(60):
        mutant = list(lines)
        at = draws.randrange(len(mutant))
        kind = draws.randrange(4)
        if kind == 0:
            del mutant[at]
        elif kind == 1:
            key, colon, _ = mutant[at].partition(":")
            mutant[at] = f"{key}{colon} {draws.choice(words)}"
        elif kind == 2:
            mutant[at] = mutant[at].lstrip()
        else:
            mutant.insert(at, draws.choice(lines))
        reading = read_contract("\n".join(mutant).encode(), "c.yaml")
        assert reading.contract is not None or reading.faults


KEYS = (
    *("schema", "properties", "quality", "team", "members", "servers", "slaProperties", "relationships", "items"),
    *("name", "type", "metric", "rule", "mustBe", "mustBeBetween", "arguments", "validValues", "from", "to", "enum"),
    *("logicalType", "logicalTypeOptions", "primaryKey", "primaryKeyPosition", "query", "value", "property", "map"),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), st.sampled_from(["v3.0.2", "v3.1.0", "v3.2.0", "x"]))
def test_whatever_stands_under_the_keys_of_the_standard_is_read(tree, version):
    reading = read_contract(json.dumps({"apiVersion": version, **tree}).encode(), "c.yaml")
    assert reading.contract is not None or reading.faults


def test_the_schema_s_own_validator_says_the_same_of_contracts_of_the_newest_version():
    """`jsonschema` judges the same texts: what it accepts has no fault, and what it refuses has one."""
    validator = jsonschema.Draft201909Validator(dict(standard()))
    text = WHOLE.replace("apiVersion: v3.1.0", "apiVersion: v3.2.0")
    lines = text.split("\n")
    compared = 0
    for at, line in enumerate(lines):
        if at % 4 or ":" not in line or line.lstrip().startswith("#"):
            continue
        key = line.partition(":")[0].strip("- {")
        for mutant in (line.replace(f"{key}:", f"{key}x:", 1), line.replace(": ", ": [1, ", 1).rstrip() + "]"):
            try:
                tree = yaml.load("\n".join([*lines[:at], mutant, *lines[at + 1 :]]), yaml.BaseLoader)  # noqa: S506
            except yaml.YAMLError:
                continue
            typed = json.loads(json.dumps(tree), object_hook=_typed)
            refused = not validator.is_valid(typed)
            reading = read_contract(json.dumps(tree).encode(), "c.yaml")
            assert bool(reading.faults) == refused, (mutant, reading.faults)
            compared += 1
    assert compared > 15


def _typed(branch):
    return {key: _value(value) for key, value in branch.items()}


def _value(value):
    if isinstance(value, list):
        return [_value(each) for each in value]
    if isinstance(value, str) and value in ("true", "false"):
        return value == "true"
    try:
        return float(value) if isinstance(value, str) and value.replace(".", "", 1).isdigit() else value
    except ValueError:
        return value


def test_a_file_of_the_largest_size_is_read_in_bounded_time():
    column = "      - {name: c%d, logicalType: string, required: true, quality: [{metric: nullValues, mustBe: 0}]}\n"
    text = "apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\nschema:\n  - name: t\n"
    text += "    properties:\n" + "".join(column % number for number in range(1_000))
    contract = read_contract(text.encode(), "c.yaml").contract
    assert len(contract.schemas[0].properties) == 1_000


def test_a_query_that_is_refused_keeps_its_reason():
    contract = read_contract(FILES["3.1"], "c.yaml").contract
    paid, joined = contract.schemas[0].quality[2:]
    assert paid.runs.value.text == 'sum("amount")'
    assert paid.runs.where.columns == ("state",)
    assert joined.runs == NotRun(
        "refused",
        "The query has a second table",
        "Write one aggregate over the one table: `SELECT count(*) FROM ${object} WHERE ...`.",
    )
