"""The types of single fields: text from the document in, checked values out.

Each type carries a `Written`: its name and how to write it, in the user's words. Faults and the field reference both
take their words from there. A value that pydantic cannot check by itself is read by a function that raises `Fault`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from functools import lru_cache
from typing import Annotated, ClassVar, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from trueup.core.base.quantity import Spread, Unit
from trueup.core.base.ranges import RangeFault, parse_range
from trueup.core.base.record import dataclass
from trueup.core.base.units import CURRENCIES, Fault, parse_unit

LONGEST_TEXT: Final = 20_000
LONGEST_NAME: Final = 80
REMEMBERED: Final = 20_000
"""Texts of ranges and estimates whose value is kept: a plan repeats the same few hundred."""

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAYS: Final = re.compile(r"([0-9]{1,5})\s*(?:days?)?")
_ID: Final = "[A-Za-z0-9][A-Za-z0-9_-]*"
_ITEM_NAME: Final = re.compile(rf"{_ID}(\.{_ID})*")


@dataclass(frozen=True, slots=True)
class Written:
    """A kind of value in the user's words: what it is called and how to write it.

    `read` is how pydantic reads it. Pydantic's own annotations would work out anew for each of 300 fields how a value
    is checked and how it would be written back: that took 40 % of the time in which the models are built.
    """

    name: str
    how: str
    read: CoreSchema | None = field(default=None, repr=False, compare=False)

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic how to read a value of this kind; where it is not said, as its type has it."""
        return handler(source) if self.read is None else dict(self.read)

    @property
    def article(self) -> str:
        """`a` or `an`, whichever goes before the name."""
        return "an" if self.name[0] in "aeio" else "a"


def by(function: Callable[[object], object]) -> CoreSchema:
    """Return how to read a value by a function, which raises `Fault` where it cannot."""
    return core_schema.no_info_plain_validator_function(function)


class Expected(Fault):
    """Something else stands where a value of some kind is expected; what it is, the explanation adds."""

    def __init__(self, written: Written) -> None:
        """Say what is expected and how it is written."""
        super().__init__(f"{written.article} {written.name} is expected", written.how)


