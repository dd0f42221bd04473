"""How findings say figures and names: thousands separators, percent with two digits, money in full."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from trueup.core.base.money import SYMBOLS, Money
from trueup.core.base.quantity import Quantity
from trueup.core.base.units import CURRENCIES, TIMES
from trueup.core.model.links import Links, Node

_WHOLE_FROM: Final = 1_000
_KINDS: Final = {"epic": "Epic", "story": "Story", "task": "Task"}


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 row`, `36,000 rows`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def share(part: float, whole: float) -> str:
    """Return a part of a whole in percent: `14.87 %`."""
    return f"{100 * part / whole:,.2f} %" if whole else "0.00 %"


def level(value: float, unit: str | None) -> str:
    """Return a KPI's level: a share in percent, anything else to four digits with its unit."""
    if unit == "1" and abs(value) <= 1:
        return share(value, 1)
    text = f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else f"{value:.4g}"
    if unit in CURRENCIES:
        return f"{SYMBOLS.get(unit, f'{unit} ')}{text}"
    if unit is None or unit == "1":
        return text
    return f"{text} {unit}{'s' if unit in TIMES and text != '1' else ''}"


def amount(value: float, unit: str) -> str:
    """Return an amount of work or money: `€22,800`, `€645,000 a year`, `38 days`."""
    what, _, per = unit.partition("/")
    said = Money.of(value, what).marked(0) if what in CURRENCIES else level(round(value, 1), what)
    if what == "point":
        said += "s" if value != 1 else ""
    return f"{said} a {per}" if per else said


def worth(figure: Quantity) -> str:
    """Return the P50 of an amount."""
    return amount(figure.value, figure.unit)


def named(names: Collection[str], most: int = 4) -> str:
    """Return ids as a list in words, in their order: `a`, `b` and 3 more."""
    shown = [f"`{name}`" for name in names]
    if len(shown) > most:
        return f"{', '.join(shown[: most - 1])} and {len(shown) - most + 1:,} more"
    return joined(shown)


def several(one: str, names: Collection[str]) -> str:
    """Return ids with their noun: option `a`, options `a` and `b`; a capital letter at its start stays."""
    return f"{one}{'s' if len(names) > 1 else ''} {named(names)}"


def joined(parts: Sequence[str]) -> str:
    """Return parts as a list in words: a, b and c."""
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part) if parts else ""


def item(links: Links, node: Node) -> str:
    """Return a piece of work as people say it: Epic `E4` (Executive dashboard)."""
    title = f" ({node.item.title})" if node.item.title else ""
    return f"{_KINDS[node.kind]} `{short(links, node.path)}`{title}"


def short(links: Links, path: str) -> str:
    """Return the id of an item where that means it alone, else its path."""
    name = path.rpartition(".")[2]
    return name if links.by_name.get(name) == (path,) else path


def first_line(text: str, most: int = 80) -> str:
    """Return the begin of a text of the user, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 3] + "..."


def plain(text: str) -> str:
    """Return a text as it is compared with another: its words in lower case, without marks between them."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
