"""The files around an imported backlog: the text of its items, the record of the last import, the links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from trueup.adapters.backlog_csv import read_table
from trueup.adapters.backlog_text import LARGEST, read_text
from trueup.adapters.folder import BACKLOG_FOLDER, INITIATIVE, backlog_of, read_bytes
from trueup.adapters.yaml_document import Bounds, read_tree
from trueup.core.backlog.links import ITEM, KPI, OWN, LinkRow, LinkTable
from trueup.core.backlog.mine import Mine, items_in
from trueup.core.backlog.neutral import restored
from trueup.core.backlog.record import Record, read_record
from trueup.core.backlog.row import Tool
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault

LINKS: Final = "links.csv"
_QUOTED: Final = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\'\'|[^\'])*\'')
_COMMENT: Final = re.compile(r"(?:^|\s)#")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the parts of an imported backlog stand in an initiative's folder."""

    folder: Path
    tool: Tool

    @property
    def items(self) -> Path:
        """The items, for people to read and to edit."""
        return self.folder / BACKLOG_FOLDER / f"{self.tool}.yaml"

    @property
    def record(self) -> Path:
        """What was imported last."""
        return self.folder / BACKLOG_FOLDER / f"{self.tool}.json"

    @property
    def not_taken(self) -> Path:
        """The rows that were not taken."""
        return self.folder / BACKLOG_FOLDER / f"{self.tool}.not-taken.csv"

    @property
    def links(self) -> Path:
        """Which epic moves which KPI, to fill in."""
        return self.folder / LINKS

    @property
    def initiative(self) -> Path:
        """The document these belong to."""
        return self.folder / INITIATIVE


def read_kept(place: Place) -> Record | None:
    """Return the record of the last import, None before the first; raises `TrueupError` where it cannot be read."""
    if not place.record.is_file():
        return None
    data = read_bytes(place.record, LARGEST * 2)
    try:
        return read_record(data.decode())
    except (Fault, UnicodeDecodeError) as error:
        fix = error.fix if isinstance(error, Fault) else "Save it as UTF-8."
        problem = f"{place.record} cannot be read as the record of an import."
        raise TrueupError(ErrorCode.DOCUMENT, problem, str(place.record), fix) from None


def items_of_file(file: Path, bounds: Bounds) -> dict[str, Mine]:
    """Return the items of one file of a document; raises `TrueupError` where it cannot be read or has faults."""
    return items_in(read_tree(read_bytes(file, bounds.bytes), file.name, bounds))


def other_items(place: Place, bounds: Bounds) -> frozenset[str]:
    """Return the ids of the work that stands in the document's other files."""
    files = [file for file in backlog_of(place.initiative) if file != place.items]
    if place.initiative.is_file():
        files.append(place.initiative)
    return frozenset(name for file in files for name in items_of_file(file, bounds))


def commented(text: str) -> list[int]:
    """Return the lines of a YAML text that hold a comment, counted from 1; a text block may count as one, too."""
    return [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if "#" in line and _COMMENT.search(_QUOTED.sub('""', line))
    ]


def read_links(file: Path) -> LinkTable:
    """Return a table of links, whatever program saved it; raises `TrueupError` where it is none.

    Cells beyond the last column and columns without a name stay, under a name made for them.
    """
    found = read_text(file, "table of links")
    table = read_table(found, str(file), {ITEM, KPI, "title"})
    width = max((len(record) for _, record in table.records), default=0)
    names = _link_columns(table.header, width)
    if ITEM not in names or KPI not in names:
        problem = f"{file} has no column `{ITEM if ITEM not in names else KPI}`."
        fix = "It needs the columns `item` (an epic's id, `label:checkout`, a query) and `kpi`."
        raise TrueupError(ErrorCode.SOURCE, problem, str(file), fix)
    rows = []
    for number, record in table.records:
        cells = dict(zip(names, (restored(cell.strip()) for cell in record), strict=False))
        if any(cells.values()):
            rows.append(LinkRow(cells.pop(ITEM, ""), cells.pop(KPI, ""), cells, number))
    return LinkTable(rows, table.separator)


def _link_columns(header: Sequence[str], width: int) -> list[str]:
    names: dict[str, None] = {}
    for number, text in enumerate((*header, *[""] * (width - len(header))), 1):
        said = restored(text).strip()
        name = said.casefold() if said.casefold() in OWN else said
        names[f"column {number}" if not name or name in names else name] = None
    return list(names)


def read_links_if_any(file: Path) -> LinkTable:
    """Return a table of links, an empty one where there is no such file."""
    return read_links(file) if file.is_file() else LinkTable()


def text_of(file: Path, bounds: Bounds) -> str:
    """Return the text of one of the document's files; raises `TrueupError` where it is not UTF-8."""
    try:
        return read_bytes(file, bounds.bytes).decode()
    except UnicodeDecodeError:
        raise TrueupError(ErrorCode.DOCUMENT, f"{file} is not UTF-8.", str(file), "Save it as UTF-8.") from None
