"""Whose the keys are that answers were sealed with: the document says it, a ledger alone does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from trueup.core.base.record import dataclass
from trueup.core.model.ledger import Entry

if TYPE_CHECKING:
    from trueup.core.model.people import Person

Whose = Literal["registered", "unregistered", "wrong"]
"""`registered`: the person's, as the document says; `unregistered`: nobody says whose; `wrong`: not that person's."""


@dataclass(frozen=True, slots=True)
class KeyUsed:
    """Whose key an answer was sealed with, and where it is not that person's, why."""

    whose: Whose
    why: str = ""


def keys_used(people: Mapping[str, Person], entries: Iterable[Entry]) -> Mapping[str, KeyUsed]:
    """Return by the ids of the sealed among some entries whose keys they were sealed with.

    A key is a person's own where `people` registers it for them and for nobody else. Who has a registered key cannot
    seal with another, and a key that two people sealed with is nobody's own.
    """
    sealed = {entry.id: (entry.draft.who, seal.key) for entry in entries if (seal := entry.draft.sealed) is not None}
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for name, person in people.items():
        for key in person.key:
            holders[key].add(name)
    users: defaultdict[str, set[str]] = defaultdict(set)
    for who, key in sealed.values():
        users[key].add(who)
    own = {name: person.key for name, person in people.items()}
    return {
        name: _used(who, key, own.get(who, ()), holders.get(key, set()), users[key])
        for name, (who, key) in sealed.items()
    }


def _used(who: str, key: str, own: tuple[str, ...], holders: set[str], users: set[str]) -> KeyUsed:
    if key in own:
        others = _named(holders - {who})
        why = f"it is sealed with a key that is registered for {others} as well: one key for two people is nobody's own"
        return KeyUsed("wrong", why) if others else KeyUsed("registered")
    if holders:
        return KeyUsed("wrong", f"it is sealed with the key of {_named(holders)}")
    if own:
        return KeyUsed("wrong", f"it is sealed with another key than the one registered for `{who}`")
    if others := _named(users - {who}):
        return KeyUsed("wrong", f"{others} sealed with the same key: one key for two people is nobody's own")
    return KeyUsed("unregistered")


def how_to_register(who: str, key: str) -> str:
    """Return what to write so that a key counts as a person's own."""
    return f"`people.{who}.key: {key}`"


def _named(names: Iterable[str]) -> str:
    return " and ".join(f"`{name}`" for name in sorted(names))
