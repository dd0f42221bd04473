"""OPT003."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import deciding, own_definitions, product_owner
from trueup.core.rules.rule import Case, Flag, rule


@rule("OPT003", "no-option", "warns", "feasibility")
def no_option(case: Case) -> Iterator[Flag]:
    """Work is planned, but no ways to reach the objective were compared.

    Why it matters:
        Where only one way is on the table, nobody chose it. Doing nothing, changing the process, a rule, an automation
        and a model differ in cost by a factor of ten and in benefit often by little.

    Flagged:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1: {title: Routing model, advances: days, estimate: 80}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        options:
          nothing: {kind: do_nothing}
          lookup: {kind: rules}
          router: {kind: ml}
        epics:
          E1: {title: Routing model, advances: days, estimate: 80}
        ```

    How to fix:
        Add `options:`: doing nothing, at least one way without AI, and AI where you believe in it.
    """
    initiative = case.initiative
    kpis = [name for name, _ in own_definitions(case)]
    if initiative.options or not kpis or not (initiative.epics or initiative.operational_goals):
        return
    planned = "Work is planned" if initiative.epics else "A product is described"
    yield Flag(
        "options",
        f"{planned}, but no options are named to move KPI `{deciding(case) or kpis[0]}`.",
        "Add `options:` with doing nothing, at least one way without AI, and AI where you believe in it.",
        owner=product_owner(case),
        stake=case.money_behind(deciding(case) or kpis[0]),
    )
