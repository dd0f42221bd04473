"""SGN005."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.gates.signatures.case import SignatureCase, flag_of
from trueup.core.gates.signed import SideStanding
from trueup.core.gates.signers import TITLES
from trueup.core.rules.rule import Flag, later_rule


@later_rule("SGN005", "signature-not-counted", "warns", "discovery", ground="ledger")
def signature_not_counted(case: SignatureCase) -> Iterator[Flag]:
    """Somebody signed, and the signature does not count.

    Why it matters:
        Whoever sees it believes that the text is agreed; the gate does not. A signature counts when the person
        is there, holds the role, and did not record it for themselves; when its seal holds and is made with
        the key that is registered for them, where one is; and when it is proven as the portfolio asks. The
        finding says which of these is missing. A no counts by the same rules. Neither takes the place of an
        answer to the same text that is proven better.

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
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business, left: 2026-01-10}, cfo: {side: business}, lead: {side: technology}}
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
        people: {coo: {side: business}, cfo: {side: business}, lead: {side: technology}}
        ```

    How to fix:
        Have the text signed by somebody who may; the finding names them.
    """
    for each in case.sides:
        for signature, why in each.refused:
            what = f"The {signature.noun} of `{signature.who}` {'to' if signature.declines else 'under'}"
            problem = f"{what} the {TITLES[each.kind]} does not count: {why}."
            answered = "answered" if signature.declines else "signed"
            fix = f"Have it {answered} for {each.side} by somebody who may: {_names(each)}."
            yield flag_of(each, signature.who, problem, fix)


def _names(each: SideStanding) -> str:
    return ", ".join(f"`{who}`" for who, _ in each.can) or f"nobody is listed who may ({each.asked.words})"
