"""A data set: a table the initiative needs, where it is, whose it is, and when its columns can be known."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from trueup.core.model.fields import Ident, Part, Text, Texts


class Reference(Part):
    """Columns of this data set that name rows of another one."""

    columns: Texts
    to: Ident
    to_columns: Texts = ()


def _references(raw: object) -> object:
    if not isinstance(raw, dict):
        return raw
    rows: list[dict[str, object]] = []
    for columns, target in raw.items():
        names = [name.strip() for name in columns.split(",")]
        if isinstance(target, str):
            data, _, to_columns = target.partition(".")
            found = [name.strip() for name in to_columns.split(",")] if to_columns else names
            rows.append({"columns": names, "to": data.strip(), "to_columns": found})
        else:
            rows.append({"columns": names, "to": None})
    return rows


class DataSet(Part):
    """One table.

    `known_after` lists the columns that are known only after the moment the operational goal decides (`all` for every
    column): an option that uses one would look into the future. `slices` are columns to break faults down by.
    """

    title: Text | None = None
    source: Text | None = None
    owner: Ident | None = None
    steward: Ident | None = None
    custodian: Ident | None = None
    key: Texts = ()
    references: Annotated[tuple[Reference, ...], BeforeValidator(_references)] = ()
    slices: Texts = ()
    known_after: Texts = ()
    notes: Texts = ()
