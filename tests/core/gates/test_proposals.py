"""Days from the first answer to a text to the first decision after it; reviews held, each for one day it was due."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from trueup.core.base.digest import Digest
from trueup.core.gates.held import reviews_due
from trueup.core.gates.proposals import proposals
from trueup.core.model.governance import Review
from trueup.core.model.ledger import Agreement, Draft, Entry

AS_OF = date(2014, 12, 31)


def act(kind, day, text="a", phase="discovery", **more):
    at = datetime.fromisoformat(f"2014-{day}").replace(tzinfo=UTC)
    about = Agreement("objective", Digest(f"objective/1:{text}"))
    draft = Draft(kind, "x", "coo", "sponsor", at, phase, about if kind in ("sign", "decline") else None, **more)
    return Entry(f"{kind}{day}{text}", (), draft)


def days(*acts):
    return [each.days for each in proposals(acts, "discovery")]


def test_what_is_decided_again_is_a_proposal_of_its_own():
    first = (act("sign", "01-13"), act("sign", "01-14"), act("decide", "01-24", choice="go"))
    again = (act("sign", "03-14", "b"), act("sign", "03-17", "b"), act("decide", "03-18", choice="go"))
    assert days(*first, *again) == [11, 4]


def test_a_decision_on_a_text_that_was_decided_already_begins_none():
    acts = (act("sign", "01-13"), act("decide", "01-24", choice="hold"), act("decide", "06-24", choice="go"))
    assert days(*acts) == [11]
    assert days(acts[0], acts[1], act("sign", "02-01"), act("decide", "06-24", choice="go")) == [11]


def test_a_no_shows_that_somebody_was_asked_and_what_waits_is_counted_once_it_is_decided():
    assert days(act("decline", "01-10"), act("sign", "01-20", "b"), act("decide", "01-24", choice="go")) == [14]
    assert days(act("sign", "01-10")) == []
    assert days(act("sign", "01-10", phase="planning"), act("decide", "01-24", choice="go")) == []


@pytest.mark.parametrize(
    ("held", "met"),
    [
        ((), [False, False, False, False]),
        (("01-15", "04-25", "08-03", "11-11"), [True, True, True, True]),
        (("11-10", "12-17"), [False, False, True, True]),
        (("08-03", "11-10"), [False, False, True, True]),
        (("03-12", "09-25", "12-17"), [True, False, True, True]),
        (("01-20", "01-21", "01-22", "01-23"), [True, False, False, False]),
        (("12-31",), [False, False, False, True]),
        (("03-12",), [True, False, False, False]),
    ],
)
def test_a_review_counts_for_the_day_it_was_due_before_or_a_little_early_for_the_next(held, met):
    review = Review.model_validate({"every": "100 days", "starts": "2014-01-15"})
    acts = [act("review", day, subject="steering") for day in held]
    found = reviews_due("steering", review, acts, AS_OF)
    assert [each.held for each in found] == met
    assert [each.day.isoformat()[5:] for each in found] == ["01-15", "04-25", "08-03", "11-11"]
