"""KPI016."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trueup.core.model.kpi import Kpi
from trueup.core.rules.lookups import kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import named, plain


@rule("KPI016", "one-name-two-kpis", "warns", "discovery")
def one_name_two_kpis(case: Case) -> Iterator[Flag]:
    """Two KPIs bear the same title.

    Why it matters:
        In the meeting there is only the title: one reports the one figure, another expects the other, and both speak
        of "settlement time". Capitals and marks do not count. A competing definition of one KPI is told apart
        (KPI007).

    Flagged:
        ```yaml
        title: Faster claims
        kpis:
          days: {title: Settlement time, unit: day, direction: decrease, owner: bo}
          calls: {title: settlement-time, unit: call, direction: decrease, owner: bo}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis:
          days: {title: Days until a claim is settled, unit: day, direction: decrease, owner: bo}
          calls: {title: Calls until a claim is settled, unit: call, direction: decrease, owner: bo}
        ```

    How to fix:
        Where they measure the same, keep one of them. Else say in each title what it counts. A KPI that the portfolio
        defines is used by its id, without defining it again.
    """
    groups: dict[str, list[str]] = {}
    for name, kpi in own_definitions(case):
        title = plain(kpi.title or "")
        if title:
            groups.setdefault(title, []).append(name)
    around = _around(case)
    for title, names in groups.items():
        first = case.initiative.kpis[names[0]]
        if len(names) > 1:
            yield Flag(
                f"kpis.{names[1]}",
                f"KPIs {named(names)} bear the same title, `{first.title}`.",
                "Keep one of them, or say in each `title:` what it counts.",
                at=f"kpis.{names[1]}.title",
                owner=kpi_owner(case, names[1]),
                stake=case.money_behind(names[0]) or case.money_behind(names[1]),
            )
        elif title in around and around[title] not in case.initiative.kpis:
            yield Flag(
                f"kpis.{names[0]}",
                f"KPI `{names[0]}` bears the title of the portfolio's KPI `{around[title]}`, `{first.title}`.",
                f"Use `{around[title]}` where the portfolio's is meant; else say in `title:` what this one counts.",
                at=f"kpis.{names[0]}.title",
                owner=kpi_owner(case, names[0]),
                stake=case.money_behind(names[0]),
            )


def _around(case: Case) -> dict[str, str]:
    kpis: Mapping[str, Kpi] = case.document.portfolio.kpis if case.document.portfolio else {}
    return {plain(kpi.title): name for name, kpi in kpis.items() if kpi.title and not kpi.instead_of}
