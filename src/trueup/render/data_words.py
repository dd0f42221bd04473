"""What is said of checks of data, the same in every format: outcomes, impact, repairs, samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from trueup.core.model.initiative import Initiative
from trueup.core.model.results.checks import CheckResult, DataReadiness, Impact, KpiImpact, Outcome
from trueup.core.readiness.impact import Repair
from trueup.core.readiness.report import Cell, DataReport, is_not_due
from trueup.render.charts.numbers import amount
from trueup.render.harmless import one_line
from trueup.render.plain import count_of, level

MARKS: Final[dict[Outcome, str]] = {"pass": "✓", "fail": "✗", "not_run": "?"}
NOBODY: Final = "nobody yet"
PROFILED: Final = "This profile is of all rows: `--rows` is about the checks."


def title_of(found: DataReport) -> str:
    """Return the title of a report of data."""
    return f"{one_line(found.document.initiative.title)}: data readiness"


def summary(found: DataReport) -> str:
    """Return in one sentence how many checks passed, failed and did not run, and whether anything is held up."""
    checks = found.checks
    failed = sum(result.outcome == "fail" for result in checks)
    waiting = sum(is_not_due(result) for result in checks)
    open_ = sum(is_open(result) for result in checks)
    skipped = sum(result.outcome == "not_run" for result in checks) - waiting - open_
    passed = len(checks) - failed - skipped - waiting - open_
    held = sum(result.blocks for result in checks)
    told = "none of them holds up the next gate"
    if held:
        told = f"{held:,} of them {'holds' if held == 1 else 'hold'} up the next gate"
    parts = [f"{passed:,} passed", f"{failed:,} failed ({told})" if failed else "none failed"]
    parts.append(f"{skipped:,} did not run")
    parts += [f"{open_:,} not decided by the sample"] if open_ else []
    parts += [f"{waiting:,} not due"] if waiting else []
    sets = count_of(len(found.readiness), "data set")
    said = f"{sets} as of {found.as_of}: {count_of(len(checks), 'check')}, {', '.join(parts)}."
    return f"{said} {sample_summary(found)}".rstrip()


def sample_summary(found: DataReport) -> str:
    """Return in sentences that only a sample of the rows was read, and what that means; nothing where all were."""
    if found.rows is None:
        return ""
    if not any(each.drawn for each in found.readiness):
        return f"No data set has more than {found.rows:,} rows: all rows were read."
    told = "; ".join(drawn_words(each) for each in found.readiness if each.rows is not None)
    return (
        f"A random sample was read ({told}): its shares are estimates, each with its 95 % interval (Clopper-Pearson), "
        "and nothing of them is kept or counts for a gate."
    )


def drawn_words(each: DataReadiness) -> str:
    """Return how many rows of a data set were read: `10,000 of 336,776 rows of flights`, `all 3,322 rows of planes`."""
    if each.drawn is None:
        return f"all {count_of(each.rows or 0, 'row')} of {each.data}"
    return f"{each.drawn.rows:,} of {each.drawn.of:,} rows of {each.data}"


def is_open(result: CheckResult) -> bool:
    """Whether a sample of the rows leaves open if a check passes, or it could not be asked of one."""
    return result.not_run is not None and result.not_run.reason == "sampled"


def cell_words(cell: Cell) -> str:
    """Return a cell of the heat table in words: `5 pass`, `1 of 5 fails`, `1 of 5 blocks`, `2 not run`, or nothing."""
    if cell.failed:
        word = ("blocks" if cell.blocks else "fails") if cell.failed == 1 else ("block" if cell.blocks else "fail")
        return f"{cell.failed:,} of {cell.asked:,} {word}"
    parts = [(cell.passed, "pass"), (cell.noted, "noted"), (cell.not_run, "not run")]
    said = ", ".join(f"{count:,} {word}" for count, word in parts if count)
    return said or ("not due" if cell.not_due else "")


def cell_mark(cell: Cell) -> str:
    """Return a cell in a few characters: `✓ 5`, `✗ 1/5`, `✗✗ 1/5` where it blocks, `? 2` not run, `·` not due."""
    if cell.failed:
        return f"{'✗✗' if cell.blocks else '✗'} {cell.failed}/{cell.asked}"
    if cell.not_run:
        return f"? {cell.not_run}" + (f"/{cell.asked}" if cell.asked > cell.not_run else "")
    if cell.asked:
        return f"✓ {cell.asked}"
    return "·" if cell.not_due else ""


LEGEND: Final = "✓ all pass, ✗ some fail, ✗✗ a failure holds up the next gate, ? did not run, · not due here"


def not_due_words(results: Iterable[CheckResult]) -> str:
    """Return which checks are not due in a line; nothing where all are."""
    waiting = [result.check.id for result in results if is_not_due(result)]
    return f"{count_of(len(waiting), 'check')} not due here: {', '.join(waiting)}" if waiting else ""


def needs_all(result: CheckResult) -> bool:
    """Whether a sample says nothing to a check that is worth a line of its own."""
    return is_open(result) and result.estimate is None


def needs_all_words(results: Iterable[CheckResult]) -> str:
    """Return which checks need all rows in a line; nothing where none does."""
    waiting = [result.check.id for result in results if needs_all(result)]
    needs = "needs" if len(waiting) == 1 else "need"
    listed = ", ".join(waiting)
    return f"{count_of(len(waiting), 'check')} {needs} all rows (leave out `--rows`): {listed}" if waiting else ""


def standing(result: CheckResult) -> str:
    """Return a result's state in a word: blocks, error, warning, note, open, not run or passed."""
    if result.outcome == "not_run":
        return "not due" if is_not_due(result) else "open" if is_open(result) else "not run"
    if result.outcome == "pass":
        return "passed"
    return "blocks" if result.blocks else "note" if result.check.severity == "info" else result.check.severity


