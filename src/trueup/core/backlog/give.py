"""Items back as the cells of another tool: as they came where nobody changed them, else as the document now says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from trueup.core.backlog.estimates import amount_of, unit_of
from trueup.core.backlog.mine import RANKS, Mine
from trueup.core.backlog.record import Record
from trueup.core.backlog.row import NO_EPIC, NO_EPIC_TITLE, Item, Level, NotTaken, Settings, Texts, Tool, Value
from trueup.core.base.tree import Branch

TYPES: Final[Mapping[Level, str]] = {"epic": "Epic", "story": "Story", "task": "Sub-task"}
_STATUSES: Final[Mapping[Tool, Mapping[str, str]]] = {
    "jira": {"todo": "To Do", "doing": "In Progress", "done": "Done", "cancelled": "Done"},
    "github": {"todo": "open", "doing": "open", "done": "closed", "cancelled": "closed"},
    "csv": {"todo": "todo", "doing": "doing", "done": "done", "cancelled": "cancelled"},
}
_SECONDS: Final = 3600
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title",),
    "status": ("status", "resolution", "category"),
    "estimate": ("points", "time"),
    "due": ("due",),
    "assignee": ("assignee",),
    "labels": ("labels",),
    "description": ("description",),
    "acceptance": ("acceptance",),
}
"""The fields that each key of an item comes from."""
_TOOLS: Final[Mapping[Tool, str]] = {
    "jira": "Jira's CSV has",
    "github": "GitHub's issues have",
    "csv": "the CSV has",
}
_UNHELD: Final[Mapping[Tool, frozenset[str]]] = {"github": frozenset({"estimate", "due", "acceptance"})}
"""Keys that an import writes and a tool has no field for."""
_LONGEST_NUMBER: Final = 18
_ANYWHERE: Final = frozenset({"title", "description", "acceptance"})
"""Keys whose texts mean the same in every tool."""


@dataclass(frozen=True, slots=True)
class Given:
    """One item as another tool gets it: `cells` by field, its number there, and that of the item above it."""

    id: str
    level: Level | None
    cells: Texts
    number: str
    above: str
    advances: str = ""


@dataclass(frozen=True, slots=True)
class Gift:
    """All that is exported, highest level first, and what could not be given in full, by item."""

    items: tuple[Given, ...]
    losses: tuple[str, ...]


@dataclass(slots=True)
class _Giver:
    """What all items are given with.

    `kept` are the items of all records, `own` the ids in the record of the tool itself; `numbers` are the items'
    numbers there, `higher` those of levels above the epic by number and by key, `words` the tool's word for a status.
    `no_epics` are the epics that only hold work without one, which no tool but ours is given.
    """

    tool: Tool
    kept: Mapping[str, Item]
    own: frozenset[str]
    hours: float
    words: Mapping[str, str]
    numbers: Mapping[str, str]
    higher: Mapping[str, str]
    no_epics: frozenset[str]
    losses: list[str] = field(default_factory=list)

    def is_made(self, name: str | None) -> bool:
        """Whether an epic was made by an import: the tool has no row for it, or it stands for work without an epic."""
        return name is not None and (name in self.no_epics or (name in self.own and self.kept[name].made))

    def above(self, name: str | None) -> str:
        """Return the number of the item above another; of an epic that the tool has, but not in its file, the name."""
        if name is None or name in self.no_epics:
            return ""
        if self.is_made(name):
            key = self.kept[name].values.get("key", name)
            return key if isinstance(key, str) else name
        return self.numbers.get(name, "")


def give(mine: Mapping[str, Mine], tool: Tool, record: Record | None, others: Sequence[Record] = ()) -> Gift:
    """Return the items of a document as a tool takes them: levels above the epic, epics, stories, tasks.

    `record` is the last import from that tool, whose own words come back where nobody changed a value; `others` are
    those from other tools, which still hold whole descriptions.
    """
    kept = {name: each.item for one in (*others, *([record] if record else [])) for name, each in one.items.items()}
    own = frozenset(record.items) if record else frozenset()
    above = [_above(each) for each in record.above] if record else []
    higher = {text: each.number for each in above for text in (each.id, each.number) if text}
    hours = record.settings.hours if record else Settings().hours
    no_epics = frozenset(name for name, item in mine.items() if tool != "csv" and _is_no_epic(item))
    giver = _Giver(tool, kept, own, hours, _used(record, tool), {}, higher, no_epics)
    giver.numbers = _numbers(giver, mine, above)
    items = [
        _given(giver, item) for level in ("epic", "story", "task") for item in mine.values() if item.level == level
    ]
    shown = [item for item in items if not giver.is_made(item.id)]
    return Gift((*above, *shown), (*_unheld(tool, [mine[item.id] for item in shown]), *giver.losses))


def _is_no_epic(item: Mine) -> bool:
    return item.level == "epic" and item.id.startswith(NO_EPIC) and item.values.get("title") == NO_EPIC_TITLE


def _unheld(tool: Tool, items: Sequence[Mine]) -> Iterator[str]:
    """Yield in one sentence which keys of the document the tool has no field for, and how many items lose one."""
    held = {*_FIELDS, "type", "key", "stories", "tasks", *(("advances",) if tool == "csv" else ())}
    held -= _UNHELD.get(tool, frozenset())
    lost = [{key for key in item.tree if key not in held} if isinstance(item.tree, Branch) else set() for item in items]
    names = sorted(set().union(*lost), key=lambda name: RANKS.get(name, len(RANKS)))
    if names:
        listed = ", ".join(f"`{name}`" for name in names)
        count = sum(map(bool, lost))
        verb = "loses" if count == 1 else "lose"
        yield f"{_TOOLS[tool]} no field for {listed}: {count:,} of {len(items):,} items {verb} something"


def _used(record: Record | None, tool: Tool) -> Mapping[str, str]:
    """Return the tool's word for each status: the one that most of its items had, else the usual one."""
    counts: dict[str, Counter[str]] = {}
    for each in record.items.values() if record else ():
        status = each.item.values.get("status", "todo")
        if isinstance(status, str) and "status" in each.item.texts:
            counts.setdefault(status, Counter())[each.item.texts["status"][0]] += 1
    return {**_STATUSES[tool], **{state: count.most_common(1)[0][0] for state, count in counts.items()}}


