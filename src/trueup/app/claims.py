"""Several initiatives may claim one KPI's benefit: its total is shared out, pro rata of the claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from trueup.adapters.folder import find, ledger_of
from trueup.adapters.yaml_document import Bounds
from trueup.app.load import Loaded, load
from trueup.app.recall import recall
from trueup.core.base.errors import TrueupError
from trueup.core.model.document import Document


def shares_of(document: Document, folder: Path, bounds: Bounds, as_of: date) -> Mapping[str, float]:
    """Return, for each KPI shared through the portfolio that carries money, the share this initiative may claim.

    Each initiative that uses a shared KPI claims all of what it is worth at target, so n claims are 1/n each; one that
    was killed by a day claims nothing.
    """
    if not _priced(document):
        return {}
    try:
        portfolio = find(folder).portfolio
        others = load(portfolio.parent, bounds)[1] if portfolio else ()
    except TrueupError:
        return {}
    return shares_among(document, open_ones(others, as_of))


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


def shares_among(document: Document, others: Iterable[Document]) -> Mapping[str, float]:
    """Return the shares a document may claim among all initiatives of its portfolio, itself among them."""
    counts = dict.fromkeys(_priced(document), 0)
    if not counts:
        return {}
    for other in others:
        for name in other.shared & counts.keys():
            counts[name] += 1
    return {name: 1 / count for name, count in counts.items() if count > 1}


def _priced(document: Document) -> list[str]:
    return sorted(name for name in document.shared if document.initiative.kpis[name].worth)
