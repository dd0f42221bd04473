"""The page around the report: readable in both colour schemes, on a phone, on paper, and without a network."""

import os
import re
import shutil
from importlib.resources import files
from itertools import product

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from render.demo_page import demo
from trueup.render.html.page import environment, page, prose, style

CSS = files("trueup.render.html").joinpath("report.css").read_text("utf-8")
CHROMIUM = os.environ.get("TRUEUP_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None
)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found; TRUEUP_CHROMIUM names one")

# Foreground on background as the style sheet uses them: text needs 4.5, signs and bars 3 (WCAG 1.4.3, 1.4.11).
TEXT = [
    *product(("ink", "ink2", "acc", "ok", "warn", "bad"), ("bg", "card")),
    *product(("ink", "ink2", "acc"), ("acc2",)),
    ("bad", "bad2"), ("warn", "warn2"), ("note", "note2"), ("ink", "bad2"), ("ink", "warn2"),
    *product(("side-ink", "side-ink2", "side-hi"), ("side", "side-on")),
]  # fmt: skip
SIGNS = [
    *product(("edge", "fill", "slate", "amber", "acc", "ok", "bad"), ("card",)),
    ("acc", "band"), ("ok", "band"), ("slate", "band"), ("acc", "acc2"), ("ink2", "acc2"), ("amber", "warn2"),
    ("bad", "bad2"), ("on", "ok"), ("side-acc", "side"), ("acc", "bg"),
]  # fmt: skip


def palette(scheme: str) -> dict[str, str]:
    """Return the custom properties of a scheme; dark ones override the light ones."""
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found | (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2, definition)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_highest_contrast():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (SIGNS, 3.0)], ids=["text", "signs"])
def test_every_pair_of_colours_is_readable(scheme, pairs, least):
    colours = palette(scheme)
    weak = {(a, b): round(contrast(colours[a], colours[b]), 2) for a, b in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < least} == {}


def test_colours_are_named_in_one_place_only():
    outside = re.sub(r":root \{.*?\}", "", CSS, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", outside) == []
    used = set(re.findall(r"var\(--([\w-]+)\)", CSS))
    assert used <= {*palette("light"), "lift"}


def test_both_schemes_define_the_same_colours():
    light, dark = (
        set(re.findall(r"--([\w-]+):", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    )
    assert light == dark


def test_a_page_without_data_stays_small():
    empty = '{% extends "base.html.j2" %}{% block title %}x{% endblock %}'
    assert len(environment().from_string(empty).render().encode()) < 130_000


def test_the_page_asks_for_nothing_and_runs_nothing():
    text = demo()
    assert "default-src 'none'" in text
    assert not re.search(r"<script|\bon[a-z]+=|https?://|@import", text)
    assert set(re.findall(r"url\((?!#)([^,)]{,15})", text)) == {"data:font/woff2"}


def test_text_of_the_user_stays_text():
    text = demo(title="<script>alert(1)</script>")
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_a_name_that_the_view_lacks_is_an_error():
    with pytest.raises(UndefinedError, match="missing"):
        environment().from_string("{{ missing }}").render()


def test_a_page_is_made_from_a_template_of_the_package():
    assert page("base.html.j2", {}).startswith("<!doctype html>")
    assert style() in page("base.html.j2", {})


@pytest.mark.parametrize(
    ("words", "markup"),
    [
        ("KPI `late` has no owner", "KPI <code>late</code> has no owner"),
        ("a ` alone & <b>", "a ` alone &amp; &lt;b&gt;"),
        ("`a` and ` b", "<code>a</code> and ` b"),
        ("data/flights.csv", "data/<wbr>flights.csv"),
        ("`a/b`", "<code>a/<wbr>b</code>"),
        (12, "12"),
        (Markup("<b>/</b>"), "<b>/</b>"),
    ],
)
def test_ids_in_messages_become_code_and_the_rest_is_escaped(words, markup):
    assert prose(words) == markup


def test_every_figure_tells_its_basis_in_words_and_who_vouches():
    text = demo()
    figures = re.findall(r'<details class="fig.*?</details>', text, re.DOTALL)
    assert len(figures) == 9
    for figure in figures:
        assert re.search(r'<span class="sr">(measured|estimated|assumed|unknown)</span></summary>', figure)
        assert "<dt>Definition</dt>" in figure
        assert "<dt>Who</dt>" in figure
    assert "nobody vouches for it yet" in text


# ---- in a real browser ---------------------------------------------------------------------------
@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    file = tmp_path_factory.mktemp("page") / "demo.html"
    file.write_text(demo(), "utf-8")
    return file.as_uri()


OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })"


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_folded_or_open(browser, place, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(place)
    for step in ("", OPEN_ALL):
        tab.evaluate(step or "0")
        found = Axe().run(tab).response["violations"]
        assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []
    tab.close()
    assert said == []


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 600, 800, 1000, 1440])
def test_nothing_scrolls_sideways(browser, place, width):
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.goto(place)
    for step in ("", OPEN_ALL):
        tab.evaluate(step or "0")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.close()


@needs_browser
@pytest.mark.browser
def test_one_click_on_a_figure_shows_where_it_comes_from(browser, place):
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.goto(place)
    figure = tab.locator(".fig").first
    assert not figure.get_by_text("Definition").is_visible()
    figure.locator("summary").click()
    assert figure.get_by_text("Share of the remaining budget").is_visible()
    tab.locator(".fig").nth(1).locator("summary").click()
    assert not figure.get_by_text("Definition").is_visible()
    tab.close()


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize(("width", "shown"), [(1440, "wide"), (360, "narrow")])
def test_each_picture_shows_the_one_size_that_fits(browser, place, width, shown):
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.goto(place)
    sizes = [name for name in ("wide", "medium", "narrow") if tab.locator(f"#kpi-late .{name}").is_visible()]
    assert sizes == [shown]
    assert tab.locator("#chain .wide").is_visible() == (shown == "wide")
    tab.close()


@needs_browser
@pytest.mark.browser
def test_paper_is_light_and_shows_what_was_folded(browser, place):
    tab = browser.new_page(color_scheme="dark")
    tab.goto(place)
    tab.emulate_media(media="print", color_scheme="dark")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not tab.locator(".side").is_visible()
    assert tab.get_by_text("has no acceptance criteria").is_visible()
    assert not tab.locator(".fig .prov").first.is_visible()
    tab.close()
