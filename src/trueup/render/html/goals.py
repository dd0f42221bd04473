"""The Goals part of the report: KPI cards and the chain from strategic objective to stories."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from trueup.core.base.finding import Finding
from trueup.core.base.quantity import Quantity
from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask import NotRun
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.measure import Funnel, KpiReading
from trueup.render.charts.kpi import BaselineLine, KpiChart, MonthPoint, TargetLine, kpi_chart
from trueup.render.charts.numbers import full_date, months, number
from trueup.render.charts.slice import ChainColumn, ChainLink, ChainNode, ChainSlice, State
from trueup.render.html.figures import definition, kpi_figure
from trueup.render.html.page import Figure
from trueup.render.plain import is_share, person, level, quantity_level


@dataclass(frozen=True, slots=True)
class KpiCard:
    """One KPI as a card: its chart where it was measured, its facts, and the months as a table."""

    name: str
    decides: bool
    title: str
    lead: str
    chart: Markup | str
    figure: Figure
    interval: str
    baseline_word: str
    target: str
    due: str
    counted: str
    funnel: str
    owner: str
    months: tuple[tuple[str, str, str], ...]


def kpi_cards(found: Assessment) -> tuple[KpiCard, ...]:
    """Return a card for each KPI: the deciding one first, then guardrails, the others, competing ones, and
    last those that were not measured."""
    measured = {n for n in found.document.initiative.kpis if isinstance(found.evidence.reading(n), KpiReading)}
    names = sorted(
        found.document.initiative.kpis, key=lambda n: (_rank(n, found) > 0 and n not in measured, _rank(n, found))
    )
    return tuple(_card(name, found.document.initiative.kpis[name], found) for name in names)


def _rank(name: str, found: Assessment) -> int:
    objective, kpi = found.document.initiative.objective, found.document.initiative.kpis[name]
    if kpi.instead_of:
        return 3
    if objective and name == objective.kpi:
        return 0
    return 1 if objective and name in objective.guardrails else 2


def _card(name: str, kpi: Kpi, found: Assessment) -> KpiCard:
    reading = found.evidence.reading(name)
    role = (
        "Decides the objective",
        "Guardrail: must not get worse",
        "Supports",
        f"Competing definition of {kpi.instead_of}",
    )[_rank(name, found)]
    title = kpi.title or name
    return KpiCard(
        name,
        _rank(name, found) == 0,
        title,
        f"{role}. {definition(kpi)}.",
        kpi_chart(_chart(title, kpi, reading), f"kpi.{name}") if isinstance(reading, KpiReading) else "",
        kpi_figure(name, kpi, found),
        _interval(kpi, reading),
        f"Baseline, {months(*reading.window)}" if isinstance(reading, KpiReading) and kpi.baseline else "Level",
        level(kpi.target.value, kpi) if kpi.target else "none",
        f"by {full_date(kpi.target.by)}" if kpi.target and kpi.target.by else "no date",
        number(reading.funnel.counted) if isinstance(reading, KpiReading) else "",
        funnel_words(reading.funnel) if isinstance(reading, KpiReading) else "",
        person(found.document.initiative, kpi.owner),
        _months(kpi, reading) if isinstance(reading, KpiReading) else (),
    )


def _interval(kpi: Kpi, reading: KpiReading | NotRun) -> str:
    if isinstance(reading, NotRun) or isinstance(reading.level, NotRun):
        return ""
    return quantity_level(reading.level, kpi).partition(" (")[2].rstrip(")")


def funnel_words(funnel: Funnel) -> str:
    """Return how the units counted came from the rows: only the steps that lost something."""
    if not funnel.rows:
        return ""
    lost = (
        ("without a date", funnel.undated),
        ("after the as-of date", funnel.later),
        ("not settled", funnel.unsettled),
        ("outside the window", funnel.outside),
        ("excluded", funnel.excluded),
        ("without a value", funnel.null),
    )
    steps = [f"{number(count)} {word}" for word, count in lost if count]
    units = f"of {number(funnel.units)} units" + (
        f" from {number(funnel.rows)} rows" if funnel.rows != funnel.units else ""
    )
    return units + (f"; {', '.join(steps)}" if steps else "")


def _chart(title: str, kpi: Kpi, reading: KpiReading) -> KpiChart:
    points = tuple(MonthPoint(m.first, m.level.value, *_ends(m.level), m.whole) for m in reading.series)
    baseline = (
        BaselineLine(reading.level.value, *reading.window)
        if isinstance(reading.level, Quantity) and kpi.baseline
        else None
    )
    target = TargetLine(kpi.target.value, kpi.target.by) if kpi.target else None
    return KpiChart(f"{title} by month", _described(kpi, reading), is_share(kpi), points, baseline, target)


def _ends(found: Quantity) -> tuple[float | None, float | None]:
    return (found.spread.low, found.spread.high) if found.spread.form == "interval95" else (None, None)


def _described(kpi: Kpi, reading: KpiReading) -> str:
    if not reading.series:
        return "Not measured in any month."
    top, low = max(reading.series, key=lambda m: m.level.value), min(reading.series, key=lambda m: m.level.value)
    words = [
        f"Highest {level(top.level.value, kpi)} in {top.first:%B %Y}, lowest {level(low.level.value, kpi)} in {low.first:%B %Y}."
    ]
    if isinstance(reading.level, Quantity):
        words.append(f"Over {months(*reading.window)}: {level(reading.level.value, kpi)}.")
    if kpi.target:
        words.append(f"Target {level(kpi.target.value, kpi)}.")
    return " ".join(words)


def _months(kpi: Kpi, reading: KpiReading) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            f"{m.first:%b %Y}" + ("" if m.whole else " (part)"),
            quantity_level(m.level, kpi),
            number(m.counted) if m.counted else "",
        )
        for m in reading.series
    )


def chain(found: Assessment) -> ChainSlice:
    """Return the chain as columns: strategic objective, primary objective, KPIs, goals, epics, stories (counted)."""
    initiative = found.document.initiative
    broken: dict[str, Finding] = {str(f.subject): f for f in found.findings if f.severity != "notes"}
    standing = {} if isinstance(found.evidence.spend, NotRun) else {s.kpi: s for s in found.evidence.spend.standings}
    kpis = [n for n, k in initiative.kpis.items() if not k.instead_of]

    def kpi_state(name: str) -> State:
        each = standing.get(name)
        if each is not None and each.qualifies:
            return "ok"
        return "warn" if each is None or each.owned else "bad"

    strategic = found.document.portfolio.strategic_objectives if found.document.portfolio else {}
    columns = [
        ChainColumn(
            "Strategic objective",
            tuple(ChainNode(f"so.{n}", strategic[n].statement if n in strategic else n) for n in initiative.supports),
        ),
        ChainColumn(
            "Primary objective",
            (ChainNode("po", initiative.objective.statement, _state(broken.get("objective"))),)
            if initiative.objective
            else (),
        ),
        ChainColumn("KPI", tuple(ChainNode(f"kpis.{n}", initiative.kpis[n].title or n, kpi_state(n)) for n in kpis)),
        ChainColumn(
            "Operational goal",
            tuple(
                ChainNode(f"operational_goals.{n}", g.statement, _state(broken.get(f"operational_goals.{n}")))
                for n, g in initiative.operational_goals.items()
            ),
        ),
    ]
    links = [ChainLink(f"so.{n}", "po") for n in initiative.supports if initiative.objective]
    links += [ChainLink("po", f"kpis.{n}", kpi_state(n)) for n in kpis if initiative.objective]
    links += [
        ChainLink(f"kpis.{k}", f"operational_goals.{n}", kpi_state(k))
        for n, g in initiative.operational_goals.items()
        for k in g.moves
        if k in kpis
    ]
    epics, stories, more = _work(found)
    columns += [ChainColumn("Epic", epics), ChainColumn("Stories", stories)]
    return ChainSlice(
        "From objective to stories", chain_lead(found), tuple(c for c in columns if c.nodes), tuple(links + more)
    )


def _work(found: Assessment) -> tuple[tuple[ChainNode, ...], tuple[ChainNode, ...], list[ChainLink]]:
    spend = found.evidence.spend
    missing = {} if isinstance(spend, NotRun) else {leaf.path: leaf.missing for leaf in spend.leaves}
    epics, stories, links = [], [], []
    for path, node in found.links.nodes.items():
        if node.kind != "epic" or node.cancelled:
            continue
        below = [leaf for leaf in missing if leaf == path or leaf.startswith(path + ".")]
        gaps = sum(missing[leaf] is not None for leaf in below)
        state: State = "ok" if not gaps else "bad" if gaps == len(below) else "warn"
        epics.append(ChainNode(path, node.label, state))
        if node.goal:
            links.append(ChainLink(f"operational_goals.{node.goal}", path, state))
        if node.children:
            stories.append(ChainNode(f"{path}.stories", f"{len(below) - gaps} of {len(below)} linked", state))
            links.append(ChainLink(path, f"{path}.stories", state))
    return tuple(epics), tuple(stories), links


def chain_lead(found: Assessment) -> str:
    """Return how many pieces of work reach the objective."""
    spend = found.evidence.spend
    if isinstance(spend, NotRun):
        return "No work is planned yet."
    reach = sum(leaf.missing is None for leaf in spend.leaves)
    return f"{reach} of {len(spend.leaves)} pieces of work reach the objective through a measured, owned KPI"


def _state(finding: Finding | None) -> State:
    return "ok" if finding is None else "bad" if finding.severity == "blocks" else "warn"
