"""What libyaml's complaints mean for somebody who writes YAML by hand: the line, what is wrong and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yaml.error import MarkedYAMLError

from trueup.core.base.document_faults import NOT_READABLE, TAB_INDENTATION, TAG
from trueup.core.base.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trueup.core.base.document_faults import DocumentFault

_SHOWN: Final = 60
_KEY_OF_YAML: Final = 1024
_QUOTE_IT: Final = "Put the whole text in quotes: "


@dataclass(frozen=True, slots=True)
class Syntax:
    """A syntax error in plain words; `line` counts from 1."""

    kind: DocumentFault
    line: int
    problem: str
    fix: str


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the parser stopped: the whole line, the column, and the line where the construct began."""

    text: str
    column: int
    opened: str
    opened_column: int

    @property
    def before(self) -> str:
        """The line up to the column, without what marks a list entry."""
        return self.text[: self.column].strip().removeprefix("- ").strip()

    @property
    def after(self) -> str:
        """The line from the column on."""
        return self.text[self.column :].strip()


def shown(text: str) -> str:
    """Return a text as it may stand in a message: one line, printable, not longer than a line can hold."""
    whole = text.strip()
    line = "".join(char if char.isprintable() else " " for char in whole[:_SHOWN])
    return line if len(whole) <= _SHOWN else line[: _SHOWN - 3] + "..."


def explain(error: Exception, lines: Sequence[str]) -> Syntax:
    """Return what the parser's error means; `lines` are the lines of the document."""
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    if not isinstance(error, MarkedYAMLError) or mark is None:
        return Syntax(NOT_READABLE, 1, f"The text is not YAML: {shown(str(error))}.", "Mend or remove that part.")
    begun = error.context_mark or mark
    spot = _Spot(_line(lines, mark.line), mark.column, _line(lines, begun.line), begun.column)
    indentation = spot.text[: len(spot.text) - len(spot.text.lstrip())]
    said = f"{error.context or ''}: {error.problem or ''}"
    if "\t" in indentation + spot.text[spot.column : spot.column + 1] or "tab character" in said:
        fix = "Use spaces: two for each level."
        return Syntax(TAB_INDENTATION, mark.line + 1, "A tab is used for indentation.", fix)
    for needle, at_beginning, kind, words in _MEANINGS:
        if needle in said:
            problem, fix = words(spot)
            return Syntax(kind, (begun if at_beginning else mark).line + 1, problem, fix)
    near = spot.text if spot.text.strip() else spot.opened
    return Syntax(NOT_READABLE, mark.line + 1, f"The text is not YAML ({error.problem}): `{shown(near)}`.", "Mend it.")


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def _quoted(text: str) -> str:
    return shown('"' + text.strip().replace("\\", "/").replace('"', "'") + '"')


def _second_colon(spot: _Spot) -> tuple[str, str]:
    key, colon, _ = spot.before.partition(": ")
    if colon:
        whole = spot.text[spot.text.index(": ") + 2 :]
        return f"`{shown(key)}` has a second `: ` in its text.", f"{_QUOTE_IT}{shown(key)}: {_quoted(whole)}."
    if spot.column > _KEY_OF_YAML:
        return _no_colon(spot)
    return (
        f"`{shown(spot.text)}` does not fit what stands above it.",
        "Indent it exactly like the keys it belongs to, and check that the line above ends its key with a colon.",
    )


def _no_colon(spot: _Spot) -> tuple[str, str]:
    if len(spot.opened) > _KEY_OF_YAML:
        return f"`{shown(spot.opened)}` is too long for a key.", "Use a short word as key, and the text as its value."
    return (
        f"`{shown(spot.opened)}` is neither `key: value` nor an entry of a list.",
        "Put a colon and a space after the key; indent it further if it continues the text above.",
    )


def _no_key(spot: _Spot) -> tuple[str, str]:
    if spot.before:
        fix = "Put the whole text in one pair of quotes, and write a quote inside '...' twice."
        return f"`{shown(spot.after)}` follows after the text has ended.", fix
    if spot.after.startswith("- "):
        return (
            f"`{shown(spot.after)}` is an entry of a list, but it does not stand under a key of its own.",
            "Indent all entries of a list alike, under the key they belong to.",
        )
    if spot.after.startswith(":"):
        return "A key is missing before the colon.", "Write `key: value`."
    spaces = "1 space" if spot.column == 1 else f"{spot.column} spaces"
    return (
        f"`{shown(spot.after)}` is indented by {spaces}, which fits no line above.",
        "Indent it exactly like the keys it belongs to.",
    )


