"""KPI003."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import leading
from trueup.core.model.kpi import Kpi
from trueup.core.rules.lookups import is_guardrail, kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule


@rule("KPI003", "kpi-without-target", "blocks", "discovery")
def kpi_without_target(case: Case) -> Iterator[Flag]:
    """Where a KPI shall stand, or by when, is not said.

    Why it matters:
        "Better" is always reached. Only a level with a date can be missed, and only what can be missed can be planned,
        priced and decided on. A guardrail needs no target while it has a baseline: it must not get worse than that. It
        blocks where the KPI decides, guards or drives; elsewhere it warns, once the KPI is defined at all.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims, target: 10}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days, guardrails: [disputed]}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims, target: {value: 10, by: 2026-12-31}}
          disputed: {unit: "1", direction: at_most, owner: head-of-claims, baseline: 4 %}
        ```

    How to fix:
        Add `target: {value: ..., by: ...}`: the level in the KPI's unit and the date. A guardrail gets a baseline, or
        the level that it must keep as its target.
    """
    reach = leading(case.initiative)
    for name, kpi in own_definitions(case):
        if name not in reach and not kpi.is_defined:
            continue
        guards = is_guardrail(case, name)
        problem = _missing(name, kpi, guards=guards)
        if problem:
            fix = f"Add `target: {{value: ..., by: ...}}` to kpis.{name}."
            if guards:
                fix = f"Add `baseline: {{from: ..., to: ...}}` to kpis.{name}, or the level to keep as its `target:`."
            yield Flag(
                f"kpis.{name}",
                problem,
                fix,
                at=f"kpis.{name}.target",
                owner=kpi_owner(case, name),
                stake=case.money_behind(name),
                severity=None if name in reach else "warns",
            )


def _missing(name: str, kpi: Kpi, *, guards: bool) -> str | None:
    if kpi.target is None:
        if not guards:
            return f"KPI `{name}` has no target."
        return None if kpi.baseline else f"Guardrail KPI `{name}` has neither a baseline nor a target to keep."
    return None if kpi.target.by or guards else f"The target of KPI `{name}` has no date."
