"""Reviews: those of the ledger count as held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from trueup.core.model.document import Document
from trueup.core.model.ledger import Entry


def with_reviews_held(document: Document, entries: Iterable[Entry], as_of: date) -> Document:
    """Return a document whose reviews were also held on the days on which the ledger records them."""
    initiative = document.initiative
    days: dict[str, set[date]] = {}
    for entry in entries:
        draft = entry.draft
        if draft.kind == "review" and draft.initiative == initiative.id and draft.at.date() <= as_of:
            days.setdefault(draft.subject, set()).add(draft.at.date())
    held = {name: days[name] for name in initiative.reviews if name in days}
    if not held:
        return document
    reviews = {
        name: each.model_copy(update={"held": tuple(sorted({*each.held, *held.get(name, ())}))})
        for name, each in initiative.reviews.items()
    }
    return replace(document, initiative=initiative.model_copy(update={"reviews": reviews}))
