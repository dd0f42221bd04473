"""SGN003."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.gates.agreements import KINDS
from trueup.core.gates.signatures.case import SignatureCase, flag_of
from trueup.core.gates.signers import TITLES
from trueup.core.rules.rule import Flag, later_rule


@later_rule("SGN003", "signed-for-both-sides", "warns", "discovery", ground="ledger")
def signed_for_both_sides(case: SignatureCase) -> Iterator[Flag]:
    """One person signed for business and for technology.

    Why it matters:
        An agreement between two sides needs two people: one who says what it is for, and one who says that it
        can be done. An agreement with oneself is none, whatever roles somebody holds.

    Flagged:
        ```yaml portfolio.yaml
        signing: {objective: {business: coo, technology: coo}}
        ```
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business}, lead: {side: technology}}
        ```
        ```sh
        trueup sign --phase discovery --as coo --as-of 2026-01-05
        ```

    Accepted:
        ```yaml portfolio.yaml
        signing: {objective: {business: coo, technology: lead}}
        ```
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business}, lead: {side: technology}}
        ```
        ```sh
        trueup sign --phase discovery --as coo --as-of 2026-01-05
        trueup sign --phase discovery --as lead --as-of 2026-01-06
        ```

    How to fix:
        Have one of the two sides signed by somebody else.
    """
    found = case.standing
    for kind in KINDS if found else ():
        business, technology = (found.of(kind, "business"), found.of(kind, "technology")) if found else (None, None)
        if business is None or technology is None:
            continue
        both = {s.who for s in business.signed} & {s.who for s in technology.signed}
        for who in sorted(both):
            problem = f"`{who}` signed the {TITLES[kind]} for business and for technology."
            fix = "Have one of the two sides sign by somebody else: an agreement with oneself is none."
            yield flag_of(business, who, problem, fix, who)
