"""The difference of two versions: of two paths, or of one path at git revisions and now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from trueup.adapters.answers import Cache
from trueup.adapters.beside import same_beside
from trueup.adapters.collecting import uncollected
from trueup.adapters.folder import INITIATIVE, Target, find
from trueup.adapters.tree_cache import TreeCache
from trueup.app.claims import Neighbours, shares_anything
from trueup.app.judge import Member, over_portfolio
from trueup.app.load import Loaded, Shelf, load
from trueup.app.recall import Kept, keep
from trueup.app.seen import Seen, opened, seen
from trueup.app.settings import Settings
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.finding import Finding
from trueup.core.gates.assessment import Assessment
from trueup.core.model.document import Document
from trueup.core.model.initiative import Portfolio
from trueup.core.portfolio.beside import Aside
from trueup.core.portfolio.difference import (
    Difference,
    Effect,
    InitiativeDifference,
    compared,
    in_order,
    of_initiative,
    of_portfolio,
    one_sided,
    turned,
)

NOW: Final = "now"
_TWO: Final = 2
_FIX: Final = "Give two paths, or a git revision, or two of them, and then the path if it is not here."


@dataclass(frozen=True, slots=True)
class Side:
    """A version: a path as it stands now, or as it was at a git revision."""

    path: Path
    revision: str | None = None


@dataclass(slots=True)
class _Read:
    """What one side holds: its initiatives by file, and the folder of today's data for each.

    `lay` is what lay beside each that was looked at, in the folder that its document was read from.
    """

    name: str
    target: Target
    found: tuple[Loaded, ...]
    root: Path
    neighbours: Neighbours
    judged: dict[str, Assessment] = field(default_factory=dict)
    lay: dict[str, Kept] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)

    def shares(self, document: Document) -> Mapping[str, float]:
        """Return what counts of a document's claims beside those of its portfolio as they were then."""
        return self.neighbours.shares(document, self.beside(document))

    def beside(self, document: Document) -> Path:
        """Return the folder that holds what lay beside a document."""
        return (self.target.root / document.own.file).parent

    def kept(self, document: Document) -> Kept:
        """Return what lay beside a document; raises `DocumentFaults` for a ledger that cannot be trusted."""
        file = document.own.file
        if file not in self.lay:
            self.lay[file] = keep(self.beside(document), file)
        return self.lay[file]

    def aside(self, document: Document) -> Aside:
        """Return what was remembered and handed in beside a document; raises as `kept`."""
        kept = self.kept(document)
        return Aside(kept.handed, kept.memory)

    def has_verdicts(self, document: Document) -> bool:
        """Whether anything was signed on verdicts beside a document: these come from the checks of its data."""
        try:
            return any(entry.draft.verdicts for entry in self.aside(document).entries)
        except DocumentFaults:
            return False

    @property
    def documents(self) -> list[Document]:
        return [one.document for one in self.found if one.document is not None]

    def portfolios(self) -> Mapping[str, Portfolio]:
        """Return the portfolios around the initiatives, by their files: also around those that have faults."""
        return {one.around[0].file: one.around[1] for one in self.found if one.around is not None}

    @property
    def is_whole(self) -> bool:
        """Whether all portfolios could be read: of what has faults and none around it, that is not known."""
        return all(one.document is not None or one.around is not None for one in self.found)


@dataclass(frozen=True, slots=True)
class _How:
    """How both sides are judged: at which day, with which settings and which cache."""

    as_of: date
    settings: Settings
    cache: Cache | None


_Pair = tuple[Document | None, Document | None]


def sides(words: Sequence[str]) -> tuple[Side, Side]:
    """Return the two versions that the words of the command name; raises `TrueupError` for words that name neither.

    Two paths are compared as they are. A revision alone is compared with now, two revisions with each other; without
    any, the last commit is compared with now. A word that is both is a path.
    """
    paths = [Path(word) for word in words if Path(word).exists()]
    if len(words) == len(paths) == _TWO:
        return Side(paths[0]), Side(paths[1])
    named = words[:-1] if paths else words
    revisions = [each for word in named for each in (word.split("..", 1) if _is_range(word) else [word])]
    if len(paths) > 1 or len(revisions) > _TWO or (paths and not Path(words[-1]).exists()):
        missing = next((word for word in words if not Path(word).exists()), words[-1])
        problem = f"`{missing}` is no path that exists, and a git revision stands before the path."
        raise TrueupError.option(problem, missing, _FIX)
    path = paths[0] if paths else Path()
    first, *second = revisions or ["HEAD"]
    return Side(path, first), Side(path, second[0] if second else None)


