"""The JSON Schema: a real validator accepts what we read and refuses what we refuse."""

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from trueup.adapters.yaml_document import read_tree
from trueup.core.model.schema import FILES, schema_of
from trueup.core.rules.catalogue import CATALOGUE
from trueup.core.rules.manual import manual_of
from trueup.render.field_reference import EXAMPLE, LATER

ROOT = Path(__file__).parents[3]
VALIDATORS = {file: Draft202012Validator(schema_of(file)) for file in FILES}
ON_DISK = [
    file for file in sorted((ROOT / "examples").glob("**/*.yaml")) if file.stem in FILES or "backlog" in str(file)
]


class AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2 as editors read it: numbers, true and false as such; dates, `on` and `no` as text."""


AsEditorsRead.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in rules
        if tag != "tag:yaml.org,2002:timestamp" and (tag != "tag:yaml.org,2002:bool" or first in "tTfF")
    ]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def faults(text, file="initiative"):
    """What the schema says of a text as we read it (everything is text) and as editors do."""
    ours = read_tree(text.encode(), "x.yaml")
    theirs = yaml.load(text, AsEditorsRead)  # noqa: S506 - a safe loader with one resolver less
    return [error.message for tree in (ours, theirs) for error in VALIDATORS[file].iter_errors(tree)]


@pytest.mark.parametrize("file", FILES)
def test_each_schema_is_one(file):
    Draft202012Validator.check_schema(schema_of(file))


def test_there_are_examples_to_accept():
    assert {file.stem for file in ON_DISK} >= {"initiative", "portfolio"}


@pytest.mark.parametrize("path", ON_DISK, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_example_is_accepted(path):
    assert faults(path.read_text("utf-8"), path.stem if path.stem in FILES else "backlog") == []


def test_the_example_of_the_reference_is_accepted():
    assert faults(EXAMPLE + LATER) == []


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.code)
def test_the_examples_of_every_rule_are_accepted(rule):
    manual = manual_of(rule)
    for each in (*manual.flagged, *manual.accepted):
        name = Path(each.name).stem
        if name in FILES:
            assert faults(each.text, name) == []


@pytest.mark.parametrize(
    "text",
    [
        "titel: A",
        "kpis: {late: {}}",
        "title: A\nkpis: {late: {direction: upward}}",
        "title: A\nkpis: {a b: {}}",
        "title: A\nkpis: [late]",
        "title: A\nphase: someday",
        "title: A\nkpis: {late: {target: {value: 1, by: 31.05.2026}}}",
        "title: A\ncurrency: euro",
        "title: A\nepics: {E1: {depends_on: {E2: {kind: later}}}}",
        "title: A\nepics: {E1: {stories: {S1: {epics: {}}}}}",
        "title: A\npilot: {production: {}}",
        "title: A\ncalendars: {c: {days: [monday]}}",
        "trueup: 2\ntitle: A",
    ],
)
def test_what_we_refuse_is_refused(text):
    assert faults(text)


def test_what_is_left_empty_is_accepted():
    assert faults("title: A\nobjective:\nkpis: {late: , early: {owner: , data: }}\nepics:\n  E1:\n") == []


def test_every_key_is_described():
    for file in FILES:
        for section in schema_of(file)["$defs"].values():
            body = section.get("anyOf", [section])[0]
            assert all(key.get("description") for key in body["properties"].values())
