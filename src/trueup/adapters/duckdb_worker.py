"""The child of `duckdb_child`: sets its own limits, reads one request, answers a line a question.

Arguments: address space in MB, largest file in MB, CPU seconds.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Answer the request on standard input; returns the exit status."""
    _limit(*map(int, arguments))
    from trueup.adapters.answer_json import dump_answer, load_question
    from trueup.adapters.duckdb_engine import DuckDbEngine
    from trueup.adapters.duckdb_session import Limits
    from trueup.adapters.sources import Source
    from trueup.core.model.ask.identity import DataId

    request = json.load(sys.stdin)
    sources = {
        DataId(data): Source(DataId(data), tuple(map(Path, files)), kind, table, tuple(partitions))
        for data, files, kind, table, partitions in request["sources"]
    }
    memo = {(path, size, changed, inode): known for path, size, changed, inode, known in request["memo"]}
    asks = [load_question(text) for text in request["asks"]]
    engine = DuckDbEngine(sources, Limits(**request["limits"]), memo, request["spent"])
    for answer in engine.answer(asks, request["seconds"]):
        sys.stdout.write(f"{asks.index(answer.question)} {dump_answer(answer.value)}\n")
        sys.stdout.flush()
    return 0


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
