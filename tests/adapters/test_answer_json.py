from __future__ import annotations

import json
from importlib import import_module
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trueup.adapters.answer_json import (
    ANSWERS,
    QUESTIONS,
    dump_answer,
    dump_question,
    load_answer,
    load_question,
    question_content,
)
from trueup.core.model.ask import checks, engine, fitness, kpi, profile, source, table
from trueup.core.model.ask.identity import NotRun


def kinds(union):
    """The kinds of a union that names them for type checkers only."""
    names = {name: kind for room in (checks, fitness, kpi, profile, source, table) for name, kind in vars(room).items()}
    return get_args(eval(union, names))  # noqa: S307 - our own text


st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
ANSWER_KINDS, QUESTION_KINDS = (*kinds(engine.AnswerValue), NotRun), kinds(engine.Question)


@pytest.mark.parametrize(("known", "union"), [(ANSWERS, ANSWER_KINDS), (QUESTIONS, QUESTION_KINDS)])
def test_every_kind_of_the_unions_and_no_other_is_known(known, union):
    found = {name: getattr(import_module(f"trueup.core.model.ask.{room}"), name) for name, room in known.items()}
    assert set(found.values()) == set(union)


@settings(deadline=None)
@given(st.one_of(*map(st.from_type, ANSWER_KINDS)))
def test_an_answer_comes_back_as_it_was(answer):
    text = dump_answer(answer)
    assert load_answer(text) == answer
    assert dump_answer(load_answer(text)) == text
    assert "\n" not in text


@settings(deadline=None)
@given(st.one_of(*map(st.from_type, QUESTION_KINDS)))
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
