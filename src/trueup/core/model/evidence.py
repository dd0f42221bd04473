"""Evidence: what was computed beside the document, as one value that rules and gates read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from trueup.core.base.digest import Digest
from trueup.core.base.finding import Id
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import DataId, NotRun

if TYPE_CHECKING:  # `check` reads no data: it need not load what only the answers of an engine are made of
    from trueup.core.model.ask.table import KeyFacts
    from trueup.core.model.results.benefit import BenefitFigures
    from trueup.core.model.results.checks import DataReadiness
    from trueup.core.model.results.measure import KpiReading
    from trueup.core.model.results.readiness import TableFacts
    from trueup.core.model.results.spend import SpendFigures

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What evidence was computed from: the definition, the data, the method and its version."""

    of: Digest
    data: tuple[Digest, ...]
    method: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Known(Generic[T_co]):
    """A computed value and its stamp."""

    subject: Id
    value: T_co
    stamp: Stamp


KpiEvidence: TypeAlias = "Known[KpiReading] | NotRun"
TableEvidence: TypeAlias = "Known[TableFacts] | NotRun"
NOT_ASKED = NotRun("not_due", "this command reads no data; `trueup assess` does")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One field a subject; what is absent was not asked for.

    `unit_keys` says, for KPIs over rows, how often the column repeats that probably names their unit. `readiness` is
    what came of the checks of each data set.
    """

    kpis: Mapping[str, KpiEvidence] = field(default_factory=dict)
    tables: Mapping[DataId, TableEvidence] = field(default_factory=dict)
    unit_keys: Mapping[str, KeyFacts] = field(default_factory=dict)
    spend: SpendFigures | NotRun = NOT_ASKED
    benefit: BenefitFigures | NotRun = NOT_ASKED
    readiness: Mapping[DataId, DataReadiness] = field(default_factory=dict)

    def reading(self, kpi: str) -> KpiReading | NotRun:
        """Return what is known of a KPI's level."""
        known = self.kpis.get(kpi, NOT_ASKED)
        return known.value if isinstance(known, Known) else known

    def table(self, data: str) -> TableFacts | NotRun:
        """Return what is known of a data set."""
        known = self.tables.get(DataId(data), NOT_ASKED)
        return known.value if isinstance(known, Known) else known
