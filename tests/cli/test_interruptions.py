"""Ctrl-C, a kill, a full disk, data that somebody writes meanwhile: no traceback, and nothing is left half-written."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from desk import AS_OF, COMMAND, as_csv, rows

OLD_PAGE = b"<!doctype html><title>the report of last week</title></html>\n"
MANY_ROWS = """
    COPY (SELECT i AS order_id, hash(i) AS noise, DATE '2026-01-01' + (i % 365)::INT AS promised_on,
                 DATE '2026-01-01' + (i % 365)::INT + (i % 2)::INT AS delivered_on
          FROM range(3_000_000) AS numbers(i)) TO '{file}'
"""


@pytest.fixture
def scratch(desk):
    """The folder for scratch files."""
    folder = desk.folder / "scratch"
    folder.mkdir()
    desk.environment["TMPDIR"] = str(folder)
    return folder


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Orders that take seconds to read."""
    file = tmp_path_factory.mktemp("many") / "orders.parquet"
    duckdb.sql("SET enable_progress_bar = false")
    duckdb.sql(MANY_ROWS.format(file=file))
    return file


@pytest.fixture
def slow(desk, scratch, many):
    """An initiative whose data takes seconds to read; return its folder."""
    folder = desk.initiative(change={"source: orders.csv": "source: orders.parquet"})
    (folder / "orders.parquet").hardlink_to(many)
    return folder


