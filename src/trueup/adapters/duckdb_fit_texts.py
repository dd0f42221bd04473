"""What the texts of a table are, and which rows of them hold personal data. Only counts leave this module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_fit_repeats import words
from trueup.adapters.duckdb_fit_values import column, count, is_text, rounded
from trueup.adapters.duckdb_text import ident
from trueup.adapters.personal_sql import FORMS, Form, any_of, looks, valid
from trueup.core.model.ask.fitness import Found, TextFacts, Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trueup.adapters.duckdb_session import Session, Table

_AT_ONCE: Final = 20
_LONG: Final = frozenset({"BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT"})
_ELEVEN_DIGITS: Final = 10_000_000_000


def texts_of(session: Session, table: Table) -> Texts:
    """Return the texts of a table, and the rows that look like personal data of each kind."""
    texts = [each.name for each in table.columns if is_text(each.type)]
    told: dict[str, TextFacts] = {}
    for start in range(0, len(texts), _AT_ONCE):
        told |= _texts(session, table, texts[start : start + _AT_ONCE])
    found: list[TextFacts] = []
    for each in table.columns:
        if each.name in told:
            found.append(told[each.name])
        elif each.type in _LONG or (each.type.startswith("DECIMAL(") and each.type.endswith(",0)")):
            found += _number(session, table, each.name)
    return Texts(session.rows(table), tuple(found))


def _texts(session: Session, table: Table, names: Sequence[str]) -> dict[str, TextFacts]:
    """Look at each different text of several columns once, for any of the kinds in one search; at few ones again."""
    groups = [
        f"SELECT {at} AS c, {column(table, name)} AS v, count(*) AS n FROM {table.sql} WHERE v IS NOT NULL GROUP BY v"  # noqa: S608
        for at, name in enumerate(names)
    ]
    rows = session.run(
        f"SELECT c, sum(n), sum(n * {words('v')}) / sum(n), bool_or({any_of(FORMS, 'v')}) "  # noqa: S608
        f"FROM ({' UNION ALL '.join(groups)}) GROUP BY c"
    )
    figures = {count(at): (count(filled), rounded(mean), some) for at, filled, mean, some in rows}
    told: dict[str, TextFacts] = {}
    for at, name in enumerate(names):
        filled, mean, some = figures.get(at, (0, None, False))
        suspects = f"SELECT v, n FROM ({groups[at]}) WHERE {any_of(FORMS, 'v')}"  # noqa: S608
        told[name] = TextFacts(name, filled, mean, _found(session, suspects, FORMS) if some else ())
    return told


def _number(session: Session, table: Table, name: str) -> list[TextFacts]:
    """Look into a column of whole numbers only where they are long enough to be one of the kinds."""
    own = ident(name)
    filled, longest = session.run(f"SELECT count({own}), max({own}) FROM {table.sql}")[0]  # noqa: S608
    if count(longest) < _ELEVEN_DIGITS:
        return []
    some = (
        f"SELECT CAST({own} AS VARCHAR) AS v, count(*) AS n FROM {table.sql} WHERE {own} >= {_ELEVEN_DIGITS} GROUP BY v"  # noqa: S608
    )
    return [TextFacts(name, count(filled), None, _found(session, some, [form for form in FORMS if form.bare]))]


def _found(session: Session, groups: str, forms: Sequence[Form]) -> tuple[Found, ...]:
    seen = ", ".join(f"sum(n) FILTER (l{at}), bool_or(l{at})" for at in range(len(forms)))
    tested = ", ".join(f"{looks(form, 'v')} AS l{at}" for at, form in enumerate(forms))
    first = session.run(f"SELECT {seen} FROM (SELECT n, {tested} FROM ({groups}))")[0]  # noqa: S608
    present = [(form, count(first[2 * at])) for at, form in enumerate(forms) if first[2 * at]]
    checked = [form for form, _ in present if form.check]
    right: dict[str, int] = {}
    if checked:
        sums = ", ".join(f"sum(n) FILTER ({valid(form, 'v')})" for form in checked)
        second = session.run(f"SELECT {sums} FROM ({groups})")[0]  # noqa: S608
        right = {form.kind: count(total) for form, total in zip(checked, second, strict=True)}
    return tuple(Found(form.kind, rows, right.get(form.kind, rows)) for form, rows in present)
