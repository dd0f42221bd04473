"""PEO002."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import present
from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, joined, named


@rule("PEO002", "raci-without-one-accountable", "warns", "planning")
def raci_without_one_accountable(case: Case) -> Iterator[Flag]:
    """A row of the RACI has nobody who is accountable, or several.

    Why it matters:
        Many may work on a thing, one has to answer for it. With two, each waits for the other; with none, nobody
        decides. Somebody who has left answers for nothing. All rows are told at once.

    Flagged:
        ```yaml
        title: Faster claims
        raci:
          E1: {responsible: ana, accountable: [bo, coo]}
          E2: {responsible: ana, informed: coo}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        raci:
          E1: {responsible: ana, accountable: bo, consulted: coo}
          E2: {responsible: ana, accountable: bo, informed: coo}
        ```

    How to fix:
        Leave exactly one name under `accountable:` of each row; the others are `consulted:` or `informed:`.
    """
    people = case.initiative.people
    none: list[str] = []
    several: list[str] = []
    for row, answering in case.initiative.raci.items():
        there = [name for name in answering.accountable if present(name, people, case.as_of)]
        if len(there) != 1:
            (several if there else none).append(row)
    wrong = [*none, *several]
    if not wrong:
        return
    parts = [f"nobody who is there for {named(none, 8)}"] if none else []
    parts += [f"several for {named(several, 8)}"] if several else []
    yield Flag(
        "raci",
        f"{len(wrong)} of {count(len(case.initiative.raci), 'row')} of the RACI {'has' if len(wrong) == 1 else 'have'} "
        f"not exactly one accountable: {joined(parts)}.",
        "Leave exactly one name under `accountable:` of each row; the others are consulted or informed.",
        at=f"raci.{wrong[0]}",
        owner=product_owner(case),
    )
