"""A rule's docstring is its documentation: the flagged example is flagged, the accepted one is not."""

import importlib
import json
import shlex

import pytest

from core.rules.cases import AS_OF, LATER, RULES
from core.rules.write_pages import PAGES, pages
from desk import Desk
from trueup.app.assess import Settings, Trace
from trueup.app.check import check
from trueup.app.data import Asked, data_report
from trueup.app.explain import every_rule
from trueup.app.portfolio import assess_all
from trueup.core.rules.manual import COMMANDS, manual_of
from trueup.core.rules.rule import PortfolioRule, portfolio_rule, rule
from trueup.render.rule_page import rule_page
from trueup.render.rules import rule_text, rules_json, rules_text

ALL = RULES | LATER
READS_DATA = {code for code, each in RULES.items() if {"kpis", "tables"} & set(each.needs)}
LOOKED_AT = {"DAT015"}
"""Rules about what `trueup data` saw and kept."""
OF_DOCUMENT = sorted(ALL.keys() - READS_DATA)
WRITTEN = pages()


def laid_out(files, folder):
    """The files of an example, written into a folder; its commands are run where they stand among the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        if file.language == COMMANDS:
            run_at(folder, file.text)
            continue
        (folder / file.name).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.name).write_text(file.text, "utf-8")
    return folder


def run_at(folder, commands):
    """Run the commands of an example in its folder."""
    desk = Desk(folder)
    for line in commands.splitlines():
        name, *words = shlex.split(line)
        assert name == "trueup"
        said = desk.call(*words, ".", "--no-evidence")
        assert said.status == 0, said.all


def told(code, outcome):
    """What a rule found in all initiatives, or over their portfolio; it must have run everywhere."""
    assert [fault.problem for fault in outcome.faults] == []
    judged = [outcome.over] if isinstance(ALL[code], PortfolioRule) else outcome.assessments
    assert all(each is not None for each in judged)
    assert code not in {skipped.code for each in judged for skipped in each.skipped}
    found = [finding for each in judged for finding in each.findings]
    assert [finding.problem for finding in found if finding.code == "RUN001"] == []
    return [finding for finding in found if finding.code == code]


def checked(code, files, folder):
    """What a rule finds in an example without its data."""
    return told(code, check(laid_out(files, folder), as_of=AS_OF, phase=None, cache=folder / ".cache"))


def assessed(code, files, folder):
    """What a rule finds in an example that the real engine has read; fitness was looked at before where it counts."""
    settings = Settings(cache=None, keep_evidence=code in LOOKED_AT)
    laid_out(files, folder)
    if code in LOOKED_AT:
        data_report(folder, Asked(), as_of=AS_OF, settings=settings, trace=Trace())
    return told(code, assess_all(folder, as_of=AS_OF, phase=None, settings=settings))


@pytest.mark.parametrize("code", OF_DOCUMENT)
def test_a_flagged_example_is_flagged_and_an_accepted_one_is_not(code, tmp_path):
    manual = manual_of(ALL[code])
    assert checked(code, manual.flagged, tmp_path / "flagged")
    assert checked(code, manual.accepted, tmp_path / "accepted") == []


@pytest.mark.parametrize("code", sorted(ALL))
def test_the_examples_hold_on_real_data_as_well(code, tmp_path):
    manual = manual_of(ALL[code])
    assert assessed(code, manual.flagged, tmp_path / "flagged")
    assert assessed(code, manual.accepted, tmp_path / "accepted") == []


@pytest.mark.parametrize("code", sorted(ALL))
def test_the_file_and_the_function_are_named_after_the_fault(code):
    check = ALL[code].check
    assert check.__name__ == ALL[code].name.replace("-", "_")
    assert check.__module__.rpartition(".")[2] == check.__name__
    assert (importlib.import_module(check.__module__).__doc__ or "").startswith(code)


def test_codes_and_names_are_given_once():
    rules = every_rule()
    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_the_page_of_a_rule_says_what_its_docstring_says(name):
    """Written anew on purpose by `PYTHONPATH=src python -m tests.core.rules.write_pages`."""
    assert (PAGES / name).read_text("utf-8") == WRITTEN[name]


def test_no_page_is_left_of_a_rule_that_is_gone():
    assert {path.name for path in PAGES.glob("*.md")} == set(WRITTEN)


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


@portfolio_rule("TST002", "too-many-of-them", "warns", "planning", thresholds={"most": 8, "per_year": 0.5})
def too_many_of_them(case):
    """Somebody has too many of them.

    Why it matters:
        Nobody cares for so many.

    Flagged:
        ```yaml portfolio.yaml
        trueup: 1
        ```

        ```yaml a/initiative.yaml
        title: A
        ```

    Accepted:
        ```yaml portfolio.yaml
        trueup: 1
        ```

    How to fix:
        Give some away.
    """
    yield from ()


def test_the_page_of_a_rule_says_its_limits_and_whether_it_judges_a_portfolio():
    page = rule_page(too_many_of_them)
    assert "| warns | planning | all initiatives of a portfolio together |" in page
    assert (
        "Limits: `most` = 8, `per_year` = 0.5. A portfolio sets its own in `rules:` of portfolio.yaml: "
        "`TST002: {thresholds: {most: 8, per_year: 0.5}}`." in page
    )
    assert "`a/initiative.yaml`:\n\n```yaml\ntitle: A\n```" in page
    assert "Limits" not in rule_page(RULES["OBJ001"])


def test_the_terminal_says_the_same():
    text = rule_text(too_many_of_them)
    assert text.startswith("TST002 too-many-of-them (warns, planning)\n\nSomebody has too many of them.\n\nWhy it")
    assert "Limits: `most` = 8" in text
    assert text.endswith("Judges all initiatives of a portfolio together.\n")
    assert "TST002  warns   planning       too-many-of-them (of a portfolio)\n" in rules_text([too_many_of_them])
    row = json.loads(rules_json([too_many_of_them]))[0]
    assert (row["judges"], row["thresholds"]) == ("portfolio", {"most": 8, "per_year": 0.5})


def test_a_rule_of_another_package_without_documentation_is_listed_by_its_name():
    @rule("TST003", "bare-fault", "notes", "discovery")
    def bare_fault(case):
        yield from ()

    assert json.loads(rules_json([bare_fault]))[0]["fault"] == "bare-fault"
    assert rule_text(bare_fault) == "TST003 bare-fault (notes, discovery)\n"
