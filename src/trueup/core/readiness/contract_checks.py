"""A data contract held against a data set: what to ask of the data, and what is decided without asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.contract import Property
from trueup.core.model.results.checks import CheckResult, DataCheck, Outcome
from trueup.core.readiness.contract_columns import column_checks
from trueup.core.readiness.contract_people import parties
from trueup.core.readiness.contract_quality import quality_checks
from trueup.core.readiness.contract_sla import dated_results, sla_checks
from trueup.core.readiness.contract_table import ContractTable, Family

_FITS: Final[Mapping[str, frozenset[Family]]] = {
    "string": frozenset({"text"}),
    "integer": frozenset({"integer", "number", "text"}),
    "number": frozenset({"integer", "number", "text"}),
    "boolean": frozenset({"boolean", "text"}),
    "date": frozenset({"date", "text"}),
    "timestamp": frozenset({"timestamp", "date", "text"}),
    "time": frozenset({"time", "text"}),
    "object": frozenset({"nested", "text"}),
    "array": frozenset({"nested", "text"}),
    "map": frozenset({"nested", "text"}),
    "vector": frozenset({"nested", "text"}),
}
"""How a logical type may be stored; where that is as text, each value is asked whether it reads as the type."""

_PUBLIC: Final = frozenset({"public", "internal", "open", "none", "general", "non-personal", "nonpersonal"})
_PERSONAL: Final = ("personal", "pii", "sensitive", "special", "confidential", "restricted", "secret", "health")


def held_against(table: ContractTable) -> ContractTable:
    """Return the table with who answers for it: whom the document names, else the contract's team as of the day."""
    return table if table.owner else replace(table, owner=parties(table.contract, table.as_of).acts)


def contract_checks(table: ContractTable) -> tuple[DataCheck, ...]:
    """Return everything that the contract asks of the data; what cannot be asked carries the reason.

    A check of rows (`rowCount`) asks for the table's shape. One in days holds the age of the figure, a date, against
    the day as of which it is judged.
    """
    table = held_against(table)
    return tuple(_told_apart((*column_checks(table), *quality_checks(table), *sla_checks(table))))


def contract_results(table: ContractTable) -> tuple[CheckResult, ...]:
    """Return what is decided without asking: columns that are missing, types as stored, and the contract's own dates.

    Where the data was not looked at (`columns` is None), columns and types are not among them.
    """
    table = held_against(table)
    columns = [] if table.columns is None else [_column(table, prop) for prop in table.schema.properties]
    return (*columns, *dated_results(table))


def personal_columns(table: ContractTable) -> tuple[str, ...]:
    """Return the columns that the contract classifies as personal or otherwise not to be shown."""
    return tuple(table.column_of(prop) for prop in table.schema.properties if is_personal(prop.classification))


def is_personal(classification: str | None) -> bool:
    """Whether a classification says that values must not be shown."""
    word = (classification or "").strip().lower()
    return word not in _PUBLIC and any(part in word for part in _PERSONAL)


def _told_apart(checks: Iterable[DataCheck]) -> Iterator[DataCheck]:
    """Yield the checks, each with an id of its own: a second one of the same name gets a number."""
    seen: dict[str, int] = {}
    for check in checks:
        seen[check.id] = seen.get(check.id, 0) + 1
        yield check if seen[check.id] == 1 else replace(check, id=f"{check.id}#{seen[check.id]}")


def _column(table: ContractTable, prop: Property) -> CheckResult:
    """Return whether a property's column is there and stored as its logical type allows."""
    found = table.find(prop)
    logical = (prop.logical_type or "").lower()
    expected = f"a column of type {logical}" if logical else "a column"
    asked = NotRun("not_due", "it is decided by the table's columns; no row is asked")
    check = DataCheck(
        f"{prop.name}.stored",
        table.data,
        (table.column_of(prop),),
        f"there is a column `{prop.stored_name}`" + (f" that can hold {logical}" if logical else ""),
        "conformity",
        asked,
        where=prop.at.of("logicalType" if found is not None else "name"),
        owner=table.owner,
    )
    if found is None:
        return CheckResult(check, "fail", "no such column", expected)
    stored = (table.columns or {})[found]
    outcome: Outcome = "pass" if _fits(table, prop, logical) else "fail"
    return CheckResult(check, outcome, f"stored as {stored}", expected)


def _fits(table: ContractTable, prop: Property, logical: str) -> bool:
    stored = table.family(prop)
    fits = _FITS.get(logical)
    if fits is None or stored is None or stored in fits:
        return True
    return logical == "string" and not table.typed
