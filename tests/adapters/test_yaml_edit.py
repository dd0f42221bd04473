"""Changing values of a YAML text: what was asked for changes, and nothing else does."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import reduce
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trueup.adapters.yaml_document import read_tree
from trueup.adapters.yaml_edit import Change, edited
from trueup.core.base.errors import DocumentFaults, TrueupError
from yaml_texts import KEYS, TEXTS, documents

DOCUMENT = """\
# Who reads this: everybody
trueup: 1
title: "Old"   # in quotes
epics:   # the work
  # E0: none yet
  E1: {title: A, for: late}   # one
  E2:
    title: B # b
    acceptance:
      - first  # f
      - second
      # third is off

    # E2 waits
  # end of epics

# data
data:
  text: |  # as it came
    hello

    world

people:
"""


def change(text, **values):
    """Set each value at the path its name spells, two underscores between the keys."""
    return edited(dedent(text), [Change(tuple(path.split("__")), value) for path, value in values.items()])


def changed_lines(before, after):
    return [line for line in after.splitlines() if line not in before.splitlines()]


# ---- what is asked for, and nothing else -----------------------------------------------------------------------------


def test_a_new_text_keeps_the_comment_and_the_blanks_behind_it():
    assert changed_lines(DOCUMENT, change(DOCUMENT, title="New")) == ["title: New   # in quotes"]


def test_a_new_key_between_brackets_stays_between_them():
    after = change(DOCUMENT, epics__E1__advances=["late", "cost"])
    assert changed_lines(DOCUMENT, after) == ["  E1: {title: A, for: late, advances: [late, cost]}   # one"]


def test_a_new_entry_stands_at_the_end_of_its_parent_behind_the_comments_there():
    after = change(DOCUMENT, epics__E3={"title": "C"})
    assert "  # end of epics\n  E3:\n    title: C\n\n# data\n" in after


def test_missing_mappings_are_made():
    assert change(DOCUMENT, pilot__control__where="north").endswith("people:\npilot:\n  control:\n    where: north\n")


def test_an_empty_value_is_filled_below_its_comments():
    after = change("epics:  # none\n  # E1: {}\n\ntitle: x\n", epics__E2__title="B")
    assert after == "epics:  # none\n  # E1: {}\n  E2:\n    title: B\n\ntitle: x\n"


def test_entries_of_a_list_that_stay_keep_their_comments():
    after = change(DOCUMENT, epics__E2__acceptance=["first", "between: the two", "second"])
    assert '      - first  # f\n      - "between: the two"\n      - second\n      # third is off\n' in after


def test_a_text_of_several_lines_is_written_on_lines_and_keeps_the_comment():
    after = change(DOCUMENT, data__text="one\ntwo", title="a\nb\n")
    assert "  text: |-  # as it came\n    one\n    two\n\npeople:" in after
    assert "title: |   # in quotes\n  a\n  b\nepics:" in after


def test_a_removed_key_takes_its_own_comment_along_and_no_other():
    after = change(DOCUMENT, epics__E2=None, data=None)
    assert "E2:" not in after
    assert "hello" not in after
    for comment in ("# E2 waits", "# end of epics", "# data", "# third is off"):
        assert comment in after


def test_the_last_key_that_goes_leaves_an_empty_mapping():
    assert change("a:  # why\n  b: 1\nc: 2\n", a__b=None) == "a: {}  # why\nc: 2\n"
    assert change("a: 1\n", a=None) == "{}\n"


def test_line_ends_and_the_byte_order_mark_stay():
    text = "\ufeff" + DOCUMENT.replace("\n", "\r\n")
    after = edited(text, [Change(("epics", "E2", "title"), "C"), Change(("data", "text"), "x\ny")])
    assert after.startswith("\ufeff# Who")
    assert after.count("\n") == after.count("\r\n") == text.count("\n") - 1


def test_a_text_without_a_last_line_break_gets_one_where_lines_follow():
    assert change("a: 1", b="2") == "a: 1\nb: 2\n"
    assert change("a: |\n  x", b="2") == "a: |-\n  x\nb: 2\n"


def test_the_indentation_of_the_document_is_used():
    assert change("a:\n    b: 1\n", c__d="2") == "a:\n    b: 1\nc:\n    d: 2\n"


def test_setting_what_stands_there_and_removing_what_does_not_change_nothing():
    same = {"title": "Old", "epics__E1": {"for": "late", "title": "A"}, "gone__far": None, "people__x": None}
    assert change(DOCUMENT, **same) == DOCUMENT


@pytest.mark.parametrize("text", ["", "\n", "# only this", "---\n# and that\n"])
def test_an_empty_text_is_an_empty_mapping(text):
    after = edited(text, [Change(("a", "b"), "1")])
    assert read_tree(after.encode(), "x") == {"a": {"b": "1"}}
    assert after.startswith(text)


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("{a: 1, b: 2}\n", None, "{b: 2}\n"),
        ("{b: 2, a: 1}\n", None, "{b: 2}\n"),
        ("{b: 2, # why\n a: 1}\n", None, "{b: 2 # why\n }\n"),
        ("{'a':1}\n", "x, y", "{'a':\"x, y\"}\n"),
        ("{a , b: }\n", "1", "{a: 1 , b: }\n"),
        ("a: [x: 1, y]\n", ["z", "y"], "a: [z, y]\n"),
        ('"a" : |+\n  x\n\nb: 1\n', "y", '"a" : y\nb: 1\n'),
        ("a:\n- x\n- y\n# of b\nb: 1\n", ["x", "y", "z"], "a:\n- x\n- y\n- z\n# of b\nb: 1\n"),
        ("a:\n  long\n  text # c\nb: 1\n", "short", "a:\n  short # c\nb: 1\n"),
        ("a: ~\n", "", 'a: ""\n'),
        ("a: {}\n", {"b": ["c, d", "e"]}, "a:\n  b:\n    - c, d\n    - e\n"),
        ("a:\n\n- b\n\nc: 1\n", "x\ny", "a: |-\n  x\n  y\n\nc: 1\n"),
        ("a: 1\n  # deeper\n", "x\ny", 'a: "x\\ny"\n  # deeper\n'),
    ],
)
def test_every_way_of_writing_a_value_can_be_changed(before, value, after):
    assert edited(before, [Change(("a",), value)]) == after


TRICKY = (
    """NO|5..10|12:30|a#b|count(*) filter (where x <> 'y')|-5|- x|a: b|x #|~|null|| |"|'|\\|\t|é|a\u00a0b|\u2028|---"""
)
TRICKIER = (
    "...|%|@x|<<|=|?|,|[x|}|x:|a\n|\na|a\n\n| a\nb|a\n b|a\n\nb\n|a \nb|x\r\ny|&a|*a|!a|>|\x85|\U0001f600|-1, 2|a?b"
)


