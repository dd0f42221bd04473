"""Where a data set's rows are: files found from the text a user wrote, and the state these files are in.

A source is always local files. Nothing here reads a row: `find_source` looks at the first bytes of each file, and
`fingerprint` reads all of them, but only where its memo does not already know the file by path, size, modification time
and inode.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from trueup.adapters import partitions
from trueup.adapters.file_signature import not_a_table
from trueup.adapters.source_forms import NAMES, READABLE, TABLED, Format, format_of, split_part
from trueup.core.base.digest import Digest, digest_of
from trueup.core.base.record import dataclass
from trueup.core.model.ask.checks import FailingRows, Figure, SqlFigure, Tally
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.kpi import ArmTable, KpiQuantile, KpiSum
from trueup.core.model.ask.table import ColumnsOf, KeyOf, OrphansOf, ShapeOf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, MutableMapping

FileState: TypeAlias = tuple[str, int, int, int]
"""Path, size in bytes, modification time in nanoseconds, inode."""
Memo: TypeAlias = "MutableMapping[FileState, str]"
"""The sha256 of each file already read, by its state; the caller keeps it between runs."""

_MOST_FILES: Final = 10_000
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """The files of one data set, absolute and sorted, all of one format.

    `table` names the table of a database, the sheet of a workbook or the file of an archive; `partitions` the columns
    that stand in the names of folders (`year=2024`), the outermost first.
    """

    data: DataId
    files: tuple[Path, ...]
    format: Format
    table: str | None = None
    partitions: tuple[str, ...] = ()


def find_source(data: DataId, text: str, folder: Path, *, confined: bool = False) -> Source | NotRun:
    """Return the source that `text` names, relative to the initiative's folder, or why there is none.

    `text` is a file, a glob, a folder that holds one format, a folder of `key=value` folders with Parquet in them, or
    a part of a file: `file.duckdb#table`, `file.sqlite#table`, `file.xlsx#Sheet`, `file.zip#inner.csv`. With
    `confined`, every file must lie inside `folder`, symbolic links followed.
    """
    text = text.strip()
    if not text:
        return NotRun("no_data", f"data set `{data}` names no source", f"Write `source:` with a file: {READABLE}.")
    if "://" in text:
        fix = "Download it into the initiative's folder and name the file."
        return NotRun("no_data", f"data set `{data}` is at `{text}`; trueup reads local files only", fix)
    if "\0" in text:
        return NotRun("no_data", f"the source of data set `{data}` holds a NUL character", "Write the file's name.")
    try:
        return _found(data, text, folder, confined=confined)
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        return NotRun("no_data", f"data set `{data}`: `{text}` cannot be opened: {why}", "Check its permissions.")


def _found(data: DataId, text: str, folder: Path, *, confined: bool) -> Source | NotRun:
    name, table = split_part(text)
    files = _files(folder / name)
    if isinstance(files, str):
        return NotRun("no_data", f"data set `{data}`: {files.format(text=text)}", _nearest(folder, name))
    formats = {format_of(file.name) for file in files}
    known = [found for found in formats if found is not None]
    if not known and len(files) == 1:
        return _of_no_known_form(data, text, files[0])
    if len(formats) > 1 or not known:
        held = sorted(NAMES[found] for found in known) + (["other files"] if None in formats else [])
        fix = f"Name one file or one format, such as `{name.rstrip('/')}/*.parquet`. trueup reads {READABLE}."
        return NotRun("no_data", f"data set `{data}`: `{text}` holds {' and '.join(held)}", fix)
    resolved = tuple(sorted(file.resolve() for file in files))
    outside = [file for file in resolved if confined and not file.is_relative_to(folder.resolve())]
    if outside:
        fix = "Put the file into the initiative's folder."
        return NotRun("refused", f"data set `{data}`: `{text}` lies outside the initiative's folder", fix)
    columns = _partitions(files, folder / name)
    if columns and (known[0] != "parquet" or None in columns):
        return _not_partitioned(data, text, columns)
    source = Source(data, resolved, known[0], table, tuple(key for key in columns if key))
    return _checked(source, text, os.path.relpath(files[0], folder).replace(os.sep, "/"))


def _partitions(files: list[Path], path: Path) -> tuple[str | None, ...]:
    """Return the columns that the folders below `path` hold; None among them where the files do not agree on these."""
    found = {partitions.keys(file, _glob_parts(path)[0] if not path.is_dir() else path) for file in files}
    one = max(found, key=len)
    return one if len(found) == 1 and len(set(one)) == len(one) else (*one, None)


def _not_partitioned(data: DataId, text: str, columns: tuple[str | None, ...]) -> NotRun:
    named = ", ".join(f"`{key}=`" for key in columns if key)
    if None in columns:
        problem, fix = f"some of its files lie in folders named {named}, others do not", "Name folders of one kind."
    else:
        problem = f"its folders named {named} hold a column, which trueup reads for Parquet only"
        fix = "Save it as Parquet, or name the files of one such folder."
    return NotRun("no_data", f"data set `{data}`: `{text}`: {problem}", fix)


def _of_no_known_form(data: DataId, text: str, file: Path) -> NotRun:
    """Return why a file is not read whose name ends in no form that is."""
    unfit = not_a_table(file, "")
    if unfit is not None:
        return NotRun("error", f"data set `{data}`: `{text}` is {unfit.is_}", unfit.fix)
    ending = f"its name ends in `{file.suffix}`" if file.suffix else "its name has no ending"
    fix = f"trueup reads {READABLE}. If it is one of these, name it so."
    return NotRun("no_data", f"data set `{data}`: `{text}` is of no form that trueup knows: {ending}", fix)


def _checked(source: Source, text: str, first: str) -> Source | NotRun:
    """Return a source, or why it cannot be read; `first` is its first file, as `source:` would name it."""
    if any(letter in str(file) for file in source.files for letter in "*?["):
        fix = "Rename it without `*`, `?` and `[`."
        return NotRun("no_data", f"data set `{source.data}`: `{text}` has a `*`, `?` or `[` in its path", fix)
    if source.format in TABLED and (source.table is None or len(source.files) > 1):
        fix = f"Name one file and its table: `{first}#table`."
        return NotRun("no_data", f"data set `{source.data}`: `{text}` does not say which table of which file", fix)
    if source.format in {"xlsx", "zip"} and len(source.files) > 1:
        fix = f"Name one file, such as `{first}`."
        return NotRun(
            "no_data", f"data set `{source.data}`: `{text}` holds {len(source.files)} files of this form", fix
        )
    if source.format != "duckdb" and all(file.stat().st_size == 0 for file in source.files):
        return NotRun("no_data", f"data set `{source.data}`: `{text}` is empty", "Export it again, with its header.")
    for file in source.files:
        unfit = not_a_table(file, source.format)
        if unfit is not None:
            which = text if len(source.files) == 1 else file.name
            return NotRun("error", f"data set `{source.data}`: `{which}` is {unfit.is_}", unfit.fix)
    return source


def _files(path: Path) -> list[Path] | str:
    """Return the files a path or glob stands for, or what is wrong, with `{text}` where the user's text belongs."""
    if path.is_dir():
        inside = sorted(entry for entry in path.iterdir() if entry.is_file() and not entry.name.startswith("."))
        found = [entry for entry in inside if format_of(entry.name) is not None]
        below = partitions.files_below(path, _MOST_FILES)
        if len(below) > _MOST_FILES:
            return f"`{{text}}` holds more than {_MOST_FILES:,} files"
        parted = [entry for entry in below if format_of(entry.name) is not None]
        return [*found, *parted] or "`{text}` is a folder without a data file"
    if path.exists():
        return [path] if stat.S_ISREG(path.stat().st_mode) else "`{text}` is not a regular file"
    if not any(letter in str(path) for letter in "*?["):
        return "`{text}` does not exist"
    top, pattern = _glob_parts(path)
    found = list(itertools.islice((entry for entry in top.glob(pattern) if entry.is_file()), _MOST_FILES + 1))
    if len(found) > _MOST_FILES:
        return f"`{{text}}` matches more than {_MOST_FILES:,} files"
    return sorted(found) or "`{text}` matches no file"


