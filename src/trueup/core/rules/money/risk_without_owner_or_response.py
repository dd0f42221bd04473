"""MON008."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.quantity import Basis, Quantity, Unit, point
from trueup.core.model.chain import present
from trueup.core.model.governance import Risk
from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import worth


@rule("MON008", "risk-without-owner-or-response", "warns", "planning")
def risk_without_owner_or_response(case: Case) -> Iterator[Flag]:
    """A risk that would cost money has nobody who watches it, or nothing that is done about it.

    Why it matters:
        A risk that is written down and left alone comforts everybody and helps nobody. To accept it is a response as
        well, when somebody who may says so. A risk without an impact is left out here, and so is one that is over.

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        risks:
          labels: {title: Past claims are labelled too late, probability: 0.3, impact: 20000..60000, owner: bo}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        risks:
          labels:
            title: Past claims are labelled too late
            probability: 0.3
            impact: 20000..60000
            owner: bo
            response: Two handlers label 400 claims in January; else the rule goes live alone
        ```

    How to fix:
        Add `owner:` (who watches it) and `response:` (what is done to avoid it, to lessen it, or that it is accepted)
        to the risk, and `closed:` once it is over.
    """
    for name, risk in case.initiative.risks.items():
        over = risk.closed is not None and risk.closed <= case.as_of
        if risk.impact is None or risk.impact.high <= 0 or risk.probability == 0 or over:
            continue
        lacking = _lacking(case, risk)
        if not lacking:
            continue
        stake = _stake(case, risk)
        what = "at its middle" if risk.probability is None else f"at {100 * risk.probability:.0f} %"
        money = f" ({worth(stake)} {what})" if stake else ""
        yield Flag(
            f"risks.{name}",
            f"Risk `{name}`{money} has {' and '.join(f'no {each}' for each in lacking)}.",
            f"Add {' and '.join(f'`{each}:`' for each in lacking)} to risks.{name}.",
            owner=risk.owner if "owner" not in lacking else product_owner(case),
            stake=stake,
        )


def _lacking(case: Case, risk: Risk) -> list[str]:
    owner = [] if present(risk.owner, case.initiative.people, case.as_of) else ["owner"]
    return owner + ([] if risk.response else ["response"])


def _stake(case: Case, risk: Risk) -> Quantity | None:
    """Return what the risk would cost, times how likely it is where that is said: assumed."""
    currency = case.initiative.currency
    if risk.impact is None or currency is None:
        return None
    likely = 1.0 if risk.probability is None else risk.probability
    return Quantity(point(risk.impact.mid * likely), Unit(currency), Basis.ASSUMED, "risks", case.as_of)