@pytest.mark.parametrize("text", [*TRICKY.split("|"), *TRICKIER.split("|"), "|", "`x`"])
def test_every_text_reads_back(text):
    assert change("a: 1\n", b=text, c=[text], d={"e": {"f": text, "g": [text, "x"]}}) != "a: 1\n"
    assert edited("{a: 1}\n", [Change(("b",), text), Change(("c",), [text])]) != "{a: 1}\n"


# ---- what cannot be done ---------------------------------------------------------------------------------------------


def test_a_document_with_faults_is_refused_as_in_reading():
    for text in ("a: &x 1\n", "a: 1\na: 2\n", "- a\n", "a: [\n", "a: !!int 1\n"):
        with pytest.raises(DocumentFaults):
            edited(text, [Change(("b",), "1")])


def test_a_path_through_a_text_or_a_list_is_an_error_that_names_it():
    with pytest.raises(TrueupError, match=r"`a\.b\.c` cannot be set: `a\.b` is the text `1`"):
        change("a: {b: 1}\n", a__b__c="2")
    with pytest.raises(TrueupError, match="`a` is a list"):
        change("a: [b]\n", a__b="2")


def test_what_no_document_may_hold_cannot_be_written():
    for value in ("\x00", "\ud800"):
        with pytest.raises(TrueupError, match="could not be read"):
            change("a: 1\n", a=value)


def test_a_comment_that_would_be_lost_is_an_error():
    with pytest.raises(TrueupError, match="`x` cannot be removed without losing a comment"):
        edited("a:\n  - x: 1 # c\n    # of y\n    y: 2\n", [Change(("a",), [{"y": "2"}])])


# ---- any document, any change ----------------------------------------------------------------------------------------

VALUES = st.one_of(TEXTS, st.lists(TEXTS, max_size=3), st.dictionaries(KEYS, st.one_of(TEXTS, st.none()), max_size=3))


@st.composite
def changes(draw, tree):
    path, here = [], tree
    while True:
        known = isinstance(here, dict) and here
        path.append(draw(st.one_of(st.sampled_from(list(here)), KEYS) if known else KEYS))
        here = here.get(path[-1]) if isinstance(here, dict) else None
        if isinstance(here, str | list) or len(path) > 3 or draw(st.booleans()):
            return Change(tuple(path), draw(st.one_of(st.none(), VALUES)))


def applied(tree, change):
    """Say what a change means, in the plainest way."""
    here = tree
    for step in change.path[:-1]:
        if change.value is None and not isinstance(here.get(step), dict):
            return
        if here.get(step) is None:
            here[step] = {}
        here = here[step]
    if change.value is None:
        here.pop(change.path[-1], None)
    else:
        here[change.path[-1]] = change.value


def standing(tree, path):
    return reduce(lambda here, step: here.get(step) if isinstance(here, dict) else None, path, tree)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_change_of_any_document_reads_back_and_keeps_every_comment_of_what_stays(data):
    text, tree = data.draw(documents())
    if not text.strip() or (tree and read_tree(text.encode(), "x") != tree):
        raise AssertionError(f"the test's own writer is wrong: {text!r}")
    wanted = deepcopy(tree)
    try:
        change = data.draw(changes(tree))
        after = edited(text, [change])
    except TrueupError as error:
        if "without losing a comment" in error.problem or "cannot be set" in error.problem:
            return
        raise
    applied(wanted, change)
    assert read_tree(after.encode(), "x") == wanted
    assert edited(after, [change]) == after
    if change.value is not None and not isinstance(standing(tree, change.path), dict | list):
        assert re.findall(r"# c\d+", after) == re.findall(r"# c\d+", text)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_several_changes_at_once_are_those_changes_one_after_the_other(data):
    text, tree = data.draw(documents())
    one, two = data.draw(changes(tree)), data.draw(changes(tree))
    try:
        both = edited(text, [one, two])
        singly = edited(edited(text, [one]), [two])
    except TrueupError:
        return
    assert read_tree(both.encode(), "x") == read_tree(singly.encode(), "x")
