"""What the profile of a table means, in words: its keys, copies, order, course in time, and what goes with what."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.readiness.profile_reading import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trueup.core.model.ask.together import Coverage, Dependency
    from trueup.core.model.results.profile import DataProfile, FoundReference

STRONG: Final = 0.9
_FEW: Final = 0.01
_BETTER: Final = 0.1
"""A dependency must leave at most this share of the exceptions that always guessing the commonest value leaves."""
_ALIKE: Final = 0.2
_ISO: Final = len("2024-01-01")


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of periods without a row: the first days of the first and the last of them, and how many."""

    first: str
    last: str
    periods: int


def table_remarks(profile: DataProfile) -> tuple[str, ...]:
    """Return what is known of the table as a whole, one sentence each."""
    return tuple(
        each
        for each in (*_keys(profile), *_copies(profile), *_order(profile), *_time(profile), *_tied(profile))
        if each
    )


def _keys(profile: DataProfile) -> Iterator[str]:
    if profile.keys:
        yield f"key: {_names(profile.keys)} {'names' if len(profile.keys) == 1 else 'each name'} every row"
    elif profile.rows:
        yield "no single column names every row"
    pairs = profile.pair_keys
    if not isinstance(pairs, NotRun):
        good = [pair for pair in pairs.pairs if not pair.repeated and not pair.with_null]
        near = [pair for pair in pairs.pairs if 0 < pair.repeated <= _FEW * pairs.rows]
        if good:
            yield "key of two columns: " + "; ".join(_names(pair.columns) for pair in good[:3])
        yield from (f"nearly a key: {_names(pair.columns)}, but {pair.repeated:,} rows repeat" for pair in near[:2])


def _copies(profile: DataProfile) -> Iterator[str]:
    copies = profile.duplicates
    if not isinstance(copies, NotRun) and copies.repeated:
        yield f"{_rows(copies.repeated)} exact copies of others ({percent(copies.repeated, copies.rows)})"
    elif isinstance(copies, NotRun) and copies.reason != "not_due":
        yield f"copies were not counted: {copies.detail}"
    exact = 0 if isinstance(copies, NotRun) else copies.repeated
    for near in profile.near:
        if isinstance(near, NotRun):
            yield f"rows alike were not counted: {near.detail}"
        elif exact < near.alike <= _ALIKE * near.rows:
            what = f"in {_names(near.columns)}" if len(near.columns) == 1 else "apart from keys and times"
            words = (
                "" if near.alike == near.exact else f", {near.alike - near.exact:,} of them but for case or punctuation"
            )
            yield f"{_rows(near.alike)} like an earlier one {what}{words}"


def _order(profile: DataProfile) -> Iterator[str]:
    if isinstance(profile.order, NotRun) or not profile.order.sorted:
        return
    first = profile.order.sorted[0]
    but = f", but for {first.exceptions:,} steps" if first.exceptions else ""
    yield f"sorted by `{first.column}`{', falling' if first.direction == 'down' else ''}{but}"


def _time(profile: DataProfile) -> Iterator[str]:
    course = profile.coverage
    if isinstance(course, NotRun) or not course.periods:
        return
    yield (
        f"rows from {course.periods[0].start} to {course.periods[-1].start} by `{course.time}`, "
        f"{len(course.periods):,} {course.unit}s with rows"
    )
    empty = gaps(course)
    if empty:
        total = sum(gap.periods for gap in empty)
        longest = max(empty, key=lambda gap: gap.periods)
        from_to = f"from {longest.first} to {longest.last}"
        yield f"{total:,} {course.unit}s in between without a row, the longest gap {from_to}"


def _tied(profile: DataProfile) -> Iterator[str]:
    for found in told_dependencies(profile)[:5]:
        but = f", but for {found.exceptions:,} rows" if found.exceptions else ""
        yield f"`{found.column}` determines `{found.other}`{but}"
    if not isinstance(profile.correlations, NotRun):
        strong = [pair for pair in profile.correlations.pairs if abs(pair.spearman or 0) >= STRONG]
        strong.sort(key=lambda pair: -abs(pair.spearman or 0))
        for pair in strong[:5]:
            yield f"{_names(pair.columns)} go together (rank correlation {pair.spearman:.2f})"
    yield from map(reference_words, profile.references)


def reference_words(found: FoundReference) -> str:
    """Return a reference in words, with its orphans and how many rows name one row there."""
    facts = found.facts
    values = "1 value" if facts.values == 1 else f"{facts.values:,} values"
    text = f"`{found.column}` -> `{found.to}.{found.to_column}`{'' if found.declared else ' (suggested by its values)'}"
    if facts.orphans:
        text += f": {facts.orphans:,} rows ({values}) name no row there"
    fan = f"{facts.least:,} to {facts.most:,} rows each, {facts.mean:,.1f} on average"
    return f"{text}; {fan}" if facts.targets else text


def told_dependencies(profile: DataProfile) -> tuple[Dependency, ...]:
    """Return the dependencies that say something: few exceptions, and far fewer than a guess would have.

    Where a column alone determines another, the reverse pair and what a key determines are not told.
    """
    if isinstance(profile.dependencies, NotRun):
        return ()
    found = []
    for each in profile.dependencies.found:
        other = profile.column(each.other)
        if other is None or each.exceptions > _FEW * each.of or each.of < profile.rows / 2:
            continue
        commonest = max([other.missing, *(value.rows for value in other.top[:1])])
        if each.exceptions <= _BETTER * max(0, each.of - commonest):
            found.append(each)
    return tuple(sorted(found, key=lambda each: (each.exceptions, each.column)))


def gaps(course: Coverage) -> tuple[Gap, ...]:
    """Return the runs of periods without a row between the first and the last period with rows."""
    found: list[Gap] = []
    starts = [date.fromisoformat(period.start) for period in course.periods if len(period.start) == _ISO]
    for before, after in pairwise(starts):
        first = _next(before, course.unit)
        if first < after:
            days = (after - first).days
            per = {"day": 1, "week": 7, "month": 30.44, "year": 365.25}[course.unit]
            found.append(Gap(str(first), str(_before(after, course.unit)), max(1, round(days / per))))
    return tuple(found)


def _next(day: date, unit: str) -> date:
    if unit in {"day", "week"}:
        return day + timedelta(days=1 if unit == "day" else 7)
    months = day.year * 12 + day.month - 1 + (1 if unit == "month" else 12)
    return date(min(months // 12, 9999), months % 12 + 1, 1)


def _before(day: date, unit: str) -> date:
    if unit in {"day", "week"}:
        return day - timedelta(days=1 if unit == "day" else 7)
    months = day.year * 12 + day.month - 1 - (1 if unit == "month" else 12)
    return date(max(months // 12, 1), months % 12 + 1, 1)


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"


def _names(names: tuple[str, ...]) -> str:
    return " and ".join(f"`{name}`" for name in names)
