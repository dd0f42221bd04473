"""Trees of documents kept for later: parsing YAML takes five times as long as reading what came out of it.

A tree is known by the bytes of its text, so a text that changed in any byte is parsed again. The trees of one folder
stand in one file, a line each: the digest of the text, that of the tree, the tree. A damaged line is as good as none.
"""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from trueup import __version__
from trueup.adapters.folder import read_bytes
from trueup.adapters.yaml_document import USUAL
from trueup.core.base.errors import TrueupError
from trueup.core.base.tree import Branch, Row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from trueup.adapters.ahead import Ahead
    from trueup.core.base.tree import Tree

_METHOD: Final = f"trees/1, trueup {__version__}"
"""The form of the trees and who parsed them: another version of trueup parses everything again."""

_WORTH_KEEPING: Final = 100_000
"""Bytes of all texts below which parsing them again is as quick as looking for their trees."""

_WORTH_HELP: Final = 200_000
"""Bytes of unknown texts below which a second process would take as long to start as this one to parse them."""

_FOLDERS: Final = 8
"""Folders whose trees are kept: those worked on last."""

_DIGITS: Final = 64
"""Characters of a digest."""

_LINES: Final = ""
"""The key under which a kept mapping holds its own line and those of its keys: no key of a document is empty."""


class TreeCache:
    """The trees of the texts in one folder.

    Nothing here is needed: what cannot be read is parsed again, and what cannot be written is not kept.
    """

    def __init__(self, cache: Path, root: Path) -> None:
        """Use a cache for the texts at a root; nothing is read before the first tree is asked for."""
        self._cache = cache
        self._file = cache / "trees" / f"{sha256(str(root).encode('utf-8', 'surrogateescape')).hexdigest()[:16]}.jsonl"
        self._kept: dict[bytes, bytes] | None = None
        self._used: dict[bytes, bytes | Branch] = {}  # a tree that was kept before stays as it stood there
        self._new = False
        self._bytes = 0
        self._ahead: Ahead | None = None

    def begin(self, files: Iterable[Path]) -> Ahead | None:
        """Have the texts of files parsed by another process, those that are not kept, if there are enough of them.

        One text alone is awaited by this process in any case. Return the other process, None where there is none.
        """
        texts: dict[bytes, Path] = {}
        size = 0
        for file in files:
            with suppress(TrueupError):
                data = read_bytes(file, USUAL.bytes)
                name = digest_of_text(data)
                if len(data) <= USUAL.bytes and name not in self._known() and name not in texts:
                    texts[name] = file
                    size += len(data)
        if size >= _WORTH_HELP and len(texts) > 1:
            from trueup.adapters.ahead import Ahead

            self._ahead = Ahead(texts, self._cache)
        return self._ahead

    def close(self) -> None:
        """End the other process, where there is one."""
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None

    def get(self, data: bytes) -> Branch | None:
        """Return the tree of a text, or None where it is not kept."""
        name = digest_of_text(data)
        kept = self._known().get(name)
        if kept is None and self._ahead is not None and (kept := self._ahead.tree(name)):
            self._new = True
        tree = _tree(kept) if kept else None
        if kept and tree is not None:
            self._bytes += len(data)
            self._used[name] = kept
        return tree

    def _known(self) -> dict[bytes, bytes]:
        if self._kept is None:
            self._kept = _read(self._file)
        return self._kept

    def put(self, data: bytes, tree: Branch) -> None:
        """Remember the tree of a text until `save` keeps it."""
        self._bytes += len(data)
        self._used[digest_of_text(data)] = tree
        self._new = True

    def save(self) -> None:
        """Keep the trees that were used since the beginning, if there are new ones and it is worth it."""
        if not self._new or self._bytes < _WORTH_KEEPING:
            return
        from trueup.adapters.output import write_whole  # only what has changed is written

        lines = [_METHOD.encode(), *(line_of(name, each) for name, each in self._used.items())]
        with suppress(TrueupError, OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._file, b"\n".join(lines))
            _forget(self._file.parent.glob("*.jsonl"))
        self._new = False


def digest_of_text(data: bytes) -> bytes:
    """Return the name by which a text is known."""
    return sha256(data).hexdigest().encode()


def _read(file: Path) -> dict[bytes, bytes]:
    try:
        method, *lines = file.read_bytes().split(b"\n")
    except OSError:
        return {}
    return {line[:_DIGITS]: line[_DIGITS + 1 :] for line in lines} if method == _METHOD.encode() else {}


def _forget(files: Iterable[Path]) -> None:
    """Remove the trees of all folders but those that were written last."""
    for each in sorted(files, key=lambda file: file.stat().st_mtime_ns)[:-_FOLDERS]:
        each.unlink(missing_ok=True)


def line_of(name: bytes, tree: bytes | Branch) -> bytes:
    """Return the line that keeps a tree, or the one that kept it before, under the name of its text."""
    if isinstance(tree, Branch):
        text = json.dumps(_plain(tree), separators=(",", ":")).encode()
        tree = digest_of_text(text) + b" " + text
    return name + b" " + tree


def _plain(tree: Branch) -> dict[str, Any]:
    found: dict[str, Any] = {_LINES: [tree.line, *tree.lines.values()]}
    for key, value in tree.items():
        found[key] = value if value.__class__ is str else _inner(value)
    return found


def _inner(value: Tree) -> dict[str, Any] | list[Any] | str | None:
    if isinstance(value, Branch):
        return _plain(value)
    if isinstance(value, Row):
        return [[value.line, *value.lines], *map(_inner, value)]
    return value


def _tree(kept: bytes) -> Branch | None:
    """Return a tree from what is kept of it; None where that is not what was once written."""
    digest, _, text = kept.partition(b" ")
    if digest_of_text(text) != digest:
        return None
    found = _DECODER.decode(text.decode())
    return found if isinstance(found, Branch) else None


def _branch(pairs: list[tuple[str, Any]]) -> Branch:
    """Return the mapping of a kept one: its first entry holds its line and the lines of the others."""
    (_, (line, *lines)), *rest = pairs
    found = Branch(line)
    found.update(rest)
    found.lines = dict(zip(found, lines, strict=True))
    for key, value in rest:
        if value.__class__ is list:
            found[key] = _row(value)
    return found


def _row(kept: list[Any]) -> Row:
    (line, *lines), *entries = kept
    found = Row(line)
    found.lines = lines
    found.extend([_row(each) if each.__class__ is list else each for each in entries])
    return found


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_branch)
