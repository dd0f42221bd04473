"""Reviews: those of the ledger count as held, and each one sets what was agreed against what is now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trueup.core.gates.conflicts import told
from trueup.core.gates.seen import Drift, Figure, drifts, figures
from trueup.core.gates.signers import TITLES, rule_of
from trueup.core.gates.standing import Standing
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.model.items import items_of
from trueup.core.model.ledger import AgreementKind, Entry, Seen


@dataclass(frozen=True, slots=True)
class AgreedAgainstNow:
    """One line of a review: what it is about, as agreed or seen, as it is now, and whether it drifted."""

    what: str
    agreed: str
    now: str
    drifted: bool


def with_reviews_held(document: Document, entries: Iterable[Entry], as_of: date) -> Document:
    """Return a document whose reviews were also held on the days on which the ledger records them."""
    initiative = document.initiative
    days: dict[str, set[date]] = {}
    for entry in entries:
        draft = entry.draft
        if draft.kind == "review" and draft.initiative == initiative.id and draft.at.date() <= as_of:
            days.setdefault(draft.subject, set()).add(draft.at.date())
    held = {name: days[name] for name in initiative.reviews if name in days}
    if not held:
        return document
    reviews = {
        name: each.model_copy(update={"held": tuple(sorted({*each.held, *held.get(name, ())}))})
        for name, each in initiative.reviews.items()
    }
    return replace(document, initiative=initiative.model_copy(update={"reviews": reviews}))


def agreed_against_now(
    found: Standing, document: Document, evidence: Evidence, before: Entry | None
) -> tuple[AgreedAgainstNow, ...]:
    """Return what was agreed against what is now: the texts, the figures seen, the money spent, the work done.

    `before` is the last signature or review; figures are set against what was seen then.
    """
    rows = [_text(found, kind) for kind in dict.fromkeys(each.kind for each in found.sides)]
    today = figures("delivery", document.initiative, evidence)
    seen = before.draft.seen if before else ()
    tolerance = rule_of("objective", document).tolerance
    moved = {drift.name: drift for drift in drifts(seen, today, tolerance)}
    rows += [_figure(figure, seen, moved.get(figure.seen.name)) for figure in today]
    return (*rows, *_money(document), *_work(document))


def _text(found: Standing, kind: AgreementKind) -> AgreedAgainstNow:
    sides = [each for each in found.sides if each.kind == kind]
    lapsed = [lapse for each in sides for lapse in each.lapsed]
    who = ", ".join(f"{s.who} on {s.at.date()}" for each in sides for s in each.signed)
    if lapsed:
        who = ", ".join(f"{lapse.signature.who} on {lapse.signature.at.date()}" for lapse in lapsed)
        return AgreedAgainstNow(TITLES[kind], f"signed by {who}", f"changed: {told(lapsed[0])}", drifted=True)
    return AgreedAgainstNow(
        TITLES[kind], f"signed by {who}" if who else "not signed", "unchanged" if who else "", drifted=False
    )


def _figure(figure: Figure, seen: Sequence[Seen], moved: Drift | None) -> AgreedAgainstNow:
    now = figure.seen
    then = next((each for each in seen if each.name == now.name), None)
    agreed = figure.words_of(then.value) if then and then.unit == now.unit else "not seen then"
    why = f" ({moved.why})" if moved else ""
    return AgreedAgainstNow(now.name, agreed, f"{figure.words_of(now.value)}{why}", drifted=moved is not None)


def _money(document: Document) -> tuple[AgreedAgainstNow, ...]:
    budget, currency = document.initiative.budget, document.initiative.currency or ""
    if budget is None:
        return ()
    spent = f"{budget.spent:,.10g} {currency} spent".replace("  ", " ")
    return (
        AgreedAgainstNow(
            "budget", f"{budget.amount:,.10g} {currency}".strip(), spent, drifted=budget.spent > budget.amount
        ),
    )


def _work(document: Document) -> tuple[AgreedAgainstNow, ...]:
    items = [item for _, item in items_of(document.initiative) if item.status != "cancelled"]
    if not items:
        return ()
    done = sum(item.status == "done" for item in items)
    return (AgreedAgainstNow("plan", f"{len(items)} items of work", f"{done} done", drifted=False),)
