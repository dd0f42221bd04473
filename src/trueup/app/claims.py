"""Several initiatives may claim one KPI's benefit: gathers their claims, and what counts of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from trueup.adapters.collecting import uncollected
from trueup.adapters.folder import INITIATIVE, Target, find, ledger_of
from trueup.adapters.yaml_document import Bounds
from trueup.app.ahead import begun
from trueup.app.load import Loaded, Shelf, load_each
from trueup.app.recall import recall
from trueup.core.base.errors import TrueupError
from trueup.core.model.claims import WHOLE, claims_of, counted, total_of
from trueup.core.model.document import Document


def shares_of(document: Document, folder: Path, bounds: Bounds, as_of: date) -> Mapping[str, float]:
    """Return the share of each KPI's worth that counts for an initiative, where that is not the whole.

    The claims of all initiatives of its portfolio are read for that; one that was killed by a day claims nothing.
    Where the portfolio cannot be read, what the initiative itself claims counts.
    """
    try:
        target = find(folder)
    except TrueupError:
        return _shares(document, {})
    alone = Loaded(folder, folder.name, document, ())
    return Neighbours(target, (alone,), as_of, Shelf(bounds)).shares(document, folder)


class Neighbours:
    """What is claimed in each portfolio at or around a path: each is read once, when it is first asked for.

    What was read at the path is taken from there, also where it cannot be judged; of a portfolio above the path, or
    partly outside it, all is read, and its trees are kept as those of its own folder.
    """

    def __init__(
        self, target: Target, loaded: Sequence[Loaded], as_of: date, shelf: Shelf, cache: Path | None = None
    ) -> None:
        """Begin with what was read at a path; with a `cache`, trees of what lies outside are kept in it."""
        self._target, self._loaded, self._as_of = target, loaded, as_of
        self._shelf, self._cache = shelf, cache
        self._totals: dict[Path, Mapping[str, float]] = {}
        self._outer: dict[Path, list[Loaded]] = {}
        self._killed: dict[Path, bool] = {}

    def shares(self, document: Document, folder: Path) -> Mapping[str, float]:
        """Return the share of each KPI's worth that counts for an initiative, where that is not the whole."""
        nearest = self._portfolio_of(folder) if _priced(document) else None
        if nearest is None:
            return _shares(document, {})
        if nearest not in self._totals:
            members = (*self._read.get(nearest, ()), *self._outside(nearest))
            self._totals[nearest] = _totals(self._open(_once(members)))
        return _shares(document, self._totals[nearest])

    def unjudged(self, judged: Collection[str]) -> Mapping[Path, list[Document]]:
        """Return by portfolio at or below the path the documents that claim and are not among those judged.

        `judged` are the names of the files of the others.
        """
        found: dict[Path, list[Document]] = {}
        for nearest, read in self._read.items():
            if nearest is not None and nearest.is_relative_to(self._target.root):
                left = [one for one in read if one.document is None or one.document.own.file not in judged]
                found[nearest] = self._open((*left, *self._outside(nearest)))
        return found

    def open_here(self) -> list[Document]:
        """Return the documents that were read at the path, but those of initiatives that were killed."""
        return self._open(self._loaded)

    def _open(self, members: Iterable[Loaded]) -> list[Document]:
        """Return what could be read, but initiatives that were killed; each ledger is read once."""
        return [one.document for one in members if one.document is not None and not self._is_killed(one.document, one)]

    def _is_killed(self, document: Document, one: Loaded) -> bool:
        if one.folder not in self._killed:
            self._killed[one.folder] = _killed(document, one.folder, self._as_of)
        return self._killed[one.folder]

    @cached_property
    def _read(self) -> Mapping[Path | None, list[Loaded]]:
        found: dict[Path | None, list[Loaded]] = {}
        for one in self._loaded:
            found.setdefault(self._portfolio_of(one.folder), []).append(one)
        return found

    def _portfolio_of(self, folder: Path) -> Path | None:
        return self._target.portfolio_of(folder / INITIATIVE)

    def _outside(self, nearest: Path) -> list[Loaded]:
        """Return the initiatives of a portfolio that were not read at the path."""
        if nearest not in self._outer:
            read = {_place(one.folder, self._target.root) for one in self._read.get(nearest, ())}
            self._outer[nearest] = self._missing(nearest, read)
        return self._outer[nearest]

    def _missing(self, nearest: Path, read: Collection[Path]) -> list[Loaded]:
        if nearest.parent == self._target.root and self._target.initiatives[0].parent != nearest.parent:
            return []
        try:
            around = find(nearest.parent)
            if all(_place(file.parent, around.root) in read for file in _own(around, nearest)):
                return []
            found = self._loaded_from(nearest)
        except TrueupError:
            return []
        mine = {file.parent for file in _own(around, nearest)}
        return [one for one in found if one.folder in mine and _place(one.folder, around.root) not in read]

    def _loaded_from(self, nearest: Path) -> list[Loaded]:
        if self._cache is None:
            return self._load(find(nearest.parent), self._shelf)
        with begun(nearest.parent, self._cache) as ahead:
            found = self._load(ahead.target, Shelf(self._shelf.bounds, ahead.trees))
            ahead.trees.save()
        return found

    def _load(self, around: Target, shelf: Shelf) -> list[Loaded]:
        """Return every initiative of a target, its files named as those at the path where it lies below that."""
        root = self._target.root if around.root.is_relative_to(self._target.root) else around.root
        with uncollected():
            return list(load_each(replace(around, root=root), shelf))


