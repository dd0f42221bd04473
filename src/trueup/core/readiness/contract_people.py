"""Who answers for a data set by its contract: owner, steward, custodian, at a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.model.contract import Contract, Member

_OWNER: Final = frozenset(
    {"owner", "data owner", "product owner", "data product owner", "accountable", "business owner"}
)
_STEWARD: Final = frozenset({"steward", "data steward", "data quality steward", "quality steward"})
_CUSTODIAN: Final = frozenset(
    {
        "custodian",
        "data custodian",
        "technical owner",
        "administrator",
        "database administrator",
        "dba",
        "data engineer",
    }
)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who is accountable for the data, who keeps its quality and meaning, and who has it in technical custody."""

    owner: str | None
    steward: str | None
    custodian: str | None

    @property
    def acts(self) -> str | None:
        """Who repairs what the contract finds: the owner, else the steward, else the custodian."""
        return self.owner or self.steward or self.custodian


def parties(contract: Contract, as_of: date) -> Parties:
    """Return who has which role in the contract's team at a day; who came later or has left is left out."""
    here = [each for each in contract.team if is_there(each, as_of)]
    return Parties(_first(here, _OWNER), _first(here, _STEWARD), _first(here, _CUSTODIAN))


def is_there(member: Member, as_of: date) -> bool:
    """Whether somebody is in the team at a day: from `dateIn` on, before `dateOut`; what is no day is ignored."""
    since, until = day_of(member.since), day_of(member.until)
    return (since is None or since <= as_of) and (until is None or as_of < until)


def day_of(text: str | None) -> date | None:
    """Return the day that a date or a timestamp begins with, None where it begins with none."""
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None


def _first(members: Iterable[Member], roles: frozenset[str]) -> str | None:
    return next((each.username for each in members if _plain(each.role) in roles), None)


def _plain(role: str | None) -> str:
    """Return a role in small words: `dataOwner` and `Data-Owner` are `data owner`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", role or "")
    return re.sub(r"[\s_-]+", " ", spaced).strip().lower()
