"""From a path to documents: all that can be read, and the faults of what cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trueup.adapters.folder import Target, find, read_bytes
from trueup.adapters.yaml_document import Bounds, read_tree
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.finding import Finding
from trueup.core.model.document import Document, Source
from trueup.core.model.initiative import Portfolio
from trueup.core.model.parse import parse_initiative, parse_portfolio


@dataclass(frozen=True, slots=True)
class Loaded:
    """One initiative of a target: its folder, and its document or why it could not be read."""

    folder: Path
    name: str
    document: Document | None
    faults: tuple[Finding, ...]


def load(path: Path, bounds: Bounds | None = None) -> tuple[Target, tuple[Loaded, ...]]:
    """Return the target and every initiative in it; raises `TrueupError` where there is no initiative at all.

    The faults of a portfolio's file are those of each initiative in it, reported once.
    """
    limits = bounds or Bounds()
    target = find(path)
    around = read_portfolio(target, limits)
    if isinstance(around, DocumentFaults):
        first = target.initiatives[0].parent
        return target, (Loaded(first, first.name, None, around.findings),)
    return target, tuple(_loaded(target, file, around, limits) for file in target.initiatives)


def load_one(path: Path, bounds: Bounds | None = None) -> tuple[Target, Document]:
    """Return the only initiative at a path; raises `DocumentFaults` with all its faults, `TrueupError` for several."""
    target, found = load(path, bounds)
    if len(found) > 1:
        names = ", ".join(one.name for one in found[:5])
        raise TrueupError.option(
            f"{path} holds {len(found)} initiatives: {names} ...", str(path), "Name one of their folders."
        )
    if found[0].document is None:
        raise DocumentFaults(found[0].faults)
    return target, found[0].document


def all_faults(found: Sequence[Loaded]) -> tuple[Finding, ...]:
    """Return the faults of everything that could not be read."""
    return tuple(fault for one in found for fault in one.faults)


def read_portfolio(target: Target, bounds: Bounds) -> tuple[Source, Portfolio] | DocumentFaults | None:
    """Return the portfolio around a target, its faults, or None where there is none."""
    if target.portfolio is None:
        return None
    try:
        source = _source(target, target.portfolio, bounds)
        return source, parse_portfolio(source)
    except DocumentFaults as faults:
        return faults


def _loaded(target: Target, file: Path, around: tuple[Source, Portfolio] | None, bounds: Bounds) -> Loaded:
    folder = file.parent
    name = folder.resolve().name if folder == target.root else folder.relative_to(target.root).as_posix()
    try:
        document = parse_initiative(_source(target, file, bounds), around, _as_id(folder.resolve().name))
    except DocumentFaults as faults:
        return Loaded(folder, name, None, faults.findings)
    return Loaded(folder, name, document, ())


def _source(target: Target, file: Path, bounds: Bounds) -> Source:
    shown = target.shown(file)
    return Source(shown, read_tree(read_bytes(file, bounds.bytes), shown, bounds))


def _as_id(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "_-") else "-" for c in name).strip("-_") or "initiative"
