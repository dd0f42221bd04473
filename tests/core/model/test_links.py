"""The chain over the work: whose links count, what is named by what, and where it leads back to itself."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading import document
from trueup.core.model.chain import leading
from trueup.core.model.items import epic_of, item_path, items_of, kind_of, parent_of
from trueup.core.model.links import cycles, link, loops

WORK = """title: a
kpis: {late: , dropped: }
operational_goals: {route: c}
epics:
  E1:
    for: route
    advances: {late: 3, dropped: 1}
    stories:
      S1: {tasks: {T1: , T2: {advances: dropped}}}
      S2: {enables: E2.S9, title: Lists}
  E2: {status: cancelled, stories: {S1: {tasks: {T1: }}, S9: }}
"""


@pytest.fixture(scope="module")
def nodes():
    return link(document(WORK).initiative).nodes


def test_every_item_is_there_parents_before_children(nodes):
    paths = [path for path, _ in items_of(document(WORK).initiative)]
    assert list(nodes) == paths
    assert len(paths) == 9
    assert all(nodes[path].parent is None or paths.index(nodes[path].parent) < n for n, path in enumerate(paths))
    assert {path: parent_of(path) for path in paths} == {path: node.parent for path, node in nodes.items()}
    assert [node.kind for node in nodes.values()] == [kind_of(node.item) for node in nodes.values()]


def test_an_item_holds_its_children_and_their_paths(nodes):
    assert nodes["epics.E1"].children == ("epics.E1.stories.S1", "epics.E1.stories.S2")
    assert nodes["epics.E1.stories.S1"].children == ("epics.E1.stories.S1.tasks.T1", "epics.E1.stories.S1.tasks.T2")


def test_weights_sum_to_one(nodes):
    assert nodes["epics.E1"].advances == (("late", 0.75), ("dropped", 0.25))


def test_an_item_without_links_takes_those_of_the_nearest_item_above(nodes):
    task = nodes["epics.E1.stories.S1.tasks.T1"]
    assert (task.advances, task.linked_at, task.goal) == (nodes["epics.E1"].advances, "epics.E1", "route")


def test_an_items_own_links_replace_those_above(nodes):
    assert nodes["epics.E1.stories.S1.tasks.T2"].advances == (("dropped", 1.0),)
    story = nodes["epics.E1.stories.S2"]
    assert (story.advances, story.enables, story.linked_at) == ((), ("epics.E2.stories.S9",), story.path)


def test_what_is_below_cancelled_work_is_cancelled(nodes):
    assert [path for path, node in nodes.items() if node.cancelled] == [path for path in nodes if ".E2" in path]


STATED = """title: a
epics:
  E1:
    status: done
    stories: {S1: {estimate: 3}, S2: {status: cancelled, spent: 0}, S3: {tasks: {T1: {status: doing, estimate: 2}}}}
  E2: {enables: E1, due: 2026-01-01, stories: {S4: {status: cancelled}, S5: Only a title}}
