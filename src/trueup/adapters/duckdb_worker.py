"""The child of `duckdb_child`: sets its own limits, reads a request a line, answers each with a line a question.

Memory once used may not all come back. So where it runs out for a request after the first, the child ends instead of
answering, and a new one is asked: no answer hangs on what was asked before.

Arguments: address space in MB, largest file in MB, CPU seconds.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

_SHORT: Final = 3
"""The exit status of a child that memory ran out for."""


def main(arguments: list[str]) -> int:
    """Answer the requests on standard input until there are no more; returns the exit status."""
    _limit(*map(int, arguments))
    return next((_SHORT for at, line in enumerate(sys.stdin) if not _is_answered(line, is_first=not at)), 0)


def _is_answered(line: str, *, is_first: bool) -> bool:
    """Answer a request in a session of its own; a line is its number, the question's place in it, and the answer.

    Returns whether all is answered.
    """
    from trueup.adapters.answer_json import dump_answer, load_question
    from trueup.adapters.duckdb_engine import DuckDbEngine
    from trueup.adapters.duckdb_session import Limits
    from trueup.adapters.sources import Source
    from trueup.core.model.ask.identity import DataId

    request = json.loads(line)
    sources = {
        DataId(data): Source(DataId(data), tuple(map(Path, files)), kind, table, tuple(partitions))
        for data, files, kind, table, partitions in request["sources"]
    }
    memo = {(path, size, changed, inode): known for path, size, changed, inode, known in request["memo"]}
    asks = [load_question(text) for text in request["asks"]]
    engine = DuckDbEngine(sources, Limits(**request["limits"]), memo, request["spent"])
    for answer in engine.answer(asks, request["seconds"]):
        if engine.is_short and not is_first:
            return False
        sys.stdout.write(f"{request['number']} {asks.index(answer.question)} {dump_answer(answer.value)}\n")
        sys.stdout.flush()
    return True


def _limit(space_mb: int, file_mb: int, cpu: int) -> None:
    """Set the limits this system has; a system without them (Windows) has only those the parent keeps."""
    try:
        import resource
    except ImportError:
        return
    wanted = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, cpu), (resource.RLIMIT_FSIZE, file_mb * 1_000_000)]
    if sys.platform.startswith("linux"):
        wanted.append((resource.RLIMIT_AS, space_mb * 1_000_000))
    for limit, most in wanted:
        _, hard = resource.getrlimit(limit)
        most_allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most_allowed, most_allowed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
