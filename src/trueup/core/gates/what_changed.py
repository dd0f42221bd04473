"""What changed in an agreement since it was signed, in the method's words and the user's ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from trueup.core.gates.canonical import Content
from trueup.core.model.change_words import split, told
from trueup.core.model.changes import Change, changes
from trueup.core.model.initiative import Initiative


def what_changed(signed: Content, today: Content, initiative: Initiative) -> tuple[str, ...]:
    """Return each difference between two contents of one agreement as a sentence without its full stop.

    `initiative` is today's: titles and units are taken from it.
    """
    return tuple(_words(each, initiative) for change in changes(signed, today) for each in _single(change))


def _single(change: Change) -> Iterator[Change]:
    """Yield a part of something that came or went as a whole value by value: its fields are what people know."""
    value = change.after if change.before is None else change.before
    inside = bool(split(change.steps)[1]) or len(change.steps) == 1
    if change.kind not in ("added", "removed") or not isinstance(value, Mapping) or not inside:
        yield change
        return
    for key, each in value.items():
        before, after = (None, each) if change.before is None else (each, None)
        yield from _single(replace(change, steps=(*change.steps, str(key)), before=before, after=after))


def _words(change: Change, initiative: Initiative) -> str:
    if change.steps[0] == "priorities":
        return f"merged priority `{change.steps[-1]}` went from {change.before or 0} to {change.after or 0} points"
    if change.steps[0] == "red_lines":
        old, new = _lines(change.before), _lines(change.after)
        told_ = [f"red line “{line}” is new" for line in new if line not in old]
        return "; ".join([*told_, *(f"red line “{line}” is gone" for line in old if line not in new)])
    if change.kind in ("added", "removed") and split(change.steps)[1]:
        change = replace(change, kind="changed")
    return told(change, initiative)


def _lines(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
