r"""The forms in which texts write numbers, dates and other things: one CASE that gives each value one form at most.

The forms of ISO dates, clocks and numbers are those of `duckdb_check_sql_reads`; the others are how people and
spreadsheets write the same. A value that begins with a letter is decided by its first letter and length, and what has
none of the forms by one pattern, so that ten million codes cost little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_check_sql_reads import FORMS
from trueup.adapters.duckdb_text import literal
from trueup.core.base.record import dataclass
from trueup.core.model.ask.profile import DayOrder, ReadAs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trueup.core.model.ask.checks import ValueKind

_CLOCK: Final = r"(?:[ T]|, )\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?"
_TWO: Final = r"\d{1,2}[/-]\d{1,2}[/-]\d{4}"
_FREE: Final = r"[+-]?(?:\d{1,3}(?:[., ]\d{3})+|\d+)(?:[.,]\d+)?"


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its name, what values of it are, its pattern, and a condition on `x` beyond it ("" for none)."""

    name: str
    kind: ValueKind | None
    pattern: str
    check: str = ""


def _exists(pattern: str) -> str:
    """Return the condition that the first word of `x`, slashes for its dashes, is a day that exists."""
    return f"try_strptime(replace(regexp_extract(x, '^[^ T,]+'), '-', '/'), '{pattern}') IS NOT NULL"


_DAY_FIRST: Final = _exists("%d/%m/%Y")
_MONTH_FIRST: Final = _exists("%m/%d/%Y")
_NUMBERS: Final = (
    Form("YYYYMMDD", "integer", r"(?:19|20)\d{6}", "try_strptime(x, '%Y%m%d') IS NOT NULL"),
    Form("digits", "integer", r"[+-]?\d+"),
    Form("digits, no fraction", "integer", r"[+-]?\d+\.0*"),
    Form("decimal point", "number", FORMS["number"]),
    Form("comma for decimals or thousands", "number", r"[+-]?\d{1,3},\d{3}"),
    Form("decimal comma", "number", r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+"),
    Form("commas for thousands", "number", r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    Form("percent", "number", rf"{_FREE} ?%"),
    Form("with a currency", "number", rf"(?:[€$£] ?)?{_FREE}(?: ?(?:€|\$|£|EUR|USD|GBP|CHF))?"),
)
_DATES: Final = (
    Form("YYYY-MM-DD", "date", FORMS["date"]),
    Form("YYYY/MM/DD", "date", r"\d{4}/\d{1,2}/\d{1,2}", _exists("%Y/%m/%d")),
    Form("DD.MM.YYYY", "date", r"\d{1,2}\.\d{1,2}\.\d{4}", _exists("%d.%m.%Y")),
    Form("day or month first", "date", _TWO, f"{_DAY_FIRST} AND {_MONTH_FIRST}"),
    Form("DD/MM/YYYY", "date", _TWO, _DAY_FIRST),
    Form("MM/DD/YYYY", "date", _TWO, _MONTH_FIRST),
)
_WITH_TIME: Final = tuple(
    Form(f"{form.name} HH:MM", "timestamp", f"(?:{form.pattern}){_CLOCK}", form.check) for form in _DATES[1:]
)
_MONTH_NAMED: Final = Form(
    "DD-Mon-YYYY",
    "date",
    r"\d{1,2}[ -][A-Za-z]{3}[ -]\d{4}",
    "try_strptime(replace(x, ' ', '-'), '%d-%b-%Y') IS NOT NULL",
)
_NO_DAY: Final = Form(
    "a day that does not exist", None, r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}).{0,16}"
)
_DIGITS_FIRST: Final = (
    *_NUMBERS[:4],
    *_DATES,
    Form("YYYY-MM-DD HH:MM", "timestamp", FORMS["timestamp"]),
    *_WITH_TIME,
    _MONTH_NAMED,
    Form("HH:MM", "time", FORMS["time"]),
    *_NUMBERS[4:],
    _NO_DAY,
)
_BOOLEAN: Final = Form("true or false", "boolean", FORMS["boolean"])
_UUID: Final = Form("UUID", "uuid", FORMS["uuid"])
_ALL: Final = (*_DIGITS_FIRST, _BOOLEAN, _UUID)
_KINDS: Final = {form.name: form.kind for form in _ALL}
AFTER_DIGITS: Final = ":"
"""The first sign after the digits: texts from here on begin with a letter or a sign that no number begins with."""
_ORDERS: Final = ("DD/MM/YYYY", "MM/DD/YYYY", "day or month first")


def form_of_x(*, words: bool = False) -> str:
    """Return the expression for the name of the form of `x`, a text without blanks around it; NULL for none.

    `words` says that every `x` begins with a letter, so that no pattern of digits is planned.
    """
    named = f"""CASE WHEN strlen(x) IN (4, 5) AND {_has(_BOOLEAN)} THEN {literal(_BOOLEAN.name)}
        WHEN strlen(x) = 36 AND {_has(_UUID)} THEN {literal(_UUID.name)}
        WHEN left(x, 1) IN ('€', '£') AND {_has(_NUMBERS[-1])} THEN {literal(_NUMBERS[-1].name)} END"""
    if words:
        return named
    any_form = "|".join(f"(?:{form.pattern})" for form in (*_DIGITS_FIRST, _UUID))
    cases = " ".join(f"WHEN {_has(form)} THEN {literal(form.name)}" for form in (_UUID, *_DIGITS_FIRST))
    return f"CASE WHEN x >= '{AFTER_DIGITS}' THEN {named} WHEN NOT {_full(any_form)} THEN NULL {cases} END"


def _full(pattern: str) -> str:
    return f"regexp_full_match(x, {literal(pattern)})"


def _has(form: Form) -> str:
    return f"({_full(form.pattern)}{f' AND {form.check}' if form.check else ''})"


def reads_of(found: Iterable[tuple[str | None, int, str]]) -> tuple[ReadAs, ...]:
    """Return what was counted by form, the most rows first; `found` holds form, rows and an example."""
    reads = [ReadAs(_KINDS[name] if name else None, name or "", rows, example) for name, rows, example in found]
    return tuple(sorted(reads, key=lambda read: (-read.rows, read.form)))


def day_order_of(reads: Iterable[ReadAs]) -> DayOrder | None:
    """Return how many dates read with the day first, the month first and both ways; None where none begins so."""
    rows = {read.form.removesuffix(" HH:MM"): 0 for read in reads}
    for read in reads:
        rows[read.form.removesuffix(" HH:MM")] += read.rows
    day, month, both = (rows.get(form, 0) for form in _ORDERS)
    return DayOrder(day, month, both, rows.get(_NO_DAY.name, 0)) if day or month or both else None
