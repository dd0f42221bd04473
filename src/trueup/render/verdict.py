"""The verdict in one or two sentences."""

from __future__ import annotations

from typing import Final

from trueup.core.gates.assessment import Assessment
from trueup.core.gates.options import OptionStanding
from trueup.core.gates.state import GateState
from trueup.render.killed import killed_on, killed_words
from trueup.render.plain import count_of
from trueup.render.signed import suspects

_CHECKS: Final = 2
"""Failing checks that are named of one option."""


def verdict(found: Assessment) -> str:
    """Return whether the initiative is fit to go on, and what stands in the way; first of all that it was killed."""
    if found.killed is not None:
        return killed_words(found)
    gates = waiting(found)
    if not gates:
        by = ", by waiver" if any(gate.by_waiver for gate in found.gates if gate.due != "later") else ""
        return f"{headline(found)}: the {found.gate.phase.capitalize()} gate is open{by}.{_suspect(found)}"
    parts = "; ".join(f"{g.phase.capitalize()}: {gate_words(g)}" for g in gates)
    return f"{headline(found)}. {parts}.{_suspect(found)}{_options(found)}"


def headline(found: Assessment) -> str:
    """Return the verdict in its fewest words."""
    if found.killed is not None:
        return killed_on(found)
    return f"Not yet fit to pass {found.gate.phase.capitalize()}" if waiting(found) else "Fit to go on"


def suspect_words(found: Assessment) -> tuple[str, ...]:
    """Return at which gates signatures rest on figures that have moved since; nothing of a killed initiative."""
    if found.agreed is None or found.killed is not None:
        return ()
    counts = {gate.phase.capitalize(): suspects(gate.phase, found.agreed) for gate in found.gates}
    named = [f"{name} {count}" for name, count in counts.items() if count]
    return (f"Signatures suspect, for figures have moved since: {', '.join(named)}",) if named else ()


def _suspect(found: Assessment) -> str:
    words = suspect_words(found)
    return f" {'; '.join(words)}." if words else ""


def waiting(found: Assessment) -> tuple[GateState, ...]:
    """Return the gates that are due and not open."""
    return tuple(g for g in found.gates if g.due != "later" and not g.open)


def gate_words(gate: GateState) -> str:
    """Return what a gate waits for: criteria not met or unknown, and signatures."""
    content = [c for c in gate.musts("content") if c.status != "met" and not c.waived]
    waived = len(gate.by_waiver)
    open_ = sum(c.status == "not_met" for c in content)
    unknown = len(content) - open_
    words = [
        f"{open_} {'criterion' if open_ == 1 else 'criteria'} not met" if open_ else "",
        f"{unknown} unknown" if unknown else "",
        "content complete" if not content else "",
        f"{waived} passed by waiver" if waived else "",
    ]
    signed = gate.count("signature")
    words.append(f"{signed[0]} of {signed[1]} signatures" if signed[0] < signed[1] else "")
    return ", ".join(word for word in words if word)


def acting(found: Assessment) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the titles of the options that change something: those that may go on, and those that are held."""
    options = [o for o in found.options if o.kind != "do_nothing"]
    return tuple(o.title for o in options if not o.held), tuple(o.title for o in options if o.held)


def _options(found: Assessment) -> str:
    free, held = acting(found)
    if not held:
        return ""
    go = f" May go on: {', '.join(free)}." if free else " No option may go on."
    return f"{go} Held: {', '.join(held)}."


def held_by_checks(option: OptionStanding) -> str:
    """Return which failing checks hold an option, whose each is, and what their repair opens; nothing without any."""
    if not option.checks:
        return ""
    named = [f"`{each.id}` of `{each.data}` ({each.owner or 'nobody yet'})" for each in option.checks[:_CHECKS]]
    more = len(option.checks) - len(named)
    listed = ", ".join(named) + (f" and {more:,} more" if more else "")
    others = max(len(option.because) - len(option.checks), 0)
    besides = f" once {count_of(others, 'other fault')} {'is' if others == 1 else 'are'} mended too" if others else ""
    one = len(option.checks) == 1
    return (
        f"Failing {'check' if one else 'checks'}: {listed}; {'its' if one else 'their'} repair lets it go on{besides}."
    )
