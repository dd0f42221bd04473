"""Folders whose names hold a column: `sales/year=2024/month=01/part.parquet`, as Hive and Spark write them."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DEEPEST: Final = 8
_NOTHING: Final = "__HIVE_DEFAULT_PARTITION__"


def files_below(folder: Path, most: int) -> list[Path]:
    """Return at most `most` + 1 files in the `key=value` folders below a folder, sorted; [] where there is none."""
    return sorted(itertools.islice(_below(folder, 0), most + 1))


def _below(folder: Path, depth: int) -> Iterator[Path]:
    for entry in os.scandir(folder):
        if entry.name.startswith((".", "_")):
            continue
        if entry.is_dir() and "=" in entry.name and depth < _DEEPEST:
            yield from _below(Path(entry.path), depth + 1)
        elif depth and entry.is_file():
            yield Path(entry.path)


def keys(file: Path, top: Path) -> tuple[str, ...]:
    """Return the keys that the folders between `top` and a file name, the outermost first."""
    return tuple(key for key, _ in _pairs(file, top))


def values(files: Sequence[Path], partitions: Sequence[str]) -> list[tuple[str | None, ...]]:
    """Return each file's values of the partition keys, None for an empty one."""
    found = []
    for file in files:
        known = dict(_pairs(file, Path(file.anchor)))
        texts = (unquote(known[key]) for key in partitions)
        found.append(tuple(None if text == _NOTHING else text for text in texts))
    return found


def _pairs(file: Path, top: Path) -> list[tuple[str, str]]:
    try:
        folders = file.relative_to(top).parts[:-1]
    except ValueError:
        return []
    return [(key, value) for key, mark, value in (part.partition("=") for part in folders) if key and mark]
