"""Bad files: each gets an answer with what is wrong, where, and what to do; never a traceback, never a lost row."""

from __future__ import annotations

import resource

import pytest

from adapters.source_files import facts, kinds, odd, rows, shape, write_parquet
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import Column, Shape

NULL = "\0"


def csv(tmp_path, text, name="t.csv"):
    (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return shape(tmp_path, name)


# ---- little or much --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a,b\n", "a,b", "\ufeffa,b\r\n"])
def test_a_header_alone_is_a_table_of_no_rows(tmp_path, text):
    assert csv(tmp_path, text) == Shape(0, (Column("a", "VARCHAR"), Column("b", "VARCHAR")))


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("t.csv", "", "`t.csv` is empty"),
        ("t.csv", "\n\n", "`t.csv` does not begin with a line of column names"),
        ("t.csv", " , ,\n1,2,3\n", "`t.csv` does not begin with a line of column names"),
        ("t.json", "[]", "`t.json` is an empty list: no rows, so no columns"),
        ("t.json", "[1, 2]", "`t.json` is a list, but not of objects"),
        ("t.json", '[{"a": 1}, {"a": 2}', '`t.json` cannot be read; the engine says: Malformed JSON in file "t.json"'),
        ("t.json", '[{"a": 1, "a": 2}]', "`t.json` cannot be read; the engine says: JSON transform error"),
        ("t.jsonl", '{"a": 1}\n[2]\n', "`t.jsonl:2` is no JSON object: `[2]`"),
        ("t.json", '[{"a": 1}, 2]', "`t.json` is a list, but not of objects only"),
    ],
)
def test_what_has_no_columns_or_no_rows_says_so(tmp_path, name, text, problem):
    found = csv(tmp_path, text, name)
    assert isinstance(found, NotRun)
    assert found.detail.startswith(f"data set `t`: {problem}")
    assert found.fix


def test_one_column_is_a_table_and_an_empty_line_of_it_a_missing_value(tmp_path):
    assert csv(tmp_path, "a\n1\n\n3\n") == Shape(3, (Column("a", "BIGINT"),))
    assert odd(tmp_path, "t.csv") == {}


def test_names_that_are_missing_or_taken_are_replaced_and_told(tmp_path):
    csv(tmp_path, "a,A,,a_1\n1,2,3,4\n")
    assert list(kinds(tmp_path, "t.csv")) == ["a", "A_1", "column2", "a_1_1"]
    told = odd(tmp_path, "t.csv")
    assert told["repeated_name", "A_1"].places == ("column 2",)
    assert told["empty_name", "column2"].detail == "named `column2`"


def test_ten_thousand_columns_of_csv_and_of_parquet_are_a_table(tmp_path):
    """Measured alone on two cores: about 6 s and 3 s, at most 0.5 GB."""
    names = [f"c{at}" for at in range(10_000)]
    (tmp_path / "t.csv").write_text(",".join(names) + "\n" + ",".join(map(str, range(10_000))) + "\n")
    write_parquet(tmp_path / "t.parquet", f"SELECT {', '.join(f'{at} AS c{at}' for at in range(10_000))}")
    for name in ("t.csv", "t.parquet"):
        found = shape(tmp_path, name)
        assert (found.rows, len(found.columns), found.columns[-1].name) == (1, 10_000, "c9999")
        assert found.columns[0].type in ("BIGINT", "INTEGER")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2_500_000


def test_a_wide_table_typed_in_parts_has_its_rows_in_order(tmp_path):
    lines = [",".join(f"c{at}" for at in range(600))]
    lines += [",".join(str(row * 1000 + at) if at != 599 else f"t{row}" for at in range(600)) for row in range(50)]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    assert rows(tmp_path, "t.csv") == [(*(row * 1000 + at for at in range(599)), f"t{row}") for row in range(50)]


def test_a_long_cell_is_read_and_one_beyond_the_limit_is_told_with_its_line(tmp_path):
    assert csv(tmp_path, "a,b\n1," + "x" * 9_000_000 + "\n").rows == 1
    found = csv(tmp_path, "a,b\n1,2\n2," + "x" * 16_100_000 + "\n")
    assert found.detail == "data set `t`: `t.csv:3` is longer than 16 MB"


# ---- values ----------------------------------------------------------------------------------------------------------


