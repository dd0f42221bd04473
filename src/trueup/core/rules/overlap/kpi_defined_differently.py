"""OVL002."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from trueup.core.model.document import Document
from trueup.core.model.kpi import Kpi
from trueup.core.rules.levels import differing
from trueup.core.rules.lookups import kpi_owner
from trueup.core.rules.rule import Flag, PortfolioCase, portfolio_rule
from trueup.core.rules.words import count, joined, plain

Entry: TypeAlias = tuple[Document, str]
Other: TypeAlias = tuple[Document, str, list[str]]
_OWN: Final = frozenset({"data"})
"""What may differ between initiatives without another definition: each has its own rows."""


@portfolio_rule("OVL002", "kpi-defined-differently", "warns", "discovery")
def kpi_defined_differently(case: PortfolioCase) -> Iterator[Flag]:
    """Two initiatives define one KPI differently.

    Why it matters:
        Two departments report "days per claim", one counts from the letter, the other from the first click. The sum of
        both means nothing, and the meeting is about the figures and not about the claims. KPIs are the same when they
        bear the same title, or the same id where one of them has no title; measures of models and of data are left out.

    Flagged:
        ```yaml a/initiative.yaml
        title: Routing rules
        kpis:
          days: {title: Days per claim, unit: day, direction: decrease, owner: coo, data: claims,
                 value: closed_on - received_on, across: mean, at: closed_on}
        data: {claims: {source: ../claims.csv, owner: coo}}
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        kpis:
          days: {title: Days per claim, unit: day, direction: decrease, owner: bo, data: claims,
                 value: closed_on - first_click, across: median, at: closed_on}
        data: {claims: {source: ../claims.csv, owner: coo}}
        ```
        ```yaml portfolio.yaml
        title: Claims
        ```

    Accepted:
        ```yaml a/initiative.yaml
        title: Routing rules
        kpis:
          days: {title: Days per claim, unit: day, direction: decrease, owner: coo, data: claims,
                 value: closed_on - received_on, across: mean, at: closed_on}
        data: {claims: {source: ../claims.csv, owner: coo}}
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        kpis:
          days: {title: Days from the first click, unit: day, direction: decrease, owner: bo, data: claims,
                 value: closed_on - first_click, across: median, at: closed_on}
        data: {claims: {source: ../claims.csv, owner: coo}}
        ```
        ```yaml portfolio.yaml
        title: Claims
        ```

    How to fix:
        Bring the owners together, keep one definition and move it into `kpis:` of portfolio.yaml, where every
        initiative uses it by its id. Where both are needed, say in each `title:` what it counts.
    """
    cases = {each.document.own.file: each for each in case.cases}
    for (first, _), others in defined_differently([each.document for each in case.cases]):
        document, name, fields = others[0]
        each, rest = cases[document.own.file], len(others) - 1
        more = f"; so {'does' if rest == 1 else 'do'} {count(rest, 'more initiative')}" if rest else ""
        kpi, theirs = each.initiative.kpis[name], first.initiative.id
        yield Flag(
            f"kpis.{name}",
            f"`{each.initiative.id}` defines KPI `{name}` ({kpi.title or name}) otherwise than `{theirs}`: "
            f"they differ in {joined([f'`{field}`' for field in fields])}{more}.",
            "Keep one definition, in portfolio.yaml; or say in each `title:` what it counts.",
            owner=kpi_owner(each, name),
            stake=each.money_behind(name),
            within=each,
        )


def defined_differently(documents: Sequence[Document]) -> Iterator[tuple[Entry, list[Other]]]:
    """Yield each KPI that several initiatives define, by its first definition, with those that differ and in what."""
    titled: dict[str, list[Entry]] = {}
    by_id: dict[str, list[Entry]] = {}
    for document in documents:
        for name, kpi in document.initiative.kpis.items():
            if kpi.instead_of is not None or kpi.kind != "business" or name in document.shared:
                continue
            by_id.setdefault(name, []).append((document, name))
            if title := _title(document, name):
                titled.setdefault(title, []).append((document, name))
    untitled = (
        [entry for entry in entries if not _title(*entry)] and _one_titled(entries) for entries in by_id.values()
    )
    for entries in (*titled.values(), *(found for found in untitled if found)):
        (first, base), *others = entries
        found = [
            (document, name, fields)
            for document, name in others
            if document is not first
            and (fields := _fields(first.initiative.kpis[base], document.initiative.kpis[name]))
        ]
        if found:
            yield (first, base), found


def _title(document: Document, kpi: str) -> str:
    """Return a KPI's title as it is compared with another; empty where it has none."""
    return plain(document.initiative.kpis[kpi].title or "")


def _one_titled(entries: list[Entry]) -> list[Entry]:
    """Return the KPIs of one id without a title, and the first that has one: it says what they are."""
    first = next(([entry] for entry in entries if _title(*entry)), [])
    return [*first, *(entry for entry in entries if not _title(*entry))]


def _fields(one: Kpi, other: Kpi) -> list[str]:
    """Return the fields in which two definitions differ; what one of them leaves out altogether does not count."""
    fields = [field for field in ("unit", "direction") if _differ(getattr(one, field), getattr(other, field))]
    if one.is_defined and other.is_defined:
        fields += [field for field in differing(one, other) if field not in _OWN]
    return fields


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other
