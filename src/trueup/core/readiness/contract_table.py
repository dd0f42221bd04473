"""Which table of a contract is meant, and how its properties are called and typed in the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Final, Literal

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.contract import Contract, Property, SchemaObject
from trueup.core.model.results.checks import Dimension, Severity

Family = Literal["text", "integer", "number", "boolean", "date", "timestamp", "time", "nested", "other"]

_FAMILIES: Final[tuple[tuple[str, Family], ...]] = (
    ("TIMESTAMP", "timestamp"),
    ("DATETIME", "timestamp"),
    ("DATE", "date"),
    ("TIME", "time"),
    ("BOOL", "boolean"),
    ("VARCHAR", "text"),
    ("ENUM", "text"),
    ("UUID", "text"),
    ("TEXT", "text"),
    ("DECIMAL", "number"),
    ("DOUBLE", "number"),
    ("FLOAT", "number"),
    ("REAL", "number"),
    ("STRUCT", "nested"),
    ("MAP", "nested"),
    ("UNION", "nested"),
    ("JSON", "nested"),
    ("INTERVAL", "other"),
    ("BLOB", "other"),
    ("BIT", "other"),
)
NESTED: Final = frozenset({"object", "array", "map", "vector"})

_SEVERITIES: Final[Mapping[str, Severity]] = {
    **dict.fromkeys(("warning", "warn", "medium", "moderate"), "warning"),
    **dict.fromkeys(("info", "information", "low", "notice", "trivial"), "info"),
}
_DIMENSIONS: Final[Mapping[str, Dimension]] = {
    "accuracy": "accuracy",
    "completeness": "completeness",
    "conformity": "conformity",
    "consistency": "consistency",
    "coverage": "completeness",
    "timeliness": "currentness",
    "uniqueness": "uniqueness",
}


@dataclass(frozen=True, slots=True)
class ContractTable:
    """One table of a contract, held against one data set.

    `columns` leads from the columns of the data to their types as stored; None where the data was not looked at.
    `typed` says that the files carry types of their own (Parquet, a database), so that what is stored as a number was
    meant as one. `tables` leads from the names of other tables to the data sets they are. `owner` answers for the data
    set by the document; without one the contract's owner or steward does.
    """

    contract: Contract
    schema: SchemaObject
    data: DataId
    as_of: date
    columns: Mapping[str, str] | None = None
    typed: bool = False
    tables: Mapping[str, DataId] = field(default_factory=dict)
    owner: str | None = None

    def column_of(self, prop: Property) -> str:
        """Return the column that a property means: by its physical name, its name, else either in another case."""
        return self.find(prop) or prop.stored_name

    def find(self, prop: Property) -> str | None:
        """Return the column of the data that a property means, None where there is none or none was looked at."""
        names = [name for name in (prop.physical_name, prop.name) if name]
        exact = next((name for name in names if name in (self.columns or {})), None)
        if exact is not None:
            return exact
        folded = {name.lower() for name in names}
        return next((column for column in self.columns or {} if column.lower() in folded), None)

    def family(self, prop: Property) -> Family | None:
        """Return how the column of a property is stored, None where that is not known."""
        found = self.find(prop)
        return None if found is None or self.columns is None else family_of(self.columns[found])


def family_of(stored: str) -> Family:
    """Return the family of a type as an engine calls it: `BIGINT` is an integer, `DECIMAL(18,2)` a number."""
    name = stored.upper().strip()
    if name.endswith("]") or "[" in name:
        return "nested"
    found: Family | None = next((family for word, family in _FAMILIES if name.startswith(word)), None)
    if found == "number" and name.startswith("DECIMAL") and name.replace(" ", "").endswith(",0)"):
        return "integer"
    return found or ("integer" if "INT" in name else "other")


def severity_of(said: str | None) -> Severity:
    """Return the severity that a rule states; without one, and for words of its own, an error."""
    return _SEVERITIES.get((said or "").strip().lower(), "error")


def dimension_of(said: str | None, else_: Dimension) -> Dimension:
    """Return the dimension that a rule states, `else_` where it states none that the standard knows."""
    return _DIMENSIONS.get((said or "").strip().lower(), else_)


def schema_for(contract: Contract, data: str, source: str | None = None) -> SchemaObject | NotRun:
    """Return the table of a contract that describes a data set: the only one, else the one of its id or of its file.

    `source` is the data set's source as the document names it; a table in a database stands behind its `#`.
    """
    if not contract.schemas:
        return NotRun("no_data", f"{contract.file} describes no table", "Add `schema:` with the table's columns.")
    if len(contract.schemas) == 1:
        return contract.schemas[0]
    file = (source or "").rpartition("#")[2] if "#" in (source or "") else (source or "").rpartition("/")[2]
    for name in (data, file, file.partition(".")[0]):
        found = contract.schema_called(name) if name else None
        if found is not None:
            return found
    names = ", ".join(f"`{schema.name}`" for schema in contract.schemas[:6])
    fix = f"Give the data set the id of its table, or the table a `physicalName:` like the file. It has {names}."
    return NotRun("no_data", f"{contract.file} describes several tables and none is called `{data}`", fix)


def tables_of(bound: Mapping[DataId, tuple[Contract, SchemaObject]], data: DataId) -> dict[str, DataId]:
    """Return which data set each table name means that a relationship in the contract of `data` may use.

    A table of the same contract goes before one of another contract, and both before a data set's own id.
    """
    found: dict[str, DataId] = {str(each): each for each in bound}
    own = bound[data][0].file if data in bound else None
    for first in (False, True):
        for each, (contract, schema) in bound.items():
            if (contract.file == own) == first:
                found.update(dict.fromkeys((n for n in (schema.id, schema.physical_name, schema.name) if n), each))
    return found
