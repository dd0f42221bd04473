"""The ledger in a file: kept before it is said, through crashes, full disks and many processes at once."""

from __future__ import annotations

import itertools
import json
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from adapters.ledger_conformance import LedgerConformance
from one_draft import draft
from trueup.adapters.ledger_file import FileLedger
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.gates.entry_text import line_of, placed
from trueup.core.gates.history import verify

HERE = Path(__file__).parents[1]
SOURCES = HERE.parent / "src"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "ledger.jsonl"


@pytest.fixture
def ledger(file):
    return FileLedger(file)


def listed(folder):
    return sorted(file.name for file in folder.iterdir())


def child(script, *arguments, **more):
    """Start Python with trueup and the tests on its path on a script and arguments."""
    code = f"import sys\nsys.path[:0] = {[str(SOURCES), str(HERE)]!r}\n{textwrap.dedent(script)}"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, encoding="utf-8", **more
    )


class TestFileLedger(LedgerConformance):
    @pytest.fixture
    def opened(self, file):
        return lambda: FileLedger(file)


def test_an_entry_is_one_line_with_sorted_keys_and_its_own_hash(ledger, file):
    entry = ledger.append(draft("agreed in Köln"))
    assert file.read_text("utf-8") == (
        f'{{"at":"2026-03-02T09:00:00Z","id":"{entry.id}","initiative":"late-orders","kind":"review",'
        '"note":"agreed in Köln","role":"sponsor","who":"coo"}\n'
    )


def test_appending_leaves_every_earlier_byte(ledger, file):
    ledger.append(draft("first"))
    before = file.read_bytes()
    ledger.append(draft("second"))
    assert file.read_bytes().startswith(before)


# ---- crashes: the end of the file


def test_wherever_the_last_line_is_torn_the_entries_before_it_stand_and_the_piece_is_kept(tmp_path):
    whole = b"".join(line_of(entry) for entry in _chain(3))
    end = whole.rindex(b"\n", 0, -1) + 1
    for cut in range(end + 1, len(whole) - 1):
        file = tmp_path / str(cut) / "ledger.jsonl"
        file.parent.mkdir()
        file.write_bytes(whole[:cut])
        said = []
        ledger = FileLedger(file, remark=said.append)
        assert len(ledger.entries()) == 2
        kept = ledger.append(draft("after the crash", minutes=9))
        assert ledger.entries()[-1] == kept
        assert verify(file.read_bytes()).problems == ()
        (piece,) = ledger.pieces()
        assert piece.read_bytes() == whole[end:cut]
        assert piece.name in said[0]
        assert f"({cut - end} bytes)" in said[0]


def test_a_last_line_that_misses_only_its_break_is_an_entry_and_is_not_guessed_away(ledger, file):
    whole = b"".join(line_of(entry) for entry in _chain(2))
    file.write_bytes(whole[:-1])
    assert len(ledger.entries()) == 2
    ledger.append(draft("third", minutes=9))
    assert len(ledger.entries()) == 3
    assert file.read_bytes().startswith(whole)
    assert ledger.pieces() == ()


def test_a_block_of_zeros_that_a_power_cut_left_is_put_aside(ledger, file):
    whole = b"".join(line_of(entry) for entry in _chain(2))
    file.write_bytes(whole + b'{"at":' + bytes(300) + b'"}\n')
    assert len(ledger.entries()) == 2
    ledger.append(draft("third", minutes=9))
    assert verify(file.read_bytes()).problems == ()
    assert [len(piece.read_bytes()) for piece in ledger.pieces()] == [309]


WRITER = """
    from pathlib import Path
    from one_draft import draft
    from trueup.adapters.ledger_file import FileLedger
    ledger = FileLedger(Path(sys.argv[1]))
    for number in range(int(sys.argv[3])):
        entry = ledger.append(draft("x" * 3000 + str(number), who=sys.argv[2]))
        print(entry.id, flush=True)
"""


