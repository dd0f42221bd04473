"""The forty checks as questions to trueup's engine, in a process of its own; the files are fingerprinted in it too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from peer_protocol import Check, Found, Task, main

from trueup.adapters.duckdb_engine import DuckDbEngine
from trueup.adapters.duckdb_session import Limits
from trueup.adapters.sources import find_source
from trueup.core.model.ask.checks import Among, Between, Figure, Figured, Like, Missing, Tallied, Tally
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId
from trueup.core.model.ask.table import KeyFacts, KeyOf, OrphanFacts, OrphansOf, Shape, ShapeOf


def asked(check: Check) -> list[Question]:
    """Return what trueup is asked for a check: one question, of quantiles one each."""
    data, column = DataId(check.data), check.column
    words = tuple(str(value) for value in check.values)
    match check.kind:
        case "rows":
            return [ShapeOf(data)]
        case "missing":
            return [Tally(data, column, Missing())]
        case "unique":
            return [KeyOf(data, check.columns)]
        case "among":
            return [Tally(data, column, Among(words))]
        case "between":
            return [Tally(data, column, Between(words[0], words[1]))]
        case "like":
            return [Tally(data, column, Like(words[0]))]
        case "orphans":
            assert check.to
            return [OrphansOf(data, check.columns, DataId(check.to[0]), (check.to[1],))]
        case "quantiles":
            return [Figure(data, column, "quantile", float(p)) for p in check.values]
        case kind:
            return [Figure(data, column, "max" if kind == "latest" else kind)]


def questions(checks: Sequence[Check]) -> list[Question]:
    """Return all forty checks as trueup is asked them."""
    return [question for check in checks for question in asked(check)]


def ask(task: Task) -> dict[str, Found]:
    """Return the engine's answers as the figures that the other tools are compared by."""
    asks = {check.name: (check.kind, asked(check)) for check in task.checks}
    paths = {DataId(name): Path(path) for name, path in task.tables.items()}
    sources = {name: find_source(name, path.name, path.parent) for name, path in paths.items()}
    engine = DuckDbEngine(sources, Limits(memory_mb=2_000))
    flat = [question for _, each in asks.values() for question in each]
    answers = {answer.question: answer.value for answer in engine.answer(flat, 3_600)}
    found = {}
    for name, (kind, each) in asks.items():
        figures = [_figure(answers[question]) for question in each]
        found[name] = Found(figures if kind == "quantiles" else figures[0])
    return found


def _figure(value: object) -> object:
    match value:
        case Shape(rows=rows):
            return rows
        case Tallied(failing=failing):
            return failing
        case Figured(value=figure):
            return figure
        case KeyFacts(repeated=repeated):
            return repeated
        case OrphanFacts(orphans=orphans):
            return orphans
        case _:
            raise TypeError(value)


if __name__ == "__main__":
    main(ask)
