"""How the values of a column spread: quantiles, mean, deviation, bins and fences; from its groups where that is cheap.

The deviation is taken around the median, which lies within one deviation of the mean, so that no digits are lost.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_kpi_sql import rounded
from trueup.core.base.record import dataclass
from trueup.core.model.ask.profile import BINS, DISTANT, LEVELS, Histogram

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trueup.adapters.duckdb_session import Session

_DEARER: Final = 8
"""How much longer a group takes to be put in order and added up than a row takes in DuckDB's own quantiles."""
_LARGE: Final = 1e140
_SHRUNK: Final = 2.0e-180
"""A factor that keeps squares of the largest floats finite."""
_HUNDREDTHS: Final = tuple(round(100 * level) for level in LEVELS)
_FIRST, _MEDIAN, _THIRD = 3, 4, 5
_LITTLE: Final = 1.000000001
"""The last bin is a little wider, so that the highest value falls into it."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Where the groups (v, n) and the rows (v) of a column are, which are usable, and what is known of those.

    `number` is the form of the expression for a value as a float: itself, or seconds since 1970 for a `moment`.
    """

    source: str
    rows: str
    usable: str
    number: str
    moment: bool
    whole: bool
    count: int
    different: int
    most: int

    @property
    def x(self) -> str:
        """The expression for `v` as a float."""
        return self.number.format("v")

    @property
    def few(self) -> bool:
        """Whether the groups are so few that they are added up faster than the rows are sorted."""
        return self.different * _DEARER <= self.count


