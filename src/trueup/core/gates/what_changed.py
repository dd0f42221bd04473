"""What changed in an agreement since it was signed, in the method's words and the user's ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from trueup.core.gates.canonical import Content, Value
from trueup.core.model.change_words import named, split, told
from trueup.core.model.changes import Change, changes
from trueup.core.model.initiative import Initiative
from trueup.core.model.items import item_path, located


def what_changed(signed: Content, today: Content, initiative: Initiative) -> tuple[str, ...]:
    """Return each difference between two contents of one agreement as a sentence without its full stop.

    `initiative` is today's: titles and units are taken from it.
    """
    found = content_changes(signed, today)
    return tuple(_words(each, initiative) for change in found for each in _single(change))


def content_changes(signed: Content, today: Content) -> tuple[Change, ...]:
    """Return the differences between two contents of one agreement, each at its path in the document.

    What a story of the MVP is stands in a content beside the MVP's items, and in the document among the epics. A story
    that came into the MVP or left it is told by the items alone.
    """
    old, new = _mvp_stories(signed), _mvp_stories(today)
    found = [*changes(_without_stories(signed), _without_stories(today))]
    for name in new:
        if name in old:
            found += changes(old[name], new[name], tuple(item_path(name).split(".")))
    if new and not old and _mvp_items(signed) == _mvp_items(today):  # signed before stories were part of the text
        found.append(Change("changed", ("mvp", "stories"), None, tuple(new)))
    return tuple(found)


def _mvp(content: Content) -> Content:
    mvp = content.get("mvp")
    return mvp if isinstance(mvp, dict) else {}


def _mvp_items(content: Content) -> Value:
    return _mvp(content).get("items", [])


def _mvp_stories(content: Content) -> Content:
    stories = _mvp(content).get("stories")
    return stories if isinstance(stories, dict) else {}


def _without_stories(content: Content) -> Content:
    if not _mvp_stories(content):
        return content
    return {**content, "mvp": {"items": _mvp_items(content)}}


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
    return _words_of_mvp(change, initiative) if change.steps == ("mvp", "items") else told(change, initiative)


def _words_of_mvp(change: Change, initiative: Initiative) -> str:
    """Return which work the MVP holds now and which no longer; of what is named still, that it is cancelled."""
    old, new = _lines(change.before), _lines(change.after)
    stated = located(initiative, initiative.mvp.items).values() if initiative.mvp else ()
    cancelled = [name for name in old if name not in new and item_path(name) in stated]
    rest = replace(change, before=[name for name in old if name not in cancelled], after=change.after and new)
    said = [f"{named(tuple(item_path(name).split('.')), initiative)} of the MVP is cancelled" for name in cancelled]
    return "; ".join([*said, *([told(rest, initiative)] if rest.before != (rest.after or []) else ())])


def _lines(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
