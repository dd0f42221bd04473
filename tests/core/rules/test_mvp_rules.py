"""Rules about the stated MVP: what it names, moves, needs, leaves out and costs."""

import pytest

from core.rules.cases import findings, kpis, only, reading

HEAD = """
title: x
currency: EUR
objective: {statement: Ten days, owner: coo, kpi: days, guardrails: [disputed]}
kpis:
  days:
    {unit: day, direction: decrease, owner: bo, data: log, value: days, across: mean, at: day,
     baseline: {from: 2025-01-01, to: 2025-12-31}, target: {value: 10, by: 2026-06-30}}
  steps:
    {unit: step, direction: decrease, owner: bo, drives: days, data: log, value: steps, across: mean, at: day,
     baseline: {from: 2025-01-01, to: 2025-12-31}, target: {value: 4, by: 2026-06-30}}
  disputed: {unit: 1, direction: at_most, owner: bo, target: {value: 4 %, by: 2026-03-31}}
data: {log: log.csv}
operational_goals: {route: {statement: Propose the handler, owner: tech, moves: [days]}}
rates: {default: 500}
"""
SEEN = kpis(days=reading(14), steps=reading(6))


def work(*lines, head=HEAD):
    return head + "\n".join(lines) + "\n"


# ---- WRK015: nobody said ---------------------------------------------------------------------------------------------


def test_that_nobody_said_is_told_with_the_epics_and_what_hangs_on_them():
    found = only("WRK015", work("epics: {E1: {advances: days, estimate: 10}, E2: {estimate: 4}}"))
    assert found.problem == "Nobody said which of the epics `E1` and `E2` is the MVP."
    assert found.fix.endswith("such as `mvp: [E1]`.")
    assert (found.subject, found.severity, found.phase, found.owner) == ("mvp", "blocks", "blueprinting", "coo")
    assert found.stake.value == 5000


def test_of_one_epic_it_is_asked_whether_it_is_the_mvp_and_of_cancelled_ones_nothing():
    assert only("WRK015", work("epics: {E1: {estimate: 10}}")).problem == "Nobody said whether epic `E1` is the MVP."
    assert findings("WRK015", work("epics: {E1: {status: cancelled}}")) == ()
    assert findings("WRK015", work()) == ()


# ---- WRK016: cancelled -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("epics", "mvp", "told"),
    [
        ("E1: {title: Letters, status: cancelled}", "E1", "Epic `E1` (Letters) belongs to the MVP and is cancelled."),
        ("E1: {status: cancelled, stories: {S1: {title: Ask}}}", "E1.S1", "Story `S1` (Ask) belongs to the MVP"),
        ("E1: {stories: {S1: {status: cancelled}}}", "S1", "Story `S1` belongs to the MVP and is cancelled."),
    ],
)
def test_cancelled_work_in_the_mvp_is_told_also_where_its_epic_is_cancelled(epics, mvp, told):
    found = only("WRK016", work(f"epics: {{E0: {{advances: days}}, {epics}}}", f"mvp: [E0, {mvp}]"))
    assert found.problem.startswith(told)


@pytest.mark.parametrize(
    ("epic", "name", "told"),
    [
        ("{stories: {S1: {status: cancelled}, S2: {status: cancelled}}}", "E1", "all its stories are cancelled."),
        ("{stories: {S1: {tasks: {T1: {status: cancelled}}}}}", "E1", "all its stories are cancelled."),
        ("{stories: {S1: {tasks: {T1: {status: cancelled}}}, S2: {}}}", "E1.S1", "all its tasks are cancelled."),
    ],
)
def test_work_all_of_whose_parts_are_cancelled_is_as_if_cancelled(epic, name, told):
    text = work(f"epics: {{E0: {{advances: days}}, E1: {epic}}}", f"mvp: [E0, {name}]")
    assert only("WRK016", text).problem.endswith(f"belongs to the MVP and {told}")


def test_an_epic_that_is_done_is_not_cancelled_by_its_stories():
    assert findings("WRK016", work("epics: {E1: {status: done, stories: {S1: {status: cancelled}}}}", "mvp: E1")) == ()


def test_a_cancelled_part_of_an_epic_that_stays_is_no_fault():
    text = work("epics: {E1: {stories: {S1: {status: cancelled}, S2: {estimate: 3}}}}", "mvp: [E1]")
    assert findings("WRK016", text) == ()


# ---- WRK017: it moves the deciding KPI -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "epic",
    [
        "{advances: days, estimate: 3}",
        "{advances: steps, estimate: 3}",
        "{advances: {disputed: 9, days: 1}}",
        "{enables: E2, estimate: 3}",
        "{advances: days, status: done}",
        "{estimate: 3, stories: {S1: {advances: days, estimate: 1}}}",
    ],
)
def test_work_that_moves_it_by_itself_by_a_driver_or_by_what_it_enables_is_enough(epic):
    assert (
        findings("WRK017", work(f"epics: {{E1: {epic}, E2: {{advances: days, estimate: 8}}}}", "mvp: [E1]"), SEEN) == ()
    )


