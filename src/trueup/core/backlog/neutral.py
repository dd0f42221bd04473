"""Cells that a spreadsheet would run as a formula: neutralised where we write, read back as they were."""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = re.compile(
    "'*[\\s\u200b-\u200f\u2060\ufeff\x00-\x1f]*[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe63\ufe62\ufe66\ufe6b]"
    "|'*[\t\r\n\x00]"
)
"""What a formula begins with after OWASP's "CSV Injection": a sign, also full-width or small, after blanks or not."""
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
_MARK: Final = "'"


def neutral(text: str) -> str:
    """Return a cell that no spreadsheet runs: with an apostrophe before a formula, else as it is.

    Plain numbers stay numbers. `restored` undoes it, whatever the text: apostrophes before a formula are counted.
    """
    return _MARK + text if is_formula(text) else text


def restored(text: str) -> str:
    """Return the text that was neutralised; a cell that `neutral` would not have written comes back as it is."""
    return text[1:] if text[:1] == _MARK and is_formula(text[1:]) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula, leading apostrophes aside."""
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None
