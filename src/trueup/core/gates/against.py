"""Agreed against now: what people signed and saw, against texts, figures, KPIs, work and money as they are today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, Literal

from trueup.core.base.digest import Digest
from trueup.core.base.record import dataclass
from trueup.core.gates.canonical import Content
from trueup.core.gates.course import DRIFTING, Agreed, KpiCourse, courses
from trueup.core.gates.declined import no_words
from trueup.core.gates.seen import (
    EARLIER,
    MEANT,
    OF_WORK,
    SPEND,
    Drift,
    Figure,
    comparable,
    drifts,
    figure_words,
    rounded,
)
from trueup.core.gates.signatures.case import told
from trueup.core.gates.signed import file_of
from trueup.core.gates.signers import TITLES, rule_of
from trueup.core.gates.spent import Spent, spent_by_now
from trueup.core.gates.standing import Memory, Standing
from trueup.core.gates.work_since import Slip, WorkSince, last_day, work_since
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.model.kpi import Target
from trueup.core.model.ledger import AgreementKind, Entry, Seen

State = Literal["as agreed", "drifted", "not known"]
_KPI: Final = "kpis."
_MOST: Final = 5
_TO: Final[Mapping[str | None, str]] = {
    "at_least": ", at least",
    "at_most": ", at most",
    None: ", target",
} | dict.fromkeys(("increase", "decrease"), " to")


@dataclass(frozen=True, slots=True)
class AgreedAgainstNow:
    """One line of a review: what it is about, as agreed or seen, as it is now, and whether that is what was agreed."""

    what: str
    agreed: str
    now: str
    state: State

    @property
    def drifted(self) -> bool:
        """Whether it is not what was agreed."""
        return self.state == "drifted"


@dataclass(frozen=True, slots=True)
class Against:
    """Everything a review is about: its lines, and what they were made from."""

    rows: tuple[AgreedAgainstNow, ...]
    courses: tuple[KpiCourse, ...]
    work: WorkSince | None
    money: Spent | None

    @property
    def drifted(self) -> tuple[str, ...]:
        """Return what is not as agreed."""
        return tuple(row.what for row in self.rows if row.state == "drifted")

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return what could not be set against what was agreed."""
        return tuple(row.what for row in self.rows if row.state == "not known")

    def seen(self) -> Iterator[Seen]:
        """Yield the figures that whoever looks at this sees besides those of an agreement; they go into the ledger."""
        for each in self.courses:
            if each.now is not None and each.month is not None:
                name = f"{_KPI}{each.kpi} in {each.month:%Y-%m}"
                yield Seen(name, rounded(each.now.value), each.now.unit, each.now.basis.value)
        if self.work is not None:
            yield Seen("work done", float(self.work.done), f"of {self.work.items}", "assumed")
        if self.money is not None:
            yield Seen("spent", rounded(self.money.spent), self.money.currency, "assumed")
            if self.money.forecast is not None:
                yield Seen("forecast at completion", rounded(self.money.forecast), self.money.currency, "estimated")


def agreed_against_now(found: Standing, document: Document, evidence: Evidence, memory: Memory, as_of: date) -> Against:
    """Return what was agreed against what is on a day: texts, figures, the course of KPIs, work and money.

    Agreed is what was signed last, or what holds again since: its text, and the figures that its signer saw. What
    nobody signed, and what is not kept beside the ledger, is said to be not known.
    """
    initiative = document.initiative
    mine = [e for e in memory.entries if e.draft.initiative == initiative.id and e.draft.at.date() <= as_of]
    signed = _signed(mine, found)
    saw = {each.name: (each, e.draft.at.date()) for e in signed for each in e.draft.seen}
    levels = {name.removeprefix(_KPI): each.value for name, (each, _) in saw.items() if name.startswith(_KPI)}
    agreed = Agreed(levels, dict(_targets(signed, memory.kept)), _day(signed, "objective"))
    course = courses(initiative, evidence, agreed, as_of)
    plan, unknown = _plan(signed, memory.kept)
    work = work_since(initiative, plan, unknown, as_of)
    money = spent_by_now(initiative, evidence, _day(signed, "blueprint"), last_day(plan), as_of)
    ever = {"objective", *(e.draft.agreement.kind for e in signed if e.draft.agreement is not None)}
    ever |= {each.kind for each in found.sides if each.declined}
    rows = [_text(found, kind) for kind in dict.fromkeys(each.kind for each in found.sides) if kind in ever]
    rows += _figures(document, evidence, {name: each for name, (each, _) in saw.items()})
    rows += [_of_kpi(each) for each in course]
    rows += _work(work) if work else ()
    rows += _money(money, rule_of("blueprint", document).tolerance) if money else ()
    return Against(tuple(rows), course, work, money)


