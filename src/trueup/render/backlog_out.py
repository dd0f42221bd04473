"""Exported items as text: the CSV that Jira's importer takes, a plain CSV, GitHub's issues as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from trueup.core.backlog.give import TYPES, Gift, Given, shapes
from trueup.render.links_csv import csv_text

_JIRA: Final[Mapping[str, str]] = {
    "type": "Issue Type",
    "key": "Issue key",
    "number": "Issue id",
    "title": "Summary",
    "above": "Parent",
    "epic": "Epic Link",
    "epic_name": "Epic Name",
    "project": "Project name",
    "status": "Status",
    "category": "Status Category",
    "resolution": "Resolution",
    "points": "Story Points",
    "time": "Original Estimate",
    "assignee": "Assignee",
    "due": "Due Date",
    "labels": "Labels",
    "acceptance": "Acceptance Criteria",
    "description": "Description",
}
_PLAIN: Final[Mapping[str, str]] = {
    "key": "key",
    "type": "type",
    "title": "title",
    "above": "parent",
    "epic": "epic",
    "epic_name": "epic name",
    "project": "project",
    "status": "status",
    "category": "status category",
    "resolution": "resolution",
    "points": "points",
    "time": "estimate",
    "assignee": "assignee",
    "due": "due",
    "labels": "labels",
    "advances": "advances",
    "acceptance": "acceptance",
    "description": "description",
}
_ALWAYS: Final = frozenset({"type", "key", "number", "title", "above"})
_WRAP: Final = "Custom field ("


def jira_csv(gift: Gift, headers: Mapping[str, Sequence[str]]) -> str:
    """Return items as CSV for Jira's importer: highest level first, `Parent` holding the number of the item above.

    `headers` are the columns that the fields were imported from, whose names are used again without `Custom field`.
    """
    return _csv(gift, {field: _bare(headers, field, name) for field, name in _JIRA.items()})


def plain_csv(gift: Gift, headers: Mapping[str, Sequence[str]]) -> str:
    """Return items as a CSV that `import csv` reads back, parents named by their keys, with the KPIs they advance."""
    numbers = {each.number: (each.cells.get("key") or (each.id,))[0] for each in gift.items}
    named = [
        Given(e.id, e.level, {**e.cells, "labels": _joined(e)}, e.number, numbers.get(e.above, e.above), e.advances)
        for e in gift.items
    ]
    return _csv(Gift(tuple(named), gift.losses), {f: _bare(headers, f, name) for f, name in _PLAIN.items()})


def github_json(gift: Gift) -> str:
    """Return items as GitHub's issues, as `gh` and the REST API name their fields; that one is an epic is a label.

    An item without a number there carries `key`, which GitHub does not know and `import github` reads again.
    """
    keys = {each.number: each for each in gift.items}
    issues = [_issue(each, keys.get(each.above)) for each in gift.items]
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"


def _bare(headers: Mapping[str, Sequence[str]], field: str, name: str) -> str:
    given = headers.get(field, ())
    if not given or field in ("parent", "labels"):
        return name
    first = " ".join(given[0].split())
    return first[len(_WRAP) : -1] if first.startswith(_WRAP) and first.endswith(")") else first


def _csv(gift: Gift, names: Mapping[str, str]) -> str:
    widths = dict(shapes(gift))
    widths.update(dict.fromkeys(_ALWAYS & names.keys(), 1))
    if "advances" in names and any(each.advances for each in gift.items):
        widths["advances"] = 1
    fields = [field for field in names if field in widths]
    header = [names[field] for field in fields for _ in range(widths[field])]
    return csv_text(header, ([cell for f in fields for cell in _cells(each, f, widths[f])] for each in gift.items))


def _cells(each: Given, field: str, width: int) -> Sequence[str]:
    special = {"number": each.number, "above": each.above, "advances": each.advances}
    texts = (special[field],) if field in special else each.cells.get(field, ())
    return (*texts[:width], *[""] * (width - len(texts)))


def _joined(each: Given) -> tuple[str, ...]:
    labels = each.cells.get("labels", ())
    return (", ".join(labels),) if labels else ()


def _issue(each: Given, above: Given | None) -> dict[str, object]:
    cells = each.cells
    state = _first(cells.get("status"))
    labels = list(cells.get("labels", ()))
    if each.level == "epic" and not any(label.casefold() == "epic" for label in labels):
        labels.append("epic")
    issue: dict[str, object] = {
        "title": _first(cells.get("title")) or each.id,
        "body": _first(cells.get("description")),
    }
    issue = {**_named(each), **issue}
    issue["state"] = state
    if "resolution" in cells:
        issue["state_reason"] = _first(cells["resolution"]).replace(" ", "_")
    issue["labels"] = [{"name": label} for label in labels]
    issue["assignees"] = [{"login": name} for name in cells.get("assignee", ())]
    kind = _first(cells.get("type"))
    if kind and kind not in TYPES.values():
        issue["type"] = {"name": kind}
    if "epic" in cells:
        issue["milestone"] = {"title": _first(cells["epic"])}
    if above is not None:
        issue["parent"] = {**_named(above), "title": _first(above.cells.get("title")) or above.id}
    return issue


def _named(each: Given) -> dict[str, object]:
    """Return what names an item: its number on GitHub, else its key in the document."""
    key = _first(each.cells.get("key"))
    if key.startswith("#") and key[1:].isdigit():
        return {"number": int(key[1:])}
    return {"key": key or each.id}


def _first(texts: Sequence[str] | None) -> str:
    return texts[0] if texts else ""
