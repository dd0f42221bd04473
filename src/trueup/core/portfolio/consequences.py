"""What follows from changes: headlines that move, criteria and gates that turn, agreements that lapse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from trueup.core.base.finding import Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS
from trueup.core.gates.answer import Signature
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.criteria import Status
from trueup.core.gates.standing import Standing
from trueup.core.gates.verdicts import AGREED_IN, turned
from trueup.core.gates.what_changed import content_changes
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.changes import Steps
from trueup.core.model.ledger import AgreementKind
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


@dataclass(frozen=True, slots=True)
class Lapse:
    """An agreement that is no longer what was agreed, by its own words or by those it builds on.

    `signers` are those who had signed it, `again` those of them whose signature stands under the later version.
    `turned` are the verdicts that are others under the later version, in words; with `same_text` that alone lapses it.
    """

    kind: AgreementKind
    own: bool
    signers: tuple[str, ...]
    again: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()
    same_text: bool = False


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
    return "no work is priced" if found.work is None else found.work


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


def lapsing(before: Standing | None, after: Standing | None) -> tuple[Lapse, ...]:
    """Return the agreements whose signatures held for the earlier version and are none under the later one.

    Each side is what its own ledger makes of it; a signature that was made again since lapsed all the same.
    """
    if before is None or after is None:
        return ()
    found = []
    known = {each.verdict.name: each for each in after.verdicts}
    for kind in KINDS:
        old, new = ({each.who: each.entry.draft for each in _signed(side, kind)} for side in (before, after))
        others = {who: [each.words for each in turned(draft.verdicts, known)] for who, draft in old.items()}
        same = before.agreements[kind] == after.agreements[kind]
        lost = tuple(who for who in old if others[who] or not same)
        if lost:
            own = kind == AGREED_IN if same else before.agreements[kind].digest != after.agreements[kind].digest
            words = tuple(dict.fromkeys(word for each in others.values() for word in each))
            found.append(Lapse(kind, own, lost, tuple(who for who in lost if who in new), words, same))
    return tuple(found)


def _signed(found: Standing, kind: AgreementKind) -> Iterator[Signature]:
    """Yield the signatures that stand under an agreement, of all sides."""
    return (signature for each in found.sides if each.kind == kind for signature in each.signed)


def voids(before: Standing | None, after: Standing | None, lapsed: Sequence[Lapse]) -> Callable[[Steps], int]:
    """Return what counts the sign-offs that a change at a path voids: of the agreements it is part of, and on these."""
    exact: dict[Steps, int] = {}
    above: dict[Steps, int] = {}
    if before is not None and after is not None and lapsed:
        for place, kind in enumerate(KINDS):
            for change in content_changes(before.contents[kind], after.contents[kind]):
                exact.setdefault(change.steps, place)
                for length in range(1, len(change.steps)):
                    above.setdefault(change.steps[:length], place)

    def count(steps: Steps) -> int:
        parts = (steps[:length] for length in range(1, len(steps) + 1))
        places = [exact[part] for part in parts if part in exact] + ([above[steps]] if steps in above else [])
        return sum(len(each.signers) for each in lapsed if KINDS.index(each.kind) >= min(places)) if places else 0

    return count