@dataclass(frozen=True, slots=True)
class Quantiles:
    """The quantiles at `LEVELS` as floats, and of times as text too."""

    at: tuple[float, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edges:
    """Fences `f1` and `f2` (None where the quartiles are equal), the middle of the box, and where the bins lie."""

    f1: float | None
    f2: float | None
    mid: float
    low: float
    high: float
    width: float


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean and deviation (None for times), zeros and negatives, the bins, and rows beyond the fences."""

    mean: float | None
    std: float | None
    zeros: int
    negatives: int
    bins: Histogram | None
    below: int
    above: int


def quantiles_of(session: Session, groups: Groups) -> Quantiles:
    """Return the quantiles: of numbers by linear interpolation (type 7), of times the first value of that share.

    The values themselves are asked for, and interpolated here: between two equal ones the engine's own interpolation
    may end beside them.
    """
    places = [_place(groups, at) for at in range(len(LEVELS))]
    ranks = sorted({rank for low, high, _ in places for rank in (low, high)})
    held = (_added_up if groups.most > 1 and groups.few else _sorted)(session, groups, ranks)
    at = tuple(_between(held[low][0], held[high][0], share) for low, high, share in places)
    return Quantiles(at, tuple(held[low][1] for low, _, _ in places) if groups.moment else ())


def _between(low: float, high: float, share: float) -> float:
    return low if low == high else low * (1.0 - share) + high * share


def _sorted(session: Session, groups: Groups, ranks: Sequence[int]) -> dict[int, tuple[float, str]]:
    """Return the values of these ranks, as floats and as text, by the engine's own quantiles."""
    place = groups.source if groups.most == 1 else groups.rows
    # half a rank below its own share, where no rounding leads to another
    shares = ", ".join(_exactly((rank - 0.5) / groups.count) for rank in ranks)
    value = "v" if groups.moment else groups.x
    x = groups.number.format("p") if groups.moment else "p"
    [(at, words)] = session.run(
        f"""SELECT [{x} FOR p IN q], [CAST(p AS VARCHAR) FOR p IN q]
        FROM (SELECT quantile_disc({value}, [{shares}]) AS q FROM {place} WHERE {groups.usable})"""  # noqa: S608
    )
    if not isinstance(at, list) or not isinstance(words, list):
        return {}
    return {rank: (float(each), str(word)) for rank, each, word in zip(ranks, at, words, strict=True)}


def _added_up(session: Session, groups: Groups, ranks: Sequence[int]) -> dict[int, tuple[float, str]]:
    """Return the same from the groups in order, each with the rows up to it."""
    at_one = " OR ".join(f"(upto >= {rank} AND upto - n < {rank})" for rank in ranks)
    ordered = f"""SELECT v, n, CAST(sum(n) OVER (ORDER BY v ROWS UNBOUNDED PRECEDING) AS BIGINT) AS upto
        FROM {groups.source} WHERE {groups.usable}"""  # noqa: S608
    found = session.run(
        f"SELECT upto, {groups.x}, CAST(v AS VARCHAR) FROM ({ordered}) WHERE {at_one} ORDER BY upto"  # noqa: S608
    )
    held = [(int(str(upto)), float(str(x)), str(word)) for upto, x, word in found]
    return {rank: next((x, word) for upto, x, word in held if upto >= rank) for rank in ranks}


def _place(groups: Groups, at: int) -> tuple[int, int, float]:
    """Return the ranks, from 1, that a quantile lies between, and how far it lies from the one to the other."""
    if groups.moment:
        rank = max(1, -(-groups.count * _HUNDREDTHS[at] // 100))
        return rank, rank, 0.0
    exact = (groups.count - 1) * LEVELS[at]
    return math.floor(exact) + 1, math.ceil(exact) + 1, exact - math.floor(exact)


def edges_of(groups: Groups, q: Sequence[float]) -> Edges:
    """Return the fences and where the bins lie. Halves keep the difference of the largest floats finite."""
    half = q[_THIRD] / 2 - q[_FIRST] / 2
    mid = q[_FIRST] / 2 + half / 2
    f1 = f2 = None
    if half > 0:
        f1, f2 = q[_FIRST] - DISTANT * 2 * half, q[_THIRD] + DISTANT * 2 * half
        low, high = max(q[0], q[_FIRST] - 6 * half), min(q[-1], q[_THIRD] + 6 * half)
    else:
        low, high = (q[1], q[-2]) if q[1] < q[-2] else (q[0], q[-1])
    if groups.whole:
        low = float(math.floor(low))
        width = max(1.0, float(math.ceil((math.floor(high) - low + 1) / BINS)))
    else:
        width = (high / BINS - low / BINS) * _LITTLE if high > low else 1.0
    return Edges(f1, f2, mid, low, high, width)


def bins_and_moments(session: Session, groups: Groups, q: Sequence[float], edges: Edges) -> Moments:
    """Return what is added up over all groups, in one statement: a row for each bin."""
    scale = 1.0 if max(abs(q[0]), abs(q[-1])) <= _LARGE else _SHRUNK
    middle = q[_MEDIAN] * scale
    found = session.run(_per_bin(groups, q, edges, scale))
    at = {int(str(row[0])): int(str(row[1])) for row in found}
    zeros, negatives, below, above = (sum(int(str(row[2 + each] or 0)) for row in found) for each in range(4))
    mean = std = None
    if not groups.moment:
        first, second = (math.fsum(float(str(row[6 + each])) for row in found) for each in range(2))
        mean = (middle + first / groups.count) / scale
        if groups.count > 1:
            std = math.sqrt(max(0.0, second - first * first / groups.count) / (groups.count - 1)) / scale
    return Moments(mean, std, zeros, negatives, _histogram(edges, at), below, above)


def _per_bin(groups: Groups, q: Sequence[float], edges: Edges, scale: float) -> str:
    x, low, high = "x", q[0], q[-1]
    signs = not groups.moment
    sums = [
        "sum(n) FILTER (x = 0)" if signs and low <= 0 <= high else "0",
        "sum(n) FILTER (x < 0)" if signs and low < 0 else "0",
        f"sum(n) FILTER (x < {_exactly(edges.f1)})" if signs and edges.f1 is not None and low < edges.f1 else "0",
        f"sum(n) FILTER (x > {_exactly(edges.f2)})" if signs and edges.f2 is not None and high > edges.f2 else "0",
    ]
    if signs:
        x = "x" if scale == 1.0 else f"x * {_exactly(scale)}"
        sums += ["sum(n * d)", "sum(n * (d * d))"]
    away = f"{x} - {_exactly(q[_MEDIAN] * scale)}"
    bin_of = f"least(greatest(floor((x - {_exactly(edges.low)}) / {_exactly(edges.width)}), -1), {BINS})"
    return f"""SELECT CAST({bin_of} AS TINYINT) AS b, CAST(sum(n) AS BIGINT), {", ".join(sums)}
        FROM (SELECT n, x, {away} AS d FROM (SELECT n, {groups.x} AS x FROM {groups.source} WHERE {groups.usable}))
        GROUP BY b"""  # noqa: S608


def _exactly(value: float) -> str:
    """Return a float as SQL text, to the last bit."""
    return f"CAST('{value!r}' AS DOUBLE)"


def _histogram(edges: Edges, rows: dict[int, int]) -> Histogram | None:
    if not all(map(math.isfinite, (edges.low, edges.high, edges.width))):
        return None
    low, high, width = map(rounded, (edges.low, edges.high, edges.width))
    count = max(1, min(BINS, math.floor(high / width - low / width) + 1)) if width else 1
    inside = tuple(rows.get(at, 0) for at in range(count))
    above = sum(held for at, held in rows.items() if at >= count)
    return Histogram(low, width, inside, rows.get(-1, 0), above)


def most_distant(groups: Groups, edges: Edges, shown: str, most: int) -> str:
    """Return the SELECT of the values farthest from the box beyond the fences, and of their rows, as two lists."""
    far = f"abs({groups.x} / 2 - {_exactly(edges.mid)})"
    beyond = f"({groups.x} < {_exactly(edges.f1 or 0.0)} OR {groups.x} > {_exactly(edges.f2 or 0.0)})"
    first = f"""SELECT v, n, {far} AS far FROM {groups.source} WHERE {groups.usable} AND {beyond}
        ORDER BY far DESC, v LIMIT {most}"""  # noqa: S608
    return f"SELECT list({shown} ORDER BY far DESC, v), list(CAST(n AS BIGINT) ORDER BY far DESC, v) FROM ({first})"  # noqa: S608
