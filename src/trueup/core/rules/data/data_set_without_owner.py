"""DAT001."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import present
from trueup.core.rules.lookups import matters, money_on, product_owner, users_of
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import joined, several


@rule("DAT001", "data-set-without-owner", "blocks", "feasibility")
def data_set_without_owner(case: Case) -> Iterator[Flag]:
    """Nobody who is there answers for a data set.

    Why it matters:
        When a column changes its meaning or rows go missing, somebody has to know, decide and mend it. Without an
        owner the team finds out from its own wrong results. It blocks where an option uses the data, or a KPI that
        decides, guards or drives is measured on it; elsewhere it warns.

    Flagged:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv}
        options:
          lookup: {kind: rules, uses: [claims]}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims}
        options:
          lookup: {kind: rules, uses: [claims]}
        ```

    How to fix:
        Add `owner:` with the id of the person who is accountable for the data - most often of the business that makes
        it, not of the system that stores it (that is the `custodian:`).
    """
    for name, table in case.initiative.data.items():
        if present(table.owner, case.initiative.people, case.as_of):
            continue
        users = users_of(case, name)
        parts = [several("KPI", users.kpis)] if users.kpis else []
        parts += [several("option", users.options)] if users.options else []
        used = (
            f"; {joined(parts)} {'stands' if len(users.kpis) + len(users.options) == 1 else 'stand'} on it"
            if parts
            else ""
        )
        gone = f"The owner of data set `{name}`, `{table.owner}`, is not among the people who are there"
        yield Flag(
            f"data.{name}",
            f"{gone if table.owner else f'Data set `{name}` has no owner'}{used}.",
            f"Add `owner:` to data.{name} with the id of the person who is accountable for it.",
            at=f"data.{name}.owner",
            owner=table.steward or product_owner(case),
            stake=money_on(case, name),
            severity=None if matters(case, name) else "warns",
        )
