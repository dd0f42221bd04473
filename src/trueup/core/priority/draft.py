"""One objective from many, as a proposal: what decides, what guards, what is not meant."""

from __future__ import annotations

from collections.abc import Sequence

from trueup.core.base.record import dataclass
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.priority import OutcomeWeight, Priorities, RedLine, Touch


@dataclass(frozen=True, slots=True)
class ObjectiveDraft:
    """What to propose for signature.

    `decides` is the outcome of the largest weight that a business KPI measures, None where none is. `guardrails` are
    the others that a KPI measures, `held` the KPIs that red lines name, `unmeasured` outcomes of weight without a KPI,
    `non_goals` the red lines that name no KPI.
    """

    decides: OutcomeWeight | None
    guardrails: tuple[OutcomeWeight, ...]
    held: tuple[Touch, ...]
    unmeasured: tuple[OutcomeWeight, ...]
    non_goals: tuple[RedLine, ...]

    @property
    def guarding(self) -> tuple[str, ...]:
        """The KPIs to name as guardrails, each once."""
        decides = self.decides.kpi if self.decides else None
        named = dict.fromkeys((*(each.kpi for each in self.guardrails), *(each.name for each in self.held)))
        return tuple(name for name in named if name and name != decides)


def draft_objective(initiative: Initiative, found: Priorities) -> ObjectiveDraft:
    """Return the objective that the merged weights and the red lines propose."""
    wanted = [each for each in found.outcomes if each.merged > 0]
    measured = [each for each in wanted if each.kpi in initiative.kpis]
    decides = next((each for each in measured if _decides(initiative, each)), None)
    named = [(touch, _kpi_of(initiative, touch, found.outcomes)) for touch in found.touches]
    held = tuple(
        Touch(touch.line, "kpi", kpi, touch.words, touch.weight, touch.wished_by) for touch, kpi in named if kpi
    )
    lines = {(each.line.who, each.line.text) for each in held}
    return ObjectiveDraft(
        decides,
        tuple(each for each in measured if decides is None or each.kpi != decides.kpi),
        held,
        tuple(each for each in wanted if each not in measured),
        tuple(line for line in found.red_lines if (line.who, line.text) not in lines),
    )


def _decides(initiative: Initiative, outcome: OutcomeWeight) -> bool:
    """Whether an outcome's KPI may decide: a model's quality or the data's is never what a business wants."""
    return initiative.kpis[outcome.kpi or ""].kind == "business"


def _kpi_of(initiative: Initiative, touch: Touch, outcomes: Sequence[OutcomeWeight]) -> str | None:
    if touch.kind != "outcome":
        return touch.name
    kpi = next((each.kpi for each in outcomes if each.name == touch.name), None)
    return kpi if kpi in initiative.kpis else None
