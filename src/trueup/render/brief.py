"""The brief: what happened since the last review, what is due, and what comes next; as a mail and as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from trueup.core.base.finding import Finding
from trueup.core.base.record import dataclass
from trueup.core.gates.against import Against
from trueup.core.gates.agenda import Dated, happened
from trueup.core.gates.answer import Signature
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.movement import Movement
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ledger import Entry
from trueup.render.charts.numbers import full_date, month
from trueup.render.charts.slice import State
from trueup.render.html.page import page
from trueup.render.html.readers import heading
from trueup.render.html.readers.delivery import dates_section, next_section
from trueup.render.html.readers.legal import entry_words
from trueup.render.html.readers.markdown import sheet_markdown
from trueup.render.html.readers.sheet import Cell, Nothing, Section, Sheet, Table, rest, told, who
from trueup.render.mvp import mvp_line
from trueup.render.plain import count_of, level, quantity_level
from trueup.render.review import verdict_of

MOST: Final = 12
_COURSES: Final[dict[str, State]] = {"better": "ok", "worse": "bad", "not clear": "quiet"}
_BEGIN: Final = "Have the objective signed: `trueup sign --phase discovery --as WHO`; that begins the ledger."
_STATES: Final[dict[str, State]] = {"drifted": "bad", "not known": "warn", "as agreed": "ok"}
_RANKS: Final = {"drifted": 0, "not known": 1, "as agreed": 2}
_VERBS: Final = {
    "review": "Review held",
    "decision": "Decided",
    "communication": "Told",
    "waiver": "Ran out",
    "target": "Target date passed",
}


@dataclass(frozen=True, slots=True)
class Turnover:
    """What was found since, and what no longer is; `against` says which state of the document that was set against."""

    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    against: str


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a brief is made from; `why` says where its first day comes from."""

    found: Assessment
    since: date
    why: str
    entries: tuple[Entry, ...]
    heads: tuple[str, ...]
    agenda: tuple[Dated, ...]
    movements: Mapping[str, Movement | NotRun]
    against: Against | None
    turnover: Turnover | NotRun


def brief_html(brief: Brief) -> str:
    """Return the brief as a page that is mailed as it is: one small file, no script, no font, no picture."""
    return page("mail.html.j2", {"s": sheet_of(brief), "kind": lambda block: type(block).__name__})


def brief_markdown(brief: Brief) -> str:
    """Return the brief as Markdown."""
    return sheet_markdown(sheet_of(brief))


def sheet_of(brief: Brief) -> Sheet:
    """Return the brief as a sheet."""
    found = brief.found
    state, words, points = heading.verdict_of(found)
    since = f"Since {full_date(brief.since)}, {brief.why}"
    return Sheet(
        "brief",
        f"{heading.title_of(found)}: what happened since {full_date(brief.since)}",
        heading.lede_of(found),
        (("As of", full_date(found.as_of)), ("Phase", heading.phase_of(found)), *_mvp(found)),
        state,
        words,
        points,
        heading.key_figures(found),
        (
            _happened(brief, since),
            _against(brief),
            _moved(brief),
            _turnover(brief),
            dates_section(found, brief.agenda),
            next_section(found),
        ),
        (*heading.foot_of(found, brief.heads), *_unrun(found)),
    )


def _mvp(found: Assessment) -> tuple[tuple[str, str], ...]:
    """Return what the MVP is, where somebody stated it."""
    line = mvp_line(found)
    return (("MVP", line),) if line else ()


def _unrun(found: Assessment) -> tuple[str, ...]:
    """Return what could not be judged, for it was not seen: rules with their reason, and checks of the data."""
    reasons: dict[str, list[str]] = {}
    for each in found.skipped:
        reasons.setdefault(each.reason, []).append(each.code)
    lines = [f"Not run: {', '.join(codes)}, for {told(reason)}." for reason, codes in reasons.items()]
    checks = [check for each in found.evidence.readiness.values() for check in each.checks]
    unseen = [check for check in checks if check.outcome == "not_run" and check.check.severity != "info"]
    if unseen:
        why = dict.fromkeys(check.not_run.detail for check in unseen if check.not_run)
        few = f"{told('; '.join(why))}." if why else ""
        lines.append(f"{len(unseen)} of {count_of(len(checks), 'check')} of the data did not run: {few}")
    return tuple(lines)


def _proof(found: Assessment, entry: Entry) -> str:
    return (found.agreed.answer(entry) if found.agreed else Signature(entry)).proof


