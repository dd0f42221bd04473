"""Which column holds which field: by the names the tools give them, or as the user maps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from trueup.core.backlog.header_words import guessed, option
from trueup.core.backlog.neutral import restored
from trueup.core.backlog.row import Row, Tool
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault

FIELDS: Final[Mapping[str, str]] = {
    "key": "its key, such as SHOP-12",
    "id": "its internal number, which parents may be named by",
    "type": "what the tool calls it, such as Epic, Story, Bug",
    "title": "what is to be done",
    "parent": "the key, number or title of the item above",
    "epic": "the key or name of its epic",
    "epic_name": "the short name of an epic",
    "parent_title": "the title of the item above",
    "points": "its estimate in story points",
    "time": "its estimate as time: seconds in Jira, else `3d`, `4h`, `2.5 days`, a number of days",
    "status": "how far it is",
    "category": "which kind of status that is",
    "resolution": "how it ended",
    "assignee": "who does it",
    "labels": "words to find it by",
    "description": "what it is about",
    "acceptance": "when it is accepted",
    "due": "the day it is due",
    "project": "the project's name",
    "advances": "the KPIs it moves, which are put into the table of links",
}
"""The fields an import knows, and what each holds."""

_JIRA: Final[Mapping[str, tuple[str, ...]]] = {
    "key": ("issue key", "key", "work item key"),
    "id": ("issue id", "work item id"),
    "type": ("issue type", "work type", "work item type", "issuetype"),
    "title": ("summary",),
    "parent": ("parent", "parent id", "parent key", "parent link"),
    "epic": ("epic link",),
    "epic_name": ("epic name",),
    "parent_title": ("parent summary",),
    "points": ("story points", "story point estimate"),
    "time": ("original estimate",),
    "status": ("status",),
    "category": ("status category",),
    "resolution": ("resolution",),
    "assignee": ("assignee",),
    "labels": ("labels",),
    "description": ("description",),
    "acceptance": (),
    "due": ("due date", "due"),
    "project": ("project name",),
    "advances": (),
}
_PLAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "key": ("key", "id", "item", "number", "nr", "no", "#", "issue key", "ticket"),
    "id": ("issue id",),
    "type": ("type", "kind", "level", "issue type", "work item type"),
    "title": ("title", "name", "summary", "task", "story"),
    "parent": ("parent", "parent id", "parent key"),
    "epic": ("epic", "epic link", "feature", "theme", "milestone"),
    "epic_name": ("epic name",),
    "parent_title": ("parent title", "parent summary"),
    "points": ("points", "story points", "sp", "size"),
    "time": ("estimate", "days", "effort", "original estimate"),
    "status": ("status", "state"),
    "category": ("status category",),
    "resolution": ("resolution",),
    "assignee": ("assignee", "assigned to", "owner", "who"),
    "labels": ("labels", "label", "tags", "tag"),
    "description": ("description", "details", "body", "notes"),
    "acceptance": ("acceptance", "acceptance criteria"),
    "due": ("due", "due date", "deadline"),
    "project": ("project", "project name"),
    "advances": ("advances",),
}
KNOWN: Final[Mapping[Tool, Mapping[str, tuple[str, ...]]]] = {"jira": _JIRA, "csv": _PLAIN, "github": {}}
_COLUMN: Final = "COLUMN"
_CUSTOM: Final = "custom field ("
_NEEDED: Final[Mapping[Tool, tuple[str, ...]]] = {"jira": ("title", "key"), "csv": ("title",), "github": ()}
_ROOM: Final = 700
"""Characters that a list of columns may take; no name is cut."""
_LIKELY: Final = frozenset({"type", "parent", "epic", "points", "time", "status"})
"""Fields whose absence changes what the work looks like."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row, and the header of each such column.

    `likely` are columns that are not read and look as if they held a field that matters, by that field.
    """

    at: Mapping[str, tuple[int, ...]]
    headers: Mapping[str, tuple[str, ...]]
    width: int
    likely: Mapping[str, str]

    @property
    def hint(self) -> str:
        """What to say about likely columns, empty where there are none."""
        if not self.likely:
            return ""
        options = " ".join(option(field, column) for field, column in self.likely.items())
        names = ", ".join(f"`{column}` ({field})" for field, column in self.likely.items())
        return f"not read, though likely meant: {names}; import again with {options}"


def columns(header: Sequence[str], tool: Tool, mapped: Mapping[str, Sequence[str]]) -> Columns:
    """Return where the fields stand; raises `Fault` for a column that is not there and for titles and keys without one.

    A field mapped by the user is read from the columns of that name alone. Case and blanks around a name do not count,
    and neither does Jira's `Custom field (...)` around it.
    """
    names = [_name(text) for text in header]
    at: dict[str, tuple[int, ...]] = {}
    for name, known in KNOWN[tool].items():
        wanted = [_mapped(each, header, names) for each in mapped[name]] if name in mapped else known
        found = [i for want in wanted for i, have in enumerate(names) if have == want]
        if found:
            at[name] = tuple(dict.fromkeys(found))
    read = {i for where in at.values() for i in where}
    free = {name: " ".join(header[i].split()) for i, name in enumerate(names) if name and i not in read}
    likely = guessed(free, [name for name in KNOWN[tool] if name not in at], {})
    missing = [needed for needed in _NEEDED[tool] if needed not in at]
    if missing:
        likely = guessed(free, [name for name in KNOWN[tool] if name not in at], {n: KNOWN[tool][n] for n in missing})
        line = {**{name: mapped[name][0] for name in mapped}, **dict.fromkeys(missing, _COLUMN), **likely}
        raise Fault(_missing(missing, tool), _mapping(line, header))
    told = {name: column for name, column in likely.items() if name in _LIKELY}
    return Columns(at, {name: tuple(header[i] for i in where) for name, where in at.items()}, len(header), told)


def rows(records: Iterable[tuple[int, Sequence[str]]], found: Columns) -> Iterator[Row]:
    """Yield the rows of numbered records; neutralised formulas are read as they were.

    A record with more filled cells than there are columns says under `refused` why it cannot be taken: nobody knows
    which of its cells moved.
    """
    places = list(found.at.items())
    single = [(name, where[0]) for name, where in places if len(where) == 1]
    several = [(name, where) for name, where in places if len(where) > 1]
    for number, record in records:
        held = len(record)
        texts: dict[str, tuple[str, ...]] = {
            name: (restored(record[i]),) for name, i in single if i < held and record[i] and not record[i].isspace()
        }
        for name, where in several:
            given = tuple(restored(record[i]) for i in where if i < held and record[i].strip())
            if given:
                texts[name] = given
        if held > found.width and any(cell.strip() for cell in record[found.width :]):
            texts["refused"] = (
                f"It has {held} cells under {found.width} columns: put a text with a separator in quotes.",
            )
        yield Row(number, texts)


def _name(text: str) -> str:
    folded = " ".join(text.split()).casefold()
    if folded.startswith(_CUSTOM) and folded.endswith(")"):
        folded = folded[len(_CUSTOM) : -1].strip()
    return folded


def _mapped(want: str, header: Sequence[str], names: Sequence[str]) -> str:
    folded = _name(want)
    if folded in names:
        return folded
    close = nearest(want, header)
    hint = f"Did you mean `{close}`?" if close else _remedy(header)
    raise Fault(f"The file has no column `{want[:80]}`.", hint)


def _missing(needed: Sequence[str], tool: Tool) -> str:
    names = [f"{each} (in English {' or '.join(f'`{name}`' for name in KNOWN[tool][each][:3])})" for each in needed]
    return f"No column holds the {' nor the '.join(names)} of an item."


def _mapping(line: Mapping[str, str], header: Sequence[str]) -> str:
    """Return the line of options that names every column, as far as it can be guessed, and the columns there are."""
    options = " ".join(option(field, column) for field, column in line.items())
    how = f" with the right name for {_COLUMN}" if _COLUMN in line.values() else ""
    return f"{_listed(header)} Say which ones do{how}: {options}"


def _remedy(header: Sequence[str]) -> str:
    return f"{_listed(header)} Name the right one, e.g. `--map title=COLUMN`."


def _listed(header: Sequence[str]) -> str:
    """Return the names of the columns, each in full; how many more there are where they take too much room."""
    names = [f"`{' '.join(name.split())}`" for name in header if name.strip()]
    shown: list[str] = []
    for name in names:
        if sum(map(len, shown)) + len(name) > _ROOM:
            break
        shown.append(name)
    more = len(names) - len(shown)
    return f"The columns are {', '.join(shown)}{f' and {more:,} more' if more else ''}."
