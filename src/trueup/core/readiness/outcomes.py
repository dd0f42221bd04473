"""From a check and its answer to what came of it: passed, failed or not run, in words with figures and units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from trueup.core.model.ask.checks import FailingRows, Missing, Tally
from trueup.core.model.ask.engine import AnswerValue, Question
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import Columns, ColumnsOf, KeyOf, OrphansOf
from trueup.core.model.results.checks import (
    CheckResult,
    CheckRun,
    DataCheck,
    DataReadiness,
    Drawn,
    Expectation,
    Need,
    Outcome,
)
from trueup.core.readiness.figures import Found, figure_of, share
from trueup.core.readiness.needs import standing_on
from trueup.core.readiness.own_checks import EMPTY, GIVEN, PLACEHOLDERS, ROWS
from trueup.core.readiness.sampling import ALL_ROWS, Guess, decided, guess_of

_WHOLE = 1e15
"""Below it a float holds every whole number."""
_NO_ANSWER = NotRun("error", "the engine gave no answer")
_WORDS = {"=": "exactly", "!=": "not", "<": "under", "<=": "at most", ">": "over", ">=": "at least"}
MOST_SAMPLED = 100
"""Rows shown of one failing check at most, however many are asked for."""


def results(
    checks: Iterable[DataCheck],
    answers: Mapping[Question, AnswerValue | NotRun],
    needed: Sequence[Need],
    limits: Mapping[str, float],
    as_of: date,
    drawn: Mapping[DataId, Drawn | NotRun] | None = None,
) -> tuple[CheckResult, ...]:
    """Return what came of every check, in their order: none is left out, and none depends on another.

    `drawn` are the data sets of which only a sample was read; NotRun where it is not known of how many rows.
    """
    return tuple(
        result(
            check,
            check.ask if isinstance(check.ask, NotRun) else answers.get(check.ask, _NO_ANSWER),
            () if check.id in (PLACEHOLDERS, EMPTY) else standing_on(check, needed),
            limits,
            as_of,
            facts.rows if isinstance(facts := answers.get(ColumnsOf(check.data)), Columns) else None,
            (drawn or {}).get(check.data),
        )
        for check in checks
    )


def result(
    check: DataCheck,
    answer: AnswerValue | NotRun,
    needed: tuple[Need, ...],
    limits: Mapping[str, float],
    as_of: date,
    rows: int | None = None,
    drawn: Drawn | NotRun | None = None,
) -> CheckResult:
    """Return what came of one check; `needed` is what stands on what it is about, `rows` are those of its table.

    `drawn` says that the answer is about a sample of the rows.
    """
    if isinstance(drawn, Drawn) and isinstance(answer, Columns) and check.id == ROWS:
        answer = replace(answer, rows=drawn.of)
    found = answer if isinstance(answer, NotRun) else figure_of(check, answer, limits, as_of, rows)
    if isinstance(drawn, NotRun) and not isinstance(found, NotRun):
        found = drawn
    if isinstance(found, NotRun) or isinstance(answer, NotRun):
        why = found if isinstance(found, NotRun) else _NO_ANSWER
        return CheckResult(check, "not_run", "", expected(check), not_run=why, needs=needed)
    if isinstance(drawn, Drawn):
        guess = guess_of(check, answer, found, limits, drawn, as_of)
        if guess is not None:
            return _guessed(check, guess, needed)
    measured = _measured(check.expects, found, as_of)
    if measured is None:
        why = NotRun("no_data", f"there is no value to hold against {expected(check)}")
        return CheckResult(check, "not_run", "", expected(check), not_run=why, needs=needed)
    holds = _holds(check.expects, measured)
    severe = check if holds else _escalated(check, found)
    blocks = _blocks(severe, needed, failing=not holds)
    return CheckResult(
        severe,
        "pass" if holds else "fail",
        observed(check, found, as_of),
        expected(check),
        found.failing,
        found.of if found.counts else None,
        needs=needed,
        blocks=blocks,
    )


def _guessed(check: DataCheck, guess: Guess | NotRun, needed: tuple[Need, ...]) -> CheckResult:
    """Return what a sample decides: passed or failed where all its interval says so, else not run.

    It holds nothing up: what weighs that, the KPIs, is asked of all rows.
    """
    if isinstance(guess, NotRun):
        return CheckResult(check, "not_run", "", expected(check), not_run=guess, needs=needed)
    holds = decided(check.expects, guess.low, guess.high)
    if holds is None:
        detail = f"{guess.words}; expected: {expected(check)}, which the sample cannot tell"
        why = NotRun("sampled", detail, ALL_ROWS)
        return CheckResult(check, "not_run", "", expected(check), not_run=why, needs=needed, estimate=guess.estimate)
    above, made = check.error_above, guess.estimate
    if not holds and above is not None and made is not None and 100 * made.low >= above:
        check = replace(check, severity="error")
    outcome: Outcome = "pass" if holds else "fail"
    return CheckResult(check, outcome, guess.words, expected(check), needs=needed, estimate=made)


def needing(found: CheckResult, needed: Sequence[Need]) -> CheckResult:
    """Return a result that was decided without asking, with what stands on it."""
    mine = found.needs or standing_on(found.check, needed)
    failing = found.outcome == "fail"
    return replace(found, needs=mine, blocks=found.blocks or _blocks(found.check, mine, failing=failing))


def _blocks(check: DataCheck, needed: Sequence[Need], *, failing: bool) -> bool:
    """Whether a failure holds something up.

    Data that is late never does: what was measured in a window of the past is none the worse for it.
    """
    severe = failing and check.severity == "error" and check.dimension != "currentness"
    return severe and any(need.blocks for need in needed)


def readiness(
    data: DataId,
    facts: AnswerValue | NotRun | None,
    found: Sequence[CheckResult],
    drawn: Drawn | NotRun | None = None,
) -> DataReadiness:
    """Return the readiness of a data set from the facts of its columns and what came of its checks."""
    rows = facts.rows if isinstance(facts, Columns) else None
    if isinstance(drawn, Drawn):
        return DataReadiness(data, drawn.of, tuple(found), drawn=drawn)
    return DataReadiness(data, None if isinstance(drawn, NotRun) else rows, tuple(found))


def with_history(found: CheckResult, runs: Sequence[CheckRun], as_of: date) -> CheckResult:
    """Return a result with its earlier runs (oldest first) and the day since which it fails without a break.

    What a sample said is not held against what was measured.
    """
    if found.estimate is not None or (found.not_run is not None and found.not_run.reason == "sampled"):
        return found
    if found.outcome != "fail":
        return replace(found, trend=tuple(runs))
    since = as_of.isoformat()
    for run in reversed(runs):
        if run.outcome != "fail":
            break
        since = run.as_of
    return replace(found, trend=tuple(runs), first_seen=since)


def sample_question(
    found: CheckResult, facts: AnswerValue | NotRun | None, shown: Sequence[str], hidden: Iterable[str], most: int
) -> FailingRows | None:
    """Return the question for some rows that fail, None where there are none or no single rows fail.

    `shown` are columns that tell which row it is (its key), beside those of the check; `hidden` hold personal data.
    """
    failing = found.failing if found.estimate is None else found.estimate.failing
    if found.outcome != "fail" or not failing or most <= 0:
        return None
    of = found.check.ask
    if isinstance(of, ColumnsOf) and found.check.id.endswith(GIVEN):
        of = _missing(found.check, facts)
    if not isinstance(of, Tally | KeyOf | OrphansOf):
        return None
    columns = tuple(dict.fromkeys((*shown, *found.check.columns)))
    masked = {column.lower() for column in hidden}
    return FailingRows(of, columns, tuple(c for c in columns if c.lower() in masked), min(most, MOST_SAMPLED))


def _missing(check: DataCheck, facts: AnswerValue | NotRun | None) -> Tally:
    kinds = {c.name.lower(): c.type.upper() for c in facts.columns} if isinstance(facts, Columns) else {}
    kind = kinds.get(check.columns[0].lower(), "")
    text, number = kind == "VARCHAR", kind in ("DOUBLE", "FLOAT", "REAL")
    return Tally(check.data, check.columns[0], Missing(blank=text, nan=number))


def expected(check: DataCheck) -> str:
    """Return what is expected in words: `no row`, `at most 1 % of the rows`, `between 1 and 5`."""
    wanted = check.expects
    unit = {"rows": " rows", "percent": " % of the rows", "days": " days old", "value": ""}[wanted.unit]
    if wanted.unit == "rows" and wanted.operator in ("=", "<=") and not any(wanted.values):
        return "no row"
    if wanted.operator in ("between", "not_between"):
        low, high = wanted.values[0], wanted.values[-1]
        word = "between" if wanted.operator == "between" else "not between"
        return f"{word} {_number(low)} and {_number(high)}{unit}"
    if wanted.values[0] == 1:
        unit = unit.replace("rows", "row").replace("days", "day") if wanted.unit != "percent" else unit
    return f"{_WORDS[wanted.operator]} {_number(wanted.values[0])}{unit}"


def observed(check: DataCheck, found: Found, as_of: date) -> str:
    """Return what was observed in words: `2,512 of 336,776 rows (0.75 %)`."""
    if found.failing is not None:
        text = f"{found.failing:,} of {found.of or 0:,} rows ({share(found.failing, found.of or 0)})"
    elif isinstance(found.value, date):
        age = (as_of - found.value).days
        text = f"{found.value.isoformat()}, {age:,} {'day' if age == 1 else 'days'} old"
    elif check.expects.unit == "percent":
        text = f"{share(float(found.value or 0), found.of or 0)} of the rows"
    else:
        value = found.value or 0
        named = found.noun != "row" or check.expects.unit == "rows" or check.id == "rows"
        noun = f" {found.noun}{'' if value == 1 else 's'}" if named else ""
        text = f"{_number(float(value))}{noun}"
    return f"{text}: {found.note}" if found.note else text


def _measured(expects: Expectation, found: Found, as_of: date) -> float | None:
    """Return the number to hold against the expectation, None where there is no value."""
    if found.failing is not None:
        if expects.unit == "percent":
            return 100 * found.failing / found.of if found.of else 0.0
        return found.failing
    if isinstance(found.value, date):
        return (as_of - found.value).days
    if found.value is None:
        return None
    return (100 * found.value / found.of if found.of else 0.0) if expects.unit == "percent" else found.value


def _holds(expects: Expectation, value: float) -> bool:
    first, last = expects.values[0], expects.values[-1]
    return {
        "=": value == first,
        "!=": value != first,
        "<": value < first,
        "<=": value <= first,
        ">": value > first,
        ">=": value >= first,
        "between": first <= value <= last,
        "not_between": not first <= value <= last,
    }[expects.operator]


def _escalated(check: DataCheck, found: Found) -> DataCheck:
    above = check.error_above
    if above is None or found.failing is None or not found.of or check.severity == "error":
        return check
    return replace(check, severity="error") if 100 * found.failing / found.of >= above else check


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) < _WHOLE else f"{value:,.6g}"
