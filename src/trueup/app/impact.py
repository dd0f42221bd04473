"""Ask each KPI again without the rows that fail a check: between which levels it must lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from trueup.app.define import guard_expression
from trueup.app.gather import Asker, Progress
from trueup.core.base.record import dataclass
from trueup.core.measure.questions import Guarded, sum_question
from trueup.core.measure.reading import countable, probability, window_of
from trueup.core.measure.windows import Settled, months, within
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.kpi import Day, KpiDays, KpiQuantile, KpiSum, QuantileWindows
from trueup.core.model.ask.table import Columns, ColumnsOf
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.checks import CheckResult, DataReadiness, KpiImpact
from trueup.core.readiness.bounds import Bounds, Units, bounds, counted_bounds, sound_units_of
from trueup.core.readiness.impact import kpi_impact
from trueup.core.readiness.sound_rows import sound_units

MOST_ASKED = 60
"""Pairs of a failing check and a KPI that are asked again; more only count their rows."""

NO_LEVEL = "the KPI was not measured"
NO_DATA = "its bounds are not known here: {why}"
NO_BOUNDS = "a {how} has no bounds without limits on its values"


@dataclass(frozen=True, slots=True)
class _Plan:
    """One failing check and one KPI that stands on it, with the questions without the faulty units (None: counted)."""

    result: CheckResult
    name: str
    kpi: Kpi
    plain: KpiSum
    base: Settled | None
    sound: KpiSum | None
    ladder: KpiQuantile | None


def kpi_impacts(
    initiative: Initiative,
    guarded: Mapping[str, Guarded],
    asker: Asker,
    measured: Evidence,
    found: Mapping[DataId, DataReadiness],
    as_of: date,
    progress: Progress,
) -> tuple[dict[tuple[str, str], tuple[KpiImpact, ...]], dict[DataId, tuple[Question, ...]]]:
    """Return by data set and check what each failing check could mean for the KPIs that stand on it.

    With it go the questions that decide whether a fault holds something up, by data set: who does not have the data
    has to come to the same answer, so these are kept as evidence.
    """
    plans = list(_plans(initiative, guarded, asker, found, as_of))
    asker.ask([ask for plan in plans for ask in (plan.sound, plan.ladder) if ask is not None], progress)
    made: dict[tuple[str, str], tuple[KpiImpact, ...]] = {}
    for plan in plans:
        key = (str(plan.result.check.data), plan.result.check.id)
        made[key] = (*made.get(key, ()), _impact(plan, initiative, measured, asker))
    deciding: dict[DataId, tuple[Question, ...]] = {}
    for plan in plans:
        if plan.result.blocks and any(need.blocks and need.by == f"kpis.{plan.name}" for need in plan.result.needs):
            data = plan.result.check.data
            asks = (ask for ask in (plan.sound, plan.ladder) if ask is not None)
            deciding[data] = tuple(dict.fromkeys((*deciding.get(data, ()), *asks)))
    return made, deciding


def _plans(
    initiative: Initiative,
    guarded: Mapping[str, Guarded],
    asker: Asker,
    found: Mapping[DataId, DataReadiness],
    as_of: date,
) -> Iterator[_Plan]:
    asked = 0
    for data, each in found.items():
        facts = asker.gathered.answers.get(ColumnsOf(data))
        for result in each.checks:
            names = dict.fromkeys(n.by.partition(".")[2] for n in result.needs if n.filled and n.by.startswith("kpis."))
            for name in names if result.outcome == "fail" and result.failing else ():
                if name not in guarded:
                    continue
                columns = facts if isinstance(facts, Columns) and asked < MOST_ASKED else None
                plan = _plan(result, name, initiative.kpis[name], guarded[name], asker, columns, as_of)
                asked += plan.sound is not None
                yield plan


def _plan(
    result: CheckResult, name: str, kpi: Kpi, guarded: Guarded, asker: Asker, facts: Columns | None, as_of: date
) -> _Plan:
    plain = sum_question(kpi, guarded)
    answer = asker.gathered.answers.get(plain)
    base = countable(name, kpi, answer, as_of) if isinstance(answer, KpiDays) else None
    if not isinstance(base, Settled):
        return _Plan(result, name, kpi, plain, None, None, None)
    where = _sound(result, kpi, guarded.where, facts, asker) if kpi.data == result.check.data else None
    how = kpi.across.how if kpi.across else "mean"
    ladder = None
    if how in ("mean", "sum", "median", "quantile"):
        kept = where or guarded.where
        ladder = KpiQuantile(plain.of, plain.value, kept, probability(kpi), (window_of(kpi, base),))
    return _Plan(result, name, kpi, plain, base, replace(plain, where=where) if where else None, ladder)


def _sound(result: CheckResult, kpi: Kpi, where: Sql | None, facts: Columns | None, asker: Asker) -> Sql | None:
    """Return the condition that keeps a KPI's units without any row that fails, None where it cannot be written."""
    text = sound_units(result.check, facts, kpi.per)
    if text is None:
        return None
    whole = f"({where.text}) AND {text}" if where else text
    sql = guard_expression(whole, asker.cache)
    return sql if isinstance(sql, Sql) else None


