"""`trueup diff` prices each change of the work alone, as the earlier version prices work."""

import pytest

from desk import WHOLE

RATES = "rates: {default: 600, senior: 900}\n"
STORY = "S1: {title: See what is late, estimate: 3}"
EPICS = f"epics:\n  E1: {{title: Warn the driver, advances: late, stories: {{{STORY}, S2: {{estimate: 5..7}}}}}}\n"


@pytest.fixture
def moves(here, told):
    """Tell what each changed path of the work moves, from a document to the same with some texts replaced."""

    def between(change):
        here.initiative(WHOLE + RATES + EPICS)
        here.initiative(WHOLE + RATES + EPICS, change=change, name="later")
        found = told("orders", "later")["initiatives"][0]["changes"]
        return {each["path"]: (each["moves"] or {}).get("by") for each in found if each["path"].startswith("epics")}

    return between


def test_an_estimate_moves_what_it_costs_more_or_less(moves):
    assert moves({"estimate: 3": "estimate: 5", "estimate: 5..7": "estimate: 4..6"}) == {
        "epics.E1.stories.S1.estimate": 1200,
        "epics.E1.stories.S2.estimate": -600,
    }


def test_estimates_are_priced_at_the_earlier_rates_where_rates_change_too(moves):
    found = moves({"estimate: 3": "estimate: 5", "default: 600": "default: 1000"})
    assert found == {"epics.E1.stories.S1.estimate": 1200}


def test_a_person_who_costs_more_now_leaves_the_price_of_an_estimate_as_it_was(moves):
    found = moves({"estimate: 3": "estimate: 5", "side: business}": "side: business, rate: 2000}"})
    assert found == {"epics.E1.stories.S1.estimate": 1200}


def test_two_changes_of_one_story_are_priced_each_alone(moves):
    assert moves({"estimate: 3": "estimate: 5, role: senior"}) == {
        "epics.E1.stories.S1.estimate": 1200,
        "epics.E1.stories.S1.role": 900,
    }


def test_a_story_that_is_broken_down_now_is_priced_as_it_was_estimated(moves):
    found = moves({"estimate: 3": "estimate: 5, tasks: {T1: {estimate: 1}}"})
    assert found["epics.E1.stories.S1.estimate"] == 1200


def test_a_story_costs_what_it_says_though_its_epic_is_cancelled_now(moves):
    found = moves({"estimate: 3": "estimate: 5", "Warn the driver": "Warn the driver, status: cancelled"})
    assert found["epics.E1.stories.S1.estimate"] == 1200


def test_a_story_that_is_cancelled_costs_nothing_any_more(moves):
    assert moves({"estimate: 3": "estimate: 3, status: cancelled"}) == {"epics.E1.stories.S1.status": -1800}