def _glob_parts(path: Path) -> tuple[Path, str]:
    plain = list(itertools.takewhile(lambda part: not any(letter in part for letter in "*?["), path.parts))
    return Path(*plain), str(Path(*path.parts[len(plain) :]))


def _nearest(folder: Path, name: str) -> str:
    import difflib  # most files are there

    wanted = Path(name)
    parent = (folder / wanted).parent
    places = [parent] if parent.is_dir() else [folder, *_folders_in(folder)]
    there: dict[str, str] = {}
    for place in places:
        for entry in itertools.islice(place.iterdir() if place.is_dir() else (), _MOST_FILES):
            if format_of(entry.name) is not None:
                there[entry.name] = os.path.relpath(entry, folder)
    close = difflib.get_close_matches(wanted.name, list(there), n=1, cutoff=0.4)
    if close:
        return f"Write `{there[close[0]]}`, the nearest file."
    return (
        f"Correct `source:` or bring the file. Paths are relative to the initiative's folder. trueup reads {READABLE}."
    )


def _folders_in(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if entry.is_dir())[:100] if folder.is_dir() else []


# ---- the state of the files ------------------------------------------------------------------------------------------


def states(source: Source) -> tuple[FileState, ...]:
    """Return the state of each file now; raises OSError where one is gone."""
    return tuple(
        (str(file), found.st_size, found.st_mtime_ns, found.st_ino)
        for file, found in ((file, file.stat()) for file in source.files)
    )


