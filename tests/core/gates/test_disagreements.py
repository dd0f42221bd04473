"""What is not settled: priorities, red lines, definitions and signatures, each with its age and who holds what."""

from __future__ import annotations

from datetime import date

import pytest

from agreeing import TEXT, Book
from trueup.app.judge import Beside, judge
from trueup.app.rulebook import Rulebook
from trueup.core.gates.collaboration import collaboration
from trueup.core.gates.disagreement import Position
from trueup.core.model.evidence import Evidence

CALM = TEXT.replace(
    "stakeholders: {coo: {side: business, priorities: {late: 60, cost: 40}, red_lines: [No padding]}}\n", ""
)
VOICES = """\
stakeholders:
  coo: {side: business, priorities: {late: 90, delay: 10}, heard: 2014-01-02}
  it: {side: technology, priorities: {late: 40, delay: 60}, heard: 2014-01-04}
"""


def open_now(book, at=31):
    """What is open on a day of January 2014."""
    found = collaboration(book.document, book.memory(), book.standing(at), "discovery", date(2014, 1, at))
    return () if found is None else found.unsettled


def begun(text=CALM, portfolio=None):
    """An initiative with one act in its ledger."""
    book = Book(text, portfolio)
    book.enter("review", "coo", "business", 2, subject="board", attended=("it",))
    return book


def test_where_nothing_is_in_dispute_nothing_is_open():
    assert open_now(begun()) == ()


def test_priorities_that_lie_apart_are_open_since_the_last_of_both_was_heard():
    [delay] = open_now(begun(CALM + VOICES))
    assert (delay.subject, delay.path) == ("priorities", "priorities.delay")
    assert (delay.since, delay.known) == (date(2014, 1, 4), "on")
    assert delay.what == "Priorities differ on `delay`: 60 points (`it`) against 10 (`coo`)"
    assert delay.positions == (Position("it", "60 points"), Position("coo", "10 points"))
    assert (delay.owner, delay.days(date(2014, 1, 31))) == ("coo", 27)


@pytest.mark.parametrize(("apart", "many"), [("50 %", 1), ("51 %", 0)])
def test_the_portfolio_says_how_far_apart_is_a_disagreement(apart, many):
    assert len(open_now(begun(CALM + VOICES, f"title: P\ncollaboration: {{apart: {apart}}}\n"))) == many


def test_only_the_largest_disagreements_count_and_once_between_the_same_people():
    people = ", ".join(f"p{number}: {{side: business}}" for number in range(4))
    voices = ", ".join(
        f"p{number}: {{priorities: {{o{number}: {100 - number}, late: {number}}}}}" for number in range(4)
    )
    text = CALM.replace("people: {coo", f"people: {{{people}, coo") + f"stakeholders: {{{voices}}}\n"
    assert [each.path for each in open_now(begun(text))] == ["priorities.o0", "priorities.o1", "priorities.o2"]
    pair = "stakeholders: {coo: {priorities: {a: 50, b: 50}}, it: {priorities: {c: 60, d: 40}}}\n"
    assert [each.path for each in open_now(begun(CALM + pair))] == ["priorities.c"]


@pytest.mark.parametrize(
    ("unwritten", "since", "age"),
    [
        ([", heard: 2014-01-04"], date(2014, 1, 2), "for at most 29 days, after 2014-01-02"),
        ([", heard: 2014-01-02", ", heard: 2014-01-04"], None, "nobody wrote down since when"),
    ],
)
def test_where_a_day_is_not_written_the_age_says_what_is_known(unwritten, since, age):
    voices = VOICES
    for day in unwritten:
        voices = voices.replace(day, "")
    first = open_now(begun(CALM + voices))[0]
    assert (first.since, first.age(date(2014, 1, 31))) == (since, age)


def test_priorities_are_settled_once_both_sides_signed_what_they_come_to():
    book = Book(CALM + VOICES)
    book.sign("coo", "business", 5)
    assert len(open_now(book)) == 1
    book.sign("it", "technology", 6)
    assert open_now(book) == ()
    book.now((CALM + VOICES).replace("late: 90, delay: 10", "late: 100"))
    assert {each.subject for each in open_now(book)} == {"priorities", "signature"}


