"""DAT012."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import data_owner
from trueup.core.rules.readiness_of import is_fitness, is_needed, ready_sets, told_elsewhere
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, joined

_SHOWN = 3


@rule("DAT012", "contract-broken", "warns", "feasibility", needs=("tables",))
def contract_broken(case: Case) -> Iterator[Flag]:
    """A data set breaks promises of its contract on columns that nothing stands on yet.

    Why it matters:
        A contract that is broken in one place is not kept in others either: what the initiative will need next is
        promised by the same people. Promises on columns that a KPI or an option stands on are told one by one, by rule
        DAT011.

    Flagged:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims, contract: claims.odcs.yaml}
        ```
        ```csv claims.csv
        claim_id,kind
        1,car
        2,boat
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
              - {name: claim_id, logicalType: integer, required: true}
              - name: kind
                logicalType: string
                quality:
                  - {type: library, metric: invalidValues, arguments: {validValues: [car, house]}, mustBe: 0}
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
        2,house
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
              - {name: claim_id, logicalType: integer, required: true}
              - name: kind
                logicalType: string
                quality:
                  - {type: library, metric: invalidValues, arguments: {validValues: [car, house]}, mustBe: 0}
        ```

    How to fix:
        `trueup data` shows each promise and some of the rows that break it. Mend the data, or agree on another promise.
    """
    for name, found in ready_sets(case):
        agreed = [r for r in found.checks if r.check.where and not is_fitness(r)]
        broken = [
            result
            for result in agreed
            if result.outcome == "fail"
            and result.check.severity != "info"
            and not is_needed(result)
            and not told_elsewhere(case, name, result)
        ]
        if not broken:
            continue
        shown = [f"{r.check.what} ({r.check.where}): {r.observed}" for r in broken[:_SHOWN]]
        more = [f"{len(broken) - _SHOWN:,} more"] if len(broken) > _SHOWN else []
        grave = any(result.check.severity == "error" for result in broken)
        verb = "does" if len(broken) == 1 else "do"
        yield Flag(
            f"data.{name}.contract",
            f"Of {count(len(agreed), 'promise')} in the contract of data set `{name}`, {len(broken):,} {verb} not hold "
            f"on columns that nothing stands on: {joined([*shown, *more])}.",
            f"See the rows with `trueup data . {name}`. Mend the data, or agree on another promise.",
            owner=data_owner(case, name),
            severity="warns" if grave else "notes",
        )
