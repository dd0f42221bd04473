"""DAT009."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.chain import present
from trueup.core.model.dataset import DataSet
from trueup.core.rules.lookups import data_owner, matters, money_on
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import joined

_WORDS: Final = {
    "personal_data": "personal-data class",
    "licence": "licence",
    "steward": "steward",
    "contract": "data contract",
}
_LAW: Final = frozenset({"personal_data", "licence"})
_PERSONAL: Final = frozenset({"personal", "special"})


@rule(
    "DAT009",
    "data-set-undocumented",
    "warns",
    "feasibility",
    thresholds={"steward": 1, "contract": 1, "licence": 1, "personal_data": 1},
)
def data_set_undocumented(case: Case) -> Iterator[Flag]:
    """A data set states no steward, no data contract, no licence, or not whether it holds personal data.

    Why it matters:
        Who may use the data, and for what, is asked on the day of the launch at the latest - and then a no costs
        everything that was built on it. A steward knows what a column means, a contract says that it will mean the same
        next month. Told once a data set. It warns where an option or a KPI that counts stands on the data and the law
        may forbid its use (no licence or ground, personal data not said); else it is a note. A contract is asked only
        for data on which such an option or KPI stands. A limit of 0 leaves one of the four out.

    Flagged:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims}
        options:
          lookup: {kind: rules, uses: [claims]}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        data:
          claims:
            source: claims.csv
            owner: head-of-claims
            steward: claims-analyst
            contract: contracts/claims.odcs.yaml
            licence: Ours; the works agreement of 2024 allows it for routing
            personal_data: personal
        options:
          lookup: {kind: rules, uses: [claims]}
        ```
        ```yaml contracts/claims.odcs.yaml
        apiVersion: v3.0.2
        kind: DataContract
        ```

    How to fix:
        Ask the owner of the data. Add `steward:`, `contract:` (a file in the Open Data Contract Standard), `licence:`
        (a licence, a contract, a law or consent, being yours) and `personal_data:` (no, pseudonymous, personal or
        special).
    """
    asked = [key for key in _WORDS if case.limits[key]]
    for name, table in case.initiative.data.items():
        counts = matters(case, name)
        lacking = [key for key in asked if not _said(case, table, key) and (counts or key != "contract")]
        if not lacking:
            continue
        personal = f" It holds {table.personal_data} data." if table.personal_data in _PERSONAL else ""
        yield Flag(
            f"data.{name}",
            f"Data set `{name}` states {joined([f'no {_WORDS[key]}' for key in lacking])}."
            f"{personal if 'licence' in lacking else ''}",
            f"Add {joined([f'`{key}:`' for key in lacking])} to data.{name}.",
            owner=data_owner(case, name),
            stake=money_on(case, name),
            severity=None if counts and _LAW.intersection(lacking) else "notes",
        )


def _said(case: Case, table: DataSet, key: str) -> bool:
    if key == "steward":
        return present(table.steward, case.initiative.people, case.as_of)
    return bool(getattr(table, key))