def start(desk, *arguments):
    return subprocess.Popen(
        [COMMAND, *arguments],
        cwd=desk.folder,
        env=desk.env(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(happens, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def nothing_is_half_written(desk):
    """Whatever stands in the cache and the evidence is whole."""
    kept = [*desk.cache.rglob("*.json"), *desk.folder.rglob("evidence/*.json")]
    for file in kept:
        json.loads(file.read_text())
    return len(kept)


def leftovers(desk):
    return [*desk.folder.rglob("*.part")]


# ---- ctrl-C ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["assess", "report"])
def test_ctrl_c_in_the_middle_of_a_scan_leaves_130_and_nothing_half_written(desk, slow, scratch, verb):
    page = desk.folder / "report.html"
    page.write_bytes(OLD_PAGE)
    process = start(desk, verb, "orders", "--as-of", AS_OF)
    until(lambda: any(scratch.glob("trueup-*")))
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err.strip() == "trueup: Interrupted; nothing was left half-written."
    assert page.read_bytes() == OLD_PAGE
    assert not (slow / "evidence").exists()
    assert leftovers(desk) == []
    assert list(scratch.iterdir()) == []
    nothing_is_half_written(desk)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs to see how far the start has come")
def test_ctrl_c_while_the_command_still_loads_leaves_130_without_a_traceback(desk):
    desk.initiative()
    process = start(desk, "assess", "orders", "--as-of", AS_OF)
    loaded = Path(f"/proc/{process.pid}/maps")
    until(lambda: "pydantic_core" in loaded.read_text())
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err.strip() == "trueup: Interrupted; nothing was left half-written."
    nothing_is_half_written(desk)


SWALLOWS = """
import os, signal, time

try:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep({tries})
except KeyboardInterrupt:
    print("swallowed", flush=True)
time.sleep({sleeps})
print("imported", flush=True)
"""
HEEDS = """
import time
from trueup.cli.interrupt import caught, heed

heed()
try:
    import swallows
    time.sleep(30)
except KeyboardInterrupt:
    caught()
    time.sleep(0.5)
    print("left")
"""


@pytest.mark.parametrize(
    ("tries", "sleeps", "said"),
    [
        pytest.param(0.2, 0, ["imported", "left"], id="it waits until the import is over"),
        pytest.param(30, 30, ["swallowed", "left"], id="it is sent again when the import swallows it"),
    ],
)
def test_an_interrupt_in_an_import_is_never_lost_and_after_it_is_caught_sent_no_more(desk, tries, sleeps, said):
    (desk.folder / "swallows.py").write_text(SWALLOWS.format(tries=tries, sleeps=sleeps))
    done = subprocess.run(
        [sys.executable, "-c", HEEDS], cwd=desk.folder, capture_output=True, text=True, timeout=20, check=False
    )
    assert (done.stdout.split(), done.stderr, done.returncode) == (said, "", 0)


IN_A_MODEL = """
import os, signal, time
from typing import Annotated
from pydantic_core import core_schema
from trueup.cli.interrupt import caught, heed
from trueup.core.model.fields import Part

class Pressed:
    def __get_pydantic_core_schema__(self, source, handler):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        print("built", flush=True)
        return core_schema.any_schema()

class Model(Part):
    key: Annotated[object, Pressed()]

heed()
try:
    Model.model_validate({"key": "1"})
    time.sleep(30)
except KeyboardInterrupt:
    caught()
    print("left")
"""
AT_AN_END = """
import os, signal, time
from trueup.cli.interrupt import caught, heed

class Ends:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)

heed()
try:
    Ends()
    print("lost", flush=True)
    time.sleep(30)
except KeyboardInterrupt:
    caught()
    print("left")
"""
AT_OURS = """
import os, signal
os.kill(os.getpid(), signal.SIGINT)
print("waits", flush=True)
import trueup.adapters.clock
print("imported", flush=True)
"""


def said_by(desk, script):
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=desk.folder, capture_output=True, text=True, timeout=20, check=False
    )
    return done.stdout.split(), done.returncode


def test_an_interrupt_waits_until_a_model_is_built(desk):
    assert said_by(desk, IN_A_MODEL) == (["built", "left"], 0)


def test_an_interrupt_that_was_lost_is_sent_again(desk):
    assert said_by(desk, AT_AN_END) == (["lost", "left"], 0)


def test_an_interrupt_in_an_import_ends_it_at_the_next_module_of_ours(desk):
    (desk.folder / "swallows.py").write_text(AT_OURS)
    assert said_by(desk, HEEDS) == (["waits", "left"], 0)


# ---- kill -9 ---------------------------------------------------------------------------------------------------------


def test_a_kill_at_any_moment_leaves_the_old_report_or_the_new_one_and_whole_files(desk, scratch):
    desk.initiative()
    page = desk.folder / "report.html"
    page.write_bytes(OLD_PAGE)
    for after in (0.3, 0.6, 0.9, 1.2):
        process = start(desk, "report", "orders", "--as-of", AS_OF)
        time.sleep(after)
        process.kill()
        process.communicate()
        nothing_is_half_written(desk)
        found = page.read_bytes()
        assert found == OLD_PAGE or found.rstrip().endswith(b"</html>")
    said = desk.call("report", "orders", "--as-of", AS_OF)
    assert said.status == 0
    assert page.read_bytes().rstrip().endswith(b"</html>")
    assert page.read_bytes() != OLD_PAGE


def test_a_kill_between_two_evidence_files_leaves_whole_ones(desk):
    evidence = desk.initiative() / "evidence"
    process = start(desk, "assess", "orders", "--as-of", AS_OF)
    until(lambda: process.poll() is not None or any(evidence.glob("*.json")))
    process.kill()
    process.communicate()
    assert nothing_is_half_written(desk) > 0


# ---- no room ---------------------------------------------------------------------------------------------------------


def at_most(size):
    """Let a process write no file longer than `size` bytes: what it meets is what a full disk gives it."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_report_that_does_not_fit_leaves_the_previous_one(desk, scratch):
    desk.initiative()
    desk.assess()
    page = desk.folder / "report.html"
    page.write_bytes(OLD_PAGE)
    said = desk.run("report", "orders", "--as-of", AS_OF, preexec_fn=at_most(50_000))
    assert said.status == 2
    assert "report.html cannot be written: File too large." in said.err
    assert "make room" in said.err
    assert "Wrote" not in said.all
    assert page.read_bytes() == OLD_PAGE
    assert leftovers(desk) == []


def test_evidence_and_cache_that_do_not_fit_are_remarked_and_the_assessment_stands(desk, scratch):
    folder = desk.initiative()
    desk.assess("--no-cache")
    (folder / "orders.csv").write_bytes(as_csv(rows(late_every=5)))
    before = {file: file.read_bytes() for file in (folder / "evidence").iterdir()}
    said = desk.run("assess", "orders", "--as-of", AS_OF, preexec_fn=at_most(1_000))
    assert said.status == 0
    assert "20.00 %" in said.flat
    assert "Evidence was not kept: " in said.flat
    assert "Answers were not cached: " in said.flat
    changed = [file.name for file in before if file.read_bytes() != before[file]]
    assert "kpis.late.json" not in changed
    nothing_is_half_written(desk)
    assert leftovers(desk) == []


@pytest.mark.parametrize(
    "arguments", [("assess", "orders"), ("check", "orders"), ("rules",), ("--help",), ("--version",)]
)
def test_an_output_without_room_is_said_and_leaves_2(desk, arguments):
    desk.initiative()
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device, not a path of ours
        done = subprocess.run(
            [COMMAND, *arguments],
            cwd=desk.folder,
            env=desk.env(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "No space left on device" in done.stderr


def test_an_error_that_cannot_be_said_keeps_its_exit_status(desk):
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - as above
        done = subprocess.run([COMMAND, "assess", "nowhere"], cwd=desk.folder, env=desk.env(), stderr=full, check=False)
    assert done.returncode == 2


# ---- data that somebody else writes ----------------------------------------------------------------------------------


def test_data_rewritten_again_and_again_gives_one_of_its_states_or_none(desk, scratch):
    folder = desk.initiative()
    data = folder / "orders.csv"
    states = [as_csv(rows(late_every=4)), as_csv(rows(late_every=5))]
    done = threading.Event()

    def write():
        turn = 0
        while not done.wait(0.03):
            turn += 1
            data.write_bytes(states[turn % 2])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        runs = [desk.run("assess", "orders", "--as-of", AS_OF, "--format", "json")]
        runs += [desk.assess("--format", "json") for _ in range(6)]
    finally:
        done.set()
        writer.join()
    for said in runs:
        assert (said.status, said.err) == (0, "")
        reading = said.body["initiatives"][0]["kpis"]["late"]
        if "not_run" in reading:
            assert "changed while it was read" in reading["detail"] or "is empty" in reading["detail"]
        else:
            assert round(reading["level"]["value"], 6) in {round(183 / 730, 6), round(146 / 730, 6)}
            assert reading["funnel"]["counted"] == 730
    data.write_bytes(states[0])
    assert "25.07 %" in desk.assess().flat
