"""Tidy the files of an initiative or a portfolio: what would change, and writing it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from trueup.adapters.folder import (
    BACKLOG,
    BACKLOG_FOLDER,
    INITIATIVE,
    PORTFOLIO,
    WAIVERS,
    Target,
    backlog_of,
    read_bytes,
    waivers_of,
)
from trueup.adapters.output import write_whole
from trueup.adapters.yaml_document import Bounds, read_tree
from trueup.adapters.yaml_edit import rewritten
from trueup.adapters.yaml_tidy import tidy
from trueup.app.load import Loaded, load
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.finding import Finding
from trueup.core.base.record import dataclass
from trueup.core.model.backlog import Backlog
from trueup.core.model.document import Source
from trueup.core.model.fields import Part
from trueup.core.model.initiative import Initiative, Portfolio
from trueup.core.model.versions import upgraded
from trueup.core.model.waiver import Waivers

_KINDS: Final[dict[str, type[Part]]] = {PORTFOLIO: Portfolio, WAIVERS: Waivers, BACKLOG: Backlog}


@dataclass(frozen=True, slots=True)
class Tidied:
    """A file as it stands and as it is when tidy."""

    file: Path
    name: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether tidying changes it."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Tidying:
    """The files that can be tidied, and why others cannot: their faults, and what stopped tidying them."""

    files: tuple[Tidied, ...]
    faults: tuple[Finding, ...]
    stopped: tuple[TrueupError, ...] = ()

    @property
    def changed(self) -> tuple[Tidied, ...]:
        """The files that tidying changes."""
        return tuple(each for each in self.files if each.changed)


def tidying(path: Path, bounds: Bounds | None = None) -> Tidying:
    """Return what tidying would make of the files at a path: a file alone, or every file of the document or portfolio.

    A file with faults is left as it is, and so is one that could not be tidied without loss.
    Raises `TrueupError` where there is nothing to tidy.
    """
    limits = bounds or Bounds()
    target, loaded = load(_around(path), limits)
    faults = tuple(finding for each in loaded for finding in each.faults)
    faulty = {finding.place.file for finding in faults}
    found: list[Tidied] = []
    stopped: list[TrueupError] = []
    wanted = path.resolve()
    for file in _files(target, loaded):
        if path.is_file() and file.resolve() != wanted:
            continue
        if target.shown(file) not in faulty:
            try:
                found.append(_tidied(file, target.shown(file), limits))
            except DocumentFaults as wrong:
                faults += wrong.findings
            except TrueupError as error:
                stopped.append(error)
    if path.is_file():
        name = target.shown(path)
        faults = tuple(finding for finding in faults if finding.place.file == name)
    return Tidying(tuple(found), faults, tuple(stopped))


def write(found: Tidying) -> None:
    """Write every file that tidying changes, each in one step; raises `TrueupError` where one cannot be written."""
    for each in found.changed:
        write_whole(each.file, each.after.encode())


def _around(path: Path) -> Path:
    """Return what to load for a path: a file with a part of a document is judged with the whole."""
    if not path.is_file():
        return path
    folder = path.parent
    if path.name in {BACKLOG, WAIVERS} and (folder / INITIATIVE).is_file():
        return folder
    if path.resolve().parent.name == BACKLOG_FOLDER and (folder.parent / INITIATIVE).is_file():
        return folder.parent
    return path


def _files(target: Target, loaded: tuple[Loaded, ...]) -> list[Path]:
    """Return the files of a target; the portfolio's own only where it lies in the same folder."""
    files: list[Path] = []
    if target.portfolio is not None and target.portfolio.parent.resolve() == target.root.resolve():
        files.append(target.portfolio)
    for initiative in target.initiatives[: len(loaded)]:
        waivers = waivers_of(initiative)
        files += [initiative, *backlog_of(initiative), *([waivers] if waivers else [])]
    return files


def _tidied(file: Path, name: str, bounds: Bounds) -> Tidied:
    data = read_bytes(file, bounds.bytes)
    source = Source(name, read_tree(data, name, bounds))
    text = data.decode()
    current = upgraded(source)
    now = text if current is source else rewritten(text, current.tree, name, bounds)
    return Tidied(file, name, text, tidy(now, _kind(file), name, bounds))


def _kind(file: Path) -> type[Part]:
    inside = file.resolve().parent
    if inside.name == BACKLOG_FOLDER and (inside.parent / INITIATIVE).is_file():
        return Backlog
    return _KINDS.get(file.name, Initiative)
