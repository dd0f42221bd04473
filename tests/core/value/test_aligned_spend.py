"""Aligned spend: each sentence of its definition on figures that a reader can recompute. The rate is 100 EUR a day."""

import pytest

from core.value.documents import costs, evidence, missing, segments, spent_on
from trueup.core.model.ask.identity import NotRun

MANDATED = "mandated: {owner: legal, reason: Passenger Rights Act}"


def undercuts(figures):
    return [(u.path, u.own, u.children, u.unit, u.cost) for u in figures.undercuts]


# ---- the headline ----------------------------------------------------------------------------------------------------


def test_a_hundred_days_half_to_a_good_and_half_to_an_unowned_kpi_are_half_aligned():
    figures = spent_on("""
        E1: {advances: late, estimate: 50}
        E2: {advances: survey, estimate: 50}
    """)
    assert figures.aligned == 0.5
    assert figures.total == 10_000
    assert segments(figures) == {"aligned": 5_000, "unqualified": 5_000}
    assert missing(figures) == {"E2": "KPI `survey` has no owner"}


def test_one_item_that_serves_both_is_half_aligned_as_well():
    figures = spent_on("E1: {advances: [late, survey], estimate: 100}")
    assert figures.aligned == 0.5
    assert figures.leaves[0].segments == (("aligned", 0.5), ("unqualified", 0.5), ("no_kpi", 0.0))


def test_linked_spend_asks_only_for_an_owner():
    typed = "late: {unit: 1, direction: decrease, owner: coo, baseline: 24 %, target: {value: 20 %, by: 2026-12-31}}"
    lost = "lost: {unit: 1}\nsurvey: {unit: 1}"
    figures = spent_on(
        "E1: {advances: late, estimate: 30}\nE2: {advances: survey, estimate: 70}", kpis=f"{typed}\n{lost}"
    )
    assert figures.aligned == 0
    assert figures.linked == pytest.approx(0.3)
    assert missing(figures)["E1"] == "the baseline of KPI `late` is typed, not measured"


def test_work_that_advances_nothing_has_no_kpi():
    figures = spent_on("E1: {advances: late, estimate: 60}\nE2: {estimate: 40}")
    assert segments(figures) == {"aligned": 6_000, "no_kpi": 4_000}
    assert missing(figures) == {"E2": "neither it nor an item above it advances a KPI"}


def test_no_work_is_not_due():
    assert spent_on("").reason == "not_due"
    assert spent_on("E1: {estimate: 5, status: cancelled}").reason == "not_due"


def test_nothing_left_to_spend_is_unknown():
    figures = spent_on("E1: {advances: late, estimate: 5, status: done}")
    assert figures.aligned == NotRun(
        "no_data", "no EUR remains: budget and estimates are 0", "Add estimates or a budget."
    )
    assert isinstance(figures.linked, NotRun)


# ---- link weights ----------------------------------------------------------------------------------------------------


def test_weights_are_shared_out_as_given_and_equally_where_they_are_not():
    figures = spent_on(
        "E1: {advances: {late: 3, survey: 1}, estimate: 10}\nE2: {advances: [late, lost, survey], estimate: 30}"
    )
    assert dict(figures.leaves[0].kpis) == {"late": 0.75, "survey": 0.25}
    assert segments(figures) == {"aligned": 750 + 2_000, "unqualified": 250 + 1_000}


def test_links_come_from_the_nearest_item_above_that_has_some():
    figures = spent_on("""
        E1:
          advances: survey
          stories:
            S1: {estimate: 1}
            S2:
              advances: late
              tasks:
                T1: {estimate: 2}
                T2: {estimate: 4, advances: lost}
            S3: {estimate: 8, enables: [E2]}
        E2: {advances: late, estimate: 16}
    """)
    reached = {leaf.path.rpartition(".")[2]: dict(leaf.kpis) for leaf in figures.leaves}
    assert reached == {"S1": {"survey": 1}, "T1": {"late": 1}, "T2": {"lost": 1}, "S3": {"late": 1}, "E2": {"late": 1}}


# ---- leaves ----------------------------------------------------------------------------------------------------------


def test_what_a_parent_estimates_beyond_its_children_is_a_leaf_not_broken_down():
    figures = spent_on("""
        E1:
          advances: late
          estimate: 100
          stories: {S1: {estimate: 30, advances: survey}, S2: {estimate: 50}}
    """)
    assert costs(figures) == {"E1 rest": 2_000, "E1.S1": 3_000, "E1.S2": 5_000}
    assert figures.leaves[0].title == "E1 (not broken down)"
    assert segments(figures) == {"aligned": 7_000, "unqualified": 3_000}
    assert figures.undercuts == ()