def _signed(mine: Iterable[Entry], found: Standing) -> list[Entry]:
    """Return all signatures in order, but none of another text after one that holds again: that is what is agreed."""
    holding = {each.entry.id for side in found.sides for each in side.signed}
    kept: dict[AgreementKind, Digest] = {}
    signed = []
    for entry in mine:
        agreement = entry.draft.agreement
        if entry.draft.kind != "sign" or agreement is None:
            continue
        if entry.id in holding:
            kept[agreement.kind] = agreement.digest
        if kept.get(agreement.kind, agreement.digest) == agreement.digest:
            signed.append(entry)
    return signed


def _day(signed: Iterable[Entry], kind: AgreementKind) -> date | None:
    """Return the day on which the text of an agreement that was signed last was first signed."""
    first: dict[str, date] = {}
    last = None
    for entry in signed:
        agreement = entry.draft.agreement
        if agreement is not None and agreement.kind == kind:
            first.setdefault(agreement.digest, entry.draft.at.date())
            last = agreement.digest
    return first[last] if last else None


def _targets(signed: Iterable[Entry], kept: Mapping[Digest, Content]) -> Iterator[tuple[str, Target]]:
    """Yield the targets of KPIs in the texts that were signed, of each kind the last, where these are kept."""
    last = {a.kind: a.digest for entry in signed if (a := entry.draft.agreement) is not None}
    for digest in last.values():
        kpis = kept.get(digest, {}).get("kpis")
        for name, content in kpis.items() if isinstance(kpis, dict) else ():
            target = content.get("target") if isinstance(content, dict) else None
            if isinstance(target, dict) and "value" in target:
                yield name, Target.model_validate({key: str(target[key]) for key in ("value", "by") if key in target})


def _plan(signed: Iterable[Entry], kept: Mapping[Digest, Content]) -> tuple[Content | None, str]:
    """Return the delivery plan that was signed last, or why it is not known."""
    digests = [a.digest for entry in signed if (a := entry.draft.agreement) is not None and a.kind == "delivery"]
    if not digests:
        return None, "no delivery plan was signed"
    content = kept.get(digests[-1])
    return (
        content,
        "" if content else f"the plan that was signed is not in evidence/agreements/ ({file_of(digests[-1])})",
    )


# ---- texts and figures


def _text(found: Standing, kind: AgreementKind) -> AgreedAgainstNow:
    sides = [each for each in found.sides if each.kind == kind]
    lapsed = [lapse for each in sides for lapse in each.lapsed]
    nos = "; ".join(dict.fromkeys(no_words(no) for each in sides for no in each.declined))
    who = ", ".join(f"{s.who} on {s.at.date()}" for each in sides for s in each.signed)
    if lapsed:
        who = ", ".join(f"{lapse.signature.who} on {lapse.signature.at.date()}" for lapse in lapsed)
        what = "unchanged, on other verdicts" if lapsed[0].same_text else "changed"
        now = f"{what}: {told(lapsed[0])}" + (f"; {nos}" if nos else "")
        return AgreedAgainstNow(TITLES[kind], f"signed by {who}", now, "drifted")
    if not who:
        return AgreedAgainstNow(TITLES[kind], "not signed", nos, "not known")
    if nos:
        state: State = "as agreed" if all(each.holds for each in sides) else "drifted"
        return AgreedAgainstNow(TITLES[kind], f"signed by {who}", f"unchanged; {nos}", state)
    return AgreedAgainstNow(TITLES[kind], f"signed by {who}", "unchanged", "as agreed")


def _figures(document: Document, evidence: Evidence, saw: Mapping[str, Seen]) -> Iterator[AgreedAgainstNow]:
    """Yield the figures that signers saw, against today's."""
    today = comparable("delivery", document.initiative, evidence)
    tolerance = rule_of("objective", document).tolerance
    moved = {drift.name: drift for drift in drifts(tuple(saw.values()), today, tolerance)}
    for figure in today:
        name = figure.seen.name
        if (name in OF_WORK and name not in saw) or (name == EARLIER and SPEND in saw):
            continue
        yield _figure(figure, saw.get(name), moved.get(name))


def _figure(figure: Figure, then: Seen | None, moved: Drift | None) -> AgreedAgainstNow:
    now = figure.seen
    name = (
        f"baseline of {now.name.removeprefix(_KPI)}"
        if now.name.startswith(_KPI)
        else f"{now.name}{MEANT.get(now.name, '')}"
    )
    words = f"{figure.words_of(now.value)}{f' ({moved.why})' if moved else ''}"
    if then is None:
        return AgreedAgainstNow(name, "nobody saw it when signing", words, "not known")
    return AgreedAgainstNow(name, figure_words(then.value, then.unit), words, "drifted" if moved else "as agreed")


