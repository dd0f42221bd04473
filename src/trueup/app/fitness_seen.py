"""What is said where nobody looked yet whether data is fit to learn from; it loads nothing of what looks."""

from __future__ import annotations

from typing import Final

from trueup.app.works import Added, Wanted, Works
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.results.checks import CheckResult, DataCheck
from trueup.core.readiness.needs import uses_of
from trueup.core.readiness.own_checks import responsible

NOT_LOOKED: Final = NotRun(
    "not_due", "fitness for AI was not looked at for this data", "Run `trueup data` and commit evidence/."
)


def not_looked_at(works: Works, wants: Wanted) -> Added:
    """Return for each data set that an AI option uses that its fitness was not looked at."""
    options = [option for option in works.document.initiative.options.values() if option.is_ai]
    used = {data for option in options for data, _ in uses_of(option)}
    return Added(results={data: (unlooked(works, data),) for data in wants.checks if data in used})


def unlooked(works: Works, data: DataId) -> CheckResult:
    """Return the result of a look at fitness that did not take place."""
    owner = responsible(works.document.initiative.data[data])
    what = "it is fit to learn from"
    check = DataCheck("fit", data, (), what, "relevance", NOT_LOOKED, severity="info", owner=owner)
    return CheckResult(check, "not_run", "", "", not_run=NOT_LOOKED)
