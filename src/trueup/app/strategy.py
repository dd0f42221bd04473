"""The data strategy of a portfolio: what its objectives need of data, what is there, and the money on it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from trueup.adapters.folder import PORTFOLIO, find
from trueup.adapters.output import write_whole
from trueup.app.assess import Settings
from trueup.app.claims import Neighbours
from trueup.app.define import all_faults
from trueup.app.judge import judge_portfolio
from trueup.app.load import Shelf, load
from trueup.app.seen import seen
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.finding import Finding
from trueup.core.base.record import dataclass
from trueup.core.portfolio.strategy import DataStrategy, strategy

FAMILY = "STR"


@dataclass(frozen=True, slots=True)
class Strategised:
    """The data strategy, what the rules found in it, and the faults of initiatives that could not be read."""

    strategy: DataStrategy
    findings: tuple[Finding, ...]
    faults: tuple[Finding, ...]


def strategise(path: Path, *, as_of: date, settings: Settings | None = None) -> Strategised:
    """Return the data strategy of the portfolio at or around a path; raises `TrueupError` where there is none.

    No data is read: promised benefit comes from what was seen earlier, else from typed figures, else it is unknown.
    """
    chosen = settings or Settings()
    around = _portfolio(path)
    if around is None:
        fix = (
            "Write `strategic_objectives:` and `data_strategy:` in a `portfolio.yaml` in the folder above initiatives."
        )
        raise TrueupError.option(f"There is no {PORTFOLIO} around {path}.", str(path), fix)
    target, loaded = load(around.parent, chosen.bounds)
    mine = [target.portfolio_of(file) == target.root / PORTFOLIO for file in target.initiatives]
    found = [one for one, own in zip(loaded, mine, strict=True) if own]
    neighbours = Neighbours(target, loaded, as_of, Shelf(chosen.bounds))
    assessments = []
    faults = list(all_faults(found))
    for number, one in enumerate(found, 1):
        if one.document is None:
            continue
        chosen.progress(f"initiative {number} of {len(found)}: {one.name}")
        claims = neighbours.shares(one.document, one.folder)
        try:
            known = seen(one.document, one.folder, as_of=as_of, settings=chosen, claims=claims)
        except DocumentFaults as wrong:
            faults.extend(wrong.findings)
            continue
        assessments.append(known.judged())
    first = next((each.document for each in assessments if each.document.portfolio is not None), None)
    if first is None or first.portfolio is None:
        raise DocumentFaults(faults)
    unread = frozenset(one.folder.name for one in found if one.document is None)
    outcome = judge_portfolio(assessments, unread=unread)
    findings = tuple(f for f in outcome.findings if f.code.startswith(FAMILY)) if outcome else ()
    return Strategised(strategy(first.portfolio, assessments, as_of), findings, tuple(faults))


def _portfolio(path: Path) -> Path | None:
    """Return the portfolio in or around a folder; raises `TrueupError` where several lie below and none is meant."""
    target = find(path)
    if target.portfolio is not None:
        return target.portfolio
    below = sorted({file for each in target.initiatives if (file := target.portfolio_of(each)) is not None})
    if len(below) > 1:
        names = ", ".join(str(file.parent) for file in below[:5])
        raise TrueupError.option(
            f"{path} holds {len(below)} portfolios: {names}.", str(path), "Name one of their folders."
        )
    return below[0] if below else None


def write_page(found: Strategised, output: Path) -> int:
    """Write the data strategy as one page, never half; return its size in bytes."""
    from trueup.render.html.strategy import strategy_html

    page = strategy_html(found.strategy, found.findings).encode()
    write_whole(output, page)
    return len(page)
