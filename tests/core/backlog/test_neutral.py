"""No cell we write is run as a formula, and every cell is read back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueup.core.backlog.neutral import is_formula, neutral, restored

ATTACKS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    "  =1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1+1",
    "\uff20SUM(A1)",
    "\u200b=1",
    "\ufeff=1",
    '=HYPERLINK("http://x","y")',
    "'=1",
    "\tx",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_a_formula_gets_an_apostrophe_and_loses_it_again(text):
    assert neutral(text) == "'" + text
    assert restored(neutral(text)) == text


@pytest.mark.parametrize("text", ["", "plain", "-3.5", "+7", "3 = 3", "a@b.example", "it's", "'quoted'", "x\n- y"])
def test_an_ordinary_cell_stays_as_it_is(text):
    assert neutral(text) == text
    assert restored(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n \uff1d\uff0da1.")))
def test_whatever_the_cell_it_comes_back(text):
    assert restored(neutral(text)) == text


@given(st.text())
def test_what_is_written_begins_with_no_sign(text):
    written = neutral(text)
    assert written[:1] == "'" or not is_formula(written)
