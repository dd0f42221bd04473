"""What the gates say: each criterion met, not met or unknown, and each gate open or closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from trueup.core.base.finding import PHASES, Finding, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.criteria import CRITERIA, FIGURES, HEARD, Kind, PartName, Spec, Status
from trueup.core.gates.options import UNTESTED, OptionStanding, stated_words
from trueup.core.model.chain import leading
from trueup.core.model.initiative import Initiative
from trueup.core.model.signing import SignSide
from trueup.core.rules.run import CRASHED

if TYPE_CHECKING:
    from trueup.core.gates.standing import Standing

Due = Literal["earlier", "current", "later"]

_OF_WORK: Final = ("B1", "B3")
"""Criteria about work: unknown while none is planned."""
_ABOUT_AI: Final = "F7"
"""The criterion that AI was compared with what does without."""
_NOT_COMPARED: Final = "this version does not compare options on the data yet"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion as it stands: why, and the findings it rests on.

    `unasked` names the side whose signature it would be and that the portfolio asks for none.
    """

    id: str
    phase: Phase
    kind: Kind
    title: str
    part: PartName
    status: Status
    because: tuple[str, ...]
    rests_on: tuple[Finding, ...] = ()
    unasked: SignSide | None = None

    @property
    def waived(self) -> bool:
        """Whether it is not met, or unknown by findings, but nothing is due: every finding is covered by a waiver."""
        return self.status != "met" and bool(self.rests_on) and all(f.waived for f in self.rests_on)


@dataclass(frozen=True, slots=True)
class GateState:
    """A gate: open when every `must` is met; unknown blocks. `due` says how it stands to the current phase."""

    phase: Phase
    due: Due
    criteria: tuple[Criterion, ...]

    @property
    def open(self) -> bool:
        """Whether every criterion that must be met is met, or passed by waiver."""
        return all(c.status == "met" or c.waived for c in self.criteria if c.kind == "must")

    @property
    def by_waiver(self) -> tuple[Criterion, ...]:
        """Return the criteria that must be met, are not, and are passed by waiver."""
        return tuple(c for c in self.criteria if c.kind == "must" and c.waived)

    def musts(self, part: PartName) -> tuple[Criterion, ...]:
        """Return the criteria of one part (content or signature) that must be met."""
        return tuple(c for c in self.criteria if c.kind == "must" and c.part == part)

    @property
    def unasked(self) -> str:
        """Return which sides are not asked to sign here, in words; empty where both are."""
        sides = [c.unasked for c in self.criteria if c.unasked is not None]
        return f"{' and '.join(sides)} not asked" if sides else ""

    def count(self, part: PartName) -> tuple[int, int]:
        """Return how many musts of a part are met, and how many there are; without sides that are not asked to sign."""
        musts = [c for c in self.musts(part) if c.unasked is None]
        return sum(c.status == "met" for c in musts), len(musts)


def gates(
    initiative: Initiative,
    phase: Phase,
    findings: Sequence[Finding],
    not_run: Mapping[str, str],
    options: Sequence[OptionStanding],
    agreed: Standing | None = None,
    heard: tuple[Status, tuple[str, ...]] | None = None,
) -> tuple[GateState, ...]:
    """Return the five gates.

    Args:
        initiative: the initiative.
        phase: the current phase; later ones are shown, never judged as due.
        findings: everything that was found.
        not_run: the rules that could not run (by code), and why.
        options: how each option stands.
        agreed: what was signed, decided and reviewed; None where no ledger was begun.
        heard: whether the sides that the objective needs stated their priorities; None where nobody is asked to.
    """
    reach = {f"kpis.{name}" for name in leading(initiative)}
    crashed: set[str] = {f.subject for f in findings if f.code == CRASHED}
    told = _Told({f.code for f in findings}, crashed, crashed.union(not_run), reach)
    states = []
    for each in PHASES:
        criteria = tuple(
            _of_ledger(spec, agreed, findings) or _criterion(spec, initiative, findings, not_run, options, told)
            for spec in _BY_PHASE[each]
        )
        if heard is not None and each == HEARD.phase:
            criteria += (_made(HEARD, *heard),)
        if agreed is not None:
            from trueup.core.gates.agreed import figures_status

            criteria += (_made(FIGURES[each], *figures_status(each, agreed, findings)),)
        states.append(GateState(each, due(each, phase), criteria))
    return tuple(states)


def due(gate: Phase, now: Phase) -> Due:
    """Return how a gate stands to the current phase."""
    here, there = PHASES.index(now), PHASES.index(gate)
    return "earlier" if there < here else "current" if there == here else "later"


def _of_ledger(spec: Spec, agreed: Standing | None, findings: Sequence[Finding]) -> Criterion | None:
    """Return a criterion that rests on signatures or reviews, None for another, and where there is no ledger."""
    if agreed is None:
        return None
    from trueup.core.gates.agreed import asks, reviews_status, signature_status  # no ledger, nothing to load for it

    if spec.side:
        made = _made(spec, *signature_status(spec.phase, spec.side, agreed, findings))
        return made if asks(spec.phase, spec.side, agreed) else replace(made, unasked=spec.side)
    return _made(spec, *reviews_status(agreed)) if spec.id == "E2" else None


