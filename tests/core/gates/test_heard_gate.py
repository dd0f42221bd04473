"""Discovery waits until business and technology stated their priorities, once anybody is to be heard or signs."""

from __future__ import annotations

from datetime import date

import pytest

from trueup.app.check import check

SIDES = "stakeholders:\n  owner: {side: business, priorities: {late: 100}}\n  dev: {side: technology}\n"


def discovery(folder, text):
    (folder / "initiative.yaml").write_text(text, "utf-8")
    (found,) = check(folder, as_of=date(2026, 1, 15), phase=None, cache=folder / "cache").assessments
    return {criterion.id: criterion for criterion in found.gates[0].criteria}


def test_without_stakeholders_and_ledger_nothing_more_is_asked(tmp_path):
    assert "D14" not in discovery(tmp_path, "title: A\n")


def test_whoever_began_a_ledger_is_asked_for_both_sides(tmp_path):
    (tmp_path / "ledger.jsonl").write_text("", "utf-8")
    found = discovery(tmp_path, "title: A\n")["D14"]
    assert found.status == "unknown"
    assert found.because == (
        "business has not stated its priorities: nobody of that side is named",
        "technology has not stated its priorities: nobody of that side is named",
    )


def test_it_is_unknown_and_must_be_met_until_both_sides_stated_their_points(tmp_path):
    found = discovery(tmp_path, "title: A\n" + SIDES)["D14"]
    assert (found.kind, found.status) == ("must", "unknown")
    assert found.because == ("technology has not stated its priorities (ask `dev`)",)


@pytest.mark.parametrize(("ballot", "status"), [("late,100", "met"), ("late,99", "unknown")])
def test_a_ballot_beside_the_document_counts_where_it_is_right(tmp_path, ballot, status):
    (tmp_path / "priorities").mkdir()
    (tmp_path / "priorities" / "dev.csv").write_text(f"outcome,points\n{ballot}\n", "utf-8")
    assert discovery(tmp_path, "title: A\n" + SIDES)["D14"].status == status
