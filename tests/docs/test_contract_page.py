"""The page on contracts: its contract is sound, and its table tells every key of the standard."""

from __future__ import annotations

import re
from pathlib import Path

from trueup.adapters.odcs import read_contract
from trueup.adapters.odcs_schema import standard
from trueup.core.model.ask.identity import NotRun
from trueup.core.readiness.contract_facts import ALL, FACTS
from trueup.render.contract_text import facts_table

PAGE = (Path(__file__).parents[2] / "docs" / "guides" / "contracts.md").read_text("utf-8")
OPTIONS = "logicalTypeOptions"


def keys_of_the_standard() -> dict[str, set[str]]:
    """Return the keys of each part of the newest schema; those of type options, of all servers and so on together."""
    schema = standard()
    found: dict[str, set[str]] = {"": set(schema["properties"])}
    for name, part in schema["$defs"].items():
        if name == "ServerSource":
            found[name] = {key for server in part.values() for key in _keys(server)}
        elif keys := _keys(part):
            found[name] = keys
    found["Options"] = _options(schema["$defs"]["SchemaBaseProperty"])
    return found


def _keys(part: dict) -> set[str]:
    found = set(part.get("properties", {}))
    inside = (*part.get("allOf", ()), *part.get("oneOf", ()), *(part[key] for key in ("then", "items") if key in part))
    return found.union(*(_keys(inner) for inner in inside))


def _options(part: dict) -> set[str]:
    inside = [each["then"]["properties"].get(OPTIONS, {}) for each in part["allOf"] if "then" in each]
    return {key for each in inside for key in each.get("properties", {})}


# Parts that repeat keys of another part, or name no keys of their own.
REPEATED = {"RelationshipSchemaLevel", "SchemaItemProperty", "Relationship"}
TEXTS = {"CustomProperties", "Synonyms", "Support", "Tags"}


def test_every_key_of_the_standard_is_told_and_no_other():
    told: dict[str, set[str]] = {}
    for fact in FACTS:
        assert not set(fact.keys) & told.get(fact.part, set()), fact
        told.setdefault(fact.part, set()).update(fact.keys)
    for part, keys in keys_of_the_standard().items():
        if part in REPEATED | TEXTS or told.get(part) == {ALL}:
            continue
        assert told.pop(part, set()) == keys, part
    assert all(keys == {ALL} for keys in told.values())


def test_the_page_s_table_is_the_list_of_the_program():
    """To make it again: end the page with what `facts_table()` returns."""
    assert PAGE.endswith(facts_table())


def test_the_contract_of_the_page_is_sound_and_runs_whole():
    text = next(block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if "apiVersion" in block)
    reading = read_contract(text.encode(), "contracts.md")
    assert reading.faults == ()
    assert not any(isinstance(rule.runs, NotRun) for rule in reading.contract.schemas[0].quality)
