"""What changed between two versions: nothing is told of what is the same, and every single change is."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trueup.app.load import load
from trueup.core.base.quantity import Spread
from trueup.core.model.change_words import told
from trueup.core.model.changes import changes
from trueup.core.model.fields import Part
from trueup.core.model.initiative import Initiative
from trueup.core.model.work import Estimate

EXAMPLES = Path(__file__).parents[3] / "examples"
DOCUMENTS = [load(EXAMPLES / name)[1][0].document for name in ("flights", "inquiries")]


def fields(part, steps=()):
    """Yield (path of attributes and keys, value) of everything that a part says."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        here = (*steps, name)
        if isinstance(value, Part):
            yield from fields(value, here)
        elif isinstance(value, dict) and any(isinstance(each, Part) for each in value.values()):
            for key, each in value.items():
                yield from fields(each, (*here, key))
        elif value not in (None, (), {}):
            yield here, value


def other(value):
    """Return another value of the same type."""
    match value:
        case bool():
            return not value
        case str():
            return f"{value} indeed"
        case int() | float():
            return value + 1
        case date():
            return value + timedelta(days=1)
        case Spread():
            return replace(value, at=tuple(each + 1 for each in value.at))
        case Estimate():
            return replace(value, effort=other(value.effort))
        case tuple():
            return value[:-1]
        case dict():
            return {key: each for number, (key, each) in enumerate(value.items()) if number}
    pytest.fail(f"no other value of a {type(value).__name__}")


def put(part, steps, value):
    """Return a part with one value replaced."""
    name, *rest = steps
    if isinstance(part, dict):
        return {**part, name: put(part[name], rest, value) if rest else value}
    return part.model_copy(update={name: put(getattr(part, name), rest, value) if rest else value})


FIELDS = [
    (number, steps, value)
    for number, document in enumerate(DOCUMENTS)
    for steps, value in fields(document.initiative)
    if not type(value).__module__.endswith((".kpi", ".operation"))
]


def test_there_are_fields_of_every_kind_to_change():
    assert len(FIELDS) > 300
    assert {type(value) for _, _, value in FIELDS} >= {str, float, tuple, dict, date, Spread, Estimate}


@given(st.sampled_from(FIELDS))
def test_every_single_changed_field_is_told_once_where_it_stands(drawn):
    number, steps, value = drawn
    before = DOCUMENTS[number].initiative
    after = put(before, steps, other(value))
    (change,) = changes(before, after)
    keys = tuple(key for key in change.steps if not isinstance(value, dict) or key not in value)
    assert len(keys) == len(steps)
    assert changes(after, before)[0].steps == change.steps
    assert told(change, after, before)
    assert told(change, after, before) != told(changes(after, before)[0], before, after)


@pytest.mark.parametrize("document", DOCUMENTS, ids=["flights", "inquiries"])
def test_a_document_differs_in_nothing_from_itself(document):
    assert changes(document.initiative, document.initiative) == ()
    assert changes(document.initiative, document.initiative.model_copy(deep=True)) == ()


def shuffled(tree, random):
    if isinstance(tree, dict):
        keys = list(tree)
        random.shuffle(keys)
        return {key: shuffled(tree[key], random) for key in keys}
    return [shuffled(each, random) for each in tree] if isinstance(tree, list) else tree


@pytest.mark.parametrize("document", DOCUMENTS, ids=["flights", "inquiries"])
@settings(max_examples=20)
@given(random=st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_nothing(document, random):
    before = Initiative.model_validate(document.own.tree)
    assert changes(before, Initiative.model_validate(shuffled(document.own.tree, random))) == ()


PLAIN = st.recursive(
    st.one_of(st.integers(-3, 3), st.text(max_size=3)),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(st.text(max_size=2), below, max_size=3)),
    max_leaves=8,
)


def in_order(tree):
    if isinstance(tree, dict):
        return {key: in_order(tree[key]) for key in sorted(tree)}
    return sorted(map(in_order, tree), key=repr) if isinstance(tree, list) else tree


@given(PLAIN, PLAIN)
def test_plain_content_differs_exactly_where_it_does_not_say_the_same(before, after):
    assert bool(changes(before, after)) == (in_order(before) != in_order(after))


def test_entries_are_compared_one_by_one_whatever_holds_them():
    before, after = {"a": MappingProxyType({"b": 1, "c": 2})}, {"a": {"b": 1, "c": 3}}
    assert [(each.path, each.before, each.after) for each in changes(before, after)] == [("a.c", 2, 3)]
    assert changes(before, {"a": {"c": 2, "b": 1}}) == ()


def test_a_part_that_became_a_plain_value_is_one_change():
    part = Initiative.model_validate({"title": "Orders"})
    (found,) = changes({"a": part}, {"a": {"title": "Orders"}})
    assert (found.kind, found.path) == ("changed", "a")


@given(st.lists(st.sampled_from("abc"), min_size=2), st.randoms(use_true_random=False))
def test_the_order_of_a_list_does_not_count_but_how_often_each_stands_there(entries, random):
    other_order = random.sample(entries, len(entries))
    assert changes({"list": entries}, {"list": other_order}) == ()
    assert len(changes({"list": entries}, {"list": [*other_order, entries[0]]})) == 1


def document(**parts):
    return Initiative.model_validate({"title": "T", **parts})


def test_the_same_content_under_another_id_is_renamed():
    before = document(kpis={"late": {"title": "Late claims", "unit": "1"}})
    after = document(kpis={"delayed": {"title": "Late claims", "unit": "1"}})
    (change,) = changes(before, after)
    assert (change.kind, change.steps, change.was) == ("renamed", ("kpis", "delayed"), ("kpis", "late"))


def test_the_same_story_in_another_epic_is_moved():
    story = {"S1": {"title": "Ask for the missing form", "estimate": "3"}}
    before = document(epics={"E1": {"title": "A", "stories": story}, "E2": "B"})
    after = document(epics={"E1": {"title": "A"}, "E2": {"title": "B", "stories": story}})
    (change,) = changes(before, after)
    assert (change.kind, change.path, change.was) == ("moved", "epics.E2.stories.S1", ("epics", "E1", "stories", "S1"))


def test_entries_that_say_nothing_are_not_taken_for_one_another():
    before, after = document(epics={"E1": {}}), document(epics={"E2": {}})
    assert [change.kind for change in changes(before, after)] == ["added", "removed"]


def test_of_two_with_the_same_content_each_is_renamed_once():
    before = document(kpis={"a": "Same", "b": "Same"})
    after = document(kpis={"c": "Same", "d": "Same", "e": "Same"})
    assert sorted(change.kind for change in changes(before, after)) == ["added", "renamed", "renamed"]


def test_a_section_within_a_part_is_told_by_its_fields_and_an_entry_as_a_whole():
    before = document(kpis={"late": {"unit": "1"}})
    target = {"value": "22 %", "by": "2026-12-31"}
    after = document(kpis={"late": {"unit": "1", "target": target}, "lost": {"unit": "1", "target": target}})
    assert [change.path for change in changes(before, after)] == [
        "kpis.late.target.value",
        "kpis.late.target.by",
        "kpis.lost",
    ]


def test_an_empty_section_that_came_is_told_too():
    before, after = document(kpis={"late": {"unit": "1"}}), document(kpis={"late": {"unit": "1", "baseline": {}}})
    assert [(change.kind, change.path) for change in changes(before, after)] == [("added", "kpis.late.baseline")]
