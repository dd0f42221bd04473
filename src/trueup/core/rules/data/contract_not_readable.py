"""DAT013."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import data_owner, money_on
from trueup.core.rules.readiness_of import CONTRACT, ready_sets
from trueup.core.rules.rule import Case, Flag, rule


@rule("DAT013", "contract-not-readable", "warns", "feasibility", needs=("tables",))
def contract_not_readable(case: Case) -> Iterator[Flag]:
    """The contract of a data set is there and cannot be used.

    Why it matters:
        None of its promises is checked, and everybody believes that they are. It is read leniently: what is wrong in
        one place leaves the rest standing. So this is a file that is no contract, or one that does not say which of its
        tables the data set is.

    Flagged:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims, contract: claims.odcs.yaml}
        ```
        ```csv claims.csv
        claim_id,kind
        1,car
        ```
        ```yaml claims.odcs.yaml
        - this is
        - a list
        ```

    Accepted:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims, contract: claims.odcs.yaml}
        ```
        ```csv claims.csv
        claim_id,kind
        1,car
        ```
        ```yaml claims.odcs.yaml
        apiVersion: v3.1.0
        kind: DataContract
        id: claims
        version: 1.0.0
        status: active
        schema:
          - name: claims
            properties:
              - {name: claim_id, logicalType: integer}
        ```

    How to fix:
        `trueup contract check FILE` lists everything that is wrong in it, with lines and remedies.
    """
    for name, found in ready_sets(case):
        if f"data.{name}.contract" in case.document.missing:
            continue
        for result in found.checks:
            if result.check.id == CONTRACT and result.not_run is not None:
                why = result.not_run
                yield Flag(
                    f"data.{name}.contract",
                    f"The contract of data set `{name}` cannot be used: {why.detail.rstrip('.')}.",
                    why.fix or f"Correct it: `trueup contract check {case.initiative.data[name].contract}` says where.",
                    owner=data_owner(case, name),
                    stake=money_on(case, name),
                )
