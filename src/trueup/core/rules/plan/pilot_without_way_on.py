"""PLN001."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import present
from trueup.core.rules.lookups import deciding, objective_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import joined, worth


@rule("PLN001", "pilot-without-way-on", "warns", "planning")
def pilot_without_way_on(case: Case) -> Iterator[Flag]:
    """A pilot has no path to production, or nobody who owns the product after it.

    Why it matters:
        This is how most initiatives end: the pilot succeeds, the team goes on to the next one, and what was built is
        switched off. A benefit needs somebody who runs the product, and money and a way to get it there, agreed before
        the pilot begins.

    Flagged:
        ```yaml
        title: Faster claims
        pilot:
          statement: Proposals for household claims
          owner: bo
          control: Claims with an even number go on as today
          starts: 2026-03-02
          ends: 2026-05-29
          success: A day less a claim
        ```

    Accepted:
        ```yaml
        title: Faster claims
        pilot:
          statement: Proposals for household claims
          owner: bo
          control: Claims with an even number go on as today
          starts: 2026-03-02
          ends: 2026-05-29
          success: A day less a claim
          production: The rules move into the inbox of the claims system; IT runs them
          production_owner: it-lead
        ```

    How to fix:
        Add `production:` (how it gets into daily work, and who pays) and `production_owner:` (who owns it from then on)
        to the pilot. Where nobody will own it, ask why it is built.
    """
    pilot = case.initiative.pilot
    if pilot is None:
        return
    people = case.initiative.people
    lacking = [] if pilot.production else ["path to production (`production:`)"]
    if not present(pilot.production_owner, people, case.as_of):
        lacking.append("owner afterwards who is there (`production_owner:`)")
    if not lacking:
        return
    kpis = [*pilot.kpis, *([first] if (first := deciding(case)) else [])]
    stake = next((found for name in kpis if (found := case.benefit_behind(name))), None)
    money = f"; {worth(stake)} hangs on it" if stake else ""
    yield Flag(
        "pilot",
        f"The pilot has {joined([f'no {each}' for each in lacking])}{money}.",
        "Say how it gets into daily work and who owns it from then on, before it begins.",
        owner=objective_owner(case) or pilot.owner,
        stake=stake,
    )
