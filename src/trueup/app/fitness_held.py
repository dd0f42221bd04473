"""Whether the data is fit to learn from: asked by `trueup data`, recalled by everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trueup.adapters.sources import data_state
from trueup.app.define import guard_expression
from trueup.app.fitness_seen import unlooked
from trueup.app.works import Added, Wanted, Works
from trueup.core.measure.questions import EXPRESSIONS
from trueup.core.model.ask.engine import AnswerValue, Question
from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.table import Column, Columns, ColumnsOf
from trueup.core.model.results.checks import CheckResult
from trueup.core.readiness.fit_questions import fit_questions
from trueup.core.readiness.fit_results import fit_results
from trueup.core.readiness.fit_subject import Fit, fit_of, probe_expressions
from trueup.core.readiness.sampling import ALL_ROWS

_SAMPLED: Final = NotRun("sampled", "it needs all rows, not a sample of them", ALL_ROWS)


def of_fitness(works: Works, wants: Wanted, *, label_errors: bool = False) -> Added:
    """Return what every data set is good for when something shall be learned from it; this asks the data."""
    fits = _fits(works, wants)
    asks = {data: fit_questions(fit, label_errors=label_errors) for data, fit in fits.items()}
    works.asker.ask([ask for each in asks.values() for ask in each], works.progress)
    answers = works.asker.gathered.answers
    drawn: dict[Question, AnswerValue | NotRun] = {ColumnsOf(data): _SAMPLED for data in works.asker.drawn()}
    results = {data: fit_results(fit, {**answers, **drawn}, works.as_of) for data, fit in fits.items()}
    return Added(results=results, asked=_kept(asks))


def of_seen_fitness(works: Works, wants: Wanted) -> Added:
    """Return what was seen of the fitness of exactly this data and is kept in evidence/; it asks the data nothing.

    Only data sets that an AI option uses are told about where nothing was seen.
    """
    results: dict[DataId, tuple[CheckResult, ...]] = {}
    asked: dict[str, tuple[Question, ...]] = {}
    for data, fit in _fits(works, wants).items():
        seen = _seen(works, fit_questions(fit))
        if seen is not None:
            results[data] = fit_results(fit, {**works.asker.gathered.answers, **seen}, works.as_of)
        elif any(user.kind in ("ml", "llm") for user in fit.users):
            results[data] = (unlooked(works, data),)
    return Added(results=results, asked=asked)


def _kept(asks: Mapping[DataId, tuple[Question, ...]]) -> dict[str, tuple[Question, ...]]:
    """Return what is kept of each data set: all but the facts of its columns, which are kept with its other checks."""
    return {f"fit.{data}": tuple(ask for ask in each if not isinstance(ask, ColumnsOf)) for data, each in asks.items()}


def _fits(works: Works, wants: Wanted) -> dict[DataId, Fit]:
    initiative = works.document.initiative
    expressions = _expressions(works)
    found: dict[DataId, Fit] = {}
    for data in wants.checks:
        facts = works.asker.gathered.answers.get(ColumnsOf(data))
        if isinstance(facts, Columns):
            columns = [Column(column.name, column.type) for column in facts.columns]
            found[data] = fit_of(initiative, data, columns, expressions)
    return found


def _expressions(works: Works) -> Mapping[str, Mapping[str, Sql]]:
    """Return the guarded expressions of KPIs by id and of probes by `options.ID`."""
    found: dict[str, dict[str, Sql]] = {
        name: {field: sql for field in EXPRESSIONS if isinstance(sql := getattr(guarded, field), Sql)}
        for name, guarded in works.guarded.items()
    }
    for name, texts in probe_expressions(works.document.initiative).items():
        guarded = {field: guard_expression(text, works.asker.cache) for field, text in texts.items()}
        found[name] = {field: sql for field, sql in guarded.items() if isinstance(sql, Sql)}
    return found


def _seen(works: Works, asks: tuple[Question, ...]) -> dict[Question, AnswerValue] | None:
    """Return the answers that were kept about exactly this data, None where one is lacking."""
    asker = works.asker
    found: dict[Question, AnswerValue] = {}
    for ask in asks:
        here = asker.gathered.answers.get(ask)
        if here is not None and not isinstance(here, NotRun):
            continue
        seen = asker.evidence.seen(ask)
        state = data_state(ask, asker.sources, asker.memo)
        absent = isinstance(state, NotRun) and state.reason == "no_data"
        if seen is None or not (absent or seen[0] == state):
            return None
        found[ask] = seen[1]
    return found
