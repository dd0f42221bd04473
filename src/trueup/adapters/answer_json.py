"""Questions and answers as JSON and back, without loss: what the cache keeps and what crosses to a child process.

Every text is a JSON pair `["Kind", {...}]` on one line. A text that does not fit its kind raises ValueError.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast, get_args

from pydantic import TypeAdapter

from trueup.core.model.ask.engine import AnswerValue, Question
from trueup.core.model.ask.identity import NotRun

if TYPE_CHECKING:
    from collections.abc import Mapping

_ANSWERS: Final[dict[str, type]] = {kind.__name__: kind for kind in (*get_args(AnswerValue), NotRun)}
_QUESTIONS: Final[dict[str, type]] = {kind.__name__: kind for kind in get_args(Question)}
_PAIR: Final = re.compile(r'\["(\w{1,40})",(\{.*\})\]\s*', re.DOTALL)


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter((_ANSWERS | _QUESTIONS)[kind])


def _dump(value: object) -> str:
    kind = type(value).__name__
    return f'["{kind}",{_adapter(kind).dump_json(value).decode()}]'


def _load(text: str, kinds: Mapping[str, type]) -> object:
    pair = _PAIR.fullmatch(text)
    if pair is None or pair[1] not in kinds:
        raise ValueError(f"not one of {', '.join(kinds)}: {text[:80]}")
    return _adapter(pair[1]).validate_json(pair[2], strict=True)


def dump_answer(value: AnswerValue | NotRun) -> str:
    """Return an answer, or why there is none, as one line of JSON."""
    return _dump(value)


def load_answer(text: str) -> AnswerValue | NotRun:
    """Return the answer that `dump_answer` wrote; raises ValueError for any other text."""
    return cast("AnswerValue | NotRun", _load(text, _ANSWERS))


def dump_question(question: Question) -> str:
    """Return a question as one line of JSON."""
    return _dump(question)


def load_question(text: str) -> Question:
    """Return the question that `dump_question` wrote; raises ValueError for any other text."""
    return cast("Question", _load(text, _QUESTIONS))


def question_content(question: Question) -> list[object]:
    """Return a question as lists, dicts, strings, numbers and None: what its digest is made of."""
    return cast("list[object]", json.loads(_dump(question)))
