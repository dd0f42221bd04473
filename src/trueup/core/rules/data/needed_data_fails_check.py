"""DAT011."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trueup.core.base.nearest import nearest
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.data_limits import LIMITS
from trueup.core.rules.lookups import data_owner
from trueup.core.rules.readiness_of import (
    is_fitness,
    is_needed,
    lacks_column,
    ready_sets,
    stake_of,
    told_as_not_measurable,
    told_elsewhere,
)
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import amount, joined, level, several, worth

if TYPE_CHECKING:
    from trueup.core.model.results.checks import CheckResult, Impact, KpiImpact


@rule(
    "DAT011",
    "needed-data-fails-check",
    "warns",
    "feasibility",
    needs=("tables",),
    thresholds={name: limit.value for name, limit in LIMITS.items()},
)
def needed_data_fails_check(case: Case) -> Iterator[Flag]:
    """Data that a KPI or an option stands on fails a check.

    Why it matters:
        A figure is as good as the columns it is made of. What is missing or wrong there may lie anywhere, so the KPI
        lies between two bounds; where these reach as far as the target, nobody can tell whether it was met. It blocks
        where the deciding KPI, a guardrail, the probe or the chosen option stands on it and the fault is an error: as
        a contract says, or beyond the limits of trueup. It does not block where no answer hangs on it: the KPI's bounds
        lie nearer than its target, or fewer rows of what an option uses are wrong than the limit `held_percent`.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, data: claims, value: days_open, across: mean, at: received,
                 target: {value: 10, by: 2026-12-31}}
        data:
          claims: {source: claims.csv, owner: head-of-claims}
        ```
        ```csv claims.csv
        claim_id,received,days_open
        1,2025-03-01,10
        2,2025-03-02,
        3,2025-03-03,14
        4,2025-03-04,13
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, data: claims, value: days_open, across: mean, at: received,
                 target: {value: 10, by: 2026-12-31}}
        data:
          claims: {source: claims.csv, owner: head-of-claims}
        ```
        ```csv claims.csv
        claim_id,received,days_open
        1,2025-03-01,10
        2,2025-03-02,12
        3,2025-03-03,14
        4,2025-03-04,13
        ```

    How to fix:
        `trueup data` shows some of the rows that fail. Have them mended where they are made, agree with the data owner
        in a contract how many may be wrong, or define the KPI so that it says what a missing value means.
    """
    for name, found in ready_sets(case):
        impacts = {impact.check: impact for impact in found.impacts}
        for result in found.checks:
            if result.outcome != "fail" or result.check.severity == "info" or is_fitness(result):
                continue
            if told_as_not_measurable(case, result):
                continue
            if is_needed(result) and (result.blocks or not told_elsewhere(case, name, result)):
                yield _flag(case, name, result, impacts.get(result.check.id))


def _flag(case: Case, name: str, result: CheckResult, impact: Impact | None) -> Flag:
    check = result.check
    where = f" ({check.where})" if check.where else ""
    users = _users(result)
    return Flag(
        f"data.{name}.checks.{check.id}",
        f"Data set `{name}` fails the check that {check.what}{where}: {result.observed}; expected {result.expected}."
        f"{users}{_bounds(case, impact)}",
        _remedy(case, name, result),
        at=f"data.{name}",
        owner=check.owner or data_owner(case, name),
        stake=stake_of(case, name, impact),
        severity="blocks" if result.blocks else "warns",
    )


def _remedy(case: Case, name: str, result: CheckResult) -> str:
    """Return what to do: no row shows a column that is not there, which is probably called otherwise."""
    facts = case.evidence.table(name)
    if not lacks_column(result) or isinstance(facts, NotRun):
        return f"See the rows with `trueup data . {name}`, and have them mended or agree on what may be wrong."
    hint = nearest(result.check.columns[0], [column.name for column in facts.columns])
    where = joined([f"`{by}`" for by in dict.fromkeys(need.by for need in result.needs)])
    return (
        f"Name a column of data set `{name}` in {where}{f', such as `{hint}`' if hint else ''}, or have it delivered."
    )


def _users(result: CheckResult) -> str:
    kpis = list(dict.fromkeys(n.by.split(".")[1] for n in result.needs if n.by.startswith("kpis.")))
    options = list(dict.fromkeys(n.by.split(".")[1] for n in result.needs if n.by.startswith("options.") and n.column))
    who = [several("KPI", kpis)] * bool(kpis) + [several("option", options)] * bool(options)
    count = len(kpis) + len(options)
    if not who:
        return ""
    said = f"{' and '.join(who)} {'stands' if count == 1 else 'stand'} on it."
    return f" {said[0].upper()}{said[1:]}"


def _bounds(case: Case, impact: Impact | None) -> str:
    """Return between which levels the most important KPI lies, and what that leaves of its promise."""
    bounded = [each for each in impact.kpis if each.low is not None and each.high is not None] if impact else []
    first = case.initiative.objective.kpi if case.initiative.objective else None
    best: KpiImpact | None = min(bounded, key=lambda each: each.kpi != first, default=None)
    if best is None or best.low is None or best.high is None:
        return ""
    unit = case.initiative.kpis[best.kpi].unit
    said = f" KPI `{best.kpi}` lies between {level(best.low, unit)} and {level(best.high, unit)}"
    promised = case.benefit_behind(best.kpi)
    if promised is None or not best.worth or best.worth_low is None or best.worth_high is None:
        return f"{said}."
    # Of a KPI that several initiatives claim, the promise is a part.
    ends = (amount(end * promised.value / best.worth, promised.unit) for end in (best.worth_low, best.worth_high))
    return f"{said}, so its promise of {worth(promised)} might be {' to '.join(ends)}."
