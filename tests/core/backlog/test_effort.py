"""Open effort is the same figure wherever it stands: in `links.csv`, in `check` and in the spend figures."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueup.core.backlog.effort import Piece, efforts, pieces_in, total
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.links import link
from trueup.core.model.results.spend import SpendFigures
from trueup.core.value.spend import spend

NUMBERS = st.sampled_from(["1", "2", "3.5", "8..13", "20"])


def items(below=None, units=("", " days")):
    said = st.builds(str.__add__, NUMBERS, st.sampled_from(units))
    keys = {
        "status": st.sampled_from(["todo", "doing", "done", "cancelled"]),
        "estimate": said,
        "remaining": said,
        "spent": st.sampled_from(["1", "4"]),
    }
    if below is not None:
        keys |= below
    return st.fixed_dictionaries({"title": st.just("t")}, optional=keys)


def works(units=("", " days")):
    tasks = st.dictionaries(st.sampled_from(["T1", "T2"]), items(units=units), max_size=2)
    stories = st.dictionaries(st.sampled_from(["S1", "S2"]), items({"tasks": tasks}, units), max_size=2)
    return st.dictionaries(st.sampled_from(["E1", "E2"]), items({"stories": stories}, units), min_size=1, max_size=2)


def figures(epics):
    """Return our open effort, and the spend figures of the same work."""
    initiative = Initiative.model_validate({"title": "T", "epics": epics})
    links = link(initiative)
    found = efforts(pieces_in(links))
    whole = total(found[f"epics.{name}"] for name in epics)
    return whole, spend(initiative, links, Evidence(), date(2027, 1, 1))


@given(works(units=("", " days", " points")))
def test_the_open_effort_is_that_of_the_spend_figures(epics):
    ours, theirs = figures(epics)
    if isinstance(theirs, SpendFigures):
        assert ours.of(theirs.unit) == pytest.approx(theirs.total)
    else:
        assert (ours.day, ours.point, ours.leaves) == (0, 0, 0)


@given(works())
def test_as_many_items_lack_an_estimate_as_the_spend_figures_do_not_price(epics):
    ours, theirs = figures(epics)
    if isinstance(theirs, SpendFigures):
        assert ours.missing == len(theirs.leaves) - theirs.priced


def test_open_work_below_a_done_epic_counts_as_open():
    pieces = [Piece("E", None, "done", 9), Piece("a", "E", "todo", 2), Piece("b", "E", "done", 3)]
    assert (efforts(pieces)["E"].day, efforts(pieces)["E"].leaves) == (2, 1)


def test_a_story_whose_only_task_is_done_is_still_an_open_item_with_an_estimate():
    pieces = [
        Piece("E", None, "todo", None),
        Piece("a", "E", "todo", 2),
        Piece("t", "a", "done", 0.5),
        Piece("b", "E", "todo", None),
    ]
    found = efforts(pieces)["E"]
    assert (found.day, found.leaves, found.missing) == (1.5, 2, 1)


def test_what_stands_below_cancelled_work_counts_nothing():
    pieces = [Piece("E", None, "cancelled", 5), Piece("a", "E", "todo", 2), Piece("t", "a", "todo", 1)]
    assert efforts(pieces)["E"].leaves == 0
    assert efforts(pieces)["E"].day == 0


def test_known_parts_count_against_the_estimates_above_them_also_where_one_of_them_has_none():
    tasks = {"T1": {"title": "t"}, "T2": {"title": "t", "estimate": "2"}}
    story = {"title": "t", "estimate": "1", "tasks": tasks}
    ours, theirs = figures({"E1": {"title": "t", "estimate": "1", "stories": {"S1": story}}})
    assert ours.day == theirs.total == 2
