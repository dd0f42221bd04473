"""Whether the data is ready: what is asked of each data set, what came of it, and what each fault costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from trueup.adapters.check_history import CheckHistory
from trueup.app.impact import kpi_impacts
from trueup.app.rulebook import rulebook
from trueup.app.sources_held import of_sources
from trueup.app.works import Added, More, Wanted, Works
from trueup.core.measure.questions import EXPRESSIONS, Guarded
from trueup.core.model.ask.checks import Tally
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.table import ColumnsOf
from trueup.core.model.data_limits import values
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Portfolio
from trueup.core.model.results.checks import CheckResult, DataCheck, DataReadiness
from trueup.core.readiness.impact import with_impacts
from trueup.core.readiness.needs import needs
from trueup.core.readiness.outcomes import needing, readiness, results, with_history
from trueup.core.readiness.own_checks import EMPTY, own_checks, unagreed

FILLED = "fit.filled"
"""Checks of fitness that say which columns are nearly empty: our own one says no more."""
RULE = "DAT011"
"""The rule whose thresholds are those of our own checks."""


def wanted(document: Document, guarded: Mapping[str, Guarded]) -> Wanted:
    """Return what is to be known of the data of a document; nothing is read."""
    initiative = document.initiative
    needed = needs(initiative, {name: _expressions(found) for name, found in guarded.items()})
    limits = values(_held(document.portfolio))
    dating: dict[str, tuple[str, ...]] = {}
    for name, found in guarded.items():
        data = initiative.kpis[name].data or ""
        dating[data] = tuple(dict.fromkeys((*dating.get(data, ()), *found.at.columns)))
    return Wanted(needed, own_checks(initiative, needed, dating, limits), limits)


def ready(
    works: Works, wants: Wanted, measured: Evidence, more: Sequence[More] = ()
) -> tuple[dict[DataId, DataReadiness], dict[str, tuple[Question, ...]]]:
    """Return what came of the checks of every data set, with history and costs, and the questions of each subject."""
    added = _asked(works, wants, more)
    answers, drawn = works.asker.gathered.answers, works.asker.drawn()
    found: dict[DataId, DataReadiness] = {}
    for data, own in wants.checks.items():
        agreed = [check for each in added for check in each.checks.get(data, ())]
        known = {result.check.id.rpartition(".")[0] for each in added for result in each.results.get(data, ())}
        mine = [check for check in unagreed(own, agreed) if check.id != EMPTY or FILLED not in known]
        checks = (*mine, *agreed)
        came = results(checks, answers, wants.needs, wants.limits, works.as_of, drawn)
        told = [needing(result, wants.needs) for each in added for result in each.results.get(data, ())]
        remembered = [_remembered(each, works.history, works.as_of) for each in (*came, *told)]
        found[data] = readiness(data, answers.get(ColumnsOf(data)), remembered, drawn.get(data))
    initiative = works.document.initiative
    kpis, deciding = kpi_impacts(initiative, works.guarded, works.asker, measured, found, works.as_of, works.progress)
    asked: dict[str, tuple[Question, ...]] = {f"data.{data}": asks for data, asks in deciding.items()}
    for data, own in wants.checks.items():
        tallies = tuple(check.ask for check in own if isinstance(check.ask, Tally))
        asked[f"data.{data}"] = (*tallies, *asked.get(f"data.{data}", ()))
    for each in added:
        for subject, asks in each.asked.items():
            asked[subject] = (*asks, *asked.get(subject, ()))
    return with_impacts(initiative, found, kpis, wants.limits), asked


def _asked(works: Works, wants: Wanted, more: Sequence[More]) -> list[Added]:
    """Return what every subject adds, all checks asked: those agreed on before `more` takes the time."""
    added = [each(works, wants) for each in (of_sources, *_contracts(works))]
    _ask(works, wants, (wants.checks, *(each.checks for each in added)))
    further = [each(works, wants) for each in more]
    _ask(works, wants, [each.checks for each in further])
    return [*added, *further]


def _ask(works: Works, wants: Wanted, checks: Iterable[Mapping[DataId, tuple[DataCheck, ...]]]) -> None:
    works.asker.ask([ask for each in checks for ask in _questions(each, wants)], works.progress)


def _contracts(works: Works) -> tuple[More, ...]:
    """Return the subject of contracts where a data set names one; what reads them is not loaded otherwise."""
    if not any(table.contract for table in works.document.initiative.data.values()):
        return ()
    from trueup.app.contracts_held import of_contracts

    return (of_contracts,)


def _questions(checks: Mapping[DataId, tuple[DataCheck, ...]], wants: Wanted) -> list[Question]:
    mine = (each for data, each in checks.items() if data in wants.checks)
    return [check.ask for each in mine for check in each if not isinstance(check.ask, NotRun)]


def _remembered(result: CheckResult, history: CheckHistory, as_of: date) -> CheckResult:
    return with_history(result, history.before(result.check.data, result.check.id, as_of), as_of)


def _expressions(found: Guarded) -> dict[str, Sql]:
    return {field: sql for field in EXPRESSIONS if isinstance(sql := getattr(found, field), Sql)}


def _held(portfolio: Portfolio | None) -> Mapping[str, float] | None:
    return next((each.thresholds for each in rulebook(portfolio).rules if each.code == RULE), None)
