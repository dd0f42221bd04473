"""Guard the SQL and the zone of every KPI: what was allowed, and a fault for each that was not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from trueup.adapters.folder import Target
from trueup.adapters.sql_cache import SqlCache
from trueup.adapters.yaml_document import Bounds
from trueup.app.load import Loaded, load
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.finding import Finding, Id, Place
from trueup.core.base.record import dataclass
from trueup.core.base.tree import Branch, line_of
from trueup.core.measure.expressions import EXPRESSIONS, Guarded, misplaced
from trueup.core.model.ask.identity import Sql
from trueup.core.model.document import Document, Source
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
        wrong = [*_zone(name, kpi.zone)]
        if kpi.data is None or kpi.value is None or kpi.at is None:
            faults += [fault.finding(document.place(fault.path)) for fault in wrong]
            continue
        found: dict[str, Sql] = {}
        for field, text in _texts(kpi):
            sql = guard_expression(text, cache)
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


def all_faults(found: Iterable[Loaded], cache: SqlCache | None = None) -> tuple[Finding, ...]:
    """Return the faults of everything that could not be read; one that many initiatives meet is there once."""
    return tuple(dict.fromkeys(fault for one in found for fault in faults_of(one, cache)))


def faults_of(one: Loaded, cache: SqlCache | None) -> tuple[Finding, ...]:
    """Return all faults of a document that could not be read, its SQL's among them, file by file, line by line."""
    if one.source is None:
        return one.faults
    known = {(fault.place.file, fault.place.path) for fault in one.faults}
    found = [
        fault for fault in _definition_faults(one.source, cache) if (fault.place.file, fault.place.path) not in known
    ]
    files = list(dict.fromkeys(fault.place.file for fault in (*one.faults, *found)))
    return tuple(sorted((*one.faults, *found), key=lambda f: (files.index(f.place.file), f.place.line or 0)))


def one_document(path: Path, bounds: Bounds | None = None, cache: SqlCache | None = None) -> tuple[Target, Document]:
    """Return the only initiative at a path; raises `DocumentFaults` with all its faults, `TrueupError` for several."""
    target, found = load(path, bounds)
    if len(found) > 1:
        names = ", ".join(one.name for one in found[:5])
        what = f"{path} holds {len(found)} initiatives: {names}{' ...' if len(found) > 5 else ''}"  # noqa: PLR2004
        raise TrueupError.option(f"{what}.", str(path), "Name one of their folders.")
    if found[0].document is None:
        raise DocumentFaults(faults_of(found[0], cache))
    return target, found[0].document


def _definition_faults(source: Source, cache: SqlCache | None) -> Iterator[Finding]:
    kpis = source.tree.get("kpis")
    for name, kpi in kpis.items() if isinstance(kpis, Branch) else ():
        zone = kpi.get("zone") if isinstance(kpi, Branch) else None
        for fault in _zone(name, zone if isinstance(zone, str) else None):
            place = Place(source.file, line_of(source.tree, ["kpis", name, "zone"]), Id(fault.path))
            yield fault.finding(place)
        for field in EXPRESSIONS if isinstance(kpi, Branch) else ():
            text = kpi.get(field) if isinstance(kpi, Branch) else None
            if not isinstance(text, str) or isinstance(sql := guard_expression(text.strip(), cache), Sql):
                continue
            path = f"kpis.{name}.{field}"
            place = Place(source.file, line_of(source.tree, ["kpis", name, field]), Id(path))
            yield Fault("DOC028", path, f"`{path}`: {sql[0]}", sql[1]).finding(place)


_REMEDY = (
    "Write row-level expressions with `per: row`, and an aggregate such as `count(*)`, `min(at)` or `bool_or(late)` "
    "where `per:` is a key."
)


def _zone(kpi: str, zone: str | None) -> Iterator[Fault]:
    """Yield the fault of a time zone that is none; the database of zones is loaded only where one is named."""
    if zone is None:
        return
    from trueup.adapters.zones import zone_fault

    wrong = zone_fault(zone)
    if wrong is not None:
        path = f"kpis.{kpi}.zone"
        yield Fault("DOC023", path, f"`{path}`: {wrong[0]}.", wrong[1])


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


def guard_expression(text: str, cache: SqlCache | None) -> Sql | tuple[str, str]:
    """Return a text as a guarded expression, or (what is wrong with it, what to do); a cache spares parsing."""
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