def test_an_item_may_be_called_rest():
    figures = spent_on("rest: {advances: late, estimate: 9, stories: {rest: {estimate: 2}}}")
    assert costs(figures) == {"rest rest": 700, "rest.rest": 200}


def test_where_a_parent_estimates_less_than_its_children_the_children_count():
    figures = spent_on("E1: {advances: late, estimate: 60, stories: {S1: {estimate: 30}, S2: {estimate: 50}}}")
    assert costs(figures) == {"E1.S1": 3_000, "E1.S2": 5_000}
    assert undercuts(figures) == [("epics.E1", 60, 80, "day", 2_000)]


def test_a_parent_that_estimates_exactly_its_children_has_no_rest_and_no_finding():
    figures = spent_on("E1: {advances: late, estimate: 0.3, stories: {S1: {estimate: 0.1}, S2: {estimate: 0.2}}}")
    assert costs(figures) == {"E1.S1": 10, "E1.S2": 20}
    assert figures.undercuts == ()


DEARER = "rates: {default: 100, architect: 175}"


def test_days_are_compared_with_days_whatever_they_cost_each():
    figures = spent_on(
        "E1: {advances: late, estimate: 100, stories: {S1: {estimate: 60, role: architect}}}",
        DEARER,
    )
    # 60 of the 100 days are broken down (at 175: 10,500, more than the epic's 10,000), the other 40 cost its own rate
    assert costs(figures) == {"E1 rest": 4_000, "E1.S1": 10_500}
    assert undercuts(figures) == []


def test_fewer_days_than_the_parts_are_told_even_where_they_cost_more():
    figures = spent_on(
        "E1: {advances: late, estimate: 50, role: architect, stories: {S1: {estimate: 60}}}",
        DEARER,
    )
    # 50 days at 175 are 8,750, the parts 6,000: still 10 days too few, at the epic's rate 1,750
    assert costs(figures) == {"E1.S1": 6_000}
    assert undercuts(figures) == [("epics.E1", 50, 60, "day", 1_750)]


def test_direct_cost_is_compared_with_direct_cost_and_uses_up_no_days():
    figures = spent_on("""
        E1: {advances: late, estimate: 10, stories: {S1: {estimate: 4, cost: 500}}}
        E2: {advances: late, estimate: 10, cost: 800, stories: {S2: {estimate: 4, cost: 500}}}
        E3: {advances: late, estimate: 10, cost: 300, stories: {S3: {estimate: 10, cost: 500}}}
    """)
    assert costs(figures) == {
        "E1 rest": 600,  # 6 days
        "E1.S1": 900,
        "E2 rest": 900,  # 6 days and 300 of direct cost
        "E2.S2": 900,
        "E3.S3": 1_500,
    }
    assert undercuts(figures) == [("epics.E3", 300, 500, "EUR", 200)]


def test_a_parent_that_states_direct_cost_alone_is_compared_as_money():
    figures = spent_on("""
        E1: {advances: late, cost: 1000, stories: {S1: {estimate: 4}}}
        E2: {advances: late, cost: 300, stories: {S2: {estimate: 4}}}
    """)
    assert costs(figures) == {"E1 rest": 600, "E1.S1": 400, "E2.S2": 400}
    assert undercuts(figures) == [("epics.E2", 300, 400, "EUR", 100)]


def test_what_is_not_broken_down_further_down_counts_as_days_of_its_own_level_above():
    figures = spent_on(
        """
        E1:
          advances: late
          estimate: 100
          stories:
            S1: {estimate: 50, role: architect, tasks: {T1: {estimate: 20}}}
            S2: {tasks: {T2: {estimate: 10, role: architect}}}
        """,
        DEARER,
    )
    # of the story's 50 days 30 are not broken down (at 175); of the epic's 100 days 50 + 10 are, 40 are left at 100
    assert costs(figures) == {"E1 rest": 4_000, "E1.S1 rest": 5_250, "E1.S1.T1": 2_000, "E1.S2.T2": 1_750}


