"""Files packed with gzip that would grow beyond all bounds: found out before anything is unpacked for good."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, Final

from trueup.adapters.source_fault import SourceFault

if TYPE_CHECKING:
    from pathlib import Path

    from trueup.adapters.scratch_room import Room

_LARGEST_RATIO: Final = 1_032
"""What a byte of a deflate stream can grow to at most."""
_HARMLESS: Final = 200_000_000
_SUSPECT_RATIO: Final = 100
_BLOCK: Final = 1 << 20
_SIP: Final = 1 << 13


class _Sips(io.FileIO):
    """A file read in small pieces: newer Pythons ask for so much ahead that its place says little of what came out."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next piece, at most `size` bytes of it."""
        return super().read(_SIP if size is None or size < 0 else min(size, _SIP)) or b""


def not_a_bomb(file: Path, room: Room) -> None:
    """Raise SourceFault where a packed file would grow to more than the scratch space there may be.

    Data grows five to twenty times. Only a file whose begin grows a hundred times is unpacked to be measured.
    """
    if file.stat().st_size * _LARGEST_RATIO <= min(_HARMLESS, room.most):
        return
    total = 0
    try:
        with _Sips(file) as packed, gzip.GzipFile(fileobj=packed) as stream:
            while block := stream.read(_BLOCK):
                room.late()
                total += len(block)
                if total < _SUSPECT_RATIO * packed.tell():
                    return
                if total > room.most:
                    break
    except (OSError, EOFError, zlib.error):
        return
    if total > room.most:
        problem = (
            f"`{file.name}` would grow to more than {room.most / 1e6:,.0f} MB, over {_SUSPECT_RATIO} times its size"
        )
        raise SourceFault(problem, "If that is right, unpack it yourself.", "refused")
