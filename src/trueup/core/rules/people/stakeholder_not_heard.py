"""PEO006."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, named


@rule("PEO006", "stakeholder-not-heard", "notes", "discovery")
def stakeholder_not_heard(case: Case) -> Iterator[Flag]:
    """Somebody with a stake has not been heard yet.

    Why it matters:
        Whoever was not asked objects later, when it is dear to change anything. What a stakeholder wants is worth
        little while others wrote it for them. All of them are told at once.

    Flagged:
        ```yaml
        title: Faster claims
        stakeholders:
          claims: {side: business, wants: Fewer days a claim, heard: 2025-11-03}
          works-council: {side: operations, wants: No counting of single people}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        stakeholders:
          claims: {side: business, wants: Fewer days a claim, heard: 2025-11-03}
          works-council: {side: operations, wants: No counting of single people, heard: 2025-11-05}
        ```

    How to fix:
        Ask them alone, before they hear what others said; write down what they want, and the day as `heard:`.
    """
    everybody = case.initiative.stakeholders
    waiting = [name for name, each in everybody.items() if each.heard is None or each.heard > case.as_of]
    if waiting:
        verb = "has" if len(waiting) == 1 else "have"
        yield Flag(
            "stakeholders",
            f"{len(waiting)} of {count(len(everybody), 'stakeholder')} {verb} not been heard: {named(waiting, 8)}.",
            "Ask them alone what they want, and write the day as `heard:`.",
            at=f"stakeholders.{waiting[0]}",
            owner=objective_owner(case),
        )
