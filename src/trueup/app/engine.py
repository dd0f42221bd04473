"""Which engine answers: DuckDB in this process, or in a child process with limits for documents that are not trusted."""

from __future__ import annotations

from collections.abc import Mapping

from trueup.adapters.sources import Source
from trueup.app.gather import CountingEngine, EngineOf
from trueup.core.model.ask import DataId


def engine_for(*, untrusted: bool) -> EngineOf:
    """Return what makes an engine over sources; the engine itself is loaded when the first question needs it."""
    return _in_child if untrusted else _in_process


def _in_process(sources: Mapping[DataId, Source]) -> CountingEngine:
    from trueup.adapters.duckdb_engine import DuckDbEngine

    return DuckDbEngine(sources)


def _in_child(sources: Mapping[DataId, Source]) -> CountingEngine:
    from trueup.adapters.duckdb_child import ChildEngine

    return ChildEngine(sources)
