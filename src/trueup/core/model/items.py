"""Epics, stories and tasks as one flat list of paths, parents before children."""

from __future__ import annotations

from collections.abc import Collection

from trueup.core.model.initiative import Initiative
from trueup.core.model.work import Epic, Item, Story


def items_of(initiative: Initiative) -> list[tuple[str, Item]]:
    """Return (path, item) of all work, each parent followed by its children, in the order of the document."""
    found: list[tuple[str, Item]] = []
    for epic_id, epic in initiative.epics.items():
        path = f"epics.{epic_id}"
        found.append((path, epic))
        for story_id, story in epic.stories.items():
            below = f"{path}.stories.{story_id}"
            found.append((below, story))
            found.extend([(f"{below}.tasks.{task_id}", task) for task_id, task in story.tasks.items()])
    return found


def located(initiative: Initiative, names: Collection[str]) -> dict[str, str]:
    """Return the path of each name that leads to one item: its path, `E1.S2`, else an id that no other item has."""
    found = {name: path for name in names if item_at(initiative, path := item_path(name))}
    missing = set(names).difference(found)
    if not missing:
        return found
    paths: dict[str, list[str]] = {}
    for path, _ in items_of(initiative):
        if (name := path.rpartition(".")[2]) in missing:
            paths.setdefault(name, []).append(path)
    return found | {name: each[0] for name, each in paths.items() if len(each) == 1}


def item_at(initiative: Initiative, path: str) -> Item | None:
    """Return the item at a path, None where none stands there."""
    names = short_path(path).split(".")
    if item_path(".".join(names)) != path:
        return None
    here: Item | None = initiative.epics.get(names[0])
    for name in names[1:]:
        below = here.stories if isinstance(here, Epic) else here.tasks if isinstance(here, Story) else {}
        here = below.get(name)
    return here


def dropped(item: Item) -> bool:
    """Whether nobody is to work on an item any more: it is cancelled, or every part that it was broken into is."""
    if item.status in ("cancelled", "done"):
        return item.status == "cancelled"
    parts = item.stories if isinstance(item, Epic) else item.tasks if isinstance(item, Story) else {}
    return bool(parts) and all(dropped(part) for part in parts.values())


def is_planned(initiative: Initiative, path: str) -> bool:
    """Whether the item at a path is there to be worked on: neither it nor one that holds it is dropped."""
    here: str | None = path
    while here is not None:
        item = item_at(initiative, here)
        if item is None or dropped(item):
            return False
        here = parent_of(here)
    return True


def kind_of(item: Item) -> str:
    """Return `epic`, `story` or `task`."""
    return "epic" if isinstance(item, Epic) else "story" if isinstance(item, Story) else "task"


def parent_of(path: str) -> str | None:
    """Return the path of the item that holds this one, None for an epic."""
    steps = path.split(".")
    return ".".join(steps[:-2]) if len(steps) > 2 else None  # noqa: PLR2004 - `epics.ID` is the top


def epic_of(path: str) -> str:
    """Return the path of the epic that holds the item at a path, itself where it is one."""
    end = path.find(".", len("epics."))
    return path if end < 0 else path[:end]


def item_path(name: str) -> str:
    """Return the path that `E1.S2` or `E1.S2.T3` stands for; another name, a path among them, comes back as it is."""
    steps = name.split(".")
    if steps[0] == "epics" or len(steps) > len(_LEVELS):
        return name
    return ".".join(part for level, step in zip(_LEVELS, steps, strict=False) for part in (level, step))


def short_path(path: str) -> str:
    """Return the path of an item as people write it: `E1.S2` for `epics.E1.stories.S2`."""
    return ".".join(path.split(".")[1::2])


_LEVELS = ("epics", "stories", "tasks")
