"""The way from any item to the strategic objective: with its shares and money, or to the first missing link."""

from dataclasses import replace

import pytest

from core.gates.chained import AS_OF, HEAD, PORTFOLIO, assessed, only, paths
from trueup.app.judge import judge
from trueup.core.base.finding import Place
from trueup.core.gates.ways import ways


def test_a_task_goes_up_to_the_strategy_through_all_that_stands_above_it():
    found = ways(
        assessed(
            HEAD
            + "epics: {E1: {for: route, advances: steps, stories: {S1: {tasks: {T1: {title: Rules, estimate: 4}}}}}}"
        ),
        "epics.E1.stories.S1.tasks.T1",
    )
    way = only(found)
    assert found.reaches
    assert found.broken_at is None
    assert paths(way) == [
        "epics.E1.stories.S1.tasks.T1",
        "epics.E1.stories.S1",
        "epics.E1",
        "operational_goals.route",
        "kpis.steps",
        "kpis.late",
        "objective",
        "strategic_objectives.cost-to-serve",
    ]
    assert [step.owner for step in way.steps][3:] == ["tech-lead", "coo", "coo", "coo", "ceo"]
    assert way.steps[2].note == "advances steps"
    assert (way.share, way.spend.value, way.spend.unit) == (1.0, 400.0, "EUR")
    assert way.steps[0].place == Place("initiative.yaml", 19, "epics.E1.stories.S1.tasks.T1")


def test_a_part_that_advances_two_kpis_goes_two_ways_with_its_shares():
    found = ways(assessed(HEAD + "epics: {E1: {estimate: 10, advances: {late: 3, reopened: 1}}}"), "epics.E1")
    assert [(way.steps[1].path, way.share, way.spend.value) for way in found.ways] == [
        ("kpis.late", 0.75, 750.0),
        ("kpis.reopened", 0.25, 250.0),
    ]


def test_enabling_work_goes_through_what_it_enables_by_what_that_costs():
    text = (
        HEAD
        + "epics: {E1: {estimate: 10, enables: [E2, E3]}, E2: {estimate: 30, advances: late}, "
        + "E3: {estimate: 10, advances: steps}}"
    )
    found = ways(assessed(text), "epics.E1")
    assert [(paths(way)[:3], way.share) for way in found.ways] == [
        (["epics.E1", "epics.E2", "kpis.late"], 0.75),
        (["epics.E1", "epics.E3", "kpis.steps"], 0.25),
    ]


def test_enabling_work_is_followed_through_what_only_enables_itself():
    text = (
        HEAD
        + "epics: {E1: {estimate: 1, enables: E2}, E2: {estimate: 1, enables: E3}, "
        + "E3: {estimate: 1, advances: late}}"
    )
    assert paths(only(ways(assessed(text), "epics.E1")))[:4] == ["epics.E1", "epics.E2", "epics.E3", "kpis.late"]


def test_enabling_in_a_circle_breaks_where_it_leads_back():
    text = HEAD + "epics: {E1: {estimate: 1, enables: E2}, E2: {estimate: 1, enables: E1}}"
    found = ways(assessed(text), "epics.E1")
    assert not found.reaches
    assert found.broken_at == "epics.E2"
    assert only(found).broken.missing == ("what it enables leads back to itself",)
    assert "cycle" in only(found).broken.fix


def test_work_without_a_kpi_breaks_at_itself_and_is_told_what_its_goal_moves():
    found = ways(assessed(HEAD + "epics: {E1: {for: route, estimate: 3}}"), "epics.E1")
    step = only(found).broken
    assert (found.reaches, found.broken_at) == (False, "epics.E1")
    assert step.missing == ("neither it nor an item above it advances a KPI",)
    assert "advances: [steps]" in step.fix


def test_an_epic_part_of_which_reaches_says_which_story_does_not():
    text = HEAD + "epics: {E1: {stories: {S1: {estimate: 6, advances: late}, S2: {estimate: 2}}}}"
    found = ways(assessed(text), "epics.E1")
    assert found.reaches
    assert found.broken_at == "epics.E1.stories.S2"
    assert [(way.share, way.holds) for way in found.ways] == [(0.75, True), (0.25, False)]
    assert found.ways[0].steps[0].note == "1 of its 2 parts: advances late"


def test_many_parts_without_a_kpi_are_named_in_one_way():
    stories = ", ".join(f"S{n}: {{estimate: 1}}" for n in range(8))
    way = only(ways(assessed(HEAD + f"epics: {{E1: {{stories: {{{stories}}}}}}}"), "epics.E1"))
    assert way.broken.path == "epics.E1"
    assert way.broken.missing[0].startswith("8 of its parts (S0, S1, S2, S3, S4 ...) have no KPI")


