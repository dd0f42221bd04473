"""The engines that must pass: each answers questions about columns handed over as plain values.

An engine is a function `(tables, asks) -> {ask: answer}`; `tables` are `{data set: {column: (kind, values)}}` with the
kinds of `nasty.KINDS`. A new engine is one more function here, and a line in `ENGINES`.
"""

from __future__ import annotations

import duckdb
import pytest

from in_memory import in_memory
from trueup.adapters.duckdb_engine import DuckDbEngine
from trueup.adapters.sources import Source
from trueup.core.model.ask.identity import DataId

DUCKDB = {
    "int8": "TINYINT", "int32": "INTEGER", "int64": "BIGINT", "int128": "HUGEINT", "uint64": "UBIGINT",
    "float64": "DOUBLE", "float32": "FLOAT", "text": "VARCHAR", "boolean": "BOOLEAN", "date": "DATE",
    "timestamp": "TIMESTAMP", "timestampz": "TIMESTAMPTZ", "time": "TIME", "uuid": "UUID", "bytes": "BLOB",
    "list": "INTEGER[]", "struct": "STRUCT(a INTEGER, b VARCHAR)",
}  # fmt: skip


def _fill(base, name, columns, what="TABLE"):
    names = ", ".join(f'"{column}" {DUCKDB.get(kind, kind)}' for column, (kind, _) in columns.items())
    base.execute(f'CREATE {what} "{name}" ({names})')
    if names and any(values for _, values in columns.values()):
        lists = ", ".join(f"unnest(CAST(? AS {DUCKDB.get(kind, kind)}[]))" for kind, _ in columns.values())
        base.execute(f'INSERT INTO "{name}" SELECT {lists}', [values for _, values in columns.values()])


def in_database(folder):
    """Return DuckDB over tables of a database file."""

    def answer(tables, asks):
        path = folder / f"t{len(list(folder.iterdir()))}.duckdb"
        with duckdb.connect(str(path)) as base:
            base.execute("SET TimeZone = 'UTC'")
            for name, columns in tables.items():
                _fill(base, name, columns)
        sources = {DataId(name): Source(DataId(name), (path.resolve(),), "duckdb", name) for name in tables}
        return {said.question: said.value for said in DuckDbEngine(sources).answer(asks, 120)}

    return answer


def in_parquet(folder):
    """Return DuckDB over Parquet files."""

    def answer(tables, asks):
        sources = {}
        with in_memory() as base:
            base.execute("SET TimeZone = 'UTC'")
            for name, columns in tables.items():
                path = folder / f"t{len(list(folder.iterdir()))}.parquet"
                _fill(base, name, columns, "TEMP TABLE")
                base.execute(f"COPY \"{name}\" TO '{path}' (FORMAT parquet)")
                base.execute(f'DROP TABLE "{name}"')
                sources[DataId(name)] = Source(DataId(name), (path.resolve(),), "parquet")
        return {said.question: said.value for said in DuckDbEngine(sources).answer(asks, 120)}

    return answer


ENGINES = {"duckdb": in_database, "parquet": in_parquet}


@pytest.fixture(params=ENGINES, scope="session")
def engine(request, tmp_path_factory):
    return ENGINES[request.param](tmp_path_factory.mktemp(request.param))
