"""How a source was read and what was odd about it: from its bytes, its way into the session, and its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trueup.adapters.csv_head import Head, head_of
from trueup.adapters.csv_oddities import Odd, csv_oddities
from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.source_columns import text_columns
from trueup.adapters.source_fault import SourceFault
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.source import Oddity, SourceFacts, SourceOf

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from trueup.adapters.duckdb_session import Session, Table
    from trueup.adapters.sources import Source

_TEXT = frozenset({"csv", "json", "jsonl"})


def source_of(session: Session, question: SourceOf) -> SourceFacts | NotRun:
    """Return how the files of a data set were read; a CSV that cannot be read is told line by line all the same."""
    try:
        source, table = session.source(question.data), session.whole(question.data)
        if isinstance(table, NotRun):
            return _unread(session, source) or table
        return _read(session, source, table)
    except FAILURES as problem:
        return refusal(problem, session)
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        return NotRun("error", f"data set `{question.data}` cannot be read: {why}", "Run the assessment again.")


def _unread(session: Session, source: Source) -> SourceFacts | None:
    """Return what is odd in a CSV that is no table; None where that does not tell more than the refusal itself."""
    if source.format != "csv":
        return None
    try:
        heads = _heads(source.files)
    except SourceFault:
        return None
    odd, _ = csv_oddities(heads, session.late, readable=False)
    breaks = {"more_cells", "fewer_cells", "open_quote", "not_utf8"}
    if breaks.isdisjoint(each.kind for each in odd):
        return None
    return _facts(source, next(iter(heads.values())), odd, readable=False)


def _read(session: Session, source: Source, table: Table) -> SourceFacts:
    found = list(table.oddities)
    head = None
    is_csv = table.csv is not None and not table.csv.blank_is_value
    if is_csv:
        heads = _heads(table.files)
        in_bytes, odd = csv_oddities(heads, session.late, readable=True)
        found += in_bytes
        head = next(iter(heads.values()))
        found += text_columns(session, table, _Places(table.files, head, odd, session.rows(table)))
    return _facts(source, head, found, readable=True, numbers=any(c.type == "DOUBLE" for c in table.columns))


def _heads(files: Iterable[Path]) -> dict[Path, Head]:
    return {file: head_of(file) for file in files if file.stat().st_size}


def _facts(
    source: Source, head: Head | None, odd: list[Oddity], *, readable: bool, numbers: bool = False
) -> SourceFacts:
    commas = any(each.kind == "decimal_comma" for each in odd)
    marked = any(each.kind == "byte_order_mark" for each in odd)
    text = source.format in _TEXT or head is not None
    return SourceFacts(
        source.format,
        len(source.files),
        sum(file.stat().st_size for file in source.files),
        readable,
        tuple(odd),
        encoding=("UTF-8 with a byte order mark" if marked else "UTF-8") if text else None,
        delimiter=head.delimiter if head else None,
        quote='"' if head else None,
        decimal=("," if commas else "." if numbers else None) if head else None,
        skipped=head.skip if head else 0,
    )


class _Places:
    """Names a row of the table: its line where each row is one line of one file, else its number."""

    def __init__(self, files: tuple[Path, ...], head: Head, odd: Odd, rows: int) -> None:
        self._line = head.skip + 1
        self._file = files[0].name if odd.lines == {files[0]: rows + self._line} else ""

    def __call__(self, row: int) -> str:
        return f"{self._file}:{row + self._line}" if self._file else f"row {row:,}"
