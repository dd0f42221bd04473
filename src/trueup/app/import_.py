"""Import another tool's backlog into an initiative's folder, also once more: what people changed stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from trueup.adapters.backlog_csv import Read, read_csv
from trueup.adapters.backlog_text import read_text
from trueup.adapters.github import read_github
from trueup.adapters.output import write_whole
from trueup.adapters.yaml_document import MAX_BYTES, MAX_EVENTS, Bounds, read_tree
from trueup.adapters.yaml_edit import Change, edited
from trueup.adapters.yaml_tidy import is_plain_when_tidy
from trueup.app.backlog_files import (
    Place,
    commented,
    other_items,
    read_kept,
    read_links_if_any,
    text_of,
)
from trueup.core.backlog.links import Ranked, prefilled, ranked, table
from trueup.core.backlog.merge import File, Merged, follow, merge, standing
from trueup.core.backlog.mine import items_in
from trueup.core.backlog.record import Record, record_text
from trueup.core.backlog.row import Backlog, Item, Note, Settings, Tool
from trueup.core.backlog.take import take
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.base.record import dataclass
from trueup.render.backlog_yaml import backlog_yaml
from trueup.render.draft import Draft, clean, draft
from trueup.render.links_csv import links_csv, not_taken_csv

QUESTIONS: Final = (
    ("objective", "What shall be better, for whom, by when?", "Settle a claim within ten days by the end of 2027"),
    ("kpi", "Which KPI decides whether it is reached?", "Share of claims settled within ten days"),
    ("owner", "Who answers for that KPI? (an id: a role or a name)", "head-of-claims"),
)
"""The three questions: key, question, example answer."""

_EXPECTED: Final[Mapping[Tool, str]] = {
    "jira": "CSV export of Jira",
    "github": "JSON file of GitHub issues",
    "csv": "CSV file",
}
_ROOM: Final = 0.75
"""Part of the bytes of a document that a backlog may fill with descriptions; the rest is for what people add."""
_INDENT: Final = 25
"""Bytes that a line of the document takes beside its value: indentation, key, quotes."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the backlog read, how it went into the file, and whether one was there before.

    `epics` are those that now stand in the file, the one with the largest open effort first.
    """

    place: Place
    backlog: Backlog
    merged: Merged
    again: bool
    headers: Mapping[str, tuple[str, ...]]
    settings: Settings
    epics: list[Ranked]

    @property
    def begins(self) -> bool:
        """Whether the folder has no `initiative.yaml` yet."""
        return not (self.place.initiative.exists() or self.place.initiative.is_symlink())


def import_backlog(tool: Tool, file: Path, folder: Path, given: Settings) -> Imported:
    """Read a file of another tool and write its items into a folder, with the record and the table of links.

    Settings of an earlier import hold where none are given anew. Raises `TrueupError` where the file is no such
    backlog, or what stands in the folder cannot be read; nothing is written then.
    """
    place = Place(folder, tool)
    if folder.exists() and not folder.is_dir():
        raise TrueupError.option(f"{folder} is a file.", str(folder), "Name a folder, a new one or an existing one.")
    last = read_kept(place)
    settings = _settled(given, last)
    read = _read(tool, file, settings)
    backlog = _roomy(take(read.rows, tool, settings, read.notes), Bounds(), file)
    links = read_links_if_any(place.links)
    text, merged, again = _merged(place, backlog, last)
    filled, notes = prefilled(links.rows, backlog.items, merged.advances)
    backlog = replace(backlog, notes=(*backlog.notes, *notes))
    record = Record(
        tool,
        settings,
        read.headers,
        merged.kept,
        tuple(each for each in backlog.not_taken if each.above),
        file.name,
    )
    write_whole(place.items, text.encode())
    write_whole(place.record, record_text(record).encode())
    if backlog.not_taken or place.not_taken.exists():
        write_whole(place.not_taken, not_taken_csv(backlog.not_taken).encode())
    epics = ranked(merged.items)
    write_whole(place.links, links_csv(table(epics, filled), links.separator).encode())
    return Imported(place, backlog, merged, again, read.headers, settings, epics)


def begin(found: Imported, answers: Mapping[str, str]) -> Path:
    """Write a first `initiative.yaml` beside an imported backlog from three answers, and return its path."""
    folder, objective = found.place.folder, answers.get("objective", "")
    named = folder.resolve().name.replace("-", " ").replace("_", " ").capitalize()
    text = draft(
        Draft(
            title=clean(objective).rstrip(".") or found.backlog.title or named or "New initiative",
            objective=objective,
            measure=answers.get("kpi", ""),
            owner=answers.get("owner", ""),
            data="",
            columns=(),
            planned=(),
            beside=found.place.items.relative_to(folder).as_posix(),
        )
    )
    write_whole(found.place.initiative, text.encode())
    return found.place.initiative


def _settled(given: Settings, last: Record | None) -> Settings:
    if last is None:
        return given
    before = last.settings
    return Settings(
        {**before.columns, **given.columns},
        {**before.statuses, **given.statuses},
        {**before.types, **given.types},
        given.hours if given.hours != Settings().hours else before.hours,
        before.month_first if given.month_first is None else given.month_first,
    )


def _read(tool: Tool, file: Path, settings: Settings) -> Read:
    found = read_text(file, _EXPECTED[tool])
    if tool == "github":
        if settings.columns:
            problem = "GitHub's issues have fixed fields; `--map` names columns of a CSV file."
            raise TrueupError.option(problem, "--map", "Leave it out.")
        return read_github(found, str(file))
    return read_csv(found, str(file), tool, settings.columns)


def _roomy(backlog: Backlog, bounds: Bounds, file: Path) -> Backlog:
    """Return a backlog that a document can hold: without descriptions where these would make it too large.

    Raises `TrueupError` where even so it would be, before anything is written.
    """
    if _size(backlog)[0] > bounds.bytes * _ROOM:
        most = bounds.bytes // 1_000_000
        said = f"descriptions are left out of the document, which may have {most} MB; the record beside it has them"
        items = tuple(
            replace(item, values={key: value for key, value in item.values.items() if key != "description"})
            for item in backlog.items
        )
        backlog = replace(backlog, items=items, notes=(*backlog.notes, Note(said)))
    size, parts = _size(backlog)
    if size > bounds.bytes or parts > bounds.events:
        problem = f"The {len(backlog.items):,} items of {file} are more than one document may hold."
        fix = (
            "Import one project or one release at a time, each into a folder of its own, or raise the bounds in the "
            f"environment: {MAX_BYTES} is {bounds.bytes}, {MAX_EVENTS} is {bounds.events}."
        )
        raise TrueupError(ErrorCode.SOURCE, problem, str(file), fix)
    return backlog


def _size(backlog: Backlog) -> tuple[int, int]:
    """Return about how many bytes and how many parts a reader counts a backlog takes as a document."""
    size = parts = 0
    for item in backlog.items:
        size += len(item.id) + _INDENT
        parts += 5
        for value in item.values.values():
            text = value if isinstance(value, str) else "".join(value)
            size += len(text) + _INDENT + (0 if text.isascii() else len(text))
            parts += 2 if isinstance(value, str) else len(value) + 3
    return size, parts


def _merged(place: Place, backlog: Backlog, last: Record | None) -> tuple[str, Merged, bool]:
    """Return the new text of the items, what was merged, and whether there was a text before.

    A text is rendered anew only where it is, byte for byte, what the record alone renders to: then nothing of it is
    people's.
    """
    bounds = Bounds()
    elsewhere = other_items(place, bounds)
    base = last.items if last else {}
    if not place.items.is_file():
        found = follow({}, backlog.items, elsewhere) or Merged()
        return _written(found.items, place.tool), found, False
    text = text_of(place.items, bounds)
    before = standing(base, elsewhere)
    if before is not None and text == _written(before, place.tool):
        followed = follow(base, backlog.items, elsewhere)
        if followed is not None:
            return _written(followed.items, place.tool), followed, True
    tree = read_tree(text.encode(), str(place.items), bounds)
    found = merge(base, backlog.items, File(tree.get("epics"), items_in(tree), commented(text), elsewhere))
    return edited(text, [Change(("epics",), found.epics)], str(place.items), bounds), found, True


def _written(items: Sequence[Item], tool: Tool) -> str:
    return backlog_yaml(items, tool, is_plain_when_tidy)
