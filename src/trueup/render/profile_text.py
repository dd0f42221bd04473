"""Profiles for a terminal: one screen a table, a line a column, then what is odd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.core.model.ask.identity import NotRun
from trueup.core.readiness.profile_reading import meaning, percent, remarks
from trueup.core.readiness.profile_table_reading import table_remarks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trueup.core.model.ask.identity import DataId
    from trueup.core.model.ask.profile import ColumnProfile
    from trueup.core.model.results.profile import DataProfile

_MOST: Final = 60
_BARS: Final = "▁▂▃▄▅▆▇█"
_BINS: Final = 12


def profile_text(profile: DataProfile | NotRun, data: DataId, width: int = 100) -> str:
    """Return the profile of one data set as plain text of at most so many letters a line."""
    if isinstance(profile, NotRun):
        return f"{data}: not described: {profile.detail}{f' {profile.fix}' if profile.fix else ''}\n"
    shown = profile.columns[:_MOST]
    lines = [f"{data}: {profile.rows:,} rows, {len(profile.columns):,} columns", ""]
    lines += _table(shown, width)
    if len(profile.columns) > len(shown):
        lines.append(f"... and {len(profile.columns) - len(shown):,} more columns (the page shows each)")
    odd = [f"{column.name}: {remark}" for column in shown for remark in remarks(column)]
    for title, said in (("The table", list(table_remarks(profile))), ("The columns", odd)):
        if said:
            lines += ["", title, *(_folded(each, width) for each in said)]
    return "\n".join(lines) + "\n"


def _table(columns: Sequence[ColumnProfile], width: int) -> list[str]:
    head = ("column", "meant as", "missing", "distinct", "spread", "from", "to")
    rows = [head, *(_row(column) for column in columns)]
    widths = [min(max(len(row[at]) for row in rows), most) for at, most in enumerate((28, 14, 8, 11, _BINS, 20, 20))]
    right = {2, 3}
    return [
        "  ".join(_cut(cell, size).rjust(size) if at in right else _cut(cell, size).ljust(size)
                  for at, (cell, size) in enumerate(zip(row, widths, strict=True))).rstrip()[:width]
        for row in rows
    ]  # fmt: skip


def _row(column: ColumnProfile) -> tuple[str, ...]:
    missing = percent(column.missing, column.rows) if column.missing else ""
    low, high = column.low or "", column.high or ""
    if column.group == "text" and column.top and column.distinct <= column.rows / 2:
        low, high = f"{column.top[0].value} {percent(column.top[0].rows, column.rows)}", ""
    return column.name, meaning(column).kind, missing, f"{column.distinct:,}", bars(column), low, high


def bars(column: ColumnProfile) -> str:
    """Return the histogram of a column as block letters, its most common values' rows where it has none."""
    if column.spread is None or column.spread.histogram is None:
        counts = [each.rows for each in column.top] if column.distinct <= _BINS else []
    else:
        every = column.spread.histogram.counts
        size = -(-len(every) // _BINS)
        counts = [sum(every[at : at + size]) for at in range(0, len(every), size)]
    most = max(counts, default=0)
    return "".join(_BARS[min(7, 8 * count // most)] if count else " " for count in counts) if most else ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _folded(text: str, width: int) -> str:
    lines, line = [], "  "
    for word in text.split(" "):
        if len(line) + len(word) + 1 > width and line.strip():
            lines.append(line.rstrip())
            line = "    "
        line += f"{word} "
    return "\n".join([*lines, line.rstrip()])
