"""What DuckDB says about types, in our own words; what is not known here stays as the engine said it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_text import first_words
from trueup.core.base.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

_KINDS: Final = (
    (re.compile(r"VARCHAR|STRING_LITERAL"), "text"),
    (re.compile(r"BOOL(EAN)?"), "true or false"),
    (re.compile(r"DATE"), "a date"),
    (re.compile(r"TIMESTAMP.*"), "a timestamp"),
    (re.compile(r"TIME.*"), "a time of day"),
    (re.compile(r"INTERVAL"), "a span of time"),
    (re.compile(r"U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER(_LITERAL)?|U?INT\d*|BIGNUM"), "a whole number"),
    (re.compile(r"DOUBLE|FLOAT|REAL|DECIMAL.*"), "a number"),
    (re.compile(r"BLOB|BIT"), "bytes"),
    (re.compile(r"STRUCT.*|MAP.*|.*\[\d*\]|UNION.*|JSON|VARIANT"), "a list or a structure"),
)
_TWO: Final = re.compile(r"Cannot compare values of type (.+?) and type (.+?) - an explicit")
_MIXED: Final = re.compile(r"Cannot (?:mix values of type|combine types of) (.+?) and (.+?)(?: in (\w+) \w+)? - an")
_CALL: Final = re.compile(r"No function matches the given name and argument types '(.+?)\((.*?)\)'\. You might")
_VALUE: Final = re.compile(r"Could not convert string ['\"](.*?)['\"] to (.+?)(?: when|\n|$)", re.DOTALL)
_DAY: Final = re.compile(r"(date|timestamp|time) field (?:format|value out of range): \"(.*?)\"", re.DOTALL)
_FORMAT: Final = re.compile(r"Could not parse string \"(.*?)\" according to format specifier \"(.*?)\"", re.DOTALL)
_CAST: Final = re.compile(r"Unimplemented type for cast \((.+?) -> (.+?)\)")
_RANGE: Final = re.compile(r"Type (.+?) with value (\S+) can't be cast .* destination type (\w+)")
_NO_DAY: Final = re.compile(r"Date out of range: (\S+)")
_OPERATOR: Final = re.compile(r"[^\w]+")
_SPLIT: Final = re.compile(r", (?![^()]*\))")
_ABOUT: Final = re.compile(r"the text `(.+?)` is not ")
_COMPARE: Final = "Compare like with like: `cast(x as date)` for a date, `cast(x as double)` for a number."
_CONVERT: Final = "Convert it first: `cast(x as double)`, `cast(x as date)` or `strptime(x, '%d.%m.%Y')`."
_TRY: Final = "Correct the value, or write `try_cast(x as ...)`: what does not fit then counts as NULL."
_TRY_FORMAT: Final = "Correct the value or the format, or write `try_strptime(...)`: what does not fit counts as NULL."


@dataclass(frozen=True, slots=True)
class Said:
    """What an engine's error means, for the user."""

    detail: str
    fix: str


def kind_words(kind: str) -> str:
    """Return a type of DuckDB as people say it: `text`, `a date`, `a whole number`; the type itself if unknown."""
    return next((words for form, words in _KINDS if form.fullmatch(kind.strip())), kind)


def type_error(problem: Exception) -> Said | None:
    """Return what an error about types or values means, None where it is about something else."""
    text = str(problem)
    for form, words in _SAYINGS:
        found = form.search(text)
        if found is not None:
            return words(found)
    return None


def value_in(detail: str) -> str | None:
    """Return the value of the data that a detail of `type_error` is about, None where it is about none."""
    found = _ABOUT.match(detail)
    return found[1] if found else None


def otherwise(problem: Exception) -> str:
    """Return the engine's own words as a detail, marked as such."""
    return f"the engine says: {first_words(problem)}"


def _two(found: re.Match[str]) -> Said:
    return Said(f"it compares {kind_words(found[1])} with {kind_words(found[2])}", _COMPARE)


def _mixed(found: re.Match[str]) -> Said:
    inside = f" in `{found[3].lower()}`" if found[3] else ""
    return Said(f"it mixes {kind_words(found[1])} and {kind_words(found[2])}{inside}", _CONVERT)


def _call(found: re.Match[str]) -> Said:
    kinds = [kind_words(kind) for kind in _SPLIT.split(found[2]) if kind != "STRING_LITERAL"]
    if _OPERATOR.fullmatch(found[1]):
        return Said(f"`{found[1]}` does not work on {' and '.join(kinds)}", _CONVERT)
    return Said(f"`{found[1]}` does not take {' and '.join(kinds) or 'that'}", _CONVERT)


def _value(found: re.Match[str]) -> Said:
    return Said(f"the text {_quoted(found[1])} is not {kind_words(found[2])}", _TRY)


def _day(found: re.Match[str]) -> Said:
    fix = "Write dates as `2025-05-17`, or read them: `strptime(x, '%d.%m.%Y')`."
    return Said(f"the text {_quoted(found[2])} is not a {found[1]}", fix)


def _format(found: re.Match[str]) -> Said:
    return Said(f"the text {_quoted(found[1])} is not of the form `{found[2]}`", _TRY_FORMAT)


def _cast(found: re.Match[str]) -> Said:
    return Said(f"{kind_words(found[1])} cannot be read as {kind_words(found[2])}", "Take out that `cast`.")


def _range(found: re.Match[str]) -> Said:
    return Said(f"the value {found[2]} is too large for {kind_words(found[3])}", "Write `cast(x as double)`.")


def _no_day(found: re.Match[str]) -> Said:
    return Said(f"Date out of range: {found[1]}", "Correct the parts of that date, or keep such rows out with `rows:`.")


_SAYINGS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Said]], ...]] = (
    (_TWO, _two),
    (_MIXED, _mixed),
    (_CALL, _call),
    (_VALUE, _value),
    (_FORMAT, _format),
    (_CAST, _cast),
    (_RANGE, _range),
    (_DAY, _day),
    (_NO_DAY, _no_day),
)


def _quoted(text: str) -> str:
    flat = " ".join(text.split()).replace("`", "'")
    return f"`{flat[:60]}`" if flat else "(blank)"
