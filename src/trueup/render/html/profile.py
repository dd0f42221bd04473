"""The page of one data set: every column with its distribution, the course in time, what goes together, a few rows."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.profile import LEVELS
from trueup.core.readiness.profile_reading import meaning, percent, remarks
from trueup.core.readiness.profile_table_reading import table_remarks
from trueup.render.charts.numbers import full_date, number, significant
from trueup.render.charts.spread import histogram, in_time
from trueup.render.html.page import NavItem, page, style
from trueup.render.plain import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from trueup.core.model.ask.checks import RowSample
    from trueup.core.model.ask.profile import ColumnProfile, ValueCount
    from trueup.core.model.ask.together import Correlation
    from trueup.core.model.results.profile import DataProfile

_TOP: Final = 5
_MEDIAN: Final = LEVELS.index(0.5)
_DRAWN: Final = 400
"""Columns that get a card of their own; the rest stand in the table below."""
_MOST_MISSING: Final = 20
_MOST_TIED: Final = 16
_WORTH: Final = 0.2
_COMMON: Final = 0.005


@dataclass(frozen=True, slots=True)
class Bar:
    """A value, its share of the rows as the width of a bar, and both in words."""

    value: str
    rows: str
    share: str
    width: float


@dataclass(frozen=True, slots=True)
class ColumnCard:
    """One column as it is shown."""

    name: str
    stored: str
    meant: str
    facts: tuple[tuple[str, str], ...]
    missing: float
    picture: Markup | None
    bars: tuple[Bar, ...]
    patterns: tuple[tuple[str, str], ...]
    basis: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TiedCell:
    """A coefficient: what is written, and how strong it is, from -4 to 4."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class TiedRow:
    """A column and its coefficients with all the others; None on the diagonal."""

    name: str
    cells: tuple[TiedCell | None, ...]


def profile_page(profile: DataProfile, *, as_of: date, source: str = "", home: str = "") -> str:
    """Return the profile of a data set as a whole page that fetches nothing.

    `source` is where the data was read from; `home` the address of the page it belongs to, "" for none.
    """
    course = profile.coverage
    shown = not isinstance(course, NotRun) and len(course.periods) > 1
    tied = _tied(profile)
    css = files("trueup.render.html").joinpath("profile.css").read_text(encoding="utf-8")
    sections = [("Table", "#table"), ("Columns", "#columns")]
    sections += [("Time", "#time")] * shown + [("Together", "#together")] * bool(tied) + [("Rows", "#rows")]
    return page(
        "profile.html.j2",
        {
            "style": style() + Markup(css),  # noqa: S704 - our own file
            "title": profile.title,
            "data": str(profile.data),
            "home": home,
            "meta": _meta(profile, source),
            "said": table_remarks(profile),
            "cards": [_card(column, at) for at, column in enumerate(profile.columns[:_DRAWN])],
            "rest": [(column.name, column.type, meaning(column).kind) for column in profile.columns[_DRAWN:]],
            "course": course if shown else None,
            "why_no_course": course.detail if isinstance(course, NotRun) else "all rows lie in one period",
            "picture": in_time(course, _MOST_MISSING, "course") if not isinstance(course, NotRun) and shown else "",
            "tied": tied,
            "tied_basis": _tied_basis(profile, tied),
            "sample": _sample(profile.sample),
            "why_no_sample": profile.sample.detail if isinstance(profile.sample, NotRun) else "",
            "masked": profile.personal,
            "items": [NavItem(word, href) for word, href in sections],
            "day": full_date(as_of),
            "columns": count_of(len(profile.columns), "column"),
        },
    )


def _meta(profile: DataProfile, source: str) -> tuple[tuple[str, str], ...]:
    missing = sum(column.missing for column in profile.columns)
    return (
        ("Rows", number(profile.rows)),
        ("Columns", number(len(profile.columns))),
        ("Missing cells", percent(missing, profile.rows * len(profile.columns))),
        *((("Source", source),) if source else ()),
    )


def _card(column: ColumnProfile, at: int) -> ColumnCard:
    meant = meaning(column)
    picture = None if column.distinct <= 1 else histogram(column, f"c{at}")
    shown = picture is None or column.distinct <= 2 * _TOP
    bars = _bars(column.top[:_TOP], column) if shown and _common(column) else ()
    return ColumnCard(
        column.name,
        column.type,
        meant.kind,
        _facts(column),
        100 * column.missing / column.rows if column.rows else 0,
        picture if not bars else None,
        bars,
        _patterns(column),
        _basis(column),
        _odd(column),
    )


def _odd(column: ColumnProfile) -> tuple[str, ...]:
    """Return what is odd, without the missing values where they are nothing but NULL: these stand among the facts."""
    told = f"{column.missing:,} of {column.rows:,} missing"
    return tuple(each for each in remarks(column) if column.missing != column.nulls or not each.startswith(told))


