"""Values of a contract's tree, read leniently: what is of another kind counts as not stated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.base.tree import Branch, Row, Tree
from trueup.core.model.contract import Lines

TRUE: Final = frozenset({"true", "True", "TRUE", "yes", "Yes"})
_MOST_VALUES: Final = 10_000


def text(branch: Branch, key: str) -> str | None:
    """Return a text that says something, None for everything else."""
    found = branch.get(key)
    return found.strip() or None if isinstance(found, str) else None


def flag(branch: Branch, key: str) -> bool:
    """Return whether a key is set to true."""
    return text(branch, key) in TRUE


def branches(branch: Branch, key: str) -> Iterator[Branch]:
    """Yield the sections in a list; a single section stands for a list of one."""
    found = branch.get(key)
    if isinstance(found, Branch):
        yield found
    for entry in found if isinstance(found, Row) else ():
        if isinstance(entry, Branch):
            yield entry


def texts(tree: Tree) -> tuple[str, ...]:
    """Return the texts of a list, or a single one; empty and other entries are left out."""
    if isinstance(tree, str):
        return (tree,) if tree.strip() else ()
    return tuple(entry for entry in tree[:_MOST_VALUES] if isinstance(entry, str)) if isinstance(tree, Row) else ()


def values(tree: Tree) -> tuple[str | None, ...] | None:
    """Return the values of a list, None among them for `null`; None where there is no list."""
    if not isinstance(tree, Row):
        return None
    return tuple(entry for entry in tree[:_MOST_VALUES] if entry is None or isinstance(entry, str))


def lines(branch: Branch, file: str) -> Lines:
    """Return where a section stands."""
    return Lines(file, branch.line, branch.lines)
