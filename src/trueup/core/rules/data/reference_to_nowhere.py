"""DAT004."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import Severity
from trueup.core.base.quantity import Quantity
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.dataset import Reference
from trueup.core.rules.lookups import build_cost, data_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, joined, several, share

if TYPE_CHECKING:
    from trueup.core.model.ask.table import OrphanFacts, Slice

_FEW: Final = 0.01
_MOST: Final = 0.8
_HALF: Final = 0.5
_SHOWN: Final = 3
_DENSER: Final = 1.5


@rule("DAT004", "reference-to-nowhere", "warns", "feasibility", needs=("tables",))
def reference_to_nowhere(case: Case) -> Iterator[Flag]:
    """Rows refer to entries of another data set that are not there.

    Why it matters:
        What is joined over such a reference is empty for these rows, and seldom by chance: most often a whole
        department or carrier is missing, so that a model learns nothing about it, or learns that missing means late.
        Where an option uses the data set that is referred to and 1 % of the rows or more find nothing, it blocks -
        that option, not the others. Elsewhere it warns.

    Flagged:
        ```yaml
        title: Fewer late arrivals
        data:
          flights: {source: flights.csv, owner: ops, references: {tailnum: planes}, slices: [carrier]}
          planes: {source: planes.csv, owner: fleet}
        options:
          model: {kind: ml, uses: [planes]}
          rule: {kind: rules, uses: [flights]}
        ```
        ```csv flights.csv
        carrier,tailnum
        AA,N1
        AA,N2
        UA,N8
        UA,N9
        ```
        ```csv planes.csv
        tailnum,seats
        N8,150
        N9,180
        ```

    Accepted:
        ```yaml
        title: Fewer late arrivals
        data:
          flights: {source: flights.csv, owner: ops, references: {tailnum: planes}, slices: [carrier]}
          planes: {source: planes.csv, owner: fleet}
        options:
          model: {kind: ml, uses: [planes]}
          rule: {kind: rules, uses: [flights]}
        ```
        ```csv flights.csv
        carrier,tailnum
        UA,N8
        UA,N9
        ```
        ```csv planes.csv
        tailnum,seats
        N8,150
        N9,180
        ```

    How to fix:
        Ask the owner of the data set that is referred to for the missing entries, beginning with the group that the
        message names. Until then, use an option that does without, or leave that group out of the scope and say so.
    """
    for name, table in case.initiative.data.items():
        facts = case.evidence.table(name)
        if isinstance(facts, NotRun):
            continue
        for reference, found in zip(table.references, facts.references, strict=False):
            if not isinstance(found, NotRun) and found.orphans > 0:
                yield _flag(case, name, reference, found)


def _flag(case: Case, name: str, reference: Reference, found: OrphanFacts) -> Flag:
    columns = ",".join(reference.columns)
    using = [key for key, option in case.initiative.options.items() if _uses(option.uses, reference.to)]
    held = using if found.orphans >= _FEW * found.rows else []
    severity: Severity = "blocks" if held else "warns"
    costs: list[Quantity] = [cost for key in held if (cost := build_cost(case, key))]
    stuck = f" That holds up {several('option', held)}." if held else ""
    return Flag(
        f"data.{name}.references.{columns}",
        f"{count(found.orphans, 'row')} of {found.rows:,} in `{name}` ({share(found.orphans, found.rows)}) have a "
        f"`{columns}` that `{reference.to}` does not hold: {count(found.values, 'value')}."
        f"{_group(found)}{_empty(found)}{stuck}",
        f"Ask the owner of `{reference.to}` for the missing entries"
        + (f", or go on with an option that does without `{reference.to}`." if held else "."),
        owner=data_owner(case, reference.to),
        stake=max(costs, key=lambda cost: cost.value, default=None),
        severity=severity,
    )


def _uses(uses: Sequence[str], data: str) -> bool:
    return any(use.partition(".")[0] == data for use in uses)


def _empty(found: OrphanFacts) -> str:
    verb = "has" if found.empty == 1 else "have"
    return f" {count(found.empty, 'more row')} {verb} none at all." if found.empty else ""


def _group(found: OrphanFacts) -> str:
    """Return in words the few values of one slicing column that hold most of the orphans, and more than their share."""
    columns = dict.fromkeys(each.column for each in found.slices)
    groups = [_densest([each for each in found.slices if each.column == column], found) for column in columns]
    usable = [group for group in groups if group]
    if not usable:
        return ""
    best = min(usable, key=lambda group: (len(group), -sum(each.orphans for each in group)))
    held, verb = sum(each.orphans for each in best), "holds" if len(best) == 1 else "hold"
    return f" Of these, {best[0].column} {joined([each.value for each in best])} {verb} {held:,}."


def _densest(slices: Sequence[Slice], found: OrphanFacts) -> list[Slice]:
    """Return the largest values until most orphans are held, at most three; none where that is only their share."""
    taken: list[Slice] = []
    for each in sorted(slices, key=lambda each: -each.orphans)[:_SHOWN]:
        taken.append(each)
        if sum(one.orphans for one in taken) >= _MOST * found.orphans:
            break
    held, rows = sum(each.orphans for each in taken), sum(each.rows for each in taken)
    fair = rows / found.rows if found.rows else 1.0
    return taken if held >= _HALF * found.orphans and held / found.orphans >= _DENSER * fair else []
