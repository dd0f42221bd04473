"""Agreed against now: texts, work and money as they were signed against what they are; what is not known is said."""

from __future__ import annotations

from datetime import date

import pytest

from agreeing import TEXT, Book
from trueup.core.gates.against import agreed_against_now
from trueup.core.model.evidence import Evidence
from trueup.core.model.ledger import Seen
from trueup.core.model.results.spend import Leaf, SpendFigures

E1 = "E1: {title: Baseline, for: warn, advances: late, estimate: 8..15"
STORY = "S1: {title: Screen, advances: late, estimate: 5, assignee: ana, depends_on: E1"
DATED = TEXT.replace(E1, f"{E1}, due: 2014-01-20").replace(STORY, f"{STORY}, due: 2014-02-28")
AT = date(2014, 1, 25)


def priced(work, *, unit="EUR", unpriced=0, budget=0):
    costs = (*(() if work is None else (work,)), *[None] * unpriced)
    leaves = tuple(Leaf(f"epics.E{n}", "x", cost, (), (), None) for n, cost in enumerate(costs))
    total = max(budget, work or 0)
    return Evidence(spend=SpendFigures(unit, total, 1.0, 1.0, (), 1, leaves, 0.0, None, (), ()))


def against(book, evidence=None, at=AT):
    evidence = evidence or Evidence()
    return agreed_against_now(book.standing(at.day, evidence), book.document, evidence, book.memory(), at)


def row(book, what, evidence=None, at=AT):
    found = [each for each in against(book, evidence, at).rows if each.what == what]
    assert len(found) == 1, [each.what for each in against(book, evidence, at).rows]
    return found[0]


@pytest.fixture
def planned():
    """A delivery plan with two dated items, signed on the tenth of January."""
    book = Book(DATED)
    book.sign("coo", "business", 5)
    book.sign("it", "technology", 10, "delivery")
    return book


# ---- texts


def test_a_text_that_changed_says_which_words_and_who_had_signed(planned):
    planned.now(DATED.replace("22.5 %, by:", "24 %, by:"))
    found = row(planned, "shared objective agreement")
    assert found.drifted
    assert found.agreed == "signed by coo on 2014-01-05"
    assert "target of KPI `late` went from 22.5 % to 24 %" in found.now


def test_agreements_that_nobody_signed_are_no_line_of_a_review(planned):
    names = [each.what for each in against(planned).rows]
    assert "delivery plan" in names
    assert "blueprint" not in names


def test_an_objective_that_nobody_signed_is_not_known():
    assert row(Book(TEXT), "shared objective agreement").state == "not known"


# ---- KPIs


def test_a_target_that_was_signed_for_a_while_and_taken_back_is_not_what_was_agreed(planned):
    planned.now(DATED.replace("22.5 %, by:", "24 %, by:")).sign("coo", "business", 12)
    assert row(planned, "course of late").agreed.endswith("to 24 % by 2014-12-31")
    planned.now(DATED)
    assert row(planned, "course of late").agreed.endswith("to 22.5 % by 2014-12-31")


def test_the_course_runs_to_the_target_that_was_signed(planned):
    planned.now(DATED.replace("22.5 %, by:", "24 %, by:"))
    found = row(planned, "course of late")
    assert found.agreed.endswith("to 22.5 % by 2014-12-31")
    assert found.state == "not known"


# ---- work


def test_work_that_should_be_done_by_now_and_is_not_is_drift(planned):
    found = row(planned, "work by now")
    assert found.agreed == "1 item to be done by now"
    assert found.now == "0 of them done; not done: E1; in all 0 of 3 items done"
    assert found.drifted


def test_work_is_done_when_all_it_is_broken_down_into_is(planned):
    planned.now(DATED.replace("due: 2014-01-20", "due: 2014-01-20, status: done"))
    assert row(planned, "work by now").now == "1 of them done; in all 1 of 3 items done"
    planned.now(planned_story_done())
    assert row(planned, "work by now").now.endswith("in all 2 of 3 items done")


