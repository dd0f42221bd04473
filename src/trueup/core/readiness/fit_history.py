"""History: whether it reaches back far enough to learn a whole season and to test as long as the pilot takes."""

from __future__ import annotations

from datetime import date
from typing import Final

from trueup.core.model.ask.fitness import Series, SeriesOf
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.checks import CheckResult, Dimension, Expectation
from trueup.core.readiness.fit_outcome import check_of, judged, unrun
from trueup.core.readiness.fit_subject import Fit

SEASON: Final = 365
"""Days of a whole year: with less, no season can be seen even once; our own convention."""
PILOT: Final = 60
"""Days to test on where no pilot says how long it takes: about two months, as pilots do."""


def history_result(fit: Fit, ask: SeriesOf, series: Series | NotRun, as_of: date) -> CheckResult:
    """Return whether the days before the decision hold a season to learn and a pilot's length to test.

    The decision is the first day of the pilot, the end of the data or `as_of`, whichever is first.
    """
    about: tuple[str, str, Dimension] = (
        "fit.history",
        "History holds a whole season, and as many days to test as the pilot takes",
        "completeness",
    )
    if isinstance(series, NotRun):
        return unrun(fit, about, series)
    if series.since is None or series.until is None:
        return unrun(fit, about, NotRun("no_data", "no row has a time", "Bring dated rows."))
    end = min(filter(None, (fit.pilot_starts, series.until, as_of)))
    days = max(0, (end - series.since).days + 1 - fit.settles)
    wanted = SEASON + (fit.pilot_days or PILOT)
    check = check_of(fit, about, ask, severity="warning", expects=Expectation(">=", (wanted,), "days"))
    settles = f", less {fit.settles} days to settle" if fit.settles else ""
    observed = f"{days:,} days from {series.since.isoformat()} to {end.isoformat()}{settles}"
    expected = f"{wanted:,} days: {SEASON} and {fit.pilot_days or PILOT} to test"
    return judged(check, fails=days < wanted, observed=observed, expected=expected)