@pytest.mark.parametrize("number", range(20))
def test_a_kill_loses_nothing_that_was_acknowledged(file, ledger, number):
    before = ledger.append(draft("before"))
    with child(WRITER, file, "killed", 1_000_000) as process:
        first = process.stdout.readline().strip()
        time.sleep(0.003 * number)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split("\n")
    acknowledged = [before.id, first, *(name for name in rest if len(name) == 64)]
    found = [entry.id for entry in ledger.entries()]
    assert found[: len(acknowledged)] == acknowledged
    assert len(found) - len(acknowledged) <= 1
    after = ledger.append(draft("after"))
    assert verify(file.read_bytes()).problems == ()
    assert ledger.heads() == (after.id,)


def test_the_lock_of_a_killed_process_holds_nobody_up(file):
    with child(WRITER, file, "killed", 1_000_000) as process:
        process.stdout.readline()
        process.kill()
    FileLedger(file, seconds=1).append(draft("at once"))


def test_processes_that_write_at_once_lose_and_interleave_nothing(file, ledger):
    names = [f"p{number}" for number in range(4)]
    processes = [child(WRITER, file, name, 15) for name in names]
    said = {name: process.communicate(timeout=120)[0].split() for name, process in zip(names, processes, strict=True)}
    entries = ledger.entries()
    assert len(entries) == 60
    for name in names:
        assert [entry.id for entry in entries if entry.draft.who == name] == said[name]
    assert all(after.prev == (before.id,) for before, after in itertools.pairwise(entries))
    assert verify(file.read_bytes()).problems == ()


def test_who_waits_too_long_for_another_is_told(file, ledger):
    ledger.append(draft("first"))
    holder = child(
        """
        import fcntl
        stream = open(sys.argv[1], "rb+")
        fcntl.flock(stream, fcntl.LOCK_EX)
        print("held", flush=True)
        sys.stdin.read()
        """,
        file,
        stdin=subprocess.PIPE,
    )
    assert holder.stdout.readline() == "held\n"
    try:
        with pytest.raises(TrueupError, match="another process holds it"):
            FileLedger(file, seconds=0.05).append(draft("second"))
    finally:
        holder.communicate("", timeout=30)
    assert len(ledger.entries()) == 1


# ---- where writing is not possible


LIMITED = """
    import resource
    from pathlib import Path
    from one_draft import draft
    from trueup.adapters.ledger_file import FileLedger
    from trueup.core.base.errors import TrueupError
    file = Path(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    try:
        FileLedger(file).append(draft("x" * 5000))
    except TrueupError as error:
        print(error.problem, error.fix)
"""


@pytest.mark.parametrize("room", [0, 1, 100, 3000])
def test_when_there_is_no_more_room_the_ledger_stays_as_it_was(file, ledger, room):
    """A limit on the size of files stops the write half-way, as a full disk does; no mock is in between."""
    ledger.append(draft("first"))
    before = file.read_bytes()
    said = child(LIMITED, file, len(before) + room).communicate(timeout=60)[0]
    assert f"{file} cannot be written: File too large." in said
    assert "nothing was kept and the ledger is unchanged" in said
    assert file.read_bytes() == before
    assert listed(file.parent) == ["ledger.jsonl"]


def test_a_ledger_that_could_not_be_begun_is_not_there(file):
    said = child(LIMITED, file, 100).communicate(timeout=60)[0]
    assert "cannot be written: File too large." in said
    assert listed(file.parent) == []


