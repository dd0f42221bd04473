"""What single columns, and columns together, tell of a label: each row guessed from the other rows alone.

Leaving one out needs no second pass: a row of the commonest class of its value is guessed right if that class is still
ahead without the row, and a row of any other class never is. Several columns are grouped in one scan by grouping sets:
in the rows of one set the other columns are NULL, so that no type has to be made another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_fit_label import Classes, classes_of, is_commonest
from trueup.adapters.duckdb_fit_values import column, count, is_ordered, kind_of, known_label, rounded
from trueup.core.model.ask.fitness import BINS, Predictions, Predictor, PredictsOf, Together, TogetherOf
from trueup.core.model.ask.identity import NotRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trueup.adapters.duckdb_session import Row, Session, Table

_AT_ONCE: Final = 60
_GROUPED: Final = 8
"""Columns grouped in one scan: more save little time, and each keeps its groups in memory."""
_TWO: Final = 2

_RIGHT: Final = "sum(CASE WHEN n = 1 THEN lone WHEN m - 1 > m2 THEN m ELSE 0 END)"
"""Right guesses in groups: `n` rows, `m` of the commonest class, `m2` of the next, `lone` if of the base class."""
_LEFT: Final = """sum(CASE WHEN n = 1 THEN q * pow(a_n / (a_n - 1), 2)
    ELSE n * (n * q - s * s) / pow(n - 1, 2) END)"""
"""Squared errors of guesses by the mean of the n - 1 others, with s and q the sums of y and y^2; y around its mean."""


def predicts_of(session: Session, table: Table, ask: PredictsOf) -> Predictions:
    """Return what each column alone tells of the label."""
    classes = classes_of(session, table, ask.label)
    label = known_label(session, table, ask.label)
    filled = dict(zip(ask.columns, _filled(session, table, label, ask.columns), strict=True))
    found: dict[str, Predictor] = {}
    for ordered in (True, False):
        names = [name for name in ask.columns if is_ordered(kind_of(table, name)) == ordered]
        for start in range(0, len(names), _GROUPED):
            part = names[start : start + _GROUPED]
            for name, row in _grouped(session, table, label, classes, part, ordered=ordered):
                found[name] = _predictor(name, row, filled[name], amount=classes.amount)
    columns = tuple(
        found.get(name, _predictor(name, None, filled[name], amount=classes.amount)) for name in ask.columns
    )
    return Predictions(classes.rows, classes.known, None if classes.amount else classes.base, columns)


def _predictor(name: str, row: Row | None, filled: tuple[int, int], *, amount: bool) -> Predictor:
    """Return what came of one column; without any known label there is no row."""
    if amount:
        left, whole = (rounded(row[1]), rounded(row[2])) if row else (None, None)
        explained = None if left is None or not whole else rounded(1 - left / whole)
        return Predictor(name, count(row[0]) if row else 0, None, None, None, explained, *filled)
    figures = (count(row[0]), count(row[1]), count(row[2]), rounded(row[3])) if row else (0, 0, 0, None)
    return Predictor(name, *figures, None, *filled)


def _filled(session: Session, table: Table, label: str, names: Sequence[str]) -> list[tuple[int, int]]:
    """Return for each column its rows with a value, where the label is known and where it is not."""
    found: list[tuple[int, int]] = []
    for start in range(0, len(names), _AT_ONCE):
        part = names[start : start + _AT_ONCE]
        values = [f"count({column(table, name)})" for name in part]
        counts = ", ".join(f"{value} FILTER (known_), {value}" for value in values)
        flat = session.run(f"SELECT {counts} FROM (SELECT *, {label} IS NOT NULL AS known_ FROM {table.sql})")[0]  # noqa: S608
        found += [(count(flat[2 * at]), count(flat[2 * at + 1]) - count(flat[2 * at])) for at in range(len(part))]
    return found


def _grouped(
    session: Session, table: Table, label: str, classes: Classes, names: Sequence[str], *, ordered: bool
) -> Iterator[tuple[str, Row]]:
    """Yield for each column the figures of its statement: it groups all of them, each in its own set."""
    base = is_commonest(label, classes)
    chosen = [f"{column(table, name)} AS v{at}" for at, name in enumerate(names)]
    by, more = "", ""
    if classes.amount:
        chosen.append(f"CAST({label} AS DOUBLE) - (SELECT avg(CAST({label} AS DOUBLE)) FROM {table.sql}) AS y")  # noqa: S608
        more = "sum(y) AS s, sum(y * y) AS q"
    elif classes.distinct <= _TWO:
        chosen.append(f"{base} AS base")
        more = "count_if(base) AS p"
    else:
        chosen += [f"{label} AS l", f"{base} AS base"]
        by, more = ", l, base", "0 AS p"
    values = [f"v{at}" for at in range(len(names))]
    listed = ", ".join(values)
    gone = " AND ".join(f"{value} IS NULL" for value in values)
    groups = (
        f"SELECT grouping_id({listed}) AS k, {gone} AS gone, {listed}{by}, count(*) AS n, {more} "  # noqa: S608
        f"FROM (SELECT {', '.join(chosen)} FROM {table.sql} WHERE {label} IS NOT NULL) "
        f"GROUP BY GROUPING SETS ({', '.join(f'({value}{by})' for value in values)})"
    )
    statement = _amounts if classes.amount else _two_classes if classes.distinct <= _TWO else _classes
    rows = {count(row[0]): row[1:] for row in session.run(statement(groups, listed, ordered=ordered))}
    for at, name in enumerate(names):
        key = 2 ** len(names) - 1 - 2 ** (len(names) - 1 - at)
        if key in rows:
            yield name, rows[key]


def _binned(listed: str, *, ordered: bool) -> tuple[str, str]:
    """Return the bin of each group as `w`, and what names it; peers of one value are counted together."""
    if not ordered:
        return "w AS (SELECT * FROM g)", listed
    statement = f"""r AS (SELECT *, dense_rank() OVER o AS place, sum(n) OVER o AS upto FROM g
            WINDOW o AS (PARTITION BY k ORDER BY gone, {listed})),
        d AS (SELECT k, max(place) FILTER (NOT gone) AS d, sum(n) FILTER (NOT gone) AS total FROM r GROUP BY k),
        w AS (SELECT r.*, CASE WHEN gone THEN -1 WHEN d <= {BINS} THEN place
            ELSE (upto - 1) * {BINS} // total END AS bin FROM r JOIN d USING (k))"""  # noqa: S608
    return statement, "bin"


def _two_classes(groups: str, listed: str, *, ordered: bool) -> str:
    """Return the statement for two classes: `p` rows of a group are of the commonest class, the others are not."""
    best = "greatest(p, n - p) AS m, least(p, n - p) AS m2, p AS lone"
    curve = "a AS (SELECT k, NULL AS auc FROM g GROUP BY k)"
    if ordered:
        curve = f"""c AS (SELECT k, n, p, sum(n) OVER o - n AS n_below, sum(p) OVER o - p AS p_below,
                sum(n) OVER s AS n_all, sum(p) OVER s AS p_all FROM g WHERE NOT gone
                WINDOW o AS (PARTITION BY k ORDER BY {listed}), s AS (PARTITION BY k)),
            b AS (SELECT k, n, p, p_all, n_all - p_all AS q_all,
                CAST(n_below - p_below AS DOUBLE) + (n - p) / 2.0 AS below FROM c),
            a AS (SELECT k, CASE WHEN max(p_all) > 0 AND max(q_all) > 0 THEN greatest(sum(p * below),
                sum(p * (q_all - below))) / (CAST(max(p_all) AS DOUBLE) * max(q_all)) END AS auc FROM b GROUP BY k)"""  # noqa: S608
    binned, by = _binned(listed, ordered=ordered)
    return f"""WITH g AS MATERIALIZED ({groups}), {binned}, {curve},
        t AS (SELECT k, n, {best} FROM (SELECT k, sum(n) AS n, sum(p) AS p FROM w GROUP BY k, {by})),
        m AS (SELECT k, n, {best} FROM (SELECT k, sum(n) AS n, sum(p) AS p FROM g GROUP BY k, gone)),
        u AS (SELECT k, count(*) AS different FROM g GROUP BY k),
        x AS (SELECT k, {_RIGHT} AS right_one FROM t GROUP BY k),
        y AS (SELECT k, {_RIGHT} AS right_two FROM m GROUP BY k)
        SELECT k, different, right_one, right_two, auc
        FROM u JOIN x USING (k) JOIN y USING (k) LEFT JOIN a USING (k)"""  # noqa: S608


def _classes(groups: str, listed: str, *, ordered: bool) -> str:
    """Return the statement for more than two classes, each its own group `l`."""
    binned, by = _binned(listed, ordered=ordered)
    by_bin = f"SELECT k, {by}, l, base, sum(n) AS n FROM w GROUP BY k, {by}, l, base" if ordered else "SELECT * FROM g"  # noqa: S608
    different = f"(SELECT DISTINCT k, {listed} FROM g)" if ordered else "t"  # noqa: S608
    return f"""WITH g AS MATERIALIZED ({groups}), {binned},
        t AS ({_best(by_bin, f"k, {by}")}),
        m AS ({_best("SELECT k, gone, l, base, sum(n) AS n FROM g GROUP BY k, gone, l, base", "k, gone")}),
        u AS (SELECT k, count(*) AS different FROM {different} GROUP BY k),
        x AS (SELECT k, {_RIGHT} AS right_one FROM t GROUP BY k),
        y AS (SELECT k, {_RIGHT} AS right_two FROM m GROUP BY k)
        SELECT k, different, right_one, right_two, NULL FROM u JOIN x USING (k) JOIN y USING (k)"""  # noqa: S608


def _best(groups: str, by: str) -> str:
    """Return for each group its rows, those of the commonest class and of the next; `lone` if one is of the base."""
    next_one = "CASE WHEN count(*) > 1 THEN max(n, 2)[2] ELSE 0 END"
    first = by.partition(",")[0]
    return (
        f"SELECT {first}, sum(n) AS n, max(n) AS m, {next_one} AS m2, max(CAST(base AS INTEGER)) AS lone "  # noqa: S608
        f"FROM ({groups}) GROUP BY {by}"
    )


def _amounts(groups: str, listed: str, *, ordered: bool) -> str:
    """Return the statement for an amount: squared errors by bins, and by the mean of all, leaving one out."""
    binned, by = _binned(listed, ordered=ordered)
    return f"""WITH g AS MATERIALIZED ({groups}), {binned},
        a AS (SELECT k, count(*) AS different, CAST(sum(n) AS DOUBLE) AS a_n, sum(s) AS a_s, sum(q) AS a_q
            FROM g GROUP BY k),
        t AS (SELECT k, CAST(sum(n) AS DOUBLE) AS n, sum(s) AS s, sum(q) AS q FROM w GROUP BY k, {by})
        SELECT k, max(different), {_LEFT},
            max(CASE WHEN a_n > 1 THEN a_n * (a_n * a_q - a_s * a_s) / pow(a_n - 1, 2) END)
        FROM t JOIN a USING (k) GROUP BY k"""  # noqa: S608


def together_of(session: Session, table: Table, ask: TogetherOf) -> Together | NotRun:
    """Return what columns together tell of the label, and how often rows that agree in them contradict each other."""
    classes = classes_of(session, table, ask.label)
    if classes.amount:
        return NotRun("refused", "the label is an amount, and guesses of amounts are not right or wrong")
    label = known_label(session, table, ask.label)
    values = ", ".join(f"{column(table, name)} AS v{at}" for at, name in enumerate(ask.columns))
    keys = ", ".join(f"v{at}" for at in range(len(ask.columns)))
    rows = (
        f"SELECT {values}, {label} AS l, {is_commonest(label, classes)} AS base "  # noqa: S608
        f"FROM {table.sql} WHERE {label} IS NOT NULL"
    )
    if all_differ(session, rows, keys):
        return Together(classes.known, classes.base, 0, 0)
    groups = f"SELECT {keys}, l, base, count(*) AS n FROM ({rows}) GROUP BY {keys}, l, base"  # noqa: S608
    found = session.run(
        f"SELECT {_RIGHT}, sum(n) FILTER (n > 1), sum(n - m) FILTER (n > 1) FROM ({_best(groups, keys)})"  # noqa: S608
    )[0]
    return Together(classes.known, *(count(each) for each in found))


def all_differ(session: Session, rows: str, keys: str) -> bool:
    """Return whether no two rows agree in these columns, because not even their hashes do."""
    found = session.run(f"SELECT count(*) = count(DISTINCT h) FROM (SELECT hash({keys}) AS h FROM ({rows}))")  # noqa: S608
    return bool(found[0][0])
