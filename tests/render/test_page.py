"""The page around the report: readable in both colour schemes, on a phone, on paper, and without a network."""

import re
from importlib.resources import files
from itertools import product

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from render.demo_page import demo
from trueup.render.html.page import environment, page, prose, style

CSS = files("trueup.render.html").joinpath("report.css").read_text("utf-8")

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
