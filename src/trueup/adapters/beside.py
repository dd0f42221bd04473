"""Whether the same lies beside two versions of a document; where nothing does, one look into each folder tells."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from trueup.adapters.folder import LEDGER

_FOLDERS: Final = ("priorities", "evidence")
"""What stakeholders handed in, and what was seen of the data; the texts that were signed are part of the ledger."""


def same_beside(one: Path, other: Path) -> bool:
    """Return whether the ledger, the ballots and the evidence of two folders are the same, byte by byte."""
    if one == other:
        return True
    mine, theirs = _kept(one), _kept(other)
    return not (mine or theirs) or (mine == theirs and all(_same(one, other, name) for name in mine))


def _kept(folder: Path) -> set[str]:
    """Return which kinds of things a folder keeps beside its document."""
    try:
        with os.scandir(folder) as there:
            return {each.name for each in there if each.name == LEDGER or each.name in _FOLDERS}
    except OSError:
        return set()


def _same(one: Path, other: Path, name: str) -> bool:
    if name == LEDGER:
        return _same_file(one / name, other / name)
    mine, theirs = _files(one / name), _files(other / name)
    return mine == theirs and all(_same_file(one / name / each, other / name / each) for each in mine)


def _files(folder: Path) -> set[str]:
    try:
        with os.scandir(folder) as there:
            return {each.name for each in there if each.is_file()}
    except OSError:
        return set()


def _same_file(one: Path, other: Path) -> bool:
    """Whether two files hold the same; one that cannot be read is told where it is needed."""
    try:
        return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()
    except OSError:
        return False
