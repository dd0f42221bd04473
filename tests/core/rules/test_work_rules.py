"""Rules about the work."""

import json
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.cases import findings, kpis, only, reading, tables
from trueup.core.model.ask.identity import NotRun

CHAIN = """
title: Faster claims
currency: EUR
objective: {{statement: Settle claims in ten days, owner: coo, kpi: days}}
kpis:
  days: {{unit: day, direction: decrease, owner: bo}}
operational_goals:
  route: {{statement: Propose the handler, owner: tech, moves: [days]}}
epics:
{epics}
rates: {{default: 600}}
"""


def chain(epics):
    return CHAIN.format(epics=epics.strip("\n"))


def test_an_epic_without_a_kpi_is_told_once_with_all_its_money_and_its_goals_owner():
    found = only(
        "WRK001",
        chain("""
  E1: {title: Routing, advances: days, estimate: 160}
  E4:
    title: Executive dashboard
    for: route
    stories:
      S1: {estimate: 20, tasks: {T1: {estimate: 12}, T2: {estimate: 8}}}
      S2: {estimate: 18}
"""),
    )
    assert found.problem == ("Epic `E4` (Executive dashboard) advances no KPI and enables nothing that does: €22,800.")
    assert (found.subject, found.owner, found.stake.value) == ("epics.E4", "tech", 22_800.0)


def test_where_a_sibling_reaches_a_kpi_the_story_is_told_and_not_its_epic():
    text = chain("""
  E1:
    stories:
      S1: {advances: days, estimate: 5}
      S2: {estimate: 8}
""")
    assert [(f.subject, f.stake.value) for f in findings("WRK001", text)] == [("epics.E1.stories.S2", 4_800.0)]


def test_what_is_not_broken_down_is_told_where_the_parts_reach_a_kpi():
    found = only(
        "WRK001",
        chain("""
  E1: {estimate: 12, stories: {S1: {advances: days, estimate: 5}}}
"""),
    )
    assert (found.subject, found.stake.value) == ("epics.E1", 4_200.0)
    assert "in what is not broken down" in found.problem


@pytest.mark.parametrize(
    "epic",
    [
        "{status: cancelled, estimate: 5}",
        "{status: done, estimate: 5}",
        "{enables: E2, estimate: 5}",
        "{mandated: {reason: the law}, estimate: 5}",
        "{advances: days, stories: {S1: {estimate: 5}}}",
    ],
)
def test_work_that_has_its_reason_or_its_end_is_left_alone(epic):
    assert findings("WRK001", chain(f"  E1: {epic}\n  E2: {{advances: days, estimate: 1}}")) == ()


def test_money_on_a_kpi_that_does_not_qualify_is_summed_and_says_what_is_missing_first():
    text = chain("""
  E1: {advances: {days: 3, smiles: 1}, estimate: 10}
  E2: {advances: smiles, estimate: 6}
""").replace("  days: {", '  smiles: {unit: "1"}\n  days: {')
    found = {f.subject: f for f in findings("WRK002", text)}
    assert found["kpis.smiles"].problem == (
        "€5,100 goes to KPI `smiles`, which does not qualify: KPI `smiles` has no owner."
    )
    assert found["kpis.smiles"].owner == "coo"
    assert found["kpis.days"].stake.value == 4_500.0


def test_unestimated_work_on_a_kpi_that_does_not_qualify_is_counted():
    found = only("WRK002", chain("  E1: {advances: days}\n  E2: {advances: days}"))
    assert found.problem.startswith("2 items without an estimate go to KPI `days`, which does not qualify: ")


def test_mandated_and_done_work_is_not_money_on_a_weak_kpi():
    mandated = "mandated: {owner: legal, reason: the law}"
    assert findings("WRK002", chain(f"  E1: {{advances: days, estimate: 9, {mandated}}}")) == ()
    assert findings("WRK002", chain("  E1: {advances: days, estimate: 9, status: done}")) == ()


def test_a_baseline_that_was_not_read_here_is_no_fault():
    text = """
    title: Faster claims
    objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
    kpis:
      days:
        {unit: day, direction: decrease, owner: bo, baseline: {from: 2025-01-01, to: 2025-12-31},
         target: {value: 10, by: 2026-12-31}, data: claims, value: days_open, across: mean, at: closed_on}
    data: {claims: claims.csv}
    epics:
      E1: {advances: days, estimate: 9}
    """
    assert findings("WRK002", text) == ()
    assert findings("WRK002", text, kpis(days=reading(14.0))) == ()