def test_an_mvp_that_moves_a_guardrail_only_proves_nothing_and_is_told_what_would():
    text = work(
        "epics: {E1: {advances: disputed}, E2: {advances: steps}, E3: {advances: days, status: done}}", "mvp: E1"
    )
    found = only("WRK017", text, SEEN)
    assert found.problem == (
        "No work of the MVP moves KPI `days`, which decides, or one that drives it: it moves KPI `disputed`."
    )
    assert found.fix == (
        "Put work into `mvp:` that does, such as `E2`, or write `advances: days` at the work of the MVP that moves it."
    )
    assert (found.severity, found.owner) == ("blocks", "tech")


@pytest.mark.parametrize("mvp", ["[E1, E2]", "[E1]"])
def test_work_all_of_whose_stories_are_cancelled_moves_nothing_and_neither_does_what_enables_it(mvp):
    text = work(
        "epics: {E1: {enables: E2, estimate: 3}, E2: {advances: days, stories: {S1: {status: cancelled}}}}",
        f"mvp: {mvp}",
    )
    found = only("WRK017", text, SEEN)
    assert found.problem.endswith("it reaches no KPI.")
    assert found.fix.startswith("Plan work that does, or")


def test_an_mvp_that_reaches_no_kpi_says_so():
    found = only("WRK017", work("epics: {E1: {estimate: 3}}", "mvp: E1"), SEEN)
    assert found.problem.endswith("it reaches no KPI.")
    assert found.fix.startswith("Plan work that does")


def test_a_kpi_that_money_cannot_count_on_proves_nothing_either():
    bare = HEAD.replace("owner: bo, data: log, value: days", "data: log, value: days")
    text = work("epics: {E1: {advances: days, estimate: 3}}", "mvp: E1", head=bare)
    found = only("WRK017", text, SEEN)
    assert found.problem == "The MVP moves KPI `days`, which money cannot count on: KPI `days` has no owner."
    both = text.replace("advances: days", "advances: [days, steps]")
    assert findings("WRK017", both, SEEN) == ()


def test_a_baseline_that_was_not_read_here_is_no_fault_of_the_mvp():
    assert findings("WRK017", work("epics: {E1: {advances: days, estimate: 3}}", "mvp: E1")) == ()


# ---- WRK018: what it needs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("epics", "mvp", "told"),
    [
        ("E1: {}, E2: {depends_on: E1}", "E2", ["`E1` is not in the MVP, and `E2` in it needs it"]),
        ("E1: {enables: E2}, E2: {}", "E2", ["`E1` is not in the MVP, and `E2` in it needs it"]),
        ("E1: {enables: [E2, E3]}, E2: {}, E3: {depends_on: E1}", "E2, E3", ["and `E2` and `E3` in it need it"]),
        ("E1: {}, E2: {stories: {S1: {depends_on: E1}, S2: {}}}", "E2", ["and `S1` in it needs it"]),
        ("E1: {}, E2: {depends_on: E1, stories: {S1: {}, S2: {}}}", "E2.S1", ["and `E2` in it needs it"]),
        ("E1: {stories: {S1: {}, S2: {depends_on: E1.S1}}}", "E1.S2", ["`S1` is not in the MVP, and `S2`"]),
        ("E1: {status: done}, E2: {depends_on: E1}", "E2", []),
        ("E1: {stories: {S1: {status: done}}}, E2: {depends_on: E1}", "E2", []),
        ("E1: {status: cancelled}, E2: {depends_on: E1}", "E2", []),
        ("E1: {}, E2: {depends_on: E1, status: done}", "E2", []),
        ("E1: {}, E2: {depends_on: E1}", "E1, E2", []),
        ("E1: {}, E2: {depends_on: E1.S1}, E3: {}", "E3", []),
        ("E1: {stories: {S1: {}, S2: {}}}, E2: {depends_on: E1.S1}", "E2, E1.S1", []),
    ],
)
def test_open_work_outside_the_mvp_that_its_open_work_waits_for_is_told_once_an_item(epics, mvp, told):
    epics = epics.replace("E1: {}, E2: {depends_on: E1.S1}", "E1: {stories: {S1: {}}}, E2: {depends_on: E1.S1}")
    found = findings("WRK018", work(f"epics: {{{epics}}}", f"mvp: [{mvp}]"))
    assert len(found) == len(told)
    assert all(words in each.problem for words, each in zip(told, found, strict=True))
    assert {each.severity for each in found} <= {"warns"}


def test_what_was_left_out_weighs_what_it_costs():
    text = work("epics: {E1: {estimate: 12}, E2: {estimate: 3, depends_on: E1}}", "mvp: E2")
    assert only("WRK018", text).stake.value == 6000


# ---- WRK019: all the work --------------------------------------------------------------------------------------------

THREE = "epics: {E1: {}, E2: {}, E3: {stories: {S1: {}, S2: {}}}, E4: {status: done}, E5: {status: cancelled}}"


