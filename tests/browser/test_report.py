"""The report in a real Chromium: readable by everyone, on every screen and on paper, without asking a network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING

import pytest

from browser.axe import violations
from browser.tabs import NEEDS_BROWSER, SMALL_TEXT, WIDE_THINGS, at
from render.cases import HOSTILE_TITLES
from trueup.render.html.report import report_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trueup.core.gates.assessment import Assessment

pytestmark = NEEDS_BROWSER

CASES = ("flights", "ten lines", "title only", "large", *HOSTILE_TITLES)
WORDS = ("Goals", "Data", "Roadmap", "Decisions")
FOLDED, OPEN = "0", "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })"
SMALLEST = 11


@dataclass(frozen=True)
class Written:
    """A report on disk, and the assessment it was made from."""

    found: Assessment
    file: Path

    @property
    def address(self) -> str:
        return self.file.as_uri()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, assessed: Callable[[str], Assessment]) -> dict[str, Written]:
    room = tmp_path_factory.mktemp("reports")
    written = {}
    for name in CASES:
        found = assessed(name)
        file = room / f"{name}.html"
        file.write_text(report_html(found), "utf-8")
        written[name] = Written(found, file)
    return written


@pytest.mark.parametrize("case", CASES)
def test_it_loads_without_a_request_a_script_or_a_word_on_the_console(tab, reports, case):
    tab.page.goto(reports[case].address)
    tab.page.evaluate(OPEN)
    assert tab.page.locator("h1").count() == 1
    assert tab.page.locator("script, iframe, object, embed, form, img, base").count() == 0
    assert (
        tab.page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
        )
        == []
    )
    assert tab.page.title().endswith("· trueup")
    assert tab.asked == [reports[case].address]
    assert tab.said == []


@pytest.mark.parametrize("case", CASES)
def test_ids_are_unique_links_lead_somewhere_and_headings_are_in_order(tab, reports, case):
    tab.page.goto(reports[case].address)
    ids = tab.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert sorted({each for each in ids if ids.count(each) > 1}) == []
    led = tab.page.evaluate("[...document.querySelectorAll('a')].map(e => e.getAttribute('href').slice(1))")
    assert sorted(set(led) - set(ids)) == []
    named = tab.page.evaluate(
        "[...document.querySelectorAll('[aria-labelledby], [aria-describedby]')].flatMap(e => "
        "[e.getAttribute('aria-labelledby'), e.getAttribute('aria-describedby')]).filter(Boolean)"
    )
    assert sorted(set(named) - set(ids)) == []
    levels = tab.page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("case", CASES)
def test_nothing_scrolls_sideways_and_no_text_is_too_small(tab, reports, case):
    tab.page.goto(reports[case].address)
    for step, width in product((FOLDED, OPEN), (360, 800, 1000, 1440) if case in ("flights", "long") else (360, 1440)):
        tab.page.evaluate(step)
        at(tab, width)
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, (
            width,
            tab.page.evaluate(WIDE_THINGS),
        )
        assert tab.page.evaluate(WIDE_THINGS) == [], width
        if step == OPEN and width in (360, 1440):
            assert tab.page.evaluate(SMALL_TEXT, SMALLEST) == []


LOOKS = (*product((360, 1440), ("light", "dark")),)
VIEWS = {
    ("flights", OPEN): LOOKS,
    ("flights", FOLDED): ((1440, "light"),),
    ("title only", OPEN): ((360, "dark"),),
    ("ten lines", FOLDED): ((360, "light"),),
    ("rtl", OPEN): ((360, "light"),),
    ("large", FOLDED): ((1440, "dark"),),
}


@pytest.mark.parametrize(("case", "step"), VIEWS, ids=[f"{case}-{step == OPEN}" for case, step in VIEWS])
def test_axe_finds_nothing_light_or_dark_folded_or_open(tab, reports, case, step):
    tab.page.goto(reports[case].address)
    tab.page.evaluate(step)
    for width, scheme in VIEWS[case, step]:
        at(tab, width, scheme)
        assert violations(tab) == [], (width, scheme)


def test_every_figure_opens_its_provenance_with_the_keyboard(tab, reports):
    tab.page.goto(reports["flights"].address)
    figures = tab.page.locator(".fig")
    assert figures.count() >= 20
    tab.page.evaluate("document.querySelectorAll('details.more').forEach(d => { d.open = true })")
    for k in range(figures.count()):
        figure = figures.nth(k)
        provenance = figure.locator(".prov")
        assert not provenance.is_visible()
        figure.locator("summary").focus()
        tab.page.keyboard.press("Enter")
        assert provenance.is_visible()
        said = provenance.inner_text()
        unknown = "Unknown" in said
        for word in ("Definition", "As of", "Who", *(() if unknown else ("Source",))):
            assert word in said, said
        box = provenance.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1440
        assert figure.locator(".basis").first.is_visible()
    assert tab.page.locator(".fig[open]").count() == 1


def test_each_table_and_picture_of_figures_says_what_it_stands_on(tab, reports):
    tab.page.goto(reports["flights"].address)
    for card, basis, source in (
        ("readiness", "Measured", "files below"),
        ("spend", "Estimated", "initiative.yaml"),
        ("benefit", "Assumed", "initiative.yaml"),
        ("assumptions", "Assumed", "initiative.yaml"),
        ("kpi-late", "Measured", "data/flights.parquet"),
        ("rivals", "Measured", "data/flights.parquet"),
    ):
        ground = tab.page.locator(f"#{card} .ground").first.text_content()
        assert basis in ground
        assert source in ground
        assert "as of 15\u00a0Jan\u00a02014" in ground
    digests = [d.rpartition(":")[2][:10] for d in reports["flights"].found.fingerprints.values()]
    assert digests
    for digest in digests:
        assert digest in tab.page.locator("#readiness").inner_text()


@pytest.mark.parametrize("case", ["flights", "title only"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_four_words_lead_to_their_parts(painted, reports, case, width):
    at(painted, width)
    painted.page.goto(reports[case].address)
    links = painted.page.locator("nav a.word")
    assert tuple(links.all_inner_texts()) == WORDS
    for k, word in enumerate(WORDS):
        links.nth(k).click()
        heading = painted.page.get_by_role("heading", name=word, level=2, exact=True)
        box = heading.bounding_box()
        covered = painted.page.locator("nav .side-in").bounding_box()["height"] if width == 360 else 0
        assert covered <= box["y"] < 900
        assert painted.page.url.endswith(f"#{word.lower()}")


def test_the_verdict_comes_first_and_says_what_must_happen_first(tab, reports):
    tab.page.goto(reports["flights"].address)
    banner = tab.page.locator(".banner")
    said = banner.inner_text()
    assert "Not yet fit to pass Feasibility" in said
    assert reports["flights"].found.actions[0].what.replace("`", "") in " ".join(said.split())
    assert "Chief operating officer" in said
    assert "Held\nLearn which flights will be late" in said
    assert banner.bounding_box()["y"] + banner.bounding_box()["height"] < 400
    assert tab.page.locator(".strip").bounding_box()["y"] > banner.bounding_box()["y"]


def test_what_is_not_there_is_said_with_what_to_do(tab, reports):
    tab.page.goto(reports["title only"].address)
    said = tab.page.locator("main").inner_text()
    for words in (
        "No objective is written down yet.",
        "No KPI decides the objective yet. Add kpis:",
        "Nothing is linked yet. Add objective:",
        "No data set is named yet. Add data:",
        "No option is named yet. Add options:",
        "No work items yet. Add epics:",
        "No KPI says what it is worth. Add worth:",
    ):
        assert words in said
    assert tab.page.locator("#assumptions, #rivals, #further").count() == 0


def test_hostile_titles_are_shown_as_they_are_written(tab, reports):
    for name, title in HOSTILE_TITLES.items():
        tab.page.goto(reports[name].address)
        shown = tab.page.locator("h1").text_content()
        assert shown == (title if len(title) <= 300 else title[:300] + "…")
        assert tab.page.title() == " ".join(shown.split()) + " · trueup"


def test_a_large_plan_stays_one_page_that_opens(tab, reports):
    assert len(reports["large"].found.document.initiative.kpis) == 60
    assert sum(len(e.stories) for e in reports["large"].found.document.initiative.epics.values()) == 3_000
    assert reports["large"].file.stat().st_size < 3_000_000
    tab.page.goto(reports["large"].address)
    assert "and 18 more" in tab.page.locator("#chain").inner_text()
    assert tab.page.locator("#chain .nodes li").count() < 60
    assert tab.page.locator("#kpis .kpi-card").count() == 7
    assert "0 of 3,000 pieces of work" in tab.page.locator("#chain").inner_text()


DARK_GROUNDS = """() => [...document.querySelectorAll('body, body *')].filter(e => {
  const box = e.getBoundingClientRect()
  const [r, g, b, a] = getComputedStyle(e).backgroundColor.match(/[\\d.]+/g).map(Number)
  return box.width * box.height > 400 && a !== 0 && r + g + b < 450
}).map(e => `${e.tagName} ${e.className}`)"""


@pytest.mark.parametrize("case", ["flights", "ten lines", "title only"])
def test_paper_is_light_and_holds_every_finding(tab, reports, case):
    tab.page.goto(reports[case].address)
    tab.show("print", "dark")
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.page.evaluate(DARK_GROUNDS) == []
    words = "".join(tab.page.locator("main").inner_text().split())
    for finding in reports[case].found.findings:
        assert "".join(finding.problem.replace("`", "").split()) in words
    assert not tab.page.locator("nav, .prov, #kpis table.slim, .strip summary + *").first.is_visible()
    paper = tab.page.pdf(prefer_css_page_size=True, print_background=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 12


def test_on_a_screen_the_same_grounds_would_be_seen_as_dark(tab, reports):
    at(tab, 1440, "dark")
    tab.page.goto(reports["title only"].address)
    assert "BODY " in tab.page.evaluate(DARK_GROUNDS)


def test_dark_mode_is_dark(tab, reports):
    at(tab, 1440, "dark")
    tab.page.goto(reports["flights"].address)
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 21, 28)"
    assert tab.page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor") == "rgb(23, 31, 40)"
