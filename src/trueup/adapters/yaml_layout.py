"""Where everything stands in the text of a YAML document: each value, key and dash with its place in characters.

The layout is read from the parser's events, like the tree; it exists so that a text can be changed at a few places and
stay as it is everywhere else. Only documents that `read_tree` accepts have a layout worth using.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import yaml
from yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_Event: TypeAlias = Any  # PyYAML's stubs call the mark of every event optional, and its kinds share no attributes

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
COMMENT: Final = re.compile(r"(?:^|(?<=\s))#[^\r\n]*")
HEADER: Final = re.compile(r"[|>][-+0-9]*")
_AFTER_KEY: Final = re.compile(r"\s*:")


class Node(NamedTuple):
    """A value: `start` and `end` bound its characters; an empty value has `start == end` and style `plain`."""

    start: int
    end: int
    column: int
    style: str
    """`plain`, `'`, `"`, `|`, `>`, or for lists and mappings `block` or `flow`."""
    text: str
    is_list: bool
    children: tuple[Child, ...]


class Child(NamedTuple):
    """An entry: its key (or dash, or nothing in a flow list) begins at `start`; its value may begin at `after`."""

    name: str
    start: int
    after: int
    """Behind the colon or the dash; -1 where a key of a flow mapping has no colon."""
    column: int
    node: Node
    key: Node | None

    @property
    def end(self) -> int:
        """Where the entry's characters end."""
        return max(self.node.end, self.after, self.key.end if self.key else 0)


def layout(text: str) -> Node | None:
    """Return the layout of a document's top value, or `None` of a document that holds nothing.

    Raises yaml.YAMLError where the text is not YAML.
    """
    return _Builder(text).build()


def without_comments(text: str) -> str:
    """Return a gap between values with its comments blanked, places unchanged."""
    return COMMENT.sub(lambda found: " " * len(found[0]), text) if "#" in text else text


def comment_in(text: str) -> bool:
    """Return whether a gap between values holds a comment."""
    return "#" in text and COMMENT.search(text) is not None


class _Open(NamedTuple):
    """A list or mapping whose end is not reached yet."""

    event: _Event
    is_list: bool
    children: list[Child]


class _Builder:
    def __init__(self, text: str) -> None:
        self._text = text
        self._stack: list[_Open] = []
        self._keys: list[Node | None] = []
        self._top: Node | None = None

    def build(self) -> Node | None:
        events: Iterator[_Event] = iter(yaml.parse(self._text, Loader=_LOADER))
        for event in events:
            kind = event.__class__
            if kind is ScalarEvent:
                start, end = event.start_mark, event.end_mark.index
                style = event.style or "plain"
                if style in "|>":
                    end = _end_of_block(self._text, start.index, end)
                self._place(Node(start.index, end, start.column, style, event.value, False, ()))  # noqa: FBT003
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._stack.append(_Open(event, kind is SequenceStartEvent, []))
                self._keys.append(None)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._keys.pop()
                self._place(_collection(self._stack.pop(), event))
        return self._top

    def _place(self, node: Node) -> None:
        if not self._stack:
            if node.children or node.style != "plain" or node.end > node.start:
                self._top = node
            return
        here = self._stack[-1]
        key = self._keys[-1]
        if here.is_list:
            here.children.append(self._entry(here, node))
        elif key is None:
            self._keys[-1] = node
        else:
            after = key.end + 1 if self._text[key.end : key.end + 1] == ":" else self._colon(key)
            here.children.append(Child(key.text, key.start, after, key.column, node, key))
            self._keys[-1] = None

    def _entry(self, here: _Open, node: Node) -> Child:
        if here.event.flow_style:
            return Child("", node.start, node.start, node.column, node, None)
        begin = here.children[-1].end if here.children else here.event.start_mark.index
        dash = begin + without_comments(self._text[begin : node.start]).find("-")
        return Child("", dash, dash + 1, here.event.start_mark.column, node, None)

    def _colon(self, key: Node) -> int:
        found = _AFTER_KEY.match(self._text, key.end)
        return found.end() if found else -1


def _collection(opened: _Open, event: _Event) -> Node:
    start, flow = opened.event.start_mark, opened.event.flow_style
    end = event.end_mark.index if flow or not opened.children else opened.children[-1].end
    style = "flow" if flow else "block"
    return Node(start.index, end, start.column, style, "", opened.is_list, tuple(opened.children))


def _end_of_block(text: str, start: int, end: int) -> int:
    """Return where a block scalar's last line ends, before its break: blank lines belong to it only with `+`."""
    header = text[start : text.find("\n", start)] if "\n" in text[start:end] else text[start:end]
    body = text[start:end]
    if "+" in header.split("#")[0]:
        cut = 2 if body.endswith("\r\n") else 1 if body.endswith(("\n", "\r")) else 0
        return end - cut
    return start + len(body.rstrip("\r\n"))
