"""A column as the measures see it: which of a few families its stored type belongs to, and how its values are written.

Whole numbers, decimals, days and timestamps are *exact*: each value is a whole count of the type's smallest step.
Limits are turned into such counts in Python, so that no engine rounds them and every comparison is one of equal types.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from trueup.adapters.duckdb_text import ZONED, ident, literal
from trueup.core.base.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

Family = Literal["exact", "float", "text", "boolean", "moment", "clock", "uuid", "bytes", "other"]
_SIGNED: Final = {"TINYINT": 7, "SMALLINT": 15, "INTEGER": 31, "BIGINT": 63, "HUGEINT": 127}
_UNSIGNED: Final = {"UTINYINT": 8, "USMALLINT": 16, "UINTEGER": 32, "UBIGINT": 64, "UHUGEINT": 128}
_DECIMAL: Final = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_SECOND: Final = 1_000_000_000
_DAY: Final = 86_400 * _SECOND
_FIRST, _LAST = -62_135_596_800 * _SECOND, 253_402_300_800 * _SECOND - 1
"""Nanoseconds since 1970 of the first and the last moment of the years 1 to 9999, which a limit can name."""
_MOMENTS: Final[Mapping[str, tuple[int, str]]] = {
    "DATE": (_DAY, "(DATE '1970-01-01' + CAST({} AS INTEGER))"),
    "TIMESTAMP_S": (_SECOND, "CAST(make_timestamp({} * 1000000) AS TIMESTAMP_S)"),
    "TIMESTAMP_MS": (1_000_000, "CAST(make_timestamp({} * 1000) AS TIMESTAMP_MS)"),
    "TIMESTAMP": (1_000, "make_timestamp({})"),
    "TIMESTAMP_NS": (1, "make_timestamp_ns({})"),
    ZONED: (1_000, "(make_timestamp({}) AT TIME ZONE 'UTC')"),
}
_CLOCKS: Final = {"TIME": 1_000, "TIME_NS": 1}


@dataclass(frozen=True, slots=True)
class Grid:
    """The values an exact type has: every whole multiple of `unit` from `low` to `high`, both counted in units.

    A unit is 1 or a power of ten for numbers, and nanoseconds for time.
    """

    unit: Fraction
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A column of a table: its name, its stored type, the family of that type and, for an exact one, its grid."""

    name: str
    kind: str
    family: Family
    grid: Grid | None = None

    @property
    def sql(self) -> str:
        """The column as compared: an enumeration is compared as text, not by its order."""
        named = ident(self.name)
        return f"CAST({named} AS VARCHAR)" if self.kind.startswith("ENUM(") else named

    @property
    def text(self) -> str:
        """The value as text, as it is written for patterns, lengths and samples."""
        if self.family == "text":
            return self.sql
        plain = f"CAST({ident(self.name)} AS VARCHAR)"
        shape = _DECIMAL.fullmatch(self.kind)
        if shape is not None and shape[1] == shape[2]:
            return f"regexp_replace({plain}, '^(-?)\\.', '\\10.')"
        return plain

    def count(self, units: int) -> str:
        """Return the literal of an exact type for so many units."""
        if self.kind in _MOMENTS:
            return _MOMENTS[self.kind][1].format(f"CAST({units} AS BIGINT)")
        if self.kind in _CLOCKS:
            return f"CAST({literal(_clock_text(units * _CLOCKS[self.kind]))} AS {self.kind})"
        shape = _DECIMAL.fullmatch(self.kind)
        shift = int(shape[2]) if shape else 0
        digits = str(abs(units)).rjust(shift + 1, "0")
        point = f"{digits[:-shift]}.{digits[-shift:]}" if shift else digits
        return f"CAST('{'-' if units < 0 else ''}{point}' AS {self.kind})"


def stored(name: str, kind: str) -> Stored:
    """Return a column with its family; `other` for lists, structures, spans of time and what else has no one text."""
    if kind in _SIGNED:
        most = 2 ** _SIGNED[kind] - 1
        return Stored(name, kind, "exact", Grid(Fraction(1), -most - 1, most))
    if kind in _UNSIGNED:
        return Stored(name, kind, "exact", Grid(Fraction(1), 0, 2 ** _UNSIGNED[kind] - 1))
    shape = _DECIMAL.fullmatch(kind)
    if shape is not None:
        most = 10 ** int(shape[1]) - 1
        return Stored(name, kind, "exact", Grid(Fraction(1, 10 ** int(shape[2])), -most, most))
    if kind in _MOMENTS:
        unit = _MOMENTS[kind][0]
        low, high = (-(2**63) + 2, 2**63 - 2) if unit == 1 else (_FIRST, _LAST)
        return Stored(name, kind, "moment", Grid(Fraction(unit), -(-low // unit), high // unit))
    if kind in _CLOCKS:
        unit = _CLOCKS[kind]
        return Stored(name, kind, "clock", Grid(Fraction(unit), 0, (_DAY - 1) // unit))
    families: dict[str, Family] = {
        "FLOAT": "float", "DOUBLE": "float", "VARCHAR": "text", "BOOLEAN": "boolean", "UUID": "uuid", "BLOB": "bytes",
        "BIT": "bytes",
    }  # fmt: skip
    return Stored(name, kind, "text" if kind.startswith("ENUM(") else families.get(kind, "other"))


def is_date(column: Stored) -> bool:
    """Return whether the column holds days."""
    return column.kind == "DATE"


def _clock_text(nanoseconds: int) -> str:
    seconds, part = divmod(nanoseconds, _SECOND)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{part:09}".rstrip("0").rstrip(".")
