"""The outcome of every check of a data set, whether it ran or not, and what each failure costs."""

from __future__ import annotations

from typing import Final, Literal

from trueup.core.base.record import dataclass
from trueup.core.model.ask.checks import RowSample
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId, NotRun

Dimension = Literal[
    "completeness",
    "uniqueness",
    "conformity",
    "consistency",
    "accuracy",
    "currentness",
    "balance",
    "representativeness",
    "similarity",
    "relevance",
    "confidentiality",
]
"""The words of ISO/IEC 25012 (completeness, consistency, accuracy, currentness, confidentiality), ISO/IEC 5259-2
(balance, representativeness, similarity, relevance) and ODCS (uniqueness, conformity), in the order they are shown."""
Severity = Literal["error", "warning", "info"]
Outcome = Literal["pass", "fail", "not_run"]
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "between", "not_between"]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a measured figure is held against: `rows` compares the count or figure itself, `percent` its share.

    The share of a check without rows is 0 %.
    """

    operator: Operator
    values: tuple[float, ...]
    unit: Literal["rows", "percent", "value", "days"] = "rows"


NONE_FAIL: Final = Expectation("=", (0,))


@dataclass(frozen=True, slots=True)
class DataCheck:
    """One thing that must hold of a data set, before it is asked.

    `id` is stable over runs and names the place in the data, not the text: `category.nullValues`, `customer_id ->
    customers`. `what` says in plain words what must hold. `ask` is the question that measures it, or why none can.
    `where` is the file:line that asks for it; "" for what trueup asks by itself. `owner` answers for its repair.
    `error_above` is the failing share, in percent, from which a check that only warns becomes an error. `learning` says
    that it matters only to what learns from the data, or is tried out on it.
    """

    id: str
    data: DataId
    columns: tuple[str, ...]
    what: str
    dimension: Dimension
    ask: Question | NotRun
    expects: Expectation = NONE_FAIL
    severity: Severity = "error"
    where: str = ""
    owner: str | None = None
    error_above: float | None = None
    learning: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """A column that something of the initiative stands on; `column` is "" where the whole table is needed.

    `by` is the path of what needs it (`kpis.late`, `options.ml`), `blocks` whether a fault of it holds that up:
    true for the deciding KPI, guardrails, the probe and a chosen or only option, false for the rest. `filled` is false
    where the column must be there but may be empty: the arms of a pilot, or an expression that tells missing values
    apart itself. `learns` says that what needs it learns from the data, or is tried out on it.
    """

    data: DataId
    column: str
    by: str
    blocks: bool
    filled: bool = True
    learns: bool = False


@dataclass(frozen=True, slots=True)
class CheckRun:
    """One earlier outcome of a check: the date it was asked as of, what came out, and the share that failed, if any."""

    as_of: str
    outcome: Outcome
    failing: int | None
    of: int | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A random sample: so many rows were drawn of all that the data set has."""

    rows: int
    of: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a random sample says of all rows: never a measurement.

    `failing` of `of` rows asked fail among those drawn. The share of rows that fail, of those asked, lies between `low`
    and `high`, and their number in the whole data set between `least` and `most`, each with 95 % confidence; a bound
    that a sample cannot give is the largest there is.
    """

    failing: int
    of: int
    low: float
    high: float
    least: int
    most: int

    @property
    def share(self) -> float:
        """Return the share of rows that fail among those drawn and asked, the best guess at that of all."""
        return self.failing / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of one check.

    `observed` and `expected` are figures with their unit, in words (`2,512 of 336,776 rows (0.75 %)`). `blocks` says
    that something of the initiative that must not fail stands on it (`needs`). `first_seen` is the as-of date since
    which it fails without a break; `trend` are the earlier runs, oldest first. `not_run` says why it was not asked.
    `estimate` stands in the place of `failing` and `of` where only a sample of the rows was read; one that leaves open
    whether the check passes has not run, with the reason `sampled`.
    """

    check: DataCheck
    outcome: Outcome
    observed: str
    expected: str
    failing: int | None = None
    of: int | None = None
    sample: RowSample | None = None
    not_run: NotRun | None = None
    needs: tuple[Need, ...] = ()
    blocks: bool = False
    first_seen: str | None = None
    trend: tuple[CheckRun, ...] = ()
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True)
class KpiImpact:
    """What a failing check could mean for one KPI.

    `level` is the level as measured; `low` and `high` are the bounds it must lie in if the faulty rows were any other
    way (Manski 1989: nothing is assumed about them). `worth_low` and `worth_high` are what the KPI's benefit a year
    would be at these bounds, in the initiative's currency; None where the KPI carries no worth.
    """

    kpi: str
    level: float | None
    low: float | None
    high: float | None
    worth: float | None = None
    worth_low: float | None = None
    worth_high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Impact:
    """What one failing check costs: what stands on it, the KPIs' bounds, and what its repair opens again.

    `holds` are the options that must not go on while it fails: they name what it is about, and it is no small fault.
    """

    check: str
    data: DataId
    kpis: tuple[KpiImpact, ...]
    options: tuple[str, ...]
    money: float | None
    unblocks: tuple[str, ...]
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataReadiness:
    """The outcome of all checks of one data set, those that did not run included, and what failures cost.

    `rows` are all rows; `drawn` says that only a sample of them was read.
    """

    data: DataId
    rows: int | None
    checks: tuple[CheckResult, ...]
    impacts: tuple[Impact, ...] = ()
    drawn: Drawn | None = None

    def by_dimension(self) -> dict[Dimension, tuple[CheckResult, ...]]:
        """Return the results of each dimension that was asked about."""
        found: dict[Dimension, tuple[CheckResult, ...]] = {}
        for result in self.checks:
            found[result.check.dimension] = (*found.get(result.check.dimension, ()), result)
        return found
