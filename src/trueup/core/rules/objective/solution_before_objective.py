"""OBJ011."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from trueup.core.rules.lookups import deciding
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import joined

_TECHNOLOGY: Final = re.compile(
    r"""
    \b(?:A\.?I|KI|LLMs?|GPT)\b(?![ -]?(?:Act|Verordnung|Regulation)\b)
    | (?<!\d)(?<!\d\ )\bML\b
    | (?i:\b(?:
        artificial\ intelligence | machine[ -]learning | deep\ learning | neural\ net(?:work)?s?
        | chat-?bots? | copilots?
        | künstliche[rn]?\ intelligenz | maschinelle[sn]?\ lernen | intelligence\ artificielle
        | inteligencia\ artificial | aprendizaje\ automático
        | (?:large\ )?language\ models? | (?:predictive|prediction|forecasting|learning|classification)\ models?
        | (?:build|train|deploy|develop|introduce|roll\ out)\ (?:an?\ |the\ |our\ )?(?:\w+\ )?models?
      )\b)
    """,
    re.VERBOSE,
)
_OTHER_MODELS: Final = re.compile(
    r"(?i)\b(?:business|operating|pricing|service|delivery|subscription|role|care) models?\b"
)
_BUILDS: Final = re.compile(
    r"(?i)\s*(?:to )?(?:build|train|deploy|develop|introduce|implement|launch|adopt|use|roll out|create|establish|"
    r"einführen|entwickeln|bauen|nutzen)\b"
)


@rule("OBJ011", "solution-before-objective", "warns", "discovery")
def solution_before_objective(case: Case) -> Iterator[Flag]:
    """The solution was named before the objective, or the objective names a technology.

    Why it matters:
        Who begins with a chatbot looks for something that it may be good for. An objective that names its means cannot
        be reached any other way, so the cheaper way is never looked for, and whether it was reached is answered with
        "it is live". Doing nothing is no solution; where the sentence also says how much, this is only a note.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Introduce an AI assistant for claims handlers, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days, since: 2025-09-01}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        options:
          keep: {kind: do_nothing, since: 2025-01-01}
          assistant: {kind: llm, title: Assistant for claims handlers, since: 2025-11-15}
        ```

    How to fix:
        Ask what would be better for the business once the thing works, by how much and by when, and write that down.
        The technology belongs under `options:`, beside the ways without it. What was named first cannot be undone:
        compare it with the other options as if it were new.
    """
    objective = case.initiative.objective
    if objective is None:
        return
    named = (hit[0] for hit in _TECHNOLOGY.finditer(objective.statement) if not _OTHER_MODELS.search(hit[0]))
    said = next(named, None)
    earlier = _named_before(case, objective.since)
    if not said and not earlier:
        return
    first = deciding(case)
    stake = case.money_behind(first) if first else None
    if said:
        measured = re.search(r"\d", objective.statement) and not _BUILDS.match(objective.statement)
        yield Flag(
            "objective.statement",
            f"The objective names a technology, `{' '.join(said.split())}`, before anybody compared the ways to it.",
            "Say the outcome for the business, how much and by when; name the technology under `options:`.",
            owner=objective.owner,
            stake=stake,
            severity="notes" if measured else None,
        )
    if objective.since is not None and earlier:
        verb = "was" if len(earlier) == 1 else "were"
        yield Flag(
            "objective.since",
            f"{joined(earlier)} {verb} named before the objective ({objective.since}).",
            "Compare with the other `options:` as if it were new, and let the objective's owner confirm the objective.",
            owner=objective.owner,
            stake=stake,
        )


def _named_before(case: Case, since: date | None) -> list[str]:
    if since is None:
        return []
    options = [
        (f"option `{name}`", option.since)
        for name, option in case.initiative.options.items()
        if option.kind != "do_nothing"
    ]
    goals = [(f"operational goal `{name}`", goal.since) for name, goal in case.initiative.operational_goals.items()]
    found = [f"{what} ({day})" for what, day in (*options, *goals) if day is not None and day < since]
    return [found[0][0].upper() + found[0][1:], *found[1:]] if found else []
