"""The data owner's sheet: their data sets, which checks fail with counts, what hangs on it, and what to do first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trueup.core.base.finding import Finding
from trueup.core.gates.assessment import Assessment
from trueup.core.model.dataset import DataSet
from trueup.core.rules.lookups import money_on, users_of
from trueup.core.rules.rule import Case
from trueup.render.charts.slice import State
from trueup.render.html.data import DataRow, data_rows
from trueup.render.html.figures import measured_figure, readiness_ground
from trueup.render.html.readers import heading
from trueup.render.html.readers.sheet import SIGNS, Cell, Nothing, Section, Sheet, Steps, Table, rest, told, who, worth
from trueup.render.plain import count_of, money

MOST: Final = 10
FIRST: Final = 3


def data_people(found: Assessment) -> tuple[str, ...]:
    """Return who owns, keeps or holds a data set, in the order of the document."""
    tables = found.document.initiative.data.values()
    return tuple(dict.fromkeys(name for table in tables for name in _people(table)))


def data_owner(found: Assessment, name: str | None = None, heads: Sequence[str] = ()) -> Sheet:
    """Return the sheet of one person's data sets, of all data sets where nobody is named."""
    data = found.document.initiative.data
    mine = tuple(each for each, table in data.items() if name is None or name in _people(table))
    faults = _faults(found, mine, name)
    blocking = sum(fault.severity == "blocks" for fault in faults)
    to_mend = "nothing is expected of them" if found.killed else f"{count_of(len(faults), 'check')} to mend"
    verdict = f"{count_of(len(mine), 'data set')}, {to_mend}"
    points = (f"{blocking} of these block the initiative",) if blocking else ()
    own: State = "bad" if blocking else "warn" if faults else "ok"
    state, words, under = heading.under_the_verdict(found, own, verdict, points)
    meta = heading.meta_of(found, "data-owner")
    return Sheet(
        "data owner",
        heading.title_of(found),
        heading.lede_of(found),
        (("For", who(found, name) if name else "every data owner"), *meta[1:]),
        state,
        words,
        under,
        (),
        (_first(found, faults), _sets(found, mine), _checks(found, faults), _hangs(found, mine)),
        heading.foot_of(found, heads),
    )


def _people(table: DataSet) -> tuple[str, ...]:
    return tuple(name for name in (table.owner, table.steward, table.custodian) if name)


def _faults(found: Assessment, mine: Sequence[str], name: str | None) -> tuple[Finding, ...]:
    """Return what is due about some data sets or is somebody's to mend, gravest first, then by the money on it."""
    data = [f for f in found.due() if f.subject.startswith("data.")]
    about = [f for f in data if f.subject.split(".")[1] in mine or (name is not None and f.owner == name)]
    severities = list(SIGNS)
    return tuple(sorted(about, key=lambda f: (severities.index(f.severity), -(f.stake.value if f.stake else 0.0))))


def _first(found: Assessment, faults: Sequence[Finding]) -> Section:
    if not faults:
        return Section("first", "Do first", (Nothing("Nothing is expected of these data sets today."),))
    rows = tuple(
        (
            told(f.fix),
            told(f.problem),
            who(found, f.owner),
            money(f.stake) if f.stake else "",
            f.stake.basis.value if f.stake else "",
        )
        for f in faults[:FIRST]
    )
    return Section("first", "Do first", (Steps(rows),), "With the money that hangs on it")


def _sets(found: Assessment, mine: Sequence[str]) -> Section:
    if not mine:
        fix = "Add `data:` with the file that the KPI is measured on, and its `owner:`."
        return Section("sets", "Data sets", (Nothing("No data set is named yet.", fix),))
    shown = [row for row in data_rows(found) if row.name in mine][:MOST]
    rows = tuple(_set(found, row) for row in shown)
    columns = ("Data set", "Rows", "Missing", "Key", "References", "Newest", "Owner, steward")
    table = Table(columns, rows, (1,), rest(len(mine) - len(shown), "data set"))
    ground = readiness_ground(found)
    return Section(
        "sets", "Data sets", (table,), "", ground.basis, ground.words.replace("the files below", "these files")
    )


def _set(found: Assessment, row: DataRow) -> tuple[Cell, ...]:
    table = found.document.initiative.data[row.name]
    wrong = [each for each in row.references if each.state in ("bad", "warn")]
    worst = next(iter(wrong or row.references), None)
    more = f"; {len(wrong) - 1} more with faults" if len(wrong) > 1 else ""
    people = " · ".join(who(found, each) for each in dict.fromkeys(_people(table))) or "nobody"
    reference = (
        Cell(worst.word, f"{told(worst.note, 70)}{more}", worst.state) if worst else Cell("not run", state="quiet")
    )
    return (
        Cell(row.name, told(row.title, 80)),
        Cell(row.rows),
        Cell(row.missing.word, told(row.missing.note, 90), row.missing.state),
        Cell(row.key.word, told(row.key.note, 70), row.key.state),
        reference,
        Cell(row.newest),
        Cell(people, state=None if table.owner else "warn"),
    )


def _checks(found: Assessment, faults: Sequence[Finding]) -> Section:
    if not faults:
        return Section("checks", "Checks that fail", (Nothing("No check that is due fails."),))
    rows = tuple(
        (
            Cell(f.subject.split(".")[1], f"{f.place} {f.code}"),
            Cell(f.severity, state=SIGNS[f.severity]),
            Cell(told(f.problem)),
            Cell(who(found, f.owner)),
            worth(f.stake),
        )
        for f in faults[:MOST]
    )
    columns = ("Data set", "Severity", "What fails", "Who", "Money")
    left = rest(len(faults) - MOST, "check", where="`trueup check` lists all")
    return Section("checks", "Checks that fail", (Table(columns, rows, (4,), left),))


def _hangs(found: Assessment, mine: Sequence[str]) -> Section:
    case = Case(found.document, found.links, found.evidence, found.as_of)
    initiative = found.document.initiative
    rows = []
    for name in mine[:MOST]:
        users = users_of(case, name)
        levels = {each: measured_figure(each, initiative.kpis[each], found).value for each in users.kpis}
        kpis = [f"{told(initiative.kpis[each].title or each, 70)} ({level})" for each, level in levels.items()]
        options = [told(initiative.options[each].title or each, 70) for each in users.options]
        rows.append(
            (
                Cell(name),
                Cell(told("; ".join(kpis[:4]), 260) or "no KPI", rest(len(kpis) - 4, "KPI")),
                Cell(told("; ".join(options[:4]), 260) or "none", rest(len(options) - 4, "option")),
                worth(money_on(case, name)),
            )
        )
    if not rows:
        return Section("hangs", "What hangs on it", (Nothing("Nothing stands on these data sets yet."),))
    table = Table(("Data set", "KPIs measured on it", "Options that use it", "Money"), tuple(rows), (3,))
    return Section("hangs", "What hangs on it", (table,))
