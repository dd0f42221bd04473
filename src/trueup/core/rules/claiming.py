"""What initiatives of a portfolio claim of the benefit of KPIs, as the rules over several of them look at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from trueup.core.base.quantity import Quantity, Unit, point, weakest
from trueup.core.model.claims import claims_of, total_of
from trueup.core.rules.rule import Case, PortfolioCase
from trueup.core.rules.words import joined

_SHOWN: Final = 4
"""Claims that a sentence names one by one."""


class Claim(NamedTuple):
    """What an initiative claims of a KPI's benefit; `part` is a share of the whole."""

    case: Case
    kpi: str
    part: float

    @property
    def id(self) -> str:
        """The initiative's id."""
        return self.case.initiative.id

    @property
    def is_stated(self) -> bool:
        """Whether the document says how much it claims."""
        return self.kpi in self.case.initiative.claims

    @property
    def is_shared(self) -> bool:
        """Whether the portfolio defines the KPI, so that others may claim of the same."""
        return self.kpi in self.case.document.shared


def claims_in(case: PortfolioCase) -> Iterator[Claim]:
    """Yield every claim in a portfolio, those of initiatives that could be read and not judged among them."""
    for each in (*case.cases, *case.unjudged):
        for name, part in claims_of(each.document).items():
            yield Claim(each, name, part)


def total_claimed(claims: Sequence[Claim]) -> float:
    """Return what claims on one KPI come to, as a share of its worth."""
    return total_of(each.part for each in claims)


def promised_by(case: PortfolioCase, claims: Sequence[Claim]) -> Quantity | None:
    """Return the sum of the benefits promised; None where one of them was not computed, as without data."""
    found = [stake for each in claims if (stake := each.case.benefit_behind(each.kpi))]
    if len(found) < len(claims) or any(stake.unit != found[0].unit for stake in found):
        return None
    total = sum(stake.value for stake in found)
    basis = weakest(stake.basis for stake in found)
    return Quantity(point(total), Unit(found[0].unit), basis, "benefit claimed", case.as_of)


def parts_of(claims: Sequence[Claim]) -> str:
    """Return who claims how much, and who does not say so, in words."""
    return some([f"`{each.id}` {percent(each.part)}{'' if each.is_stated else ' (not stated)'}" for each in claims])


def some(parts: Sequence[str]) -> str:
    """Return the first of some parts as a list in words, and how many more there are."""
    if len(parts) <= _SHOWN:
        return joined(parts)
    return f"{', '.join(parts[:_SHOWN])} and {len(parts) - _SHOWN:,} more"


def percent(part: float) -> str:
    """Return a share in percent, to four digits."""
    return f"{100 * part:,.4g} %"
