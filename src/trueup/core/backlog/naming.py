"""Ids of items: the tool's own key where the document takes it, else one that is made from it and stays the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from trueup.core.model.fields import LONGEST_NAME, is_ident

_RESERVED: Final = frozenset({"null", "epics", "stories", "tasks", "y", "n", "yes", "no", "on", "off", "true", "false"})
_LONGEST: Final = 60


class Naming:
    """Gives out ids; each is given once."""

    def __init__(self) -> None:
        """Start with none given."""
        self._given: set[str] = set()

    def id_for(self, wish: str, otherwise: str) -> str:
        """Return the wished id where it may be one and is free, else one made from it, at the last `otherwise-2`."""
        made = wish if usable(wish) else slug(wish) or otherwise
        found = made
        number = 2
        while found.casefold() in self._given:
            found = f"{made[: LONGEST_NAME - 8]}-{number}"
            number += 1
        self._given.add(found.casefold())
        return found


def usable(text: str) -> bool:
    """Whether a text may stand as the id of an item in any YAML reader: `null` and `NO` may not, nor `1e3`."""
    return is_ident(text) and text.casefold() not in _RESERVED


def slug(text: str) -> str:
    """Return a text as an id: letters and digits joined by `-`; empty where it has none that an id takes."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    made = re.sub(r"[^A-Za-z0-9]+", "-", folded)[:_LONGEST].strip("-").lower()
    return f"item-{made}" if made in _RESERVED else made


def cleaner(longest: int) -> Callable[[str], str]:
    """Return what puts a text on one line of at most so many characters, without any that no editor shows."""
    looked_at = longest * 4

    def clean(text: str) -> str:
        words = " ".join(text[:looked_at].split())
        if not words.isprintable():
            words = " ".join("".join(map(_shown, words)).split())
        if len(words) <= longest and len(text) <= looked_at:
            return words
        cut = words[: longest - 1]
        return (cut.rpartition(" ")[0] or cut).rstrip() + "\u2026"

    return clean


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category in ("Cs", "Cf", "Cn", "Co") and character not in "\u200d\u00ad" else character
