"""SGN007."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.gates.declined import because_of, how_to_settle, who_talks
from trueup.core.gates.signatures.case import SignatureCase, flag_of
from trueup.core.gates.signers import TITLES
from trueup.core.rules.rule import Flag, later_rule


@later_rule("SGN007", "agreement-declined", "warns", "discovery", ground="ledger")
def agreement_declined(case: SignatureCase) -> Iterator[Flag]:
    """Somebody who is asked to sign said no to the text as it stands.

    Why it matters:
        A no is an answer: it says what is wrong while it can still be changed. Where it is kept as "not signed
        yet", everybody goes on asking for a signature that will not come. The finding says who declined, when
        and why, and who has to talk with them. It is told also where enough others signed, and ends once the
        text changes or the person signs it.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business}, lead: {side: technology}}
        ```
        ```sh
        trueup sign --phase discovery --as coo --decline --because "Ten days is out of reach" --as-of 2026-01-05
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business}, lead: {side: technology}}
        ```
        ```sh
        trueup sign --phase discovery --as coo --decline --because "Ten days is out of reach" --as-of 2026-01-05
        ```
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in twelve days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 12, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business}, lead: {side: technology}}
        ```

    How to fix:
        Bring the two together over what was declined; change the text and have it signed, or have it signed as
        it stands. Where it goes on without them, decide that at the gate, with the reason.
    """
    told: set[tuple[str, str]] = set()
    for each in case.sides:
        sides = [side for side in case.sides if side.kind == each.kind]
        for no in each.declined:
            if (each.kind, no.who) in told:
                continue
            told.add((each.kind, no.who))
            who = f"`{no.who}` declined the {TITLES[each.kind]} as {no.role} on {no.at.date()}"
            fix = how_to_settle(case.document, sides, no)
            yield flag_of(each, no.who, f"{who}: {because_of(no)}.", fix, who_talks(case.document, sides, no))
