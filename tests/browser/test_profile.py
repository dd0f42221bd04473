"""The profile page in a real Chromium: as readable and accessible as the report, and nothing fetched."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from browser.axe import violations
from browser.tabs import NEEDS_BROWSER, at
from trueup.app.assess import one_document
from trueup.app.profile import profile
from trueup.app.settings import Settings
from trueup.core.model.ask.identity import DataId
from trueup.render.html.profile import profile_page

pytestmark = NEEDS_BROWSER

EXAMPLE = Path(__file__).parents[2] / "examples" / "inquiries"
OUTSIDE = """() => [...document.querySelectorAll('main *')].filter(e => {
  const box = e.getBoundingClientRect()
  return box.width > 1 && box.right > innerWidth + 0.5 && !e.closest('svg, .scroll, .sr') && e.checkVisibility()
}).slice(0, 5).map(e => `${e.tagName} ${e.className}`)"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    settings = Settings(cache=None)
    target, document = one_document(EXAMPLE, settings.bounds)
    costs = DataId("costs")
    found = profile(document.initiative, target.initiatives[0].parent, [costs], settings)[costs]
    path = tmp_path_factory.mktemp("profile") / "costs.html"
    path.write_text(profile_page(found, as_of=date(2026, 7, 15)), encoding="utf-8")
    return path.as_uri()


def test_it_is_accessible_in_every_look_fits_a_phone_and_asks_nothing_of_a_network(tab, address):
    tab.page.goto(address)
    assert tab.page.locator("script, iframe, object, embed, form, img, base").count() == 0
    for width, scheme in ((1440, "light"), (1440, "dark"), (360, "light"), (360, "dark")):
        at(tab, width, scheme)
        assert violations(tab) == [], (width, scheme)
        assert tab.page.evaluate(OUTSIDE) == [], width
    assert tab.asked == [address]
    assert tab.said == []
