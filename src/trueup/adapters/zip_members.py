"""What lies in a ZIP archive, taken out within bounds: sizes as declared and as found, no archive inside an archive.

The names inside are never used as paths: each file gets a place of ours.
"""

from __future__ import annotations

import fnmatch
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from trueup.adapters.file_signature import not_a_table
from trueup.adapters.source_fault import SourceFault
from trueup.adapters.source_forms import IN_ARCHIVES, NAMES, Format, format_of
from trueup.core.model.ask.source import Oddity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trueup.adapters.scratch_room import Room

MOST_MEMBERS: Final = 10_000
_BLOCK: Final = 1 << 20
_UNSUSPICIOUS: Final = 50_000_000
_MOST_RATIO: Final = 200
_MOST_NAMED: Final = 5
BROKEN: Final = (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError)
"""What the library raises for archives that are damaged, encrypted or packed in a way it does not know."""
_DAMAGED: Final = "Download or pack it again; it may be cut short."
_UNPACK: Final = "Unpack it and name the CSV or Parquet file inside."


def checked(archive: zipfile.ZipFile, file: Path, most: int) -> list[zipfile.ZipInfo]:
    """Return the files of an archive; raises SourceFault where it is too large, unpacked, or encrypted."""
    inside = [each for each in archive.infolist() if not each.is_dir()]
    if len(inside) > MOST_MEMBERS:
        raise SourceFault(f"`{file.name}` holds more than {MOST_MEMBERS:,} files", _UNPACK, "refused")
    total, packed = sum(each.file_size for each in inside), sum(each.compress_size for each in inside)
    if total > _UNSUSPICIOUS and total > _MOST_RATIO * max(packed, 1):
        problem = f"`{file.name}` would grow to {total / 1e6:,.0f} MB, {total // max(packed, 1):,} times its size"
        raise SourceFault(problem, "If that is right, unpack it yourself.", "refused")
    if total > most:
        problem = f"`{file.name}` would grow to {total / 1e6:,.0f} MB; at most {most / 1e6:,.0f} MB are unpacked"
        raise SourceFault(problem, _UNPACK, "refused")
    if any(each.flag_bits & 1 for each in inside):
        raise SourceFault(f"`{file.name}` is encrypted", "Decrypt it first and name the file inside.")
    return inside


def unpacked(file: Path, part: str | None, room: Room) -> tuple[tuple[Path, ...], Format, tuple[Oddity, ...]]:
    """Return the data files of an archive, taken out, and their form; raises SourceFault where there is no one form.

    `part` names a file inside, or several by a pattern; without it the archive holds data of one form.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            inside = checked(archive, file, room.most - room.used)
            wanted, form = _wanted(file, inside, part)
            files = tuple(_taken_out(archive, each, room) for each in wanted)
    except SourceFault:
        raise
    except BROKEN as problem:
        raise SourceFault(f"`{file.name}` cannot be unpacked: cut short or damaged", _DAMAGED) from problem
    for each, found in zip(wanted, files, strict=True):
        unfit = not_a_table(found, form)
        if unfit is not None:
            raise SourceFault(f"`{each.filename}` in `{file.name}` is {unfit.is_}", unfit.fix)
    other = [] if part else [each.filename for each in inside if each not in wanted and not _is_system(each.filename)]
    notes = (Oddity("not_read", len(other), places=tuple(sorted(other)[:_MOST_NAMED])),) if other else ()
    return files, form, notes


def _wanted(file: Path, inside: Sequence[zipfile.ZipInfo], part: str | None) -> tuple[list[zipfile.ZipInfo], Format]:
    found = [each for each in inside if not _is_system(each.filename) and _is_named(each.filename, part)]
    data = sorted((each for each in found if format_of(each.filename)), key=lambda each: each.filename)
    if part and not found:
        raise SourceFault(f"`{file.name}` holds no `{part}`", f"It holds {_listed(inside)}.", "no_data")
    if not data:
        raise SourceFault(f"`{file.name}` holds no file of data, but {_listed(found)}", _UNPACK, "no_data")
    nested = next((each.filename for each in data if _form(each) is None), None)
    if nested is not None:
        raise SourceFault(f"`{file.name}` holds `{nested}`, which is not read inside an archive", _UNPACK)
    forms = sorted({form for each in data if (form := _form(each)) is not None})
    if len(forms) > 1:
        problem = f"`{file.name}` holds {' and '.join(NAMES[form] for form in forms)}"
        fix = f"Name the file inside: `{file.name}#{data[0].filename}`."
        raise SourceFault(problem, fix, "no_data")
    return data, forms[0]


def _form(member: zipfile.ZipInfo) -> Format | None:
    form = format_of(member.filename)
    return form if form in IN_ARCHIVES and not member.filename.lower().endswith(".gz") else None


def _is_system(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _is_named(name: str, part: str | None) -> bool:
    return part is None or name == part or fnmatch.fnmatchcase(name, part)


def _listed(inside: Sequence[zipfile.ZipInfo]) -> str:
    names = sorted(each.filename for each in inside if not _is_system(each.filename))
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return (", ".join(f"`{name}`" for name in names[:_MOST_NAMED]) or "nothing") + more


def _taken_out(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: Room) -> Path:
    target = room.path(member.filename.rpartition("/")[2])
    with archive.open(member) as packed, target.open("wb") as stream:
        while block := packed.read(_BLOCK):
            room.take(len(block))
            stream.write(block)
    return target
