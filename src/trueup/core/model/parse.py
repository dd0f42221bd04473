"""From the raw tree to an initiative: all faults at once, each with its line, what was expected and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import ValidationError

from trueup.core.base.document_faults import TOO_MANY_FAULTS
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.finding import Finding, Id, Place
from trueup.core.model.claims import claim_faults
from trueup.core.model.consistency import contradictions, loose_ends
from trueup.core.model.document import Document, Source
from trueup.core.model.fault import Fault, Suggestions
from trueup.core.model.fields import Part
from trueup.core.model.inherit import completed, used_of
from trueup.core.model.initiative import Initiative, Portfolio
from trueup.core.model.kpi import Kpi
from trueup.core.model.references import dangling, dangling_in_portfolio
from trueup.core.model.salvage import Salvage, salvage

if TYPE_CHECKING:
    from trueup.core.model.waiver import Waiver

SHOWN_AT_MOST: Final = 100
"""Faults of one file that are shown; a longer list helps nobody, and its beginning mends most of the rest."""

_FIELD: Final = 3
"""Steps of the path of a KPI's field: `kpis`, the id, the field."""

PartT = TypeVar("PartT", bound=Part)


def parse_portfolio(source: Source) -> Portfolio:
    """Return the portfolio that a tree describes; raise `DocumentFaults` with every fault."""
    suggest = Suggestions()
    read, found, more = _read(Portfolio, source, suggest)
    if read is None:
        raise DocumentFaults(_first(found, more))
    portfolio = read.part
    kpis, faults = completed(portfolio.kpis, {}, suggest, read.names)
    faults += contradictions(_sound(kpis, read, faults), portfolio.assumptions, _unread(Portfolio, read, suggest))
    faults += dangling_in_portfolio(portfolio, suggest, read.names)
    found += [fault.finding(source.place(fault.path)) for fault in faults]
    if found:
        raise DocumentFaults(_first(found, more))
    return portfolio.model_copy(update={"kpis": kpis})


def parse_waivers(source: Source) -> tuple[Waiver, ...]:
    """Return the waivers that a tree lists; raise `DocumentFaults` with every fault."""
    from trueup.core.model.waiver import Waivers

    read, found, more = _read(Waivers, source, Suggestions())
    if read is None or found:
        raise DocumentFaults(_first(found, more))
    return read.part.waivers


def parse_initiative(
    source: Source,
    around: tuple[Source, Portfolio] | None = None,
    folder: str = "initiative",
) -> Document:
    """Return the initiative that a tree describes, with its portfolio merged in.

    Args:
        source: the file and tree of `initiative.yaml`.
        around: the file and tree of `portfolio.yaml` and what was parsed from it, where there is one.
        folder: the name of the folder, the initiative's id where the document gives none.

    Raises:
        DocumentFaults: with every fault of the file, in the order of its lines.
    """
    suggest = Suggestions()
    read, found, more = _read(Initiative, source, suggest)
    if read is None:
        raise DocumentFaults(_first(found, more))
    own, beside = read.part, read.names
    kpis, faults = completed(own.kpis, around[1].kpis if around else {}, suggest, beside)
    document = _merged(own, kpis, source, around, folder)
    faults += contradictions(_sound(kpis, read, faults), own.assumptions, _unread(Initiative, read, suggest))
    faults += loose_ends(document.initiative, suggest, beside)
    faults += dangling(document.initiative, document.portfolio, suggest, beside)
    faults += claim_faults(document.initiative, document.portfolio.kpis if document.portfolio else (), beside)
    found += [fault.finding(document.place(fault.path)) for fault in faults]
    if found:
        raise DocumentFaults(_first(found, more))
    return document


def shape_faults(source: Source) -> tuple[Finding, ...]:
    """Return the faults of an initiative's parts alone: all that can be said while its portfolio cannot be read."""
    _, found, more = _read(Initiative, source, Suggestions())
    return tuple(_first(found, more))


