"""How each option stands against the data: it may go on, or it is held and by what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trueup.core.base.finding import Finding
from trueup.core.model.initiative import Initiative
from trueup.core.model.option import Kind, Option

UNUSABLE = frozenset({"DAT002", "DAT006"})
"""Findings that make a whole data set unusable."""


@dataclass(frozen=True, slots=True)
class OptionStanding:
    """An option, whether data faults hold it up, and by what (largest first)."""

    id: str
    title: str
    kind: Kind
    held: bool
    because: tuple[str, ...]
    rests_on: tuple[Finding, ...]


def standing(initiative: Initiative, findings: Sequence[Finding]) -> tuple[OptionStanding, ...]:
    """Return how each option stands, in the order of the document."""
    return tuple(_standing(name, option, initiative, findings) for name, option in initiative.options.items())


def _standing(name: str, option: Option, initiative: Initiative, findings: Sequence[Finding]) -> OptionStanding:
    mine = tuple(f for f in findings if f.severity == "blocks" and _holds(f, name, option, initiative))
    return OptionStanding(name, option.title or name, option.kind, bool(mine), tuple(f.problem for f in mine), mine)


def _holds(finding: Finding, name: str, option: Option, initiative: Initiative) -> bool:
    steps = finding.subject.split(".")
    if finding.code == "OPT002":
        return steps[:2] == ["options", name]
    used = {use.partition(".")[0] for use in option.uses}
    if finding.code in UNUSABLE:
        return steps[1] in used
    return finding.code == "DAT004" and bool(used & set(_targets(initiative, steps)))


def _targets(initiative: Initiative, steps: Sequence[str]) -> Iterator[str]:
    """Yield the data sets that a finding's reference (`data.X.references.COLUMNS`) leads to."""
    for reference in initiative.data[steps[1]].references:
        if len(steps) < 4 or ",".join(reference.columns) == steps[3]:  # noqa: PLR2004 - data . X . references . COLUMNS
            yield reference.to
