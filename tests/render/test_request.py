"""The page that asks for a signature: all that is part of the text to be agreed is there to be read."""

import re

from agreeing import TEXT, Book
from core.gates.chained import assessed
from trueup.render.html.request import request_html


def page(text, kind):
    """What stands on the page, one line a row."""
    book = Book(text)
    html = request_html(assessed(text), book.standing(), (kind,), "coo", "business")
    rows = re.sub(r"</?(tr|h[1-6]|p|table|caption)\b[^>]*>", "\n", html).replace("\u00a0", " ")
    plain = re.sub(r"\s*\n\s*", "\n", re.sub(r"<[^>]+>", " ", rows))
    return re.sub(r"[ \t]+", " ", plain)


def test_what_is_claimed_of_a_kpi_is_part_of_what_is_agreed_and_said():
    said = page(TEXT + "claims: {late: 40 %}\n", "objective")
    assert "claims 40 % of KPI late" in said
    assert "Claimss" not in said
    assert "Claims" not in page(TEXT, "objective")


def test_the_mvp_is_there_with_what_is_agreed_of_each_story():
    said = page(TEXT + "mvp: [E1, E2.S1]\n", "blueprint")
    assert "epic E1" in said
    assert "story E2.S1; moves late; depends on E1; estimate 5 days" in said


def test_the_kpis_that_an_epic_moves_are_said():
    assert "moves late; estimate 8..15 days; serves warn" in page(TEXT, "blueprint")
