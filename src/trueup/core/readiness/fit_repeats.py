"""Duplicates: cases that say the same under different keys, and such pairs on both sides of a split."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.ask.fitness import Repeats, RepeatsOf
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.checks import CheckResult, Dimension, Expectation, Severity
from trueup.core.readiness.fit_outcome import TOO_COARSE, check_of, judged, of_rows, percent, unrun
from trueup.core.readiness.fit_subject import Fit

MOST_ACROSS: Final = 0.01
"""Share of test cases that may be in the learning part too; CIFAR-10 had 3.3 % and misled (Barz and Denzler 2020)."""
_LISTED: Final = 4
"""Columns that a message names."""


def repeat_results(fit: Fit, ask: RepeatsOf, found: Repeats | NotRun, *, texts: bool = True) -> Iterator[CheckResult]:
    """Yield whether cases repeat, and whether any stand on both sides of the split.

    Without free `texts` many cases may agree in a few columns and be none the less different ones.
    """
    twice: tuple[str, str, Dimension] = (
        "fit.repeats",
        "No case says the same as another under another key",
        "uniqueness",
    )
    split: tuple[str, str, Dimension] = ("fit.repeats.split", "No test case is known from learning", "similarity")
    if not isinstance(found, NotRun) and not texts and found.repeated > TOO_COARSE * found.cases:
        agree = (
            f"{of_rows(found.repeated, found.cases)} agree with an earlier one: the columns tell cases apart too little"
        )
        found = NotRun("not_due", agree, "Name what one row is about in more columns, such as a text.")
    if isinstance(found, NotRun):
        yield unrun(fit, twice, found)
        yield unrun(fit, split, found)
        return
    more = " ..." if len(found.compared) > _LISTED else ""
    listed = ", ".join(f"`{name}`" for name in found.compared[:_LISTED]) + more
    severity: Severity = "warning" if found.repeated else "info"
    columns = found.compared if len(found.compared) == 1 else ()
    check = check_of(fit, twice, ask, columns=columns, severity=severity)
    observed = f"{of_rows(found.repeated, found.cases)} repeat an earlier one in {listed}"
    yield judged(
        check, fails=found.repeated > 0, observed=observed, expected="0 cases", counts=(found.repeated, found.cases)
    )
    if found.across is None:
        fix = "Add `split:` with a day to the probe."
        yield unrun(fit, split, NotRun("not_due", "no day splits the cases into learning and testing", fix))
        return
    expects = Expectation("<=", (MOST_ACROSS * 100,), "percent")
    check = check_of(fit, split, ask, columns=columns, severity="warning", expects=expects)
    observed = f"{of_rows(found.across, found.cases)} from {ask.split} on repeat one before"
    fails = found.across > MOST_ACROSS * found.cases
    expected = f"at most {percent(MOST_ACROSS)} of all cases"
    yield judged(check, fails=fails, observed=observed, expected=expected, counts=(found.across, found.cases))
