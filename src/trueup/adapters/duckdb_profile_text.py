"""The profile of a column of texts: one statement that groups its values and looks at each different one once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_kpi_sql import rounded
from trueup.adapters.duckdb_profile_forms import day_order_of, form_of_x, reads_of
from trueup.adapters.duckdb_text import ident, literal
from trueup.adapters.sentinels import BLANK_OR_MISSING, TEXTS
from trueup.adapters.shown_values import pairs, repeated, shown
from trueup.core.model.ask.profile import TOP, ColumnProfile, Lengths, Patterns, ReadAs, ValueCount

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session
    from trueup.core.model.ask.table import Column

SHAPED: Final = 50_000
"""Different values up to which every one's shape is looked at; of more, about so many are drawn by their hash."""
_CUT: Final = 40
_BLANKS: Final = ("' '", "chr(9)", "chr(10)", "chr(13)")
_SEVERAL: Final = 0.8
"""The share of the rows that the most common shapes must hold; else runs of one sign are told as `9+`."""
_LONGEST_SENTINEL: Final = max(map(len, TEXTS))


def text_profile(session: Session, table: str, column: Column, rows: int, *, hide: bool) -> ColumnProfile:
    """Return the profile of a column of texts."""
    found = {str(what): (vs, ns, xs) for what, vs, ns, xs in session.run(_statement(table, column))}
    vs, ns, xs = found["counts"]
    nulls, blanks, sentinels, distinct, short, long = _whole(ns)
    low, high = _two(vs)
    forms, counts, _ = found["forms"]
    reads = _reads(forms, counts, hide=hide)
    return ColumnProfile(
        column.name,
        column.type,
        "text",
        rows,
        nulls=nulls,
        blanks=blanks,
        sentinels=sentinels,
        distinct=distinct,
        low=None if hide or low is None else shown(low),
        high=None if hide or high is None else shown(high),
        top=repeated(*found["top"][:2], hide=hide, distinct=distinct),
        lengths=Lengths(short, _mean(xs), long) if distinct else None,
        patterns=_patterns(found, distinct),
        reads=reads,
        day_order=day_order_of(reads),
        hidden=hide,
    )


def _statement(table: str, column: Column) -> str:
    name = ident(column.name)
    value = f"CAST({name} AS VARCHAR)" if column.type.startswith("ENUM") else name
    # a CASE, for the engine may ask both sides of an AND; a pattern, for a long IN becomes a join over all values
    gone = f"regexp_full_match(v, {literal(BLANK_OR_MISSING)})"
    missing = f"CASE WHEN strlen(v) <= {_LONGEST_SENTINEL} OR v < '!' THEN {gone} ELSE FALSE END"
    shape = f"left(v, {_CUT})"
    for signs, sign in (("[0-9\\p{Nd}]", "9"), ("[A-Z\\p{Lu}]", "A"), ("[a-z\\p{Ll}\\p{Lo}\\p{Lt}\\p{Lm}]", "a")):
        shape = f"regexp_replace({shape}, {literal(signs)}, '{sign}', 'g')"
    runs = "s"
    for sign in "Aa9":
        runs = f"regexp_replace({runs}, '{sign}{{2,}}', '{sign}+', 'g')"
    return f"""WITH g AS MATERIALIZED (SELECT {value} AS v, count(*) AS n FROM {table} GROUP BY 1),
        u AS NOT MATERIALIZED (SELECT v, n FROM g WHERE v IS NOT NULL AND NOT ({missing})),
        f AS (SELECT form, sum(n) AS n, min(v) AS e
            FROM (SELECT v, n, {form_of_x()} AS form FROM (SELECT v, n, {_trimmed()} AS x FROM u)) GROUP BY 1),
        d AS MATERIALIZED (SELECT v, n FROM u WHERE hash(v) %
            (SELECT CAST(1 + greatest(count(*) - 1, 0) // {SHAPED} AS UBIGINT) FROM g) = 0),
        h AS MATERIALIZED (SELECT s, sum(n) AS n, count(*) AS k FROM (SELECT {shape} AS s, n FROM d) GROUP BY 1),
        k AS MATERIALIZED (SELECT {runs} AS s, sum(n) AS n FROM h GROUP BY 1)
        SELECT 'counts', [min(v) FILTER (ok), max(v) FILTER (ok)],
            [sum(n) FILTER (v IS NULL), sum(n) FILTER (blank),
             sum(n) FILTER (v IS NOT NULL AND NOT ok AND NOT blank),
             count(*) FILTER (ok), min(l) FILTER (ok), max(l) FILTER (ok)]::BIGINT[],
            [sum(CAST(l AS DOUBLE) * n) FILTER (ok) / sum(n) FILTER (ok)]
            FROM (SELECT v, n, length(v) AS l, v IS NOT NULL AND NOT ({missing}) AS ok,
                CASE WHEN v < '!' THEN regexp_full_match(v, ' *') ELSE FALSE END AS blank FROM g)
        UNION ALL SELECT 'top', list(v ORDER BY n DESC, v), list(n ORDER BY n DESC, v)::BIGINT[], NULL
            FROM (SELECT v, n FROM u ORDER BY n DESC, v LIMIT {TOP})
        UNION ALL SELECT 'forms', list_concat(list(form ORDER BY form), list(e ORDER BY form)),
            list(n ORDER BY form)::BIGINT[], NULL FROM f
        UNION ALL SELECT 'looked', NULL, (SELECT [count(*), sum(n), (SELECT count(*) FROM h), (SELECT count(*) FROM k)]
            FROM d)::BIGINT[], NULL
        UNION ALL {_shapes("h")}
        UNION ALL {_shapes("k")}"""  # noqa: S608


def _trimmed() -> str:
    """Return the text without blanks around it; trimming is dear, so only what begins or ends with one is trimmed."""
    ends = " OR ".join(f"ends_with(v, {blank})" for blank in _BLANKS)
    return f"CASE WHEN v < '!' OR {ends} THEN trim(v, {' || '.join(_BLANKS)}) ELSE v END"


def _shapes(source: str) -> str:
    first = f"SELECT s, n FROM {source} ORDER BY n DESC, s LIMIT {TOP}"  # noqa: S608
    return f"SELECT '{source}', list(s ORDER BY n DESC, s), list(n ORDER BY n DESC, s)::BIGINT[], NULL FROM ({first})"  # noqa: S608


def _whole(ns: object) -> list[int]:
    return [0 if n is None else int(n) for n in ns] if isinstance(ns, list) else []


def _two(vs: object) -> tuple[object, object]:
    return (vs[0], vs[1]) if isinstance(vs, list) else (None, None)


def _mean(xs: object) -> float:
    return rounded(float(xs[0])) if isinstance(xs, list) and xs[0] is not None else 0.0


def _reads(forms: object, counts: object, *, hide: bool) -> tuple[ReadAs, ...]:
    if not isinstance(forms, list) or not isinstance(counts, list):
        return ()
    names, examples = forms[: len(counts)], forms[len(counts) :]
    told = ["" if hide else shown(example) for example in examples]
    return reads_of(zip(names, map(int, counts), told, strict=True))


def _patterns(found: dict[str, tuple[object, object, object]], distinct: int) -> Patterns | None:
    looked, rows, shapes, runs = _whole(found["looked"][1])
    if not looked:
        return None
    exact = pairs(*found["h"][:2])
    plain = sum(count for _, count in exact) >= _SEVERAL * rows
    top = exact if plain else pairs(*found["k"][:2])
    return Patterns(looked, distinct, rows, shapes if plain else runs, tuple(ValueCount(*each) for each in top))
