"""What authors of rules test with: it fails where a rule does not do what the test says."""

import pytest

from trueup.core.rules.catalogue import CATALOGUE
from trueup.core.rules.kpi.kpi_without_owner import kpi_without_owner
from trueup.core.rules.rule import Flag, portfolio_rule, rule
from trueup.testing import assert_accepts, assert_examples, assert_flags

UNOWNED = "title: A\nkpis: {late: {unit: 1}}\n"
OWNED = "title: A\nkpis: {late: {unit: 1, owner: coo}}\n"


@rule("TST001", "always-flagged", "warns", "discovery", thresholds={"most": 2})
def always_flagged(case):
    """Something is always wrong."""
    yield Flag("title", f"{case.limits['most']:g}", "Nothing.")


@rule("TST002", "crashes", "warns", "discovery")
def crashes(case):
    """It stops."""
    raise RuntimeError(case.initiative.title)
    yield


@portfolio_rule("TST003", "several-initiatives", "notes", "discovery")
def several_initiatives(case):
    """There are several initiatives."""
    if len(case.cases) > 1:
        yield Flag("title", "several", "Keep one.", within=case.cases[1])


def test_what_is_flagged_is_returned():
    [found] = assert_flags(kpi_without_owner, UNOWNED, subject="kpis.late")
    assert found.place.line == 2


def test_what_is_accepted_passes_and_what_is_not_fails():
    assert_accepts(kpi_without_owner, OWNED)
    with pytest.raises(AssertionError, match=r"flags 1:\n  kpis\.late: "):
        assert_accepts(kpi_without_owner, UNOWNED)
    with pytest.raises(AssertionError, match="flags 0: nothing"):
        assert_flags(kpi_without_owner, OWNED)
    with pytest.raises(AssertionError, match=r"was to flag `kpis\.early`"):
        assert_flags(kpi_without_owner, UNOWNED, subject="kpis.early")


def test_a_rule_sees_its_thresholds_and_those_of_the_portfolio():
    [found] = assert_flags(always_flagged, UNOWNED)
    assert found.problem == "2"


def test_a_crash_is_a_failure_that_says_where():
    with pytest.raises(AssertionError, match="TST002 crashes stopped with RuntimeError: A"):
        assert_accepts(crashes, UNOWNED)


def test_a_document_with_faults_is_a_failure_that_names_them():
    with pytest.raises(AssertionError, match="titel"):
        assert_accepts(kpi_without_owner, "titel: A")


def test_a_rule_that_lacks_its_evidence_is_a_failure_not_a_pass():
    needy = next(each for each in CATALOGUE if "kpis" in each.needs)
    with pytest.raises(AssertionError, match="did not run"):
        assert_accepts(needy, UNOWNED)


def test_a_rule_over_a_portfolio_sees_all_initiatives():
    files = {"portfolio.yaml": "title: P\n", "a/initiative.yaml": OWNED, "b/initiative.yaml": "\ntitle: B\n"}
    [found] = assert_flags(several_initiatives, files)
    assert str(found.place) == "b/initiative.yaml:2"
    with pytest.raises(AssertionError, match=r"add a `portfolio\.yaml`"):
        assert_accepts(several_initiatives, OWNED)


def test_the_examples_of_a_documentation_are_executed():
    assert_examples(kpi_without_owner)
    with pytest.raises(ValueError, match="TST001 does not document"):
        assert_examples(always_flagged)
