"""Enabling work takes the cost-weighted alignment of what it enables; what leads back to itself counts 0."""

from itertools import permutations

import pytest

from core.value.documents import missing, spent_on


def aligned(epics):
    """The aligned share of each leaf, by its last id."""
    figures = spent_on(epics)
    return {leaf.path.rpartition(".")[2]: pytest.approx(dict(leaf.segments)["aligned"]) for leaf in figures.leaves}


def test_enabling_work_takes_the_alignment_of_what_it_enables_weighted_by_cost():
    found = aligned("""
        E1: {estimate: 5, enables: [E2, E3]}
        E2: {estimate: 30, advances: late}
        E3: {estimate: 10, advances: survey}
    """)
    assert found["E1"] == 0.75


def test_an_item_with_children_has_the_alignment_of_its_leaves():
    found = aligned("""
        E1: {estimate: 5, enables: [E2]}
        E2: {advances: late, estimate: 50, stories: {S1: {estimate: 10}, S2: {estimate: 20, advances: survey}}}
    """)
    assert found["E1"] == (10 + 20) / 50


def test_a_kpi_that_no_part_of_the_work_reaches_is_no_missing_link():
    figures = spent_on("""
        E0: {estimate: 5, enables: [E1]}
        E1: {advances: survey, stories: {S1: {estimate: 0}, S2: {estimate: 10, advances: late}}}
    """)
    enabling = next(leaf for leaf in figures.leaves if leaf.path == "epics.E0")
    assert (dict(enabling.kpis), enabling.missing) == ({"late": 1.0}, None)


def test_enabling_goes_on_through_a_chain_and_a_diamond():
    found = aligned("""
        E0: {estimate: 5, enables: [E1, E2]}
        E1: {estimate: 10, enables: [E3]}
        E2: {estimate: 30, enables: [E3, E4]}
        E3: {estimate: 10, advances: late}
        E4: {estimate: 30, advances: survey}
    """)
    assert (found["E1"], found["E2"], found["E0"]) == (1.0, 0.25, (10 * 1 + 30 * 0.25) / 40)


def test_a_story_inherits_what_its_epic_enables():
    found = aligned("""
        E1: {enables: [E2], stories: {S1: {estimate: 1}, S2: {estimate: 2, advances: survey}}}
        E2: {estimate: 10, advances: late}
    """)
    assert (found["S1"], found["S2"]) == (1.0, 0.0)


def test_what_an_item_advances_itself_goes_before_what_it_enables():
    found = aligned("E1: {estimate: 1, advances: survey, enables: [E2]}\nE2: {estimate: 10, advances: late}")
    assert found["E1"] == 0.0


@pytest.mark.parametrize("order", list(permutations(("E1", "E2", "E3"))))
def test_a_circle_counts_0_in_whatever_order_it_is_written(order):
    epics = {
        "E1": "E1: {estimate: 1, enables: [E2]}",
        "E2": "E2: {estimate: 2, enables: [E3]}",
        "E3": "E3: {estimate: 3, enables: [E1]}",
    }
    figures = spent_on("\n".join(epics[name] for name in order))
    assert figures.aligned == 0.0
    assert missing(figures) == dict.fromkeys(epics, "what it enables leads back to itself")


@pytest.mark.parametrize("order", list(permutations(("E0", "E1", "E2", "E3"))))
def test_only_the_link_that_leads_back_counts_0(order):
    epics = {
        "E0": "E0: {estimate: 7, enables: [E1]}",
        "E1": "E1: {estimate: 5, enables: [E2, E3]}",
        "E2": "E2: {estimate: 30, enables: [E1]}",
        "E3": "E3: {estimate: 10, advances: late}",
    }
    found = aligned("\n".join(epics[name] for name in order))
    assert found == {"E0": 0.25, "E1": 0.25, "E2": 0.0, "E3": 1.0}


def test_a_circle_through_children_is_a_circle_too():
    found = aligned("""
        E1: {stories: {S1: {estimate: 1, enables: [E2]}, S2: {estimate: 1, advances: late}}}
        E2: {stories: {S3: {estimate: 1, enables: [S1]}, S4: {estimate: 1, enables: [S2]}}}
    """)
    # S1 -> E2 -> S3 -> S1 is a circle, S4 -> S2 is none
    assert found == {"S1": 0.0, "S2": 1.0, "S3": 0.0, "S4": 1.0}


def test_a_story_that_enables_its_own_epic_leads_back_to_itself():
    found = aligned("E1: {advances: late, stories: {S1: {estimate: 1, enables: [E1]}, S2: {estimate: 3}}}")
    assert found == {"S1": 0.0, "S2": 1.0}


def test_cancelled_work_carries_no_alignment_and_no_weight():
    figures = spent_on("""
        E1: {estimate: 5, enables: [E2, E3]}
        E2: {estimate: 99, advances: survey, status: cancelled}
        E3: {estimate: 10, advances: late}
        E4: {estimate: 5, enables: [E2]}
    """)
    assert figures.aligned == 15 / 20
    assert missing(figures) == {"E4": "what it enables (epics.E2) is cancelled"}


def test_where_nothing_that_is_enabled_costs_anything_each_counts_the_same():
    found = aligned("""
        E1: {estimate: 5, enables: [E2, E3]}
        E2: {estimate: 9, advances: late, status: done}
        E3: {estimate: 1, advances: survey, status: done}
    """)
    assert found["E1"] == 0.5


def test_work_that_enables_work_without_a_kpi_says_so():
    figures = spent_on("E1: {estimate: 5, enables: [E2]}\nE2: {estimate: 10}")
    assert missing(figures)["E1"] == "what it enables (epics.E2) reaches no KPI in full"


def test_work_that_enables_work_on_a_kpi_that_does_not_qualify_names_what_that_kpi_lacks():
    figures = spent_on("E1: {estimate: 5, enables: [E2]}\nE2: {estimate: 10, advances: survey}")
    assert missing(figures)["E1"] == "KPI `survey` has no owner"
