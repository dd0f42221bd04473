"""From a path to documents: all that can be read, and the faults of what cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from trueup.adapters.collecting import uncollected
from trueup.adapters.folder import Target, backlog_of, find, is_there, read_bytes, waivers_of
from trueup.adapters.tree_cache import TreeCache
from trueup.adapters.yaml_document import USUAL, Bounds, read_tree
from trueup.app.rulebook import faults_of_rulings, faults_of_waivers
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.finding import Finding, Id, Place
from trueup.core.base.record import dataclass
from trueup.core.base.tree import Branch
from trueup.core.model.backlog import joined
from trueup.core.model.document import Document, Source
from trueup.core.model.fault import Fault
from trueup.core.model.initiative import Portfolio
from trueup.core.model.parse import parse_initiative, parse_portfolio, parse_waivers, shape_faults
from trueup.core.model.versions import upgraded


@dataclass(frozen=True, slots=True)
class Loaded:
    """One initiative of a target: its folder, and its document or why it could not be read.

    `source` is the text as far as it is a tree: a document with faults may hold more of them, in its SQL. `around` is
    the portfolio around it with its text, None where there is none or where that has faults.
    """

    folder: Path
    name: str
    document: Document | None
    faults: tuple[Finding, ...]
    source: Source | None = None
    around: tuple[Source, Portfolio] | None = None


class Shelf:
    """What was read already: a second version of a portfolio takes from here all that says the same.

    A text is known by its name and its bytes, a document by its text, its portfolio and its id.
    """

    def __init__(self, bounds: Bounds | None = None, trees: TreeCache | None = None) -> None:
        """Begin with nothing, or with the trees of an earlier run; texts are read within bounds."""
        self.bounds = bounds or Bounds()
        self._trees = trees
        self._texts: dict[tuple[str, bytes], Source] = {}
        self._portfolios: dict[int, tuple[Source, Portfolio]] = {}
        self._documents: dict[tuple[int, int, str], Document] = {}

    def source(self, target: Target, file: Path) -> Source:
        """Return the tree of a file; raises `DocumentFaults` and `TrueupError`."""
        shown, data = target.shown(file), read_bytes(file, self.bounds.bytes)
        found = self._texts.get((shown, data))
        if found is None:
            found = upgraded(Source(shown, self._tree(data, shown)))
            self._texts[shown, data] = found
        return found

    def _tree(self, data: bytes, shown: str) -> Branch:
        """Return the tree of a text; trees are kept only where nothing but the usual bounds was asked."""
        trees = self._trees if self.bounds == USUAL else None
        tree = trees.get(data) if trees else None
        if tree is None:
            tree = read_tree(data, shown, self.bounds)
            if trees:
                trees.put(data, tree)
        return tree

    def portfolio(self, source: Source) -> tuple[Source, Portfolio]:
        """Return a portfolio with its text; raises `DocumentFaults`."""
        found = self._portfolios.get(id(source))
        if found is None or found[0] is not source:
            found = self._portfolios[id(source)] = source, parse_portfolio(source)
        return found

    def document(self, source: Source, around: tuple[Source, Portfolio] | None, name: str) -> Document:
        """Return the document of a text in a portfolio; raises `DocumentFaults`."""
        key = (id(source), id(around), name)
        found = self._documents.get(key)
        if found is None or found.own is not source:
            found = self._documents[key] = parse_initiative(source, around, name)
        return found


def load(path: Path, bounds: Bounds | None = None, shelf: Shelf | None = None) -> tuple[Target, tuple[Loaded, ...]]:
    """Return the target and every initiative in it; raises `TrueupError` where there is none that can be opened.

    Each initiative belongs to the portfolio nearest to it. While that one's file has faults none of its initiatives has
    a document: each carries the portfolio's faults, and its own as far as they can be told alone. What a `shelf` holds
    is not read again.
    """
    target = find(path)
    with uncollected():
        return target, tuple(load_each(target, shelf or Shelf(bounds)))


def load_each(target: Target, shelf: Shelf) -> Iterator[Loaded]:
    """Yield every initiative of a target as soon as it is read, as `load` returns them."""
    return _told_apart(_each(target, shelf))


def _each(target: Target, shelf: Shelf) -> Iterator[Loaded]:
    arounds: dict[Path | None, tuple[Source, Portfolio] | DocumentFaults | None] = {}
    for file in target.initiatives:
        nearest = target.portfolio_of(file)
        if nearest not in arounds:
            arounds[nearest] = _portfolio(target, nearest, shelf)
        around = arounds[nearest]
        if isinstance(around, DocumentFaults):
            alone = _alone(target, file, shelf)
            yield replace(alone, faults=(*around.findings, *alone.faults))
        else:
            yield _loaded(target, file, around, shelf)


def _told_apart(loaded: Iterable[Loaded]) -> Iterator[Loaded]:
    """Yield what was read; an initiative with the id of an earlier one of the same portfolio has that fault."""
    first: dict[tuple[str, str], str] = {}
    for one in loaded:
        document = one.document
        if document is None or document.around is None:
            yield one
            continue
        key = (document.around.file, document.initiative.id)
        if key not in first:
            first[key] = document.own.file
            yield one
            continue
        problem = f"The id `{document.initiative.id}` is that of {first[key]} as well."
        fault = Fault("DOC034", "initiative", problem, "Give one of them another id with `initiative:`.")
        yield replace(one, document=None, faults=(fault.finding(document.place("initiative")),), source=document.own)


def read_portfolio(
    target: Target, file: Path | None, bounds: Bounds
) -> tuple[Source, Portfolio] | DocumentFaults | None:
    """Return the portfolio of a file, its faults, or None where there is none."""
    return _portfolio(target, file, Shelf(bounds))


def _portfolio(target: Target, file: Path | None, shelf: Shelf) -> tuple[Source, Portfolio] | DocumentFaults | None:
    if file is None:
        return None
    try:
        found = shelf.portfolio(shelf.source(target, file))
        wrong = faults_of_rulings(*found)
    except DocumentFaults as faults:
        return faults
    except TrueupError as error:
        return DocumentFaults((_unreadable(target, file, error),))
    return DocumentFaults(wrong) if wrong else found


def _loaded(target: Target, file: Path, around: tuple[Source, Portfolio] | None, shelf: Shelf) -> Loaded:
    source: Source | None = None
    try:
        source, wrong = _whole(target, file, shelf)
        document = _complete(_parsed(source, wrong, around, file, shelf), target, file, shelf)
    except TrueupError as error:
        return Loaded(file.parent, _name(target, file), None, _faults(target, file, error), source, around)
    return Loaded(file.parent, _name(target, file), document, (), around=around)


def _parsed(
    source: Source, wrong: list[Finding], around: tuple[Source, Portfolio] | None, file: Path, shelf: Shelf
) -> Document:
    """Return the document of a text; raises `DocumentFaults` with what is wrong in it and with its other files."""
    try:
        document = shelf.document(source, around, _as_id(file.parent.resolve().name))
    except DocumentFaults as faults:
        raise DocumentFaults([*wrong, *faults.findings]) from None
    if wrong:
        raise DocumentFaults(wrong)
    return document


def _whole(target: Target, file: Path, shelf: Shelf) -> tuple[Source, list[Finding]]:
    """Return an initiative's text with the work of its other files, and what is wrong with these files themselves."""
    own = shelf.source(target, file)
    backlog: list[Source] = []
    wrong: list[Finding] = []
    for other in backlog_of(file):
        try:
            backlog.append(shelf.source(target, other))
        except DocumentFaults as faults:
            wrong += faults.findings
    source, mixed = joined(own, backlog)
    return source, wrong + mixed


