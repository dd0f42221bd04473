"""SGN008."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trueup.core.gates.agreements import KINDS_OF
from trueup.core.gates.signatures.case import SignatureCase, flag_of
from trueup.core.gates.signed import SideStanding
from trueup.core.gates.signers import TITLES
from trueup.core.model.initiative import Initiative
from trueup.core.model.ledger import AgreementKind
from trueup.core.rules.rule import Flag, later_rule


@later_rule("SGN008", "author-is-sole-signer", "warns", "discovery", ground="ledger")
def author_is_sole_signer(case: SignatureCase) -> Iterator[Flag]:
    """Whoever answers for a text is the only one who signed it.

    Why it matters:
        Who wrote a text has an interest in it; that they sign it shows nothing new. The author is who owns what
        is signed: the objective, an operational goal, and for all that follows the objective again. It is told
        once all who are asked have signed: until then others may follow. A goal counts as seen by whoever
        signed the consensus, which is built on it.

    Flagged:
        ```yaml portfolio.yaml
        signing: {objective: {technology: nobody}}
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
        signing: {objective: {business: [coo, cfo], technology: nobody}}
        ```
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business}, cfo: {side: business}, lead: {side: technology}}
        ```
        ```sh
        trueup sign --phase discovery --as coo --as-of 2026-01-05
        trueup sign --phase discovery --as cfo --as-of 2026-01-06
        ```

    How to fix:
        Have somebody sign who does not answer for the text; `signing:` of the portfolio says who is asked.
    """
    initiative = case.document.initiative
    for kinds in KINDS_OF.values():
        for number, kind in enumerate(kinds):
            mine = [each for each in case.sides if each.kind == kind]
            built_on_it = [each for each in case.sides if each.kind in kinds[number:]]
            alone = _alone(kind, built_on_it, initiative) if mine else ()
            if alone:
                names = " and ".join(f"`{who}`" for who in alone)
                problem = f"The {TITLES[kind]} is signed by {names} alone, who {_answers(alone, kind)}."
                fix = "Have somebody sign who does not: say under `signing:` of the portfolio who is asked."
                yield flag_of(mine[0], alone[0], problem, fix, alone[0])


def _alone(kind: AgreementKind, sides: Sequence[SideStanding], initiative: Initiative) -> tuple[str, ...]:
    """Return the signers of an agreement where all are its authors and nobody else is asked any more."""
    if not all(each.holds for each in sides):
        return ()
    signers = tuple(dict.fromkeys(signature.who for each in sides for signature in each.signed))
    return signers if signers and set(signers) <= _authors(kind, initiative) else ()


def _authors(kind: AgreementKind, initiative: Initiative) -> set[str]:
    goals = [goal.owner for goal in initiative.operational_goals.values()]
    owners = goals if kind == "goal" else [initiative.objective.owner] if initiative.objective else []
    return {owner for owner in owners if owner}


def _answers(signers: Sequence[str], kind: AgreementKind) -> str:
    many = len(signers) > 1
    return f"{'answer' if many else 'answers'} for {'it' if kind in ('objective', 'goal') else 'the objective'}"
