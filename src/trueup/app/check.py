"""Judge documents without reading data: findings, and which of them are new since a git revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from trueup.adapters.ballots import read_handed
from trueup.adapters.folder import Target, find
from trueup.adapters.sql_cache import SqlCache, default_folder
from trueup.adapters.tree_cache import TreeCache
from trueup.adapters.yaml_document import Bounds
from trueup.app.ahead import Begun, begun
from trueup.app.claims import Neighbours, shares_anything
from trueup.app.define import all_faults, define
from trueup.app.judge import Beside, blocking, disputed_within, judge, over_portfolio
from trueup.app.load import Loaded, Shelf, load_each
from trueup.app.recall import recall
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.finding import Finding, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.rules.run import RuleRun

if TYPE_CHECKING:
    from trueup.core.gates.disagreement import Disagreement


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in each initiative, and the faults of documents that could not be read.

    `over` is what the rules over the portfolio found; it is None where only one initiative was checked. `known` counts
    findings left out because they were there at `since`, `known_due` of them are due, `known_blocking` of those block.
    """

    assessments: tuple[Assessment, ...]
    faults: tuple[Finding, ...]
    over: RuleRun | None = None
    known: int = 0
    since: str | None = None
    known_due: int = 0
    known_blocking: int = 0

    @property
    def blocks(self) -> bool:
        """Whether something that is due blocks in any initiative, or in the portfolio."""
        return any(each.blocks for each in self.assessments) or (self.over is not None and blocking(self.over))


def check(
    path: Path, *, as_of: date, phase: Phase | None, bounds: Bounds | None = None, cache: Path | None = None
) -> Checked:
    """Return the findings of every initiative at a path; raises `TrueupError` where there is none at all."""
    with begun(path, cache) as ahead:
        return check_begun(ahead, as_of=as_of, phase=phase, bounds=bounds, cache=cache)


def check_begun(
    ahead: Begun, *, as_of: date, phase: Phase | None, bounds: Bounds | None = None, cache: Path | None = None
) -> Checked:
    """Return the findings of every initiative that was found before, whose documents are being parsed."""
    kept = cache or default_folder()
    found = _checked(ahead.target, as_of, phase, Shelf(bounds, ahead.trees), ahead.guarded, kept)
    ahead.trees.save()
    return found


