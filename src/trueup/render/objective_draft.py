"""The objective that many priorities propose, as text a person edits and has signed: blanks stay blank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from trueup.core.model.initiative import Initiative
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.priority import OutcomeWeight, Priorities
from trueup.core.priority.ballots import number
from trueup.core.priority.draft import ObjectiveDraft
from trueup.render.draft import clean, scalar
from trueup.render.plain import count_of, level

BLANK: Final = "____"
_WORTH_TELLING: Final = 0.5
"""Points that a loss must have to be named in the draft."""
_VERBS: Final = {"increase": "raise", "decrease": "lower"}
_LIMITS: Final = {"at_least": "at least", "at_most": "at most"}


def objective_text(initiative: Initiative, found: Priorities, draft: ObjectiveDraft) -> str:
    """Return `objective:` as YAML: the statement with blanks, guardrails, and red lines as what is not meant."""
    return "\n".join(_lines(initiative, found, draft)) + "\n"


def _lines(initiative: Initiative, found: Priorities, draft: ObjectiveDraft) -> Iterator[str]:
    yield from _head(found)
    if draft.decides is None:
        yield "# No outcome of weight is measured by a business KPI: define one under `kpis:` before this is signed."
    now = initiative.objective
    decides = draft.decides.kpi if draft.decides else None
    if now and now.kpi and decides and now.kpi != decides:
        yield f"# The objective as it stands decides by `{now.kpi}`; the largest merged weight is on `{decides}`."
    yield "objective:"
    yield f"  statement: {scalar(_statement(initiative, draft.decides or _first(found)))}"
    if now and now.owner:
        yield f"  owner: {scalar(now.owner)}    # signs it for the business"
    else:
        yield f"  #owner: {BLANK}    # who of the business answers for it and signs it"
    yield f"  kpi: {scalar(decides)}    # {_weight(draft.decides)}" if draft.decides and decides else f"  #kpi: {BLANK}"
    yield from _guardrails(draft)
    yield from _non_goals(draft)


def _head(found: Priorities) -> Iterator[str]:
    sides = Counter(ballot.group for ballot in found.ballots)
    who = ", ".join(f"{count} of {_side(side)}" for side, count in sides.items())
    yield f"# A draft from {count_of(len(found.ballots), 'ballot')}: {who}. Fill the blanks, edit it, have it signed."
    yield "# Merged weights of 100, every side counting the same:"
    for each in found.outcomes:
        yield f"#   {number(round(each.merged, 1)):>5}  {clean(each.name)}{'' if each.kpi else ' (no KPI measures it)'}"
    for given in found.giving_up:
        lost = ", ".join(
            f"{clean(gap.outcome)} {_points(gap.lost)}" for gap in given.losses if gap.lost >= _WORTH_TELLING
        )
        if lost:
            yield f"# {clean(given.who)} gives up {_points(given.points)} points: {lost}."
    for reason in found.heard.lacking if found.heard else ():
        yield f"# Not ready to sign: {clean(reason)}."


def _statement(initiative: Initiative, outcome: OutcomeWeight | None) -> str:
    kpi = initiative.kpis.get(outcome.kpi or "") if outcome else None
    if outcome is None or kpi is None:
        return f"{outcome.name if outcome else BLANK}: from {BLANK} to {BLANK} by {BLANK}"
    title = clean(kpi.title or outcome.name)
    due = kpi.target.by.isoformat() if kpi.target and kpi.target.by else BLANK
    if kpi.direction in _LIMITS:
        return f"{title}: {_LIMITS[kpi.direction]} {_to(kpi)} by {due}, from {_from(kpi)}"
    return f"{title}: {_VERBS.get(kpi.direction or '', 'move')} from {_from(kpi)} to {_to(kpi)} by {due}"


def _from(kpi: Kpi) -> str:
    value = kpi.baseline.value if kpi.baseline else None
    return level(value, kpi) if value is not None else BLANK


def _to(kpi: Kpi) -> str:
    return level(kpi.target.value, kpi) if kpi.target else BLANK


def _guardrails(draft: ObjectiveDraft) -> Iterator[str]:
    if draft.guarding:
        yield f"  guardrails: [{', '.join(map(scalar, draft.guarding))}]"
    weights = {each.kpi: each for each in draft.guardrails}
    for name in draft.guarding:
        why = [_weight(weights[name])] if name in weights else []
        why += [
            f"red line of {clean(each.line.who)}: {clean(each.line.text)}" for each in draft.held if each.name == name
        ]
        yield f"    # {clean(name)}: {'; '.join(dict.fromkeys(why))}"
    for each in draft.unmeasured:
        yield f"    # {clean(each.name)}: {_weight(each)}, but no KPI measures it"


def _non_goals(draft: ObjectiveDraft) -> Iterator[str]:
    if draft.non_goals:
        yield "  non_goals:"
    told: set[str] = set()
    for line in draft.non_goals:
        text = clean(f"{line.outcome}: {line.text}" if line.outcome else line.text)
        if text and text not in told:
            told.add(text)
            yield f"    - {scalar(text)}    # red line of {clean(line.who)}"


def _weight(outcome: OutcomeWeight) -> str:
    name = "" if outcome.kpi in (outcome.name, None) else f"{clean(outcome.name)}, "
    return f"{name}weight {_points(outcome.merged)}"


def _points(value: float) -> str:
    return number(round(value, 1))


def _first(found: Priorities) -> OutcomeWeight | None:
    return found.outcomes[0] if found.outcomes else None


def _side(group: str) -> str:
    return "no side said" if group == "unsaid" else group
