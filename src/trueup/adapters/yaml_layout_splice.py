"""The cuts and fillings that make one YAML text into another, found by comparing two trees along the text's layout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from trueup.adapters.yaml_layout import HEADER, comment_in, without_comments
from trueup.adapters.yaml_layout_words import entry, inline, lines, pair, scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trueup.adapters.yaml_layout import Child, Node
    from trueup.adapters.yaml_layout_words import Words
    from trueup.core.base.tree import Tree

_BREAK: Final = re.compile(r"\r\n?|\n")
_COMMENT_LINE: Final = re.compile(r"( *)#[^\r\n]*(?:\r\n?|\n|$)")
_BLANK_LINE: Final = re.compile(r"[ \t]*(?:\r\n?|\n)")


class _Slot(NamedTuple):
    """Where a value stands: behind which place, and against which column its lines are indented."""

    after: int
    column: int
    dash: bool
    colon: bool


class Splicer:
    """Collects the cuts of one text; `result` makes them all at once."""

    def __init__(self, text: str, top: Node | None) -> None:
        """Begin with no cut; `top` is the text's layout."""
        self._text = text
        self._top = top
        self._break = "\r\n" if "\r\n" in text else "\n"
        self._step = _step(top)
        self._cuts: list[tuple[int, int, str]] = []

    def change(self, old: Tree, new: dict[str, Words]) -> None:
        """Plan the cuts that make the document say `new` where it says `old`.

        Raises ValueError, in words for the user, where that would lose a comment of something that stays.
        """
        if self._top is None:
            rows = [line for key in new for line in pair(key, new[key], 0, self._step)]
            self._swap_lines(len(self._text), len(self._text), rows)
        else:
            self._value(self._top, _Slot(self._top.start, self._top.column - 2, dash=True, colon=True), old, new)

    def result(self) -> str:
        """Return the text with every planned cut made."""
        pieces, at = [], 0
        for start, end, text in sorted(self._cuts, key=lambda cut: cut[:2]):
            pieces += [self._text[at:start], text]
            at = max(at, end)
        return "".join((*pieces, self._text[at:]))

    # ---- what stays and what goes ------------------------------------------------------------------------------------

    def _value(self, node: Node, slot: _Slot, old: Tree, new: Words, *, in_flow: bool = False) -> None:
        """Plan how the value at a node becomes `new`."""
        if old is new or old == new:
            return
        flow = node.style == "flow"
        if new and node.children and isinstance(old, dict) and isinstance(new, dict):
            if flow and self._text[node.start] == "{":
                self._flow_mapping(node, old, new)
                return
            if not flow and self._mapping(node, old, new):
                return
        elif new and node.children and isinstance(old, list) and isinstance(new, list):
            self._list(node, old, new)
            return
        if in_flow:
            self._replace_in_flow(node, slot, new)
        else:
            self._replace(node, slot, new)

    def _mapping(self, node: Node, old: dict[str, Tree], new: dict[str, Words]) -> bool:
        """Plan the changes of a mapping on lines; return False where it must be written anew."""
        kept = [child for child in node.children if child.name in new]
        compact = not self._first_on_line(node.start)
        if compact and not kept:
            return False
        if compact and kept[0] is not node.children[0]:
            self._pull_up(node.children, kept[0])
        for child in node.children:
            if child.name in new:
                self._value(child.node, _slot(child), old[child.name], new[child.name])
            elif not compact or child.start > kept[0].start:
                self._swap_lines(self._line_start(child.start), self._next_line(child.end), [])
        added = [key for key in new if key not in old]
        if added:
            rows = [line for key in added for line in pair(key, new[key], node.column, self._step)]
            at = self._below(self._next_line(node.end), node.column)
            self._swap_lines(at, at, rows)
        return True

    def _flow_mapping(self, node: Node, old: dict[str, Tree], new: dict[str, Words]) -> None:
        for child in node.children:
            if child.name in new:
                self._value(child.node, _slot(child), old[child.name], new[child.name], in_flow=True)
        gone = {at for at, child in enumerate(node.children) if child.name not in new}
        self._remove_in_flow(node.children, gone)
        added = [f"{scalar(key, flow=True)}: {inline(part, flow=True)}" for key, part in new.items() if key not in old]
        self._add_in_flow(node.children, len(node.children) - 1, added, alone=len(gone) == len(node.children))

    def _list(self, node: Node, old: list[Tree], new: list[Words]) -> None:
        """Plan the changes of a list: entries equal at its beginning and its end stay as they are."""
        same = _equal_at_start(old, new)
        last = _equal_at_start(old[same:][::-1], new[same:][::-1])
        olds, news = range(same, len(old) - last), range(same, len(new) - last)
        flow = node.style == "flow"
        for at in olds[: len(news)]:
            child = node.children[at]
            self._value(child.node, _slot(child), old[at], new[at], in_flow=flow)
        more = [new[at] for at in news[len(olds) :]]
        gone = set(olds[len(news) :])
        anchor = same + min(len(olds), len(news)) - 1
        if flow:
            self._remove_in_flow(node.children, gone)
            self._add_in_flow(node.children, anchor, [inline(part, flow=True) or "" for part in more], alone=False)
        else:
            self._remove_entries(node, gone)
            self._add_entries(node, anchor, more)

    def _remove_entries(self, node: Node, gone: set[int]) -> None:
        compact = not self._first_on_line(node.start)
        first = next(child for at, child in enumerate(node.children) if at not in gone)
        if compact and first is not node.children[0]:
            self._pull_up(node.children, first)
        for at in sorted(gone):
            child = node.children[at]
            if not compact or child.start > first.start:
                self._swap_lines(self._line_start(child.start), self._next_line(child.end), [])

    def _add_entries(self, node: Node, anchor: int, more: Sequence[Words]) -> None:
        column = node.children[0].column
        rows = [line for part in more for line in entry(part, column, self._step)]
        if not rows:
            return
        if anchor < 0:
            text = self._break.join([*rows, " " * column])[column:]
            self._cut(node.start, node.start, text)
            return
        at = self._next_line(node.children[anchor].end)
        if anchor == len(node.children) - 1:
            at = self._below(at, column + 1)
        self._swap_lines(at, at, rows)

    def _pull_up(self, children: Sequence[Child], first: Child) -> None:
        """Remove what stands before `first`, which then begins on the line of the dash."""
        before = children[children.index(first) - 1]
        if comment_in(self._text[before.end : first.start]):
            raise ValueError(f"`{before.name or 'An entry'}` cannot be removed without losing a comment.")
        self._cut(children[0].start, first.start)

    # ---- between brackets --------------------------------------------------------------------------------------------

    def _remove_in_flow(self, children: Sequence[Child], gone: set[int]) -> None:
        first = next((at for at in range(len(children)) if at not in gone), len(children))
        for at in sorted(gone):
            here = children[at]
            if at > first:
                begin, end = children[at - 1].end, here.start
            elif at + 1 < len(children):
                begin, end = here.end, children[at + 1].start
            else:
                begin = end = here.end
            gap = self._text[begin:end]
            if comment_in(gap):
                comma = begin + without_comments(gap).find(",")
                self._cut(comma, comma + 1)
            else:
                self._cut(begin, end)
            self._cut(here.start, here.end)

    def _add_in_flow(self, children: Sequence[Child], anchor: int, added: Sequence[str], *, alone: bool) -> None:
        if not added:
            return
        text = ", ".join(added)
        if anchor < 0:
            self._cut(children[0].start, children[0].start, f"{text}, ")
        else:
            at = children[anchor].end
            self._cut(at, at, text if alone else f", {text}")

    def _replace_in_flow(self, node: Node, slot: _Slot, new: Words) -> None:
        text = inline(new, flow=True) or ""
        if node.start < node.end:
            self._cut(node.start, node.end, text)
        else:
            self._cut(slot.after, slot.after, f" {text}" if slot.colon else f": {text}")

    # ---- on lines ----------------------------------------------------------------------------------------------------

    def _replace(self, node: Node, slot: _Slot, new: Words) -> None:
        """Plan a value of lines or of one line in the place of whatever stands there."""
        if not slot.colon:
            raise ValueError("A key whose colon stands on a line of its own cannot be changed.")
        first, last = self._lines_of(node, slot)
        column = slot.column + (2 if slot.dash else self._step)
        head, body = lines(new, column, self._step)
        if head.startswith("|") and self._comment_near(first, last, node, slot, column):
            head, body = scalar(new if isinstance(new, str) else "", flow=False), []
        elif head.startswith("|") and first < last:
            first = self._next_line(slot.after)
        if first == last and body and not head:
            first = last = self._below(last, slot.column + 1)
        self._swap_lines(first, last, body)
        below = node.children and node.style == "block" and "\n" in self._text[slot.after : node.start]
        if node.start == node.end or below:
            self._cut(slot.after, slot.after, f" {head}" if head else "")
            return
        header = HEADER.match(self._text, node.start) if node.style in "|>" else None
        end = header.end() if header else node.end
        blank = not head and not self._text[slot.after : node.start].strip(" ")
        self._cut(slot.after if blank else node.start, end, head)

    def _lines_of(self, node: Node, slot: _Slot) -> tuple[int, int]:
        """Return the lines that go with the old value: its lines below the key, or none behind the line it ends on."""
        if node.style in "|>":
            return self._next_line(node.start), self._next_line(node.end)
        if node.children and node.style == "block" and "\n" in self._text[slot.after : node.start]:
            return self._line_start(node.start), self._next_line(node.end)
        at = self._next_line(node.end if node.start < node.end else slot.after)
        return at, at

    def _comment_near(self, first: int, last: int, node: Node, slot: _Slot, column: int) -> bool:
        """Return whether a comment would become part of a text on lines."""
        if first < last and comment_in(self._text[self._next_line(slot.after) : first]) and node.style not in "|>":
            return True
        at = last
        while (blank := _BLANK_LINE.match(self._text, at)) and blank.end() > at:
            at = blank.end()
        comment = _COMMENT_LINE.match(self._text, at)
        return comment is not None and len(comment[1]) >= column

    def _below(self, at: int, column: int) -> int:
        """Return where lines may follow: behind the comments that are indented by `column` or more."""
        here = at
        while here < len(self._text):
            blank = _BLANK_LINE.match(self._text, here)
            comment = None if blank else _COMMENT_LINE.match(self._text, here)
            if blank:
                here = blank.end()
            elif comment and len(comment[1]) >= column:
                at = here = comment.end()
            else:
                break
        return at

    def _swap_lines(self, first: int, last: int, rows: Sequence[str]) -> None:
        """Plan `rows` in the place of the lines from `first` to `last`, two beginnings of lines."""
        text = "".join(row + self._break for row in rows)
        if rows and first == len(self._text) and self._text[-1:] not in {"\n", "\r", ""}:
            text = self._break + text
            self._keep_last_text()
        if rows or first < last:
            self._cut(first, last, text)

    def _keep_last_text(self) -> None:
        """Plan that a text on lines at the end of the document, without a last break, gets none from what follows."""
        node = self._top
        while node and node.children:
            node = node.children[-1].node
        header = HEADER.match(self._text, node.start) if node and node.end == len(self._text) else None
        if header and "-" not in header[0]:
            self._cut(node.start if node else 0, header.end(), header[0].replace("+", "") + "-")

    def _cut(self, start: int, end: int, text: str = "") -> None:
        self._cuts.append((start, end, text))

    def _line_start(self, at: int) -> int:
        return max(self._text.rfind("\n", 0, at), self._text.rfind("\r", 0, at)) + 1

    def _next_line(self, at: int) -> int:
        found = _BREAK.search(self._text, at)
        return found.end() if found else len(self._text)

    def _first_on_line(self, at: int) -> bool:
        return not self._text[self._line_start(at) : at].strip(" ")


def _slot(child: Child) -> _Slot:
    if child.key is None:
        return _Slot(child.after, child.column, dash=True, colon=True)
    return _Slot(child.after if child.after >= 0 else child.key.end, child.column, dash=False, colon=child.after >= 0)


def _equal_at_start(old: Sequence[Tree], new: Sequence[Words]) -> int:
    return next(
        (at for at, (was, is_) in enumerate(zip(old, new, strict=False)) if was != is_), min(len(old), len(new))
    )


def _step(top: Node | None) -> int:
    """Return by how many blanks the document indents, 2 where it does not show."""
    waiting = [top] if top else []
    while waiting:
        node = waiting.pop()
        for child in node.children if node.style == "block" and not node.is_list else ():
            below = child.node
            if below.children and below.style == "block" and not below.is_list and below.column > child.column:
                return below.column - child.column
    return 2