def _of_kpi(found: KpiCourse) -> AgreedAgainstNow:
    base = figure_words(found.agreed, found.unit) if found.agreed is not None else "no baseline"
    by = f" by {found.by}" if found.by else ""
    goal = f"{_TO[found.direction]} {figure_words(found.target, found.unit)}{by}" if found.target is not None else ""
    state: State = "drifted" if found.course in DRIFTING else "not known" if found.now is None else "as agreed"
    what = f"course of {found.kpi}"
    if found.now is None or found.month is None:
        return AgreedAgainstNow(what, f"{base}{goal}", found.why, state)
    spread = found.now.spread
    around = ""
    if spread.form == "interval95":
        around = f" ({figure_words(spread.low, found.unit)} to {figure_words(spread.high, found.unit)})"
    level = f"{figure_words(found.now.value, found.unit)}{around} in {found.month:%Y-%m}"
    return AgreedAgainstNow(what, f"{base}{goal}", f"{level}: {found.course}; {found.why}", state)


# ---- work and money


def _work(found: WorkSince) -> Iterator[AgreedAgainstNow]:
    done = f"{found.done} of {_items(found.items)} done"
    if found.unknown and not found.dated:
        yield AgreedAgainstNow("work", f"not known: {found.unknown}", done, "not known")
        return
    if not found.dated:
        yield AgreedAgainstNow("work by now", "no work has a day", done, "not known")
    else:
        late = f"; not done: {_named(found.late)}" if found.late else ""
        met = f"{len(found.due) - len(found.late)} of them done{late}; in all {done}"
        agreed = f"{_items(len(found.due))} to be done by now{', as planned today' if found.unknown else ''}"
        yield AgreedAgainstNow("work by now", agreed, met, "drifted" if found.late else "as agreed")
    if found.unknown:
        yield AgreedAgainstNow("scope and days", f"not known: {found.unknown}", "", "not known")
        return
    moved = [*(f"{name} is new" for name in found.added), *(f"{name} is gone" for name in found.removed)]
    agreed = f"{_items(found.items - len(found.added) + len(found.removed))}"
    yield AgreedAgainstNow("scope", agreed, _named(moved) or "the same", "drifted" if moved else "as agreed")
    if found.slips:
        words = _named([_slip(each) for each in found.slips])
        later = any(each.later for each in found.slips)
        yield AgreedAgainstNow("days of the work", "as signed", words, "drifted" if later else "as agreed")


def _slip(found: Slip) -> str:
    if found.then is None:
        return f"{found.item} is wanted on {found.now} (no day before)"
    if found.now is None:
        return f"{found.item} has no day any more (it was {found.then})"
    days = (found.now - found.then).days
    how = f"{days} days later" if days > 0 else f"{-days} days earlier"
    return f"{found.item} {how} ({found.then} -> {found.now})"


def _money(found: Spent, tolerance: float) -> Iterator[AgreedAgainstNow]:
    """Yield spent against the straight line and the forecast against the budget.

    Ahead of the line is what lies above it by more than a share `tolerance` of the budget, and more than the budget.
    """

    def words(value: float) -> str:
        return f"{rounded(round(value)):,.10g} {found.currency}".strip()

    spent = f"{words(found.spent)} spent of {words(found.amount)}"
    over = found.spent > found.amount
    if found.line is None:
        why = f"no straight line: {found.no_line}"
        yield AgreedAgainstNow("spent by now", why, spent, "drifted" if over else "not known")
    else:
        line = f"{words(found.line)} on the straight line from {found.begins} to {found.ends}"
        over = over or found.spent > found.line + tolerance * found.amount
        yield AgreedAgainstNow("spent by now", line, spent, "drifted" if over else "as agreed")
    budget = f"{words(found.amount)} granted"
    if found.forecast is None or found.to_come is None:
        yield AgreedAgainstNow("forecast at completion", budget, f"not known: {found.no_forecast}", "not known")
        return
    least = f", at least: {_items(found.unpriced)} without an estimate" if found.unpriced else ""
    comes = f"{words(found.forecast)} = {words(found.spent)} spent + {words(found.to_come)} to come{least}"
    more = found.forecast > found.amount
    state: State = "drifted" if more else "not known" if found.unpriced else "as agreed"
    yield AgreedAgainstNow("forecast at completion", budget, comes, state)


def _items(count: int) -> str:
    return f"{count} {'item' if count == 1 else 'items'}"


def _named(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - _MOST} more" if len(every) > _MOST else ""
    return f"{', '.join(every[:_MOST])}{more}"
