"""Who stands below whom: the parents that rows name, whatever their order, and the level this puts each row on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from trueup.core.backlog.row import Level, Row
from trueup.core.backlog.statuses import Kind

Place = Level | Literal["above"]
_SHOWN: Final = 6


@dataclass(slots=True)
class Tree:
    """For each row its level and its parent: another row, the name of an epic no row stands for, or None.

    `notes` are what was found odd, each with the rows it was found in.
    """

    levels: list[Place]
    parents: list[int | str | None]
    notes: dict[str, list[int]] = field(default_factory=dict)


def arrange(rows: Sequence[Row], keys: Sequence[str], kinds: Sequence[Kind | None]) -> Tree:
    """Return the hierarchy of rows with unique keys (empty where a row has none), in time linear in the rows."""
    notes: dict[str, list[int]] = {}
    parents, missing = _parents(rows, keys, kinds)
    _break_circles(parents, keys, rows, notes)
    below: list[list[int]] = [[] for _ in rows]
    for at, parent in enumerate(parents):
        if parent is not None:
            below[parent].append(at)
    given = _Given(rows, kinds, missing, below, promote="epic" not in kinds)
    tree = Tree(["story"] * len(rows), [None] * len(rows), notes)
    walk = [at for at, parent in enumerate(parents) if parent is None]
    for at in walk:
        _place(tree, at, parents[at], given)
        walk.extend(below[at])
    return tree


@dataclass(frozen=True, slots=True)
class _Given:
    """What is known of rows before they are placed.

    `missing` is the parent that is not among the rows, `below` the rows that name each as their parent; with `promote`
    what has work below it and nothing above is an epic.
    """

    rows: Sequence[Row]
    kinds: Sequence[Kind | None]
    missing: Sequence[str]
    below: Sequence[Sequence[int]]
    promote: bool


def _parents(
    rows: Sequence[Row], keys: Sequence[str], kinds: Sequence[Kind | None]
) -> tuple[list[int | None], list[str]]:
    """Return for each row the row above it, and what it names where there is no such row."""
    index = _index(rows, keys, kinds)
    parents: list[int | None] = []
    missing: list[str] = []
    for row in rows:
        above, epic = row.texts.get("parent", ()), row.texts.get("epic", ())
        found = lost = None
        for text in (*above, *epic):
            found = index.get(text.strip())
            if found is None:
                found = index.get(text.strip().casefold())
            if found is not None:
                break
            # Of several columns the last to name the parent is its key or its epic, which says more than a number.
            lost = text.strip() if lost is None or lost.isdigit() else lost
        parents.append(found)
        missing.append(lost or "" if found is None else "")
    return parents, missing


def _index(rows: Sequence[Row], keys: Sequence[str], kinds: Sequence[Kind | None]) -> Mapping[str, int]:
    """Return rows by key, by number and, where it names one row alone, by the name or title of an epic or of any."""
    found = {key: at for at, key in enumerate(keys) if key}
    for at, row in enumerate(rows):
        for text in row.texts.get("id", ()):
            found.setdefault(text.strip(), at)
    for at, key in enumerate(keys):
        found.setdefault(key.casefold(), at)
    for epics in (True, False):
        named = _named(row if not epics or kinds[at] == "epic" else None for at, row in enumerate(rows))
        for text, at in named.items():
            found.setdefault(text, at)
    found.pop("", None)
    return found


def _named(rows: Iterable[Row | None]) -> Mapping[str, int]:
    """Return rows by the names and titles that one of them has alone."""
    named: dict[str, int] = {}
    for at, row in enumerate(rows):
        for text in {t.strip() for name in ("epic_name", "title") for t in row.texts.get(name, ())} if row else ():
            named[text] = -1 if text in named else at
    return {text: at for text, at in named.items() if at >= 0}


def _break_circles(
    parents: list[int | None], keys: Sequence[str], rows: Sequence[Row], notes: dict[str, list[int]]
) -> None:
    """Take the parent from every row whose parents lead back to itself, and note each circle."""
    seen = [0] * len(parents)
    for start in range(len(parents)):
        walked: list[int] = []
        here: int | None = start
        while here is not None and not seen[here]:
            seen[here] = start + 1
            walked.append(here)
            here = parents[here]
        if here is not None and seen[here] == start + 1:
            circle = walked[walked.index(here) :]
            names = [keys[at] or f"row {rows[at].number}" for at in circle]
            shown = " -> ".join([*names[:_SHOWN], *(["..."] if len(names) > _SHOWN else []), names[0]])
            notes.setdefault(f"parents lead back to themselves ({shown}): taken without a parent", []).extend(
                rows[at].number for at in circle
            )
            for at in circle:
                parents[at] = None


def _place(tree: Tree, at: int, parent: int | None, given: _Given) -> None:
    """Set the level and the parent of a row whose parent has been placed."""
    row, kind, below = given.rows[at], given.kinds[at], given.below[at]
    above = tree.levels[parent] if parent is not None else None
    over_epics = any(given.kinds[child] == "epic" for child in below)
    if kind == "above" or (kind != "epic" and over_epics):
        tree.levels[at] = "above"
    elif kind == "epic":
        tree.levels[at] = "epic"
        if above is not None and above != "above":
            _note(tree, "an epic below an item that is no level above the epic: taken as an epic", row)
    elif parent is not None and above not in (None, "above"):
        _below(tree, at, row, parent)
    elif _stands_for_epic(at, given):
        tree.levels[at] = "epic"
        _note(tree, "work below and nothing above: taken as an epic, as the file has no type `Epic`", row)
    else:
        _without_epic(tree, at, row, kind, given.missing[at])


def _stands_for_epic(at: int, given: _Given) -> bool:
    alone = given.kinds[at] is None and given.promote and not given.missing[at]
    return alone and any(given.kinds[child] != "task" for child in given.below[at])


def _below(tree: Tree, at: int, row: Row, parent: int) -> None:
    if tree.levels[parent] == "epic":
        tree.parents[at] = parent
        return
    tree.levels[at] = "task"
    tree.parents[at] = parent
    if tree.levels[parent] == "task":
        tree.parents[at] = tree.parents[parent]
        _note(tree, "deeper than a task: taken as a task of the same story", row)


def _without_epic(tree: Tree, at: int, row: Row, kind: Kind | None, missing: str) -> None:
    if not missing:
        return
    if kind == "task":
        _note(tree, "the parent is not in the file: taken as a story without an epic", row)
    else:
        tree.parents[at] = missing


def _note(tree: Tree, said: str, row: Row) -> None:
    tree.notes.setdefault(said, []).append(row.number)
