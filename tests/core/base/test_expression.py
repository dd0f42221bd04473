"""Expressions in one form: layout and brackets around the whole mean nothing, texts and names in quotes stay."""

import pytest

from trueup.core.base.expression import expression, unwrapped


@pytest.mark.parametrize("text", ["shipped>promised", "SHIPPED  >\n promised"])
def test_blanks_and_capitals_of_names_do_not_count(text):
    assert expression(text, names_fold=True) == "shipped > promised"


def test_texts_and_names_in_quotes_stay_as_they_are():
    assert expression("Kind='A  B' OR \"Kind\"='b'", names_fold=True) == "kind = 'A  B' or \"Kind\" = 'b'"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("(a > b)", "a > b"),
        ("( ( a ) )", "a"),
        ("(a) + (b)", "( a ) + ( b )"),
        ("(a", "( a"),
        ("a = ')'", "a = ')'"),
        ("(a = ')')", "a = ')'"),
        ("()", "( )"),
        ("", ""),
    ],
)
def test_brackets_around_the_whole_are_left_out(text, bare):
    assert unwrapped(text) == bare
