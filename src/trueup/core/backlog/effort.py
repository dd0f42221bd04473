"""Open effort of work, in days and in points side by side: the two are never converted into each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from trueup.core.backlog.estimates import Unit, amount_of, unit_of
from trueup.core.backlog.row import Item
from trueup.core.model.links import Links
from trueup.core.model.work import Status

_UNITS: Final[tuple[Unit, ...]] = ("day", "point")


@dataclass(frozen=True, slots=True)
class Piece:
    """What effort is summed from: an item's id, the item above it, how far it is, and its own estimate."""

    id: str
    parent: str | None
    status: Status
    amount: float | None
    unit: Unit = "day"


@dataclass(slots=True)
class Effort:
    """Open effort of an item with all below it; `leaves` are open items not broken down, `missing` have no estimate."""

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


def efforts(pieces: Sequence[Piece]) -> dict[str, Effort]:
    """Return the open effort of each piece, given parents before their children, in linear time.

    A parent counts what its children count, and of its own estimate what exceeds theirs; done and cancelled work
    counts nothing. This is how the spend figures count, in the unit of each estimate.
    """
    found = {piece.id: Effort() for piece in pieces}
    whole = {piece.id: Effort() for piece in pieces}
    parents = {piece.parent for piece in pieces if piece.status != "cancelled"}
    for piece in reversed(pieces):
        if piece.status == "cancelled":
            found[piece.id] = whole[piece.id] = Effort()
            continue
        own, sizes = found[piece.id], whole[piece.id]
        rest = max(0.0, (piece.amount or 0.0) - sizes.of(piece.unit))
        sizes.add(piece.unit, rest)
        if piece.status == "done":
            own = found[piece.id] = Effort()
        else:
            own.add(piece.unit, rest)
            if piece.id not in parents:
                own.leaves, own.missing = 1, int(piece.amount is None)
        if piece.parent in found:
            _up(found[piece.parent], own)
            _up(whole[piece.parent], sizes)
    return found


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
        estimate = node.item.estimate
        amount = estimate.effort.mid if estimate else None
        found.append(Piece(path, node.parent, node.item.status, amount, estimate.unit if estimate else "day"))
    return found


def _piece(item: Item) -> Piece:
    estimate = item.values.get("estimate")
    said = estimate if isinstance(estimate, str) else ""
    status = item.values.get("status")
    state: Status = next((each for each in _STATUSES if each == status), "todo")
    return Piece(item.id, item.parent, state, amount_of(said) if said else None, unit_of(said))


def _up(above: Effort, below: Effort) -> None:
    above.day += below.day
    above.point += below.point
    above.leaves += below.leaves
    above.missing += below.missing


_STATUSES: Final[tuple[Status, ...]] = ("todo", "doing", "done", "cancelled")
