"""What changed between two versions of a document or of a part of it: one value for each thing that is different.

The one comparison of the product: `trueup diff` compares parts of documents with it, and agreements the content that
was signed (plain dicts, lists and texts, whose paths are those of the document). The words are in `change_words`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final, Literal, TypeAlias, TypeGuard, cast

from trueup.core.base.record import dataclass
from trueup.core.model.fields import Part

Content: TypeAlias = object
"""A part of a document, a value of one of its fields, or plain data: mappings, sequences, texts, numbers, None."""

Entries: TypeAlias = Mapping[str, Content]

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
    found: list[Change] = []
    _compare(before, after, steps, found)
    return _paired(tuple(found))


def _compare(before: Content, after: Content, steps: Steps, found: list[Change]) -> None:
    """Add the differences of two values; what holds others is opened."""
    inside = _INSIDE[type(before)]
    if before is after:
        return
    if inside and (type(before) is type(after) or (inside is _INSIDE[type(after)] and not is_part(before))):
        inside(before, after, steps, found)
    elif before != after:
        _tell(before, after, steps, found)


def _tell(before: Content, after: Content, steps: Steps, found: list[Change]) -> None:
    """Add the difference of two values that are not equal and cannot be compared piece by piece."""
    part = _opened(before, after, steps)
    if part is not None:
        told = len(found)
        _compare_with_nothing(part, steps, found, came=before is None)
        if len(found) > told:
            return
    elif _same_entries(before, after):
        return
    found.append(Change(_kind(before, after), steps, before, after))


def _same_entries(before: Content, after: Content) -> bool:
    """Whether two lists hold the same, in whatever order."""
    if not isinstance(before, tuple | list) or not isinstance(after, tuple | list):
        return False
    return len(before) == len(after) and Counter(map(_alike, before)) == Counter(map(_alike, after))


def _opened(before: Content, after: Content, steps: Steps) -> Part | None:
    """Return a section within a part of the document that is there on one side only: it is told field by field."""
    there = after if before is None else before if after is None else None
    return there if is_part(there) and len(steps) > 1 else None


def _compare_fields(before: Part, after: Part, steps: Steps, found: list[Change]) -> None:
    """Add the differences of two parts of one type; to see that there is none takes a fifth of looking for them."""
    was, now = vars(before), vars(after)
    if was == now:
        return
    for key, field, _ in _keys(type(before)):
        old, new = was[field], now[field]
        if old is new:
            continue
        inside = _INSIDE[type(old)]
        if inside and type(old) is type(new):
            if old or new:  # most sections are empty on both sides
                inside(old, new, (*steps, key), found)
        elif old != new:
            _compare(old, new, (*steps, key), found)


def _compare_with_nothing(part: Part, steps: Steps, found: list[Change], *, came: bool) -> None:
    """Add what a part says that came or went."""
    there = vars(part)
    for key, field, empty in _keys(type(part)):
        old, new = (empty, there[field]) if came else (there[field], empty)
        if old != new:
            _compare(old, new, (*steps, key), found)


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


def _compare_entries(before: Entries, after: Entries, steps: Steps, found: list[Change]) -> None:
    """Add the differences of two sections, entry by entry."""
    for key, new in after.items():
        if key in before:
            if before[key] is not new:
                _compare(before[key], new, (*steps, key), found)
        else:
            found.append(Change("added", (*steps, key), None, new))
    found += [Change("removed", (*steps, key), old, None) for key, old in before.items() if key not in after]


_Inside: TypeAlias = Callable[[Content, Content, Steps, list[Change]], None]


class _InsideOf(dict[type, _Inside | None]):
    """What compares values of a type by what they hold: parts of the document, sections of entries; None any others.

    Each type is asked once: to ask a value whether it is a mapping or a part takes ten times as long as looking here.
    """

    def __missing__(self, kind: type) -> _Inside | None:
        """Return what compares values of a type that was not asked for before, and keep it."""
        how = _compare_fields if issubclass(kind, Part) else _compare_entries if issubclass(kind, Mapping) else None
        self[kind] = found = cast("_Inside | None", how)
        return found


_INSIDE: Final = _InsideOf()


def is_part(value: Content) -> TypeGuard[Part]:
    """Whether a value is a part of the document."""
    return _INSIDE[type(value)] is _compare_fields


def holds_others(value: Content) -> bool:
    """Whether a value is a part of the document or a section of entries, not a plain value."""
    return _INSIDE[type(value)] is not None


def _kind(before: Content, after: Content) -> ChangeKind:
    """Return what happened to a value; of a field it is always a change, for its key was known before."""
    whole = holds_others(before if after is None else after)
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
    if is_part(value):
        return any(vars(value)[name] != empty for _, name, empty in _keys(type(value)))
    return isinstance(value, Mapping) and bool(value)


def _alike(value: Content) -> Hashable:
    """Return what is equal for equal content and can be looked up."""
    if is_part(value):
        return type(value), tuple(_alike(each) for each in vars(value).values())
    if isinstance(value, Mapping):
        return frozenset((key, _alike(each)) for key, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "list", frozenset(Counter(map(_alike, value)).items())
    return value
