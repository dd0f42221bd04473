"""What has to be looked at again: whatever hangs on what changed, by the links of the chain."""

import pytest

from trueup.core.model.changes import changes
from trueup.core.model.downstream import suspects
from trueup.core.model.initiative import Initiative
from trueup.core.model.links import link

TREE = {
    "title": "T",
    "objective": {"statement": "S", "kpi": "late", "guardrails": ["lost"]},
    "kpis": {
        "late": {"data": "orders", "value": "x", "worth": "price * (baseline - level)"},
        "lost": {"data": "other", "value": "y"},
        "touched": {"drives": ["late"]},
    },
    "assumptions": {"price": {"range": "5", "unit": "EUR"}},
    "data": {"orders": {"source": "orders.csv", "key": "id"}, "other": "other.csv"},
    "operational_goals": {"sort": {"statement": "G", "moves": ["late"]}},
    "options": {"rule": {"kind": "rules", "uses": ["orders.x"]}},
    "epics": {
        "E1": {"for": "sort", "advances": "late", "stories": {"S1": {"estimate": "3"}, "S2": {"depends_on": "S1"}}},
        "E2": {"for": "sort", "advances": "lost"},
        "E3": {"for": "sort", "advances": "late", "status": "cancelled"},
    },
}


def hanging(section, name, **fields):
    """Return the paths that are suspect, with what they hang on, when fields of one thing change."""
    whole = {**TREE[section], name: {**TREE[section][name], **fields}}
    return between({**TREE, section: whole})


def between(after):
    now = Initiative.model_validate(after)
    return suspects(changes(Initiative.model_validate(TREE), now), now, link(now))


def test_data_reaches_kpis_options_and_the_work_that_moves_these_kpis():
    assert hanging("data", "orders", key="other_id") == dict.fromkeys(
        ["kpis.late", "options.rule", "objective", "operational_goals.sort", "epics.E1"], ("data.orders",)
    )


def test_an_assumption_reaches_the_kpi_that_is_priced_with_it():
    assert set(hanging("assumptions", "price", range="6")) == {
        "kpis.late",
        "objective",
        "operational_goals.sort",
        "epics.E1",
    }


def test_a_goal_reaches_its_epics_only_when_it_changed_itself():
    assert set(hanging("operational_goals", "sort", statement="Other")) == {"epics.E1", "epics.E2"}
    assert set(hanging("kpis", "lost", value="z")) == {"objective", "epics.E2"}


def test_work_reaches_what_waits_for_it():
    stories = {**TREE["epics"]["E1"]["stories"], "S1": {"estimate": "8"}}
    assert set(hanging("epics", "E1", stories=stories)) == {"epics.E1.stories.S2"}


@pytest.mark.parametrize(
    ("section", "name", "field"),
    [("kpis", "late", "title"), ("kpis", "late", "owner"), ("data", "orders", "steward"), ("epics", "E1", "labels")],
)
def test_names_and_owners_make_nothing_suspect(section, name, field):
    assert hanging(section, name, **{field: "other"}) == {}


def test_what_changed_itself_is_not_called_suspect():
    kpis = {**TREE["kpis"], "late": {**TREE["kpis"]["late"], "value": "other"}}
    found = between({**TREE, "kpis": kpis, "data": {**TREE["data"], "orders": "elsewhere.csv"}})
    assert "kpis.late" not in found
    assert found["epics.E1"] == ("kpis.late", "data.orders")
