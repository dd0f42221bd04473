"""Merged weights: every side counts the same, and the same ballots give the same answer in any order."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.priority.ballot_box import FIVE, handed, stated, team
from reading import document
from trueup.core.model.results.priority import Outcome
from trueup.core.priority.merge import merged
from trueup.core.priority.settle import settle


def test_sides_are_averaged_first_and_then_with_each_other():
    found = {each.name: each for each in settle(team(), handed(*FIVE)).outcomes}
    assert found["late"].sides == {"business": 70, "technology": pytest.approx(10)}
    assert (found["late"].merged, found["cost"].merged) == (pytest.approx(40), pytest.approx(60))
    assert (found["late"].raw, found["cost"].raw) == (pytest.approx(34), pytest.approx(66))


def test_ten_technicians_do_not_outvote_two_business_owners():
    names = "\n".join(f"  t{k}: {{side: technology, priorities: {{cost: 100}}}}" for k in range(10))
    owners = "\n".join(f"  b{k}: {{side: business, priorities: {{late: 100}}}}" for k in range(2))
    assert merged(document(f"title: A\nstakeholders:\n{names}\n{owners}\n")) == (("cost", 50), ("late", 50))


def test_those_of_no_side_weigh_together_as_one():
    ballots = (stated("owner", {"late": 100}), stated("walter", {"cost": 100}))
    assert merged(team(), handed(*ballots)) == (("cost", 50), ("late", 50))


def test_what_an_agreement_covers_is_ordered_by_weight_and_leaves_out_what_nobody_wants():
    assert merged(team(), handed(*FIVE)) == (("cost", 60), ("late", 40))
    assert merged(team()) == ()


def test_the_order_of_files_and_rows_does_not_matter():
    thirds = [stated(who, {"late": 33.3, "cost": 33.3, "complaints": 33.4}) for who in ("dev", "ops", "owner")]
    answers = {merged(team(), handed(*order)) for order in permutations((*thirds, stated("ml", {"cost": 100})))}
    assert len(answers) == 1


def test_a_ballot_that_does_not_count_changes_nothing():
    more = stated("walter", {"late": 99})
    assert merged(team(), handed(*FIVE, more)) == merged(team(), handed(*FIVE))


def test_an_outcome_that_nobody_gave_points_still_stands_in_the_table():
    found = settle(team(), handed(*FIVE))
    assert [(each.name, each.merged) for each in found.outcomes][-1] == ("complaints", 0)


def test_an_outcome_is_measured_by_the_kpi_listed_for_it_else_by_the_one_of_its_name_or_title():
    listed = (Outcome("speed", "late"), Outcome("Cost of a claim"), Outcome("peace"))
    found = settle(team(), handed(stated("dev", {"speed": 100}), listed=listed))
    assert {each.name: each.kpi for each in found.outcomes} == {
        "speed": "late",
        "Cost of a claim": "cost",
        "peace": None,
    }


@given(st.lists(st.tuples(st.integers(0, 100), st.sampled_from(["business", "technology"])), min_size=1, max_size=8))
def test_merged_weights_sum_to_100_and_lie_between_the_wishes(wishes):
    people = "\n".join(
        f"  p{k}: {{side: {side}, priorities: {{late: {points}, cost: {100 - points}}}}}"
        for k, (points, side) in enumerate(wishes)
    )
    found = settle(document(f"title: A\nstakeholders:\n{people}\n")).outcomes
    assert sum(each.merged for each in found) == pytest.approx(100)
    for each in found:
        assert min(each.points.values()) - 1e-9 <= each.merged <= max(each.points.values()) + 1e-9
