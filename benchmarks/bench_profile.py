"""The profile of a table of ten million rows against DuckDB's own SUMMARIZE of the same file, taking turns."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from timing import ROOT, Run, environment, process, report, table, taking_turns
from wide_table import write

SUMMARIZE = """
import sys, duckdb
base = duckdb.connect(config={"memory_limit": "2000MB", "temp_directory": sys.argv[2]})
base.execute(f"SUMMARIZE SELECT * FROM '{sys.argv[1]}'").fetchall()
"""
COLUMNS = """
import sys
from pathlib import Path
from trueup.adapters.duckdb_profile import profiled
from trueup.adapters.duckdb_session import Limits, Session
from trueup.adapters.sources import find_source
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.profile import ProfileOf
data = DataId("wide")
session = Session({data: find_source(data, sys.argv[1], Path("/"))}, [], Limits())
session.within(3600)
found = [value for _, value in profiled(session, [ProfileOf(data)])][0]
assert not isinstance(found, NotRun), found
assert not [column for column in found.columns if column.unread], found
session.close()
"""
WHOLE = """
import sys
from datetime import date
from pathlib import Path
from trueup.app.assess import one_document
from trueup.app.profile import profile
from trueup.app.settings import Settings
from trueup.core.model.ask.identity import DataId
from trueup.render.html.profile import profile_page
settings = Settings(cache=None, seconds=3600)
target, document = one_document(Path(sys.argv[1]), settings.bounds)
names = [DataId(name) for name in document.initiative.data]
for found in profile(document.initiative, target.initiatives[0].parent, names, settings).values():
    profile_page(found, as_of=date(2026, 1, 1))
"""
INITIATIVE = """trueup: 1
initiative: wide
title: A wide table
currency: EUR
data:
  wide: {{source: {wide}}}
  customers: {{source: customers.{form}}}
  products: {{source: products.{form}}}
"""


def main() -> None:
    """Write the table where it is not there yet, and time all three ways."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--folder", type=Path, help="where the table is kept (a temporary folder otherwise)")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--record", action="store_true", help="append the table to RESULTS.md")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        wide = write(folder, chosen.rows, columns=chosen.columns, form=chosen.format)
        document = folder / "initiative.yaml"
        document.write_text(INITIATIVE.format(wide=wide.name, form=chosen.format))
        env = environment(Path(scratch))

        def run(code: str, path: Path) -> Run:
            return process((sys.executable, "-c", code, str(path), scratch), env, ROOT)

        jobs = {
            "SUMMARIZE of DuckDB": lambda: run(SUMMARIZE, wide),
            "every column (ProfileOf)": lambda: run(COLUMNS, wide),
            "all of `--profile`, three tables, with the pages": lambda: run(WHOLE, document),
        }
        found = taking_turns(jobs, chosen.runs)
    base = found["SUMMARIZE of DuckDB"]
    rows = [
        (
            name,
            f"{each.cpu:.1f}",
            f"{each.cpu / base.cpu:.2f}",
            f"{each.wall:.1f}",
            f"{each.wall / base.wall:.2f}",
            f"{each.peak:,.0f}",
        )
        for name, each in found.items()
    ]
    size = f"{chosen.rows:,} rows x {chosen.columns} columns of {chosen.format}, {wide.name if chosen.folder else ''}"
    text = table(("", "CPU s", "ratio", "wall s", "ratio", "peak MB"), rows)
    report(
        "Profile against SUMMARIZE", f"{size.rstrip(', ')}, medians of {chosen.runs}\n\n{text}", record=chosen.record
    )


if __name__ == "__main__":
    main()
