"""What an assessment says of data that an option learns from: nobody looked yet, or what was found holds the option."""

import json

import pytest

from desk import AS_OF, WHOLE, as_csv, rows

pytestmark = pytest.mark.usefixtures("answered_once")

OPTIONS = """options:
  rule: {kind: rules, uses: [orders.promised_on]}
  model: {kind: ml, uses: [orders.weight], owner: ops}
data: {orders"""
TEXT = WHOLE.replace("data: {orders", OPTIONS).replace(
    "key: order_id}", "key: order_id, time_order: [packed_on, promised_on]}"
)
DAY = ("--as-of", "2027-01-15")


def with_weights(missing=0, late=0):
    """Orders with a weight each, some without, and the day they were packed, for some after the promised one."""
    lines = as_csv(rows()).decode().splitlines()
    made = [f"{lines[0]},weight,packed_on"]
    for at, line in enumerate(lines[1:]):
        made.append(f"{line},{'' if at < missing else at % 7},{'2027-06-01' if at < late else '2025-12-31'}")
    return "\n".join(made).encode() + b"\n"


@pytest.fixture
def folder(desk):
    made = desk.initiative(TEXT)
    (made / "orders.csv").write_bytes(with_weights(missing=200))
    return made


def assessed(desk):
    return desk.assess("--phase", "feasibility", "--format", "json").body["initiatives"][0]


def test_a_failing_check_holds_what_stands_on_the_column_and_nothing_else(desk, folder):
    options = {each["id"]: each for each in assessed(desk)["options"]}
    assert {name: each["held"] for name, each in options.items()} == {"rule": False, "model": True}
    (check,) = options["model"]["checks"]
    assert (check["data_set"], check["check"], check["owner"]) == ("orders", "weight.given", "ops")
    assert check["observed"] == "200 of 730 rows (27.40 %)"
    text = desk.assess("--phase", "feasibility").flat
    assert "Failing check: `weight.given` of `orders` (ops); its repair lets it go on." in text


def test_an_assessment_says_in_one_line_what_nobody_looked_at_and_what_to_run(desk, folder):
    line = "Whether data set `orders` is fit to learn from was not looked at; option `model` would learn from it."
    (found,) = [each for each in assessed(desk)["findings"] if each["subject"] == "data.fitness"]
    assert (found["code"], found["problem"], found["fix"]) == (
        "DAT014",
        line,
        "Run `trueup data .` and commit evidence/.",
    )
    assert f"{line} Run `trueup data . --as-of {AS_OF}` and commit evidence/." in desk.assess().flat
    desk.call("data", "orders", *DAY)
    assert "was not looked at" not in desk.assess().flat


def test_the_order_of_times_is_checked_without_a_contract(desk, folder):
    (folder / "orders.csv").write_bytes(with_weights(late=73))
    (table,) = json.loads(desk.call("data", "orders", *DAY, "--format", "json").out)["data_sets"]
    (check,) = [each for each in table["checks"] if each["id"] == "packed_on <= promised_on"]
    assert (check["outcome"], check["severity"]) == ("fail", "error")
    assert check["observed"].startswith("73 of 730 rows (10.00 %)")
    assert check["sample"]["rows"][0][-2:] == ["2027-06-01", "2026-01-01"]


def test_a_column_of_these_fields_that_is_not_there_is_a_finding_with_its_line_and_the_nearest(desk, folder):
    file = folder / "initiative.yaml"
    text = file.read_text("utf-8").replace("[packed_on,", "[paked_on,")
    file.write_text(text.replace("{source: orders.csv", "{quasi_identifiers: [wieght], source: orders.csv"), "utf-8")
    found = {each["subject"]: each for each in assessed(desk)["findings"] if each["code"] == "DAT008"}
    assert found["data.orders.time_order.paked_on"]["fix"] == "Write `packed_on`."
    assert found["data.orders.quasi_identifiers.wieght"]["fix"] == "Write `weight`."
    assert {str(each["place"]["line"]) for each in found.values()} == {"23"}


def test_the_evidence_of_fitness_shows_no_value_of_a_column(desk, folder):
    lines = with_weights().decode().splitlines()
    people = "\n".join([f"{lines[0]},mail", *(f"{line},anna.{at}@example.org" for at, line in enumerate(lines[1:]))])
    (folder / "orders.csv").write_text(people + "\n", "utf-8")
    desk.call("data", "orders", *DAY)
    assert "example.org" not in (folder / "evidence" / "fit.orders.json").read_text("utf-8")
