"""Who may state priorities, for which side, and over which outcomes."""

from __future__ import annotations

from collections.abc import Sequence

from trueup.core.model.initiative import Initiative
from trueup.core.model.results.priority import Outcome


def voices(initiative: Initiative) -> tuple[str, ...]:
    """Return everybody who may state priorities: stakeholders, then people, each once."""
    return tuple(dict.fromkeys((*initiative.stakeholders, *initiative.people)))


def on_the_ballot(initiative: Initiative, listed: Sequence[Outcome] = ()) -> tuple[Outcome, ...]:
    """Return the outcomes that people are asked about.

    They are those listed for the ballots; without a list those that stakeholders weigh in the document; without these
    its business KPIs, each measured by itself.
    """
    if listed:
        return tuple(_complete(initiative, each) for each in listed)
    weighed = dict.fromkeys(name for each in initiative.stakeholders.values() for name in each.priorities)
    if weighed:
        return tuple(_complete(initiative, Outcome(name)) for name in weighed)
    return _measures(initiative)


def accepted(initiative: Initiative, listed: Sequence[Outcome] = ()) -> tuple[Outcome, ...]:
    """Return the outcomes that a ballot may name: those asked about, and where none are listed any business KPI."""
    asked = on_the_ballot(initiative, listed)
    if listed:
        return asked
    names = {each.name for each in asked}
    return (*asked, *(each for each in _measures(initiative) if each.name not in names))


def _measures(initiative: Initiative) -> tuple[Outcome, ...]:
    return tuple(
        _complete(initiative, Outcome(name))
        for name, kpi in initiative.kpis.items()
        if kpi.kind == "business" and not kpi.instead_of
    )


def _complete(initiative: Initiative, outcome: Outcome) -> Outcome:
    """Return an outcome with its KPI, told by its id or its title where it is not named, and with what is meant."""
    name = outcome.kpi or _kpi_called(initiative, outcome.name)
    if name not in initiative.kpis:
        return outcome
    return Outcome(outcome.name, name, outcome.means or initiative.kpis[name].title or "")


def _kpi_called(initiative: Initiative, name: str) -> str:
    if name in initiative.kpis:
        return name
    said = name.casefold()
    return next((kpi for kpi, each in initiative.kpis.items() if (each.title or "").casefold() == said), "")
