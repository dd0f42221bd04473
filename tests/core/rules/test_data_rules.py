"""Rules about data sets, with hand-made facts; the figures of flights are those of New York 2013."""

import pytest

from core.rules.cases import column, findings, only, table, tables
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import KeyFacts, OrphanFacts, Slice

FLIGHTS = """
title: Fewer late arrivals
currency: EUR
objective: {statement: Fewer late arrivals, owner: coo, kpi: late}
kpis:
  late: {unit: "1", direction: decrease, owner: ops, data: flights, value: arr_delay >= 15, across: share, at: flown_on}
  seats: {unit: seat, data: planes, value: seats, across: mean, at: built_on}
data:
  flights:
    {source: f.csv, owner: ops, key: id, slices: [carrier, origin], known_after: [arr_delay],
     references: {tailnum: planes, dest: airports.faa}}
  planes: {source: p.csv, owner: fleet}
  airports: {source: a.csv}
  spare: {source: s.csv}
options:
  rule: {kind: rules, uses: [flights.sched_dep_time]}
  model: {kind: ml, uses: [flights.sched_dep_time, planes], build_cost: 90000/120000/160000}
"""
TAILNUM = OrphanFacts(
    ("tailnum",), DataId("planes"), 336_776, 2_512, 50_094, 721,
    (Slice("carrier", "MQ", 25_397, 26_397), Slice("origin", "LGA", 24_000, 104_662),
     Slice("carrier", "AA", 22_472, 32_729), Slice("origin", "JFK", 14_000, 111_279),
     Slice("carrier", "UA", 1_693, 58_665)),
)  # fmt: skip
DEST = OrphanFacts(("dest",), DataId("airports"), 336_776, 0, 7_602, 4)
NAMES = ("id", "tailnum", "dest", "carrier", "origin", "arr_delay", "sched_dep_time", "flown_on")
COLUMNS = [column(name) for name in NAMES]


def flights(**changes):
    facts = {"references": (TAILNUM, DEST), "key": KeyFacts(("id",), 336_776, 336_776, 0, 0, 1), **changes}
    return tables(flights=table(336_776, *COLUMNS, **facts), airports=table(1_458, column("faa")))


def test_an_owner_is_asked_for_where_a_kpi_or_an_option_stands_on_the_data():
    found = {f.subject: f for f in findings("DAT001", FLIGHTS.replace("source: f.csv, owner: ops", "source: f.csv"))}
    assert found["data.flights"].problem == (
        "Data set `flights` has no owner; KPI `late` and options `rule` and `model` stand on it."
    )
    assert (found["data.flights"].severity, found["data.spare"].severity) == ("blocks", "warns")
    assert "data.planes" not in found


def test_a_kpi_that_leads_nowhere_does_not_make_its_data_block():
    text = FLIGHTS.replace("uses: [flights.sched_dep_time, planes]", "uses: [flights.sched_dep_time]")
    found = {f.subject: f.severity for f in findings("DAT001", text.replace("p.csv, owner: fleet", "p.csv"))}
    assert found["data.planes"] == "warns"


def test_data_that_a_formula_stands_on_through_another_kpi_counts():
    text = """
    title: Fewer late arrivals
    objective: {statement: Fewer late arrivals, owner: coo, kpi: both}
    kpis:
      both: {unit: "1", formula: late * 2}
      late: {unit: "1", data: flights, value: a, across: share, at: b}
    data: {flights: f.csv}
    """
    assert only("DAT001", text).severity == "blocks"


def test_what_could_not_be_read_says_why_without_saying_the_name_twice():
    why = NotRun("no_data", "data set `flights`: `f.csv` does not exist", "Write `flights.csv`, the nearest file.")
    found = only("DAT002", FLIGHTS, tables(flights=why))
    assert found.problem == "Data set `flights` could not be read: `f.csv` does not exist."
    assert (found.fix, found.severity, found.owner) == ("Write `flights.csv`, the nearest file.", "blocks", "ops")


def test_a_key_or_reference_that_could_not_be_checked_warns():
    late = NotRun("timeout", "no answer within 120 seconds")
    found = findings("DAT002", FLIGHTS, flights(key=late, references=(TAILNUM, late)))
    assert [(f.subject, f.severity) for f in found] == [
        ("data.flights.key", "warns"), ("data.flights.references.dest", "warns"),
    ]  # fmt: skip


def test_a_gap_has_its_own_rule():
    text = "title: A\ndata:\n  hr: {owner: hr}\n  a: {source: a.csv}\noptions: {x: {kind: rules, uses: hr}}\n"
    assert only("DAT007", text).problem == "Data set `hr` has no source, though option `x` needs it."
    assert findings("DAT002", text, tables(a=table(1))) == ()
    assert only("DAT007", text.replace("uses: hr", "uses: a")).severity == "warns"


@pytest.mark.parametrize(("key", "said"), [
    (KeyFacts(("id",), 100, 98, 0, 2, 2), "repeats: 100 rows, 98 values, the most frequent 2 times."),
    (KeyFacts(("id",), 100, 20, 0, 80, 9), "is hardly ever unique: 100 rows, 20 values, the most frequent 9 times."),
    (KeyFacts(("id",), 100, 95, 5, 0, 1), "is empty in 5 rows (5.00 %)."),
    (KeyFacts(("id",), 9, 5, 1, 3, 2),
     "repeats: 9 rows, 5 values, the most frequent 2 times and is empty in 1 row (11.11 %)."),
])  # fmt: skip
def test_a_key_that_does_not_identify_says_how(key, said):
    assert only("DAT003", FLIGHTS, flights(key=key)).problem == f"The key `id` of data set `flights` {said}"


