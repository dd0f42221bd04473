"""One plain entry for tests of the ledger; the processes they start load this and no strategies for any entry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from trueup.core.model.ledger import Draft

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def draft(note="", *, who="coo", minutes=0, **more) -> Draft:
    """Return a plain entry, so many minutes after the start."""
    return Draft("review", "late-orders", who, "sponsor", START + timedelta(minutes=minutes), note=note, **more)
