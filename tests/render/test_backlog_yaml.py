"""The text of an imported backlog reads back as what was imported, whatever its cells hold."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.backlog.backlogs import rows
from trueup.adapters.yaml_document import read_tree
from trueup.adapters.yaml_tidy import is_plain_when_tidy, tidy
from trueup.core.backlog.mine import items_in
from trueup.core.backlog.record import Kept, Record, read_record, record_text
from trueup.core.backlog.row import Item, Settings
from trueup.core.backlog.take import take
from trueup.core.model.backlog import Backlog
from trueup.core.model.initiative import Initiative
from trueup.render.backlog_yaml import backlog_yaml, written

CELL = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["null", "NO", "1e3", "- a", "a: b", "a #b", "'", '"', "\\", "{", "2026-05-31", "12:30", "= x", "…", "~"]
    ),
)
CELLS = st.fixed_dictionaries(
    {"title": CELL},
    optional={
        "key": CELL,
        "type": st.sampled_from(["Epic", "Story", "Sub-task", "Ünusual: type"]),
        "parent": CELL,
        "status": CELL,
        "points": st.sampled_from(["5", "1", "8..3", "8..13", "1/2/3", "3/2/1", "0", "x"]),
        "time": st.sampled_from(["3", "8..15", "15..8", "2d 4h", "0", "1.2.3..4"]),
        "due": CELL,
        "assignee": CELL,
        "labels": CELL,
        "description": CELL,
        "acceptance": CELL,
    },
)


def backlog(found, tool="csv"):
    return take(
        rows(*({name: text for name, text in each.items() if text.strip()} for each in found)), tool, Settings()
    )


@given(st.lists(CELLS, max_size=6))
def test_a_text_of_any_cells_reads_back_and_is_a_document(found):
    items = backlog(found).items
    tree = read_tree(backlog_yaml(items, "csv", is_plain_when_tidy).encode(), "csv.yaml")
    there = items_in(tree["epics"] and tree)
    assert {name: (each.level, each.parent, each.values) for name, each in there.items()} == {
        item.id: (item.level, item.parent, dict(item.values)) for item in items
    }
    read = Initiative.model_validate({"title": "T", "epics": tree["epics"]})
    assert sum(len(epic.stories) + 1 for epic in read.epics.values()) == sum(item.level != "task" for item in items)


@given(st.lists(CELLS, max_size=4))
def test_other_readers_of_yaml_take_every_value_for_the_text_it_is(found):
    items = backlog(found).items
    plain = yaml.safe_load(backlog_yaml(items, "csv", is_plain_when_tidy))["epics"]
    for item in items:
        if item.level == "epic":
            found_there = {key: plain[item.id].get(key) for key in ("title", "key", "assignee")}
            assert found_there == {key: item.values.get(key) for key in found_there}


@given(st.lists(CELLS, max_size=4))
def test_a_record_reads_back_as_it_was_written(found):
    items = backlog(found).items
    record = Record("csv", Settings(hours=6.0), {"title": ("Title",)}, {item.id: Kept(item) for item in items})
    assert read_record(record_text(record)) == record


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Pay by card", "Pay by card"),
        ("5 points", "5 points"),
        ("2026-05-31", '"2026-05-31"'),
        ("no", '"no"'),
        ("a: b", '"a: b"'),
        (("x",), "x"),
        (("a", "b c"), "[a, b c]"),
    ],
)
def test_a_value_is_plain_where_every_reader_takes_it_as_text(value, text):
    assert written(value) == text


def test_an_item_that_says_nothing_is_an_empty_mapping():
    assert backlog_yaml([Item("E-1", "epic", None, {}, {})], "jira").endswith("epics:\n  E-1: {}\n")
    assert backlog_yaml([], "jira").endswith("epics: {}\n")


@given(st.lists(CELLS, min_size=1, max_size=4))
def test_the_text_is_tidy(found):
    text = backlog_yaml(backlog(found).items, "csv", is_plain_when_tidy)
    assert tidy(text, Backlog, "x.yaml") == text
