"""Files of every kind, sound and bad, written small, and what the engine says to them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import openpyxl

from adapters.reference import T, answers
from in_memory import in_memory
from trueup.adapters.sources import find_source
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.source import Oddity, SourceFacts, SourceOf
from trueup.core.model.ask.table import Shape, ShapeOf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from trueup.adapters.duckdb_session import Limits


def ask(folder: Path, text: str, *asks: object, limits: Limits | None = None) -> list:
    """Return the answers about the source that a text names."""
    source = find_source(T, text, folder)
    return [source] * len(asks) if isinstance(source, NotRun) else answers({T: source}, *asks, limits=limits)


def shape(folder: Path, text: str, *, limits: Limits | None = None) -> Shape | NotRun:
    """Return the rows and columns of a source, or why it has none."""
    return ask(folder, text, ShapeOf(T), limits=limits)[0]


def kinds(folder: Path, text: str) -> dict[str, str]:
    """Return the type of each column."""
    found = shape(folder, text)
    assert isinstance(found, Shape), found
    return {column.name: column.type for column in found.columns}


def facts(folder: Path, text: str) -> SourceFacts:
    """Return how a source was read."""
    [found] = ask(folder, text, SourceOf(T))
    assert isinstance(found, SourceFacts), found
    return found


def odd(folder: Path, text: str) -> dict[tuple[str, str], Oddity]:
    """Return the oddities of a source by kind and column."""
    return {(each.kind, each.column): each for each in facts(folder, text).oddities}


def rows(folder: Path, text: str) -> list[tuple[object, ...]]:
    """Return the rows as the engine sees them."""
    return rows_of(folder, text)[text]


def rows_of(folder: Path, *texts: str) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of each source as one engine sees them."""
    from trueup.adapters.duckdb_session import Limits, Session

    names = {DataId(f"t{number}" if number else "t"): text for number, text in enumerate(texts)}
    sources = {name: find_source(name, text, folder) for name, text in names.items()}
    found = {}
    with closing(Session(sources, (), Limits())) as session:
        for name, text in names.items():
            assert not isinstance(sources[name], NotRun), sources[name]
            table = session.table(name)
            assert not isinstance(table, NotRun), table
            found[text] = session.run(f"SELECT * FROM {table.sql}")  # noqa: S608
    return found


def write_sqlite(path: Path, columns: str, values: Sequence[Sequence[object]], table: str = "t") -> Path:
    """Write one table."""
    with closing(sqlite3.connect(path)) as base:
        base.execute(f"CREATE TABLE {table} ({columns})")
        base.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)  # noqa: S608
        base.commit()
    return path


def write_excel(path: Path, values: Iterable[Sequence[object]], merged: Sequence[str] = (), sheet: str = "S") -> Path:
    """Write one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in values:
        page.append(list(row))
    for each in merged:
        page.merge_cells(each)
    book.save(path)
    return path


def write_parquet(path: Path, select: str) -> Path:
    """Write what a SELECT gives."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with in_memory() as base:
        base.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path
