"""The MVP in one line: which work, what of it remains (estimated), and which KPIs it moves."""

from __future__ import annotations

from typing import Final

from trueup.core.gates.assessment import Assessment
from trueup.core.gates.mvp import MvpInShort, mvp_in_short
from trueup.render.harmless import cut
from trueup.render.plain import count_of, money

_MOST: Final = 4
"""Items and KPIs that the line names."""
_TITLE: Final = 60


def mvp_line(found: Assessment) -> str:
    """Return the MVP with what remains of it and what it moves, empty where nobody stated one."""
    mvp = mvp_in_short(found)
    return "; ".join((mvp_items(mvp), *mvp_figures(mvp, found))) if mvp else ""


def mvp_items(mvp: MvpInShort) -> str:
    """Return which work it is: `E1 Trustworthy baseline, E2 Afternoon rule`."""
    return _few([f"{name} {_said(title)}".strip() for name, title in mvp.items])


def mvp_figures(mvp: MvpInShort, found: Assessment) -> tuple[str, str]:
    """Return what of it remains, and which KPIs it moves."""
    bare = f"{count_of(mvp.unpriced, 'piece')} of it without a price" if mvp.unpriced else ""
    remains = f"{money(mvp.remains)} of it remains (estimated)" if mvp.remains else ""
    kpis = found.document.initiative.kpis
    moves = _few([_said(kpis[name].title or name) for name in mvp.moves])
    return (
        ", ".join(part for part in (remains, bare) if part) or "nothing of it remains",
        f"moves {moves}" if moves else "moves no KPI",
    )


def _said(title: str) -> str:
    return cut(" ".join(title.split()), _TITLE)


def _few(words: list[str]) -> str:
    more = f" and {len(words) - _MOST:,} more" if len(words) > _MOST else ""
    return f"{', '.join(words[:_MOST])}{more}"