class Part(BaseModel):
    """A section of the document: frozen, with no keys but its own.

    `alone` names the key that a text written in place of the whole section stands for (where `listed`, a list too),
    `first` the attributes that are listed before all others, whichever class declares them.

    Modules that define sections do not postpone their annotations (`from __future__ import annotations`), for pydantic
    would compile and look up each of 400 texts when trueup starts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    alone: ClassVar[str] = ""
    listed: ClassVar[bool] = False
    first: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _open(cls, raw: object) -> object:
        """Take what is left empty as not written, and a text for the key it stands for."""
        if isinstance(raw, dict):
            return cls._without_empty(raw) if None in raw.values() else raw
        if cls.alone and (isinstance(raw, str) or (cls.listed and isinstance(raw, list))):
            return {cls.alone: raw}
        return {} if raw is None else raw

    @classmethod
    def _without_empty(cls, raw: dict[str, object]) -> dict[str, object]:
        known = cls.known_keys()
        return {key: value for key, value in raw.items() if value is not None or key not in known}

    @classmethod
    def known_keys(cls) -> dict[str, str]:
        """Return the attribute of each key, in the order in which the section lists them."""
        return {field.alias or name: name for name, field in cls.model_fields.items()}


def is_ident(text: str) -> bool:
    """Whether a text may be an id."""
    return len(text) <= LONGEST_NAME and re.fullmatch(_ID, text) is not None


def is_item_name(text: str) -> bool:
    """Whether a text may name an item: its id, or ids on the way to it with dots between."""
    return len(text) <= LONGEST_TEXT and _ITEM_NAME.fullmatch(text) is not None


def _date(raw: object) -> date:
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str) or not _DATE.fullmatch(raw):
        raise Expected(DATE)
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Fault(f"there is no day {raw} in the calendar", DATE.how) from None


def read_spread(raw: object) -> Spread:
    """Return the point or range that a field states; raises `Fault`."""
    if isinstance(raw, str):
        return _spread_of(raw)
    if isinstance(raw, Spread):
        return raw
    if isinstance(raw, int | float):
        return _spread_of(str(raw))
    raise Expected(RANGE)


@lru_cache(maxsize=REMEMBERED)
def _spread_of(text: str) -> Spread:
    return parse_range(text)


def read_cost(raw: object) -> Spread:
    """Return a point or range that is nowhere below zero; raises `Fault`."""
    spread = read_spread(raw)
    if spread.low < 0:
        raise Fault(f"`{raw}` is below zero", "Write 0 or more")
    return spread


class Percent(float):
    """A number that was written with a percent sign: `15 %` is 0.15, and only a share is meant by it."""


def _number(raw: object) -> float:
    if not isinstance(raw, str | int | float):
        raise Expected(NUMBER)
    if isinstance(raw, str) and (".." in raw or "/" in raw):
        raise Fault(f"one number is expected, not the range `{raw[:LONGEST_NAME]}`", NUMBER.how)
    try:
        number = read_spread(raw).mid
        return Percent(number) if isinstance(raw, str) and raw.rstrip().endswith("%") else number
    except RangeFault as fault:
        raise Fault(fault.problem, NUMBER.how if "P5..P95" in fault.fix else fault.fix) from None


def _amount(raw: object) -> float:
    number = _number(raw)
    if number < 0:
        raise Fault(f"`{raw}` is below zero", "Write 0 or more")
    return number


def _share(raw: object) -> float:
    number = _number(raw)
    if not 0 <= number <= 1:
        raise Fault(f"`{raw}` is not between 0 and 1", SHARE.how)
    return number


def _weight(raw: object) -> float:
    number = _number(raw)
    if number <= 0:
        raise Fault(f"the weight `{raw}` is not above zero", "Write a weight above 0, or leave the KPI out")
    return number


def _unit(raw: object) -> Unit:
    if not isinstance(raw, str):
        raise Expected(UNIT)
    parse_unit(raw)
    return Unit(raw.strip())


def _days(raw: object) -> int:
    if isinstance(raw, int):
        return raw
    match = _DAYS.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        raise Expected(DAYS)
    return int(match[1])


def _flag(raw: object) -> bool:
    if raw in (True, "true", "yes"):
        return True
    if raw in (False, "false", "no"):
        return False
    raise Expected(FLAG)


def _currency(raw: object) -> str:
    if not isinstance(raw, str) or raw not in CURRENCIES:
        raise Expected(CURRENCY)
    return raw


def _entries(raw: object) -> object:
    if isinstance(raw, str):
        return [raw]
    if isinstance(raw, list) and len(raw) > 1:
        seen: set[str] = set()
        for entry in raw:
            if isinstance(entry, str):
                if entry in seen:
                    raise Fault(f"`{entry[:LONGEST_NAME]}` stands twice in the list", "Keep one of the two")
                seen.add(entry)
    return raw


def _written(raw: object) -> object:
    """Return a section of single values without the ids that nothing is written for."""
    if isinstance(raw, dict) and None in raw.values():
        return {key: value for key, value in raw.items() if value is not None}
    return raw


def read_ids(raw: object) -> object:
    """Return a list of ids, also of a single one; raises `Fault` for several in one text and for one that repeats."""
    if isinstance(raw, str) and "," in raw:
        raise Fault(f"`{raw[:LONGEST_NAME]}` is not one id", f"Write a list: [{raw[:LONGEST_NAME]}]")
    return _entries(raw)


TEXT: Final = Written(
    "text",
    "Write it on the same line, in quotes if it holds `: ` or ` #` or starts with a sign",
    core_schema.str_schema(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT),
)
IDENT: Final = Written(
    "id",
    f"Use letters from a to z, digits, `_` and `-`, at most {LONGEST_NAME} characters; a title can say it in full",
    core_schema.str_schema(pattern=f"^{_ID}$", max_length=LONGEST_NAME),
)
NAME: Final = Written(
    "name",
    f"Write an id, a name or an e-mail address: one line, at most {LONGEST_NAME} characters",
    core_schema.str_schema(pattern=r"^\S(.*\S)?$", max_length=LONGEST_NAME),
)
ITEM: Final = Written(
    "item",
    "Write the id of an epic, story or task, or its path `E1.S2` where several have that id",
    core_schema.str_schema(pattern=rf"^{_ID}(\.{_ID})*$", max_length=LONGEST_TEXT),
)
DATE: Final = Written("date", "Write a day that exists as 2026-05-31", by(_date))
RANGE: Final = Written("number or range", "Write 5, 5..10 (P5..P95) or 4/6/9 (P10/P50/P90)", by(read_spread))
COST: Final = Written("number or range from 0 on", RANGE.how, by(read_cost))
NUMBER: Final = Written("number", "Write a single number such as 22.5, 22.5 % or 1_000", by(_number))
AMOUNT: Final = Written("number from 0 on", NUMBER.how, by(_amount))
SHARE: Final = Written("share from 0 to 1", "Write a number from 0 to 1 such as 0.3, or 30 %", by(_share))
WEIGHT: Final = Written("number above 0", NUMBER.how, by(_weight))
UNIT: Final = Written("unit", "Write singular base units such as 1, day, EUR, step/claim", by(_unit))
DAYS: Final = Written("number of days", "Write a number of days as `30 days`", by(_days))
FLAG: Final = Written("answer", "Write true or false", by(_flag))
CURRENCY: Final = Written("currency", "Write a code of ISO 4217 such as EUR", by(_currency))

Text = Annotated[str, TEXT]
Ident = Annotated[str, IDENT]
Name = Annotated[str, NAME]
ItemName = Annotated[str, ITEM]
Day = Annotated[date, DATE]
Range = Annotated[Spread, RANGE]
Cost = Annotated[Spread, COST]
Number = Annotated[float, NUMBER]
Amount = Annotated[float, AMOUNT]
Share = Annotated[float, SHARE]
Weight = Annotated[float, WEIGHT]
UnitText = Annotated[Unit, UNIT]
Days = Annotated[int, DAYS]
Flag = Annotated[bool, FLAG]
Currency = Annotated[str, CURRENCY]
Names = Annotated[tuple[Name, ...], BeforeValidator(_entries)]
Ids = Annotated[tuple[Ident, ...], BeforeValidator(read_ids)]
ItemNames = Annotated[tuple[ItemName, ...], BeforeValidator(read_ids)]
Dates = Annotated[tuple[Day, ...], BeforeValidator(_entries)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_entries)]
Shares = Annotated[Mapping[Ident, Share], BeforeValidator(_written)]
Numbers = Annotated[Mapping[Ident, Number], BeforeValidator(_written)]
Amounts = Annotated[Mapping[Name, Amount], BeforeValidator(_written)]
