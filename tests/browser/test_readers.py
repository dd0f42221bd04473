"""The sheets of the readers and the brief in a real Chromium: accessible, narrow, light on paper, one or two pages."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise, product
from pathlib import Path

import pytest

from browser.tabs import NEEDS_BROWSER, SMALL_TEXT, WIDE_THINGS, at, violations
from render.cases import HOSTILE_TITLES, Made, flights, hostile, large, title_only
from trueup.app.assess import Settings
from trueup.app.brief import brief
from trueup.render.brief import brief_html
from trueup.render.html.for_readers import READERS, sheet_for, sheet_html

pytestmark = NEEDS_BROWSER

ROOT = Path(__file__).parents[2]
INQUIRIES = ROOT / "examples" / "inquiries"
OPEN = "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })"
CASES = ("flights", "inquiries")
BOUNDED = ("title only", "large", "long")
SMALLEST = 11
PAGES = 2


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    room = tmp_path_factory.mktemp("sheets")
    made = {
        "flights": flights(ROOT),
        "inquiries": Made(INQUIRIES, None, date(2026, 7, 15)),
        "title only": title_only(room / "title"),
        "large": large(room / "large"),
        "long": hostile(room / "long", HOSTILE_TITLES["long"]),
    }
    addresses = {}
    for name, each in made.items():
        found = each.assess()
        for reader in READERS:
            file = room / f"{name} {reader}.html"
            file.write_text(sheet_html(sheet_for(found, reader)), "utf-8")
            addresses[name, reader] = file.as_uri()
    file = room / "brief.html"
    told = brief(INQUIRIES, date(2026, 4, 29), as_of=date(2026, 7, 15), settings=Settings(cache=None))
    file.write_text(brief_html(told), "utf-8")
    addresses["inquiries", "brief"] = file.as_uri()
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
    tab.page.emulate_media(media="print", color_scheme="dark")
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    paper = tab.page.pdf(prefer_css_page_size=True, print_background=True)
    most = PAGES + 1 if reader == "brief" else PAGES
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= most


def test_a_figure_of_a_sheet_opens_its_provenance(tab, sheets):
    tab.page.goto(sheets["inquiries", "executive"])
    figure = tab.page.locator(".fig").first
    figure.locator("summary").click()
    said = figure.locator(".prov").inner_text()
    assert "Assumed" in said
    assert "Definition" in said


def test_dark_mode_is_dark(tab, sheets):
    at(tab, 1440, "dark")
    tab.page.goto(sheets["flights", "delivery"])
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 21, 28)"