def _checked(
    target: Target, as_of: date, phase: Phase | None, shelf: Shelf, guarded: SqlCache, kept: Path | None = None
) -> Checked:
    """Check every initiative of a target; trees of what lies around it are kept below `kept`, where that is given.

    SQL is guarded when all is judged: until then another process may have done it.
    """
    loaded: list[Loaded] = []
    found: list[Assessment | _Waiting] = []
    untrusted: dict[str, Sequence[Finding]] = {}
    for one in load_each(target, shelf):
        loaded.append(one)
        if one.document is None:
            continue
        try:
            beside = Beside(memory=recall(one.folder, one.document.own.file), handed=read_handed(one.folder))
        except DocumentFaults as torn:
            untrusted[one.document.own.file] = torn.findings
            continue
        if beside.memory is None and not shares_anything(one.document):
            found.append(judge(one.document, Evidence(), as_of, phase, beside=beside))
        else:
            found.append(_Waiting(one.document, one.folder, beside))
    unread = dict.fromkeys(all_faults(loaded, guarded))  # what many initiatives meet is told once
    documents = [one.document for one in loaded if one.document is not None]
    ill_defined = {each.own.file: define(each, guarded).faults for each in documents}
    faults = [fault for file, each in ill_defined.items() for fault in (*each, *untrusted.get(file, ()))]
    found = [each for each in found if not ill_defined[each.document.own.file]]
    guarded.save_sql()
    neighbours = Neighbours(target, loaded, as_of, shelf, kept)
    others = _Others(target, as_of, neighbours)
    assessments = tuple(each if isinstance(each, Assessment) else others.judged(each, phase) for each in found)
    read = {each.document.own.file for each in assessments}
    lost = [file for file in target.initiatives if target.shown(file) not in read]
    over = over_portfolio(target, assessments, lost, neighbours.unjudged(read))
    return Checked(assessments, (*unread, *faults), over)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An initiative that cannot be judged before the others of its portfolio are read."""

    document: Document
    folder: Path
    beside: Beside


class _Others:
    """What counts of the other initiatives in judging one: their claims, and what is disputed with them."""

    def __init__(self, target: Target, as_of: date, neighbours: Neighbours) -> None:
        """Begin with nothing looked at."""
        self._target, self._as_of, self._neighbours = target, as_of, neighbours

    @cached_property
    def _disputed(self) -> Mapping[str, tuple[Disagreement, ...]]:
        return disputed_within(self._target, self._neighbours.open_here(), self._as_of)

    def judged(self, one: _Waiting, phase: Phase | None) -> Assessment:
        """Return the assessment of an initiative among the others."""
        claims = self._neighbours.shares(one.document, one.folder)
        elsewhere = self._disputed.get(one.document.own.file, ()) if one.beside.memory is not None else ()
        beside = replace(one.beside, claims=claims, elsewhere=elsewhere)
        return judge(one.document, Evidence(), self._as_of, phase, beside=beside)


def only_new(now: Checked, path: Path, revision: str, *, as_of: date, phase: Phase | None) -> Checked:
    """Return what was found now but not at a git revision; an initiative that did not exist then had no findings.

    Findings are recognised by initiative, code and subject, so moving a line or rewording changes nothing; an
    initiative is recognised by its file, also where git saw it move, else by its id. The faults of documents that
    cannot be read now stay, whatever was there before.
    """
    import tempfile

    from trueup.adapters.git import extract

    base = path if path.is_dir() else path.parent
    files = tuple(base / each.document.own.file for each in now.assessments)
    with tempfile.TemporaryDirectory() as folder:
        earlier = extract(path, revision, Path(folder), files, remembered=True)
        how = _How(as_of, phase, path)
        whole = how.check(earlier.path)
        before = _by_file(earlier.path, whole)
        for file in earlier.files.values():
            if file not in before:
                before |= _by_file(file, how.check(file))
    taken = set(earlier.files.values())
    by_id = {each.document.initiative.id: each for file, each in before.items() if file not in taken}
    kept: list[Assessment] = []
    for file, each in zip(files, now.assessments, strict=True):
        then = before.get(earlier.files[file]) if file in earlier.files else by_id.get(each.document.initiative.id)
        known = {finding.key for finding in then.findings} if then else set()
        kept.append(replace(each, findings=tuple(f for f in each.findings if f.key not in known)))
    over = now.over and _new_over(now.over, whole)
    new = Checked(tuple(kept), now.faults, over)
    everything, left = _counts(now), _counts(new)
    count, due, blocking = (one - other for one, other in zip(everything, left, strict=True))
    return replace(new, known=count, since=revision, known_due=due, known_blocking=blocking)


def _counts(found: Checked) -> tuple[int, int, int]:
    """Return how many findings there are, how many of them are due, and how many of those block."""
    over = found.over.findings if found.over else ()
    every = sum(len(each.findings) for each in found.assessments) + len(over)
    due = [finding for each in found.assessments for finding in each.due()] + [f for f in over if f.waived is None]
    return every, len(due), sum(finding.severity == "blocks" for finding in due)


@dataclass(frozen=True, slots=True)
class _How:
    """How an earlier version is checked: at which day and phase, and which path it is a version of."""

    as_of: date
    phase: Phase | None
    path: Path

    def check(self, earlier: Path | None) -> Checked | None:
        """Check it, None where nothing there could be read.

        What says the same as now is taken from the trees kept of now, and nothing is kept of it.
        """
        if earlier is None:
            return None
        folder = default_folder()
        shelf = Shelf(trees=TreeCache(folder, self.path.absolute()))
        with suppress(TrueupError):
            return _checked(find(earlier), self.as_of, self.phase, shelf, SqlCache(folder))
        return None


def _new_over(now: RuleRun, then: Checked | None) -> RuleRun:
    """Return what the rules over the portfolio find now and did not find then."""
    known = {finding.key for finding in then.over.findings} if then and then.over else set()
    return replace(now, findings=tuple(f for f in now.findings if f.key not in known))


def _by_file(path: Path | None, found: Checked | None) -> dict[Path, Assessment]:
    """Return the assessments at a path by their files; none where nothing there could be read."""
    if path is None or found is None:
        return {}
    base = path if path.is_dir() else path.parent
    return {base / each.document.own.file: each for each in found.assessments}
