"""From the cells of one row to the keys of an item, and what of them could not be read."""

from __future__ import annotations

from typing import Final

from trueup.core.backlog.dates import read_day
from trueup.core.backlog.estimates import read_points, read_time, unit_of
from trueup.core.backlog.mine import KEYS
from trueup.core.backlog.naming import cleaner
from trueup.core.backlog.row import Level, Row, Settings, Tool, Value
from trueup.core.backlog.statuses import folded, state_of

DESCRIPTION: Final = 240
"""Characters of a description that the document shows; the record beside it keeps the whole text."""
_ACCEPTANCE: Final = 1_000
_MOST_CRITERIA: Final = 40
_MOST_LABELS: Final = 50
_TITLE: Final = cleaner(300)
_NAME: Final = cleaner(80)
_DESCRIPTION: Final = cleaner(DESCRIPTION)
_CRITERION: Final = cleaner(_ACCEPTANCE)
_ORDINARY: Final = {"epic": ("epic",), "story": ("story", "user story"), "task": ("sub-task", "subtask", "task")}
_BULLETS: Final = "*-#\u2022\u2013\u00b7 \t"
_NO_ONE: Final = frozenset({"unassigned", "none", "-", "n/a", "null"})


class Reader:
    """Reads rows of one backlog.

    `notes` gathers what could not be read, with the rows it stands in; `remarks` what holds for the whole file.
    """

    def __init__(self, tool: Tool, settings: Settings, month_before: bool | None, prefer: str) -> None:  # noqa: FBT001
        """Read with the user's settings; where a row has estimates of both kinds, take the preferred one."""
        self.notes: dict[str, list[int]] = {}
        self.remarks: dict[str, None] = {}
        self._kinds: dict[str, str] = {}
        self.tool, self._hours, self._months, self._prefer = tool, settings.hours, month_before, prefer
        self._own = folded(settings.statuses)
        self._states: dict[tuple[str, str, str], str] = {}

    def values(self, row: Row, name: str, key: str, level: Level) -> dict[str, Value]:
        """Return the keys of an item in the order of the field reference; what is empty is left out."""
        found: dict[str, Value] = {}
        title = _TITLE(row.first("title") or row.first("epic_name"))
        if title:
            found["title"] = title
        else:
            self.note("title", "no summary: the item has no title, only its key", row)
        kind = _NAME(row.first("type"))
        if kind and kind.casefold() not in _ORDINARY[level]:
            found["type"] = kind
        if key != name and _NAME(key):
            found["key"] = _NAME(key)
        status = self._status(row)
        if status != "todo":
            found["status"] = status
        single = {"estimate": self._estimate(row), "due": self._due(row), "assignee": _person(row)}
        found.update({name: read for name, read in single.items() if read})
        labels = self._labels(row)
        if labels:
            found["labels"] = labels
        description = _DESCRIPTION(row.first("description")) if "description" in row.texts else ""
        if description:
            found["description"] = description
        criteria = _criteria(row)
        if criteria:
            found["acceptance"] = criteria
        return {name: found[name] for name in KEYS if name in found}

    def _status(self, row: Row) -> str:
        words = (row.first("status"), row.first("category"), row.first("resolution"))
        if words == ("", "", ""):
            return "todo"
        known = self._states.get(words)
        if known is None:
            known = self._states[words] = state_of(*words, self._own) or ""
        if not known:
            said = _NAME(words[0])
            hint = f"taken as todo (say `--status '{said}=doing'`)"
            self.note(f"status {said}", f"status `{said}` is not known: {hint}", row)
        return known or "todo"

    def _estimate(self, row: Row) -> str:
        both = "points" in row.texts and "time" in row.texts
        found: dict[str, str] = {}
        for field in ("points", "time"):
            text = row.first(field)
            if not text:
                continue
            read = read_points(text) if field == "points" else read_time(text, self.tool, self._hours)
            if read is None:
                said = f"estimate such as `{_NAME(text)}` is no number of points and no time: left out"
                self.note("estimate", said, row)
            else:
                found[field] = read
                if field == "time" and unit_of(read) == "day":
                    self._remark_time(text)
        if both and len(found) > 1:
            self.note("both", f"points and time both given: {self._prefer} taken as the estimate", row)
            return found[self._prefer]
        return next(iter(found.values()), "")

    def _due(self, row: Row) -> str:
        text = row.first("due")
        if not text:
            return ""
        day = read_day(text, month_before=self._months)
        if day is None:
            self.note("due", f"due date such as `{_NAME(text)}` {self._no_day()}", row)
        return day.isoformat() if day else ""

    def _no_day(self) -> str:
        if self._months is None:
            return "is no day or may be two: left out (say `--dates day-first` or `month-first`)"
        return f"is no day where the {'month' if self._months else 'day'} comes first: left out"

    def _labels(self, row: Row) -> tuple[str, ...]:
        texts = row.texts.get("labels", ())
        if not texts:
            return ()
        if self.tool == "csv":
            texts = tuple(part for text in texts for part in text.replace(";", ",").split(","))
        elif self.tool == "jira" and len(texts) == 1:
            texts = tuple(texts[0].replace(",", " ").split())
        names = dict.fromkeys(name for name in (_NAME(text) for text in texts) if name)
        return tuple(names)[:_MOST_LABELS]

    def note(self, kind: str, said: str, row: Row) -> None:
        """Note what is odd in a row; of one kind the first words stand for all."""
        self.notes.setdefault(self._kinds.setdefault(kind, said), []).append(row.number)

    def _remark_time(self, text: str) -> None:
        if self.tool == "jira":
            self.remarks[f"time is given in days of {self._hours:g} hours (`--hours` sets another length)"] = None
        elif text.strip().replace(".", "").replace(",", "").isdigit():
            self.remarks["bare numbers of time are taken as days (points are mapped by `--map points=COLUMN`)"] = None
        elif not text.strip().casefold().endswith(("d", "day", "days")):
            self.remarks[f"hours and weeks are given in days of {self._hours:g} hours, five a week (`--hours`)"] = None


def _person(row: Row) -> str:
    name = _NAME(row.first("assignee"))
    return "" if name.casefold() in _NO_ONE else name


def _criteria(row: Row) -> tuple[str, ...]:
    texts = row.texts.get("acceptance", ())
    lines = (line.strip().lstrip(_BULLETS) for text in texts for line in text.splitlines())
    return tuple(dict.fromkeys(said for said in map(_CRITERION, lines) if said))[:_MOST_CRITERIA]
