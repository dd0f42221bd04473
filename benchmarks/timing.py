"""Time whole processes and functions: CPU, wall clock and memory, medians of runs that take turns."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TypeVar

K = TypeVar("K")
ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("RESULTS.md")
TRUEUP = (sys.executable, "-c", "from trueup.cli.main import main; main()")
"""The command line as its console script starts it, of the trueup that this Python imports."""


@dataclass(frozen=True)
class Run:
    """What one run took: seconds of CPU (user and system), seconds of wall clock, and its peak memory in MB."""

    cpu: float
    wall: float
    peak: float = 0.0
    status: int = 0


def environment(scratch: Path) -> dict[str, str]:
    """Return the environment of a user: compiled modules are kept, caches are in a scratch folder."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    kept.setdefault("PYTHONPYCACHEPREFIX", str(scratch / "compiled"))
    here = os.pathsep.join([str(ROOT / "src"), kept["PYTHONPATH"]] if "PYTHONPATH" in kept else [str(ROOT / "src")])
    return kept | {"TRUEUP_CACHE": str(scratch / "cache"), "PYTHONPATH": here}


def process(command: Sequence[str], env: Mapping[str, str], cwd: Path = ROOT) -> Run:
    """Run a command to its end and return what the system says it took; its output is thrown away."""
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        child = subprocess.Popen(command, env=env, cwd=cwd, stdout=said, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            said.seek(0)
            message = f"{' '.join(command[-4:])} left with {child.returncode}: {said.read()[-2000:].decode()}"
            raise RuntimeError(message)
    scale = 1 / 1_048_576 if sys.platform == "darwin" else 1 / 1024
    return Run(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * scale, child.returncode)


def call(function: Callable[[], object]) -> Run:
    """Call a function and return what it took in this process, all its threads together."""
    cpu, wall = time.process_time(), time.perf_counter()
    function()
    return Run(time.process_time() - cpu, time.perf_counter() - wall)


def taking_turns(jobs: Mapping[K, Callable[[], Run]], runs: int) -> dict[K, Run]:
    """Run all jobs in turn, as often as asked, and return the medians of each (of memory the largest)."""
    found: dict[K, list[Run]] = {name: [] for name in jobs}
    for _ in range(runs):
        for name, job in jobs.items():
            found[name].append(job())
    return {name: middle(each) for name, each in found.items()}


def middle(runs: Sequence[Run]) -> Run:
    """Return the median of each figure; of memory the largest."""
    return Run(
        median(run.cpu for run in runs),
        median(run.wall for run in runs),
        max(run.peak for run in runs),
        runs[-1].status,
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first to the right."""
    lines = [list(head), ["---", *("---:" for _ in head[1:])], *map(list, rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    lines[1] = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    pads = [str.ljust, *([str.rjust] * (len(head) - 1))]
    return "\n".join(
        "| " + " | ".join(pad(cell, width) for pad, cell, width in zip(pads, line, widths, strict=True)) + " |"
        for line in lines
    )


def machine() -> str:
    """Return what it ran on, without a name that tells whose it is."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    system = f"{platform.system()} {platform.machine()}"
    return f"{model}, {os.cpu_count()} cores{load}, {system}, Python {platform.python_version()}"


def report(title: str, text: str, *, record: bool) -> None:
    """Print a result; append it to RESULTS.md where that is asked for."""
    block = f"## {title}, {datetime.now(UTC).date()}\n\n{machine()}\n\n{text}\n"
    print(block)
    if record:
        with RESULTS.open("a", encoding="utf-8") as stream:
            stream.write(f"\n{block}")
