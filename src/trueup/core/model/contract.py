"""A data contract in the Open Data Contract Standard (ODCS 3.0 to 3.2), as far as trueup reads it.

Every part knows where it stands in its file; that place is no part of what it says, so two contracts that promise the
same are equal wherever they were written. Texts are kept as written: `minimum: 0` is `"0"`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final, Literal

from trueup.core.base.finding import Place
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun, Sql

QualityKind = Literal["library", "sql", "custom", "text"]
Metric = Literal["rowCount", "nullValues", "missingValues", "invalidValues", "duplicateValues"]
LimitWord = Literal[
    "mustBe",
    "mustNotBe",
    "mustBeGreaterThan",
    "mustBeGreaterOrEqualTo",
    "mustBeLessThan",
    "mustBeLessOrEqualTo",
    "mustBeBetween",
    "mustNotBeBetween",
]


@dataclass(frozen=True, slots=True)
class Lines:
    """Where a part of a contract stands: its file, its own line, and the line of each of its keys, counted from 1."""

    file: str
    line: int
    keys: Mapping[str, int]

    def of(self, key: str = "") -> str:
        """Return `file:line` of a key, of the part itself where it has no such key."""
        return f"{self.file}:{self.keys.get(key, self.line)}"


NOWHERE: Final = Lines("", 0, {})


@dataclass(frozen=True, slots=True)
class ContractFault:
    """What is wrong in a contract's text: where, what, and what to write instead. The rest is read all the same."""

    place: Place
    problem: str
    fix: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of `logicalTypeOptions`: its name in the standard and its value as written."""

    name: str
    value: str
    at: Lines = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Relationship:
    """Columns that name rows of another table; `to` is as written, one reference for each of `columns`.

    `columns` are empty at a property, which is the column itself.
    """

    columns: tuple[str, ...]
    to: tuple[str, ...]
    kind: str = "foreignKey"
    at: Lines = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Limit:
    """What a quality rule holds its figure against; the values are as written."""

    word: LimitWord
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """An SQL rule as we run it: one guarded aggregate over the rows that a guarded condition keeps."""

    value: Sql
    where: Sql | None


@dataclass(frozen=True, slots=True)
class QualityRule:
    """One quality rule of a table or of a property.

    `metric` is the library's in the words of 3.1 (None: not known), `said` the word that was written. `query` is the
    text of an SQL rule and `runs` what we make of it, or why it is not run. `unknown` are arguments we do not know.
    """

    kind: QualityKind
    name: str | None
    said: str
    metric: Metric | None = None
    limits: tuple[Limit, ...] = ()
    unit: str | None = None
    valid: tuple[str | None, ...] | None = None
    missing: tuple[str | None, ...] | None = None
    pattern: str | None = None
    properties: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    dimension: str | None = None
    severity: str | None = None
    description: str | None = None
    engine: str | None = None
    query: str | None = None
    runs: Query | NotRun | None = None
    at: Lines = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Property:
    """A column, or a part of a nested one; `position` is its place in the primary key, None where it is not in it."""

    name: str
    id: str | None = None
    physical_name: str | None = None
    logical_type: str | None = None
    physical_type: str | None = None
    required: bool = False
    unique: bool = False
    position: int | None = None
    options: tuple[Option, ...] = ()
    values: tuple[str | None, ...] | None = None
    classification: str | None = None
    critical: bool = False
    description: str | None = None
    relationships: tuple[Relationship, ...] = ()
    quality: tuple[QualityRule, ...] = ()
    properties: tuple[Property, ...] = ()
    items: Property | None = None
    at: Lines = field(default=NOWHERE, compare=False)

    @property
    def stored_name(self) -> str:
        """The name of the column in the table."""
        return self.physical_name or self.name

    def option(self, name: str) -> Option | None:
        """Return one of the options of its type, None where it is not set."""
        return next((option for option in self.options if option.name == name), None)


@dataclass(frozen=True, slots=True)
class SchemaObject:
    """One table, file or topic of a contract."""

    name: str
    id: str | None = None
    physical_name: str | None = None
    physical_type: str | None = None
    description: str | None = None
    properties: tuple[Property, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    quality: tuple[QualityRule, ...] = ()
    at: Lines = field(default=NOWHERE, compare=False)

    @property
    def key(self) -> tuple[Property, ...]:
        """The properties of its primary key, in their order."""
        return tuple(
            sorted((each for each in self.properties if each.position is not None), key=lambda each: each.position or 0)
        )

    def is_called(self, name: str) -> bool:
        """Whether a name means this table: its own, its physical one (with or without an ending), or its id."""
        physical = self.physical_name or self.name
        known = {self.name, physical, physical.rpartition("/")[2], physical.rpartition("/")[2].partition(".")[0]}
        return name.lower() in {each.lower() for each in (*known, self.id or self.name)}

    def property_called(self, name: str) -> Property | None:
        """Return the property with this name, physical name or id."""
        return next((p for p in self.properties if name in (p.name, p.physical_name)), None) or next(
            (p for p in self.properties if p.id == name), None
        )


@dataclass(frozen=True, slots=True)
class Server:
    """Where the data is; `facts` are the keys of its type, as written (`host`, `path`, `database` ...)."""

    name: str
    type: str
    environment: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    at: Lines = field(default=NOWHERE, compare=False)

    def fact(self, key: str) -> str | None:
        """Return one of its facts, None where it is not stated."""
        return dict(self.facts).get(key)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, in a role, from and until a day (as written)."""

    username: str
    role: str | None = None
    since: str | None = None
    until: str | None = None
    at: Lines = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class AccessRole:
    """A role that grants access, and who approves it."""

    role: str
    access: str | None = None
    first_approvers: str | None = None
    second_approvers: str | None = None
    at: Lines = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SlaProperty:
    """One promise about the service: `latency` of 4 `d` at the element `tab1.txn_ref_dt`."""

    name: str
    value: str
    unit: str | None = None
    element: str | None = None
    driver: str | None = None
    at: Lines = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Contract:
    """One data contract; `faults` say what of its text could not be read or breaks the standard it names."""

    file: str
    api_version: str | None = None
    id: str | None = None
    version: str | None = None
    status: str | None = None
    name: str | None = None
    schemas: tuple[SchemaObject, ...] = ()
    servers: tuple[Server, ...] = ()
    team: tuple[Member, ...] = ()
    roles: tuple[AccessRole, ...] = ()
    sla: tuple[SlaProperty, ...] = ()
    at: Lines = field(default=NOWHERE, compare=False)
    faults: tuple[ContractFault, ...] = field(default=(), compare=False)

    def schema_called(self, name: str) -> SchemaObject | None:
        """Return the table that a name means, None where none or several are called so."""
        exact = [schema for schema in self.schemas if schema.name == name]
        found = exact or [schema for schema in self.schemas if schema.is_called(name)]
        return found[0] if len(found) == 1 else None


def nested(prop: Property, above: str = "") -> Iterator[tuple[str, Property]]:
    """Yield every part inside a property with its path, such as `address.zip` or `lines[].price`; not the property."""
    path = above or prop.name
    for part in prop.properties:
        yield f"{path}.{part.name}", part
        yield from nested(part, f"{path}.{part.name}")
    if prop.items is not None:
        yield f"{path}[]", prop.items
        yield from nested(prop.items, f"{path}[]")
