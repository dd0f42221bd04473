"""Whatever is wrong with the input, the user reads what, where and what to do; the exit status says how bad it is."""

from __future__ import annotations

import pytest

from desk import AS_OF, WHOLE, as_csv, rows

pytestmark = pytest.mark.usefixtures("answered_once")
HEADER = b"order_id,promised_on,delivered_on\n"


def finding(said, code):
    return next(f for f in said.body["initiatives"][0]["findings"] if f["code"] == code)


def level(said, kpi="late"):
    found = said.body["initiatives"][0]["kpis"][kpi]
    return found if "not_run" in found else found["level"]


# ---- no document to judge: 2, and how to begin -----------------------------------------------------------------------


def test_the_installed_command_says_the_same_as_the_command_line_in_this_process(desk):
    desk.initiative()
    assert desk.run("assess", "orders", "--as-of", AS_OF) == desk.assess()
    assert desk.run("assess", "nowhere") == desk.call("assess", "nowhere")


@pytest.mark.parametrize("verb", ["assess", "check", "report"])
def test_a_path_that_is_not_there_is_named_and_leaves_2(desk, verb):
    said = desk.call(verb, "nowhere")
    assert said.status == 2
    assert "nowhere does not exist." in said.err
    assert "`trueup new`" in said.err
    assert said.out == ""


def test_a_folder_without_an_initiative_says_how_to_begin_one(desk):
    (desk.folder / "empty").mkdir()
    said = desk.call("assess", "empty")
    assert said.status == 2
    assert "There is no initiative.yaml in empty or in its folders." in said.err
    assert "Begin one with `trueup new`" in said.err


@pytest.mark.parametrize(
    ("unit", "problem", "fix"),
    [
        ("minuts", "`minuts` looks like a slip of `minute`", "Write `minute`"),
        ("percent", "`percent` is not a base unit", "Write `1`"),
        ("EUX", "`EUX` is not a currency of ISO 4217", "Write `EUR`"),
        ("EUR per order", "`EUR per order` is not a unit", "Write `EUR/order`"),
    ],
)
def test_an_unknown_unit_is_a_fault_with_its_line_and_the_nearest_known_one(desk, unit, problem, fix):
    desk.initiative(change={"    unit: 1\n": f"    unit: {unit}\n"})
    for verb in ("check", "assess"):
        said = desk.call(verb, "orders")
        assert said.status == 2
        assert "initiative.yaml:7: " in said.all
        assert "kpis.late.unit" in said.all
        assert problem in said.all
        assert fix in said.all


def test_all_faults_of_a_document_are_told_at_once(desk):
    desk.initiative(
        change={"    unit: 1\n": "    unit: minuts\n", "to: 2026-12-31": "to: 2026-02-31", "owner: ops,": "ownr: ops,"}
    )
    said = desk.call("check", "orders")
    assert said.status == 2
    for line in (3, 7, 14, 20):
        assert f"initiative.yaml:{line}: " in said.out


# ---- a figure that cannot be had: a finding, and the rest goes on ----------------------------------------------------


@pytest.mark.parametrize(
    ("change", "unit"),
    [
        ({"unit: order/year": "unit: order/month"}, "EUR/month"),
        ({"unit: EUR/order": "unit: minute/order"}, "minute/year"),
        ({"unit: EUR/order": "unit: USD/order"}, "USD/year"),
    ],
)
def test_a_worth_that_is_not_money_a_year_blocks_and_says_what_it_comes_out_as(desk, change, unit):
    desk.initiative(change=change)
    said = desk.call("check", "orders", "--as-of", AS_OF)
    assert said.status == 1
    assert "initiative.yaml:16: blocks MON001 worth-not-money-per-year" in said.out
    assert f"comes out as {unit}, not as EUR/year" in said.flat
    assert desk.assess("--strict").status == 1


def test_a_column_that_is_not_there_offers_the_nearest_one(desk):
    desk.initiative(change={"delivered_on >": "deliverd_on >"})
    said = desk.assess()
    assert said.status == 0
    assert "column `deliverd_on` is not in `orders`; nearest is `delivered_on`" in said.flat
    assert "[initiative.yaml:11]" in said.flat
    assert desk.assess("--strict").status == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (HEADER, ""),
        (b"", "`orders.csv` is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "`orders.csv`"),
        (HEADER + b"1,2026-01-01,2026-01-02,extra,more\n" + b"2,2026-01-01\n", "`orders.csv:2`"),
    ],
    ids=["a header and 0 rows", "0 bytes", "a picture", "ragged lines"],
)
def test_a_table_without_usable_rows_measures_nothing_and_says_why(desk, content, problem):
    folder = desk.initiative()
    (folder / "orders.csv").write_bytes(content)
    said = desk.assess("--format", "json")
    assert (said.status, said.err) == (0, "")
    found = level(said)
    assert "not_run" in found
    assert problem in found["detail"]
    assert found["fix"]
    assert not (folder / "evidence" / "kpis.late.json").exists() or content == HEADER
    assert desk.call("report", "orders", "--as-of", AS_OF).status == 0


def test_a_data_file_that_is_not_there_offers_the_nearest_one(desk):
    desk.initiative(change={"source: orders.csv": "source: order.csv"})
    said = desk.assess()
    assert said.status == 0
    assert "data set `orders`: `order.csv` does not exist" in said.flat
    assert "Write `orders.csv`, the nearest file" in said.flat
    assert desk.assess("--strict").status == 1


