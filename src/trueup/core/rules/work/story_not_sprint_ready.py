"""WRK010."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.links import CLOSED, Node
from trueup.core.rules.lookups import product_owner, work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, named, short

_CRITERIA: Final = "without acceptance criteria"
_KPI: Final = "without a KPI"
_ESTIMATE: Final = "without an estimate"
_WAITING: Final = "begun ahead of open work"


@rule("WRK010", "story-not-sprint-ready", "notes", "planning")
def story_not_sprint_ready(case: Case) -> Iterator[Flag]:
    """Stories of an epic lack what a team needs to begin with them.

    Why it matters:
        A story can be taken into a sprint when it says what has to hold at the end, which KPI it moves, how large it is
        and when nothing it needs is open. Else the sprint finds out. A backlog is made ready a little at a time, so
        this is a note; it warns where such a story is being worked on. A story that has not begun may wait for others,
        and where it lacks but a KPI or an estimate, that is told by WRK001 and WRK008. Told once an epic, and once in
        all where no story has acceptance criteria.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1:
            title: Routing rules
            advances: days
            stories:
              S1: {title: Household, estimate: 5..8, status: doing}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1:
            title: Routing rules
            advances: days
            stories:
              S1:
                title: Household
                estimate: 5..8
                status: doing
                acceptance: [95 of 100 past claims go to the handler who settled them]
        ```

    How to fix:
        Add to the stories that are next what the message names: `acceptance:`, `advances:` (here or at the epic),
        `estimate:`; finish what they wait for first.
    """
    epics = [case.links.nodes[f"epics.{name}"] for name in case.initiative.epics]
    open_ones = [(epic, _open(case, epic)) for epic in epics if not epic.closed]
    kept = [(epic, stories) for epic, stories in open_ones if stories]
    nowhere = len(kept) > 1 and not any(story.item.acceptance for _, stories in kept for story in stories)
    if nowhere:
        yield _none_at_all(case, [story for _, stories in kept for story in stories])
    for epic, stories in kept:
        yield from _judged(case, epic, stories, frozenset({_CRITERIA} if nowhere else ()))


def _open(case: Case, above: Node) -> list[Node]:
    """Return the parts of an item that are to do or being done."""
    return [node for path in above.children if (node := case.links.nodes[path]).status not in CLOSED]


def _none_at_all(case: Case, stories: list[Node]) -> Flag:
    begun = [short(case.links, story.path) for story in stories if story.status == "doing"]
    which = f"{named(begun, 3)}, begun already" if begun else "those that are next"
    return Flag(
        "epics",
        f"None of {len(stories):,} open stories has acceptance criteria.",
        f"Add `acceptance:` to the stories before they are begun: first to {which}.",
        owner=product_owner(case),
        severity="warns" if begun else None,
    )


def _judged(case: Case, epic: Node, stories: list[Node], told: frozenset[str]) -> Iterator[Flag]:
    lacks: dict[str, list[str]] = {}
    unready: dict[str, Node] = {}
    for story in stories:
        if story.status != "doing" and (_CRITERIA in told or story.item.acceptance):
            continue
        lacking = [each for each in _lacking(case, story, epic) if each not in told]
        if _CRITERIA in lacking or (lacking and story.status == "doing"):
            name = short(case.links, story.path)
            unready[name] = story
            for each in lacking:
                lacks.setdefault(each, []).append(name)
    if not unready:
        return
    begun = [name for name, story in unready.items() if story.status == "doing"]
    said = [
        f"all {what}" if len(names) == len(unready) > 1 else f"{len(names):,} {what} ({named(names, 3)})"
        for what, names in lacks.items()
    ]
    yield Flag(
        epic.path,
        f"{_how_many(len(unready), len(stories), short(case.links, epic.path))} sprint-ready: {', '.join(said)}.",
        f"Make ready what is next, beginning with {named(begun or list(unready), 3)}.",
        owner=work_owner(case, epic),
        severity="warns" if begun else None,
    )


def _how_many(unready: int, stories: int, epic: str) -> str:
    if unready == stories > 1:
        return f"None of {stories:,} open stories of epic `{epic}` is"
    verb = "is" if unready == 1 else "are"
    return f"{unready:,} of {count(stories, 'open story', 'open stories')} of epic `{epic}` {verb} not"


def _lacking(case: Case, story: Node, epic: Node) -> list[str]:
    item = story.item
    found = [] if item.acceptance else [_CRITERIA]
    linked = story.linked_at or item.mandated or epic.item.mandated
    if not linked and case.initiative.kpis:
        found.append(_KPI)
    if not _estimated(case, story):
        found.append(_ESTIMATE)
    if story.status == "doing" and _waits(case, story):
        found.append(_WAITING)
    return found


def _estimated(case: Case, story: Node) -> bool:
    """Whether a story has an estimate, or all its open tasks have one."""
    if story.item.estimate or story.item.remaining:
        return True
    tasks = [task.item for task in _open(case, story)]
    return bool(tasks) and all(task.estimate or task.remaining for task in tasks)


def _waits(case: Case, story: Node) -> bool:
    """Whether a story waits for the end of something that is open, or for the begin of what has not begun."""
    for each in story.item.depends_on:
        other = case.links.nodes.get(case.links.resolve(each.on) or "")
        if other is None or other.cancelled:
            continue
        status = other.status
        if (each.kind == "finish_start" and status != "done") or (each.kind == "start_start" and status == "todo"):
            return True
    return False
