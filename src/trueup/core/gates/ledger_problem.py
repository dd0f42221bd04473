"""What may be wrong with a ledger, in words: where, with which entry, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from trueup.core.base.record import dataclass
from trueup.core.gates.entry_text import Checked, LineFault

Wrong = Literal[
    "unreadable", "conflict", "edited", "removed", "cut", "unfinished", "duplicated", "reordered", "replayed", "forged",
    "foreign_key", "clock", "begun_twice", "altered", "lost",
]  # fmt: skip
"""What may be wrong with a ledger and with what it rests on beside it, or worth saying about it."""

HARMLESS: Final[frozenset[Wrong]] = frozenset({"clock", "begun_twice"})
"""What is said and may stay."""
MENDABLE: Final[frozenset[Wrong]] = frozenset({*HARMLESS, "unfinished", "duplicated", "reordered"})
"""What leaves every entry that is there readable, whole and in its place in the graph."""
SHORT: Final = 12
"""As many letters of an id name an entry for people; a known head may be given as so few."""
_MERGE: Final = "`trueup log merge` writes every entry once and in order."
_RESTORE: Final = "Take the ledger back from git or a backup; an entry is never edited, a new one corrects it."


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a ledger: what, on which line (from 1), with which entry, in words, and what to do."""

    kind: Wrong
    line: int | None
    entry: str
    problem: str
    fix: str

    @property
    def harmless(self) -> bool:
        """Whether it may stay: nobody changed anything."""
        return self.kind in HARMLESS

    @property
    def mendable(self) -> bool:
        """Whether every entry that is there can be trusted nevertheless."""
        return self.kind in MENDABLE


def short(name: str) -> str:
    """Return an id as people see it."""
    return name[:SHORT]


def of_line(number: int, fault: LineFault) -> Problem:
    """Return what is wrong with a line that holds no sound entry."""
    if fault.kind == "edited":
        problem = f"Entry {short(fault.id)} on line {number} was edited: {fault.problem}."
        return Problem("edited", number, fault.id, problem, _RESTORE)
    if fault.kind == "conflict":
        fix = (
            "Nothing is lost: `trueup log merge` keeps both sides, each entry once, and records that they were joined."
        )
        problem = f"Line {number}: {fault.problem}: two branches went on, and git could not join their entries."
        return Problem("conflict", number, "", problem, fix)
    if fault.kind == "windows":
        fix = "Let git keep the file as it is (`ledger.jsonl merge=union -text` in .gitattributes). " + _MERGE
        return Problem("unreadable", number, "", f"Line {number} {fault.problem}.", fix)
    return Problem("unreadable", number, "", f"Line {number} is no entry: {fault.problem}.", _RESTORE)


def unfinished(number: int, end: Checked | LineFault) -> Problem:
    """Return that the last line has no line break, and whether its entry is whole nevertheless."""
    if isinstance(end, Checked):
        problem = f"Line {number} has no line break; its entry {short(end.id)} is whole."
        return Problem(
            "unfinished", number, end.id, problem, "The next entry puts it right; so does `trueup log merge`."
        )
    problem = f"Line {number} is unfinished: it was being written when the machine stopped, or it was cut."
    fix = (
        "The next entry keeps the piece in a file beside and goes on. Had it been said to be kept, restore it from git."
    )
    return Problem("unfinished", number, "", problem, fix)


def cut(known: str, count: int) -> Problem:
    """Return that a head which somebody knows is not there."""
    problem = f"The known head {short(known)} is not among the {count:,} entries: the ledger was cut off or rewritten."
    return Problem("cut", None, known, problem, _RESTORE)


def twice(number: int, each: Checked, before: int) -> Problem:
    """Return that an entry stands on two lines."""
    problem = f"Entry {short(each.id)} stands on line {before} and again on line {number}."
    return Problem("duplicated", number, each.id, problem, f"It counts once. {_MERGE}")


def begun(begun: Sequence[int]) -> Problem:
    """Return that there are several first entries."""
    lines = ", ".join(str(number) for number in begun)
    problem = f"The ledger was begun {len(begun)} times (lines {lines}): on branches that did not know each other."
    return Problem("begun_twice", begun[1], "", problem, "Nothing is to be done.")


def moved(number: int, each: Checked, line: int, parent: Checked) -> Problem:
    """Return that an entry stands before one that it follows."""
    problem = (
        f"Entry {short(each.id)} on line {number} stands before {short(parent.id)} on line {line}, which it "
        "follows: lines were moved."
    )
    return Problem("reordered", number, each.id, problem, f"The order of entries is known from their ids. {_MERGE}")


def earlier(number: int, each: Checked, parent: Checked) -> Problem:
    """Return that an entry is dated before one that it follows."""
    problem = (
        f"Entry {short(each.id)} on line {number} is dated {each.at}, before {short(parent.id)} ({parent.at}), "
        "which it follows."
    )
    return Problem("clock", number, each.id, problem, "Set the clock of the machine that wrote it; the order stands.")


def removed(number: int, each: Checked, parent: str) -> Problem:
    """Return that an entry which another follows is not there."""
    problem = (
        f"Entry {short(parent)} is not there, which entry {short(each.id)} on line {number} follows: it was removed "
        "or rewritten."
    )
    return Problem("removed", number, parent, problem, _RESTORE)


def replayed(number: int, name: str, before: str) -> Problem:
    """Return that a signature made with a key stands in two entries."""
    problem = f"Entry {short(name)} on line {number} carries the signature of {short(before)}: it was copied."
    return Problem("replayed", number, name, problem, _RESTORE)


def forged(name: str, who: str) -> Problem:
    """Return that an entry says it was signed with a key, and was not."""
    problem = f"Entry {short(name)} carries a signature of `{who}` that the key in it did not make."
    return Problem("forged", None, name, problem, "It was not signed by whom it names: have it signed again.")


def foreign(name: str, who: str, why: str) -> Problem:
    """Return that an entry is sealed with a key that is not that of the person it names, and why."""
    problem = f"Entry {short(name)} of `{who}` is genuine and not theirs: {why}."
    fix = "Have them answer again with their own key; where that one is theirs, add it to their `key:` in `people`."
    return Problem("foreign_key", None, name, problem, fix)


def altered(name: str, file: str, what: str) -> Problem:
    """Return that a file which an entry rests on is another one than when the entry was written."""
    problem = f"{file} was changed since entry {short(name)}: it is no longer {what}."
    return Problem("altered", None, name, problem, "Take it back from git or a backup.")


def lost(name: str, file: str, what: str) -> Problem:
    """Return that a file which an entry rests on is not there."""
    problem = f"{file} is not there: {what} with entry {short(name)}."
    return Problem(
        "lost", None, name, problem, "Take it back from git, or from whoever has it; commit it with the ledger."
    )
