"""`trueup fmt`: tidy files, nothing lost, nothing touched that is not sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk import WHOLE

FLIGHTS = Path(__file__).parents[2] / "examples" / "flights"

UNTIDY = """\
title: "Faster deliveries"   # for all
epics:
    # the first one
    E1: {title: "Trace late orders"}
trueup: 1
"""
TIDY = """\
trueup: 1
title: Faster deliveries     # for all

epics:
  # the first one
  E1: {title: Trace late orders}
"""


@pytest.fixture
def file(desk):
    return desk.initiative(UNTIDY) / "initiative.yaml"


def test_the_files_are_laid_out_and_then_tidy(desk, file):
    said = desk.call("fmt", "orders")
    assert (said.status, said.out) == (0, "initiative.yaml: tidied\n")
    assert file.read_text() == TIDY
    assert desk.call("fmt", "orders").out == "1 file tidy already.\n"


def test_check_writes_nothing_and_leaves_with_1(desk, file):
    said = desk.call("fmt", "orders", "--check")
    assert (said.status, said.out) == (1, "initiative.yaml: is not tidy\n")
    assert file.read_text() == UNTIDY
    file.write_text(TIDY)
    assert desk.call("fmt", "orders", "--check").status == 0


def test_diff_prints_what_would_change_and_writes_nothing(desk, file):
    said = desk.call("fmt", "orders", "--diff")
    assert said.status == 0
    assert '\n-    E1: {title: "Trace late orders"}\n' in said.out
    assert "\n+  E1: {title: Trace late orders}\n" in said.out
    assert file.read_text() == UNTIDY
    assert desk.call("fmt", "orders", "--diff", "--check").status == 1


def test_a_file_with_faults_is_told_and_left_as_it_is(desk):
    folder = desk.initiative(WHOLE + "epiks: {}\n")
    before = (folder / "initiative.yaml").read_bytes()
    (folder / "waivers.yaml").write_text("waivers:\n    - rule: 'KPI001'\n      subject: kpis.late\n")
    said = desk.call("fmt", "orders")
    assert said.status == 2
    assert "DOC020 `epiks` is not a key" in said.err
    assert (folder / "initiative.yaml").read_bytes() == before
    assert (folder / "waivers.yaml").read_text() == "waivers:\n  - rule: KPI001\n    subject: kpis.late\n"


def test_every_file_of_the_document_is_tidied_and_one_alone_where_it_is_named(desk, file):
    backlog = file.parent / "backlog"
    backlog.mkdir()
    for name in ("a.yaml", "b.yaml"):
        (backlog / name).write_text(f"epics:\n    {name[0]}: {{title: x}}\n")
    assert desk.call("fmt", backlog / "b.yaml").out == "backlog/b.yaml: tidied\n"
    assert (backlog / "b.yaml").read_text() == "epics:\n  b: {title: x}\n"
    assert file.read_text() == UNTIDY
    assert desk.call("fmt", "orders").out == "initiative.yaml: tidied\nbacklog/a.yaml: tidied\n"


def test_the_example_says_the_same_when_tidied(desk):
    before = desk.call("check", FLIGHTS, "--as-of", "2014-01-15", "--format", "json").body
    copy = desk.folder / "flights"
    copy.mkdir()
    for name in ("initiative.yaml", "portfolio.yaml"):
        (copy / name).write_bytes((FLIGHTS / name).read_bytes())
    desk.call("fmt", "flights")
    after = desk.call("check", "flights", "--as-of", "2014-01-15", "--format", "json").body
    assert {f["subject"] + f["code"] for f in _findings(before)} == {f["subject"] + f["code"] for f in _findings(after)}


def _findings(body):
    return [finding for each in body["initiatives"] for finding in each["findings"]]


def test_where_there_is_nothing_it_says_how_to_begin(desk):
    said = desk.call("fmt", "nowhere")
    assert said.status == 2
    assert "trueup new" in said.all
