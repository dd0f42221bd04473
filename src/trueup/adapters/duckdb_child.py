"""The same engine for documents nobody vouches for: it runs in a child process with limits, and may die there.

The child has an empty environment, an address space, CPU time and file size it cannot exceed, no core dumps, and is
killed by the clock. Whatever it does other than answer properly - crash, run into a limit, write garbage - is a
refusal of every question it has not answered; this process goes on. `held_limits` says which of these hold here.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Final

from trueup.adapters.answer_json import dump_question, load_answer
from trueup.adapters.duckdb_engine import engine_name
from trueup.adapters.row_sample import sampled_state
from trueup.adapters.sources import Memo, Source, changed, data_of, data_state, is_unchanged, states
from trueup.core.base.digest import Digest
from trueup.core.model.ask.engine import Answer, AnswerValue, Question
from trueup.core.model.ask.identity import DataId, NotRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping, Sequence

    from trueup.adapters.sources import FileState

WORKER: Final = "trueup.adapters.duckdb_worker"
_FIX: Final = "Simplify the expressions, or run without `--untrusted` if you trust the document and its data."


@dataclass(frozen=True, slots=True)
class Fence:
    """What the child may take: address space, DuckDB's memory, scratch disk and output in MB; threads; rows a result.

    `grace` is how many seconds it may go on after the time given for the answers, before it is killed. `sample` reads
    at most so many rows of each table, drawn at random (None: all).
    """

    space_mb: int = 2_000
    memory_mb: int = 500
    scratch_mb: int = 2_000
    output_mb: int = 64
    threads: int = 2
    rows: int = 200_000
    grace: float = 5.0
    sample: int | None = None


@dataclass(slots=True)
class _Progress:
    """What the child has said so far, and why it may say no more."""

    open: dict[int, Question]
    said: int = 0
    why: str = ""
    killed: threading.Event = field(default_factory=threading.Event)


def held_limits() -> tuple[str, ...]:
    """Return the limits that hold on this system, in words: fewer where the system has no resource limits."""
    always = ("empty environment", "wall clock", "size of the output", "DuckDB's own memory limit")
    if find_spec("resource") is None:
        return always
    space = ("address space",) if sys.platform.startswith("linux") else ()
    return (*space, "CPU time", "size of files", "no core dumps", *always)


class DuckDbChild:
    """Answers questions as `DuckDbEngine` does, in a child process a call."""

    def __init__(
        self,
        sources: Mapping[DataId, Source | NotRun],
        fence: Fence | None = None,
        memo: Memo | None = None,
        spent: MutableMapping[DataId, float] | None = None,
    ) -> None:
        """Keep the sources; `memo` is that of `sources.fingerprint`, `spent` what each data set took so far."""
        self._spent: MutableMapping[DataId, float] = {} if spent is None else spent
        self._sources = sources
        self._fence = fence or Fence()
        self._memo: Memo = {} if memo is None else memo

    def answer(self, asks: Sequence[Question], seconds: float) -> Iterator[Answer[AnswerValue]]:
        """Yield one answer to each different question; what the child did not answer is `NotRun("refused")`.

        `seconds` are for each data set; the clock that kills the child allows for all of them together.
        """
        name = f"{engine_name()}, child"
        digests: dict[Question, Digest] = {}
        before: dict[DataId, tuple[FileState, ...]] = {}
        for ask in dict.fromkeys(asks):
            found = self._state(ask, before)
            if isinstance(found, NotRun):
                yield Answer(ask, Digest(""), found, name)
            else:
                sample = self._fence.sample
                digests[ask] = found if sample is None else sampled_state(found, sample)
        if not digests:
            return
        for ask, value in self._ask(list(digests), before, seconds):
            torn = next((data for data in data_of(ask) if not self._is_current(data, before)), None)
            source = self._sources[torn] if torn is not None else None
            yield Answer(ask, digests[ask], changed(source) if isinstance(source, Source) else value, name)

    def _state(self, ask: Question, before: dict[DataId, tuple[FileState, ...]]) -> Digest | NotRun:
        for data in data_of(ask):
            source = self._sources.get(data)
            if isinstance(source, Source) and data not in before:
                try:
                    before[data] = states(source)
                except OSError:
                    return changed(source)
        return data_state(ask, self._sources, self._memo)

    def _is_current(self, data: DataId, before: Mapping[DataId, tuple[FileState, ...]]) -> bool:
        source = self._sources[data]
        return not isinstance(source, Source) or is_unchanged(source, before[data])

    # ---- the child ---------------------------------------------------------------------------------------------------

    def _ask(
        self, asks: Sequence[Question], before: Mapping[DataId, tuple[FileState, ...]], seconds: float
    ) -> Iterator[tuple[Question, AnswerValue | NotRun]]:
        scratch = tempfile.mkdtemp(prefix="trueup-child-")
        progress = _Progress(dict(enumerate(asks)))
        most = sum(max(0.0, seconds - self._spent.get(data, 0.0)) for data in {data_of(ask)[0] for ask in asks})
        try:
            child = self._start(scratch, most)
            clock = threading.Timer(most + self._fence.grace, _kill, (child, progress))
            clock.daemon = True
            clock.start()
            try:
                yield from self._charged(self._talk(child, self._request(asks, before, seconds), progress))
            finally:
                status = _ended(child, patience=1.0 if progress.open else 0.0)
                clock.cancel()
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        why = progress.why or _cause(status, most, killed=progress.killed.is_set())
        for ask in progress.open.values():
            yield ask, NotRun("refused", f"the process that reads the data {why}", _FIX)

    def _charged(
        self, found: Iterator[tuple[Question, AnswerValue | NotRun]]
    ) -> Iterator[tuple[Question, AnswerValue | NotRun]]:
        """Yield answers as they come, the time that each took being spent by its data set."""
        since = time.monotonic()
        for ask, value in found:
            data, now = data_of(ask)[0], time.monotonic()
            self._spent[data] = self._spent.get(data, 0.0) + now - since
            since = now
            yield ask, value

    def _start(self, scratch: str, seconds: float) -> subprocess.Popen[bytes]:
        fence = self._fence
        cpu = int((seconds + fence.grace) * fence.threads) + 1
        limits = (fence.space_mb, fence.scratch_mb, cpu)
        environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": scratch}
        environment |= {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", WORKER, *map(str, limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=scratch,
            start_new_session=True,
        )

    def _request(
        self, asks: Sequence[Question], before: Mapping[DataId, tuple[FileState, ...]], seconds: float
    ) -> bytes:
        used = [source for data in before if isinstance(source := self._sources[data], Source)]
        known = [(*state, self._memo[state]) for found in before.values() for state in found if state in self._memo]
        fence = {name: value for name, value in asdict(self._fence).items() if name in _ENGINE_LIMITS}
        request = {
            "sources": [[s.data, [str(file) for file in s.files], s.format, s.table, s.partitions] for s in used],
            "limits": fence,
            "memo": known,
            "seconds": seconds,
            "spent": dict(self._spent),
            "asks": [dump_question(ask) for ask in asks],
        }
        return json.dumps(request).encode()

    def _talk(
        self, child: subprocess.Popen[bytes], request: bytes, progress: _Progress
    ) -> Iterator[tuple[Question, AnswerValue | NotRun]]:
        _send(child.stdin, request)
        most = self._fence.output_mb * 1_000_000
        while progress.open and child.stdout is not None:
            line = child.stdout.readline(most + 1 - progress.said)
            progress.said += len(line)
            if progress.said > most:
                progress.why = f"answered with more than {self._fence.output_mb} MB"
                return
            if not line:
                return
            try:
                at, _, text = line.decode().partition(" ")
                ask, value = progress.open[int(at)], load_answer(text.rstrip("\n"))
            except (ValueError, KeyError):
                progress.why = "answered with something that is no answer"
                return
            del progress.open[int(at)]
            yield ask, value


_ENGINE_LIMITS: Final = frozenset({"threads", "memory_mb", "scratch_mb", "rows", "sample"})


def _send(stream: IO[bytes] | None, request: bytes) -> None:
    if stream is not None:
        with suppress(OSError):
            stream.write(request)
            stream.close()


def _kill(child: subprocess.Popen[bytes], progress: _Progress) -> None:
    progress.killed.set()
    with suppress(OSError):
        child.kill()


def _ended(child: subprocess.Popen[bytes], patience: float) -> int:
    """Return how the child ended; one that has not done so within `patience` seconds is stopped."""
    if child.stdout is not None:
        child.stdout.close()
    try:
        return child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def _cause(status: int, seconds: float, *, killed: bool) -> str:
    if killed:
        return f"did not end within {seconds:g} s and was stopped"
    if status >= 0:
        return f"ended early (exit status {status}), as when it runs out of memory"
    known = {member.value: member.name for member in signal.Signals}
    return f"was ended by {known.get(-status, f'signal {-status}')}"
