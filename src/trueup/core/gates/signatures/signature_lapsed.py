"""SGN001."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.gates.signatures.case import SignatureCase, flag_of, told
from trueup.core.gates.signed import how_to_mend
from trueup.core.gates.signers import TITLES
from trueup.core.rules.rule import Flag, later_rule


@later_rule("SGN001", "signature-lapsed", "warns", "discovery", ground="ledger")
def signature_lapsed(case: SignatureCase) -> Iterator[Flag]:
    """Somebody signed a text that is not what the document says now, or on verdicts that are others today.

    Why it matters:
        An agreement is about exact words. When these change afterwards, nobody has agreed to the new ones, and
        the tick in the form would stay. The finding names the words that changed, who had signed them and when;
        what was signed on top of them has to be signed again too. It belongs to the phase at whose gate the
        text is signed. The consensus, and what is built on it, was signed on verdicts as well: which options go
        on and which their data holds. Where one of these is another today, the signature lapses, though the
        text is the same; what is not known today, for no data was read, lapses nothing.

    Flagged:
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
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 12, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business}, lead: {side: technology}}
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
        trueup sign --phase discovery --as coo --as-of 2026-01-05
        ```
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business}, lead: {side: technology}}
        # Agreed in the workshop of 5 January; a comment is no change.
        ```

    How to fix:
        Take the change back, or have the text signed again by whoever signed it: `trueup sign`.
    """
    for each in case.sides:
        for lapse in each.lapsed:
            signature = lapse.signature
            signed = f"`{signature.who}` signed as {signature.role} on {signature.at.date()}"
            differs = "rests on other verdicts now" if lapse.same_text else "is not what the document says now"
            problem = f"The {TITLES[each.kind]} that {signed} {differs}: {told(lapse)}."
            yield flag_of(each, signature.who, problem, how_to_mend((lapse,), f"`{signature.who}`"), signature.who)
