"""The same engine for documents nobody vouches for: it runs in a child process with limits, and may die there.

The child has an empty environment, an address space, CPU time and file size it cannot exceed, no core dumps, and is
killed by the clock. Whatever it does other than answer properly - crash, run into a limit, write garbage - is a
refusal of every question it has not answered; this process goes on. `held_limits` says which of these hold here.

A child that answered all it was asked waits for the next questions about the same sources, each lot of them in a
DuckDB session of its own. One that then fails is replaced by a new one, which is asked the rest: nothing that came
before costs an answer.
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
import weakref
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
    from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence

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
    """Answers questions as `DuckDbEngine` does, in a child process that ends with this value at the latest."""

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
        self._idle: _Worker | None = None

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
        """Ask a child; what one that had answered before leaves open is asked once more of a new one, in its time."""
        most = self._left(seconds, {data_of(ask)[0] for ask in asks})
        end = time.monotonic() + most + self._fence.grace
        progress = _Progress(dict(enumerate(asks)))
        status, is_new = 0, False
        while progress.open and not is_new and not progress.killed.is_set():
            worker, self._idle = self._idle or self._started(seconds), None
            is_new = worker.served == 0
            progress = _Progress(dict(enumerate(progress.open.values())))
            request = self._request(worker, list(progress.open.values()), before, seconds)
            clock = threading.Timer(max(0.0, end - time.monotonic()), _kill, (worker.process, progress))
            clock.daemon = True
            clock.start()
            try:
                yield from self._charged(self._talk(worker, request, progress))
            finally:
                clock.cancel()
                status = self._after(worker, progress)
        why = progress.why or _cause(status, most, killed=progress.killed.is_set())
        for ask in progress.open.values():
            yield ask, NotRun("refused", f"the process that reads the data {why}", _FIX)

    def _left(self, seconds: float, asked: Iterable[DataId]) -> float:
        return sum(max(0.0, seconds - self._spent.get(data, 0.0)) for data in asked)

    def _started(self, seconds: float) -> _Worker:
        """Start a child whose processor time is enough for all data sets, as it may be asked about each of them."""
        known = [data for data, source in self._sources.items() if isinstance(source, Source)]
        return _Worker(self._fence, self._left(seconds, known))

    def _after(self, worker: _Worker, progress: _Progress) -> int:
        """Keep a child that has answered everything for the next questions, end another; return how it ended."""
        if progress.open or progress.killed.is_set():
            return worker.end(patience=1.0)
        worker.served += 1
        if self._idle is not None:
            return worker.end()
        self._idle = worker
        return 0

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

    def _request(
        self,
        worker: _Worker,
        asks: Sequence[Question],
        before: Mapping[DataId, tuple[FileState, ...]],
        seconds: float,
    ) -> bytes:
        used = [source for data in before if isinstance(source := self._sources[data], Source)]
        known = [(*state, self._memo[state]) for found in before.values() for state in found if state in self._memo]
        fence = {name: value for name, value in asdict(self._fence).items() if name in _ENGINE_LIMITS}
        request = {
            "number": worker.served,
            "sources": [[s.data, [str(file) for file in s.files], s.format, s.table, s.partitions] for s in used],
            "limits": fence,
            "memo": known,
            "seconds": seconds,
            "spent": dict(self._spent),
            "asks": [dump_question(ask) for ask in asks],
        }
        return json.dumps(request).encode() + b"\n"

    def _talk(
        self, worker: _Worker, request: bytes, progress: _Progress
    ) -> Iterator[tuple[Question, AnswerValue | NotRun]]:
        child = worker.process
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
                at, value = _said(line, worker.served)
                ask = progress.open.pop(at)
            except (ValueError, KeyError):
                progress.why = "answered with something that is no answer"
                return
            yield ask, value


_ENGINE_LIMITS: Final = frozenset({"threads", "memory_mb", "scratch_mb", "rows", "sample"})


class _Worker:
    """A child process with its limits and a scratch folder, both of which end with this value.

    `process` is the child, `served` how many requests it has answered.
    """

    def __init__(self, fence: Fence, seconds: float) -> None:
        """Start the child; `seconds` of each thread are what it may take in its life, beside the grace."""
        self.served = 0
        scratch = tempfile.mkdtemp(prefix="trueup-child-")
        try:
            self.process = _start(fence, scratch, seconds)
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise
        self._put_away = weakref.finalize(self, _put_away, self.process, scratch)

    def end(self, patience: float = 0.0) -> int:
        """Return how the child ended; one that has not done so within `patience` seconds is stopped."""
        try:
            with suppress(subprocess.TimeoutExpired):
                _close(self.process)
                self.process.wait(patience)
        finally:
            self._put_away()
        return self.process.wait()


def _start(fence: Fence, scratch: str, seconds: float) -> subprocess.Popen[bytes]:
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


def _put_away(child: subprocess.Popen[bytes], scratch: str) -> None:
    """Stop a child that still runs, and take its scratch folder away."""
    try:
        _close(child)
        child.kill()
        child.wait()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _close(child: subprocess.Popen[bytes]) -> None:
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()


def _send(stream: IO[bytes] | None, request: bytes) -> None:
    if stream is not None:
        with suppress(OSError):
            stream.write(request)
            stream.flush()


def _said(line: bytes, number: int) -> tuple[int, AnswerValue | NotRun]:
    """Return which question a line answers, and how; raises ValueError or KeyError where it answers another request."""
    of, at, text = line.decode().split(" ", 2)
    if of != str(number):
        raise ValueError(of)
    return int(at), load_answer(text.rstrip("\n"))


def _kill(child: subprocess.Popen[bytes], progress: _Progress) -> None:
    progress.killed.set()
    with suppress(OSError):
        child.kill()


def _cause(status: int, seconds: float, *, killed: bool) -> str:
    if killed:
        return f"did not end within {seconds:g} s and was stopped"
    if status >= 0:
        return f"ended early (exit status {status}), as when it runs out of memory"
    known = {member.value: member.name for member in signal.Signals}
    return f"was ended by {known.get(-status, f'signal {-status}')}"
