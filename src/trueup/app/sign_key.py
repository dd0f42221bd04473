"""The key that an answer is to be sealed with: whose it is, refused where it is another's, and how to register it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from trueup.app.at_gate import AtGate
from trueup.core.base.errors import TrueupError
from trueup.core.base.record import dataclass
from trueup.core.gates.keys import how_to_register, keys_used
from trueup.core.model.ledger import Draft, Entry, Sealed


@dataclass(frozen=True, slots=True)
class Seal:
    """Whether a person's key is registered for them, and where it is not, what to do about it."""

    registered: bool
    remarks: tuple[str, ...] = ()


def seal_of(here: AtGate, who: str, file: Path) -> Seal:
    """Return whose the key in a file is, as far as document and ledger know.

    Raises `TrueupError` where it cannot be used, and where it is another person's or not the one registered for `who`.
    """
    from trueup.adapters.ed25519 import public_key

    key = public_key(file)
    tried = Entry("", (), replace(Draft("sign", here.document.initiative.id, who, "", here.at), sealed=Sealed(key, "")))
    genuine = [each for each in here.memory.entries if each.id not in here.memory.broken]
    used = keys_used(here.document.initiative.people, [*genuine, tried])[""]
    if used.whose == "wrong":
        problem = f"The key in {file} cannot stand for `{who}`: {used.why.removeprefix('it is ')}."
        fix = "Sign with a key that is theirs alone; `key:` in `people` says which that is."
        raise TrueupError.option(problem, str(file), fix)
    if used.whose == "registered":
        return Seal(registered=True)
    how = f"Register their key so that it counts as their own: {how_to_register(who, key)}."
    return Seal(registered=False, remarks=(how,))
