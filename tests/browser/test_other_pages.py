"""The other pages in a real Chromium (data strategy, chain, priorities, data): as readable as the report."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from browser.axe import violations
from browser.tabs import NEEDS_BROWSER, WIDE_THINGS, at
from trueup.app.assess import Settings, Trace
from trueup.app.data import Asked, data_report
from trueup.app.priorities import prioritise
from trueup.app.priorities import write_page as write_priorities
from trueup.app.show import show, write_picture
from trueup.app.strategy import strategise, write_page
from trueup.render.html.data_page import data_page

pytestmark = NEEDS_BROWSER

EXAMPLES = Path(__file__).parents[2] / "examples"
AS_OF = date(2026, 7, 15)
PAGES = ("strategy", "chain", "priorities", "data")


@pytest.fixture(scope="module")
def pages(tmp_path_factory, answers):
    room = tmp_path_factory.mktemp("pages")
    settings = Settings(cache=answers)
    write_page(strategise(EXAMPLES / "inquiries", as_of=AS_OF, settings=settings), room / "strategy.html")
    write_picture(show(EXAMPLES / "inquiries", None, None, as_of=AS_OF, settings=settings)[1], room / "chain.html")
    write_priorities(prioritise(EXAMPLES / "inquiries"), room / "priorities.html")
    unkept = Settings(cache=answers, keep_evidence=False)
    found = data_report(EXAMPLES / "flights", Asked(), as_of=date(2014, 1, 15), settings=unkept, trace=Trace())
    (room / "data.html").write_text(data_page(found), "utf-8")
    return {name: (room / f"{name}.html").as_uri() for name in PAGES}


@pytest.mark.parametrize("name", PAGES)
def test_it_asks_nothing_of_a_network_and_runs_no_script(tab, pages, name):
    tab.page.goto(pages[name])
    assert tab.page.locator("script, iframe, object, embed, form, img, base").count() == 0
    assert tab.asked == [pages[name]]
    assert tab.said == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_wide_or_narrow_light_or_dark(tab, pages, name):
    tab.page.goto(pages[name])
    for width, scheme in product((360, 1440), ("light", "dark")):
        at(tab, width, scheme)
        assert violations(tab) == [], (width, scheme)


@pytest.mark.parametrize("name", ["strategy", "priorities", "data"])
def test_it_does_not_scroll_sideways(tab, pages, name):
    tab.page.goto(pages[name])
    for width in (360, 800, 1280, 1440):
        at(tab, width)
        assert tab.page.evaluate(WIDE_THINGS) == [], width
