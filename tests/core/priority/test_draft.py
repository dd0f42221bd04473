"""The draft of the one objective: what decides, what guards, what is not meant, and text that is a document."""

from __future__ import annotations

import pytest
import yaml

from core.priority.ballot_box import FIVE, KPIS, TEAM, handed, stated, team
from reading import document, faults
from trueup.core.model.results.priority import Outcome
from trueup.core.priority.draft import draft_objective
from trueup.core.priority.settle import settle
from trueup.render.objective_draft import objective_text


def drafted(doc, given):
    found = settle(doc, given)
    draft = draft_objective(doc.initiative, found)
    return draft, objective_text(doc.initiative, found, draft)


def test_the_largest_weight_with_a_kpi_decides_and_the_others_guard():
    draft, text = drafted(team(), handed(*FIVE))
    assert draft.decides.name == "cost"
    assert draft.guarding == ("late",)
    said = yaml.safe_load(text)["objective"]
    assert said["statement"] == "Cost of a claim: lower from ____ to ____ by ____"
    assert (said["kpi"], said["guardrails"]) == ("cost", ["late"])


def test_an_outcome_without_a_kpi_does_not_decide_and_is_told():
    listed = (Outcome("peace"), Outcome("speed", "late"))
    draft, text = drafted(team(), handed(stated("dev", {"peace": 80, "speed": 20}), listed=listed))
    assert (draft.decides.name, [each.name for each in draft.unmeasured]) == ("speed", ["peace"])
    assert "# peace: weight 80, but no KPI measures it" in text


def test_the_quality_of_a_model_never_decides():
    listed = (Outcome("recall"), Outcome("late"))
    draft, _ = drafted(team(), handed(stated("dev", {"recall": 90, "late": 10}), listed=listed))
    assert draft.decides.name == "late"
    assert draft.guarding == ("recall",)


def test_a_red_line_that_names_a_kpi_becomes_a_guardrail_and_any_other_a_non_goal():
    ballot = stated("dev", {"cost": 100}, ("More complaints", 'Nobody is "let go": ever'))
    draft, text = drafted(team(), handed(ballot))
    assert draft.guarding == ("complaints",)
    said = yaml.safe_load(text)["objective"]
    assert said["non_goals"] == ['Nobody is "let go": ever']


def test_known_levels_and_days_are_filled_in():
    kpis = KPIS.replace(
        "kpis:\n  late: {title: Late claims, unit: 1, direction: decrease}",
        "kpis:\n  late: {title: Late claims, unit: 1, direction: decrease, baseline: 24 %,"
        " target: {value: 20 %, by: 2027-06-30}}",
    )
    _, text = drafted(team(kpis), handed(stated("dev", {"late": 100})))
    said = yaml.safe_load(text)["objective"]["statement"].replace("\N{NO-BREAK SPACE}", " ")
    assert said == "Late claims: lower from 24.00 % to 20.00 % by 2027-06-30"


def test_an_objective_that_decides_otherwise_is_named_and_its_owner_kept():
    now = "objective: {statement: S, kpi: late, owner: sponsor}\n"
    _, text = drafted(team(KPIS + now), handed(*FIVE))
    assert "# The objective as it stands decides by `late`; the largest merged weight is on `cost`." in text
    assert yaml.safe_load(text)["objective"]["owner"] == "sponsor"


@pytest.mark.parametrize("given", [handed(), handed(*FIVE), handed(stated("dev", {"cost": 100}, ("# x\n- y: [",)))])
def test_the_draft_is_an_objective_that_a_document_takes(given):
    _, text = drafted(team(), given)
    assert faults(TEAM + KPIS + text) == []
    assert document(TEAM + KPIS + text).initiative.objective is not None
