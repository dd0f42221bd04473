"""Ten lines are enough: what is missing is told in few words, and any kind of file will do."""

from __future__ import annotations

import re

import duckdb
import pytest

from desk import TEN_LINES, Desk, as_csv, as_gzip, as_json_lines, rows

pytestmark = pytest.mark.usefixtures("answered_once")


@pytest.fixture
def ten(desk):
    return desk.initiative(TEN_LINES)


def actions(text):
    return re.findall(r"^ +\d\.  ", text.partition("\nNext\n")[2], re.MULTILINE)


def test_check_finds_what_ten_lines_leave_open_and_no_more(desk, ten):
    assert len(TEN_LINES.splitlines()) <= 11
    said = desk.call("check", "orders", "--as-of", "2027-01-15")
    assert said.status == 1
    for found in ("KPI `late` has no owner", "KPI `late` has no baseline", "KPI `late` has no target"):
        assert found in said.out
    assert "later, feasibility: " in said.out
    assert "not due yet" in said.out
    assert len(said.out.splitlines()) <= 16


def test_assess_measures_ten_lines_and_names_three_or_more_next_actions(desk, ten):
    said = desk.assess()
    assert said.status == 0
    assert "late decides no baseline yet; measured 25.07 % (22.49 to 27.65) ● of 730" in said.flat
    assert len(actions(said.out)) >= 3
    assert (
        "The data reaches from 2026-01-01 to 2026-12-31: add `baseline: {from: 2026-01-01, to: 2026-12-31}`"
        in said.flat
    )
    assert len(said.out.splitlines()) <= 50
    later = [line for line in said.out.splitlines() if line.startswith("Later, ")]
    assert len(later) == 1
    assert re.fullmatch(r"Later, feasibility: \d findings, not due yet\.", later[0])


def test_a_report_can_be_made_of_ten_lines(desk, ten):
    said = desk.call("report", "orders", "--as-of", "2027-01-15")
    assert said.status == 0
    assert "Faster deliveries" in (desk.folder / "report.html").read_text()


@pytest.mark.parametrize(
    "without",
    ["objective: ", "data: {orders", "    at: promised_on", "    value: ", "    across: share", "    unit: 1"],
)
def test_a_document_with_even_less_still_gets_an_answer(desk, without):
    desk.initiative("".join(line for line in TEN_LINES.splitlines(True) if not line.startswith(without)))
    for verb in ("check", "assess"):
        said = desk.call(verb, "orders", "--as-of", "2027-01-15")
        assert said.status in {0, 1, 2}
        assert "bug" not in said.err
        assert len(said.all) > 100


def test_a_title_alone_is_a_document(desk):
    desk.initiative("title: Faster deliveries\n")
    said = desk.assess()
    assert (said.status, said.err) == (0, "")
    assert "Not yet fit to pass Discovery." in said.flat
    assert actions(said.out)


# ---- every kind of source --------------------------------------------------------------------------------------------


def parquet(folder):
    (folder / "orders.csv").write_bytes(as_csv(rows()))
    duckdb.sql(f"COPY (FROM read_csv('{folder}/orders.csv')) TO '{folder}/orders.parquet'")
    return "orders.parquet"


def database(folder):
    (folder / "orders.csv").write_bytes(as_csv(rows()))
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.execute(f"CREATE TABLE orders AS FROM read_csv('{folder}/orders.csv')")
    return "shop.duckdb#orders"


def one_file(name, data):
    def write(folder):
        (folder / name).write_bytes(data)
        return name

    return write


def parts(folder):
    for number in range(3):
        (folder / f"part-{number}.csv").write_bytes(as_csv(rows()[number::3]))
    return "part-*.csv"


def a_folder(folder):
    (folder / "months").mkdir()
    for number in range(4):
        (folder / "months" / f"{number}.jsonl").write_bytes(as_json_lines(rows()[number::4]))
    return "months"


SOURCES = {
    "CSV": one_file("orders.csv", as_csv(rows())),
    "CSV with semicolons": one_file("orders.csv", as_csv(rows()).replace(b",", b";")),
    "TSV": one_file("orders.tsv", as_csv(rows()).replace(b",", b"\t")),
    "CSV, gzipped": one_file("orders.csv.gz", as_gzip(as_csv(rows()))),
    "JSON lines": one_file("orders.jsonl", as_json_lines(rows())),
    "JSON lines, gzipped": one_file("orders.jsonl.gz", as_gzip(as_json_lines(rows()))),
    "Parquet": parquet,
    "a DuckDB file": database,
    "a glob of CSVs": parts,
    "a folder of JSON lines": a_folder,
    "a name with blanks and umlauts": one_file("Aufträge März 2026.csv", as_csv(rows())),
}


HEAD, LATE = TEN_LINES.partition("data: {")[0].replace("kpi: late", "kpi: late-0").split("  late:\n")


@pytest.fixture(scope="module", params=[(), ("--untrusted",)], ids=["trusted", "untrusted"])
def assessed(request, tmp_path_factory):
    """An initiative with a table of each kind, each in a folder of its own, and the KPI over each: what is assessed."""
    desk = Desk(tmp_path_factory.mktemp("kinds"))
    folder = desk.initiative(TEN_LINES)
    (folder / "orders.csv").unlink()
    kpis, tables = "", ""
    for number, write in enumerate(SOURCES.values()):
        place = folder / f"place {number}"
        place.mkdir()
        tables += f'  orders-{number}: "{place.name}/{write(place)}"\n'
        kpis += f"  late-{number}:\n" + LATE.replace("data: orders", f"data: orders-{number}")
    (folder / "initiative.yaml").write_text(f"{HEAD}{kpis}data:\n{tables}")
    said = desk.assess("--format", "json", *request.param)
    assert (said.status, said.err) == (0, "")
    (found,) = said.body["initiatives"]
    return found


@pytest.mark.parametrize("kind", SOURCES)
def test_every_kind_of_source_gives_the_same_kpi(assessed, kind):
    number = list(SOURCES).index(kind)
    reading = assessed["kpis"][f"late-{number}"]
    assert reading["level"]["value"] == pytest.approx(183 / 730, abs=1e-9)
    assert reading["funnel"] == reading["funnel"] | {"rows": 730, "counted": 730}
    facts = assessed["data_sets"][f"orders-{number}"]
    assert facts["rows"] == 730
    assert facts["newest"].startswith("2027-01-01")
    assert [column["name"] for column in facts["columns"]] == ["order_id", "promised_on", "delivered_on"]
