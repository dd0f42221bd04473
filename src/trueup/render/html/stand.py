"""Where the initiative stands: the banner with the verdict, the gate track, and what each gate still asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.gates.actions import Action
from trueup.core.gates.agreed import said
from trueup.core.gates.agreements import KINDS_OF
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.signed import SideStanding, Status
from trueup.core.gates.signers import TITLES
from trueup.core.gates.standing import Standing
from trueup.core.gates.state import Criterion, GateState
from trueup.render.charts.slice import State
from trueup.render.html.decisions import anchors
from trueup.render.killed import killed_points
from trueup.render.plain import count_of, first_sentence
from trueup.render.signed import decision_words, figures_words, suspects
from trueup.render.verdict import acting, gate_words, headline, waiting

_STATES: Final[dict[str, tuple[State, str]]] = {
    "met": ("ok", "Met"),
    "not_met": ("bad", "Not met"),
    "unknown": ("quiet", "Unknown"),
    "waived": ("warn", "Passed by waiver"),
}
_SIGNED: Final[dict[Status, tuple[State, str]]] = {
    "signed": ("ok", "Signed"),
    "suspect": ("warn", "Suspect"),
    "declined": ("bad", "Declined"),
    "lapsed": ("bad", "Lapsed"),
    "missing": ("quiet", "Not signed"),
    "nothing": ("quiet", "Nothing to sign"),
}
MOST_LINKS: Final = 8
"""Rules whose first finding a criterion links to; all stand in the list of findings."""

_ORDER: Final = ("bad", "warn", "quiet", "ok")


@dataclass(frozen=True, slots=True)
class Banner:
    """The verdict as the first thing one reads: its words, what each gate waits for, what comes first, the options."""

    state: State
    words: str
    gates: tuple[tuple[str, str], ...]
    first: Action | None
    free: tuple[str, ...]
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GateView:
    """One gate on the track."""

    name: str
    state: str
    status: str
    note: str
    now: bool


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion that is not met: its state, its title, why, its id, and the findings it rests on (code, anchor)."""

    state: State
    word: str
    title: str
    why: str
    note: str
    rests_on: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OpenGate:
    """What a gate that is due asks for: criteria that are not met, titles of those that are, and its signatures."""

    name: str
    waits: tuple[CriterionView, ...]
    met: tuple[str, ...]
    signatures: str


@dataclass(frozen=True, slots=True)
class AgreedGate:
    """What was signed and decided at a gate that is due: lines with their state."""

    name: str
    lines: tuple[CriterionView, ...]


def banner(found: Assessment) -> Banner:
    """Return the verdict with what must happen first."""
    gates = waiting(found)
    free, held = acting(found)
    if found.killed is not None:
        points = tuple(("", point) for point in killed_points(found))
        return Banner("quiet", headline(found), points, found.actions[0] if found.actions else None, (), ())
    return Banner(
        "warn" if gates else "ok",
        headline(found),
        tuple((g.phase.capitalize(), gate_words(g)) for g in gates),
        found.actions[0] if found.actions else None,
        free if held else (),
        held,
    )


def track(found: Assessment) -> tuple[GateView, ...]:
    """Return the five gates."""
    agreed = found.agreed
    return tuple(
        _gate(gate, suspects(gate.phase, agreed) if agreed else 0, agreed=agreed is not None) for gate in found.gates
    )


def open_gates(found: Assessment) -> tuple[OpenGate, ...]:
    """Return what each gate that is due and closed still asks for."""
    places = anchors(found)
    return tuple(
        OpenGate(
            gate.phase.capitalize(),
            tuple(
                sorted(
                    (_criterion(c, places) for c in gate.criteria if c.part == "content" and c.status != "met"),
                    key=lambda view: _ORDER.index(view.state),
                )
            ),
            tuple(c.title for c in gate.criteria if c.status == "met"),
            _signatures(gate) if found.agreed is None else "",
        )
        for gate in waiting(found)
    )


def agreed_gates(found: Assessment) -> tuple[AgreedGate, ...]:
    """Return who signed what at each gate that is due, and what was decided there; nothing without a ledger."""
    agreed = found.agreed
    if agreed is None:
        return ()
    gates = []
    for gate in found.gates:
        lines = [_side(each) for each in agreed.sides if each.kind in KINDS_OF[gate.phase]]
        lines += _figures(gate, found, agreed)
        decided = agreed.decided(gate.phase)
        if decided:
            holds = decided.is_go or decided.entry.draft.choice != "go"
            state: State = "ok" if decided.is_go else "warn"
            word = "Decided" if holds else "No longer holds"
            lines.append(CriterionView(state, word, decision_words(decided).removeprefix("decided: "), "", "", ()))
        if gate.due != "later" or any(
            each.signed or each.lapsed or each.declined for each in agreed.sides if each.kind in KINDS_OF[gate.phase]
        ):
            gates.append(AgreedGate(gate.phase.capitalize(), tuple(lines)))
    return tuple(gates)


def _figures(gate: GateState, found: Assessment, agreed: Standing) -> list[CriterionView]:
    """Return how the figures that were seen at signing stand to today's, where they moved or are not known."""
    words = figures_words(gate.phase, agreed).partition(": ")[2]
    if not words or found.killed is not None:
        return []
    state: State = "warn" if suspects(gate.phase, agreed) else "quiet"
    word = "Suspect" if state == "warn" else "Unknown"
    return [CriterionView(state, word, "Figures seen at signing", _sentence(words), "", ())]


def _side(each: SideStanding) -> CriterionView:
    state, word = _SIGNED[each.status]
    title = f"{TITLES[each.kind].capitalize()}, {each.side}"
    return CriterionView(state, word, title, _sentence(said(each)), "", ())


def _criterion(criterion: Criterion, places: Mapping[tuple[str, str], str]) -> CriterionView:
    state, word = _STATES["waived" if criterion.waived else criterion.status]
    if criterion.kind == "should" and state == "bad":
        state = "warn"
    why = first_sentence((criterion.because or ("",))[0])
    more = len(criterion.because) - 1
    return CriterionView(
        state,
        word,
        criterion.title,
        _sentence(why) + (f" And {more:,} more." if more > 0 else ""),
        criterion.id + ("" if criterion.kind == "must" else ", should"),
        tuple({f.code: places.get(f.key, "findings") for f in reversed(criterion.rests_on)}.items())[:MOST_LINKS],
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "." if words else ""


def _signatures(gate: GateState) -> str:
    signs = [c for c in gate.criteria if c.part == "signature" and c.status != "met"]
    if not signs:
        return ""
    met, all_ = gate.count("signature")
    why = signs[0].because[0] if signs[0].because else "not recorded"
    return f"{met} of {count_of(all_, 'signature')}; {why}"


def _gate(gate: GateState, suspect: int, *, agreed: bool) -> GateView:
    if gate.due == "later":
        return GateView(gate.phase.capitalize(), "later", "Not due", "", now=False)
    met, musts = gate.count("content")
    signed, signatures = gate.count("signature")
    current = gate.due == "current"
    return GateView(
        gate.phase.capitalize(),
        ("open" if gate.open else "here") if current else "passed" if gate.open else "behind",
        f"{'Open' if gate.open else 'Closed'}: {met} of {musts} content",
        f"{signed} of {signatures} signatures"
        + ("" if signed or agreed else ": not recorded")
        + (f", {gate.unasked}" if gate.unasked else "")
        + (f", {suspect} suspect" if suspect else ""),
        current,
    )
