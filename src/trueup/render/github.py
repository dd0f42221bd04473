"""What `check` found as workflow commands of GitHub Actions, which show it beside the changed lines."""

from __future__ import annotations

from typing import Final

from trueup.core.base.finding import Finding, Severity
from trueup.render.harmless import one_line, visible
from trueup.render.next_steps import next_steps, nothing_next
from trueup.render.outcome import Outcome, stake_words
from trueup.render.plain import count_of

SHOWN: Final = 10
"""Annotations of one kind that GitHub shows a step; what goes beyond is told as plain lines of the log."""

_COMMANDS: Final[dict[Severity, str]] = {"blocks": "error", "warns": "warning", "notes": "notice"}
_OF_NOTES: Final = 2
"""Notices we need ourselves: for later phases and for what did not run; one more where something was killed."""


def github_text(found: Outcome) -> str:
    """Return an annotation for each finding that is due, the gravest first; later phases and what did not run in one.

    Findings beyond those that GitHub shows follow as plain lines, then the first things to do; the counts stand last.
    """
    own = _OF_NOTES + bool(found.killed_words())
    room = {"error": SHOWN, "warning": SHOWN, "notice": SHOWN - own}
    commands: dict[str, list[str]] = {kind: [] for kind in room}
    rest: list[str] = []
    for each in (*found.faults, *(told.finding for told in found.due())):
        kind = _COMMANDS[each.severity]
        if len(commands[kind]) < room[kind]:
            commands[kind].append(_annotation(found, kind, each))
        else:
            rest.append(_plain(f"{each.severity} {found.shown(each.place)}: {each.code} {each.name}: {each.problem}"))
    lines = [*commands["error"], *commands["warning"], *_notices(found), *commands["notice"], *rest]
    return "\n".join([*lines, *_next(found), _plain(found.summary())]) + "\n"


def _next(found: Outcome) -> list[str]:
    """Return the first things to do as plain lines: every annotation that GitHub shows is a finding's."""
    if found.faults:
        return []
    lines = [] if next_steps(found) or found.since is None else [_plain(f"next: {nothing_next(found)}")]
    for each in next_steps(found):
        where = f"{found.shown(each.place)}: " if each.place else ""
        who = f" ({', '.join(each.everyone)})" if each.who else ""
        lines.append(_plain(f"next: {where}{each.what}{who}"))
    return lines


def _notices(found: Outcome) -> list[str]:
    lines: list[str] = []
    later = found.later_counts()
    if later:
        counts = ", ".join(f"{phase} {count_of(count, 'finding')}" for phase, count in later.items())
        lines.append(f"::notice title=Later phases::{_data(f'Not due yet: {counts}.')}")
    killed = found.killed_words()
    if killed:
        lines.append(f"::notice title=Killed::{_data(f'{killed[:1].upper()}{killed[1:]}.')}")
    unrun = found.unrun()
    if unrun:
        codes = ", ".join(dict.fromkeys(each.code for each in unrun))
        reasons = "; ".join(dict.fromkeys(one_line(each.reason) for each in unrun))
        lines.append(f"::notice title=Not run::{_data(f'{codes}: {reasons}.')}")
    return lines


def _annotation(found: Outcome, kind: str, each: Finding) -> str:
    properties: dict[str, str] = {}
    file = found.file(each.place)
    if file is not None:
        properties["file"] = visible(file)
        if each.place.line is not None:
            properties["line"] = str(each.place.line)
    properties["title"] = one_line(f"{each.code} {each.name}")
    stake = stake_words(each)
    last = [f"Who acts: {one_line(each.owner)}." if each.owner else "", f"At stake: {stake}." if stake else ""]
    parts = [one_line(each.problem), one_line(each.fix), " ".join(part for part in last if part)]
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {told}::{_data(chr(10).join(part for part in parts if part))}"


def _data(text: str) -> str:
    """Return a message as a workflow command holds it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return the value of a property as a workflow command holds it."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _plain(text: str) -> str:
    """Return a line of the log that no runner takes for a command: an old form of them may begin anywhere."""
    return one_line(text).replace("##[", "## [")
