"""Whether working together gets better or worse: a direction for each measure and phase."""

from __future__ import annotations

from datetime import date

import pytest

from agreeing import TEXT, Book
from trueup.core.gates.collaboration import collaboration
from trueup.core.gates.trend import Tally, trends


def tally(phase="discovery", sides=2, people=(4, 4), days=10, reviews=(1, 1), disagreements=0):
    return Tally(phase, (sides, 2), people, days, reviews, disagreements, 0)


def directions(measure, *tallies, steady=0.2):
    [found] = [each for each in trends(tallies, steady) if each.measure == measure]
    return [step.direction for step in found.steps]


def test_one_phase_is_not_enough():
    assert {each.direction for each in trends([tally()], 0.2)} == {"not enough phases"}


@pytest.mark.parametrize(
    ("measure", "before", "after", "direction"),
    [
        ("sides", {"sides": 1}, {"sides": 2}, "better"),
        ("sides", {"sides": 2}, {"sides": 1}, "worse"),
        ("people", {"people": (3, 4)}, {"people": (1, 4)}, "worse"),
        ("reviews", {"reviews": (1, 4)}, {"reviews": (4, 4)}, "better"),
        ("reviews", {"reviews": (4, 4)}, {"reviews": (9, 4)}, "steady"),
        ("days", {"days": 10}, {"days": 12}, "steady"),
        ("days", {"days": 10}, {"days": 13}, "worse"),
        ("days", {"days": 10}, {"days": 7}, "better"),
        ("disagreements", {"disagreements": 0}, {"disagreements": 1}, "worse"),
        ("disagreements", {"disagreements": 3}, {"disagreements": 0}, "better"),
        ("disagreements", {"disagreements": 0}, {"disagreements": 0}, "steady"),
    ],
)
def test_each_measure_knows_which_way_is_better(measure, before, after, direction):
    assert directions(measure, tally(**before), tally("feasibility", **after)) == ["not enough phases", direction]


def test_the_threshold_is_a_share_of_the_phase_before():
    pair = tally(days=10), tally("feasibility", days=15)
    assert directions("days", *pair, steady=0.5)[1] == "steady"
    assert directions("days", *pair, steady=0.49)[1] == "worse"


def test_a_phase_in_which_something_cannot_be_counted_is_stepped_over():
    [days] = [
        each
        for each in trends([tally(days=10), tally("feasibility", days=None), tally("blueprinting", days=20)], 0.2)
        if each.measure == "days"
    ]
    assert [(step.phase, step.direction) for step in days.steps] == [
        ("discovery", "not enough phases"),
        ("blueprinting", "worse"),
    ]


def two_phases(portfolio=None, second=29, choice="go"):
    """Discovery decided within a day by both sides, feasibility by `second` of January by business alone."""
    text = TEXT.replace("red_lines: [No padding]", "heard: 2014-01-01")
    book = Book(text + "reviews: {board: {owner: coo, every: 5 days, starts: 2014-01-01}}\n", portfolio)
    book.enter("review", "coo", "business", 1, phase="discovery", subject="board")
    book.sign("coo", "business", 1, phase="discovery")
    book.sign("it", "technology", 1, phase="discovery")
    book.enter("decide", "coo", "business", 2, "objective", phase="discovery", choice="go")
    book.sign("coo", "business", 7, "consensus", phase="feasibility")
    book.enter("decide", "coo", "business", second, "consensus", phase="feasibility", choice=choice)
    document = book.document
    return collaboration(document, book.memory(), book.standing(), "feasibility", date(2014, 1, 31))


def test_the_ledger_is_counted_phase_by_phase():
    said = {each.measure: [(s.words, s.direction) for s in each.steps] for each in two_phases().trends}
    assert said == {
        "sides": [("2 of 2", "not enough phases"), ("1 of 2", "worse")],
        "people": [("2 of 2", "not enough phases"), ("1 of 2", "worse")],
        "days": [("1 day", "not enough phases"), ("22 days", "worse")],
        "reviews": [("1 of 2", "not enough phases"), ("0 of 5", "worse")],
        "disagreements": [("0", "not enough phases"), ("0", "steady")],
    }


def test_who_took_part_in_a_phase_that_goes_on_is_compared_once_it_has_gone_on_for_long():
    early = {each.measure: len(each.steps) for each in two_phases(choice="hold").trends}
    assert early == {"sides": 1, "people": 1, "days": 2, "reviews": 2, "disagreements": 1}
    late = two_phases("title: P\ncollaboration: {slow: 23 days}\n", choice="hold")
    assert {each.measure: len(each.steps) for each in late.trends}["sides"] == 2


def test_the_portfolio_says_what_is_steady():
    loose = two_phases("title: P\ncollaboration: {steady: 50 %}\n")
    assert {each.measure: each.direction for each in loose.trends}["sides"] == "steady"


def test_signing_a_text_anew_in_other_words_counts_as_a_disagreement_of_its_phase():
    book = Book(TEXT)
    book.sign("coo", "business", 3, phase="discovery")
    book.sign("it", "technology", 3, phase="discovery")
    book.now(TEXT.replace("22.5 %, by:", "24 %, by:"))
    book.sign("coo", "business", 5, phase="discovery")
    book.sign("it", "technology", 5, phase="discovery")
    book.enter("decide", "coo", "business", 6, "objective", phase="discovery", choice="go")
    found = collaboration(book.document, book.memory(), book.standing(), "discovery", date(2014, 1, 31))
    assert [s.words for each in found.trends if each.measure == "disagreements" for s in each.steps] == ["1"]


def test_what_gets_worse_is_the_weakest_link_where_nothing_else_is_weak():
    text = TEXT.replace(
        "stakeholders: {coo: {side: business, priorities: {late: 60, cost: 40}, red_lines: [No padding]}}\n", ""
    )
    book = Book(text.replace("people: {coo", "people: {net: {side: operations}, coo"))
    book.now(book_text := text.replace("owner: net", "owner: coo"))
    assert "owner: coo" in book_text
    book.enter("review", "coo", "business", 1, phase="discovery", subject="board", attended=("it",))
    book.sign("coo", "business", 3, phase="discovery")
    book.sign("it", "technology", 3, phase="discovery")
    book.enter("decide", "coo", "business", 3, "objective", phase="discovery", choice="go")
    book.sign("it", "technology", 5, "consensus", phase="feasibility")
    book.sign("coo", "business", 5, "consensus", phase="feasibility")
    book.now(book_text.replace("5000..9000", "6000..9000").replace("uses: [flights.day]", "uses: [flights.carrier]"))
    book.sign("it", "technology", 6, "consensus", phase="feasibility")
    book.sign("coo", "business", 6, "consensus", phase="feasibility")
    book.enter("decide", "coo", "business", 7, "consensus", phase="feasibility", choice="go")
    found = collaboration(book.document, book.memory(), book.standing(), "feasibility", date(2014, 1, 31))
    what, who, remedy = found.weakest
    assert what == "Working together got worse from discovery to feasibility: disagreements went from 0 to 1."
    assert (who, remedy[:20]) == ("coo", "Settle what is open ")
