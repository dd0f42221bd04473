"""Figures that moved since somebody signed: counted at the gate, shown beside today's, and not judged without data."""

from __future__ import annotations

import pytest

from desk import WHOLE

PEOPLE = "people: {ops: {name: Head of operations, side: business}, it: {name: Head of IT, side: technology}}"
TEXT = WHOLE.replace("people: {ops: {name: Head of operations, side: business}}", PEOPLE)
DAY = ("--as-of", "2027-01-15")


@pytest.fixture
def signed(desk):
    desk.initiative(TEXT)
    for who in ("ops", "it"):
        assert desk.call("sign", "orders", "--as", who, "--phase", "discovery", *DAY).status == 0
    return desk


def double_the_cost(desk):
    file = desk.folder / "orders" / "initiative.yaml"
    file.write_text(file.read_text("utf-8").replace("{range: 4..8,", "{range: 8..16,"), "utf-8")
    return desk


def test_the_gate_counts_suspect_signatures_and_says_which_figure_moved(signed):
    assert "suspect" not in signed.call("assess", "orders", *DAY).flat.lower()
    said = double_the_cost(signed).call("assess", "orders", *DAY).flat
    assert "2 of 2 signatures, 2 suspect" in said
    assert "Suspect: `promised benefit` was" in said
    assert "Signatures suspect, for figures have moved since: Discovery 2." in said


def test_two_who_saw_the_same_figures_are_one_next_action(signed):
    double_the_cost(signed)
    actions = signed.call("assess", "orders", *DAY, "--format", "json").body["initiatives"][0]["actions"]
    [shown] = [each for each in actions if each["code"] == "SGN002"]
    assert {shown["who"], *shown["also"]} == {"ops", "it"}


def test_the_executive_sees_the_figure_at_signing_beside_today_s(signed):
    words = ("--for", "executive", "--format", "markdown", "-o", "page.md", *DAY)
    assert double_the_cost(signed).call("report", "orders", *words).status == 0
    page = (signed.folder / "page.md").read_text("utf-8")
    table = page.partition("## Figures that moved since they were signed")[2].partition("##")[0]
    assert "| Promised benefit | €1.81k a year | ! €3.62k a year |" in table.replace("\u00a0", " ")
    assert "Head of operations, Head of IT" in table


def test_check_lists_that_it_could_not_compare_them(signed):
    said = double_the_cost(signed).call("check", "orders", *DAY)
    assert "not run: SGN002 signature-suspect: `kpis.late`" in said.out
    body = signed.call("check", "orders", *DAY, "--format", "json").body["initiatives"][0]
    assert "SGN002" in {each["code"] for each in body["skipped"]}
    assert "SGN002" not in body["ran"]
