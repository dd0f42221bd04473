"""One way of laying out a YAML text: quotes, indentation, order of known keys, blank lines; every comment kept.

Each step is from text to text along the layout. The result is read again: unless its tree and its comments are those of
the input, it is not used.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import dropwhile
from typing import TYPE_CHECKING, Final

from trueup.adapters.collecting import uncollected
from trueup.adapters.yaml_document import read_tree
from trueup.adapters.yaml_layout import HEADER, layout
from trueup.adapters.yaml_layout_rows import Rows, comments, is_open, last_of, scalars
from trueup.adapters.yaml_layout_words import is_plain
from trueup.core.base.errors import DocumentFaults, ErrorCode, TrueupError
from trueup.core.model.shape import Shape, keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trueup.adapters.yaml_document import Bounds
    from trueup.adapters.yaml_layout import Child, Node
    from trueup.core.model.fields import Part

_BOM: Final = "\ufeff"
_STEP: Final = 2
_TYPED: Final = re.compile(r"[-+.]*[0-9].*|y|n|yes|no|on|off|true|false|null|~|[-+]?\.(inf|nan)|=|<<", re.IGNORECASE)
"""What other readers take for a number, a date or an answer: its quotes stay."""
_COMMENT_BEHIND: Final = re.compile(r" +#")


def tidy(text: str, part: type[Part], file: str, bounds: Bounds | None = None) -> str:
    """Return the text of a document of a kind, tidied: the same tree, the same comments, and tidy when tidied again.

    Quotes that nothing needs go; levels are indented by two blanks; known keys stand in the order of the field
    reference, each with the comments above it; blanks at line ends go; one blank line at most, and one around every
    section of several lines; one break at the end. Line ends stay Windows' where they are.
    Raises DocumentFaults where the document has faults, TrueupError where it could not be tidied without loss.
    """
    bare = text.removeprefix(_BOM)
    with uncollected():
        return text[: len(text) - len(bare)] + _tidied(bare, part, file, bounds)


def _tidied(bare: str, part: type[Part], file: str, bounds: Bounds | None) -> str:
    tree = read_tree(bare.encode(), file, bounds)
    top = layout(bare)
    if top is None:
        return bare
    before = comments(bare, top)
    tidied, top = _step(bare, _closed(bare, top), top, file)
    tidied, top = _step(tidied, _unquoted(tidied, top), top, file)
    tidied, top = _step(tidied, _indented(tidied, top), top, file)
    tidied, top = _step(tidied, _ordered(tidied, top, Shape(part=part)), top, file)
    tidied = _spaced(tidied, top)
    result = "\r\n".join(tidied.split("\n")) if "\r\n" in bare else tidied
    if result != bare and _said(result, file, bounds) != (tree, before):
        raise _refused(file)
    return result


def _step(before: str, after: str, top: Node, file: str) -> tuple[str, Node]:
    """Return a text after a step with its layout, which is the old one where nothing changed."""
    return (before, top) if before == after else (after, _laid_out(after, file))


def _refused(file: str) -> TrueupError:
    problem = f"{file} cannot be tidied without changing what it says."
    return TrueupError(ErrorCode.DOCUMENT, problem, file, "It was left as it is; lay it out by hand.")


def _said(text: str, file: str, bounds: Bounds | None) -> tuple[object, list[str]]:
    """Return the tree and the comments of a text that was made here."""
    try:
        return read_tree(text.encode(), file, bounds), comments(text, _laid_out(text, file))
    except DocumentFaults as faults:
        raise _refused(file) from faults


def _laid_out(text: str, file: str) -> Node:
    import yaml

    try:
        top = layout(text)
    except yaml.YAMLError as error:
        raise _refused(file) from error
    if top is None:
        raise _refused(file)
    return top


def _closed(text: str, top: Node) -> str:
    """Return a text that may end in a break: a text on lines at its very end would take it in."""
    last = last_of(top)
    header = HEADER.match(text, last.start) if last.style in "|>" else None
    if header is None or last.end < len(text) or text.endswith(("\n", "\r")) or "-" in header[0]:
        return text
    return text[: last.start] + header[0].replace("+", "") + "-" + text[header.end() :]


def is_plain_when_tidy(text: str, *, flow: bool) -> bool:
    """Whether a text stands without quotes in a tidy file: nothing needs them, and no reader takes it for more."""
    return is_plain(text, flow=flow) and _TYPED.fullmatch(text) is None


# ---- quotes ----------------------------------------------------------------------------------------------------------


def _unquoted(text: str, top: Node) -> str:
    """Return a text without the quotes that nothing needs; a comment behind them stays in its column."""
    pieces, at = [], 0
    for node, flow in scalars(top):
        source = text[node.start : node.end]
        if node.style in "'\"" and source[1:-1] == node.text and is_plain_when_tidy(node.text, flow=flow):
            pad = "  " if _COMMENT_BEHIND.match(text, node.end) else ""
            pieces += [text[at : node.start], node.text, pad]
            at = node.end
    return "".join((*pieces, text[at:]))


# ---- indentation -----------------------------------------------------------------------------------------------------


class _Shifts:
    """By how much each line moves, and which old column became which new one around it."""

    def __init__(self, text: str) -> None:
        self.rows = Rows(text)
        self.by: dict[int, int] = {}
        self.columns: dict[int, Mapping[int, int]] = {}
        self.gaps: list[tuple[int, int]] = []

    def take(self, node: Node, new: int, around: Mapping[int, int]) -> None:
        """Note how the entries of a list or mapping on lines move to column `new`."""
        for child in node.children:
            row = self.rows.at(child.start)
            columns = {**around, child.column: new}
            if self.rows.is_first(child.start):
                self.by[row] = new - child.column
                self.columns[row] = columns
            inner = child.node
            if child.key is None and child.after < inner.start and self.rows.at(inner.start) == row:
                self.gaps.append((child.after, inner.start))
            if is_open(inner):
                self.take(inner, new + _STEP, columns)
            else:
                for further in range(row + 1, self.rows.at(child.end) + 1):
                    self.by[further] = new - child.column

    def comment(self, row: int) -> int:
        """Return by how much a comment between the entries moves."""
        column = self.rows.comment(row)
        if column < 0:
            return 0
        before = next((self.columns[at] for at in range(row, -1, -1) if at in self.columns), {})
        after = next((self.columns[at] for at in range(row, len(self.rows.texts)) if at in self.columns), {})
        known = {**before, **after}
        near = max((at for at in known if at <= column), default=None)
        return -column if near is None else known[near] - near


def _indented(text: str, top: Node) -> str:
    """Return a text with every level of lists and mappings on lines indented by two blanks."""
    if not is_open(top):
        return text
    shifts = _Shifts(text)
    shifts.take(top, 0, {})
    pieces, at = [], 0
    for start, end in shifts.gaps:
        pieces += [text[at:start], " "]
        at = end
    rows = Rows("".join((*pieces, text[at:])))
    moved = [_moved(row, shifts.by[at] if at in shifts.by else shifts.comment(at)) for at, row in enumerate(rows.texts)]
    return "\n".join(moved) + "\n"


def _moved(row: str, by: int) -> str:
    if by >= 0:
        return " " * by + row if row else row
    return row[min(-by, len(row) - len(row.lstrip(" "))) :]


# ---- order -----------------------------------------------------------------------------------------------------------


@cache
def _known(part: type[Part]) -> Mapping[str, tuple[int, Shape]]:
    return {key.name: (rank, key.shape) for rank, key in enumerate(keys_of(part))}


def _ordered(text: str, top: Node, shape: Shape) -> str:
    """Return a text whose known keys stand in the order in which their section declares them."""
    rows = Rows(text)
    return "\n".join(_section(rows, top, 0, len(rows.texts), shape)) + "\n"


def _section(rows: Rows, node: Node, low: int, high: int, shape: Shape) -> list[str]:
    """Return the lines from `low` to `high`, which hold a value of a shape and what stands around it."""
    known = _known(shape.part) if shape.part else {}
    if not is_open(node) or node.is_list or not (known or shape.entries) or not rows.is_first(node.start):
        return rows.texts[low:high]
    children = node.children
    starts = [rows.at(child.start) for child in children]
    limits = [*starts[1:], high]
    ends = [rows.behind(child, limit) for child, limit in zip(children, limits, strict=True)]
    first = starts[0]
    while low > 0 and first > low and rows.comment(first - 1) >= 0:
        first -= 1
    begins = [first, *ends[:-1]]
    pieces = [
        (known.get(child.name, (len(known), Shape()))[0], _entry(rows, child, begin, end, shape))
        for child, begin, end in zip(children, begins, ends, strict=True)
    ]
    sorted_ = sorted(pieces, key=lambda each: each[0])
    if sorted_ != pieces:
        sorted_ = [(rank, _without_gap(piece, at)) for at, (rank, piece) in enumerate(sorted_)]
    lines = [line for _, piece in sorted_ for line in piece]
    return [*rows.texts[low:first], *lines, *rows.texts[ends[-1] : high]]


def _without_gap(piece: list[str], at: int) -> list[str]:
    """Return a moved entry without the blank lines above it, where it is the first or a line alone."""
    bare = list(dropwhile(lambda line: not line.strip(), piece))
    return bare if at == 0 or len(bare) == 1 else piece


def _entry(rows: Rows, child: Child, low: int, high: int, shape: Shape) -> list[str]:
    """Return the lines of one entry: what stands above its key, the key, and its value in order."""
    at = rows.at(child.start) + 1
    below = shape.entries or (_known(shape.part).get(child.name, (0, Shape()))[1] if shape.part else Shape())
    if not is_open(child.node) or rows.at(child.node.start) < at:
        return rows.texts[low:high]
    return [*rows.texts[low:at], *_section(rows, child.node, at, high, below)]


# ---- blank lines -----------------------------------------------------------------------------------------------------


def _spaced(text: str, top: Node) -> str:
    """Return a text without blanks at line ends, with one blank line at most, and one around sections of lines."""
    rows = Rows(text)
    fixed: set[int] = set()
    openers: set[int] = set()
    _divide(rows, top, fixed, openers)
    gaps = _gaps(rows, top)
    lines: list[str] = []
    for at, row in enumerate(rows.texts):
        if at in gaps:
            lines.append("")
        if at in fixed:
            lines.append(row)
        elif not rows.is_blank(at):
            lines.append(row.rstrip(" \t"))
        elif lines and lines[-1] and at - 1 not in openers:
            lines.append("")
    while len(lines) > 1 and not lines[-1] and len(rows.texts) - 1 not in fixed:
        lines.pop()
    return "\n".join(lines) + "\n"


def _divide(rows: Rows, node: Node, fixed: set[int], openers: set[int]) -> None:
    """Note the lines whose blanks belong to a value, and those that open a list or mapping on lines."""
    for child in node.children:
        row, last = rows.at(child.start), rows.at(child.end)
        if is_open(child.node) and rows.at(child.node.start) > row:
            openers.add(row)
        if child.node.children:
            _divide(rows, child.node, fixed, openers)
        elif child.node.style in "|>":
            fixed.update(range(row + 1, last + 1))
        else:
            fixed.update(range(row, last))


def _gaps(rows: Rows, top: Node) -> set[int]:
    """Return the lines before which a blank line is due: between two keys at the top, one of them of several lines."""
    due = set()
    for one, two in zip(top.children, top.children[1:], strict=False) if is_open(top) else ():
        start, long = rows.at(two.start), rows.at(one.end) > rows.at(one.start) or rows.at(two.end) > rows.at(two.start)
        behind = rows.behind(one, start)
        if long and not any(rows.is_blank(at) for at in range(behind, start)):
            due.add(behind)
    return due
