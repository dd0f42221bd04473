"""The work of a document as people left it: its items by id, read from the tree of one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from trueup.core.backlog.row import Level, Value
from trueup.core.base.record import dataclass
from trueup.core.base.tree import Branch, Row, Tree
from trueup.core.model.shape import keys_of
from trueup.core.model.work import Epic

_IMPORTED: Final = frozenset(
    {"title", "type", "key", "status", "estimate", "due", "assignee", "labels", "description", "acceptance"}
)
RANKS: Final[Mapping[str, int]] = {
    name: rank for rank, name in enumerate((*(key.name for key in keys_of(Epic)), "tasks"))
}
"""The place of each key of an item in the order of the field reference."""
KEYS: Final = tuple(name for name in RANKS if name in _IMPORTED)
"""The keys of an item that an import writes, in that order."""
CHILDREN: Final[Mapping[Level, str]] = {"epic": "stories", "story": "tasks"}
_BELOW: Final[Mapping[Level, Level]] = {"epic": "story", "story": "task"}


@dataclass(frozen=True, slots=True)
class Mine:
    """An item in the document: where it stands, and what it says; `tree` is its part of the tree, a text for a title.

    `values` are those of `KEYS` that could be read; `lines` are its first and its last line in the file.
    """

    id: str
    level: Level
    parent: str | None
    path: tuple[str, ...]
    values: Mapping[str, Value]
    tree: Tree
    lines: tuple[int, int]

    def lines_of(self, key: str) -> tuple[int, int]:
        """Return the first and the last line of the value of a key, with what stands between it and the next key."""
        if not isinstance(self.tree, Branch) or key not in self.tree.lines:
            return self.lines
        first = self.tree.lines[key]
        return first, min((line for line in self.tree.lines.values() if line > first), default=self.lines[1] + 1) - 1

    def text(self, key: str) -> str:
        """Return a value that is a text, empty where it is none."""
        found = self.tree.get(key) if isinstance(self.tree, Branch) else None
        return found if isinstance(found, str) else ""

    @property
    def advances(self) -> str:
        """The KPIs it advances by itself as a cell says them: `late`, `late, orders`, `late=2, orders`."""
        tree = self.tree.get("advances") if isinstance(self.tree, Branch) else None
        if isinstance(tree, str):
            return tree
        if isinstance(tree, Branch):
            return ", ".join(f"{name}={weight}" if isinstance(weight, str) else name for name, weight in tree.items())
        return ", ".join(each for each in tree if isinstance(each, str)) if isinstance(tree, Row) else ""


def items_in(tree: Tree) -> dict[str, Mine]:
    """Return the items of a document's tree by id, parents before children.

    Of several with one id the epic, else the first; what lies below the others is not told.
    """
    found: dict[str, Mine] = {}
    epics = tree.get("epics") if isinstance(tree, Branch) else None
    if isinstance(epics, Branch):
        for item in _items(epics, ("epics",), "epic", None, _end(tree)):
            if item.parent is None:
                found[item.id] = item
            elif item.id not in epics and item.parent in found and found[item.parent].path == item.path[:-2]:
                found.setdefault(item.id, item)
    return found


def _items(branch: Branch, path: tuple[str, ...], level: Level, parent: str | None, end: int) -> Iterator[Mine]:
    starts = [*list(branch.lines.values())[1:], end][: len(branch)]
    for (name, part), last in zip(branch.items(), starts, strict=True):
        here = (*path, name)
        yield Mine(name, level, parent, here, _values(part), part, (branch.lines[name], last - 1))
        children = part.get(CHILDREN.get(level, "")) if isinstance(part, Branch) else None
        if isinstance(children, Branch):
            yield from _items(children, (*here, CHILDREN[level]), _BELOW[level], name, last)


def _end(tree: Tree) -> int:
    """Return a line behind the epics: that of the next key of the document, else one beyond any file's."""
    lines = sorted(tree.lines.items(), key=lambda each: each[1]) if isinstance(tree, Branch) else []
    names = [name for name, _ in lines]
    after = names.index("epics") + 1 if "epics" in names else len(names)
    return lines[after][1] if after < len(lines) else 1 << 60


def _values(part: Tree) -> dict[str, Value]:
    if isinstance(part, str):
        return {"title": part}
    if not isinstance(part, Branch):
        return {}
    found: dict[str, Value] = {}
    for key in KEYS:
        given = part.get(key)
        if isinstance(given, str):
            found[key] = (given,) if key in ("labels", "acceptance") else given
        elif isinstance(given, Row) and all(isinstance(each, str) for each in given):
            found[key] = tuple(each for each in given if isinstance(each, str))
    return found
