"""Guard the SQL of every KPI: what was allowed, and a fault for each expression that was not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trueup.adapters.sql_cache import SqlCache
from trueup.core.base.finding import Finding
from trueup.core.measure.expressions import EXPRESSIONS, Guarded, misplaced
from trueup.core.model.ask import Sql
from trueup.core.model.document import Document
from trueup.core.model.fault import Fault
from trueup.core.model.kpi import Kpi


@dataclass(frozen=True, slots=True)
class Definitions:
    """The guarded expressions of each KPI that is measured on rows, and the faults of the others."""

    guarded: Mapping[str, Guarded]
    faults: tuple[Finding, ...]


def define(document: Document, cache: SqlCache | None) -> Definitions:
    """Return the guarded definitions of a document's KPIs; a cache spares parsing what was guarded before."""
    guarded: dict[str, Guarded] = {}
    faults: list[Finding] = []
    for name, kpi in document.initiative.kpis.items():
        if kpi.data is None or kpi.value is None or kpi.at is None:
            continue
        found: dict[str, Sql] = {}
        wrong: list[Fault] = []
        for field, text in _texts(kpi):
            sql = _guard(text, cache)
            path = f"kpis.{name}.{field}"
            if isinstance(sql, Sql):
                found[field] = sql
            else:
                wrong.append(Fault("DOC028", path, f"`{path}`: {sql[0]}", sql[1]))
        wrong += [
            Fault("DOC025", f"kpis.{name}.{field}", f"`kpis.{name}.{field}` {why}.", _REMEDY)
            for field, why in misplaced(kpi, found)
        ]
        faults += [fault.finding(document.place(fault.path)) for fault in wrong]
        if not wrong:
            guarded[name] = Guarded(**found)
    return Definitions(guarded, tuple(faults))


_REMEDY = (
    "Write row-level expressions with `per: row`, and an aggregate such as `count(*)`, `min(at)` or `bool_or(late)` "
    "where `per:` is a key."
)


def _texts(kpi: Kpi) -> list[tuple[str, str]]:
    texts = {
        "rows": kpi.rows,
        "value": kpi.value,
        "over": kpi.over,
        "where": kpi.where,
        "at": kpi.at,
        "arm": kpi.arm.expression if kpi.arm else None,
    }
    return [(field, text) for field in EXPRESSIONS if (text := texts[field]) is not None]


def _guard(text: str, cache: SqlCache | None) -> Sql | tuple[str, str]:
    known = cache.get_sql(text) if cache else None
    if known is not None:
        return known
    guard, refused = _guard_of_sql()
    try:
        sql = guard(text)
    except refused as error:
        return str(getattr(error, "problem", error)), str(getattr(error, "fix", ""))
    if cache:
        cache.put_sql(text, sql)
    return sql


def _guard_of_sql() -> tuple[Callable[[str], Sql], type[Exception]]:
    """Load the guard only when an expression is new: its parser takes a quarter of a second to import."""
    from trueup.adapters.sql_allowed import SqlRefused
    from trueup.adapters.sql_guard import guard

    return guard, SqlRefused
