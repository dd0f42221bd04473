"""The way up from what stands beside the work (goals, data, options), and what holds for every way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.gates.chained import AS_OF, BASELINE, DATA, HEAD, PARTS, assessed, only, paths
from trueup.core.gates.flows import Flows
from trueup.core.gates.upward import standing_of
from trueup.core.gates.ways import known_items, ways
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.evidence import Evidence
from trueup.core.model.results.spend import Standing
from trueup.core.value.standing import standings


def test_a_goal_shows_the_work_for_it_that_reaches_each_kpi():
    text = HEAD + "epics: {E1: {for: route, estimate: 3, advances: steps}, E2: {estimate: 5, advances: steps}}"
    way = only(ways(assessed(text), "operational_goals.route"))
    assert paths(way)[:2] == ["operational_goals.route", "kpis.steps"]
    assert way.spend.value == 300.0


def test_a_goal_that_moves_nothing_breaks_at_itself():
    text = HEAD.replace(", moves: [steps]", "")
    assert ways(assessed(text), "operational_goals.route").broken_at == "operational_goals.route"


def test_a_data_set_shows_the_kpis_and_options_that_stand_on_it():
    found = ways(assessed(DATA), "data.log")
    assert {tuple(paths(way)[1:3]) for way in found.ways} == {
        ("kpis.late", "objective"),
        ("kpis.reopened", "objective"),
        ("kpis.steps", "kpis.late"),
        ("kpis.handovers", "kpis.steps"),
        ("kpis.alone",),
        ("kpis.alone", "kpis.double"),
        ("options.rule", "objective"),
    }


def test_a_data_set_that_nothing_uses_breaks_at_itself():
    found = ways(assessed(DATA), "data.spare")
    assert only(found).broken.missing == ("no KPI is measured on it and no option uses it",)


def test_an_option_leads_to_the_objective_with_its_cost():
    way = only(ways(assessed(DATA), "options.rule"))
    assert paths(way) == ["options.rule", "objective", "strategic_objectives.cost-to-serve"]
    assert way.steps[0].benefit is None
    assert way.steps[0].spend.value == 15.0


def test_a_strategic_objective_breaks_unless_the_initiative_supports_it():
    assert ways(assessed(HEAD), "strategic_objectives.cost-to-serve").reaches
    assert ways(assessed(HEAD), "strategic_objectives.spare").broken_at == "strategic_objectives.spare"


def test_a_short_id_names_everything_that_carries_it_and_a_path_only_itself():
    text = HEAD + "epics: {late: {estimate: 1, advances: late}, E2: {stories: {S1: {estimate: 1}}}}"
    found = assessed(text)
    assert known_items(found, "late") == ["epics.late", "kpis.late"]
    assert known_items(found, "kpis.late") == ["kpis.late"]
    assert known_items(found, "S1") == ["epics.E2.stories.S1"]
    assert known_items(found, "nothing") == []


def test_every_known_item_has_a_way_that_starts_at_it_or_below_it():
    text = DATA + "epics: {E1: {estimate: 1, for: route, stories: {S1: {tasks: {T1: {estimate: 2}}}}}}"
    found = assessed(text)
    for path in known_items(found, None):
        answer = ways(found, path)
        assert answer.head.path == path or path.startswith("strategic")
        assert all(way.steps for way in answer.ways)
        assert answer.reaches == any(way.broken is None for way in answer.ways)


DOUBTFUL = f"""
title: x
objective: {{statement: x, kpi: bare}}
people: {{here: {{}}, gone: {{left: 2025-01-01}}}}
kpis:
  bare: {{target: {{value: 1}}}}
  left: {{{PARTS.replace("owner: coo", "owner: gone")}}}
  typed: {{baseline: 0.3}}
  undefined: {{{BASELINE}}}
  old: {{baseline: {{from: 2023-01-01, to: 2023-12-31}}, data: log, value: late, across: share, at: day}}
  unread: {{{BASELINE}, data: log, value: late, across: share, at: day}}
  rival: {{instead_of: bare}}
