"""Text of documents made safe to stand in formats that other programs read."""

from __future__ import annotations

import re
from typing import Final

_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What steers a terminal, turns the direction of reading, or may not stand in XML or UTF-8 at all."""

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


def visible(text: str) -> str:
    """Return a text with U+FFFD for every character that cannot be shown, line breaks among them."""
    return text if text.isprintable() else _UNSEEN.sub(REPLACEMENT, text)


def one_line(text: str) -> str:
    """Return a text on one line: white space becomes single blanks, what cannot be shown becomes U+FFFD."""
    return visible(" ".join(text.split()))


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters; where some are left out it ends in an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
