"""`trueup data`: what it says, in every format, with which exit status, and what it never shows."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from desk import WHOLE, Desk, as_csv, rows
from trueup.core.model.results.checks import Outcome

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
      - {name: customer, logicalType: string, classification: personal, logicalTypeOptions: {minLength: 3}}
      - name: promised_on
        logicalType: date
        quality:
          - {name: known-elsewhere, type: custom, engine: soda, implementation: "checks for orders: ..."}
"""
FORMATS = ("text", "html", "json", "junit", "markdown", "odcs-results")

pytestmark = pytest.mark.usefixtures("answered_once")


def with_customers(missing=0):
    """Orders with a customer each, two of them shorter than agreed, and deliveries that nobody recorded."""
    lines = as_csv(rows()).decode().splitlines()
    made = [f"{lines[0]},customer"]
    for at, line in enumerate(lines[1:]):
        cells = line.split(",")
        cells[2] = "" if at < missing else cells[2]
        made.append(",".join([*cells, "Al" if at in (5, 9) else f"Albertina-{at}"]))
    return "\n".join(made).encode() + b"\n"


def made_in(desk):
    """Write an initiative with a contract that two rows break, and 10 of 730 deliveries without a date."""
    made = desk.initiative(change={"key: order_id}": "key: order_id, contract: orders.odcs.yaml}"})
    (made / "orders.odcs.yaml").write_text(CONTRACT, "utf-8")
    (made / "orders.csv").write_bytes(with_customers(missing=10))
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


def data(desk, *arguments):
    return desk.call("data", "orders", "--as-of", "2027-01-15", *arguments)


def checks(desk, *arguments):
    said = data(desk, "--format", "json", *arguments)
    return {check["id"]: check for each in said.body["data_sets"] for check in each["checks"]}


def test_each_check_passes_fails_or_did_not_run_and_says_why(still):
    found = checks(still)
    assert found["order_id.unique"]["outcome"] == "pass"
    given = found["delivered_on.given"]
    assert (given["outcome"], given["observed"]) == ("fail", "10 of 730 rows (1.37 %)")
    assert given["needed_by"] == ["kpis.late"]
    custom = found["promised_on.known-elsewhere"]
    assert (custom["outcome"], bool(custom["not_run"]["detail"])) == ("not_run", True)
    assert {check["outcome"] for check in found.values()} <= set(Outcome.__args__)


def test_a_promise_names_its_line_and_some_rows_that_break_it_without_personal_data(still):
    short = checks(still)["customer.minLength"]
    assert short["where"] == "orders.odcs.yaml:10"
    assert short["sample"] == {"columns": ["order_id", "customer"], "rows": [["5", "****"], ["9", "****"]]}


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_shows_personal_data(still, form):
    said = data(still, "--format", form, "--sample", "50").out
    assert said
    assert "'Al'" not in said
    assert not re.search(r'>Al<|"Al"|Albertina', said)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_data_gives_the_same_bytes(still, again, form):
    assert data(again, "--format", form).out == data(still, "--format", form).out


def test_without_its_cache_it_says_the_same(still):
    assert data(still, "--no-cache") == data(still)


def test_a_check_of_the_contract_goes_before_our_own(still):
    found = checks(still)
    assert "key" not in found
    assert "promised_on.given" in found


def test_the_money_is_what_the_kpi_is_worth_at_its_bounds(still):
    (impact,) = [
        each
        for each in data(still, "--format", "json").body["data_sets"][0]["impacts"]
        if each["check"] == "delivered_on.given"
    ]
    (late,) = impact["kpis"]
    # orders 0 to 9 have no delivery; three of them (0, 4, 8) were late: 180 of 720 are left, 10 unknown
    assert (late["low"], late["high"]) == pytest.approx((180 / 730, 190 / 730))
    assert late["benefit_high"] - late["benefit_low"] == pytest.approx(2000 * 6 * 10 / 730)
    assert impact["money_a_year"] == pytest.approx(2000 * 6 * 10 / 730)


