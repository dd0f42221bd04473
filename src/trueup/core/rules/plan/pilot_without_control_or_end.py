"""PLN002."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.pilot import Pilot
from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import joined


@rule("PLN002", "pilot-without-control-or-end", "warns", "planning")
def pilot_without_control_or_end(case: Case) -> Iterator[Flag]:
    """A pilot does not say whom it is compared with, when it ends, or what would count as success.

    Why it matters:
        Without a control, the season and everything else that happened is taken for the effect. Without an end it goes
        on until somebody is satisfied. Without a measure of success agreed before, every result is one. An `arm:` of a
        KPI that judges the pilot is a control as well.

    Flagged:
        ```yaml
        title: Faster claims
        pilot:
          statement: Proposals for household claims
          owner: bo
          starts: 2026-03-02
          production: The rules move into the claims system
          production_owner: bo
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
          success: A day less a claim, disputes no more frequent
          production: The rules move into the claims system
          production_owner: bo
        ```

    How to fix:
        Add to the pilot what the message names: `control:`, `starts:`, `ends:`, `success:`.
    """
    pilot = case.initiative.pilot
    if pilot is None:
        return
    lacking = list(_lacking(case, pilot))
    if lacking:
        keys = joined([f"`{key}:`" for key, _ in lacking])
        yield Flag(
            "pilot",
            f"The pilot does not say {joined([words for _, words in lacking])}.",
            f"Add {keys} before it begins.",
            owner=pilot.owner or product_owner(case),
        )


def _lacking(case: Case, pilot: Pilot) -> Iterator[tuple[str, str]]:
    kpis = case.initiative.kpis
    if not pilot.control and not any(kpis[name].arm for name in pilot.kpis if name in kpis):
        yield "control", "whom it is compared with"
    if pilot.starts is None:
        yield "starts", "when it begins"
    if pilot.ends is None:
        yield "ends", "when it ends"
    if not pilot.success:
        yield "success", "what would count as success"
