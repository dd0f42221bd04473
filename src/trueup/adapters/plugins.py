"""Rules of other packages: what is registered in the entry-point group `trueup.rules`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from trueup.core.base.record import dataclass

GROUP: Final = "trueup.rules"


@dataclass(frozen=True, slots=True)
class Plugin:
    """One registered name: what it leads to, or why it could not be loaded."""

    name: str
    value: object = None
    problem: str | None = None


def plugins() -> tuple[Plugin, ...]:
    """Return everything registered as rules, by name; one that cannot be loaded says why and stops nothing."""
    if not _any_registered():
        return ()
    from importlib.metadata import entry_points

    found: list[Plugin] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            found.append(Plugin(point.name, point.load()))
        except Exception as error:  # noqa: BLE001 - somebody else's package must not stop the command
            found.append(Plugin(point.name, problem=f"{type(error).__name__}: {str(error)[:200]}"))
    return tuple(found)


def _any_registered() -> bool:
    """Whether any installed package names the group: looked for in the files, as importing metadata takes longer."""
    mark = GROUP.encode()
    for folder in sys.path:
        for file in Path(folder or ".").glob("*.dist-info/entry_points.txt"):
            try:
                if mark in file.read_bytes():
                    return True
            except OSError:
                continue
    return False
