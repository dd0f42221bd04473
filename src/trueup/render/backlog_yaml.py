"""An imported backlog as the text of `backlog/<tool>.yaml`: epics, their stories, their tasks, one key a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from trueup.core.backlog.row import Item, Tool, Value
from trueup.render.draft import scalar

_PLAIN: Final = re.compile(
    r"[A-Za-z](?:[A-Za-z0-9_./()' -]{0,300}[A-Za-z0-9_./()'-])?|[1-9][0-9]{0,8} (?:days?|points?)"
)
_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_NAMES: Final[Mapping[Tool, str]] = {"jira": "Jira", "github": "GitHub", "csv": "a CSV file"}
_CHILDREN: Final = {"epic": "stories", "story": "tasks"}
_INDENT: Final = {"epic": 2, "story": 6, "task": 10}


def backlog_yaml(items: Sequence[Item], tool: Tool) -> str:
    """Return the text of a backlog's file; items come with parents before their children."""
    below: dict[str | None, list[Item]] = {}
    for item in items:
        below.setdefault(item.parent, []).append(item)
    return "\n".join(_lines(below, tool)) + "\n"


def _lines(below: Mapping[str | None, Sequence[Item]], tool: Tool) -> Iterator[str]:
    yield f"# Imported from {_NAMES[tool]} by `trueup import {tool}`. Importing again updates what nobody changed here:"
    yield "# your own values, keys and comments stay. `advances:` names the KPIs that an epic or a story moves."
    yield "trueup: 1"
    epics = below.get(None, ())
    yield "epics:" if epics else "epics: {}"
    for epic in epics:
        yield from _item(epic, below)


def _item(item: Item, below: Mapping[str | None, Sequence[Item]]) -> Iterator[str]:
    indent = " " * _INDENT[item.level]
    children = below.get(item.id, ())
    name = item.id if _KEY.fullmatch(item.id) and item.id.lower() not in _WORDS else f'"{item.id}"'
    if not item.values and not children:
        yield f"{indent}{name}: {{}}"
        return
    yield f"{indent}{name}:"
    for key, value in item.values.items():
        yield f"{indent}  {key}: {value if key == 'due' else written(value)}"
    if children:
        yield f"{indent}  {_CHILDREN[item.level]}:"
        for child in children:
            yield from _item(child, below)


def written(value: Value) -> str:
    """Return a value on one line: a text plain where every reader of YAML takes it as text, else in quotes."""
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
            return value
        return _quoted(value)
    if len(value) == 1:
        return written(value[0])
    return "[" + ", ".join(_quoted(each) if not _KEY.fullmatch(each) else written(each) for each in value) + "]"


def _quoted(value: str) -> str:
    if value.isascii() and value.isprintable() and "  " not in value:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = scalar(value)
    return text if text.startswith('"') else f'"{text}"'