def test_the_text_says_what_to_fix_first_and_who(still):
    said = data(still).flat
    assert "Fix these first Head of operations 1." in said
    assert "KPI `late` is 25.00 %; were the faulty rows any other way, 24.66 % to 26.03 %" in said
    assert "10 of 730 rows (1.37 %); expected: at most 1 % of the rows" in said


# ---- exit status -----------------------------------------------------------------------------------------------------


def test_what_fails_and_holds_nothing_up_leaves_with_0(still):
    assert data(still).status == 0


def test_what_must_not_fail_leaves_with_1(desk, folder):
    (folder / "orders.csv").write_bytes(with_customers(missing=400))
    said = data(desk)
    assert said.status == 1
    assert "✗ blocks" in said.out


def test_what_must_not_fail_holds_up_feasibility(desk, folder):
    def criterion():
        gates = desk.assess("--format", "json").body["initiatives"][0]["gates"]
        return next(each for gate in gates for each in gate["criteria"] if each["id"] == "F12")

    assert criterion()["status"] == "met"
    (folder / "orders.csv").write_bytes(with_customers(missing=400))
    assert criterion()["status"] == "not_met"
    assert "400 of 730 rows (54.79 %)" in criterion()["because"][0]


def test_data_that_cannot_be_read_leaves_with_2_and_the_rest_is_told(desk):
    folder = desk.initiative(change={"key: order_id}": "key: order_id}, shops: {source: shops.csv, owner: ops}"})
    said = data(desk)
    assert said.status == 2
    assert "shops could not be read" in said.flat
    assert "orders" in said.out
    assert folder.exists()


def test_a_gap_is_said_and_is_no_data_that_cannot_be_read(desk):
    desk.initiative(change={"key: order_id}": "key: order_id}, wishes: {owner: ops}"})
    said = data(desk)
    assert said.status == 0
    assert "Data set `wishes` has no source yet: nothing of it is checked." in said.flat
    assert data(desk, "wishes").status == 0


def test_an_initiative_without_data_has_nothing_that_fails(desk):
    folder = desk.initiative("title: Faster deliveries\n")
    assert folder.exists()
    said = data(desk)
    assert (said.status, said.out.splitlines()[1][:12]) == (0, "0 data sets ")
    assert "No data set with a source is named yet." in data(desk, "--format", "html").out


def test_a_data_set_that_is_not_there_is_named_with_the_nearest(still):
    said = data(still, "order")
    assert (said.status, said.err) == (2, "trueup: The initiative has no data set `order`.\n  Did you mean `orders`?\n")


def test_only_the_data_sets_that_are_named_are_told(desk):
    desk.initiative(change={"key: order_id}": "key: order_id}, shops: {source: orders.csv, owner: ops}"})
    said = data(desk, "shops", "--format", "json")
    assert [each["data_set"] for each in said.body["data_sets"]] == ["shops"]


def test_what_is_known_of_other_data_sets_is_left_as_it_is(desk):
    references = "key: order_id, references: {order_id: shops}}, shops: {source: orders.csv, owner: ops, key: order_id}"
    folder = desk.initiative(change={"key: order_id}": references})
    data(desk)
    known = [line for line in (folder / "evidence" / "checks.jsonl").read_text("utf-8").splitlines() if "shops" in line]
    data(desk, "orders")
    assert known
    assert set(known) <= set((folder / "evidence" / "checks.jsonl").read_text("utf-8").splitlines())


# ---- formats ---------------------------------------------------------------------------------------------------------


def test_junit_has_a_case_for_each_check_and_skips_what_did_not_run(still):
    root = ET.fromstring(data(still, "--format", "junit").out)  # noqa: S314 - our own output
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert len(cases) == len(checks(still)) == int(root.get("tests"))
    assert cases["promised_on.known-elsewhere"].find("skipped") is not None
    assert cases["delivered_on.given"].find("failure").get("type") == "warning"
    assert (cases["customer.minLength"].get("file"), cases["customer.minLength"].get("line")) == (
        "orders.odcs.yaml",
        "10",
    )