def test_values_at_the_ends_of_what_can_be_stored_are_kept(tmp_path):
    text = "f,d\nnan,1700-01-01\ninf,9999-12-31\n-inf,0001-01-01\n-0.0,2024-02-29\n"
    csv(tmp_path, text)
    found = rows(tmp_path, "t.csv")
    assert [str(row[0]) for row in found] == ["nan", "inf", "-inf", "-0.0"]
    assert [row[1].isoformat() for row in found] == ["1700-01-01", "9999-12-31", "0001-01-01", "2024-02-29"]


def test_nul_characters_in_a_value_are_told_with_their_line(tmp_path):
    csv(tmp_path, "a,b\n1,x\n" + "2,y\n" * 30 + f"3,z{NULL}{NULL}w\n")
    told = odd(tmp_path, "t.csv")["nul", ""]
    assert (told.count, told.places) == (2, ("t.csv:33",))
    assert rows(tmp_path, "t.csv")[-1] == (3, "z\0\0w")


# ---- the text itself -------------------------------------------------------------------------------------------------


def test_a_byte_that_is_no_utf_8_is_named_with_its_line_and_place_and_as_it_was_meant(tmp_path):
    found = csv(tmp_path, "a,b\n1,x\n2,Zürich\n3,Köln\n".encode("cp1252"))
    assert found.detail == (
        "data set `t`: `t.csv:3` is not UTF-8 (byte 11) in column `b`: as Windows-1252 it reads `Zürich`"
    )
    assert "UTF-8" in found.fix


def test_every_line_that_is_no_utf_8_is_counted_where_the_first_is_far_down(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"a,b\n" + b"1,x\n" * 300_000 + "2,ü\n3,ö\n".encode("latin-1"))
    told = facts(tmp_path, "t.csv")
    assert not told.readable
    assert [(each.kind, each.count, each.places[0]) for each in told.oddities] == [
        ("not_utf8", 2, "t.csv:300002 (byte 1,200,006)")
    ]


def test_utf_16_is_refused_with_how_to_save_it(tmp_path):
    found = csv(tmp_path, "a,b\n1,2\n".encode("utf-16"))
    assert (found.detail, "UTF-8" in found.fix) == ("data set `t`: `t.csv` is UTF-16 text", True)


@pytest.mark.parametrize("text", ["a,b\r\n1,x\n2,y\n", "a,b\n1,x\r\n2,y\r\n", "a,b\r1,x\n2,y\n", 'a,b\r\n1,"x"\n2,y\n'])
def test_line_ends_of_two_kinds_are_read_and_told(tmp_path, text):
    csv(tmp_path, text)
    assert rows(tmp_path, "t.csv") == [(1, "x"), (2, "y")]
    assert odd(tmp_path, "t.csv")["line_ends", ""].count == 1


def test_other_line_ends_inside_quotes_stay_as_they_are(tmp_path):
    csv(tmp_path, 'a,b\r\n1,"x\ny"\r\n')
    assert rows(tmp_path, "t.csv") == [(1, "x\ny")]


def test_rows_with_more_or_fewer_cells_are_all_told_and_none_is_left_out(tmp_path):
    csv(tmp_path, "a,b\n" + "1,2\n" * 15 + "1,2,3\n\n4\n" + "1,2,3\n" * 12)
    told = facts(tmp_path, "t.csv")
    assert not told.readable
    assert {each.kind: each.count for each in told.oddities} == {"more_cells": 13, "empty_lines": 1, "fewer_cells": 1}
    assert told.oddities[0].places[:2] == ("t.csv:17", "t.csv:20")
    assert len(told.oddities[0].places) == 10


def test_a_quote_that_is_never_closed_is_told_with_its_line(tmp_path):
    csv(tmp_path, 'a,b\n1,2\n3,"x\n5,6\n')
    assert [(each.kind, each.places) for each in facts(tmp_path, "t.csv").oddities] == [("open_quote", ("t.csv:3",))]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ('5" pipe,x', 1),
        ('a""b,x', 0),
        ('"a""b",x', 0),
        ('"a,",x', 0),
        ('"",""', 0),
        ('"""a""",x', 0),
        ('"a"",",5"3', 1),
    ],
)
def test_quotes_inside_values_are_counted_where_they_are_not_doubled_in_quotes(tmp_path, line, count):
    csv(tmp_path, f"a,b\nq,y\n{line}\nz,w\n")
    told = odd(tmp_path, "t.csv")
    assert [(each.count, each.places) for each in told.values()] == [(1, ("t.csv:3",))] * count


