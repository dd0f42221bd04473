"""Documents for the tests of the figures: two KPIs that count, one nobody owns, and what a test adds to them."""

from datetime import date
from textwrap import dedent, indent

from trueup.adapters.yaml_document import read_tree
from trueup.core.base.digest import Digest
from trueup.core.base.finding import Id
from trueup.core.base.quantity import Basis, Quantity, Unit, interval, point
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.document import Source
from trueup.core.model.evidence import Evidence, Known, Stamp
from trueup.core.model.links import link
from trueup.core.model.parse import parse_initiative
from trueup.core.model.results.measure import Funnel, KpiReading
from trueup.core.value.benefit import benefit
from trueup.core.value.reach import REST
from trueup.core.value.spend import spend

AS_OF = date(2026, 1, 15)
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
STAMP = Stamp(Digest("test/1:0"), (), "test/1", AS_OF)
TARGET = "baseline: {from: 2025-01-01, to: 2025-12-31}, target: {value: 20 %, by: 2026-12-31}"
FLIGHTS = "data: flights, value: late, across: share, at: day"
KPIS = f"""
late: {{unit: 1, direction: decrease, owner: coo, {FLIGHTS}, {TARGET}}}
lost: {{unit: 1, direction: decrease, owner: cfo, {FLIGHTS}, {TARGET}}}
survey: {{unit: 1, direction: decrease, {FLIGHTS}, {TARGET}}}
"""
RATES = "rates: {default: 100}"


def document(epics="", more=RATES, kpis=KPIS, currency="EUR"):
    """An initiative with the KPIs `late` (decides), `lost` (guards) and `survey` (drives, nobody owns it)."""
    parts = [
        "title: Punctual",
        f"currency: {currency}" if currency else "",
        "objective: {statement: Fewer late flights, owner: coo, kpi: late, guardrails: [lost]}",
        "data: {flights: flights.csv}",
        "kpis:" + indent(f"\n{dedent(kpis).strip()}", "  "),
        dedent(more).strip(),
        "epics:" + indent(f"\n{dedent(epics).strip()}", "  ") if epics else "",
    ]
    return parsed("\n".join(part for part in parts if part) + "\n")


def parsed(text):
    return parse_initiative(Source("initiative.yaml", read_tree(text.encode(), "initiative.yaml"))).initiative


def level(value, low=None, high=None):
    spread = point(value) if low is None else interval(value, low, high)
    return Quantity(spread, Unit("1"), Basis.MEASURED, "flights", AS_OF)


def read(found, window=YEAR):
    """What was measured of a KPI: a quantity, a bare level, or why not."""
    if isinstance(found, NotRun):
        return found
    found = level(found) if isinstance(found, int | float) else found
    reading = KpiReading(found, window, found, window, 300, Funnel(9, 9, 9, 0, 0, 0, 0, 0, 0, 9), ())
    return Known(Id("test"), reading, STAMP)


def evidence(**levels):
    """Evidence on `late`, `lost` and `survey`, each measured unless a test says otherwise."""
    return Evidence(
        kpis={name: read(found) for name, found in {"late": 0.24, "lost": 0.02, "survey": 0.5, **levels}.items()}
    )


def spent_on(epics, more=RATES, kpis=KPIS, currency="EUR", seen=None, as_of=AS_OF):
    """The spend figures of a document with these epics."""
    found = document(epics, more, kpis, currency)
    return spend(found, link(found), seen or evidence(), as_of)


def promised_by(kpis, more="", seen=None, effects=(), claims=None, as_of=AS_OF, currency="EUR"):
    """The benefit figures of a document with these KPIs and assumptions."""
    return benefit(document("", more, kpis, currency), seen or evidence(), as_of, effects, claims)


def segments(figures):
    """The segments that hold something, rounded to the cent."""
    return {name: round(amount, 2) for name, amount in figures.segments if round(amount, 2)}


def costs(figures):
    """The cost of each leaf by its short path, rounded to the cent; None where it is not priced."""
    return {short(leaf.path): leaf.cost if leaf.cost is None else round(leaf.cost, 2) for leaf in figures.leaves}


def short(path):
    """`E1.S2` for a story, `E1 rest` for what epic E1 has not broken down."""
    if path.endswith(REST):
        return f"{short(path.removesuffix(REST))} rest"
    return path.removeprefix("epics.").replace("stories.", "").replace("tasks.", "")


def missing(figures):
    """The first missing link of each leaf that has one, by its last id."""
    return {leaf.path.rpartition(".")[2]: leaf.missing for leaf in figures.leaves if leaf.missing}
