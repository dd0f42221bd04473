"""Write a portfolio of any size: plausible initiatives with planted faults, the same bytes for the same arguments.

Each epic holds 4 stories of 5 tasks, so it counts 25 items. To write one: `python benchmarks/generate.py FOLDER`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

STORIES, TASKS = 4, 5
EPIC = 1 + STORIES + STORIES * TASKS
EPICS = 4
AS_OF = "2026-06-30"
"""The day to judge the generated documents at."""

SUBJECTS = ("claims", "invoices", "parcels", "visits", "orders", "loans", "tickets", "returns", "leads", "shifts")
WORK = ("Read", "List", "Sort", "Match", "Check", "Draft", "Explain", "Route", "Measure", "Confirm")
PEOPLE = 40


@dataclass(frozen=True)
class Portfolio:
    """The files of a portfolio by name, how many items of each kind they hold, and how often each fault was planted."""

    files: Mapping[str, str]
    items: Mapping[str, int]
    kpis: int
    planted: Mapping[str, int]

    def write(self, folder: Path) -> Path:
        """Write the files into a folder and return it."""
        for name, text in self.files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return folder


def portfolio(items: int, initiatives: int | None = None) -> Portfolio:
    """Return a portfolio of that many epics, stories and tasks; 100 in an initiative where no other number is given."""
    epics, rest = divmod(items, EPIC)
    count = initiatives or max(1, epics // EPICS)
    if rest or epics < count:
        message = f"{items} items: a multiple of {EPIC} is needed, at least {EPIC} for each of {count} initiatives"
        raise ValueError(message)
    planted: Counter[str] = Counter()
    files = {"portfolio.yaml": "\n".join(_portfolio()) + "\n"}
    each, more = divmod(epics, count)
    for number in range(count):
        lines = _initiative(number, each + (number < more), planted)
        files[f"initiative-{number:04}/initiative.yaml"] = "\n".join(lines) + "\n"
    kinds = {"epic": epics, "story": epics * STORIES, "task": epics * STORIES * TASKS}
    return Portfolio(files, kinds, 3 * count, planted)


def _portfolio() -> Iterator[str]:
    yield "trueup: 1"
    yield "portfolio: generated"
    yield "title: A generated portfolio"
    yield "currency: EUR"
    yield "strategic_objectives:"
    for number, subject in enumerate(SUBJECTS):
        yield f"  so-{number}: {{statement: Be the first choice for {subject}, owner: b{number}}}"
    yield "people:"
    for number in range(PEOPLE):
        yield f"  b{number}: {{name: Business person {number}, side: business}}"
        yield f"  t{number}: {{name: Technical person {number}, side: technology}}"
    yield "rates: {default: 600, analyst: 540}"


def _initiative(number: int, epics: int, planted: Counter[str]) -> Iterator[str]:
    subject = SUBJECTS[number % len(SUBJECTS)]
    business, technical = f"b{number % PEOPLE}", f"t{number % PEOPLE}"
    yield "trueup: 1"
    yield f"initiative: i{number:04}"
    yield f"title: Faster {subject} in region {number}"
    yield f"supports: [so-{number % len(SUBJECTS)}]"
    yield "objective:"
    yield f"  statement: Cut the share of late {subject} in region {number} to 18 % this year"
    yield f"  owner: {business}"
    yield "  kpi: late"
    yield "  guardrails: [reopened]"
    yield "  non_goals: [Moving the due date]"
    yield from _kpis(number, subject, business, planted)
    yield "assumptions:"
    volume = f"{8_000 + number}..{12_000 + number}"
    yield f"  volume: {{range: {volume}, unit: case/year, by: {business}, because: Counted last year}}"
    yield f"  price: {{range: 20/35/60, unit: EUR/case, by: {business}, because: Invented for the benchmark}}"
    yield "data:"
    yield "  cases:"
    yield f"    title: All {subject}"
    yield "    source: data/cases.parquet"
    yield f"    owner: {technical}"
    yield "    key: [case_id]"
    yield "    known_after: [closed_at]"
    yield "operational_goals:"
    yield "  sort:"
    yield f"    statement: Every morning, name the {subject} that will be late"
    yield f"    owner: {technical}"
    yield "    moves: [late]"
    yield "options:"
    yield "  keep: {kind: do_nothing, title: Go on as today}"
    yield "  rule: {kind: rules, title: Oldest first, uses: [cases.opened_at], build_cost: 15000..40000}"
    yield "  learn: {kind: ml, title: Learn which are late, uses: [cases.kind], build_cost: 60000..90000}"
    yield "epics:"
    for epic in range(1, epics + 1):
        yield from _epic(number, epic, subject, planted)


def _kpis(number: int, subject: str, business: str, planted: Counter[str]) -> Iterator[str]:
    yield "kpis:"
    yield "  late:"
    yield f"    title: Late {subject}"
    yield "    unit: 1"
    yield "    direction: decrease"
    yield f"    owner: {business}"
    yield "    data: cases"
    yield "    per: row"
    yield f"    value: days_open > {5 + number % 50} and kind <> 'test'"
    yield "    across: share"
    yield "    at: opened_at"
    yield "    zone: Europe/Berlin"
    yield "    baseline: {from: 2025-07-01, to: 2026-05-31}"
    yield "    target: {value: 18 %, by: 2026-12-31}"
    yield "    worth: volume * (baseline - level) * price"
    yield "  touches:"
    yield f"    title: Steps until {subject} are settled"
    yield "    unit: step/case"
    yield "    direction: decrease"
    if number % 3:
        yield f"    owner: {business}"
    else:
        planted["KPI001"] += 1
    yield "    data: cases"
    yield "    per: case_id"
    yield f"    where: min(opened_at) >= date '2025-01-{1 + number % 28:02}'"
    yield "    value: count(*)"
    yield "    across: mean"
    yield "    at: min(opened_at)"
    yield "    baseline: {from: 2025-07-01, to: 2026-05-31}"
    yield "    target: {value: 4.2, by: 2026-12-31}"
    yield "    drives: [late]"
    yield "  reopened:"
    yield f"    title: Reopened {subject}"
    yield "    unit: 1"
    yield "    direction: at_most"
    yield f"    owner: {business}"
    yield "    data: cases"
    yield "    value: reopened_at is not null"
    yield "    across: share"
    yield "    at: opened_at"
    yield "    baseline: {from: 2025-07-01, to: 2026-05-31}"
    yield "    target: {value: 3 %, by: 2026-12-31}"


def _epic(number: int, epic: int, subject: str, planted: Counter[str]) -> Iterator[str]:
    name = f"E{epic}"
    yield f"  {name}:"
    yield f"    title: Part {epic} of faster {subject}"
    yield "    for: sort"
    if epic % EPICS == 0 and number % 5 == 0:
        planted["WRK001"] += 1
    elif epic % EPICS == 1 and epic > 1:
        yield f"    enables: [E{epic - 1}]"
    else:
        yield f"    advances: {'{late: 2, touches: 1}' if epic % EPICS == 2 else 'late'}"
    yield "    stories:"
    for story in range(1, STORIES + 1):
        yield f"      {name}S{story}:"
        yield f"        title: {WORK[(epic + story) % len(WORK)]} {subject} by kind, step {story}"
        yield f"        assignee: t{(number + story) % PEOPLE}"
        yield "        tasks:"
        for task in range(1, TASKS + 1):
            yield from _task(number, f"{name}S{story}", task, planted)


def _task(number: int, story: str, task: int, planted: Counter[str]) -> Iterator[str]:
    first = story == "E1S1"
    yield f"          {story}T{task}:"
    yield f"            title: {WORK[(number + task) % len(WORK)]} what region {number} sends, part {task}"
    if task == 1 and not (first and number % 7 == 0):
        yield "            status: done"
        yield f"            spent: {2 + task}"
    if first and task == 2 and number % 4 == 0:
        planted["WRK008"] += 1
    else:
        yield f"            estimate: {('5', '3..8', '2/4/9')[(number + task) % 3]}"
    if task > 1:
        yield f"            depends_on: [{story}T{task - 1}]"
    elif first and number % 7 == 0:
        planted["WRK003"] += 1
        yield f"            depends_on: [{story}T{TASKS}]"
    if first and task == 3 and number % 11 == 0:
        planted["WRK009"] += 1
        yield "            assignee: nobody-we-know"
    if task == TASKS:
        yield "            role: analyst"


def main() -> None:
    """Write a portfolio into a folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--items", type=int, default=5000)
    options.add_argument("--initiatives", type=int)
    given = options.parse_args()
    made = portfolio(given.items, given.initiatives)
    made.write(given.folder)
    print(f"{given.folder}: {sum(made.items.values()):,} items in {len(made.files) - 1:,} initiatives")


if __name__ == "__main__":
    main()