def _is_range(word: str) -> bool:
    """Whether a word names two revisions as git has them: `HEAD~3..HEAD`."""
    first, dots, second = word.partition("..")
    return bool(first and dots and second) and not second.startswith(".")


def diff(before: Side, after: Side, *, as_of: date, settings: Settings | None = None) -> Difference:
    """Return everything that is different between two versions, judged at one day by what was seen of the data.

    Each is judged by what lay beside it: ledger, ballots, waivers and evidence of an earlier one as they were then.
    What cannot be read on one side is among the faults; the rest is compared all the same. Raises `TrueupError` where a
    side has nothing to read at all.
    """
    chosen = settings or Settings()
    names = (str(before.path), str(after.path)) if before.path != after.path else (None, None)
    trees = TreeCache(chosen.cache, after.path.absolute()) if chosen.cache else None
    shelf, how = Shelf(chosen.bounds, trees), _How(as_of, chosen, opened(chosen))
    with ExitStack() as stack, uncollected():
        if trees and how.cache:
            stack.callback(trees.close)
            how.cache.ahead = trees.begin(file for side in (before, after) for file in _texts(side))
        a, b = (_read(side, shelf, stack, name, how) for side, name in ((before, names[0]), (after, names[1])))
        if trees:
            trees.save()
        pairs = _pairs(a, b)
        shared, around = _around(a, b)
        told: list[InitiativeDifference] = []
        untouched: list[_Pair] = []
        for old, new in pairs:
            one = _one(old, new, a, b, how, around=around)
            if one is None or one.empty:
                untouched.append((old, new))
            if one is not None and not one.empty:
                told.append(one)
        over = _over(a, b, pairs, how) if told or shared else ((), ())
    faults = [(side.name, fault) for side in (a, b) for fault in dict.fromkeys(side.faults)]
    return Difference(a.name, b.name, shared, in_order(told), *over, len(untouched), tuple(faults))


def _texts(side: Side) -> Iterator[Path]:
    """Return the files of a side that stand there now: another process may parse them; nothing where there is none."""
    with suppress(TrueupError):
        return find(side.path).texts if side.revision is None else iter(())
    return iter(())  # reading the side tells why


def _read(side: Side, shelf: Shelf, stack: ExitStack, name: str | None, how: _How) -> _Read:
    """Return what a side holds; an earlier version is written to a folder that goes with the stack."""
    if side.revision is None:
        target, found = load(side.path, shelf=shelf)
        named, root = NOW if name is None else name, target.root
    else:
        target, found = _earlier(side, shelf, stack)
        if any(one.document is not None and shares_anything(one.document) for one in found):
            target, found = _earlier(side, shelf, stack, neighbours=True)
        named, root = side.revision, side.path if side.path.is_dir() else side.path.parent
    read = _Read(named, target, found, root, Neighbours(target, found, how.as_of, shelf))
    read.faults += [fault for one in found for fault in one.faults]
    return read


def _earlier(
    side: Side, shelf: Shelf, stack: ExitStack, *, neighbours: bool = False
) -> tuple[Target, tuple[Loaded, ...]]:
    """Return a side as it was at its revision; with `neighbours` those of its portfolio lie around it."""
    from tempfile import TemporaryDirectory  # these two take longer to load than most differences to be found

    from trueup.adapters.git import extract

    path, revision = side.path, side.revision or ""
    folder = Path(stack.enter_context(TemporaryDirectory()))
    into = folder / (path if path.is_dir() else path.parent).resolve().name
    into.mkdir(exist_ok=True)
    try:
        there = extract(path, revision, into, remembered=True, neighbours=neighbours).path
    except TrueupError as error:
        problem = error.problem.replace("There is no revision", "Neither a path here nor a git revision is called")
        raise TrueupError.option(problem, revision, _FIX) from error
    if there is None:
        fix = "Name a later revision, or the path where it was then."
        raise TrueupError.option(f"At {revision} there was no {INITIATIVE} at {path}.", revision, fix)
    try:
        return load(there, shelf=shelf)
    except TrueupError as error:
        told = [text.replace(str(there), str(path)) for text in (error.problem, error.where, error.fix)]
        raise TrueupError(error.code, f"At {revision}: {told[0]}", told[1], told[2]) from error


