"""Agreement, camps and what each gives up: by hand, and against scipy."""

from __future__ import annotations

import pytest
import scipy
from hypothesis import assume, given
from hypothesis import strategies as st

from core.priority.ballot_box import FIVE, handed, stated, team
from trueup.core.priority.disagree import agreement_in_words, apart, average_ranks, kendall_w
from trueup.core.priority.settle import settle

RATINGS = st.integers(3, 6).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 5), min_size=n, max_size=n), min_size=2, max_size=7)
)


def test_w_is_1_where_all_rank_alike_whatever_their_points():
    assert kendall_w([[60, 30, 10], [90, 8, 2], [34, 33, 33 - 1]]) == pytest.approx(1)


def test_w_is_0_where_two_rank_the_other_way_round():
    assert kendall_w([[60, 30, 10], [10, 30, 60]]) == pytest.approx(0)


def test_w_by_hand_without_ties():
    # Rank sums 7 and 8 over five people: S = 0.5, W = 12 * 0.5 / (25 * 6).
    assert kendall_w([[80, 20], [60, 40], [0, 100], [0, 100], [30, 70]]) == pytest.approx(0.04)


def test_w_by_hand_with_ties():
    # Ranks (3, 1.5, 1.5) and (3, 2, 1): sums 6, 3.5, 2.5, S = 6.5; T = 6; W = 78 / (4 * 24 - 2 * 6).
    assert kendall_w([[100, 0, 0], [70, 20, 10]]) == pytest.approx(78 / 84)


@pytest.mark.parametrize("ratings", [[], [[60, 40]], [[100], [100]], [[50, 50], [50, 50]]])
def test_w_is_not_defined_below_two_people_or_outcomes_or_where_everything_ties(ratings):
    assert kendall_w(ratings) is None


@given(RATINGS)
def test_w_agrees_with_the_friedman_statistic_of_scipy(ratings):
    found = kendall_w(ratings)
    assume(found is not None)
    statistic = scipy.stats.friedmanchisquare(*zip(*ratings, strict=True)).statistic
    assert len(ratings) * (len(ratings[0]) - 1) * found == pytest.approx(statistic, abs=1e-9)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=9))
def test_ranks_agree_with_scipy(values):
    assert average_ranks(values) == scipy.stats.rankdata(values).tolist()


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=6))
def test_the_distance_is_half_of_scipy_s_city_block(pairs):
    one, other = zip(*pairs, strict=True)
    assert apart(one, other) == pytest.approx(scipy.spatial.distance.cityblock(one, other) / 2)


@pytest.mark.parametrize(
    ("found", "words"),
    [(0.0, "very weak"), (0.3, "weak"), (0.45, "moderate"), (0.7, "strong"), (0.95, "unusually strong")],
)
def test_agreement_has_a_word(found, words):
    assert agreement_in_words(found) == words


def test_each_gives_up_the_points_that_go_elsewhere():
    # Merged: late 40, cost 60.
    found = settle(team(), handed(*FIVE))
    assert {each.who: round(each.points, 9) for each in found.giving_up} == {
        "owner": 40,
        "dev": 40,
        "ops": 40,
        "sponsor": 20,
        "ml": 10,
    }
    owner = next(each for each in found.giving_up if each.who == "owner")
    assert [(gap.outcome, gap.wish, round(gap.merged, 9)) for gap in owner.losses] == [("late", 80, 40)]
    assert found.distance == pytest.approx(30)


def test_the_camps_are_the_two_sides_furthest_apart():
    found = settle(team(), handed(*FIVE, stated("walter", {"late": 40, "cost": 60})))
    assert (found.camps.one, found.camps.other) == ("business", "technology")
    assert found.camps.apart == pytest.approx(60)
    assert [row[0] for row in found.camps.outcomes] == ["cost", "late"]


def test_one_side_alone_is_no_camp_nor_is_one_beside_people_of_no_side():
    assert settle(team(), handed(*FIVE[:2])).camps is None
    assert settle(team(), handed(*FIVE[:2], stated("walter", {"cost": 100}))).camps is None


def test_who_wants_an_outcome_most_and_least_is_known():
    late = next(each for each in settle(team(), handed(*FIVE)).outcomes if each.name == "late")
    assert (late.most, late.least) == (("owner",), ("dev", "ops"))
    assert (late.between_people, round(late.between_sides, 9)) == (80, 60)
