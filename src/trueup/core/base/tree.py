"""The raw document: plain dicts, lists and strings that remember the line each entry stands on.

Scalars stay text (`NO` is not false, `12:30:45` is not a number); only a plain empty scalar, `~` or `null` is `None`.
The line numbers sit beside the values, so the tree can be handed to pydantic as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_INDEX: Final = 10

Tree: TypeAlias = "str | Branch | Row | None"


class Branch(dict[str, "str | Branch | Row | None"]):
    """A mapping; `line` is its own line and `lines[key]` the line of a key, both counted from 1."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        """Start an empty mapping at a line."""
        self.line = line
        self.lines: dict[str, int] = {}


class Row(list["str | Branch | Row | None"]):
    """A list; `line` is its own line and `lines[i]` the line of entry i, both counted from 1."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        """Start an empty list at a line."""
        self.line = line
        self.lines: list[int] = []


def line_of(tree: Branch, path: Sequence[str | int]) -> int:
    """Return the line of the deepest part of `path` that the tree holds (a missing key is placed at its parent).

    Entries of a list are counted from 0 and may be written as text, as in a path that was split at its dots.
    """
    line = tree.line
    here: Tree = tree
    for step in path:
        if isinstance(here, Branch) and step in here:
            line, here = here.lines[str(step)], here[str(step)]
        elif isinstance(here, Row) and (at := _index(step)) is not None and at < len(here):
            line, here = here.lines[at], here[at]
        else:
            break
    return line


def _index(step: str | int) -> int | None:
    if isinstance(step, int):
        return step if step >= 0 else None
    return int(step) if step.isascii() and step.isdigit() and len(step) < _LONGEST_INDEX else None
