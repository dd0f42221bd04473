"""What is odd in the bytes of CSV files: marks, line ends, empty lines, quotes, NUL, and rows that are no rows.

A file that the engine has read needs no look at its rows: then only bytes are counted, at the speed of reading them.
Its rows are parsed here where the engine could not read them, or where blank lines may lie inside quotes.
"""

from __future__ import annotations

import codecs
import csv
import re
import zlib
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from trueup.adapters.csv_head import Head, odd_names
from trueup.adapters.line_ends import Ends, opened
from trueup.adapters.torn_lines import LONGEST_LINE, NotUtf8, TooLong, decoded
from trueup.core.model.ask.source import Oddity, OddityKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_BLOCK: Final = 1 << 20
_PLACES: Final = 10
_BLANK: Final = re.compile(rb"(?<=\n)\r?\n")
_BROKEN: Final = (OSError, EOFError, zlib.error)


@dataclass(slots=True)
class Odd:
    """What was found so far: how often and the first places of each kind; `lines` of each file."""

    late: Callable[[], None]
    counts: dict[OddityKind, int] = field(default_factory=dict)
    places: dict[OddityKind, list[str]] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)

    def add(self, kind: OddityKind, place: str = "", count: int = 1) -> None:
        """Count one oddity, or several at one place."""
        self.counts[kind] = self.counts.get(kind, 0) + count
        known = self.places.setdefault(kind, [])
        if place and len(known) < _PLACES:
            known.append(place)

    def found(self) -> Iterator[Oddity]:
        """Yield the oddities found."""
        for kind, count in self.counts.items():
            if count:
                yield Oddity(kind, count, places=tuple(self.places[kind]))


def csv_oddities(heads: dict[Path, Head], late: Callable[[], None], *, readable: bool) -> tuple[list[Oddity], Odd]:
    """Return what is odd in the bytes of files; `late` raises when time is over, `readable` says they were read."""
    odd = Odd(late)
    for file, head in heads.items():
        try:
            if _bytes(file, head, odd, readable=readable):
                _rows(file, head, odd)
        except _BROKEN:
            break
    first = next(iter(heads.values()))
    return [*odd_names(first.written, first.names), *odd.found()], odd


def _bytes(file: Path, head: Head, odd: Odd, *, readable: bool) -> bool:
    """Count what bytes tell; return whether the rows must be parsed for the rest."""
    ends, line, quotes, blanks, ended = Ends(), 1, False, 0, True
    stray = _stray(head.delimiter)
    with opened(file) as stream:
        while block := stream.read(_BLOCK):
            odd.late()
            block += stream.readline(LONGEST_LINE)
            if line == 1 and block.startswith(codecs.BOM_UTF8):
                odd.add("byte_order_mark", file.name)
            ends.add(block)
            blanks += block.startswith((b"\n", b"\r\n"))
            if b"\n\n" in block or b"\n\r\n" in block:
                blanks += len(_BLANK.findall(block))
            if b'"' in block:
                quotes = True
                for hit in stray.finditer(block) if _has_stray(block, head.delimiter.encode()) else ():
                    odd.add("stray_quote", _place(file, line, block, hit.start()))
            if b"\0" in block:
                for hit in re.finditer(rb"\0+", block):
                    odd.add("nul", _place(file, line, block, hit.start()), len(hit[0]))
            line += block.count(b"\n")
            ended = block.endswith(b"\n")
    odd.lines[file] = line - ended
    odd.add("preamble", count=head.skip)
    odd.add("line_ends", count=ends.odd)
    if not readable or (blanks and (quotes or len(head.names) == 1 or head.skip)):
        return True
    odd.add("empty_lines", count=blanks)
    return False


def _has_stray(block: bytes, delimiter: bytes) -> bool:
    """Return whether a quote has no edge of a value on either side: counting is faster than looking for it."""
    single = block.replace(b'""', b"")
    before, after = (delimiter, b"\n"), (delimiter, b"\r", b"\n")
    edges = sum(single.count(edge + b'"') for edge in before) + sum(single.count(b'"' + edge) for edge in after)
    edges -= sum(single.count(left + b'"' + right) for left in before for right in after)
    edges += single.startswith(b'"') and single[1:2] not in after
    return single.count(b'"') > edges


def _stray(delimiter: str) -> re.Pattern[bytes]:
    """Return the form of quotes inside an unquoted value: an odd run of them with no delimiter on either side."""
    edge = re.escape(delimiter.encode()) + rb'"\r\n'
    return re.compile(rb"(?<=[^" + edge + rb'])"(?:"")*(?=[^' + edge + rb"])")


def _place(file: Path, line: int, block: bytes, at: int) -> str:
    return f"{file.name}:{line + block.count(bytes([10]), 0, at)}"


def _rows(file: Path, head: Head, odd: Odd) -> None:
    """Parse all rows: those with more or fewer cells, blank lines, and lines that are not UTF-8."""
    number = 0
    width = len(head.names)
    with opened(file) as stream:
        lines = decoded(stream, lambda fault: odd.add("not_utf8", f"{file.name}:{fault.line} (byte {fault.byte:,})"))
        reader = csv.reader(islice(lines, head.skip, None), delimiter=head.delimiter, strict=True)
        try:
            for row in reader:
                begin, number = number, reader.line_num
                if not begin or len(row) == width or (not row and width == 1):
                    continue
                kind: OddityKind = "empty_lines" if not row else "more_cells" if len(row) > width else "fewer_cells"
                odd.add(kind, f"{file.name}:{begin + head.skip + 1}")
        except csv.Error:
            odd.add("open_quote", f"{file.name}:{number + head.skip + 1}")
        except (TooLong, NotUtf8):
            return