def _complete(document: Document, target: Target, file: Path, shelf: Shelf) -> Document:
    """Return a document with its waivers and with the files it names that are not there."""
    missing = frozenset(
        f"data.{name}.contract"
        for name, table in document.initiative.data.items()
        if table.contract and not is_there(file.parent, table.contract)
    )
    found = waivers_of(file)
    exceptions = shelf.source(target, found) if found else None
    waivers = parse_waivers(exceptions) if exceptions else ()
    if exceptions and (wrong := faults_of_waivers(exceptions, waivers)):
        raise DocumentFaults(wrong)
    if not missing and exceptions is None:
        return document
    return replace(document, waivers=waivers, exceptions=exceptions, missing=missing)


def _alone(target: Target, file: Path, shelf: Shelf) -> Loaded:
    source: Source | None = None
    try:
        source, wrong = _whole(target, file, shelf)
        faults = (*wrong, *shape_faults(source))
    except TrueupError as error:
        faults = _faults(target, file, error)
    return Loaded(file.parent, _name(target, file), None, faults, source)


def _faults(target: Target, file: Path, error: TrueupError) -> tuple[Finding, ...]:
    """Return why one file could not be read; the only one is raised, one of several never stops the rest."""
    if isinstance(error, DocumentFaults):
        return error.findings
    if len(target.initiatives) == 1:
        raise error
    return (_unreadable(target, file, error),)


def _unreadable(target: Target, file: Path, error: TrueupError) -> Finding:
    return Fault("DOC031", "", error.problem, error.fix).finding(Place(target.shown(file), 1, Id("")))


def _name(target: Target, file: Path) -> str:
    folder = file.parent
    return folder.resolve().name if folder == target.root else folder.relative_to(target.root).as_posix()


def _as_id(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "_-") else "-" for c in name).strip("-_") or "initiative"
