"""MON007."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.chain import present
from trueup.core.model.streams import streams
from trueup.core.rules.lookups import kpi_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import worth

_MEANS: Final = frozenset({"technology", "data"})
"""Sides that build the means, and whose budget a benefit of the business never reaches."""


@rule("MON007", "benefit-without-owner", "warns", "discovery")
def benefit_without_owner(case: Case) -> Iterator[Flag]:
    """Nobody of the business who is there answers for a promised benefit.

    Why it matters:
        A benefit becomes real when somebody takes it out of a budget: fewer overtime hours, one licence less. Only the
        business can do that. A benefit without such a person stays on the slide. The KPI's owner counts where no
        `benefit_owner:` is named; a KPI without any owner is told apart (KPI001).

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        kpis:
          days: {unit: day, direction: decrease, owner: ana, worth: (baseline - level) * day_cost}
        assumptions:
          day_cost: {range: 9000, unit: EUR/day/year, by: bo, because: Controlling report 2025}
        people:
          ana: {role: data-science-lead, side: technology}
          bo: {role: head-of-claims, side: business}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        kpis:
          days: {unit: day, direction: decrease, owner: ana, benefit_owner: bo, worth: (baseline - level) * day_cost}
        assumptions:
          day_cost: {range: 9000, unit: EUR/day/year, by: bo, because: Controlling report 2025}
        people:
          ana: {role: data-science-lead, side: technology}
          bo: {role: head-of-claims, side: business}
        ```

    How to fix:
        Add `benefit_owner:` to the KPI with the person of the business whose budget will show the benefit; ask them
        whether they would cut that budget by it.
    """
    people = case.initiative.people
    for name in streams(case.initiative)[0] if people else ():
        kpi = case.initiative.kpis[name]
        who = kpi.benefit_owner or kpi.owner
        if who is None or (kpi.benefit_owner is None and not present(who, people, case.as_of)):
            continue
        if not present(who, people, case.as_of):
            problem = f"is answered for by `{who}`, who is not among the people who are there"
        elif people[who].side in _MEANS:
            problem = f"is answered for by `{who}`, who is on the {people[who].side} side"
        else:
            continue
        stake = case.benefit_behind(name)
        money = f", {worth(stake)}," if stake else ""
        yield Flag(
            f"kpis.{name}",
            f"The benefit of KPI `{name}`{money} {problem}.",
            f"Add `benefit_owner:` to kpis.{name}: somebody of the business whose budget will show it.",
            at=f"kpis.{name}.benefit_owner",
            owner=kpi_owner(case, name),
            stake=stake,
        )
