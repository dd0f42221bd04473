"""A slip is answered with the word that was meant, or with nothing."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueup.core.base.nearest import edits, nearest

COLUMNS = ("arr_delay", "dep_delay", "carrier", "origin", "tailnum", "time_hour", "year")
WORDS = st.text("abc_", max_size=5)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("dep_dealy", "dep_delay"),
        ("dep-delay", "dep_delay"),
        ("Dep Delay", "dep_delay"),
        ("CARRIER", "carrier"),
        ("carier", "carrier"),
        ("orign", "origin"),
        ("yaer", "year"),
        ("tail", "tailnum"),
        ("carrier_code", "carrier"),
        ("arr_delya", "arr_delay"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(slip, meant):
    assert nearest(slip, COLUMNS) == meant


@pytest.mark.parametrize("word", ["", "x", "ca", "satisfaction", "weather", "or", "z" * 100_000])
def test_a_word_that_is_like_nothing_known_gets_no_answer(word):
    assert nearest(word, COLUMNS) is None


def test_nothing_known_gives_no_answer():
    assert nearest("owner", ()) is None


def test_one_edit_ranks_before_a_beginning_and_a_beginning_before_two_edits():
    assert nearest("target", ("target_date", "targets")) == "targets"
    assert nearest("arrival", ("arrival_delay", "aryvals")) == "arrival_delay"


@given(st.permutations(["late_1", "late_2", "lane", "latte", "later", "plate"]))
def test_the_answer_does_not_depend_on_the_order_of_what_is_known(known):
    assert nearest("late", known) == "lane"


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("day", "dya", 1),
        ("day", "days", 1),
        ("day", "dy", 1),
        ("day", "bay", 1),
        ("kitten", "sitting", 3),
        ("", "ab", 2),
    ],
)
def test_an_edit_is_an_inserted_dropped_replaced_or_swapped_letter(one, other, count):
    assert edits(one, other, 5) == count


@given(WORDS, WORDS, st.integers(0, 4))
def test_edits_agree_with_the_plain_recursion(one, other, most):
    assert edits(one, other, most) == min(_plain(one, other), most + 1)


def test_ten_thousand_similar_candidates_are_searched_in_a_moment():
    known = [f"claims_step_{i}" for i in range(10_000)]
    start = perf_counter()
    assert nearest("claims_stpe_77", known) == "claims_step_77"
    assert perf_counter() - start < 1


def _plain(one, other):
    if not one or not other:
        return len(one) + len(other)
    ways = [
        _plain(one[1:], other) + 1,
        _plain(one, other[1:]) + 1,
        _plain(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if one[:2] == other[:2][::-1] and len(one) > 1 < len(other):
        ways.append(_plain(one[2:], other[2:]) + 1)
    return min(ways)
