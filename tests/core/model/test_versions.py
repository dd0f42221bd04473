"""Older versions are brought up to date step by step; newer ones are refused with the reason."""

import pytest

from trueup.adapters.yaml_document import read_tree
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.tree import Branch
from trueup.core.model.document import Source
from trueup.core.model.parse import parse_initiative
from trueup.core.model.versions import CURRENT, STEPS, Step, upgraded


def source(text):
    return Source("initiative.yaml", read_tree(text.encode(), "initiative.yaml"))


def renamed(old, new):
    """A step's change that renames a key of the top and keeps its line."""

    def change(tree):
        made = Branch(tree.line)
        for key, value in tree.items():
            made[new if key == old else key] = value
            made.lines[new if key == old else key] = tree.lines[key]
        return made

    return change


TWO_STEPS = (
    Step(2, "`titel` is `name`", renamed("titel", "name")),
    Step(3, "`name` is `title`", renamed("name", "title")),
)


@pytest.mark.parametrize("text", ["title: A\n", "trueup: 1\ntitle: A\n", "trueup:\ntitle: A\n"])
def test_the_current_version_is_read_as_it_is(text):
    read = source(text)
    assert upgraded(read) is read


def test_an_old_text_goes_through_every_later_step_and_keeps_its_lines():
    new = upgraded(source("trueup: 1\n\ntitel: A\nkpis: {}\n"), TWO_STEPS, current=3)
    assert dict(new.tree) == {"trueup": "3", "title": "A", "kpis": {}}
    assert new.tree.lines["title"] == 3


def test_a_text_of_the_version_between_goes_through_the_last_step_alone():
    new = upgraded(source("trueup: 2\nname: A\ntitel: B\n"), TWO_STEPS, current=3)
    assert dict(new.tree) == {"trueup": "3", "title": "A", "titel": "B"}


def test_the_steps_lead_from_the_first_version_to_the_current_one_without_a_gap():
    assert [step.to for step in STEPS] == list(range(2, CURRENT + 1))


def test_what_the_steps_made_is_a_document():
    new = upgraded(source("trueup: 0001\ntitel: A\n"), TWO_STEPS, current=3)
    new.tree["trueup"] = str(CURRENT)
    assert parse_initiative(new).initiative.title == "A"


@pytest.mark.parametrize(
    ("text", "problem", "fix"),
    [
        ("trueup: 2\ntitle: A", "newer", "Install a newer trueup"),
        ("trueup: 0\ntitle: A", "not a version", "trueup: 1"),
        ("trueup: one\ntitle: A", "not a version", "trueup: 1"),
        ("trueup: [1]\ntitle: A", "not a version", "trueup: 1"),
        ("trueup: 99999999999\ntitle: A", "not a version", "trueup: 1"),
    ],
)
def test_what_is_no_version_we_read_is_refused(text, problem, fix):
    with pytest.raises(DocumentFaults) as caught:
        upgraded(source(text))
    [found] = caught.value.findings
    assert problem in found.problem
    assert fix in found.fix
    assert str(found.place) == "initiative.yaml:1"