def _no_dash(spot: _Spot) -> tuple[str, str]:
    return (
        f"`{shown(spot.after)}` stands among the entries of a list, but does not begin with `- `.",
        "Begin it with `- `, or indent it like the key it belongs to.",
    )


def _odd_start(spot: _Spot) -> tuple[str, str]:
    return f"A text cannot begin with `{spot.after[:1]}`.", f"{_QUOTE_IT}{_quoted(spot.after)}."


def _odd_mark(spot: _Spot) -> tuple[str, str]:
    text = spot.opened[spot.opened_column :]
    return f"A text cannot begin with `{text[:1]}`.", f"{_QUOTE_IT}{_quoted(text)}."


def _open_quote(spot: _Spot) -> tuple[str, str]:
    start = shown(spot.opened[spot.opened_column :])
    return f"The quote that opens here is never closed: `{start}`.", "Close it with the same quote."


def _open_bracket(spot: _Spot) -> tuple[str, str]:
    bracket = spot.opened[spot.opened_column : spot.opened_column + 1]
    closing = {"[": "]", "{": "}"}.get(bracket, "bracket")
    return (
        f"The `{bracket}` that opens here is not closed, or a comma is missing after one of its entries.",
        f"Separate the entries with commas and close them with `{closing}`.",
    )


def _no_entry(spot: _Spot) -> tuple[str, str]:
    return f"An entry is missing before `{shown(spot.after)}`.", "Remove the extra comma or bracket, or close it."


def _dash_in_line(spot: _Spot) -> tuple[str, str]:
    return f"`{shown(spot.after)}` begins a list behind a key.", "Begin the list on the next line, or write [a, b]."


def _escape(spot: _Spot) -> tuple[str, str]:
    return (
        f"`{shown(spot.text[spot.column - 2 : spot.column + 4])}` is no character.",
        "Use single quotes where backslashes are meant as they stand.",
    )


def _directive(spot: _Spot) -> tuple[str, str]:
    return f"`{shown(spot.text)}` is not understood.", "Remove the line; only YAML 1.1 and 1.2 are read."


def _extra(spot: _Spot) -> tuple[str, str]:
    return f"`{shown(spot.after)}` follows after the document has ended.", "Remove it."


def _question_mark(spot: _Spot) -> tuple[str, str]:
    problem = f"`{shown(spot.after)}` begins with a question mark that stands alone."
    return problem, f"{_QUOTE_IT}{_quoted(spot.after)}."


def _tag(spot: _Spot) -> tuple[str, str]:
    text = spot.text[spot.column :] if spot.text[spot.column :].startswith("!") else spot.opened[spot.opened_column :]
    return f"`{shown(text)}` is a type tag.", f"Remove it, or put the text in quotes: {_quoted(text)}."


_MEANINGS: Final[tuple[tuple[str, bool, DocumentFault, Callable[[_Spot], tuple[str, str]]], ...]] = (
    ("mapping values are not allowed", False, NOT_READABLE, _second_colon),
    ("simple key", True, NOT_READABLE, _no_colon),
    ("did not find expected key", False, NOT_READABLE, _no_key),
    ("did not find expected '-' indicator", False, NOT_READABLE, _no_dash),
    ("cannot start any token", False, NOT_READABLE, _odd_start),
    ("scanning an alias", True, NOT_READABLE, _odd_mark),
    ("scanning an anchor", True, NOT_READABLE, _odd_mark),
    ("scanning a block scalar", True, NOT_READABLE, _odd_mark),
    ("while scanning a quoted scalar", True, NOT_READABLE, _open_quote),
    ("while parsing a flow sequence", True, NOT_READABLE, _open_bracket),
    ("while parsing a flow mapping", True, NOT_READABLE, _open_bracket),
    ("did not find expected node content", False, NOT_READABLE, _no_entry),
    ("block sequence entries are not allowed", False, NOT_READABLE, _dash_in_line),
    ("while parsing a quoted scalar", False, NOT_READABLE, _escape),
    ("YAML document", False, NOT_READABLE, _directive),
    ("directive", False, NOT_READABLE, _directive),
    ("mapping keys are not allowed", False, NOT_READABLE, _question_mark),
    (" a tag", False, TAG, _tag),
    ("tag handle", False, TAG, _tag),
    ("<document start>", False, NOT_READABLE, _extra),
)
