"""The profile of a column of texts: its values are grouped once, and each different one is looked at once.

Shapes of plain ASCII are made in Python, where translating signs takes a tenth of what a pattern takes in SQL.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, cast

from trueup.adapters.duckdb_kpi_sql import rounded
from trueup.adapters.duckdb_profile_forms import AFTER_DIGITS, day_order_of, form_of_x, reads_of
from trueup.adapters.duckdb_profile_groups import grouped
from trueup.adapters.duckdb_text import ident, literal
from trueup.adapters.sentinels import BLANK_OR_MISSING, TEXTS
from trueup.adapters.shown_values import repeated, shown
from trueup.core.base.record import dataclass
from trueup.core.model.ask.profile import TOP, ColumnProfile, Lengths, Patterns, ReadAs, ValueCount

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trueup.adapters.duckdb_session import Session
    from trueup.core.model.ask.table import Column

SHAPED: Final = 50_000
"""Different values up to which every one's shape is looked at; of more, about so many are drawn by their hash."""
_CUT: Final = 40
_BLANKS: Final = ("' '", "chr(9)", "chr(10)", "chr(13)")
_SEVERAL: Final = 0.8
"""The share of the rows that the most common shapes must hold; else runs of one sign are told as `9+`."""
_LONGEST_SENTINEL: Final = max(map(len, TEXTS))
_SIGNS: Final = (("[0-9\\p{Nd}]", "9"), ("[A-Z\\p{Lu}]", "A"), ("[a-z\\p{Ll}\\p{Lo}\\p{Lt}\\p{Lm}]", "a"))
_ASCII: Final = {
    code: "9" if sign.isdigit() else "A" if sign.isupper() else "a"
    for code in range(128)
    if (sign := chr(code)).isalnum()
}


_BETWEEN: Final = chr(31)
"""The unit separator of ASCII."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is counted first: texts, and those with what is missing (`groups`), their ends, lengths; what is missing."""

    different: int
    groups: int
    most: int
    low: object
    high: object
    lengths: Lengths | None
    ascii: bool
    nulls: int
    blanks: int
    sentinels: int


def text_profile(session: Session, place: str, column: Column, rows: int, *, hide: bool) -> ColumnProfile:
    """Return the profile of a column of texts."""
    name = ident(column.name)
    source = grouped(session, place, f"CAST({name} AS VARCHAR)" if column.type.startswith("ENUM") else name)
    facts = _facts(session, source)
    # what misses nothing else but NULLs need not be looked through again
    usable = f"v IS NOT NULL AND NOT ({_missing()})" if facts.blanks or facts.sentinels else "v IS NOT NULL"
    used = f"(SELECT v, n FROM {source} WHERE {usable})"  # noqa: S608
    top: tuple[ValueCount, ...] = ()
    if facts.most > 1 or facts.different <= TOP:
        top = repeated(*_top(session, used), hide=hide, distinct=facts.different)
    reads = _reads(session, used, facts, hide=hide)
    return ColumnProfile(
        column.name,
        column.type,
        "text",
        rows,
        nulls=facts.nulls,
        blanks=facts.blanks,
        sentinels=facts.sentinels,
        distinct=facts.different,
        low=None if hide or facts.low is None else shown(facts.low),
        high=None if hide or facts.high is None else shown(facts.high),
        top=top,
        lengths=facts.lengths,
        patterns=_patterns(session, used, facts),
        reads=reads,
        day_order=day_order_of(reads),
        hidden=hide,
    )


def _missing() -> str:
    """Return the condition that a text is blank or stands for missing.

    A CASE, for the engine may ask both sides of an AND; a pattern, for a long IN becomes a join over all values.
    """
    gone = f"regexp_full_match(v, {literal(BLANK_OR_MISSING)})"
    return f"CASE WHEN strlen(v) <= {_LONGEST_SENTINEL} OR v < '!' THEN {gone} ELSE FALSE END"


def _facts(session: Session, source: str) -> _Facts:
    blank = "CASE WHEN v < '!' THEN regexp_full_match(v, ' *') ELSE FALSE END"
    there = f"SELECT v, n, length(v) AS l FROM {source} WHERE v IS NOT NULL AND NOT ({_missing()})"  # noqa: S608
    [found] = session.run(
        f"""SELECT * FROM (SELECT count(*), max(n), min(l), max(l), sum(CAST(l AS DOUBLE) * n) / sum(n),
            min(v), max(v), bool_and(strlen(v) = l) FROM ({there})),
        (SELECT sum(n) FILTER (v IS NULL), sum(n) FILTER (v IS NOT NULL AND ({blank})),
            sum(n) FILTER (v IS NOT NULL AND NOT ({blank})), count(*)
            FROM {source} WHERE v IS NULL OR ({_missing()}))"""  # noqa: S608
    )
    different, most, short, long = (int(str(figure or 0)) for figure in found[:4])
    lengths = Lengths(short, rounded(float(str(found[4]))), long) if different else None
    nulls, blanks, sentinels, gone = (int(str(figure or 0)) for figure in found[8:])
    return _Facts(
        different, different + gone, most, found[5], found[6], lengths, bool(found[7]), nulls, blanks, sentinels
    )


