"""Questions about what a table is good for when something shall be learned from it, and the figures that answer them.

What the figures mean, whatever engine computes them; the judgement stands in `core/readiness/fit_*`:

- *A value is missing* where it is NULL, NaN or infinite, or a text of blanks only. A missing value is one more value
  wherever values are grouped: that something is missing may tell much.
- *A label* is a guarded expression over one row. Its rows are *known* where it is not missing. It is a *class* unless
  its type is a number and it has more than `MOST_NUMBERS_AS_CLASSES` different values.
- *An ordered column* is one of numbers, dates or times. Where it has more than `BINS` different values, it is cut into
  at most `BINS` bins of equal numbers of rows; equal values are never cut apart.
- *Days and months* are those of UTC where a time has a zone, and as they stand where it has none.
- *Counts* are exact. Floats are rounded to 12 significant digits. No answer holds a value of a column with more than
  `MOST_VALUES` different ones, nor of one to hide or one of whose values looks like personal data: there, the values
  are `value 1`, `value 2` and so on, in the order in which they are told.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, TypeAlias

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import DataId, Sql

MOST_NUMBERS_AS_CLASSES: Final = 20
"""A label of whole numbers up to so many different ones is a mark or a code; with more it is an amount."""
BINS: Final = 100
"""Percentiles: fine enough to see a threshold, coarse enough for thousands of rows in each bin of a large table."""
MOST_VALUES: Final = 50
"""A column with more different values is no set of categories: its values are not told, only counted."""
MOST_BINS_OF_TIME: Final = 60
"""Five years of months; with more bins the search for changes, which grows with their square, would lead the cost."""
FREE_TEXT_WORDS: Final = 4.0
"""A text column whose values hold so many words on average is written by people: names and categories are shorter."""

Step = Literal["day", "week", "month", "quarter", "year"]
PersonalKind = Literal[
    "email", "phone", "iban", "card", "ip", "de_tax_id", "es_dni", "fr_nir", "it_codice_fiscale", "pl_pesel", "br_cpf"
]


@dataclass(frozen=True, slots=True)
class LabelOf:
    """What the labels are -> `LabelFacts`. A row is settled where `at` is `settles` days before the last `at`."""

    data: DataId
    label: Sql
    at: Sql | None = None
    settles: int = 0
    hide: bool = False


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """The answer to `LabelOf`.

    `classes` are the at most `MOST_VALUES` commonest labels, the commonest first (equal ones in the order of their
    texts), empty for amounts and where there are more different ones; `smallest` is the rows of the rarest. `respelt`
    are rows whose label becomes a commoner one when case and the blanks at its ends are ignored. `settled` rows could
    be known, `settled_known` of them are; both None without a time.
    """

    rows: int
    known: int
    distinct: int
    amount: bool
    classes: tuple[tuple[str, int], ...]
    largest: int
    smallest: int
    respelt: int
    settled: int | None = None
    settled_known: int | None = None


@dataclass(frozen=True, slots=True)
class PredictsOf:
    """How much each column alone tells of the label, over the rows whose label is known -> `Predictions`."""

    data: DataId
    label: Sql
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Predictor:
    """What one column tells of the label.

    Each row is guessed from the *other* rows with its value (leave one out): the commonest class, where no other is as
    common, else the guess is wrong; a value that stands in one row alone is guessed by the commonest class of all.
    `right` counts right guesses by value or bin, `right_by_missing` by whether the column is missing. None for amounts.
    `auc` is the probability that the column puts a row of one class above a row of the other, ties one half, whichever
    way round is larger; only for two classes and an ordered column. `explained` is the share of an amount's variance
    that the means of the other rows with the same value or bin explain; None for classes; at most 1, maybe below 0.
    `filled_known` of the rows with a known label have a value in the column, `filled_unknown` of those without.
    """

    name: str
    values: int
    right: int | None
    right_by_missing: int | None
    auc: float | None
    explained: float | None
    filled_known: int
    filled_unknown: int


@dataclass(frozen=True, slots=True)
class Predictions:
    """The answer to `PredictsOf`: `base` rows have the commonest class of all; None for amounts."""

    rows: int
    known: int
    base: int | None
    columns: tuple[Predictor, ...]


@dataclass(frozen=True, slots=True)
class TogetherOf:
    """How much columns tell of the label together, guessed as by `Predictor` -> `Together`.

    Ordered columns are taken by their values, not by bins.
    """

    data: DataId
    label: Sql
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """The answer to `TogetherOf`.

    `right` rows of the `known` are guessed right by leaving one out. `alike` rows agree with another one in all the
    columns, and `contradicted` of these have a label that is not the commonest among rows that agree.
    """

    known: int
    right: int
    alike: int
    contradicted: int


@dataclass(frozen=True, slots=True)
class SeriesOf:
    """How each column runs over time -> `Series`.

    The step is the month where the times span a year, the week where they span twelve, else the day; the quarter or
    the year where there would be more than `MOST_BINS_OF_TIME` months.
    """

    data: DataId
    at: Sql
    columns: tuple[str, ...]
    hide: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueSeries:
    """Rows with one value of a column, in each bin of time."""

    value: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ColumnSeries:
    """One column over time: rows with a value in each bin; of numbers the mean and standard deviation (with n - 1).

    Numbers that stand for missing (-999 and the like, extreme and repeated) are no values here. `values` are told for
    texts and booleans with at most `MOST_VALUES` different values, the commonest first.
    """

    name: str
    filled: tuple[int, ...]
    mean: tuple[float | None, ...] = ()
    spread: tuple[float | None, ...] = ()
    values: tuple[ValueSeries, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """The answer to `SeriesOf`: bins in order of time from the first to the last that has rows, empty ones among them.

    `starts` is the first day of each bin, `rows` its rows. `since` and `until` are the first and last day of all.
    """

    step: Step
    since: date | None
    until: date | None
    undated: int
    starts: tuple[date, ...]
    rows: tuple[int, ...]
    columns: tuple[ColumnSeries, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """Rows of a data set: all of them, or those of some days (both included), or those with a value in one column."""

    data: DataId
    at: Sql | None = None
    since: date | None = None
    until: date | None = None
    filled: str = ""


@dataclass(frozen=True, slots=True)
class ComparedOf:
    """How a part of the rows is spread over the values of each column, beside a whole -> `Compared`.

    Texts and booleans by their at most 20 commonest values in the whole, and one class for all others; ordered columns
    by the deciles of the whole; missing values are a class of their own.
    """

    data: DataId
    part: Population
    whole: Population
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedColumn:
    """Rows of the part and of the whole in each class of one column."""

    name: str
    part: tuple[int, ...]
    whole: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The answer to `ComparedOf`."""

    part: int
    whole: int
    columns: tuple[ComparedColumn, ...]


