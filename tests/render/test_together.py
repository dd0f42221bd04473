"""How the sides work together on every page: what is open with its age, a verdict on each measure, the weakest link."""

from __future__ import annotations

import json
from datetime import date

import pytest

from agreeing import TEXT, Book
from trueup.app.judge import Beside, judge
from trueup.core.model.evidence import Evidence
from trueup.render.beyond import together_json, together_lines
from trueup.render.html.report import report_html
from trueup.render.json import assessments_json
from trueup.render.terminal import Screen, assessment_text

BALLOT = "stakeholders: {coo: {side: business, priorities: {late: 60, cost: 40}, red_lines: [No padding]}}\n"
VOICES = """\
stakeholders:
  coo: {side: business, priorities: {late: 90, delay: 10}, heard: 2014-01-02}
  it: {side: technology, priorities: {late: 40, delay: 60}, heard: 2014-01-04}
"""


@pytest.fixture(scope="module")
def found():
    """Both sides signed in discovery, in feasibility technology alone; then the objective changed."""
    text = TEXT.replace(BALLOT, VOICES)
    book = Book(text)
    book.sign("coo", "business", 3, phase="discovery")
    book.sign("it", "technology", 4, phase="discovery")
    book.enter("decide", "coo", "business", 5, "objective", phase="discovery", choice="go")
    book.sign("it", "technology", 8, "consensus", phase="feasibility")
    book.enter("decide", "it", "technology", 8, "consensus", phase="feasibility", choice="go")
    book.now(text.replace("22.5 %, by:", "24 %, by:"))
    book.sign("it", "technology", 9, phase="discovery")
    beside = Beside(memory=book.memory())
    return judge(book.document, Evidence(), date(2014, 1, 31), "feasibility", beside=beside)


def test_the_lines_say_what_is_open_and_how_each_measure_moves(found):
    lines = list(together_lines(found.together))
    assert "2 disagreements are open, the oldest for 27 days" in lines
    assert (
        "Open: Priorities differ on `delay`: 60 points (`it`) against 10 (`coo`), for 27 days, since 2014-01-04"
    ) in lines
    assert (
        "Open: The shared objective agreement is not what `coo` signed, `it` today's, for 22 days, since 2014-01-09 "
        "(coo signed another text on 2014-01-03; it signed today's text on 2014-01-09)"
    ) in lines
    assert "Trend, sides that take part: worse (2 of 2 in discovery; 1 of 2 in feasibility: worse)" in lines
    assert "Trend, disagreements: better (3 with 2 open in discovery; 0 in feasibility: better)" in lines


def test_json_holds_ages_positions_and_directions(found):
    body = together_json(found.together)
    assert (body["disagreements"]["open"], body["disagreements"]["oldest_days"]) == (2, 27)
    first = body["disagreements"]["list"][0]
    assert (first["subject"], first["since"], first["days"]) == ("priorities", "2014-01-04", 27)
    assert first["positions"] == [{"who": "it", "holds": "60 points"}, {"who": "coo", "holds": "10 points"}]
    sides = next(each for each in body["trends"] if each["measure"] == "sides")
    assert (sides["direction"], [step["direction"] for step in sides["steps"]]) == (
        "worse",
        ["not enough phases", "worse"],
    )


def test_the_weakest_link_is_a_next_best_action_in_every_format(found):
    what, who, remedy = found.together.weakest
    assert what == "Business has taken no part in feasibility."
    assert (found.actions[-1].who, found.actions[-1].what) == (who, remedy)
    assert json.loads(assessments_json([found], []))["initiatives"][0]["actions"][-1]["why"] == what
    assert what in assessment_text(found, Screen(200, colour=False))
    assert what in report_html(found)


def test_with_one_phase_there_is_one_line_about_trends():
    book = Book()
    book.sign("coo", "business", 3, phase="discovery")
    found = judge(book.document, Evidence(), date(2014, 1, 31), "discovery", beside=Beside(memory=book.memory()))
    trends = [line for line in together_lines(found.together) if line.startswith("Trend")]
    assert trends == ["Trend: not enough phases yet"]
