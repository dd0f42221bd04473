"""Features that are nearly empty, and free text where an option needs it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.ask.fitness import FREE_TEXT_WORDS, TextFacts, Texts, TextsOf
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import ColumnFacts, Columns, ColumnsOf
from trueup.core.model.results.checks import CheckResult, Dimension, Expectation, Severity
from trueup.core.readiness.fit_outcome import check_of, judged, of_rows, percent, unrun
from trueup.core.readiness.fit_subject import Fit, User

NEARLY_EMPTY: Final = 0.95
"""Share of missing values from which a column says nothing about nearly all cases; as rule DAT005 has it."""
HALF_EMPTY: Final = 0.5
"""The same for a column that an option uses: for most of its cases the option would stand without it; as DAT005."""
LEAST_TEXT: Final = 0.9
"""Share of rows that must have a text where an option reads it: for each row without one it cannot answer."""


def empty_results(fit: Fit, ask: ColumnsOf, found: Columns | NotRun) -> Iterator[CheckResult]:
    """Yield one result for each nearly empty column, and one for all others."""
    about: tuple[str, str, Dimension] = ("fit.filled", "Columns have values", "completeness")
    if isinstance(found, NotRun):
        yield unrun(fit, about, found)
        return
    expected = f"below {percent(NEARLY_EMPTY)} missing, {percent(HALF_EMPTY)} where an option uses the column"
    sparse = [column for column in found.columns if found.rows and column.missing >= _limit(fit, column) * found.rows]
    for column in sparse:
        own: tuple[str, str, Dimension] = (f"fit.filled.{column.name}", f"`{column.name}` has values", "completeness")
        expects = Expectation("<", (_limit(fit, column) * 100,), "percent")
        severity: Severity = "warning" if fit.using(column.name) else "info"
        check = check_of(fit, own, ask, columns=(column.name,), severity=severity, expects=expects)
        observed = f"missing in {of_rows(column.missing, found.rows)}"
        counts = column.missing, found.rows
        yield judged(check, fails=True, observed=observed, expected=expected, counts=counts)
    check = check_of(fit, about, ask)
    observed = f"{len(found.columns) - len(sparse):,} of {len(found.columns):,} columns are"
    yield judged(check, fails=False, observed=observed, expected=expected)


def _limit(fit: Fit, column: ColumnFacts) -> float:
    late_label = column.name.lower() in fit.late
    return HALF_EMPTY if fit.using(column.name) and not late_label else NEARLY_EMPTY


def text_results(fit: Fit, ask: TextsOf, found: Texts | NotRun) -> Iterator[CheckResult]:
    """Yield for each language model whether the columns it uses hold free text, in most rows."""
    for user in fit.users:
        if user.kind == "llm" and (user.whole or user.columns):
            yield _text(fit, ask, found, user)


def _text(fit: Fit, ask: TextsOf, found: Texts | NotRun, user: User) -> CheckResult:
    about: tuple[str, str, Dimension] = (
        f"fit.text.{user.name}",
        f"Option `{user.name}` finds free text to read",
        "completeness",
    )
    if isinstance(found, NotRun):
        return unrun(fit, about, found)
    mine = [each for each in found.columns if user.whole or each.name.lower() in user.columns]
    free = [each for each in mine if is_free_text(each)]
    best = max(free, key=lambda each: each.filled, default=None)
    columns = (best.name,) if best else tuple(each.name for each in mine)
    expects = Expectation(">=", (LEAST_TEXT * 100,), "percent")
    check = check_of(fit, about, ask, columns=columns, severity="error" if user.chosen else "warning", expects=expects)
    expected = f"{FREE_TEXT_WORDS:g} words on average or more, in {percent(LEAST_TEXT)} of the rows or more"
    if best is None:
        named = ", ".join(f"`{name}`" for name in columns) or "no column of texts"
        return judged(check, fails=True, observed=f"no free text in {named}", expected=expected)
    gone = found.rows - best.filled
    observed = f"`{best.name}`: {best.words or 0:.1f} words on average, missing in {of_rows(gone, found.rows)}"
    fails = best.filled < LEAST_TEXT * found.rows
    return judged(check, fails=fails, observed=observed, expected=expected, counts=(gone, found.rows))


def is_free_text(facts: TextFacts) -> bool:
    """Whether a column holds what people write, rather than names and categories."""
    return facts.words is not None and facts.words >= FREE_TEXT_WORDS
