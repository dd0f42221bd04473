"""What to ask about the data sets of an initiative: columns, keys, references."""

from __future__ import annotations

from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId
from trueup.core.model.ask.table import ColumnsOf, KeyOf, OrphansOf
from trueup.core.model.dataset import DataSet
from trueup.core.model.initiative import Initiative
from trueup.core.model.unit_names import names_unit


def table_questions(name: str, table: DataSet) -> tuple[Question, ...]:
    """Return the questions about one data set, the columns first, then its key, then one a reference."""
    data = DataId(name)
    asks: list[Question] = [ColumnsOf(data)]
    if table.key:
        asks.append(KeyOf(data, table.key))
    asks.extend(
        OrphansOf(data, ref.columns, DataId(ref.to), ref.to_columns or ref.columns, table.slices)
        for ref in table.references
    )
    return tuple(asks)


def unit_key_questions(initiative: Initiative, columns: dict[str, tuple[str, ...]]) -> dict[str, KeyOf]:
    """Return for KPIs over rows what probably names their unit, as a question whether it repeats.

    `columns` holds the column names of each data set. A KPI in `step/claim` over rows of a table with a `claim_id` is
    meant per claim. Without a unit that says so it is the key that the data set declares: the user has said what a row
    is. Of a compound key, and where none is declared, it is the table's first column if its name is that of a unit.
    """
    asks: dict[str, KeyOf] = {}
    for name, kpi in initiative.kpis.items():
        if kpi.per or kpi.data is None or kpi.data not in columns or kpi.instead_of:
            continue
        key = _suspected(kpi.unit or "", initiative.data[kpi.data].key, columns[kpi.data])
        if key:
            asks[name] = KeyOf(DataId(kpi.data), key)
    return asks


def _suspected(unit: str, declared: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    lower = {column.lower(): column for column in columns}
    for word in unit.split("/")[1:]:
        for spelled in (f"{word}_id", f"{word}id", f"id_{word}"):
            if spelled in lower:
                return _as_declared(lower[spelled], declared)
    first = columns[0] if columns else ""
    guessed = bool(first) and names_unit(first)
    if guessed and (not declared or first.lower() in {each.lower() for each in declared}):
        return _as_declared(first, declared)
    return declared


def _as_declared(column: str, declared: tuple[str, ...]) -> tuple[str, ...]:
    """Return a column as a key, spelled as it is declared, so that the same question is asked once."""
    return declared if len(declared) == 1 and declared[0].lower() == column.lower() else (column,)
