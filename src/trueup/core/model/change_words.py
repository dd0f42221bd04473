"""A change in words: what it is called in the method, and its values as people write them, exact and with units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from trueup.core.base.money import SYMBOLS
from trueup.core.base.quantity import Spread
from trueup.core.base.ranges import show_range
from trueup.core.base.units import CURRENCIES, TIMES
from trueup.core.model.calendar import Span
from trueup.core.model.case import Assumption
from trueup.core.model.changes import Change, Content, Steps, attributes, holds_others, is_part
from trueup.core.model.dataset import Reference
from trueup.core.model.dependency import Dependency
from trueup.core.model.initiative import Initiative, Portfolio
from trueup.core.model.items import item_path, located
from trueup.core.model.kpi import AcrossUnits, Kpi
from trueup.core.model.option import OUTCOME_WORDS
from trueup.core.model.signing import Signers
from trueup.core.model.work import Estimate

Whole = Initiative | Portfolio

NOUNS: Final[Mapping[str, str]] = {
    "kpis": "KPI",
    "assumptions": "assumption",
    "data": "data set",
    "operational_goals": "operational goal",
    "options": "option",
    "epics": "epic",
    "stories": "story",
    "tasks": "task",
    "stakeholders": "stakeholder",
    "people": "person",
    "roles": "role",
    "raci": "RACI of",
    "calendars": "calendar",
    "risks": "risk",
    "decisions": "decision",
    "reviews": "review",
    "communication": "communication",
    "strategic_objectives": "strategic objective",
    "data_strategy": "data need",
    "rules": "ruling on",
    "waivers": "waiver",
}
"""What an entry of a section is called."""

SINGLE: Final[Mapping[str, str]] = {
    "objective": "the objective",
    "mvp": "the MVP",
    "pilot": "the pilot",
    "budget": "the budget",
    "case": "the business case",
    "operation": "the operation",
    "signing": "the rule who signs",
    "collaboration": "the rule from when on working together is weak",
}
"""What a section that is there once is called."""

_FIELDS: Final[Mapping[str, str]] = {
    "target.value": "target",
    "target.by": "due date of the target",
    "baseline.value": "baseline",
    "baseline.from": "first day of the baseline",
    "baseline.to": "last day of the baseline",
    "baseline.because": "reason of the baseline",
    "kpi": "deciding KPI",
    "for": "operational goal",
    "depends_on": "dependencies",
    "acceptance": "acceptance criteria",
    "vision.high": "vision",
    "vision.low": "vision at length",
    "left": "day of leaving",
    "uses": "data used",
    "probe.verdict.says": "stated verdict of the probe",
    "probe.verdict.by": "who states the verdict of the probe",
    "probe.verdict.day": "day of the stated verdict",
    "probe.verdict.source": "source of the stated verdict",
    "probe.verdict.because": "reason of the stated verdict",
    "mandated.reason": "reason of the mandate",
    "mandated.owner": "owner of the mandate",
}
_LEVELS: Final = frozenset({"target.value", "baseline.value"})
_MONEY: Final = frozenset({"rate", "amount", "build_cost", "run_cost", "cost", "cost_spent", "impact", "run_cost_cap"})
_DEFINING: Final = frozenset(("data", "rows", "per", "value", "over", "where", "across", "at", "zone", "formula"))
_WORK: Final = frozenset({"epics", "stories", "tasks"})
_BELOW: Final = ("stories", "tasks")
_DAYS: Final = frozenset({"settles", "refreshed", "every", "ramp_up", "quiet", "slow"})
_SHARES: Final = frozenset({"probability", "technical", "technical_risk", "availability", "discount_rate", "tolerance"})
_OF_SHARES: Final = ("share", "mean", "ratio")
_PLAIN: Final[Mapping[str, str]] = {"rates": "rate of", "claims": "claim on KPI"}
"""What one figure of a section of plain figures is called."""
_POINTS: Final = ("priorities",)
_OF_MVP: Final = ("mvp", "items")
_SAYS: Final = ("probe", "verdict", "says")
_AROUND: Final = 3
"""Words shown on either side of those that changed in a text."""
_LONGEST: Final = 160
_WORD: Final = re.compile(r"\S+")


def told(change: Change, after: Whole | None, before: Whole | None = None) -> str:
    """Return a change as a sentence without its full stop: target of KPI `late` went from 22 % to 24 %.

    `before` and `after` are the documents that the change lies between: titles, units and the currency are taken from
    there. Where one of them is not at hand, the other stands in.
    """
    now, then = after or before, before or after
    thing, rest = split(change.steps)
    there = then if change.kind == "removed" else now
    if not rest:
        return _of_whole(change, thing, there)
    if change.steps == _OF_MVP:
        return _of_mvp(change, now, then)
    old, new = shown(change.before, change.was or change.steps, then), shown(change.after, change.steps, now)
    if _is_entry(change, rest):
        return _of_entry(change, thing, rest, there, old if change.kind == "removed" else new)
    return f"{_of(rest, thing, there)} {_became(change, old, new)}"


def _of_entry(change: Change, thing: Steps, rest: Steps, there: Whole | None, value: str) -> str:
    """Return what is said of an entry of plain values that came or went: a KPI that is advanced, a rate, points."""
    gone = change.kind == "removed"
    if rest[0] == "advances":
        return f"{named(thing, there)} {'no longer advances' if gone else 'now advances'} KPI `{rest[-1]}`"
    if rest[0] in _PLAIN:
        return f"{_of(rest, thing, there)} {f'is gone; it was {value}' if gone else f'is set now: {value}'}"
    return f"{_of(rest[:-1], thing, there)}: `{rest[-1]}` {'is gone' if gone else 'is new'} ({value})"


def _of_mvp(change: Change, now: Whole | None, then: Whole | None) -> str:
    """Return which work the MVP holds now and which no longer."""
    before, after = _work_of(change.before, then), _work_of(change.after, now)
    came = [path for path in after if path not in before]
    went = [path for path in before if path not in after]
    if not before:
        return f"the MVP is stated now: {_works(came)}"
    if not after:
        return f"the MVP is no longer stated; it held {_works(went)}"
    whole = [path for path in came if _inside(path, went)]
    part = {path: inner for path in went if (inner := _inside(path, came))}
    left = [path for path in went if path not in part and not any(path in _inside(each, went) for each in whole)]
    new = [path for path in came if path not in whole and not any(path in inner for inner in part.values())]
    said = [
        *([f"no longer holds {_works(left)}"] if left else ()),
        *(f"holds of {_works([path])} only {_works(inner)}" for path, inner in part.items()),
        *([f"now holds {_works(new)}"] if new else ()),
        *([f"now holds all of {_works(whole)}"] if whole else ()),
    ]
    return f"the MVP {' and '.join(said) or 'names the same work in other words'}"


def _inside(outer: str, paths: Sequence[str]) -> list[str]:
    return [path for path in paths if path.startswith(f"{outer}.")]


def _works(paths: Sequence[str]) -> str:
    return _several([named(tuple(path.split(".")), None) for path in paths])


def _work_of(value: Content, whole: Whole | None) -> list[str]:
    """Return the paths of work that a list names."""
    names = [str(each) for each in value] if isinstance(value, tuple | list) else []
    known = located(whole, names) if isinstance(whole, Initiative) else {}
    return [known.get(name, item_path(name)) for name in names]


def _of(rest: Steps, thing: Steps, whole: Whole | None) -> str:
    """Return what a field is called with what it belongs to; work by its title too, for its ids say little."""
    if not thing:
        return f"{_PLAIN[rest[0]]} `{rest[1]}`" if rest[0] in _PLAIN and len(rest) > 1 else _field(rest)
    field = f"definition (`{rest[0]}`)" if thing[0] == "kpis" and rest[0] in _DEFINING else _field(rest)
    return f"{field} of {named(thing, whole, title=not _WORK.isdisjoint(thing[-2:-1]))}"


def _is_entry(change: Change, rest: Steps) -> bool:
    """Whether an entry of a section of plain values came or went, such as `rates.default` or `advances.late`."""
    value = change.before if change.after is None else change.after
    return change.kind in ("added", "removed") and len(rest) > 1 and not holds_others(value)


def split(steps: Steps) -> tuple[Steps, Steps]:
    """Return the path of the thing that a path leads to or into, and the way on within it; () is the document."""
    section = steps[0] if steps else ""
    if section in SINGLE:
        return steps[:1], steps[1:]
    if section not in NOUNS:
        return (), steps
    end = 2
    while end + 1 < len(steps) and steps[end] in _BELOW:
        end += 2
    return steps[:end], steps[end:]


def named(thing: Steps, whole: Whole | None, *, title: bool = True) -> str:
    """Return what a thing is called: KPI `late`, story `E1.S2` (Ask for the missing form), the objective."""
    if not thing:
        return "the initiative" if not isinstance(whole, Portfolio) else "the portfolio"
    if len(thing) == 1:
        return SINGLE.get(thing[0], thing[0].replace("_", " "))
    noun, name = NOUNS.get(thing[-2], thing[-2]), ".".join(thing[1::2])
    part = at(whole, thing) if title else None
    known = getattr(part, "title", None) or getattr(part, "name", None)
    return f"{noun} `{name}` ({_cut(known, 60)})" if isinstance(known, str) else f"{noun} `{name}`"


def at(whole: Content, steps: Steps) -> Content:
    """Return what stands at a path of a document, None where nothing does."""
    here = whole
    for step in steps:
        if is_part(here):
            here = getattr(here, attributes(type(here)).get(step, ""), None)
        else:
            here = here.get(step) if isinstance(here, Mapping) else None
    return here


def shown(value: Content, steps: Steps, whole: Whole | None) -> str:
    """Return a value as people write it, exact, with the unit or currency of its place; `none` for nothing."""
    if value is None or value == ():
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Spread):
        return _figure(value if isinstance(value, Spread) else Spread("point", (value,)), steps, whole)
    if isinstance(value, str):
        return f"“{OUTCOME_WORDS[value]}”" if steps[-3:] == _SAYS and value in OUTCOME_WORDS else _cut(value)
    if isinstance(value, Sequence):
        return ", ".join(shown(each, steps, whole) for each in value)
    return _special(value)


def _special(value: Content) -> str:
    """Return a value of the language's own kinds in its words."""
    match value:
        case date():
            return value.isoformat()
        case Estimate():
            return _counted(show_range(value.effort), value.unit)
        case Dependency():
            lag = f"{value.lag:+d} days" if value.lag else ""
            how = ", ".join(each for each in (value.kind if value.kind != "finish_start" else "", lag) if each)
            return f"{value.on} ({how})" if how else value.on
        case AcrossUnits():
            return f"quantile {value.quantile:g}" if value.quantile is not None else value.how
        case Reference():
            return f"{', '.join(value.columns)}: {value.to}.{', '.join(value.to_columns)}"
        case Signers():
            return f"{value.count} of {', '.join(value.of)}" if value.of else "nobody"
        case Span():
            return f"{value.first}" if value.first == value.last else f"{value.first}..{value.last}"
        case Mapping():
            return _cut(", ".join(f"{key}: {each}" for key, each in sorted(value.items())))
    return _cut(str(value))


