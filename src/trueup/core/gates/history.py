"""The history that a ledger holds: its order, its heads, and whether anybody changed, removed or moved an entry.

A ledger is a graph, not a list: an entry names its parents by their ids, and an id is the hash of its entry's own
text. So nothing can be changed, taken out or put elsewhere without breaking an id or leaving a parent without its
entry, wherever `git merge` leaves the lines. Only entries that none follows can be cut off unseen: a head that
somebody knows (reports print it) shows that too.
"""

from __future__ import annotations

import heapq
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from trueup.core.base.record import dataclass
from trueup.core.gates.entry_text import Checked, LineFault, built, check_line, check_lines, placed
from trueup.core.gates.ledger_problem import (
    Problem,
    begun,
    cut,
    earlier,
    moved,
    of_line,
    removed,
    replayed,
    short,
    twice,
    unfinished,
)
from trueup.core.model.ledger import Draft, Entry


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

    def after(self, draft: Draft) -> Entry:
        """Return a draft in its place behind the heads.

        Raises ValueError for what cannot be written, and for a signature with a key that an entry carries already.
        """
        entry = placed(draft, self.heads)
        if draft.sealed is not None:
            seal = json.dumps(draft.sealed.signature, ensure_ascii=False)
            before = next((each.id for each in self.checked if each.seal == seal), None)
            if before is not None:
                raise ValueError(f"its signature stands in entry {short(before)} already")
        return entry

    def with_problems(self, more: Iterable[Problem]) -> Verified:
        """Return the same with further problems, found by looking at what the entries hold."""
        return replace(self, problems=(*self.problems, *more))

    def text(self) -> bytes:
        """Return the entries as the text of a ledger in that order, each once."""
        return b"".join(each.line + b"\n" for each in _ordered(self.checked))


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


# ---- branches


def joined(texts: Sequence[bytes]) -> Verified:
    """Return the entries of several texts of one ledger as one, also of a text in which git left conflict markers.

    Its problems are those that joining cannot mend, with the lines of the text that they are in. An unfinished end of a
    text is no entry and stays out.
    """
    problems: list[Problem] = []
    lines: list[bytes] = []
    for text in texts:
        found = verify(text.replace(b"\r\n", b"\n"))
        problems += [each for each in found.problems if each.kind in ("edited", "unreadable")]
        lines.append(found.text())
    whole = verify(b"".join(lines))
    problems += [each for each in whole.problems if not each.mendable]
    return replace(whole, problems=tuple(problems))


# ---- verify


def verify(data: bytes, known_head: str | None = None) -> Verified:
    """Return what is wrong in the text of a ledger; names every entry that was edited, removed, moved or repeated.

    With a head that somebody knows (its id, or at least the first twelve letters of it) also whether the ledger was
    cut off before it. A fork and its join are accepted; a time before that of a parent is said, for clocks differ.
    Takes time in proportion to the text.
    """
    lines = check_lines(data)
    torn = data[data.rfind(b"\n") + 1 :]
    problems: list[Problem] = []
    if torn:
        end = check_line(torn)
        problems.append(unfinished(len(lines) + 1, end))
        if isinstance(end, Checked):
            lines.append(end)
            torn = b""
    elif lines and isinstance(lines[-1], LineFault) and b"\0" in (last := data[data.rfind(b"\n", 0, -1) + 1 :]):
        problems.append(unfinished(len(lines), lines.pop()))
        torn = last
    graph = _Graph(lines)
    problems += graph.problems()
    checked = graph.checked
    if known_head is not None and not any(each.id.startswith(known_head) for each in checked):
        problems.append(cut(known_head, len(checked)))
    problems.sort(key=lambda each: (each.line is None, each.line or 0))
    return Verified(tuple(problems), graph.heads(), len(checked), tuple(checked), torn)


class _Graph:
    """The entries of a ledger, each with the first line it stands on; made for one walk over them."""

    def __init__(self, lines: Sequence[Checked | LineFault]) -> None:
        """Take the lines; an entry that follows the one on the line before, and is no earlier, needs no second look."""
        self.checked: list[Checked] = []
        self._lines = lines
        self._first: dict[str, int] = {}
        self._others: list[tuple[int, Checked]] = []
        self._faults: list[tuple[int, LineFault]] = []
        self._again: list[tuple[int, Checked]] = []
        above = since = ""
        for number, found in enumerate(lines, 1):
            if isinstance(found, LineFault):
                self._faults.append((number, found))
            elif self._first.setdefault(found.id, number) != number:
                self._again.append((number, found))
            else:
                self.checked.append(found)
                if found.parents != above or found.at < since or found.seal:
                    self._others.append((number, found))
                above, since = found.id, found.at

    def heads(self) -> tuple[str, ...]:
        """Return the ids that no entry follows, sorted: nearly every entry is followed by the one on the next line."""
        once, several = {each.parents for each in self.checked}, [each for _, each in self._others]
        return tuple(sorted(self._first.keys() - once - {name for each in several for name in each.prev}))

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with lines and between entries; the ids that edited lines say or give are not missing."""
        instead = {name for _, fault in self._faults for name in (fault.id, fault.instead)}
        yield from (of_line(number, fault) for number, fault in self._faults)
        yield from (twice(number, each, self._first[each.id]) for number, each in self._again)
        beginnings = [self._first[each.id] for each in self.checked if not each.parents]
        if len(beginnings) > 1:
            yield begun(beginnings)
        sealed: dict[str, str] = {}
        for number, each in self._others:
            yield from self._of_parents(number, each, instead)
            if each.seal and (before := sealed.setdefault(each.seal, each.id)) != each.id:
                yield replayed(number, each.id, before)

    def _of_parents(self, number: int, each: Checked, instead: set[str]) -> Iterator[Problem]:
        for name in each.prev:
            before = self._first.get(name)
            parent = self._lines[before - 1] if before else None
            if before and isinstance(parent, Checked):
                if before > number:
                    yield moved(number, each, before, parent)
                if parent.at > each.at:
                    yield earlier(number, each, parent)
            elif name not in instead:
                yield removed(number, each, name)
