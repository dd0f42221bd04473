"""The signatures that were made with keys: whether they are genuine, and whose the keys are by the document beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trueup.core.base.errors import TrueupError
from trueup.core.base.record import dataclass
from trueup.core.gates.keys import KeyUsed, how_to_register, keys_used
from trueup.core.gates.ledger_problem import Problem, foreign, forged
from trueup.core.model.ledger import Entry

if TYPE_CHECKING:
    from trueup.core.model.people import Person


@dataclass(frozen=True, slots=True)
class Keys:
    """How many signatures made with keys are genuine, and how many of them with the key registered for the person.

    `registered` is None where no document tells whose the keys are.
    """

    genuine: int = 0
    registered: int | None = None


NO_KEYS = Keys()


def of_keys(folder: Path, entries: Sequence[Entry]) -> tuple[Keys, list[Problem], list[str]]:
    """Return what the sealed entries of the ledger in a folder come to, which of them are wrong, and what to remark.

    Raises `TrueupError` without the extra that checks them.
    """
    from trueup.adapters.ed25519 import is_genuine

    genuine = [each for each in entries if is_genuine(each.draft)]
    held = {each.id for each in genuine}
    problems = [forged(each.id, each.draft.who) for each in entries if each.id not in held]
    people = _people(folder)
    used = keys_used(people or {}, genuine)
    problems += [foreign(each.id, each.draft.who, why) for each in genuine if (why := used[each.id].why)]
    if people is None:
        unknown = "Whose the keys are is not known: no document beside the ledger could be read (`trueup check`)."
        return Keys(len(genuine)), problems, [unknown]
    registered = sum(each.whose == "registered" for each in used.values())
    return Keys(len(genuine), registered), problems, _remarks(genuine, used)


def _people(folder: Path) -> Mapping[str, Person] | None:
    """Return the people of the document in a folder, None where it cannot be read or is not there."""
    from trueup.app.load import load  # the model of documents is loaded where there are keys to look up

    try:
        _, found = load(folder)
    except TrueupError:
        return None
    documents = [one.document for one in found if one.document is not None]
    return documents[0].initiative.people if len(found) == 1 and documents else None


def _remarks(genuine: Sequence[Entry], used: Mapping[str, KeyUsed]) -> list[str]:
    """Return whose keys nobody registered, each person once, with what to write where they used one key alone."""
    keys: dict[str, dict[str, None]] = {}
    for each in genuine:
        if each.draft.sealed is not None and used[each.id].whose == "unregistered":
            keys.setdefault(each.draft.who, {})[each.draft.sealed.key] = None
    return [
        f"`{who}` signed with {len(mine)} keys, and none is registered for them ({', '.join(sorted(mine))})."
        if len(mine) > 1
        else f"No key is registered for `{who}`: what they sealed counts as claimed. Is it theirs, write "
        f"{how_to_register(who, next(iter(mine)))}."
        for who, mine in keys.items()
    ]
