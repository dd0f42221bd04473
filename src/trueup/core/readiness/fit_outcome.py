"""How each check of fitness becomes a result: its figures in words, and what its threshold asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias, TypeVar

from trueup.core.base.nearest import nearest
from trueup.core.model.ask.engine import AnswerValue, Question
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.checks import NONE_FAIL, CheckResult, DataCheck, Dimension, Expectation, Severity
from trueup.core.readiness.fit_subject import Fit

LEARNING: Final = (
    "fit.label.",
    "fit.leak",
    "fit.timing",
    "fit.relevance.",
    "fit.repeats.split",
    "fit.history",
    "fit.text.",
)
"""How the ids of checks begin that matter only to what learns from the data; elsewhere they are noted, not more."""

TOO_COARSE: Final = 0.2
"""Share of rows that agree with another one in all columns, none a free text, from which the columns tell cases apart
too little: that two agree makes them no copies, and that their labels differ no fault; our own line."""

Answers: TypeAlias = "Mapping[Question, AnswerValue | NotRun]"
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
    named: bool = False,
) -> DataCheck:
    """Return the check that `about` names by its id, what must hold, and the dimension.

    What matters only to learning is no more than noted where nothing learns from the data. `named` says that something
    else than what learns names the very column, so that it matters all the same.
    """
    name, what, dimension = about
    learning = name.startswith(LEARNING) and not named
    if learning and not fit.learned:
        severity = "info"
    return DataCheck(
        name, fit.data, columns, what, dimension, ask, expects, severity, owner=fit.owner, learning=learning
    )


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


def not_there(fit: Fit, field: str, names: Iterable[str]) -> tuple[NotRun, ...]:
    """Return for each name of a column in a field of the data set that the table does not have why nothing is known."""
    there = {name.lower() for name in fit.names()}
    found = []
    for name in names:
        if name.lower() not in there:
            hint = nearest(name, fit.names())
            fix = f"Write `{hint}`." if hint else f"Name in `{field}:` a column that it has."
            found.append(NotRun("no_column", f"`{field}:` names `{name}`, which `{fit.data}` does not have", fix))
    return tuple(found)


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
