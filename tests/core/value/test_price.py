"""What a piece of work costs: remaining days at a rate plus remaining direct cost, at P50."""

import pytest

from core.value.documents import costs, segments, spent_on
from trueup.core.model.ask.identity import NotRun

PEOPLE = """
rates: {default: 100, data-scientist: 300, tester: 50}
people:
  ada: {role: data-scientist}
  bob: {role: data-scientist, rate: 700}
  cleo: {role: painter}
"""


@pytest.mark.parametrize(
    ("who", "cost"),
    [
        ("assignee: bob", 700),
        ("assignee: bob, role: tester", 700),
        ("assignee: ada, role: tester", 50),
        ("assignee: ada", 300),
        ("role: tester", 50),
        ("assignee: cleo", 100),
        ("role: painter", 100),
        ("assignee: nobody-listed", 100),
    ],
)
def test_the_rate_is_the_assignee_s_own_else_the_item_s_role_s_else_the_assignee_s_role_s_else_the_default(who, cost):
    assert costs(spent_on(f"E1: {{advances: late, estimate: 1, {who}}}", PEOPLE)) == {"E1": cost}


def test_without_a_default_work_of_an_unpriced_role_is_not_priced():
    figures = spent_on("E1: {estimate: 1, role: painter}\nE2: {estimate: 1, role: tester}", "rates: {tester: 50}")
    assert costs(figures) == {"E1": None, "E2": 50}


@pytest.mark.parametrize(("estimate", "days"), [("8..12", 10), ("8/11/20", 11), ("7", 7), ("7 days", 7)])
def test_an_estimate_counts_at_its_median(estimate, days):
    assert costs(spent_on(f"E1: {{estimate: {estimate}}}")) == {"E1": days * 100}


def test_direct_cost_is_added_and_what_is_paid_is_taken_off():
    figures = spent_on("""
        E1: {estimate: 10, spent: 4, cost: 1000/2000/9000, cost_spent: 500}
        E2: {cost: 3000}
        E3: {cost: 3000, cost_spent: 4000}
        E4: {cost: 3000, cost_spent: 1000, status: done}
    """)
    assert costs(figures) == {"E1": 600 + 1_500, "E2": 3_000, "E3": 0, "E4": 0}
    assert figures.spent == 400 + 500 + 4_000 + 1_000


def test_points_have_no_rate():
    figures = spent_on("E1: {estimate: 5 points, spent: 2}\nE2: {estimate: 5}")
    assert costs(figures) == {"E1": None, "E2": 500}
    assert figures.spent == 0


def test_without_rates_the_figure_is_effort_in_days_and_never_money():
    figures = spent_on(
        "E1: {advances: late, estimate: 6, spent: 2, cost: 9999, cost_spent: 99}\nE2: {estimate: 4}",
        "budget: 1000000",
    )
    assert (figures.unit, figures.total, figures.spent) == ("day", 8, 2)
    assert figures.aligned == 0.5


def test_without_rates_the_figure_is_in_points_where_most_estimates_are():
    figures = spent_on("E1: {advances: late, estimate: 6 points}\nE2: {estimate: 2 points}", "")
    assert (figures.unit, figures.total, figures.aligned) == ("point", 8, 0.75)


def test_days_and_points_are_never_mixed():
    figures = spent_on("E1: {estimate: 6 points}\nE2: {estimate: 2 points}\nE3: {estimate: 400, spent: 300}", "")
    assert costs(figures) == {"E1": 6, "E2": 2, "E3": None}
    assert figures.spent == 0
    assert isinstance(figures.aligned, NotRun)


def test_what_remains_in_the_other_unit_is_not_guessed_from_the_estimate():
    assert costs(spent_on("E1: {estimate: 6, remaining: 3 points}\nE2: {estimate: 6}")) == {"E1": None, "E2": 600}


def test_what_remains_prices_an_item_without_an_estimate():
    assert costs(spent_on("E1: {remaining: 3, spent: 4}")) == {"E1": 300}


def test_a_done_child_without_an_estimate_takes_what_it_cost_from_its_parent():
    figures = spent_on("E1: {advances: late, estimate: 10, stories: {S1: {status: done, spent: 6}, S2: {estimate: 1}}}")
    assert costs(figures) == {"E1 rest": 300, "E1.S1": 0, "E1.S2": 100}
    assert segments(figures) == {"aligned": 400}
