"""`trueup init`: what it says and how it leaves."""

from __future__ import annotations

import re

import pytest

from trueup.render.archetypes.catalogue import ARCHETYPES

NAMES = [each.name for each in ARCHETYPES]


def test_it_says_what_it_wrote_how_much_is_open_and_what_is_first(desk):
    said = desk.call("init", "inquiries", "--like", "customer-inquiries")
    assert (said.status, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0] == "Wrote inquiries: initiative.yaml, backlog.yaml, portfolio.yaml."
    assert re.fullmatch(r"\d\d things only people can fill, the first three:", lines[1])
    assert len([line for line in lines if re.match(r"  inquiries/initiative\.yaml:\d+  \w", line)]) == 3
    assert lines[-1] == "Each is marked FILL: in the files. Next: trueup check inquiries"


@pytest.mark.parametrize("like", NAMES)
def test_what_it_wrote_is_checked_assessed_and_reported(desk, like):
    assert desk.call("init", "mine", "--like", like).status == 0
    checked = desk.call("check", "mine")
    assert (checked.status, checked.err) == (1, "")
    assert len(checked.out.splitlines()) <= 34
    assert checked.out.startswith("next: ")
    assert desk.call("assess", "mine").status == 0
    assert desk.call("report", "mine", "-o", "report.html").status == 0


def test_answers_are_not_asked_for_again(desk):
    without = desk.call("init", "one", "--like", "document-piles").out
    given = ("--owner", "head-of-files", "--currency", "chf", "--title", "Less paper")
    having = desk.call("init", "two", "--like", "document-piles", *given).out
    assert int(re.search(r"(\d+) things", without)[1]) - int(re.search(r"(\d+) things", having)[1]) == 3
    assert "Less paper" in desk.call("assess", "two").out


def test_the_archetypes_are_listed_one_a_line(desk):
    said = desk.call("init", "--list")
    assert said.status == 0
    assert [line.split()[0] for line in said.out.splitlines()] == NAMES
    assert max(map(len, said.out.splitlines())) <= 120


@pytest.mark.parametrize("words", [(), ("mine",), ("--like", "blank")])
def test_without_a_name_or_a_kind_it_explains_them_and_writes_nothing(desk, words):
    before = set(desk.folder.iterdir())
    said = desk.call("init", *words)
    assert said.status == 2
    assert all(name in said.err for name in NAMES)
    assert "--like blank" in said.err
    assert "trueup new" in said.err
    assert set(desk.folder.iterdir()) == before


def test_what_is_there_is_refused(desk):
    assert desk.call("init", "mine", "--like", "blank").status == 0
    before = (desk.folder / "mine" / "initiative.yaml").read_bytes()
    said = desk.call("init", "mine", "--like", "document-piles")
    assert said.status == 2
    assert "mine exists already; nothing was written." in said.err
    assert {file.name for file in (desk.folder / "mine").iterdir()} == {".gitattributes", "initiative.yaml"}
    assert (desk.folder / "mine" / "initiative.yaml").read_bytes() == before


def test_it_and_new_name_each_other(desk):
    assert "trueup new" in desk.call("init", "--help").out
    assert "trueup init" in desk.call("new", "--help").out
