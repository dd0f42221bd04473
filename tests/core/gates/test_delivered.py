"""Value before code: what each phase delivered and who signed it; money only where a decision released some."""

from __future__ import annotations

from dataclasses import replace

from drafts import draft
from trueup.core.base.digest import Digest
from trueup.core.gates.delivered import OUTPUTS, delivered, released, releases
from trueup.core.gates.entry_text import placed
from trueup.core.model.ledger import Agreement


def entries(*drafts):
    found, prev = [], ()
    for each in drafts:
        found.append(placed(each, prev))
        prev = (found[-1].id,)
    return found


def signed(kind, text, who="coo", **more):
    agreement = Agreement(kind, Digest(f"{kind}/1:{text}"))
    return replace(draft(who=who, **more), kind="sign", agreement=agreement)


def decided(phase, choice, **more):
    return replace(draft(), kind="decide", phase=phase, choice=choice, **more)


def test_each_phase_delivers_what_was_signed_last_in_the_order_of_the_phases():
    found = delivered(
        entries(
            signed("blueprint", "b"), signed("objective", "old"), signed("objective", "new"), signed("consensus", "c")
        )
    )
    assert [(each.phase, each.kind, each.digest, each.earlier) for each in found] == [
        ("discovery", "objective", "objective/1:new", 1),
        ("feasibility", "consensus", "consensus/1:c", 0),
        ("blueprinting", "blueprint", "blueprint/1:b", 0),
    ]
    assert found[0].output == OUTPUTS["objective"] == "agreed objective"


def test_everybody_who_signed_the_text_stands_there_once():
    found = delivered(
        entries(
            signed("consensus", "c"), signed("consensus", "c", "cto"), signed("consensus", "c", "cto", note="again")
        )
    )
    assert [(each.draft.who, each.draft.note) for each in found[0].signatures] == [("coo", ""), ("cto", "again")]


def test_a_text_that_came_back_is_the_last_one():
    found = delivered(entries(signed("goal", "a"), signed("goal", "b"), signed("goal", "a", "cto")))
    assert (found[0].digest, found[0].earlier) == ("goal/1:a", 1)
    assert {each.draft.who for each in found[0].signatures} == {"coo", "cto"}


def test_the_last_decision_at_the_gate_stands_beside():
    found = delivered(entries(signed("objective", "a"), decided("discovery", "hold"), decided("discovery", "go")))
    assert found[0].decision.draft.choice == "go"
    assert delivered(entries(signed("objective", "a"), decided("planning", "go")))[0].decision is None


def test_what_nobody_signed_was_not_delivered():
    assert delivered(entries(decided("discovery", "go"), draft("a review"))) == ()


def test_money_is_shown_only_where_a_decision_released_it():
    found = entries(
        signed("objective", "a", released=(9.0, "EUR")),
        decided("feasibility", "kill", released=(120_000.0, "EUR")),
        decided("planning", "rework", released=(30_000.0, "EUR")),
        decided("planning", "go", released=(5_000.0, "USD")),
        decided("planning", "go"),
    )
    assert [each.draft.choice for each in releases(found)] == ["kill", "rework", "go"]
    assert dict(released(found)) == {"EUR": 150_000.0, "USD": 5_000.0}
