"""Three KPIs as daily sums against plain monthly averages of the same three: one process, one engine, taking turns."""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import isclose
from pathlib import Path

import duckdb
from timing import ROOT, call, report, table, taking_turns

from trueup.adapters.duckdb_kpi_sql import kpi_days
from trueup.adapters.duckdb_session import Limits, Session
from trueup.adapters.sources import Source, find_source
from trueup.adapters.sql_cache import SqlCache
from trueup.adapters.sql_guard import guard
from trueup.app.define import define, one_document
from trueup.core.measure.questions import sum_question
from trueup.core.model.ask import DataId, KpiDays, KpiSum

FLIGHTS = ROOT / "examples" / "flights"
NAMES = ("late", "cancelled", "mean_delay")
ZONE = "America/New_York"
AVERAGES = """
  avg((arr_delay >= 15)::INTEGER), avg((dep_time IS NULL)::INTEGER),
  avg(CASE WHEN arr_delay > 0 THEN arr_delay WHEN arr_delay IS NOT NULL THEN 0 END)"""
PLAIN = f"SELECT year, month, {AVERAGES} FROM flights GROUP BY year, month ORDER BY year, month"  # noqa: S608
PLAIN_ZONE = f"SELECT date_trunc('month', time_hour)::DATE AS m, {AVERAGES} FROM flights GROUP BY m ORDER BY m"  # noqa: S608
ROUNDS = 2
"""Rounds before timing: the file's pages are read and the engine has seen the statement."""


def main() -> None:
    """Print the table; `--record` keeps it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=41)
    options.add_argument("--record", action="store_true", help="append the result to RESULTS.md")
    given = options.parse_args()
    report("three KPIs on 336,776 flights", _measured(given.runs), record=given.record)


def _measured(runs: int) -> str:
    source = find_source(DataId("flights"), "data/flights.parquet", FLIGHTS)
    assert isinstance(source, Source)
    plain = duckdb.connect()
    plain.execute(f"CREATE VIEW flights AS SELECT * FROM read_parquet('{source.files[0]}')")  # noqa: S608
    plain.execute(f"SET TimeZone = '{ZONE}'")
    days = _questions()
    zoned = [replace(ask, of=replace(ask.of, at=guard("time_hour"), zone=ZONE)) for ask in days]
    session = Session({DataId("flights"): source}, [ZONE], Limits())
    try:
        _same(_answers(session, days), plain.execute(PLAIN).fetchall())
        jobs = {
            "plain monthly averages": lambda: plain.execute(PLAIN).fetchall(),
            "three KPIs by day": partial(_answers, session, days),
            "plain, month in New York": lambda: plain.execute(PLAIN_ZONE).fetchall(),
            "three KPIs by day in New York": partial(_answers, session, zoned),
        }
        timed = {name: partial(call, job) for name, job in jobs.items()}
        taking_turns(timed, ROUNDS)
        found = taking_turns(timed, runs)
    finally:
        session.close()
    base = found["plain monthly averages"]
    zone = found["plain, month in New York"]
    rows = []
    for name, run in found.items():
        beside = zone if "New York" in name else base
        goal = "1.6" if name == "three KPIs by day" else ""
        ratio = "" if run is beside else f"{run.wall / beside.wall:.2f}"
        cpu = "" if run is beside else f"{run.cpu / beside.cpu:.2f}"
        rows.append([name, f"{run.wall * 1e3:.1f}", f"{run.cpu * 1e3:.1f}", ratio, cpu, goal])
    head = ["median of runs that take turns", "wall ms", "CPU ms", "wall ratio", "CPU ratio", "goal"]
    return table(head, rows) + f"\n\n{runs} runs each; the monthly means of both were compared first and are the same."


def _questions() -> list[KpiSum]:
    _, document = one_document(FLIGHTS)
    with tempfile.TemporaryDirectory() as folder:
        found = define(document, SqlCache(Path(folder)))
    return [sum_question(document.initiative.kpis[name], found.guarded[name]) for name in NAMES]


def _answers(session: Session, asks: list[KpiSum]) -> list[KpiDays]:
    found = dict(kpi_days(session, asks))
    answers = [found[ask] for ask in asks]
    assert all(isinstance(each, KpiDays) for each in answers), answers
    return [each for each in answers if isinstance(each, KpiDays)]


def _same(found: Sequence[KpiDays], months: Sequence[tuple[float, ...]]) -> None:
    """Stop where our sums by day do not give the plain averages by month."""
    for at, each in enumerate(found):
        sums: dict[tuple[int, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for day in each.days:
            month = sums[day.day.year, day.day.month]
            month[0] += day.y
            month[1] += day.n
        for year, number, *averages in months:
            y, n = sums[int(year), int(number)]
            assert isclose(y / n, averages[at], rel_tol=1e-9), (NAMES[at], year, number, y / n, averages[at])


if __name__ == "__main__":
    main()
