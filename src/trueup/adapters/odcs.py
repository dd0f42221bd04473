"""Data contracts in the Open Data Contract Standard: from the bytes of a file to a contract and its faults.

Reading is lenient: what is wrong is told with its line and remedy, and everything else is read all the same. Only a
text that is no mapping of keys at all gives no contract.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from trueup.adapters.odcs_fields import branches, flag, lines, text, texts
from trueup.adapters.odcs_quality import rules_of
from trueup.adapters.odcs_schema import schema_faults
from trueup.adapters.yaml_document import Bounds, read_tree
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.finding import Finding, Id, Place
from trueup.core.base.record import dataclass
from trueup.core.base.tree import Branch, Row, Tree
from trueup.core.model.contract import (
    AccessRole,
    Contract,
    ContractFault,
    Member,
    Option,
    Property,
    Relationship,
    SchemaObject,
    Server,
    SlaProperty,
)

DEEPEST: Final = 12
"""How deeply nested a column is read; deeper parts are not."""
_MOST_FACTS: Final = 40


@dataclass(frozen=True, slots=True)
class ContractReading:
    """What a file holds: the contract (None where the text could not be read at all), and everything wrong in it."""

    contract: Contract | None
    faults: tuple[ContractFault, ...]


def read_contract(data: bytes, file: str, bounds: Bounds | None = None) -> ContractReading:
    """Return the contract that a YAML text holds, and what of it breaks the version of the standard that it names.

    `file` is what places show. Nothing in the text makes it raise.
    """
    try:
        tree = read_tree(data, file, bounds)
    except DocumentFaults as wrong:
        return ContractReading(None, tuple(_of_text(each) for each in wrong.findings))
    contract = _contract(tree, file)
    faults = (*schema_faults(tree, file), *_of_meaning(contract))
    faults = tuple(sorted(faults, key=lambda fault: fault.place.line or 0))
    return ContractReading(replace(contract, faults=faults), faults)


def _of_text(finding: Finding) -> ContractFault:
    return ContractFault(finding.place, finding.problem, finding.fix)


def _of_meaning(contract: Contract) -> list[ContractFault]:
    """Return what the schema of the standard cannot see: names that stand twice, keys without an order."""
    found: list[ContractFault] = []
    _twice([(each.name, each.at.line) for each in contract.schemas], "table", "schema", contract.file, found)
    for schema in contract.schemas:
        path = f"schema.{schema.name}"
        _twice([(p.name, p.at.line) for p in schema.properties], "property", path, contract.file, found)
        positions = [p.position for p in schema.key]
        if len(set(positions)) < len(positions):
            place = Place(contract.file, schema.at.line, Id(path))
            problem = f"Two properties of `{schema.name}` have the same place in its primary key."
            found.append(ContractFault(place, problem, "Give each its own `primaryKeyPosition:` from 1 on."))
    return found


def _twice(names: list[tuple[str, int]], what: str, path: str, file: str, out: list[ContractFault]) -> None:
    first: dict[str, int] = {}
    for name, line in names:
        if name in first:
            problem = f"The {what} `{name}` stands twice: on lines {first[name]} and {line}."
            out.append(ContractFault(Place(file, line, Id(f"{path}.{name}")), problem, "Keep one of the two."))
        first.setdefault(name, line)


def _contract(tree: Branch, file: str) -> Contract:
    return Contract(
        file=file,
        api_version=text(tree, "apiVersion"),
        id=text(tree, "id"),
        version=text(tree, "version"),
        status=text(tree, "status"),
        name=text(tree, "name"),
        schemas=tuple(_schema(each, n, file) for n, each in enumerate(branches(tree, "schema"), 1)),
        servers=tuple(_server(each, n, file) for n, each in enumerate(branches(tree, "servers"), 1)),
        team=_team(tree, file),
        roles=tuple(
            AccessRole(
                role,
                text(each, "access"),
                text(each, "firstLevelApprovers"),
                text(each, "secondLevelApprovers"),
                lines(each, file),
            )
            for each in branches(tree, "roles")
            if (role := text(each, "role"))
        ),
        sla=_sla(tree, file),
        at=lines(tree, file),
    )


def _schema(branch: Branch, number: int, file: str) -> SchemaObject:
    name = text(branch, "name") or text(branch, "physicalName") or f"schema {number}"
    physical = text(branch, "physicalName")
    tables = tuple(dict.fromkeys(each for each in (physical and _bare(physical), name, physical) if each))
    tables = (name, *(each for each in tables if each != name))
    return SchemaObject(
        name=name,
        id=text(branch, "id"),
        physical_name=physical,
        physical_type=text(branch, "physicalType"),
        description=text(branch, "description"),
        properties=_properties(branch, file, tables, 1),
        relationships=tuple(_relationship(each, file) for each in branches(branch, "relationships")),
        quality=rules_of(branch, file, tables, None),
        at=lines(branch, file),
    )


def _bare(physical: str) -> str:
    """Return a physical name without folders and ending: `data/orders.parquet` is `orders`."""
    return physical.rpartition("/")[2].partition(".")[0]


def _properties(branch: Branch, file: str, tables: tuple[str, ...], depth: int) -> tuple[Property, ...]:
    found: list[Property] = []
    keyed = 0
    for number, each in enumerate(branches(branch, "properties"), 1):
        keyed += flag(each, "primaryKey")
        found.append(_property(each, number, keyed, file, tables, depth))
    return tuple(found)


def _property(branch: Branch, number: int, keyed: int, file: str, tables: tuple[str, ...], depth: int) -> Property:
    name = text(branch, "name") or text(branch, "physicalName") or f"property {number}"
    physical = text(branch, "physicalName")
    items = branch.get("items")
    deeper = depth < DEEPEST
    return Property(
        name=name,
        id=text(branch, "id"),
        physical_name=physical,
        logical_type=text(branch, "logicalType"),
        physical_type=text(branch, "physicalType"),
        required=flag(branch, "required"),
        unique=flag(branch, "unique"),
        position=_position(branch, keyed),
        options=_options(branch, file),
        values=_enum(branch.get("enum")),
        classification=text(branch, "classification"),
        critical=flag(branch, "criticalDataElement"),
        description=text(branch, "description"),
        relationships=tuple(_relationship(each, file) for each in branches(branch, "relationships")),
        quality=rules_of(branch, file, tables, physical or name),
        properties=_properties(branch, file, tables, depth + 1) if deeper else (),
        items=_property(items, 1, 0, file, tables, depth + 1) if isinstance(items, Branch) and deeper else None,
        at=lines(branch, file),
    )


def _position(branch: Branch, keyed: int) -> int | None:
    """Return the place in the primary key: as stated, else the order of the properties."""
    if not flag(branch, "primaryKey"):
        return None
    said = text(branch, "primaryKeyPosition") or ""
    return int(said) if said.isascii() and said.isdigit() and 0 < len(said) < 5 else keyed  # noqa: PLR2004 - 9,999 at most


def _options(branch: Branch, file: str) -> tuple[Option, ...]:
    found = branch.get("logicalTypeOptions")
    if not isinstance(found, Branch):
        return ()
    at = lines(found, file)
    return tuple(Option(name, value, at) for name, value in found.items() if isinstance(value, str))


def _enum(tree: Tree) -> tuple[str | None, ...] | None:
    """Return the values of an enumeration, whether they are listed plainly or as sections with `value:`."""
    if not isinstance(tree, Row):
        return None
    plain = [each.get("value") if isinstance(each, Branch) else each for each in tree]
    return tuple(each for each in plain if each is None or isinstance(each, str))


def _relationship(branch: Branch, file: str) -> Relationship:
    columns, to = texts(branch.get("from")), texts(branch.get("to"))
    return Relationship(columns, to, text(branch, "type") or "foreignKey", lines(branch, file))


def _server(branch: Branch, number: int, file: str) -> Server:
    known = ("server", "type", "environment", "description")
    facts = [(key, value) for key, value in branch.items() if isinstance(value, str) and key not in known]
    return Server(
        name=text(branch, "server") or f"server {number}",
        type=text(branch, "type") or "",
        environment=text(branch, "environment"),
        facts=tuple(facts[:_MOST_FACTS]),
        at=lines(branch, file),
    )


def _team(tree: Branch, file: str) -> tuple[Member, ...]:
    """Return the team, listed as 3.0 does or in `members:` as 3.1 does."""
    found = tree.get("team")
    inside = found if isinstance(found, Branch) and "members" in found else None
    return tuple(
        Member(who, text(each, "role"), text(each, "dateIn"), text(each, "dateOut"), lines(each, file))
        for each in (branches(inside, "members") if inside is not None else branches(tree, "team"))
        if (who := text(each, "username") or (text(each, "name") if "role" in each else None))
    )


def _sla(tree: Branch, file: str) -> tuple[SlaProperty, ...]:
    default = text(tree, "slaDefaultElement")
    return tuple(
        SlaProperty(
            name,
            text(each, "value") or "",
            text(each, "unit"),
            text(each, "element") or default,
            text(each, "driver"),
            lines(each, file),
        )
        for each in branches(tree, "slaProperties")
        if (name := text(each, "property"))
    )