def test_a_circle_of_dependencies_is_named_in_the_order_of_waiting():
    found = only(
        "WRK003",
        chain("""
  E3: {advances: days, depends_on: E1, estimate: 1}
  E1: {advances: days, depends_on: E2, estimate: 2}
  E2: {advances: days, depends_on: E3, estimate: 3}
"""),
    )
    assert found.problem == "Work waits for itself: `E1` -> `E2` -> `E3` -> `E1`."
    assert (found.subject, found.stake.value, found.owner) == ("epics.E1", 3_600.0, "tech")


def test_a_circle_through_parents_is_one_and_its_money_counts_once():
    """E1 waits for all of E2; a story of E2 waits for a story of E1, which may begin only when E1 may."""
    found = only(
        "WRK003",
        chain("""
  E1: {depends_on: E2, stories: {S1: {advances: days, estimate: 2}}}
  E2: {stories: {S2: {advances: days, depends_on: S1, estimate: 3}}}
"""),
    )
    assert set(found.problem.split("`")[1::2]) == {"E1", "E2", "S1", "S2"}
    assert found.stake.value == 3_000.0


@pytest.mark.parametrize(
    "order", [*permutations(["E1: {depends_on: E2}", "E2: {depends_on: E3}", "E3: {depends_on: E1}"])]
)
def test_a_circle_is_the_same_wherever_in_the_document_its_items_stand(order):
    found = only("WRK003", chain("\n".join(f"  {epic}" for epic in order)))
    assert found.problem == "Work waits for itself: `E1` -> `E2` -> `E3` -> `E1`."


NAMES = ["E1", "S1", "S2", "E2", "S3", "S4", "E3"]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES), min_size=1, max_size=2), max_size=4))
def test_a_circle_is_told_where_not_all_work_can_be_finished_and_nowhere_else(waits):
    def waiting(name, **more):
        return {**({"depends_on": sorted(waits[name])} if name in waits else {}), **more}

    parts = {"E1": ("S1", "S2"), "E2": ("S3", "S4"), "E3": ()}
    epics = {epic: waiting(epic, stories={name: waiting(name) for name in below}) for epic, below in parts.items()}
    blocked = bool(findings("WRK003", chain("").replace("epics:\n", f"epics: {json.dumps(epics)}\n")))
    assert blocked == (finished(parts, waits) != set(NAMES))


def finished(parts, waits):
    """What is finished where all begins that may: its epic has begun, and what it waits for has ended."""
    above = {part: epic for epic, below in parts.items() for part in below}
    begun, ended = set(), set()
    for _ in NAMES:
        for name in NAMES:
            if waits.get(name, set()) <= ended and above.get(name) in {None, *begun}:
                begun.add(name)
            if name in begun and set(parts.get(name, ())) <= ended:
                ended.add(name)
    return ended


def test_a_story_that_waits_for_its_own_epic_never_begins():
    assert "`S1`" in only("WRK003", chain("  E1: {stories: {S1: {depends_on: E1}}}")).problem


@pytest.mark.parametrize(
    "epics",
    [
        "  E1: {depends_on: E2}\n  E2: {}",
        "  E1: {stories: {S1: {depends_on: S3}, S2: {}}}\n  E2: {stories: {S3: {}, S4: {depends_on: S2}}}",
        "  E1: {depends_on: E2}\n  E2: {depends_on: E1, status: done}",
        "  E1: {depends_on: E2}\n  E2: {depends_on: E1, status: cancelled}",
    ],
)
def test_work_that_can_begin_is_no_circle(epics):
    assert findings("WRK003", chain(epics)) == ()


def test_a_thousand_items_in_a_row_are_no_circle_and_closing_the_row_is_one():
    row = [f"  E{n}: {{depends_on: E{n + 1}}}" for n in range(1_000)]
    assert findings("WRK003", chain("\n".join([*row, "  E1000: {}"]))) == ()
    assert len(findings("WRK003", chain("\n".join([*row, "  E1000: {depends_on: E0}"])))) == 1


def test_enabling_through_a_story_back_to_the_epic_is_a_circle_without_a_kpi():
    text = chain("""
  E1: {enables: E2, estimate: 4}
  E2: {stories: {S1: {enables: E1, estimate: 2}, S2: {advances: days, estimate: 1}}}
""")
    found = only("WRK004", text)
    assert found.problem == "Work enables only itself: `E1` -> `E2` -> `S1` -> `E1`."
    assert found.severity == "warns"
    assert findings("WRK004", text.replace("enables: E1", "advances: days")) == ()


def test_an_estimate_below_its_parts_is_told_in_days_with_the_money_at_stake():
    found = only(
        "WRK005", chain("  E1: {advances: days, estimate: 10, stories: {S1: {estimate: 8}, S2: {estimate: 6}}}")
    )
    assert found.problem == "Epic `E1` is estimated at 10 days, its parts at 14 days; the parts count."
    assert (found.stake.value, found.stake.unit) == (2_400, "EUR")


