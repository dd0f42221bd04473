"""Whether a ledger is as it was written, in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from trueup.core.gates.history import Verified
from trueup.core.gates.ledger_problem import Problem

FORMAT: Final = 1


_FOLDED: Final = frozenset({"unreadable", "conflict"})
"""What comes by the file and not by the entry: told once, with the lines it is on."""
_MOST: Final = 5

Keys: TypeAlias = tuple[int, int | None]
"""How many signatures with keys are genuine, and how many of them with a registered key (None: not looked at)."""


def verify_text(name: str, found: Verified, keys: Keys, remarks: Sequence[str]) -> str:
    """Return whether a ledger is as it was written: each problem with its line and remedy, then the heads."""
    lines = []
    for each, more in _folded(found.problems):
        word = "note" if each.harmless else "wrong"
        again = f" Likewise {_lines(more)}." if more else ""
        lines += [f"{_place(name, each)}: {word}: {each.problem}{again}", f"    {each.fix}"]
    wrong = sum(not each.harmless for each in found.problems)
    sound = (
        "nothing was changed, removed or moved" if found.sound else "1 problem" if wrong == 1 else f"{wrong:,} problems"
    )
    lines.append(f"{name}: {counted(found.count)}, {sound}.")
    if keys[0]:
        lines.append(_of_keys(*keys))
    lines += [f"! {remark}" for remark in remarks]
    heads = head_lines(found.heads) if found.readable else [f"head {name}" for name in found.heads]
    return "\n".join([*lines, *heads]) + "\n"


def _folded(problems: Sequence[Problem]) -> Iterator[tuple[Problem, list[int]]]:
    """Yield each problem, of one kind with one remedy that the file has the first alone with the other lines of it."""
    others: dict[tuple[str, str], list[int]] = {}
    first: dict[tuple[str, str], Problem] = {}
    for each in problems:
        if each.kind in _FOLDED and first.setdefault((each.kind, each.fix), each) is not each:
            others.setdefault((each.kind, each.fix), []).append(each.line or 0)
    for each in problems:
        if each.kind not in _FOLDED or first[each.kind, each.fix] is each:
            yield each, others.get((each.kind, each.fix), [])


def _lines(numbers: Sequence[int]) -> str:
    """Return `line 3`, `lines 3 and 4`, or the first of many lines with how many more there are."""
    rest = len(numbers) - _MOST
    named = [f"{number}" for number in numbers[:_MOST]] + ([f"{rest:,} more"] if rest > 0 else [])
    return f"line {named[0]}" if len(named) == 1 else f"lines {', '.join(named[:-1])} and {named[-1]}"


def _of_keys(genuine: int, registered: int | None) -> str:
    """Return how many signatures were made with a key, and with how many of these the person is known by it."""
    words = f"{genuine:,} signature{'' if genuine == 1 else 's'} made with a key, genuine"
    if registered is None:
        return f"{words}; whose keys they are is not known."
    return f"{words}; {registered:,} of them with the key that is registered for the person."


def _place(name: str, each: Problem) -> str:
    return name if each.line is None else f"{name}:{each.line}"


def verify_json(found: Iterable[tuple[str, Verified, Keys, Sequence[str]]]) -> str:
    """Return what verifying several ledgers found as JSON."""
    body = {
        "trueup": FORMAT,
        "ledgers": [
            {
                "file": name,
                "entries": verified.count,
                "sound": verified.sound,
                "heads": list(verified.heads),
                "genuine_keys": keys[0],
                "registered_keys": keys[1],
                "problems": [_problem(each) for each in verified.problems],
                "remarks": list(remarks),
            }
            for name, verified, keys, remarks in found
        ],
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _problem(each: Problem) -> dict[str, object]:
    return {
        "kind": each.kind,
        "harmless": each.harmless,
        "line": each.line,
        "entry": each.entry or None,
        "problem": each.problem,
        "fix": each.fix,
    }


def counted(count: int) -> str:
    """Return `1 entry` or `1,000 entries`."""
    return "1 entry" if count == 1 else f"{count:,} entries"


def head_lines(heads: Sequence[str]) -> list[str]:
    """Return the heads of a ledger, whole, and what to do where there are several."""
    lines = [f"head {name}" for name in heads]
    if len(heads) > 1:
        lines.append("Two branches went on apart: the next entry joins them, or `trueup log merge --by ID` does now.")
    return lines
