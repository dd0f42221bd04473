"""The sheets of the readers and the brief in a real Chromium: accessible, narrow, light on paper, one or two pages."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise, product
from pathlib import Path

import pytest

from browser.axe import violations
from browser.tabs import NEEDS_BROWSER, SMALL_TEXT, WIDE_THINGS, at
from trueup.app.assess import Settings
from trueup.app.brief import brief
from trueup.core.gates.standing import Memory, standing
from trueup.render.brief import brief_html
from trueup.render.html.for_readers import READERS, sheet_for, sheet_html
from trueup.render.html.request import request_html

pytestmark = NEEDS_BROWSER

INQUIRIES = Path(__file__).parents[2] / "examples" / "inquiries"
OPEN = "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })"
CASES = ("flights", "inquiries")
BOUNDED = ("title only", "large", "long")
REQUESTS = (("flights", "objective"), ("flights", "consensus"), ("inquiries", "objective"))
SMALLEST = 11
PAGES = 2


@pytest.fixture(scope="module")
def sheets(tmp_path_factory, assessed, answers):
    room = tmp_path_factory.mktemp("sheets")
    addresses = {}
    for name in (*CASES, *BOUNDED):
        found = assessed(name)
        for reader in READERS:
            file = room / f"{name} {reader}.html"
            file.write_text(sheet_html(sheet_for(found, reader)), "utf-8")
            addresses[name, reader] = file.as_uri()
    file = room / "brief.html"
    told = brief(INQUIRIES, date(2026, 4, 29), as_of=date(2026, 7, 15), settings=Settings(cache=answers))
    file.write_text(brief_html(told), "utf-8")
    addresses["inquiries", "brief"] = file.as_uri()
    for case, kind in REQUESTS:
        found = assessed(case)
        stands = standing(found.document, found.evidence, Memory(), found.as_of)
        file = room / f"{case} {kind}.html"
        file.write_text(
            request_html(found, stands, (kind,), next(iter(found.document.initiative.people)), "sponsor"), "utf-8"
        )
        addresses[case, kind] = file.as_uri()
    return addresses


EVERY = [*product(CASES, READERS), ("inquiries", "brief")]


@pytest.mark.parametrize(("case", "reader"), EVERY)
def test_it_loads_without_a_request_or_a_word_on_the_console(tab, sheets, case, reader):
    tab.page.goto(sheets[case, reader])
    assert tab.page.locator("script, iframe, object, embed, form, img, base").count() == 0
    assert tab.page.locator("h1").count() == 1
    assert tab.page.title().endswith("· trueup")
    assert tab.asked == [sheets[case, reader]]
    assert tab.said == []
    levels = tab.page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(e => +e.tagName[1])")
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = tab.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("case", "reader"), [*EVERY, *product(("long", "large"), READERS)])
def test_nothing_scrolls_sideways_and_no_text_is_too_small(tab, sheets, case, reader):
    tab.page.goto(sheets[case, reader])
    tab.page.evaluate(OPEN)
    for width in (360, 800, 1440):
        at(tab, width)
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.page.evaluate(WIDE_THINGS) == [], width
    assert tab.page.evaluate(SMALL_TEXT, SMALLEST) == []


VIEWS = [
    *((case, reader, 1440, "light") for case, reader in EVERY if case == "inquiries"),
    *(("flights", reader, 360, "dark") for reader in READERS),
    ("inquiries", "executive", 360, "dark"),
    ("inquiries", "brief", 360, "dark"),
    ("title only", "executive", 360, "light"),
]


@pytest.mark.parametrize(("case", "reader", "width", "scheme"), VIEWS)
def test_axe_finds_nothing(tab, sheets, case, reader, width, scheme):
    at(tab, width, scheme)
    tab.page.goto(sheets[case, reader])
    tab.page.evaluate(OPEN)
    assert violations(tab) == []


@pytest.mark.parametrize(("case", "reader"), [*EVERY, *product(BOUNDED, READERS)])
def test_on_paper_it_is_light_and_one_or_two_pages(tab, sheets, case, reader):
    tab.page.goto(sheets[case, reader])
    tab.show("print", "dark")
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert 1 <= printed(tab) <= PAGES


def printed(tab):
    """Return how many pages it takes on paper."""
    return len(re.findall(rb"/Type\s*/Page\b", tab.page.pdf(prefer_css_page_size=True, print_background=True)))


@pytest.mark.parametrize(("case", "kind"), REQUESTS)
def test_what_asks_for_a_signature_is_one_page_on_paper(tab, sheets, case, kind):
    tab.page.goto(sheets[case, kind])
    assert printed(tab) == 1
    tab.show("print", "light")
    assert tab.page.evaluate("getComputedStyle(document.querySelector('#answer')).breakInside") == "avoid"


def test_a_figure_of_a_sheet_opens_its_provenance(painted, sheets):
    painted.page.goto(sheets["inquiries", "executive"])
    figure = painted.page.locator(".fig").first
    figure.locator("summary").click()
    said = figure.locator(".prov").inner_text()
    assert "Assumed" in said
    assert "Definition" in said


def test_dark_mode_is_dark(tab, sheets):
    at(tab, 1440, "dark")
    tab.page.goto(sheets["flights", "delivery"])
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 21, 28)"
