"""An initiative whose work, data and options hang on KPIs up to the strategy, for tests of the way up."""

from datetime import date

from trueup.adapters.yaml_document import read_tree
from trueup.app.judge import judge
from trueup.core.base.digest import Digest
from trueup.core.base.quantity import Basis, Quantity, Unit, interval
from trueup.core.model.document import Source
from trueup.core.model.evidence import Evidence, Known, Stamp
from trueup.core.model.parse import parse_initiative, parse_portfolio
from trueup.core.model.results.measure import Funnel, KpiReading

AS_OF = date(2026, 1, 31)
WINDOW = (date(2025, 1, 1), date(2025, 12, 31))
PORTFOLIO = """
strategic_objectives:
  cost-to-serve: {statement: Serve every customer at a tenth less cost, owner: ceo}
  spare: {statement: Something else}
"""
BASELINE = "baseline: {from: 2025-01-01, to: 2025-12-31}"
PARTS = f"unit: 1, direction: decrease, owner: coo, {BASELINE}, target: {{value: 0.2, by: 2027-01-01}}"
KPI = f"{PARTS}, data: log, value: late, across: share, at: day"
HEAD = f"""
title: Faster claims
currency: EUR
supports: [cost-to-serve]
rates: {{default: 100}}
objective: {{statement: Settle claims in ten days, owner: coo, kpi: late, guardrails: [reopened]}}
kpis:
  late: {{title: Late claims, {KPI}}}
  reopened: {{{KPI}}}
  steps: {{{KPI}, drives: late}}
  handovers: {{{KPI}, drives: steps}}
  alone: {{{KPI}}}
  orphan: {{unit: 1}}
operational_goals:
  route: {{statement: Propose the right handler, owner: tech-lead, moves: [steps]}}
data:
  log: {{source: log.csv, owner: steward}}
  spare: {{source: spare.csv}}
"""


DATA = (
    HEAD.replace(
        "orphan: {unit: 1}",
        f"orphan: {{unit: 1}}\n  double: {{{PARTS}, formula: alone * 2, drives: late}}",
    )
    + "options: {keep: {kind: do_nothing}, rule: {kind: rules, uses: [log.x], build_cost: 10..20}}\n"
)


def level(value=0.3):
    found = Quantity(interval(value, value, value), Unit("1"), Basis.MEASURED, "data", AS_OF)
    funnel = Funnel(1, 1, 1, 0, 0, 0, 0, 0, 0, 1)
    return KpiReading(found, WINDOW, found, WINDOW, 365, funnel, ())


def assessed(text, *, portfolio=PORTFOLIO, measured=True):
    """Return the assessment of a document; with `measured`, the data of every baseline was read."""
    around = None
    if portfolio is not None:
        outer = Source("portfolio.yaml", read_tree(portfolio.encode(), "portfolio.yaml"))
        around = (outer, parse_portfolio(outer))
    document = parse_initiative(
        Source("initiative.yaml", read_tree(text.encode(), "initiative.yaml")), around, "faster-claims"
    )
    readings = {}
    if measured:
        stamp = Stamp(Digest("x"), (), "x", AS_OF)
        readings = {name: Known(f"kpis.{name}", level(), stamp) for name in document.initiative.kpis}
    return judge(document, Evidence(kpis=readings), AS_OF, None)


def paths(way):
    return [step.path for step in way.steps]


def only(found):
    assert len(found.ways) == 1
    return found.ways[0]
