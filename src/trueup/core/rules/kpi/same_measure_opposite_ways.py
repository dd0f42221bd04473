"""KPI017."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from trueup.core.model.kpi import Direction, Kpi
from trueup.core.rules.levels import definition
from trueup.core.rules.lookups import kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import level

_UPWARD: Final[tuple[Direction, ...]] = ("increase", "at_least")


@rule("KPI017", "same-measure-opposite-ways", "warns", "discovery")
def same_measure_opposite_ways(case: Case) -> Iterator[Flag]:
    """Two KPIs measure the same and cannot both be reached.

    Why it matters:
        One department is praised for the figure that the other is blamed for. Whatever the product does, it fails one
        of them, and the initiative is stopped by whoever loses. A limit beside a wish (grow, but at most so far) is no
        contradiction while the limit leaves room for it.

    Flagged:
        ```yaml
        title: Faster claims
        kpis:
          service:
            {unit: minute, direction: increase, owner: cmo, data: calls, value: minutes, across: mean, at: day}
          cost:
            {unit: minute, direction: decrease, owner: cfo, data: calls, value: minutes, across: mean, at: day}
        data:
          calls: {source: calls.csv, owner: it-data-lead}
        ```

        ```csv calls.csv
        day,minutes
        2025-03-03,4
        2025-03-04,6
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis:
          service:
            {unit: minute, direction: at_least, owner: cmo, data: calls, value: minutes, across: mean, at: day,
             target: 3}
          cost:
            {unit: minute, direction: decrease, owner: cfo, data: calls, value: minutes, across: mean, at: day,
             target: 4}
        data:
          calls: {source: calls.csv, owner: it-data-lead}
        ```

        ```csv calls.csv
        day,minutes
        2025-03-03,4
        2025-03-04,6
        ```

    How to fix:
        Bring both owners together before anything is built. Keep one direction, and make of the other wish a limit
        (`at_least`, `at_most`) that leaves room for it, as a guardrail.
    """
    kpis = case.initiative.kpis
    for up, down in opposed(dict(own_definitions(case))):
        yield Flag(
            f"kpis.{down}",
            f"KPIs `{up}` and `{down}` measure the same, and cannot both be reached: {_wish(kpis[up], up)}, "
            f"{_wish(kpis[down], down)}.",
            f"Let `{kpi_owner(case, up) or up}` and `{kpi_owner(case, down) or down}` agree on one direction, and make "
            "the other wish a limit that leaves room for it.",
            at=f"kpis.{down}.direction",
            owner=kpi_owner(case, down),
            stake=case.money_behind(up) or case.money_behind(down),
        )


def opposed(kpis: Mapping[str, Kpi]) -> Iterator[tuple[str, str]]:
    """Yield pairs of KPIs that measure the same and cannot both be reached: what shall rise, then what shall fall."""
    defined = {name: kpi for name, kpi in kpis.items() if kpi.is_defined and kpi.direction is not None}
    upward = {name: kpi for name, kpi in defined.items() if kpi.direction in _UPWARD}
    downward = {name: kpi for name, kpi in defined.items() if name not in upward}
    if not upward or not downward:
        return
    falling = _by_measure(downward)
    for measure, names in _by_measure(upward).items():
        pair = next(((a, b) for a in names for b in falling.get(measure, ()) if _clash(kpis[a], kpis[b])), None)
        if pair is not None:
            yield pair


def _by_measure(kpis: Mapping[str, Kpi]) -> dict[tuple[object, ...], list[str]]:
    found: dict[tuple[object, ...], list[str]] = {}
    for name, kpi in kpis.items():
        found.setdefault(definition(kpi), []).append(name)
    return found


def _clash(up: Kpi, down: Kpi) -> bool:
    """Whether what should rise and what should fall leave no level for both."""
    if up.direction == "increase" and down.direction == "decrease":
        return True
    if up.target is None or down.target is None:
        return False
    return up.target.value > down.target.value


def _wish(kpi: Kpi, name: str) -> str:
    words = {"increase": "shall rise", "decrease": "shall fall", "at_least": "shall stay", "at_most": "shall stay"}
    limit = {"at_least": "at least", "at_most": "at most"}.get(kpi.direction or "", "to")
    aim = f" {limit} {level(kpi.target.value, kpi.unit)}" if kpi.target else ""
    return f"`{name}` {words[kpi.direction or 'increase']}{aim}"
