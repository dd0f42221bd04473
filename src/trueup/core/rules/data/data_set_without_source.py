"""DAT007."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import data_owner, matters, money_on, users_of
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import joined, several


@rule("DAT007", "data-set-without-source", "blocks", "feasibility")
def data_set_without_source(case: Case) -> Iterator[Flag]:
    """A data set is needed, and nothing says where it is.

    Why it matters:
        A data set without a source is a gap: nobody has seen a row of it. It blocks where an option uses it, or a KPI
        that decides, guards or drives is measured on it; elsewhere it warns.

    Flagged:
        ```yaml
        title: Faster claims
        data:
          handlers: {title: Skills and load of the handlers, owner: hr}
        options:
          lookup: {kind: rules, uses: [handlers]}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        data:
          handlers: {title: Skills and load of the handlers, owner: hr, source: handlers.csv}
        options:
          lookup: {kind: rules, uses: [handlers]}
        ```

    How to fix:
        Ask the data owner for an extract and name it in `source:`: a CSV, Parquet or JSON lines file, a folder of
        them, or `file.duckdb#table`. A few hundred rows are enough for a first look.
    """
    for name, table in case.initiative.data.items():
        if table.source is not None:
            continue
        users = users_of(case, name)
        parts = [several("KPI", users.kpis)] if users.kpis else []
        parts += [several("option", users.options)] if users.options else []
        used = (
            f", though {joined(parts)} {'needs' if len(users.kpis) + len(users.options) == 1 else 'need'} it"
            if parts
            else ""
        )
        yield Flag(
            f"data.{name}",
            f"Data set `{name}` has no source{used}.",
            f"Add `source:` to data.{name}: a file or a folder of files.",
            at=f"data.{name}.source",
            owner=data_owner(case, name),
            stake=money_on(case, name),
            severity=None if matters(case, name) else "warns",
        )