def test_each_level_is_compared_with_the_level_below_it():
    figures = spent_on("""
        E1:
          advances: late
          estimate: 100
          stories:
            S1: {estimate: 40, tasks: {T1: {estimate: 10}, T2: {estimate: 25}}}
            S2: {estimate: 20, tasks: {T3: {estimate: 30}}}
    """)
    assert costs(figures) == {
        "E1 rest": 3_000,
        "E1.S1 rest": 500,
        "E1.S1.T1": 1_000,
        "E1.S1.T2": 2_500,
        "E1.S2.T3": 3_000,
    }
    assert [u.path for u in figures.undercuts] == ["epics.E1.stories.S2"]


def test_cancelled_work_is_out_with_all_below_it():
    figures = spent_on("""
        E1: {advances: late, estimate: 10, stories: {S1: {estimate: 4}, S2: {estimate: 6, status: cancelled}}}
        E2: {status: cancelled, stories: {S3: {estimate: 99}}}
    """)
    assert costs(figures) == {"E1 rest": 600, "E1.S1": 400}
    assert figures.priced == len(figures.leaves) == 2


def test_a_parent_whose_children_are_all_cancelled_is_a_leaf_again():
    figures = spent_on("""
        E1: {advances: late, estimate: 10, stories: {S1: {estimate: 4, status: cancelled}}}
        E2: {advances: late, stories: {S2: {estimate: 4, status: cancelled}}}
    """)
    assert costs(figures) == {"E1": 1_000, "E2": None}


def test_done_work_costs_nothing_more_and_partly_spent_work_what_is_left():
    figures = spent_on("""
        E1: {advances: late, estimate: 10, spent: 9, status: done}
        E2: {advances: late, estimate: 10, spent: 4}
        E3: {advances: late, estimate: 10, spent: 12}
        E4: {advances: late, estimate: 10, spent: 4, remaining: 9}
    """)
    assert costs(figures) == {"E1": 0, "E2": 600, "E3": 0, "E4": 900}
    assert figures.spent == 2_900
    assert figures.total == 1_500


def test_what_was_spent_on_cancelled_work_stays_spent():
    figures = spent_on("E1: {advances: late, estimate: 10}\nE2: {estimate: 10, spent: 3, status: cancelled}")
    assert (figures.spent, figures.total) == (300, 1_000)


def test_a_parent_s_own_remaining_counts_for_all_below_it():
    figures = spent_on("""
        E1: {advances: late, estimate: 100, remaining: 30, stories: {S1: {estimate: 40, spent: 20}}}
        E2: {advances: late, estimate: 100, remaining: 15, stories: {S2: {estimate: 40, spent: 20}}}
    """)
    assert costs(figures) == {"E1 rest": 1_000, "E1.S1": 2_000, "E2.S2": 2_000}
    assert undercuts(figures) == [("epics.E2", 15, 20, "day", 500)]


def test_what_a_parent_spent_itself_is_taken_from_what_is_not_broken_down():
    figures = spent_on("E1: {advances: late, estimate: 100, spent: 15, stories: {S1: {estimate: 60, status: done}}}")
    assert costs(figures) == {"E1 rest": 2_500, "E1.S1": 0}


# ---- the whole and its segments --------------------------------------------------------------------------------------


def test_a_budget_above_the_plan_is_the_whole_and_the_difference_is_not_planned():
    figures = spent_on(
        "E1: {advances: late, estimate: 60}", "rates: {default: 100}\nbudget: {amount: 15000, spent: 3000}"
    )
    assert figures.total == 12_000
    assert segments(figures) == {"aligned": 6_000, "not_planned": 6_000}
    assert figures.aligned == 0.5


def test_a_budget_below_the_plan_does_not_cap_it():
    figures = spent_on("E1: {advances: late, estimate: 60}", "rates: {default: 100}\nbudget: 1000")
    assert (figures.total, figures.aligned) == (6_000, 1.0)
    assert "not_planned" not in segments(figures)


def test_mandated_work_is_neither_aligned_nor_missing_a_kpi():
    figures = spent_on(f"E1: {{estimate: 40, {MANDATED}}}\nE2: {{advances: late, estimate: 60}}")
    assert segments(figures) == {"aligned": 6_000, "mandated": 4_000}
    assert missing(figures) == {}


def test_a_mandate_holds_for_all_below_it():
    figures = spent_on(f"E1: {{{MANDATED}, stories: {{S1: {{estimate: 40}}, S2: {{advances: survey, estimate: 60}}}}}}")
    assert segments(figures) == {"mandated": 10_000}


