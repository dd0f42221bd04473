"""SGN009."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.gates.agreements import KINDS
from trueup.core.gates.signatures.case import SignatureCase
from trueup.core.gates.signers import TITLES, least_proof
from trueup.core.model.ledger import AgreementKind
from trueup.core.rules.rule import Flag, later_rule


@later_rule("SGN009", "signatures-without-proof", "notes", "discovery", ground="ledger")
def signatures_without_proof(case: SignatureCase) -> Iterator[Flag]:
    """Signatures count that nothing proves, and the portfolio does not say that a name is enough.

    Why it matters:
        Anybody at the keyboard can enter `--as coo`. The signature says *claimed, no proof* wherever it is
        printed, and counts all the same unless `signing:` asks for more. Whether a name is enough is for the
        portfolio to say, not for a default.

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

    Accepted:
        ```yaml portfolio.yaml
        signing: {proof: claimed}
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

    How to fix:
        Write `signing: {proof: recorded}` (or `own`) in portfolio.yaml and have the signatures entered from the
        mails that prove them; or write `proof: claimed`, so that everybody knows that a name is enough.
    """
    silent = [kind for kind in KINDS if least_proof(kind, case.document) is None]
    found = {s.entry.id: s for each in case.sides if each.kind in silent for s in each.signed}
    bare = [each for each in found.values() if not each.strength]
    if not bare:
        return
    by_kind = {kind: _names(case, kind) for kind in silent}
    named = "; ".join(f"{TITLES[kind]}: {who}" for kind, who in by_kind.items() if who)
    verb = "is" if len(bare) == 1 else "are"
    problem = f"{len(bare)} of the {len(found)} signatures that count {verb} without proof ({named})."
    fix = (
        "Say in `portfolio.yaml` what has to prove a signature: `signing: {proof: recorded}`, or `own`; "
        "`proof: claimed` says that a name is enough."
    )
    yield Flag("signatures.proof", problem, fix, at="objective")


def _names(case: SignatureCase, kind: AgreementKind) -> str:
    bare = [s.who for each in case.sides if each.kind == kind for s in each.signed if not s.strength]
    return ", ".join(f"`{who}`" for who in dict.fromkeys(bare))