def _own(around: Target, nearest: Path) -> Iterator[Path]:
    """Yield the initiatives of a portfolio's folder that belong to no portfolio nearer to them."""
    return (file for file in around.initiatives if around.portfolio_of(file) == nearest)


def _place(folder: Path, root: Path) -> Path:
    """Return a folder by one name, however its path began; links below the root stay, as initiatives go by them."""
    return root.resolve() / folder.relative_to(root)


def _once(members: Iterable[Loaded]) -> Iterator[Loaded]:
    """Yield what was read but initiatives with the id of an earlier one: only one of them is read with all others."""
    seen: set[str] = set()
    for one in members:
        if one.document is not None and one.document.initiative.id not in seen:
            seen.add(one.document.initiative.id)
            yield one


def _killed(document: Document, folder: Path, as_of: date) -> bool:
    """Whether an initiative was killed; one whose ledger cannot be trusted counts as open, as it is told elsewhere."""
    if not ledger_of(folder).exists():
        return False
    from trueup.core.gates.killed import kill_of  # what reads a ledger is loaded where one was begun

    try:
        memory = recall(folder)
    except TrueupError:
        return False
    entries = memory.entries if memory else ()
    mine = (e for e in entries if e.draft.initiative == document.initiative.id and e.draft.at.date() <= as_of)
    return kill_of(mine) is not None


def shares_anything(document: Document) -> bool:
    """Whether what an initiative promises takes its own claims or those of others to be known."""
    return bool(document.initiative.claims or _priced(document))


def _shares(document: Document, totals: Mapping[str, float]) -> Mapping[str, float]:
    names = {*document.initiative.claims, *_priced(document)}
    if not names:
        return {}
    claims = claims_of(document)
    claimed = {name: totals.get(name, 0.0) if name in document.shared else 0.0 for name in names}
    shares = {name: counted(claims.get(name, 0.0), claimed[name]) for name in sorted(names)}
    return {name: share for name, share in shares.items() if share != WHOLE}


def _totals(documents: Iterable[Document]) -> Mapping[str, float]:
    claims: dict[str, list[float]] = {}
    for each in documents:
        if _priced(each):
            for name, claim in claims_of(each).items():
                if name in each.shared:
                    claims.setdefault(name, []).append(claim)
    return {name: total_of(each) for name, each in claims.items()}


def _priced(document: Document) -> list[str]:
    """Return the portfolio's KPIs that an initiative uses and that say what they are worth."""
    return sorted(name for name in document.shared if document.initiative.kpis[name].worth)
