"""From rows to items: every row ends as an epic, a story or a task, or in the list of rows not taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from trueup.core.backlog.dates import month_first
from trueup.core.backlog.hierarchy import Tree, arrange
from trueup.core.backlog.naming import Naming, cleaner, usable
from trueup.core.backlog.row import (
    NO_EPIC,
    NO_EPIC_TITLE,
    Backlog,
    Item,
    Level,
    Note,
    NotTaken,
    Row,
    Settings,
    Tool,
    Value,
)
from trueup.core.backlog.statuses import Kind, folded, kind_of
from trueup.core.backlog.values import Reader

_SHOWN: Final = cleaner(120)
_TITLE: Final = cleaner(300)
_KEY: Final = cleaner(80)


@dataclass(slots=True)
class _Sorted:
    """The rows that may become items, each with its key, and those that may not."""

    rows: list[Row] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    not_taken: list[NotTaken] = field(default_factory=list)


def take(rows: Iterable[Row], tool: Tool, settings: Settings, notes: Sequence[Note] = ()) -> Backlog:
    """Return the items of a backlog's rows, parents before children, in time linear in the rows.

    Stories without an epic stand under one that is made for them. A row whose epic is not among the rows stands under
    an epic of that key or name, made for it.
    """
    found = _sorted(rows, tool)
    types = folded(settings.types)
    words: dict[str, Kind | None] = {}
    kinds: list[Kind | None] = []
    for row in found.rows:
        word = row.first("type")
        if word not in words:
            words[word] = kind_of(word, types)
        kinds.append(words[word])
    tree = arrange(found.rows, found.keys, kinds)
    reader = Reader(tool, settings, _months(found.rows, settings), prefer=_preferred(found.rows))
    items = tuple(_items(found, tree, reader, tool))
    above = _above(found, tree)
    odd = {**tree.notes, **reader.notes}
    return Backlog(
        tool,
        items,
        tuple(sorted([*found.not_taken, *above], key=lambda each: each.row)),
        (*notes, *map(Note, reader.remarks), *(Note(said, tuple(sorted(at))) for said, at in odd.items())),
        _project(found.rows),
    )


def _sorted(rows: Iterable[Row], tool: Tool) -> _Sorted:
    found = _Sorted()
    seen: dict[str, Row] = {}
    for row in rows:
        key = row.first("key").strip()
        title = _SHOWN(row.first("title"))
        reason = ""
        if not row.texts:
            reason = "The row is empty."
        elif row.texts.get("refused"):
            reason = row.first("refused")
        elif not key and (tool == "jira" or not title):
            reason = "It has no key." if tool == "jira" else "It has neither a key nor a title."
        elif key in seen:
            same = "with the same content" if seen[key].texts == row.texts else "with other content"
            reason = f"The key {_SHOWN(key)} stands in row {seen[key].number} already, {same}."
        if reason:
            found.not_taken.append(NotTaken(row.number, _SHOWN(key), title, reason))
            continue
        if key:
            seen[key] = row
        found.rows.append(row)
        found.keys.append(key)
    return found


def _months(rows: Sequence[Row], settings: Settings) -> bool | None:
    if settings.month_first is not None:
        return settings.month_first
    return month_first(row.first("due") for row in rows if "due" in row.texts)


def _preferred(rows: Sequence[Row]) -> str:
    """Return the field that estimates are taken from where a row has both: the one that more rows have."""
    points = sum("points" in row.texts for row in rows)
    times = sum("time" in row.texts for row in rows)
    return "points" if points >= times else "time"


def _project(rows: Sequence[Row]) -> str:
    named = Counter(row.first("project") for row in rows if "project" in row.texts)
    return _SHOWN(named.most_common(1)[0][0]) if named else ""


def _items(found: _Sorted, tree: Tree, reader: Reader, tool: Tool) -> Iterator[Item]:
    """Yield each epic, its stories and their tasks, in the order of the rows; made epics stand last."""
    naming = Naming()
    ids = [""] * len(found.rows)
    for at, key in enumerate(found.keys):
        if tree.levels[at] != "above" and usable(key):
            ids[at] = naming.id_for(key, "item")
    for at, (row, key) in enumerate(zip(found.rows, found.keys, strict=True)):
        if tree.levels[at] != "above" and not ids[at]:
            wish = f"gh-{key[1:]}" if tool == "github" and key.startswith("#") else key or row.first("title")
            ids[at] = naming.id_for(wish, "item")
    below: dict[int | str | None, list[int]] = {}
    for at, level in enumerate(tree.levels):
        if level in ("story", "task"):
            below.setdefault(tree.parents[at], []).append(at)
    for at, level in enumerate(tree.levels):
        if level == "epic":
            yield _item(found, at, ids, "epic", None, reader)
            yield from _under(found, below.get(at, ()), below, ids, ids[at], reader)
    made = [parent for parent in below if not isinstance(parent, int)]
    for parent in sorted(made, key=lambda each: each is None):
        epic = _made(parent, [found.rows[at] for at in below[parent]], naming, reader)
        yield epic
        yield from _under(found, below[parent], below, ids, epic.id, reader)


def _under(
    found: _Sorted,
    stories: Sequence[int],
    below: dict[int | str | None, list[int]],
    ids: Sequence[str],
    epic: str,
    reader: Reader,
) -> Iterator[Item]:
    for story in stories:
        yield _item(found, story, ids, "story", epic, reader)
        for task in below.get(story, ()):
            yield _item(found, task, ids, "task", ids[story], reader)


def _item(found: _Sorted, at: int, ids: Sequence[str], level: Level, parent: str | None, reader: Reader) -> Item:
    row, key = found.rows[at], found.keys[at]
    return Item(ids[at], level, parent, reader.values(row, ids[at], key, level), row.texts, row.number)


def _made(name: int | str | None, stories: Sequence[Row], naming: Naming, reader: Reader) -> Item:
    if not isinstance(name, str):
        return Item(naming.id_for(NO_EPIC, NO_EPIC), "epic", None, {"title": NO_EPIC_TITLE}, {}, made=True)
    given = naming.id_for(name, "epic")
    title = next((row.first("parent_title") for row in stories if "parent_title" in row.texts), "")
    otherwise = f"{name} (not in the file)" if given == name and reader.tool == "jira" else name
    values: dict[str, Value] = {"title": _TITLE(title or otherwise) or given}
    if given != name and _KEY(name):
        values["key"] = _KEY(name)
    said = f"no row for the epic it names, such as `{_SHOWN(name)}`: an epic of that key or name stands for it"
    for row in stories:
        reader.note("epic", said, row)
    return Item(given, "epic", None, values, {}, made=True)


def _above(found: _Sorted, tree: Tree) -> Iterator[NotTaken]:
    for at, level in enumerate(tree.levels):
        if level == "above":
            row = found.rows[at]
            kind = _SHOWN(row.first("type")) or "it"
            reason = f"A level above the epic ({kind}): the hierarchy begins with epics; what is below it was taken."
            yield NotTaken(row.number, found.keys[at], _SHOWN(row.first("title")), reason, above=True, texts=row.texts)