def test_a_red_line_against_what_others_want_is_open_and_one_that_a_guardrail_holds_is_not():
    voices = """\
stakeholders:
  coo: {side: business, priorities: {late: 55, delay: 45}, heard: 2014-01-02}
  it: {side: technology, priorities: {late: 45, delay: 55}, red_lines: [No queue longer than now, Delay must not rise],
       heard: 2014-01-03}
  ana: {side: operations, priorities: {late: 50, queue: 5, delay: 45}, heard: 2014-01-04}
"""
    [line] = open_now(begun(CALM + voices))
    assert (line.subject, line.since) == ("red line", date(2014, 1, 4))
    assert line.what == "A red line of `it` (“No queue longer than now”) stands against `queue`, wanted by `ana`"
    assert line.positions == (Position("it", "red line: No queue longer than now"), Position("ana", "queue"))


UP = """\
  up: {unit: 1, direction: increase, owner: it, data: flights, value: arr_delay >= 15, across: share, at: day}
"""
RIVAL = "  rival: {instead_of: late, owner: it, value: arr_delay > 15, because: The contract says so}\n"


@pytest.mark.parametrize(
    ("more", "path", "said", "holders"),
    [
        (RIVAL, "kpis.rival", "KPI `late` is also defined as `rival`: they differ in `value`",
         (Position("coo", "`late`"), Position("it", "`rival`: The contract says so"))),
        ("  one: {title: On time, owner: it}\n  two: {title: on-time, owner: coo}\n", "kpis.two",
         "KPIs `one` and `two` bear one title", (Position("it", "`one`"), Position("coo", "`two`"))),
        (UP,
         "kpis.late", "KPIs `up` and `late` measure the same and cannot both be reached",
         (Position("it", "`up`"), Position("coo", "`late`"))),
    ],
)  # fmt: skip
def test_a_definition_in_dispute_names_both_owners(more, path, said, holders):
    [found] = open_now(begun(CALM.replace("kpis:\n", f"kpis:\n{more}")))
    assert (found.subject, found.path, found.what) == ("definition", path, said)
    assert found.positions == holders
    assert found.since is None


def test_a_definition_against_the_portfolios_is_in_dispute():
    shared = (
        "title: P\nkpis: {late: {unit: 1, owner: cfo, data: flights, value: arr_delay > 30, across: share, at: day}}\n"
    )
    [found] = open_now(begun(portfolio=shared))
    assert found.what == "KPI `late` is defined here and in the portfolio: they differ in `value`"
    assert found.positions == (Position("coo", "as here"), Position("cfo", "as in the portfolio"))


def dated(name, text):
    """The one disagreement about a definition, where the rival and what it competes with are dated."""
    found = open_now(begun(text))
    return next(each for each in found if each.path == f"kpis.{name}")


@pytest.mark.parametrize(
    ("rival", "late", "since", "age"),
    [
        ("since: 2014-01-11, ", "", date(2014, 1, 11), "for 20 days, since 2014-01-11"),
        ("since: 2014-01-11, ", "since: 2014-01-02, ", date(2014, 1, 11), "for 20 days, since 2014-01-11"),
        ("", "since: 2014-01-02, ", date(2014, 1, 2), "for at most 29 days, after 2014-01-02"),
        ("", "", None, "since an unknown day: add `since:` to `kpis.rival`"),
        ("since: 2014-03-01, ", "", None, "since an unknown day: add `since:` to `kpis.rival`"),
    ],
)
def test_a_disputed_definition_is_as_old_as_the_day_it_was_written(rival, late, since, age):
    text = CALM.replace("kpis:\n", f"kpis:\n{RIVAL}").replace("instead_of: late,", f"instead_of: late, {rival}")
    found = dated("rival", text.replace("  late:\n", f"  late:\n    {late.rstrip(', ')}\n"))
    assert (found.since, found.age(date(2014, 1, 31))) == (since, age)


def test_two_kpis_of_one_title_are_in_dispute_since_the_later_was_written():
    one = "  one: {title: On time, owner: it, since: 2014-01-05}\n"
    pair = f"{one}  two: {{title: on-time, owner: coo, since: 2014-01-09}}\n"
    assert dated("two", CALM.replace("kpis:\n", f"kpis:\n{pair}")).since == date(2014, 1, 9)


def test_a_definition_against_the_portfolios_is_as_old_as_the_later_of_both():
    shared = (
        "title: P\nkpis: {late: {unit: 1, owner: cfo, since: 2014-01-04, data: flights, value: arr_delay > 30, "
        "across: share, at: day}}\n"
    )
    [found] = open_now(begun(portfolio=shared))
    assert (found.since, found.known) == (date(2014, 1, 4), "after")


def test_without_a_day_a_text_that_was_signed_shows_that_both_stood_there():
    guards = CALM.replace("guardrails: [cancelled, delay]", "guardrails: [cancelled, delay, up]")
    book = begun(guards.replace("kpis:\n", f"kpis:\n{UP}"))
    book.sign("coo", "business", 3)
    book.sign("it", "technology", 9)
    [found] = open_now(book)
    assert (found.since, found.known) == (date(2014, 1, 3), "before")
    assert found.age(date(2014, 1, 31)) == "for at least 28 days, since 2014-01-03 or before"


