"""What a rule is: a generator that looks at one initiative with its evidence and flags what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trueup.core.base.finding import Phase, Severity
from trueup.core.base.quantity import Basis, Quantity, Unit, point
from trueup.core.model.ask import NotRun
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.links import Links

Need = Literal["kpis", "tables", "spend"]
"""Evidence a rule cannot do without: where it was not computed, the rule is reported as not run."""


@dataclass(frozen=True, slots=True)
class Case:
    """All that a rule may look at."""

    document: Document
    links: Links
    evidence: Evidence
    as_of: date

    @property
    def initiative(self) -> Initiative:
        """The initiative under judgement."""
        return self.document.initiative

    def money_behind(self, kpi: str) -> Quantity | None:
        """Return the benefit a year that a KPI carries, else the spend that reaches it; None where neither is known."""
        benefit = self.evidence.benefit
        if not isinstance(benefit, NotRun):
            for stream in benefit.streams:
                if stream.kpi == kpi:
                    return stream.promised
        spend = self.evidence.spend
        if isinstance(spend, NotRun) or not spend.behind(kpi):
            return None
        return self.amount(spend.behind(kpi))

    def amount(self, value: float) -> Quantity | None:
        """Return an amount of remaining work in the unit of the spend figures; estimated, as all plans are."""
        spend = self.evidence.spend
        if isinstance(spend, NotRun) or value <= 0:
            return None
        return Quantity(point(value), Unit(spend.unit), Basis.ESTIMATED, "estimates of the work", self.as_of)


@dataclass(frozen=True, slots=True)
class Flag:
    """One fault a rule found: the subject, what is wrong in the user's ids, and what to do.

    `at` is the document path to show (the subject itself by default); `severity` overrides the rule's own.
    """

    subject: str
    problem: str
    fix: str
    at: str | None = None
    owner: str | None = None
    stake: Quantity | None = None
    severity: Severity | None = None


Check = Callable[[Case], Iterator[Flag]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its code (never reused), the name of the fault, how much it matters, and when it is due."""

    code: str
    name: str
    severity: Severity
    phase: Phase
    check: Check
    needs: tuple[Need, ...]

    @property
    def text(self) -> str:
        """The rule's documentation: why it matters, flagged, accepted, how to fix."""
        return self.check.__doc__ or ""


def rule(
    code: str, name: str, severity: Severity, phase: Phase, *, needs: tuple[Need, ...] = ()
) -> Callable[[Check], Rule]:
    """Make a rule of the decorated generator."""

    def made(check: Check) -> Rule:
        return Rule(code, name, severity, phase, check, needs)

    return made
