"""What is odd in the data is told with file and line, column and value, and with the expression that reads it."""

from __future__ import annotations

import json
import re

import pytest

from desk import AS_OF, WHOLE, as_csv, rows

HEADER = b"order_id,promised_on,delivered_on\n"
VALUE = "    value: delivered_on > promised_on\n"


def fault(desk, content, change=None, name="orders.csv"):
    """Return the finding that the deciding KPI could not be measured."""
    changes = (change or {}) | ({} if name == "orders.csv" else {"source: orders.csv": f"source: {name}"})
    folder = desk.initiative(change=changes)
    (folder / name).write_bytes(content)
    said = desk.assess("--format", "json", "--phase", "feasibility")
    assert (said.status, said.err) == (0, "")
    found = next(f for f in said.body["initiatives"][0]["findings"] if f["code"] == "KPI009")
    told = found["problem"] + found["fix"]
    assert not re.search(r"VARCHAR|INTEGER|CSV Error|Binder|Candidate|/tmp", told)
    return found


def line(text, words):
    return next(number for number, each in enumerate(text.splitlines(), 1) if words in each)


SOURCE, AT, MEASURED = (line(WHOLE, words) for words in ("source: orders.csv", "at: promised_on", "value:"))


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (b"9,2026-01-01,2026-01-02,extra\n", "`orders.csv:732` has 4 values, the header names 3 columns"),
        (b"9,2026-01-01\n", "`orders.csv:732` has 2 values, the header names 3 columns, nothing stands for `deliv"),
        (b'9,"2026-01-01,2026-01-02\n', "`orders.csv:732` or a line soon after it opens a double quote"),
        (
            "9,2026-01-01,später\n".encode("latin-1"),
            "`orders.csv:732` is not UTF-8 (byte 18,919) in column `delivered_on`",
        ),
    ],
)
def test_a_broken_line_is_named_and_the_source_is_the_place_to_mend(desk, more, problem):
    found = fault(desk, as_csv(rows()) + more)
    assert problem in found["problem"]
    assert found["place"]["line"] == SOURCE
    assert found["owner"] == "ops"


def test_a_value_that_breaks_its_column_is_named_with_its_line_and_a_way_round_it(desk):
    found = fault(
        desk, as_csv(rows()) + b"9,2026-01-01,unknown date\n", {VALUE: "    value: delivered_on - promised_on\n"}
    )
    assert (
        "`-` does not work on text and a date; column `delivered_on` of `orders` is text, because 1 value is no date: "
        "`unknown date` in `orders.csv:732`" in found["problem"]
    )
    assert "Correct it in the data, or write `try_cast(delivered_on as date)` in `value:`" in found["fix"]
    assert found["place"]["line"] == MEASURED


@pytest.mark.parametrize(
    ("day", "what", "write"),
    [
        ("17.05.2026 14:05", "dates with a time of day", "`cast(strptime(promised_on, '%d.%m.%Y %H:%M') as date)`"),
        ("03/04/2026", "dates that do not tell day from month", "`cast(strptime(promised_on, '%m/%d/%Y') as date)` if"),
        ("2026-05", "months", "`cast(promised_on || '-01' as date)`"),
    ],
)
def test_days_that_stay_text_are_told_with_the_expression_that_reads_them(desk, day, what, write):
    content = HEADER + f"1,{day},2026-06-01\n".encode() * 9
    found = fault(desk, content, {VALUE: "    value: delivered_on is null\n"})
    assert f"column `promised_on` of `orders` is text: {what}, such as `{day}`" in found["problem"]
    assert write in found["fix"]
    assert found["place"]["line"] == AT


def test_the_expression_that_is_proposed_measures_the_kpi(desk):
    content = HEADER + b"1,17.05.2026 14:05,2026-06-01\n" * 9
    proposed = "    at: cast(strptime(promised_on, '%d.%m.%Y %H:%M') as date)\n"
    change = {VALUE: "    value: delivered_on is not null\n", "    at: promised_on\n": proposed}
    (desk.initiative(change=change) / "orders.csv").write_bytes(content)
    assert "100.00 %" in desk.assess().flat