def test_odcs_results_are_one_message_for_the_contract_and_one_for_the_rest_without_any_value(still):
    agreed, own = json.loads(data(still, "--format", "odcs-results").out)
    assert agreed["kind"] == own["kind"] == "ObservabilityResults"
    assert agreed["contract"] == {"contractID": "orders", "standard": "ODCS", "version": "1.2.0"}
    assert "contract" not in own
    (short,) = [each for each in agreed["results"] if each["id"] == "orders.customer.minLength"]
    assert short["status"] == "fail"
    assert short["measure"] == {"metric": "minLength", "threshold": {"mustBe": 0}, "unit": "rows", "value": 2}
    assert short["target"] == {"resourceType": "column", "resourceIdentifier": "orders.customer"}
    assert {each["status"] for each in (*agreed["results"], *own["results"])} == {"pass", "fail", "notRun"}


def test_a_file_is_written_whole_and_said(still):
    said = data(still, "--format", "html", "-o", "alone.html")
    page = (still.folder / "alone.html").read_text("utf-8")
    assert said.out.startswith("Wrote alone.html (")
    assert page.startswith("<!doctype html>")
    assert "<script" not in page


# ---- over time -------------------------------------------------------------------------------------------------------


def test_since_when_a_check_fails_and_how_it_went_is_remembered(desk, folder):
    data(desk)
    (folder / "orders.csv").write_bytes(with_customers(missing=20))
    later = desk.call("data", "orders", "--as-of", "2027-02-15", "--format", "json").body["data_sets"][0]["checks"]
    (given,) = [check for check in later if check["id"] == "delivered_on.given"]
    assert given["first_seen"] == "2027-01-15"
    assert [(run["as_of"], run["failing"]) for run in given["trend"]] == [("2027-01-15", 10)]
    assert "fails since 2027-01-15, 10 rows on 2027-01-15" in desk.call("data", "orders", "--as-of", "2027-02-15").flat


def test_the_same_data_on_the_same_day_adds_no_run(desk, folder):
    data(desk)
    before = (folder / "evidence" / "checks.jsonl").read_bytes()
    data(desk)
    desk.call("assess", "orders", "--as-of", "2027-01-15")
    assert (folder / "evidence" / "checks.jsonl").read_bytes() == before


def test_what_was_seen_of_fitness_counts_in_an_assessment_until_the_data_changes(desk):
    option = "options: {model: {kind: ml, uses: [orders.delivered_on]}}\ndata: {orders"
    folder = desk.initiative(WHOLE.replace("data: {orders", option))
    not_looked = desk.assess("--format", "json").body["initiatives"][0]["readiness"]["orders"]
    data(desk)
    looked = desk.assess("--format", "json").body["initiatives"][0]["readiness"]["orders"]
    assert looked["passed"] > not_looked["passed"]
    (folder / "orders.csv").write_bytes(as_csv(rows(late_every=5)))
    changed = desk.assess("--format", "json").body["initiatives"][0]["readiness"]["orders"]
    assert changed["passed"] == not_looked["passed"]


# ---- profiles --------------------------------------------------------------------------------------------------------


def test_a_profile_is_told_on_request_and_shows_no_personal_data(still):
    said = data(still, "--profile").out
    assert "orders: 730 rows, 4 columns" in said
    assert "Albertina" not in said
    assert "orders" in data(still, "--profile", "--format", "json").body["profiles"]


def test_a_page_leads_to_a_page_for_each_profile(still):
    data(still, "--profile", "--format", "html", "-o", "ready.html")
    assert 'href="ready-orders.html"' in (still.folder / "ready.html").read_text("utf-8")
    profile = (still.folder / "ready-orders.html").read_text("utf-8")
    assert profile.startswith("<!doctype html>")
    assert "Albertina" not in profile


@pytest.mark.parametrize("wrong", [("--format", "junit"), ("--format", "odcs-results"), ("--format", "html")])
def test_a_profile_that_a_format_has_no_place_for_is_refused(still, wrong):
    said = data(still, "--profile", *wrong)
    assert said.status == 2
    assert "--profile" in said.err
