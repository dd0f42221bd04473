"""Who signs what: how many of which roles or people, who decides, which proof suffices, how far figures move."""

import re
from typing import Annotated, Final, Literal

from pydantic import Field

from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault
from trueup.core.model.fields import LONGEST_NAME, Expected, Flag, Names, Part, Share, Written, by

SignSide = Literal["business", "technology"]
Least = Literal["claimed", "recorded", "own"]
"""How well a signature must be proven at least: a name is enough, a mail or minutes, the person's own act."""

_COUNTED: Final = re.compile(r"(all|[0-9]{1,3})\s+of\s+(.+)", re.DOTALL)
_NAME: Final = re.compile(r"\S(.*\S)?")


@dataclass(frozen=True, slots=True)
class Signers:
    """How many have to sign and which roles or people count; `count` 0 asks for nobody."""

    count: int
    of: tuple[str, ...]


def _signers(raw: object) -> Signers:
    if isinstance(raw, Signers):
        return raw
    if isinstance(raw, list):
        names = [each for each in raw if isinstance(each, str)]
        if len(names) != len(raw):
            raise Expected(_SIGNERS)
        return _of(None, names)
    if not isinstance(raw, str):
        raise Expected(_SIGNERS)
    if raw.strip() == "nobody":
        return Signers(0, ())
    counted = _COUNTED.fullmatch(raw.strip())
    return _of(counted[1], counted[2].split(",")) if counted else _of("1", [raw])


def _of(count: str | None, names: list[str]) -> Signers:
    """Return the rule over these names; None and `all` ask for each of them."""
    found = tuple(name.strip() for name in names)
    wrong = next((name for name in found if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME), None)
    if not found or wrong is not None:
        raise Expected(_SIGNERS)
    if len(set(found)) < len(found):
        raise Fault(f"`{', '.join(found)}` names somebody twice", _SIGNERS.how)
    number = len(found) if count in (None, "all") else int(str(count))
    if not number:
        raise Fault("none is no number of signatures", "Write `nobody` where that side does not sign")
    return Signers(number, found)


_SIGNERS: Final = Written(
    "signer rule",
    "Write a role or person, `2 of sponsor`, `1 of ana, tom`, `all of ana, tom`, or `nobody`",
    by(_signers),
)


class Signing(Part):
    """Who signs one kind of agreement."""

    business: Annotated[Signers, _SIGNERS] | None = Field(
        None, description="who signs for business, and how many: `sponsor`, `2 of sponsor`, `1 of ana, tom`, `nobody`"
    )
    technology: Annotated[Signers, _SIGNERS] | None = Field(None, description="who signs for technology, and how many")
    recorded: Flag = Field(
        default=True,
        description="whether a signature that somebody else entered suffices; `false` is `proof: own`",
    )
    proof: Least | None = Field(
        None,
        description="the least that counts: `claimed` (a name), `recorded` (from a mail), `own` (a registered key)",
    )
    tolerance: Share = Field(
        0.1, description="how far a figure may move from what the signers saw, as a share of it; 10 % unless said"
    )


class SigningRules(Part):
    """Who signs which agreement, where it is not as the method has it."""

    proof: Least | None = Field(None, description="the least that counts for every agreement that does not say its own")
    decide: Names = Field(
        (), description="the roles or people who decide at gates; else who may sign there for business, and sponsors"
    )
    objective: Signing | None = Field(None, description="the objective, its KPIs, guardrails and priorities")
    goal: Signing | None = Field(None, description="the operational goals with the product's vision")
    consensus: Signing | None = Field(None, description="the data sets and the options")
    blueprint: Signing | None = Field(None, description="the epics, the budget, the business case")
    delivery: Signing | None = Field(None, description="the work in full, its people and their calendars")
    pilot: Signing | None = Field(None, description="how the pilot is run and judged; not what came out of it")
