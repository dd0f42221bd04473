"""The chain as a tree on the terminal and as JSON."""

from __future__ import annotations

import io
import json
import textwrap
from collections.abc import Iterator
from typing import Final

from trueup.core.base.quantity import Basis
from trueup.render.chain_twigs import ChainTree, Mark, Twig
from trueup.render.charts.numbers import SPACE, amount
from trueup.render.json import quantity
from trueup.render.plain import MARKS, count_of, money
from trueup.render.terminal import Screen

FORMAT: Final = 1
SIGNS: Final[dict[Mark, str]] = {"holds": "✓", "warns": "!", "breaks": "✗", "unknown": "?"}
SHORT: Final = {"operational goal": "goal", "group": ""}
LEGEND: Final = "✓ holds  ! warns  ✗ breaks  ? not known here    ● measured  ◐ estimated  ○ assumed"
_STYLES: Final[dict[Mark, str]] = {"holds": "green", "warns": "yellow", "breaks": "bold red", "unknown": "cyan"}
_OWNER, _BENEFIT, _WORK = 17, 17, 12
_WIDE: Final = 90
_LEAST: Final = 20

_Piece = tuple[str, str]
"""Text and its style."""


def label(twig: Twig) -> str:
    """Return what a twig is called, with what it is in the chain: `KPI late: Late arrivals (decides)`."""
    name = f"{twig.name}: {twig.title}" if twig.name and twig.title else twig.name or twig.title
    kind = kind_of(twig)
    return f"{kind}{' ' if twig.name else ': '}{name}".removeprefix(": ") + (f" ({twig.note})" if twig.note else "")


def kind_of(twig: Twig) -> str:
    """Return the word for what a twig is, nothing for a group."""
    return SHORT.get(twig.kind, twig.kind)


def hidden(twig: Twig) -> str:
    """Return what lies below a twig whose children are not shown: `2 stories, 5 tasks`."""
    if twig.children:
        return ""
    words = ("epic", "epics"), ("story", "stories"), ("task", "tasks")
    return ", ".join(
        f"{count:,} {one if count == 1 else many}"
        for count, (one, many) in zip(twig.counts, words, strict=True)
        if count
    )


def said(twig: Twig, unit: str) -> tuple[str, str]:
    """Return the benefit and the remaining work of a twig in words; unpriced work is said where nothing is priced."""
    benefit = f"{money(twig.benefit)} {MARKS[twig.benefit.basis]}" if twig.benefit else ""
    if twig.spend is None or (not twig.spend and not twig.unpriced):
        return benefit, ""
    if twig.unpriced and not twig.spend:
        return benefit, "no estimate"
    return benefit, f"{amount(twig.spend, unit)} {MARKS[Basis.ESTIMATED]}" if unit else ""


def remarks(twig: Twig) -> tuple[str, ...]:
    """Return what is to be said below a twig: why it breaks, what is not shown, how much has no estimate."""
    gap = count_of(twig.unpriced, "piece") + " of work without an estimate" if twig.unpriced and twig.spend else ""
    return tuple(part for part in (_sentence(twig.why), hidden(twig), gap) if part)


def chain_text(tree: ChainTree, screen: Screen) -> str:
    """Return the tree for a screen, at most as wide as it; the same tree and screen give the same bytes."""
    from rich.console import Console
    from rich.text import Text

    console = Console(
        file=io.StringIO(),
        width=screen.width + 1,
        force_terminal=screen.colour,
        no_color=not screen.colour,
        color_system="standard" if screen.colour else None,
        highlight=False,
        legacy_windows=False,
    )
    for line in _lines(tree, screen.width):
        row = Text(no_wrap=True)
        for words, style in line:
            row.append(words.replace(SPACE, " "), style)
        row.rstrip()
        console.print(row)
    output = console.file
    assert isinstance(output, io.StringIO)  # noqa: S101 - made above
    return output.getvalue()


