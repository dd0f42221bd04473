"""What to ask about the data sets of an initiative: columns, keys, references."""

from __future__ import annotations

from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId
from trueup.core.model.ask.table import ColumnsOf, KeyOf, OrphansOf
from trueup.core.model.dataset import DataSet
from trueup.core.model.initiative import Initiative


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
    """Return for KPIs over rows the column that probably names their unit, as a question whether it repeats.

    `columns` holds the column names of each data set. A KPI in `step/claim` over rows of a table with a `claim_id` is
    probably meant per claim; without a unit that says so, the table's first column counts if it is called `..._id`.
    """
    asks: dict[str, KeyOf] = {}
    for name, kpi in initiative.kpis.items():
        if kpi.per or kpi.data is None or kpi.data not in columns or kpi.instead_of:
            continue
        key = _suspected(kpi.unit or "", columns[kpi.data])
        if key is not None and initiative.data[kpi.data].key != (key,):
            asks[name] = KeyOf(DataId(kpi.data), (key,))
    return asks


def _suspected(unit: str, columns: tuple[str, ...]) -> str | None:
    lower = {column.lower(): column for column in columns}
    for word in unit.split("/")[1:]:
        for spelled in (f"{word}_id", f"{word}id", f"id_{word}"):
            if spelled in lower:
                return lower[spelled]
    first = columns[0].lower() if columns else ""
    return columns[0] if first == "id" or first.endswith("_id") else None
