"""Questions and answers as JSON and back, without loss: what the cache keeps and what crosses to a child process.

Every text is a JSON pair `["Kind", {...}]` on one line. A text that does not fit its kind raises ValueError.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import TypeAdapter

    from trueup.core.model.ask.engine import AnswerValue, Question
    from trueup.core.model.ask.identity import NotRun

_ROOMS: Final = "trueup.core.model.ask"
_QUESTIONS: Final = {
    "kpi": ("KpiSum", "KpiQuantile"),
    "table": ("ShapeOf", "ColumnsOf", "KeyOf", "OrphansOf"),
    "checks": ("Tally", "Figure", "SqlFigure", "FailingRows"),
    "source": ("SourceOf",),
    "profile": ("ProfileOf",),
    "together": (
        *("DuplicatesOf", "NearDuplicatesOf", "PairKeysOf", "DependenciesOf", "OrderOf", "CoverageOf"),
        *("CorrelationsOf", "ReferenceOf", "RowsOf"),
    ),
    "fitness": (
        *("LabelOf", "PredictsOf", "TogetherOf", "SeriesOf", "ComparedOf", "RepeatsOf", "TextsOf", "GroupsOf"),
        "LabelErrorsOf",
    ),
}
_ANSWERS: Final = {
    "identity": ("NotRun",),
    "kpi": ("KpiDays", "QuantileWindows"),
    "table": ("Shape", "Columns", "KeyFacts", "OrphanFacts"),
    "checks": ("Tallied", "Figured", "RowSample"),
    "source": ("SourceFacts",),
    "profile": ("TableProfile",),
    "together": (
        *("Duplicates", "NearDuplicates", "PairKeys", "Dependencies", "Order", "Coverage", "Correlations"),
        "ReferenceFacts",
    ),
    "fitness": (
        *("LabelFacts", "Predictions", "Together", "Series", "Compared", "Repeats", "Texts", "Groups", "LabelErrors"),
    ),
}
"""Every kind by the module of `ask` it stands in: one is loaded when it is read or written, not before."""

QUESTIONS: Final = {kind: room for room, kinds in _QUESTIONS.items() for kind in kinds}
ANSWERS: Final = {kind: room for room, kinds in _ANSWERS.items() for kind in kinds}
_PAIR: Final = re.compile(r'\["(\w{1,40})",(\{.*\})\]\s*', re.DOTALL)


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # where nothing was asked there is nothing to read

    room = (QUESTIONS | ANSWERS)[kind]
    return TypeAdapter(getattr(import_module(f"{_ROOMS}.{room}"), kind))


def _dump(value: object) -> str:
    kind = type(value).__name__
    return f'["{kind}",{_adapter(kind).dump_json(value).decode()}]'


def _load(text: str, kinds: Mapping[str, str]) -> object:
    pair = _PAIR.fullmatch(text)
    if pair is None or pair[1] not in kinds:
        raise ValueError(f"not one of {', '.join(kinds)}: {text[:80]}")
    return _adapter(pair[1]).validate_json(pair[2], strict=True)


def dump_answer(value: AnswerValue | NotRun) -> str:
    """Return an answer, or why there is none, as one line of JSON."""
    return _dump(value)


def load_answer(text: str) -> AnswerValue | NotRun:
    """Return the answer that `dump_answer` wrote; raises ValueError for any other text."""
    return cast("AnswerValue | NotRun", _load(text, ANSWERS))


def dump_question(question: Question) -> str:
    """Return a question as one line of JSON."""
    return _dump(question)


def load_question(text: str) -> Question:
    """Return the question that `dump_question` wrote; raises ValueError for any other text."""
    return cast("Question", _load(text, QUESTIONS))


def question_content(question: Question) -> list[object]:
    """Return a question as lists, dicts, strings, numbers and None: what its digest is made of."""
    return cast("list[object]", json.loads(_dump(question)))
