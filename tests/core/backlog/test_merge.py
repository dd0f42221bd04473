"""Importing again: the export is followed where nobody changed anything, people's words stay, nothing is deleted."""

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core.backlog.backlogs import row, taken
from trueup.adapters.yaml_document import read_tree
from trueup.adapters.yaml_edit import Change, edited
from trueup.core.backlog.merge import File, follow, merge
from trueup.core.backlog.mine import items_in
from trueup.core.backlog.record import Kept
from trueup.render.backlog_yaml import backlog_yaml

ROWS = (
    row("E-1", "Epic"),
    row("S-1", "Story", "E-1", points="3", status="To Do"),
    row("T-1", "Sub-task", "S-1"),
    row("E-2", "Epic"),
    row("S-2", "Story", "E-2", labels=("a", "b")),
)


class Import:
    """An import, what people then make of its file, and the next import into it."""

    def __init__(self, *rows_before):
        self.items = taken(*rows_before).items
        self.base = {item.id: Kept(item) for item in self.items}
        self.text = backlog_yaml(self.items, "jira")

    def change(self, old, new):
        assert old in self.text
        self.text = self.text.replace(old, new, 1)
        return self

    def again(self, *rows_now, elsewhere=()):
        tree = read_tree(self.text.encode(), "jira.yaml")
        lines = [n for n, line in enumerate(self.text.split("\n"), 1) if "#" in line]
        self.merged = merge(self.base, taken(*rows_now).items, File(tree["epics"], items_in(tree), lines, elsewhere))
        self.text = edited(self.text, [Change(("epics",), self.merged.epics)])
        self.base = self.merged.kept
        return self

    @property
    def epics(self):
        return yaml.safe_load(self.text)["epics"]


def changed(key, **more):
    return tuple(each | more if each["key"] == key else each for each in ROWS)


def without(*keys):
    return tuple(each for each in ROWS if each["key"] not in keys)


def test_the_same_export_changes_nothing():
    first = Import(*ROWS)
    before = first.text
    assert first.again(*ROWS).text == before
    assert (first.merged.updated, first.merged.added, first.merged.gone) == ([], [], [])


def test_a_value_that_nobody_touched_follows_the_export():
    found = Import(*ROWS).again(*changed("S-1", points="8", status="Done"))
    assert found.epics["E-1"]["stories"]["S-1"] | {} == {
        "title": "Title S-1",
        "estimate": "8 points",
        "status": "done",
        "tasks": {"T-1": {"title": "Title T-1"}},
    }
    assert found.merged.updated == ["S-1"]


def test_a_value_that_the_export_dropped_goes_with_it():
    found = Import(*ROWS).again(*changed("S-1", points=""))
    assert "estimate" not in found.epics["E-1"]["stories"]["S-1"]


def test_a_value_that_people_changed_stays_and_is_told():
    found = Import(*ROWS).change("estimate: 3 points", "estimate: 5..8 points").again(*changed("S-1", points="8"))
    assert found.epics["E-1"]["stories"]["S-1"]["estimate"] == "5..8 points"
    (told,) = found.merged.differences
    assert (told.item, told.key, told.mine, told.theirs) == ("S-1", "estimate", "5..8 points", "8 points")
    assert found.again(*changed("S-1", points="8")).merged.differences == []


def test_a_value_that_people_took_out_stays_out_until_the_export_changes_it():
    found = Import(*ROWS).change("        estimate: 3 points\n", "").again(*ROWS)
    assert "estimate" not in found.epics["E-1"]["stories"]["S-1"]
    assert found.again(*changed("S-1", points="8")).merged.differences[0].mine == "nothing"


def test_what_people_added_and_wrote_beside_it_stays():
    text = "  E-1:    # ours\n    advances: late\n    notes: [x]\n    # a word on it\n"
    found = Import(*ROWS).change("  E-1:\n", text)
    found.change("      S-1:\n", "      MINE: {title: My own}\n      S-1:\n")
    found.again(*changed("E-1", title="New title"))
    assert text in found.text
    assert found.epics["E-1"]["title"] == "New title"
    assert found.epics["E-1"]["stories"]["MINE"] == {"title": "My own"}


def test_a_new_item_is_added_where_it_belongs():
    found = Import(*ROWS).again(*ROWS, row("S-3", "Story", "E-1"), row("T-3", "Sub-task", "S-3"), row("E-3", "Epic"))
    assert found.epics["E-1"]["stories"]["S-3"] == {"title": "Title S-3", "tasks": {"T-3": {"title": "Title T-3"}}}
    assert found.epics["E-3"] == {"title": "Title E-3"}
    assert found.merged.added == ["E-3", "S-3", "T-3"] or set(found.merged.added) == {"E-3", "S-3", "T-3"}


def test_an_item_that_left_the_export_is_named_and_stays():
    found = Import(*ROWS).again(*without("S-1", "T-1"))
    assert found.merged.gone == ["S-1", "T-1"]
    assert found.epics["E-1"]["stories"]["S-1"]["tasks"] == {"T-1": {"title": "Title T-1"}}
    assert found.again(*ROWS).merged.gone == []


def test_an_item_that_people_removed_does_not_come_back():
    found = Import(*ROWS).change("    stories:\n      S-2:\n        title: Title S-2\n        labels: [a, b]\n", "")
    found.again(*changed("S-2", title="Other"), row("T-9", "Sub-task", "S-2"))
    assert "stories" not in found.epics["E-2"]
    assert found.merged.removed == ["S-2", "T-9"]
    assert "stories" not in found.again(*ROWS).epics["E-2"]


