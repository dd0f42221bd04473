"""The page around every report in a real Chromium: readable in both colour schemes, on a phone and on paper."""

from __future__ import annotations

from itertools import product

import pytest

from browser.axe import violations
from browser.tabs import NEEDS_BROWSER, at
from render.demo_page import demo

pytestmark = NEEDS_BROWSER

OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    file = tmp_path_factory.mktemp("page") / "demo.html"
    file.write_text(demo(), "utf-8")
    return file.as_uri()


@pytest.mark.parametrize("step", ["0", OPEN_ALL], ids=["folded", "open"])
def test_axe_finds_nothing_folded_or_open(tab, place, step):
    tab.page.goto(place)
    tab.page.evaluate(step)
    for width, scheme in product((360, 1440), ("light", "dark")):
        at(tab, width, scheme)
        assert violations(tab) == [], (width, scheme)
    assert tab.said == []


def test_nothing_scrolls_sideways(tab, place):
    tab.page.goto(place)
    for step, width in product(("0", OPEN_ALL), (360, 600, 800, 1000, 1440)):
        tab.page.evaluate(step)
        at(tab, width)
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width


def test_one_click_on_a_figure_shows_where_it_comes_from(painted, place):
    painted.page.goto(place)
    figure = painted.page.locator(".fig").first
    assert not figure.get_by_text("Definition").is_visible()
    figure.locator("summary").click()
    assert figure.get_by_text("Share of the remaining budget").is_visible()
    painted.page.locator(".fig").nth(1).locator("summary").click()
    assert not figure.get_by_text("Definition").is_visible()


@pytest.mark.parametrize(("width", "shown"), [(1440, "wide"), (360, "narrow")])
def test_each_picture_shows_the_one_size_that_fits(tab, place, width, shown):
    at(tab, width)
    tab.page.goto(place)
    sizes = [name for name in ("wide", "medium", "narrow") if tab.page.locator(f"#kpi-late .{name}").is_visible()]
    assert sizes == [shown]
    assert tab.page.locator("#chain .wide").is_visible() == (shown == "wide")


def test_paper_is_light_and_shows_what_was_folded(tab, place):
    tab.page.goto(place)
    tab.show("print", "dark")
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not tab.page.locator(".side").is_visible()
    assert tab.page.get_by_text("has no acceptance criteria").is_visible()
    assert not tab.page.locator(".fig .prov").first.is_visible()