"""


@pytest.fixture(scope="module")
def stated():
    return link(document(STATED).initiative)


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        (("estimate",), ["S1", "T1"]),
        (("spent",), ["S2"]),  # even where it is stated as what it is when nothing is written
        (("status", "estimate"), ["E1", "S1", "S2", "T1", "S4"]),
        (("assignee", "due"), ["E2"]),
        (("title",), ["S5"]),
        (("assignee", "skills"), []),
    ],
)
def test_the_items_that_state_a_field_come_in_the_order_of_the_document(stated, fields, names):
    assert [node.path.rpartition(".")[2] for node in stated.stating(*fields)] == names


def test_what_an_item_does_not_state_it_has_as_when_nothing_is_written(stated):
    empty = type(stated.nodes["epics.E1"].item)()
    for node in stated.nodes.values():
        unstated = set(type(empty).model_fields) - set(node.states) - {"goal", "stories"}
        assert all(getattr(node.item, field) == getattr(empty, field) for field in unstated)


def test_nobody_works_any_more_on_what_is_below_work_that_is_done_or_cancelled(stated):
    nodes = stated.nodes
    closed = [path.rpartition(".")[2] for path, node in nodes.items() if node.closed]
    assert closed == ["E1", "S1", "S2", "S3", "T1", "S4"]
    assert nodes["epics.E1.stories.S3.tasks.T1"].status == "doing"
    assert stated.cancelled == {path for path, node in nodes.items() if node.cancelled}
    assert stated.cancelled == {"epics.E1.stories.S2", "epics.E2.stories.S4"}


def test_cancelled_work_is_no_part_of_what_it_was_a_part_of(stated, nodes):
    assert stated.parts(stated.nodes["epics.E1"]) == ["epics.E1.stories.S1", "epics.E1.stories.S3"]
    assert stated.parts(stated.nodes["epics.E2"]) == ["epics.E2.stories.S5"]
    whole = link(document("title: a\nepics: {E1: {stories: {S1: , S2: }}}\n").initiative)
    assert list(whole.parts(whole.nodes["epics.E1"])) == ["epics.E1.stories.S1", "epics.E1.stories.S2"]


def test_what_advances_and_enables_nothing_is_unlinked_unless_something_above_it_does(stated):
    assert [node.path for node in stated.unlinked] == [path for path in stated.nodes if path.startswith("epics.E1")]
    assert all(node.linked_at == "epics.E2" for path, node in stated.nodes.items() if path.startswith("epics.E2"))


def test_the_lineage_of_an_item_ends_with_its_epic(stated):
    task = stated.nodes["epics.E1.stories.S3.tasks.T1"]
    assert [node.path for node in stated.lineage(task)] == [task.path, "epics.E1.stories.S3", "epics.E1"]
    assert epic_of(task.path) == epic_of("epics.E1") == "epics.E1"


def test_a_name_leads_to_an_item_only_where_it_can_mean_one():
    links = link(document(WORK).initiative)
    assert links.resolve("S2") == "epics.E1.stories.S2"
    assert links.resolve("S1") is None
    assert links.resolve("E2.S1") == links.resolve("epics.E2.stories.S1") == "epics.E2.stories.S1"
    assert links.resolve("E2.S1.T1") == "epics.E2.stories.S1.tasks.T1"
    assert links.resolve("nothing") is links.resolve("E2.S7") is None


@pytest.mark.parametrize(
    ("name", "path"),
    [("E1", "epics.E1"), ("E1.S1", "epics.E1.stories.S1"), ("epics.E1", "epics.E1"), ("a.b.c.d", "a.b.c.d")],
)
def test_a_short_path_stands_for_a_long_one(name, path):
    assert item_path(name) == path


def test_an_item_is_called_by_its_id_and_title(nodes):
    assert nodes["epics.E1.stories.S2"].label == "S2 Lists"
    assert nodes["epics.E1"].label == "E1"


def test_kpis_lead_to_the_objective_through_others():
    found = document(
        "title: a\nobjective: {statement: b, kpi: cost, guardrails: [late]}\n"
        "kpis: {cost: , late: , steps: {drives: waits}, waits: {drives: cost}, other: }\n"
    ).initiative
    assert leading(found) == {"cost", "late", "steps", "waits"}
    assert leading(document("title: a\nkpis: {cost: }\n").initiative) == frozenset()


# ---- cycles
GRAPHS = st.dictionaries(st.integers(0, 12).map(str), st.lists(st.integers(0, 12).map(str), max_size=4), max_size=12)


def reachable(edges, start):
    found, waiting = set(), list(edges.get(start, ()))
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(edges.get(node, ()))
    return found


@given(GRAPHS)
def test_a_loop_is_all_that_leads_back_to_each_other(edges):
    there = {node: reachable(edges, node) for node in edges}
    back = [
        {other for other in found if node in reachable(edges, other)} for node, found in there.items() if node in found
    ]
    expected = {frozenset(group) for group in back}
    assert {frozenset(group) for group in loops(edges)} == expected
    assert len(loops(edges)) == len(expected)


@given(GRAPHS)
def test_a_cycle_is_a_walk_along_the_edges_that_ends_where_it_began(edges):
    assert len(cycles(edges)) == len(loops(edges))
    for walk in cycles(edges):
        assert len(set(walk)) == len(walk)
        assert all(there in edges[here] for here, there in pairwise([*walk, walk[0]]))


def test_a_chain_of_100_000_is_no_deeper_than_the_stack():
    length = 100_000
    assert loops({str(n): [str(n + 1)] for n in range(length)}) == []
    assert len(cycles({str(n): [str((n + 1) % length)] for n in range(length)})[0]) == length


def test_the_id_of_an_epic_names_it_and_not_a_story_of_another():
    text = "title: a\nepics: {E1: , E2: {stories: {E1: {enables: E1}, E2: {tasks: {E1: }}}}}\n"
    links = link(document(text).initiative)
    assert links.resolve("E1") == "epics.E1"
    assert links.resolve("E2") == "epics.E2"
    assert links.resolve("E2.E1") == "epics.E2.stories.E1"
    assert links.resolve("E2.E2.E1") == "epics.E2.stories.E2.tasks.E1"
    assert links.nodes["epics.E2.stories.E1"].enables == ("epics.E1",)


def test_an_id_that_several_stories_share_names_none_of_them():
    links = link(document("title: a\nepics: {E1: {stories: {S1: }}, E2: {stories: {S1: }}}\n").initiative)
    assert links.resolve("S1") is None
    assert links.by_name["S1"] == ("epics.E1.stories.S1", "epics.E2.stories.S1")
    assert links.resolve("E2.S1") == "epics.E2.stories.S1"
