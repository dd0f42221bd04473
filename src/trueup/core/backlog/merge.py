"""Importing again: what was imported last, what the export says now and what people made of it, put together.

A value that people left as it was imported follows the export; one they changed or added stays. Nothing is deleted:
what left the export is named, what people removed does not come back.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from trueup.core.backlog.mine import CHILDREN, KEYS, RANKS, Mine
from trueup.core.backlog.record import Kept
from trueup.core.backlog.row import Item, Level, Value
from trueup.core.base.tree import Branch, Row, Tree

Words: TypeAlias = "str | list[Words] | dict[str, Words] | None"
"""A value as it is put into the document; None takes it out."""

_ABOVE: Final[Mapping[Level, str]] = {"epic": "top", "story": "epic", "task": "story"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that people and the export changed both; `mine` stands, `theirs` does not."""

    item: str
    key: str
    mine: str
    theirs: str


@dataclass(slots=True)
class Merged:
    """What importing again does: the work as it then is, what is kept for the next time, and ids to tell people about.

    `items` are all that now stand in the file, with their values as they now are; `advances` what people linked.
    """

    epics: dict[str, Words] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    unmoved: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    advances: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """The file an import goes into.

    `epics` is its work and `mine` the items of it, `commented` its lines with a comment, in order: an item with one is
    not moved and a value with one is not taken out, for the comment would be lost. `elsewhere` are the ids that stand
    in another file of the document.
    """

    epics: Tree
    mine: Mapping[str, Mine]
    commented: Sequence[int] = ()
    elsewhere: Collection[str] = ()

    def says(self, first: int, last: int) -> bool:
        """Whether a comment stands on one of the lines from the first to the last."""
        at = bisect_left(self.commented, first)
        return at < len(self.commented) and self.commented[at] <= last


class _Work:
    """The work of a file while it is changed: where every item stands, and on which level."""

    def __init__(self, file: File) -> None:
        """Start with what stands in the file."""
        whole = _tree_words(file.epics)
        self.epics: dict[str, Words] = whole if isinstance(whole, dict) else {}
        self.levels: dict[str, Level] = {name: each.level for name, each in file.mine.items()}
        self.parents: dict[str, str | None] = {name: each.parent for name, each in file.mine.items()}
        self._holders: dict[str, dict[str, Words]] = {}
        for name, each in file.mine.items():
            self._holders[name] = self._below(each.parent)

    def node(self, name: str) -> dict[str, Words]:
        """Return the mapping of an item; a title alone becomes one."""
        found = self._holders[name].get(name)
        if not isinstance(found, dict):
            found = {} if found is None else {"title": found}
            self._holders[name][name] = found
        return found

    def put(self, name: str, words: Words, parent: str | None) -> None:
        """Put an item below another, None for the top; below a task it stands beside it."""
        above = parent
        while above is not None and self.levels[above] == "task":
            above = self.parents[above]
        holder = self._below(above)
        holder[name] = words
        self._holders[name], self.parents[name] = holder, above
        self.levels[name] = self.level_below(above)

    def level_below(self, parent: str | None) -> Level:
        """Return the level of what stands below an item, None for the top."""
        return "epic" if parent is None else "story" if self.levels[parent] == "epic" else "task"

    def move(self, name: str, parent: str | None) -> None:
        """Put an item with all it holds below another."""
        holder, old = self._holders[name], self.parents[name]
        self.put(name, holder.pop(name), parent)
        if old is not None and not holder:
            self.node(old).pop("stories" if self.levels[old] == "epic" else "tasks", None)

    def _below(self, parent: str | None) -> dict[str, Words]:
        if parent is None:
            return self.epics
        node, key = self.node(parent), "stories" if self.levels[parent] == "epic" else "tasks"
        found = node.get(key)
        if not isinstance(found, dict):
            found = node[key] = {}
        return found


