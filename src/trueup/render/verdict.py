"""The verdict in one or two sentences."""

from __future__ import annotations

from trueup.core.gates.assessment import Assessment
from trueup.core.gates.state import GateState


def verdict(found: Assessment) -> str:
    """Return whether the initiative is fit to go on, and what stands in the way."""
    gate = found.gate
    waiting = [g for g in found.gates if g.due != "later" and not g.open]
    if not waiting:
        return f"Fit to go on: the {gate.phase.capitalize()} gate is open."
    parts = "; ".join(_short(g) for g in waiting)
    return f"Not yet fit to pass {gate.phase.capitalize()}. {parts}.{_options(found)}"


def _short(gate: GateState) -> str:
    content = [c for c in gate.musts("content") if c.status != "met"]
    open_ = sum(c.status == "not_met" for c in content)
    unknown = len(content) - open_
    words = [
        f"{open_} {'criterion' if open_ == 1 else 'criteria'} not met" if open_ else "",
        f"{unknown} unknown" if unknown else "",
        "content complete" if not content else "",
    ]
    signed = gate.count("signature")
    words.append(f"{signed[0]} of {signed[1]} signatures" if signed[0] < signed[1] else "")
    return f"{gate.phase.capitalize()}: " + ", ".join(word for word in words if word)


def _options(found: Assessment) -> str:
    acting = [o for o in found.options if o.kind != "do_nothing"]
    free, held = [o.title for o in acting if not o.held], [o.title for o in acting if o.held]
    if not held:
        return ""
    go = f" May go on: {', '.join(free)}." if free else " No option may go on."
    return f"{go} Held: {', '.join(held)}."
