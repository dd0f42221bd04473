"""From the raw tree to an initiative: all faults at once, each with its line, what was expected and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from pydantic import ValidationError

from trueup.core.base.document_faults import TOO_MANY_FAULTS
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.finding import Finding, Id, Place
from trueup.core.model.consistency import contradictions, loose_ends
from trueup.core.model.document import Document, Source
from trueup.core.model.explain import explain
from trueup.core.model.fault import Fault, Suggestions
from trueup.core.model.fields import Part
from trueup.core.model.inherit import completed, used_of
from trueup.core.model.initiative import Initiative, Portfolio
from trueup.core.model.references import dangling

SHOWN_AT_MOST: Final = 100
"""Faults of one file that are shown; a longer list helps nobody, and its beginning mends most of the rest."""

PartT = TypeVar("PartT", bound=Part)


def parse_portfolio(source: Source) -> Portfolio:
    """Return the portfolio that a tree describes; raise `DocumentFaults` with every fault."""
    suggest = Suggestions()
    portfolio = _validated(Portfolio, source, suggest)
    kpis, faults = completed(portfolio.kpis, {}, suggest)
    portfolio = portfolio.model_copy(update={"kpis": kpis})
    document = Document(Initiative(title="portfolio", kpis=kpis), portfolio, source)
    _refuse(document, [*faults, *contradictions(kpis, portfolio.assumptions)])
    return portfolio


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
        DocumentFaults: with every fault of the file, in the order of its lines. The parts are looked at first; what
            holds between them (ids that lead nowhere, contradictions) only once each part is right.
    """
    suggest = Suggestions()
    own = _validated(Initiative, source, suggest)
    kpis, faults = completed(own.kpis, around[1].kpis if around else {}, suggest)
    document = _merged(own, kpis, source, around, folder)
    faults += contradictions(kpis, own.assumptions)
    faults += loose_ends(document.initiative, suggest)
    faults += dangling(document.initiative, document.portfolio, suggest)
    _refuse(document, faults)
    return document


def shape_faults(source: Source) -> tuple[Finding, ...]:
    """Return the faults of an initiative's parts alone: all that can be said while its portfolio cannot be read."""
    try:
        _validated(Initiative, source, Suggestions())
    except DocumentFaults as faults:
        return faults.findings
    return ()


def _validated(part: type[PartT], source: Source, suggest: Suggestions) -> PartT:
    try:
        return part.model_validate(source.tree)
    except ValidationError as error:
        found = explain(error, part, source.file, source.tree, suggest)
    raise DocumentFaults(_first(found))


def _refuse(document: Document, faults: Iterable[Fault]) -> None:
    found = [fault.finding(document.place(fault.path)) for fault in faults]
    if found:
        raise DocumentFaults(_first(found))


def _first(findings: list[Finding]) -> list[Finding]:
    """Return the faults in the order of their lines, the first `SHOWN_AT_MOST` of them with the number of all."""
    ordered = sorted(findings, key=lambda f: (f.place.file or "", f.place.line or 0, f.place.path, f.code, f.problem))
    if len(ordered) <= SHOWN_AT_MOST:
        return ordered
    last = ordered[SHOWN_AT_MOST - 1].place
    more = f"There are {len(ordered):,} faults; these are the first {SHOWN_AT_MOST}."
    place = Place(last.file, last.line, Id(""))
    return [*ordered[:SHOWN_AT_MOST], TOO_MANY_FAULTS.at(place, more, "Mend these and check again.")]


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
            "rates": _joined(portfolio.rates, own.rates),
        }
    )
    return Document(merged, portfolio, source, outer, shared)


def _joined(outer: Mapping[str, object], own: Mapping[str, object]) -> Mapping[str, object]:
    """Return both, the initiative's own before the portfolio's; one of them as it is where the other is empty."""
    return {**outer, **own} if outer and own else outer or own
