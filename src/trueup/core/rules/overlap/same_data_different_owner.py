"""OVL004."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import money_on
from trueup.core.rules.rule import Case, Flag, PortfolioCase, portfolio_rule
from trueup.core.rules.shared import file_of
from trueup.core.rules.words import joined, plain

Key = tuple[str, ...]


@portfolio_rule("OVL004", "same-data-different-owner", "warns", "feasibility")
def same_data_different_owner(case: PortfolioCase) -> Iterator[Flag]:
    """Two initiatives name different owners of the same data.

    Why it matters:
        When a column changes, each asks its own owner, and neither is the one who decides. Data is the same when it is
        the same file, or when it has the same id and title; the same id and name of the file without a title is a note,
        as names such as `log.csv` are common.

    Flagged:
        ```yaml a/initiative.yaml
        title: Routing rules
        data: {claims: {source: ../claims.csv, owner: head-of-claims}}
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        data: {claim_log: {source: ../claims.csv, owner: it-lead}}
        ```
        ```yaml portfolio.yaml
        title: Claims
        ```

    Accepted:
        ```yaml a/initiative.yaml
        title: Routing rules
        data: {claims: {source: ../claims.csv, owner: head-of-claims, custodian: it-lead}}
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        data: {claim_log: {source: ../claims.csv, owner: head-of-claims, custodian: it-lead}}
        ```
        ```yaml portfolio.yaml
        title: Claims
        ```

    How to fix:
        Agree on one owner - most often whoever makes the rows - and write the same name in both. Who keeps the system
        is its `custodian:`.
    """
    groups: dict[Key, dict[str, tuple[Case, str]]] = {}
    for each in case.cases:
        for name, table in each.initiative.data.items():
            if table.owner:
                for key in _keys(each, name):
                    groups.setdefault(key, {}).setdefault(table.owner, (each, name))
    told: set[tuple[str, str]] = set()
    for key, owners in groups.items():
        where = [(each.initiative.id, name) for each, name in owners.values()]
        if len({initiative for initiative, _ in where}) < 2 or told.issuperset(where):  # noqa: PLR2004 - one with another
            continue
        told.update(where)
        yield _flag(owners, key)


def _keys(case: Case, name: str) -> Iterator[Key]:
    """Yield what two data sets would have in common if they were the same."""
    file = file_of(case, name)
    if file:
        yield "file", file
    title = plain(case.initiative.data[name].title or "")
    if title:
        yield "title", name, title
    elif file:
        yield "name", name, file.rpartition("/")[2]


def _flag(owners: dict[str, tuple[Case, str]], key: Key) -> Flag:
    said = [f"`{owner}` in `{case.initiative.id}`" for owner, (case, _) in owners.items()]
    case, name = list(owners.values())[1]
    return Flag(
        f"data.{name}",
        f"Data set `{name}` is owned by {joined(said)}.",
        "Agree on one owner, most often whoever makes the rows; who keeps the system is its `custodian:`.",
        at=f"data.{name}.owner",
        owner=case.initiative.data[name].owner,
        stake=money_on(case, name),
        severity="notes" if key[0] == "name" else None,
        within=case,
    )