def _figure(spread: Spread, steps: Steps, whole: Whole | None) -> str:
    """Return a number or range with what it counts where it stands."""
    thing, rest = split(steps)
    key = rest[-1] if rest else ""
    if rest[:1] == _POINTS:  # an outcome may be called `cost`: points are points, whatever they are for
        return _counted(_grouped(spread), "point")
    if steps[0:1] == ("rates",) or key in _MONEY or (thing == ("budget",) and key == "spent"):
        return _with_unit(spread, (whole.currency if whole else None) or "")
    part = at(whole, thing)
    if ".".join(rest) in _LEVELS and isinstance(part, Kpi):
        how = part.across.how if part.across else "share"
        unit = part.unit or "1"
        return _percent(spread) if unit == "1" and how in _OF_SHARES else _with_unit(spread, unit)
    if key in _SHARES or steps[0:1] == ("claims",):
        return _percent(spread)
    if isinstance(part, Assumption) and key == "range":
        return _with_unit(spread, part.unit)
    if key in _DAYS:
        return _counted(_grouped(spread), "day")
    return _counted(_grouped(spread), "hour") if key == "hours" else _grouped(spread)


def _with_unit(spread: Spread, unit: str) -> str:
    text = _grouped(spread)
    what, mark, rest = unit.partition("/")
    if what in CURRENCIES:
        sign, size = ("-", text[1:]) if text.startswith("-") else ("", text)
        return f"{sign}{SYMBOLS.get(what, f'{what} ')}{size}{' per ' + rest if rest else ''}"
    if unit in ("", "1"):
        return text
    return f"{_counted(text, what) if what in TIMES else f'{text} {what}'}{mark}{rest}"


