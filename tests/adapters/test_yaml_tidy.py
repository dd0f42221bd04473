"""One layout for every document: tidy, the same in every word, and the same again when tidied again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trueup.adapters.yaml_document import read_tree
from trueup.adapters.yaml_tidy import tidy
from trueup.core.base.errors import DocumentFaults
from trueup.core.model.fields import Part
from trueup.core.model.initiative import Initiative
from yaml_texts import documents


class Inner(Part):
    """A section whose keys stand in an order of their own."""

    c: object = None
    b: object = None
    a: object = None


class Outer(Part):
    """A document with every way of holding a section."""

    b: Inner | None = None
    a: Mapping[str, Inner] = {}
    c: tuple[Inner, ...] = ()


def tidied(text, part=Initiative):
    return tidy(dedent(text), part, "a.yaml")


def test_quotes_that_nothing_needs_go_and_the_comment_behind_stays_in_its_column():
    assert tidied("""title: "Fewer late arrivals"  # said\n'currency': EUR\n""") == (
        "title: Fewer late arrivals    # said\ncurrency: EUR\n"
    )


@pytest.mark.parametrize("text", ["007", "no", "2026-01-01", "null", "", "a: b", " a", "x #y", "1e3", ".5", "- a", "~"])
def test_quotes_stay_where_something_reads_the_text_otherwise_without_them(text):
    assert tidied(f'title: "{text}"\n') == f'title: "{text}"\n'


def test_every_level_is_indented_by_two_blanks_with_its_comments_and_texts():
    assert tidied("""\
        objective:
            # above
            statement: >
                long
                 words
            guardrails:
            -   one   # first
            # off
            -   two
        """) == (
        "objective:\n  # above\n  statement: >\n      long\n       words\n  guardrails:\n"
        "    - one   # first\n    # off\n    - two\n"
    )


def test_known_keys_stand_in_the_order_of_the_reference_with_the_comments_above_them():
    assert tidied("""\
        # Who reads this
        title: x
        # The work
        epics:
          # first
          E1:
            # who
            assignee: ana
            title: a
          E0: {title: b}
          # E3 is off

        trueup: 1
        # the end
        """) == (
        "# Who reads this\ntrueup: 1\ntitle: x\n\n# The work\nepics:\n  # first\n  E1:\n    title: a\n    # who\n"
        "    assignee: ana\n  E0: {title: b}\n  # E3 is off\n# the end\n"
    )


def test_ids_keep_the_order_people_gave_them():
    assert tidied("kpis:\n  z: {unit: 1}\n  a: {unit: 1}\n").index("z:") < 10


def test_one_blank_line_stands_around_sections_and_never_two():
    assert tidied("\n\ntitle: x\ncurrency: EUR\nkpis:\n\n  a: {}   \n\n\n  b: {}\nepics: {}\n\n\n") == (
        "title: x\ncurrency: EUR\n\nkpis:\n  a: {}\n\n  b: {}\n\nepics: {}\n"
    )


def test_blanks_and_blank_lines_inside_a_text_are_the_text_s_own():
    text = "title: x\n\nobjective:\n  statement: |\n    one \n\n\n    two\n\nnotes: a\n\n\n  b\n"
    assert tidied(text).replace("notes: a\n\n\n  b\n", "") in text
    assert read_tree(tidied(text).encode(), "x") == read_tree(text.encode(), "x")


def test_windows_line_ends_and_the_byte_order_mark_stay():
    assert tidied("\ufefftitle:   x  \r\ncurrency: EUR") == "\ufefftitle:   x\r\ncurrency: EUR\r\n"


def test_a_text_at_the_very_end_does_not_take_in_the_last_break():
    assert tidied("title: |\n  x") == "title: |-\n  x\n"


def test_what_stands_between_brackets_stays_as_it_is():
    text = 'title: x\n\nkpis: {b: {unit: 1,  title: "yy"}, # why\n  a: {}}\n'
    assert tidied(text) == text.replace('"yy"', "yy")


def test_a_document_with_faults_is_not_touched():
    with pytest.raises(DocumentFaults):
        tidied("title: x\ntitle: y\n")


def test_a_blank_line_behind_a_section_on_one_line_of_a_list_stays():
    text = "c:\n  - []\n\n  - a: null\n\nd 1: []\n"
    assert tidied(text, Outer) == text


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents(), st.sampled_from([Outer, Inner]))
def test_any_document_says_the_same_with_the_same_comments_and_is_tidy_then(drawn, part):
    text, tree = drawn
    after = tidy(text, part, "a.yaml")
    assert read_tree(after.encode(), "x") == tree
    assert sorted(re.findall(r"# c\d+", after)) == sorted(re.findall(r"# c\d+", text))
    assert tidy(after, part, "a.yaml") == after
    assert after.endswith("\n")
