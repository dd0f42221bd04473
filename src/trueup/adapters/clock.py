"""Today's date and the time of day: the only clock there is."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """Return today's date in UTC."""
    return now().date()


def now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)
