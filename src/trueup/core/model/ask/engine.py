"""The closed sets of questions and answers, and what an engine is.

The sets are named for type checkers only, so that a command loads no kind that it neither asks nor reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeAlias, TypeVar

from trueup.core.base.digest import Digest
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trueup.core.model.ask.checks import FailingRows, Figure, Figured, RowSample, SqlFigure, Tallied, Tally
    from trueup.core.model.ask.fitness import FitAnswer, FitQuestion
    from trueup.core.model.ask.kpi import KpiDays, KpiQuantile, KpiSum, QuantileWindows
    from trueup.core.model.ask.profile import ProfileAnswer, ProfileQuestion
    from trueup.core.model.ask.source import SourceFacts, SourceOf
    from trueup.core.model.ask.table import Columns, ColumnsOf, KeyFacts, KeyOf, OrphanFacts, OrphansOf, Shape, ShapeOf

T_co = TypeVar("T_co", covariant=True)
Question: TypeAlias = (
    "KpiSum | KpiQuantile | ShapeOf | ColumnsOf | KeyOf | OrphansOf | Tally | Figure | SqlFigure | FailingRows"
    " | FitQuestion | ProfileQuestion | SourceOf"
)
AnswerValue: TypeAlias = (
    "KpiDays | QuantileWindows | Shape | Columns | KeyFacts | OrphanFacts | Tallied | Figured | RowSample"
    " | FitAnswer | ProfileAnswer | SourceFacts"
)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """What an engine says to one question, about exactly one state of the data."""

    question: Question
    data: Digest
    value: T_co | NotRun
    engine: str


class Engine(Protocol):
    """Something that answers questions: it plans, fuses and yields each answer as it finishes."""

    def answer(self, asks: Sequence[Question], seconds: float) -> Iterator[Answer[AnswerValue]]:
        """Yield one answer a question, in any order; a question that cannot be answered yields a `NotRun`."""
        ...
