"""Make the synthetic tables of the example and what is true of them. Nothing in them is real.

    python make_data.py [FOLDER]

Writes data/*.parquet, data/*.csv and truth.json into FOLDER, or beside this script. Needs only duckdb; the seed stands
in inquiries_world.py. The same script makes the same rows on Python 3.11 to 3.13, and with the same DuckDB the same
bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb
from inquiries_faults import Tables, make
from inquiries_truth import truth
from inquiries_world import EXTRACTED

NULL: Final = "\\N"  # stands for NULL between here and DuckDB; no text of the example looks like it


@dataclass(frozen=True)
class Table:
    """One table: its file and its columns with their types, as in `inquiry_id VARCHAR, received_at TIMESTAMPTZ`."""

    file: str
    columns: str

    @property
    def name(self) -> str:
        """What the table is called."""
        return self.file.partition(".")[0]

    def types(self) -> dict[str, str]:
        """Return column -> SQL type, in order."""
        return dict(column.split() for column in self.columns.split(", "))  # type: ignore[misc]


TABLES: Final = (
    Table(
        "inquiries.parquet",
        "inquiry_id VARCHAR, customer_id VARCHAR, segment VARCHAR, received_at TIMESTAMPTZ, channel VARCHAR, "
        "product VARCHAR, category VARCHAR, subject VARCHAR, message VARCHAR, first_team VARCHAR, aa_group VARCHAR, "
        "pilot_arm VARCHAR, answered_at TIMESTAMPTZ, handling_seconds INTEGER, transfers INTEGER, reopened BOOLEAN, "
        "satisfaction INTEGER, closing_code VARCHAR, solved_by_team VARCHAR",
    ),
    Table(
        "events.parquet",
        "inquiry_id VARCHAR, logged_at TIMESTAMPTZ, event VARCHAR, team VARCHAR, agent_id VARCHAR, seconds INTEGER",
    ),
    Table("customers.parquet", "customer_id VARCHAR, segment VARCHAR, region VARCHAR, since DATE, email VARCHAR"),
    Table("agents.csv", "agent_id VARCHAR, team VARCHAR, hours_per_week INTEGER"),
    Table("costs.csv", "month DATE, team VARCHAR, minutes INTEGER, cost_eur DOUBLE"),
)


def moment(seconds: int | None) -> str | None:
    """Return a time in UTC as 2025-03-31 22:00:00+00:00."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(" ")


def rows(tables: Tables) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of each table by its name, with the columns in order."""
    inquiries = [
        (
            *(one.inquiry_id, one.customer_id, one.segment, moment(one.received), one.channel, one.product),
            *(one.category, one.subject, one.message, one.first_team, one.aa_group, one.pilot_arm),
            *(moment(one.answered), one.seconds, one.transfers, one.reopened, one.satisfaction),
            *(one.closing_code, one.solved_by),
        )
        for one in tables.inquiries
    ]
    events = [(one.inquiry_id, moment(one.at), one.event, one.team, one.agent_id, one.seconds) for one in tables.events]
    known = [(one.customer_id, one.segment, one.region, one.since, one.email) for one in tables.customers]
    agents = [(one.agent_id, one.team, one.hours_per_week) for one in tables.agents]
    costs = [(one.month, one.team, one.minutes, f"{one.cents // 100}.{one.cents % 100:02}") for one in tables.costs]
    return {"inquiries": inquiries, "events": events, "customers": known, "agents": agents, "costs": costs}


def written(table: Table, content: list[tuple[object, ...]]) -> bytes:
    """Return the rows as CSV with a header, NULL as the text that stands for it."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(table.types())
    lines.writerows([NULL if value is None else value for value in row] for row in content)
    return text.getvalue().encode()


def to_parquet(table: Table, text: bytes, target: Path) -> None:
    """Write a CSV as Parquet; a value of the wrong type raises."""
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as connection:
        source, made = Path(scratch, "table.csv"), Path(scratch, "table.parquet")
        source.write_bytes(text)
        connection.execute("SET threads = 1; SET TimeZone = 'UTC'")
        connection.read_csv(
            str(source), columns=table.types(), header=True, auto_detect=False, sep=",", quotechar='"', na_values=NULL
        ).create("made")
        connection.execute(
            f"COPY made TO '{str(made).replace(chr(39), chr(39) * 2)}' "
            "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 12)"
        )
        target.write_bytes(made.read_bytes())


def main(arguments: list[str]) -> None:
    """Write the five tables and the truth beside this script (or into FOLDER) and print a line for each table."""
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        raise SystemExit("Usage: python make_data.py [FOLDER]")
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    (folder / "data").mkdir(parents=True, exist_ok=True)
    tables = make()
    content = rows(tables)
    described = {}
    for table in TABLES:
        text = written(table, content[table.name])
        target = folder / "data" / table.file
        if target.suffix == ".csv":
            target.write_bytes(text)
        else:
            to_parquet(table, text, target)
        many = len(content[table.name])
        digest = hashlib.sha256(text).hexdigest()
        described[table.name] = {"file": f"data/{table.file}", "rows": many, "sha256_of_rows": digest}
        print(f"{table.file:18} {many:>8,} rows {target.stat().st_size:>9,} bytes")
    known = {"extracted": moment(EXTRACTED), "tables": described} | truth(tables)
    (folder / "truth.json").write_text(json.dumps(known, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
