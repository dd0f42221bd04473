"""CHG004."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.waive import shortcomings
from trueup.core.rules.words import count, joined


@rule("CHG004", "waiver-without-effect", "warns", "discovery")
def waiver_without_effect(case: Case) -> Iterator[Flag]:
    """An exception is written down that does not hold: it lacks a reason, an end, or somebody else who allowed it.

    Why it matters:
        Who wrote it believes that the finding is dealt with; the gate does not. An exception holds when it says why,
        until when, who asked for it, and who allowed it - in another role, or for another side where one of
        the two holds none. All that do not hold are told at once.

    Flagged:
        ```yaml
        title: Faster claims
        kpis: {late: {unit: 1, direction: decrease}}
        ```
        ```yaml waivers.yaml
        waivers:
          - {rule: KPI001, subject: kpis.late, because: The post is filled in spring, by: bo}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis: {late: {unit: 1, direction: decrease}}
        ```
        ```yaml waivers.yaml
        waivers:
          - {rule: KPI001, subject: kpis.late, because: The post is filled in spring, by: bo, approved_by: coo,
             until: 2026-04-30}
        ```

    How to fix:
        Add what the message names. What cannot be waived - a document or data that cannot be read - has to be mended.
    """
    wrong = [
        (number, each, lacks)
        for number, each in enumerate(case.document.waivers)
        if (lacks := shortcomings(case.document, each))
    ]
    if not wrong:
        return
    shown = [f"{each.rule} on `{each.subject}` ({joined(lacks)})" for _, each, lacks in wrong[:4]]
    more = f" and {len(wrong) - 4:,} more" if len(wrong) > 4 else ""  # noqa: PLR2004 - as many as are shown
    number, first, _ = wrong[0]
    yield Flag(
        "waivers",
        f"{count(len(wrong), 'waiver')} {'has' if len(wrong) == 1 else 'have'} no effect: {joined(shown)}{more}.",
        "Add what is missing, or delete the waiver and mend what it is about.",
        at=f"waivers.{number}",
        owner=first.by or product_owner(case),
    )
