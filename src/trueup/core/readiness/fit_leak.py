"""Leakage: columns that know the outcome, because they predict it too well or because they are filled with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from trueup.core.model.ask.fitness import Predictions, Predictor, PredictsOf
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import ColumnsOf
from trueup.core.model.results.checks import CheckResult, DataCheck, Dimension, Expectation, Severity
from trueup.core.readiness.fit_outcome import check_of, judged, not_there, of_rows, percent, unrun
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


ALL_LATE: Final = "fit.timing.all"
"""The check that a data set that an option takes as a whole is known in time."""


def leak_results(fit: Fit, ask: PredictsOf, found: Predictions | NotRun) -> Iterator[CheckResult]:
    """Yield one result for each column that predicts too well or is filled with the outcome, and one for the others."""
    strong: tuple[str, str, Dimension] = ("fit.leak", "No column alone predicts the label too well", "relevance")
    timed: tuple[str, str, Dimension] = ("fit.timing", "Columns are filled before the outcome is known", "relevance")
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
            named = fit.is_named(each.name) and not fit.defines_label(each.name)
            told = each.name.lower() in fit.late or each.name.lower() in fit.forbidden
            severity: Severity = "error" if named or _learned(fit, each.name) else "info" if told else "warning"
            own: tuple[str, str, Dimension] = (
                f"fit.leak.{each.name}",
                f"`{each.name}` does not give the label away",
                "relevance",
            )
            expects = Expectation("<", (TOO_GOOD,), "value")
            check = check_of(fit, own, ask, columns=(each.name,), severity=severity, expects=expects, named=named)
            observed = f"{_strength(found, each)}; {_who(fit, each.name)}"
            yield judged(_owned(fit, check, each.name), fails=True, observed=observed, expected=expected)
    check = check_of(fit, about, ask, expects=Expectation("<", (TOO_GOOD,), "value"))
    best = max(rest, key=lambda each: strength(found, each), default=None)
    more = len(fit.names()) - len(found.columns) - sum(map(fit.is_label, fit.names()))
    left = f"; {more:,} more columns not looked at" if more > 0 else ""
    told_best = f"the best, `{best.name}`, {_strength(found, best)}" if best else "nothing else to look at"
    yield judged(check, fails=False, observed=f"{len(rest):,} columns: {told_best}{left}", expected=expected)


def _learned(fit: Fit, name: str) -> bool:
    """Whether what learns would learn from a column: it names it, or takes the whole data set."""
    return any(user.learns for user in fit.using(name))


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


def stated_results(fit: Fit) -> Iterator[CheckResult]:
    """Yield one result for each column that an option uses although the document says that it comes too late.

    What `known_after:` names is an error where an option names the column. The label itself is one where something that
    learns names it. What comes after the time of a case in `time_order:` warns until `known_after:` names it or no
    option does. Options that take the whole data set are told in one result.
    """
    yield from _all_late(fit)
    for name, severity, why in _stated(fit):
        what = f"`{name}` is known when an option decides by it"
        about: tuple[str, str, Dimension] = (_timing(name)[0], what, "relevance")
        ask = ColumnsOf(fit.data)
        check = check_of(fit, about, ask, columns=(name,), severity=severity, named=fit.is_named(name))
        yield judged(_owned(fit, check, name), fails=True, observed=why, expected="known in time")
    there = {name.lower() for name in fit.names()}
    for name in sorted(fit.late - there):
        (why_not,) = not_there(fit, "known_after", (name,))
        yield unrun(fit, _timing(name), why_not)


def _all_late(fit: Fit) -> Iterator[CheckResult]:
    """Yield whether options take a whole data set although columns of it are known too late: an error where all are."""
    whole = [user for user in fit.users if user.whole]
    late = [name for name in fit.names() if name.lower() in fit.late]
    if not whole or not late:
        return
    about: tuple[str, str, Dimension] = (ALL_LATE, "All of it is known when an option decides by it", "relevance")
    severity: Severity = "error" if len(late) == len(fit.names()) else "warning"
    named = not all(user.learns for user in whole)
    check = check_of(fit, about, ColumnsOf(fit.data), severity=severity, named=named)
    owner = next((user.owner for user in whole if user.owner), fit.owner)
    columns = f"{len(late):,} of its {len(fit.names()):,} columns"
    observed = f"`known_after:` names {columns}, and {_users(user.name for user in whole)} all of it"
    yield judged(replace(check, owner=owner), fails=True, observed=observed, expected="known in time")


def _stated(fit: Fit) -> Iterator[tuple[str, Severity, str]]:
    """Yield the columns that are used although they are stated to come too late: how grave that is, and why."""
    for name in fit.names():
        naming = fit.naming(name)
        users = _users(user.name for user in naming)
        if name.lower() in fit.late and naming:
            yield name, "error", f"`known_after:` names it, and {users} it"
        elif fit.is_label(name) and any(user.learns for user in naming):
            yield name, "error", f"it is the label itself, and {users} it"
        elif name.lower() in fit.after and naming:
            yield name, "warning", f"by `time_order:` it comes after the time of a case, and {users} it"


def _owned(fit: Fit, check: DataCheck, name: str) -> DataCheck:
    """Return a check whose repair is to leave a column out: it is for who answers for the option that uses it."""
    if check.severity == "info":
        return check
    owner = next((user.owner for user in (*fit.naming(name), *fit.using(name)) if user.owner), check.owner)
    return replace(check, owner=owner)


def _users(names: Iterable[str]) -> str:
    """Return `option `a` uses` or `options `a`, `b` use`."""
    listed = [f"`{name}`" for name in names]
    return f"option {listed[0]} uses" if len(listed) == 1 else f"options {', '.join(listed)} use"


def _timed(fit: Fit, ask: PredictsOf, found: Predictions, about: tuple[str, str, Dimension]) -> Iterator[CheckResult]:
    unknown = found.rows - found.known
    if unknown < FEWEST_UNKNOWN or not found.known:
        few = NotRun("no_data", f"only {unknown:,} rows have no outcome yet; {FEWEST_UNKNOWN} are needed to compare")
        yield unrun(fit, about, few)
        return
    late = [each for each in found.columns if flips(found, each) >= FILLED_WITH_IT and not fit.defines_label(each.name)]
    expected = f"filled as often without an outcome (difference below {percent(FILLED_WITH_IT)})"
    stated = {name for name, _, _ in _stated(fit)}
    for each in late:
        if each.name.lower() not in fit.late and each.name not in stated:
            named = fit.is_named(each.name)
            check = check_of(
                fit,
                _timing(each.name),
                ask,
                columns=(each.name,),
                severity="error" if named or _learned(fit, each.name) else "warning",
                expects=Expectation("<", (FILLED_WITH_IT,), "value"),
                named=named,
            )
            observed = (
                f"filled in {of_rows(each.filled_known, found.known)} with an outcome and "
                f"{of_rows(each.filled_unknown, unknown)} without; {_who(fit, each.name)}"
            )
            yield judged(_owned(fit, check, each.name), fails=True, observed=observed, expected=expected)
    check = check_of(fit, about, ask)
    declared = sum(each.name.lower() in fit.late for each in late)
    observed = (
        f"{len(found.columns) - len(late):,} columns are; {declared:,} that are filled with the outcome are declared so"
    )
    yield judged(check, fails=False, observed=observed, expected=expected)


def _timing(name: str) -> tuple[str, str, Dimension]:
    return f"fit.timing.{name}", f"`{name}` is filled before the outcome is known", "relevance"


def flips(found: Predictions, each: Predictor) -> float:
    """Return how much more often a column is filled where the outcome is known than where it is not, from -1 to 1."""
    unknown = found.rows - found.known
    if not found.known or not unknown:
        return 0.0
    return each.filled_known / found.known - each.filled_unknown / unknown
