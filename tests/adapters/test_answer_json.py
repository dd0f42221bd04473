from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trueup.adapters.answer_json import dump_answer, dump_question, load_answer, load_question, question_content
from trueup.core.model.ask.engine import AnswerValue, Question
from trueup.core.model.ask.identity import NotRun

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
ANSWERS = st.one_of(*(st.from_type(kind) for kind in (*get_args(AnswerValue), NotRun)))
QUESTIONS = st.one_of(*(st.from_type(kind) for kind in get_args(Question)))


@settings(deadline=None)
@given(ANSWERS)
def test_an_answer_comes_back_as_it_was(answer):
    text = dump_answer(answer)
    assert load_answer(text) == answer
    assert dump_answer(load_answer(text)) == text
    assert "\n" not in text


@settings(deadline=None)
@given(QUESTIONS)
def test_a_question_comes_back_as_it_was(question):
    text = dump_question(question)
    assert load_question(text) == question
    assert question_content(question) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '["Shape"]',
        '["Nothing",{}]',
        '["Shape",{"rows":1}]',
        '["Shape",{"rows":"1","columns":[]}]',
        '["KpiDays",{"rows":1,"kept":1,"undated":0,"days":[{"day":"2024-13-01"}]}]',
        '["ShapeOf",{"data":"a"}]',
        '["Shape",{"rows":1,"columns":[]}] and more',
        '["Shape",{"rows":1,"columns":[]},{}]',
    ],
)
def test_any_other_text_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        load_answer(text)
