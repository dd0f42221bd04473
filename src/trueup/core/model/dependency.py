"""What work waits for: another item, how the two hang together, and how long after it."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, get_args

from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault
from trueup.core.model.fields import ITEM, LONGEST_NAME, Expected, Written, by, is_item_name, read_ids

Bond = Literal["finish_start", "start_start", "finish_finish", "start_finish"]
_LAG: Final = re.compile(r"([+-]?[0-9]{1,4})\s*(?:days?)?")
_KEYS: Final = ("kind", "lag")


@dataclass(frozen=True, slots=True)
class Dependency:
    """One item that must come first.

    `kind` names the end of the other item and the end of this one that it holds back (`finish_start`: this begins when
    the other is finished); `lag` are working days between the two, negative where they may overlap.
    """

    on: str
    kind: Bond = "finish_start"
    lag: int = 0


def _dependencies(raw: object) -> tuple[Dependency, ...]:
    if isinstance(raw, tuple):
        return raw
    if isinstance(raw, dict):  # the order of keys means nothing: they are kept by name
        return tuple([_dependency(name, how) for name, how in sorted(raw.items())])
    names = read_ids(raw)
    if not isinstance(names, list):
        raise Expected(DEPENDS)
    return tuple([Dependency(_named(name)) for name in names])


def _dependency(name: str, how: object) -> Dependency:
    if how is None or isinstance(how, str):
        return Dependency(_named(name), lag=_lag(name, how))
    if not isinstance(how, dict):
        raise Expected(DEPENDS)
    unknown = next((key for key in how if key not in _KEYS), None)
    if unknown is not None:
        raise Fault(f"`{unknown[:LONGEST_NAME]}` is not a key of a dependency", "Known here: kind, lag")
    return Dependency(_named(name), _bond(how.get("kind")), _lag(name, how.get("lag")))


def _bond(raw: object) -> Bond:
    words: tuple[Bond, ...] = get_args(Bond)
    for word in words:
        if raw in (word, None):
            return word
    hint = nearest(str(raw), words)
    choices = ", ".join(f"`{word}`" for word in words)
    raise Fault(
        f"`{str(raw)[:LONGEST_NAME]}` is no kind of dependency", f"Write `{hint}`" if hint else f"Write {choices}"
    )


def _lag(name: str, raw: object) -> int:
    if raw is None:
        return 0
    match = _LAG.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        raise Fault(f"the lag after `{name[:LONGEST_NAME]}` is not a number of days", "Write `3 days` or `-2 days`")
    return int(match[1])


def _named(name: object) -> str:
    if not isinstance(name, str) or not is_item_name(name):
        raise Fault(f"`{str(name)[:LONGEST_NAME]}` is not an item", ITEM.how)
    return name


DEPENDS: Final = Written(
    "list of items",
    "Write one item, a list [S1, S2], or for each how and how long after: "
    "{S1: 3 days, S2: {kind: start_start, lag: -2 days}}",
    by(_dependencies),
)


DependsField = Annotated[tuple[Dependency, ...], DEPENDS]
