"""DAT015."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from trueup.core.base.quantity import Quantity
from trueup.core.rules.lookups import build_cost, data_owner
from trueup.core.rules.readiness_of import is_declared_late, is_fitness, ready_sets
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import joined, several

if TYPE_CHECKING:
    from trueup.core.model.results.checks import CheckResult

_SHOWN: Final = 2


@rule("DAT015", "data-not-fit-for-ai", "warns", "feasibility", needs=("tables",))
def data_not_fit_for_ai(case: Case) -> Iterator[Flag]:
    """The data that an AI option uses is not fit to learn from.

    Why it matters:
        A model learns whatever is in the data: a column that gives the answer away, a past that is gone, labels that
        are wrong, people who need not be known. It tests well and fails in use. It blocks where the probe or the chosen
        option stands on it and the fault is an error; it warns elsewhere. `trueup data` looks at fitness; what it saw
        of exactly this data is kept in evidence/ and counts here.

    Flagged:
        ```yaml
        title: Right team at once
        data:
          inquiries: {source: inquiries.csv, owner: service-data, key: id}
        options:
          rule: {kind: rules, uses: [inquiries.subject]}
          model:
            kind: ml
            uses: [inquiries.subject, inquiries.closing_code]
            probe: {data: inquiries, label: team, time: received}
        ```
        ```csv inquiries.csv
        id,received,subject,closing_code,team
        1,2025-01-01,invoice,B1,billing
        2,2025-01-02,meter,M1,metering
        3,2025-01-03,invoice,M1,metering
        4,2025-01-04,meter,B1,billing
        5,2025-01-05,invoice,B1,billing
        6,2025-01-06,meter,M1,metering
        7,2025-01-07,invoice,M1,metering
        8,2025-01-08,meter,B1,billing
        9,2025-01-09,invoice,B1,billing
        10,2025-01-10,meter,M1,metering
        11,2025-01-11,invoice,M1,metering
        12,2025-01-12,meter,B1,billing
        ```

    Accepted:
        ```yaml
        title: Right team at once
        data:
          inquiries: {source: inquiries.csv, owner: service-data, key: id}
        options:
          rule: {kind: rules, uses: [inquiries.subject]}
        ```
        ```csv inquiries.csv
        id,received,subject,closing_code,team
        1,2025-01-01,invoice,B1,billing
        2,2025-01-02,meter,M1,metering
        ```

    How to fix:
        Leave out columns that are not known in time, restrict the past to what still holds, have labels looked at by
        hand, mask what is personal. Until then the plain rule stands.
    """
    learning = {name for name, option in case.initiative.options.items() if option.is_ai}
    for name, found in ready_sets(case):
        unfit = [result for result in found.checks if result.outcome == "fail" and is_fitness(result)]
        grave = [result for result in unfit if result.check.severity != "info" and not _is_told(case, name, result)]
        using = [option for option in case.initiative.options if option in learning and _uses(case, option, name)]
        if grave and using:
            yield _flag(case, name, grave, using)


def _is_told(case: Case, name: str, result: CheckResult) -> bool:
    return not result.blocks and is_declared_late(case.initiative.data[name], result)


def _uses(case: Case, option: str, data: str) -> bool:
    found = case.initiative.options[option]
    probed = found.probe is not None and found.probe.data == data
    return probed or any(use.partition(".")[0] == data for use in found.uses)


def _flag(case: Case, name: str, grave: list[CheckResult], using: list[str]) -> Flag:
    graver = sorted(grave, key=lambda result: result.check.severity != "error")
    shown = [f"{result.check.id} ({result.observed})" for result in graver[:_SHOWN]]
    more = [f"{len(grave) - _SHOWN:,} more"] if len(grave) > _SHOWN else []
    costs: list[Quantity] = [cost for option in using if (cost := build_cost(case, option))]
    verb = "learns" if len(using) == 1 else "learn"
    return Flag(
        f"data.{name}.fitness",
        f"Data set `{name}`, from which {several('option', using)} {verb}, is not fit for that: "
        f"{joined([*shown, *more])}.",
        f"See `trueup data . {name}`; leave out what is not known in time or not to be known, or go on without AI.",
        at=f"data.{name}",
        owner=data_owner(case, name),
        stake=max(costs, key=lambda cost: cost.value, default=None),
        severity="blocks" if any(result.blocks for result in grave) else "warns",
    )
