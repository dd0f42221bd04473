"""DAT006."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.lookups import data_owner, money_on
from trueup.core.rules.rule import Case, Flag, rule


@rule("DAT006", "data-set-empty", "blocks", "feasibility", needs=("tables",))
def data_set_empty(case: Case) -> Iterator[Flag]:
    """A data set has no rows.

    Why it matters:
        An empty table can be read, has all its columns, and passes every check that counts faults. Most often an
        export failed or a filter was wrong.

    Flagged:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims}
        ```
        ```csv claims.csv
        claim_id,days_open
        ```

    Accepted:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims}
        ```
        ```csv claims.csv
        claim_id,days_open
        1,10
        ```

    How to fix:
        Ask the data owner for the extract again, and look whether `source:` names the right file or table.
    """
    for name in case.initiative.data:
        facts = case.evidence.table(name)
        if not isinstance(facts, NotRun) and facts.rows == 0:
            yield Flag(
                f"data.{name}",
                f"Data set `{name}` has 0 rows.",
                f"Check data.{name}.source and the export behind it.",
                at=f"data.{name}.source",
                owner=data_owner(case, name),
                stake=money_on(case, name),
            )
