"""The line that breaks a table is found as an editor counts it, with the column, the value and the remedy."""

from __future__ import annotations

import gzip

import pytest

from trueup.adapters.torn_lines import line_of_value, torn_csv, torn_json

NAMES = ("id", "name", "price")
HEADER = "id,name,price\n"


def torn(tmp_path, *texts, encoding="utf-8"):
    files = []
    for number, text in enumerate(texts):
        files.append(tmp_path / f"orders{number}.csv")
        files[-1].write_bytes(text.encode(encoding))
    return torn_csv(files, ",", NAMES)


def test_sound_files_have_no_torn_line(tmp_path):
    text = HEADER + '1,"a\n""b"",",2\n2,,\n'
    assert torn(tmp_path, text, text) is None


def test_a_line_with_too_many_values_is_shown_with_its_file(tmp_path):
    found = torn(tmp_path, HEADER + "1,a,2\n", HEADER + "1,a,2\n2,b,c,3\n")
    assert found.problem == "`orders1.csv:3` has 4 values, the header names 3 columns: `2,b,c,3`"
    assert found.fix.startswith("Put a value that holds `,` in double quotes")


def test_a_line_with_too_few_values_says_which_column_has_none(tmp_path):
    found = torn(tmp_path, HEADER + "1,a,2\n2,b\n")
    assert found.problem.startswith(
        "`orders0.csv:3` has 2 values, the header names 3 columns, nothing stands for `price`"
    )


def test_lines_inside_quotes_count_as_lines(tmp_path):
    assert torn(tmp_path, HEADER + '1,"a\nb\nc",2\n2,b\n').problem.startswith("`orders0.csv:5` ")


def test_a_quote_that_is_never_closed_is_found_where_it_opens(tmp_path):
    assert torn(tmp_path, HEADER + '1,a,2\n2,"b,3\n' + "3,c,4\n" * 9).problem.startswith("`orders0.csv:3` ")


def test_a_byte_of_an_older_encoding_is_shown_with_its_column_and_as_it_was_meant(tmp_path):
    found = torn(tmp_path, HEADER + "1,a,2\n2,Müller,3\n", encoding="latin-1")
    assert found.problem == "`orders0.csv:3` is not UTF-8 (byte 23) in column `name`: as Windows-1252 it reads `Müller`"
    assert found.fix.startswith("Save it as UTF-8")


def test_a_packed_file_is_read_and_one_cut_short_is_told(tmp_path):
    packed = gzip.compress((HEADER + "1,a,2\n" * 5_000 + "2\n").encode(), mtime=0)
    whole, cut = tmp_path / "a.csv.gz", tmp_path / "b.csv.gz"
    whole.write_bytes(packed)
    cut.write_bytes(packed[:-20])
    assert torn_csv([whole], ",", NAMES).problem.startswith("`a.csv.gz:5002` ")
    assert torn_csv([cut], ",", NAMES).problem == "`b.csv.gz` is cut short or damaged"


def test_a_value_is_found_in_its_own_column_only(tmp_path):
    (tmp_path / "a.csv").write_text(HEADER + "1,abc,2\n2,b,abc\n")
    assert line_of_value([tmp_path / "a.csv"], ",", 2, lambda text: text == "abc") == "a.csv:3"
    assert line_of_value([tmp_path / "a.csv"], ",", 0, lambda text: text == "abc") == ""


@pytest.mark.parametrize("line", ['{"a": ', "[1]", "3", '{"a": 1} x'])
def test_a_line_that_is_no_json_object_is_shown(tmp_path, line):
    (tmp_path / "a.jsonl").write_text(f'{{"a": 1}}\n\n{line}\n')
    assert torn_json([tmp_path / "a.jsonl"]).problem.startswith("`a.jsonl:3` is no JSON object: `")
