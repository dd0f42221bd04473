"""How much memory one batch of questions takes by default: a share of what this machine, or its container, has."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_SHARE: Final = 8
LEAST_MB: Final = 500
MOST_MB: Final = 2_000
_UNKNOWN_MB: Final = 1_000
_GROUPS: Final = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def default_memory_mb() -> int:
    """Return an eighth of the memory there is, in MB: at least 500, at most 2,000; 1,000 where nobody can tell.

    What does not fit is written to scratch space, so more memory makes large tables faster, not possible.
    """
    found = machine_bytes()
    return _UNKNOWN_MB if found is None else max(LEAST_MB, min(MOST_MB, found // _SHARE // 1_000_000))


def machine_bytes() -> int | None:
    """Return the bytes of memory of the machine, or fewer where its container may take fewer; None if unknown."""
    try:
        found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    except (AttributeError, ValueError, OSError):
        found = []
    for group in map(Path, _GROUPS):
        try:
            found.append(int(group.read_text("ascii")))
        except (OSError, ValueError):
            continue
    return min((size for size in found if size > 0), default=None)
