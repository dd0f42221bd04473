"""What stands at the top of every sheet: the verdict, the key figures of the full report, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from trueup.core.gates.assessment import Assessment
from trueup.core.gates.torn import TORN
from trueup.core.model.ask.identity import NotRun
from trueup.render.charts.numbers import full_date
from trueup.render.charts.slice import State
from trueup.render.html import roadmap
from trueup.render.html.figures import (
    evidenced_figure,
    kpi_figure,
    promised_figure,
    spend_figure,
    standing_line,
    target_figure,
)
from trueup.render.html.page import Figure
from trueup.render.html.readers.sheet import Reader, told, who
from trueup.render.html.readers.wording import in_plain_words
from trueup.render.killed import killed_points
from trueup.render.plain import count_of, first_sentence, typed_baseline
from trueup.render.verdict import gate_words, headline, suspect_words, waiting

WORDS: Final[dict[Reader, str]] = {
    "executive": "executive",
    "delivery": "delivery",
    "technical": "technical lead",
    "data-owner": "data owner",
    "legal": "legal and data protection",
}

KeyFigure = tuple[str, Figure, str]


def title_of(found: Assessment) -> str:
    """Return what the initiative is called, in the room a sheet has."""
    return told(found.document.initiative.title, 120)


def lede_of(found: Assessment) -> str:
    """Return the primary objective."""
    objective = found.document.initiative.objective
    return told(objective.statement, 300) if objective else "No objective is written down yet."


def meta_of(found: Assessment, reader: Reader) -> tuple[tuple[str, str], ...]:
    """Return whom the sheet is for, who owns the objective, the phase and the day."""
    objective = found.document.initiative.objective
    return (
        ("For", WORDS[reader]),
        ("Objective owned by", who(found, objective.owner if objective else None)),
        ("Phase", phase_of(found)),
        ("As of", full_date(found.as_of)),
    )


def phase_of(found: Assessment) -> str:
    """Return the phase, and whether it was killed in it."""
    return f"{found.phase.capitalize()}{', killed' if found.killed else ''}"


def verdict_of(found: Assessment) -> tuple[State, str, tuple[str, ...]]:
    """Return the verdict, what each gate that is due waits for, suspect signatures, and a pilot that is over."""
    if found.killed is not None:
        return "quiet", headline(found), tuple(told(point) for point in killed_points(found))
    gates = waiting(found)
    points = (
        *(f"{gate.phase.capitalize()}: {gate_words(gate)}" for gate in gates),
        *suspect_words(found),
        *((f"Still a pilot: {told(first_sentence(found.stuck.problem))}",) if found.stuck else ()),
    )
    return ("warn" if points else "ok"), headline(found), points


def under_the_verdict(
    found: Assessment, state: State, words: str, points: tuple[str, ...]
) -> tuple[State, str, tuple[str, ...]]:
    """Return what a sheet of its own subject says first: its own words, below those of a kill where there was one."""
    if found.killed is None:
        return state, words, points
    killed, first, told_ = verdict_of(found)
    return killed, first, (*told_, words, *points)


def key_figures(found: Assessment) -> tuple[KeyFigure, ...]:
    """Return the key figures of the full report, each with the line below it."""
    return (
        (_spend_word(found), spend_figure(found), roadmap.spend_line(found)),
        ("Promised benefit", promised_figure(found), roadmap.range_line(found)),
        ("Evidenced benefit", evidenced_figure(found), roadmap.benefit_line(found)),
        *_deciding(found),
    )


def plain_figures(found: Assessment) -> tuple[KeyFigure, ...]:
    """Return the same figures, explained without formulas, files and keys."""
    spend, benefit = found.evidence.spend, found.evidence.benefit
    no_work = "no work is planned yet" if isinstance(spend, NotRun) else ""
    no_benefit = isinstance(benefit, NotRun) or isinstance(benefit.promised, NotRun)
    promised = in_plain_words(
        promised_figure(found),
        "What the year at target is worth, at full rate: the middle of the stated range",
        "the stated prices and volumes",
    )
    evidenced = in_plain_words(
        evidenced_figure(found),
        "The part of the promised benefit that a measured effect bears out, counted carefully",
        "measured effects",
    )
    aligned = in_plain_words(
        spend_figure(found),
        "The part of the remaining work that serves the objective through a KPI that is owned and measured",
        "the estimates of the work",
    )
    return (
        ("Promised benefit", promised, "nobody has said what it is worth" if no_benefit else roadmap.range_line(found)),
        ("Evidenced benefit", evidenced, roadmap.benefit_line(found)),
        (_spend_word(found), aligned, no_work or roadmap.spend_line(found)),
        *((word, _plain_level(found, figure), line) for word, figure, line in _deciding(found)),
    )


def foot_of(found: Assessment, heads: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what the sheet was made from: version, day, rules, the document's digest and the ledger's heads."""
    made = f"trueup {found.version}, as of {full_date(found.as_of)}, phase {found.phase}."
    ran = f"{count_of(len(found.ran), 'rule')} ran, {len(found.skipped)} did not."
    document = f"Document {found.digest.rpartition(':')[2][:12]}."
    torn = f"; {TORN}: `trueup verify` says what to do" if found.agreed and found.agreed.torn else ""
    ledger = f"Ledger up to {', '.join(heads)}{torn}." if heads else ""
    return tuple(line for line in (f"{made} {ran} {document}", ledger) if line)


def _spend_word(found: Assessment) -> str:
    spend = found.evidence.spend
    return "Aligned effort" if not isinstance(spend, NotRun) and not spend.unit.isupper() else "Aligned spend"


def _deciding(found: Assessment) -> tuple[KeyFigure, ...]:
    initiative = found.document.initiative
    name = initiative.objective.kpi if initiative.objective else None
    kpi = initiative.kpis.get(name or "")
    if name is None or kpi is None:
        return ()
    by = f" by {full_date(kpi.target.by)}" if kpi.target and kpi.target.by else ""
    target = f"target {target_figure(name, kpi, found).value}{by}" if kpi.target else "no target yet"
    line = "; ".join(part for part in (standing_line(name, kpi, found), target) if part)
    return ((told(kpi.title or name, 90), _in_parts(kpi_figure(name, kpi, found)), line),)


def _in_parts(figure: Figure) -> Figure:
    """Return a figure with its unit apart, so that only the number is set large: `13.45` of minutes an inquiry."""
    value, _, unit = figure.value.partition(" ")
    return replace(figure, value=value, unit=unit) if unit and value[-1:].isdigit() else figure


def _plain_level(found: Assessment, figure: Figure) -> Figure:
    initiative = found.document.initiative
    kpi = initiative.kpis[initiative.objective.kpi] if initiative.objective and initiative.objective.kpi else None
    table = initiative.data.get(kpi.data or "") if kpi else None
    meaning = "The level of the KPI that decides the objective, before anything is changed"
    if kpi and typed_baseline(kpi) is not None:
        return in_plain_words(figure, f"{meaning}: stated, not measured", "what its owner states")
    return in_plain_words(figure, meaning, told(table.title, 90) if table and table.title else "the data of the KPI")
