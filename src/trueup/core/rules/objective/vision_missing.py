"""OBJ013."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.initiative import OperationalGoal
from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, rule


@rule("OBJ013", "vision-missing", "warns", "blueprinting")
def vision_missing(case: Case) -> Iterator[Flag]:
    """Nothing says what the product will be like, for everyone or for those who build it.

    Why it matters:
        Epics are cut from a picture of the product. Where it was never written down, business and technology each cut
        from their own, and notice it when the pilot is shown. Where one of the two descriptions is there, the other
        is a note.

    Flagged:
        ```yaml
        title: Faster claims
        operational_goals:
          route: {statement: Propose the right handler when a claim arrives, owner: tech-lead}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        operational_goals:
          route:
            statement: Propose the right handler when a claim arrives
            owner: tech-lead
            vision:
              high: Each new claim is on the right desk before the team starts in the morning
              low: A nightly list from claim type, sum and free hands, shown in the claims tool with the reason
        ```

    How to fix:
        Add `vision:` to the operational goal: `high:` one sentence for everyone, `low:` some sentences for those who
        build it - who sees what, where, when, made of which data.
    """
    for name, goal in case.initiative.operational_goals.items():
        lacking = _lacking(goal)
        if not lacking:
            continue
        both = len(lacking) > 1
        problem = "has no product vision" if both else f"has no {lacking[0][0]} in its product vision"
        yield Flag(
            f"operational_goals.{name}",
            f"The operational goal `{name}` {problem}.",
            f"Add {' and '.join(f'`{field}:` ({what})' for what, field in lacking)} to "
            f"operational_goals.{name}.vision.",
            at=f"operational_goals.{name}.vision",
            owner=goal.owner or product_owner(case),
            severity=None if both else "notes",
        )


def _lacking(goal: OperationalGoal) -> list[tuple[str, str]]:
    vision = goal.vision
    parts = [
        ("sentence for everyone", "high", vision.high if vision else None),
        ("description for those who build it", "low", vision.low if vision else None),
    ]
    return [(what, field) for what, field, text in parts if not (text and text.strip())]
