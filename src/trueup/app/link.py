"""Apply a table of links to the work of an initiative, and say how much effort then reaches KPIs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from trueup.adapters.folder import Target
from trueup.adapters.output import write_whole
from trueup.adapters.yaml_document import Bounds
from trueup.adapters.yaml_edit import Change, edited
from trueup.app.backlog_files import read_links, text_of
from trueup.app.load import load
from trueup.core.backlog.effort import efforts, pieces_in
from trueup.core.backlog.linking import Linked, Plan, plan, with_links
from trueup.core.backlog.links import Ranked, in_order
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.record import dataclass
from trueup.core.base.tree import Branch, Tree
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.kpi import Kpi
from trueup.core.model.links import link
from trueup.core.model.results.spend import SpendFigures
from trueup.core.value.spend import spend


@dataclass(frozen=True, slots=True)
class Reaching:
    """Open effort in one unit, `day` or `point`: all of it, and what of it advances a KPI, an owned one, a sound one.

    `aligned` is None, and `why` says why, where that hangs on data which was not read. `without` counts open items
    without an estimate in this unit, `other` those of them that are estimated in the other unit.
    """

    unit: str
    total: float
    advancing: float
    linked: float
    aligned: float | None
    why: str
    without: int
    other: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a table of links does: its plan, the effort before and after, the epics by effort, and the KPIs there are.

    `linked` counts the items that advance a KPI by themselves beforehand. `written` names the files that were changed;
    none in a dry run, and none where a row cannot be followed.
    """

    plan: Plan
    before: Reaching | None
    after: Reaching | None
    epics: Sequence[Ranked]
    kpis: tuple[str, ...]
    written: tuple[Path, ...]
    linked: int = 0


def apply(file: Path, folder: Path | None, *, as_of: date, dry_run: bool) -> Outcome:
    """Apply the table in a file to the initiative in its folder, or in another; a dry run writes nothing.

    Raises `TrueupError` where the table or the document cannot be read. Faults of rows come back in the plan.
    """
    rows = read_links(file).rows
    target, loaded = load(folder or file.parent)
    if len(loaded) != 1:
        problem = f"{target.root} holds {len(loaded)} initiatives; links belong to one."
        raise TrueupError.option(problem, str(target.root), "Name its folder with `--into`.")
    if loaded[0].document is None:
        raise DocumentFaults(loaded[0].faults)
    document = loaded[0].document
    initiative = document.initiative
    kpis = _kpis(document)
    links = link(initiative)
    found = plan(rows, links, kpis)
    whole = initiative.model_copy(update={"kpis": kpis})
    after = with_links(whole, found.changes)
    size = efforts(pieces_in(links))
    ranked = [
        Ranked(name, epic.title or "", size[f"epics.{name}"], epic.status == "done")
        for name, epic in initiative.epics.items()
    ]
    linked = sum(bool(node.item.advances) for node in links.nodes.values())
    written = () if dry_run or found.faults else _write(document, target, found.changes)
    return Outcome(
        found, _reaching(whole, as_of), _reaching(after, as_of), in_order(ranked), tuple(kpis), written, linked
    )


def _kpis(document: Document) -> Mapping[str, Kpi]:
    around = document.portfolio.kpis if document.portfolio else {}
    return {**around, **document.initiative.kpis}


def _reaching(initiative: Initiative, as_of: date) -> Reaching | None:
    """Return the effort that reaches KPIs, counted as the spend figures count money, with no rate to turn it into any.

    None where there is no open work.
    """
    people = {name: person.model_copy(update={"rate": None}) for name, person in initiative.people.items()}
    bare = initiative.model_copy(update={"rates": {}, "budget": None, "people": people})
    links = link(bare)
    figures = spend(bare, links, Evidence(), as_of)
    if isinstance(figures, NotRun):
        return None
    standing = {each.kpi: each for each in figures.standings}
    used = {kpi for leaf in figures.leaves if leaf.cost for kpi, _ in leaf.kpis}
    waiting = sorted(kpi for kpi in used if standing[kpi].unknown)
    units = Counter(
        node.item.estimate.unit
        for leaf in figures.leaves
        if leaf.cost is None and (node := links.nodes.get(leaf.path)) and node.item.estimate
    )
    return Reaching(
        figures.unit,
        figures.total,
        _sum(figures, used),
        _sum(figures, {kpi for kpi in used if standing[kpi].owned}),
        None if waiting else _sum(figures, {kpi for kpi in used if standing[kpi].qualifies}),
        _why(figures, waiting),
        len(figures.leaves) - figures.priced,
        sum(units.values()),
    )


def _sum(figures: SpendFigures, kpis: set[str]) -> float:
    return sum(
        leaf.cost * min(1.0, sum(share for kpi, share in leaf.kpis if kpi in kpis))
        for leaf in figures.leaves
        if leaf.cost
    )


def _why(figures: SpendFigures, waiting: Sequence[str]) -> str:
    if waiting:
        return f"the baseline of {', '.join(waiting)} is not read here: `trueup assess` does"
    missing = next((leaf.missing for leaf in figures.leaves if leaf.cost and leaf.kpis and leaf.missing), None)
    return missing or ""


def _write(document: Document, target: Target, changes: Sequence[Linked]) -> tuple[Path, ...]:
    """Write the changed links into the files where the items stand, all of them or, where one cannot be, none."""
    by_file: dict[str, list[Change]] = {}
    for change in changes:
        name = document.place(change.path).file or document.own.file
        by_file.setdefault(name, []).append(_change(document, change))
    bounds = Bounds()
    texts = {}
    for name, found in by_file.items():
        file = target.root / name
        texts[file] = edited(text_of(file, bounds), found, name, bounds)
    return tuple(file for file, text in texts.items() if write_whole(file, text.encode()))


def _change(document: Document, change: Linked) -> Change:
    """Return how the document says what an item advances: one KPI, a list, weights, or nothing."""
    steps = tuple(change.path.split("."))
    weights = {kpi: f"{weight:g}" for kpi, weight in change.after.items()}
    names = list(weights)
    value = None if not names else weights if set(weights.values()) != {"1"} else names[0] if len(names) == 1 else names
    here: Tree = document.own.tree
    for step in steps:
        here = here.get(step) if isinstance(here, Branch) else None
    if isinstance(here, Branch) or value is None:
        return Change((*steps, "advances"), value)
    return Change(steps, {**({"title": here} if isinstance(here, str) else {}), "advances": value})