def test_empty_lines_are_passed_over_and_told_but_not_those_inside_quotes(tmp_path):
    csv(tmp_path, 'a,b\n1,"x\n\ny"\n\n2,z\n\n')
    assert shape(tmp_path, "t.csv").rows == 2
    assert odd(tmp_path, "t.csv")["empty_lines", ""].places == ("t.csv:5", "t.csv:7")
    csv(tmp_path, "a,b\r\n1,x\r\n\r\n\r\n")
    assert odd(tmp_path, "t.csv")["empty_lines", ""].count == 2


@pytest.mark.parametrize(
    ("above", "names"),
    [
        ("Report 2024\n", ["id", "x"]),
        ("Report\nMade,2024-01-01 by me\n\n", ["id", "x", "y"]),
        ("Report,,,\n", ["id", "x", "y", "z"]),
        ("Report,,\n,,\n", ["id", "x", "y"]),
    ],
)
def test_lines_above_the_header_are_passed_over_where_there_is_no_doubt(tmp_path, above, names):
    values = ",".join("1" * len(names))
    csv(tmp_path, above + ",".join(names) + f"\n{values}\n{values}\n")
    assert list(kinds(tmp_path, "t.csv")) == names
    assert rows(tmp_path, "t.csv") == [(1,) * len(names)] * 2
    assert facts(tmp_path, "t.csv").skipped == odd(tmp_path, "t.csv")["preamble", ""].count == above.count("\n")


@pytest.mark.parametrize("text", ["Report\n1,2,3\n4,5,6\n7,8,9\n", "Report\na,b\n1,2,3\n4,5,6\n7,8,9\n"])
def test_lines_above_a_table_without_a_sure_header_are_not_guessed(tmp_path, text):
    found = csv(tmp_path, text)
    at = text[: text.index("1,2,3")].count("\n") + 1
    assert found.detail == (
        f"data set `t`: `t.csv` has a table from line {at} on, and it is in doubt which line above names its columns"
    )
    assert found.fix.startswith("Take out the lines above")


@pytest.mark.parametrize("text", [",name\nr1,Anna\nr2,Ben\nr3,Cle\n", "id,,\na,b,c\nd,e,f\ng,h,i\n", "x\n1\n2\n3\n"])
def test_an_odd_header_in_the_first_line_stays_the_header(tmp_path, text):
    csv(tmp_path, text)
    assert shape(tmp_path, "t.csv").rows == 3


# ---- types that a few values spoil -----------------------------------------------------------------------------------


def test_a_column_that_a_few_values_make_text_is_told_with_their_lines_and_not_with_the_values(tmp_path):
    csv(tmp_path, "id,n\n" + "".join(f"{at},{at}\n" for at in range(40)) + "40,oops\n41,1\n42,NA\n43,secret\n")
    told = odd(tmp_path, "t.csv")["read_as_text", "n"]
    assert (told.count, told.places, told.detail) == (2, ("t.csv:42", "t.csv:45"), "the other 41 are whole numbers")
    assert "secret" not in str(facts(tmp_path, "t.csv"))


def test_codes_with_leading_zeros_are_text_and_nothing_to_tell(tmp_path):
    csv(tmp_path, "zip,x\n" + "01067,1\n" + "80331,1\n" * 9)
    assert odd(tmp_path, "t.csv") == {}


def test_dates_in_two_orders_are_told_with_both_counts(tmp_path):
    csv(tmp_path, "d,x\n31/1/2024,1\n30/1/2024,1\n1/2/2024,1\n1/31/2024,1\n")
    told = odd(tmp_path, "t.csv")["date_order", "d"]
    assert (told.count, told.places) == (1, ("t.csv:5",))
    assert told.detail == "2 with the day first, 1 with the month first, 1 that may be either"


def test_dates_that_nobody_can_read_are_told(tmp_path):
    csv(tmp_path, "d,x\n1/2/2024,1\n3/4/2024,1\n5/6/2024,1\n")
    assert odd(tmp_path, "t.csv")["date_order", "d"].detail == "nobody can tell the day from the month"
