"""The ballots beside a document: `priorities/NAME.csv` or `NAME.yaml`, one file a person, and the list of outcomes.

`priorities/outcomes.csv` lists what people are asked about: `outcome`, the `kpi` that measures it, `what it means`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.folder import read_bytes
from trueup.adapters.yaml_document import Bounds, read_tree
from trueup.core.base.errors import DocumentFaults, ErrorCode, TrueupError
from trueup.core.base.finding import Id, Place
from trueup.core.base.nearest import nearest
from trueup.core.base.tree import Branch
from trueup.core.base.tree import Row as Entries
from trueup.core.priority.handed import NOTHING_HANDED, Handed, Row, Stated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from trueup.adapters.backlog_csv import Table
    from trueup.core.model.results.priority import BallotFault, Outcome

FOLDER: Final = "priorities"
OUTCOMES: Final = "outcomes"
COLUMNS: Final = ("outcome", "points", "red line", "what it means")
"""The columns of a ballot as it is handed out."""

_CSV: Final = ".csv"
_YAML: Final = (".yaml", ".yml")
_SPREADSHEETS: Final = (".xlsx", ".xls", ".ods", ".numbers")
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "outcome": ("outcome", "outcomes", "goal", "priority"),
    "points": ("points", "point", "weight", "%"),
    "red line": ("red line", "red lines", "red_line", "red_lines", "redline", "red-line"),
    "kpi": ("kpi",),
    "what it means": ("what it means", "means", "meaning", "comment", "title", "description"),
}
_KEYS: Final = ("priorities", "red_lines")
_BOUNDS: Final = Bounds(bytes=1_000_000, events=20_000, depth=6)


def read_handed(folder: Path) -> Handed:
    """Return what lies in `priorities/` of an initiative's folder; a file that cannot be read is a fault of its own."""
    room = folder / FOLDER
    if not room.is_dir():
        return NOTHING_HANDED
    from trueup.core.model.results.priority import BallotFault

    stated: list[Stated] = []
    listed: tuple[Outcome, ...] = ()
    faults: list[BallotFault] = []
    for file in sorted(room.iterdir()):
        if not _is_ballot(file):
            continue
        shown = f"{FOLDER}/{file.name}"
        try:
            if file.stem.casefold() == OUTCOMES and file.suffix.lower() == _CSV:
                listed = tuple(_outcomes(_table(file, shown), shown))
            else:
                stated.append(_ballot(file, shown))
        except DocumentFaults as wrong:
            faults += [BallotFault(file.stem, each.place, each.problem, each.fix) for each in wrong.findings]
        except TrueupError as error:
            faults.append(BallotFault(file.stem, _place(shown, None), error.problem, error.fix))
    return Handed(tuple(stated), listed, tuple(faults))


def _is_ballot(file: Path) -> bool:
    """Whether a file is somebody's: not hidden, not a lock of an open spreadsheet, of a kind that might be a ballot."""
    kinds = (_CSV, *_YAML, *_SPREADSHEETS)
    return not file.name.startswith((".", "~")) and file.suffix.lower() in kinds and file.is_file()


def _ballot(file: Path, shown: str) -> Stated:
    if file.suffix.lower() == _CSV:
        table = _table(file, shown)
        return Stated(file.stem, tuple(_rows(table, shown)), _place(shown, None))
    if file.suffix.lower() in _YAML:
        tree = read_tree(read_bytes(file, _BOUNDS.bytes), shown, _BOUNDS)
        return Stated(file.stem, tuple(_entries(tree, shown)), _place(shown, None))
    problem = f"{shown} is a spreadsheet's own file."
    raise TrueupError(ErrorCode.SOURCE, problem, shown, "Save it as CSV (UTF-8) under the same name.")


def _table(file: Path, shown: str) -> Table:
    """Return a CSV file as a table; lines above the header that begin with `#` are what people are told."""
    from trueup.adapters.backlog_csv import read_table  # what reads CSV is loaded where there is a ballot
    from trueup.adapters.backlog_text import Decoded, read_text

    found = read_text(file, "ballot (CSV file)")
    lines = found.text.split("\n")
    for number, line in enumerate(lines):
        if line.strip() and not line.lstrip('"; ,\t').startswith("#"):
            break
        lines[number] = ""
    known = {word for words in _WORDS.values() for word in words}
    return read_table(Decoded("\n".join(lines), found.note), shown, known)


