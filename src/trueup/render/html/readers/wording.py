"""Findings, gates and figures in words for people who know neither the rules' codes nor the document's keys."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from trueup.core.base.finding import Finding
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.options import OptionStanding
from trueup.core.gates.state import Criterion, GateState
from trueup.core.model.results.spend import item_of_leaf
from trueup.render.html.page import Figure
from trueup.render.html.readers.sheet import told

_CAPITALS: Final = {"kpi": "KPI", "kpis": "KPIs", "ai": "AI", "raci": "RACI", "mvp": "MVP"}
_HELD: Final = {
    "OPT002": "It uses data that is known only after the decision.",
    "DAT002": "Its data could not be read.",
    "DAT004": "Its data names things that the other table does not hold.",
    "DAT006": "Its data is empty.",
    "DAT011": "Data it stands on fails a check.",
    "DAT015": "The data it would learn from is not fit for that.",
}
_NOT_YET: Final = re.compile(r"^not (?:run|recorded): ")


def fault_words(name: str) -> str:
    """Return the name of a fault as people write it: `kpi-without-owner` is `KPI without owner`."""
    words = " ".join(_CAPITALS.get(word, word) for word in name.split("-"))
    return words[:1].upper() + words[1:]


def subject_title(found: Assessment, path: str) -> str:
    """Return what people call the thing a document path leads to; nothing where it has no name of its own."""
    initiative = found.document.initiative
    steps = path.split(".")
    kind, name = steps[0], steps[1] if len(steps) > 1 else ""
    node = found.links.nodes.get(item_of_leaf(path))
    if node is not None:
        return told(node.item.title or node.label)
    titles: dict[str, str | None] = {
        "kpis": initiative.kpis[name].title if name in initiative.kpis else None,
        "options": initiative.options[name].title if name in initiative.options else None,
        "data": initiative.data[name].title if name in initiative.data else None,
        "operational_goals": goal.statement if (goal := initiative.operational_goals.get(name)) else None,
        "risks": initiative.risks[name].title if name in initiative.risks else None,
        "decisions": initiative.decisions[name].question if name in initiative.decisions else None,
        "reviews": initiative.reviews[name].title if name in initiative.reviews else None,
        "communication": initiative.communication[name].title if name in initiative.communication else None,
        "roles": initiative.roles[name].title if name in initiative.roles else None,
        "pilot": initiative.pilot.statement if initiative.pilot else None,
    }
    return told(titles.get(kind) or name.replace("_", " "))


def fault_of(found: Assessment, finding: Finding) -> str:
    """Return a finding in plain words: what is wrong with which thing."""
    title = subject_title(found, finding.subject)
    return f"{fault_words(finding.name)}: {title}" if title else fault_words(finding.name)


def held_words(option: OptionStanding) -> str:
    """Return in plain words what holds an option up."""
    reasons = (_HELD.get(f.code, f"{fault_words(f.name)}.") for f in option.rests_on)
    return " ".join(dict.fromkeys(reasons))


def because(found: Assessment, criterion: Criterion) -> str:
    """Return in plain words why a criterion is not met or unknown."""
    if criterion.rests_on:
        first, more = fault_of(found, criterion.rests_on[0]), len(criterion.rests_on) - 1
        return f"{first}." + (f" And {more:,} more." if more else "")
    why = _NOT_YET.sub("", criterion.because[0]) if criterion.because else ""
    why = why.replace("`", "").replace("this version", "trueup")
    return told(f"{why[:1].upper()}{why[1:].rstrip('.')}.") if why else ""


def output_of(gate: GateState) -> str:
    """Return what both sides sign at a gate: `shared objective agreement`."""
    titles = [c.title.partition(": ")[2] for c in gate.musts("signature")]
    return next(filter(None, titles), f"{gate.phase} agreement")


def in_plain_words(figure: Figure, definition: str, source: str) -> Figure:
    """Return a figure as it stands, explained without the document's formulas and files."""
    known = figure.basis != "unknown"
    return replace(figure, definition=definition, source=source if known else "")
