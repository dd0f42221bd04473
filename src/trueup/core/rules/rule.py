"""What a rule is: a generator that looks at one initiative with its evidence and flags what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Generic, Literal, Protocol, TypeVar

from trueup.core.base.finding import Phase, Severity
from trueup.core.base.quantity import Basis, Quantity, Unit, point
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.document import Document, Source
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative, Portfolio
from trueup.core.model.links import Links

Need = Literal["kpis", "tables", "spend"]
"""Evidence a rule cannot do without: where it was not computed, the rule is reported as not run."""


@dataclass(frozen=True, slots=True)
class Case:
    """All that a rule may look at; `limits` are the thresholds of the rule that looks, as the portfolio holds them."""

    document: Document
    links: Links
    evidence: Evidence
    as_of: date
    limits: Mapping[str, float] = field(default_factory=dict)

    @property
    def initiative(self) -> Initiative:
        """The initiative under judgement."""
        return self.document.initiative

    def within(self, limits: Mapping[str, float]) -> Case:
        """Return the case as a rule with these limits sees it."""
        return Case(self.document, self.links, self.evidence, self.as_of, limits) if limits else self

    def benefit_behind(self, kpi: str) -> Quantity | None:
        """Return the benefit a year that a KPI carries; None where it was not computed: a sentence may call it so."""
        benefit = self.evidence.benefit
        streams = () if isinstance(benefit, NotRun) else benefit.streams
        return next((stream.promised for stream in streams if stream.kpi == kpi), None)

    def money_behind(self, kpi: str) -> Quantity | None:
        """Return the benefit a year that a KPI carries, else the spend that reaches it; None where neither is known.

        It weighs findings. A sentence about a benefit takes `benefit_behind`: spend is its cost, not its worth.
        """
        benefit, spend = self.benefit_behind(kpi), self.evidence.spend
        if benefit is not None or isinstance(spend, NotRun):
            return benefit
        return self.amount(spend.behind(kpi))

    def amount(self, value: float) -> Quantity | None:
        """Return an amount of remaining work in the unit of the spend figures; estimated, as all plans are."""
        spend = self.evidence.spend
        if isinstance(spend, NotRun) or value <= 0:
            return None
        return Quantity(point(value), Unit(spend.unit), Basis.ESTIMATED, "estimates of the work", self.as_of)


@dataclass(frozen=True, slots=True)
class PortfolioCase:
    """All that a rule over a portfolio may look at: the portfolio, its text and the case of each initiative.

    `unread` are the folders of initiatives that are there and could not be judged, `killed` the ids of those that were
    killed: they have no case. `unjudged` are those among the unread whose document could be read, without evidence:
    what they claim counts.
    """

    portfolio: Portfolio
    source: Source
    cases: tuple[Case, ...]
    as_of: date
    limits: Mapping[str, float] = field(default_factory=dict)
    unread: frozenset[str] = field(default_factory=frozenset)
    killed: frozenset[str] = field(default_factory=frozenset)
    unjudged: tuple[Case, ...] = ()

    def by_id(self) -> Mapping[str, Case]:
        """Return the cases by the ids of their initiatives."""
        return {case.initiative.id: case for case in self.cases}


@dataclass(frozen=True, slots=True)
class Flag:
    """One fault a rule found: the subject, what is wrong in the user's ids, and what to do.

    `at` is the document path to show (the subject itself by default); `severity` overrides the rule's own. A rule over
    a portfolio names with `within` the initiative in whose document the fault stands, else it stands in the portfolio.
    `phase` overrides the rule's own.
    """

    subject: str
    problem: str
    fix: str
    at: str | None = None
    owner: str | None = None
    stake: Quantity | None = None
    severity: Severity | None = None
    within: Case | None = None
    phase: Phase | None = None


Check = Callable[[Case], Iterator[Flag]]
PortfolioCheck = Callable[[PortfolioCase], Iterator[Flag]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its code (never reused), the name of the fault, how much it matters, and when it is due.

    `thresholds` are its limits with the values they have unless a portfolio sets them; `held` says that a portfolio set
    the severity, which then holds for everything the rule finds.
    """

    code: str
    name: str
    severity: Severity
    phase: Phase
    check: Check
    needs: tuple[Need, ...]
    thresholds: Mapping[str, float] = field(default_factory=dict)
    held: bool = False

    @property
    def text(self) -> str:
        """The rule's documentation: why it matters, flagged, accepted, how to fix."""
        return self.check.__doc__ or ""