@pytest.mark.parametrize(
    ("mvp", "told"), [("E1, E2, E3", 1), ("E1, E2, E3.S1, E3.S2", 1), ("E1, E2, E3.S1", 0), ("E1, E2", 0)]
)
def test_an_mvp_that_leaves_no_open_work_out_is_noted(mvp, told):
    found = findings("WRK019", work(THREE, f"mvp: [{mvp}]"))
    assert [each.severity for each in found] == ["notes"] * told
    assert all("all 3 epics that are open (`E1`, `E2` and `E3`)" in each.problem for each in found)


def test_of_few_epics_nothing_is_noted_and_the_portfolio_says_how_few():
    two = work("epics: {E1: {}, E2: {}, E3: {status: done}}", "mvp: [E1, E2]")
    assert findings("WRK019", two) == ()
    assert len(findings("WRK019", two, limits={"epics": 2})) == 1


# ---- WRK020: the budget ----------------------------------------------------------------------------------------------


def test_an_mvp_that_costs_more_than_is_left_is_told_with_the_gap_and_what_has_no_price():
    text = work(
        "epics: {E1: {estimate: 20..30}, E2: {}, E3: {estimate: 90}}",
        "budget: {amount: 12000, spent: 2000, owner: cfo}",
    )
    found = only("WRK020", text + "mvp: [E1, E2]\n")
    assert found.problem == (
        "The MVP still costs €12,500, the budget has €10,000 left: €2,500 short, and 1 item of it has no price yet."
    )
    assert (found.owner, found.stake.value, found.stake.unit) == ("cfo", 2500, "EUR")


@pytest.mark.parametrize(
    ("epics", "more"),
    [
        ("E1: {estimate: 20}", "budget: 10000"),
        ("E1: {estimate: 90}", ""),
        ("E1: {estimate: 90, status: done}", "budget: 10000"),
        ("E1: {estimate: 90, spent: 80}", "budget: 10000"),
        ("E1: {stories: {S1: {estimate: 90, status: cancelled}, S2: {estimate: 2}}}", "budget: 10000"),
    ],
)
def test_what_fits_what_is_done_and_what_no_budget_is_stated_for_is_no_fault(epics, more):
    assert findings("WRK020", work(f"epics: {{{epics}}}", more, "mvp: E1")) == ()


def test_without_rates_work_and_budget_are_not_compared():
    head = HEAD.replace("rates: {default: 500}\n", "")
    assert findings("WRK020", work("epics: {E1: {estimate: 90}}", "budget: 10", "mvp: E1", head=head)) == ()


def test_the_portfolio_may_allow_a_margin():
    text = work("epics: {E1: {estimate: 21}}", "budget: 10000", "mvp: E1")
    assert len(findings("WRK020", text)) == 1
    assert findings("WRK020", text, limits={"percent": 5}) == ()


# ---- WRK021: no price ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("epics", "problem", "fix"),
    [
        ("E1: {}, E2: {}", "2 of 2 pieces of the MVP have no price: `E1` and `E2`.", "to `E1` and `E2`."),
        (
            "E1: {estimate: 5 points}, E2: {estimate: 3}",
            "1 of 2 pieces of the MVP has no price: `E1`.",
            "a rate in EUR.",
        ),
        ("E1: {stories: {S1: {}}}, E2: {status: done}", "1 of 1 piece of the MVP has no price: `S1`.", "to `S1`."),
    ],
)
def test_work_of_the_mvp_without_a_price_is_told_with_what_to_estimate(epics, problem, fix):
    found = only("WRK021", work(f"epics: {{{epics}}}", "budget: 10000", "mvp: [E1, E2]"))
    assert (found.problem, found.severity, found.owner) == (problem, "warns", "tech")
    assert found.fix.endswith(fix)


def test_a_few_pieces_without_a_price_are_noted_and_the_portfolio_says_how_few():
    epics = ", ".join(f"S{n}: {{estimate: 2}}" for n in range(4))
    text = work(f"epics: {{E1: {{stories: {{{epics}, S9: {{}}}}}}}}", "budget: 10000", "mvp: E1")
    assert only("WRK021", text).severity == "notes"
    assert only("WRK021", text, limits={"percent": 10}).severity == "warns"


@pytest.mark.parametrize(
    ("epics", "more"),
    [("E1: {}", ""), ("E1: {estimate: 3}, E2: {}", "budget: 9"), ("E1: {status: done}", "budget: 9")],
)
def test_without_a_budget_outside_the_mvp_and_of_done_work_no_price_is_missed(epics, more):
    assert findings("WRK021", work(f"epics: {{{epics}}}", more, "mvp: E1")) == ()


def test_without_rates_no_price_is_missed():
    head = HEAD.replace("rates: {default: 500}\n", "")
    assert findings("WRK021", work("epics: {E1: {}}", "budget: 9", "mvp: E1", head=head)) == ()
