"""The chain as a tree: every amount in its place, marks that say where it breaks, as deep as asked for."""

from __future__ import annotations

import json
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from reading import document as read
from trueup.app.judge import judge
from trueup.core.model.evidence import Evidence
from trueup.render.chain_svg import chain_page, chain_svg
from trueup.render.chain_text import chain_json, chain_text
from trueup.render.chain_tree import chain_tree
from trueup.render.chain_twigs import LEVELS, ChainTree, cut, every, focused, shortened
from trueup.render.terminal import Screen

PLAIN = Screen(100, colour=False)
PORTFOLIO = "strategic_objectives: {care: {statement: Care, owner: boss}, cost: {statement: Save, owner: boss}}\n"
KPI = "direction: decrease, owner: ana, data: d, value: count(*), per: id, across: mean, at: t, unit: 1"
DOCUMENT = f"""\
title: Faster <answers>
supports: [care, cost]
objective: {{statement: Answer in a day, owner: ana, kpi: wait, guardrails: [wrong]}}
kpis:
  wait: {{title: Days to wait, {KPI}, baseline: {{value: 3}}, target: {{value: 1, by: 2027-12-31}}}}
  wrong: {{title: Wrong answers, {KPI}}}
  late: {{title: A rival, instead_of: wait, because: some say so}}
data: {{d: {{source: d.csv, owner: ana}}}}
operational_goals:
  sort: {{statement: Sort inquiries, owner: tim, moves: [wait]}}
  idle: {{statement: Sing, owner: tim}}
epics:
  E1:
    title: Sort by rule
    for: sort
    advances: {{wait: 3, wrong: 1}}
    stories:
      S1: {{title: One, estimate: 8 days, tasks: {{T1: {{title: Do, estimate: 8 days}}}}}}
      S2: {{title: Two}}
  E2: {{title: Dashboard, estimate: 5 days}}
  E3: {{title: Keep the records, estimate: 2 days, mandated: {{owner: law, reason: the law of records}}}}
  E4: {{title: Dropped, status: cancelled, advances: wait, estimate: 9 days}}
"""


def tree_of(text=DOCUMENT, portfolio=PORTFOLIO):
    return chain_tree(judge(read(text, portfolio), Evidence(), date(2026, 6, 1), None))


@pytest.fixture(scope="module")
def tree():
    return tree_of()


def found(tree, path, under=None):
    roots = focused(tree.roots, under) if under else tree.roots
    return next(twig for twig in every(roots) if twig.path == path)


def test_the_levels_hang_on_each_other_from_strategy_to_task(tree):
    assert [twig.path for twig in tree.roots] == [
        "strategic_objectives.care",
        "strategic_objectives.cost",
        "+mandated",
        "+none",
    ]
    line, here = [], tree.roots[1]
    while here.children:
        here = here.children[0]
        line.append(here.path.rpartition(".")[2])
    assert line == ["objective", "wait", "sort", "E1", "S1", "T1"]


def test_work_stands_under_every_kpi_with_the_part_that_reaches_it(tree):
    assert found(tree, "epics.E1", "kpis.wait").spend == 6
    assert found(tree, "epics.E1", "kpis.wrong").spend == 2
    assert found(tree, "kpis.wait").unpriced == 1


def test_no_work_is_lost_and_cancelled_work_is_not_shown(tree):
    tops = [*found(tree, "objective").children, *tree.roots[2:]]
    assert sum(twig.spend or 0 for twig in tops) == pytest.approx(15)
    assert "epics.E4" not in {twig.path for twig in every(tree.roots)}


def test_what_reaches_no_kpi_stands_apart_with_its_reason(tree):
    group = found(tree, "+none")
    assert {twig.path for twig in group.children} == {"operational_goals.idle", "epics.E2"}
    assert all(twig.mark == "breaks" for twig in group.children)
    assert "advances a KPI" in found(tree, "epics.E2").why
    assert found(tree, "epics.E3").why == "the law of records, says law"


def test_what_hangs_on_a_broken_kpi_does_not_hold_either(tree):
    assert found(tree, "kpis.wrong").why == "KPI `wrong` has no target"
    assert {twig.mark for twig in every((found(tree, "kpis.wrong"),))} == {"breaks"}


def test_a_rival_definition_is_no_kpi_of_the_chain(tree):
    assert "kpis.late" not in {twig.path for twig in every(tree.roots)}


def test_one_reason_for_many_epics_is_told_once():
    epics = "".join(f"  X{n}: {{title: x, estimate: {n} days}}\n" for n in range(1, 30))
    tree = tree_of(f"title: x\nepics:\n{epics}")
    group = found(tree, "+none")
    assert "advances a KPI" in group.why
    assert not any(twig.why for twig in group.children)
    few = shortened(tree.roots)[-1]
    assert [twig.title for twig in few.children[12:]] == ["and 17 more"]
    assert sum(twig.spend for twig in few.children) == group.spend
    assert few.children[0].name == "X29"


@pytest.mark.parametrize("level", LEVELS)
def test_a_tree_goes_down_to_the_level_asked_for_and_counts_what_is_below(tree, level):
    roots = cut(tree.roots, level)
    assert max(twig.level for twig in every(roots) if twig.kind != "group") == LEVELS.index(level)
    assert found(ChainTree("", "", "", roots), "objective").counts == (1, 2, 1)


def test_the_text_keeps_within_its_width_and_says_each_mark_in_a_sign(tree):
    for width in (60, 100):
        text = chain_text(tree, Screen(width, colour=False))
        assert max(map(len, text.splitlines())) <= width
        assert "\x1b" not in text
    assert "KPI wait: Days to wait (decides)" in text
    assert "Has to be done" in text
    assert "\x1b[" in chain_text(tree, Screen(100, colour=True))


def test_the_json_holds_the_whole_tree(tree):
    body = json.loads(chain_json(tree, "answers"))
    assert (body["initiative"], body["unit"]) == ("answers", "day")
    objective = body["tree"][1]["children"][0]
    assert objective["kind"] == "primary objective"
    assert objective["below"] == {"epics": 1, "stories": 2, "tasks": 1}
    assert body["tree"][-1]["path"] is None


def test_the_picture_is_one_well_formed_svg_whose_text_is_text(tree):
    root = ET.fromstring(chain_svg(tree))  # noqa: S314 - made here
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    words = " ".join("".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "Faster <answers>" in words
    for twig in every(tree.roots):
        assert twig.name in words
    assert "prefers-color-scheme: dark" in chain_svg(tree)


def test_no_word_in_the_picture_runs_into_the_figures():
    long = "Wonderful improvements everywhere " * 8
    tree = tree_of(DOCUMENT.replace("Sort by rule", long).replace("owner: tim", "owner: " + "o" * 70))
    root = ET.fromstring(chain_svg(tree))  # noqa: S314 - made here
    lines = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert max(map(len, lines)) < 100


def test_the_page_needs_nothing_beside_itself(tree):
    page = chain_page(tree)
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_an_initiative_without_anything_says_what_is_missing():
    text = chain_text(tree_of("title: x\n", None), PLAIN)
    assert "No work is planned yet.\n" in text
    assert "✗ primary objective: No primary objective" in text
