"""The lines of a YAML text as its layout divides them: which belong to a value, which are comments between."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from trueup.adapters.yaml_layout import COMMENT, HEADER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trueup.adapters.yaml_layout import Child, Node

_BREAK: Final = re.compile(r"\r\n|\r|\n")


class Rows:
    """The lines of a text without their breaks; `at` tells on which of them a place stands, counted from 0."""

    def __init__(self, text: str) -> None:
        """Divide a text; a break at its end makes no further line."""
        self.texts: list[str] = []
        self._starts: list[int] = []
        at = 0
        for found in _BREAK.finditer(text):
            self._add(text, at, found.start())
            at = found.end()
        if at < len(text) or not self.texts:
            self._add(text, at, len(text))

    def _add(self, text: str, start: int, end: int) -> None:
        self.texts.append(text[start:end])
        self._starts.append(start)

    def at(self, place: int) -> int:
        """Return the line of a place in the text."""
        return bisect_right(self._starts, place) - 1

    def is_first(self, place: int) -> bool:
        """Return whether only blanks stand before a place on its line."""
        row = self.at(place)
        return not self.texts[row][: place - self._starts[row]].strip(" ")

    def comment(self, row: int) -> int:
        """Return the column of the comment that is all there is on a line, -1 where it is none."""
        text = self.texts[row]
        bare = text.lstrip(" ")
        return len(text) - len(bare) if bare.startswith("#") else -1

    def is_blank(self, row: int) -> bool:
        """Return whether a line holds nothing."""
        return not self.texts[row].strip(" \t")

    def behind(self, child: Child, limit: int) -> int:
        """Return the line behind an entry and the comments that are indented deeper than it, at most `limit`."""
        row = here = self.at(child.end) + 1
        while here < limit and (self.is_blank(here) or self.comment(here) > child.column):
            here += 1
            if not self.is_blank(here - 1):
                row = here
        return row


def is_open(node: Node) -> bool:
    """Return whether a value is a list or mapping on lines with something in it."""
    return node.style == "block" and bool(node.children)


def scalars(node: Node, *, flow: bool = False) -> Iterator[tuple[Node, bool]]:
    """Yield every key and single value in the order of the text, and whether it stands between brackets."""
    flow = flow or node.style == "flow"
    for child in node.children:
        if child.key is not None:
            yield child.key, flow
        if child.node.children or child.node.style in {"flow", "block"}:
            yield from scalars(child.node, flow=flow)
        else:
            yield child.node, flow


def comments(text: str, top: Node) -> list[str]:
    """Return the comments of a text, blanks at their ends removed, sorted."""
    found, at = [], 0
    for node, _ in scalars(top):
        header = HEADER.match(text, node.start) if node.style in "|>" else None
        start = header.end() if header else node.start
        found += COMMENT.findall(text[at:start])
        if header:
            row = _BREAK.search(text, start)
            found += COMMENT.findall(text[start : row.start() if row else len(text)])
        at = node.end
    return sorted(each.rstrip() for each in (*found, *COMMENT.findall(text[at:])))


def last_of(top: Node) -> Node:
    """Return the value that ends last."""
    while top.children:
        top = top.children[-1].node
    return top
