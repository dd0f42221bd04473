"""How each option stands against the data: it may go on, or it is held, by which check, and whose it is to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trueup.core.base.finding import Finding
from trueup.core.base.record import dataclass
from trueup.core.model.ask.checks import Tally
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId
from trueup.core.model.ask.table import KeyOf, OrphansOf
from trueup.core.model.initiative import Initiative
from trueup.core.model.option import OUTCOME_WORDS, Kind, Option, ProbeVerdict
from trueup.core.model.results.checks import CheckResult, DataReadiness
from trueup.core.readiness.own_checks import ROWS
from trueup.core.rules.readiness_of import is_declared_late, is_fitness
from trueup.core.rules.words import first_line

UNUSABLE = frozenset({"DAT002", "DAT006"})
"""Findings that make a whole data set unusable."""
UNTESTED = "stated, not tested by trueup"
"""What is said of every verdict that people state of a probe."""
FUTURE = "OPT002"
"""The finding that an option uses what is known only after it decides."""


@dataclass(frozen=True, slots=True)
class HoldingCheck:
    """A failing check that holds an option: of which data set, who mends it, and the line that asks for it, if any."""

    data: DataId
    id: str
    what: str
    observed: str
    owner: str | None
    where: str


@dataclass(frozen=True, slots=True)
class OptionStanding:
    """An option, whether data faults hold it up, and by what (largest first).

    `because` names each fault, `rests_on` are the findings that tell them; `checks` are the failing checks among these
    faults: with them mended, as many less stand in the way. `stated` is the verdict of its probe as people state it.
    """

    id: str
    title: str
    kind: Kind
    held: bool
    because: tuple[str, ...]
    rests_on: tuple[Finding, ...]
    checks: tuple[HoldingCheck, ...] = ()
    stated: ProbeVerdict | None = None


def standing(
    initiative: Initiative, findings: Sequence[Finding], readiness: Mapping[DataId, DataReadiness]
) -> tuple[OptionStanding, ...]:
    """Return how each option stands, in the order of the document.

    What is waived holds nothing; `findings` are all, waived ones too.
    """
    return tuple(
        _standing(name, option, initiative, findings, readiness) for name, option in initiative.options.items()
    )


def _standing(
    name: str,
    option: Option,
    initiative: Initiative,
    findings: Sequence[Finding],
    readiness: Mapping[DataId, DataReadiness],
) -> OptionStanding:
    mine = [f for f in findings if f.waived is None and f.severity == "blocks" and _holds(f, name, option, initiative)]
    late = any(finding.code == FUTURE for finding in mine)
    because = [finding.problem for finding in mine]
    checks: list[HoldingCheck] = []
    for result in _failing(name, readiness):
        telling = next((f for f in findings if f.subject in _subjects(result)), None)
        if telling is not None and telling.waived is not None:
            continue
        if late and is_declared_late(initiative.data[result.check.data], result):
            continue
        checks.append(_check(result))
        if telling is None or telling not in mine or is_fitness(result):
            because.append(_words(result))
        if telling is not None and telling not in mine:
            mine.append(telling)
    title, held = option.title or name, bool(because)
    return OptionStanding(name, title, option.kind, held, tuple(because), tuple(mine), tuple(checks), option.stated)


def stated_words(verdict: ProbeVerdict, who: str = "") -> str:
    """Return a stated verdict as a phrase: AI is worth it, said by tech-lead on 2026-05-01 (Report 12).

    `who` is what people call the one who says so, where that is not the id. What is missing is said to be.
    """
    by, when = who or verdict.by or "nobody who is named", f"on {verdict.day}" if verdict.day else "on no stated day"
    source = first_line(verdict.source) if verdict.source else "no source"
    return f"{OUTCOME_WORDS[verdict.says]}, said by {by} {when} ({source})"


def untested_words(verdict: ProbeVerdict, who: str = "") -> str:
    """Return what is shown of a stated verdict wherever its option stands: first that it is untested, and its basis.

    What people wrote comes behind it, so that no length of theirs cuts it off.
    """
    why = f"; {first_line(verdict.because)}" if verdict.because else ""
    return f"verdict of its probe ({UNTESTED}, {verdict.basis.value}): {stated_words(verdict, who)}{why}"


def _failing(option: str, readiness: Mapping[DataId, DataReadiness]) -> Iterator[CheckResult]:
    """Yield the failing checks that an option must not go on with, those that ask the same once."""
    seen: set[Question] = set()
    for each in readiness.values():
        holding = {impact.check for impact in each.impacts if option in impact.holds}
        for result in each.checks:
            ask = result.check.ask
            if result.outcome != "fail" or result.check.id not in holding or ask in seen:
                continue
            if isinstance(ask, KeyOf | OrphansOf | Tally):
                seen.add(ask)
            yield result


def _subjects(result: CheckResult) -> tuple[str, ...]:
    """Return the subjects of the findings that tell of a check: its own, or those of its key, reference or column."""
    check = result.check
    data, columns = f"data.{check.data}", ",".join(check.columns)
    if is_fitness(result):
        return (f"{data}.fitness",)
    mine = (f"{data}.checks.{check.id}",)
    if isinstance(check.ask, KeyOf):
        return (*mine, f"{data}.key")
    if isinstance(check.ask, OrphansOf):
        return (*mine, f"{data}.references.{columns}")
    return (*mine, data) if check.id == ROWS else (*mine, f"{data}.columns.{columns}")


def _check(result: CheckResult) -> HoldingCheck:
    check = result.check
    return HoldingCheck(check.data, check.id, check.what, result.observed, check.owner, check.where)


def _words(result: CheckResult) -> str:
    check = result.check
    where = f" ({check.where})" if check.where else ""
    return (
        f"Data set `{check.data}` fails the check that {check.what[:1].lower()}{check.what[1:]}{where}: "
        f"{result.observed}; expected {result.expected}."
    )


def _holds(finding: Finding, name: str, option: Option, initiative: Initiative) -> bool:
    steps = finding.subject.split(".")
    if finding.code == FUTURE:
        return steps[:2] == ["options", name]
    used = {use.partition(".")[0] for use in option.uses}
    if finding.code in UNUSABLE:
        return steps[1] in used
    return finding.code == "DAT004" and bool(used & set(_targets(initiative, steps)))


def _targets(initiative: Initiative, steps: Sequence[str]) -> Iterator[str]:
    """Yield the data sets that a finding's reference (`data.X.references.COLUMNS`) leads to."""
    for reference in initiative.data[steps[1]].references:
        if len(steps) < 4 or ",".join(reference.columns) == steps[3]:  # noqa: PLR2004 - data . X . references . COLUMNS
            yield reference.to
