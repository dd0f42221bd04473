"""CHG003."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.waive import shortcomings
from trueup.core.rules.words import count, joined

if TYPE_CHECKING:
    from trueup.core.model.waiver import Waiver


@rule("CHG003", "waiver-expired", "warns", "discovery")
def waiver_expired(case: Case) -> Iterator[Flag]:
    """An exception from a rule ran out, and nobody decided anew.

    Why it matters:
        An exception is a promise to mend something by a day. When the day passes without a word, either the promise was
        broken or nobody needed the rule; both should be said. All that ran out are told at once.

    Flagged:
        ```yaml
        title: Faster claims
        kpis: {late: {unit: 1, direction: decrease}}
        people: {bo: {role: product-owner}, coo: {role: sponsor}}
        ```
        ```yaml waivers.yaml
        waivers:
          - {rule: KPI001, subject: kpis.late, because: The post is filled in autumn, by: bo, approved_by: coo,
             until: 2025-10-31}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis: {late: {unit: 1, direction: decrease}}
        people: {bo: {role: product-owner}, coo: {role: sponsor}}
        ```
        ```yaml waivers.yaml
        waivers:
          - {rule: KPI001, subject: kpis.late, because: The post is filled in spring, by: bo, approved_by: coo,
             until: 2026-04-30}
        ```

    How to fix:
        Mend what was excepted and delete the waiver; or let somebody in another role allow it anew until a later day.
    """
    over = [
        (number, each, each.until)
        for number, each in enumerate(case.document.waivers)
        if each.until is not None and each.until < case.as_of and not shortcomings(case.document, each)
    ]
    if not over:
        return
    shown = joined([_said(each, until) for _, each, until in over[:4]])
    more = f" and {len(over) - 4:,} more" if len(over) > 4 else ""  # noqa: PLR2004 - as many as are shown
    number, first, _ = over[0]
    yield Flag(
        "waivers",
        f"{count(len(over), 'waiver')} ran out: {shown}{more}.",
        "Mend what was excepted and delete the waiver, or have it allowed anew until a later day.",
        at=f"waivers.{number}",
        owner=first.by or product_owner(case),
    )


def _said(waiver: Waiver, until: date) -> str:
    return f"{waiver.rule} on `{waiver.subject}` ({until})"