def test_a_column_that_would_identify_is_offered_and_a_measure_is_not():
    columns = [column("id", distinct=2), column("amount", distinct=3), column("claim_no", distinct=3)]
    facts = tables(flights=table(3, *columns, key=KeyFacts(("id",), 3, 2, 0, 1, 2)))
    assert "(`claim_no` alone would)" in only("DAT003", FLIGHTS, facts).fix
    assert findings("DAT003", FLIGHTS, flights()) == ()


def test_orphans_are_told_with_the_carriers_that_hold_them_and_the_option_they_hold_up():
    found = {f.subject: f for f in findings("DAT004", FLIGHTS, flights())}
    tail = found["data.flights.references.tailnum"]
    assert tail.problem == (
        "50,094 rows of 336,776 in `flights` (14.87 %) have a `tailnum` that `planes` does not hold: 721 values. "
        "Of these, carrier MQ and AA hold 47,869. 2,512 more rows have none at all. That holds up option `model`."
    )
    assert (tail.severity, tail.owner, tail.stake.value, tail.stake.unit) == ("blocks", "fleet", 120_000.0, "EUR")
    assert found["data.flights.references.dest"].severity == "warns"


def test_a_reference_that_no_option_needs_or_hardly_ever_fails_only_warns():
    without = FLIGHTS.replace(", planes]", "]")
    assert {f.severity for f in findings("DAT004", without, flights())} == {"warns"}
    few = OrphanFacts(("tailnum",), DataId("planes"), 336_776, 0, 3_367, 5)
    assert only("DAT004", FLIGHTS, flights(references=(few,))).severity == "warns"


def test_a_reference_that_is_only_empty_is_no_orphan():
    empty = OrphanFacts(("tailnum",), DataId("planes"), 336_776, 2_512, 0, 0)
    assert findings("DAT004", FLIGHTS, flights(references=(empty,))) == ()


def test_a_group_that_holds_only_its_share_of_the_orphans_is_not_blamed():
    even = OrphanFacts(
        ("tailnum",), DataId("planes"), 1_000, 0, 100, 9,
        (Slice("carrier", "UA", 60, 600), Slice("carrier", "AA", 40, 400)),
    )  # fmt: skip
    assert "carrier" not in only("DAT004", FLIGHTS, flights(references=(even,))).problem


def planes(*columns):
    return tables(planes=table(1_000, *columns))


def test_a_column_that_a_kpi_names_warns_from_half_empty():
    found = only(
        "DAT005", FLIGHTS, planes(column("seats", missing=500), column("built_on"), column("speed", missing=949))
    )
    assert (
        found.problem
        == "Column `seats` of data set `planes` is empty in 500 of 1,000 rows (50.00 %); KPI `seats` needs it."
    )
    assert (found.subject, found.severity) == ("data.planes.columns.seats", "warns")


def test_a_column_that_nobody_names_is_noted_when_it_is_nearly_empty():
    found = only("DAT005", FLIGHTS, planes(column("seats", missing=499), column("speed", missing=993)))
    assert (found.subject, found.severity) == ("data.planes.columns.speed", "notes")
    assert "(99.30 %)." in found.problem


def test_many_empty_columns_are_one_note():
    empty = [column(f"c{n}", missing=1_000) for n in range(9)]
    found = only("DAT005", FLIGHTS, planes(*empty))
    assert found.problem == "9 columns of data set `planes` are nearly empty: `c0`, `c1`, `c2` and 6 more."


def test_an_empty_table_is_told_once_and_not_by_its_columns():
    seen = tables(planes=table(0, column("seats")))
    assert only("DAT006", FLIGHTS, seen).problem == "Data set `planes` has 0 rows."
    assert findings("DAT005", FLIGHTS, seen) == ()


def test_a_misspelt_column_is_offered_the_nearest_whatever_its_case():
    text = FLIGHTS.replace("known_after: [arr_delay]", "known_after: [arr_dely, CARRIER, all]")
    found = only("DAT008", text, flights())
    assert (found.subject, found.fix) == ("data.flights.known_after.arr_dely", "Write `arr_delay`.")


def test_a_reference_is_looked_up_on_both_sides():
    text = FLIGHTS.replace("airports.faa", "airports.iata")
    assert only("DAT008", text, flights()).problem == (
        "`data.flights.references` names column `iata`, which data set `airports` does not have."
    )


def test_what_an_option_uses_is_looked_up():
    text = FLIGHTS.replace("uses: [flights.sched_dep_time, planes]", "uses: [flights.dep_hour, flights.*]")
    assert only("DAT008", text, flights()).subject == "options.model.uses.dep_hour"


def test_what_a_probe_forbids_is_looked_up():
    probed = "uses: [flights.sched_dep_time], probe: {data: flights, forbid: [tailnumber]}"
    found = only("DAT008", FLIGHTS.replace("uses: [flights.sched_dep_time, planes]", probed), flights())
    assert found.subject == "options.model.probe.forbid.tailnumber"
