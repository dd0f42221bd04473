"""A planted fault is found in whichever look it shows, however many looks at the page found nothing before."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser.axe import COLOUR_RULES, script, violations
from browser.tabs import NEEDS_BROWSER, at

pytestmark = NEEDS_BROWSER

NARROW, DARK = "(max-width: 760px)", "(prefers-color-scheme: dark)"
WIDE, LIGHT = "(min-width: 761px)", "(prefers-color-scheme: light)"
SHOWN = {
    (1440, "light"): f"{LIGHT} and {WIDE}",
    (1440, "dark"): f"{DARK} and {WIDE}",
    (360, "light"): f"{LIGHT} and {NARROW}",
    (360, "dark"): f"{DARK} and {NARROW}",
}
FAULTS = {
    "button-name": "button { display: block }",
    "color-contrast": "li { color: #777; background: #888 }",
    "link-in-text-block": "p a { color: #123; text-decoration: none }",
    "scrollable-region-focusable": "ul { height: 60px; overflow: auto }",
}
PAGE = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>t</title><style>
body {{ background: #fff; color: #111 }} a {{ color: #00c; text-decoration: underline }} button {{ display: none }}
@media {where} {{ {faults} }}
</style><main><h1>t</h1><p>Some words <a href="#a">one</a> and more of them.</p><ul><li>{items}</ul>
<button></button></main>"""


def planted(where: str, *faults: str) -> str:
    return PAGE.format(where=where, faults="\n".join(FAULTS[each] for each in faults), items="<li>".join(["item"] * 20))


@pytest.mark.parametrize(
    ("shown", "faults"),
    [*((look, tuple(FAULTS)) for look in SHOWN), ((1440, "dark"), COLOUR_RULES), ((360, "dark"), COLOUR_RULES)],
)
def test_faults_are_found_in_the_one_look_that_shows_them(tab, shown, faults):
    tab.page.set_content(planted(SHOWN[shown], *faults))
    found = {}
    for look in SHOWN:
        at(tab, *look)
        found[look] = [rule for rule, _ in violations(tab)]
    assert found == {look: sorted(faults) if look == shown else [] for look in SHOWN}


def test_a_fault_found_is_found_again_in_the_other_scheme(tab):
    tab.page.set_content(planted("all", "button-name"))
    for scheme in ("light", "dark", "light"):
        at(tab, 360, scheme)
        assert violations(tab) == [["button-name", ["<button></button>"]]]


def test_a_fault_that_a_change_of_the_page_brings_is_found(tab):
    tab.page.set_content(planted("not all"))
    assert violations(tab) == []
    tab.page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [rule for rule, _ in violations(tab)] == ["html-has-lang"]


def test_the_rules_asked_again_are_all_that_axe_files_under_colour(tab):
    tab.page.evaluate(script())
    filed = tab.page.evaluate("axe.getRules(['cat.color']).map(rule => rule.ruleId)")
    assert sorted(filed) == sorted((*COLOUR_RULES, "color-contrast-enhanced"))


def test_a_colour_read_again_is_the_colour_that_plain_axe_reads(tab):
    read = """texts => texts.map(text => {
      const read = new axe.commons.color.Color()
      read.parseString(text)
      return [read.r, read.g, read.b, read.alpha, read.red, read.green, read.blue, read.toHexString()]
    })"""
    texts = ["#777", "rgb(1 2 3 / .5)", "hsl(120 50% 40%)", "transparent", "oklch(0.7 0.1 20)"]
    tab.page.evaluate(script())
    first, again = (tab.page.evaluate(read, texts) for _ in range(2))
    tab.page.evaluate(Axe().axe_script)
    assert first == again == tab.page.evaluate(read, texts)
