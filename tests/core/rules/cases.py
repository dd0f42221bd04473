"""Cases for the tests of rules: a document as YAML and hand-made evidence in, findings out."""

from dataclasses import replace
from datetime import date, timedelta
from textwrap import dedent

from trueup.adapters.yaml_document import read_tree
from trueup.core.base.digest import Digest
from trueup.core.base.finding import Id
from trueup.core.base.quantity import Basis, Quantity, Unit, interval, point
from trueup.core.model.ask import ColumnFacts, NotRun
from trueup.core.model.document import Source
from trueup.core.model.evidence import Evidence, Known, Stamp
from trueup.core.model.links import link
from trueup.core.model.parse import parse_initiative, parse_portfolio
from trueup.core.model.results.measure import Funnel, KpiReading
from trueup.core.model.results.readiness import TableFacts
from trueup.core.rules.catalogue import CATALOGUE
from trueup.core.rules.rule import Case
from trueup.core.rules.run import run
from trueup.core.value.benefit import benefit
from trueup.core.value.spend import spend

AS_OF = date(2026, 1, 15)
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
STAMP = Stamp(Digest("test/1:0"), (), "test/1", AS_OF)
RULES = {rule.code: rule for rule in CATALOGUE}


def case_of(text, evidence=None, portfolio=None):
    """A case with spend and benefit computed as an assessment computes them."""
    around = None
    if portfolio is not None:
        source = Source("portfolio.yaml", read_tree(dedent(portfolio).encode(), "portfolio.yaml"))
        around = (source, parse_portfolio(source))
    tree = read_tree(dedent(text).encode(), "initiative.yaml")
    document = parse_initiative(Source("initiative.yaml", tree), around)
    links, seen = link(document.initiative), evidence or Evidence()
    full = replace(
        seen,
        spend=spend(document.initiative, links, seen, AS_OF),
        benefit=benefit(document.initiative, seen, AS_OF),
    )
    return Case(document, links, full, AS_OF)


def findings(code, text, evidence=None, portfolio=None):
    """What one rule finds; a rule that does not run, or crashes, fails the test."""
    outcome = run(case_of(text, evidence, portfolio), [RULES[code]])
    assert outcome.skipped == ()
    assert [f.problem for f in outcome.findings if f.code == "RUN001"] == []
    return outcome.findings


def only(code, text, evidence=None, portfolio=None):
    """The one thing a rule finds."""
    found = findings(code, text, evidence, portfolio)
    assert len(found) == 1, [f.problem for f in found]
    return found[0]


def known(value):
    return value if isinstance(value, NotRun) else Known(Id("test"), value, STAMP)


def measured(value, low=None, high=None, unit="1"):
    spread = point(value) if low is None else interval(value, low, high)
    return Quantity(spread, Unit(unit), Basis.MEASURED, "data", AS_OF)


def reading(level, overall=None, window=YEAR, span=YEAR):
    """What was measured of a KPI; a bare number is a level that is known exactly."""
    level = measured(level) if isinstance(level, int | float) else level
    funnel = Funnel(100, 100, 100, 0, 0, 0, 0, 0, 0, 100)
    return KpiReading(level, window, overall or level, span, 300, funnel, ())


def kpis(**readings):
    return Evidence(kpis={name: known(value) for name, value in readings.items()})


def tables(**facts):
    return Evidence(tables={name: known(value) for name, value in facts.items()})


def column(name, missing=0, distinct=10, kind="VARCHAR"):
    return ColumnFacts(name, kind, missing, 0, 0, 0, distinct, None, None)


def table(rows, *columns, key=None, references=()):
    return TableFacts(rows, columns, key, tuple(references), None)


def days_before(count):
    return AS_OF - timedelta(count)
