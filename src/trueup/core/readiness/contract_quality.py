"""From a contract's quality rules to checks; what trueup does not run is a check that says why."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from trueup.core.model.ask.checks import Among, Like, Missing, SqlFigure, Tally
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import KeyOf, ShapeOf
from trueup.core.model.contract import Limit, LimitWord, Metric, Property, QualityRule, nested
from trueup.core.model.results.checks import NONE_FAIL, DataCheck, Dimension, Expectation, Operator
from trueup.core.readiness.contract_columns import NESTED_NOT_RUN, listed
from trueup.core.readiness.contract_table import ContractTable, dimension_of, severity_of

_OPERATORS: Final[Mapping[LimitWord, Operator]] = {
    "mustBe": "=",
    "mustNotBe": "!=",
    "mustBeGreaterThan": ">",
    "mustBeGreaterOrEqualTo": ">=",
    "mustBeLessThan": "<",
    "mustBeLessOrEqualTo": "<=",
    "mustBeBetween": "between",
    "mustNotBeBetween": "not_between",
}
_DIMENSIONS: Final[Mapping[Metric, Dimension]] = {
    "rowCount": "completeness",
    "nullValues": "completeness",
    "missingValues": "completeness",
    "invalidValues": "conformity",
    "duplicateValues": "uniqueness",
}
_LIBRARY: Final = "Use rowCount, nullValues, missingValues, invalidValues or duplicateValues."
_PAIR: Final = 2

_Asked = tuple[str, str, "Question | NotRun"]
"""Suffix of the id, what must hold, what to ask."""


def quality_checks(table: ContractTable) -> Iterator[DataCheck]:
    """Yield the checks of every quality rule, those of the table first."""
    for rule in table.schema.quality:
        yield from _rule(table, rule, None)
    for prop in table.schema.properties:
        for rule in prop.quality:
            yield from _rule(table, rule, prop)
        for path, part in nested(prop):
            for rule in part.quality:
                what = rule.description or f"{rule.said or rule.kind} of `{path}`"
                yield _made(table, rule, f"{path}.{_name(rule)}", (), what, NESTED_NOT_RUN, NONE_FAIL)


def _rule(table: ContractTable, rule: QualityRule, prop: Property | None) -> Iterator[DataCheck]:
    column = None if prop is None else table.column_of(prop)
    before = f"{prop.name}." if prop is not None else ""
    columns = (column,) if column is not None else _named(table, rule)
    for suffix, what, ask in _asked(table, rule, column):
        limits: tuple[Limit | None, ...] = rule.limits or (None,)
        for limit in limits:
            expects = _expectation(rule, limit)
            named = f"{before}{_name(rule)}{suffix}" + (f".{limit.word}" if limit and len(limits) > 1 else "")
            runs = expects if isinstance(expects, NotRun) and not isinstance(ask, NotRun) else ask
            said = rule.description or what
            yield _made(table, rule, named, columns, said, runs, NONE_FAIL if isinstance(expects, NotRun) else expects)


def _name(rule: QualityRule) -> str:
    return rule.name or rule.metric or rule.said or rule.kind


def _made(
    table: ContractTable,
    rule: QualityRule,
    id_: str,
    columns: tuple[str, ...],
    what: str,
    ask: Question | NotRun,
    expects: Expectation,
) -> DataCheck:
    natural: Dimension = _DIMENSIONS[rule.metric] if rule.metric is not None else "accuracy"
    return DataCheck(
        id_,
        table.data,
        columns,
        what,
        dimension_of(rule.dimension, natural),
        ask,
        expects,
        severity_of(rule.severity),
        where=rule.at.of(),
        owner=table.owner,
    )


def _asked(table: ContractTable, rule: QualityRule, column: str | None) -> Iterator[_Asked]:
    if rule.kind == "text":
        yield (
            "",
            "a promise in words",
            NotRun("refused", "it is a text for people", "Say it with a metric or with SQL."),
        )
    elif rule.kind == "custom":
        engine = f"`{rule.engine}`" if rule.engine else "another engine"
        yield "", f"a check of {engine}", NotRun("refused", f"it is a check of {engine}", f"Run it with {engine}.")
    elif rule.kind == "sql":
        yield "", "the figure of its query", _query(table, rule)
    elif rule.metric is None:
        said = f"`{rule.said}` is no metric of the standard's library" if rule.said else "the rule names no metric"
        yield "", rule.said or "a rule without a metric", NotRun("refused", said, _LIBRARY)
    elif rule.unknown:
        names = ", ".join(f"`{name}`" for name in rule.unknown)
        yield "", rule.metric, NotRun("refused", f"trueup does not know the arguments {names}", "Take them out.")
    elif rule.metric == "rowCount":
        yield "", "how many rows it has", ShapeOf(table.data)
    elif rule.metric == "duplicateValues":
        yield "", *_duplicates(table, rule, column)
    elif column is None:
        problem = f"`{rule.metric}` stands at the table and names no column"
        yield "", rule.metric, NotRun("refused", problem, "Put the rule at the property it is about.")
    else:
        yield from _of_column(table, rule, column)


def _of_column(table: ContractTable, rule: QualityRule, column: str) -> Iterator[_Asked]:
    if rule.metric == "nullValues":
        yield "", f"`{column}` has a value", Tally(table.data, column, Missing())
    elif rule.metric == "missingValues":
        texts = tuple(value for value in rule.missing or () if value is not None)
        what = f"`{column}` has a value" + (f" that is none of {listed(texts)}" if texts else "")
        yield "", what, Tally(table.data, column, Missing(values=texts))
    elif rule.valid is None and rule.pattern is None:
        fix = "Add `arguments:` with `validValues:` or `pattern:`."
        yield "", f"every `{column}` is valid", NotRun("refused", "the rule does not say which values are valid", fix)
    else:
        both = rule.valid is not None and rule.pattern is not None
        if rule.valid is not None:
            known = tuple(value for value in rule.valid if value is not None)
            yield "", f"every `{column}` is one of {listed(known)}", Tally(table.data, column, Among(known))
        if rule.pattern is not None:
            what = f"every `{column}` matches {rule.pattern[:80]}"
            yield ".pattern" if both else "", what, Tally(table.data, column, Like(rule.pattern))


def _duplicates(table: ContractTable, rule: QualityRule, column: str | None) -> tuple[str, Question | NotRun]:
    columns = (column,) if column is not None and not rule.properties else _named(table, rule)
    if not columns:
        fix = "Add `arguments: {properties: [...]}` with the columns that must not repeat together."
        return "no row stands twice", NotRun("refused", "the rule names no columns", fix)
    named = ", ".join(f"`{name}`" for name in columns)
    return f"rows with the {named} of another row", KeyOf(table.data, columns)


def _named(table: ContractTable, rule: QualityRule) -> tuple[str, ...]:
    """Return the columns that the arguments of a rule, or its SQL, name."""
    if rule.properties:
        found = [table.schema.property_called(name) for name in rule.properties]
        pairs = zip(rule.properties, found, strict=True)
        return tuple(table.column_of(prop) if prop is not None else name for name, prop in pairs)
    if rule.runs is None or isinstance(rule.runs, NotRun):
        return ()
    where = rule.runs.where.columns if rule.runs.where is not None else ()
    return tuple(dict.fromkeys((*rule.runs.value.columns, *where)))


def _query(table: ContractTable, rule: QualityRule) -> SqlFigure | NotRun:
    if rule.runs is None or isinstance(rule.runs, NotRun):
        return rule.runs or NotRun("refused", "the rule has no query", "Add `query:`.")
    return SqlFigure(table.data, rule.runs.value, rule.runs.where)


def _expectation(rule: QualityRule, limit: Limit | None) -> Expectation | NotRun:
    if limit is None:
        if rule.kind == "library" and rule.metric is not None and rule.metric != "rowCount":
            return NONE_FAIL
        return NotRun("refused", "the rule does not say what must hold", "Add `mustBe:` or another operator.")
    numbers = [_number(value) for value in limit.values]
    if len(numbers) != (_PAIR if "Between" in limit.word else 1) or None in numbers:
        said = ", ".join(limit.values)[:60]
        fix = "Write a number, and two for mustBeBetween and mustNotBeBetween."
        return NotRun("refused", f"`{limit.word}: {said}` is nothing a figure can be held against", fix)
    values = tuple(value for value in numbers if value is not None)
    if len(values) == _PAIR and values[0] > values[1]:
        return NotRun("refused", f"`{limit.word}` has its larger number first", "Write the smaller one first.")
    operator = _OPERATORS[limit.word]
    unit = (rule.unit or "").strip().lower()
    if rule.kind == "sql":
        return Expectation(operator, values, "value")
    if unit in ("percent", "%", "percentage"):
        if rule.metric == "rowCount":
            return NotRun("refused", "a number of rows has no percent", "Write `unit: rows`.")
        return Expectation(operator, values, "percent")
    if unit not in ("", "rows", "row", "count"):
        return NotRun("refused", f"the unit `{rule.unit}` is not known", "Write `rows` or `percent`.")
    return Expectation(operator, values, "rows")


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
