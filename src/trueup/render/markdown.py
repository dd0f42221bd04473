"""What `check` found as a short report in Markdown, for a pull request or a mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from trueup.core.base.finding import Severity
from trueup.core.gates.actions import Action
from trueup.render.harmless import cut, one_line
from trueup.render.next_steps import next_steps, nothing_next
from trueup.render.outcome import Outcome, Told, Unrun, stake_words
from trueup.render.plain import count_of

SHOWN: Final = 10
"""Rows of a table that stand open."""
FOLDED: Final = 10
"""Rows that follow folded: a comment takes 65,536 characters, and nobody reads more of them there."""
LONGEST: Final = 240
"""Characters of a cell."""

_TITLES: Final[dict[Severity, str]] = {"blocks": "Blocks", "warns": "Warns", "notes": "Notes"}
_CODE: Final = re.compile(r"(?<!`)`([^`|]+)`(?!`)")
_MARKS: Final = re.compile(r"[\\`*_\[\]~]")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}
_REFERENCES: Final = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_MENTION: Final = re.compile(r"@(?=\w)")


def markdown_text(found: Outcome) -> str:
    """Return the report: the first things to do, the counts, a table for each severity; the rest folded.

    It is short whatever was found: the first rows of each table, gravest and dearest first, some more folded, the rest
    as a number. Text of documents is never taken for markup.
    """
    due = found.due()
    parts = [*_next(found), [_counts(found)]]
    faults = [Told(None, fault) for fault in found.faults]
    parts += _section("Cannot be judged before it is mended", faults, found)
    for severity in ("blocks", "warns"):
        parts += _section(_TITLES[severity], [each for each in due if each.finding.severity == severity], found)
    notes = [each for each in due if each.finding.severity == "notes"]
    if notes:
        parts += _folded(f"{_TITLES['notes']} ({len(notes):,})", _rows(notes[:FOLDED], found), len(notes) - FOLDED)
    parts += _later(found)
    parts += _kept(found)
    parts += _waived(found)
    parts += _unrun(found.unrun())
    parts.append(["`trueup explain CODE` says why a rule matters and how to satisfy it."])
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _next(found: Outcome) -> list[list[str]]:
    """Return the first things to do, a paragraph each, or why there is nothing to do."""
    if found.faults:
        count = count_of(len(found.faults), "fault")
        return [[f"**Next:** mend {count} in the documents; what they stand in cannot be judged before."]]
    steps = next_steps(found)
    if not steps:
        said = nothing_next(found) if found.since else "nothing that is due is open"
        return [[f"**Next:** {_cell(said)}."]]
    return [[_step(found, each, "Next" if number == 0 else "Then")] for number, each in enumerate(steps)]


def _step(found: Outcome, action: Action, when: str) -> str:
    who = f", {_cell(', '.join(action.everyone))}" if action.who else ""
    stake = f"at stake: {inline(stake_words(action))}" if action.stake else ""
    code = inline(action.code) if action.code else ""
    place = _cell(found.shown(action.place)) if action.place else ""
    where = ", ".join(part for part in (code, place, stake) if part)
    return f"**{when}{who}:** {_cell(action.what)}" + (f" ({where})" if where else "")


def _counts(found: Outcome) -> str:
    if len(found.assessments) == 1:
        each = found.assessments[0]
        title = _cell(each.document.initiative.title)
        return f"{title}, {each.phase}, as of {each.as_of}: {inline(found.summary())}"
    if not found.judged():
        return inline(found.summary())
    count = count_of(len(found.assessments), "initiative")
    return f"{count} judged: {inline(found.summary())}"


def _section(title: str, told: Sequence[Told], found: Outcome) -> list[list[str]]:
    """Return a heading, the first rows as a table, and what follows them folded."""
    if not told:
        return []
    parts = [[f"### {title} ({len(told):,})"], _rows(told[:SHOWN], found)]
    rest = told[SHOWN:]
    if rest:
        parts += _folded(f"{len(rest):,} more", _rows(rest[:FOLDED], found), len(rest) - FOLDED)
    return parts


def _folded(summary: str, rows: list[str], more: int) -> list[list[str]]:
    tail = [[f"... and {more:,} more: `trueup check` lists them all."]] if more > 0 else []
    return [[f"<details><summary>{summary}</summary>"], rows, *tail, ["</details>"]]


def _later(found: Outcome) -> list[list[str]]:
    told = found.later()
    if not told:
        return []
    counts = ", ".join(f"{phase} {count:,}" for phase, count in found.later_counts().items())
    title = f"Later phases, not due yet: {count_of(len(told), 'finding')} ({counts})"
    return _folded(title, _rows(told[:FOLDED], found), len(told) - FOLDED)


def _kept(found: Outcome) -> list[list[str]]:
    told, words = found.kept(), found.killed_words()
    if not words:
        return []
    title = inline(f"{words[:1].upper()}{words[1:]}")
    return _folded(title, _rows(told[:FOLDED], found), len(told) - FOLDED) if told else [[title]]


def _waived(found: Outcome) -> list[list[str]]:
    told = found.waived()
    if not told:
        return []
    rows = ["| where | what is wrong | until | allowed by | because |", "|---|---|---|---|---|"]
    for each in told[:FOLDED]:
        finding, waiver = each.finding, each.finding.waived
        if waiver is not None:
            cells = (found.shown(finding.place), finding.problem, str(waiver.until), waiver.approved_by, waiver.because)
            rows.append(f"| {' | '.join(map(_cell, cells))} |")
    return _folded(f"Waived: {count_of(len(told), 'finding')}", rows, len(told) - FOLDED)


def _unrun(unrun: Sequence[Unrun]) -> list[list[str]]:
    if not unrun:
        return []
    codes: dict[str, list[str]] = {}
    for each in unrun:
        codes.setdefault(each.reason, []).append(each.code)
    rows = ["| why | rules |", "|---|---|"]
    rows += [f"| {_cell(reason)} | {inline(', '.join(told))} |" for reason, told in list(codes.items())[:FOLDED]]
    title = f"Not run: {count_of(len({each.code for each in unrun}), 'rule')}"
    return _folded(title, rows, len(codes) - FOLDED)


def _rows(told: Sequence[Told], found: Outcome) -> list[str]:
    rows = ["| where | what is wrong | what to do | who | at stake |", "|---|---|---|---|---|"]
    for each in told:
        finding = each.finding
        cells = [
            _cell(found.shown(finding.place)),
            f"**{inline(finding.code)}** {_cell(finding.problem)}",
            _cell(finding.fix),
            _cell(finding.owner or ""),
            _cell(stake_words(finding)),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def _cell(text: str) -> str:
    """Return a text as Markdown, cut where it is too long to be read in a table."""
    return inline(cut(one_line(text), LONGEST))


def inline(text: str) -> str:
    """Return a text as Markdown that reads as it stands; only what our messages put in backticks is code.

    Backticks that do not pair, or hold a bar that would end a cell, are plain; addresses and `@names` link to nobody.
    """
    parts = _CODE.split(one_line(text))
    return "".join(f"`{part}`" if number % 2 else _escaped(part) for number, part in enumerate(parts))


def _escaped(text: str) -> str:
    text = _MARKS.sub(lambda mark: "\\" + mark[0], text)
    text = "".join(_ENTITIES.get(letter, letter) for letter in text)
    text = _REFERENCES.sub(r"\\", text)
    return _MENTION.sub("@\N{ZERO WIDTH SPACE}", text)