def _percent(spread: Spread) -> str:
    """Return shares as percent, shifted without rounding: 0.2447 is 24.47 %."""
    shifted = Spread(spread.form, tuple(float(Decimal(repr(float(each))).scaleb(2)) for each in spread.at))
    return f"{_grouped(shifted)} %"


def _grouped(spread: Spread) -> str:
    """Return a range as it is written, with thousands set apart for reading."""
    return re.sub(r"(?<!\d)(?<!\d\.)\d{4,}", lambda found: f"{int(found[0]):,}", show_range(spread))


def _counted(text: str, noun: str) -> str:
    return f"{text} {noun}" if text == "1" else f"{text} {noun}s"


def _of_whole(change: Change, thing: Steps, there: Whole | None) -> str:
    what = named(thing, there)
    if change.kind == "renamed":
        return f"{named(change.was, None)} is called `{thing[-1]}` now, its content is the same"
    if change.kind == "moved":
        return f"{named(change.was, None)} is {named(thing, there)} now, its content is the same"
    return f"{what} is {'new' if change.after is not None else 'gone'}"


def _became(change: Change, old: str, new: str) -> str:
    before, after = change.before, change.after
    if holds_others(before) or holds_others(after):
        return {"added": "is there now", "removed": "is gone"}.get(change.kind, "changed")
    if isinstance(before, tuple | list) and isinstance(after, tuple | list):
        return _of_list(before, after, change.steps)
    if before is None:
        return f"is set now: {new}"
    if after is None:
        return f"is gone; it was {old}"
    if isinstance(before, str) and isinstance(after, str) and (" " in before or " " in after):
        went, came = text_difference(before, after)
        return f'reads "{came}" instead of "{went}"'
    return f"went from {old} to {new}"


