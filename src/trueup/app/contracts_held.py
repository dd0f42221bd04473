"""What the data contracts of an initiative ask of its data."""

from __future__ import annotations

from trueup.app.contract import contracts_of
from trueup.app.works import Added, Wanted, Works
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import Columns, ColumnsOf
from trueup.core.model.contract import Contract, SchemaObject
from trueup.core.model.results.checks import CheckResult, DataCheck
from trueup.core.readiness.contract_checks import contract_checks, contract_results
from trueup.core.readiness.contract_table import ContractTable, schema_for, tables_of
from trueup.core.readiness.own_checks import responsible

TYPED = frozenset({"parquet", "duckdb", "sqlite"})
"""Formats whose files carry the types of their columns."""


def of_contracts(works: Works, wants: Wanted) -> Added:
    """Return what the contracts ask of the data sets that name one; one that cannot be used is a check not run."""
    del wants
    checks: dict[DataId, tuple[DataCheck, ...]] = {}
    results: dict[DataId, tuple[CheckResult, ...]] = {}
    tables, unread = held_tables(works)
    for data, table in tables.items():
        checks[data], results[data] = contract_checks(table), contract_results(table)
    for data, why in unread.items():
        checks[data] = (_unusable(works, data, why),)
    asked = {
        f"data.{data}": tuple(dict.fromkeys(check.ask for check in found if not isinstance(check.ask, NotRun)))
        for data, found in checks.items()
    }
    return Added(checks, results, asked)


def held_tables(works: Works) -> tuple[dict[DataId, ContractTable], dict[DataId, NotRun]]:
    """Return the table of a contract that each data set is held against, and the contracts that cannot be used."""
    initiative = works.document.initiative
    bound: dict[DataId, tuple[Contract, SchemaObject]] = {}
    unread: dict[DataId, NotRun] = {}
    for data, contract in contracts_of(initiative, works.folder, confined=works.confined).items():
        if isinstance(contract, NotRun):
            unread[data] = contract
            continue
        schema = schema_for(contract, data, initiative.data[data].source)
        if isinstance(schema, NotRun):
            unread[data] = schema
        else:
            bound[data] = (contract, schema)
    made = {
        data: ContractTable(
            contract,
            schema,
            data,
            works.as_of,
            _columns(works, data),
            getattr(works.asker.sources.get(data), "format", "") in TYPED,
            {**{name: DataId(name) for name in initiative.data}, **tables_of(bound, data)},
            responsible(initiative.data[data]),
        )
        for data, (contract, schema) in bound.items()
    }
    return made, unread


def _columns(works: Works, data: DataId) -> dict[str, str] | None:
    facts = works.asker.gathered.answers.get(ColumnsOf(data))
    return {column.name: column.type for column in facts.columns} if isinstance(facts, Columns) else None


def _unusable(works: Works, data: DataId, why: NotRun) -> DataCheck:
    where = works.document.place(f"data.{data}.contract")
    owner = responsible(works.document.initiative.data[data])
    return DataCheck("contract", data, (), "its contract can be read", "conformity", why, where=str(where), owner=owner)