def test_decimal_commas_are_told_with_the_expression_that_reads_them(desk):
    content = b"order_id;promised_on;delivered_on;price\n" + b"1;2026-05-17;2026-05-18;2,50\n" * 9
    found = fault(desk, content, {VALUE: "    value: price > 2\n"})
    assert "it compares text with a whole number" in found["problem"]
    assert "`price` of `orders` is text: numbers with a decimal comma, such as `2,50`" in found["problem"]
    assert "`cast(trim(replace(price, ',', '.')) as double)`" in found["fix"]


def test_a_column_that_is_read_already_is_not_blamed(desk):
    content = b"order_id;promised_on;delivered_on;name\n" + b"1;17.05.2026 10:00;2,5;x\n" * 9
    at = "    at: cast(strptime(promised_on, '%d.%m.%Y %H:%M') as date)\n"
    found = fault(desk, content, {VALUE: "    value: delivered_on * 2\n", "    at: promised_on\n": at})
    assert "column `delivered_on` of `orders` is text: numbers with a decimal comma" in found["problem"]


def test_a_text_that_does_not_fit_a_written_format_is_found_in_the_file(desk):
    content = HEADER + b"1,17.05.2026 10:00,2026-06-01\n" * 9 + b"1,today,2026-06-01\n"
    at = "    at: cast(strptime(promised_on, '%d.%m.%Y %H:%M') as date)\n"
    found = fault(desk, content, {VALUE: "    value: delivered_on is null\n", "    at: promised_on\n": at})
    assert "the text `today` is not of the form `%d.%m.%Y %H:%M`; it stands in `orders.csv:11`" in found["problem"]


@pytest.mark.parametrize(
    ("number", "write"),
    [
        (20260517, "`cast(strptime(cast(promised_on as varchar), '%Y%m%d') as date)`"),
        (1_779_000_000, "`to_timestamp(promised_on)` instead of `promised_on`, and add `zone:`"),
    ],
)
def test_whole_numbers_that_stand_for_days_are_told(desk, number, write):
    content = HEADER + f"1,{number},2026-06-01\n".encode() * 9
    assert write in fault(desk, content, {VALUE: "    value: delivered_on is null\n"})["fix"]


def test_broken_json_lines_are_named_with_their_line(desk):
    line_ = json.dumps({"order_id": 1, "promised_on": "2026-01-01", "delivered_on": "2026-01-01"}).encode()
    found = fault(desk, line_ + b'\n{"order_id": 2,\n', name="orders.jsonl")
    assert '`orders.jsonl:2` is no JSON object: `{"order_id": 2,`' in found["problem"]


def test_an_excel_file_under_another_name_is_told_to_be_saved_as_csv(desk):
    found = fault(desk, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900))
    assert "`orders.csv` is an Excel file" in found["problem"]
    assert "Save the sheet as CSV (UTF-8) or Parquet" in found["fix"]


def test_one_broken_file_is_one_action(desk):
    folder = desk.initiative()
    (folder / "orders.csv").unlink()
    actions = desk.assess("--format", "json", "--phase", "feasibility").body["initiatives"][0]["actions"]
    assert sum("`orders.csv` does not exist" in action["why"] for action in actions) == 1


def test_an_unknown_time_zone_is_a_fault_that_check_finds_without_data(desk):
    folder = desk.initiative(change={"    at: promised_on\n": "    at: promised_on\n    zone: Europe/Londn\n"})
    (folder / "orders.csv").unlink()
    said = desk.call("check", "orders", "--as-of", AS_OF)
    assert said.status == 2
    assert f"initiative.yaml:{AT + 1}: DOC023 `kpis.late.zone`: `Europe/Londn` is not a time zone." in said.out
    assert "Write `zone: Europe/London`." in said.out
