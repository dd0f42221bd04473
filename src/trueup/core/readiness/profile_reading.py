"""What the profile of a column means, in words: what it holds, what is odd, and on what figures that stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from trueup.core.base.record import dataclass
from trueup.core.model.ask.profile import LEVELS

if TYPE_CHECKING:
    from trueup.core.model.ask.profile import ColumnProfile, ReadAs

_MEANT: Final = 0.9
"""The share of the values that must read as a kind before a text column is said to be meant as it."""
_NEARLY: Final = 0.99
_RARE_SHAPE: Final = 0.02
_FLAGS: Final = (
    {"yes", "no"}, {"y", "n"}, {"ja", "nein"}, {"j", "n"}, {"oui", "non"}, {"true", "false"}, {"t", "f"}, {"0", "1"},
)  # fmt: skip
_WIDER: Final = {"integer": "number", "date": "timestamp"}
"""What each kind is as well."""
_UNITS: Final = (
    ("seconds since 1970", 1.0),
    ("milliseconds since 1970", 1e3),
    ("microseconds since 1970", 1e6),
    ("days since 1970", 1 / 86_400),
)
_FLAG_SPELLINGS: Final = 4
"""Spellings of two flags at most: `yes`, `Yes`, `no`, `No`."""
_CLASSES: Final = 50
"""Different texts that people still tell apart as classes ..."""
_REPEATS: Final = 5
"""... where each stands in so many rows on average; otherwise it is text."""
_FROM: Final = 631_152_000
_TO: Final = 2_051_222_400
"""1990 and 2035 in seconds since 1970: where dates of business data lie."""
_TIME_WORDS: Final = ("time", "date", "day", "_at", "stamp", "epoch", "_ts", "created", "updated", "when")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column is meant as, in words, and a sentence with the figures behind it; "" where it is what it says."""

    kind: str
    sentence: str = ""


def meaning(column: ColumnProfile) -> Meaning:
    """Return what a column is meant as."""
    if column.unread is not None:
        return Meaning("not read", column.unread.detail)
    if not column.values:
        return Meaning("empty", "no row has a value" if column.rows else "the table has no rows")
    if column.group == "text":
        return _text(column)
    unit = time_unit(column)
    if unit:
        return Meaning("time", f"stored as {_stored(column)}, meant as a time: all values fit {unit}")
    flags = {"0", "1"}
    if column.group == "integer" and column.distinct == len(flags) and {each.value for each in column.top} == flags:
        return Meaning("yes or no", f"stored as {_stored(column)}, holds only 0 and 1")
    return Meaning(_NAMES.get(column.group, column.group))


_NAMES: Final = {
    "integer": "whole number", "number": "number", "text": "text", "date": "date", "timestamp": "timestamp",
    "boolean": "yes or no", "other": "other",
}  # fmt: skip


def _stored(column: ColumnProfile) -> str:
    return _NAMES.get(column.group, column.type)


def _text(column: ColumnProfile) -> Meaning:
    total = column.values
    kinds: dict[str, int] = {}
    for read in column.reads:
        for kind in {read.kind, _WIDER.get(read.kind or "")} - {None}:
            kinds[str(kind)] = kinds.get(str(kind), 0) + read.rows
    fitting = [kind for kind, rows in kinds.items() if rows >= _MEANT * total]
    best = min(fitting, key=lambda kind: (-kinds[kind], kind in _WIDER.values()), default=None)
    if best is None:
        values = {each.value.strip().lower() for each in column.top}
        if column.distinct <= _FLAG_SPELLINGS and any(values <= flags and len(values) > 1 for flags in _FLAGS):
            return Meaning("yes or no", f"stored as text, meant as yes or no: {_listed(sorted(values))}")
        return Meaning("category" if column.distinct <= min(_CLASSES, total / _REPEATS) else "text")
    mine = [read for read in column.reads if best in (read.kind, _WIDER.get(read.kind or ""))]
    forms = ", ".join(f"{read.rows:,} as {read.form}" for read in mine[1:4])
    more = f" ({forms})" if forms else ""
    sentence = f"stored as text, meant as {_ARTICLES[best]}: {mine[0].rows:,} of {total:,} read as {mine[0].form}{more}"
    return Meaning(_KINDS[best], sentence + _others(column, mine, total))


_KINDS: Final = {
    "integer": "whole number", "number": "number", "boolean": "yes or no", "date": "date", "timestamp": "timestamp",
    "time": "time of day", "uuid": "UUID",
}  # fmt: skip
_ARTICLES: Final = {
    "integer": "a whole number", "number": "a number", "boolean": "yes or no", "date": "a date",
    "timestamp": "a timestamp", "time": "a time of day", "uuid": "a UUID",
}  # fmt: skip


def _others(column: ColumnProfile, mine: list[ReadAs], total: int) -> str:
    left = total - sum(read.rows for read in mine)
    if not left:
        return ""
    examples = [read.example for read in column.reads if read not in mine and read.example]
    such = f", such as `{examples[0]}`" if examples else ""
    return f"; {left:,} {'does' if left == 1 else 'do'} not{such}"


