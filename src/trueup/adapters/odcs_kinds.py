"""Which kind of value a text of a contract reads as, in the words of JSON Schema and in ours."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final, cast

from trueup.core.base.tree import Branch, Row, Tree

LONGEST_SHOWN: Final = 60
NUMBER: Final = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
_INTEGER: Final = re.compile(r"[-+]?\d+", re.ASCII)
_BOOLEANS: Final = frozenset({"true", "false", "True", "False", "TRUE", "FALSE"})
_KINDS: Final = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a section of keys",
}
DATES: Final = {"date": date, "date-time": datetime}


def type_problem(node: Tree, wanted: object, name: str) -> str | None:
    """Return what is wrong with the kind of a value called `name`, None where it is of one of the kinds asked for."""
    if wanted is None:
        return None
    kinds = [wanted] if isinstance(wanted, str) else cast("list[str]", wanted)
    if any(_is_kind(node, kind) for kind in kinds):
        return None
    if node is None:
        return f"`{name}` is empty."
    if isinstance(node, str):
        return f"`{name}: {short(node)}` is not {_KINDS.get(kinds[0], kinds[0])}."
    shape = "a list" if isinstance(node, Row) else "a section of keys"
    return f"`{name}` is {shape}, not {_KINDS.get(kinds[0], kinds[0])}."


def _is_kind(node: Tree, kind: str) -> bool:
    if isinstance(node, Branch):
        return kind == "object"
    if isinstance(node, Row):
        return kind == "array"
    if node is None:
        return kind == "null"
    if kind == "boolean":
        return node in _BOOLEANS
    if kind == "integer":
        return _INTEGER.fullmatch(node) is not None
    if kind == "number":
        return NUMBER.fullmatch(node) is not None
    return kind == "string"


def type_fix(node: Tree, wanted: object, name: str) -> str:
    """Return what to write instead of a value of the wrong kind."""
    kind = wanted if isinstance(wanted, str) else cast("list[str]", wanted)[0]
    if node is None:
        return f"Write {_KINDS.get(kind, kind)} for `{name}`, or take the key out."
    return f"Write {_KINDS.get(kind, kind)} for `{name}`."


def is_moment(text: str, kind: type[date]) -> bool:
    """Whether a text is a date, or a date and time, that exists."""
    try:
        kind.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def within(value: float, word: str, bound: float) -> bool:
    """Whether a number keeps a bound, which `word` names as JSON Schema does."""
    if word == "minimum":
        return value >= bound
    if word == "maximum":
        return value <= bound
    return value > bound if word == "exclusiveMinimum" else value < bound


def short(text: str) -> str:
    """Return a text on one line and short enough for a message."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 3] + "..."
