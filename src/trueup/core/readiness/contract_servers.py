"""Where a contract says the data is: a local file becomes a source; for anything else, the engine it needs."""

from __future__ import annotations

from typing import Final

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.contract import Contract, SchemaObject, Server

_ENGINES: Final = {
    "postgresql": "PostgreSQL",
    "postgres": "PostgreSQL",
    "cloudsql": "Cloud SQL",
    "databricks": "Spark",
    "bigquery": "BigQuery",
    "sqlserver": "SQL Server",
    "mysql": "MySQL",
    "iceberg": "Iceberg",
}
_FILES: Final = frozenset({"s3", "azure", "sftp", "glue", "api"})


def source_of(contract: Contract, schema: SchemaObject, environment: str | None = None) -> str | NotRun:
    """Return what to write as `source:` for one table of a contract, from its servers.

    A server of type `local` or `duckdb` with a path is a source; `environment` prefers one (`prod`). The path is as the
    contract has it; a relative one is seen from the contract's folder.
    """
    if not contract.servers:
        return NotRun("no_data", f"{contract.file} names no server", "Write `source:` with a file, or add `servers:`.")
    ordered = sorted(contract.servers, key=lambda server: server.environment != environment)
    tried = [_source(server, schema) for server in ordered]
    return next((found for found in tried if isinstance(found, str)), tried[0])


def _source(server: Server, schema: SchemaObject) -> str | NotRun:
    kind = server.type.lower()
    name = schema.physical_name or schema.name
    if kind == "local" and (path := server.fact("path")):
        folder = path.endswith("/")
        return f"{path}{name}" if folder else path.replace("{model}", schema.name)
    if kind == "duckdb" and (path := server.fact("database")):
        return f"{path}#{name}"
    if kind in ("local", "duckdb"):
        key = "path" if kind == "local" else "database"
        return NotRun("no_data", f"server `{server.name}` names no file", f"Add `{key}:` at {server.at.of()}.")
    if kind in _FILES:
        fix = "Download the files and name them with `source:`."
        return NotRun("no_data", f"server `{server.name}` is `{server.type}`; trueup reads local files only", fix)
    engine = _ENGINES.get(kind, server.type or "another system")
    fix = "Export the table to Parquet or CSV and name it with `source:`."
    return NotRun("no_data", f"server `{server.name}` needs {engine}, which trueup does not reach from here", fix)
