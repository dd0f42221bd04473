"""The ways from an item to the strategic objective as a tree of plain text and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from trueup.core.base.finding import Id
from trueup.core.base.quantity import Quantity
from trueup.core.gates.way import Step, Way
from trueup.core.gates.ways import Ways
from trueup.render.charts.numbers import SPACE, share
from trueup.render.dated import dated
from trueup.render.json import quantity
from trueup.render.plain import MARKS, money

WIDTH: Final = 100
FORMAT: Final = 1
_HELD: Final = {"holds": "✓", "breaks": "✗", "unknown": "?"}
_KIND, _OWNER, _MONEY = 20, 18, 18
_LEAST: Final = 24
_MOST_WAYS: Final = 20
_LEGEND: Final = "✓ holds  ✗ breaks  ? not known here    ● measured  ◐ estimated  ○ assumed"


def why_text(found: Ways, as_of: date | None = None) -> str:
    """Return the ways as text of at most 100 columns: what they share first, then a branch for each way.

    `as_of` is the day that was asked for, if any: commands that are named carry it.
    """
    found = replace(found, ways=tuple(replace(way, steps=_dated(way.steps, as_of)) for way in found.ways))
    common = _common(found.ways)
    lines = [*_wrapped(_verdict(found), ""), ""]
    forks = len(found.ways) > 1
    for number, step in enumerate(found.ways[0].steps[:common]):
        same = len({way.steps[number].spend for way in found.ways}) == 1
        shared = replace(step, note="", spend=step.spend if same else None) if forks else step
        lines += _step(shared, "  ")
    branches = found.ways if forks else ()
    shown, told = branches[:_MOST_WAYS], set[tuple[Id, ...]]()
    for number, way in enumerate(shown):
        lines += _branch(way, common, told, last=number == len(branches) - 1)
    if len(branches) > len(shown):
        lines.append(f"  └─ and {len(branches) - len(shown)} more ways; `--format json` lists all")
    return "\n".join(line.rstrip() for line in [*lines, "", _LEGEND]) + "\n"


def _dated(steps: Sequence[Step], as_of: date | None) -> tuple[Step, ...]:
    if as_of is None:
        return tuple(steps)
    said = (tuple(dated(each, as_of) for each in step.missing) for step in steps)
    return tuple(replace(s, missing=missing, fix=dated(s.fix, as_of)) for s, missing in zip(steps, said, strict=True))


def why_json(found: Ways) -> str:
    """Return the ways as JSON, each step with owner, place, money and whether it holds."""
    body = {
        "trueup": FORMAT,
        "item": found.item,
        "kind": found.head.kind,
        "title": found.head.title,
        "reaches": found.reaches,
        "broken_at": found.broken_at,
        "ways": [
            {
                "share": way.share,
                "spend": quantity(way.spend),
                "holds": way.holds,
                "broken_at": way.broken.path if way.broken else None,
                "steps": [_step_fields(step) for step in way.steps],
            }
            for way in found.ways
        ],
    }
    return json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _step_fields(step: Step) -> dict[str, object]:
    return {
        "path": step.path,
        "kind": step.kind,
        "title": step.title,
        "owner": step.owner,
        "held": step.held,
        "missing": list(step.missing),
        "fix": step.fix,
        "note": step.note,
        "spend": quantity(step.spend),
        "benefit": quantity(step.benefit),
        "place": {"file": step.place.file, "line": step.place.line, "path": step.place.path},
    }


def _verdict(found: Ways) -> str:
    name = f"{found.head.kind} `{found.head.id}`"
    if found.head.kind == "person":
        name = f"what `{found.head.id}` stands for"
    broken = next((way.broken for way in found.ways if way.broken), None)
    at = f"the way breaks at {broken.kind} `{broken.id}` ({broken.place})" if broken else ""
    if not found.reaches:
        return f"{name[0].upper()}{name[1:]} does not reach the strategic objective: {at}."
    by_law = all(way.steps[-1].kind == "mandate" for way in found.ways if way.holds)
    end = "has to be done" if by_law else f"reaches {_end(found)}"
    unknown = {step.kind for way in found.ways for step in way.steps if step.held == "unknown"}
    rest = " What is marked ? was not read here." if unknown & {"KPI", "data set"} else ""
    if not broken:
        return f"{name[0].upper()}{name[1:]} {end}.{rest}"
    lost = _lost(found.ways)
    part = f"{share(lost, 0)} of it does not" if lost is not None else "not on every way"
    return f"{name[0].upper()}{name[1:]} {end}; {part}: {at}.{rest}"


def _end(found: Ways) -> str:
    last = next(way for way in found.ways if way.holds).steps[-1]
    if last.held == "holds" and last.kind == "strategic objective":
        return f"the strategic objective `{last.id}`"
    return "the primary objective; no strategic objective is known"


def _lost(ways: Sequence[Way]) -> float | None:
    """Return the share of the work that takes no way that holds; work that forks further up is counted once."""
    parts = {way.steps[: _up_to_kpi(way)]: way.share for way in ways if way.holds}
    shares = [part for part in parts.values() if part is not None]
    return max(0.0, 1.0 - sum(shares)) if shares else None


def _up_to_kpi(way: Way) -> int:
    return next((number + 1 for number, step in enumerate(way.steps) if step.kind == "KPI"), len(way.steps))


def _common(ways: Sequence[Way]) -> int:
    """Return how many first steps all ways share; what follows differs."""
    if len(ways) == 1:
        return len(ways[0].steps)
    common = 0
    for steps in zip(*(way.steps for way in ways), strict=False):
        if len({(step.path, step.held, step.missing) for step in steps}) > 1:
            break
        common += 1
    return common


def _branch(way: Way, common: int, told: set[tuple[Id, ...]], *, last: bool) -> Iterator[str]:
    parts = [share(way.share, 0) + " of it" if way.share is not None else "", _spend(way.spend)]
    parts += [step.note for step in way.steps[:common] if step.note]
    yield f"  {'└─' if last else '├─'} {', '.join(part for part in parts if part)}".rstrip()
    indent = "     " if last else "  │  "
    for number, step in enumerate(way.steps[common:], common):
        rest = tuple(each.path for each in way.steps[number:])
        if rest in told:
            yield f"{indent}↑ {step.kind}, and on as above"
            return
        if step.kind == "primary objective":
            told.add(rest)
        yield from _step(step, indent)


def _step(step: Step, indent: str) -> Iterator[str]:
    room = max(_LEAST, WIDTH - len(indent) - 2 - _KIND - _OWNER - _MONEY)
    name = step.title if step.title in ("", step.id) or step.path == "objective" else f"{step.id}: {step.title}"
    said = f"{name or step.id}{f' ({step.note})' if step.note else ''}"
    rows = textwrap.wrap(" ".join(said.split()), room - 2) or [""]
    owner = textwrap.shorten(step.owner or "nobody", _OWNER - 2, placeholder="...")
    head = f"{_HELD[step.held]} {step.kind:<{_KIND}}{rows[0]:<{room}}{owner:<{_OWNER}}{_worth(step)}"
    yield f"{indent}{head}"
    for row in rows[1:]:
        yield f"{indent}  {'':<{_KIND}}{row}"
    for number, missing in enumerate(step.missing):
        lead = "" if number == 0 else "also: "
        yield from _wrapped(f"{_sentence(lead + missing)}", f"{indent}  {'':<{_KIND}}")
        if number == 0 and step.fix:
            yield from _wrapped(f"→ {step.fix}", f"{indent}  {'':<{_KIND}}")


def _worth(step: Step) -> str:
    figure = step.benefit or step.spend
    return f"{money(figure)} {MARKS[figure.basis]}" if figure else ""


def _spend(spend: Quantity | None) -> str:
    return f"{money(spend)} {MARKS[spend.basis]} of remaining work".replace(SPACE, " ") if spend else ""


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split(" ")), WIDTH, initial_indent=indent, subsequent_indent=indent)
