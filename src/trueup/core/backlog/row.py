"""What an import works on: rows with known fields in, items and the list of what was not taken out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Final, Literal, TypeAlias

from trueup.core.base.record import dataclass

Tool = Literal["jira", "github", "csv"]
TOOLS: Final[tuple[Tool, ...]] = ("jira", "github", "csv")
Level = Literal["epic", "story", "task"]
Texts: TypeAlias = Mapping[str, tuple[str, ...]]
"""The cells of a row by field, as they stand in the file; a repeated column gives several, empty ones are left out."""
NO_EPIC: Final = "no-epic"
"""The id of the epic that is made for stories without one."""
NO_EPIC_TITLE: Final = "Work without an epic"
Value: TypeAlias = "str | tuple[str, ...]"
"""What an item says for one key of the document: a text, or the entries of a list."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a backlog; `number` counts as a spreadsheet does, the header being row 1."""

    number: int
    texts: Texts

    def first(self, name: str) -> str:
        """Return the first text of a field, empty where there is none."""
        found = self.texts.get(name)
        return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A row that is no item, and why; `above` marks a level above the epic, whose texts an export gives back."""

    row: int
    key: str
    title: str
    reason: str
    above: bool = False
    texts: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user should know about rows that were taken: what, and in which rows."""

    said: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An epic, story or task from a backlog.

    `values` are the keys of the document as an import writes them, `texts` the cells they came from. `made` is set on
    an epic that no row stands for.
    """

    id: str
    level: Level
    parent: str | None
    values: Mapping[str, Value]
    texts: Texts
    row: int = 0
    made: bool = False


@dataclass(frozen=True, slots=True)
class Backlog:
    """A whole import: items with parents before their children, rows not taken, and what else is to be said."""

    tool: Tool
    items: tuple[Item, ...]
    not_taken: tuple[NotTaken, ...]
    notes: tuple[Note, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read a backlog where its file alone does not tell.

    `columns` are header names for fields, `statuses` and `types` the meaning of the other tool's words, `hours` how
    many hours make a day of effort, `month_first` the order of a date such as 05/06/2026 (None: as the file shows).
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    hours: float = 8.0
    month_first: bool | None = None
