"""What a table is good for when something shall be learned from it: each question to the module that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trueup.adapters.duckdb_fit_compare import compared_of
from trueup.adapters.duckdb_fit_label import label_of
from trueup.adapters.duckdb_fit_leak import predicts_of, together_of
from trueup.adapters.duckdb_fit_repeats import groups_of, repeats_of
from trueup.adapters.duckdb_fit_series import series_of
from trueup.adapters.duckdb_fit_texts import texts_of
from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.label_errors import label_errors_of
from trueup.core.model.ask.fitness import (
    ComparedOf,
    FitAnswer,
    FitQuestion,
    GroupsOf,
    LabelErrorsOf,
    LabelOf,
    PredictsOf,
    RepeatsOf,
    SeriesOf,
    TextsOf,
    TogetherOf,
)
from trueup.core.model.ask.identity import NotRun, Sql

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session, Table


def fit_answer(session: Session, ask: FitQuestion) -> FitAnswer | NotRun:
    """Return the answer to one question about fitness, or why there is none."""
    try:
        table = session.table(ask.data)
        if isinstance(table, NotRun):
            return table
        wrong = _unfit(table, ask)
        return wrong if wrong is not None else _answer(session, table, ask)
    except FAILURES as problem:
        return refusal(problem, session)


def _unfit(table: Table, ask: FitQuestion) -> NotRun | None:
    """Return what is wrong with the columns and expressions of a question."""
    named = () if isinstance(ask, TextsOf | LabelOf | ComparedOf) else ask.columns
    written = [each for each in (getattr(ask, "label", None), getattr(ask, "at", None)) if isinstance(each, Sql)]
    for each in written:
        if each.aggregate:
            fix = "Write a column, or an expression over the columns of one row."
            return NotRun("refused", f"`{each.text}` stands on several rows, but one row is one case", fix)
    return table.missing((*named, *(column for each in written for column in each.columns)))


def _answer(session: Session, table: Table, ask: FitQuestion) -> FitAnswer | NotRun:
    match ask:
        case LabelOf():
            return label_of(session, table, ask)
        case PredictsOf():
            return predicts_of(session, table, ask)
        case TogetherOf():
            return together_of(session, table, ask)
        case SeriesOf():
            return series_of(session, table, ask)
        case ComparedOf():
            return compared_of(session, ask)
        case RepeatsOf():
            return repeats_of(session, table, ask)
        case TextsOf():
            return texts_of(session, table)
        case GroupsOf():
            return groups_of(session, table, ask)
        case LabelErrorsOf():
            return label_errors_of(session, table, ask)
