"""The version of the document's language: older texts are brought up to date as they are read, newer ones refused.

A step changes a tree written for one version into what the next one would write, lines kept, and never drops anything.
The first version is the current one, so there is no step yet; `trueup fmt` writes what the steps made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from trueup.core.base.errors import DocumentFaults
from trueup.core.base.record import dataclass
from trueup.core.base.tree import Branch
from trueup.core.model.document import Source
from trueup.core.model.fault import Fault

CURRENT: Final = 1
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Step:
    """What brings a tree to version `to` from the one before, and what that changes in the user's words."""

    to: int
    what: str
    change: Callable[[Branch], Branch]


STEPS: Final[tuple[Step, ...]] = ()


def upgraded(source: Source, steps: Sequence[Step] = STEPS, current: int = CURRENT) -> Source:
    """Return a file as the current version writes it; without `trueup:` it counts as current.

    Raises `DocumentFaults` for a version that is newer than this program or that there never was.
    """
    version = _version(source, current)
    tree = source.tree
    for step in steps:
        if version < step.to <= current:
            tree = _marked(step.change(tree), step.to)
    return source if tree is source.tree else Source(source.file, tree, source.epics_in)


def _version(source: Source, current: int) -> int:
    raw = source.tree.get("trueup")
    if raw is None:
        return current
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) <= _DIGITS and int(raw) > 0:
        if int(raw) <= current:
            return int(raw)
        problem = f"`trueup: {raw}` is a newer version of the language; this program reads versions up to {current}."
        raise _refused(source, problem, "Install a newer trueup to read it.")
    said = f" `{raw[:20]}`" if isinstance(raw, str) else ""
    raise _refused(source, f"`trueup`{said} is not a version of the language.", f"Write `trueup: {current}`.")


def _refused(source: Source, problem: str, fix: str) -> DocumentFaults:
    return DocumentFaults([Fault("DOC033", "trueup", problem, fix).finding(source.place("trueup"))])


def _marked(tree: Branch, version: int) -> Branch:
    marked = Branch(tree.line)
    marked.update(tree)
    marked.lines = dict(tree.lines)
    marked["trueup"] = str(version)
    marked.lines.setdefault("trueup", tree.line)
    return marked