def time_unit(column: ColumnProfile) -> str:
    """Return the unit of time a column of whole numbers seems to count, "" for none.

    All nine quantiles must be days written YYYYMMDD, or all lie from 1990 to 2035 in the unit; then the name must speak
    of time, for a number of an order looks the same.
    """
    if column.group not in {"integer", "number"} or column.spread is None or column.distinct < len(LEVELS):
        return ""
    values = [float(each) for each in column.spread.quantiles if isinstance(each, int | float)]
    if values and all(_is_day(value) for value in values):
        return "YYYYMMDD"
    named = any(word in column.name.lower() for word in _TIME_WORDS)
    if not named:
        return ""
    return next((f"{name}" for name, scale in _UNITS if all(_FROM <= each / scale <= _TO for each in values)), "")


def _is_day(value: float) -> bool:
    text = f"{value:.0f}"
    if value != int(value) or len(text) != 8 or not "1900" <= text[:4] <= "2100":  # noqa: PLR2004 - YYYYMMDD
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def remarks(column: ColumnProfile) -> tuple[str, ...]:
    """Return what is odd about a column, one sentence each; nothing where nothing is."""
    if column.unread is not None:
        return (f"not read: {column.unread.detail}",)
    found = [meaning(column).sentence, _missing(column), _constant(column), _dates(column), _shapes(column)]
    found.append(_spellings(column))
    return tuple(each for each in (*found, _far(column)) if each)


def _missing(column: ColumnProfile) -> str:
    if not column.missing or not column.rows:
        return ""
    kinds = (
        (column.nulls, "NULL"), (column.blanks, "blank"), (column.sentinels, "standing for missing"),
        (column.nans, "NaN"), (column.infinite, "infinite"),
    )  # fmt: skip
    parts = ", ".join(f"{count:,} {name}" for count, name in kinds if count)
    return f"{column.missing:,} of {column.rows:,} missing ({percent(column.missing, column.rows)}): {parts}"


def _constant(column: ColumnProfile) -> str:
    if not column.values or column.hidden or not column.top:
        return ""
    first = column.top[0]
    if column.distinct == 1:
        return f"constant: `{first.value}` in every row that has a value"
    if first.rows >= _NEARLY * column.values:
        return f"nearly constant: `{first.value}` in {percent(first.rows, column.values)} of the values"
    return ""


def _dates(column: ColumnProfile) -> str:
    order = column.day_order
    if order is None:
        return ""
    if order.day_first and order.month_first:
        return (
            f"days and months are mixed: {order.day_first:,} read only with the day first, {order.month_first:,} only "
            f"with the month first, {order.both:,} both ways"
        )
    if not order.day_first and not order.month_first:
        return f"nobody can tell day from month: all {order.both:,} read both ways"
    which = "day" if order.day_first else "month"
    one = order.day_first + order.month_first
    return (
        f"{order.both:,} dates read both ways; that the {which} comes first is told by {one:,} others"
        if order.both
        else ""
    )


def _shapes(column: ColumnProfile) -> str:
    shapes = column.patterns
    if shapes is None or not shapes.exact or shapes.kinds == 1 or not shapes.top:
        return ""
    first = shapes.top[0]
    if shapes.rows - first.rows > _RARE_SHAPE * shapes.rows:
        return ""
    other = shapes.top[1]
    return f"{first.rows:,} look like `{first.value}`, {shapes.rows - first.rows:,} do not, such as `{other.value}`"


def _spellings(column: ColumnProfile) -> str:
    """Return the common values that differ from a commoner one in nothing but case, blanks and punctuation."""
    if column.group != "text":
        return ""
    first: dict[str, str] = {}
    others: list[str] = []
    for each in column.top:
        plain = "".join(letter for letter in each.value.lower() if letter.isalnum())
        if plain and first.setdefault(plain, each.value) != each.value:
            others.append(f"`{each.value}` ({each.rows:,} rows) beside `{first[plain]}`")
    return f"the same value in several spellings: {', '.join(others[:3])}" if others else ""


def _far(column: ColumnProfile) -> str:
    spread = column.spread
    if spread is None or spread.outliers is None or time_unit(column):
        return ""
    beyond = spread.outliers.below + spread.outliers.above
    if not beyond:
        return ""
    such = _listed([each.value for each in spread.outliers.examples[:2]])
    told = f", such as {such}" if such else ""
    noun = "outlier" if beyond == 1 else "outliers"
    return f"{beyond:,} {noun} beyond {spread.outliers.low:,.6g} to {spread.outliers.high:,.6g} (Tukey's fences){told}"


def _listed(values: list[str]) -> str:
    return " and ".join(f"`{each}`" for each in values)


def percent(part: int, whole: int) -> str:
    """Return a share as percent, never rounded to 0 % or 100 % where it is neither."""
    if not whole:
        return "0 %"
    share = 100 * part / whole
    if 0 < share < 0.1:  # noqa: PLR2004 - the last digit shown
        return "<0.1 %"
    if 99.9 < share < 100:  # noqa: PLR2004 - as above
        return ">99.9 %"
    return f"{share:.1f} %".replace(".0 %", " %")
