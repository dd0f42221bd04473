"""What the pictures show: every value once, escaped, round ticks, states told without colour."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from render.demo_page import benefit_rows, chain, delay_chart, late_chart, spend_bar
from trueup.render.charts import numbers
from trueup.render.charts.benefit import BenefitBars, BenefitRow, benefit_bars
from trueup.render.charts.chain import chain_slice, state_icon
from trueup.render.charts.kpi import BaselineLine, KpiChart, MonthPoint, TargetLine, kpi_chart
from trueup.render.charts.scale import MonthAxis, keep_apart, nice_ticks
from trueup.render.charts.segments import LABELS, SegmentBar, segment_bar
from trueup.render.charts.slice import ChainColumn, ChainLink, ChainNode, ChainSlice, shorten
from trueup.render.charts.svg import anchor, fit, text_width, wrap

HOSTILE = '<script>alert(1)</script> & "x" \''
JAN = date(2013, 1, 1)

finite = st.floats(-1e9, 1e9).map(lambda value: round(value, 6))


def drawn(markup: Markup) -> ET.Element:
    """Return the picture as a tree; a tag left open or a name unescaped makes this fail."""
    assert isinstance(markup, Markup)
    return ET.fromstring(markup)  # noqa: S314 - our own markup


def classed(tree: ET.Element, kind: str) -> list[ET.Element]:
    return [node for node in tree.iter() if node.get("class") == kind]


def size(tree: ET.Element, name: str) -> ET.Element:
    """Return the wide, medium or narrow drawing."""
    (box,) = classed(tree, name)
    return box


def texts(tree: ET.Element) -> list[str]:
    return [node.text for node in tree.iter("text")]


# ---- numbers -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (645_000, "EUR", "€645k"),
        (645_000, "EUR/year", "€645k a year"),
        (999_600, "EUR", "€1m"),
        (1_234_567, "USD", "$1.23m"),
        (-22_800, "GBP", "\N{MINUS SIGN}£22.8k"),
        (5_000, "CHF", "CHF\xa05k"),
        (0, "EUR", "€0"),
        (0.5, "EUR", "€0.5"),
        (160, "day", "160\xa0days"),
        (1, "point", "1\xa0point"),
    ],
)
def test_an_amount_is_short_and_keeps_three_digits(value, unit, shown):
    assert numbers.amount(value, unit) == shown


def test_a_share_is_percent_that_does_not_break():
    assert numbers.share(0.244695) == "24.5\xa0%"
    assert numbers.share(0.244695, 2) == "24.47\xa0%"
    assert numbers.share(-0.0001) == "0.0\xa0%"


def test_a_window_is_told_in_months():
    assert numbers.months(date(2013, 6, 1), date(2013, 7, 31)) == "Jun to Jul\xa02013"
    assert numbers.months(date(2012, 11, 1), date(2013, 1, 31)) == "Nov\xa02012 to Jan\xa02013"
    assert numbers.months(date(2013, 6, 1), date(2013, 6, 30)) == "Jun\xa02013"


# ---- scales --------------------------------------------------------------------------------------
@given(finite, finite)
def test_ticks_enclose_the_values_evenly_and_are_few(one, other):
    low, high = min(one, other), max(one, other)
    ticks = nice_ticks(low, high)
    slack = 1e-6 * max(1.0, high - low)
    assert ticks.low <= low + slack
    assert ticks.high >= high - slack
    assert 2 <= len(ticks.values) <= 8
    assert ticks.place(ticks.low, 10, 20) == 10
    assert ticks.place(ticks.high, 10, 20) == 20


def test_ticks_are_round():
    assert nice_ticks(15.8, 33.1).values == (15, 20, 25, 30, 35)
    assert nice_ticks(0.0221, 0.0262).values == (0.022, 0.023, 0.024, 0.025, 0.026, 0.027)
    assert nice_ticks(0.0221, 0.0262).decimals == 3
    assert nice_ticks(7, 7).low < 7 < nice_ticks(7, 7).high


@given(st.lists(st.floats(0, 200), min_size=1, max_size=5))
def test_labels_keep_apart_and_inside_and_in_order(wanted):
    placed = keep_apart(wanted, 30, 0, 200)
    assert all(0 <= y <= 200 for y in placed)
    order = sorted(placed)
    assert all(b - a >= 30 - 1e-9 for a, b in pairwise(order))
    assert [placed.index(y) for y in order] == sorted(range(len(wanted)), key=lambda k: wanted[k])


def test_months_are_equally_wide_and_days_stand_within_them():
    axis = MonthAxis.over([date(2013, 2, 14), date(2013, 5, 2)], 0, 400)
    assert axis.count == 4
    assert axis.at(date(2013, 2, 1)) == 0
    assert axis.middle(date(2013, 3, 1)) == 150
    assert axis.at(date(2013, 2, 15)) == 50


def test_many_months_are_labelled_from_january_on():
    axis = MonthAxis.over([date(2011, 8, 1), date(2014, 3, 1)], 0, 100)
    assert [m.month for m in axis.labelled(6)] == [1, 7, 1, 7, 1]
    assert len(axis.labelled(13)) <= 13


# ---- text ----------------------------------------------------------------------------------------
@given(st.text(max_size=60), st.floats(20, 300))
def test_a_cut_text_fits_and_says_that_it_is_cut(words, width):
    shown = fit(words, width, 12)
    assert text_width(shown, 12) <= width
    assert shown == words or shown.endswith("…")


def test_a_long_label_takes_at_most_its_lines():
    lines = wrap("Protection list for the duty manager, with reasons for each flight", 110, 12, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(text_width(row, 12) <= 110 for row in lines)
    assert wrap("Late arrivals", 110, 12, 3) == ("Late arrivals",)


@given(st.text(), st.text())
def test_two_names_never_share_an_anchor(one, other):
    assert (anchor(one) == anchor(other)) == (one == other) or "" in (one, other)
    assert re.fullmatch(r"[\w.~-]+", anchor(one), re.ASCII)


def test_a_document_path_is_its_own_anchor():
    assert anchor("kpis.late_arrivals") == "kpis.late_arrivals"


# ---- every picture -------------------------------------------------------------------------------
def hostile_chain() -> ChainSlice:
    column = ChainColumn(HOSTILE, (ChainNode(HOSTILE, HOSTILE, "bad"),))
    return ChainSlice(HOSTILE, HOSTILE, (column,), (ChainLink(HOSTILE, HOSTILE),))


PICTURES = {
    "kpi": (kpi_chart, late_chart()),
    "kpi without lines": (kpi_chart, delay_chart()),
    "segments": (segment_bar, spend_bar()),
    "benefit": (benefit_bars, benefit_rows()),
    "chain": (chain_slice, chain()),
}
HOSTILES = {
    "kpi": (kpi_chart, replace(late_chart(), title=HOSTILE, description=HOSTILE)),
    "segments": (segment_bar, replace(spend_bar(), title=HOSTILE, unit=HOSTILE)),
    "benefit": (benefit_bars, BenefitBars(HOSTILE, HOSTILE, HOSTILE, (BenefitRow(HOSTILE, 2, 1, note=HOSTILE),))),
    "chain": (chain_slice, hostile_chain()),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_names_and_describes_itself_with_ids_of_its_own(name):
    draw, what = PICTURES[name]
    tree = drawn(draw(what, "one"))
    pictures = [node for node in tree.iter("svg") if node.get("role") == "img"]
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert pictures
    assert len(ids) == len(set(ids))
    for picture in pictures:
        assert picture.find("title").text == what.title
        assert picture.find("desc").text == what.description
        assert {picture.get("aria-labelledby"), picture.get("aria-describedby")} <= set(ids)
    other = {node.get("id") for node in drawn(draw(what, "two")).iter() if node.get("id")}
    assert not other & set(ids)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_the_same_text_each_time_and_has_no_colour_of_its_own(name):
    draw, what = PICTURES[name]
    text = draw(what, "one")
    assert text == draw(what, "one")
    assert not re.search(r'(fill|stroke)="(?!url\(#)|#[0-9a-f]{3,6}\b(?![^"]*\))|<script|on\w+=', text)


@pytest.mark.parametrize("name", HOSTILES)
def test_hostile_text_stays_text(name):
    draw, what = HOSTILES[name]
    text = draw(what, HOSTILE)
    assert "<script" not in text
    assert HOSTILE in "".join(drawn(text).itertext())


# ---- KPI -----------------------------------------------------------------------------------------
def test_a_kpi_shows_each_month_its_band_and_a_hollow_partial_month():
    wide = size(drawn(kpi_chart(late_chart(), "late")), "wide")
    assert len(classed(wide, "dot")) == 12
    assert len(classed(wide, "dot part")) == 1
    assert len(classed(wide, "band")[0].get("points").split()) == 26
    assert len(classed(wide, "obs")[0].get("points").split()) == 12
    assert len(classed(wide, "obs part")[0].get("points").split()) == 2
    assert "Jan\xa02014: 26.3\xa0%, 95\xa0% interval 19.0\xa0% to 33.6\xa0%; the month is not complete" in "".join(
        wide.itertext()
    )


def test_a_kpi_names_its_last_month_its_baseline_and_its_target():
    shown = texts(size(drawn(kpi_chart(late_chart(), "late")), "wide"))
    assert {"26.3\xa0%", "Jan\xa02014, partial", "Baseline 24.5\xa0%", "Jan to Dec\xa02013"} <= set(shown)
    assert {"Target 22.5\xa0%", "by 31\xa0Dec\xa02014", "15\xa0%", "2013", "2014"} <= set(shown)
    narrow = texts(size(drawn(kpi_chart(late_chart(), "late")), "narrow"))
    assert "Target 22.5\xa0%, by 31\xa0Dec\xa02014" in narrow


def test_the_baseline_covers_its_window_only():
    june = BaselineLine(0.3187, date(2013, 6, 1), date(2013, 7, 31))
    wide = size(drawn(kpi_chart(replace(late_chart(), baseline=june), "late")), "wide")
    start, end = map(float, re.fullmatch(r"M([\d.]+) .*H([\d.]+)M.*", classed(wide, "base")[0].get("d")).groups())
    axis = MonthAxis.over([JAN, date(2014, 1, 1)], 50, 742 - 118)
    assert (start, end) == pytest.approx((axis.at(date(2013, 6, 1)), axis.at(date(2013, 8, 1))), abs=0.1)


def test_a_missing_month_breaks_the_line_and_the_band():
    wide = size(drawn(kpi_chart(delay_chart(), "delay")), "wide")
    assert [len(line.get("points").split()) for line in classed(wide, "obs")] == [2, 6]
    assert len(classed(wide, "band")) == 2


def test_a_higher_value_stands_higher():
    chart = KpiChart("k", "d", False, (MonthPoint(JAN, 1), MonthPoint(date(2013, 2, 1), 9)))
    low, high = (float(dot.get("cy")) for dot in size(drawn(kpi_chart(chart, "k")), "wide").iter("circle"))
    assert low > high


def test_a_single_month_is_a_dot_with_a_whisker():
    wide = size(drawn(kpi_chart(KpiChart("k", "d", True, (MonthPoint(JAN, 0.2, 0.1, 0.3),)), "k")), "wide")
    assert len(classed(wide, "whisker")) == len(classed(wide, "dot")) == 1
    assert classed(wide, "obs") == []


def test_a_kpi_without_any_measure_says_so():
    chart = KpiChart("k", "d", True, (), target=TargetLine(0.2, date(2014, 1, 1)))
    assert drawn(kpi_chart(chart, "k")).text == "No month is measured yet."


# ---- segments ------------------------------------------------------------------------------------
def test_segments_are_as_wide_as_their_share_and_named_with_amount_and_share():
    tree = drawn(segment_bar(spend_bar(), "spend"))
    widths = {kind: float(classed(size(tree, "wide"), f"seg-{kind}")[0].get("width")) for kind in ("aligned", "no_kpi")}
    assert widths["aligned"] / widths["no_kpi"] == pytest.approx(76 / 22.8, rel=0.01)
    rows = [[node.text for node in row.iter() if node.tag in {"span", "b", "small"}] for row in tree.iter("li")]
    assert rows[0] == ["Aligned", "€76k", "57.6\xa0%"]
    assert [row[0] for row in rows] == list(LABELS.values())


def test_segments_differ_by_pattern_not_only_by_colour():
    patterns = list(size(drawn(segment_bar(spend_bar(), "spend")), "wide").iter("pattern"))
    drawn_on = [tuple(path.get("d") for path in pattern.iter("path")) for pattern in patterns]
    assert len(drawn_on) == len(set(drawn_on)) == 5


def test_a_tiny_segment_stays_visible_and_an_empty_one_is_left_out():
    bar = SegmentBar("t", "d", "day", (("aligned", 100_000.0), ("no_kpi", 1.0), ("mandated", 0.0)))
    wide = size(drawn(segment_bar(bar, "s")), "wide")
    assert float(classed(wide, "seg-no_kpi")[0].get("width")) >= 3.9
    assert classed(wide, "seg-mandated") == []


def test_no_work_left_is_said():
    assert drawn(segment_bar(SegmentBar("t", "d", "EUR", ()), "s")).text == "No work is left to place."


# ---- benefit -------------------------------------------------------------------------------------
def test_a_promise_without_evidence_says_none():
    shown = texts(size(drawn(benefit_bars(benefit_rows(), "b")), "wide"))
    assert {"€645k a year promised", "none evidenced", "no pilot has run", "€46k evidenced"} <= set(shown)


def test_benefit_bars_share_one_scale_and_the_range_encloses_the_promise():
    wide = size(drawn(benefit_bars(benefit_rows(), "b")), "wide")
    late, rebooked = (float(bar.get("width")) for bar in classed(wide, "promised")[1:])
    assert late / rebooked == pytest.approx(645 / 120, rel=0.02)
    low, high = map(float, re.match(r"M([\d.]+) .*H([\d.]+)m", classed(wide, "whisker")[1].get("d")).groups())
    bar = classed(wide, "promised")[1]
    assert low < float(bar.get("x")) + float(bar.get("width")) < high


def test_no_promise_is_said():
    assert drawn(benefit_bars(BenefitBars("t", "d", "EUR/year", ()), "b")).text == "No benefit is promised yet."


# ---- chain ---------------------------------------------------------------------------------------
def wide_column(count: int, states: dict[int, str]) -> ChainSlice:
    nodes = tuple(ChainNode(f"e{k}", f"Epic {k}", states.get(k, "ok")) for k in range(count))
    links = tuple(ChainLink("g", node.id, node.state) for node in nodes)
    return ChainSlice("t", "d", (ChainColumn("Goal", (ChainNode("g", "Goal"),)), ChainColumn("Epic", nodes)), links)


def test_a_long_column_keeps_what_is_broken_and_counts_the_rest():
    shown = shorten(wide_column(26, {25: "bad", 20: "warn"}))
    labels = [node.label for node in shown.columns[1].nodes]
    assert len(labels) == 13
    assert {"Epic 25", "Epic 20"} <= set(labels)
    assert labels[-1] == "and 14 more"
    assert len([link for link in shown.links if link.target == "rest 1"]) == 1


def test_a_hidden_warning_marks_the_rest():
    shown = shorten(wide_column(14, dict.fromkeys(range(14), "warn")))
    assert shown.columns[1].nodes[-1] == ChainNode("rest 1", "and 2 more", "warn")


def test_nodes_are_ordered_so_that_links_do_not_cross():
    left = ChainColumn("KPI", (ChainNode("a", "A"), ChainNode("b", "B")))
    right = ChainColumn("Goal", (ChainNode("z", "loose", "bad"), ChainNode("y", "of b"), ChainNode("x", "of a")))
    links = (ChainLink("b", "y"), ChainLink("a", "x"))
    assert [n.id for n in shorten(ChainSlice("t", "d", (left, right), links)).columns[1].nodes] == ["x", "y", "z"]


def test_a_link_may_be_given_in_either_direction_and_unknown_ends_are_left_out():
    links = (ChainLink("e0", "g", "warn"), ChainLink("g", "nowhere"))
    assert shorten(replace(wide_column(1, {}), links=links)).links == (ChainLink("g", "e0", "warn"),)


def test_a_long_label_is_cut_and_told_in_full():
    label = "Protection list for the duty manager, with reasons for each flight and each hour of the day"
    epics = ChainColumn("Epic", (ChainNode("e", label, "warn"), ChainNode("f", "F")))
    tree = drawn(chain_slice(ChainSlice("t", "d", (epics, *[ChainColumn("Level", ())] * 5), ()), "c"))
    assert any(row.text and row.text.endswith("…") for row in tree.iter("text"))
    assert f"{label}: warns" in "".join(tree.itertext())


def test_a_broken_item_that_nothing_leads_to_gets_a_loose_end():
    tree = drawn(chain_slice(chain(), "c"))
    assert len(classed(tree, "l l-cut")) == 1


def test_the_list_holds_every_item_once_nested_under_what_it_serves():
    tree = drawn(chain_slice(chain(), "c"))
    (top,) = classed(tree, "nodes")
    labels = [node.tail for node in top.iter("small")]
    assert sorted(labels) == sorted(node.label for column in chain().columns for node in column.nodes)
    assert [item.find("div/span/small").tail for item in top.findall("li")] == [
        "Punctual group 2015",
        "Executive dashboard",
    ]


def test_each_state_has_its_own_shape():
    shapes = {
        path.get("d") for state in ("ok", "warn", "bad", "quiet") for path in drawn(state_icon(state)).iter("path")
    }
    assert len([d for d in shapes if d.endswith("Z")]) == 4


def test_an_empty_chain_is_said():
    assert drawn(chain_slice(ChainSlice("t", "d", (), ()), "c")).text == "Nothing is linked yet."