def merge(base: Mapping[str, Kept], theirs: Sequence[Item], file: File) -> Merged:
    """Return how the items of a new export (`theirs`, parents first) go into a file that people may have changed.

    `base` is the last import.
    """
    work = _Work(file)
    found = Merged(work.epics)
    out: set[str] = set()
    now: dict[str, Item] = {}
    for item in theirs:
        known, there = base.get(item.id), file.mine.get(item.id)
        values = dict(item.values)
        if there is not None:
            if _moves(found, item, known, there, file, work):
                work.move(item.id, item.parent)
            values = _changes(found, item, known, there, file, work)
        elif _is_out(found, item, known, file, out):
            out.add(item.id)
            continue
        else:
            work.put(item.id, _words(item.values), item.parent)
            found.added.append(item.id)
        now[item.id] = replace(item, values=values, parent=work.parents[item.id], level=work.levels[item.id])
        found.kept[item.id] = Kept(item)
    for name, kept in base.items():
        if name not in found.kept and name in file.mine:
            found.kept[name] = replace(kept, state="gone")
            found.gone.append(name)
    found.items = _current(now, file.mine)
    found.advances = {name: each.advances for name, each in file.mine.items() if each.advances}
    return found


def follow(base: Mapping[str, Kept], theirs: Sequence[Item], elsewhere: Collection[str]) -> Merged | None:
    """Return what a file that nobody edited since the last import becomes: the new export and what is gone from it.

    None where something gone has lost the item above it, so that it has to be merged step by step.
    """
    found = Merged()
    out: set[str] = set()
    levels: dict[str | None, str] = {None: "top"}
    file = File(None, {}, (), elsewhere)
    for item in theirs:
        known = base.get(item.id)
        settled = known is not None and known.state != "removed"
        outside = item.id in elsewhere or item.parent in elsewhere or item.parent in out
        if (outside or not settled) and _is_out(found, item, known, file, out):
            out.add(item.id)
            continue
        found.items.append(item)
        found.kept[item.id] = Kept(item)
        levels[item.id] = item.level
        if known is None:
            found.added.append(item.id)
        elif known.item.parent != item.parent or known.item.level != item.level:
            found.moved.append(item.id)
        elif known.item.values != item.values:
            found.updated.append(item.id)
    for name, kept in base.items():
        if name in found.kept or kept.state == "removed" or name in out:
            continue
        if levels.get(kept.item.parent) != _ABOVE[kept.item.level]:
            return None
        levels[name] = kept.item.level
        found.items.append(kept.item)
        found.kept[name] = replace(kept, state="gone")
        found.gone.append(name)
    return found


def standing(base: Mapping[str, Kept], elsewhere: Collection[str]) -> list[Item] | None:
    """Return the items of the last import that stand in its own file as long as nobody edited that.

    None where they do not stand on each other, so that only a merge can have written the file.
    """
    out = set(elsewhere)
    levels: dict[str | None, str] = {None: "top"}
    found = []
    for name, kept in base.items():
        if kept.state == "removed" or name in out or kept.item.parent in out:
            out.add(name)
        elif levels.get(kept.item.parent) != _ABOVE[kept.item.level]:
            return None
        else:
            levels[name] = kept.item.level
            found.append(kept.item)
    return found


def _is_out(found: Merged, item: Item, known: Kept | None, file: File, out: Collection[str]) -> bool:
    """Whether an item that the file does not hold stays out: it stands elsewhere, or people took it or its epic out."""
    if item.id in file.elsewhere or (item.parent in file.elsewhere and item.parent not in file.mine):
        found.elsewhere.append(item.id)
        found.kept[item.id] = Kept(item)
        return True
    if known is not None or item.parent in out:
        found.removed.append(item.id)
        found.kept[item.id] = Kept(item, "removed")
        return True
    return False


