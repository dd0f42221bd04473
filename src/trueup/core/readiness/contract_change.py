"""What a difference between two versions of a contract is, and what the version number must say because of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from trueup.core.base.record import dataclass
from trueup.core.model.contract import Lines

Effect = Literal["breaking", "loosened", "compatible"]
EFFECTS: Final[tuple[Effect, ...]] = ("breaking", "loosened", "compatible")
Bump = Literal["major", "minor", "patch", "none", "back"]
_VERSION: Final = re.compile(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-+].*)?")
_NEEDS: Final[dict[Effect, Bump]] = {"breaking": "major", "loosened": "minor", "compatible": "patch"}
_ORDER: Final[tuple[Bump, ...]] = ("back", "none", "patch", "minor", "major")


@dataclass(frozen=True, slots=True)
class ContractChange:
    """One difference, seen by those who read the data.

    breaking: what worked stops working (a name, a type, a key or the place of the data is gone). loosened: it works,
    but less is promised than before. compatible: readers need not care. `path` names the part, `where` is the file:line
    in the new version, or in the old one where the part is gone.
    """

    effect: Effect
    path: str
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class VersionVerdict:
    """Whether the version numbers say what the changes are; `fits` is None where they are no semantic versions."""

    old: str | None
    new: str | None
    needs: Bump
    says: Bump | None
    fits: bool | None

    def words(self) -> str:
        """Return the verdict as a sentence."""
        numbers = f"{self.old or 'none'} -> {self.new or 'none'}"
        if self.fits is None:
            return f"The versions ({numbers}) are no semantic versions such as 1.4.0: they cannot say what changed."
        if self.says == "back":
            return f"The version goes back ({numbers})."
        said = "stays the same" if self.says == "none" else f"says {self.says}"
        if self.fits:
            return f"The version number {said} ({numbers}), which fits."
        return f"The version number {said} ({numbers}), but these changes need a new {self.needs} version."


@dataclass(frozen=True, slots=True)
class ContractDifference:
    """Everything that differs between two versions of a contract, and whether the version number says so."""

    changes: tuple[ContractChange, ...]
    version: VersionVerdict

    def of(self, effect: Effect) -> tuple[ContractChange, ...]:
        """Return the changes of one effect."""
        return tuple(change for change in self.changes if change.effect == effect)

    @property
    def breaks(self) -> bool:
        """Whether something breaks for those who read the data."""
        return bool(self.of("breaking"))


class Changes:
    """Collects changes below a path; `at` of a change is where it stands."""

    def __init__(self) -> None:
        """Begin with none."""
        self.found: list[ContractChange] = []

    def add(self, effect: Effect, path: str, what: str, at: Lines, key: str = "") -> None:
        """Keep one change."""
        self.found.append(ContractChange(effect, path, what, at.of(key)))


def judged(old: str | None, new: str | None, changes: Sequence[ContractChange]) -> VersionVerdict:
    """Return whether two version numbers say what changed (semantic versioning 2.0.0).

    Breaking changes need a new major version, loosened promises a minor one, anything else at least a patch. Before
    1.0.0 a minor version may break.
    """
    worst = next((effect for effect in EFFECTS if any(change.effect == effect for change in changes)), None)
    needs: Bump = _NEEDS[worst] if worst is not None else "none"
    before, after = _numbers(old), _numbers(new)
    if before is None or after is None:
        return VersionVerdict(old, new, needs, None, None)
    says = _bump(before, after)
    if before[0] == 0 and needs == "major" and after[0] == 0:
        needs = "minor"
    return VersionVerdict(old, new, needs, says, says != "back" and _ORDER.index(says) >= _ORDER.index(needs))


def _numbers(version: str | None) -> tuple[int, int, int] | None:
    found = _VERSION.fullmatch((version or "").strip())
    return (int(found[1]), int(found[2] or 0), int(found[3] or 0)) if found else None


def _bump(before: tuple[int, int, int], after: tuple[int, int, int]) -> Bump:
    if before == after:
        return "none"
    if after < before:
        return "back"
    return "major" if after[0] > before[0] else "minor" if after[1] > before[1] else "patch"
