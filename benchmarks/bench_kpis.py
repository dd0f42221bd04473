"""Three KPIs as daily sums against plain averages of the same three: one process, one engine, taking turns."""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import isclose
from pathlib import Path
from statistics import median

import duckdb
from timing import ROOT, Run, call, middle, report, table

from trueup.adapters.duckdb_kpi_sql import kpi_days
from trueup.adapters.duckdb_session import Limits, Session
from trueup.adapters.sources import Source, find_source
from trueup.adapters.sql_cache import SqlCache
from trueup.adapters.sql_guard import guard
from trueup.app.define import define, one_document
from trueup.core.measure.questions import sum_question
from trueup.core.model.ask.identity import DataId
from trueup.core.model.ask.kpi import KpiDays, KpiSum

FLIGHTS = ROOT / "examples" / "flights"
NAMES = ("late", "cancelled", "mean_delay")
ZONE = "America/New_York"
AVERAGES = """
  avg((arr_delay >= 15)::INTEGER), avg((dep_time IS NULL)::INTEGER),
  avg(CASE WHEN arr_delay > 0 THEN arr_delay WHEN arr_delay IS NOT NULL THEN 0 END)"""
PLAIN = f"SELECT year, month, {AVERAGES} FROM flights GROUP BY year, month ORDER BY year, month"  # noqa: S608
PLAIN_MADE = f"""
  SELECT date_trunc('month', make_date(year, month, day)) AS m, {AVERAGES} FROM flights GROUP BY m ORDER BY m"""  # noqa: S608
PLAIN_ZONE = f"SELECT date_trunc('month', time_hour)::DATE AS m, {AVERAGES} FROM flights GROUP BY m ORDER BY m"  # noqa: S608
GOAL = "three KPIs by day"
BESIDE = {
    "plain, month of the made date": "plain monthly averages",
    GOAL: "plain monthly averages",
    "three KPIs by day, just opened": "plain, just opened",
    "three KPIs by day in New York": "plain, month in New York",
}
"""What each job is compared with; the others are what is compared with."""
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
    plain, session, days = _opened(source), _session(source), _questions()
    zoned = [replace(ask, of=replace(ask.of, at=guard("time_hour"), zone=ZONE)) for ask in days]
    try:
        _same(_answers(session, days), plain.execute(PLAIN).fetchall())
        jobs: dict[str, Callable[[], object]] = {
            "plain monthly averages": lambda: plain.execute(PLAIN).fetchall(),
            "plain, month of the made date": lambda: plain.execute(PLAIN_MADE).fetchall(),
            GOAL: partial(_answers, session, days),
            "plain, just opened": partial(_plain_once, source),
            "three KPIs by day, just opened": partial(_ours_once, source, days),
            "plain, month in New York": lambda: plain.execute(PLAIN_ZONE).fetchall(),
            "three KPIs by day in New York": partial(_answers, session, zoned),
        }
        rounds = [{name: call(job) for name, job in jobs.items()} for _ in range(ROUNDS + runs)][ROUNDS:]
    finally:
        session.close()
    head = ["median of runs that take turns", "wall ms", "CPU ms", "wall ratio", "CPU ratio", "goal"]
    text = table(head, [_line(name, rounds) for name in jobs])
    same = "the monthly means of both were compared first and are the same"
    return f"{text}\n\n{runs} runs each, ratios are medians of the ratios of single rounds; {same}."


def _line(name: str, rounds: Sequence[Mapping[str, Run]]) -> list[str]:
    """Return a row of the table; the ratio of each round first, then their median, as both met the same noise."""
    run = middle([each[name] for each in rounds])
    beside = BESIDE.get(name)
    wall = cpu = ""
    if beside is not None:
        wall = f"{median(each[name].wall / each[beside].wall for each in rounds):.2f}"
        cpu = f"{median(each[name].cpu / each[beside].cpu for each in rounds):.2f}"
    return [name, f"{run.wall * 1e3:.1f}", f"{run.cpu * 1e3:.1f}", wall, cpu, "1.6" if name == GOAL else ""]


def _opened(source: Source) -> duckdb.DuckDBPyConnection:
    plain = duckdb.connect()
    plain.execute(f"CREATE VIEW flights AS SELECT * FROM read_parquet('{source.files[0]}')")  # noqa: S608
    plain.execute(f"SET TimeZone = '{ZONE}'")
    return plain


def _session(source: Source) -> Session:
    return Session({DataId("flights"): source}, [ZONE], Limits())


def _plain_once(source: Source) -> None:
    with _opened(source) as plain:
        plain.execute(PLAIN).fetchall()


def _ours_once(source: Source, asks: list[KpiSum]) -> None:
    session = _session(source)
    try:
        _answers(session, asks)
    finally:
        session.close()


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