def test_a_text_that_said_something_else_shows_nothing():
    guards = CALM.replace("guardrails: [cancelled, delay]", "guardrails: [cancelled, delay, up]")
    text = guards.replace("kpis:\n", f"kpis:\n{UP}")
    book = begun(text.replace("up: {unit: 1, direction: increase", "up: {unit: 1, direction: decrease"))
    book.sign("coo", "business", 3)
    [found] = [each for each in open_now(book.now(text)) if each.subject == "definition"]
    assert (found.since, found.known) == (None, "unknown")


def test_the_day_of_a_definition_is_no_part_of_what_is_signed():
    book = begun()
    book.sign("coo", "business", 3)
    book.now(CALM.replace("  late:\n", "  late:\n    since: 2014-01-02\n"))
    assert book.standing().of("objective", "business").status == "signed"


def test_a_competing_definition_does_not_take_over_the_day_of_the_other():
    text = CALM.replace("kpis:\n", f"kpis:\n{RIVAL}").replace("  late:\n", "  late:\n    since: 2014-01-02\n")
    assert begun(text).document.initiative.kpis["rival"].since is None


def test_a_changed_agreement_is_one_disagreement_however_much_was_built_on_it():
    book = begun()
    book.sign("coo", "business", 3)
    for kind in ("objective", "goal", "consensus"):
        book.sign("it", "technology", 4, kind)
    book.now(CALM.replace("22.5 %, by:", "24 %, by:"))
    [found] = open_now(book)
    assert (found.subject, found.path, found.phase) == ("signature", "signatures.objective", "discovery")
    assert found.what == "The shared objective agreement is not what `coo` and `it` signed"
    assert (found.since, found.known) == (date(2014, 1, 3), "after")


def test_one_side_with_todays_text_and_one_with_another_contradict_since_the_new_text_was_signed():
    book = begun()
    book.sign("coo", "business", 3)
    book.now(CALM.replace("22.5 %, by:", "24 %, by:"))
    book.sign("it", "technology", 9)
    [found] = open_now(book)
    assert found.what == "The shared objective agreement is not what `coo` signed, `it` today's"
    assert found.positions == (
        Position("coo", "signed another text on 2014-01-03"),
        Position("it", "signed today's text on 2014-01-09"),
    )
    assert (found.since, found.known, found.owner) == (date(2014, 1, 9), "on", "coo")
    assert "have `coo` sign again" in found.remedy


def test_a_signature_that_does_not_count_beside_one_that_holds_is_open():
    book = begun()
    book.sign("coo", "business", 3)
    book.sign("it", "technology", 4)
    book.now(
        CALM.replace("it: {side: technology}", "it: {side: technology, left: 2014-01-20}, net: {side: technology}")
    )
    [found] = open_now(book)
    assert found.what == (
        "The shared objective agreement is signed by one side; the signature of `it` does not count: "
        "`it` is not there any more"
    )
    assert found.owner == "net"


def test_a_signature_that_the_next_actions_ask_for_is_not_asked_for_twice():
    book = begun()
    book.sign("coo", "business", 3)
    book.sign("it", "technology", 4)
    book.now(CALM.replace("22.5 %, by:", "24 %, by:"))
    beside, no_rules = Beside(memory=book.memory()), Rulebook((), ())
    found = judge(book.document, Evidence(), date(2014, 1, 31), "discovery", beside=beside, book=no_rules)
    assert found.together.weakest[0].startswith("The shared objective agreement is not what `coo` and `it` signed")
    assert "SGN001" in {action.code for action in found.actions}
    assert [action for action in found.actions if action.opens == "working together"] == []


def test_the_oldest_comes_first_and_is_the_weakest_link_with_how_many_there_are():
    text = (
        CALM.replace("kpis:\n", f"kpis:\n{RIVAL}") + VOICES + "decisions: {buy: {question: Buy it, by: 2014-01-01}}\n"
    )
    book = begun(text)
    found = collaboration(book.document, book.memory(), book.standing(), "discovery", date(2014, 1, 31))
    assert [each.subject for each in found.unsettled] == ["decision", "priorities", "definition"]
    assert found.oldest == 30
    assert found.weakest == (
        "Decision `buy` is open past its day, for 30 days, since 2014-01-01; 2 more disagreements are open.",
        "coo",
        "Decide it.",
    )
