"""Drift: where the level of a column changes for good, and in which month."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.model.ask.fitness import ColumnSeries, Series, SeriesOf
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.checks import CheckResult, Dimension
from trueup.core.readiness.change_points import FEWEST, levels, penalty_of, with_noise
from trueup.core.readiness.fit_outcome import check_of, judged, percent, unrun
from trueup.core.readiness.fit_subject import Fit

SMALL_EFFECT: Final = 0.2
"""Cohen (1988): the smallest change worth naming, in standard deviations (d) or between two shares (h)."""
SMALL_SHARE: Final = 0.02
"""Two points: below it a share's change is a small effect for h near 0 % and 100 %, but moves nothing."""
SMALL_VOLUME: Final = 0.2
"""A fifth more or fewer rows a day: about what the seasons of a business move; our own convention."""
FEWEST_ROWS: Final = 20
"""Rows a month needs for its mean or shares to be looked at."""
CLOCK: Final = 0.9
"""A number whose variance lies between the months for so much of it is a calendar or a counter: its mean must move."""
MOST_TOLD: Final = 3
_EXPECTED: Final = (
    "no change of level beyond chance (optimal partitioning, extended BIC) of 0.2 standard deviations, "
    "or of a share by Cohen's h 0.2 and 2 points"
)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of level on the first day of a bin of time."""

    day: date
    said: str


@dataclass(frozen=True, slots=True)
class Track:
    """One series to be looked at: what it is of, its points with their variances, and the day each begins on.

    `kind` is `share`, `mean` (with `scale`, the standard deviation of single rows) or `rows`.
    """

    of: str
    kind: str
    days: tuple[date, ...]
    values: tuple[float, ...]
    sampling: tuple[float, ...]
    scale: float = 1.0


def drift_results(fit: Fit, ask: SeriesOf, series: Series | NotRun, hidden: Collection[str]) -> Iterator[CheckResult]:
    """Yield one result for each column that changes, one for the number of rows, and one for all other columns.

    Values of `hidden` columns (in small letters) are not named.
    """
    about: tuple[str, str, Dimension] = ("fit.drift", "Columns keep their level over time", "consistency")
    if isinstance(series, NotRun):
        yield unrun(fit, about, series)
        return
    if len(series.starts) < FEWEST:
        span = f"{len(series.starts)} {series.step}s" if series.starts else "no dated rows"
        yield unrun(fit, about, NotRun("no_data", f"{span}: a change needs {FEWEST} to show", "Bring more history."))
        return
    tracks = {
        column.name: _tracks(column, series, name_values=column.name.lower() not in hidden) for column in series.columns
    }
    looked_at = 1 + sum(map(len, tracks.values()))
    yield _rows_result(fit, ask, series, looked_at)
    stable = 0
    for name, own in tracks.items():
        changes = [change for track in own for change in changes_of(track, looked_at)]
        if changes:
            yield _changed(fit, ask, name, changes)
        stable += not changes
    left_out = len(fit.names()) - len(series.columns) - (1 if _is_column(fit) else 0)
    more = f"; {left_out:,} more columns not looked at" if left_out > 0 else ""
    check = check_of(fit, about, ask)
    observed = (
        f"{stable:,} of {len(series.columns):,} columns keep their level over {len(series.starts)} {series.step}s{more}"
    )
    yield judged(check, fails=False, observed=observed, expected=_EXPECTED)


def _is_column(fit: Fit) -> bool:
    return not isinstance(fit.time, NotRun) and fit.time.sql.text.strip('"').lower() in map(str.lower, fit.names())


def _changed(fit: Fit, ask: SeriesOf, name: str, changes: Sequence[Change]) -> CheckResult:
    days: dict[date, list[str]] = defaultdict(list)
    for change in changes:
        days[change.day].append(change.said)
    told = []
    for day in sorted(days):
        more = f" and {len(days[day]) - MOST_TOLD} more" if len(days[day]) > MOST_TOLD else ""
        told.append(f"{day.isoformat()}: {', '.join(days[day][:MOST_TOLD])}{more}")
    about: tuple[str, str, Dimension] = (f"fit.drift.{name}", f"`{name}` keeps its level over time", "consistency")
    check = check_of(fit, about, ask, columns=(name,), severity="warning" if fit.is_used(name) else "info")
    return judged(check, fails=True, observed="; ".join(told), expected=_EXPECTED)


def changes_of(track: Track, looked_at: int) -> list[Change]:
    """Return the changes of level of one series that are both beyond chance and large enough to matter."""
    if len(track.values) < FEWEST or min(track.values) == max(track.values):
        return []
    variances = with_noise(track.values, track.sampling)
    found = levels(track.values, variances, penalty_of(len(track.values), looked_at))
    return [
        Change(track.days[new.start], _words(track, old.mean, new.mean))
        for old, new in pairwise(found)
        if _matters(track, old.mean, new.mean)
    ]


def _matters(track: Track, old: float, new: float) -> bool:
    if track.kind == "share":
        angles = [2 * math.asin(math.sqrt(min(1.0, max(0.0, share)))) for share in (old, new)]
        return abs(angles[1] - angles[0]) >= SMALL_EFFECT and abs(new - old) >= SMALL_SHARE
    if track.kind == "mean":
        return abs(new - old) >= SMALL_EFFECT * track.scale
    return abs(new - old) >= SMALL_VOLUME * min(old, new)


def _words(track: Track, old: float, new: float) -> str:
    if track.kind == "share":
        return f"{track.of} {percent(old)} -> {percent(new)}"
    return f"{track.of} {old:.4g} -> {new:.4g}"


def _tracks(column: ColumnSeries, series: Series, *, name_values: bool) -> list[Track]:
    """Return the series of one column: its missing share, its mean, the share of each value."""
    known = [at for at, rows in enumerate(series.rows) if rows >= FEWEST_ROWS]
    found = [
        _share("missing", series, known, [r - f for r, f in zip(series.rows, column.filled, strict=True)], series.rows)
    ]
    filled = [at for at, rows in enumerate(column.filled) if rows >= FEWEST_ROWS]
    found += [
        _share(f"`{value.value}`" if name_values else "one value", series, filled, value.rows, column.filled)
        for value in column.values
    ]
    mean = _mean(column, series, filled)
    return [*found, mean] if mean is not None else found


def _share(of: str, series: Series, at: Sequence[int], rows: Sequence[int], among: Sequence[int]) -> Track:
    """Return the shares; the variance of each is that of its month if nothing changed (a half row keeps it above 0)."""
    total = sum(among[each] for each in at)
    pooled = (sum(rows[each] for each in at) + 0.5) / (total + 1)
    return Track(
        of,
        "share",
        tuple(series.starts[each] for each in at),
        tuple(rows[each] / among[each] for each in at),
        tuple(pooled * (1 - pooled) / among[each] for each in at),
    )


def _mean(column: ColumnSeries, series: Series, at: Sequence[int]) -> Track | None:
    """Return the means, None where there are none or where the column is itself a calendar or a counter."""
    points = [
        (each, mean, spread)
        for each in at
        if column.mean and (mean := column.mean[each]) is not None and (spread := column.spread[each]) is not None
    ]
    if not points:
        return None
    counts = [column.filled[each] for each, _, _ in points]
    total = sum(counts)
    overall = sum(n * mean for n, (_, mean, _) in zip(counts, points, strict=True)) / total
    within = sum(n * spread**2 for n, (_, _, spread) in zip(counts, points, strict=True)) / total
    between = sum(n * (mean - overall) ** 2 for n, (_, mean, _) in zip(counts, points, strict=True)) / total
    if within == 0 or between / (within + between) >= CLOCK:
        return None
    return Track(
        "mean",
        "mean",
        tuple(series.starts[each] for each, _, _ in points),
        tuple(mean for _, mean, _ in points),
        tuple(within / n for n in counts),
        math.sqrt(within),
    )


def _rows_result(fit: Fit, ask: SeriesOf, series: Series, looked_at: int) -> CheckResult:
    """Return whether as many rows a day come in as before, from the bins that lie wholly between first and last day."""
    ends = [*series.starts[1:], series.until or series.starts[-1]]
    whole = [
        at
        for at, start in enumerate(series.starts)
        if series.since is not None and start >= series.since and at + 1 < len(series.starts)
    ]
    days = [(ends[at] - series.starts[at]).days for at in whole]
    per_day = tuple(series.rows[at] / length for at, length in zip(whole, days, strict=True))
    usual = sum(per_day) / len(per_day) if per_day else 0.0
    track = Track(
        "rows a day",
        "rows",
        tuple(series.starts[at] for at in whole),
        per_day,
        tuple(max(usual, 1e-9) / length for length in days),
    )
    about: tuple[str, str, Dimension] = ("fit.drift.rows", "As many rows come in as before", "consistency")
    check = check_of(fit, about, ask, severity="warning")
    expected = f"no change of rows a day beyond chance of {percent(SMALL_VOLUME)} or more"
    changes = changes_of(track, looked_at) if usual else []
    if changes:
        told = "; ".join(f"{change.day.isoformat()}: {change.said}" for change in changes)
        return judged(check, fails=True, observed=told, expected=expected)
    return judged(check, fails=False, observed=f"{usual:.4g} rows a day", expected=expected)
