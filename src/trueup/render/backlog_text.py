"""What an import, a link and an export did, as plain lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from trueup.core.backlog.effort import Effort, total
from trueup.core.backlog.links import Ranked, in_order
from trueup.core.backlog.merge import Merged
from trueup.core.backlog.row import Backlog, NotTaken
from trueup.render.charts.numbers import number
from trueup.render.plain import count_of

_MOST: Final = 10
_ROWS: Final = 8
_NOTES: Final = 20
_WIDTH: Final = 48


def imported_text(backlog: Backlog, merged: Merged | None, file: str) -> str:
    """Return what an import took and, where it was not the first (`merged`), what became of the items before."""
    return "\n".join([*_taken(backlog, file), *(_again(merged) if merged else ())]) + "\n"


def next_text(epics: Sequence[Ranked], folder: str, *, drafted: bool, unused: Sequence[str] = ()) -> str:
    """Return the epics by open effort, and what to do next; `unused` are options that came too late."""
    lines = ["", "Open effort by epic, the largest first:", *ranking_lines(epics), ""]
    if drafted:
        lines.append(f"Wrote {folder}/initiative.yaml, a draft that says what only people can fill in.")
    if unused:
        lines.append(f"Not used: {', '.join(unused)}. There is an initiative.yaml, which is never overwritten.")
    lines.append(f"Next: fill the column `kpi` of {folder}/links.csv, then trueup link {folder}/links.csv --dry-run")
    lines.append(f"      trueup check {folder}")
    return "\n".join(lines) + "\n"


def _taken(backlog: Backlog, file: str) -> Iterator[str]:
    levels = Counter(item.level for item in backlog.items if not item.made)
    made = sum(item.made for item in backlog.items)
    epics, tasks = count_of(levels["epic"], "epic"), count_of(levels["task"], "task")
    stories = f"{levels['story']:,} {'story' if levels['story'] == 1 else 'stories'}"
    rows = sum(levels.values()) + len(backlog.not_taken)
    yield f"Read {count_of(rows, 'row')} of {file}: {epics}, {stories}, {tasks}; not taken: {_not_taken(backlog)}."
    if made:
        yield f"  {count_of(made, 'epic')} made for stories without a row of their epic."
    for reason, numbers in _reasons(backlog.not_taken).items():
        yield f"  not taken: {_rows(numbers)}: {reason}"
    for note in backlog.notes[:_NOTES]:
        yield f"  {_rows(note.rows)}: {note.said}." if note.rows else f"  {note.said}."
    if len(backlog.notes) > _NOTES:
        yield f"  and {len(backlog.notes) - _NOTES:,} more remarks of this kind."


def _not_taken(backlog: Backlog) -> str:
    return count_of(len(backlog.not_taken), "row") if backlog.not_taken else "none"


def _reasons(rows: Iterable[NotTaken]) -> Mapping[str, Sequence[int]]:
    found: dict[str, list[int]] = {}
    for each in rows:
        found.setdefault(each.reason, []).append(each.row)
    shown = dict(list(found.items())[:_MOST])
    rest = [number for numbers in list(found.values())[_MOST:] for number in numbers]
    return {**shown, **({"for other reasons; the list beside the items has them": rest} if rest else {})}


def _rows(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    more = f" and {len(numbers) - _ROWS:,} more" if len(numbers) > _ROWS else ""
    return f"rows {', '.join(map(str, numbers[:_ROWS]))}{more}"


def _again(merged: Merged) -> Iterator[str]:
    counts = (("added", merged.added), ("updated", merged.updated), ("moved", merged.moved))
    yield "Since the last import: " + ", ".join(f"{len(found):,} {what}" for what, found in counts) + "."
    for each in merged.differences[:_MOST]:
        said = f"`{each.key}` is {_short(each.mine)}; the backlog now says {_short(each.theirs)}"
        yield f"  {each.item}: yours stays: {said}."
    if len(merged.differences) > _MOST:
        more = len(merged.differences) - _MOST
        yield f"  and {more:,} more values that both you and the backlog changed; yours stay."
    for found, said in (
        (merged.gone, "no longer in the export; kept here, remove them if they are settled"),
        (merged.removed, "in the export, but removed here: left out"),
        (merged.elsewhere, "in another file of the document: not updated"),
        (
            merged.unmoved,
            "moved in the backlog, not here, where comments or changes of yours hold them: move them",
        ),
    ):
        if found:
            yield f"  {_ids(found)}: {said}."


def _short(text: str) -> str:
    return f"`{text}`" if len(text) <= _WIDTH else f"`{text[: _WIDTH - 1]}…`"


def _ids(found: Sequence[str]) -> str:
    more = f" and {len(found) - _ROWS:,} more" if len(found) > _ROWS else ""
    return ", ".join(found[:_ROWS]) + more


def ranking_lines(epics: Sequence[Ranked]) -> Iterator[str]:
    """Yield the epics with the largest open effort, each with its items without an estimate; then all together."""
    ordered = in_order(epics)
    for each in ordered[:_MOST]:
        title = each.title if len(each.title) <= _WIDTH else each.title[: _WIDTH - 1] + "…"
        yield f"  {each.id:<12} {title:<{_WIDTH}} {amounts(each.effort):>18}{_missing(each.effort)}"
    if len(ordered) > _MOST:
        yield f"  and {len(ordered) - _MOST:,} more epics"
    whole = total(each.effort for each in ordered)
    yield f"  {'open in all':<{_WIDTH + 13}} {amounts(whole):>18}{_missing(whole)}"
    held = [each for each in ordered if each.done and each.effort.leaves]
    if held:
        one = len(held) == 1
        names, counted = _ids([each.id for each in held]), amounts(total(each.effort for each in held))
        yield f"  {names}: done, yet open work stands below ({counted}), which counts as open:"
        yield f"    close that work, or open the {'epic' if one else 'epics'} again."


def _missing(effort: Effort) -> str:
    return f"   {effort.missing:,} of {effort.leaves:,} without an estimate" if effort.missing else ""


def amounts(effort: Effort) -> str:
    """Return effort in the units it has: `12 points`, `3.5 days`, or both, never added up."""
    parts = [effort_of(amount, unit) for amount, unit in ((effort.point, "point"), (effort.day, "day")) if amount]
    return " + ".join(parts) or "no estimate"


def effort_of(amount: float, unit: str) -> str:
    """Return an amount of effort with its unit: `1 point`, `3.5 days`."""
    text = plain(amount)
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


def plain(amount: float) -> str:
    """Return an amount of effort with as many digits as it needs, at most two."""
    text = number(amount, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text
