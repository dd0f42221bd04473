"""The way from any item to the strategic objective: with its shares and money, or to the first missing link."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trueup.adapters.yaml_document import read_tree
from trueup.app.judge import judge
from trueup.core.base.digest import Digest
from trueup.core.base.finding import Place
from trueup.core.base.quantity import Basis, Quantity, Unit, interval
from trueup.core.gates.flows import Flows
from trueup.core.gates.upward import standing_of
from trueup.core.gates.ways import known_items, ways
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.document import Source
from trueup.core.model.evidence import Evidence, Known, Stamp
from trueup.core.model.parse import parse_initiative, parse_portfolio
from trueup.core.model.results.measure import Funnel, KpiReading
from trueup.core.model.results.spend import Standing
from trueup.core.value.standing import standings

AS_OF = date(2026, 1, 31)
WINDOW = (date(2025, 1, 1), date(2025, 12, 31))
PORTFOLIO = """
strategic_objectives:
  cost-to-serve: {statement: Serve every customer at a tenth less cost, owner: ceo}
  spare: {statement: Something else}
"""
BASELINE = "baseline: {from: 2025-01-01, to: 2025-12-31}"
PARTS = f"unit: 1, direction: decrease, owner: coo, {BASELINE}, target: {{value: 0.2, by: 2027-01-01}}"
KPI = f"{PARTS}, data: log, value: late, across: share, at: day"
HEAD = f"""
title: Faster claims
currency: EUR
supports: [cost-to-serve]
rates: {{default: 100}}
objective: {{statement: Settle claims in ten days, owner: coo, kpi: late, guardrails: [reopened]}}
kpis:
  late: {{title: Late claims, {KPI}}}
  reopened: {{{KPI}}}
  steps: {{{KPI}, drives: late}}
  handovers: {{{KPI}, drives: steps}}
  alone: {{{KPI}}}
  orphan: {{unit: 1}}
operational_goals:
  route: {{statement: Propose the right handler, owner: tech-lead, moves: [steps]}}
data:
  log: {{source: log.csv, owner: steward}}
  spare: {{source: spare.csv}}
"""


def level(value=0.3):
    found = Quantity(interval(value, value, value), Unit("1"), Basis.MEASURED, "data", AS_OF)
    funnel = Funnel(1, 1, 1, 0, 0, 0, 0, 0, 0, 1)
    return KpiReading(found, WINDOW, found, WINDOW, 365, funnel, ())


def assessed(text, *, portfolio=PORTFOLIO, measured=True):
    """Return the assessment of a document; with `measured`, the data of every baseline was read."""
    around = None
    if portfolio is not None:
        outer = Source("portfolio.yaml", read_tree(portfolio.encode(), "portfolio.yaml"))
        around = (outer, parse_portfolio(outer))
    document = parse_initiative(
        Source("initiative.yaml", read_tree(text.encode(), "initiative.yaml")), around, "faster-claims"
    )
    readings = {}
    if measured:
        stamp = Stamp(Digest("x"), (), "x", AS_OF)
        readings = {name: Known(f"kpis.{name}", level(), stamp) for name in document.initiative.kpis}
    return judge(document, Evidence(kpis=readings), AS_OF, None)


def paths(way):
    return [step.path for step in way.steps]


def only(found):
    assert len(found.ways) == 1
    return found.ways[0]


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


def test_a_goal_shows_the_work_for_it_that_reaches_each_kpi():
    text = HEAD + "epics: {E1: {for: route, estimate: 3, advances: steps}, E2: {estimate: 5, advances: steps}}"
    way = only(ways(assessed(text), "operational_goals.route"))
    assert paths(way)[:2] == ["operational_goals.route", "kpis.steps"]
    assert way.spend.value == 300.0


def test_a_goal_that_moves_nothing_breaks_at_itself():
    text = HEAD.replace(", moves: [steps]", "")
    assert ways(assessed(text), "operational_goals.route").broken_at == "operational_goals.route"


DATA = (
    HEAD.replace(
        "orphan: {unit: 1}",
        f"orphan: {{unit: 1}}\n  double: {{{PARTS}, formula: alone * 2, drives: late}}",
    )
    + "options: {keep: {kind: do_nothing}, rule: {kind: rules, uses: [log.x], build_cost: 10..20}}\n"
)


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
