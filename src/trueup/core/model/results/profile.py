"""The profile of one data set: what each question about it was answered, or why it was not."""

from __future__ import annotations

from trueup.core.base.record import dataclass
from trueup.core.model.ask.checks import RowSample
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.profile import ColumnProfile
from trueup.core.model.ask.together import (
    Correlations,
    Coverage,
    Dependencies,
    Duplicates,
    NearDuplicates,
    Order,
    PairKeys,
    ReferenceFacts,
)


@dataclass(frozen=True, slots=True)
class FoundReference:
    """A column whose values are found in a column of another data set; `declared` where the document says so."""

    column: str
    to: DataId
    to_column: str
    facts: ReferenceFacts
    declared: bool


@dataclass(frozen=True, slots=True)
class DataProfile:
    """Everything that is known of one table. A part that has no answer says why.

    `personal` are the columns whose values are not told.
    """

    data: DataId
    title: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    duplicates: Duplicates | NotRun
    near: tuple[NearDuplicates | NotRun, ...]
    pair_keys: PairKeys | NotRun
    dependencies: Dependencies | NotRun
    order: Order | NotRun
    coverage: Coverage | NotRun
    correlations: Correlations | NotRun
    references: tuple[FoundReference, ...]
    sample: RowSample | NotRun
    personal: tuple[str, ...] = ()

    def column(self, name: str) -> ColumnProfile | None:
        """Return a column by name, upper and lower case alike."""
        return next((column for column in self.columns if column.name.lower() == name.lower()), None)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the columns that alone name a row: a value in every row, and no two the same."""
        return tuple(column.name for column in self.columns if column.unique and column.group != "number")
