"""Rules about the pilot, decisions and risks that are looked at again."""

import pytest

from core.rules.cases import findings, only

PILOT = {
    "statement": "Proposals",
    "owner": "po",
    "control": "The south",
    "starts": "2026-03-02",
    "ends": "2026-05-29",
    "success": "A day less",
    "production": "IT takes it over",
    "production_owner": "it",
}


def pilot(*without, more=""):
    rows = "".join(f"  {key}: {value}\n" for key, value in PILOT.items() if key not in without)
    return f"title: A\npilot:\n{rows}{more}"


def test_a_whole_pilot_and_no_pilot_are_left_alone():
    for code in ("PLN001", "PLN002"):
        assert findings(code, pilot()) == ()
        assert findings(code, "title: A") == ()


def test_a_pilot_without_a_way_on_is_told_with_the_benefit_that_hangs_on_it():
    found = only(
        "PLN001",
        pilot("production", "production_owner", more="  kpis: [days]\n")
        + """
objective: {statement: S, owner: coo, kpi: days}
currency: EUR
kpis: {days: {unit: day, direction: decrease, baseline: 14, target: 10, worth: (baseline - level) * day_cost}}
assumptions: {day_cost: {range: 9000, unit: EUR/day/year}}
""",
    )
    assert found.problem == (
        "The pilot has no path to production (`production:`) and no owner afterwards who is there "
        "(`production_owner:`); €36,000 a year hangs on it."
    )
    assert (found.subject, found.owner, found.stake.value) == ("pilot", "coo", 36_000.0)


WORK = """
objective: {statement: S, owner: coo, kpi: days}
currency: EUR
rates: {default: 600}
kpis: {days: {unit: day, direction: decrease}}
epics: {E1: {estimate: 220, advances: days}}
"""


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("PLN001", pilot("production", more=WORK)),
        ("PLN006", pilot("ends", more="  production_by: 2025-12-01\n" + WORK)),
    ],
)
def test_what_the_work_costs_is_not_told_as_what_hangs_on_the_pilot(code, text):
    found = only(code, text)
    assert "€" not in found.problem
    assert found.stake is None


@pytest.mark.parametrize(
    ("more", "phase"),
    [
        ("  starts: 2025-09-01\n", "discovery"),
        ("epics: {E1: {status: doing}}\n", "discovery"),
        ("currency: EUR\nbudget: {amount: 100, spent: 1}\n", "discovery"),
        ("phase: execution\n", "discovery"),
        ("epics: {E1: {status: todo}}\ncurrency: EUR\nbudget: {amount: 100}\n", "planning"),
    ],
)
def test_a_pilot_that_is_over_is_due_in_every_phase_once_something_shows_that_it_began(more, phase):
    found = only("PLN006", pilot("starts", "ends", more=f"  ends: 2025-11-28\n{more}"))
    assert found.phase == phase
    assert ("does not show that it began" in found.problem) == (phase == "planning")


def test_an_owner_afterwards_who_has_left_owns_nothing():
    text = pilot(more="people: {it: {left: 2025-06-01}, po: {}}\n")
    assert "no owner afterwards" in only("PLN001", text).problem


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("control", "whom it is compared with"),
        ("starts", "when it begins"),
        ("ends", "when it ends"),
        ("success", "what would count as success"),
    ],
)
def test_what_a_pilot_does_not_say_is_named(key, said):
    found = only("PLN002", pilot(key))
    assert (found.problem, found.fix) == (f"The pilot does not say {said}.", f"Add `{key}:` before it begins.")


def test_arms_of_a_kpi_that_judges_the_pilot_are_a_control():
    kpi = "kpis: {days: {unit: day, arm: max(arm)}}\n"
    assert findings("PLN002", pilot("control", more="  kpis: [days]\n") + kpi) == ()
    assert only("PLN002", pilot("control") + kpi)


def test_open_decisions_that_lack_something_are_told_at_once():
    found = only(
        "PLN003",
        """
        title: A
        decisions:
          made: {question: Q, decided: 2025-12-01}
          one: {question: Q, owner: bo}
          two: {question: Q, by: 2026-03-31}
          three: {question: Q, by: 2026-03-31, owner: bo}
          four: {question: Q, by: 2026-03-31, owner: gone}
        people: {bo: {}, gone: {left: 2025-12-01}}
        """,
    )
    assert found.problem == "Open decisions have no day for `one` and nobody who is there to decide `two` and `four`."
    assert (found.owner, found.place.line) == ("bo", 5)


@pytest.mark.parametrize(
    ("decision", "late"),
    [
        ("by: 2026-01-14", "1 day ago"),
        ("by: 2026-01-15", None),
        ("by: 2025-01-15", "365 days ago"),
        ("by: 2025-01-15, decided: 2026-01-15", None),
        ("by: 2025-01-15, decided: 2026-01-16", "365 days ago"),
        ("owner: bo", None),
    ],
)
def test_a_decision_is_overdue_the_day_after_it_was_due(decision, late):
    found = findings("PLN004", f"title: A\ndecisions: {{d: {{question: Buy it?, {decision}}}}}")
    assert [f"{late}." in f.problem for f in found] == ([True] if late else [])


def test_risks_that_were_not_looked_at_again_are_told_at_once_the_dearest_first():
    found = only(
        "PLN005",
        """
        title: A
        currency: EUR
        risks:
          small: {title: R, owner: a, impact: 100, review: 2025-11-01}
          large: {title: R, owner: b, impact: 9000, probability: 0.5, review: 2026-01-14}
          over: {title: R, owner: b, impact: 9000, review: 2025-11-01, closed: 2026-01-15}
          ahead: {title: R, owner: b, review: 2026-01-15}
        """,
    )
    assert found.problem == (
        "2 risks (€4,600 of risk) were to be looked at again, since 2025-11-01: `large` and `small`."
    )
    assert (found.owner, found.stake.value, found.subject) == ("b", 4_600.0, "risks")