def outcome_words(result: CheckResult) -> str:
    """Return what came of a check in a line: observed against expected, or why it did not run."""
    if result.not_run is not None:
        fix = f" {result.not_run.fix}" if result.not_run.fix else ""
        return one_line(f"{'Not decided' if is_open(result) else 'Not run'}: {result.not_run.detail.rstrip('.')}.{fix}")
    expected = f"; expected: {result.expected}" if result.expected else ""
    return one_line(f"{result.observed}{expected}")


def since_words(result: CheckResult, as_of: str) -> str:
    """Return since when a check fails, and how its last outcome differed; nothing where it is seen the first time."""
    said = f"fails since {result.first_seen}" if result.first_seen and result.first_seen < as_of else ""
    last = result.trend[-1] if result.trend else None
    if last is None or result.failing is None or last.failing is None or last.failing == result.failing:
        return said
    moved = f"{last.failing:,} rows on {last.as_of}"
    return f"{said}, {moved}" if said else moved


def impact_words(impact: Impact, initiative: Initiative) -> Iterator[str]:
    """Yield in sentences what a failing check costs: KPIs between their bounds, money, options, what repair opens."""
    for each in impact.kpis:
        yield _kpi_words(each, initiative)
    if impact.options:
        named = ", ".join(f"`{option}`" for option in impact.options)
        yield f"Option {named} stands on it." if len(impact.options) == 1 else f"Options {named} stand on it."
    if impact.unblocks:
        yield f"Its repair opens {' and '.join(impact.unblocks)}."


def _kpi_words(each: KpiImpact, initiative: Initiative) -> str:
    kpi = initiative.kpis[each.kpi]
    if each.low is None or each.high is None or each.level is None:
        return f"KPI `{each.kpi}` stands on it{f': {each.note}' if each.note else ''}."
    said = (
        f"KPI `{each.kpi}` is {level(each.level, kpi)}; were the faulty rows any other way, "
        f"{level(each.low, kpi)} to {level(each.high, kpi)}"
    )
    if each.worth_low is not None and each.worth_high is not None and initiative.currency:
        unit = f"{initiative.currency}/year"
        said += f", and its benefit {amount(each.worth_low, unit)} to {amount(each.worth_high, unit)}"
    return f"{said}{f' ({each.note})' if each.note else ''}."


def repair_words(repair: Repair) -> str:
    """Return what to mend in a line: where, what must hold, what was observed."""
    check = repair.result.check
    return one_line(f"{check.data}: {check.what}. {repair.result.observed}.")


def sample_words(result: CheckResult) -> Iterator[str]:
    """Yield the rows of a sample, each as `column: value` in a line; a missing value is NULL."""
    sample = result.sample
    for row in sample.rows if sample else ():
        cells = zip(sample.columns if sample else (), row, strict=True)
        yield one_line(", ".join(f"{column}: {'NULL' if value is None else repr(value)}" for column, value in cells))


def failing(results: Iterable[CheckResult]) -> list[CheckResult]:
    """Return the results that fail, gravest first."""
    order = ("blocks", "error", "warning", "note")
    return sorted((r for r in results if r.outcome == "fail"), key=lambda r: order.index(standing(r)))


def skipped(results: Iterable[CheckResult]) -> list[CheckResult]:
    """Return the results that did not run although they are due."""
    return [result for result in results if result.outcome == "not_run" and not is_not_due(result)]


def owner_name(found: DataReport, owner: str | None) -> str:
    """Return how an owner is called."""
    if owner is None:
        return NOBODY
    person = found.document.initiative.people.get(owner)
    return person.name if person is not None and person.name else owner
