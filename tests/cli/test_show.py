"""`trueup show`: the chain on the terminal, focused, as JSON and as a picture."""

from __future__ import annotations

from pathlib import Path

import pytest

FLIGHTS = Path(__file__).parents[2] / "examples" / "flights"


def show(desk, *arguments):
    return desk.call("show", FLIGHTS, *arguments, "--as-of", "2014-01-15")


def test_it_goes_down_to_epics_and_counts_what_is_below(desk):
    said = show(desk)
    assert said.status == 0
    assert "KPI late: Late arrivals (decides)" in said.out
    assert "✗ KPI satisfaction: Passenger satisfaction" in said.out
    assert "KPI `satisfaction` has no owner." in said.out
    assert "2 stories" in said.out
    assert "story S1" not in said.out


def test_a_kpi_alone_leaves_the_others_out(desk):
    said = show(desk, "--kpi", "late", "--depth", "story")
    assert "story S1" in said.out
    assert "satisfaction" not in said.out
    assert "Executive dashboard" not in said.out


def test_an_item_shows_what_leads_to_it_and_lies_below_it(desk):
    said = show(desk, "E2")
    assert "story S2" in said.out
    assert "epic E3" not in said.out


def test_json_holds_the_same_tree(desk):
    body = show(desk, "--format", "json").body
    assert body["tree"][0]["children"][0]["path"] == "objective"


@pytest.mark.parametrize("name", ["chain.svg", "chain.html"])
def test_a_picture_is_written_in_one_piece(desk, name):
    said = show(desk, "-o", desk.folder / name)
    assert said.out.startswith(f"Wrote {desk.folder / name} (")
    assert "Late arrivals" in (desk.folder / name).read_text("utf-8")


def test_wrong_names_get_a_hint(desk):
    assert "Did you mean `late`?" in show(desk, "lat").all
    assert "Did you mean `kpis.late`?" in show(desk, "--kpi", "lats").all
    said = show(desk, "-o", desk.folder / "chain.pdf")
    assert said.status == 2
    assert "chain.svg" in said.all
    assert show(desk, "E2", "--kpi", "late").status == 2
