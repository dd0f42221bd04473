"""DAT005."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.lookups import chosen_uses, data_owner, words_of
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, named, several, share

if TYPE_CHECKING:
    from trueup.core.model.ask.table import ColumnFacts

_USED: Final = 0.5
_UNUSED: Final = 0.95
_SINGLY: Final = 3


@rule("DAT005", "column-nearly-empty", "warns", "feasibility", needs=("tables",))
def column_nearly_empty(case: Case) -> Iterator[Flag]:
    """A column holds hardly any values.

    Why it matters:
        A column is there, has a name that promises much, and is empty: so the plan counts on it until the first look.
        It warns from half missing where an option names the column or a KPI's definition does, and only notes from 95
        % missing elsewhere. Blanks, placeholders such as `n/a` or -999, and NaN count as missing.

    Flagged:
        ```yaml
        title: Fewer late arrivals
        data:
          planes: {source: planes.csv, owner: fleet}
        options:
          model: {kind: ml, uses: [planes.speed]}
        ```
        ```csv planes.csv
        tailnum,speed
        N1,105
        N2,
        N3,
        ```

    Accepted:
        ```yaml
        title: Fewer late arrivals
        data:
          planes: {source: planes.csv, owner: fleet}
        options:
          model: {kind: ml, uses: [planes.seats]}
        ```
        ```csv planes.csv
        tailnum,seats
        N1,150
        N2,180
        N3,
        ```

    How to fix:
        Ask the data owner since when the column is filled and for whom. Leave it out of the option, or restrict the
        scope to the rows that have it.
    """
    uses = chosen_uses(case)
    for name in case.initiative.data:
        facts = case.evidence.table(name)
        if isinstance(facts, NotRun) or facts.rows == 0:
            continue
        used = uses.get(name, frozenset()) | _measured(case, name)
        named_ones = [c for c in facts.columns if c.name.lower() in used and c.missing >= _USED * facts.rows]
        others = [c for c in facts.columns if c.name.lower() not in used and c.missing >= _UNUSED * facts.rows]
        for column in named_ones:
            yield _flag(case, name, column, facts.rows, used=True)
        if len(others) <= _SINGLY:
            for column in others:
                yield _flag(case, name, column, facts.rows, used=False)
        else:
            yield Flag(
                f"data.{name}.columns",
                f"{len(others):,} columns of data set `{name}` are nearly empty: {named([c.name for c in others])}.",
                "Do not plan with them, or ask the data owner since when they are filled.",
                at=f"data.{name}",
                owner=data_owner(case, name),
                severity="notes",
            )


def _flag(case: Case, name: str, column: ColumnFacts, rows: int, *, used: bool) -> Flag:
    users = [key for key, option in case.initiative.options.items()
             if any(use.lower() == f"{name}.{column.name}".lower() for use in option.uses)]  # fmt: skip
    kpis = [key for key, kpi in case.initiative.kpis.items()
            if kpi.data == name and not kpi.instead_of and column.name.lower() in words_of(kpi)]  # fmt: skip
    who = [several("option", users)] * bool(users) + [several("KPI", kpis)] * bool(kpis)
    needs = f"; {' and '.join(who)} {'needs' if len(users) + len(kpis) == 1 else 'need'} it" if used and who else ""
    return Flag(
        f"data.{name}.columns.{column.name}",
        f"Column `{column.name}` of data set `{name}` is empty in {column.missing:,} of {count(rows, 'row')} "
        f"({share(column.missing, rows)}){needs}.",
        "Ask the data owner since when it is filled and for whom, or do without it.",
        at=f"data.{name}",
        owner=data_owner(case, name),
        severity=None if used else "notes",
    )


def _measured(case: Case, data: str) -> frozenset[str]:
    """Return the lower-case words in the definitions of the KPIs over a data set."""
    words: set[str] = set()
    for kpi in case.initiative.kpis.values():
        if kpi.data == data:
            words |= words_of(kpi)
    return frozenset(words)
