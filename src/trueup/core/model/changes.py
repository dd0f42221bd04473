"""What changed between two versions of a document or of a part of it: one value for each thing that is different.

The one comparison of the product: `trueup diff` compares parts of documents with it, and agreements the content that
was signed (plain dicts, lists and texts, whose paths are those of the document). The words are in `change_words`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final, Literal, TypeAlias

from trueup.core.base.record import dataclass
from trueup.core.model.fields import Part

Content: TypeAlias = object
"""A part of a document, a value of one of its fields, or plain data: mappings, sequences, texts, numbers, None."""

ChangeKind = Literal["added", "removed", "renamed", "moved", "changed"]

Steps: TypeAlias = tuple[str, ...]
_OF_ENTRY: Final = 2
"""Steps of a path such as `kpis.late` that name one entry of a section."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, of what kind, and the values on both sides (None: not there).

    `steps` are the path in the later version, of what was removed that in the earlier one. What was `renamed` (the same
    content under another id) or `moved` (below another item, too) has its earlier path in `was`.
    """

    kind: ChangeKind
    steps: Steps
    before: Content = None
    after: Content = None
    was: Steps = ()

    @property
    def path(self) -> str:
        """The document path, such as `kpis.late.target.value`."""
        return ".".join(self.steps)


def changes(before: Content, after: Content, steps: Steps = ()) -> tuple[Change, ...]:
    """Return every difference between two versions, in the order of the later one; none where they mean the same.

    Parts are compared field by field under the keys that documents write, entries by their ids, everything else as a
    value. A section with keys of its own that stands on one side only is told field by field, an entry with an id as a
    whole; so is the top of what is compared. The order of keys and of lists does not count, as in what people sign.
    """
    if before is after or before == after:
        return ()
    return _paired(tuple(_changes(before, after, steps)))


def _changes(before: Content, after: Content, steps: Steps) -> Iterator[Change]:
    """Yield the differences of what is not equal."""
    if isinstance(before, Part) and type(before) is type(after):
        yield from _fields(before, before, after, steps)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _entries(before, after, steps)
    elif (part := _opened(before, after, steps)) is not None:
        yield from list(_fields(part, before, after, steps)) or [Change(_kind(before, after), steps, before, after)]
    elif not _same_entries(before, after):
        yield Change(_kind(before, after), steps, before, after)


def _same_entries(before: Content, after: Content) -> bool:
    """Whether two lists hold the same, in whatever order."""
    if not isinstance(before, tuple | list) or not isinstance(after, tuple | list):
        return False
    return len(before) == len(after) and Counter(map(_alike, before)) == Counter(map(_alike, after))


def _opened(before: Content, after: Content, steps: Steps) -> Part | None:
    """Return a section within a part of the document that is there on one side only: it is told field by field."""
    there = after if before is None else before if after is None else None
    return there if isinstance(there, Part) and len(steps) > 1 else None


def _fields(part: Part, before: Content, after: Content, steps: Steps) -> Iterator[Change]:
    """Yield the differences of two parts of one type, or of a part and nothing at all; `part` is one that is there."""
    if before is None or after is None:
        there = vars(part)
        pairs = [(key, (there[field], empty)) for key, field, empty in _keys(type(part))]
        different = [(key, pair if after is None else pair[::-1]) for key, pair in pairs]
    else:
        was, now = vars(before), vars(after)
        different = [
            (key, (was[field], now[field])) for key, field, _ in _keys(type(part)) if was[field] is not now[field]
        ]
    for key, (old, new) in different:
        if old != new:
            yield from _changes(old, new, (*steps, key))


@cache
def _keys(part: type[Part]) -> tuple[tuple[str, str, Content], ...]:
    """Return (key, attribute, value where it is not written) of a part's fields; None where it must be written."""
    fields = part.model_fields
    return tuple(
        (key, name, None if fields[name].is_required() else fields[name].get_default(call_default_factory=True))
        for key, name in part.known_keys().items()
    )


@cache
def attributes(part: type[Part]) -> Mapping[str, str]:
    """Return the attribute of each key of a part."""
    return part.known_keys()


def _entries(before: Mapping[str, Content], after: Mapping[str, Content], steps: Steps) -> Iterator[Change]:
    for key, new in after.items():
        if key in before:
            old = before[key]
            if old is not new and old != new:
                yield from _changes(old, new, (*steps, key))
        else:
            yield Change("added", (*steps, key), None, new)
    for key, old in before.items():
        if key not in after:
            yield Change("removed", (*steps, key), old, None)


def _kind(before: Content, after: Content) -> ChangeKind:
    """Return what happened to a value; of a field it is always a change, for its key was known before."""
    whole = isinstance(before if after is None else after, Part | Mapping)
    if whole and before is None:
        return "added"
    return "removed" if whole and after is None else "changed"


def _paired(found: tuple[Change, ...]) -> tuple[Change, ...]:
    """Join what went and what came with the same content: it has another id now, or stands elsewhere."""
    gone: dict[Hashable, list[Change]] = {}
    for change in found:
        if change.kind == "removed" and _has_content(change.before):
            gone.setdefault(_alike(change.before), []).append(change)
    if not gone:
        return found
    joined: dict[int, Change] = {}
    dropped: set[int] = set()
    for change in found:
        if change.kind != "added" or not _has_content(change.after):
            continue
        kin = gone.get(_alike(change.after), [])
        same = next((each for each in kin if each.steps[:-1] == change.steps[:-1]), None)
        old = same or next((each for each in kin if _section(each.steps) == _section(change.steps)), None)
        if old is not None:
            kin.remove(old)
            dropped.add(id(old))
            joined[id(change)] = replace(change, kind="renamed" if same else "moved", before=old.before, was=old.steps)
    return tuple(joined.get(id(each), each) for each in found if id(each) not in dropped)


def _section(steps: Steps) -> Steps:
    """Return what kind of entry a path leads to: `epics.E1.stories.S2` -> `epics, stories`."""
    return steps[0:-1:_OF_ENTRY]


def _has_content(value: Content) -> bool:
    """Whether an entry says anything by which it could be recognised under another id."""
    if isinstance(value, Part):
        return any(vars(value)[name] != empty for _, name, empty in _keys(type(value)))
    return isinstance(value, Mapping) and bool(value)


def _alike(value: Content) -> Hashable:
    """Return what is equal for equal content and can be looked up."""
    if isinstance(value, Part):
        return type(value), tuple(_alike(each) for each in vars(value).values())
    if isinstance(value, Mapping):
        return frozenset((key, _alike(each)) for key, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "list", frozenset(Counter(map(_alike, value)).items())
    return value
