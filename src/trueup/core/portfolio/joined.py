"""Findings about the signatures of one agreement, joined for telling: one changed word concerns all who signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import Finding, Id
from trueup.core.gates.signers import TITLES

if TYPE_CHECKING:
    from trueup.core.gates.signed import SideStanding
    from trueup.core.gates.standing import Standing

_LAPSED: Final = "SGN001"
_SUSPECT: Final = "SGN002"
_MOST_WORDS: Final = 4
"""Changes that a line tells in full, as the findings do."""


def joined(found: Iterable[Finding], agreed: Standing | None) -> tuple[Finding, ...]:
    """Return findings with those of one agreement as one, where the first stands, with all names and all that changed.

    `agreed` is how the side that they were found on stands to its agreements.
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for each in found:
        steps = tuple(each.subject.split("."))
        alike = agreed is not None and each.code in (_LAPSED, _SUSPECT)
        groups.setdefault((each.code, *(steps[:2] if alike else steps), str(each.waived)), []).append(each)
    return tuple(_one(members, agreed) for members in groups.values())


def _one(members: Sequence[Finding], agreed: Standing | None) -> Finding:
    first = members[0]
    if len(members) == 1 or agreed is None:
        return first
    kind, about = first.subject.split(".")[1], {each.subject.split(".")[2] for each in members}
    sides = [each for each in agreed.sides if each.kind == kind]
    problem = (_lapsed if first.code == _LAPSED else _suspect)(sides, about)
    return replace(first, subject=Id(f"signatures.{kind}"), problem=problem)


def _lapsed(sides: Sequence[SideStanding], people: set[str]) -> str:
    lapses = [lapse for side in sides for lapse in side.lapsed if lapse.signature.who in people]
    who = [lapse.signature.who for lapse in lapses]
    words = [word for lapse in lapses for word in lapse.words]
    same = all(lapse.same_text for lapse in lapses)
    differs = "rests on other verdicts now" if same else "is not what the document says now"
    return f"The {TITLES[sides[0].kind]} that {_names(who)} signed {differs}: {_few(words)}."


def _suspect(sides: Sequence[SideStanding], names: set[str]) -> str:
    moved = [side for side in sides if side.side in names]
    who = [signature.who for side in moved for signature in side.signed]
    words = [drift.words for side in moved for drift in side.drifts]
    return f"Figures that {_names(who)} saw when signing the {TITLES[sides[0].kind]} have moved: {_few(words)}."


def _names(who: Iterable[str]) -> str:
    *most, last = (f"`{name}`" for name in dict.fromkeys(who))
    return f"{', '.join(most)} and {last}" if most else last


def _few(words: Iterable[str]) -> str:
    told = list(dict.fromkeys(words))
    rest = f"; and {len(told) - _MOST_WORDS} more" if len(told) > _MOST_WORDS else ""
    return "; ".join(told[:_MOST_WORDS]) + rest
