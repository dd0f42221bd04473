"""The rules of this version, in the order of their codes: an explicit tuple, no registration."""

from __future__ import annotations

from trueup.core.rules.kpi.kpi_without_owner import kpi_without_owner
from trueup.core.rules.rule import Rule

CATALOGUE: tuple[Rule, ...] = (kpi_without_owner,)