def _moves(found: Merged, item: Item, known: Kept | None, there: Mine, file: File, work: _Work) -> bool:
    """Whether an item moves below its new parent: where the export moved it and people did not."""
    if known is None or item.parent in (known.item.parent, there.parent):
        return False
    holds_comment = file.says(_beginning(there, file), there.lines[1])
    holds_work = isinstance(there.tree, Branch) and ("stories" in there.tree or "tasks" in there.tree)
    there_now = item.parent is None or item.parent in work.levels
    fits = there_now and (not holds_work or work.level_below(item.parent) == there.level)
    if there.parent != known.item.parent or holds_comment or not fits:
        found.unmoved.append(item.id)
        return False
    found.moved.append(item.id)
    return True


def _beginning(there: Mine, file: File) -> int:
    """Return the first line of an item; of the first below another that of the key they stand under."""
    above = file.mine.get(there.parent or "")
    if above is None or not isinstance(above.tree, Branch):
        return there.lines[0]
    key = CHILDREN[above.level]
    below = above.tree.get(key)
    is_first = isinstance(below, Branch) and next(iter(below), None) == there.id
    return above.tree.lines[key] if is_first else there.lines[0]


def _changes(found: Merged, item: Item, known: Kept | None, there: Mine, file: File, work: _Work) -> dict[str, Value]:
    """Set the values that the export changed and people did not, note those that both changed; return what stands."""
    before = known.item.values if known else {}
    values = dict(there.values)
    for key in KEYS:
        old, new, own = before.get(key), item.values.get(key), there.values.get(key)
        if new in (old, own):
            continue
        if own != old or (own is None and _holds(there.tree, key)) or _is_noted(there, key, new, file):
            found.differences.append(Difference(item.id, key, _said(own), _said(new)))
            continue
        node = work.node(item.id)
        if new is None:
            values.pop(key, None)
            node.pop(key, None)
        else:
            values[key] = new
            _set(node, key, _word(new))
    if values != there.values:
        found.updated.append(item.id)
    return values


def _is_noted(there: Mine, key: str, new: Value | None, file: File) -> bool:
    """Whether a comment would go with a value: with one that is taken out, or beside the entries of a list."""
    if not _holds(there.tree, key):
        return False
    first, last = there.lines_of(key)
    return (new is None or (first < last and not isinstance(new, str))) and file.says(first, last)


def _set(node: dict[str, Words], key: str, word: Words) -> None:
    """Set a key of an item; a new one stands behind those that the field reference has before it."""
    if key in node:
        node[key] = word
        return
    entries = list(node.items())
    before = [at for at, (name, _) in enumerate(entries, 1) if RANKS.get(name, len(RANKS)) < RANKS[key]]
    entries.insert(max(before, default=0), (key, word))
    node.clear()
    node.update(entries)


def _current(now: Mapping[str, Item], mine: Mapping[str, Mine]) -> list[Item]:
    """Return what stands in the file, parents first: items as they now are, and the people's own beside them."""
    every = [
        _with_effort(now.get(name) or Item(name, each.level, each.parent, each.values, {}), each)
        for name, each in mine.items()
    ]
    every += [item for name, item in now.items() if name not in mine]
    return [item for level in ("epic", "story", "task") for item in every if item.level == level]


def _with_effort(item: Item, there: Mine) -> Item:
    """Return an item with what people noted of its effort, which no import writes."""
    noted = {key: text for key in ("spent", "remaining") if (text := there.text(key))}
    return replace(item, values={**item.values, **noted}) if noted else item


def _holds(tree: Tree, key: str) -> bool:
    return isinstance(tree, Branch) and key in tree


def _said(value: Value | None) -> str:
    return "nothing" if value is None else value if isinstance(value, str) else ", ".join(value)


def _word(value: Value) -> Words:
    return value if isinstance(value, str) else list(value)


def _words(values: Mapping[str, Value]) -> dict[str, Words]:
    return {key: _word(value) for key, value in values.items()}


def _tree_words(tree: Tree) -> Words:
    if isinstance(tree, Branch):
        return {key: _tree_words(value) for key, value in tree.items()}
    if isinstance(tree, Row):
        return [_tree_words(value) for value in tree]
    return tree
