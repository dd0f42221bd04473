"""How far people agree, which sides stand furthest apart, and what each gives up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, groupby

from trueup.core.model.results.priority import Ballot, Camps, Gap, GivingUp, OutcomeWeight

_TWO = 2


def kendall_w(ratings: Sequence[Sequence[float]]) -> float | None:
    """Return Kendall's coefficient of concordance, 0 (no agreement) to 1 (all rank alike), corrected for ties.

    `ratings` holds one row a person with one figure an outcome. W = 12 S / (m^2 (n^3 - n) - m T), where m people rank
    n outcomes, S is the sum of the squared deviations of the rank sums from their mean, and T sums t^3 - t over every
    group of t tied ranks (Kendall and Babington Smith 1939; Siegel and Castellan, Nonparametric Statistics, 2nd ed.
    1988, chapter 9.3). None below two people or two outcomes, and where everybody ties everything.
    """
    people, outcomes = len(ratings), len(ratings[0]) if ratings else 0
    if people < _TWO or outcomes < _TWO:
        return None
    ranks = [average_ranks(row) for row in ratings]
    sums = [math.fsum(column) for column in zip(*ranks, strict=True)]
    mean = math.fsum(sums) / outcomes
    squares = math.fsum((each - mean) ** 2 for each in sums)
    ties = sum(size**3 - size for row in ratings for size in _tied(row))
    room = people**2 * (outcomes**3 - outcomes) - people * ties
    return 12 * squares / room if room > 0 else None


def average_ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value from 1 for the smallest; tied values share the mean of their ranks."""
    ordered = sorted(_same(value) for value in values)
    first = {value: ordered.index(value) + 1 for value in set(ordered)}
    return [first[_same(value)] + (ordered.count(_same(value)) - 1) / 2 for value in values]


def agreement_in_words(found: float | None) -> str:
    """Return how strong an agreement is called: Schmidt, Decision Sciences 28 (1997) 763-774, table 2."""
    if found is None:
        return "not defined"
    steps = ((0.1, "very weak"), (0.3, "weak"), (0.5, "moderate"), (0.7, "strong"))
    near = min(steps, key=lambda step: abs(step[0] - found))
    return "unusually strong" if found >= 0.8 else near[1]  # noqa: PLR2004 - halfway from strong (0.7) to 0.9


def apart(one: Sequence[float], other: Sequence[float]) -> float:
    """Return how many points two splits of 100 place differently: half the sum of absolute differences, 0 to 100.

    It is the total variation distance of the two shares: what one would have to move to agree with the other.
    """
    return math.fsum(abs(a - b) for a, b in zip(one, other, strict=True)) / 2


def giving_up(ballots: Sequence[Ballot], outcomes: Sequence[OutcomeWeight]) -> tuple[GivingUp, ...]:
    """Return what each person gives up against the merged weights, who gives up most first."""
    merged = [each.merged for each in outcomes]
    found = []
    for ballot in ballots:
        gaps = [Gap(each.name, ballot.of(each.name), each.merged) for each in outcomes]
        points = apart([ballot.of(each.name) for each in outcomes], merged)
        ordered = sorted(gaps, key=lambda gap: (-round(gap.lost, 9), gap.outcome))
        found.append(GivingUp(ballot.who, ballot.group, points, tuple(ordered)))
    return tuple(sorted(found, key=lambda each: (-round(each.points, 9), each.who)))


def camps(outcomes: Sequence[OutcomeWeight]) -> Camps | None:
    """Return the two sides furthest apart with the outcomes by difference; None where fewer were heard."""
    if not outcomes:
        return None
    groups = [group for group in outcomes[0].sides if group != "unsaid"]
    pairs = [
        (apart([each.sides[one] for each in outcomes], [each.sides[other] for each in outcomes]), one, other)
        for one, other in combinations(groups, 2)
    ]
    if not pairs:
        return None
    distance, one, other = max(pairs, key=lambda pair: round(pair[0], 9))
    rows = [(each.name, each.sides[one], each.sides[other]) for each in outcomes]
    rows.sort(key=lambda row: (-round(abs(row[1] - row[2]), 9), row[0]))
    return Camps(one, other, distance, tuple(row for row in rows if row[1] != row[2]))


def _same(value: float) -> float:
    """Return a figure without the noise of scaling, so that equal points tie."""
    return round(value, 9)


def _tied(values: Sequence[float]) -> list[int]:
    return [len(list(group)) for _, group in groupby(sorted(_same(value) for value in values))]