def _common(column: ColumnProfile) -> bool:
    """Return whether the most common values say something: not five of thousands that stand a few times each."""
    return bool(column.top) and (column.distinct <= 2 * _TOP or column.top[0].rows >= _COMMON * column.values)


def _bars(top: Sequence[ValueCount], column: ColumnProfile) -> tuple[Bar, ...]:
    most = max((each.rows for each in top), default=0)
    told = [
        Bar(each.value, number(each.rows), percent(each.rows, column.rows), 100 * each.rows / most if most else 0)
        for each in top
    ]
    return tuple(told)


def _facts(column: ColumnProfile) -> tuple[tuple[str, str], ...]:
    facts = [("Different values", number(column.distinct))]
    if column.missing:
        facts.append(("Missing", f"{number(column.missing)} ({percent(column.missing, column.rows)})"))
    if column.spread is not None and column.spread.mean is not None:
        facts.append(("Mean", f"{significant(column.spread.mean, 4)} ± {significant(column.spread.std or 0)}"))
    if column.spread is not None and (median := column.spread.quantiles[_MEDIAN]) is not None:
        facts.append(("Median", _written(median)))
    if column.low is not None and column.group != "text":
        facts.append(("Range", f"{column.low[:19]} to {(column.high or '')[:19]}"))
    if column.lengths is not None:
        low, high = column.lengths.low, column.lengths.high
        facts.append(("Length", number(low) if low == high else f"{number(low)} to {number(high)}"))
    return tuple(facts)


def _written(value: float | str | None) -> str:
    if isinstance(value, str):
        return value[:19]
    whole = value is not None and value == int(value) and abs(value) < 10_000  # noqa: PLR2004 - years without a comma
    return f"{value:.0f}" if whole else significant(value or 0.0, 4)


def _patterns(column: ColumnProfile) -> tuple[tuple[str, str], ...]:
    shapes = column.patterns
    if shapes is None or column.distinct <= _TOP or not shapes.rows or shapes.top[0].rows < _WORTH * shapes.rows:
        return ()
    return tuple((each.value, percent(each.rows, shapes.rows)) for each in shapes.top[:3])


def _basis(column: ColumnProfile) -> str:
    shapes = column.patterns
    if shapes is None or shapes.exact or not _patterns(column):
        return ""
    return f"shapes of {number(shapes.looked_at)} of {number(shapes.of)} different values, drawn by their hash"


def _tied(profile: DataProfile) -> tuple[TiedRow, ...]:
    """Return the heat table of the columns that go with another at all: rank above right, Pearson below left."""
    if isinstance(profile.correlations, NotRun):
        return ()
    pairs = {pair.columns: pair for pair in profile.correlations.pairs}
    strength = dict.fromkeys(profile.correlations.columns, 0.0)
    for pair in pairs.values():
        for name in pair.columns:
            strength[name] = max(strength[name], abs(pair.spearman or 0), abs(pair.pearson or 0))
    ranked = sorted((name for name in strength if strength[name] >= _WORTH), key=lambda name: -strength[name])
    names = [name for name in profile.correlations.columns if name in set(ranked[:_MOST_TIED])]
    return tuple(
        TiedRow(
            name,
            tuple(None if name == other else _cell(pairs, name, other, rank=b > a) for b, other in enumerate(names)),
        )
        for a, name in enumerate(names)
    )


def _cell(pairs: dict[tuple[str, str], Correlation], one: str, other: str, *, rank: bool) -> TiedCell:
    pair = pairs.get((one, other)) or pairs.get((other, one))
    value = None if pair is None else pair.spearman if rank else pair.pearson
    if value is None:
        return TiedCell("", 0)
    return TiedCell(f"{value:.2f}".replace("-", "\N{MINUS SIGN}"), round(4 * value))


def _tied_basis(profile: DataProfile, tied: Sequence[TiedRow]) -> str:
    if isinstance(profile.correlations, NotRun):
        return ""
    found = profile.correlations
    which = (
        "all rows"
        if found.looked_at >= found.rows
        else f"{number(found.looked_at)} rows, evenly spaced, of {number(found.rows)}"
    )
    left = len(found.columns) - len(tied)
    more = (
        f" Not shown: {count_of(left, 'column')} without a coefficient of 0.2, or beyond the {_MOST_TIED} strongest."
        if left
        else ""
    )
    return f"Ranks (Spearman) above the diagonal, Pearson below; from {which}.{more}"


def _sample(found: RowSample | NotRun) -> RowSample | None:
    return None if isinstance(found, NotRun) or not found.rows else found
