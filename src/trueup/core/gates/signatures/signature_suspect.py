"""SGN002."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.gates.signatures.case import MOST_WORDS, SignatureCase, flag_of
from trueup.core.gates.signers import TITLES
from trueup.core.rules.rule import Flag, later_rule


@later_rule("SGN002", "signature-suspect", "warns", "discovery", ground="ledger")
def signature_suspect(case: SignatureCase) -> Iterator[Flag]:
    """Figures that somebody saw when signing have moved since; the text is still the same.

    Why it matters:
        Who signed 22 % late when 24 % were measured agreed to two points; when 30 % are measured today, the
        words are the same and the agreement is another. Figures are no part of the text, for a hash knows no
        tolerance: they are kept with the signature, and today's is held against them - outside its 95 %
        interval, or off by more than the tolerance of `signing:`.

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: coo, baseline: 14, target: {value: 10, by: 2026-12-31},
                 worth: (baseline - level) * cost}
        assumptions: {cost: {range: 9000..11000, unit: EUR/day/year, by: cfo, because: Interest on what is owed}}
        people: {coo: {side: business}, lead: {side: technology}}
        ```
        ```sh
        trueup sign --phase discovery --as coo --as-of 2026-01-05
        ```
        ```yaml
        title: Faster claims
        currency: EUR
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: coo, baseline: 14, target: {value: 10, by: 2026-12-31},
                 worth: (baseline - level) * cost}
        assumptions: {cost: {range: 90000..110000, unit: EUR/day/year, by: cfo, because: Interest on what is owed}}
        people: {coo: {side: business}, lead: {side: technology}}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: coo, baseline: 14, target: {value: 10, by: 2026-12-31},
                 worth: (baseline - level) * cost}
        assumptions: {cost: {range: 9000..11000, unit: EUR/day/year, by: cfo, because: Interest on what is owed}}
        people: {coo: {side: business}, lead: {side: technology}}
        ```
        ```sh
        trueup sign --phase discovery --as coo --as-of 2026-01-05
        ```
        ```yaml
        title: Faster claims
        currency: EUR
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: coo, baseline: 14, target: {value: 10, by: 2026-12-31},
                 worth: (baseline - level) * cost}
        assumptions: {cost: {range: 9100..11100, unit: EUR/day/year, by: cfo, because: Interest on what is owed}}
        people: {coo: {side: business}, lead: {side: technology}}
        ```

    How to fix:
        Show today's figures to those who signed; they sign again if the agreement still stands.
    """
    for each in case.sides:
        if each.status == "suspect":
            who = ", ".join(f"`{signature.who}`" for signature in each.signed)
            moved = "; ".join(drift.words for drift in each.drifts[:MOST_WORDS])
            problem = f"Figures that {who} saw when signing the {TITLES[each.kind]} have moved: {moved}."
            fix = "Show them today's figures; sign again if the agreement still stands."
            yield flag_of(each, each.side, problem, fix, each.signed[0].who)
