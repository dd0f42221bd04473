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
from trueup.core.model.items import parent_of
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
    if not any(entry.draft.kind == "sign" and _kind(entry) in PLANS for entry in newest):
        why = "nothing of the plan was signed since money was released last" if out else "no plan was ever signed"
        return Scope(left, out, 0.0, why_not=why)
    gone = tuple(_gone(newest, kept, today))
    if not gone:
        return Scope(left, out, 0.0, why_not="the document still has all the work and the budget that were agreed")
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


def _gone(
    entries: Sequence[Entry], kept: Mapping[Digest, Content], today: Mapping[AgreementKind, Content]
) -> Iterator[str]:
    """Yield the work of the texts signed last that the document does not plan any more, only the topmost of it."""
    have = {path for kind in PLANS for path in _paths(today[kind])}
    last = [list(_signed(entries, kept, kind))[-1:] for kind in PLANS]
    agreed = dict.fromkeys(path for texts in last for text in texts for path in _paths(text))
    gone = {path for path in agreed if path not in have}
    yield from (path for path in agreed if path in gone and parent_of(path) not in gone)


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
