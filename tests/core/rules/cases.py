"""Cases for the tests of rules: a document as YAML and hand-made evidence in, findings out."""

from dataclasses import replace
from datetime import date, timedelta
from textwrap import dedent

from trueup.adapters.yaml_document import read_tree
from trueup.core.base.digest import Digest
from trueup.core.base.finding import Id
from trueup.core.base.quantity import Basis, Quantity, Unit, interval, point
from trueup.core.gates.signatures.catalogue import SIGNATURE_CATALOGUE
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import ColumnFacts
from trueup.core.model.document import Source
from trueup.core.model.evidence import Evidence, Known, Stamp
from trueup.core.model.links import link
from trueup.core.model.parse import parse_initiative, parse_portfolio, parse_waivers
from trueup.core.model.results.measure import Funnel, KpiReading
from trueup.core.model.results.readiness import TableFacts
from trueup.core.rules.catalogue import CATALOGUE, PORTFOLIO_CATALOGUE, RUN_CATALOGUE
from trueup.core.rules.rule import Case, PortfolioCase
from trueup.core.rules.run import run, run_portfolio
from trueup.core.value.benefit import benefit
from trueup.core.value.spend import spend

AS_OF = date(2026, 1, 15)
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
STAMP = Stamp(Digest("test/1:0"), (), "test/1", AS_OF)
LATER = {rule.code: rule for rule in (*RUN_CATALOGUE, *SIGNATURE_CATALOGUE)}
"""Rules over the run and over signatures."""
RULES = {rule.code: rule for rule in (*CATALOGUE, *PORTFOLIO_CATALOGUE)}


def tree_of(text, file):
    return Source(file, read_tree(dedent(text).encode(), file))


def around_of(portfolio):
    """A portfolio as a document takes from it; None where there is none."""
    source = tree_of(portfolio, "portfolio.yaml") if portfolio is not None else None
    return (source, parse_portfolio(source)) if source else None


def case_of(text, evidence=None, portfolio=None, *, waivers=None, missing=(), folder=None, around=None):
    """A case with spend and benefit computed as an assessment computes them.

    `waivers` is the text of waivers.yaml, `missing` the paths that name files which are not there, `folder` the
    initiative's folder in its portfolio, whose parsed form may be handed on as `around`.
    """
    source = tree_of(text, f"{folder}/initiative.yaml" if folder else "initiative.yaml")
    document = parse_initiative(source, around or around_of(portfolio), folder or "initiative")
    exceptions = tree_of(waivers, "waivers.yaml") if waivers else None
    document = replace(
        document,
        waivers=parse_waivers(exceptions) if exceptions else (),
        exceptions=exceptions,
        missing=frozenset(missing),
    )
    links, seen = link(document.initiative), evidence or Evidence()
    full = replace(
        seen,
        spend=spend(document.initiative, links, seen, AS_OF),
        benefit=benefit(document.initiative, seen, AS_OF),
    )
    return Case(document, links, full, AS_OF)


def held(code, limits):
    """A rule with the thresholds that a portfolio may have set."""
    rule = RULES[code]
    assert set(limits or ()) <= set(rule.thresholds)
    return replace(rule, thresholds={**rule.thresholds, **(limits or {})})


def findings(code, text, evidence=None, portfolio=None, *, limits=None, **files):
    """What one rule finds; a rule that does not run, or crashes, fails the test."""
    return _ran(run(case_of(text, evidence, portfolio, **files), [held(code, limits)]))


def only(code, text, evidence=None, portfolio=None, *, limits=None, **files):
    """The one thing a rule finds."""
    found = findings(code, text, evidence, portfolio, limits=limits, **files)
    assert len(found) == 1, [f.problem for f in found]
    return found[0]


def over(code, portfolio, *, limits=None, **initiatives):
    """What one rule over a portfolio finds; initiatives are given as `folder=text` or `folder=(text, evidence)`."""
    source, read = around = around_of(portfolio)
    pairs = {name: each if isinstance(each, tuple) else (each, None) for name, each in initiatives.items()}
    cases = tuple(case_of(text, seen, folder=name, around=around) for name, (text, seen) in pairs.items())
    return _ran(run_portfolio(PortfolioCase(read, source, cases, AS_OF), [held(code, limits)]))


def only_over(code, portfolio, *, limits=None, **initiatives):
    """The one thing a rule over a portfolio finds."""
    found = over(code, portfolio, limits=limits, **initiatives)
    assert len(found) == 1, [f.problem for f in found]
    return found[0]


def _ran(outcome):
    assert outcome.skipped == ()
    assert [f.problem for f in outcome.findings if f.code == "RUN001"] == []
    return outcome.findings


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
