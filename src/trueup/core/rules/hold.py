"""How a portfolio holds the rules: its own severity, phase and thresholds, and what is wrong in saying so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from trueup.core.base.finding import Finding
from trueup.core.base.nearest import nearest
from trueup.core.model.document import Source
from trueup.core.model.fault import Fault
from trueup.core.model.ruling import Ruling
from trueup.core.rules.rule import AnyRule, LaterRule, PortfolioRule, Rule
from trueup.core.rules.run import Skipped

RuleT = TypeVar("RuleT", Rule, PortfolioRule)


def held(rules: Sequence[RuleT], rulings: Mapping[str, Ruling]) -> tuple[tuple[RuleT, ...], tuple[Skipped, ...]]:
    """Return the rules as a portfolio holds them, and those that it leaves out, with the reason."""
    if not rulings:
        return tuple(rules), ()
    kept: list[RuleT] = []
    left_out: list[Skipped] = []
    for each in rules:
        ruling = rulings.get(each.code)
        if ruling is not None and ruling.severity == "off":
            why = f": {ruling.because}" if ruling.because else ""
            left_out.append(Skipped(each.code, each.name, f"left out by `rules:` of the portfolio{why}"))
        else:
            kept.append(each if ruling is None else _held(each, ruling))
    return tuple(kept), tuple(left_out)


def _held(each: RuleT, ruling: Ruling) -> RuleT:
    severity = each.severity if ruling.severity is None or ruling.severity == "off" else ruling.severity
    return replace(
        each,
        severity=severity,
        phase=ruling.phase or each.phase,
        thresholds={**each.thresholds, **ruling.thresholds},
        held=ruling.severity is not None,
    )


def ruling_faults(source: Source, rulings: Mapping[str, Ruling], rules: Iterable[AnyRule]) -> tuple[Finding, ...]:
    """Return the faults of what a portfolio says about rules: codes and thresholds that do not exist, no reason."""
    known = {each.code: each for each in rules}
    faults = [fault for code, ruling in rulings.items() for fault in _faults(code, ruling, known)]
    return tuple(fault.finding(source.place(fault.path)) for fault in faults)


def _faults(code: str, ruling: Ruling, known: Mapping[str, AnyRule]) -> Iterator[Fault]:
    each = known.get(code)
    if each is None:
        hint = nearest(code, known)
        fix = f"Write `{hint}`." if hint else "`trueup rules` lists all codes."
        yield Fault("DOC024", f"rules.{code}", f"`rules.{code}` names a rule that does not exist.", fix)
        return
    if isinstance(each, LaterRule):
        problem = (
            f"`rules.{code}` would hold {each.name} otherwise: a rule over what was signed, or over the run itself."
        )
        yield Fault("DOC020", f"rules.{code}", problem, "Remove it: such a rule always holds.")
        return
    if ruling.severity == "off" and not ruling.because:
        problem = f"`rules.{code}` leaves a rule out without saying why."
        yield Fault("DOC021", f"rules.{code}", problem, "Add `because:`.")
    for name in ruling.thresholds:
        if name not in each.thresholds:
            listed = ", ".join(f"`{one}` ({value:g})" for one, value in each.thresholds.items())
            fix = f"It has {listed}." if listed else "It has none: remove `thresholds:`."
            path = f"rules.{code}.thresholds.{name}"
            yield Fault("DOC020", path, f"Rule {code} has no threshold `{name}`.", fix)
