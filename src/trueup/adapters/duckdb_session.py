"""One DuckDB in memory for one batch of questions: opened, locked, its tables put in place, and closed again.

The order matters. First what needs the outside (attaching a DuckDB file read-only, a connection for each time zone),
then the lock: only the named files can be opened, no extension, no setting changed. Only then a file is read. What
runs after that is one statement of type SELECT at a time; the two exceptions, a view or a table over a source, are
texts of ours without a word of the user's in them.
"""

from __future__ import annotations

import difflib
import math
import shutil
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from trueup.adapters.duckdb_csv import CsvPlan
from trueup.adapters.duckdb_place import Placed, in_place, inside, nearest_table
from trueup.adapters.duckdb_text import first_words, literal
from trueup.adapters.duckdb_unreadable import unreadable
from trueup.adapters.machine_memory import default_memory_mb
from trueup.adapters.row_sample import Samples, drawn_from, is_faithful
from trueup.adapters.scratch_room import Room
from trueup.adapters.source_fault import SourceFault
from trueup.adapters.sources import changed, states
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, MutableMapping

    from trueup.adapters.sources import Source
    from trueup.core.model.ask.source import Oddity

Row = tuple[object, ...]
_Settings = dict[str, str | bool | int | float | list[str]]
_NO_SPACE: Final = "Free space on that disk, or name another folder for temporary files in TMPDIR."


