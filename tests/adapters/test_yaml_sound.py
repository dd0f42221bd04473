"""The quick reader of sound documents agrees with the careful one in every text, and gives way wherever it must."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hostile import HOSTILE
from trueup.adapters.yaml_sound import sound_tree, too_many_events
from trueup.adapters.yaml_tree import EnoughError, Faults, TreeReader
from trueup.core.base.tree import Branch, Row, Tree

EVENTS, DEPTH = 250_000, 40
WORDS = ("a", "b", "late", "''", '"null"', "null", "~", "1..5", "a b", "|\n   two\n   lines", "- x", "[]", "{}")
PARTS = st.sampled_from(
    (
        *WORDS,
        "a: ",
        "b:\n",
        "'a': ",
        "<<: ",
        "? ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "\n",
        "\n  ",
        "\n    ",
        "# c\n",
        ": ",
    )
)


def carefully(text: bytes, events: int = EVENTS, depth: int = DEPTH) -> tuple[Tree, list[str]]:
    """Return what the careful reader makes of a text, and the names of its faults."""
    faults = Faults("a.yaml")
    reader = TreeReader(text, faults, events, depth)
    with suppress(EnoughError):
        reader.read()
    return (reader.documents[0] if reader.documents else None), [fault.name for fault in faults.found]


def with_lines(tree: Tree) -> object:
    """Return a tree as plain values beside the lines of everything in it."""
    if isinstance(tree, Branch):
        return tree.line, tree.lines, {key: with_lines(value) for key, value in tree.items()}
    if isinstance(tree, Row):
        return tree.line, tree.lines, [with_lines(value) for value in tree]
    return tree


@given(st.lists(PARTS, max_size=25).map("".join))
@example("a: 1\nb:\n  - c: [x, {y: ~}]\n")
@example("a:\n- 1\n-\n- ''\n")
def test_what_it_reads_the_careful_reader_reads_alike(text):
    found = sound_tree(text.encode(), EVENTS, DEPTH)
    tree, faults = carefully(text.encode())
    if found is None:
        assert faults or not isinstance(tree, Branch) or any(word in text for word in ("null", "''"))
    else:
        assert not faults
        assert with_lines(found) == with_lines(tree)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_left_to_the_careful_reader_or_read_like_it(name):
    found = sound_tree(HOSTILE[name], EVENTS, DEPTH)
    if found is not None:
        tree, faults = carefully(HOSTILE[name])
        assert not faults
        assert with_lines(found) == with_lines(tree)


@pytest.mark.parametrize("name", ["flights"])
def test_it_reads_the_examples(name, request):
    text = (Path(request.config.rootpath) / "examples" / name / "initiative.yaml").read_bytes()
    assert sound_tree(text, EVENTS, DEPTH) is not None


@pytest.mark.parametrize(("text", "depth"), [("a: {b: [1]}", 3), ("a: {b: [c, {}]}", 4), ("a: [[]]", 3)])
def test_it_goes_as_deep_as_the_bound_and_no_deeper(text, depth):
    assert sound_tree(text.encode(), EVENTS, depth) is not None
    assert sound_tree(text.encode(), EVENTS, depth - 1) is None


@pytest.mark.parametrize("text", ["[" * 500_000, "a: " + "{" * 500_000, "- " * 400_000, "? " * 400_000])
def test_depth_never_costs_the_stack(text):
    assert sound_tree(text.encode(), EVENTS, DEPTH) is None


def test_it_reads_nothing_that_goes_beyond_the_bound_on_events():
    text = b"a: [" + b"x, " * 20 + b"y]\n"
    events_of_all = 30
    assert carefully(text, events_of_all) == ({"a": [*"x" * 20, "y"]}, [])
    assert sound_tree(text, 2 * events_of_all, DEPTH) is not None
    assert [events for events in range(events_of_all) if sound_tree(text, events, DEPTH) is not None] == []


def test_large_texts_are_left_to_the_careful_reader():
    assert sound_tree(b"a: " + b"x" * 999_990, EVENTS, DEPTH) is not None
    assert sound_tree(b"a: " + b"x" * 1_000_000, EVENTS, DEPTH) is None


def test_of_a_large_text_a_key_that_stands_twice_ends_it_at_once():
    many = b"".join(b"k%d: {a: 1, b: {a: 2}}\n" % number for number in range(8_000))
    assert sound_tree(many, EVENTS, DEPTH) is not None
    assert sound_tree(many + b"k7: 1\n", EVENTS, DEPTH) is None
    assert sound_tree(many + b"last: {a: 1, a: 1}\n", EVENTS, DEPTH) is None


@given(st.lists(PARTS, max_size=25).map("".join), st.integers(1, 40))
@example("a: [b, c]\nd: {}\n", 12)
@example("a: [b, c]\nd: {}\n", 13)
def test_events_that_are_counted_ahead_are_those_that_reading_meets(text, events):
    count = too_many_events(text.encode(), events, DEPTH)
    if count is not None:
        assert count > events
        assert "document-too-large" in carefully(text.encode(), count - 1)[1]
        assert "document-too-large" not in carefully(text.encode(), count)[1]


@pytest.mark.parametrize("entry", ["[],", "{},", "a, ", "[{b: []}],"])
def test_more_events_than_are_read_are_counted(entry):
    text = b"a: [" + entry.encode() * (150_000 // len(entry)) + b"]\n"
    assert too_many_events(text, 40_000, DEPTH) > 40_000


@pytest.mark.parametrize("unit", ["[", "{", "[}", "[ #]\n", "[']',", "[!a] ,", "{a: "])
def test_brackets_that_may_be_deep_are_not_counted_for_it_takes_the_square_of_their_number(unit):
    assert too_many_events(unit.encode() * 200_000, 150_000, DEPTH) is None
