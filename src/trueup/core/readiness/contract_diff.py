"""What a new version of a contract breaks or loosens for those who read the data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from trueup.core.model.contract import Contract, Property, Relationship, SchemaObject, Server, SlaProperty
from trueup.core.readiness.contract_change import EFFECTS, Changes, ContractDifference, Effect, judged
from trueup.core.readiness.contract_diff_rules import compare_rules
from trueup.core.readiness.contract_diff_values import compare_types, compare_values
from trueup.core.readiness.contract_sla import days_of, promise_of

_RETIRED: Final = frozenset({"deprecated", "retired"})


def compare(old: Contract, new: Contract) -> ContractDifference:
    """Return every difference that readers of the data may feel, the worst first, in the order of the contract."""
    out = Changes()
    if old.id != new.id:
        what = f"the contract's id is `{new.id}`, no longer `{old.id}`: it is another contract"
        out.add("breaking", "id", what, new.at, "id")
    if (new.status or "").lower() in _RETIRED and old.status != new.status:
        out.add("loosened", "status", f"the contract is {new.status}", new.at, "status")
    _schemas(old, new, out)
    _servers(old.servers, new.servers, out)
    _slas(old.sla, new.sla, out)
    _team(old, new, out)
    changes = tuple(sorted(out.found, key=lambda change: EFFECTS.index(change.effect)))
    return ContractDifference(changes, judged(old.version, new.version, changes))


def _schemas(old: Contract, new: Contract, out: Changes) -> None:
    left = {schema.name: schema for schema in new.schemas}
    for schema in old.schemas:
        after = left.pop(schema.name, None)
        if after is not None:
            _schema(schema, after, out)
            continue
        renamed = next((each for each in left.values() if _same(schema, each)), None)
        if renamed is None:
            out.add("breaking", schema.name, f"the table `{schema.name}` is gone", schema.at)
        else:
            left.pop(renamed.name)
            what = f"the table `{schema.name}` is called `{renamed.name}`"
            out.add("breaking", schema.name, what, renamed.at, "name")
            _schema(schema, renamed, out)
    for schema in left.values():
        out.add("compatible", schema.name, f"the table `{schema.name}` is new", schema.at)


def _same(old: SchemaObject | Property, new: SchemaObject | Property) -> bool:
    """Whether a part of another name is this one: by its id, or by its physical name."""
    if old.id is not None and old.id == new.id:
        return True
    return old.physical_name is not None and old.physical_name == new.physical_name


def _schema(old: SchemaObject, new: SchemaObject, out: Changes) -> None:
    if (old.physical_name or old.name) != (new.physical_name or new.name) and old.name == new.name:
        what = f"its physical name is `{new.physical_name or new.name}`, no longer `{old.physical_name or old.name}`"
        out.add("breaking", new.name, what, new.at, "physicalName")
    keys = [tuple(prop.name for prop in schema.key) for schema in (old, new)]
    if keys[0] != keys[1]:
        before, after = (", ".join(key) or "none" for key in keys)
        effect: Effect = "compatible" if not keys[0] else "breaking"
        out.add(effect, new.name, f"the primary key is {after}, it was {before}", new.at)
    _properties(old.properties, new.properties, new.name, out)
    _relationships(old.relationships, new.relationships, new.name, new, out)
    compare_rules(old.quality, new.quality, new.name, out)


def _properties(old: Sequence[Property], new: Sequence[Property], path: str, out: Changes) -> None:
    left = {prop.name: prop for prop in new}
    for prop in old:
        after = left.pop(prop.name, None)
        if after is None:
            after = next((each for each in left.values() if _same(prop, each)), None)
            if after is None:
                out.add("breaking", f"{path}.{prop.name}", f"the property `{prop.name}` is gone", prop.at)
                continue
            left.pop(after.name)
            what = f"the property `{prop.name}` is called `{after.name}`"
            out.add("breaking", f"{path}.{prop.name}", what, after.at, "name")
        _property(prop, after, f"{path}.{after.name}", out)
    for prop in left.values():
        needed = " (who writes the data must fill it)" if prop.required else ""
        out.add("compatible", f"{path}.{prop.name}", f"the property `{prop.name}` is new{needed}", prop.at)


def _property(old: Property, new: Property, path: str, out: Changes) -> None:
    if old.stored_name != new.stored_name and old.name == new.name:
        what = f"its physical name is `{new.stored_name}`, no longer `{old.stored_name}`"
        out.add("breaking", path, what, new.at, "physicalName")
    compare_types(old, new, path, out)
    if old.required and not new.required:
        out.add("loosened", path, "it may be missing, it was required", new.at, "required")
    elif new.required and not old.required:
        out.add("compatible", path, "it is required (who writes the data must fill it)", new.at, "required")
    if old.unique and not new.unique:
        out.add("loosened", path, "its values may repeat, they were unique", new.at, "unique")
    elif new.unique and not old.unique:
        out.add("compatible", path, "its values are unique", new.at, "unique")
    if (old.classification or "") != (new.classification or ""):
        before, after = old.classification or "not classified", new.classification or "not classified"
        what = f"it is {after}, it was {before}: look again at what you may do with it"
        out.add("compatible", path, what, new.at, "classification")
    compare_values(old, new, path, out)
    _relationships(old.relationships, new.relationships, path, new, out)
    compare_rules(old.quality, new.quality, path, out)
    _properties(old.properties, new.properties, path, out)
    if old.items is not None and new.items is not None:
        _property(old.items, new.items, f"{path}[]", out)
    elif old.items is not None:
        out.add("breaking", path, "it no longer says what its entries are", new.at)


def _relationships(
    old: Iterable[Relationship], new: Iterable[Relationship], path: str, at: Property | SchemaObject, out: Changes
) -> None:
    before, after = list(old), list(new)
    for each in before:
        if each not in after:
            out.add("loosened", path, f"it no longer promises to name rows of {_to(each)}", at.at, "relationships")
    for each in after:
        if each not in before:
            out.add("compatible", path, f"it names rows of {_to(each)}", each.at)


def _to(relationship: Relationship) -> str:
    return ", ".join(f"`{each}`" for each in relationship.to) or "nothing"


def _servers(old: Sequence[Server], new: Sequence[Server], out: Changes) -> None:
    left = {server.name: server for server in new}
    for server in old:
        after = left.pop(server.name, None)
        path = f"servers.{server.name}"
        if after is None:
            out.add("breaking", path, f"the server `{server.name}` is gone", server.at)
        elif (server.type, server.facts) != (after.type, after.facts):
            told = [f"type {server.type} -> {after.type}"] if server.type != after.type else []
            keys = dict.fromkeys((*dict(server.facts), *dict(after.facts)))
            told += [
                f"{key} {server.fact(key) or 'none'} -> {after.fact(key) or 'none'}"
                for key in keys
                if server.fact(key) != after.fact(key)
            ]
            out.add("breaking", path, f"the data is elsewhere: {', '.join(told)}", after.at)
    for server in left.values():
        out.add("compatible", f"servers.{server.name}", f"the server `{server.name}` is new", server.at)


def _slas(old: Sequence[SlaProperty], new: Sequence[SlaProperty], out: Changes) -> None:
    left = {(sla.name.lower(), sla.element, sla.driver): sla for sla in new}
    for sla in old:
        after = left.pop((sla.name.lower(), sla.element, sla.driver), None)
        path = f"sla.{sla.name}"
        if after is None:
            out.add("loosened", path, f"{_sla(sla)} is no longer promised", sla.at)
        elif (sla.value, sla.unit) != (after.value, after.unit):
            what = f"{_sla(sla)} is now {after.value} {after.unit or ''}".rstrip()
            out.add(_sla_effect(sla, after), path, what, after.at, "value")
    for sla in left.values():
        out.add("compatible", f"sla.{sla.name}", f"{_sla(sla)} is promised", sla.at)


def _sla(sla: SlaProperty) -> str:
    return f"{sla.name} {sla.value} {sla.unit or ''}".rstrip() + (f" of {sla.element}" if sla.element else "")


def _sla_effect(old: SlaProperty, new: SlaProperty) -> Effect:
    """Return whether a service level promises less; one that cannot be compared counts as loosened."""
    before, after = days_of(old), days_of(new)
    promise = promise_of(old)
    if promise == "freshness" and before is not None and after is not None:
        return "loosened" if after > before else "compatible"
    if promise == "retention" and before is not None and after is not None:
        return "loosened" if after < before else "compatible"
    if promise == "until":
        return "loosened" if new.value < old.value else "compatible"
    if promise == "from":
        return "loosened" if new.value > old.value else "compatible"
    return "loosened"


def _team(old: Contract, new: Contract, out: Changes) -> None:
    before, after = ({(m.username, m.role) for m in contract.team if m.until is None} for contract in (old, new))
    for name, role in sorted(before - after, key=str):
        out.add("compatible", "team", f"{name} is no longer {role or 'in the team'}", new.at, "team")
    for name, role in sorted(after - before, key=str):
        out.add("compatible", "team", f"{name} is {role or 'in the team'}", new.at, "team")
