"""How much money a decision may release: no more than was ever committed, less what is spent and released already.

A kill releases what is left. A rework releases money only where the scope became smaller than what was agreed, as the
document shows: a smaller budget than one that was signed, or work taken out since the plan was signed last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from trueup.core.base.digest import Digest
from trueup.core.base.record import dataclass
from trueup.core.gates.canonical import Content, Value
from trueup.core.gates.delivered import released
from trueup.core.model.initiative import Initiative
from trueup.core.model.items import is_planned, item_path, parent_of
from trueup.core.model.ledger import AgreementKind, Entry

PLANS: Final[tuple[AgreementKind, ...]] = ("blueprint", "delivery")
"""The agreements that hold the scope: the epics with their budget, and the work below them."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a decision may release, in the initiative's currency.

    `left` is committed, neither spent nor released. `smaller` is by how much the scope became smaller than agreed: the
    part of the budget that was cut and is not released, else all that is left where work fell away; 0 where neither
    shows. `shown` says in words by what, `why_not` why nothing shows it.
    """

    left: float
    released: float
    smaller: float
    shown: str = ""
    why_not: str = ""


def scope(
    initiative: Initiative,
    today: Mapping[AgreementKind, Content],
    entries: Sequence[Entry],
    kept: Mapping[Digest, Content],
    currency: str,
) -> Scope:
    """Return what may be released by decisions about an initiative.

    `entries` are its own, each after those it follows; `kept` are the contents that were signed, `today` those of the
    document. What was committed is the budget of today, in `currency`, with all cuts since the first text that was
    signed.
    """
    budget, out = initiative.budget, released(entries).get(currency, 0.0)
    if budget is None:
        return Scope(0.0, out, 0.0, why_not="no budget is written down")
    amounts = [*(each for each in map(_amount, _signed(entries, kept, "blueprint")) if each is not None), budget.amount]
    cut = sum(max(0.0, before - after) for before, after in pairwise(amounts))
    left = max(0.0, budget.amount + cut - budget.spent - out)
    if cut > out:
        shown = f"the budget is {currency} {cut:,.10g} smaller than it was agreed"
        return Scope(left, out, min(left, cut - out), shown)
    newest = _since_last_release(entries)
    plans = {kind: list(_signed(newest, kept, kind))[-1:] for kind in PLANS}
    gone = tuple(_gone(plans, initiative, today))
    if not gone:
        why = _why_none_fell_away(plans, newest, f"{currency} {cut:,.10g}" if cut else "", released_before=out > 0)
        return Scope(left, out, 0.0, why_not=why)
    more = f" and {len(gone) - _NAMED:,} more" if len(gone) > _NAMED else ""
    words = ", ".join(f"`{path}`" for path in gone[:_NAMED])
    return Scope(left, out, left, f"{words}{more} {'was' if len(gone) == 1 else 'were'} agreed and fell away")


_NAMED: Final = 5


def _kind(entry: Entry) -> AgreementKind | None:
    return entry.draft.agreement.kind if entry.draft.agreement else None


def _signed(entries: Iterable[Entry], kept: Mapping[Digest, Content], kind: AgreementKind) -> Iterator[Content]:
    """Yield the texts of a kind that were signed and are kept, in the order of the ledger."""
    for entry in entries:
        agreement = entry.draft.agreement
        if entry.draft.kind == "sign" and agreement is not None and agreement.kind == kind and agreement.digest in kept:
            yield kept[agreement.digest]


def _amount(text: Content) -> float | None:
    budget = text.get("budget")
    amount = budget.get("amount") if isinstance(budget, dict) else None
    return float(amount) if isinstance(amount, int | float) else None


def _since_last_release(entries: Sequence[Entry]) -> Sequence[Entry]:
    last = max((number for number, entry in enumerate(entries) if entry.draft.released is not None), default=-1)
    return entries[last + 1 :]


def _why_none_fell_away(
    plans: Mapping[AgreementKind, Sequence[Content]], entries: Iterable[Entry], cut: str, *, released_before: bool
) -> str:
    """Return why nothing shows a smaller scope where no agreed work fell away: what was compared, and what was not.

    `cut` is by how much the budget is smaller than agreed, empty where it is not; so much was released already.
    """
    if not any(entry.draft.kind == "sign" and _kind(entry) in PLANS for entry in entries):
        return "nothing of the plan was signed since money was released last" if released_before else _NO_PLAN
    if not any(plans.values()):
        return "the plan that was signed is not kept here, so that nothing can be held against it"
    blueprint = next(iter(plans["blueprint"]), {})
    epics = ["all epics", "the whole MVP"] if "mvp" in blueprint else ["all epics"]
    held = ["all the work"] if plans["delivery"] else epics
    held += ["the budget"] if "budget" in blueprint and not cut else []
    words = " and ".join(part for part in (", ".join(held[:-1]), held[-1]) if part)
    why = f"the document still has {words} that {'was' if held == ['all the work'] else 'were'} agreed"
    if cut:
        why += f", and the {cut} by which the budget is smaller were released already"
    if not plans["delivery"]:
        why += "; what else lies below the epics is agreed in the delivery plan, which nobody signed" + (
            " since money was released last" if released_before else ""
        )
    return why


_NO_PLAN: Final = "no plan was ever signed"


def _gone(
    plans: Mapping[AgreementKind, Sequence[Content]], initiative: Initiative, today: Mapping[AgreementKind, Content]
) -> Iterator[str]:
    """Yield the work of the texts signed last that the document does not plan any more, only the topmost of it."""
    have = {path for kind in PLANS for path in _paths(today[kind])}
    agreed = dict.fromkeys(path for texts in plans.values() for text in texts for path in _paths(text))
    mvp = dict.fromkeys(path for text in plans["blueprint"] for path in _of_mvp(text))
    gone = {path for path in agreed if path not in have} | {path for path in mvp if not is_planned(initiative, path)}
    yield from (path for path in agreed | mvp if path in gone and parent_of(path) not in gone)


def _of_mvp(text: Content) -> Iterator[str]:
    """Yield the paths of the work that the MVP of a text names."""
    mvp = text.get("mvp")
    items = mvp.get("items") if isinstance(mvp, dict) else None
    for name in items if isinstance(items, list) else ():
        yield item_path(str(name))


def _paths(text: Content) -> Iterator[str]:
    """Yield the paths of all work in a text: `epics.E1`, `epics.E1.stories.S1` and so on."""
    yield from _below("", text, ("epics", "stories", "tasks"))


def _below(path: str, part: Content, levels: Sequence[str]) -> Iterator[str]:
    for level in levels[:1]:
        items: Value = part.get(level, {})
        for name, each in items.items() if isinstance(items, dict) else ():
            here = f"{path}.{level}.{name}".lstrip(".")
            yield here
            if isinstance(each, dict):
                yield from _below(here, each, levels[1:])
