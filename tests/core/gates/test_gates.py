"""What the gates promise: no rule that blocks stands outside them, and what did not run never counts as met."""

import pytest

from agreeing import Book
from trueup.core.base.finding import PHASES
from trueup.core.gates.criteria import CRITERIA
from trueup.core.gates.state import gates
from trueup.core.model.initiative import Initiative
from trueup.core.rules.catalogue import CATALOGUE

BARE = Initiative.model_validate({"title": "x"})
HOLDS_AN_OPTION = {"OPT002"}
"""Judged for each option (criterion F5), not for the gate as a whole."""


def state_of(criterion, not_run):
    states = gates(BARE, "feasibility", (), not_run, ())
    return next(c for gate in states for c in gate.criteria if c.id == criterion)


def test_every_code_of_a_criterion_is_a_rule_of_the_catalogue():
    known = {rule.code for rule in CATALOGUE}
    assert {code for spec in CRITERIA for code in spec.codes} <= known


@pytest.mark.parametrize("rule", [r for r in CATALOGUE if r.severity == "blocks"], ids=lambda r: r.code)
def test_a_rule_that_blocks_keeps_a_must_of_its_phase_from_being_met(rule):
    musts = {code for spec in CRITERIA if spec.kind == "must" and spec.phase == rule.phase for code in spec.codes}
    assert rule.code in musts | HOLDS_AN_OPTION


def test_a_criterion_whose_rule_did_not_run_is_unknown():
    assert state_of("D6", {}).status == "met"
    found = state_of("D6", {"KPI007": "no data was read"})
    assert (found.status, found.because) == ("unknown", ("KPI007 did not run: no data was read",))


def test_what_this_version_does_not_compute_is_unknown_and_keeps_the_gate_closed():
    signatures = [c for gate in gates(BARE, "discovery", (), {}, ()) for c in gate.criteria if c.part == "signature"]
    assert len(signatures) == 2 * len(PHASES)
    assert {c.status for c in signatures} == {"unknown"}
    assert not any(gate.open for gate in gates(BARE, "discovery", (), {}, ()))


def test_a_signed_pilot_plan_is_no_result_and_leaves_the_gate_closed():
    book = Book()
    for who, role in (("coo", "business"), ("it", "technology")):
        book.sign(who, role, 4, "pilot")
    execution = gates(book.document.initiative, "execution", (), {}, (), book.standing())[-1]
    status = {each.id: (each.status, each.title, each.because) for each in execution.criteria}
    assert status["ES-business"][:2] == ("met", "Signed by business: pilot plan")
    assert status["ES-business"][2] == ("pilot plan signed by coo as business on 2014-01-04 (claimed, no proof)",)
    assert status["E1"][0] == "unknown"
    assert status["E1"][2][0].startswith("no effect was measured")
    assert not execution.open
    assert "result" not in str([each.because for each in execution.criteria])


def test_later_gates_are_shown_as_not_due():
    assert [gate.due for gate in gates(BARE, "feasibility", (), {}, ())] == [
        "earlier", "current", "later", "later", "later",
    ]  # fmt: skip