def _numbers(giver: _Giver, mine: Mapping[str, Mine], above: Iterable[Given]) -> dict[str, str]:
    """Return the number of every item: its own, else the next that is free.

    A number is no other item's number or key, nor what any row names as the item above it.
    """
    keys = {text: name for name, item in mine.items() for text in _key(giver, item, giver.kept.get(name))}
    before = {name: giver.kept[name].texts for name in sorted(giver.own)}
    taken = {text for texts in before.values() for field in ("id", "parent", "epic") for text in texts.get(field, ())}
    taken |= {*keys, *(text for each in above for text in (each.id, each.number))}
    last = max((int(text) for text in taken if _is_number(text)), default=0)
    found: dict[str, str] = {}
    used: set[str] = set()
    for name in mine:
        own = before.get(name, {}).get("id", ("",))[0]
        if not own or own in used or keys.get(own, name) != name:
            last += 1
            own = str(last)
        found[name] = own
        used.add(own)
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER


def _above(each: NotTaken) -> Given:
    number = each.texts.get("id", each.texts.get("key", ("",)))[0]
    return Given(each.key, None, each.texts, number, each.texts.get("parent", ("",))[0])


def _given(giver: _Giver, item: Mine) -> Given:
    kept = giver.kept.get(item.id)
    cells: dict[str, tuple[str, ...]] = {}
    for key, fields in _FIELDS.items():
        value = item.values.get(key)
        texts = _texts(giver, item, kept, key, fields)
        if texts is not None:
            cells.update(texts)
        elif value is not None or key == "status":
            cells.update(_cells(giver, item, key, "todo" if value is None else value))
    cells["key"] = _key(giver, item, kept)
    cells["type"] = _type(giver, item, kept)
    above = giver.above(item.parent)
    if kept and item.id in giver.own:
        same = item.parent == kept.parent
        names = ("epic", "epic_name", "project") if same else ("epic_name", "project")
        cells.update({name: kept.texts[name] for name in names if name in kept.texts})
        if same and (item.parent is None or giver.is_made(item.parent)):
            named = kept.texts.get("parent", ())
            above = next((giver.higher[text] for text in named if text in giver.higher), named[0] if named else "")
    cells = {name: texts for name, texts in cells.items() if any(texts)}
    return Given(item.id, item.level, cells, giver.numbers[item.id], above, item.advances)


def _texts(giver: _Giver, item: Mine, kept: Item | None, key: str, fields: Sequence[str]) -> Texts | None:
    """Return the cells a value came from, where nobody changed it since; None where it has to be written anew."""
    if kept is None or item.values.get(key) != kept.values.get(key):
        return None
    if item.id not in giver.own and key not in _ANYWHERE:
        return None
    found = {name: kept.texts[name] for name in fields if name in kept.texts}
    return None if not found and (key == "status" or key in item.values) else found


def _cells(giver: _Giver, item: Mine, key: str, value: Value) -> dict[str, tuple[str, ...]]:
    if key == "status":
        found: dict[str, tuple[str, ...]] = {"status": (giver.words.get(str(value), str(value)),)}
        if value == "cancelled":
            found["resolution"] = ("not planned" if giver.tool == "github" else "Won't Do",)
        return found if giver.tool != "csv" else {"status": found["status"]}
    if key == "estimate" and isinstance(value, str):
        return _estimate(giver, item, value)
    if key == "acceptance" and not isinstance(value, str):
        return {"acceptance": ("\n".join(value),)}
    return {key: (value,) if isinstance(value, str) else value}


def _estimate(giver: _Giver, item: Mine, text: str) -> dict[str, tuple[str, ...]]:
    amount = amount_of(text)
    if amount is None:
        giver.losses.append(f"{item.id}: the estimate `{text}` is left out, no number can be read in it")
        return {}
    if ".." in text or "/" in text:
        giver.losses.append(f"{item.id}: of the estimate `{text}` only its middle, {amount:g}, can be given")
    if unit_of(text) == "point":
        return {"points": (f"{amount:g}",)}
    if giver.tool == "jira":
        return {"time": (f"{amount * giver.hours * _SECONDS:.0f}",)}
    return {"time": (f"{amount:g} day" + ("" if amount == 1 else "s"),)}


def _key(giver: _Giver, item: Mine, kept: Item | None) -> tuple[str, ...]:
    """Return an item's key: its own, in a tool that gives keys itself none for what is new there, else its id."""
    if kept and item.id in giver.own and "key" in kept.texts:
        return kept.texts["key"]
    return () if giver.own and giver.tool != "csv" else (item.id,)


def _type(giver: _Giver, item: Mine, kept: Item | None) -> tuple[str, ...]:
    word = item.values.get("type")
    if kept and item.id in giver.own and word == kept.values.get("type") and item.level == kept.level:
        return kept.texts.get("type", ())
    return (word if isinstance(word, str) else TYPES[item.level],)


def shapes(gift: Gift) -> Iterator[tuple[str, int]]:
    """Yield each field that any item has with the number of columns it takes."""
    widths: Counter[str] = Counter()
    for item in gift.items:
        for name, texts in item.cells.items():
            widths[name] = max(widths[name], len(texts))
    yield from widths.items()
