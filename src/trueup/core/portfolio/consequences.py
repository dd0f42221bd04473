"""What follows from changes: headlines that move, criteria and gates that turn."""

from __future__ import annotations

from typing import Literal

from trueup.core.base.finding import Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.criteria import Status
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.benefit import BenefitFigures
from trueup.core.model.results.spend import SpendFigures

FigureName = Literal["promised benefit", "evidenced benefit", "aligned spend", "work still to be paid"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline on both sides, as text why there is none, each in its own unit.

    A unit is `share`, money, money a year, days or points; with two of them the values cannot be subtracted.
    """

    name: FigureName
    before: float | str
    after: float | str
    unit: str
    unit_before: str

    @property
    def same(self) -> bool:
        """Whether both sides say the same."""
        return self.before == self.after and (self.unit == self.unit_before or isinstance(self.after, str))


@dataclass(frozen=True, slots=True)
class GateChange:
    """What happened at a gate: whether it opens or closes (None: neither), and the criteria that turned."""

    phase: Phase
    opens: bool | None
    criteria: tuple[tuple[str, str, Status, Status], ...]


def figures(before: Assessment, after: Assessment) -> tuple[Figure, ...]:
    """Return the headlines that are not the same on both sides."""
    then, now = before.evidence, after.evidence
    year, year_then = (benefit_unit(each) for each in (after, before))
    unit, unit_then = (spend_unit(each) for each in (now.spend, then.spend))
    found = (
        Figure("promised benefit", promised(then.benefit), promised(now.benefit), year, year_then),
        Figure("evidenced benefit", _evidenced(then.benefit), _evidenced(now.benefit), "share", "share"),
        Figure("aligned spend", _aligned(then.spend), _aligned(now.spend), "share", "share"),
        Figure("work still to be paid", to_be_paid(then.spend), to_be_paid(now.spend), unit, unit_then),
    )
    return tuple(each for each in found if not each.same)


def benefit_unit(found: Assessment) -> str:
    """Return what a benefit is in: the currency of the initiative a year."""
    return f"{found.document.initiative.currency or ''}/year"


def spend_unit(found: SpendFigures | NotRun) -> str:
    """Return what work is in: a currency, days or points; empty where nothing is known of it."""
    return "" if isinstance(found, NotRun) else found.unit


def promised(found: BenefitFigures | NotRun) -> float | str:
    """Return the promised benefit a year, or why it is not known."""
    if isinstance(found, NotRun):
        return found.detail
    return found.promised.detail if isinstance(found.promised, NotRun) else found.promised.value


def _evidenced(found: BenefitFigures | NotRun) -> float | str:
    if isinstance(found, NotRun):
        return found.detail
    return found.evidenced.detail if isinstance(found.evidenced, NotRun) else found.evidenced


def _aligned(found: SpendFigures | NotRun) -> float | str:
    if isinstance(found, NotRun):
        return found.detail
    return found.aligned.detail if isinstance(found.aligned, NotRun) else found.aligned


def to_be_paid(found: SpendFigures | NotRun) -> float | str:
    """Return what the work still costs as far as it is priced, or why it is not known."""
    if isinstance(found, NotRun):
        return found.detail
    work = found.work
    return "no work is priced" if work is None else work


def gates_turned(before: Assessment, after: Assessment) -> tuple[GateChange, ...]:
    """Return what turned at the gates that are due on either side."""
    found = []
    for then, now in zip(before.gates, after.gates, strict=True):
        if then.due == "later" and now.due == "later":
            continue
        was = {each.id: each.status for each in then.criteria}
        turned_ = tuple(
            (each.id, each.title, was.get(each.id, "unknown"), each.status)
            for each in now.criteria
            if was.get(each.id, "unknown") != each.status
        )
        opens = None if then.open == now.open else now.open
        if turned_ or opens is not None:
            found.append(GateChange(now.phase, opens, turned_))
    return tuple(found)
