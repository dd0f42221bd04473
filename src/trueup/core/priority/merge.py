"""Many ballots merged into one weight an outcome.

The rule: the arithmetic mean of the points within each side, then the plain mean of the sides that were heard, so that
ten technicians do not outvote two business owners. It is the aggregation of individual priorities of Forman and
Peniwati, "Aggregating individual judgments and priorities with the analytic hierarchy process", European Journal of
Operational Research 108 (1998) 165-169, with members weighted 1 / (sides * members of their side); as an opinion pool
it is Stone's, "The opinion pool", Annals of Mathematical Statistics 32 (1961) 1339-1342. The arithmetic mean and not
the geometric one: no single 0 shall strike an outcome out. The plain mean of all people (`raw`) is kept beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from trueup.core.model.document import Document
from trueup.core.model.results.priority import GROUPS, Ballot, Group, Outcome, OutcomeWeight
from trueup.core.priority.ballots import count_ballots
from trueup.core.priority.handed import NOTHING_HANDED, Handed
from trueup.core.priority.voices import accepted, on_the_ballot

DECIMALS: Final = 2
"""Of weights in an agreement: a hundredth of a point is less than anybody states."""


def merged(document: Document, handed: Handed = NOTHING_HANDED) -> tuple[tuple[str, float], ...]:
    """Return the merged priorities as an agreement covers them: each outcome with its weight of 100, largest first.

    `handed` is what lies in `priorities/` beside the document. Only ballots that count are in; none gives (). Weights
    are rounded to a hundredth of a point, outcomes of equal weight stand by name, those of no weight are left out: the
    same ballots give the same answer, whatever the order of files and rows.
    """
    ballots = count_ballots(document, handed).ballots
    names = {name for ballot in ballots for name in ballot.points}
    groups = by_group(ballots)
    rounded = ((name, round(side_balanced(groups, name), DECIMALS)) for name in names)
    return tuple(sorted((each for each in rounded if each[1] > 0), key=lambda each: (-each[1], each[0])))


def weigh(document: Document, ballots: Sequence[Ballot], listed: Sequence[Outcome] = ()) -> tuple[OutcomeWeight, ...]:
    """Return every outcome that was asked about or named, by merged weight; none where no ballot counts."""
    if not ballots:
        return ()
    kpis = {each.name: each.kpi for each in accepted(document.initiative, listed)}
    asked = [each.name for each in on_the_ballot(document.initiative, listed)]
    names = dict.fromkeys((*asked, *(name for ballot in ballots for name in ballot.points)))
    groups = by_group(ballots)
    weights = [
        OutcomeWeight(
            name,
            kpis.get(name),
            side_balanced(groups, name),
            _mean(ballot.of(name) for ballot in ballots),
            {group: _mean(ballot.of(name) for ballot in members) for group, members in groups.items()},
            {ballot.who: ballot.of(name) for ballot in ballots},
        )
        for name in names
    ]
    return tuple(sorted(weights, key=lambda each: (-round(each.merged, 9), each.name)))


def by_group(ballots: Iterable[Ballot]) -> Mapping[Group, Sequence[Ballot]]:
    """Return the ballots of each side that was heard."""
    known = sorted(ballots, key=lambda ballot: ballot.who)
    groups = {group: tuple(ballot for ballot in known if ballot.group == group) for group in GROUPS}
    return {group: members for group, members in groups.items() if members}


def side_balanced(groups: Mapping[Group, Sequence[Ballot]], outcome: str) -> float:
    """Return the weight of an outcome with every side heard counting the same."""
    return _mean(_mean(ballot.of(outcome) for ballot in members) for members in groups.values())


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return math.fsum(known) / len(known) if known else 0.0
