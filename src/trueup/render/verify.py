"""Whether a ledger is as it was written, in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from trueup.core.gates.history import Verified
from trueup.core.gates.ledger_problem import Problem

FORMAT: Final = 1


def verify_text(name: str, found: Verified, keys: int, remarks: Sequence[str]) -> str:
    """Return whether a ledger is as it was written: each problem with its line and remedy, then the heads."""
    lines = []
    for each in found.problems:
        word = "note" if each.harmless else "wrong"
        lines += [f"{_place(name, each)}: {word}: {each.problem}", f"    {each.fix}"]
    wrong = sum(not each.harmless for each in found.problems)
    sound = (
        "nothing was changed, removed or moved" if found.sound else "1 problem" if wrong == 1 else f"{wrong:,} problems"
    )
    lines.append(f"{name}: {counted(found.count)}, {sound}.")
    if keys:
        lines.append(f"{keys:,} signature{'' if keys == 1 else 's'} made with a person's key, all genuine.")
    lines += [f"! {remark}" for remark in remarks]
    heads = head_lines(found.heads) if found.readable else [f"head {name}" for name in found.heads]
    return "\n".join([*lines, *heads]) + "\n"


def _place(name: str, each: Problem) -> str:
    return name if each.line is None else f"{name}:{each.line}"


def verify_json(found: Iterable[tuple[str, Verified, int, Sequence[str]]]) -> str:
    """Return what verifying several ledgers found as JSON."""
    body = {
        "trueup": FORMAT,
        "ledgers": [
            {
                "file": name,
                "entries": verified.count,
                "sound": verified.sound,
                "heads": list(verified.heads),
                "genuine_keys": keys,
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
