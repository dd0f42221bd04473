"""DAT014."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import Severity
from trueup.core.base.quantity import Quantity
from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.lookups import build_cost, data_owner, money_on
from trueup.core.rules.readiness_of import CONTRACT, FITNESS, is_fitness, lacks_column, ready_sets
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, joined, several

if TYPE_CHECKING:
    from trueup.core.model.results.checks import CheckResult, DataReadiness

_OURS: Final = frozenset({"timeout", "error", "no_data"})
"""Reasons that another run may lift; whatever else stops a check is known now and stays so."""
_SHOWN: Final = 2


@rule("DAT014", "check-not-run", "warns", "feasibility", needs=("tables",))
def check_not_run(case: Case) -> Iterator[Flag]:
    """Checks of a data set did not run.

    Why it matters:
        What was not asked is not known: a check that did not run counts neither as passed nor as failed. It blocks
        where the deciding KPI, a guardrail, the probe or the chosen option stands on the columns and another run would
        answer; it warns where a contract asks for something that trueup does not check, and where an AI option would
        learn from data that nobody asked yet whether it is fit for that.

    Flagged:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims, contract: claims.odcs.yaml}
        ```
        ```csv claims.csv
        claim_id,kind
        1,car
        ```
        ```yaml claims.odcs.yaml
        apiVersion: v3.1.0
        kind: DataContract
        id: claims
        version: 1.0.0
        status: active
        schema:
          - name: claims
            quality:
              - {name: usual-words, type: custom, engine: soda, implementation: "checks for claims: ..."}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims, contract: claims.odcs.yaml}
        ```
        ```csv claims.csv
        claim_id,kind
        1,car
        ```
        ```yaml claims.odcs.yaml
        apiVersion: v3.1.0
        kind: DataContract
        id: claims
        version: 1.0.0
        status: active
        schema:
          - name: claims
            quality:
              - {name: enough, type: library, metric: rowCount, mustBeGreaterThan: 0}
        ```

    How to fix:
        The message says why each did not run: give it more time, install an extra, or write it so that trueup can ask
        it. `trueup data` asks whether data is fit to learn from, and keeps the answer in evidence/. Where another tool
        checks it, take it out of what is asked here, or waive it with that tool's name.
    """
    yield from _unlooked(case)
    for name, found in ready_sets(case):
        if isinstance(case.evidence.table(name), NotRun):
            continue
        lacking = [r for r in found.checks if r.not_run and r.not_run.reason != "not_due" and r.check.id != CONTRACT]
        lacking = [result for result in lacking if not is_fitness(result) and not _is_missed(result, found)]
        if not lacking:
            continue
        shown = [f"{r.check.id} ({r.not_run.detail.rstrip('.')})" for r in lacking[:_SHOWN] if r.not_run]
        more = [f"{len(lacking) - _SHOWN:,} more"] if len(lacking) > _SHOWN else []
        first = next((r.not_run.fix for r in lacking if r.not_run and r.not_run.fix), "")
        severity = _severity(lacking)
        yield Flag(
            f"data.{name}.checks",
            f"{count(len(lacking), 'check')} of data set `{name}` did not run: {joined([*shown, *more])}.",
            first or _remedy(name, lacking),
            at=f"data.{name}",
            owner=data_owner(case, name),
            stake=money_on(case, name) if severity == "blocks" else None,
            severity=severity,
        )


def _is_missed(result: CheckResult, found: DataReadiness) -> bool:
    """Whether a check of our own did not run because its column is not there, which the check of just that tells."""
    why, columns = result.not_run, result.check.columns
    if why is None or why.reason != "no_column" or result.check.where:
        return False
    return any(lacks_column(each) and each.outcome == "fail" and each.check.columns == columns for each in found.checks)


def _remedy(name: str, lacking: list[CheckResult]) -> str:
    """Return what to do where no check that did not run says it: time helps only what ran out of it."""
    if any(r.not_run and r.not_run.reason == "timeout" for r in lacking):
        return "Run `trueup data` with more time (`--seconds`)."
    return f"Correct what these checks name, or see `trueup data . {name}`."


def _unlooked(case: Case) -> Iterator[Flag]:
    """Yield in one flag which data sets nobody asked yet whether they are fit to learn from."""
    lacking = [
        name
        for name, found in ready_sets(case)
        if any(r.check.id == FITNESS and r.not_run for r in found.checks)
        and not isinstance(case.evidence.table(name), NotRun)
    ]
    learning = [name for name, option in case.initiative.options.items() if option.is_ai]
    costs: list[Quantity] = [cost for name in learning if (cost := build_cost(case, name))]
    if lacking:
        verb, them = ("is", "it") if len(lacking) == 1 else ("are", "them")
        yield Flag(
            "data.fitness",
            f"Whether {several('data set', lacking)} {verb} fit to learn from was not looked at; "
            f"{several('option', learning)} would learn from {them}.",
            "Run `trueup data .` and commit evidence/.",
            at=f"data.{lacking[0]}",
            owner=data_owner(case, lacking[0]),
            stake=max(costs, key=lambda cost: cost.value, default=None),
        )


def _severity(lacking: list[CheckResult]) -> Severity:
    if any(_holds(result) for result in lacking):
        return "blocks"
    agreed = any(result.check.where and result.check.severity != "info" for result in lacking)
    return "warns" if agreed else "notes"


def _holds(result: CheckResult) -> bool:
    """Whether a check that did not run leaves something open that must not fail."""
    why, check = result.not_run, result.check
    ours = why is not None and why.reason in _OURS
    return ours and check.severity == "error" and any(need.blocks for need in result.needs)
