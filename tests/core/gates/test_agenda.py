"""The dated things of an initiative: what happened, what is due and when, what is overdue."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading import document
from trueup.core.gates.agenda import agenda, coming, happened, last_review, overdue
from trueup.core.model.ledger import Condition, Draft, Entry
from trueup.core.rules.rhythm import late

AS_OF = date(2026, 1, 15)


def dated(text, *entries, phase="execution", as_of=AS_OF):
    return agenda(document(f"title: Faster claims\n{text}"), as_of, phase, entries)


def only(found, kind):
    return [each for each in found if each.kind == kind]


def entry(kind, day, **more):
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return Entry(f"{kind}-{day}", (), Draft(kind, "folder", "coo", "sponsor", at, **more))


REVIEW = "reviews: {steering: {title: Still right?, owner: coo, with: [cfo], every: 30 days, held: [2025-12-01]}}"


def test_a_review_stands_on_each_day_it_was_held_and_on_the_day_it_is_due_next():
    held, due = only(dated(REVIEW), "review")
    assert (held.day, held.done, held.every) == (date(2025, 12, 1), True, None)
    assert (due.day, due.done, due.every, due.among) == (date(2025, 12, 31), False, 30, ("cfo",))
    assert due.overdue(AS_OF)


def test_a_review_in_the_ledger_moves_the_day_it_is_due_next():
    found = dated(REVIEW, entry("review", date(2026, 1, 5), subject="steering", note="go on"))
    assert [(e.day, e.done, e.note) for e in only(found, "review")] == [
        (date(2025, 12, 1), True, ""),
        (date(2026, 1, 5), True, "go on"),
        (date(2026, 2, 4), False, ""),
    ]
    assert overdue(found, AS_OF) == ()
    assert last_review(found, AS_OF).day == date(2026, 1, 5)


def test_a_review_of_the_ledger_names_who_held_it_and_who_was_there_not_who_was_expected():
    listed, held, due = only(
        dated(REVIEW, entry("review", date(2026, 1, 5), subject="steering", attended=("lead",))), "review"
    )
    assert [(e.owner, e.among, e.recorded) for e in (listed, held, due)] == [
        ("coo", ("cfo",), False),
        ("coo", ("lead",), True),
        ("coo", ("cfo",), False),
    ]
    unowned = dated("reviews: {steering: {every: 30 days}}", entry("review", date(2026, 1, 5), subject="steering"))
    assert [e.owner for e in only(unowned, "review")] == ["coo", None]


def test_a_review_held_on_the_day_itself_is_not_the_one_before():
    found = dated(REVIEW, entry("review", AS_OF, subject="steering"))
    assert last_review(found, AS_OF).day == date(2025, 12, 1)


def test_a_review_of_the_ledger_that_the_document_does_not_name_counts():
    found = dated("", entry("review", date(2026, 1, 5), subject="first look"))
    assert [(e.what, e.done) for e in found] == [("first look", True)]
    assert last_review(found, AS_OF).what == "first look"


def test_what_is_told_once_is_due_until_it_was_told():
    told = "communication: {teams: {title: What changes, to: [desk], owner: po, by: 2025-12-12%s}}"
    assert [e.day for e in overdue(dated(told % ""), AS_OF)] == [date(2025, 12, 12)]
    after = dated(told % ", sent: [2025-12-20]")
    assert overdue(after, AS_OF) == ()
    assert [(e.day, e.done) for e in after] == [(date(2025, 12, 20), True)]


def test_a_decision_is_due_by_its_day_and_happened_on_the_day_it_was_made():
    text = (
        "decisions: {a: {question: Buy it?, by: 2026-01-10}, b: {question: Go?, by: 2026-01-10, decided: 2026-01-09}}"
    )
    found = dated(text)
    assert [(e.what, e.day) for e in overdue(found, AS_OF)] == [("Buy it?", date(2026, 1, 10))]
    assert [(e.what, e.day) for e in happened(found, date(2026, 1, 1), AS_OF)] == [("Go?", date(2026, 1, 9))]


def test_a_decision_made_after_the_day_is_still_open():
    found = dated("decisions: {a: {question: Buy it?, by: 2026-01-20, decided: 2026-01-18}}")
    assert [(e.day, e.done) for e in found] == [(date(2026, 1, 20), False)]


PILOT = "pilot: {statement: Try it, owner: po, starts: 2026-02-01, ends: 2026-04-01, production_by: 2026-06-01}"


def test_gates_take_their_days_from_the_pilot_and_production():
    found = only(dated(PILOT, phase="planning"), "gate")
    assert [(e.path, e.day) for e in found] == [
        ("gates.planning", date(2026, 2, 1)),
        ("gates.execution", date(2026, 6, 1)),
    ]


def test_a_gate_that_was_passed_is_no_longer_due_and_its_decision_stands_on_its_day():
    condition = Condition("Name the owner", date(2026, 1, 10), "coo")
    go = entry("decide", date(2026, 1, 2), phase="planning", choice="go", conditions=(condition,))
    found = dated(PILOT, go, phase="planning")
    assert [(e.what, e.done) for e in only(found, "gate")] == [
        ("Planning gate: go", True),
        ("Execution gate to be passed", False),
    ]
    assert [e.what for e in overdue(found, AS_OF)] == ["Name the owner"]


def test_a_hold_leaves_the_gate_to_be_passed():
    found = dated(PILOT, entry("decide", date(2026, 1, 2), phase="planning", choice="hold"), phase="planning")
    assert "Planning gate to be passed" in [e.what for e in found]


def test_days_that_pass_by_themselves_are_never_overdue():
    text = (
        "kpis: {late: {title: Late, target: {value: 1, by: 2025-06-30}}}\npilot: {starts: 2025-01-01, ends: 2025-03-01}"
    )
    found = dated(text)
    assert len(found) == 3
    assert overdue(found, AS_OF) == ()


def test_production_is_overdue_until_it_is_there():
    late_one = "pilot: {production_by: 2025-12-01}"
    assert [e.kind for e in overdue(dated(late_one), AS_OF)] == ["production"]
    assert overdue(dated(late_one + "\noperation: {stage: production, since: 2025-11-20}"), AS_OF) == ()
    assert overdue(dated(late_one, entry("phase", date(2025, 11, 20), stage="production")), AS_OF) == ()


def test_what_comes_is_bounded_by_days():
    days = {"a": "2026-01-15", "b": "2026-02-14", "c": "2026-02-15"}
    listed = ", ".join(f"{name}: {{question: {name.upper()}?, by: {day}}}" for name, day in days.items())
    found = dated(f"decisions: {{{listed}}}")
    assert [e.what for e in coming(found, AS_OF, 30)] == ["A?", "B?"]


@given(
    held=st.lists(st.dates(date(2025, 1, 1), date(2026, 1, 14)), max_size=4, unique=True),
    every=st.integers(1, 400),
    starts=st.none() | st.dates(date(2025, 1, 1), date(2026, 3, 1)),
)
def test_what_is_overdue_here_is_what_the_rules_call_late_without_grace(held, every, starts):
    days = ", ".join(map(str, sorted(held)))
    first = f", starts: {starts}" if starts else ""
    found = dated(f"reviews: {{r: {{every: {every} days, held: [{days}]{first}}}}}")
    told = late(held, starts, every, AS_OF, 0)
    assert [e.day for e in overdue(found, AS_OF)] == ([told.due] if told else [])
    upcoming = [e for e in found if not e.done]
    assert len(upcoming) == (1 if held or starts else 0)
    if held:
        assert upcoming[0].day == max(held) + timedelta(every)


@pytest.mark.parametrize("as_of", [date(1, 1, 1), date.max])
def test_the_ends_of_the_calendar_do_no_harm(as_of):
    found = dated("reviews: {r: {every: 30 days, held: [9999-12-30], starts: 0001-01-01}}", as_of=as_of)
    assert coming(found, as_of, 30) is not None
    assert overdue(found, as_of) is not None
