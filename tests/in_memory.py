"""A database in memory for tests that make or look at data: opened once a process, for that alone takes 30 ms."""

from __future__ import annotations

from functools import cache

import duckdb


@cache
def _base() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def in_memory() -> duckdb.DuckDBPyConnection:
    """Return a connection with settings and temporary tables of its own, to be closed after use."""
    return _base().cursor()