def test_a_direct_cost_below_that_of_the_parts_is_told_in_money():
    found = only("WRK005", chain("  E1: {advances: days, estimate: 10, cost: 300, stories: {S1: {cost: 500}}}"))
    assert found.problem == "Epic `E1` states a direct cost of €300, its parts €500; the parts count."
    assert found.fix == "Raise epics.E1.cost to its parts, or remove it."


def test_a_dearer_role_below_is_no_larger_estimate():
    text = chain("  E1: {advances: days, estimate: 10, stories: {S1: {estimate: 9, role: architect}}}")
    dearer = text.replace("rates: {default: 600}", "rates: {default: 600, architect: 900}")
    assert findings("WRK005", dearer) == ()


NO_DATA = """
title: A chatbot
options: {{bot: {{kind: {kind}, chosen: {chosen}}}}}
{more}
"""


@pytest.mark.parametrize(
    ("kind", "chosen", "more", "said"),
    [
        ("llm", "true", "", "option `bot` is chosen"),
        ("llm", "false", "epics: {E1: {status: doing}}", "epic `E1` is begun or done"),
        ("llm", "false", "epics: {E1: {stories: {S1: {}}}}", "1 epic is broken into stories"),
        ("llm", "false", "epics: {E1: {}}", None),
        ("do_nothing", "true", "", None),
    ],
)
def test_scope_is_fixed_by_a_choice_or_by_work_in_hand(kind, chosen, more, said):
    found = findings("WRK006", NO_DATA.format(kind=kind, chosen=chosen, more=more))
    assert [said in f.problem for f in found] == ([True] if said else [])


def test_data_that_was_named_but_not_read_yet_fixes_nothing_and_unreadable_data_does():
    text = NO_DATA.format(kind="llm", chosen="true", more="data: {chats: chats.csv}")
    assert findings("WRK006", text) == ()
    found = only("WRK006", text, tables(chats=NotRun("no_data", "chats.csv does not exist")))
    assert "none of its data could be read (`chats`)" in found.problem


def test_a_mandate_names_what_it_lacks():
    assert only("WRK007", chain("  E1: {mandated: {}}")).problem.endswith("has no owner and no reason.")
    assert findings("WRK007", chain("  E1: {mandated: {}, status: cancelled}")) == ()


def test_missing_estimates_are_told_once_an_epic():
    found = only(
        "WRK008",
        chain("""
  E1: {advances: days, stories: {S1: {estimate: 8}, S2: {}, S3: {}}}
  E2: {advances: days, estimate: 3}
"""),
    )
    assert found.problem == "2 of 3 items of epic `E1` have no estimate: `S2` and `S3`."


def test_an_estimate_in_points_has_no_price_in_money():
    found = only("WRK008", chain("  E1: {advances: days, estimate: 5 points}"))
    assert found.problem == "1 estimate of epic `E1` cannot be priced in EUR: `E1`."


def test_an_unknown_person_is_told_once_with_the_nearest_name():
    text = chain("  E1: {advances: days, assignee: anna}\n  E2: {advances: days, assignee: anna}")
    people = "people:\n  ana: {side: technology}\n  coo: {side: business}\n  gone: {left: 2025-01-01}\n"
    found = only("WRK009", text + people)
    assert found.problem == "`anna`, named in epics.E1.assignee and 1 more place, is not listed under `people:`."
    assert found.fix == "Write `ana`, or list `anna` under `people:`."
    left = only("WRK009", text.replace("anna", "gone") + people)
    assert "has left (2025-01-01)" in left.problem
    assert findings("WRK009", text) == ()


def test_people_of_finished_work_may_have_left():
    text = chain("  E1: {advances: days, assignee: gone, status: done}")
    assert findings("WRK009", text + "people: {gone: {left: 2025-01-01}, coo: {}}\n") == ()


def test_one_voucher_for_figures_is_looked_up_too():
    text = chain("  E1: {advances: days}") + (
        "assumptions: {cost: {range: 1, unit: EUR, by: finanec}}\npeople: {finance: {side: business}}\n"
    )
    assert only("WRK009", text).fix.startswith("Write `finance`")


def test_who_states_the_verdict_of_a_probe_has_to_be_there():
    verdict = "verdict: {says: ai_is_worth_it, by: finnance}"
    text = f"title: x\ndata: {{log: a.csv}}\noptions: {{ai: {{kind: ml, probe: {{data: log, {verdict}}}}}}}\n"
    found = only("WRK009", text + "people: {finance: {}}\n")
    assert found.problem.startswith("`finnance`, named in options.ai.probe.verdict.by, is not listed")
    assert str(found.place.path) == "options.ai.probe.verdict.by"
    assert findings("WRK009", text.replace("finnance", "finance") + "people: {finance: {}}\n") == ()