data: {{log: {{source: log.csv}}}}
"""


def test_each_missing_link_that_a_standing_can_name_has_a_remedy_of_its_own():
    document = assessed(DOUBTFUL, portfolio=None, measured=False).document
    evidence = Evidence(kpis={"unread": NotRun("no_data", "no rows")})
    missing = {
        word: standing_of(Standing(each.kpi, False, False, (word,)))
        for each in standings(document.initiative, evidence, AS_OF)
        for word in each.missing
    }
    assert len({word.replace(kpi, "") for word in missing for kpi in document.initiative.kpis}) > 12
    for word, (held, said, fix) in missing.items():
        assert (held, said) == ("breaks", (word,))
        assert fix, word


links = st.lists(st.sampled_from(["late", "reopened", "steps", "alone"]), max_size=2, unique=True)


@st.composite
def works(draw):
    """Draw up to six epics with up to two stories each, linked, enabling each other (also in circles), or neither."""
    names = [f"E{n}" for n in range(draw(st.integers(1, 6)))]
    lines = []
    for name in names:
        parts = [f"estimate: {draw(st.integers(0, 9))}"] if draw(st.booleans()) else []
        if advances := draw(links):
            parts.append(f"advances: [{', '.join(advances)}]")
        if enables := draw(st.lists(st.sampled_from(names), max_size=2, unique=True)):
            parts.append(f"enables: [{', '.join(enables)}]")
        stories = []
        for n in range(draw(st.integers(0, 2))):
            inner = [f"estimate: {draw(st.integers(0, 9))}"]
            if advances := draw(links):
                inner.append(f"advances: [{', '.join(advances)}]")
            stories.append(f"{name}S{n}: {{{', '.join(inner)}}}")
        parts.append(f"stories: {{{', '.join(stories)}}}")
        lines.append(f"  {name}: {{{', '.join(parts)}}}")
    return HEAD + "epics:\n" + "\n".join(lines) + "\n"


@settings(deadline=None, max_examples=60)
@given(works())
def test_the_shares_of_all_ways_are_those_of_the_spend_figures(text):
    found = assessed(text)
    spend = found.evidence.spend
    assert not isinstance(spend, NotRun)
    flows = Flows(found.links, spend.leaves)
    for leaf in spend.leaves:
        shares = {}
        for flow, share in flows.of(leaf):
            shares[flow.kpi] = shares.get(flow.kpi, 0.0) + share
        lost = shares.pop(None, 0.0)
        assert shares == pytest.approx({kpi: share for kpi, share in leaf.kpis if share})
        assert lost + sum(shares.values()) == pytest.approx(1.0)
    for path in found.links.nodes:
        answer = ways(found, path)
        assert sum(way.share for way in answer.ways if way.share) == pytest.approx(1.0)


def test_the_id_of_an_epic_is_its_whole_path():
    text = HEAD + "epics: {E1: {estimate: 1, advances: late}, E2: {stories: {E1: {estimate: 1, depends_on: E1}}}}"
    found = assessed(text)
    assert known_items(found, "E1") == ["epics.E1"]
    assert known_items(found, "E2.E1") == ["epics.E2.stories.E1"]


MONEY = (
    HEAD.replace(f"steps: {{{PARTS}", f"steps: {{worth: level * cost * cases, {PARTS}")
    + "assumptions:\n  cost: {range: 3..5, unit: EUR/case, by: finance, because: a study}\n"
    + "  cases: {range: 90..110, unit: case/year}\n  unused: {range: 1..2, unit: EUR, by: cfo}\n"
)


def test_an_assumption_leads_through_the_kpi_whose_worth_stands_on_it():
    way = only(ways(assessed(MONEY), "assumptions.cost"))
    assert paths(way) == [
        "assumptions.cost",
        "kpis.steps",
        "kpis.late",
        "objective",
        "strategic_objectives.cost-to-serve",
    ]
    first = way.steps[0]
    assert (first.kind, first.owner, first.title, first.note) == (
        "assumption",
        "finance",
        "a study",
        "in the worth of steps",
    )


def test_an_assumption_that_no_worth_stands_on_breaks_at_itself():
    found = only(ways(assessed(MONEY), "assumptions.unused"))
    assert found.broken.missing == ("no KPI's `worth:` stands on it",)


def test_a_person_has_the_ways_of_all_they_own_vouch_for_or_do():
    text = MONEY + "epics: {E1: {estimate: 1, advances: late, assignee: steward, stories: {S1: {assignee: steward}}}}\n"
    found = ways(assessed(text), "people.steward")
    assert {(way.steps[0].note, way.steps[1].path) for way in found.ways} == {
        ("owns log", "data.log"),
        ("does E1", "epics.E1"),
    }
    assert {way.steps[0].kind for way in found.ways} == {"person"}
    assert found.reaches
    vouching = ways(assessed(text), "people.finance")
    assert [(way.steps[0].note, way.steps[1].path) for way in vouching.ways] == [
        ("vouches for cost", "assumptions.cost")
    ]
    assert vouching.reaches


def test_somebody_who_owns_nothing_breaks_at_themselves():
    found = ways(assessed(HEAD + "people: {ann: {}}\n"), "people.ann")
    assert only(found).broken.missing == ("`ann` owns nothing here and is assigned no work",)


def test_a_person_is_meant_only_where_nothing_else_is_called_so():
    found = assessed(HEAD.replace("owner: steward", "owner: late"))
    assert known_items(found, "late") == ["kpis.late"]
    assert known_items(found, "people.late") == ["people.late"]
    assert known_items(found, "coo") == ["people.coo"]