def _impact(plan: _Plan, initiative: Initiative, measured: Evidence, asker: Asker) -> KpiImpact:
    reading = measured.reading(plan.name)
    if isinstance(reading, NotRun) or isinstance(reading.level, NotRun) or plan.base is None:
        return kpi_impact(initiative, measured, plan.name, None, None, NO_LEVEL)
    level = reading.level.value
    answers = (asker.gathered.answers.get(ask) for ask in (plan.sound, plan.ladder) if ask is not None)
    lacking = next((answer for answer in answers if isinstance(answer, NotRun)), None)
    if lacking is not None:
        return kpi_impact(initiative, measured, plan.name, level, None, NO_DATA.format(why=lacking.detail))
    found = _bounds(plan, level, asker)
    how = plan.kpi.across.how if plan.kpi.across else "mean"
    return kpi_impact(initiative, measured, plan.name, level, found, "" if found else NO_BOUNDS.format(how=how))


def _bounds(plan: _Plan, level: float, asker: Asker) -> Bounds | None:
    assert plan.base is not None  # noqa: S101 - asked by the caller
    answers = asker.gathered.answers
    how = plan.kpi.across.how if plan.kpi.across else "mean"
    window = window_of(plan.kpi, plan.base)
    inside = within(plan.base.days, *window)
    ladder = _ladder(answers.get(plan.ladder) if plan.ladder else None)
    length = float(
        sum(whole for _, _, whole in months(max(window[0], plan.base.first), min(window[1], plan.base.last)))
    )
    sound = answers.get(plan.sound) if plan.sound else None
    if isinstance(sound, KpiDays):
        days: list[Day] = within(sound.days, window[0], min(window[1], plan.base.last))
        n, y, bad = sound_units_of(days, inside, _undated(plan, answers.get(plan.plain)))
        return bounds(how, Units(n, y, bad, max(length, 1.0), ladder), probability(plan.kpi))
    units = Units(
        sum(day.n for day in inside), sum(day.y for day in inside), plan.result.failing or 0, max(length, 1.0), ladder
    )
    return counted_bounds(how, level, units)


def _ladder(answer: object) -> tuple[float, ...]:
    return answer.windows[0].ladder if isinstance(answer, QuantileWindows) and answer.windows else ()


def _undated(plan: _Plan, answer: object) -> int:
    """Return the units that have no day because of the very column that is checked: they might lie in the window."""
    if not isinstance(answer, KpiDays):
        return 0
    dating = {column.lower() for column in plan.plain.of.at.columns}
    return answer.undated if dating & {column.lower() for column in plan.result.check.columns} else 0
