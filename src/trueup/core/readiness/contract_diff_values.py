"""Types, limits and values of a property in two versions of a contract: what readers may now meet that they could not.

A change that only forbids more is compatible for readers, though who writes the data must look; one that allows more is
loosened; a type that old queries cannot read is breaking.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from trueup.core.model.contract import Property
from trueup.core.readiness.contract_change import Changes, ContractChange, Effect

_NARROWER: Final = frozenset({("number", "integer")})
"""Pairs (before, after) of logical types whose later values could all have stood under the earlier type."""

_SIZED: Final = re.compile(r"([a-z][a-z0-9_ ]*?)\s*\(\s*(\d{1,9})\s*(?:,\s*(\d{1,9})\s*)?\)")
_SYNONYMS: Final[Mapping[str, str]] = {
    "int": "integer",
    "int4": "integer",
    "int8": "bigint",
    "long": "bigint",
    "bool": "boolean",
    "string": "text",
    "character varying": "varchar",
    "double precision": "double",
    "float8": "double",
    "numeric": "decimal",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
}
_WIDTHS: Final = (
    ("tinyint", "smallint", "integer", "bigint", "hugeint"),
    ("real", "float", "double"),
    ("varchar", "text"),
)
_LOW: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_HIGH: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def compare_types(old: Property, new: Property, path: str, out: Changes) -> None:
    """Add what changed in the logical and in the physical type of a property."""
    before, after = (old.logical_type or "").lower(), (new.logical_type or "").lower()
    if before and before != after:
        if not after:
            out.add("loosened", path, f"it no longer says its type, which was {before}", new.at)
        else:
            effect: Effect = "compatible" if (before, after) in _NARROWER else "breaking"
            out.add(effect, path, f"its type is {after}, it was {before}", new.at, "logicalType")
    elif after and not before:
        out.add("compatible", path, f"its type is {after}", new.at, "logicalType")
    stored, now = old.physical_type, new.physical_type
    if stored and now and _plain(stored) != _plain(now):
        effect = _physical(_plain(stored), _plain(now))
        out.add(effect, path, f"it is stored as {now}, it was {stored}", new.at, "physicalType")


def _plain(physical: str) -> tuple[str, tuple[int, ...]]:
    """Return the base and the sizes of a physical type: `VARCHAR(18)` is `varchar` of 18."""
    text = " ".join(physical.lower().split())
    found = _SIZED.fullmatch(text)
    base, sizes = (found[1], tuple(int(size) for size in found.groups()[1:] if size)) if found else (text, ())
    return _SYNONYMS.get(base, base), sizes


def _physical(old: tuple[str, tuple[int, ...]], new: tuple[str, tuple[int, ...]]) -> Effect:
    if old[0] == new[0]:
        if not old[1] or not new[1]:
            return "compatible" if new[1] else "loosened"
        return "loosened" if any(b > a for a, b in zip(old[1], new[1], strict=False)) else "compatible"
    for family in _WIDTHS:
        if old[0] in family and new[0] in family:
            return "loosened" if family.index(new[0]) > family.index(old[0]) else "compatible"
    return "breaking"


def compare_values(old: Property, new: Property, path: str, out: Changes) -> None:
    """Add what changed in the options of the type and in the values that a property may have."""
    before = {option.name: option.value for option in old.options}
    after = {option.name: option for option in new.options}
    for name, value in before.items():
        if name not in after:
            out.add("loosened", path, f"{name} {value} is no longer promised", new.at, "logicalTypeOptions")
        elif after[name].value != value:
            effect = _option(name, value, after[name].value)
            out.add(effect, path, f"{name} is {after[name].value}, it was {value}", after[name].at, name)
    for name, option in after.items():
        if name not in before:
            what = f"{name} {option.value} is promised"
            out.add("compatible", path, what, option.at, name)
    _enumeration(old.values, new.values, path, new, out)


def _option(name: str, old: str, new: str) -> Effect:
    """Return whether a changed option allows more; one whose values have no order counts as loosened."""
    if name not in (*_LOW, *_HIGH):
        return "loosened"
    try:
        grows = float(new) > float(old)
    except ValueError:
        grows = new > old
    return "loosened" if grows == (name in _HIGH) else "compatible"


def _enumeration(
    old: tuple[str | None, ...] | None, new: tuple[str | None, ...] | None, path: str, at: Property, out: Changes
) -> None:
    if old is None and new is not None:
        out.add("compatible", path, "its values are listed", at.at, "enum")
    if old is None or new == old:
        return
    if new is None:
        out.add("loosened", path, "its values are no longer listed", at.at)
        return
    values_changed(old, new, path, at.at.of("enum"), out)


def values_changed(
    old: tuple[str | None, ...], new: tuple[str | None, ...], path: str, where: str, out: Changes
) -> None:
    """Add which values a list allows that it did not, and which it allows no longer."""
    more, fewer = _named(set(new) - set(old)), _named(set(old) - set(new))
    if more:
        out.found.append(ContractChange("loosened", path, f"it may be {more}, which it could not be before", where))
    if fewer:
        out.found.append(ContractChange("compatible", path, f"it is no longer {fewer}", where))


def _named(values: set[str | None]) -> str:
    return ", ".join(sorted("null" if value is None else f"`{value}`" for value in values)[:8])
