"""Random samples of tables: which rows are drawn, how an answer about them is told apart, and where they are kept.

A simple random sample without replacement: the rows whose number, hashed with a fixed seed, is smallest. The same table
and the same size always give the same rows. A sample is drawn once and kept for the statements to come, in a folder
that goes away with who asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trueup.core.base.digest import Digest, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trueup.adapters.sources import FileState
    from trueup.core.model.ask.identity import DataId
    from trueup.core.model.ask.table import Column

SEED: Final = 20_140_115
"""Any number will do, as long as it stays."""
_UNFAITHFUL: Final = ("HUGEINT", "UHUGEINT", "BIT", "UNION", "ENUM", "BIGNUM", "VARIANT", "TIME_NS")
"""Types that a Parquet file gives back as another one: tables with such columns are drawn anew each time."""


def sampled_state(state: Digest, most: int) -> Digest:
    """Return the state of the data that an answer about at most so many of its rows stands on."""
    return digest_of("sample", 2, [state, most])


def drawn_from(name: str, rows: int, most: int) -> str:
    """Return the SELECT of `most` of the `rows` rows of a table, at random, in the table's order."""
    picked = f"SELECT i FROM range({int(rows)}) AS picked(i) ORDER BY hash(i, {SEED}), i LIMIT {int(most)}"  # noqa: S608
    numbered = f"SELECT *, row_number() OVER () - 1 AS trueup_row FROM {name}"  # noqa: S608
    found = f"SELECT * FROM ({numbered}) WHERE trueup_row IN ({picked})"  # noqa: S608
    return f"SELECT * EXCLUDE (trueup_row) FROM ({found}) ORDER BY trueup_row"  # noqa: S608


def is_faithful(columns: Iterable[Column]) -> bool:
    """Return whether a file of these columns gives back what was put into it."""
    return not any(kind in column.type.upper() for column in columns for kind in _UNFAITHFUL)


@dataclass(frozen=True, slots=True)
class KeptSample:
    """A sample that was drawn: its file, and how many rows the whole table has."""

    file: Path
    all_rows: int


class Samples:
    """The samples drawn so far, each for one state of the files; their folder is removed with this value."""

    def __init__(self) -> None:
        """Make nothing yet."""
        self._kept: dict[tuple[DataId, tuple[FileState, ...]], KeptSample] = {}
        self._folder: Path | None = None

    @property
    def folder(self) -> Path:
        """Return the folder that holds them, made when first asked for."""
        if self._folder is None:
            import shutil  # these are loaded where a sample is drawn: other commands need none of them
            import tempfile
            import weakref

            self._folder = Path(tempfile.mkdtemp(prefix="trueup-sample-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def get(self, data: DataId, state: tuple[FileState, ...]) -> KeptSample | None:
        """Return the sample of a data set whose files are in this state."""
        return self._kept.get((data, state))

    def file(self) -> Path:
        """Return where the next sample is to be written."""
        return self.folder / f"sample{len(self._kept)}.parquet"

    def put(self, data: DataId, state: tuple[FileState, ...], file: Path, all_rows: int) -> None:
        """Keep a sample that was written."""
        self._kept[data, state] = KeptSample(file, all_rows)
