"""For which side somebody speaks: what is said closest to what they do counts."""

import pytest

from trueup.core.model.chain import side_of
from trueup.core.model.initiative import Initiative

EVERYTHING = {
    "title": "x",
    "roles": {"architect": {"side": "technology"}, "clerk": {}},
    "people": {"ana": {"side": "business", "roles": ["clerk", "architect"]}},
    "stakeholders": {"ana": {"side": "data"}},
}


def side(role=None, **without):
    document = EVERYTHING | without
    return side_of(Initiative.model_validate(document), "ana", role)


@pytest.mark.parametrize(("role", "speaks"), [("operations", "operations"), ("architect", "technology")])
def test_the_role_somebody_acts_in_comes_first(role, speaks):
    assert side(role) == speaks


@pytest.mark.parametrize("role", [None, "clerk", "unheard of"])
def test_then_their_stake_in_this_initiative(role):
    assert side(role) == "data"


def test_then_what_they_are_everywhere():
    assert side(stakeholders={}) == "business"


def test_then_the_first_of_their_roles_that_has_a_side():
    assert side(stakeholders={}, people={"ana": {"roles": ["clerk", "architect"]}}) == "technology"
    assert side(stakeholders={}, people={"ana": {"role": "operations"}}) == "operations"


def test_somebody_of_whom_nothing_is_said_speaks_for_no_side():
    assert side(stakeholders={}, people={"ana": {"role": "clerk"}}) is None
    assert side(stakeholders={}, people={}) is None
