"""What a column of texts looks like: numbers with a decimal comma, dates with the day first, yes and no.

Such a column stays text, for a guess could be wrong; when an expression fails on it, the user is told what it looks
like and which expression reads it. Every expression here passes the guard of KPI expressions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_text import literal
from trueup.core.base.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MOST: Final = 0.9
"""The share of the values looked at that must have a form, so that the others count as slips."""


@dataclass(frozen=True, slots=True)
class Look:
    """What texts look like: `what` in words, a value as `example`, and `reads`, the expressions over the column `{}`.

    Several expressions are several meanings, each said in its `when`.
    """

    what: str
    example: str
    reads: tuple[tuple[str, str], ...]


_NUMBER: Final = r"[+-]?\d+(\.\d+)?"
_COMMA: Final = r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?"
_THOUSANDS: Final = r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?"
_SIGN: Final = re.compile(r"[€$£%]|\b(EUR|USD|GBP|CHF)\b")
_CLOCK: Final = (
    (r"\d{1,2}:\d{2}", "%H:%M"),
    (r"\d{1,2}:\d{2}:\d{2}", "%H:%M:%S"),
    (r"\d{1,2}:\d{2} ?[AaPp][Mm]", "%I:%M %p"),
)
_DAYS: Final = (
    (r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y"),
    (r"\d{1,2}\.\d{1,2}\.\d{2}", "%d.%m.%y"),
    (r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y"),
    (r"\d{1,2}-\d{1,2}-\d{4}", "%d-%m-%Y"),
    (r"\d{4}/\d{1,2}/\d{1,2}", "%Y/%m/%d"),
    (r"\d{4}\.\d{1,2}\.\d{1,2}", "%Y.%m.%d"),
    (r"\d{4}-\d{2}-\d{2}", "%Y-%m-%d"),
    (r"\d{1,2}[- ][A-Za-z]{3}[- ]\d{4}", "%d-%b-%Y"),
    (r"[A-Za-z]{3} \d{1,2}, \d{4}", "%b %d, %Y"),
    (r"\d{1,2} [A-Za-z]{4,9} \d{4}", "%d %B %Y"),
)
_FLAGS: Final = (("yes", "no"), ("y", "n"), ("ja", "nein"), ("oui", "non"), ("si", "no"), ("t", "f"), ("x", "x"))
"""What stands for true and for false."""


def look_at(values: Sequence[str]) -> Look | None:
    """Return what most of some texts (none of them blank) look like, None where nothing is known."""
    if not values:
        return None
    return _flags(values) or _dates(values) or _months(values) or _numbers(values)


def _fitting(values: Sequence[str], form: str) -> list[str]:
    found = re.compile(form)
    fitting = [value for value in values if found.fullmatch(value)]
    return fitting if len(fitting) >= _MOST * len(values) else []


def _flags(values: Sequence[str]) -> Look | None:
    seen = {value.lower() for value in values}
    true = next((known[0] for known in _FLAGS if seen <= {*known}), None)
    if true is None:
        return None
    example = next((value for value in values if value.lower() == true), values[0])
    return Look("yes or no", example, ((f"{{}} = {literal(example)}", ""),))


def _dates(values: Sequence[str]) -> Look | None:
    for form, spelt in _DAYS:
        if fitting := _fitting(values, form):
            return _day(fitting, spelt, "")
        for clock, time in _CLOCK:
            for between in (" ", "T", ", "):
                if fitting := _fitting(values, f"{form}{between}{clock}"):
                    return _day(fitting, spelt, between + time)
    return None


def _day(values: Sequence[str], spelt: str, time: str) -> Look:
    what = "dates with a time of day" if time else "dates"
    if "%b" in spelt and "-" not in values[0]:
        spelt = spelt.replace("-", " ")
    if spelt not in ("%d/%m/%Y", "%d-%m-%Y"):
        return Look(what, values[0], ((_read(spelt + time), ""),))
    parts = [re.split("[/-]", value, maxsplit=2)[:2] for value in values]
    first, second = (max(int(part[at]) for part in parts) for at in (0, 1))
    day_first, month_first = _read(spelt + time), _read(spelt.replace("%d", "%M0").replace("%m", "%d") + time)
    month_first = month_first.replace("%M0", "%m")
    reads = [(day_first, "if the day comes first")] if second <= 12 else []  # noqa: PLR2004 - months of a year
    reads += [(month_first, "if the month comes first")] if first <= 12 else []  # noqa: PLR2004
    if len(reads) == 1:
        return Look(what, values[0], ((reads[0][0], ""),))
    return Look(f"{what} that do not tell day from month", values[0], tuple(reads) or ((day_first, ""),))


def _read(spelt: str) -> str:
    """Return the expression for the day; a time of day in the file's own clock is left out, so it needs no zone."""
    return f"cast(strptime({{}}, {literal(spelt)}) as date)"


def _months(values: Sequence[str]) -> Look | None:
    if fitting := _fitting(values, r"\d{4}-(0[1-9]|1[0-2])"):
        return Look("months", fitting[0], (("cast({} || '-01' as date)", ""),))
    return None


def _numbers(values: Sequence[str]) -> Look | None:
    bare = [_SIGN.sub("", value).strip().replace("\u00a0", "").replace(" ", "") for value in values]
    signs = {sign[0] for value in values for sign in _SIGN.finditer(value)}
    # "%" and a currency are never meant in the same column: leave that to people
    if len(signs) > 1 or not any(_fitting(bare, form) for form in (_NUMBER, _COMMA, _THOUSANDS)):
        return None
    text = "{}"
    for sign in sorted(signs):
        text = f"replace({text}, {literal(sign)}, '')"
    if any(" " in _SIGN.sub("", value).strip() for value in values):
        text = f"replace({text}, ' ', '')"
    of = (" in percent" if "%" in signs else " with a currency sign") if signs else ""
    after: Callable[[str], str] = (lambda read: f"{read} / 100") if "%" in signs else (lambda read: read)
    return _styled(values, bare, text, of, after)


def _styled(values: Sequence[str], bare: Sequence[str], text: str, of: str, after: Callable[[str], str]) -> Look | None:
    """Return the look of numbers by what their comma means; None where they are plain and nothing else is odd."""
    point = f"replace({text}, '.', '')" if any("." in each for each in bare) else text
    comma = after(f"cast(trim(replace({point}, ',', '.')) as double)")
    thousands = after(f"cast(trim(replace({text}, ',', '')) as double)")
    with_comma = [value for value, each in zip(values, bare, strict=True) if "," in each]
    if not with_comma:
        if not of and text == "{}":
            return None
        return Look(f"numbers{of}", values[0], ((after(f"cast(trim({text}) as double)"), ""),))
    is_comma, is_thousands = bool(_fitting(bare, _COMMA)), bool(_fitting(bare, _THOUSANDS))
    if is_comma and is_thousands:
        reads = ((comma, "if the comma marks decimals"), (thousands, "if it marks thousands"))
        return Look(f"numbers{of} with a comma", with_comma[0], reads)
    if is_comma:
        return Look(f"numbers{of} with a decimal comma", with_comma[0], ((comma, ""),))
    return Look(f"numbers{of} with commas for thousands", with_comma[0], ((thousands, ""),))
