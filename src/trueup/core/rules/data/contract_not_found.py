"""DAT010."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import data_owner, money_on
from trueup.core.rules.rule import Case, Flag, rule


@rule("DAT010", "contract-not-found", "warns", "feasibility")
def contract_not_found(case: Case) -> Iterator[Flag]:
    """The data contract that a data set names is not there.

    Why it matters:
        A contract that cannot be opened promises nothing, and everybody who reads the document believes that there is
        one.

    Flagged:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims, contract: contracts/claims.odcs.yaml}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims, contract: contracts/claims.odcs.yaml}
        ```
        ```yaml contracts/claims.odcs.yaml
        apiVersion: v3.0.2
        kind: DataContract
        ```

    How to fix:
        Write the path as it is seen from initiative.yaml, put the file there, or take `contract:` out until there is
        one.
    """
    for name, table in case.initiative.data.items():
        path = f"data.{name}.contract"
        if path in case.document.missing:
            yield Flag(
                f"data.{name}",
                f"The contract of data set `{name}`, {table.contract}, is not there.",
                f"Put it there, correct {path}, or take it out until there is one.",
                at=path,
                owner=table.steward or data_owner(case, name),
                stake=money_on(case, name),
            )
