"""The tree of a document without faults, from the nodes that the parser composes: quicker than from its events.

Whatever is not plainly sound is left to `TreeReader`, which reads it once more and says what is wrong and where.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final, TypeAlias

from yaml.error import YAMLError
from yaml.nodes import MappingNode, ScalarNode

from trueup.adapters.yaml_tree import KEY_AT_MOST, NOTHING, UNUSUAL, AnyParser
from trueup.core.base.tree import Branch, Row

_Node: TypeAlias = Any  # PyYAML's stubs call the mark of every node optional, and leave its value open

_LARGE: Final = 1_000_000
"""Bytes of a text beyond which its nodes would take too much memory at once, about 40 bytes for each of its own."""

_SEPARATORS: Final = b"\n,:?-[]{}"
"""No two nodes stand beside each other without one of these, so their number bounds the memory that nodes take."""

_BUT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))

_HIDING: Final = (b"'", b'"', b"#", b"|", b">", b"!")
"""What a bracket that opens or closes nothing may stand in, within brackets."""

_WORTH_COUNTING: Final = 5
"""How many separators for each event that is read at most: counting to the end of more takes longer than stopping."""

_MANY: Final = 50_000
"""Separators from which on a key that stands twice is looked for while composing: all else would be for nothing."""

_AROUND: Final = 4
"""Events around the nodes of a document: the beginnings and ends of the stream and of the document."""


class _NotSoundError(Exception):
    """Something that needs the careful reader."""


def sound_tree(data: bytes, events: int, depth: int) -> Branch | None:
    """Return the tree of a text that is a single mapping without any fault; None for every other text.

    The text is UTF-8 without control characters; `events` and `depth` bound it as they bound `TreeReader`. What is
    large or comes near the first bound is None as well.
    """
    if len(data) > _LARGE or UNUSUAL.search(data) or (separators := _separators(data)) > events:
        return None
    try:
        top: _Node = _Composer(data, depth, watched=separators > _MANY).get_single_node()
        return _Trees(events - _AROUND, depth).branch(top, 1) if top.__class__ is MappingNode else None
    except (YAMLError, ValueError, OverflowError, IndexError, _NotSoundError):
        return None


def too_many_events(data: bytes, events: int, depth: int) -> int | None:
    """Return how many events the parser makes of a text where these are more than `events`, else None.

    They are counted without being made, which takes a fifth of the time. None too where the text is at fault somewhere,
    is very much larger, or may have brackets in each other more than about `depth` levels deep: the parser cannot be
    stopped while it counts, and takes time for each level at every word.
    """
    if not events < _separators(data) <= _WORTH_COUNTING * events or not _is_flat(data, depth):
        return None
    try:
        count: int = AnyParser(data).raw_parse()
    except (YAMLError, ValueError, OverflowError):
        return None
    return count if count > events else None


def _is_flat(data: bytes, depth: int) -> bool:
    """Whether brackets stand in each other at most twice `depth` levels deep, as far as their signs alone tell."""
    brackets = data.translate(None, _BUT_BRACKETS)
    if _opening(brackets) > depth and not any(sign in data for sign in _HIDING):
        for _ in range(depth):
            before = len(brackets)
            brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
            if len(brackets) == before:
                break
    return _opening(brackets) <= depth


def _opening(brackets: bytes) -> int:
    return brackets.count(b"[") + brackets.count(b"{")


def _separators(data: bytes) -> int:
    return len(data) - len(data.translate(None, _SEPARATORS))


class _Composer(AnyParser):
    """Composes the nodes of a text; their tags are what the parser asks its resolver with.

    It also tells the resolver when a node begins and ends. That bounds the depth, before the parser, which calls itself
    for every level, runs out of stack: each node takes one place of a list and gives it back.
    """

    def __init__(self, data: bytes, depth: int, *, watched: bool) -> None:
        """Begin to read; a node that stands in more than `depth` others raises IndexError.

        Of a text that is `watched`, a key that stands twice in a mapping raises `_NotSoundError` as soon as it is met.
        """
        super().__init__(data)
        places = [None] * (depth + 1)
        take = places.pop
        met: set[tuple[int, str]] = set()

        def watch(parent: _Node, index: _Node) -> None:
            take()
            if index.__class__ is ScalarNode:  # the key of the value that begins here
                place = id(parent), index.value
                if place in met:
                    raise _NotSoundError
                met.add(place)

        self.descend_resolver = watch if watched else lambda _parent, _index: take()
        self.ascend_resolver = partial(places.append, None)
        self.resolve = lambda _kind, _text, implicit: implicit


class _Trees:
    """Builds the tree of one document, of `events` and `depth` at most; raises `_NotSoundError` where it cannot."""

    def __init__(self, events: int, depth: int) -> None:
        """Begin with no word known."""
        self._left, self._depth = events, depth
        self._words: dict[str, str] = {}

    def branch(self, node: _Node, depth: int) -> Branch:
        """Return the mapping of a node that stands in `depth` - 1 others."""
        found = Branch(node.start_mark.line + 1)
        lines, known = found.lines, self._words.get
        for key_node, value in node.value:
            if key_node.__class__ is not ScalarNode:
                raise _NotSoundError
            key = known(key_node.value) or self._new_key(key_node.value)
            if key in lines:
                raise _NotSoundError
            lines[key] = key_node.start_mark.line + 1
            if value.__class__ is ScalarNode:
                text = value.value
                found[key] = None if text in NOTHING and value.tag[0] else text
            else:
                found[key] = self._inner(value, depth + 1)
        self._count(2 + 2 * len(lines), depth)
        return found

    def _inner(self, node: _Node, depth: int) -> Branch | Row:
        if node.__class__ is MappingNode:
            return self.branch(node, depth)
        row = Row(node.start_mark.line + 1)
        for entry in node.value:
            row.lines.append(entry.start_mark.line + 1)
            if entry.__class__ is ScalarNode:
                row.append(None if entry.value in NOTHING and entry.tag[0] else entry.value)
            else:
                row.append(self._inner(entry, depth + 1))
        self._count(2 + len(row), depth)
        return row

    def _new_key(self, text: str) -> str:
        if text in NOTHING or text == "<<" or len(text) > KEY_AT_MOST or "\n" in text:
            raise _NotSoundError
        self._words[text] = text
        return text

    def _count(self, events: int, depth: int) -> None:
        """Count at least as many events as a list or a mapping took."""
        self._left -= events
        if self._left < 0 or depth > self._depth:
            raise _NotSoundError
