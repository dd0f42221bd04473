"""The history that a ledger holds: its order, its heads, and whether anybody changed, removed or moved an entry.

A ledger is a graph, not a list: an entry names its parents by their ids, and an id is the hash of its entry's own
text. So nothing can be changed, taken out or put elsewhere without breaking an id or leaving a parent without its
entry, wherever `git merge` leaves the lines. Only entries that none follows can be cut off unseen: a head that
somebody knows (reports print it) shows that too.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from trueup.core.gates.entry_text import Checked, built, check_line
from trueup.core.gates.ledger_problem import (
    Problem,
    begun,
    cut,
    earlier,
    moved,
    of_line,
    removed,
    replayed,
    twice,
    unfinished,
)
from trueup.core.model.ledger import Entry


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying found: the problems by line, the heads, how many entries there are, and the unfinished end."""

    problems: tuple[Problem, ...]
    heads: tuple[str, ...]
    count: int
    checked: tuple[Checked, ...]
    torn: bytes = b""

    @property
    def sound(self) -> bool:
        """Whether nothing was changed, removed, moved or cut."""
        return all(each.harmless for each in self.problems)

    @property
    def readable(self) -> bool:
        """Whether every entry that is there can be trusted, so that the next one may follow."""
        return all(each.mendable for each in self.problems)

    def entries(self) -> tuple[Entry, ...]:
        """Return the entries, each after those it follows, in an order that does not depend on that of the lines."""
        return tuple(built(each) for each in _ordered(self.checked))


class _Node(Protocol):
    """What stands in the graph."""

    @property
    def id(self) -> str: ...
    @property
    def prev(self) -> tuple[str, ...]: ...


N = TypeVar("N", bound=_Node)


# ---- order


def order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries once each and after those they follow; among the free, the earlier and then the lesser id."""
    return _sorted(entries, lambda each: each.draft.at.isoformat())


def heads(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the ids that no entry follows, sorted."""
    return _heads(list(entries))


def _ordered(checked: Sequence[Checked]) -> tuple[Checked, ...]:
    return _sorted(checked, lambda each: each.at)


def _heads(nodes: Sequence[_Node]) -> tuple[str, ...]:
    followed = {parent for node in nodes for parent in node.prev}
    return tuple(sorted({node.id for node in nodes} - followed))


def _sorted(nodes: Iterable[N], at: Callable[[N], str]) -> tuple[N, ...]:
    """Return nodes by their graph (Kahn 1962), ties by time and id; a parent that is not there holds nothing up."""
    known = {node.id: node for node in nodes}
    waits: dict[str, int] = {}
    children: defaultdict[str, list[N]] = defaultdict(list)
    free: list[tuple[str, str]] = []
    for node in known.values():
        there = [parent for parent in node.prev if parent in known]
        waits[node.id] = len(there)
        for parent in there:
            children[parent].append(node)
        if not there:
            free.append((at(node), node.id))
    heapq.heapify(free)
    found: list[N] = []
    while free:
        node = known[heapq.heappop(free)[1]]
        found.append(node)
        for child in children.get(node.id, ()):
            waits[child.id] -= 1
            if not waits[child.id]:
                heapq.heappush(free, (at(child), child.id))
    return tuple(found)


# ---- verify


def verify(data: bytes, known_head: str | None = None) -> Verified:
    """Return what is wrong in the text of a ledger; names every entry that was edited, removed, moved or repeated.

    With a head that somebody knows (its id, or at least the first twelve letters of it) also whether the ledger was
    cut off before it. A fork and its join are accepted; a time before that of a parent is said, for clocks differ.
    Takes time in proportion to the text.
    """
    lines = data.split(b"\n")
    torn = lines.pop()
    problems: list[Problem] = []
    rows: list[tuple[int, Checked]] = []
    instead: set[str] = set()
    for number, line in enumerate(lines, 1):
        found = check_line(line)
        if isinstance(found, Checked):
            rows.append((number, found))
        else:
            problems.append(of_line(number, found, line))
            instead |= {found.id, found.instead}
    if torn:
        end = check_line(torn)
        problems.append(unfinished(len(lines) + 1, end))
        if isinstance(end, Checked):
            rows.append((len(lines) + 1, end))
            torn = b""
    problems += _of_graph(rows, instead)
    checked = tuple({each.id: each for _, each in rows}.values())
    if known_head is not None and not any(each.id.startswith(known_head) for each in checked):
        problems.append(cut(known_head, len(checked)))
    problems.sort(key=lambda each: (each.line is None, each.line or 0))
    return Verified(tuple(problems), _heads(checked), len(checked), checked, torn)


def _of_graph(rows: Sequence[tuple[int, Checked]], instead: set[str]) -> Iterator[Problem]:
    """Yield what is wrong between entries; `instead` are the ids that edited lines say or give."""
    first: dict[str, tuple[int, Checked]] = {}
    for number, each in rows:
        if each.id in first:
            yield twice(number, each, first[each.id][0])
        else:
            first[each.id] = (number, each)
    beginnings = [number for number, each in first.values() if not each.prev]
    if len(beginnings) > 1:
        yield begun(beginnings)
    sealed: dict[str, str] = {}
    for number, each in first.values():
        yield from _of_parents(number, each, first, instead)
        if '"sealed":' in each.text and (seal := built(each).draft.sealed) is not None:
            before = sealed.setdefault(seal.signature, each.id)
            if before != each.id:
                yield replayed(number, each.id, before)


def _of_parents(
    number: int, each: Checked, first: Mapping[str, tuple[int, Checked]], instead: set[str]
) -> Iterator[Problem]:
    for parent in each.prev:
        before = first.get(parent)
        if before is not None:
            if before[0] > number:
                yield moved(number, each, before)
            if before[1].at > each.at:
                yield earlier(number, each, before)
        elif parent not in instead:
            yield removed(number, each, parent)
