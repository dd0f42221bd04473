"""What the guides show works: their rule is a rule, their portfolio is one, the verbs they name are there."""

import re
from pathlib import Path

import pytest

from trueup.adapters.yaml_document import read_tree
from trueup.app.rulebook import faults_of_rulings
from trueup.cli.group import OWN
from trueup.core.model.document import Source
from trueup.core.model.parse import parse_portfolio

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
PAGES = sorted(GUIDES.glob("*.md"))
RULES = (GUIDES / "rules.md").read_text("utf-8")


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)\n```\n", text, re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_verb_that_a_guide_names_is_there(page):
    for verb in re.findall(r"(?:\$ |`)trueup ([a-z]+)", page.read_text("utf-8")):
        assert verb in OWN


def test_the_rule_of_the_guide_does_what_its_test_says():
    names = {}
    first, second = blocks(RULES, "python")
    exec(compile(f"{first}\n{second}", "rules.md", "exec"), names)  # noqa: S102 - our own page
    names["test_a_sponsor_is_needed"]()


def test_the_rulings_of_the_guide_hold():
    source = Source("portfolio.yaml", read_tree(blocks(RULES, "yaml")[0].encode(), "portfolio.yaml"))
    assert faults_of_rulings(source, parse_portfolio(source)) == ()