@dataclass(frozen=True, slots=True)
class PortfolioRule:
    """A rule over a portfolio and all its initiatives; otherwise as `Rule`."""

    code: str
    name: str
    severity: Severity
    phase: Phase
    check: PortfolioCheck
    needs: tuple[Need, ...]
    thresholds: Mapping[str, float] = field(default_factory=dict)
    held: bool = False

    @property
    def text(self) -> str:
        """The rule's documentation: why it matters, flagged, accepted, how to fix."""
        return self.check.__doc__ or ""


Ground = Literal["ledger", "run"]
CaseT = TypeVar("CaseT")


@dataclass(frozen=True, slots=True)
class LaterRule(Generic[CaseT]):
    """A rule over what is known only once all others ran: what was signed, or the run itself (its `ground`).

    It is documented and listed as the others are; a portfolio cannot hold it otherwise, and no waiver covers it.
    """

    code: str
    name: str
    severity: Severity
    phase: Phase
    check: Callable[[CaseT], Iterator[Flag]]
    ground: Ground
    needs: tuple[Need, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    held: bool = False

    @property
    def text(self) -> str:
        """The rule's documentation: why it matters, flagged, accepted, how to fix."""
        return self.check.__doc__ or ""


class AnyRule(Protocol):
    """What is told of a rule, whatever it looks at."""

    @property
    def code(self) -> str:
        """Three letters and three digits, never reused."""
        ...

    @property
    def name(self) -> str:
        """The fault it finds."""
        ...

    @property
    def severity(self) -> Severity:
        """How much what it finds matters."""
        ...

    @property
    def phase(self) -> Phase:
        """The phase from which on it is due."""
        ...

    @property
    def needs(self) -> tuple[Need, ...]:
        """The evidence it cannot do without."""
        ...

    @property
    def thresholds(self) -> Mapping[str, float]:
        """Its limits with their values."""
        ...

    @property
    def held(self) -> bool:
        """Whether a portfolio set its severity."""
        ...

    @property
    def text(self) -> str:
        """The rule's documentation."""
        ...


def rule(
    code: str,
    name: str,
    severity: Severity,
    phase: Phase,
    *,
    needs: tuple[Need, ...] = (),
    thresholds: Mapping[str, float] | None = None,
) -> Callable[[Check], Rule]:
    """Make a rule of the decorated generator; it reads its thresholds from `case.limits`."""

    def made(check: Check) -> Rule:
        return Rule(code, name, severity, phase, check, needs, thresholds or {})

    return made


def portfolio_rule(
    code: str, name: str, severity: Severity, phase: Phase, *, thresholds: Mapping[str, float] | None = None
) -> Callable[[PortfolioCheck], PortfolioRule]:
    """Make a rule over a portfolio of the decorated generator; it reads its thresholds from `case.limits`."""

    def made(check: PortfolioCheck) -> PortfolioRule:
        return PortfolioRule(code, name, severity, phase, check, (), thresholds or {})

    return made


def later_rule(
    code: str, name: str, severity: Severity, phase: Phase, *, ground: Ground
) -> Callable[[Callable[[CaseT], Iterator[Flag]]], LaterRule[CaseT]]:
    """Make a rule over what was signed, or over the run, of the decorated generator."""

    def made(check: Callable[[CaseT], Iterator[Flag]]) -> LaterRule[CaseT]:
        return LaterRule(code, name, severity, phase, check, ground)

    return made
