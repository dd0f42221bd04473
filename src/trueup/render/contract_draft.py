"""A draft of a data contract as YAML (ODCS 3.1), with comments for its owner."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from trueup.core.readiness.contract_draft import Draft, DraftColumn

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*")
_WORDS: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"})
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_WIDTH: Final = 110


def contract_draft(draft: Draft) -> str:
    """Return the draft as the text of a file."""
    return "\n".join((*_head(draft), *_table(draft), *(line for c in draft.columns for line in _column(c)))) + "\n"


def _head(draft: Draft) -> Iterator[str]:
    yield f"# A draft, made from {_comment(draft.file)} ({draft.rows:,} rows). It says what the data shows, not what"
    yield "# was agreed: take out what should not be promised and add what should. What merely was so stands behind"
    yield "# `# seen:`; take that away where it should hold. Then write `version: 1.0.0` and `status: active`."
    yield "apiVersion: v3.1.0"
    yield "kind: DataContract"
    yield f"id: {scalar(draft.id)}"
    yield f"name: {scalar(draft.title or draft.table)}"
    yield "version: 0.1.0"
    yield "status: draft"
    yield ""
    yield "# description: {purpose: what it is for, usage: what one row is, limitations: what it cannot tell}"
    if draft.team:
        yield "team:"
        yield "  members:"
        for name, role in draft.team:
            yield f"    - username: {scalar(name)}"
            yield f"      role: {scalar(role)}"
    else:
        yield "# team: {members: [{username: who, role: owner}, {username: who else, role: steward}]}"
    yield "# slaProperties:"
    yield "#   # the newest row is a day old at most:"
    yield f"#   - {{property: latency, value: 1, unit: d, element: {_comment(draft.table)}.a_date}}"
    yield ""


def _table(draft: Draft) -> Iterator[str]:
    yield "schema:"
    yield f"  - name: {scalar(draft.table)}"
    yield f"    physicalName: {scalar(draft.file)}"
    yield "    logicalType: object"
    yield "    physicalType: table"
    for note in draft.notes:
        yield f"    # {_comment(note)}"
    yield "    quality:"
    yield "      - name: has-rows"
    yield "        type: library"
    yield "        metric: rowCount"
    yield "        mustBeGreaterThan: 0"
    if draft.columns:
        yield "    properties:"


def _column(column: DraftColumn) -> Iterator[str]:
    yield f"      - name: {scalar(column.name)}"
    yield f"        logicalType: {column.logical_type}"
    yield f"        physicalType: {scalar(column.physical_type)}"
    if column.position is not None:
        yield "        primaryKey: true"
        yield f"        primaryKeyPosition: {column.position}"
    if column.required:
        yield "        required: true"
    if column.unique:
        yield "        unique: true"
    if column.pattern is not None:
        yield "        logicalTypeOptions:"
        yield f"          pattern: {scalar(column.pattern)}"
    if column.to is not None:
        yield "        relationships:"
        yield f"          - to: {scalar(column.to)}"
    yield from _values(column)
    for note in column.notes:
        yield f"        # {_comment(note)}"
    if column.options:
        shown = ", ".join(f"{name}: {_option(value, column.logical_type)}" for name, value in column.options)
        yield f"        # seen: logicalTypeOptions: {{{shown}}}"


def _values(column: DraftColumn) -> Iterator[str]:
    if not column.values:
        return
    yield "        quality:"
    yield "          - name: known-values"
    yield "            type: library"
    yield "            metric: invalidValues"
    yield "            arguments:"
    yield "              validValues:"
    for value in column.values:
        yield f"                - {scalar(value)}"
    yield "            mustBe: 0"


def _option(value: str, logical: str) -> str:
    return value if logical in ("integer", "number") and _NUMBER.fullmatch(value) else json.dumps(value)


def scalar(text: str) -> str:
    """Return a text as YAML reads it back: plain where nobody can take it for anything else, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and len(text) <= _WIDTH:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08X}" for sign in quoted)


def _comment(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_WIDTH]
