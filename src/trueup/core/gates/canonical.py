"""What a part of a document says, in one form: plain values under the keys that documents write.

What is absent and what stands at its default is left out, so that a field added to the language later changes nothing
of what was signed before. The order of keys and lists, blanks in texts and the layout of expressions do not count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Final, TypeAlias

from trueup.core.base.quantity import Spread
from trueup.core.model.calendar import Span
from trueup.core.model.dataset import Reference
from trueup.core.model.dependency import Dependency
from trueup.core.model.fields import REMEMBERED, Part
from trueup.core.model.kpi import AcrossUnits
from trueup.core.model.option import ProbeVerdict
from trueup.core.model.work import Estimate

Value: TypeAlias = "str | float | bool | list[Value] | dict[str, Value]"
Content: TypeAlias = "dict[str, Value]"

REASONS: Final = frozenset({"because", "notes", "since"})
"""Keys that explain or date what is agreed and are no part of it."""

_REASONS_OF: Final[Mapping[type[Part], frozenset[str]]] = {ProbeVerdict: frozenset({"by", "day", "source"})}
"""Keys that explain or date what is agreed in one section alone: elsewhere `by` and `source` are agreed."""
_EXACT: Final = 1e15


def content_of(part: Part, *, without: frozenset[str] = frozenset()) -> Content:
    """Return what a part says, without the keys named and those that explain only."""
    left_out = without | REASONS | _REASONS_OF.get(type(part), frozenset())
    found: Content = {}
    held: Mapping[str, object] = vars(part)
    for key, name, default in _keys(type(part)):
        value = held[name]
        if value is default or value is None or value == default or key in left_out:
            continue
        plain = value_of(value)
        if plain not in ({}, []):
            found[key] = plain
    return found


@cache
def _keys(part: type[Part]) -> tuple[tuple[str, str, object], ...]:
    """Return (key, attribute, value that is left out) of a part's fields; None where it must be written."""
    fields = part.model_fields
    return tuple(
        (key, name, None if fields[name].is_required() else fields[name].get_default(call_default_factory=True))
        for key, name in part.known_keys().items()
    )


def value_of(value: object) -> Value:
    """Return a value as text, number, truth, list or mapping; lists are sorted, for their order means nothing."""
    match value:
        case str():
            return " ".join(value.split())
        case bool():
            return value
        case int() | float():
            return _number(value)
        case dict():
            return {str(key): value_of(each) for key, each in value.items()}
        case tuple() | list():
            return sorted((value_of(each) for each in value), key=_as_text)
        case Part():
            return content_of(value)
        case Mapping():
            return {str(key): value_of(each) for key, each in value.items()}
    return _written(value)


def _number(value: float) -> float:
    """Return a number without the difference between 3 and 3.0."""
    return int(value) if value == int(value) and abs(value) < _EXACT else value


def _written(value: object) -> Value:
    """Return a value of a type of our own as documents write it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Spread):
        return _spread(value)
    if isinstance(value, Estimate):
        return f"{_spread(value.effort)} {value.unit}s"
    if isinstance(value, AcrossUnits):
        return value.how if value.quantile is None else {"quantile": value.quantile}
    if isinstance(value, Dependency):
        how = "" if (value.kind, value.lag) == ("finish_start", 0) else f" ({value.kind}, {value.lag} days)"
        return f"{value.on}{how}"
    if isinstance(value, Reference):
        return f"{', '.join(value.columns)}: {value.to}.{', '.join(value.to_columns)}"
    if isinstance(value, Span):
        return f"{value.first.isoformat()}..{value.last.isoformat()}"
    raise ValueError(f"a {type(value).__name__} has no canonical form")


@lru_cache(maxsize=REMEMBERED)
def _spread(value: Spread) -> str | float:
    if value.form == "point":
        return _number(value.at[0])
    return (".." if value.form == "p5_p95" else "/").join(f"{_number(each)}" for each in value.at)


def _as_text(value: Value) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