def test_what_a_parent_estimates_beyond_its_children_goes_the_parents_way():
    text = HEAD + "epics: {E1: {estimate: 10, advances: late, stories: {S1: {estimate: 4, advances: reopened}}}}"
    found = ways(assessed(text), "epics.E1")
    assert {(way.steps[1].path, round(way.spend.value)) for way in found.ways} == {
        ("kpis.late", 600),
        ("kpis.reopened", 400),
    }


def test_a_way_breaks_at_the_kpi_that_does_not_qualify_in_the_words_of_its_standing():
    found = ways(assessed(HEAD + "epics: {E1: {estimate: 3, advances: orphan}}"), "epics.E1")
    assert found.broken_at == "kpis.orphan"
    step = only(found).broken
    assert step.missing[0] == "KPI `orphan` has no owner"
    assert step.fix == "Add `owner:` to `kpis.orphan` with the id of the person who answers for it."
    assert paths(only(found)) == ["epics.E1", "kpis.orphan"]


def test_a_kpi_that_drives_nothing_of_the_objective_ends_there():
    found = ways(assessed(HEAD), "kpis.alone")
    assert found.broken_at == "kpis.alone"
    assert "neither the deciding KPI nor a guardrail" in only(found).broken.missing[0]


def test_a_chain_of_drivers_is_followed_to_the_kpi_that_decides():
    assert paths(only(ways(assessed(HEAD), "kpis.handovers")))[:4] == [
        "kpis.handovers",
        "kpis.steps",
        "kpis.late",
        "objective",
    ]


def test_drivers_in_a_circle_end():
    """No document that is read can hold such a circle; a chain built otherwise must not hang the search."""
    found = assessed(HEAD)
    kpis = dict(found.document.initiative.kpis)
    kpis["alone"] = kpis["alone"].model_copy(update={"drives": ("orphan",)})
    kpis["orphan"] = kpis["orphan"].model_copy(update={"drives": ("alone",)})
    initiative = found.document.initiative.model_copy(update={"kpis": kpis})
    circular = judge(replace(found.document, initiative=initiative), found.evidence, AS_OF, None)
    assert ways(circular, "kpis.alone").broken_at == "kpis.alone"


def test_a_baseline_that_was_not_read_is_unknown_and_does_not_break():
    found = ways(assessed(HEAD, measured=False), "kpis.late")
    assert found.reaches
    assert (found.ways[0].steps[0].held, found.ways[0].steps[0].fix) == ("unknown", "Run `trueup assess`.")


def test_work_that_the_law_demands_holds_without_a_kpi():
    text = HEAD + "epics: {E1: {estimate: 3, mandated: {owner: cfo, reason: The new act}}}"
    found = ways(assessed(text), "epics.E1")
    assert found.reaches
    assert (only(found).steps[-1].kind, only(found).steps[-1].title) == ("mandate", "The new act")


@pytest.mark.parametrize("item", ["epics.E1", "epics.E1.stories.S1"])
def test_cancelled_work_breaks_at_what_was_cancelled(item):
    text = HEAD + "epics: {E1: {status: cancelled, advances: late, stories: {S1: {estimate: 3}}}}"
    found = ways(assessed(text), item)
    assert found.broken_at == "epics.E1"
    assert only(found).broken.missing == ("it is cancelled",)


def test_an_objective_without_owner_breaks_every_way():
    found = ways(assessed(HEAD.replace("in ten days, owner: coo", "in ten days")), "kpis.late")
    assert found.broken_at == "objective"
    assert only(found).broken.missing == ("the primary objective has no owner",)


@pytest.mark.parametrize(
    ("supports", "portfolio", "held", "missing"),
    [
        ("", PORTFOLIO, "breaks", "the initiative supports no strategic objective"),
        ("", None, "unknown", "no portfolio says which strategic objectives there are"),
        ("supports: [x]", None, "breaks", "no portfolio says what the strategic objective `x` is"),
    ],
)
def test_the_end_of_the_way_needs_a_strategy(supports, portfolio, held, missing):
    text = HEAD.replace("supports: [cost-to-serve]", supports)
    last = only(ways(assessed(text, portfolio=portfolio), "kpis.late")).steps[-1]
    assert (last.kind, last.held, last.missing) == ("strategic objective", held, (missing,))
    assert last.fix


def test_a_document_without_objective_breaks_there():
    found = ways(assessed("title: x\nepics: {E1: {estimate: 1, advances: a}}\nkpis: {a: {owner: b}}"), "epics.E1")
    assert found.broken_at == "kpis.a"
