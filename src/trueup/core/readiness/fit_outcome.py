"""How each check of fitness becomes a result: its figures in words, and what its threshold asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from trueup.core.model.ask.engine import AnswerValue, Question
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.checks import NONE_FAIL, CheckResult, DataCheck, Dimension, Expectation, Severity
from trueup.core.readiness.fit_subject import Fit

Answers = Mapping[Question, AnswerValue | NotRun]
T = TypeVar("T")


def answer_to(answers: Answers, ask: Question, kind: type[T]) -> T | NotRun:
    """Return the answer to a question, or why there is none."""
    found = answers.get(ask)
    if isinstance(found, kind | NotRun):
        return found
    return NotRun("error", "the engine gave no answer to it")


def check_of(
    fit: Fit,
    about: tuple[str, str, Dimension],
    ask: Question | NotRun,
    *,
    columns: tuple[str, ...] = (),
    severity: Severity = "info",
    expects: Expectation = NONE_FAIL,
) -> DataCheck:
    """Return the check that `about` names by its id, what must hold, and the dimension."""
    name, what, dimension = about
    return DataCheck(name, fit.data, columns, what, dimension, ask, expects, severity, owner=fit.owner)


def judged(
    check: DataCheck, *, fails: bool, observed: str, expected: str, counts: tuple[int, int] | None = None
) -> CheckResult:
    """Return the outcome of a check that ran; `counts` are the failing rows and those asked, where rows can fail."""
    failing, of = counts if counts is not None else (None, None)
    return CheckResult(check, "fail" if fails else "pass", observed, expected, failing, of)


def unrun(fit: Fit, about: tuple[str, str, Dimension], why: NotRun, *, columns: tuple[str, ...] = ()) -> CheckResult:
    """Return a check that did not run, and why."""
    check = check_of(fit, about, why, columns=columns)
    return CheckResult(check, "not_run", "", "", not_run=why)


def percent(share: float) -> str:
    """Return a share in percent: two digits after the point at most, and never 0 % or 100 % where it is not."""
    text = f"{share * 100:.2f}".rstrip("0").rstrip(".")
    if text == "0" and share > 0:
        return "< 0.01 %"
    if text == "100" and share < 1:
        return "> 99.99 %"
    return f"{text} %"


def of_rows(failing: int, rows: int) -> str:
    """Return `2,512 of 336,776 rows (0.75 %)`."""
    return f"{failing:,} of {rows:,} rows ({percent(failing / rows if rows else 0)})"
