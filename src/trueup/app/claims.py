"""Several initiatives may claim one KPI's benefit: gathers their claims, and what counts of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeAlias

from trueup.adapters.folder import PORTFOLIO, find, ledger_of
from trueup.adapters.yaml_document import Bounds
from trueup.app.load import Loaded, load
from trueup.app.recall import recall
from trueup.core.base.errors import TrueupError
from trueup.core.model.claims import WHOLE, claims_of, counted, total_of
from trueup.core.model.document import Document

Claimed: TypeAlias = "Mapping[str, Mapping[str, float]]"
"""What all claims on each shared KPI come to, by the file of the portfolio and the KPI's id."""


def shares_of(document: Document, folder: Path, bounds: Bounds, as_of: date) -> Mapping[str, float]:
    """Return the share of each KPI's worth that counts for an initiative, where that is not the whole.

    The claims of all initiatives of its portfolio are read for that; one that was killed by a day claims nothing.
    Where the portfolio cannot be read, what the initiative itself claims counts.
    """
    if not _priced(document):
        return _shares(document, {})
    try:
        target = find(folder)
        if target.portfolio is None:
            return _shares(document, {})
        around, others = load(target.portfolio.parent, bounds)
    except TrueupError:
        return _shares(document, {})
    mine = [around.portfolio_of(file) == around.root / PORTFOLIO for file in around.initiatives]
    own = [one for one, is_own in zip(others, mine, strict=True) if is_own]
    return _shares(document, _totals(open_ones(own, as_of)))


def open_ones(loaded: Iterable[Loaded], as_of: date) -> list[Document]:
    """Return the documents that could be read, but those of initiatives that were killed by a day."""
    return [one.document for one in loaded if one.document is not None and not _killed(one.document, one.folder, as_of)]


def _killed(document: Document, folder: Path, as_of: date) -> bool:
    """Whether an initiative was killed; one whose ledger cannot be trusted counts as open, as it is told elsewhere."""
    if not ledger_of(folder).exists():
        return False
    from trueup.core.gates.killed import kill_of  # what reads a ledger is loaded where one was begun

    try:
        memory = recall(folder)
    except TrueupError:
        return False
    entries = memory.entries if memory else ()
    mine = (e for e in entries if e.draft.initiative == document.initiative.id and e.draft.at.date() <= as_of)
    return kill_of(mine) is not None


def claimed_among(documents: Iterable[Document]) -> Claimed:
    """Return what the claims of initiatives come to on each KPI that they share, portfolio by portfolio."""
    members: dict[str, list[Document]] = {}
    for each in documents:
        if each.around is not None:
            members.setdefault(each.around.file, []).append(each)
    return {file: _totals(each) for file, each in members.items()}


def shares_among(document: Document, claimed: Claimed) -> Mapping[str, float]:
    """Return the share of each KPI's worth that counts for an initiative, where that is not the whole.

    `claimed` is what all claims of its portfolio come to, its own among them.
    """
    return _shares(document, claimed.get(document.around.file, {}) if document.around else {})


def shares_anything(document: Document) -> bool:
    """Whether what an initiative promises takes its own claims or those of others to be known."""
    return bool(document.initiative.claims or _priced(document))


def _shares(document: Document, totals: Mapping[str, float]) -> Mapping[str, float]:
    names = {*document.initiative.claims, *_priced(document)}
    if not names:
        return {}
    claims = claims_of(document)
    shares = {name: counted(claims.get(name, 0.0), totals.get(name, 0.0)) for name in sorted(names)}
    return {name: share for name, share in shares.items() if share != WHOLE}


def _totals(documents: Iterable[Document]) -> Mapping[str, float]:
    claims: dict[str, list[float]] = {}
    for each in documents:
        if _priced(each):
            for name, claim in claims_of(each).items():
                if name in each.shared:
                    claims.setdefault(name, []).append(claim)
    return {name: total_of(each) for name, each in claims.items()}


def _priced(document: Document) -> list[str]:
    """Return the portfolio's KPIs that an initiative uses and that say what they are worth."""
    return sorted(name for name in document.shared if document.initiative.kpis[name].worth)
