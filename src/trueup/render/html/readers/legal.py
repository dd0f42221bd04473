"""The sheet for legal and data protection: personal data, licences, red lines, duties, exceptions, what was signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from trueup.core.gates.answer import Signature
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.signers import TITLES
from trueup.core.model.dataset import DataSet
from trueup.core.model.ledger import Draft, Entry
from trueup.core.model.option import AI_KINDS
from trueup.core.model.waiver import Waiver
from trueup.core.rules.waive import shortcomings
from trueup.render.charts.numbers import amount, full_date
from trueup.render.charts.slice import State
from trueup.render.html.readers import heading
from trueup.render.html.readers.sheet import Cell, Nothing, Section, Sheet, Table, day_cell, rest, told, who
from trueup.render.plain import count_of

MOST: Final = 8
MOST_GATES: Final = 4
"""Decisions at gates that are shown however many questions the document asks."""
_CLASSES: Final[Mapping[str, tuple[str, State]]] = {
    "no": ("none", "ok"),
    "pseudonymous": ("pseudonymous", "warn"),
    "personal": ("personal", "warn"),
    "special": ("special category", "bad"),
}


def legal(found: Assessment, entries: Sequence[Entry] = (), heads: Sequence[str] = ()) -> Sheet:
    """Return the sheet for legal and data protection."""
    data = found.document.initiative.data.values()
    personal = sum(each.personal_data in ("personal", "special", "pseudonymous") for each in data)
    unstated = sum(each.personal_data is None for each in data)
    gaps = sum(each.personal_data is None or each.licence is None for each in data)
    words = f"Personal data in {personal} of {count_of(len(data), 'data set')}" + (
        f", not stated for {unstated:,}" if unstated else ""
    )
    points = (f"{count_of(gaps, 'data set')} without a personal-data class or a licence",) if gaps else ()
    own: State = "warn" if gaps or personal else "ok"
    words = words if data else "No data set is named yet"
    state, words, under = heading.under_the_verdict(found, own, words, points)
    decided = _decisions(found, entries)
    return Sheet(
        "legal",
        heading.title_of(found),
        heading.lede_of(found),
        heading.meta_of(found, "legal"),
        state,
        words,
        under,
        (),
        (_data(found), _limits(found), _duties(found), _exceptions(found), decided, signed(found, entries)),
        heading.foot_of(found, heads),
    )


def _data(found: Assessment) -> Section:
    data = found.document.initiative.data
    title = "Personal data and licences"
    if not data:
        return Section("data", title, (Nothing("No data set is named yet."),))
    order = {"special": 0, "personal": 1, "pseudonymous": 2, None: 3, "no": 4}
    ranked = sorted(data, key=lambda name: order[data[name].personal_data])
    rows = tuple(_set(found, name, data[name]) for name in ranked[:MOST])
    columns = ("Data set", "Personal data", "Licence", "Owner", "Used by")
    return Section("data", title, (Table(columns, rows, left_out=rest(len(data) - MOST, "data set")),))


def _set(found: Assessment, name: str, table: DataSet) -> tuple[Cell, ...]:
    word, state = _CLASSES.get(table.personal_data or "", ("not stated", "bad"))
    users = [
        f"{told(option.title or each, 60)}{' (AI)' if option.kind in AI_KINDS else ''}"
        for each, option in found.document.initiative.options.items()
        if any(use.partition(".")[0] == name for use in option.uses)
    ]
    licence = Cell(told(table.licence, 90)) if table.licence else Cell("not stated", state="bad")
    contract = "data contract" if table.contract else "no data contract"
    return (
        Cell(name, told(table.title, 80)),
        Cell(word, state=state),
        Cell(licence.words, contract, licence.state),
        Cell(who(found, table.owner), state=None if table.owner else "warn"),
        Cell(told("; ".join(users[:3]), 170) or "no option", rest(len(users) - 3, "option")),
    )


def _limits(found: Assessment) -> Section:
    initiative = found.document.initiative
    rows = [
        (
            Cell(told(line)),
            Cell(told(each.title or name, 80)),
            Cell(f"heard {full_date(each.heard)}" if each.heard else "not heard"),
        )
        for name, each in initiative.stakeholders.items()
        for line in each.red_lines
    ]
    goals = initiative.objective.non_goals if initiative.objective else ()
    rows += [(Cell(told(goal)), Cell("objective"), Cell("not meant by it")) for goal in goals]
    if not rows:
        return Section("limits", "Red lines", (Nothing("Nobody has named a red line."),))
    table = Table(("Red line", "Whose", "Standing"), tuple(rows[:MOST]), left_out=rest(len(rows) - MOST, "line"))
    return Section(
        "limits", "Red lines", (table,), "What stakeholders will not accept, and what the objective does not mean"
    )


def _duties(found: Assessment) -> Section:
    rows = []
    for path, node in found.links.nodes.items():
        mandate = node.item.mandated
        if mandate is not None and not node.cancelled:
            rows.append(
                (
                    Cell(told(node.label, 110), path),
                    Cell(told(mandate.reason) or "no reason given"),
                    Cell(who(found, mandate.owner)),
                )
            )
    for name, kpi in found.document.initiative.kpis.items():
        if kpi.mandated:
            rows.append(
                (
                    Cell(told(kpi.title or name, 110), "KPI"),
                    Cell(told(kpi.because) or "no reason given"),
                    Cell(who(found, kpi.owner)),
                )
            )
    if not rows:
        return Section("duties", "Mandated work", (Nothing("No work is said to be mandated by law or contract."),))
    table = Table(
        ("What", "Law, contract or decision", "Who says so"),
        tuple(rows[:MOST]),
        left_out=rest(len(rows) - MOST, "item"),
    )
    return Section("duties", "Mandated work", (table,))


def _exceptions(found: Assessment) -> Section:
    waivers = found.document.waivers
    if not waivers:
        return Section("exceptions", "Exceptions to rules", (Nothing("No exception was asked for."),))
    rows = tuple(_exception(found, each) for each in waivers[:MOST])
    columns = ("Exception", "Because", "Asked by", "Allowed by", "Holds")
    table = Table(columns, rows, left_out=rest(len(waivers) - MOST, "exception"))
    return Section("exceptions", "Exceptions to rules", (table,))


def _exception(found: Assessment, each: Waiver) -> tuple[Cell, ...]:
    lacks = shortcomings(found.document, each)
    if lacks:
        holds = Cell("does not hold", told("; ".join(lacks), 110), "bad")
    elif each.until is not None and each.until < found.as_of:
        holds = Cell(f"ran out {full_date(each.until)}", state="warn")
    else:
        holds = Cell(f"until {full_date(each.until)}" if each.until else "no last day", state="ok")
    return (
        Cell(f"{each.rule} {each.subject}"),
        Cell(told(each.because, 130) or "no reason given"),
        Cell(who(found, each.by)),
        Cell(who(found, each.approved_by)),
        holds,
    )


def _decisions(found: Assessment, entries: Sequence[Entry]) -> Section:
    """Return what was decided at gates, newest first, then the questions that the document asks."""
    every = found.document.initiative.decisions.values()
    gates = [entry for entry in entries if entry.draft.kind == "decide"]
    if not every and not gates:
        return Section("decisions", "Decisions", (Nothing("No decision is written down or entered in the ledger."),))
    newest = sorted(gates, key=lambda entry: entry.draft.at, reverse=True)
    undone = {each.entry.id for each in found.agreed.decisions if each.why_not} if found.agreed else set()
    rows = [_gate(found, entry, holds=entry.id not in undone) for entry in newest[: max(MOST - len(every), MOST_GATES)]]
    room = MOST - len(rows)
    left = len(gates) - len(rows) + max(0, len(every) - room)
    for each in list(every)[:room]:
        made = each.decided is not None and each.decided <= found.as_of
        when = Cell(full_date(each.decided)) if made and each.decided else day_cell(each.by, found.as_of)
        outcome = (
            Cell(told(each.outcome) or "no outcome given", told(each.because, 110))
            if made
            else Cell("open", state="quiet")
        )
        rows.append((Cell(told(each.question)), Cell(who(found, each.owner)), when, outcome))
    more = rest(left, "decision", where="`trueup log` and the full report have all")
    table = Table(("Question", "Who", "Day", "Outcome"), tuple(rows), left_out=more)
    return Section("decisions", "Decisions", (table,))


def _gate(found: Assessment, entry: Entry, *, holds: bool) -> tuple[Cell, ...]:
    """Return a decision at a gate, with the money that it released, and what became of it."""
    draft = entry.draft
    money = f", released {amount(*draft.released)}" if draft.released else ""
    question, _, outcome = entry_words(draft).partition(": ")
    outcome, note = f"{outcome}{money}", told(draft.note, 110)
    return (
        Cell(question),
        Cell(who(found, draft.who), draft.role),
        Cell(full_date(draft.at.date())),
        Cell(outcome, note) if holds else Cell(f"{outcome}: no longer holds", note, "bad"),
    )


def signed(found: Assessment, entries: Sequence[Entry]) -> Section:
    """Return what people signed, declined and waived, and what became of it since.

    What is proven comes first, by the person's own key or session, then by a mail or minutes; within that the newest.
    """
    kept = [entry for entry in entries if entry.draft.kind in ("sign", "decline", "waive")]
    if not kept:
        return Section("signed", "What was signed", (Nothing("No signature is recorded."),))
    answers = {entry.id: found.agreed.answer(entry) if found.agreed else Signature(entry) for entry in kept}
    newest = sorted(kept, key=lambda entry: (answers[entry.id].strength, entry.draft.at), reverse=True)[:MOST]
    broken = _broken(found, kept)
    rows = tuple(
        (
            Cell(entry_words(entry.draft), _content(entry.draft)),
            Cell(who(found, entry.draft.who), entry.draft.role),
            Cell(full_date(entry.draft.at.date())),
            Cell(broken[entry.id], state="bad") if entry.id in broken else Cell("as entered"),
            Cell(told(answers[entry.id].proof, 90)),
        )
        for entry in newest
    )
    table = Table(
        ("What", "Who", "Day", "Standing", "How we know"), rows, left_out=rest(len(kept) - MOST, "entry", "entries")
    )
    return Section("signed", "What was signed", (table,))


def _broken(found: Assessment, entries: Sequence[Entry]) -> Mapping[str, str]:
    """Return by entry what no longer holds, and why in a word."""
    if found.agreed is None:
        return {}
    lapsed = {
        lapse.signature.entry.id: f"lapsed: {'a verdict turned' if lapse.same_text else 'the text changed'}"
        for side in found.agreed.sides
        for lapse in side.lapsed
    }
    refused = {
        signature.entry.id: told(f"does not count: {why}", 120)
        for side in found.agreed.sides
        for signature, why in side.refused
    }
    undone = {each.entry.id: "no longer holds" for each in found.agreed.decisions if each.why_not}
    return {**lapsed, **_answered(found, entries), **refused, **undone}


def _answered(found: Assessment, entries: Sequence[Entry]) -> Mapping[str, str]:
    """Return by entry what a no is today, and which signatures a no took back."""
    sides = found.agreed.sides if found.agreed else ()
    nos = {no.entry.id: no for side in sides for no in side.declined}
    before = {
        lapse.signature.entry.id: "a verdict turned since" if lapse.same_text else "the text changed since"
        for side in sides
        for lapse in side.once_declined
    }
    taken = {(no.who, no.entry.draft.agreement): full_date(no.at.date()) for no in nos.values()}
    words: dict[str, str] = {}
    for entry in entries:
        draft = entry.draft
        if draft.kind == "decline":
            still = before.get(entry.id, "answered anew since")
            words[entry.id] = "open: this text is declined" if entry.id in nos else still
        elif draft.kind == "sign" and (draft.who, draft.agreement) in taken:
            words[entry.id] = f"taken back on {taken[draft.who, draft.agreement]}"
    return words


def entry_words(draft: Draft) -> str:
    """Return in words what an entry of the ledger says."""
    gate = f"{draft.phase.capitalize()} gate" if draft.phase else "Gate"
    about = told(draft.subject, 90)
    if draft.kind == "sign":
        return f"Signed: {TITLES[draft.agreement.kind] if draft.agreement else about}"
    if draft.kind == "decline":
        return f"Declined: {TITLES[draft.agreement.kind] if draft.agreement else about}"
    if draft.kind == "decide":
        under = f", under {count_of(len(draft.conditions), 'condition')}" if draft.conditions else ""
        return f"{gate}: {draft.choice}{under}"
    if draft.kind == "waive":
        return f"Exception allowed: {about}" + (f" until {full_date(draft.until)}" if draft.until else "")
    if draft.kind == "phase":
        return f"Now in: {draft.stage or draft.phase}"
    return f"Review held: {about}" if draft.kind == "review" else "Two branches of the ledger joined"


def _content(draft: Draft) -> str:
    if draft.kind == "decline":
        return told(f"because: {draft.note}", 120)
    return f"content {draft.agreement.digest.rpartition(':')[2][:12]}" if draft.agreement else told(draft.note, 120)
