"""`trueup data --rows`: a sample says what it is in every format, decides only what it can, and is never evidence."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest

from desk import Desk, as_csv, rows
from in_memory import in_memory

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.2.0
status: active
schema:
  - name: orders
    properties:
      - {name: order_id, logicalType: integer, required: true, unique: true}
      - {name: customer, logicalType: string, logicalTypeOptions: {minLength: 3}}
      - name: country
        quality:
          - {id: known, metric: invalidValues, arguments: {validValues: [DE, FR]}, mustBeLessThan: 70, unit: percent}
          - {id: mostly, metric: invalidValues, arguments: {validValues: [DE, FR]}, mustBeLessThan: 50, unit: percent}
          - {id: few, metric: invalidValues, arguments: {validValues: [DE, FR]}, mustBeLessThan: 10, unit: percent}
"""
OWN = """\
      - name: promised_on
        quality:
          - {id: ordered, type: sql, query: "SELECT count(*) FROM orders WHERE promised_on > delivered_on", mustBe: 0}
"""
FORMATS = ("text", "html", "json", "junit", "markdown", "odcs-results")
N = 200

pytestmark = pytest.mark.usefixtures("answered_once")


def content():
    """730 orders; in every second one the country is unknown, and each has a customer with an e-mail address."""
    first, *lines = as_csv(rows()).decode().splitlines()
    made = [f"{line},{'DE' if at % 2 else 'XX'},c{at}@example.org" for at, line in enumerate(lines)]
    return "\n".join([f"{first},country,customer", *made, ""]).encode()


def made_in(desk):
    """Write an initiative with a contract; half of the countries are none that was agreed."""
    small = "key: order_id, contract: orders.odcs.yaml}, places: {source: places.csv, owner: ops, key: country}"
    made = desk.initiative(change={"key: order_id}": small})
    (made / "orders.odcs.yaml").write_text(CONTRACT, "utf-8")
    (made / "orders.csv").write_bytes(content())
    (made / "places.csv").write_text("country\nDE\nFR\n", "utf-8")
    return made


@pytest.fixture
def folder(desk):
    return made_in(desk)


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    """A desk whose initiative nobody changes, so that what was read once is in its cache."""
    desk = Desk(tmp_path_factory.mktemp("still"))
    made_in(desk)
    return desk


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    """The same at a second desk, with a cache of its own."""
    desk = Desk(tmp_path_factory.mktemp("again"))
    made_in(desk)
    return desk


def data(desk, *arguments, rows=N):
    return desk.call("data", "orders", "--as-of", "2027-01-15", "--rows", str(rows), *arguments)


def sets(desk, *arguments, rows=N):
    return {each["data_set"]: each for each in data(desk, "--format", "json", *arguments, rows=rows).body["data_sets"]}


def checks(desk, *arguments, rows=N):
    return {check["id"]: check for check in sets(desk, *arguments, rows=rows)["orders"]["checks"]}


def test_a_share_is_an_estimate_whose_interval_holds_the_truth(still):
    found = checks(still)
    for name, outcome in (("known", "pass"), ("mostly", "not_run"), ("few", "fail")):
        check = next(each for key, each in found.items() if key.endswith(name))
        guess = check["estimate"]
        assert check["outcome"] == outcome
        assert (check["failing"], check["of"], guess["basis"]) == (None, None, "estimated")
        assert guess["of_in_sample"] == N
        assert guess["low"] < 0.5 < guess["high"]
        assert guess["rows_low"] < 365 < guess["rows_high"]
        assert not check["blocks"]


def test_what_the_sample_cannot_tell_is_open_and_no_pass(still):
    found = checks(still)
    for name in ("order_id.required", "order_id.unique", "fit.personal", "fit.filled"):
        check = next(each for key, each in found.items() if key.startswith(name))
        assert (check["outcome"], check["not_run"]["reason"]) == ("not_run", "sampled")
    assert (found["rows"]["outcome"], found["rows"]["observed"]) == ("pass", "730 rows")


def test_a_table_with_no_more_rows_is_read_whole_and_says_so(still):
    found = sets(still)
    assert (found["orders"]["rows"], found["orders"]["sampled_rows"]) == (730, N)
    assert (found["places"]["rows"], "sampled_rows" in found["places"]) == (2, False)
    assert {check["outcome"] for check in found["places"]["checks"] if check["id"] in ("rows", "key")} == {"pass"}
    assert "200 of 730 rows of orders; all 2 rows of places" in data(still).flat


def test_a_sample_larger_than_every_table_reads_all_rows(desk, folder):
    said = data(desk, rows=10**30)
    assert "all rows were read" in said.flat
    whole = desk.call("data", "orders", "--as-of", "2027-01-15", "--no-evidence", "--format", "json").body["data_sets"]
    assert list(sets(desk, rows=730).values()) == whole


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_that_it_is_a_sample_and_the_same_twice(still, again, form):
    first = data(still, "--format", form)
    assert data(again, "--format", form).out == first.out
    text = re.sub(r"\s+", " ", first.out)
    assert re.search(r"sampled rows|of_in_sample", text)
    assert re.search(r"95 %|0\.95", text)
    assert "730" in text
    assert "estimated" in text