def fingerprint(source: Source, memo: Memo) -> Digest | NotRun:
    """Return the digest of the files' bytes, in order, with their format, table and what their folders hold.

    A file whose state is in `memo` is not read again; each file that is read is added to it.
    """
    try:
        hashes = [_hash(state, memo) for state in states(source)]
    except OSError:
        return changed(source)
    if None in hashes:
        return changed(source)
    in_folders = [list(row) for row in partitions.values(source.files, source.partitions)] if source.partitions else []
    return digest_of("data", 1, [source.format, source.table, hashes, *in_folders])


def _hash(state: FileState, memo: Memo) -> str | None:
    """Return the sha256 of a file's bytes, None if the file changed while it was read."""
    if state in memo:
        return memo[state]
    total = hashlib.sha256()
    with Path(state[0]).open("rb") as stream:
        while block := stream.read(_BLOCK):
            total.update(block)
    found = Path(state[0]).stat()
    if (found.st_size, found.st_mtime_ns, found.st_ino) != state[1:]:
        return None
    memo[state] = total.hexdigest()
    return memo[state]


def changed(source: Source) -> NotRun:
    """Return the refusal for a data set whose files changed or vanished while they were read."""
    names = ", ".join(f"`{file.name}`" for file in source.files[:3]) + (" ..." if len(source.files) > 3 else "")  # noqa: PLR2004
    return NotRun("error", f"data set `{source.data}`: {names} changed while it was read", "Run the assessment again.")


def is_unchanged(source: Source, before: Iterable[FileState]) -> bool:
    """Return whether every file still has the state it had before."""
    try:
        return states(source) == tuple(before)
    except OSError:
        return False


def data_of(question: Question) -> tuple[DataId, ...]:
    """Return the data sets a question reads, its own first."""
    if isinstance(question, KpiSum | KpiQuantile):
        arm = question.of.arm
        return (question.of.data, arm.data) if isinstance(arm, ArmTable) else (question.of.data,)
    if isinstance(question, ShapeOf | ColumnsOf | KeyOf | Tally | Figure | SqlFigure):
        return (question.data,)
    if isinstance(question, FailingRows):
        return data_of(question.of)
    if isinstance(question, OrphansOf):
        return (question.data, question.to)
    from trueup.core.model.ask.fitness import ComparedOf  # the kinds that are seldom asked are loaded when they are
    from trueup.core.model.ask.together import ReferenceOf

    if isinstance(question, ReferenceOf):
        return (question.data, question.to)
    if isinstance(question, ComparedOf):
        return tuple(dict.fromkeys((question.data, question.part.data, question.whole.data)))
    return (question.data,)


def data_state(question: Question, sources: Mapping[DataId, Source | NotRun], memo: Memo) -> Digest | NotRun:
    """Return the digest of all the data a question reads, which belongs into its cache key, or why there is none."""
    found: list[str] = []
    for data in data_of(question):
        source = sources.get(data)
        if source is None:
            fix = f"Add `source:` with a file to `data.{data}`."
            return NotRun("no_data", f"data set `{data}` has no source", fix)
        state = source if isinstance(source, NotRun) else fingerprint(source, memo)
        if isinstance(state, NotRun):
            return state
        found.append(state)
    return Digest(found[0]) if len(found) == 1 else digest_of("data", 1, found)
