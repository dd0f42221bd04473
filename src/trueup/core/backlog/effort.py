"""Open effort of work, in days and in points side by side: the two are never converted into each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from trueup.core.backlog.estimates import Unit, amount_of, unit_of
from trueup.core.backlog.row import Item
from trueup.core.model.links import Links
from trueup.core.model.work import Status

_UNITS: Final[tuple[Unit, ...]] = ("day", "point")
_SLACK: Final = 1e-9
"""Relative difference below which two sums of estimates are the same figure, as the spend figures have it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What effort is summed from: an item's id, the item above it, how far it is, and its own figures.

    `amount` is its estimate, `left` what the document says is still to come, each with its unit; `spent` is what is
    done of it.
    """

    id: str
    parent: str | None
    status: Status
    amount: float | None
    unit: Unit = "day"
    spent: float = 0.0
    left: float | None = None
    left_unit: Unit = "day"


@dataclass(slots=True)
class Effort:
    """Open effort of an item with all below it.

    `leaves` are what it is the sum of: open items that are not broken down, and the part of an open item's estimate
    that the items below it do not explain; `missing` of these have no estimate.
    """

    day: float = 0.0
    point: float = 0.0
    leaves: int = 0
    missing: int = 0

    def of(self, unit: Unit) -> float:
        """Return the effort in one unit."""
        return self.day if unit == "day" else self.point

    def add(self, unit: Unit, amount: float) -> None:
        """Add effort in one unit."""
        if unit == "day":
            self.day += amount
        else:
            self.point += amount


class _Price(NamedTuple):
    """An item's own figures in one unit; `whole` and `remaining` are None where it has none in that unit."""

    whole: float | None
    remaining: float | None
    spent: float
    fixed: bool


def efforts(pieces: Sequence[Piece]) -> dict[str, Effort]:
    """Return the open effort of each piece, given parents before their children, in linear time.

    This is how the spend figures count, in each unit by itself: cancelled work and what is below it counts nothing,
    done work has nothing left, and what is open below a done item counts all the same. An item counts what is below it
    and, while it is not done, of its own estimate what exceeds that.
    """
    found = {piece.id: Effort() for piece in pieces}
    out: set[str | None] = set()
    below: dict[str, list[str]] = {}
    kept = []
    for piece in pieces:
        if piece.status == "cancelled" or piece.parent in out:
            out.add(piece.id)
            continue
        kept.append(piece)
        if piece.parent is not None:
            below.setdefault(piece.parent, []).append(piece.id)
    for unit in _UNITS:
        _sum_up(kept, below, unit, found)
    for piece in reversed(kept):
        own = found[piece.id]
        if piece.id not in below and piece.status != "done":
            own.leaves += 1
            own.missing += piece.amount is None and piece.left is None
        if piece.parent in found:
            above = found[piece.parent]
            above.leaves += own.leaves
            above.missing += own.missing
    return found


def _sum_up(
    pieces: Sequence[Piece], below: Mapping[str, Sequence[str]], unit: Unit, found: Mapping[str, Effort]
) -> None:
    """Set the open effort of every piece in one unit, and count the parts that nothing below explains.

    What is known of the parts is held against an item's own figure, also where some of them have none.
    """
    sizes: dict[str, float] = {}
    left: dict[str, float] = {}
    for piece in reversed(pieces):
        price = _price(piece, unit)
        children = below.get(piece.id)
        if not children:
            left[piece.id] = price.remaining or 0.0
            sizes[piece.id] = price.whole or 0.0
        else:
            parts, still = math.fsum(sizes[child] for child in children), math.fsum(left[child] for child in children)
            rest = 0.0 if piece.status == "done" else _rest(price, parts, still)
            left[piece.id] = still + rest
            found[piece.id].leaves += rest > 0
            sizes[piece.id] = max(price.whole or 0.0, parts)
        found[piece.id].add(unit, left[piece.id])


def _price(piece: Piece, unit: Unit) -> _Price:
    amount = piece.amount if piece.unit == unit else None
    given = (piece.unit,) if piece.amount is not None else (piece.left_unit,) if piece.left is not None else _UNITS
    spent = piece.spent if unit in given else 0.0
    if piece.status == "done":
        return _Price(amount if amount is not None or not spent else spent, 0.0, spent, fixed=True)
    if piece.left is not None:
        still = piece.left if piece.left_unit == unit else None
    else:
        still = None if amount is None else max(0.0, amount - spent)
    if still is None:
        return _Price(None, None, spent, fixed=False)
    return _Price(still + spent if amount is None else amount, still, spent, fixed=piece.left is not None)


def _rest(price: _Price, parts: float, still: float) -> float:
    """Return what of an item's own figure the items below it do not explain, nothing below rounding."""
    if price.whole is None or price.remaining is None:
        return 0.0
    own, sum_, used = (price.remaining, still, 0.0) if price.fixed else (price.whole, parts, price.spent)
    rest = own - sum_ - used
    return rest if rest > _SLACK * max(abs(own), abs(sum_)) else 0.0


def total(found: Iterable[Effort]) -> Effort:
    """Return the sum of efforts, such as those of all epics."""
    summed = Effort()
    for each in found:
        _up(summed, each)
    return summed


def main_unit(found: Effort) -> Unit:
    """Return the unit that has effort; where both have, points, which are the finer measure of a backlog."""
    return "point" if found.point > 0 or found.day <= 0 else "day"


def pieces_of(items: Iterable[Item]) -> list[Piece]:
    """Return the pieces of imported items."""
    return [_piece(item) for item in items]


def pieces_in(links: Links) -> list[Piece]:
    """Return the pieces of a document's work, by their paths."""
    found = []
    for path, node in links.nodes.items():
        item = node.item
        own, rest = item.estimate, item.remaining
        amount, unit = (own.effort.mid, own.unit) if own else (None, rest.unit if rest else "day")
        left, left_unit = (rest.effort.mid, rest.unit) if rest else (None, unit)
        found.append(Piece(path, node.parent, item.status, amount, unit, item.spent, left, left_unit))
    return found


def _piece(item: Item) -> Piece:
    own, rest, spent = _said(item, "estimate"), _said(item, "remaining"), _said(item, "spent")
    state: Status = next((each for each in _STATUSES if each == item.values.get("status")), "todo")
    return Piece(
        item.id,
        item.parent,
        state,
        amount_of(own) if own else None,
        unit_of(own or rest),
        (amount_of(spent) if spent else None) or 0.0,
        amount_of(rest) if rest else None,
        unit_of(rest or own),
    )


def _said(item: Item, key: str) -> str:
    found = item.values.get(key)
    return found if isinstance(found, str) else ""


def _up(above: Effort, below: Effort) -> None:
    above.day += below.day
    above.point += below.point
    above.leaves += below.leaves
    above.missing += below.missing


_STATUSES: Final[tuple[Status, ...]] = ("todo", "doing", "done", "cancelled")