def test_mandated_work_that_reaches_a_kpi_counts_as_aligned_by_that_part():
    figures = spent_on(f"E1: {{advances: {{late: 1, survey: 3}}, estimate: 100, {MANDATED}}}")
    assert segments(figures) == {"aligned": 2_500, "mandated": 7_500}
    assert figures.aligned == 0.25


@pytest.mark.parametrize(("mandate", "lacks"), [("{owner: legal}", "reason"), ("{reason: the law}", "owner")])
def test_a_mandate_without_owner_or_reason_does_not_count(mandate, lacks):
    figures = spent_on(f"E1: {{estimate: 40, mandated: {mandate}}}")
    assert segments(figures) == {"no_kpi": 4_000}
    assert missing(figures) == {"E1": f"`epics.E1.mandated` names no {lacks}"}


# ---- missing estimates -----------------------------------------------------------------------------------------------


def many(priced, of):
    sizes = [10, 20, 30]
    return "\n".join(
        f"E{n}: {{advances: {'late' if n % 2 else 'survey'}{f', estimate: {sizes[n % 3]}' if n < priced else ''}}}"
        for n in range(of)
    )


def test_forty_one_of_sixty_items_priced_is_unknown_and_the_figure_at_the_median_is_beside_it():
    figures = spent_on(many(41, 60))
    assert (figures.priced, len(figures.leaves)) == (41, 60)
    assert figures.aligned == NotRun(
        "no_data",
        "only 41 of 60 items are priced, fewer than 80 %",
        "Add `estimate:` to the items without one.",
    )
    # priced are 20 items of 390 days on `late` and 21 of 420 on `survey`; 10 and 9 are missing, the median is 20
    aligned, other = 390 + 10 * 20, 420 + 9 * 20
    assert sum(cost for cost in costs(figures).values() if cost) == 81_000
    assert figures.at_median == pytest.approx(aligned / (aligned + other))


def test_eighty_percent_priced_is_enough_and_what_is_missing_counts_nothing():
    figures = spent_on(
        "E1: {advances: late, estimate: 30}\n"
        + "\n".join(f"X{n}: {{estimate: 10}}" for n in range(3))
        + "\nY: {advances: late}"
    )
    assert (figures.priced, len(figures.leaves)) == (4, 5)
    assert figures.aligned == 0.5
    assert figures.at_median == pytest.approx(40 / 70)


def test_the_median_is_that_of_the_siblings_and_else_of_all():
    figures = spent_on("""
        E1: {advances: late, stories: {S1: {estimate: 1}, S2: {estimate: 3}, S3: {title: not estimated}}}
        E2: {advances: survey, stories: {S4: {title: not estimated}}}
        E3: {advances: survey, estimate: 10}
    """)
    # S3 is 2 as S1 and S2; S4 has no sibling with a size, so it is 3, the median of 1, 3 and 10
    assert figures.at_median == pytest.approx((1 + 3 + 2) / (1 + 3 + 2 + 3 + 10))


def test_what_is_imputed_is_taken_from_what_the_parent_has_not_broken_down():
    figures = spent_on("""
        E1: {advances: late, estimate: 20, stories: {S1: {estimate: 8}, S2: {advances: survey}}}
        E2: {advances: lost, estimate: 20}
    """)
    assert costs(figures) == {"E1 rest": 1_200, "E1.S1": 800, "E1.S2": None, "E2": 2_000}
    # S2 at 8: the epic still is 20, of which 4 are not broken down
    assert figures.at_median == pytest.approx((4 + 8 + 20) / 40)


def test_with_no_size_at_all_there_is_no_median():
    figures = spent_on("E1: {advances: late}")
    assert (figures.priced, figures.at_median) == (0, None)
    assert isinstance(figures.aligned, NotRun)


def test_nothing_missing_means_no_second_figure():
    assert spent_on("E1: {advances: late, estimate: 5}").at_median is None


# ---- what was not read -----------------------------------------------------------------------------------------------


def test_a_baseline_that_was_not_read_makes_the_headline_unknown_but_not_the_linked_share():
    figures = spent_on("E1: {advances: late, estimate: 5}", seen=evidence(late=NotRun("not_due", "not read")))
    assert figures.aligned.reason == "not_due"
    assert figures.linked == 1.0


def test_it_does_not_matter_for_work_that_costs_nothing_more():
    epics = "E1: {advances: late, estimate: 5, status: done}\nE2: {advances: lost, estimate: 5}"
    assert spent_on(epics, seen=evidence(late=NotRun("not_due", "not read"))).aligned == 1.0
