"""Every row of a backlog ends as an item or in the list of rows not taken, and the hierarchy survives."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.backlog.backlogs import row, rows, taken, tree
from trueup.core.backlog.row import Row, Settings
from trueup.core.backlog.take import take

WHOLE = [row("E-1", "Epic"), row("S-1", "Story", "E-1"), row("T-1", "Sub-task", "S-1"), row("B-1", "Bug", "E-1")]


def said(backlog):
    return " ".join(note.said for note in backlog.notes)


def test_epics_stories_and_sub_tasks_keep_their_places():
    assert tree(taken(*WHOLE)) == {
        "E-1": ("epic", None),
        "S-1": ("story", "E-1"),
        "T-1": ("task", "S-1"),
        "B-1": ("story", "E-1"),
    }


@given(st.permutations(WHOLE))
def test_the_order_of_rows_changes_no_place(order):
    assert tree(taken(*order)) == tree(taken(*WHOLE))


def test_parents_are_named_by_key_number_epic_name_or_title():
    backlog = taken(
        row("E-1", "Epic", id="101", epic_name="Checkout"),
        row("S-1", parent="101"),
        row("S-2", parent="e-1"),
        row("S-3", epic="Checkout"),
        row("S-4", epic="Title E-1"),
    )
    assert {parent for _, parent in tree(backlog).values()} == {None, "E-1"}


def test_stories_without_an_epic_stand_under_one_made_for_them():
    backlog = taken(row("E-1", "Epic"), row("S-1"))
    made = backlog.items[-2]
    assert (made.id, made.values["title"], made.made) == ("no-epic", "Work without an epic", True)
    assert tree(backlog)["S-1"] == ("story", "no-epic")


def test_an_epic_that_is_not_in_the_file_is_made_under_its_own_key():
    backlog = taken(row("S-1", epic="E-9", parent_title="Far away"), row("T-1", "Sub-task", "S-1"))
    assert tree(backlog) == {"E-9": ("epic", None), "S-1": ("story", "E-9"), "T-1": ("task", "S-1")}
    assert backlog.items[0].values["title"] == "Far away"
    assert "no row for the epic it names, such as `E-9`" in said(backlog)


def test_a_sub_task_whose_story_is_not_in_the_file_becomes_a_story_and_that_is_said():
    backlog = taken(row("E-1", "Epic"), row("T-1", "Sub-task", "S-9"))
    assert tree(backlog)["T-1"] == ("story", "no-epic")
    assert "the parent is not in the file" in said(backlog)


def test_levels_above_the_epic_are_listed_with_the_reason():
    backlog = taken(
        row("I-1", "Initiative"), row("E-1", "Epic", "I-1"), row("P-1", "Programme"), row("E-2", "Epic", "P-1")
    )
    assert [(each.key, each.above) for each in backlog.not_taken] == [("I-1", True), ("P-1", True)]
    assert "A level above the epic (Initiative)" in backlog.not_taken[0].reason
    assert tree(backlog) == {"E-1": ("epic", None), "E-2": ("epic", None)}


def test_what_has_work_below_it_is_an_epic_where_no_row_is_called_one():
    backlog = taken({"title": "A", "key": "a"}, {"title": "B", "key": "b", "parent": "a"}, tool="csv")
    assert tree(backlog) == {"a": ("epic", None), "b": ("story", "a")}


def test_levels_below_a_task_are_kept_as_tasks_of_the_story():
    backlog = taken(*WHOLE, row("X-1", "Sub-task", "T-1"), row("X-2", "Sub-task", "X-1"))
    assert tree(backlog)["X-1"] == tree(backlog)["X-2"] == ("task", "S-1")
    assert "deeper than a task" in said(backlog)


@pytest.mark.parametrize("length", [1, 2, 3, 400])
def test_a_circle_of_parents_is_taken_apart_and_named(length):
    circle = [row(f"C-{n}", "Task", f"C-{(n + 1) % length}") for n in range(length)]
    backlog = taken(row("E-1", "Epic"), *circle, row("T-1", "Sub-task", "C-0"))
    assert {parent for name, (_, parent) in tree(backlog).items() if name.startswith("C")} == {"no-epic"}
    assert tree(backlog)["T-1"] == ("task", "C-0")
    assert "lead back to themselves (C-0 -> " in said(backlog)
    assert len(backlog.notes[0].rows) == length


def test_a_chain_of_a_thousand_parents_is_no_matter():
    backlog = taken(*(row(f"C-{n}", "Task", f"C-{n - 1}" if n else "") for n in range(1_000)))
    assert len(backlog.items) == 1_000


def test_a_key_that_comes_twice_is_taken_once():
    backlog = taken(row("S-1"), row("S-1"), row("S-1", "Bug"))
    assert [(each.row, each.reason) for each in backlog.not_taken] == [
        (3, "The key S-1 stands in row 2 already, with the same content."),
        (4, "The key S-1 stands in row 2 already, with other content."),
    ]


def test_rows_without_a_key_or_anything_are_not_taken():
    backlog = taken(row("S-1"), {"title": "No key"}, {})
    assert [(each.row, each.reason) for each in backlog.not_taken] == [(3, "It has no key."), (4, "The row is empty.")]


def test_a_csv_without_keys_gives_ids_made_of_titles():
    backlog = taken(
        {"title": "Find the handler"}, {"title": "Find the handler"}, {"title": "Größe übernehmen!"}, tool="csv"
    )
    assert [item.id for item in backlog.items[1:]] == ["find-the-handler", "find-the-handler-2", "groe-ubernehmen"]


@pytest.mark.parametrize("key", ["null", "NO", "epics", "a b", "#7", "ключ", "x" * 300, "=1"])
def test_a_key_that_is_no_id_is_kept_beside_the_id(key):
    backlog = taken(row(key), row("S-2"))
    item = backlog.items[1]
    assert item.id != key
    assert len(item.id) <= 80
    assert item.values["key"] == key or len(key) > 80


def test_an_item_says_what_the_backlog_says():
    item = taken(
        row(
            "S-1",
            "Bug",
            title="  Wrong \x07 sum ",
            status="In Progress",
            points="5",
            assignee="Jane Doe",
            labels=("a", "b", "a"),
            due="31/May/26 12:00 AM",
            description="First\n\nsecond",
            acceptance="- One holds\n* Two holds",
        )
    ).items[1]
    assert item.values == {
        "title": "Wrong sum",
        "type": "Bug",
        "status": "doing",
        "estimate": "5 points",
        "due": "2026-05-31",
        "assignee": "Jane Doe",
        "labels": ("a", "b"),
        "description": "First second",
        "acceptance": ("One holds", "Two holds"),
    }
    assert item.texts["description"] == ("First\n\nsecond",)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"status": "Erledigt"}, "done"),
        ({"status": "Odd", "category": "In Progress"}, "doing"),
        ({"status": "Done", "resolution": "Won't Do"}, "cancelled"),
        ({"status": "Closed", "resolution": "Fixed"}, "done"),
        ({"status": "closed", "resolution": "not planned"}, "cancelled"),
        ({}, None),
    ],
)
def test_a_status_is_known_by_its_word_its_kind_or_how_it_ended(words, status):
    assert taken(row("S-1", **words)).items[1].values.get("status") == status


def test_an_unknown_status_is_said_and_can_be_told():
    backlog = taken(row("S-1", status="Waiting for Legal"))
    assert "status `Waiting for Legal` is not known: taken as todo" in said(backlog)
    told = taken(row("S-1", status="Waiting for Legal"), settings=Settings(statuses={"waiting for legal": "doing"}))
    assert told.items[1].values["status"] == "doing"
    assert said(told) == ""


def test_a_type_can_be_told():
    backlog = taken(row("F-1", "Feature"), row("S-1", "Story", "F-1"), settings=Settings(types={"Feature": "epic"}))
    assert tree(backlog) == {"F-1": ("epic", None), "S-1": ("story", "F-1")}
    flat = taken({"title": "A"}, {"title": "B"}, tool="csv", settings=Settings(types={"*": "epic"}))
    assert {level for level, _ in tree(flat).values()} == {"epic"}


def test_of_points_and_time_the_one_is_taken_that_more_rows_have():
    backlog = taken(row("S-1", points="5", time="28800"), row("S-2", points="3"), row("S-3", time="57600"))
    assert [item.values["estimate"] for item in backlog.items[1:]] == ["5 points", "3 points", "2 days"]
    assert "points and time both given: points taken" in said(backlog)
    assert "time is given in days of 8 hours" in said(backlog)


def test_a_description_of_a_megabyte_is_cut_in_the_document_and_whole_in_the_record():
    text = "word " * 200_000
    item = taken(row("S-1", description=text)).items[1]
    assert item.values["description"].endswith("word…")
    assert len(item.values["description"]) <= 240
    assert item.texts["description"] == (text,)


KEYS = st.sampled_from(["A", "B", "C", "D", "E", "10", "a", ""])
ANY = st.fixed_dictionaries(
    {},
    optional={
        "key": KEYS,
        "id": KEYS,
        "parent": KEYS,
        "epic": KEYS,
        "type": st.sampled_from(["Epic", "Story", "Sub-task", "Initiative", "Bug"]),
        "title": st.text(max_size=5),
        "status": st.text(max_size=5),
        "points": st.text(max_size=4),
        "due": st.text(max_size=10),
    },
)


@given(st.lists(ANY, max_size=12), st.sampled_from(["jira", "csv", "github"]))
def test_no_row_is_lost_whatever_the_rows(found, tool):
    given_rows = rows(*({name: text for name, text in each.items() if text.strip()} for each in found))
    backlog = take(given_rows, tool, Settings())
    ended = [item.row for item in backlog.items if not item.made] + [each.row for each in backlog.not_taken]
    assert sorted(ended) == [each.number for each in given_rows]
    ids = [item.id for item in backlog.items]
    assert len(set(ids)) == len(ids)
    above = {None: None, **{item.id: item.level for item in backlog.items}}
    assert {(item.level, above[item.parent]) for item in backlog.items} <= {
        ("epic", None),
        ("story", "epic"),
        ("task", "story"),
    }


def test_ten_thousand_rows_in_any_order_are_one_pass():
    given_rows = [
        Row(n, {"key": (f"K-{n}",), "type": ("Story",), "parent": (f"K-{n // 2}",)}) for n in range(2, 10_000)
    ]
    random.Random(3).shuffle(given_rows)  # noqa: S311 - an order, not a secret
    assert len(take(given_rows, "jira", Settings()).items) == 9_999
