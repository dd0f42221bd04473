"""The types of single fields: text from the document in, checked values out.

A validator here raises `ValueError`; `parse` turns it into a fault with file, line and remedy. The remedy follows a bar:
`"what was expected | what to write"`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict

from trueup.core.base.quantity import Spread, Unit
from trueup.core.base.ranges import RangeFault, parse_range
from trueup.core.base.units import UnitFault, parse_unit

_IDENT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAYS: Final = re.compile(r"(\d{1,5})\s*(?:days?)?")
LONGEST_TEXT: Final = 20_000


class Part(BaseModel):
    """A section of the document: frozen, with no keys but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _text(raw: object) -> object:
    if not isinstance(raw, str) or not raw.strip():
        msg = "a text is expected | write it on the same line, in quotes if it holds `: ` or starts with a sign"
        raise ValueError(msg)
    if len(raw) > LONGEST_TEXT:
        msg = f"the text has {len(raw):,} characters, at most {LONGEST_TEXT:,} are read | shorten it"
        raise ValueError(msg)
    return raw.strip()


def _ident(raw: object) -> object:
    if not isinstance(raw, str) or not _IDENT.fullmatch(raw):
        msg = f"`{str(raw)[:40]}` is not an id | use letters, digits, `_` and `-`, at most 80 characters"
        raise ValueError(msg)
    return raw


def _date(raw: object) -> date:
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str) or not _DATE.fullmatch(raw):
        msg = "a date is expected | write it as 2026-05-31"
        raise ValueError(msg)
    try:
        return date.fromisoformat(raw)
    except ValueError:
        msg = f"there is no day {raw} in the calendar | write a date that exists, as 2026-05-31"
        raise ValueError(msg) from None


def _spread(raw: object) -> Spread:
    if isinstance(raw, Spread):
        return raw
    if not isinstance(raw, str):
        msg = "a number or a range is expected | write 5, 5..10 (P5..P95) or 4/6/9 (P10/P50/P90)"
        raise ValueError(msg)
    try:
        return parse_range(raw)
    except RangeFault as fault:
        msg = f"{fault.problem} | {fault.fix}"
        raise ValueError(msg) from None


def _number(raw: object) -> float:
    spread = _spread(str(raw) if isinstance(raw, int | float) else raw)
    if spread.form != "point":
        msg = "one number is expected here, not a range | write a single number"
        raise ValueError(msg)
    return spread.mid


def _unit(raw: object) -> object:
    if not isinstance(raw, str):
        msg = "a unit is expected | write singular base units such as 1, day, EUR, step/claim"
        raise ValueError(msg)
    try:
        parse_unit(raw)
    except UnitFault as fault:
        msg = f"{fault.problem} | {fault.fix}"
        raise ValueError(msg) from None
    return raw.strip()


def _days(raw: object) -> int:
    if isinstance(raw, int):
        return raw
    match = _DAYS.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        msg = "a number of days is expected | write it as `30 days`"
        raise ValueError(msg)
    return int(match[1])


def _names(raw: object) -> object:
    return [raw] if isinstance(raw, str) else raw


def _flag(raw: object) -> bool:
    if raw in (True, "true"):
        return True
    if raw in (False, "false"):
        return False
    msg = "yes or no is expected | write true or false"
    raise ValueError(msg)


Text = Annotated[str, BeforeValidator(_text)]
Ident = Annotated[str, BeforeValidator(_ident)]
Day = Annotated[date, BeforeValidator(_date)]
Range = Annotated[Spread, BeforeValidator(_spread)]
Number = Annotated[float, BeforeValidator(_number)]
UnitText = Annotated[Unit, BeforeValidator(_unit)]
Days = Annotated[int, BeforeValidator(_days)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Names = Annotated[tuple[Ident, ...], BeforeValidator(_names)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_names)]
