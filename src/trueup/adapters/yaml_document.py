"""From the bytes of one YAML file to its tree: one pass, bounded, every fault at once with its line."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import field
from typing import TYPE_CHECKING, Final

from trueup.core.base import document_faults as fault
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.record import dataclass
from trueup.core.base.tree import Branch, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trueup.adapters.yaml_tree import Faults
    from trueup.core.base.finding import Finding

_ORDINARY: Final = b"\t\n\r" + bytes(range(0x20, 0x7F))
_SPECIAL: Final = (
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]|\xef(?:\xbb\xbf|\xbf[\xbe\xbf])"
)
_BOM: Final = b"\xef\xbb\xbf"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


MAX_BYTES: Final = "TRUEUP_MAX_BYTES"
MAX_EVENTS: Final = "TRUEUP_MAX_EVENTS"
_BYTES: Final = 4_000_000
_EVENTS: Final = 250_000
_LONGEST: Final = 12
"""Digits of the largest number that makes sense as a bound."""


def _from_environment(name: str, usual: int) -> int:
    """Return the number that a variable of the environment holds, the usual one where it is not set."""
    text = os.environ.get(name, "").strip()
    if not text:
        return usual
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST and int(text) > 0:
        return int(text)
    problem = f"`{text[:40]}` in {name} is not a whole number above 0."
    raise TrueupError.option(problem, name, f"Write {name}={usual * 2}, or unset it for the usual {usual:,}.")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a document may measure: bytes, parser events (keys, values, beginnings and ends), levels of nesting.

    What is not given is what `TRUEUP_MAX_BYTES` and `TRUEUP_MAX_EVENTS` say, else the usual; making one raises
    `TrueupError` where these hold no number.
    """

    bytes: int = field(default_factory=lambda: _from_environment(MAX_BYTES, _BYTES))
    events: int = field(default_factory=lambda: _from_environment(MAX_EVENTS, _EVENTS))
    depth: int = 40


USUAL: Final = Bounds(_BYTES, _EVENTS)
"""What a document may measure where neither the caller nor the environment says anything else."""


def read_tree(data: bytes, file: str, bounds: Bounds | None = None) -> Branch:
    """Return the mapping that a YAML text holds, scalars as text, with the line of every key and entry.

    Raises DocumentFaults with every fault that can be told, in the order of lines. Aliases, anchors, tags, merge keys,
    duplicate keys, several documents and control characters are faults, so nothing is dropped or replaced silently.
    """
    # imported here: where every tree is kept from before, nothing is parsed
    from trueup.adapters.yaml_sound import sound_tree, too_many_events
    from trueup.adapters.yaml_tree import PARTS, EnoughError, Faults, TreeReader

    bounds = bounds or Bounds()
    faults = Faults(file)
    documents = Row(1)
    with suppress(EnoughError):
        if _is_text(data, faults, bounds):
            sound = sound_tree(data, bounds.events, bounds.depth)
            if sound is not None:
                return sound
            count = too_many_events(data, bounds.events, bounds.depth)
            if count is not None:
                problem = f"The document has more than {bounds.events:,} parts ({PARTS}): {count:,}."
                faults.add(fault.TOO_LARGE, 1, "", problem, _larger(MAX_EVENTS, bounds))
                raise EnoughError
            reader = TreeReader(data, faults, bounds.events, bounds.depth, _larger(MAX_EVENTS, bounds))
            documents = reader.documents
            reader.read()
            _check_top(documents, faults)
    top = documents[0] if documents else None
    if faults.found or not isinstance(top, Branch):
        raise DocumentFaults(sorted(faults.found, key=_line))
    return top


def _line(finding: Finding) -> int:
    return finding.place.line or 0


def _larger(name: str, bounds: Bounds) -> str:
    """Return what to do about a document that is too large; the bounds of some files are not for the user to raise."""
    now = Bounds()
    if (bounds.bytes, bounds.events) != (now.bytes, now.events):
        return "Split it into several files."
    number = 2 * (now.bytes if name == MAX_BYTES else now.events)
    return f"Split it into several files, or raise the bound in the environment, such as {name}={number}."


def _is_text(data: bytes, faults: Faults, bounds: Bounds) -> bool:
    """Return whether the bytes are UTF-8 text without control characters; report everything that is not."""
    if len(data) > bounds.bytes:
        problem = f"The file has more than {bounds.bytes:,} bytes."
        faults.add(fault.TOO_LARGE, 1, "", problem, _larger(MAX_BYTES, bounds))
        return False
    if data[:2] in _UTF_16 or b"\0" in data[:2]:
        problem = "The file is not saved as UTF-8 but, as it seems, as UTF-16."
        faults.add(fault.NOT_UTF_8, 1, "", problem, "Save it as UTF-8.")
        return False
    before = len(faults.found)
    for line, problem in _bad_bytes(data):
        faults.add(fault.NOT_UTF_8, line, "", problem, "Save the file as UTF-8.")
    if before == len(faults.found):
        for line, problem in _control_characters(data):
            faults.add(fault.CONTROL_CHARACTER, line, "", problem, "Remove it, or put a blank or a line break there.")
    return before == len(faults.found)


def _bad_bytes(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield each line that is not UTF-8, with its first wrong byte and what that is in Western European text."""
    try:
        data.decode()
    except UnicodeDecodeError:
        for number, line in enumerate(data.split(b"\n"), start=1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                byte = line[error.start : error.start + 1]
                meant = byte.decode("cp1252", "ignore")
                hint = f" (`{meant}` in Windows-1252)" if meant else ""
                yield number, f"The byte 0x{byte.hex().upper()}{hint} is not UTF-8."


def _control_characters(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield each character that no editor shows as what it does: control characters and uncommon line breaks."""
    text = data.removeprefix(_BOM)
    if text.isascii() and not text.translate(None, _ORDINARY):
        return
    line, at = 1, 0
    for found in re.finditer(_SPECIAL, text):
        line += text.count(b"\n", at, found.start())
        at = found.start()
        yield line, f"The text holds the invisible character U+{ord(found[0].decode()):04X}."


def _check_top(documents: Row, faults: Faults) -> None:
    top = documents[0] if documents else None
    fix = "Begin with a line such as `title: Fewer late arrivals`; the document consists of `key: value` lines."
    if isinstance(top, Row):
        faults.add(fault.NOT_A_MAPPING, top.line, "", "The document is a list, not a mapping of keys to values.", fix)
    elif isinstance(top, str) and not faults.found:
        from trueup.adapters.yaml_syntax import shown

        problem = f"The document is a single text: `{shown(top)}`."
        faults.add(fault.NOT_A_MAPPING, documents.lines[0], "", problem, fix)
    elif top is None and not faults.found:
        faults.add(fault.EMPTY, 1, "", "The document is empty.", fix)
