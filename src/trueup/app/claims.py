"""Several initiatives may claim one KPI's benefit: its total is shared out, pro rata of the claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from trueup.adapters.folder import find
from trueup.adapters.yaml_document import Bounds
from trueup.app.load import load
from trueup.core.base.errors import TrueupError
from trueup.core.model.document import Document


def shares_of(document: Document, folder: Path, bounds: Bounds) -> Mapping[str, float]:
    """Return, for each KPI shared through the portfolio that carries money, the share this initiative may claim.

    Each initiative that uses a shared KPI claims all of what it is worth at target, so n claims are 1/n each.
    """
    if not _priced(document):
        return {}
    try:
        portfolio = find(folder).portfolio
        others = load(portfolio.parent, bounds)[1] if portfolio else ()
    except TrueupError:
        return {}
    return shares_among(document, (one.document for one in others if one.document is not None))


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