def test_a_ratio_with_a_zero_denominator_has_no_level(desk):
    desk.initiative(
        change={
            "    value: delivered_on > promised_on\n    across: share": (
                "    value: 1\n    over: order_id - order_id\n    across: ratio"
            )
        }
    )
    said = desk.assess("--format", "json")
    assert said.status == 0
    assert level(said)["detail"] == "the denominator `over:` sums to zero in the window"
    assert "a ratio over nothing has no level" in level(said)["fix"]


def test_a_window_outside_the_data_is_told_with_the_span_of_the_data(desk):
    desk.initiative(change={"from: 2026-01-01, to: 2026-12-31": "from: 2020-01-01, to: 2020-12-31"})
    said = desk.assess()
    assert said.status == 0
    assert "2020-01-01 to 2020-12-31 lies outside the data, which counts from 2026-01-01 to 2026-12-31" in said.flat
    assert "Move `baseline:` into the span of the data." in said.flat


def test_a_timestamp_without_a_time_zone_is_not_counted(desk):
    desk.initiative(change={"    at: promised_on": "    at: cast(promised_on as timestamp)"})
    said = desk.assess("--format", "json")
    assert said.status == 0
    assert "names no time zone" in level(said)["detail"]
    assert "`zone: Europe/London`" in level(said)["fix"]


def test_an_unknown_time_zone_offers_the_nearest_one(desk):
    desk.initiative(change={"    at: promised_on": "    at: cast(promised_on as timestamp)\n    zone: Europe/Londn"})
    said = desk.assess()
    assert said.status in (0, 2)
    assert "Europe/Londn" in said.flat
    assert "Europe/London" in said.flat


def test_a_key_that_is_never_unique_is_a_finding_with_its_figures(desk):
    folder = desk.initiative()
    (folder / "orders.csv").write_bytes(as_csv([(7, promised, delivered) for _, promised, delivered in rows()]))
    said = desk.assess("--phase", "feasibility")
    assert said.status == 0
    assert "The key `order_id` of data set `orders` is hardly ever unique: 730 rows, 1 value" in said.flat
    assert "[initiative.yaml:20]" in said.flat


# ---- as-of: any day, and what follows from it ------------------------------------------------------------------------


def test_a_day_before_the_data_measures_nothing_and_says_so(desk):
    desk.initiative()
    said = desk.call("assess", "orders", "--as-of", "1999-01-01")
    assert said.status == 0
    assert "lie after the as-of date 1999-01-01" in said.flat
    assert "Give a later --as-of." in said.flat


def test_a_day_long_after_the_data_finds_the_baseline_out_of_date(desk):
    desk.initiative()
    said = desk.call("assess", "orders", "--as-of", "2199-12-31")
    assert said.status == 0
    assert "ended 2026-12-31, more than a year before 2199-12-31" in said.flat
    assert "fault in the rule" not in said.flat


# ---- where the output cannot go --------------------------------------------------------------------------------------


def test_a_folder_in_the_way_of_the_report_is_named_and_left_alone(desk):
    desk.initiative()
    (desk.folder / "report.html").mkdir()
    said = desk.call("report", "orders", "--as-of", AS_OF)
    assert said.status == 2
    assert "report.html cannot be written: Is a directory." in said.err
    assert "Choose another place" in said.err
    assert list((desk.folder / "report.html").iterdir()) == []


def test_a_file_in_the_way_of_the_report_s_folder_is_named(desk):
    folder = desk.initiative()
    said = desk.call("report", "orders", "--as-of", AS_OF, "-o", "orders/initiative.yaml/report.html")
    assert said.status == 2
    assert "orders/initiative.yaml is not a folder." in said.err
    assert (folder / "initiative.yaml").read_text() == WHOLE


def test_a_file_in_the_way_of_the_evidence_is_remarked_and_the_assessment_stands(desk):
    folder = desk.initiative()
    (folder / "evidence").write_text("mine")
    said = desk.assess()
    assert said.status == 0
    assert "25.07 %" in said.flat
    assert "Evidence was not kept: " in said.flat
    assert (folder / "evidence").read_text() == "mine"


def test_a_file_in_the_way_of_the_cache_is_remarked_and_the_assessment_stands(desk):
    desk.initiative()
    desk.shared = None
    desk.cache.write_text("mine")
    said = desk.assess()
    assert said.status == 0
    assert "25.07 %" in said.flat
    assert "Answers were not cached: " in said.flat
    assert desk.cache.read_text() == "mine"


def test_a_column_that_is_not_there_is_told_once_and_not_held_against_the_data_owner(desk):
    desk.initiative(change={"delivered_on > promised_on": "deliverd_on > promised_on"})
    said = desk.assess("--phase", "feasibility", "--format", "json").body["initiatives"][0]["findings"]
    told = [each for each in said if "deliverd_on" in each["problem"]]
    assert [each["code"] for each in told] == ["KPI009"]
    assert "nearest is `delivered_on`" in told[0]["problem"]


def test_a_column_that_an_option_names_wrongly_has_the_remedy_to_name_another(desk):
    desk.initiative(WHOLE + "options: {rule: {kind: rules, uses: [orders.deliverd_on], build_cost: 10}}\n")
    said = desk.assess("--phase", "feasibility", "--format", "json").body["initiatives"][0]["findings"]
    (told,) = [each for each in said if each["code"] == "DAT011"]
    fix = "Name a column of data set `orders` in `options.rule`, such as `delivered_on`, or have it delivered."
    assert told["fix"] == fix
    assert not [each for each in said if each["code"] == "DAT014" and "more time" in each["fix"]]
