"""Writing a file whole or not at all: on a full disk, where writing is not possible, and when it is interrupted."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from trueup.adapters.output import write_whole
from trueup.core.base.errors import ErrorCode, TrueupError

SOURCES = Path(__file__).parents[2] / "src"
OLD = b"what stood there\n"
LARGE = 8_000_000


def listed(folder):
    return sorted(file.name for file in folder.iterdir())


def child(script, *arguments, **more):
    """Start Python with trueup on its path on a script and arguments."""
    code = f"import sys\nsys.path.insert(0, {str(SOURCES)!r})\n{textwrap.dedent(script)}"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, encoding="utf-8", **more
    )


def test_a_file_is_written_with_its_folders(tmp_path):
    assert write_whole(tmp_path / "a/b/report.html", b"x") is True
    assert (tmp_path / "a/b/report.html").read_bytes() == b"x"
    assert listed(tmp_path / "a/b") == ["report.html"]


def test_a_file_that_holds_these_bytes_is_left_alone(tmp_path):
    file = tmp_path / "a"
    write_whole(file, OLD)
    before = file.stat()
    assert write_whole(file, OLD) is False
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert write_whole(file, OLD.upper()) is True


def test_a_new_file_has_the_permissions_that_are_usual_here(tmp_path):
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "a", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path):
    (tmp_path / "a").write_bytes(OLD)
    (tmp_path / "a").chmod(0o600)
    write_whole(tmp_path / "a", b"x")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_a_link_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real/report.html")
    write_whole(tmp_path / "link", b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real/report.html").read_bytes() == b"x"


def test_a_name_may_be_as_long_as_names_can_be(tmp_path):
    assert write_whole(tmp_path / ("x" * 255), b"x")


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = child("print(open(sys.argv[1]).read())", pipe)
    assert write_whole(pipe, b"through the pipe")
    assert reader.communicate(timeout=20)[0] == "through the pipe\n"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


# ---- where writing is not possible
@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("file/report.html", "Not a directory|Not a directory|File exists"),
        ("folder", "Is a directory"),
        ("loop", "Too many levels of symbolic links|Symlink loop"),
        ("x" * 256, "File name too long"),
        ("\0", "null"),
    ],
)
def test_where_writing_is_not_possible_it_is_said_and_nothing_is_left(tmp_path, path, says):
    (tmp_path / "file").write_bytes(OLD)
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(TrueupError, match=says) as error:
        write_whole(tmp_path / path, b"x")
    assert error.value.code is ErrorCode.OUTPUT
    assert "what stood there is unchanged" in error.value.fix
    assert listed(tmp_path) == ["file", "folder", "loop"]
    assert (tmp_path / "file").read_bytes() == OLD


def test_a_folder_that_takes_no_files_is_said():
    with pytest.raises(TrueupError, match="cannot be written"):
        write_whole(Path("/proc/trueup-report.html"), b"x")


LIMITED = """
import resource, signal
from pathlib import Path
from trueup.adapters.output import write_whole
from trueup.core.base.errors import TrueupError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    write_whole(Path(sys.argv[1]), b"x" * 2_000_000)
except TrueupError as error:
    print(error.problem)
"""


def test_when_there_is_no_more_room_the_previous_file_stays_whole(tmp_path):
    """A limit on the size of files stops the write half-way, as a full disk does; no mock is in between."""
    file = tmp_path / "report.html"
    file.write_bytes(OLD)
    said, _ = child(LIMITED, file).communicate(timeout=30)
    assert said == f"{file} cannot be written: File too large.\n"
    assert file.read_bytes() == OLD
    assert listed(tmp_path) == ["report.html"]


FULL = """
from pathlib import Path
from trueup.adapters.output import write_whole
from trueup.core.base.errors import TrueupError
try:
    write_whole(Path(sys.argv[1]) / "report.html", b"x" * 2_000_000)
except TrueupError as error:
    print(error.problem.partition(": ")[2])
"""


def test_on_a_full_disk_the_previous_file_stays_whole(tmp_path):
    """A real file system of one megabyte, mounted for the child alone."""
    disk = tmp_path / "disk"
    disk.mkdir()
    script = (
        'mount -t tmpfs -o size=1m none "$1" || exit 77; printf "what stood there\\n" > "$1/report.html"; '
        '"$2" -c "$3" "$1"; cat "$1/report.html"; ls -A "$1"'
    )
    code = f"import sys\nsys.path.insert(0, {str(SOURCES)!r})\n{FULL}"
    try:
        done = subprocess.run(
            ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh", disk, sys.executable, code],
            capture_output=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("a file system of its own needs unshare")
    if done.returncode == 77 or "unshare:" in done.stderr:
        pytest.skip("a file system of its own may not be mounted here")
    assert done.stdout == "No space left on device.\nwhat stood there\nreport.html\n", done.stderr


ENDLESS = """
from pathlib import Path
from trueup.adapters.output import write_whole
file = Path(sys.argv[1])
print("begun", flush=True)
try:
    for n in range(1_000_000):
        write_whole(file, b"%d" % (n % 10) * int(sys.argv[2]))
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize("after", [0.05, 0.1, 0.2, 0.35])
def test_ctrl_c_leaves_a_whole_file_and_nothing_beside_it(tmp_path, after):
    file = tmp_path / "report.html"
    file.write_bytes(OLD)
    process = child(ENDLESS, file, LARGE)
    assert process.stdout.readline() == "begun\n"
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(after)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[0] == "interrupted\n"
    found = file.read_bytes()
    assert found == OLD or (len(found) == LARGE and len(set(found)) == 1)
    assert listed(tmp_path) == ["report.html"]


def test_a_pipe_that_nobody_reads_from_is_told_and_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr("trueup.adapters.output._PATIENCE", 0.1)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TrueupError) as raised:
        write_whole(tmp_path / "pipe", b"x")
    assert raised.value.problem.endswith("pipe cannot be written: it is a pipe that nobody reads from.")
    assert raised.value.fix == "Start what reads from it first, or name a file."


def test_a_dash_is_the_standard_output(capfdbinary):
    assert write_whole(Path("-"), b"\xc3\xa4\n") is True
    assert capfdbinary.readouterr().out == b"\xc3\xa4\n"