ON_A_DISK = """
    from pathlib import Path
    from one_draft import draft
    from trueup.adapters.ledger_file import FileLedger
    from trueup.core.base.errors import TrueupError
    ledger = FileLedger(Path(sys.argv[1]) / "ledger.jsonl")
    try:
        ledger.append(draft("x" * 500_000))
    except TrueupError as error:
        print(error.code, error.problem.partition(": ")[2])
    print(len(ledger.entries()), len(ledger.verified().problems))
"""


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ("head -c 700000 /dev/zero > $1/other", "No space left on device."),
        ("mount -o remount,ro $1", "Read-only file system."),
    ],
)
def test_on_a_full_or_read_only_disk_the_ledger_stays_as_it_was(tmp_path, limit, says):
    """A real file system of one megabyte, mounted for the child alone."""
    disk, first = tmp_path / "disk", tmp_path / "first.jsonl"
    disk.mkdir()
    FileLedger(first).append(draft("first"))
    script = (
        'mount -t tmpfs -o size=1m none "$1" || exit 77; cp "$4" "$1/ledger.jsonl"; '
        f'{limit}; "$2" -c "$3" "$1"; cat "$1/ledger.jsonl"'
    )
    code = f"import sys\nsys.path[:0] = {[str(SOURCES), str(HERE)]!r}\n{textwrap.dedent(ON_A_DISK)}"
    try:
        done = subprocess.run(
            ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh", disk, sys.executable, code, first],
            capture_output=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("a file system of its own needs unshare")
    if done.returncode == 77 or "unshare:" in done.stderr:
        pytest.skip("a file system of its own may not be mounted here")
    assert done.stdout == f"output {says}\n1 0\n{first.read_text()}", done.stderr


def test_a_torn_line_is_still_there_when_the_next_entry_finds_no_room(file, ledger):
    ledger.append(draft("first"))
    file.write_bytes(file.read_bytes() + b'{"at":"2026-')
    before = file.read_bytes()
    said = child(LIMITED, file, len(before)).communicate(timeout=60)[0]
    assert "cannot be written" in said
    assert file.read_bytes() == before


@pytest.mark.parametrize(("name", "says"), [("file/ledger.jsonl", "Not a directory"), ("folder", "Is a directory")])
def test_a_place_that_cannot_hold_a_ledger_is_named(tmp_path, name, says):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    ledger = FileLedger(tmp_path / name)
    with pytest.raises(TrueupError, match=says) as wrong:
        ledger.append(draft())
    assert wrong.value.code is ErrorCode.OUTPUT
    assert listed(tmp_path) == ["file", "folder"]


def test_ctrl_c_while_writing_leaves_whole_entries_only(file, ledger):
    ledger.append(draft("before"))
    script = WRITER.replace("for number", "print('begun', flush=True)\n    for number")
    for after in (0.01, 0.03, 0.05):
        with child(script, file, "stopped", 1_000_000, stderr=subprocess.DEVNULL) as process:
            assert process.stdout.readline() == "begun\n"
            time.sleep(after)
            process.send_signal(signal.SIGINT)
            said = process.stdout.read().split()
        assert {name for name in said if len(name) == 64} <= {entry.id for entry in ledger.entries()}
        assert verify(file.read_bytes()).problems == ()


# ---- what somebody did to the file


def _chain(count):
    entries, prev = [], ()
    for number in range(count):
        entries.append(placed(draft(str(number), minutes=number), prev))
        prev = (entries[-1].id,)
    return entries


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b'"note":"1"', b'"note":"2"', r"ledger\.jsonl:2: Entry {1} on line 2 was edited"),
        (b'"note":"1"', b'"note": "1"', r"ledger\.jsonl:2: Line 2 is no entry: it is not written as trueup writes it"),
        (b'{"at"', b'\n{"at"', r"ledger\.jsonl:1: Line 1 is no entry: it is empty"),
    ],
)
def test_nothing_is_read_from_or_added_to_a_ledger_that_somebody_changed(ledger, file, old, new, says):
    entries = _chain(3)
    file.write_bytes(b"".join(map(line_of, entries)).replace(old, new, 1))
    before = file.read_bytes()
    words = re.compile(says.format(*(entry.id[:12] for entry in entries)))
    for use in (ledger.entries, ledger.heads, lambda: ledger.append(draft("more"))):
        with pytest.raises(TrueupError, match=words) as wrong:
            use()
        assert "`trueup verify` names everything" in wrong.value.fix
    assert file.read_bytes() == before


def test_a_ledger_with_a_removed_entry_is_not_built_upon(ledger, file):
    first, second, third = _chain(3)
    file.write_bytes(line_of(first) + line_of(third))
    with pytest.raises(TrueupError, match=f"Entry {second.id[:12]} is not there, which entry {third.id[:12]}"):
        ledger.append(draft("more"))


def test_a_key_of_a_later_version_is_named_and_not_dropped(ledger, file):
    entry = _chain(1)[0]
    members = json.loads(line_of(entry)) | {"mood": "good"}
    file.write_text(json.dumps(members, sort_keys=True, separators=(",", ":")) + "\n")
    with pytest.raises(TrueupError, match="this version does not know its member `mood`"):
        ledger.entries()
