"""The stated verdict of a probe wherever its option stands: who says it, when, and that nobody tested it here."""

import json
import re
from html import unescape

import pytest

from agreeing import Book
from core.gates.chained import DATA, assessed
from trueup.render.html.for_readers import sheet_for, sheet_html
from trueup.render.html.readers.markdown import sheet_markdown
from trueup.render.html.report import report_html
from trueup.render.html.request import request_html
from trueup.render.json import assessments_json
from trueup.render.terminal import Screen, assessment_text

VERDICT = "{says: ai_is_worth_it, by: tech-lead, day: 2025-05-01, source: Notebook 7, because: Six days sooner}"
ROUTER = f"router: {{kind: ml, probe: {{data: log, verdict: {VERDICT}}}}}"
TEXT = DATA.replace("build_cost: 10..20}}", f"build_cost: 10..20}}, {ROUTER}}}") + (
    "people: {coo: {side: business}, tech-lead: {name: Li Chen, side: technology}}\n"
)
BY_ID = "AI is worth it, said by tech-lead on 2025-05-01 (Notebook 7)"
BY_NAME = BY_ID.replace("tech-lead", "Li Chen")
UNTESTED = "erdict of its probe (stated, not tested by trueup, estimated): "
WHY = "; Six days sooner"


@pytest.fixture(scope="module")
def found():
    return assessed(TEXT)


def words(page):
    return " ".join(unescape(re.sub(r"<wbr>|<[^>]+>", lambda t: "" if t[0] == "<wbr>" else " ", page)).split())


def stated_in_json(found):
    options = json.loads(assessments_json([found], ()))["initiatives"][0]["options"]
    return {each["id"]: each["stated_verdict"] for each in options}


def test_the_terminal_says_it_beside_the_option(found):
    (row,) = re.findall(r"router \(ml\).*?(?=\n\S|\n\n)", assessment_text(found, Screen(100, colour=False)), re.DOTALL)
    assert f"may go on v{UNTESTED}{BY_ID}{WHY}" in " ".join(row.split())


def test_the_report_says_it_with_the_name_of_who_says_so(found):
    assert f"V{UNTESTED}{BY_NAME}{WHY}." in words(report_html(found))


@pytest.mark.parametrize("reader", ["executive", "technical"])
def test_the_sheets_that_list_options_say_it_as_a_page_and_as_markdown(found, reader):
    sheet = sheet_for(found, reader)
    assert f"V{UNTESTED}{BY_NAME}{WHY}." in words(sheet_html(sheet))
    assert f"V{UNTESTED}{BY_NAME}{WHY}." in " ".join(sheet_markdown(sheet).replace("\\", "").split())


def test_the_page_that_asks_for_the_consensus_says_it_and_that_for_the_blueprint_does_not(found):
    def page(kind):
        return words(request_html(found, Book(TEXT).standing(), (kind,), "coo", "business"))

    assert f"kind ml; v{UNTESTED}{BY_NAME}{WHY}" in page("consensus")
    assert "verdict of its probe" not in page("blueprint")


def test_json_holds_its_fields_and_that_a_source_makes_it_no_more_than_estimated(found):
    assert stated_in_json(found) == {
        "keep": None,
        "rule": None,
        "router": {
            "says": "ai_is_worth_it",
            "by": "tech-lead",
            "day": "2025-05-01",
            "source": "Notebook 7",
            "because": "Six days sooner",
            "basis": "estimated",
            "tested": False,
        },
    }


def test_a_bare_verdict_is_assumed_and_shown_with_what_it_lacks():
    bare = assessed(TEXT.replace(VERDICT, "ai_is_worth_it"))
    router = stated_in_json(bare)["router"]
    assert (router["basis"], router["by"]) == ("assumed", None)
    said = "AI is worth it, said by nobody who is named on no stated day (no source)"
    assert f"V{UNTESTED.replace('estimated', 'assumed')}{said}." in words(report_html(bare))


@pytest.mark.parametrize("reader", ["executive", "technical"])
def test_that_nobody_tested_it_stands_there_however_much_people_wrote(reader):
    long = assessed(TEXT.replace("Notebook 7", "Notebook seven " * 30).replace("Li Chen", "Dr. Li Chen of " * 5))
    assert f"V{UNTESTED}" in words(sheet_html(sheet_for(long, reader)))


def test_an_option_without_a_verdict_is_shown_as_before():
    plain = assessed(DATA)
    assert "its probe" not in assessment_text(plain, Screen(100, colour=False))
    assert "its probe" not in words(report_html(plain))


def test_a_hostile_source_is_text():
    hostile = assessed(TEXT.replace("Notebook 7", '"<script>alert(1)</script>"'))
    assert "<script>alert" not in report_html(hostile)
    assert "<script>alert" not in sheet_html(sheet_for(hostile, "technical"))
