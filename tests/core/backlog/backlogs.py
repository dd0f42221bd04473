"""Short ways to write rows of a backlog."""

from __future__ import annotations

from trueup.core.backlog.row import Row, Settings
from trueup.core.backlog.take import take


def rows(*given: dict[str, str | tuple[str, ...]]) -> list[Row]:
    return [
        Row(number, {name: (text,) if isinstance(text, str) else text for name, text in each.items()})
        for number, each in enumerate(given, 2)
    ]


def row(key, kind="Story", parent="", **more):
    named = {"key": key, "type": kind, "title": f"Title {key}", "parent": parent, **more}
    return {name: text for name, text in named.items() if text}


def taken(*given, tool="jira", settings=None):
    return take(rows(*given), tool, settings or Settings())


def tree(backlog) -> dict[str, tuple[str, str | None]]:
    """Return each item's level and parent."""
    return {item.id: (item.level, item.parent) for item in backlog.items}