def _of_list(before: Sequence[Content], after: Sequence[Content], steps: Steps) -> str:
    came = [shown(each, steps, None) for each in after if each not in before]
    went = [shown(each, steps, None) for each in before if each not in after]
    if not came and not went:
        return "changed: an entry stands there more or less often"
    parts = [f"{_few(some)} {word}" for some, word in ((came, "added"), (went, "taken out")) if some]
    return f"changed: {', '.join(parts)}"


def _few(texts: Sequence[str]) -> str:
    return _several([f"`{each}`" for each in texts])


def _several(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - _AROUND:,} more" if len(texts) > _AROUND else ""
    return ", ".join(texts[:_AROUND]) + more


def text_difference(before: str, after: str) -> tuple[str, str]:
    """Return the words that changed in a text, before and after, with a few words around them."""
    from difflib import SequenceMatcher  # most differences are none of texts

    old, new = _WORD.findall(before), _WORD.findall(after)
    if old == new:
        return _cut(before), _cut(after)
    blocks = [each for each in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if each[0] != "equal"]
    first, last = blocks[0], blocks[-1]
    return _window(old, first[1], last[2]), _window(new, first[3], last[4])


def _window(words: Sequence[str], start: int, end: int) -> str:
    low, high = max(0, start - _AROUND), min(len(words), end + _AROUND)
    return _cut(f"{'... ' if low else ''}{' '.join(words[low:high])}{' ...' if high < len(words) else ''}")


def _field(rest: Steps) -> str:
    if rest[:1] == _POINTS and len(rest) > 1:
        return f"priority `{rest[-1]}`"
    path = ".".join(rest)
    return _FIELDS.get(path) or _FIELDS.get(rest[0] if len(rest) == 1 else "") or " ".join(rest).replace("_", " ")


def _cut(text: str, most: int = _LONGEST) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 3]}..."
