"""Near misses: which known word somebody who mistyped a key, an id or a column most likely meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST: Final = 100
_MOST_EDITS: Final = 3
_SHORTEST_PREFIX: Final = 3
_PREFIX_COST: Final = 1.5


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` is most likely a slip of, or None when none is close.

    Case and the separators `-`, `_` and blank do not count. One edit is allowed for every three letters of the word,
    three at most; a word that begins another (three letters or more) ranks between one edit and two. Ties go to the
    known word of the most similar length, then to the first in the alphabet, whatever the order of `known`.
    """
    wanted = _fold(word)
    length = len(wanted)
    if length > _LONGEST:
        return None
    most = min(_MOST_EDITS, length // 3)
    letters = frozenset(wanted)
    best: tuple[float, int, str] | None = None
    enough = most
    for candidate in known:
        gap = abs(len(candidate) - length)
        folded = _fold(candidate)
        cost: float = most + 1
        if gap <= enough and len(letters.difference(folded)) <= enough:
            cost = edits(wanted, folded, enough)
        if cost > 1 and _begins(wanted, folded):
            cost = _PREFIX_COST
        elif cost > enough:
            continue
        rank = (cost, gap, candidate)
        if best is None or rank < best:
            best = rank
            enough = min(enough, int(cost))
    return None if best is None else best[2]


def edits(one: str, other: str, most: int) -> int:
    """Return how many single edits lead from one word to the other, or `most + 1` when it takes more than `most`.

    An edit inserts, drops or replaces a letter or swaps two neighbours (optimal string alignment: Damerau 1964, with
    no letter edited twice). Only the band of the table within `most` of its diagonal is computed.
    """
    one, other = _core(one, other)
    beyond = most + 1
    if not one or not other:
        return min(len(one) + len(other), beyond)
    if abs(len(one) - len(other)) > most:
        return beyond
    before: list[int] = []
    row = [min(j, beyond) for j in range(len(other) + 1)]
    for i, letter in enumerate(one, 1):
        first, last = max(1, i - most), min(len(other), i + most)
        new = [beyond] * (len(other) + 1)
        new[0] = min(i, beyond)
        for j in range(first, last + 1):
            facing = other[j - 1]
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, before[j - 2] + 1)
            new[j] = min(cost, beyond)
        if min(new) >= beyond:
            return beyond
        before, row = row, new
    return row[-1]


def _core(one: str, other: str) -> tuple[str, str]:
    """Return both words without the letters that they begin with or end with alike."""
    shorter = min(len(one), len(other))
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _fold(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")


def _begins(one: str, other: str) -> bool:
    shorter, longer = (one, other) if len(one) < len(other) else (other, one)
    return len(shorter) >= _SHORTEST_PREFIX and longer.startswith(shorter)
