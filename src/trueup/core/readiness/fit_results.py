"""What the answers say of a data set's fitness for AI: every subject has a result, those that did not run included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from trueup.core.model.ask.fitness import (
    Compared,
    Groups,
    LabelErrors,
    LabelFacts,
    Predictions,
    Repeats,
    Series,
    Texts,
    Together,
)
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import Columns
from trueup.core.model.results.checks import CheckResult, Dimension
from trueup.core.readiness.fit_drift import drift_results
from trueup.core.readiness.fit_empty import empty_results, is_free_text, text_results
from trueup.core.readiness.fit_history import history_result
from trueup.core.readiness.fit_label import contradiction_result, label_error_result, label_results, relevance_result
from trueup.core.readiness.fit_leak import leak_results, stated_results
from trueup.core.readiness.fit_outcome import Answers, answer_to, unrun
from trueup.core.readiness.fit_personal import group_result, personal_columns, personal_results
from trueup.core.readiness.fit_questions import Asks, asks_of
from trueup.core.readiness.fit_reference import OF_PILOT, reference_results
from trueup.core.readiness.fit_repeats import repeat_results
from trueup.core.readiness.fit_subject import Fit

_LABEL: Final[tuple[tuple[str, str, Dimension], ...]] = (
    ("fit.label.present", "Settled rows have a label", "completeness"),
    ("fit.leak", "No column alone predicts the label too well", "relevance"),
    ("fit.repeats", "No case says the same as another under another key", "uniqueness"),
)
_TIME: Final[tuple[tuple[str, str, Dimension], ...]] = (
    ("fit.drift", "Columns keep their level over time", "consistency"),
    ("fit.history", "History holds a whole season, and as many days to test as the pilot takes", "completeness"),
)


_NOT_ASKED: Final = NotRun(
    "not_due", "label errors are looked for only on request: a model is learned for it", "Add `--label-errors`."
)


def fit_results(fit: Fit, answers: Answers, as_of: date) -> tuple[CheckResult, ...]:
    """Return the result of every check of fitness of one data set, in the order of the subjects."""
    asks = asks_of(fit)
    of_label, of_time = _of_label(fit, asks, answers), _of_time(fit, asks, answers, as_of)
    return (*stated_results(fit), *of_label, *of_time, *_of_columns(fit, asks, answers))


def _of_label(fit: Fit, asks: Asks, answers: Answers) -> Iterator[CheckResult]:
    if isinstance(fit.label, NotRun) or asks.label is None or asks.predicts is None:
        why = fit.label if isinstance(fit.label, NotRun) else NotRun("error", "the label was not asked for")
        yield from (unrun(fit, about, why) for about in _LABEL)
        return
    yield from label_results(fit, asks.label, answer_to(answers, asks.label, LabelFacts))
    predictions = answer_to(answers, asks.predicts, Predictions)
    yield from leak_results(fit, asks.predicts, predictions)
    base = None if isinstance(predictions, NotRun) else predictions.base
    for option, ask in asks.together:
        yield relevance_result(fit, option, ask, answer_to(answers, ask, Together), base)
    if asks.agreeing is not None:
        yield contradiction_result(fit, asks.agreeing, answer_to(answers, asks.agreeing, Together))
    if asks.errors is not None:
        found = answer_to(answers, asks.errors, LabelErrors) if asks.errors in answers else _NOT_ASKED
        yield label_error_result(fit, asks.errors, found)
    if asks.repeats is not None:
        texts = answer_to(answers, asks.texts, Texts)
        free = not isinstance(texts, NotRun) and any(is_free_text(column) for column in texts.columns)
        yield from repeat_results(fit, asks.repeats, answer_to(answers, asks.repeats, Repeats), texts=free)


def _of_time(fit: Fit, asks: Asks, answers: Answers, as_of: date) -> Iterator[CheckResult]:
    if isinstance(fit.time, NotRun) or asks.series is None:
        why = fit.time if isinstance(fit.time, NotRun) else NotRun("error", "the time was not asked for")
        yield from (unrun(fit, about, why) for about in _TIME)
        return
    hidden = personal_columns(fit, answer_to(answers, asks.texts, Texts))
    series = answer_to(answers, asks.series, Series)
    yield from drift_results(fit, asks.series, series, hidden)
    yield history_result(fit, asks.series, series, as_of)


def _of_columns(fit: Fit, asks: Asks, answers: Answers) -> Iterator[CheckResult]:
    texts = answer_to(answers, asks.texts, Texts)
    yield from empty_results(fit, asks.columns, answer_to(answers, asks.columns, Columns))
    yield from text_results(fit, asks.texts, texts)
    yield from personal_results(fit, asks.texts, texts)
    yield group_result(fit, asks.groups, answer_to(answers, asks.groups, Groups) if asks.groups else None)
    if asks.reference is not None:
        what = f"Rows are spread as in `{fit.reference}`"
        yield from reference_results(
            fit, asks.reference, answer_to(answers, asks.reference, Compared), "reference", what
        )
    if asks.pilot is not None and fit.piloted is not None:
        what = f"The pilot's rows are spread as the whole: {fit.piloted.said}"
        yield from reference_results(fit, asks.pilot, answer_to(answers, asks.pilot, Compared), OF_PILOT, what)
    if asks.reference is None and asks.pilot is None:
        fix = "Name it: `probe: {reference: DATA}` in the option that shall learn from it."
        why = NotRun("not_due", "nothing says whom the rows shall stand for", fix)
        yield unrun(fit, ("fit.reference", "Rows are spread as those they shall stand for", "representativeness"), why)
