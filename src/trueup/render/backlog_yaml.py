"""An imported backlog as the text of `backlog/<tool>.yaml`: epics, their stories, their tasks, one key a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol

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


class Plain(Protocol):
    """Says whether a text may stand without quotes; `flow` is for one between brackets."""

    def __call__(self, text: str, *, flow: bool) -> bool:
        """Return whether it may."""


def surely_plain(text: str, *, flow: bool) -> bool:  # noqa: ARG001 - it holds between brackets, too
    """Whether every reader of YAML takes a text without quotes for just that text."""
    return _PLAIN.fullmatch(text) is not None and text.lower() not in _WORDS


def backlog_yaml(items: Sequence[Item], tool: Tool, plain: Plain = surely_plain) -> str:
    """Return the text of a backlog's file; items come with parents before their children."""
    below: dict[str | None, list[Item]] = {}
    for item in items:
        below.setdefault(item.parent, []).append(item)
    return "\n".join(_lines(below, tool, plain)) + "\n"


def _lines(below: Mapping[str | None, Sequence[Item]], tool: Tool, plain: Plain) -> Iterator[str]:
    yield f"# Imported from {_NAMES[tool]} by `trueup import {tool}`. Importing again updates what nobody changed here:"
    yield "# your own values, keys and comments stay. `advances:` names the KPIs that an epic or a story moves."
    yield "trueup: 1"
    epics = below.get(None, ())
    yield from ("", "epics:") if epics else ("epics: {}",)
    for epic in epics:
        yield from _item(epic, below, plain)


def _item(item: Item, below: Mapping[str | None, Sequence[Item]], plain: Plain) -> Iterator[str]:
    indent = " " * _INDENT[item.level]
    children = below.get(item.id, ())
    name = item.id if _KEY.fullmatch(item.id) and item.id.lower() not in _WORDS else f'"{item.id}"'
    if not item.values and not children:
        yield f"{indent}{name}: {{}}"
        return
    yield f"{indent}{name}:"
    for key, value in item.values.items():
        yield f"{indent}  {key}: {value if key == 'due' else written(value, plain)}"
    if children:
        yield f"{indent}  {_CHILDREN[item.level]}:"
        for child in children:
            yield from _item(child, below, plain)


def written(value: Value, plain: Plain = surely_plain, *, flow: bool = False) -> str:
    """Return a value on one line: a text plain where it may be, else in quotes; of a list with one entry that entry."""
    if isinstance(value, str):
        return value if surely_plain(value, flow=flow) or plain(value, flow=flow) else _quoted(value)
    if len(value) == 1:
        return written(value[0], plain, flow=flow)
    return "[" + ", ".join(written(each, plain, flow=True) for each in value) + "]"


def _quoted(value: str) -> str:
    if value.isascii() and value.isprintable() and "  " not in value:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = scalar(value)
    return text if text.startswith('"') else f'"{text}"'
