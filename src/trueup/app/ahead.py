"""What can begin before judging is loaded: finding the documents, and having parsed and guarded what is not kept.

Nothing heavy is imported here: loading what judging takes is what another process works beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trueup.adapters.folder import Target, find
from trueup.adapters.sql_cache import SqlCache, default_folder
from trueup.adapters.tree_cache import TreeCache
from trueup.core.base.record import dataclass


@dataclass(frozen=True, slots=True)
class Begun:
    """The documents at a path, and the caches that have them parsed and guarded, which end with what they serve."""

    target: Target
    trees: TreeCache
    guarded: SqlCache


@contextmanager
def begun(path: Path, cache: Path | None = None) -> Iterator[Begun]:
    """Find the documents at a path and begin to parse; raises `TrueupError` where there is no initiative."""
    target = find(path)
    kept = cache or default_folder()
    trees = TreeCache(kept, path.absolute())
    try:
        ahead = trees.begin(target.texts)
        yield Begun(target, trees, SqlCache(kept, ahead))
    finally:
        trees.close()