def test_an_item_that_the_export_moved_moves_with_all_people_added():
    found = Import(*ROWS).change("      S-1:\n", "      S-1:\n        advances: late\n")
    moved = changed("S-1", parent="E-2", points="5")
    found.again(*(each | {"title": "Task!"} if each["key"] == "T-1" else each for each in moved))
    assert "stories" not in found.epics["E-1"] or found.epics["E-1"]["stories"] in (None, {})
    assert found.epics["E-2"]["stories"]["S-1"] == {
        "advances": "late",
        "title": "Title S-1",
        "estimate": "5 points",
        "tasks": {"T-1": {"title": "Task!"}},
    }
    assert found.merged.moved == ["S-1"]


def test_an_item_with_a_comment_is_not_moved_but_named():
    found = Import(*ROWS).change("      S-1:\n", "      S-1:\n        # careful\n").again(*changed("S-1", parent="E-2"))
    assert found.merged.unmoved == ["S-1"]
    assert "# careful" in found.text
    assert "S-1" in found.epics["E-1"]["stories"]


def test_an_item_that_people_moved_stays_there():
    found = Import(*ROWS)
    block = "      S-2:\n        title: Title S-2\n        labels: [a, b]\n"
    found.change("    stories:\n" + block, "").change("      S-1:\n", block + "      S-1:\n")
    found.again(*changed("S-2", title="New"))
    assert found.epics["E-1"]["stories"]["S-2"]["title"] == "New"
    assert "stories" not in found.epics["E-2"]


def test_an_item_written_as_a_title_alone_becomes_a_mapping_when_it_says_more():
    found = Import(*ROWS).change("          T-1:\n            title: Title T-1\n", "          T-1: Title T-1\n")
    found.again(*changed("T-1", points="2"))
    assert found.epics["E-1"]["stories"]["S-1"]["tasks"]["T-1"] == {"title": "Title T-1", "estimate": "2 points"}


def test_work_that_stands_in_another_file_is_left_there():
    found = Import(*without("E-2", "S-2")).again(*ROWS, elsewhere={"E-2"})
    assert "E-2" not in found.epics
    assert found.merged.elsewhere == ["E-2", "S-2"]


def test_an_item_that_people_wrote_under_the_same_id_is_only_filled_in():
    found = Import(*ROWS).change("      S-1:\n", "      S-9: {title: Mine}\n      S-1:\n")
    found.again(*ROWS, row("S-9", "Story", "E-1", points="2"))
    assert found.epics["E-1"]["stories"]["S-9"] == {"title": "Mine", "estimate": "2 points"}


POINTS = st.sampled_from(["", "1", "2"])
VERSIONS = st.lists(
    st.builds(
        lambda key, parent, points, title: row(
            key,
            {"E": "Epic", "S": "Story", "T": "Sub-task"}[key[0]],
            parent if key[0] != "E" else "",
            points=points,
            title=title,
        ),
        st.sampled_from(["E-1", "E-2", "S-1", "S-2", "S-3", "T-1", "T-2"]),
        st.sampled_from(["E-1", "E-2", "S-1", "S-2", ""]),
        POINTS,
        st.sampled_from(["a", "b"]),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda each: each["key"],
)


@settings(max_examples=60)
@given(VERSIONS, VERSIONS)
def test_a_file_nobody_edited_ends_the_same_whether_it_is_followed_or_merged(before, now):
    first = Import(*before)
    followed = follow(first.base, taken(*now).items, ())
    first.again(*now)
    assert set(first.merged.kept) == {item.id for item in taken(*now).items} | set(first.merged.gone)
    there = items_in(read_tree(first.text.encode(), "x"))
    assert set(there) == set(first.merged.kept)
    if followed is not None:
        direct = items_in(read_tree(backlog_yaml(followed.items, "jira").encode(), "x"))
        assert {name: each.values for name, each in direct.items()} == {
            name: each.values for name, each in there.items()
        }


def removed(tree, name):
    for key in list(tree):
        if key == name:
            del tree[key]
        elif isinstance(tree[key], dict):
            removed(tree[key], name)


@settings(max_examples=60)
@given(VERSIONS, VERSIONS, st.lists(st.sampled_from(["E-1", "E-2", "S-1", "S-2", "T-1", "no-epic"]), max_size=2))
def test_what_people_removed_never_comes_back_and_all_else_is_there(before, now, names):
    first = Import(*before)
    tree = yaml.safe_load(first.text)
    for name in names:
        removed(tree, name)
    first.text = yaml.safe_dump(tree)
    kept = set(items_in(read_tree(first.text.encode(), "x")))
    lost = {item.id for item in first.items} - kept
    first.again(*now)
    there = set(items_in(read_tree(first.text.encode(), "x")))
    assert not there & lost
    assert kept <= there
    assert there | set(first.merged.removed) >= {item.id for item in taken(*now).items}


def test_of_two_items_with_one_id_the_epic_is_meant():
    text = "epics:\n  E2: {stories: {E1: {title: a story, tasks: {T1: x}}, S1: y}}\n  E1: {stories: {S2: z}}\n"
    found = items_in(read_tree(text.encode(), "x"))
    assert list(found) == ["E2", "S1", "E1", "S2"]
    assert (found["E1"].level, found["S2"].parent) == ("epic", "E1")