@dataclass(frozen=True, slots=True)
class Limits:
    """What one batch may take: threads (None: all cores), memory and scratch disk in MB, rows of one result.

    `sample` reads at most so many rows of each table, drawn at random; None, unless somebody asks for it, reads all.
    Memory is by default a share of what the machine has (`machine_memory`); what does not fit spills to scratch disk.
    """

    threads: int | None = None
    memory_mb: int = field(default_factory=default_memory_mb)
    scratch_mb: int = 20_000
    rows: int = 500_000
    sample: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A data set inside the session: its SQL name, its columns and, for a CSV, how its texts are read.

    `files` are the files that are read (taken out of an archive, or copied), `oddities` what was odd on the way.
    `all_rows` is how many rows the data set has where these are only a sample of them.
    """

    data: DataId
    sql: str
    columns: tuple[Column, ...]
    csv: CsvPlan | None = None
    files: tuple[Path, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    all_rows: int | None = None

    def kind(self, name: str) -> str | None:
        """Return the type of a column, upper and lower case alike; None if there is no such column."""
        wanted = name.lower()
        return next((column.type for column in self.columns if column.name.lower() == wanted), None)

    def missing(self, names: Iterable[str]) -> NotRun | None:
        """Return which of these names is not a column, with the nearest one that is."""
        known = {column.name.lower(): column.name for column in self.columns}
        for name in names:
            if name.lower() not in known:
                close = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.5)
                nearest = f"; nearest is `{known[close[0]]}`" if close else ""
                fix = "Name a column of the table, or the data set that has it."
                return NotRun("no_column", f"column `{name}` is not in `{self.data}`{nearest}", fix)
        return None


class TooManyRows(Exception):
    """A result had more rows than `Limits.rows`."""


class TooLate(Exception):
    """The time for a data set is over."""


class Session:
    """Tables over sources, and a way to run one SELECT at a time on them; to be closed after use."""

    def __init__(
        self,
        sources: Mapping[DataId, Source],
        zones: Iterable[str],
        limits: Limits,
        spent: MutableMapping[DataId, float] | None = None,
        samples: Samples | None = None,
    ) -> None:
        """Open and lock the database; `statements` counts what reads data, `is_short` says that memory ran out.

        `spent` are the seconds that each data set has taken so far, `samples` what was drawn so far: both go on.
        """
        self.statements, self.is_short = 0, False
        self.limits = limits
        self.samples = samples if samples is not None else Samples()
        self._sources = sources
        self._tables: dict[DataId, Table | NotRun] = {}
        self._wholes: dict[DataId, Table | NotRun] = {}
        self._rows: dict[tuple[DataId, int | None], int] = {}
        self._spent: MutableMapping[DataId, float] = spent if spent is not None else {}
        self._seconds = math.inf
        self._account: tuple[DataId, float] | None = None
        self._kinds: dict[tuple[str, str | None], tuple[str, ...]] = {}
        self._attached: dict[str, str | NotRun] = {}
        self._zones: dict[str, duckdb.DuckDBPyConnection | NotRun] = {}
        self._deadline = math.inf
        self._scratch = tempfile.mkdtemp(prefix="trueup-")
        self._thread = ThreadPoolExecutor(1)
        try:
            self._base = self._connected(limits)
            for source in sources.values():
                if source.format == "duckdb":
                    self._attach(source)
            for zone in zones:
                self._zones[zone] = self._clock(zone)
            self._lock()
        except BaseException:
            self._thread.shutdown()
            shutil.rmtree(self._scratch, ignore_errors=True)
            raise

    def _connected(self, limits: Limits) -> duckdb.DuckDBPyConnection:
        """Open the database; what it spills and what is converted for it lie in two folders of the scratch space."""
        spill, converted = Path(self._scratch, "spill"), Path(self._scratch, "converted")
        spill.mkdir()
        converted.mkdir()
        self.room = Room(converted, limits.scratch_mb * 1_000_000, self.late)
        base = duckdb.connect(":memory:", config=_config(limits, str(spill)))
        base.execute("SET TimeZone = 'UTC'")
        return base

    def close(self) -> None:
        """Give memory and scratch space back."""
        self._charge()
        for clock in self._zones.values():
            if not isinstance(clock, NotRun):
                clock.close()
        self._base.close()
        self._thread.shutdown()
        shutil.rmtree(self._scratch, ignore_errors=True)

    # ---- before and at the lock --------------------------------------------------------------------------------------

    def _attach(self, source: Source) -> None:
        path = str(source.files[0])
        if path in self._attached:
            return
        name = f"file{len(self._attached)}"
        try:
            self._base.execute(f"ATTACH {literal(path)} AS {name} (READ_ONLY)")
        except duckdb.Error as problem:
            fix = "Close the program that writes to it, or export the table to Parquet."
            why = NotRun("no_data", f"`{source.files[0].name}` cannot be opened: {first_words(problem)}", fix)
            self._attached[path] = why
        else:
            self._attached[path] = name

    def _clock(self, zone: str) -> duckdb.DuckDBPyConnection | NotRun:
        clock = self._base.cursor()
        try:
            clock.execute(f"SET TimeZone = {literal(zone)}")
        except duckdb.Error:
            clock.close()
            known = [str(row[0]) for row in self._base.execute("SELECT name FROM pg_timezone_names()").fetchall()]
            regions = [name for name in known if "/" in name and not name.startswith(("Etc/", "SystemV/"))]
            cities = {name.rpartition("/")[2].lower(): name for name in regions}
            close = difflib.get_close_matches(zone, regions, n=1, cutoff=0.8)
            near = cities.get(zone.rpartition("/")[2].replace(" ", "_").lower()) or (close[0] if close else None)
            fix = f"Write `zone: {near}`." if near else "Write region and city, such as `zone: Europe/London`."
            return NotRun("refused", f"`{zone}` is not a time zone", fix)
        return clock

    def _lock(self) -> None:
        files = (str(file) for source in self._sources.values() for file in source.files)
        allowed = ", ".join(literal(file) for file in sorted(set(files)))
        self._base.execute(f"SET allowed_paths = [{allowed}]")
        folders = [self.room.folder, *([self.samples.folder] if self.limits.sample is not None else [])]
        listed = ", ".join(literal(str(folder)) for folder in folders)
        self._base.execute(f"SET allowed_directories = [{listed}]")
        self._base.execute("SET enable_external_access = false")
        self._base.execute("SET lock_configuration = true")

    # ---- running -----------------------------------------------------------------------------------------------------

    def within(self, seconds: float) -> None:
        """Give each data set so much time, what it has spent included; nothing is charged before `on` says which."""
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds

    def on(self, data: DataId) -> None:
        """Let the time from now on be that of a data set.

        When it is over, what runs is interrupted and every statement raises `TooLate`, until another one's turn.
        """
        now = self._charge()
        self._account = (data, now)
        self._deadline = now + self._seconds - self._spent.get(data, 0.0)

    def _charge(self) -> float:
        now = time.monotonic()
        if self._account is not None:
            data, since = self._account
            self._spent[data] = self._spent.get(data, 0.0) + now - since
            self._account = (data, now)
        return now

    def run(self, sql: str, zone: str | None = None) -> list[Row]:
        """Return the rows of one SELECT; raises duckdb.Error, `TooManyRows` and `TooLate`."""
        rows = self.fetch(f"SELECT * FROM ({sql}) LIMIT {self.limits.rows + 1}", zone)  # noqa: S608
        if len(rows) > self.limits.rows:
            raise TooManyRows
        return rows

    def kinds(self, sql: str, zone: str | None = None) -> tuple[str, ...]:
        """Return the types of a SELECT's columns without reading data; asked once, as the tables stay what they are."""
        if (sql, zone) not in self._kinds:
            rows = self.fetch(f"DESCRIBE {sql}", zone, scans=False)
            self._kinds[sql, zone] = tuple(str(row[1]) for row in rows)
        return self._kinds[sql, zone]

    def zone(self, name: str | None) -> NotRun | None:
        """Return why a time zone cannot be used, None if it can."""
        found = self._zones.get(name) if name is not None else None
        return found if isinstance(found, NotRun) else None

    def fetch(self, sql: str, zone: str | None = None, *, scans: bool = True) -> list[Row]:
        """Return the rows of one SELECT of ours; `scans` says whether it reads data. Raises as `run` does."""
        clock = self._zones[zone] if zone is not None else self._base
        if isinstance(clock, NotRun):
            raise duckdb.InvalidInputException(clock.detail)
        statements = clock.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise duckdb.PermissionException("not exactly one SELECT")
        self.statements += scans
        return self._execute(clock, statements[0])

    def write(self, sql: str) -> None:
        """Run a statement of ours that puts a table in place: nothing of a user's expression is in it."""
        self.statements += not sql.startswith(("CREATE VIEW", "DROP"))
        self._execute(self._base, sql)

    def late(self) -> None:
        """Raise `TooLate` when the time of the data set is over."""
        if time.monotonic() > self._deadline:
            raise TooLate

    def _execute(self, clock: duckdb.DuckDBPyConnection, statement: duckdb.Statement | str) -> list[Row]:
        """Run a statement in the session's thread: while DuckDB works, Python would not notice ctrl-C in its own."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TooLate
        work: Future[list[Row]] = self._thread.submit(lambda: clock.execute(statement).fetchall())
        try:
            return work.result(min(left, threading.TIMEOUT_MAX))
        except TimeoutError as late:
            raise TooLate from late
        except duckdb.OutOfMemoryException:
            self.is_short = True
            raise
        finally:
            while not work.done():
                clock.interrupt()
                wait([work], timeout=0.02)

    # ---- tables ------------------------------------------------------------------------------------------------------

    def table(self, data: DataId) -> Table | NotRun:
        """Return a data set's table, or a sample of it, put in place at its first use; or why it cannot be read."""
        if data not in self._tables:
            most = self.limits.sample
            self._tables[data] = self.whole(data) if most is None else self._as(data, lambda: self._drawn(data, most))
        return self._tables[data]

    def whole(self, data: DataId) -> Table | NotRun:
        """Return a data set's table with all its rows, whether a sample is asked for or not."""
        if data not in self._wholes:
            self._wholes[data] = self._as(data, lambda: self._open(self._sources[data]))
        return self._wholes[data]

    def _as(self, data: DataId, opened: Callable[[], Table | NotRun]) -> Table | NotRun:
        """Open a table in the time of its own data set, then go on in that of the one whose turn it is."""
        turn = self._account
        self.on(data)
        try:
            return opened()
        finally:
            if turn is not None:
                self.on(turn[0])

    def source(self, data: DataId) -> Source:
        """Return the source of a data set."""
        return self._sources[data]

    def put(self, table: Table) -> None:
        """Let a data set be read from this table from now on: a copy of some of its columns, or the table it had."""
        self._tables[table.data] = table

    def rows(self, table: Table) -> int:
        """Return how many rows a table has, counted once."""
        key = (table.data, table.all_rows)
        if key not in self._rows:
            self._rows[key] = int(str(self.run(f"SELECT count(*) FROM {table.sql}")[0][0]))  # noqa: S608 - a table of ours
        return self._rows[key]

    def _named(self, data: DataId, name: str, all_rows: int | None = None) -> Table:
        found = self.fetch(f"DESCRIBE {name}", scans=False)
        return Table(data, name, tuple(Column(str(row[0]), str(row[1])) for row in found), all_rows=all_rows)

    def _drawn(self, data: DataId, most: int) -> Table | NotRun:
        """Return the table of at most so many rows: those kept from before, all where there are no more, or drawn."""
        try:
            state = states(self._sources[data])
        except OSError:
            return changed(self._sources[data])
        name, kept = f"drawn{len(self._tables)}", self.samples.get(data, state)
        if kept is not None:
            self.write(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({literal(str(kept.file))})")  # noqa: S608
            return self._named(data, name, kept.all_rows)
        whole = self.whole(data)
        if isinstance(whole, NotRun) or self.rows(whole) <= most:
            return whole
        rows = self.rows(whole)
        self.write(f"CREATE TABLE {name} AS {drawn_from(whole.sql, rows, most)}")
        if is_faithful(whole.columns):
            file = self.samples.file()
            self.write(f"COPY {name} TO {literal(str(file))} (FORMAT parquet)")
            self.samples.put(data, state, file, rows)
        return replace(whole, sql=name, csv=None, files=(), oddities=(), all_rows=rows)

    def _open(self, source: Source) -> Table | NotRun:
        name = f"data{len(self._wholes)}"
        try:
            placed = self._attached_table(source, name) if source.format == "duckdb" else in_place(self, source, name)
            if isinstance(placed, NotRun):
                return placed
            table = self._named(source.data, name)
        except SourceFault as fault:
            return NotRun(fault.reason, f"data set `{source.data}`: {fault.problem}", fault.fix)
        except duckdb.OutOfMemoryException:
            raise
        except OSError as problem:
            why = f"its temporary data cannot be written: {problem.strerror or type(problem).__name__}"
            return NotRun("error", f"data set `{source.data}`: {why}", _NO_SPACE)
        except duckdb.Error as problem:
            told = unreadable(source, problem)
            return NotRun("error", f"data set `{source.data}`: {told.problem}", told.fix)
        return replace(table, csv=placed.csv, files=placed.source.files, oddities=placed.oddities)

    def _attached_table(self, source: Source, name: str) -> Placed | NotRun:
        attached = self._attached[str(source.files[0])]
        if isinstance(attached, NotRun):
            return attached
        try:
            self.write(f"CREATE VIEW {name} AS SELECT * FROM {inside(attached, source)}")  # noqa: S608
        except duckdb.CatalogException:
            nearest = nearest_table(self, attached, source)
            if not nearest:
                raise
            raise SourceFault(f"`{source.files[0].name}` has no table `{source.table}`", nearest) from None
        return Placed(source)


def _config(limits: Limits, scratch: str) -> _Settings:
    threads: _Settings = {} if limits.threads is None else {"threads": limits.threads}
    return threads | {
        "memory_limit": f"{limits.memory_mb}MB",
        "temp_directory": scratch,
        "max_temp_directory_size": f"{limits.scratch_mb}MB",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "allow_persistent_secrets": False,
    }
