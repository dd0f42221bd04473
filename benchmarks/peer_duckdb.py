"""The forty checks as anyone would write them for DuckDB: a query each, one after the other, in one process."""

from __future__ import annotations

import duckdb
from peer_protocol import Check, Found, Task, main
from readiness_checks import statement


def ask(task: Task) -> dict[str, Found]:
    """Return the result of each query."""
    with duckdb.connect() as base:
        for name, path in task.tables.items():
            base.execute(f"CREATE VIEW {name} AS SELECT * FROM '{path}'")  # noqa: S608
        return {check.name: Found(_one(base, check)) for check in task.checks}


def _one(base: duckdb.DuckDBPyConnection, check: Check) -> object:
    row = base.execute(statement(check)).fetchone()
    assert row
    return row[0]


if __name__ == "__main__":
    main(ask)