def chain_json(tree: ChainTree, initiative: str) -> str:
    """Return the tree as JSON: every twig with mark, reason, owner, money, counts and what lies below it."""
    body = {
        "trueup": FORMAT,
        "initiative": initiative,
        "title": tree.title,
        "unit": tree.unit or None,
        "lead": tree.lead,
        "tree": [_fields(twig) for twig in tree.roots],
    }
    return json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _fields(twig: Twig) -> dict[str, object]:
    epics, stories, tasks = twig.counts
    return {
        "kind": twig.kind,
        "path": None if twig.kind == "group" else twig.path,
        "name": twig.name or None,
        "title": twig.title or None,
        "mark": twig.mark,
        "why": twig.why or None,
        "note": twig.note or None,
        "owner": twig.owner,
        "spend": twig.spend,
        "unpriced": twig.unpriced,
        "benefit": quantity(twig.benefit),
        "below": {"epics": epics, "stories": stories, "tasks": tasks},
        "children": [_fields(child) for child in twig.children],
    }


def _lines(tree: ChainTree, width: int) -> Iterator[list[_Piece]]:
    yield [(tree.title, "bold")]
    for part in textwrap.wrap(f"{tree.lead}.", width):
        yield [(part, "")]
    yield []
    columns = _BENEFIT + _WORK + (_OWNER if width >= _WIDE else 0)
    room = max(_LEAST, width - columns)
    heads = (["owner".ljust(_OWNER)] if width >= _WIDE else []) + ["benefit".ljust(_BENEFIT), "work"]
    yield [(" " * room + "".join(heads), "dim")]
    for twig in tree.roots:
        yield from _branch(twig, tree.unit, width, ("", ""))
    yield []
    for part in textwrap.wrap(LEGEND, width, break_on_hyphens=False):
        yield [(part, "dim")]


def _branch(twig: Twig, unit: str, width: int, lead: tuple[str, str]) -> Iterator[list[_Piece]]:
    """Yield the lines of a twig and what is below it; `lead` stands before its first line and before the others."""
    wide = width >= _WIDE
    room = width - _BENEFIT - _WORK - (_OWNER if wide else 0)
    text = max(_LEAST, room - len(lead[0]) - 4)
    rows = textwrap.wrap(" ".join(label(twig).split()), text, break_on_hyphens=False) or [""]
    below = hidden(twig)
    beside = f"  {below}" if below and len(rows) == 1 and len(rows[0]) + len(below) < text else ""
    benefit, work = said(twig, unit)
    owner = textwrap.shorten(twig.owner or "", _OWNER - 2, placeholder="...").ljust(_OWNER) if wide else ""
    space = " " * max(1, room - len(lead[0]) - 2 - len(rows[0]) - len(beside))
    yield [
        (lead[0], "dim"),
        (f"{SIGNS[twig.mark]} ", _STYLES[twig.mark]),
        (rows[0], "bold" if twig.kind in {"primary objective", "KPI", "group"} else ""),
        (beside, "dim"),
        (space + owner, ""),
        (benefit.ljust(_BENEFIT), ""),
        (work, ""),
    ]
    inner = f"{lead[1]}{'│ ' if twig.children else '  '}"
    for row in rows[1:]:
        yield [(inner, "dim"), (row, "")]
    for remark in remarks(twig):
        if beside and remark == below:
            continue
        for part in textwrap.wrap(remark, max(_LEAST, width - len(inner)), break_on_hyphens=False):
            yield [(inner, "dim"), (part, _STYLES[twig.mark] if remark == _sentence(twig.why) else "dim")]
    for number, child in enumerate(twig.children, 1):
        last = number == len(twig.children)
        yield from _branch(
            child, unit, width, (lead[1] + ("└─ " if last else "├─ "), lead[1] + ("   " if last else "│  "))
        )


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if not text or text.endswith(".") else ".")
