"""The second process of `ahead`: parses the texts that it is told of, guards their SQL, and says what came out.

It reads names of files from its input, each ended by a NUL, and writes a line for each that it could read: what
`tree_cache` keeps of the text, nothing behind the digest where the text has faults. After an empty line it writes one
for each expression that the guard allows and the cache, its only argument, does not keep. Lines wait in memory until
the first process wants them.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from trueup.adapters.folder import read_bytes
from trueup.adapters.sql_cache import SqlCache
from trueup.adapters.tree_cache import digest_of_text, line_of
from trueup.adapters.yaml_document import USUAL, read_tree
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.tree import Branch
from trueup.core.measure.expressions import EXPRESSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def main() -> None:
    """Parse every text, the first named first, then guard what stands in them."""
    gc.disable()
    lines: SimpleQueue[bytes | None] = SimpleQueue()
    writer = Thread(target=_write, args=(lines,), daemon=True)
    writer.start()
    try:
        for line in _lines(sys.stdin.buffer.read().split(b"\0"), SqlCache(Path(sys.argv[1]))):
            lines.put(line)
    finally:  # whatever ends it: nobody waits for lines that do not come
        lines.put(None)
        writer.join()


def _lines(names: Iterable[bytes], cache: SqlCache) -> Iterator[bytes]:
    """Yield the lines of all texts, then an empty one, then those of their SQL."""
    expressions: dict[str, None] = {}
    for name in names:
        with suppress(TrueupError):
            if name:
                line, found = _parsed(read_bytes(Path(os.fsdecode(name)), USUAL.bytes))
                expressions |= dict.fromkeys(found)
                yield line
    yield b"\n"
    yield from _guarded(expressions, cache)


def _parsed(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the line of a text, and the SQL that stands in it."""
    name = digest_of_text(data)
    try:
        tree = read_tree(data, "", USUAL)
    except DocumentFaults:
        return name + b"\n", ()
    return line_of(name, tree) + b"\n", tuple(_expressions(tree))


def _expressions(tree: Branch) -> Iterator[str]:
    """Yield the SQL of every KPI, as the model takes it: a text, which for an arm may be its only part."""
    kpis = tree.get("kpis")
    for kpi in kpis.values() if isinstance(kpis, Branch) else ():
        if not isinstance(kpi, Branch):
            continue
        for field in EXPRESSIONS:
            text = kpi.get(field)
            if isinstance(text, Branch):
                text = text.get("expression")
            if isinstance(text, str):
                yield text.strip()


def _guarded(expressions: Iterable[str], cache: SqlCache) -> Iterator[bytes]:
    """Yield a line for each expression that is allowed and not kept yet; their parser is loaded for the first."""
    for text in expressions:
        if cache.get_sql(text) is None:
            from trueup.adapters.sql_allowed import SqlRefused
            from trueup.adapters.sql_guard import guard

            with suppress(SqlRefused):
                sql = guard(text)
                yield json.dumps([text, sql.text, sql.columns, sql.aggregate]).encode() + b"\n"


def _write(lines: SimpleQueue[bytes | None]) -> None:
    """Write lines as they come; nobody who reads them any more ends the process."""
    out = sys.stdout.buffer
    try:
        while (line := lines.get()) is not None:
            out.write(line)
            out.flush()
    except OSError:
        os._exit(1)


if __name__ == "__main__":
    main()
