"""How a value is written into a YAML text: plain where that reads back as the same text, quoted where it does not."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, TypeAlias

from trueup.adapters.yaml_tree import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Value: TypeAlias = "str | Sequence[Value] | Mapping[str, Value] | None"
Words: TypeAlias = "str | list[Words] | dict[str, Words] | None"
"""A value as the tree holds it."""

_LIST_AT_MOST: Final = 88
_VISIBLE: Final = "\u00a0\u202f"
_FIRST: Final = frozenset("-?:,[]{}#&*!|>'\"%@` ")
_FLOW: Final = re.compile(r"[\[\]{},?]|:(?=$)")
_BROKEN: Final = re.compile(r": |:$| #|^---|^\.\.\.|[ \t]$|^=$|^<<$|\t")
_DASHED: Final = re.compile(r"-[^\s,\[\]{}-]")


def is_plain(text: str, *, flow: bool) -> bool:
    """Return whether a text needs no quotes as a value or key; `flow` is for one between brackets."""
    if not text or text in NOTHING or (text[0] in _FIRST and not _DASHED.match(text)):
        return False
    if _BROKEN.search(text) or (flow and _FLOW.search(text)):
        return False
    return _is_visible(text)


def scalar(text: str | None, *, flow: bool) -> str:
    """Return a text on one line: plain, between double quotes, or between single quotes where that needs no escape."""
    if text is None:
        return "null"
    if is_plain(text, flow=flow):
        return text
    if ('"' in text or "\\" in text) and _is_visible(text):
        return "'" + text.replace("'", "''") + "'"
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if _is_visible(quoted) else "".join(map(_escaped, quoted))


def inline(value: Words, *, flow: bool) -> str | None:
    """Return a value on one line, or `None` of one that reads better on lines of its own (never with `flow`)."""
    if isinstance(value, dict):
        if value and not flow:
            return None
        pairs = (f"{scalar(key, flow=True)}: {inline(part, flow=True)}" for key, part in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        parts = [inline(part, flow=True) or "" for part in value]
        written = "[" + ", ".join(parts) + "]"
        if flow or not value or (len(written) <= _LIST_AT_MOST and all(map(_is_name, value))):
            return written
        return None
    return None if value is not None and not flow and _literal(value) else scalar(value, flow=flow)


def lines(value: Words, column: int, step: int) -> tuple[str, list[str]]:
    """Return what stands behind the colon or dash and the lines below it, indented by `column` blanks.

    `step` is how far each deeper level is indented; the first part is empty for lists and mappings on lines.
    """
    written = inline(value, flow=False)
    if written is not None:
        return written, []
    if isinstance(value, dict):
        return "", [line for key, part in value.items() for line in pair(key, part, column, step)]
    if isinstance(value, list):
        return "", [line for part in value for line in entry(part, column, step)]
    text = value or ""
    body = [" " * column + line if line else "" for line in text.removesuffix("\n").split("\n")]
    return ("|" if text.endswith("\n") else "|-"), body


def pair(key: str, value: Words, column: int, step: int) -> list[str]:
    """Return the lines of a key with its value at a column."""
    head, body = lines(value, column + step, step)
    return [f"{' ' * column}{scalar(key, flow=False)}:{' ' if head else ''}{head}", *body]


def entry(value: Words, column: int, step: int) -> list[str]:
    """Return the lines of a list's entry whose dash stands at a column."""
    head, body = lines(value, column + 2, step)
    if head or not body:
        return [f"{' ' * column}- {head}", *body]
    return [f"{' ' * column}- {body[0][column + 2 :]}", *body[1:]]


def _literal(text: str) -> bool:
    """Return whether a text of several lines can stand as it is under a `|`."""
    rows = text.removesuffix("\n").split("\n")
    first = next((row for row in rows if row), "")
    if "\n" not in text or not rows[-1].strip() or first[:1] in " \t":
        return False
    return all(_is_visible(row.replace("\t", " ")) and (not row or bool(row.strip())) for row in rows)


def _is_name(value: Words) -> bool:
    return isinstance(value, str) and is_plain(value, flow=True)


def _is_visible(text: str) -> bool:
    return text.isprintable() or all(char.isprintable() or char in _VISIBLE for char in text)


def _escaped(char: str) -> str:
    if char.isprintable() or char in _VISIBLE:
        return char
    return f"\\u{ord(char):04X}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08X}"  # noqa: PLR2004 - four digits
