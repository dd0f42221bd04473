"""The MVP in short, for whoever reads the blueprint: which work it is, what of it remains, and what it moves."""

from __future__ import annotations

from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.model.items import dropped, short_path
from trueup.core.model.links import Node
from trueup.core.rules.in_mvp import in_mvp
from trueup.core.rules.rule import Case


@dataclass(frozen=True, slots=True)
class MvpInShort:
    """An MVP as people chose it.

    `items` are short paths and titles, with a word about what is cancelled; `remains` is its remaining work at P50,
    None where nothing remains or no price is known; `unpriced` counts its leaves without a price, `moves` are the KPIs
    that it reaches.
    """

    items: tuple[tuple[str, str], ...]
    remains: Quantity | None
    unpriced: int
    moves: tuple[str, ...]


def mvp_in_short(found: Assessment) -> MvpInShort | None:
    """Return the MVP of an initiative, None where nobody stated one."""
    case = Case(found.document, found.links, found.evidence, found.as_of)
    mvp = in_mvp(case)
    if mvp is None:
        return None
    items = tuple((short_path(node.path), _said(node)) for node in mvp.named)
    return MvpInShort(items, case.amount(mvp.cost), mvp.unpriced, mvp.moves)


def _said(node: Node) -> str:
    gone = "(cancelled)" if node.cancelled or dropped(node.item) else ""
    return " ".join(part for part in (node.item.title, gone) if part)
