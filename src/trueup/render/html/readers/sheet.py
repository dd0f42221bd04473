"""A sheet: one or two printed pages for one kind of reader, as a value that knows neither HTML nor Markdown."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from trueup.core.base.finding import Severity
from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.render.charts.numbers import full_date
from trueup.render.charts.segments import SegmentBar
from trueup.render.charts.slice import State
from trueup.render.harmless import cut
from trueup.render.html.page import Figure
from trueup.render.html.stand import GateView
from trueup.render.plain import count_of, money, person

Reader = Literal["executive", "delivery", "technical", "data-owner", "legal"]

LONGEST: Final = 220
"""Characters of one text on a sheet; the full report has the rest."""


SIGNS: Final[dict[Severity, State]] = {"blocks": "bad", "warns": "warn", "notes": "quiet"}
"""The sign of each severity, gravest first."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table: words, with a state or a basis as their sign, and a small line below."""

    words: str
    note: str = ""
    state: State | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under headings; `left_out` says how many more there are."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[int, ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """Numbered things to do: what, why, who, and the money behind it with its basis."""

    rows: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a label and what is said of it."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Track:
    """The five gates."""

    gates: tuple[GateView, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Lines to type, each with what it does."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """That there is nothing to show, and what follows from it."""

    words: str
    fix: str = ""


Block = Table | Steps | Facts | Track | Code | SegmentBar | Nothing


@dataclass(frozen=True, slots=True)
class Section:
    """A card of the sheet; `basis` and `ground` say what all its figures stand on, where they share it."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    lead: str = ""
    basis: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one reader gets: who and what about, the verdict, the key figures, sections, and where it comes from."""

    reader: str
    title: str
    lede: str
    meta: tuple[tuple[str, str], ...]
    state: State
    verdict: str
    points: tuple[str, ...]
    figures: tuple[tuple[str, Figure, str], ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]

    @property
    def based(self) -> bool:
        """Whether anything on it carries the sign of a basis, so that the signs have to be explained."""
        return bool(self.figures) or any(section.basis or _marked(section) for section in self.sections)


def _marked(section: Section) -> bool:
    cells = (cell for block in section.blocks if isinstance(block, Table) for row in block.rows for cell in row)
    steps = (row for block in section.blocks if isinstance(block, Steps) for row in block.rows)
    return any(cell.basis for cell in cells) or any(row[-1] for row in steps)


def told(text: str | None, most: int = LONGEST) -> str:
    """Return a text on one line, cut between words where it is longer than a sheet has room for.

    A figure is never cut: half of it would be another figure.
    """
    line = " ".join((text or "").split())
    if len(line) <= most:
        return line
    head, gap, _ = line[:most].rpartition(" ")
    return f"{head.rstrip(' ,;:(')}…" if gap and len(head) > most // 2 else cut(line, most)


def who(found: Assessment, name: str | None) -> str:
    """Return how a person is called, in the room a sheet has."""
    return told(person(found.document.initiative, name), 60)


def worth(found: Quantity | None) -> Cell:
    """Return money with its basis; an empty cell where none hangs on it."""
    return Cell(money(found), basis=found.basis.value) if found else Cell("")


def day_cell(day: date | None, as_of: date, missing: str = "no day set") -> Cell:
    """Return a day something is due by, with how late it is where it has passed."""
    if day is None:
        return Cell(missing, state="warn")
    if day < as_of:
        return Cell(full_date(day), f"{count_of((as_of - day).days, 'day')} overdue", "bad")
    return Cell(full_date(day))


def rest(count: int, one: str, many: str = "", where: str = "the full report has all") -> str:
    """Return how many more there are than are shown; nothing where all are."""
    return f"And {count:,} more {one if count == 1 else many or one + 's'}: {where}." if count > 0 else ""
