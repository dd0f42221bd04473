"""Which ballots count, and what is said of the others."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.priority.ballot_box import handed, place, stated, team
from reading import document
from trueup.core.model.results.priority import Outcome
from trueup.core.priority.ballots import count_ballots, scaled_to_100
from trueup.core.priority.handed import Handed, Row, Stated


def counted(*ballots, doc=None, scaled=False):
    return count_ballots(doc or team(), handed(*ballots), scaled=scaled)


def only_fault(*ballots, doc=None):
    found = counted(*ballots, doc=doc)
    (fault,) = found.faults
    assert fault.left_out
    assert found.ballots == []
    return fault


def test_points_that_sum_to_100_count_for_the_side_of_their_author():
    found = counted(stated("dev", {"late": 70, "cost": 30}))
    (ballot,) = found.ballots
    assert (ballot.who, ballot.side, dict(ballot.points)) == ("dev", "technology", {"late": 70.0, "cost": 30.0})
    assert found.faults == []


def test_a_sum_that_is_not_100_is_told_with_the_points_scaled_and_does_not_count():
    fault = only_fault(stated("dev", {"late": 60, "cost": "39.5"}))
    assert fault.problem == "The points of `dev` sum to 99.5, not to 100; they do not count."
    assert "Scaled to 100 it would be: late 60.3, cost 39.7" in fault.fix


def test_scaled_on_request_it_counts_and_is_still_told():
    found = counted(stated("dev", {"late": 3, "cost": 1}), scaled=True)
    assert dict(found.ballots[0].points) == {"late": 75.0, "cost": 25.0}
    assert found.ballots[0].said == 4
    assert [fault.left_out for fault in found.faults] == [False]


def test_thirds_count_as_they_were_meant():
    (ballot,) = counted(stated("dev", dict.fromkeys(("late", "cost", "complaints"), "33.3"))).ballots
    assert ballot.of("late") == pytest.approx(100 / 3)


@pytest.mark.parametrize("written", ["40", "40 %", "40%", "40.0", "40,0", "+40"])
def test_points_may_be_written_with_a_percent_sign_or_a_decimal_comma(written):
    (ballot,) = counted(stated("dev", {"late": written, "cost": "60"})).ballots
    assert ballot.of("late") == 40


@pytest.mark.parametrize(
    ("points", "problem", "fix"),
    [
        ({"late": "-5", "cost": 105}, "-5 points for `late` are below zero.", "red line"),
        ({"late": "\N{MINUS SIGN}5", "cost": 105}, "\N{MINUS SIGN}5 points for `late` are below zero.", "Write 0"),
        ({"late": "much", "cost": 100}, "`much` is not a number of points for `late`.", "from 0 to 100"),
        ({"late": "nan", "cost": 100}, "`nan` is not a number of points for `late`.", "from 0 to 100"),
        ({"late": "1e2"}, "`1e2` is not a number of points for `late`.", "from 0 to 100"),
        ({"lates": 100}, "`lates` is not one of the outcomes.", "Write `late`."),
        ({"world peace": 100}, "`world peace` is not one of the outcomes.", "Name one of `late`, `cost`"),
        ({"": 100}, "`100` points are given, and no outcome.", "Name the outcome"),
        ({"late": "", "cost": "0"}, "`dev` gives no points at all.", "Split 100 points"),
    ],
)
def test_what_cannot_be_read_is_told_and_does_not_count(points, problem, fix):
    fault = only_fault(stated("dev", points))
    assert fault.problem == problem
    assert fix in fault.fix
    assert fault.place.file == "priorities/dev.csv"


def test_the_row_of_a_fault_is_named():
    assert str(only_fault(stated("dev", {"late": 50, "costs": 50})).place) == "priorities/dev.csv:3"


def test_every_wrong_row_is_told_at_once():
    found = counted(stated("dev", {"late": "-1", "lates": 2, "cost": "x"}))
    assert len(found.faults) == 3


def test_an_outcome_that_stands_twice_is_told_with_both_rows():
    rows = tuple(Row("late", "50", "", place(k)) for k in (2, 3))
    fault = only_fault(Stated("dev", rows, place()))
    assert fault.problem == "`late` stands twice, here and at priorities/x.csv:2."


def test_capitals_of_names_and_outcomes_do_not_count():
    (ballot,) = counted(stated("DEV", {"Late": 100})).ballots
    assert (ballot.who, dict(ballot.points)) == ("dev", {"late": 100.0})


def test_a_header_without_rows_is_told():
    assert only_fault(stated("dev")).problem == "The ballot of `dev` holds no outcome."


def test_a_name_that_nobody_has_is_told_with_the_nearest():
    fault = only_fault(stated("sponser", {"late": 100}))
    assert fault.problem == "Nobody is called `sponser` in the document; the points do not count."
    assert "`sponsor`" in fault.fix


def test_without_any_names_in_the_document_everybody_may_state_points_for_no_side():
    found = counted(stated("ann", {"speed": 100}), doc=document("title: A"))
    assert [ballot.group for ballot in found.ballots] == ["unsaid"]
    assert [(fault.left_out, "side" in fault.problem) for fault in found.faults] == [(False, True)]


def test_points_in_the_document_count_and_point_to_their_line():
    doc = document("title: A\nstakeholders:\n  ann:\n    side: business\n    priorities: {speed: 60, cost: 30}\n")
    fault = only_fault(doc=doc)
    assert "sum to 90" in fault.problem
    assert str(fault.place) == "initiative.yaml:5"


def test_points_both_in_the_document_and_beside_it_count_neither():
    doc = document("title: A\nstakeholders:\n  ann: {side: business, priorities: {speed: 100}}\n")
    fault = only_fault(stated("ann", {"speed": 100}), doc=doc)
    assert fault.problem.startswith("The points of `ann` stand twice, in `initiative.yaml:3` and `priorities/ann.csv`")


def test_a_red_line_in_the_document_does_not_stand_in_the_way_of_a_ballot_beside_it():
    doc = document("title: A\nstakeholders:\n  ann: {side: business, red_lines: [No counting]}\n")
    found = counted(stated("ann", {"speed": 100}), doc=doc)
    assert [ballot.who for ballot in found.ballots] == ["ann"]
    assert [line.text for line in found.red_lines] == ["No counting"]


def test_red_lines_count_even_where_the_points_do_not():
    found = counted(stated("dev", {"late": 99}, ("No night shifts",)))
    assert found.ballots == []
    assert [line.text for line in found.red_lines] == ["No night shifts"]


def test_a_ballot_of_red_lines_alone_is_no_fault():
    found = counted(stated("dev", {}, ("No night shifts",)))
    assert (found.ballots, found.faults) == ([], [])


def test_points_split_by_a_decimal_comma_are_not_taken_for_a_red_line():
    row = Row("late", "40", "5", place(2))
    fault = only_fault(Stated("dev", (row, Row("cost", "60", "", place(3))), place()))
    assert fault.problem == "A comma splits the points of `late`: `40,5` reads as two cells."
    assert fault.fix.startswith("Write 40.5")


def test_a_list_of_outcomes_is_all_that_a_ballot_may_name():
    listed = (Outcome("speed", "late"), Outcome("peace", "lates"))
    found = count_ballots(team(), Handed((stated("dev", {"cost": 100}),), listed))
    problems = [fault.problem for fault in found.faults]
    assert "`cost` is not one of the outcomes." in problems
    assert "The outcome `peace` names the KPI `lates`, which is not defined." in problems


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 10_000), min_size=1, max_size=12))
def test_scaled_points_sum_to_100_and_are_within_a_tenth_of_exact(points):
    scaled = scaled_to_100(points)
    whole = sum(points.values())
    assert math.fsum(scaled.values()) == pytest.approx(100)
    assert all(abs(scaled[name] - 100 * value / whole) < 0.1 + 1e-9 for name, value in points.items())
