"""A desk to work at: a folder with its own cache, an initiative about late orders, and the installed command."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from trueup.cli.group import run

COMMAND = str(Path(sys.executable).with_name("trueup"))
AS_OF = "2027-01-15"
LATE = 0.25
"""The share of late orders in `rows()`: every fourth."""

TEN_LINES = """\
title: Faster deliveries
objective: {statement: Late deliveries below 10 % by the end of 2027, owner: head-of-logistics, kpi: late}
kpis:
  late:
    unit: 1
    direction: decrease
    data: orders
    value: delivered_on > promised_on
    across: share
    at: promised_on
data: {orders: orders.csv}
"""

WHOLE = """\
title: Faster deliveries
currency: EUR
objective: {statement: Late deliveries below 10 %, owner: ops, kpi: late}
people: {ops: {name: Head of operations, side: business}}
kpis:
  late:
    unit: 1
    direction: decrease
    owner: ops
    data: orders
    value: delivered_on > promised_on
    across: share
    at: promised_on
    baseline: {from: 2026-01-01, to: 2026-12-31}
    target: {value: 10 %, by: 2027-12-31}
    worth: orders_a_year * (baseline - level) * cost
assumptions:
  orders_a_year: {range: 1800..2200, unit: order/year, by: ops, because: as many as last year}
  cost: {range: 4..8, unit: EUR/order, by: ops, because: refunds}
data: {orders: {source: orders.csv, owner: ops, key: order_id}}
"""


@dataclass(frozen=True)
class Said:
    """What a command left: its exit status, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err

    @property
    def flat(self) -> str:
        """Everything with the line breaks of a narrow screen taken out."""
        return " ".join(self.all.split())

    @property
    def body(self) -> dict:
        return json.loads(self.out)


@dataclass
class Desk:
    """A folder, and a cache of its own unless one is named; nothing of the user's is touched."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    shared: Path | None = None

    @property
    def cache(self) -> Path:
        return self.shared or self.folder / ".cache"

    def env(self, **more: str) -> dict[str, str]:
        kept = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("TRUEUP", "NO_COLOR", "COLUMNS", "FORCE_", "PYTHONUNBUF"))
        }
        return kept | {"TRUEUP_CACHE": str(self.cache), "PYTHONWARNINGS": "error"} | self.environment | more

    def run(self, *arguments: str | Path, cwd: Path | None = None, timeout: float = 120, env=None, **options) -> Said:
        """Run the installed command."""
        done = subprocess.run(
            [COMMAND, *map(str, arguments)],
            cwd=cwd or self.folder,
            env=self.env(**(env or {})),
            capture_output=True,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
            **options,
        )
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    def call(self, *arguments: str | Path) -> Said:
        """Run the command line in this process: the same words and status, without starting Python anew."""
        out, err = io.StringIO(), io.StringIO()
        before = os.environ.get("TRUEUP_CACHE")
        os.environ["TRUEUP_CACHE"] = str(self.cache)
        try:
            with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = run([str(word) for word in arguments])
        finally:
            os.environ.pop("TRUEUP_CACHE")
            if before is not None:
                os.environ["TRUEUP_CACHE"] = before
        return Said(status, out.getvalue(), err.getvalue())

    def assess(self, *arguments: str | Path) -> Said:
        """Assess `orders` on a fixed day, in this process."""
        return self.call("assess", "orders", "--as-of", AS_OF, *arguments)

    def initiative(self, text: str = WHOLE, *, change: dict[str, str] | None = None, name: str = "orders") -> Path:
        """Write an initiative, each text of `change` replaced, with its orders as a CSV; return its folder."""
        for old, new in (change or {}).items():
            assert old in text, old
            text = text.replace(old, new)
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "initiative.yaml").write_text(text, "utf-8")
        (folder / "orders.csv").write_bytes(as_csv(rows()))
        return folder


Row = tuple[int, date, date]


def rows(late_every: int = 4) -> list[Row]:
    """Return two orders for each day of 2026; every fourth (or `late_every`th) is a day late."""
    first = date(2026, 1, 1)
    found = []
    for number in range(730):
        promised = first + timedelta(days=number % 365)
        found.append((number, promised, promised + timedelta(days=number % late_every == 0)))
    return found


def as_csv(found: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["order_id", "promised_on", "delivered_on"])
    writer.writerows(found)
    return text.getvalue().encode()


def as_json_lines(found: list[Row]) -> bytes:
    names = ("order_id", "promised_on", "delivered_on")
    return "".join(json.dumps(dict(zip(names, row, strict=True)), default=str) + "\n" for row in found).encode()


def as_gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)
