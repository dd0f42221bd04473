"""The stated MVP in the document: how it is written, what it may name, and what hangs on it."""

import pytest

from reading import document, faults, only_fault
from trueup.core.model.change_words import told
from trueup.core.model.changes import changes
from trueup.core.model.downstream import suspects
from trueup.core.model.initiative import Initiative
from trueup.core.model.links import link
from trueup.core.model.schema import schema_of

WORK = """title: a
epics:
  E1: {title: Baseline, stories: {S1: {title: Ask, tasks: {T1: {title: Type it}}}, S2: {title: Tell}}}
  E2: {title: Rule, stories: {S2: {title: Show}}}
  E3: {title: Letters}
"""


def mvp(text):
    return document(WORK + text).initiative.mvp


@pytest.mark.parametrize(
    "text",
    ["mvp: [E1, E2.S2]\n", "mvp: {items: [E1, E2.S2]}\n", "mvp:\n  - E1\n  - E2.S2\n"],
)
def test_a_list_alone_is_its_items(text):
    assert mvp(text).items == ("E1", "E2.S2")


def test_one_item_needs_no_list_and_a_reason_may_stand_beside_it():
    assert mvp("mvp: E1\n").items == ("E1",)
    assert mvp("mvp: {items: E1, because: It is enough}\n").because == "It is enough"


@pytest.mark.parametrize("text", ["", "mvp:\n", "mvp: ~\n"])
def test_what_is_left_empty_is_not_stated(text):
    assert mvp(text) is None


@pytest.mark.parametrize(
    ("text", "code", "problem", "fix"),
    [
        ("mvp: [E1, E22]\n", "DOC024", "`mvp` names the item `E22`, which is not defined.", "Write `E2`."),
        ("mvp: [S2]\n", "DOC026", "`mvp` names `S2`, which 2 items are called: `E1.S2`, `E2.S2`.", "Write which one"),
        ("mvp: [E1, E1]\n", "DOC022", "`mvp`: `E1` stands twice in the list.", "Keep one of the two."),
        ("mvp: [S1, E1.S1]\n", "DOC025", "`mvp` names the same work twice, as `S1` and as `E1.S1`.", "Keep one"),
        ("mvp: [E1.S1, E1]\n", "DOC025", "`mvp` names `E1.S1` and also `E1`, which holds it.", "Keep one of the two"),
        ("mvp: [E1.S1.T1]\n", "DOC022", "`mvp` names `E1.S1.T1`, which is a task", "Write `E1.S1`"),
        ("mvp: [T1]\n", "DOC022", "`mvp` names `T1`, which is a task", "Write `E1.S1`"),
        ("mvp: []\n", "DOC022", "`mvp`: the list is empty.", "Name at least one epic or story"),
        ("mvp: {because: It is enough}\n", "DOC021", "`mvp.items` is missing.", "Add `items:`"),
        ("mvp: E1, E2\n", "DOC022", "`mvp`: `E1, E2` is not one id.", "Write a list: [E1, E2]."),
        ("mvp: [{E1: all}]\n", "DOC022", "an item is expected, not a section with keys", "Write the id of an epic"),
        ("mvp: {item: [E1]}\n", "DOC020", "`item` is not a key that is known in `mvp`.", "Write `items`."),
    ],
)
def test_what_an_mvp_cannot_be_made_of_is_told_with_what_to_write(text, code, problem, fix):
    found = next(each for each in faults(WORK + text) if each.code == code)
    assert problem.rstrip(".") in found.problem
    assert found.fix.startswith(fix)
    assert found.line == 6


def test_an_item_in_a_part_that_could_not_be_read_is_not_called_unknown():
    found = only_fault("title: a\nepics:\n  E1: {estimate: many}\nmvp: [E1]\n")
    assert found.path == "epics.E1.estimate"


def test_the_schema_knows_the_list_and_the_section():
    definition = schema_of("initiative")["$defs"]["Mvp"]["anyOf"]
    assert definition[0]["required"] == ["items"]
    assert {"array"} <= {each.get("type") for each in definition[1]["anyOf"] if isinstance(each.get("type"), str)}


# ---- changes ---------------------------------------------------------------------------------------------------------


def said(before, after):
    """What is told of a change of the MVP, in words."""
    was, now = document(WORK + before).initiative, document(WORK + after).initiative
    return [told(change, now, was) for change in changes(was, now)]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("mvp: [E1, E2]\n", "mvp: [E1]\n", "the MVP no longer holds epic `E2`"),
        ("mvp: [E1]\n", "mvp: [E1, E2.S2]\n", "the MVP now holds story `E2.S2`"),
        ("mvp: [E1, E2]\n", "mvp: [E1, E3]\n", "the MVP no longer holds epic `E2` and now holds epic `E3`"),
        ("mvp: [E3, E1.S1]\n", "mvp: [E3, E1]\n", "the MVP now holds all of epic `E1`"),
        ("mvp: [E3, E1]\n", "mvp: [E3, E1.S1]\n", "the MVP holds of epic `E1` only story `E1.S1`"),
        ("mvp: [E1]\n", "mvp: [E1.S1, E1.S2]\n", "the MVP holds of epic `E1` only story `E1.S1`, story `E1.S2`"),
        (
            "mvp: [E2, E1.S1]\n",
            "mvp: [E1, E2.S2]\n",
            "the MVP holds of epic `E2` only story `E2.S2` and now holds all of epic `E1`",
        ),
        ("mvp: [E3, E1.S1]\n", "mvp: [E1]\n", "the MVP no longer holds epic `E3` and now holds all of epic `E1`"),
        ("mvp: [S1]\n", "mvp: [E1.S1]\n", "the MVP names the same work in other words"),
        ("", "mvp: [E1]\n", "the MVP is new"),
        ("mvp: [E1]\n", "", "the MVP is gone"),
        ("mvp: [E1]\n", "mvp: {items: E1, because: Enough}\n", "because of the MVP is set now: Enough"),
    ],
)
def test_a_change_of_the_mvp_is_told_by_the_work_that_it_holds(before, after, words):
    assert said(before, after) == [words]


def test_the_order_of_its_items_is_no_change():
    assert said("mvp: [E1, E2]\n", "mvp: [E2, E1]\n") == []


# ---- what hangs on it ------------------------------------------------------------------------------------------------

TREE = {
    "title": "T",
    "epics": {"E1": {"stories": {"S1": {"estimate": "3"}, "S2": {"estimate": "5"}}}, "E2": {"estimate": "8"}},
    "mvp": ["E1.S1", "E2"],
    "pilot": "Two gates",
}


def suspect(**sections):
    now = Initiative.model_validate({**TREE, **sections})
    return suspects(changes(Initiative.model_validate(TREE), now), now, link(now))


def test_the_mvp_hangs_on_the_work_that_it_names_and_on_no_other():
    stories = {"S1": {"estimate": "4"}, "S2": {"estimate": "5"}}
    assert suspect(epics={**TREE["epics"], "E1": {"stories": stories}}) == {"mvp": ("epics.E1.stories.S1",)}
    assert suspect(epics={**TREE["epics"], "E2": {"estimate": "8", "status": "cancelled"}}) == {"mvp": ("epics.E2",)}
    other = {"S1": {"estimate": "3"}, "S2": {"estimate": "9"}}
    assert suspect(epics={**TREE["epics"], "E1": {"stories": other}}) == {}


def test_the_pilot_tries_the_mvp_and_hangs_on_what_is_in_it():
    assert suspect(mvp=["E2"]) == {"pilot": ("mvp",)}
    assert suspect(mvp={"items": ["E1.S1", "E2"], "because": "Another reason"}) == {}