def planned_story_done():
    return DATED.replace("due: 2014-02-28", "due: 2014-02-28, status: done")


def test_a_day_that_was_moved_is_said_with_both_days_and_what_is_due_is_as_it_was_signed(planned):
    planned.now(DATED.replace("due: 2014-01-20", "due: 2014-02-19"))
    found = row(planned, "days of the work")
    assert found.now == "E1 30 days later (2014-01-20 -> 2014-02-19)"
    assert found.drifted
    assert row(planned, "work by now").drifted


def test_a_day_that_is_earlier_now_is_no_drift(planned):
    planned.now(DATED.replace("due: 2014-02-28", "due: 2014-02-20"))
    assert row(planned, "days of the work").state == "as agreed"


def test_a_day_that_was_taken_away_is_drift(planned):
    planned.now(DATED.replace(", due: 2014-02-28", ""))
    found = row(planned, "days of the work")
    assert found.drifted
    assert found.now == "E2.S1 has no day any more (it was 2014-02-28)"


def test_work_that_came_and_work_that_went_are_named(planned):
    more = DATED.replace("    stories: {S1:", "    stories: {S2: {title: More}, S1:")
    planned.now(more.replace("due: 2014-01-20", "due: 2014-01-20, status: cancelled"))
    found = row(planned, "scope")
    assert (found.agreed, found.now) == ("3 items", "E2.S2 is new, E1 is gone")
    assert found.drifted


def test_a_plan_that_nobody_signed_is_said_to_be_not_known():
    found = row(Book(TEXT), "work")
    assert found.agreed == "not known: no delivery plan was signed"
    assert found.state == "not known"


def test_without_a_signed_plan_what_is_due_is_as_planned_today():
    assert row(Book(DATED), "work by now").agreed == "1 item to be done by now, as planned today"


def test_a_signed_plan_that_is_not_kept_is_said_to_be_not_known(planned):
    planned.kept.clear()
    assert "the plan that was signed is not in evidence/agreements/ (delivery-" in row(planned, "scope and days").agreed


# ---- money


def spending(spent):
    """A budget of 50,000 signed on the fifth of January; the plan's last day is the 28 February."""
    book = Book(DATED)
    book.sign("coo", "business", 5, "blueprint")
    return book.now(DATED.replace("spent: 0", f"spent: {spent}"))


@pytest.mark.parametrize(("spent", "drifted"), [(23_000, False), (24_000, True)])
def test_spent_stands_against_the_straight_line_of_days_with_a_tenth_of_the_budget_to_spare(spent, drifted):
    found = row(spending(spent), "spent by now")
    assert found.agreed == "18,519 EUR on the straight line from 2014-01-05 to 2014-02-28"
    assert found.drifted is drifted


def test_the_line_begins_with_the_case_where_that_names_a_day():
    book = spending(0).now(DATED.replace("case: {years: 5}", "case: {years: 5, starts: 2013-12-01}"))
    assert "from 2013-12-01 to" in row(book, "spent by now").agreed


def test_a_plan_that_slips_does_not_stretch_the_line():
    book = spending(0)
    book.sign("it", "technology", 6, "delivery")
    book.now(DATED.replace("due: 2014-02-28", "due: 2014-12-31"))
    assert row(book, "spent by now").agreed.endswith("to 2014-02-28")


def test_without_a_day_to_end_there_is_no_line_and_more_than_granted_is_drift_all_the_same():
    book = Book(TEXT.replace(", ends: 2014-06-30", ""))
    book.sign("coo", "business", 5, "blueprint")
    assert row(book, "spent by now").agreed == "no straight line: neither the work nor the pilot has a last day"
    assert row(book, "spent by now").state == "not known"
    book.now(TEXT.replace(", ends: 2014-06-30", "").replace("spent: 0", "spent: 60000"))
    assert row(book, "spent by now").drifted


