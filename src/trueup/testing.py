"""For authors of rules: say in a test what a rule flags and what it accepts.

    def test_a_kpi_needs_an_owner():
        assert_flags(kpi_without_owner, "{title: A, kpis: {late: {unit: 1}}}", subject="kpis.late")
        assert_accepts(kpi_without_owner, "{title: A, kpis: {late: {unit: 1, owner: coo}}}")

A document is the text of `initiative.yaml`, or texts by file name: `initiative.yaml`, `portfolio.yaml`, `waivers.yaml`,
and for a rule over a portfolio `a/initiative.yaml`, `b/initiative.yaml`. No data is read here: a rule that needs some
is handed it as `evidence`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from trueup.app.judge import judge, judge_portfolio
from trueup.app.load import load
from trueup.app.rulebook import Rulebook
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.finding import Finding, Phase
from trueup.core.model.evidence import Evidence
from trueup.core.rules.manual import ExampleFile, manual_of
from trueup.core.rules.rule import PortfolioRule, Rule
from trueup.core.rules.run import CRASHED, RuleRun

AS_OF: Final = date(2026, 1, 15)
"""The day of judgement unless a test says another."""

Text = str | Mapping[str, str]


def assert_flags(
    rule: Rule | PortfolioRule,
    document: Text,
    *,
    subject: str | None = None,
    times: int = 1,
    evidence: Evidence | None = None,
    as_of: date = AS_OF,
) -> tuple[Finding, ...]:
    """Check that a rule finds exactly `times` faults, the first of them about `subject` where given; return them."""
    found = findings_of(rule, document, evidence=evidence, as_of=as_of)
    said = "".join(f"\n  {each.subject}: {each.problem}" for each in found) or " nothing"
    if len(found) != times:
        raise AssertionError(f"{rule.code} was to flag {times}, and flags {len(found)}:{said}")
    if subject is not None and (not found or found[0].subject != subject):
        raise AssertionError(f"{rule.code} was to flag `{subject}`, and flags:{said}")
    return found


def assert_accepts(
    rule: Rule | PortfolioRule, document: Text, *, evidence: Evidence | None = None, as_of: date = AS_OF
) -> None:
    """Check that a rule runs on a document and finds nothing."""
    assert_flags(rule, document, times=0, evidence=evidence, as_of=as_of)


def assert_examples(rule: Rule | PortfolioRule) -> None:
    """Check a rule's documentation: it has every part, its flagged example is flagged, its accepted one is not.

    For a rule that needs no data; examples of the others are executed by `trueup assess`.
    """
    manual = manual_of(rule)
    if not findings_of(rule, _texts(manual.flagged)):
        raise AssertionError(f"{rule.code} does not flag its own flagged example.")
    assert_accepts(rule, _texts(manual.accepted))


def findings_of(
    rule: Rule | PortfolioRule,
    document: Text,
    *,
    evidence: Evidence | None = None,
    as_of: date = AS_OF,
    phase: Phase = "execution",
) -> tuple[Finding, ...]:
    """Return what one rule finds; raises AssertionError where it cannot run, crashes, or the document has faults."""
    files = {"initiative.yaml": document} if isinstance(document, str) else document
    with TemporaryDirectory() as folder:
        for name, text in files.items():
            file = Path(folder) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        _, loaded = load(Path(folder))
    for one in loaded:
        if one.document is None:
            raise AssertionError(f"The document has faults: {DocumentFaults(one.faults)}")
    book = Rulebook((), (rule,)) if isinstance(rule, PortfolioRule) else Rulebook((rule,), ())
    judged = [judge(one.document, evidence or Evidence(), as_of, phase, book=book) for one in loaded if one.document]
    if not isinstance(rule, PortfolioRule):
        findings = tuple(finding for each in judged for finding in each.findings)
        skipped = tuple(each for one in judged for each in one.skipped)
        return _sound(rule, RuleRun(findings, skipped, (rule.code,)))
    outcome = judge_portfolio(judged, book)
    if outcome is None:
        raise AssertionError(f"{rule.code} judges a portfolio: add a `portfolio.yaml`.")
    return _sound(rule, outcome)


def _sound(rule: Rule | PortfolioRule, outcome: RuleRun) -> tuple[Finding, ...]:
    if outcome.skipped:
        raise AssertionError(f"{rule.code} did not run: {outcome.skipped[0].reason}")
    crash = next((each for each in outcome.findings if each.code == CRASHED), None)
    if crash is not None:
        raise AssertionError(crash.problem)
    return outcome.findings


def _texts(files: tuple[ExampleFile, ...]) -> dict[str, str]:
    return {file.name: file.text for file in files}
