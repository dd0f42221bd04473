"""Quality rules of a contract, as 3.0 and as 3.1 write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, cast, get_args

from trueup.adapters.odcs_fields import branches, lines, text, texts, values
from trueup.adapters.odcs_versions import RULES
from trueup.core.base.tree import Branch, Row
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.contract import Limit, LimitWord, Metric, QualityKind, QualityRule, Query

_KINDS: Final[tuple[QualityKind, ...]] = get_args(QualityKind)
_LIMITS: Final[tuple[LimitWord, ...]] = get_args(LimitWord)
_ARGUMENTS: Final = frozenset(
    {"validValues", "missingValues", "pattern", "properties", "columns", "property", "column"}
)


def rules_of(branch: Branch, file: str, tables: Sequence[str], column: str | None) -> tuple[QualityRule, ...]:
    """Return the quality rules of a table or of a column.

    `tables` are the names of the table and `column` the column as it is stored (None at the table): an SQL rule may
    name these and no others.
    """
    return tuple(_rule(each, file, tables, column) for each in branches(branch, "quality"))


def _rule(branch: Branch, file: str, tables: Sequence[str], column: str | None) -> QualityRule:
    kind = _kind(branch)
    said = text(branch, "metric") or text(branch, "rule") or ""
    given = branch.get("arguments")
    arguments = given if isinstance(given, Branch) else Branch(branch.line)
    query = text(branch, "query")
    return QualityRule(
        kind=kind,
        name=text(branch, "name") or text(branch, "id"),
        said=said,
        metric=_metric(said) if kind == "library" else None,
        limits=tuple(limit for word in _LIMITS if (limit := _limit(branch, word)) is not None),
        unit=text(branch, "unit"),
        valid=values(arguments.get("validValues")) or values(branch.get("validValues")),
        missing=values(arguments.get("missingValues")),
        pattern=text(arguments, "pattern"),
        properties=tuple(
            name for key in ("properties", "columns", "property", "column") for name in texts(arguments.get(key))
        ),
        unknown=tuple(sorted(set(arguments) - _ARGUMENTS)),
        dimension=text(branch, "dimension"),
        severity=text(branch, "severity"),
        description=text(branch, "description"),
        engine=text(branch, "engine"),
        query=query,
        runs=_query(query, tables, column) if kind == "sql" else None,
        at=lines(branch, file),
    )


def _kind(branch: Branch) -> QualityKind:
    """Return the kind that a rule says; without one, what its keys are those of."""
    said = text(branch, "type")
    found = next((kind for kind in _KINDS if kind == said), None)
    if found is not None:
        return found
    if text(branch, "metric") or text(branch, "rule"):
        return "library"
    if text(branch, "query"):
        return "sql"
    return "custom" if "implementation" in branch or "engine" in branch else "text"


def _metric(said: str) -> Metric | None:
    found = RULES.get(re.sub(r"[^a-z]", "", said.lower()))
    return cast("Metric", found) if found is not None else None


def _limit(branch: Branch, word: LimitWord) -> Limit | None:
    found = branch.get(word)
    if word in ("mustBeBetween", "mustNotBeBetween"):
        return Limit(word, texts(found)) if isinstance(found, Row) else None
    return Limit(word, (found,)) if isinstance(found, str) else None


def _query(query: str | None, tables: Sequence[str], column: str | None) -> Query | NotRun:
    if query is None:
        return NotRun("refused", "the rule has no query", "Add `query:`.")
    from trueup.adapters.odcs_sql import query_of

    return query_of(query, tables, column)
