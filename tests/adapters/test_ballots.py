"""Ballots as people save them: CSV of any spreadsheet, YAML, and files that are none."""

from __future__ import annotations

import pytest

from trueup.adapters.ballots import read_handed
from trueup.core.model.results.priority import Outcome

PLAIN = "outcome,points,red line\nlate,60,\ncost,40,No night shifts\n"


@pytest.fixture
def room(tmp_path):
    (tmp_path / "priorities").mkdir()
    return tmp_path


def write(room, name, text, encoding="utf-8"):
    (room / "priorities" / name).write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return read_handed(room)


def rows(found):
    (stated,) = found.stated
    return [(row.outcome, row.points, row.red_line) for row in stated.rows]


def only_fault(found):
    (fault,) = found.faults
    assert found.stated == ()
    return fault


def test_without_a_folder_nothing_is_handed_in(tmp_path):
    found = read_handed(tmp_path)
    assert (found.stated, found.listed, found.faults) == ((), (), ())


def test_a_csv_file_is_the_ballot_of_whoever_it_is_named_after(room):
    found = write(room, "cfo.csv", PLAIN)
    assert rows(found) == [("late", "60", ""), ("cost", "40", "No night shifts")]
    assert found.stated[0].who == "cfo"
    assert str(found.stated[0].rows[1].place) == "priorities/cfo.csv:3"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_any_encoding_is_read(room, encoding):
    assert rows(write(room, "cfo.csv", PLAIN.replace("No", "Ne\u00e7"), encoding))[1][2] == "Ne\u00e7 night shifts"


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_any_separator_is_read(room, mark):
    assert rows(write(room, "cfo.csv", PLAIN.replace(",", mark)))[0] == ("late", "60", "")


def test_lines_for_people_above_the_header_are_left_out_however_they_were_saved(room):
    text = f'"# Split 100 points, alone",,\n# and so on;;\n\n{PLAIN}'
    found = write(room, "cfo.csv", text)
    assert rows(found)[0] == ("late", "60", "")
    assert found.stated[0].rows[0].place.line == 5


def test_columns_may_stand_in_any_order_and_be_called_otherwise(room):
    assert rows(write(room, "cfo.csv", "Weight,Note,OUTCOMES\n100,x,late\n")) == [("late", "100", "")]


def test_empty_rows_are_left_out(room):
    assert len(rows(write(room, "cfo.csv", PLAIN + ",,\n\n,,\n"))) == 2


def test_a_header_without_rows_is_a_ballot_without_rows(room):
    assert rows(write(room, "cfo.csv", "outcome,points\n")) == []


def test_a_row_with_too_many_cells_says_so(room):
    found = write(room, "cfo.csv", 'outcome,points\nlate,40,5\ncost,"59,5"\n')
    first, second = found.stated[0].rows
    assert first.wrong == "Row 2 has more cells than there are columns: a comma splits one of them."
    assert (second.points, second.wrong) == ("59,5", "")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("cfo.csv", b"", "is empty"),
        ("cfo.csv", b"late,60\ncost,40\n", "has no column `outcome`"),
        ("cfo.csv", b"outcome,pionts\nlate,60\n", "has no column `points`"),
        ("cfo.csv", b"PK\x03\x04abc", "an Excel"),
        ("cfo.csv", b'outcome,points\n"late,60\n', "never closed"),
        ("cfo.xlsx", b"PK\x03\x04abc", "spreadsheet's own file"),
        ("cfo.yaml", b"prioritys: {late: 100}", "`prioritys` is not known here"),
        ("cfo.yaml", b"priorities: [late", "cfo.yaml"),
        ("cfo.yaml", "priorities: {late: 1}".encode("utf-16"), "UTF-16"),
        ("cfo.yaml", b"", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault_of_its_own_and_stops_no_other(room, name, data, words):
    fault = only_fault(write(room, name, data))
    assert words in f"{fault.place}: {fault.problem}"
    assert fault.who == "cfo"
    assert fault.fix
    found = write(room, "other.csv", PLAIN)
    assert [each.who for each in found.stated] == ["other"]


def test_the_nearest_column_is_named(room):
    assert "Is it `pionts`?" in only_fault(write(room, "cfo.csv", "outcome,pionts\nlate,60\n")).fix


def test_a_yaml_ballot_has_points_and_red_lines(room):
    found = write(room, "cfo.yaml", "priorities:\n  late: 60\n  cost:\nred_lines:\n  - No night shifts\n")
    assert rows(found) == [("late", "60", ""), ("cost", "", ""), ("", "", "No night shifts")]
    assert str(found.stated[0].rows[0].place) == "priorities/cfo.yaml:2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("red_lines: No night shifts", [("", "", "No night shifts")]),
        ("red_lines: {chat: Not ours}", [("chat", "", "Not ours")]),
        ("priorities:\nred_lines: []", []),
    ],
)
def test_red_lines_in_yaml_may_be_one_text_or_stand_by_outcome(room, text, expected):
    assert rows(write(room, "cfo.yml", text)) == expected


@pytest.mark.parametrize("text", ["priorities: [late]", "priorities: {late: {a: 1}}", "red_lines: [[a]]"])
def test_a_wrong_shape_in_yaml_is_told_where_it_stands(room, text):
    (stated,) = write(room, "cfo.yaml", text).stated
    assert stated.rows[0].wrong
    assert stated.rows[0].place.line == 1


@pytest.mark.parametrize("name", [".cfo.csv", "~$cfo.xlsx", "notes.txt", "README.md"])
def test_what_is_nobody_s_ballot_is_passed_over(room, name):
    found = write(room, name, PLAIN)
    assert (found.stated, found.faults) == ((), ())


def test_the_list_of_outcomes_is_no_ballot(room):
    found = write(room, "outcomes.csv", "outcome,kpi,what it means\ncost,minutes,Cost of an inquiry\nchat,,\n")
    assert found.stated == ()
    assert found.listed == (Outcome("cost", "minutes", "Cost of an inquiry"), Outcome("chat"))


def test_an_outcome_listed_twice_is_told(room):
    assert "lists `cost` twice" in only_fault(write(room, "outcomes.csv", "outcome\ncost\ncost\n")).problem