@pytest.mark.parametrize(("to_come", "state"), [(30_000, "as agreed"), (30_001, "drifted")])
def test_the_forecast_is_what_is_spent_and_what_is_to_come(to_come, state):
    found = row(spending(20_000), "forecast at completion", priced(to_come))
    assert found.state == state
    assert found.now.startswith(f"{20_000 + to_come:,} EUR = 20,000 EUR spent + {to_come:,} EUR to come")


def test_budget_that_no_work_is_planned_for_is_not_to_come():
    found = row(spending(20_000), "forecast at completion", priced(10_000, budget=30_000))
    assert found.now.startswith("30,000 EUR = 20,000 EUR spent + 10,000 EUR to come")


def test_without_any_price_nobody_knows_what_is_to_come():
    found = row(spending(20_000), "forecast at completion", priced(None, unpriced=2))
    assert (found.now, found.state) == ("not known: no work is priced", "not known")


def test_work_without_an_estimate_makes_the_forecast_the_least():
    found = row(spending(20_000), "forecast at completion", priced(10_000, unpriced=2))
    assert found.state == "not known"
    assert found.now.endswith("at least: 2 items without an estimate")


def test_work_that_is_not_priced_in_money_gives_no_forecast():
    found = row(spending(20_000), "forecast at completion", priced(90, unit="day"))
    assert "not known: the work is in days, without a rate" in found.now


# ---- work to be paid, as signers saw it


NAMES = ("work still to be paid", "remaining work")
BEFORE = "remaining work (or the budget, where that was more)"


def seen_of(name, value):
    return Seen(name, value, "EUR", "estimated")


def on(*saw):
    """A plan that was signed on what was seen of its work."""
    book = Book(DATED)
    book.sign("it", "technology", 10, "delivery", seen=saw)
    return book


def shown(book, today):
    rows = against(book, today).rows
    return [(each.what, each.agreed, each.now, each.state) for each in rows if each.what in (NAMES[0], BEFORE)]


def drifting(book, today):
    return [drift.words for side in book.standing(25, today).sides for drift in side.drifts]


def test_work_that_grows_below_the_budget_is_told():
    book, today = on(seen_of(NAMES[0], 42_000.0)), priced(48_000, budget=60_000)
    assert shown(book, today) == [(NAMES[0], "42,000 EUR", "48,000 EUR (more than 10 % off)", "drifted")]
    assert drifting(book, today) == ["`work still to be paid` was 42,000 EUR and is 48,000 EUR (more than 10 % off)"]


def test_another_unit_is_told_as_such():
    assert drifting(on(seen_of(NAMES[0], 42_000.0)), priced(70, unit="day")) == [
        "`work still to be paid` was 42,000 EUR and is 70 days (in days, no longer in EUR)"
    ]


def test_a_ledger_of_before_is_held_against_what_its_figure_was():
    book = on(seen_of(NAMES[1], 60_000.0))
    same, more = priced(48_000, budget=60_000), priced(102_000, budget=60_000)
    assert shown(book, same) == [(BEFORE, "60,000 EUR", "60,000 EUR", "as agreed")]
    assert drifting(book, same) == []
    assert shown(book, more) == [(BEFORE, "60,000 EUR", "102,000 EUR (more than 10 % off)", "drifted")]
    book.sign("it", "technology", 11, "delivery", seen=(seen_of(NAMES[0], 48_000.0),))
    assert shown(book, same) == [(NAMES[0], "48,000 EUR", "48,000 EUR", "as agreed")]


# ---- what is kept


def test_what_was_seen_is_kept_with_its_unit_and_basis(planned):
    seen = {each.name: each for each in against(planned, priced(10_000)).seen()}
    assert (seen["spent"].value, seen["spent"].unit) == (0.0, "EUR")
    assert (seen["forecast at completion"].value, seen["forecast at completion"].basis) == (10_000.0, "estimated")
    assert (seen["work done"].value, seen["work done"].unit) == (0.0, "of 3")
