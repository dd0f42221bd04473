"""Kill processes while they write a ledger, count what was acknowledged and lost; time verifying 100,000 entries.

python benchmarks/bench_ledger.py [--kills 300] [--entries 100000] [--record]

Leaves with 1 when any acknowledged entry was lost.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from timing import TRUEUP, call, environment, middle, process, report, table

from trueup.adapters.ledger_file import FileLedger
from trueup.core.base.digest import digest_of
from trueup.core.gates.entry_text import line_of, placed
from trueup.core.gates.history import verify
from trueup.core.gates.seen import rounded
from trueup.core.model.ledger import Agreement, Draft, Seen

START = datetime(2026, 1, 1, tzinfo=UTC)
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from trueup.adapters.ledger_file import FileLedger
from trueup.core.model.ledger import Draft
ledger = FileLedger(Path(sys.argv[1]), seconds=60)
number = 0
while True:
    number += 1
    note = "x" * 2000 + str(number)
    entry = ledger.append(Draft("review", "late-orders", sys.argv[2], "", datetime.now(UTC), note=note))
    sys.stdout.write(entry.id + "\\n")
    sys.stdout.flush()
"""


def killed(folder: Path, env: dict[str, str], kills: int) -> tuple[list[str], int]:
    """Kill writers at any moment, two writing one ledger at once; return the row of the table and how many were lost.

    A ledger serves ten kills, so that writers also begin on what a killed one left.
    """
    chance = random.Random(4)  # noqa: S311 - when to kill is no secret
    acknowledged = lost = kept = torn = 0
    for begin in range(0, kills, 10):
        file = folder / f"{begin}.jsonl"
        known: set[str] = set()
        for number in range(begin, min(begin + 10, kills), 2):
            writers = [
                subprocess.Popen(
                    [sys.executable, "-c", WRITER, file, f"w{number + n}"], stdout=subprocess.PIPE, env=env
                )
                for n in range(2)
            ]
            known |= {writer.stdout.readline().decode().strip() for writer in writers}
            for writer in writers:
                time.sleep(chance.random() * 0.03)
                writer.send_signal(signal.SIGKILL)
            for writer in writers:
                known |= {name for name in writer.stdout.read().decode().split("\n") if len(name) == 64}
                writer.stdout.close()
                writer.wait()
            torn += not file.read_bytes().endswith(b"\n")
        ledger = FileLedger(file)
        found = ledger.verified()
        assert all(each.harmless or each.kind == "unfinished" for each in found.problems), found.problems
        ids = {entry.id for entry in ledger.entries()}
        acknowledged, lost, kept = acknowledged + len(known), lost + len(known - ids), kept + len(ids)
    row = [
        f"{kills} kills, two writers at once",
        f"{acknowledged:,}",
        f"{lost:,}",
        f"{kept - acknowledged:,}",
        f"{torn:,}",
    ]
    return row, lost


def written(count: int) -> bytes:
    """Return a ledger of so many entries: signatures with a figure as `sign` keeps it, and forks that are joined."""
    agreement = Agreement("objective", digest_of("objective", 1, {"statement": "fewer late orders"}))
    lines, prev, fork = [], (), ()
    for number in range(count):
        seen = (Seen("late", rounded(0.2 + number / 1e7), "1", "measured"),)
        at = START + timedelta(minutes=number)
        draft = Draft("sign", "late-orders", f"p{number % 40}", "sponsor", at, "discovery", agreement, seen)
        entry = placed(draft, (*prev, *fork))
        lines.append(line_of(entry))
        step = number % 1000
        fork = (entry.id,) if step == 500 else () if step == 502 else fork
        prev = prev if step == 500 else (entry.id,)
    return b"".join(lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=300)
    asked.add_argument("--entries", type=int, default=100_000)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--record", action="store_true", help="append the result to RESULTS.md")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        env = environment(folder)
        row, lost = killed(folder, env, given.kills)
        file = folder / "ledger.jsonl"
        data = written(given.entries)
        file.write_bytes(data)
        found = verify(data)
        assert (found.problems, found.count, len(found.heads)) == ((), given.entries, 1)
        del found
        core = middle([call(lambda: verify(data)) for _ in range(given.runs)])
        whole = middle([process([*TRUEUP, "verify", str(file)], env) for _ in range(given.runs)])
        parts = FileLedger(folder / "single.jsonl")
        one = middle([call(lambda: parts.append(Draft("review", "x", "pm", "", START))) for _ in range(100)])
    size = len(data) / given.entries
    timed = [
        [f"verify {given.entries:,} entries of {size:.0f} bytes", f"{core.cpu:.2f}", f"{core.wall:.2f}", "", "1 s"],
        ["the same as `trueup verify`", f"{whole.cpu:.2f}", f"{whole.wall:.2f}", f"{whole.peak:.0f}", ""],
        ["append one entry, on the disk", f"{one.cpu:.4f}", f"{one.wall:.4f}", "", ""],
    ]
    text = "\n\n".join(
        (
            table(["", "acknowledged", "lost", "kept unsaid", "torn ends"], [row]),
            table(["median", "CPU s", "wall s", "peak MB", "goal"], timed),
        )
    )
    report("ledger", text, record=given.record)
    if lost:
        sys.exit(f"{lost} acknowledged entries were lost")


if __name__ == "__main__":
    main()
