"""Columns that by their names tell what one unit is: `claim_id` in a log of claims, or plainly `claim`."""

from __future__ import annotations

from typing import Final

_NOUNS: Final = frozenset(
    {
        *("application", "booking", "case", "claim", "complaint", "contract", "incident", "inquiry"),
        *("invoice", "order", "parcel", "request", "session", "shipment", "ticket", "transaction", "visit"),
    }
)
"""What several rows of a log are about; people, places and products are left out: a row of theirs is a unit itself."""

_ENDINGS: Final = ("", "id", "key", "no", "nr", "number", "ref", "reference")
_WITH_ID: Final = {noun + ending for noun in _NOUNS for ending in _ENDINGS} | {f"id{noun}" for noun in _NOUNS}


def names_unit(column: str) -> bool:
    """Whether a column probably names the unit that its row is about: `id`, `..._id`, `case`, `Ticket No`."""
    word = column.lower()
    return word == "id" or word.endswith(("_id", " id", "-id")) or _letters(word) in _WITH_ID


def is_bare_noun(column: str) -> bool:
    """Whether a column is called by what a row is about alone, such as `case`: it may hold kinds of them as well."""
    return _letters(column.lower()) in _NOUNS


def _letters(word: str) -> str:
    return "".join(letter for letter in word if letter.isalpha())