@dataclass(frozen=True, slots=True)
class RepeatsOf:
    """Cases that say the same as an earlier one under another key -> `Repeats`.

    Compared are the free texts among `columns` (`FREE_TEXT_WORDS`), ignoring case and repeated blanks, or all of
    `columns` where there is none. Rows where all of them are missing are left out, and so are rows that agree in
    `apart` too: those are copies of one case. `apart` may be empty: then every row is a case.
    """

    data: DataId
    columns: tuple[str, ...]
    apart: tuple[str, ...]
    at: Sql | None = None
    split: date | None = None


@dataclass(frozen=True, slots=True)
class Repeats:
    """The answer to `RepeatsOf`.

    `repeated` are cases beyond the first of those that say the same. `across` are cases from the split on that say the
    same as one before it; None without a split.
    """

    cases: int
    compared: tuple[str, ...]
    repeated: int
    across: int | None


@dataclass(frozen=True, slots=True)
class TextsOf:
    """What the texts of a table are, and which of them hold personal data -> `Texts`."""

    data: DataId


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of a text column that hold what looks like personal data of one kind, and those where its check holds.

    `looks` rows hold something of the right form, `valid` something whose check digits are right too, for kinds that
    have them; for others both are equal. `docs/fitness.md` states the forms and checks.
    """

    kind: PersonalKind
    looks: int
    valid: int


@dataclass(frozen=True, slots=True)
class TextFacts:
    """One column of texts (or of whole numbers, for `found` alone): rows with a value, and its words on average."""

    name: str
    filled: int
    words: float | None
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """The answer to `TextsOf`."""

    rows: int
    columns: tuple[TextFacts, ...]


@dataclass(frozen=True, slots=True)
class GroupsOf:
    """How many rows agree in columns by which people could be told apart -> `Groups`."""

    data: DataId
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """The answer to `GroupsOf`: `smallest` is k of k-anonymity, `alone` rows are in groups of 1, `few` of 1 to 4."""

    rows: int
    groups: int
    smallest: int
    alone: int
    few: int


@dataclass(frozen=True, slots=True)
class LabelErrorsOf:
    """Labels that a model learned on the other rows contradicts with confidence -> `LabelErrors`.

    At most `most` rows are read, drawn by a hash of the whole row, so that the same table gives the same rows.
    """

    data: DataId
    label: Sql
    columns: tuple[str, ...]
    most: int = 4_000


@dataclass(frozen=True, slots=True)
class LabelErrors:
    """The answer to `LabelErrorsOf`: rows used, and labels that are probably wrong (confident learning)."""

    used: int
    suspected: int


FitQuestion: TypeAlias = (
    LabelOf | PredictsOf | TogetherOf | SeriesOf | ComparedOf | RepeatsOf | TextsOf | GroupsOf | LabelErrorsOf
)
FitAnswer: TypeAlias = LabelFacts | Predictions | Together | Series | Compared | Repeats | Texts | Groups | LabelErrors
