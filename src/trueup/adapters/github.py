"""From GitHub's JSON of issues to rows: the REST API's, the search's and that of `gh issue list --json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from trueup.adapters.backlog_csv import Read
from trueup.core.backlog.row import Note, Row
from trueup.core.base.errors import ErrorCode, TrueupError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trueup.adapters.backlog_text import Decoded

_HEADERS: Final = {
    "key": ("number",),
    "title": ("title",),
    "description": ("body",),
    "status": ("state",),
    "resolution": ("state_reason",),
    "labels": ("labels",),
    "assignee": ("assignees",),
    "epic": ("milestone",),
    "parent": ("parent",),
    "type": ("type",),
}
_HOW: Final = (
    "Write it with `gh issue list --state all --limit 10000 --json "
    "number,title,body,state,stateReason,labels,assignees,milestone`, or save what the REST API answers."
)
_REASONS: Final = {"not_planned": "not planned", "completed": "done", "reopened": "open"}


def read_github(found: Decoded, file: str) -> Read:
    """Return the issues of a JSON file as rows; raises `TrueupError` where it holds none. Pull requests are refused."""
    issues = [issue for value in _values(found.text, file) for issue in _issues(value)]
    if not issues:
        raise TrueupError(ErrorCode.SOURCE, f"{file} holds no issues.", file, _HOW)
    notes = (Note(found.note),) if found.note else ()
    return Read(tuple(_row(number, issue) for number, issue in enumerate(issues, 1)), _HEADERS, notes)


def _values(text: str, file: str) -> Iterator[object]:
    """Yield every JSON value of a text: one, one a line, or pages set one behind the other."""
    decoder = json.JSONDecoder()
    at, end = 0, len(text)
    while at < end:
        if text[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            line = text.count("\n", 0, getattr(error, "pos", at)) + 1
            problem = f"{file} is not JSON from line {line} on."
            raise TrueupError(ErrorCode.SOURCE, problem, f"{file}:{line}", _HOW) from None
        yield value


def _issues(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for each in value:
            if isinstance(each, list):
                yield from each
            else:
                yield each
    elif isinstance(value, dict):
        inner = value.get("items", value.get("issues"))
        if isinstance(inner, list):
            yield from inner
        elif "title" in value or "number" in value:
            yield value


def _row(number: int, issue: object) -> Row:
    if not isinstance(issue, dict):
        return Row(number, {"refused": ("It is no issue but a bare value.",)})
    texts: dict[str, tuple[str, ...]] = {}
    key = _key(issue.get("number")) or _text(issue.get("key"))
    labels = _names(issue.get("labels"))
    kind = _name(issue.get("type")) or _name(issue.get("issueType"))
    if not kind and any(label.casefold() in ("epic", "type: epic", "kind/epic") for label in labels):
        kind = "Epic"
    reason = _text(issue.get("state_reason") or issue.get("stateReason")).casefold()
    found = {
        "key": (key,),
        "title": (_text(issue.get("title")),),
        "description": (_text(issue.get("body")),),
        "status": (_text(issue.get("state")).casefold(),),
        "resolution": (_REASONS.get(reason, reason),),
        "labels": labels,
        "assignee": _names(issue.get("assignees")) or _names([issue.get("assignee")]),
        "epic": (_name(issue.get("milestone")),),
        "parent": (_parent(issue),),
        "type": (kind,),
    }
    texts = {name: tuple(text for text in each if text.strip()) for name, each in found.items()}
    if issue.get("pull_request") is not None or "/pull/" in _text(issue.get("html_url") or issue.get("url")):
        texts["refused"] = ("It is a pull request, not an issue.",)
    return Row(number, {name: each for name, each in texts.items() if each})


def _key(number: object) -> str:
    return f"#{number}" if isinstance(number, int | str) and str(number).strip() else ""


def _parent(issue: dict[str, object]) -> str:
    parent = issue.get("parent")
    if isinstance(parent, dict):
        return _key(parent.get("number")) or _text(parent.get("key")) or _text(parent.get("title"))
    last = _text(issue.get("parent_issue_url")).rstrip("/").rpartition("/")[2]
    return f"#{last}" if last.isdigit() else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name(value: object) -> str:
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("title") or value.get("login"))
    return _text(value)


def _names(value: object) -> tuple[str, ...]:
    return tuple(filter(None, map(_name, value))) if isinstance(value, list) else ()