class _Told(NamedTuple):
    """What all criteria ask of the findings: codes that were found, rules that stopped, KPIs that lead (as paths).

    `unknown` are the rules that stopped with those that did not run.
    """

    codes: set[str]
    crashed: set[str]
    unknown: set[str]
    reach: set[str]


def _criterion(
    spec: Spec,
    initiative: Initiative,
    findings: Sequence[Finding],
    not_run: Mapping[str, str],
    options: Sequence[OptionStanding],
    told: _Told,
) -> Criterion:
    if spec.id == _ABOUT_AI:
        return _ai_is_needed(spec, initiative, options, findings)
    special = _special(spec, options)
    if special is not None:
        return _made(spec, *special)
    if spec.not_yet:
        return _NOT_YET[spec.id]
    if not told.codes.isdisjoint(spec.codes):
        mine = tuple(f for f in findings if f.code in spec.codes and _counts(spec, f, told.reach))
        if mine:
            return _made(spec, "not_met", tuple(f.problem for f in mine), mine)
    if not told.unknown.isdisjoint(spec.codes):
        stopped = [f"{code} did not run: {not_run[code]}" for code in spec.codes if code in not_run]
        stopped += [f"{code} stopped with an error" for code in spec.codes if code in told.crashed]
        return _made(spec, "unknown", tuple(dict.fromkeys(stopped)))
    if spec.id in _OF_WORK and not initiative.epics:
        return _made(spec, "unknown", ("no work is planned yet",))
    unsure = () if told.codes.isdisjoint(spec.unsure) else tuple(f for f in findings if f.code in spec.unsure)
    open_ = unsure and tuple(f for f in unsure if f.severity != "notes")
    if open_:
        return _made(spec, "unknown", tuple(f.problem for f in open_), open_)
    return _made(spec, "met", _chosen(initiative, unsure)) if spec.id == "B3" else _MET[spec.id]


def _chosen(initiative: Initiative, noted: Sequence[Finding]) -> tuple[str, ...]:
    """Return which work people chose as the MVP, what nobody checked about it, and what was noted."""
    if initiative.mvp is None:
        return ("none is stated, and the portfolio does not ask for one",)
    unchecked = ["to be the smallest", "against time"]
    if initiative.budget is None:
        unchecked.append("against a budget, for none is stated")
    elif not initiative.prices_work:
        unchecked.append("against the budget, for no rate prices the work")
    chosen = ", ".join(f"`{name}`" for name in initiative.mvp.items)
    said = f"chosen by people: {chosen}; not checked {', '.join(unchecked[:-1])} or {unchecked[-1]}"
    return (said, *(f.problem for f in noted))


def _counts(spec: Spec, finding: Finding, reach: set[str]) -> bool:
    if finding.severity == "blocks":
        return True
    if spec.leading:
        return finding.subject in reach and finding.severity == "warns"
    return (spec.kind == "should" or spec.id == "B1") and finding.severity == "warns"


def _special(spec: Spec, options: Sequence[OptionStanding]) -> tuple[Status, tuple[str, ...]] | None:
    """Return the status of the criterion that rests on how options stand rather than on findings alone."""
    if spec.id == "F5":
        acting = [o for o in options if o.kind != "do_nothing"]
        if not acting:
            return "not_met", ("no option but doing nothing is named",)
        held = tuple(f"`{o.id}` is held: {o.because[0]}" for o in acting if o.held)
        return ("met", held) if len(held) < len(acting) else ("not_met", held)
    return None


def _ai_is_needed(
    spec: Spec, initiative: Initiative, options: Sequence[OptionStanding], findings: Sequence[Finding]
) -> Criterion:
    """Return whether AI was compared with what does without: unknown, for what people state of it is not tested here.

    Choosing against a verdict that people state themselves needs no test to be wrong.
    """
    if not any(option.is_ai for option in initiative.options.values()):
        return _made(spec, "met", ("no option needs AI",))
    against = tuple(f for f in findings if f.code in spec.codes and f.severity == "blocks" and f.waived is None)
    if against:
        return _made(spec, "not_met", tuple(f.problem for f in against), against)
    learning = [each for each in options if initiative.options[each.id].is_ai]
    stated = tuple(f"`{o.id}` ({UNTESTED}): {stated_words(o.stated)}" for o in learning if o.stated)
    if not stated:
        return _made(spec, "unknown", (f"not run: {_NOT_COMPARED}",))
    return _made(spec, "unknown", (*stated, *(f"`{o.id}`: {_NOT_COMPARED}" for o in learning if not o.stated)))


def _made(spec: Spec, status: Status, because: tuple[str, ...], rests_on: tuple[Finding, ...] = ()) -> Criterion:
    return Criterion(spec.id, spec.phase, spec.kind, spec.title, spec.part, status, because, rests_on)


_BY_PHASE: Final = {phase: tuple(spec for spec in CRITERIA if spec.phase == phase) for phase in PHASES}
_MET: Final = {spec.id: _made(spec, "met", ()) for spec in CRITERIA}
_NOT_YET: Final = {spec.id: _made(spec, "unknown", (spec.not_yet,)) for spec in CRITERIA if spec.not_yet}
"""What most criteria come to: they say the same of every initiative."""
