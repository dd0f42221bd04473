"""Exports are read whatever their encoding and separator; what is no text is refused with its name and a remedy."""

import contextlib
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueup.adapters.backlog_csv import read_csv, read_table
from trueup.adapters.backlog_text import LARGEST, Decoded, decoded, read_text
from trueup.adapters.github import read_github
from trueup.core.base.errors import TrueupError

HEAD = "Summary,Issue key,Labels,Labels"
TEXT = f'{HEAD}\r\n"Prüfen, lesen",S-1,a,b\r\n„Zitat“ zu 5 €,S-2,,c\r\n'


def jira(text, mapped=None):
    return read_csv(Decoded(text), "x.csv", "jira", mapped or {})


def texts(read):
    return [dict(row.texts) for row in read.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_an_export_is_read_in_any_encoding(encoding):
    found = decoded(TEXT.encode(encoding), "x.csv", "CSV file")
    assert found.text == TEXT
    assert ("1252" in found.note) == (encoding == "cp1252")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_separator_and_line_end_will_do(separator, end):
    lines = [["Summary", "Issue key", "Labels"], ['"a, b; c"', "S-1", "x"], ["d", "S-2", ""]]
    found = jira(end.join(separator.join(line) for line in lines))
    assert texts(found) == [
        {"title": ("a, b; c",), "key": ("S-1",), "labels": ("x",)},
        {"title": ("d",), "key": ("S-2",)},
    ]


def test_a_line_that_names_the_separator_is_followed():
    assert texts(jira("sep=;\nSummary;Issue key\na,b;S-1\n")) == [{"title": ("a,b",), "key": ("S-1",)}]


def test_repeated_columns_are_all_read_and_rows_counted_as_a_spreadsheet_does():
    found = jira(TEXT.replace("\r\n„", "\r\n\r\n„"))
    assert [row.number for row in found.rows] == [2, 4]
    assert [row.texts["labels"] for row in found.rows] == [("a", "b"), ("c",)]


def test_two_hundred_columns_are_no_matter():
    wide = ",".join(f"Custom field (F{n})" for n in range(200))
    found = jira(f"{wide},Summary,Issue key\n{',' * 200}a,S-1\n")
    assert texts(found) == [{"title": ("a",), "key": ("S-1",)}]


def test_a_row_with_more_cells_than_columns_says_so_and_a_shorter_one_is_taken():
    found = jira("Summary,Issue key,Labels\na,b,S-1,x\nc,S-2\nd,S-3,,,\n")
    assert found.rows[0].texts["refused"] == ("It has 4 cells under 3 columns: put a text with a separator in quotes.",)
    assert found.rows[1].texts == {"title": ("c",), "key": ("S-2",)}
    assert "refused" not in found.rows[2].texts


def test_columns_in_another_language_are_mapped():
    found = jira("Zusammenfassung;Schlüssel\na;S-1\n", {"title": ("zusammenfassung",), "key": ("Schlüssel",)})
    assert texts(found) == [{"title": ("a",), "key": ("S-1",)}]


def test_a_mapped_column_goes_before_the_usual_one_and_may_be_several():
    found = jira("Summary,Issue key,AC,AC2\na,S-1,x,y\n", {"acceptance": ("AC", "AC2"), "title": ("Summary",)})
    assert found.rows[0].texts["acceptance"] == ("x", "y")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        (f"{HEAD}\n", "holds a header and no rows"),
        ("Titel,Nummer\na,b\n", "No column holds the title"),
        ('Summary,Issue key\na,S-1\n"b,S-2\nc,S-3\n', "a quote is opened on line 3 or below and never closed"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text, problem):
    with pytest.raises(TrueupError, match=problem):
        jira(text)


def test_a_column_that_is_not_there_is_asked_back():
    with pytest.raises(TrueupError, match="Did you mean `Summary`"):
        jira(TEXT, {"title": ("Sumary",)})


def test_a_quote_inside_a_text_is_read_as_it_stands():
    assert texts(jira('Summary,Issue key\nsay "hi" now,S-1\n')) == [{"title": ('say "hi" now',), "key": ("S-1",)}]


def test_a_cell_of_a_megabyte_is_read():
    assert (
        len(jira(f"Summary,Issue key,Description\na,S-1,{'x' * 1_000_000}\n").rows[0].texts["description"][0])
        == 1_000_000
    )


def packed() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (packed(), "an Excel, OpenDocument or zip file"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "an old or an encrypted Office file"),
        (b"\x1f\x8b\x08\0abc", "a gzip file"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQEM", "an encrypted file"),
        (b"Salted__\x01\x02", "an encrypted file"),
        (bytes(range(1, 256)) * 40, "is no text"),
        (b"a,b\n\0\0\0c,d", "is no text"),
        (b"<!DOCTYPE html><table>", "a web page or XML"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data, name):
    with pytest.raises(TrueupError, match=name) as stopped:
        decoded(data, "x.csv", "CSV file")
    assert "CSV" in stopped.value.fix


def test_a_file_that_is_too_large_is_refused_before_it_is_read_whole(tmp_path):
    file = tmp_path / "x.csv"
    with file.open("wb") as stream:
        stream.truncate(LARGEST + 1)
    with pytest.raises(TrueupError, match="larger than 64 MB"):
        read_text(file, "CSV file")


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_a_file_that_is_not_there_is_an_answer(tmp_path, name):
    with pytest.raises(TrueupError):
        read_text(tmp_path / name, "CSV file")


def test_a_table_keeps_its_header_as_it_is():
    assert read_table(Decoded("item;kpi\nE-1;late\n"), "x", {"item", "kpi"}).header == ("item", "kpi")


BYTES = st.one_of(
    st.binary(max_size=60), st.text(max_size=40).map(str.encode), st.text(max_size=40).map(lambda t: t.encode("utf-16"))
)


@given(BYTES)
def test_bytes_of_any_kind_are_text_or_an_answer(data):
    with contextlib.suppress(TrueupError):
        assert "\0" not in decoded(data, "x.csv", "CSV file").text


@given(
    st.text(alphabet=st.sampled_from("Summary,Issue key;\t|\r\n\"'=1\u00e9"), max_size=60),
    st.sampled_from(["jira", "csv"]),
)
def test_text_of_any_kind_is_a_backlog_or_an_answer(text, tool):
    for before in ("", "Summary,Issue key\n"):
        with contextlib.suppress(TrueupError):
            assert read_csv(Decoded(before + text), "x.csv", tool, {}).rows


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["number", "title", "labels", "name", "milestone", "parent", "items", "state", "assignees"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(VALUES)
def test_json_of_any_kind_is_a_list_of_issues_or_an_answer(value):
    with contextlib.suppress(TrueupError):
        assert read_github(Decoded(json.dumps(value)), "issues.json").rows
