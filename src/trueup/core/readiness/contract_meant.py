"""What a profile says a column means, as far as a draft of a contract may promise it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from trueup.core.model.ask.profile import TOP, ColumnProfile, TableProfile
from trueup.core.readiness.contract_draft import Meant

_OFTEN: Final = 20
"""Rows a value must have on the average before a few values look like a list that was agreed."""
_LONGEST: Final = 40
_LOGICAL: Final = frozenset({"integer", "number", "boolean", "date", "timestamp", "time"})
_SIGNS: Final[Mapping[str, str]] = {"A": "[A-Z]", "a": "[a-z]", "9": "[0-9]"}


def meant_of(profile: TableProfile) -> dict[str, Meant]:
    """Return what each column means where every one of its values agrees; columns with nothing to say are left out."""
    found = {column.name: _meant(column) for column in profile.columns if column.unread is None}
    return {name: meant for name, meant in found.items() if meant != Meant()}


def _meant(column: ColumnProfile) -> Meant:
    if column.group != "text" or column.hidden or not column.values:
        return Meant()
    read = next((read for read in column.reads if read.kind in _LOGICAL and read.rows == column.values), None)
    if read is not None:
        return Meant(logical_type=read.kind)
    values = _values(column)
    return Meant(values=values, pattern=None if values else _pattern(column))


def _values(column: ColumnProfile) -> tuple[str, ...]:
    known = [each.value for each in column.top]
    whole = column.distinct == len(known) <= TOP and sum(each.rows for each in column.top) == column.values
    often = column.values >= _OFTEN * max(1, column.distinct)
    return tuple(sorted(known)) if whole and often and all(len(value) < _LONGEST for value in known) else ()


def _pattern(column: ColumnProfile) -> str | None:
    """Return the pattern of the one shape that all values have, None where there are several, or it is plain words."""
    shapes, lengths = column.patterns, column.lengths
    if shapes is None or lengths is None or not shapes.exact or shapes.kinds != 1 or lengths.high >= _LONGEST:
        return None
    shape = shapes.top[0].value
    if not shape.isascii() or "9" not in shape:
        return None
    parts = [
        _SIGNS.get(run[0], re.escape(run[0])) + (f"{{{len(run)}}}" if len(run) > 1 else "")
        for run in (found.group() for found in re.finditer(r"(.)\1*", shape))
    ]
    return f"^{''.join(parts)}$"