def _top(session: Session, used: str) -> tuple[object, object]:
    first = f"SELECT v, n FROM {used} ORDER BY n DESC, v LIMIT {TOP}"  # noqa: S608
    lists = "list(v ORDER BY n DESC, v), list(CAST(n AS BIGINT) ORDER BY n DESC, v)"
    values, rows = session.run(f"SELECT {lists} FROM ({first})")[0]  # noqa: S608
    return values, rows


def _trimmed() -> str:
    """Return the text without blanks around it; trimming is dear, so only what begins or ends with one is trimmed."""
    return f"CASE WHEN v < '!' OR v[-1] <= ' ' THEN trim(v, {' || '.join(_BLANKS)}) ELSE v END"


def _reads(session: Session, used: str, facts: _Facts, *, hide: bool) -> tuple[ReadAs, ...]:
    form = form_of_x(words=facts.low is not None and str(facts.low) >= AFTER_DIGITS)
    formed = f"SELECT v, n, {form} AS form FROM (SELECT v, n, {_trimmed()} AS x FROM {used})"  # noqa: S608
    found = session.run(f"SELECT form, sum(n), min(v) FROM ({formed}) GROUP BY 1 ORDER BY 1")  # noqa: S608
    return reads_of(
        (None if form is None else str(form), int(str(rows)), "" if hide else shown(example))
        for form, rows, example in found
    )


# ---- shapes ----------------------------------------------------------------------------------------------------------


def _patterns(session: Session, used: str, facts: _Facts) -> Patterns | None:
    """Return the shapes of the values, or of those drawn by their hash where there are many."""
    step = 1 + max(facts.groups - 1, 0) // SHAPED
    drawn = f"(SELECT v, n FROM {used} WHERE hash(v) % CAST({step} AS UBIGINT) = 0)" if step > 1 else used  # noqa: S608
    plain = _counted(session, f"SELECT left(v, {_CUT}), n FROM {drawn} WHERE strlen(v) = length(v)")  # noqa: S608
    others: list[tuple[str, int]] = []
    if not facts.ascii:
        shape = f"left(v, {_CUT})"
        for signs, sign in _SIGNS:
            shape = f"regexp_replace({shape}, {literal(signs)}, '{sign}', 'g')"
        others = _counted(session, f"SELECT {shape}, n FROM {drawn} WHERE strlen(v) <> length(v)")  # noqa: S608
    counts: Counter[str] = Counter()
    for made, (_, rows) in zip(_plain_shapes([text for text, _ in plain]), plain, strict=True):
        counts[made] += rows
    for made, rows in others:
        counts[made] += rows
    looked = len(plain) + len(others)
    return _told(counts, looked, facts.different) if looked else None


def _counted(session: Session, sql: str) -> list[tuple[str, int]]:
    return cast("list[tuple[str, int]]", session.run(sql))


def _plain_shapes(texts: Sequence[str]) -> Sequence[str]:
    """Return the shapes of ASCII texts, all made at once where none holds the sign put between them."""
    shapes = _BETWEEN.join(texts).translate(_ASCII).split(_BETWEEN)
    return shapes if len(shapes) == len(texts) else [text.translate(_ASCII) for text in texts]


def _told(counts: Counter[str], looked: int, different: int) -> Patterns:
    """Return the most common shapes; where they hold too few of the rows, runs of one sign are told as one."""
    rows, top = counts.total(), _first(counts.items())
    if sum(each.rows for each in top) < _SEVERAL * rows:
        runs: Counter[str] = Counter()
        for shape, held in counts.items():
            runs[_RUNS.sub(lambda run: f"{run[0][0]}+", shape)] += held
        counts, top = runs, _first(runs.items())
    return Patterns(looked, different, rows, len(counts), top)


_RUNS: Final = re.compile("A{2,}|a{2,}|9{2,}")


def _first(shapes: Iterable[tuple[str, int]]) -> tuple[ValueCount, ...]:
    first = sorted(shapes, key=lambda each: (-each[1], each[0]))[:TOP]
    return tuple(ValueCount(*each) for each in first)
