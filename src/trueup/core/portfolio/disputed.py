"""What initiatives of one portfolio have not settled with each other: KPIs that they define differently.

A rule over the portfolio finds them (OVL002); here each of the initiatives gets its own side of it, so that it counts
among what its people have not settled. Only documents are looked at, so that it is known before any is judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from trueup.core.gates.definitions import Since, fields_words, undated, written
from trueup.core.gates.disagreement import Disagreement, Position
from trueup.core.model.document import Document
from trueup.core.rules.overlap.kpi_defined_differently import Other, defined_differently
from trueup.core.rules.words import named

_REMEDY: Final = (
    "Show both owners both figures, and keep one definition, in portfolio.yaml; or say in each title what it counts."
)


def disputed(documents: Sequence[Document], as_of: date) -> Mapping[str, tuple[Disagreement, ...]]:
    """Return by the file of each initiative the KPIs that it defines otherwise than others, with both owners.

    The first initiative that defines a KPI disagrees with all that differ from it, each of these with the first. Its
    disagreement is as old as the oldest that is dated.
    """
    found: dict[str, list[Disagreement]] = {}
    for (first, base), others in defined_differently(documents):
        one = (first, base)
        found.setdefault(first.own.file, []).append(_first(one, others, as_of))
        for document, name, fields in others:
            found.setdefault(document.own.file, []).append(_other(one, (document, name, fields), as_of))
    return {file: tuple(each) for file, each in found.items()}


def _first(first: tuple[Document, str], others: Sequence[Other], as_of: date) -> Disagreement:
    document, name = first
    who = named([each.initiative.id for each, _, _ in others])
    fields = list(dict.fromkeys(field for _, _, differing in others for field in differing))
    what = (
        f"KPI `{name}` is defined otherwise in initiative{'s' if len(others) > 1 else ''} {who}: they differ in "
        f"{fields_words(fields)}"
    )
    sides = (_position(document, name), *(_position(each, other) for each, other, _ in others))
    since = min(
        (written(document.initiative.kpis[name], each.initiative.kpis[other], as_of) for each, other, _ in others),
        key=lambda each: (each[1] != "on", each[0] or date.max),
    )
    return _open(document, name, what, sides, since)


def _other(first: tuple[Document, str], other: Other, as_of: date) -> Disagreement:
    (theirs, base), (document, name, fields) = first, other
    what = (
        f"KPI `{name}` is defined otherwise in initiative `{theirs.initiative.id}`: they differ in "
        f"{fields_words(fields)}"
    )
    since = written(theirs.initiative.kpis[base], document.initiative.kpis[name], as_of)
    return _open(document, name, what, (_position(document, name), _position(theirs, base)), since)


def _position(document: Document, name: str) -> Position:
    return Position(_owner(document, name) or "", f"`{name}` of `{document.initiative.id}`")


def _owner(document: Document, name: str) -> str | None:
    objective = document.initiative.objective
    return document.initiative.kpis[name].owner or (objective.owner if objective else None)


def _open(document: Document, name: str, what: str, sides: tuple[Position, ...], since: Since) -> Disagreement:
    path, owner = f"kpis.{name}", _owner(document, name)
    return Disagreement("definition", path, "discovery", what, sides, owner, _REMEDY, *since, undated=undated(path))
