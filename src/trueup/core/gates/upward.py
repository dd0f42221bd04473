"""From a KPI upwards: the KPIs it drives, the primary objective, the strategic objectives."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from trueup.core.base.finding import Finding, Id
from trueup.core.base.formula import compile_formula
from trueup.core.base.quantity import Quantity
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.way import ABOVE_ALL, Held, Step
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.chain import present
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.spend import Standing
from trueup.core.rules.in_mvp import in_mvp
from trueup.core.rules.rule import Case
from trueup.core.value.standing import standings

Tail = tuple[Step, ...]

_REMEDIES: Final = (
    ("has no owner", "Add `owner:` to `kpis.{kpi}` with the id of the person who answers for it."),
    ("is not there", "Name an owner in `kpis.{kpi}.owner` who is among `people:` and has not left."),
    ("has no unit", "Add `unit:` to `kpis.{kpi}`, such as 1 for a share, day, or EUR."),
    ("has no direction", "Add `direction:` to `kpis.{kpi}`: increase, decrease, at_least or at_most."),
    ("has no definition", "Add `data:`, `value:`, `across:` and `at:` to `kpis.{kpi}`, or a `formula:` over KPIs."),
    ("has no target date", "Add `by:` to `kpis.{kpi}.target`."),
    ("has no target", "Add `target: {{value: ..., by: ...}}` to `kpis.{kpi}`."),
    ("has no baseline", "Add `baseline: {{from: ..., to: ...}}` to `kpis.{kpi}`: it is measured on the data."),
    ("is typed, not measured", "Give `kpis.{kpi}.baseline` a window, `{{from: ..., to: ...}}`, to measure it."),
    ("more than a year before", "Move the window of `kpis.{kpi}.baseline` to a more recent one."),
    ("is a competing definition", "Settle on one definition, and let the work advance that KPI."),
    (
        "is neither the deciding",
        "Add `drives:` to `kpis.{kpi}`, or name it in the objective's `kpi:` or `guardrails:`.",
    ),
    ("could not be measured", "Run `trueup assess` and mend what it says about the data."),
)
"""What to do about each missing link, recognised by the words that `standings` uses."""


@dataclass(slots=True)
class Upward:
    """The upper part of the chain of one assessment; each KPI's tails are built once."""

    found: Assessment
    case: Case = field(init=False)
    standings: Mapping[str, Standing] = field(init=False)
    mvp: frozenset[str] = field(init=False)
    _tails: dict[str, tuple[Tail, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare what all ways share."""
        found = self.found
        self.case = Case(found.document, found.links, found.evidence, found.as_of)
        judged = standings(self.initiative, found.evidence, found.as_of)
        self.standings = {standing.kpi: standing for standing in judged}
        mvp = in_mvp(self.case)
        self.mvp = mvp.within if mvp else frozenset()

    @property
    def initiative(self) -> Initiative:
        """The initiative asked about."""
        return self.found.document.initiative

    def tails(self, kpi: str) -> tuple[Tail, ...]:
        """Return the ways on from a KPI, itself first, by shortest chains of drivers."""
        if kpi not in self._tails:
            routes = self._routes(kpi)
            on = self.objective()
            self._tails[kpi] = tuple(
                (*(self.kpi(name) for name in route), *(on if self.leads(route[-1]) else ())) for route in routes
            )
        return self._tails[kpi]

    def leads(self, kpi: str) -> bool:
        """Whether a KPI decides or guards."""
        objective = self.initiative.objective
        return objective is not None and kpi in (objective.kpi, *objective.guardrails)

    def kpi(self, name: str) -> Step:
        """Return the step of one KPI: whether money may count on it, in the words of its standing."""
        kpi, standing = self.initiative.kpis[name], self.standings[name]
        held, missing, fix = standing_of(standing)
        return Step(
            Id(f"kpis.{name}"),
            "KPI",
            kpi.title or name,
            kpi.owner,
            self.found.document.place(f"kpis.{name}"),
            held,
            missing,
            fix,
            self._role(name),
            benefit=self.benefit(name),
        )

    def benefit(self, kpi: str) -> Quantity | None:
        """Return what a KPI promises a year, where it carries a stream of money."""
        benefit = self.found.evidence.benefit
        streams = () if isinstance(benefit, NotRun) else benefit.streams
        return next((stream.promised for stream in streams if stream.kpi == kpi), None)

    def behind(self, kpi: str) -> Quantity | None:
        """Return the remaining work that reaches a KPI."""
        spend = self.found.evidence.spend
        return None if isinstance(spend, NotRun) else self.case.amount(spend.behind(kpi))

    def objective(self) -> Tail:
        """Return the primary objective and every strategic objective that the initiative supports."""
        objective, place = self.initiative.objective, self.found.document.place
        if objective is None:
            missing, fix = "the document has no objective", "Add `objective:` with `statement:`, `owner:` and `kpi:`."
            at = place("objective")
            return (Step(Id("objective"), "primary objective", "", None, at, "breaks", (missing,), fix),)
        missing = ""
        if not present(objective.owner, self.initiative.people, self.found.as_of):
            gone = f"the owner of the primary objective, `{objective.owner}`, is not there"
            missing = "the primary objective has no owner" if objective.owner is None else gone
        benefit = self.found.evidence.benefit
        return (
            Step(
                Id("objective"),
                "primary objective",
                objective.statement,
                objective.owner,
                place("objective"),
                "breaks" if missing else "holds",
                (missing,) if missing else (),
                "Add `owner:` to the objective with the person of the business who answers for it." if missing else "",
                benefit=None
                if isinstance(benefit, NotRun) or isinstance(benefit.promised, NotRun)
                else benefit.promised,
            ),
            *self.strategy(),
        )

    def strategy(self) -> Tail:
        """Return the strategic objectives that the initiative supports, or the step where that breaks."""
        supports, portfolio = self.initiative.supports, self.found.document.portfolio
        known = portfolio.strategic_objectives if portfolio else {}
        if not supports:
            missing = "the initiative supports no strategic objective"
            if known:
                fix = f"Add `supports:` with the one that it serves: {', '.join(list(known)[:5])}."
                return (self._strategic("supports", "", None, "breaks", missing, fix),)
            fix = "Put `portfolio.yaml` with `strategic_objectives:` in the folder above, and name one in `supports:`."
            said = "no portfolio says which strategic objectives there are"
            return (self._strategic("supports", "", None, "unknown", said, fix),)
        steps: list[Step] = []
        for name in supports:
            path = f"{ABOVE_ALL}.{name}"
            if name in known:
                steps.append(self._strategic(path, known[name].statement, known[name].owner, "holds", "", ""))
            else:
                fix = "Put `portfolio.yaml` with `strategic_objectives:` beside the document or in the folder above it."
                said = f"no portfolio says what the strategic objective `{name}` is"
                steps.append(self._strategic(path, name, None, "breaks", said, fix))
        return tuple(steps)

    def parts(self, kpi: str) -> tuple[str, ...]:
        """Return the KPIs that a KPI's formula names."""
        formula = self.initiative.kpis[kpi].formula
        names = compile_formula(formula).names if formula else ()
        return tuple(name for name in names if name in self.initiative.kpis)

    def blocking(self, subject: str) -> tuple[Finding, ...]:
        """Return the findings about a subject that block."""
        return tuple(f for f in self.found.findings if f.subject == subject and f.severity == "blocks")

    def _strategic(self, path: str, title: str, owner: str | None, held: Held, missing: str, fix: str) -> Step:
        place = self.found.document.place(path)
        return Step(Id(path), "strategic objective", title, owner, place, held, (missing,) if missing else (), fix)

    def _role(self, name: str) -> str:
        objective, kpi = self.initiative.objective, self.initiative.kpis[name]
        if objective and name == objective.kpi:
            return "decides"
        if objective and name in objective.guardrails:
            return "guards"
        if kpi.instead_of:
            return f"instead of {kpi.instead_of}"
        return f"drives {', '.join(kpi.drives)}" if kpi.drives else ""

    def _routes(self, start: str) -> list[list[str]]:
        """Return the shortest chain of drivers to each KPI of the objective that is reached, else the KPI alone."""
        if self.leads(start):
            return [[start]]
        before: dict[str, str | None] = {start: None}
        waiting = deque([start])
        ends: list[str] = []
        while waiting:
            here = waiting.popleft()
            for driven in self.initiative.kpis[here].drives:
                if driven in before or driven not in self.initiative.kpis:
                    continue
                before[driven] = here
                if self.leads(driven):
                    ends.append(driven)
                else:
                    waiting.append(driven)
        return [route_to(end, before) for end in ends] or [[start]]


def route_to(end: str, before: Mapping[str, str | None]) -> list[str]:
    """Return the route of a search that ends here, from what came before each station."""
    route = [end]
    while (here := before[route[-1]]) is not None:
        route.append(here)
    return route[::-1]


def standing_of(standing: Standing) -> tuple[Held, tuple[str, ...], str]:
    """Return (held, what is missing, how to mend the first of it) of a KPI's standing."""
    if standing.qualifies:
        return "holds", (), ""
    if standing.unknown:
        return "unknown", (f"the baseline of KPI `{standing.kpi}` was not read here",), "Run `trueup assess`."
    remedy = next((fix for words, fix in _REMEDIES if words in standing.missing[0]), "")
    return "breaks", standing.missing, remedy.format(kpi=standing.kpi)
