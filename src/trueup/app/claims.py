"""Several initiatives may claim one KPI's benefit: its total is shared out, pro rata of the claims."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from trueup.adapters.folder import PORTFOLIO
from trueup.adapters.yaml_document import Bounds
from trueup.app.load import load
from trueup.core.base.errors import TrueupError
from trueup.core.model.document import Document


def shares_of(document: Document, folder: Path, bounds: Bounds) -> Mapping[str, float]:
    """Return, for each KPI shared through the portfolio that carries money, the share this initiative may claim.

    Each initiative that uses a shared KPI claims all of what it is worth at target, so n claims are 1/n each.
    """
    priced = [name for name in document.shared if document.initiative.kpis[name].worth]
    around = next((f for f in (folder.resolve(), folder.resolve().parent) if (f / PORTFOLIO).is_file()), None)
    if not priced or around is None:
        return {}
    try:
        _, others = load(around, bounds)
    except TrueupError:
        return {}
    documents = [one.document for one in others if one.document is not None]
    counts = {name: sum(name in other.shared for other in documents) for name in priced}
    return {name: 1 / count for name, count in counts.items() if count > 1}
