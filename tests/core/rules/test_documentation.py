"""A rule's docstring is its documentation: the flagged example is flagged, the accepted one is not."""

import importlib.util

import pytest

from core.rules.cases import AS_OF, RULES, findings
from core.rules.write_pages import PAGES, pages
from trueup.core.rules.manual import DOCUMENT, manual_of
from trueup.core.rules.rule import rule

WITH_ASSESS = importlib.util.find_spec("trueup.app.assess") is not None
READS_DATA = {code for code, each in RULES.items() if {"kpis", "tables"} & set(each.needs)}
OF_DOCUMENT = sorted(RULES.keys() - READS_DATA)


def judged(code, files):
    """What a rule without data finds in an example."""
    texts = {file.name: file.text for file in files}
    return findings(code, texts[DOCUMENT], portfolio=texts.get("portfolio.yaml"))


def assessed(code, files, folder):
    """What the real engine finds in an example with its data; the rule must have run."""
    from trueup.app.assess import Settings, assess

    for file in files:
        (folder / file.name).write_text(file.text, "utf-8")
    assessment = assess(folder, as_of=AS_OF, settings=Settings(cache=None, keep_evidence=False))
    assert code not in {skipped.code for skipped in assessment.skipped}
    assert [finding.problem for finding in assessment.findings if finding.code == "RUN001"] == []
    return [finding for finding in assessment.findings if finding.code == code]


@pytest.mark.parametrize("code", OF_DOCUMENT)
def test_a_flagged_example_is_flagged_and_an_accepted_one_is_not(code):
    manual = manual_of(RULES[code])
    assert {finding.code for finding in judged(code, manual.flagged)} == {code}
    assert judged(code, manual.accepted) == ()


@pytest.mark.skipif(not WITH_ASSESS, reason="trueup.app.assess is not there yet")
@pytest.mark.parametrize("code", sorted(RULES))
def test_the_examples_hold_on_real_data_as_well(code, tmp_path):
    manual = manual_of(RULES[code])
    for part in ("flagged", "accepted"):
        (tmp_path / part).mkdir()
    assert assessed(code, manual.flagged, tmp_path / "flagged")
    assert assessed(code, manual.accepted, tmp_path / "accepted") == []


@pytest.mark.parametrize("code", sorted(RULES))
def test_the_file_and_the_function_are_named_after_the_fault(code):
    check = RULES[code].check
    assert check.__name__ == RULES[code].name.replace("-", "_")
    assert check.__module__.rpartition(".")[2] == check.__name__
    assert (importlib.import_module(check.__module__).__doc__ or "").startswith(code)


def test_codes_and_names_are_given_once():
    from trueup.core.rules.catalogue import CATALOGUE

    assert len({rule.code for rule in CATALOGUE}) == len({rule.name for rule in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_page_of_a_rule_says_what_its_docstring_says(name):
    """Written anew on purpose by `PYTHONPATH=src python -m tests.core.rules.write_pages`."""
    assert (PAGES / name).read_text("utf-8") == pages()[name]


def test_no_page_is_left_of_a_rule_that_is_gone():
    assert {path.name for path in PAGES.glob("*.md")} == set(pages())


def test_a_rule_without_a_part_of_its_documentation_is_refused():
    @rule("TST001", "test-fault", "notes", "discovery")
    def test_fault(case):
        """Something is wrong.

        Why it matters:
            It does.
        """
        yield from ()

    with pytest.raises(ValueError, match="TST001 does not document: Accepted, Flagged, How to fix"):
        manual_of(test_fault)
