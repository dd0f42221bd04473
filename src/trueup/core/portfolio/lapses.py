"""The agreements that changes void: whose signatures held for the earlier version and are none under the later one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS
from trueup.core.gates.answer import Signature
from trueup.core.gates.standing import Standing
from trueup.core.gates.verdicts import AGREED_IN, turned
from trueup.core.gates.what_changed import content_changes
from trueup.core.model.changes import Steps
from trueup.core.model.ledger import AgreementKind


@dataclass(frozen=True, slots=True)
class Lapse:
    """An agreement that is no longer what was agreed, by its own words or by those it builds on.

    `signers` are those who had signed it, `again` those of them whose signature stands under the later version.
    `turned` are the verdicts that are others under the later version, in words; with `same_text` that alone lapses it.
    """

    kind: AgreementKind
    own: bool
    signers: tuple[str, ...]
    again: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()
    same_text: bool = False


def lapsing(before: Standing, after: Standing) -> tuple[Lapse, ...]:
    """Return the agreements whose signatures held for the earlier version and are none under the later one.

    Each side is what its own ledger makes of it; a signature that was made again since lapsed all the same.
    """
    found = []
    known = {each.verdict.name: each for each in after.verdicts}
    for kind in KINDS:
        old, new = ({each.who: each.entry.draft for each in _signed(side, kind)} for side in (before, after))
        others = {who: [each.words for each in turned(draft.verdicts, known)] for who, draft in old.items()}
        same = before.agreements[kind] == after.agreements[kind]
        lost = tuple(who for who in old if others[who] or not same)
        if lost:
            own = kind == AGREED_IN if same else before.agreements[kind].digest != after.agreements[kind].digest
            words = tuple(dict.fromkeys(word for each in others.values() for word in each))
            found.append(Lapse(kind, own, lost, tuple(who for who in lost if who in new), words, same))
    return tuple(found)


def _signed(found: Standing, kind: AgreementKind) -> Iterator[Signature]:
    """Yield the signatures that stand under an agreement, of all sides."""
    return (signature for each in found.sides if each.kind == kind for signature in each.signed)


def voids(before: Standing, after: Standing, lapsed: Sequence[Lapse]) -> Callable[[Steps], int]:
    """Return what counts the sign-offs that a change at a path voids: of the agreements it is part of, and on these."""
    exact: dict[Steps, tuple[int, object]] = {}
    above: dict[Steps, int] = {}
    for place, kind in enumerate(KINDS if lapsed else ()):
        for change in content_changes(before.contents[kind], after.contents[kind]):
            exact.setdefault(change.steps, (place, change.before if change.after is None else change.after))
            for length in range(1, len(change.steps)):
                above.setdefault(change.steps[:length], place)

    def count(steps: Steps) -> int:
        parts = (steps[:length] for length in range(1, len(steps) + 1))
        found = [(exact[part], steps[len(part) :]) for part in parts if part in exact]
        places = [place for (place, value), rest in found if _says(value, rest)]
        places += [above[steps]] if steps in above else []
        return sum(len(each.signers) for each in lapsed if KINDS.index(each.kind) >= min(places)) if places else 0

    return count


def _says(value: object, rest: Steps) -> bool:
    """Whether what came or went as a whole says anything at a path in it: who found it or why may be left out."""
    for step in rest:
        if not isinstance(value, Mapping):
            break
        if step not in value:
            return False
        value = value[step]
    return True
