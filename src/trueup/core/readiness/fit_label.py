"""The label: there, in enough balance, plausible, and not at odds with itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from trueup.core.model.ask.fitness import LabelErrors, LabelErrorsOf, LabelFacts, LabelOf, Together, TogetherOf
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.checks import CheckResult, Dimension, Expectation, Severity
from trueup.core.readiness.fit_outcome import TOO_COARSE, check_of, judged, of_rows, percent, unrun
from trueup.core.readiness.fit_subject import Fit, Stated

MOST_MISSING: Final = 0.05
"""Share of settled rows without a label: up to here, leaving them out hardly biases (Schafer 1999, 5 % or less)."""
LEAST_EVENNESS: Final = 0.3
"""Entropy of the classes over that of equal ones (Pielou 1966; balance in ISO/IEC 5259-2): 0.3 is 5 : 95 of two
classes, from where on learning must be told of the imbalance (He and Garcia 2009 show how); the line is our own."""
FEWEST_OF_A_CLASS: Final = 50
"""Cases of the rarest class: ten for each of some five effects (Peduzzi et al. 1996, ten events per variable)."""
NEARLY_CONSTANT: Final = 0.99
"""Share of one class from which guessing it always is right for 99 of 100: accuracy no longer tells models apart."""
MOST_CONTRADICTED: Final = 0.05
"""Share of labels that cannot be right; ten well-known test sets have 3.3 % wrong ones (Northcutt et al. 2021)."""
MOST_SUSPECTED: Final = 0.05
"""Share of labels suspected by confident learning; the same limit, for the same reason."""


def label_results(fit: Fit, ask: LabelOf, facts: LabelFacts | NotRun) -> Iterator[CheckResult]:
    """Yield whether the label is present, varied, balanced and spelt in one way."""
    about: tuple[str, str, Dimension] = (
        "fit.label.present",
        f"Settled rows have a label{_stated(fit)}",
        "completeness",
    )
    if isinstance(facts, NotRun):
        yield unrun(fit, about, facts)
        return
    columns = () if isinstance(fit.label, NotRun) else fit.label.sql.columns
    rows = facts.rows if facts.settled is None else facts.settled
    gone = rows - (facts.known if facts.settled_known is None else facts.settled_known)
    severity: Severity = "error" if facts.known == 0 else "warning"
    expects = Expectation("<=", (MOST_MISSING * 100,), "percent")
    check = check_of(fit, about, ask, columns=columns, severity=severity, expects=expects)
    fails = facts.known == 0 or gone > MOST_MISSING * rows
    settled = (
        f"; rows are settled {fit.settles} days before the last" if fit.settles and facts.settled is not None else ""
    )
    observed = f"missing in {of_rows(gone, rows)}{settled}"
    yield judged(
        check, fails=fails, observed=observed, expected=f"at most {percent(MOST_MISSING)}", counts=(gone, rows)
    )
    if facts.known:
        yield _varied(fit, ask, facts, columns)
        yield from _of_classes(fit, ask, facts, columns)


def _stated(fit: Fit) -> str:
    return f" (`{fit.label.by}`)" if isinstance(fit.label, Stated) else ""


def _varied(fit: Fit, ask: LabelOf, facts: LabelFacts, columns: tuple[str, ...]) -> CheckResult:
    about: tuple[str, str, Dimension] = ("fit.label.varied", "The label takes more than one value", "balance")
    severity: Severity = "error" if facts.distinct == 1 else "warning"
    expects = Expectation("<", (NEARLY_CONSTANT * 100,), "percent")
    check = check_of(fit, about, ask, columns=columns, severity=severity, expects=expects)
    share = facts.largest / facts.known
    observed = f"{facts.distinct:,} different labels; the commonest has {of_rows(facts.largest, facts.known)}"
    expected = f"two or more labels, none with {percent(NEARLY_CONSTANT)} or more"
    return judged(check, fails=facts.distinct == 1 or share >= NEARLY_CONSTANT, observed=observed, expected=expected)


def _of_classes(fit: Fit, ask: LabelOf, facts: LabelFacts, columns: tuple[str, ...]) -> Iterator[CheckResult]:
    if facts.amount or facts.distinct == 1:
        return
    about: tuple[str, str, Dimension] = (
        "fit.label.balanced",
        "No class of the label is too rare to be learned",
        "balance",
    )
    even = evenness([n for _, n in facts.classes])
    expects = Expectation(">=", (LEAST_EVENNESS,), "value")
    check = check_of(fit, about, ask, columns=columns, severity="warning", expects=expects)
    told = "more classes than can be told" if even is None else f"evenness {even:.2f}"
    observed = f"the rarest of {facts.distinct:,} classes has {facts.smallest:,} of {facts.known:,} rows; {told}"
    expected = f"{FEWEST_OF_A_CLASS} rows or more in each class, evenness {LEAST_EVENNESS} or more"
    fails = facts.smallest < FEWEST_OF_A_CLASS or (even is not None and even < LEAST_EVENNESS)
    yield judged(check, fails=fails, observed=observed, expected=expected)
    about = ("fit.label.spelling", "Each class of the label is spelt in one way", "consistency")
    check = check_of(fit, about, ask, columns=columns, severity="warning")
    observed = f"{of_rows(facts.respelt, facts.known)} differ from a commoner label in case or blanks only"
    yield judged(
        check, fails=facts.respelt > 0, observed=observed, expected="0 rows", counts=(facts.respelt, facts.known)
    )


def evenness(counts: list[int]) -> float | None:
    """Return the entropy of class sizes over the largest it could be, from 0 to 1; None below two classes."""
    total = sum(counts)
    if len(counts) < 2 or not total:  # noqa: PLR2004 - one class has no balance
        return None
    entropy = -sum(n / total * math.log(n / total) for n in counts if n)
    return entropy / math.log(len(counts))


def contradiction_result(fit: Fit, ask: TogetherOf, found: Together | NotRun) -> CheckResult:
    """Return whether rows that agree in all columns known in time carry the same label."""
    about: tuple[str, str, Dimension] = (
        "fit.label.contradictory",
        "Rows that agree in everything known in time have one label",
        "accuracy",
    )
    if isinstance(found, NotRun):
        return unrun(fit, about, found)
    columns = () if isinstance(fit.label, NotRun) else fit.label.sql.columns
    expects = Expectation("<=", (MOST_CONTRADICTED * 100,), "percent")
    coarse = found.alike > TOO_COARSE * found.known
    check = check_of(fit, about, ask, columns=columns, severity="info" if coarse else "warning", expects=expects)
    observed = f"{of_rows(found.contradicted, found.known)} have another label than most rows that agree with them"
    if coarse:
        observed += f"; {of_rows(found.alike, found.known)} agree with another: the columns tell cases apart too little"
    fails = found.contradicted > MOST_CONTRADICTED * found.known
    expected = f"at most {percent(MOST_CONTRADICTED)}"
    return judged(check, fails=fails, observed=observed, expected=expected, counts=(found.contradicted, found.known))


def relevance_result(fit: Fit, option: str, ask: TogetherOf, found: Together | NotRun, base: int | None) -> CheckResult:
    """Return whether the columns of an option tell anything of the label: other rows with the same values are asked."""
    about: tuple[str, str, Dimension] = (
        f"fit.relevance.{option}",
        f"What option `{option}` uses tells something of the label",
        "relevance",
    )
    if isinstance(found, NotRun) or base is None:
        return unrun(fit, about, found if isinstance(found, NotRun) else NotRun("refused", "the label is an amount"))
    check = check_of(fit, about, ask, columns=ask.columns)
    right, always = (n / found.known if found.known else 0.0 for n in (found.right, base))
    observed = (
        f"guessing from other rows with the same values is right for {percent(right)}, "
        f"always the commonest label for {percent(always)}"
    )
    return judged(check, fails=right <= always, observed=observed, expected="more than the commonest label alone")


def label_error_result(fit: Fit, ask: LabelErrorsOf, found: LabelErrors | NotRun) -> CheckResult:
    """Return how many labels confident learning suspects to be wrong."""
    about: tuple[str, str, Dimension] = ("fit.label.errors", "Labels are not confidently contradicted", "accuracy")
    if isinstance(found, NotRun):
        return unrun(fit, about, found)
    columns = () if isinstance(fit.label, NotRun) else fit.label.sql.columns
    expects = Expectation("<=", (MOST_SUSPECTED * 100,), "percent")
    check = check_of(fit, about, ask, columns=columns, severity="info", expects=expects)
    suspected = of_rows(found.suspected, found.used)
    observed = f"confident learning suspects {suspected} looked at: wrong labels, or cases that the columns cannot tell"
    fails = found.suspected > MOST_SUSPECTED * found.used
    expected = f"at most {percent(MOST_SUSPECTED)}"
    return judged(check, fails=fails, observed=observed, expected=expected, counts=(found.suspected, found.used))