def test_without_its_cache_it_says_the_same(still):
    assert data(still, "--no-cache") == data(still)


def test_nothing_of_a_sample_is_kept_as_evidence(desk, folder):
    data(desk)
    assert not (folder / "evidence").exists()
    desk.call("data", "orders", "--as-of", "2027-01-15")
    kept = {file: file.read_bytes() for file in sorted((folder / "evidence").iterdir())}
    data(desk)
    assert {file: file.read_bytes() for file in sorted((folder / "evidence").iterdir())} == kept


def test_the_answers_of_a_sample_are_never_those_of_all_rows(desk, folder):
    desk.shared = None
    whole = ("data", "orders", "--as-of", "2027-01-15", "--format", "json", "--no-evidence")
    before = desk.call(*whole, "--no-cache").body["data_sets"]
    sampled = sets(desk)
    assert desk.call(*whole).body["data_sets"] == before
    assert sets(desk) == sampled
    assert sets(desk, rows=300)["orders"]["sampled_rows"] == 300


def test_where_personal_data_could_not_be_looked_for_only_the_key_is_shown(desk, folder):
    (folder / "orders.odcs.yaml").write_text(CONTRACT.replace("minLength: 3", "minLength: 30"), "utf-8")
    short = checks(desk, "--sample", "2")["customer.minLength"]
    assert short["outcome"] == "fail"
    assert short["sample"]["columns"] == ["order_id", "customer"]
    for number, customer in short["sample"]["rows"]:
        assert number.isdigit()
        assert set(customer) == {"*"}


def test_no_format_of_a_sample_shows_personal_data(desk, folder):
    (folder / "orders.odcs.yaml").write_text(CONTRACT.replace("minLength: 3", "minLength: 30"), "utf-8")
    said = [data(desk, "--format", form, "--sample", "100").out for form in FORMATS]
    assert all(said)
    assert not [text for text in said if "@example.org" in text]


def test_junit_skips_what_is_open_and_tells_what_a_pass_stands_on(still):
    root = ET.fromstring(data(still, "--format", "junit").out)  # noqa: S314 - our own output
    (suite,) = [each for each in root if each.get("name") == "orders"]
    about = {each.get("name"): each.get("value") for each in suite.iter("property")}
    assert (about["rows"], about["sampled_rows"], about["basis"]) == ("730", "200", "estimated")
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert "Not decided" in cases["order_id.unique"].find("skipped").get("message")
    known = next(case for name, case in cases.items() if name.endswith("known"))
    assert "of 200 sampled rows" in known.find("system-out").text


def test_odcs_results_carry_the_sample_and_no_measured_value(still):
    agreed, *_ = json.loads(data(still, "--format", "odcs-results").out)
    (few,) = [each for each in agreed["results"] if each["id"].endswith("few")]
    about = {each["property"]: each["value"] for each in few["customProperties"]}["sample"]
    assert (about["rows"], about["of"], about["basis"], about["level"]) == (N, 730, "estimated", 0.95)
    assert "value" not in few["measure"]


def test_a_profile_is_of_all_rows_and_says_so(still):
    said = data(still, "--profile").flat
    assert "This profile is of all rows" in said
    assert "orders: 730 rows" in said


def test_a_sample_of_untrusted_data_is_the_same_and_sql_of_a_contract_needs_all_rows(desk, folder):
    (folder / "orders.odcs.yaml").write_text(CONTRACT + OWN, "utf-8")
    found = checks(desk)
    assert checks(desk, "--untrusted", "--no-cache") == found
    own = next(each for key, each in found.items() if key.endswith("ordered"))
    assert own["not_run"]["reason"] == "sampled"


def test_data_that_is_not_here_is_told_from_evidence_as_it_was_measured(desk, folder):
    desk.call("data", "orders", "--as-of", "2027-01-15")
    (folder / "orders.csv").unlink()
    found = sets(desk)["orders"]
    assert "sampled_rows" not in found
    assert next(check["failing"] for check in found["checks"] if check["id"].endswith("few")) == 365


@pytest.mark.parametrize("text", ["0", "-1", "abc", "1.5", "", "1e3"])
def test_a_number_of_rows_that_is_none_is_refused_with_what_to_write(still, text):
    said = data(still, rows=text)
    assert said.status == 2
    assert f"'{text}' is no number of rows; write a whole number from 1 on, such as 10000" in said.flat


def test_the_share_of_a_large_table_lies_within_its_interval(desk, folder):
    with in_memory() as base:
        made = "i AS order_id, DATE '2026-01-01' AS promised_on, DATE '2026-01-02' AS delivered_on, "
        made += "CASE WHEN i % 97 < 3 THEN 'XX' ELSE 'DE' END AS country, 'Anna' AS customer"
        base.execute(f"COPY (SELECT {made} FROM range(300000) AS r(i)) TO '{folder / 'orders.parquet'}'")  # noqa: S608
    document = folder / "initiative.yaml"
    document.write_text(document.read_text("utf-8").replace("orders.csv", "orders.parquet"), "utf-8")
    guess = next(each["estimate"] for key, each in checks(desk, rows=5_000).items() if key.endswith("few"))
    assert guess["low"] < 3 / 97 < guess["high"]
    assert guess["high"] - guess["low"] < 0.012
