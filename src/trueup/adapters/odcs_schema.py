"""What of a contract breaks the schema of the version that it names, each with its line and what to write instead.

The schema is the one that the library `open-data-contract-standard` carries. It is read here over our own tree, whose
scalars are text: `version: 1.0` is a text as much as `version: "1.0"`, and a number is a text that reads as one. A
condition on a key (`if`) holds only where the key is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, TypeAlias, cast

from trueup.adapters.odcs_kinds import DATES, LONGEST_SHOWN, NUMBER, is_moment, short, type_fix, type_problem, within
from trueup.adapters.odcs_versions import (
    CLOSED_IN_30,
    NEWEST,
    OLDEST,
    REQUIRED_SINCE,
    REQUIRED_UNTIL,
    RULES,
    SINCE,
    TEAM_AS_SECTION,
    VALUES_SINCE,
    Version,
    shown,
    version_of,
)
from trueup.core.base.finding import Id, Place
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.base.tree import Branch, Row, Tree
from trueup.core.model.contract import ContractFault

Schema: TypeAlias = Mapping[str, object]

MOST_FAULTS: Final = 100
_LONGEST_MATCHED: Final = 500
_INLINE: Final = "inline"
"""The part of a value whose schema has no name of its own."""
_ABOVE: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


@dataclass(frozen=True, slots=True)
class _At:
    """Where reading stands: the path in words, the line, and the part of the standard that is meant."""

    path: tuple[str, ...]
    line: int
    part: str = ""

    def inside(self, step: str, line: int) -> _At:
        return _At((*self.path, step), line, _INLINE)

    @property
    def name(self) -> str:
        return self.path[-1] if self.path else "the contract"


@lru_cache(maxsize=1)
def standard() -> Schema:
    """Return the JSON Schema of the newest version of the standard, as the library carries it."""
    from importlib.resources import files

    text = (files("open_data_contract_standard") / "schema.json").read_text("utf-8")
    return cast("Schema", json.loads(text))


def schema_faults(tree: Branch, file: str) -> tuple[ContractFault, ...]:
    """Return everything in a contract that its version of the standard does not allow, in the order of lines."""
    said = tree.get("apiVersion")
    check = _Check(file, version_of(said if isinstance(said, str) else None))
    found: list[ContractFault] = []
    check.value(tree, standard(), _At((), tree.line), found)
    kept = sorted(dict.fromkeys(found), key=lambda fault: fault.place.line or 0)
    if len(kept) <= MOST_FAULTS:
        return tuple(kept)
    more = f"There are {len(kept) - MOST_FAULTS:,} further faults; mend these first."
    last = kept[MOST_FAULTS - 1]
    return (*kept[:MOST_FAULTS], ContractFault(last.place, more, "Mend these and check again."))


class _Check:
    """Checks values against parts of the schema, for one version of the standard."""

    def __init__(self, file: str, version: Version) -> None:
        self._file, self._version = file, version
        self._defs = cast("Mapping[str, Schema]", standard()["$defs"])

    def value(self, node: Tree, schema: Schema, at: _At, out: list[ContractFault]) -> set[str]:
        """Add what is wrong with a value to `out`; return the keys that the schema knows of it."""
        known: set[str] = set()
        if "$ref" in schema:
            name = str(schema["$ref"]).removeprefix("#/$defs/")
            known |= self.value(node, self._resolved(name), replace(at, part=name), out)
        if (problem := type_problem(node, schema.get("type"), at.name)) is not None:
            self._add(out, at, problem, type_fix(node, schema.get("type"), at.name))
            return known
        if isinstance(node, Branch):
            known |= self._branch(node, schema, at, out)
        elif isinstance(node, Row):
            self._row(node, schema, at, out)
        elif node is not None:
            self._scalar(node, schema, at, out)
        known |= self._combined(node, schema, at, out)
        if isinstance(node, Branch):
            self._unknown_keys(node, schema, known, at, out)
        return known

    def _resolved(self, name: str) -> Schema:
        found: object = self._defs
        for step in name.split("/"):
            found = cast("Mapping[str, object]", found)[step]
        return cast("Schema", found)

    def _branch(self, node: Branch, schema: Schema, at: _At, out: list[ContractFault]) -> set[str]:
        properties = cast("Mapping[str, Schema]", schema.get("properties", {}))
        present = set(node) & set(properties)
        for key in node:
            if key in present:
                self._since(at, key, node, out)
                below = at.inside(key, node.lines[key])
                self.value(node[key], properties[key], below, out)
        for key in self._required(schema, at):
            if key not in node:
                self._missing(node, key, at, out)
        return present

    def _required(self, schema: Schema, at: _At) -> Iterator[str]:
        listed = cast("Sequence[str]", schema.get("required", ()))
        for key in listed:
            if REQUIRED_SINCE.get((at.part, key), OLDEST) <= self._version:
                yield key
        if listed:
            for key, until in REQUIRED_UNTIL.get(at.part, ()):
                if self._version <= until:
                    yield key

    def _missing(self, node: Branch, key: str, at: _At, out: list[ContractFault]) -> None:
        if at.part == "DataQualityLibrary" and (node.get("metric") or node.get("rule")):
            if key == "metric":
                self._rule_of_30(node, at, out)
            return
        self._add(out, at, f"{_said(at)} has no `{key}`.", f"Add `{key}:`; {shown(self._version)} asks for it.")

    def _rule_of_30(self, node: Branch, at: _At, out: list[ContractFault]) -> None:
        said = node.get("rule")
        metric = RULES.get(re.sub(r"[^a-z]", "", said.lower())) if isinstance(said, str) else None
        fix = f"Write `metric: {metric}`." if metric else "Write `metric:` with one of the library's metrics."
        line = replace(at, line=node.lines.get("rule", at.line))
        self._add(out, line, "`rule` is called `metric` since v3.1.0.", fix)

    def _since(self, at: _At, key: str, node: Branch, out: list[ContractFault]) -> None:
        since = SINCE.get((at.part, key), OLDEST)
        if not at.part and key == "team" and isinstance(node[key], Branch):
            since = max(since, TEAM_AS_SECTION)
        if since > self._version:
            below = at.inside(key, node.lines[key])
            fix = f"Write `apiVersion: {shown(since)}`, or take it out."
            if key == "metric":
                fix = f"Write `apiVersion: {shown(since)}`, or `rule:` as {shown(self._version)} has it."
            what = "`team` as a section with `members:`" if key == "team" else f"`{key}`"
            problem = f"{what} came with {shown(since)}; this contract says {shown(self._version)}."
            self._add(out, below, problem, fix)

    def _row(self, node: Row, schema: Schema, at: _At, out: list[ContractFault]) -> None:
        least, most = schema.get("minItems"), schema.get("maxItems")
        if isinstance(least, int) and len(node) < least:
            self._add(out, at, f"`{at.name}` has {len(node)} entries.", f"Write at least {least}.")
        if isinstance(most, int) and len(node) > most:
            self._add(out, at, f"`{at.name}` has {len(node)} entries.", f"Write at most {most}.")
        if schema.get("uniqueItems") and len({repr(entry) for entry in node}) < len(node):
            self._add(out, at, f"`{at.name}` holds an entry twice.", "Write each once.")
        items = schema.get("items")
        if isinstance(items, dict):
            for position, entry in enumerate(node):
                below = at.inside(_entry_name(entry, position), node.lines[position])
                self.value(entry, items, replace(below, part=at.part), out)

    def _scalar(self, node: str, schema: Schema, at: _At, out: list[ContractFault]) -> None:
        choices = schema.get("enum") or ([schema["const"]] if "const" in schema else None)
        if isinstance(choices, list):
            self._choice(node, [str(choice) for choice in choices], at, out)
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and not re.search(pattern, node[:_LONGEST_MATCHED]):
            self._add(out, at, f"`{at.name}: {short(node)}` is not of the form the standard asks for.", _form(at))
        kind = DATES.get(str(schema.get("format")))
        if kind is not None and not is_moment(node, kind):
            self._add(out, at, f"`{at.name}: {short(node)}` is no date that exists.", "Write it as 2026-05-31.")
        for word in _ABOVE:
            bound = schema.get(word)
            if isinstance(bound, int | float) and NUMBER.fullmatch(node) and not within(float(node), word, bound):
                self._add(out, at, f"`{at.name}: {short(node)}` is out of range.", f"Its {_words(word)} is {bound}.")

    def _choice(self, node: str, choices: Sequence[str], at: _At, out: list[ContractFault]) -> None:
        if node not in choices:
            near = nearest(node, choices)
            listed = ", ".join(choices[:12]) + (" ..." if len(choices) > 12 else "")  # noqa: PLR2004 - a line's worth
            fix = f"Did you mean `{near}`?" if near else f"The standard knows {listed}."
            self._add(out, at, f"`{at.name}: {short(node)}` is not known to the standard.", fix)
        elif (since := VALUES_SINCE.get((at.name, node), OLDEST)) > self._version:
            problem = f"`{at.name}: {node}` came with {shown(since)}; this contract says {shown(self._version)}."
            self._add(out, at, problem, f"Write `apiVersion: {shown(since)}`.")

    def _combined(self, node: Tree, schema: Schema, at: _At, out: list[ContractFault]) -> set[str]:
        known: set[str] = set()
        for part in cast("Sequence[Schema]", schema.get("allOf", ())):
            if "if" in part:
                if self._applies(node, cast("Schema", part["if"])):
                    known |= self.value(node, cast("Schema", part["then"]), at, out)
            else:
                known |= self.value(node, part, at, out)
        for word in ("oneOf", "anyOf"):
            if word in schema:
                known |= self._one_of(node, cast("Sequence[Schema]", schema[word]), at, out)
        refused = schema.get("not")
        if isinstance(refused, dict) and isinstance(node, Branch):
            for key in set(refused.get("required", ())) & set(node):
                below = at.inside(key, node.lines[key])
                self._add(out, below, f"`{key}` does not belong here: it is this property.", "Take it out.")
        return known

    def _applies(self, node: Tree, condition: Schema) -> bool:
        if "anyOf" in condition:
            return any(self._applies(node, each) for each in cast("Sequence[Schema]", condition["anyOf"]))
        asked = cast("Mapping[str, Schema]", condition.get("properties", {}))
        if not isinstance(node, Branch) or not all(key in node for key in asked):
            return False
        return all("const" not in each or node[key] == each["const"] for key, each in asked.items())

    def _one_of(self, node: Tree, choices: Sequence[Schema], at: _At, out: list[ContractFault]) -> set[str]:
        tried: list[tuple[list[ContractFault], set[str]]] = []
        for choice in choices:
            wrong: list[ContractFault] = []
            tried.append((wrong, self.value(node, choice, at, wrong)))
        operators = [key for choice in choices for key in cast("Sequence[str]", choice.get("required", ()))]
        if len(operators) == len(choices) and isinstance(node, Branch):
            return self._operator(node, operators, tried, at, out)
        fine = [keys for wrong, keys in tried if not wrong]
        if fine:
            return set().union(*fine)
        fitting = [each for each, choice in zip(tried, choices, strict=True) if self._fits(node, choice)]
        wrong, keys = min(fitting or tried, key=lambda each: len(each[0]))
        out += wrong
        return keys

    def _fits(self, node: Tree, choice: Schema) -> bool:
        schema = self._resolved(str(choice["$ref"]).removeprefix("#/$defs/")) if "$ref" in choice else choice
        return type_problem(node, schema.get("type"), "") is None

    def _operator(
        self,
        node: Branch,
        operators: Sequence[str],
        tried: Sequence[tuple[list[ContractFault], set[str]]],
        at: _At,
        out: list[ContractFault],
    ) -> set[str]:
        """Check that exactly one of the keys that say what must hold is there."""
        there = [(key, wrong) for key, (wrong, _) in zip(operators, tried, strict=True) if key in node]
        for _, wrong in there:
            out += wrong
        if not there and self._version > OLDEST:
            self._add(out, at, f"{_said(at)} does not say what must hold.", "Add `mustBe:` or another operator.")
        elif len(there) > 1:
            names = " and ".join(f"`{key}`" for key, _ in there)
            fix = "Write `mustBeBetween: [low, high]`, or one rule for each."
            self._add(out, at, f"{_said(at)} has several operators: {names}.", fix)
        return {key for key, _ in there}

    def _unknown_keys(self, node: Branch, schema: Schema, known: set[str], at: _At, out: list[ContractFault]) -> None:
        closed = schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False
        if not closed or (self._version == OLDEST and at.part not in CLOSED_IN_30):
            return
        for key in node:
            if key in known:
                continue
            below = at.inside(key, node.lines[key])
            if at.part == "DataQuality" and key == "rule":
                self._rule_of_30(node, at, out)
                continue
            near = nearest(key, self._keys(schema))
            fix = f"Did you mean `{near}`?" if near else "Take it out, or write it under `customProperties:`."
            self._add(out, below, f"`{short(key)}` is no key of {_said(at, small=True)} in {shown(NEWEST)}.", fix)

    def _keys(self, schema: Schema) -> set[str]:
        """Return every key that a part of the schema could have."""
        found = set(cast("Mapping[str, object]", schema.get("properties", {})))
        inner = [*cast("Sequence[Schema]", schema.get("allOf", ())), *cast("Sequence[Schema]", schema.get("oneOf", ()))]
        if "$ref" in schema:
            inner.append(self._resolved(str(schema["$ref"]).removeprefix("#/$defs/")))
        inner += [cast("Schema", schema["then"])] if "then" in schema else []
        return found.union(*(self._keys(each) for each in inner)) if inner else found

    def _add(self, out: list[ContractFault], at: _At, problem: str, fix: str) -> None:
        out.append(ContractFault(Place(self._file, at.line, Id(".".join(at.path))), problem, fix))


def _entry_name(entry: Tree, position: int) -> str:
    if isinstance(entry, Branch):
        for key in ("name", "property", "username", "server", "role"):
            found = entry.get(key)
            if isinstance(found, str):
                return found[:LONGEST_SHOWN]
    return str(position)


def _said(at: _At, *, small: bool = False) -> str:
    words = {
        "": "the contract",
        "DataQuality": f"the rule `{at.name}`",
        "DataQualityLibrary": f"the rule `{at.name}`",
        "DataQualityOperators": f"the rule `{at.name}`",
    }.get(at.part, f"`{'.'.join(at.path[-3:])}`")
    return words if small else words[0].upper() + words[1:]


def _form(at: _At) -> str:
    if at.part in ("ShorthandReference", "FullyQualifiedReference"):
        return "Write `table.column`, such as `customers.customer_id`."
    if at.part == "StableId":
        return "Use letters, digits, `-` and `_`."
    return "See the page of the standard."


def _words(word: str) -> str:
    return {"minimum": "minimum", "maximum": "maximum"}.get(word, "limit, itself excluded,")
