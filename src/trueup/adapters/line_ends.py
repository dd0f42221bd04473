"""Line ends of text files: counted as bytes, and made one where a file mixes them and so cannot be read."""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from trueup.adapters.source_forms import is_packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from trueup.adapters.scratch_room import Room

_BLOCK: Final = 1 << 20
_END: Final = re.compile(rb"\r\n?")


@dataclass(slots=True)
class Ends:
    r"""How many lines end each way: `\r\n` (Windows), `\n` (Unix), `\r` (old Macintosh)."""

    windows: int = 0
    unix: int = 0
    old: int = 0

    def add(self, block: bytes) -> None:
        r"""Count the ends in a block that does not end between `\r` and `\n`."""
        both = block.count(b"\r\n") if b"\r" in block else 0
        self.windows += both
        self.unix += block.count(b"\n") - both
        self.old += block.count(b"\r") - both if b"\r" in block else 0

    @property
    def odd(self) -> int:
        """Lines that end otherwise than most do."""
        return self.windows + self.unix + self.old - max(self.windows, self.unix, self.old)


def blocks(file: Path) -> Iterator[bytes]:
    r"""Yield a file's bytes, unpacked, never parted between `\r` and `\n`; raises OSError, EOFError, zlib.error."""
    with opened(file) as stream:
        while block := stream.read(_BLOCK):
            if block.endswith(b"\r"):
                block += stream.read(1)
            yield block


def opened(file: Path) -> gzip.GzipFile | IO[bytes]:
    """Return a file open for reading, unpacked where its name says that it is packed."""
    return gzip.open(file, "rb") if is_packed(file) else file.open("rb")


def mixed_ends(files: Sequence[Path]) -> int:
    """Return how many lines end otherwise than most of their file; 0 also where a file cannot be read."""
    total = 0
    try:
        for file in files:
            ends = Ends()
            for block in blocks(file):
                ends.add(block)
            total += ends.odd
    except (OSError, EOFError, zlib.error):
        return 0
    return total


def with_one_end(file: Path, room: Room) -> Path:
    r"""Return a copy in scratch space, under the same name, whose lines all end with `\n`."""
    target = room.path(file.name[:-3] if is_packed(file) else file.name)
    with target.open("wb") as stream:
        for block in blocks(file):
            room.take(len(block))
            stream.write(_END.sub(b"\n", block))
    return target
