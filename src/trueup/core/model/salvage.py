"""What can be read of a tree with faults, so that the faults between its parts show together with those within them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

from pydantic import ValidationError

from trueup.core.base.record import dataclass
from trueup.core.base.tree import Branch, Row, Tree
from trueup.core.model.fields import Part

ROUNDS: Final = 3
"""Leaving something out may leave its section without a key it needs, which then goes as well."""

PartT = TypeVar("PartT", bound=Part)
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Salvage(Generic[PartT]):
    """The part without what is wrong in it, and the paths that were left out; `unknown` are those of unknown keys."""

    part: PartT
    left_out: frozenset[Path]
    unknown: frozenset[Path] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Every key on the way to what was left out: an id among them may well be defined."""
        return frozenset(str(step) for path in self.left_out for step in path)

    def touches(self, *steps: str) -> bool:
        """Whether something was left out at a path, below it, or around it."""
        return any(path[: len(steps)] == steps[: len(path)] for path in self.left_out)


def salvage(part: type[PartT], tree: Branch, error: ValidationError) -> Salvage[PartT] | None:
    """Return what a tree says apart from what pydantic found wrong, None where nothing sound is left."""
    left_out: set[Path] = set()
    unknown: set[Path] = set()
    for _ in range(ROUNDS):
        for detail in error.errors(include_url=False, include_context=False, include_input=False):
            left_out.add(_faulty(detail["type"], detail["loc"]))
            if detail["type"] == "extra_forbidden":
                unknown.add(detail["loc"])
        try:
            return Salvage(part.model_validate(_without(tree, left_out)), frozenset(left_out), frozenset(unknown))
        except ValidationError as again:
            error = again
    return None


def _faulty(kind: str, loc: Path) -> Path:
    from trueup.core.model.shape import path_of  # loaded where there is a fault

    steps = path_of(kind, loc)
    return steps[:-1] if kind == "missing" and len(steps) > 1 else steps


def _without(tree: Branch, paths: Iterable[Path]) -> Branch:
    """Return a copy of a tree that lacks what stands at the paths; a key of the top that it needs is filled."""
    copy = _copied(tree, list(paths))
    sound = copy if isinstance(copy, Branch) else Branch(tree.line)
    sound.setdefault("title", "?")
    return sound


def _copied(tree: Tree, paths: Sequence[Path]) -> Tree:
    if not isinstance(tree, Branch | Row):
        return tree
    below: dict[str | int, list[Path]] = {}
    for path in paths:
        below.setdefault(path[0], []).append(path[1:])
    gone = {step for step, rest in below.items() if () in rest}
    if isinstance(tree, Row):
        row = Row(tree.line)
        row.extend(_kept(entry, below.get(n)) for n, entry in enumerate(tree) if n not in gone)
        return row
    branch = Branch(tree.line)
    for key, entry in tree.items():
        if key not in gone and not (below.get(key) and not isinstance(entry, Branch | Row)):
            branch[key] = _kept(entry, below.get(key))
    return branch


def _kept(entry: Tree, below: Sequence[Path] | None) -> Tree:
    return _copied(entry, below) if below else entry
