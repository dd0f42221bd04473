"""From a document and what was handed in to its priorities, in one value."""

from __future__ import annotations

import math

from trueup.core.model.document import Document
from trueup.core.model.results.priority import Priorities
from trueup.core.priority.ballots import count_ballots
from trueup.core.priority.disagree import camps, giving_up, kendall_w
from trueup.core.priority.handed import NOTHING_HANDED, Handed
from trueup.core.priority.heard import heard, waiting
from trueup.core.priority.merge import weigh
from trueup.core.priority.redlines import touches
from trueup.core.priority.voices import accepted


def settle(document: Document, handed: Handed = NOTHING_HANDED, *, scaled: bool = False) -> Priorities:
    """Return the priorities of an initiative.

    Args:
        document: the initiative; its stakeholders may state points in it.
        handed: what lies in `priorities/` beside it.
        scaled: whether ballots count whose only fault is that they do not sum to 100.
    """
    initiative = document.initiative
    counted = count_ballots(document, handed, scaled=scaled)
    ballots = tuple(counted.ballots)
    outcomes = weigh(document, ballots, handed.listed)
    given = giving_up(ballots, outcomes)
    anybody = initiative.stakeholders or ballots or counted.faults
    return Priorities(
        ballots,
        outcomes,
        kendall_w([[ballot.of(each.name) for each in outcomes] for ballot in ballots]),
        math.fsum(each.points for each in given) / len(given) if given else 0.0,
        camps(outcomes),
        given,
        tuple(counted.red_lines),
        touches(initiative, counted.red_lines, outcomes, accepted(initiative, handed.listed)),
        tuple(counted.faults),
        waiting(initiative, ballots),
        heard(initiative, ballots, counted.faults) if anybody else None,
    )