def _columns(table: Table, shown: str, needed: Sequence[str]) -> dict[str, int]:
    """Return the number of each column we know; raises `TrueupError` where a needed one is missing."""
    header = [cell.strip().casefold() for cell in table.header]
    found = {
        name: next(k for k, cell in enumerate(header) if cell in words)
        for name, words in _WORDS.items()
        if any(cell in words for cell in header)
    }
    for name in needed:
        if name not in found:
            near = nearest(name, [cell for cell in header if cell])
            fix = f"Is it `{near}`? " if near else ""
            problem = f"{shown} has no column `{name}`."
            raise TrueupError(
                ErrorCode.SOURCE, problem, shown, f"{fix}The first row names the columns: outcome,points."
            )
    return found


def _rows(table: Table, shown: str) -> Iterator[Row]:
    at = _columns(table, shown, ("outcome", "points"))
    width = len(table.header)
    for number, record in table.records:
        cells = [_clean(cell) for cell in record]
        if not any(cells) or cells[0].startswith("#"):
            continue
        outcome, points, red_line = (_cell(cells, at, name) for name in ("outcome", "points", "red line"))
        place = _place(shown, number)
        if any(cells[width:]):
            problem = f"Row {number} has more cells than there are columns: a comma splits one of them."
            yield Row(outcome, points, red_line, place, problem, "Put a text with a comma, and 12,5, into quotes.")
        elif outcome or points or red_line:
            yield Row(outcome, points, red_line, place)


def _clean(cell: str) -> str:
    """Return a cell on one line, without characters that nobody sees and without the apostrophe before a formula."""
    from trueup.core.backlog.neutral import restored

    return restored(" ".join("".join(c if c.isprintable() else " " for c in cell).split()))


def _cell(cells: Sequence[str], at: Mapping[str, int], name: str) -> str:
    where = at.get(name)
    return cells[where] if where is not None and where < len(cells) else ""


def _outcomes(table: Table, shown: str) -> Iterator[Outcome]:
    from trueup.core.model.results.priority import Outcome

    at = _columns(table, shown, ("outcome",))
    told: set[str] = set()
    for number, record in table.records:
        cells = [_clean(cell) for cell in record]
        name = _cell(cells, at, "outcome")
        if name in told:
            problem = f"{shown} lists `{name}` twice, again in row {number}."
            raise TrueupError(ErrorCode.SOURCE, problem, shown, "Keep one of the two rows.")
        if name and not name.startswith("#"):
            told.add(name)
            yield Outcome(name, _cell(cells, at, "kpi") or None, _cell(cells, at, "what it means"))


def _entries(tree: Branch, shown: str) -> Iterator[Row]:
    """Yield the rows of a YAML ballot: `priorities:` with points by outcome, `red_lines:` as a list or by outcome."""
    for key, line in tree.lines.items():
        if key not in _KEYS:
            near = nearest(key, _KEYS)
            fix = f"Write `{near}:`." if near else "A ballot holds `priorities:` and `red_lines:`."
            raise TrueupError(ErrorCode.SOURCE, f"{shown}:{line}: `{key}` is not known here.", shown, fix)
    points = tree.get("priorities")
    if isinstance(points, Branch):
        for name, value in points.items():
            yield _entry(name, value, shown, points.lines[name])
    elif points is not None:
        fix = "Write one line an outcome: `outcome: points`."
        yield Row("", "", "", _place(shown, tree.lines["priorities"]), "`priorities:` holds no outcomes.", fix)
    yield from _red_lines(tree, shown)


def _red_lines(tree: Branch, shown: str) -> Iterator[Row]:
    """Yield red lines: a text, a list of them, or texts by the outcome they belong to."""
    lines = tree.get("red_lines")
    found: list[tuple[str, object, int]] = []
    if isinstance(lines, Branch):
        found = [(name, text, lines.lines[name]) for name, text in lines.items()]
    elif isinstance(lines, Entries):
        found = [("", text, line) for text, line in zip(lines, lines.lines, strict=True)]
    elif lines is not None:
        found = [("", lines, tree.lines["red_lines"])]
    for name, text, line in found:
        if isinstance(text, str):
            yield Row(name, "", text, _place(shown, line))
        elif text is not None:
            yield Row(name, "", "", _place(shown, line), "A red line is a text, not a list.", "Write it as one text.")


def _entry(name: str, value: object, shown: str, line: int) -> Row:
    if isinstance(value, str | None):
        return Row(name, (value or "").strip(), "", _place(shown, line))
    return Row(name, "", "", _place(shown, line), f"`{name}` is not given a number of points.", "Write 0 to 100.")


def _place(shown: str, line: int | None) -> Place:
    return Place(shown, line, Id(FOLDER))
