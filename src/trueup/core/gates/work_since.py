"""The plan as it was signed against today's: what should be done by now, which days slipped, what came or went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from trueup.core.base.record import dataclass
from trueup.core.gates.canonical import Content, Value
from trueup.core.model.initiative import Initiative
from trueup.core.model.work import Epic, Item, Story


@dataclass(frozen=True, slots=True)
class Slip:
    """A piece of work whose day was moved since the plan was signed: by then, by now; None where it has no day."""

    item: str
    then: date | None
    now: date | None

    @property
    def later(self) -> bool:
        """Whether it is wanted later than was agreed, or has no day any more."""
        return self.then is not None and (self.now is None or self.now > self.then)


@dataclass(frozen=True, slots=True)
class WorkSince:
    """The plan now; against the signed one where it is known, else `unknown` says why it is not.

    `due` are the items to be done by now as agreed (as planned today where that is not known), `late` those of them
    that are not done; all by their short names (`E2.S1`).
    """

    items: int
    done: int
    dated: int
    due: tuple[str, ...]
    late: tuple[str, ...]
    slips: tuple[Slip, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unknown: str = ""


def work_since(initiative: Initiative, agreed: Content | None, unknown: str, as_of: date) -> WorkSince | None:
    """Return how the plan stands on a day to the one that was signed, None where no work is planned or was.

    Args:
        initiative: the initiative today.
        agreed: the content of the delivery plan as it was signed last, None where it is not known.
        unknown: why it is not known.
        as_of: the day.
    """
    now = dict(_today(initiative))
    then = dict(_signed(agreed)) if agreed is not None else None
    if not now and not then:
        return None
    days = then if then is not None else {name: item.due for name, item in now.items()}
    due = tuple(name for name, by in days.items() if by is not None and by <= as_of)
    late = tuple(name for name in due if name in now and not _is_done(now[name]))
    done = sum(map(_is_done, now.values()))
    dated = sum(by is not None for by in days.values())
    if then is None:
        return WorkSince(len(now), done, dated, due, late, unknown=unknown)
    slips = tuple(Slip(name, by, now[name].due) for name, by in then.items() if name in now and now[name].due != by)
    added = tuple(name for name in now if name not in then)
    removed = tuple(name for name in then if name not in now)
    return WorkSince(len(now), done, dated, due, late, slips, added, removed)


def last_day(agreed: Content | None) -> date | None:
    """Return the last day on which work is wanted in a signed plan; None where it has none."""
    return max((by for _, by in _signed(agreed or {}) if by is not None), default=None)


def _today(initiative: Initiative) -> Iterator[tuple[str, Item]]:
    """Yield all work that is not cancelled, by short names."""
    for name, epic in initiative.epics.items():
        yield from _open(name, epic)


def _open(name: str, item: Item) -> Iterator[tuple[str, Item]]:
    if item.status == "cancelled":
        return
    yield name, item
    for inner, below in _below(item).items():
        yield from _open(f"{name}.{inner}", below)


def _below(item: Item) -> Mapping[str, Item]:
    return item.stories if isinstance(item, Epic) else item.tasks if isinstance(item, Story) else {}


def _is_done(item: Item) -> bool:
    """Whether work is done: it says so, or all that it is broken down into is."""
    below = [each for each in _below(item).values() if each.status != "cancelled"]
    return item.status == "done" or (bool(below) and all(map(_is_done, below)))


def _signed(agreed: Content) -> Iterator[tuple[str, date | None]]:
    """Yield the work of a signed content by short names, with the day it was wanted on."""
    yield from _parts("", agreed.get("epics"))


def _parts(above: str, parts: Value | None) -> Iterator[tuple[str, date | None]]:
    if not isinstance(parts, dict):
        return
    for name, part in parts.items():
        if isinstance(part, dict):
            due = part.get("due")
            yield f"{above}{name}", date.fromisoformat(due) if isinstance(due, str) else None
            for key in ("stories", "tasks"):
                yield from _parts(f"{above}{name}.", part.get(key))