def _pairs(a: _Read, b: _Read) -> list[_Pair]:
    """Return which initiative is which: the only ones, else those of one file, of one id, or of one content.

    What cannot be read on either side is left out of both: nothing can be said about it.
    """
    if len(a.found) == len(b.found) == 1:
        old, new = a.found[0].document, b.found[0].document
        return [(old, new)] if old and new else []
    torn = {one.name for side in (a, b) for one in side.found if one.document is None}
    left = {_key(d): d for one in a.found if (d := one.document) and one.name not in torn}
    pairs: list[_Pair] = []
    late: list[Document] = []
    for one in b.found:
        if one.document is None or one.name in torn:
            continue
        old = left.pop(_key(one.document), None)
        if old is None:
            late.append(one.document)
        else:
            pairs.append((old, one.document))
    for new in late:
        key = next((key for key, old in left.items() if _same_initiative(old, new)), None)
        pairs.append((left.pop(key) if key is not None else None, new))
    return pairs + [(old, None) for old in left.values()]


def _key(document: Document) -> str:
    return document.own.file


def _same_initiative(old: Document, new: Document) -> bool:
    """Whether an initiative of another file is this one: by its id, or because it says the same."""
    if old.initiative.id == new.initiative.id:
        return True
    return old.initiative.title == new.initiative.title and old.own.tree == new.own.tree


def _around(a: _Read, b: _Read) -> tuple[tuple[Effect, ...], bool]:
    """Return what changed in the portfolios around, and whether anything did.

    One that is on one side alone came or went, unless the other side has faults that may hide it.
    """
    old, new = a.portfolios(), b.portfolios()
    if len(old) <= 1 and len(new) <= 1:
        pairs = [(next(iter(old.values()), None), next(iter(new.values()), None))]
    else:
        pairs = [(old.get(name), new.get(name)) for name in dict.fromkeys((*new, *old))]
    known = ((was, now) for was, now in pairs if (was or a.is_whole) and (now or b.is_whole))
    shared = tuple(effect for was, now in known for effect in of_portfolio(was, now))
    return shared, bool(shared)


def _one(
    old: Document | None, new: Document | None, a: _Read, b: _Read, how: _How, *, around: bool
) -> InitiativeDifference | None:
    """Return the difference of one initiative, None where nothing changed or a side of it cannot be judged."""
    if old is None or new is None:
        there = _judged(b if old is None else a, new or old, how)
        return None if there is None else one_sided(there, came=old is None)
    found = of_initiative(old, new)
    untouched = not found and not around and old.initiative == new.initiative and a.shares(old) == b.shares(new)
    if untouched and same_beside(a.beside(old), b.beside(new)):
        return None
    checks = a.has_verdicts(old) or b.has_verdicts(new)
    then, now = _judged(a, old, how, checks=checks), _judged(b, new, how, checks=checks)
    if then is None or now is None:
        return None
    told = compared(then, now, found, a.aside(old), b.aside(new))
    alone = len(a.found) == len(b.found) == 1
    return replace(told, before=told.after) if alone else told


def _judged(side: _Read, document: Document | None, how: _How, *, checks: bool = False) -> Assessment | None:
    """Return a document's assessment by what lay beside it and was seen of its data; None, and its faults, if any.

    With `checks` what was seen of the checks of its data counts, too.
    """
    if document is None:
        return None
    file = document.own.file
    if file not in side.judged:
        found = _seen(side, document, how, checks=checks)
        if found is None:
            return None
        side.judged[file] = found.judged()
    return side.judged[file]


def _seen(side: _Read, document: Document, how: _How, *, checks: bool = False) -> Seen | None:
    """Return what was seen of a document's data and lay beside it; None, and its faults, if any."""
    try:
        return seen(
            document,
            (side.root / document.own.file).parent,
            as_of=how.as_of,
            settings=how.settings,
            claims=side.shares(document),
            cache=how.cache,
            kept=side.kept(document),
            checks=checks,
        )
    except DocumentFaults as faults:
        side.faults += faults.findings
        return None


def _over(a: _Read, b: _Read, pairs: Sequence[_Pair], how: _How) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return what the rules over the portfolio find now and did not before, and the other way round.

    What did not change is the same on both sides; its own findings are the same, too, so that nobody looks for them.
    """
    if len(a.found) == 1 or len(b.found) == 1:
        return (), ()
    before: dict[str, Member] = dict(a.judged)
    after: dict[str, Member] = dict(b.judged)
    for old, new in pairs:
        if old and new and old.own.file not in before and new.own.file not in after:
            same = _seen(b, new, how)
            if same is not None:
                before[old.own.file] = after[new.own.file] = same.member()
    then, now = (
        over_portfolio(side.target, list(members.values()), unjudged=side.neighbours.unjudged(members))
        for side, members in ((a, before), (b, after))
    )
    return turned(then.findings if then else (), now.findings if now else ())
