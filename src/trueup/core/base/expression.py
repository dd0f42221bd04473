"""Expressions in one form: what is the same but for its layout is the same text."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*"
    | [0-9.]+(?:[eE][+-]?[0-9]+)? | \w+
    | :: | <> | != | [<>=]= | \|\| | \*\* | \S""",
    re.VERBOSE,
)
_STEPS: Final = {"(": 1, ")": -1}


def expression(text: str, *, names_fold: bool) -> str:
    """Return an expression as its words with single blanks; with `names_fold`, names in small letters as in SQL."""
    words = _WORD.findall(text)
    return " ".join(word.lower() if names_fold and word[0] not in "'\"" else word for word in words)


def unwrapped(text: str) -> str:
    """Return an expression in the form of `expression` without brackets around the whole of it, which mean nothing."""
    words = _WORD.findall(text)
    while _wrapped(words):
        words = words[1:-1]
    return " ".join(words)


def _wrapped(words: list[str]) -> bool:
    """Whether the first word opens a bracket that only the last one closes."""
    if words[:1] != ["("] or words[-1] != ")":
        return False
    depth = 0
    for place, word in enumerate(words, 1):
        depth += _STEPS.get(word, 0)
        if depth == 0:
            return place == len(words) and place > len("()")
    return False
