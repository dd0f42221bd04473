"""Names of time zones: judged by the zone database of the system, without any data.

Where that database is not installed nothing is said, and the engine judges when it reads the data.
"""

from __future__ import annotations

import re
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_LIKE: Final = 0.75
_NO_PLACES: Final = frozenset({"localtime", "posixrules", "Factory"})
"""Entries of the database that are no zone: the first one is whatever the machine at hand is set to."""
_OFFSET: Final = re.compile(r"(UTC|GMT|Z)?\s*[+-]\s*\d{1,2}(:?\d{2})?", re.IGNORECASE)
_ABBREVIATIONS: Final = {
    **dict.fromkeys(("BST",), "Europe/London"),
    **dict.fromkeys(("CEST", "MEZ", "MESZ"), "Europe/Berlin"),
    **dict.fromkeys(("EEST",), "Europe/Athens"),
    **dict.fromkeys(("WEST",), "Europe/Lisbon"),
    **dict.fromkeys(("MSK",), "Europe/Moscow"),
    **dict.fromkeys(("EST", "EDT", "ET"), "America/New_York"),
    **dict.fromkeys(("CST", "CDT", "CT"), "America/Chicago"),
    **dict.fromkeys(("MST", "MDT", "MT"), "America/Denver"),
    **dict.fromkeys(("PST", "PDT", "PT"), "America/Los_Angeles"),
    **dict.fromkeys(("HST",), "Pacific/Honolulu"),
    **dict.fromkeys(("IST",), "Asia/Kolkata"),
    **dict.fromkeys(("JST",), "Asia/Tokyo"),
    **dict.fromkeys(("SGT",), "Asia/Singapore"),
    **dict.fromkeys(("HKT",), "Asia/Hong_Kong"),
    **dict.fromkeys(("AEST", "AEDT"), "Australia/Sydney"),
    **dict.fromkeys(("NZST", "NZDT"), "Pacific/Auckland"),
}
"""Abbreviations that name several zones, or one without its summer time; with a place that is often meant."""


def zone_fault(name: str) -> tuple[str, str] | None:
    """Return what is wrong with the name of a time zone, and what to write; None where it is one or nobody can tell."""
    if not _known("UTC"):
        return None
    meant = _ABBREVIATIONS.get(name.strip().upper())
    if meant is not None:
        problem = f"`{name}` is an abbreviation: it may stand for several zones, or leaves summer time out"
        return problem, f"Write region and city, such as `zone: {meant}`."
    if _OFFSET.fullmatch(name.strip()):
        return (
            f"`{name}` is an offset: it knows no summer time",
            "Write region and city, such as `zone: Europe/London`.",
        )
    if _known(name):
        return None
    near = _nearest(name)
    return f"`{name[:60]}` is not a time zone", f"Write `zone: {near}`." if near else (
        "Write region and city, such as `zone: Europe/London`."
    )


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return name not in _NO_PLACES


def _nearest(name: str) -> str | None:
    import difflib  # most names are right

    regions = {zone.lower(): zone for zone in sorted(available_timezones()) if "/" in zone}
    wanted = name.strip().replace(" ", "_").lower()
    if wanted in regions:
        return regions[wanted]
    cities = {zone.rpartition("/")[2]: real for zone, real in regions.items() if not zone.startswith("etc/")}
    if wanted.rpartition("/")[2] in cities:
        return cities[wanted.rpartition("/")[2]]
    close = difflib.get_close_matches(wanted, list(regions), n=1, cutoff=_LIKE)
    close_city = difflib.get_close_matches(wanted, list(cities), n=1, cutoff=_LIKE)
    return regions[close[0]] if close else cities[close_city[0]] if close_city else None
