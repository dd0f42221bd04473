"""Merged priorities as a page: a picture of who wants what, the table behind it, and what each gives up."""

from __future__ import annotations

from trueup.core.model.document import Document
from trueup.core.model.results.priority import Priorities
from trueup.core.priority.draft import draft_objective
from trueup.render.charts.dots import Dot, DotPlot, DotRow, dot_plot
from trueup.render.html.page import NavItem, page
from trueup.render.objective_draft import objective_text
from trueup.render.plain import count_of
from trueup.render.priorities import (
    RULE,
    SIDES,
    agreement_words,
    disagreements,
    outcome_words,
    points,
    summary,
    touch_words,
)


def priorities_html(document: Document, found: Priorities) -> str:
    """Return the priorities as a whole page."""
    initiative = document.initiative
    return page(
        "priorities.html.j2",
        {
            "title": initiative.title,
            "p": found,
            "summary": summary(found),
            "rule": RULE,
            "picture": dot_plot(picture(found), "priorities-picture"),
            "groups": [(group, SIDES[group]) for group in found.outcomes[0].sides] if found.outcomes else [],
            "sides": SIDES,
            "agreement": agreement_words(found),
            "disagreements": list(disagreements(found)),
            "outcome_words": outcome_words,
            "points": points,
            "touch_words": touch_words,
            "count": count_of(len(found.ballots), "ballot"),
            "draft": objective_text(initiative, found, draft_objective(initiative, found)) if found.ballots else "",
            "items": (
                NavItem("Picture", "#picture"),
                NavItem("Weights", "#weights"),
                NavItem("Red lines", "#red-lines"),
                NavItem("Draft", "#draft"),
            ),
        },
    )


def picture(found: Priorities) -> DotPlot:
    """Return the picture: a row an outcome by merged weight, a dot for each person."""
    groups = {ballot.who: ballot.group for ballot in found.ballots}
    rows = tuple(
        DotRow(each.name, each.merged, tuple(Dot(who, groups[who], value) for who, value in each.points.items()))
        for each in found.outcomes
    )
    said = "; ".join(f"{each.name} {points(each.merged)}" for each in found.outcomes)
    return DotPlot(
        "Points for each outcome",
        f"A dot for each person, a line for the merged weight of 100. Merged weights: {said}.",
        rows,
        tuple((group, SIDES[group]) for group in (found.outcomes[0].sides if found.outcomes else ())),
    )
