"""Leakage: columns that know the outcome, because they predict it too well or because they are filled with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.ask.fitness import Predictions, Predictor, PredictsOf
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.checks import CheckResult, Dimension, Expectation, Severity
from trueup.core.readiness.fit_outcome import check_of, judged, of_rows, percent, unrun
from trueup.core.readiness.fit_subject import Fit

TOO_GOOD: Final = 0.9
"""Share of the errors of always guessing the commonest class that one column alone takes away (the lambda of Goodman
and Kruskal 1954), or of an amount's variance that it explains. Kaufman et al. (2012) look for leaks among single
columns that are too good; nine tenths is our own line: honest columns seldom take away more than three quarters."""
TOO_SEPARATE: Final = 0.975
"""Area under the curve of one column: for rare classes, where the share of errors says little. Our own line, too."""
FILLED_WITH_IT: Final = 0.8
"""Share of rows with a value among those with a known outcome, less that among the others (Youden 1950): a column at or
above it is filled when the outcome is, and so cannot be there before."""
FEWEST_UNKNOWN: Final = 30
"""Rows without an outcome that are needed to say when a column is filled."""
FEWEST_ERRORS: Final = 30
"""Rows outside the commonest class that are needed to say how well it is predicted."""


def leak_results(fit: Fit, ask: PredictsOf, found: Predictions | NotRun) -> Iterator[CheckResult]:
    """Yield one result for each column that predicts too well or is filled with the outcome, and one for the others."""
    strong: tuple[str, str, Dimension] = ("fit.leak", "No column alone predicts the label too well", "relevance")
    timed: tuple[str, str, Dimension] = ("fit.timing", "Columns are filled before the outcome is known", "currentness")
    if isinstance(found, NotRun):
        yield unrun(fit, strong, found)
        yield unrun(fit, timed, found)
        return
    if found.known - (found.base or 0) < FEWEST_ERRORS:
        few = NotRun(
            "no_data", f"fewer than {FEWEST_ERRORS} known labels outside the commonest class", "Bring more rows."
        )
        yield unrun(fit, strong, few)
    else:
        yield from _strong(fit, ask, found, strong)
    yield from _timed(fit, ask, found, timed)


def _strong(fit: Fit, ask: PredictsOf, found: Predictions, about: tuple[str, str, Dimension]) -> Iterator[CheckResult]:
    expected = (
        f"below {percent(TOO_GOOD)} of the errors of the commonest label, area under the curve below {TOO_SEPARATE}"
    )
    rest = [each for each in found.columns if not is_leak(found, each)]
    for each in found.columns:
        if is_leak(found, each):
            used = fit.using(each.name)
            told = each.name.lower() in fit.late or each.name.lower() in fit.forbidden
            severity: Severity = "error" if used else "info" if told else "warning"
            own: tuple[str, str, Dimension] = (
                f"fit.leak.{each.name}",
                f"`{each.name}` does not give the label away",
                "relevance",
            )
            expects = Expectation("<", (TOO_GOOD,), "value")
            check = check_of(fit, own, ask, columns=(each.name,), severity=severity, expects=expects)
            observed = f"{_strength(found, each)}; {_who(fit, each.name)}"
            yield judged(check, fails=True, observed=observed, expected=expected)
    check = check_of(fit, about, ask, expects=Expectation("<", (TOO_GOOD,), "value"))
    best = max(rest, key=lambda each: strength(found, each), default=None)
    more = len(fit.names()) - len(found.columns) - sum(map(fit.is_label, fit.names()))
    left = f"; {more:,} more columns not looked at" if more > 0 else ""
    told_best = f"the best, `{best.name}`, {_strength(found, best)}" if best else "nothing else to look at"
    yield judged(check, fails=False, observed=f"{len(rest):,} columns: {told_best}{left}", expected=expected)


def strength(found: Predictions, each: Predictor) -> float:
    """Return how much of the commonest label's errors (or of an amount's variance) a column takes away; at least 0."""
    if each.explained is not None:
        return max(0.0, each.explained)
    right = max(each.right or 0, each.right_by_missing or 0)
    errors = found.known - (found.base or 0)
    return max(0.0, (right - (found.base or 0)) / errors) if found.base is not None and errors else 0.0


def is_leak(found: Predictions, each: Predictor) -> bool:
    """Whether a column predicts the label too well to have been known before."""
    return strength(found, each) >= TOO_GOOD or (each.auc or 0.0) >= TOO_SEPARATE


def _strength(found: Predictions, each: Predictor) -> str:
    if found.base is None:
        return f"explains {percent(strength(found, each))} of the label's variance"
    right = max(each.right or 0, each.right_by_missing or 0)
    told = (
        f"predicts {percent(right / found.known)} of {found.known:,} labels (base {percent(found.base / found.known)})"
    )
    curve = f", area under the curve {each.auc:.3f}" if each.auc is not None else ""
    return f"{told}: {percent(strength(found, each))} of the errors gone{curve}"


def _who(fit: Fit, name: str) -> str:
    """Return who uses a column, and whether the document says that it is known later."""
    users = ", ".join(f"`{user.name}`" for user in fit.using(name))
    used = f"used by option {users}" if users else "no option uses it"
    if fit.defines_label(name):
        return f"the label is made of it; {used}"
    return f"{used}; {'declared as known later' if name.lower() in fit.late else 'not declared in known_after'}"


def _timed(fit: Fit, ask: PredictsOf, found: Predictions, about: tuple[str, str, Dimension]) -> Iterator[CheckResult]:
    unknown = found.rows - found.known
    for name in (each.name for each in found.columns if each.name.lower() in fit.late and fit.using(each.name)):
        check = check_of(fit, _timing(name), ask, columns=(name,), severity="error")
        observed = _who(fit, name)
        yield judged(check, fails=True, observed=observed, expected="known when the option decides")
    if unknown < FEWEST_UNKNOWN or not found.known:
        few = NotRun("no_data", f"only {unknown:,} rows have no outcome yet; {FEWEST_UNKNOWN} are needed to compare")
        yield unrun(fit, about, few)
        return
    late = [each for each in found.columns if flips(found, each) >= FILLED_WITH_IT and not fit.defines_label(each.name)]
    expected = f"filled as often without an outcome (difference below {percent(FILLED_WITH_IT)})"
    for each in late:
        if each.name.lower() not in fit.late:
            used = bool(fit.using(each.name))
            expects = Expectation("<", (FILLED_WITH_IT,), "value")
            check = check_of(
                fit,
                _timing(each.name),
                ask,
                columns=(each.name,),
                severity="error" if used else "warning",
                expects=expects,
            )
            observed = (
                f"filled in {of_rows(each.filled_known, found.known)} with an outcome and "
                f"{of_rows(each.filled_unknown, unknown)} without; {_who(fit, each.name)}"
            )
            yield judged(check, fails=True, observed=observed, expected=expected)
    check = check_of(fit, about, ask)
    declared = sum(each.name.lower() in fit.late for each in late)
    observed = (
        f"{len(found.columns) - len(late):,} columns are; {declared:,} that are filled with the outcome are declared so"
    )
    yield judged(check, fails=False, observed=observed, expected=expected)


def _timing(name: str) -> tuple[str, str, Dimension]:
    return f"fit.timing.{name}", f"`{name}` is filled before the outcome is known", "currentness"


def flips(found: Predictions, each: Predictor) -> float:
    """Return how much more often a column is filled where the outcome is known than where it is not, from -1 to 1."""
    unknown = found.rows - found.known
    if not found.known or not unknown:
        return 0.0
    return each.filled_known / found.known - each.filled_unknown / unknown
