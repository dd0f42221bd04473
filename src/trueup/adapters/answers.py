"""Answers kept for later: a disposable cache for this machine, and evidence files that travel with the document."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from trueup.adapters.answer_json import dump_answer, load_answer, question_content
from trueup.adapters.sources import FileState
from trueup.adapters.sql_cache import METHOD, SqlCache, default_folder
from trueup.core.base.digest import Digest, digest_of
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.model.ask.engine import AnswerValue, Question
from trueup.core.model.ask.identity import NotRun

_UNREADABLE: Final = (OSError, ValueError, KeyError, IndexError, TypeError, OverflowError, RecursionError)
"""What reading a file that was cut short or written by somebody else may fail with."""
_LARGEST_EVIDENCE: Final = 64_000_000
_FRESH: Final = 2_000_000_000
"""Nanoseconds in which a file may change again without a new modification time on a coarse file system."""

__all__ = ["METHOD", "Cache", "EvidenceFolder", "default_folder", "question_digest"]


def question_digest(question: Question) -> Digest:
    """Return what identifies a question, whatever the data."""
    return digest_of("question", 1, question_content(question))


class Cache(SqlCache):
    """Answers by question and data, guarded expressions by text, and hashes of files by their state.

    Nothing here is needed: what cannot be read is computed again, what cannot be written is not kept (see `failed`).
    """

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is made when the first answer is kept."""
        super().__init__(folder)
        self.memo: dict[FileState, str] = self._read_memo()
        self._known = dict(self.memo)

    def get(self, question: Question, data: Digest) -> AnswerValue | None:
        """Return the answer kept for a question about exactly this data."""
        try:
            found = load_answer(self._file(question, data).read_text("utf-8"))
        except _UNREADABLE:
            return None
        return None if isinstance(found, NotRun) else found

    def put(self, question: Question, data: Digest, value: AnswerValue) -> None:
        """Keep an answer."""
        self.write(self._file(question, data), dump_answer(value))

    def save_memo(self) -> None:
        """Keep the hashes of files that were read, and what was guarded.

        The hash of a file that has just been written is not kept: it may change again and look the same.
        """
        self.save_sql()
        settled = time.time_ns() - _FRESH
        if self.memo != self._known:
            rows = [[*state, digest] for state, digest in sorted(self.memo.items()) if state[2] < settled]
            self.write(self.folder / "files.json", json.dumps(rows))
            self._known = dict(self.memo)

    def _read_memo(self) -> dict[FileState, str]:
        try:
            rows = json.loads((self.folder / "files.json").read_text("utf-8"))
            return {(str(r[0]), int(r[1]), int(r[2]), int(r[3])): str(r[4]) for r in rows}
        except _UNREADABLE:
            return {}

    def _file(self, question: Question, data: Digest) -> Path:
        key = hashlib.sha256(f"{question_digest(question)}\n{data}\n{METHOD}".encode()).hexdigest()
        return self.folder / "answers" / key[:2] / f"{key}.json"


class EvidenceFolder:
    """The `evidence/` beside a document: what was seen, for people who do not have the data."""

    def __init__(self, folder: Path, *, confined: bool = False) -> None:
        """Use the folder of an initiative; with `confined` no link in it leads a file out of the folder."""
        self.folder = folder / "evidence"
        self._within = folder.resolve() if confined else None
        self._seen: dict[str, tuple[Digest, AnswerValue]] | None = None

    def seen(self, question: Question) -> tuple[Digest, AnswerValue] | None:
        """Return the data digest and answer that were committed for a question, whatever the data is today."""
        if self._seen is None:
            self._seen = {key: found for file in self._files() for key, found in _entries(file)}
        return self._seen.get(question_digest(question)) if self._seen else None

    def _files(self) -> list[Path]:
        try:
            with os.scandir(self.folder) as there:
                return [self.folder / name for name in sorted(each.name for each in there) if name.endswith(".json")]
        except OSError:
            return []

    def write(self, subject: str, entries: Iterable[tuple[Question, Digest, AnswerValue]]) -> bool:
        """Write what is known of one subject (`kpis.late`); return whether the file changed. Raises `TrueupError`."""
        rows = [
            f'{{"question":{json.dumps(question_digest(q))},"data":{json.dumps(data)},"method":{json.dumps(METHOD)},'
            f'"answer":{dump_answer(value)}}}'
            for q, data, value in entries
        ]
        if not rows:
            return False
        file = self.folder / f"{subject}.json"
        if self._within is not None and not file.resolve().is_relative_to(self._within):
            fix = "Remove the link."
            raise TrueupError(ErrorCode.OUTPUT, f"{file} leads out of the initiative's folder.", str(file), fix)
        body = ",\n".join(rows)
        text = f'{{"evidence":1,"subject":{json.dumps(subject)},"answers":[\n{body}\n]}}\n'
        from trueup.adapters.output import write_whole  # most look at evidence and write none

        return write_whole(file, text.encode())


def _entries(file: Path) -> list[tuple[str, tuple[Digest, AnswerValue]]]:
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST_EVIDENCE:
            return []
        raw = json.loads(file.read_text("utf-8"))
        rows: list[Mapping[str, object]] = raw["answers"]
        found = []
        for row in rows:
            value = load_answer(json.dumps(row["answer"], separators=(",", ":")))
            if row["method"] == METHOD and not isinstance(value, NotRun):
                found.append((str(row["question"]), (Digest(str(row["data"])), value)))
    except _UNREADABLE:
        return []
    return found
