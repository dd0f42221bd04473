"""Promised and evidenced benefit: what the KPIs are worth at target, and how much of that rests on effect evidence."""

from __future__ import annotations

from datetime import date
from typing import Literal

from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun

EffectKind = Literal["production", "controlled_pilot", "back_test"]


@dataclass(frozen=True, slots=True)
class Effect:
    """Evidence that work moved a KPI: the level it reaches with its 95 % interval, from where, and whether current."""

    kpi: str
    kind: EffectKind
    level: Quantity
    as_of: date
    current: bool


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream of money: a KPI's promised benefit a year, and its part that evidence bears out (P50 and lower bound).

    `baseline_measured` says whether the problem (not yet the benefit) is measured; `why_not` why nothing is evidenced.
    `claimed` is the share of the KPI's worth that the initiative claims, `share` what counts of it among the claims of
    all: both figures are that share of the whole.
    """

    kpi: str
    promised: Quantity
    evidenced: float
    baseline_measured: bool
    why_not: str
    claimed: float = 1.0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class BenefitFigures:
    """Promised benefit a year, the share of it that is evidenced, and the share whose baseline is measured."""

    promised: Quantity | NotRun
    evidenced: float | NotRun
    baseline_measured: float
    streams: tuple[Stream, ...]
    left_out: tuple[tuple[str, str], ...] = ()
