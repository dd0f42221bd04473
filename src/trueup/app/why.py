"""Why an item is there: the way from it to the strategic objective, or where the way breaks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from trueup.app.assess import Settings
from trueup.app.define import one_document
from trueup.app.seen import seen
from trueup.core.base.errors import TrueupError
from trueup.core.base.nearest import nearest
from trueup.core.gates.ways import Ways, known_items, ways

_KINDS: Final = (
    "Name an epic, story, task, KPI, operational goal, data set, option, assumption, strategic objective or a person "
    "of the document, or `objective`."
)
"""What has a way to the strategic objective."""


def why(path: Path, item: str, *, as_of: date, settings: Settings | None = None) -> Ways:
    """Return the ways from an item of the initiative at a path; raises `TrueupError` for an item that is not there.

    No data is read: figures come from the cache and from `evidence/`, each only where it was seen on today's data.
    """
    chosen = settings or Settings()
    target, document = one_document(path, chosen.bounds)
    assessment = seen(document, target.initiatives[0].parent, as_of=as_of, settings=chosen).judged()
    found = known_items(assessment, item)
    if len(found) == 1:
        return ways(assessment, found[0])
    if found:
        raise TrueupError.option(
            f"`{item}` is {len(found)} items: {', '.join(found[:5])}.", item, "Name one by its path."
        )
    names = {*known_items(assessment, None)}
    hint = nearest(item, {name.rpartition(".")[2] for name in names} | names)
    fix = f"Did you mean `{hint}`?" if hint else _KINDS
    raise TrueupError.option(f"There is no `{item[:80]}` in this initiative.", item[:80], fix)