def _read(part: type[PartT], source: Source, suggest: Suggestions) -> tuple[Salvage[PartT] | None, list[Finding], int]:
    """Return what a tree says, and what is wrong in it; what is wrong is left out of what it says.

    Of very many faults only those that may be shown are told, and how many more there are.
    """
    try:
        return Salvage(part.model_validate(source.tree), frozenset()), [], 0
    except ValidationError as error:
        from trueup.core.model.explain import explain  # a sound document does not wait for the words of faults

        found, more = explain(error, part, source, suggest, SHOWN_AT_MOST)
        return salvage(part, source.tree, error), found, more


def _sound(kpis: Mapping[str, Kpi], read: Salvage[PartT], faults: Iterable[Fault]) -> Mapping[str, Kpi]:
    """Return the KPIs without those that stand instead of another where one of the two was not read as a whole.

    What such a KPI lacks it takes from the other, so it might contradict what nobody wrote.
    """
    paths = {fault.path for fault in faults}
    if not read.left_out and not paths:
        return kpis
    return {
        name: kpi
        for name, kpi in kpis.items()
        if f"kpis.{name}.instead_of" not in paths
        and not read.touches("kpis", name, "instead_of")
        and not (kpi.instead_of and (read.touches("kpis", name) or read.touches("kpis", kpi.instead_of)))
    }


def _unread(part: type[Part], read: Salvage[PartT], suggest: Suggestions) -> dict[str, set[str]]:
    """Return the fields of each KPI that could not be read; an unknown key stands for what it is probably a slip of."""
    found: dict[str, set[str]] = {}
    vague: set[tuple[str | int, ...]] = set()
    for path in read.left_out:
        if len(path) < _FIELD or path[0] != "kpis" or path[:-1] in vague:
            continue
        *above, last = path[2:]
        if path in read.unknown:
            from trueup.core.model.shape import shape_at  # loaded where there is a fault

            section = shape_at(part, path[:-1]).part
            known = list(section.known_keys()) if section else []
            last = suggest.nearest(section.__name__ if section else "", str(last), known) or "*"
            if last == "*":
                vague.add(path[:-1])
        found.setdefault(str(path[1]), set()).add(".".join(map(str, (*above, last))))
    return found


def _first(findings: list[Finding], more: int) -> list[Finding]:
    """Return the faults in the order of their lines, the first `SHOWN_AT_MOST` of them with the number of all.

    `more` are those that are not among them because they come after these anyway.
    """
    ordered = sorted(findings, key=lambda f: (f.place.file or "", f.place.line or 0, f.place.path, f.code, f.problem))
    count = len(ordered) + more
    if count <= SHOWN_AT_MOST:
        return ordered
    last = ordered[SHOWN_AT_MOST - 1].place
    said = f"There are {count:,} faults; these are the first {SHOWN_AT_MOST}."
    place = Place(last.file, last.line, Id(""))
    return [*ordered[:SHOWN_AT_MOST], TOO_MANY_FAULTS.at(place, said, "Mend these and check again.")]


def _merged(
    own: Initiative,
    kpis: Mapping[str, object],
    source: Source,
    around: tuple[Source, Portfolio] | None,
    folder: str,
) -> Document:
    name = own.initiative or folder
    if around is None:
        return Document(own.model_copy(update={"initiative": name, "kpis": kpis}), None, source)
    outer, portfolio = around
    shared = used_of(own, portfolio.kpis)
    merged = own.model_copy(
        update={
            "initiative": name,
            "currency": own.currency or portfolio.currency,
            "kpis": {**{each: portfolio.kpis[each] for each in portfolio.kpis if each in shared}, **kpis},
            "assumptions": _joined(portfolio.assumptions, own.assumptions),
            "people": _joined(portfolio.people, own.people),
            "roles": _joined(portfolio.roles, own.roles),
            "calendars": _joined(portfolio.calendars, own.calendars),
            "rates": _joined(portfolio.rates, own.rates),
        }
    )
    return Document(merged, portfolio, source, outer, shared)


def _joined(outer: Mapping[str, object], own: Mapping[str, object]) -> Mapping[str, object]:
    """Return both, the initiative's own before the portfolio's; one of them as it is where the other is empty."""
    return {**outer, **own} if outer and own else outer or own