def _happened(brief: Brief, lead: str) -> Section:
    found = brief.found
    new = [entry for entry in brief.entries if brief.since < entry.draft.at.date() <= found.as_of]
    rows = [
        (
            entry.draft.at.date(),
            Cell(entry_words(entry.draft), told(entry.draft.note, 130)),
            Cell(who(found, entry.draft.who), _proof(found, entry) if entry.draft.kind in ("sign", "decline") else ""),
        )
        for entry in new
        if entry.draft.kind != "review"
    ]
    rows += [
        (each.day, Cell(_said(each), _again(each, times)), _by(found, each))
        for each, times in _folded(happened(brief.agenda, brief.since, found.as_of))
        if each.kind != "gate"
    ]
    if not brief.entries:
        lead = f"{lead}. The ledger is empty: nobody signed, decided or reviewed anything yet"
    elif (begun := min(entry.draft.at.date() for entry in brief.entries)) > brief.since:
        lead = f"{lead}; the ledger begins on {full_date(begun)}"
    if not rows:
        fix = "Nothing was signed, decided, reviewed or told, as far as the ledger and the document say."
        return Section("happened", "What happened", (Nothing("Nothing is recorded.", fix),), lead)
    rows.sort(key=lambda row: row[0], reverse=True)
    cells = tuple((Cell(full_date(day)), what, by) for day, what, by in rows[:MOST])
    table = Table(("Day", "What", "Who"), cells, left_out=rest(len(rows) - MOST, "event", where="`trueup log` has all"))
    return Section("happened", "What happened", (table,), lead)


def _against(brief: Brief) -> Section:
    """Return agreed against now: what drifted and what is not known first."""
    title, against = "Agreed against now", brief.against
    if against is None:
        return Section("against", title, (Nothing("Nothing was agreed yet.", _BEGIN),))
    ranked = sorted(against.rows, key=lambda row: _RANKS[row.state])
    rows = tuple(
        (
            Cell(row.what),
            Cell(told(row.agreed, 160)),
            Cell(told(row.now, 220)),
            Cell(row.state, state=_STATES[row.state]),
        )
        for row in ranked[:MOST]
    )
    left = rest(len(ranked) - MOST, "line", where="`trueup review` prints all")
    table = Table(("What", "As agreed", "Now", "State"), rows, left_out=left)
    return Section("against", title, (table,), " ".join(verdict_of(against)))


def _folded(every: Sequence[Dated]) -> list[tuple[Dated, int]]:
    """Return each thing once, as it took place last, with how often that was."""
    last = {(each.kind, each.path): each for each in every}
    times = Counter((each.kind, each.path) for each in every)
    return [(each, times[key]) for key, each in last.items()]


def _again(each: Dated, times: int) -> str:
    often = f"{times} times since then, last on this day" if times > 1 else ""
    return ". ".join(part for part in (often, told(each.note, 130)) if part)


def _by(found: Assessment, each: Dated) -> Cell:
    """Return who did what took place, and who was there as far as the ledger says."""
    there = [who(found, name) for name in each.among if name != each.owner] if each.recorded else []
    by = who(found, each.owner) if each.owner else "not recorded"
    return Cell(by, told(f"with {', '.join(there)}", 130) if there else "")


def _said(each: Dated) -> str:
    verb = _VERBS.get(each.kind)
    return f"{verb}: {told(each.what)}" if verb else f"{told(each.what)}, by the plan"


def _moved(brief: Brief) -> Section:
    title, kpis = "How the KPIs moved", brief.found.document.initiative.kpis
    moved = {name: each for name, each in brief.movements.items() if isinstance(each, Movement)}
    if not moved:
        why = next((each for each in brief.movements.values() if isinstance(each, NotRun)), None)
        words = f"Not known: {told(why.detail)}." if why else "No KPI is named yet."
        return Section("moved", title, (Nothing(words, told(why.fix) if why else ""),))
    rows = []
    for name, each in list(moved.items())[:MOST]:
        kpi = kpis[name]
        target = level(kpi.target.value, kpi) if kpi.target else "none"
        rows.append(
            (
                Cell(told(kpi.title or name, 90)),
                Cell(quantity_level(each.then.level, kpi), month(each.then.first), basis=each.then.level.basis.value),
                Cell(quantity_level(each.now.level, kpi), month(each.now.first), basis=each.now.level.basis.value),
                Cell(each.course, state=_COURSES[each.course]),
                Cell(target),
            )
        )
    without = [told(kpis[name].title or name, 60) for name in brief.movements if name not in moved]
    left = f"No new month: {told('; '.join(without))}." if without else ""
    table = Table(("KPI", "Then", "Now", "Course", "Target"), tuple(rows), left_out=left)
    lead = "Whole months, with their 95 % intervals; the course is clear where these do not meet"
    return Section("moved", title, (table,), lead)


def _turnover(brief: Brief) -> Section:
    title, change = "Findings that came and went", brief.turnover
    if isinstance(change, NotRun):
        return Section("turnover", title, (Nothing(f"Not known: {told(change.detail)}", told(change.fix)),))
    if not change.new and not change.gone:
        return Section("turnover", title, (Nothing("No finding came or went."),), change.against)
    rows = (*_rows(brief, change.new, "new"), *_rows(brief, change.gone, "gone"))
    more = max(len(change.new) - MOST, 0) + max(len(change.gone) - MOST, 0)
    left = rest(more, "finding", where="`trueup check` lists all")
    return Section("turnover", title, (Table(("Finding", "State", "Who"), rows, left_out=left),), change.against)


def _rows(brief: Brief, findings: Sequence[Finding], word: str) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            Cell(told(each.problem), f"{each.code} {each.place}" if word == "new" else each.code),
            Cell(word, state="ok" if word == "gone" else "bad" if each.severity == "blocks" else "warn"),
            Cell(who(brief.found, each.owner)),
        )
        for each in findings[:MOST]
    )
