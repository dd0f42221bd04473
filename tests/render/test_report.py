"""The report as bytes: the same for the same assessment, bounded, without a trace of the machine it was made on."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from render.cases import HOSTILE_TITLES, LONG, flights, hostile, large, ten_lines, title_only
from trueup.render.charts.svg import fit, text_width, wrap
from trueup.render.html.chain import chain
from trueup.render.html.decisions import MOST_FOLDED, MOST_OF_ONE_RULE, findings, later, repeated
from trueup.render.html.goals import MOST_CARDS, MOST_ROWS, kpis
from trueup.render.html.page import prose
from trueup.render.html.report import report_html
from trueup.render.html.roadmap import MOST_LEAVES, spend
from trueup.render.html.stand import banner, open_gates, track
from trueup.render.verdict import verdict

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def example(answers):
    return flights(ROOT).assess(answers)


@pytest.fixture(scope="module")
def plan(tmp_path_factory, answers):
    return large(tmp_path_factory.mktemp("large")).assess(answers)


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    return title_only(tmp_path_factory.mktemp("bare")).assess()


def test_the_same_assessment_gives_the_same_bytes(example):
    assert report_html(example) == report_html(flights(ROOT).assess())


def test_another_folder_with_the_same_content_gives_the_same_bytes(tmp_path):
    one, other = (report_html(ten_lines(tmp_path / name).assess()) for name in ("here", "elsewhere/deep"))
    assert one == other


def test_an_epic_hangs_on_the_kpi_it_advances_where_its_goal_moves_another(example):
    before = {link.target: link.source for link in chain(example).links if link.target in ("epics.E2", "epics.E6")}
    assert before == {"epics.E2": "operational_goals.protect", "epics.E6": "kpis.satisfaction"}


def test_no_place_of_this_machine_is_named(example, tmp_path):
    for page in (report_html(example), report_html(ten_lines(tmp_path / "ten").assess())):
        assert str(ROOT) not in page
        assert str(tmp_path) not in page
        assert re.search(r"(?<![\w.<])/(?:home|root|tmp|Users|work|var|etc)/", page) is None


def test_the_page_stays_small(example, plan, bare):
    assert len(report_html(bare).encode()) < 150_000
    assert len(report_html(example).encode()) < 350_000
    assert len(report_html(plan).encode()) < 1_000_000


def test_every_figure_has_a_basis_a_definition_a_date_and_someone(example, bare, plan):
    for found in (example, bare, plan):
        figures = re.findall(r'<details class="fig.*?</details>', report_html(found), re.DOTALL)
        assert figures
        for figure in figures:
            basis = re.search(r'<span class="sr">(measured|estimated|assumed|unknown)</span></summary>', figure)
            assert basis, figure
            for label in ("Definition", "As of", "Who"):
                assert re.search(rf"<dt>{label}</dt><dd>\S", figure), figure
            assert basis[1] == "unknown" or re.search(r"<dt>Source</dt><dd>\S", figure), figure


def test_the_known_figures_of_the_example_are_on_the_page(example):
    page = report_html(example).replace("\N{NO-BREAK SPACE}", " ")
    for figure in ("72.7 %", "€645k", "24.47 %", "2.45 %", "23.05 %", "31.87 %", "327,346", "50,094", "99.3 %"):
        assert figure in page


def test_sections_whose_engine_does_not_exist_are_absent(example):
    ids = set(re.findall(r' id="([a-z]+)"', report_html(example)))
    parts = {"goals", "data", "roadmap", "decisions", "stand", "main"}
    cards = {"gates", "next", "kpis", "rivals", "further", "chain", "readiness", "options", "spend", "benefit"}
    assert ids == parts | cards | {"findings", "assumptions"}


def test_the_banner_says_what_the_verdict_says(example):
    shown = banner(example)
    words = verdict(example)
    assert words.startswith(shown.words)
    assert all(f"{gate}: {what}" in words for gate, what in shown.gates)
    assert shown.first == example.actions[0]
    assert shown.held == ("Learn which flights will be late",)


def test_a_gate_that_is_open_reads_as_good(example):
    opened = tuple(
        replace(gate, criteria=tuple(replace(c, status="met", because=()) for c in gate.criteria))
        for gate in example.gates
    )
    found = replace(example, gates=opened, actions=(), options=())
    assert banner(found).words == "Fit to go on"
    assert banner(found).state == "ok"
    assert open_gates(found) == ()
    assert [g.state for g in track(found)] == ["passed", "open", "later", "later", "later"]
    page = report_html(found)
    assert "Nothing that is due is open" in page
    assert "Fit to go on" in page


def test_criteria_that_are_met_are_counted_apart_from_those_that_wait(example):
    for gate, shown in zip(example.gates, open_gates(example), strict=False):
        assert len(shown.met) == sum(c.status == "met" for c in gate.criteria)
        assert len(shown.waits) == sum(c.status != "met" and c.part == "content" for c in gate.criteria)


def test_a_criterion_leads_to_the_finding_it_rests_on(example):
    anchors = {f.anchor: f.code for f in findings(example)}
    links = [link for gate in open_gates(example) for c in gate.waits for link in c.rests_on]
    assert links
    assert all(anchors[anchor] == code for code, anchor in links)


def test_each_kpi_is_shown_once(example, plan):
    for found in (example, plan):
        shown = kpis(found)
        cards = [card.name for card in (shown.deciding, *shown.cards) if card]
        rows = [row.name for row in (*shown.rows, *shown.more)]
        rivals = [row.name for row in shown.rivals if row.name not in cards]
        assert sorted(cards + rows + rivals) == sorted(found.document.initiative.kpis)
        assert len(shown.cards) <= MOST_CARDS
        assert len(shown.rows) <= MOST_ROWS


def test_competing_definitions_stand_below_the_one_that_decides(example):
    assert [row.name for row in kpis(example).rivals] == ["late", "late_finance", "late_summer"]


def test_every_finding_is_on_the_page_or_counted(example, plan):
    for found in (example, plan):
        folds = (*repeated(found), *later(found))
        shown = len(findings(found)) + sum(len(fold.lines) + fold.rest for fold in folds)
        assert shown == len(found.findings)
        assert all(len(fold.lines) <= MOST_FOLDED for fold in folds)
        codes = [f.code for f in findings(found)]
        assert max(codes.count(code) for code in codes) <= MOST_OF_ONE_RULE


def test_work_that_does_not_reach_is_shown_or_counted(plan):
    shown = spend(plan)
    gaps = sum(leaf.missing is not None or leaf.cost is None for leaf in plan.evidence.spend.leaves)
    assert len(shown.leaves) == MOST_LEAVES
    assert shown.more == gaps - MOST_LEAVES


@pytest.mark.parametrize("name", HOSTILE_TITLES)
def test_text_of_the_user_never_becomes_markup(tmp_path, name, answers):
    page = report_html(hostile(tmp_path / "doc", HOSTILE_TITLES[name]).assess(answers))
    assert "<script" not in page
    assert re.search(r"<[^>]*\son[a-z]+=", re.sub(r'"[^"]*"', '""', page)) is None
    assert "<img" not in page


def test_a_title_of_ten_thousand_characters_does_not_stop_the_page(tmp_path, answers):
    found = hostile(tmp_path / "doc", LONG).assess(answers)
    start = time.perf_counter()
    report_html(found)
    assert time.perf_counter() - start < 5


def test_a_text_is_cut_where_its_room_ends():
    assert fit("short", 200, 12) == "short"
    cut = fit(LONG, 200, 12)
    assert cut.endswith("…")
    assert text_width(cut, 12) <= 200 < text_width(cut[:-1] + LONG[len(cut) - 1 : len(cut) + 1] + "…", 12)
    assert all(text_width(line, 12) <= 200 for line in wrap(f"{LONG} {LONG}", 200, 12, 3))


def test_long_words_may_break_and_short_ones_stay_whole():
    assert prose("a" * 32) == "a" * 32
    assert prose("a" * 70) == "a" * 32 + "<wbr>" + "a" * 32 + "<wbr>" + "a" * 6
    assert prose("&" * 33) == "&amp;" * 32 + "<wbr>&amp;"
    assert prose("a\0b") == "ab"
