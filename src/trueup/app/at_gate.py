"""What signing, deciding, reviewing and waiving share: the initiative as it stands, its ledger, and who acts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from datetime import date as Day  # noqa: N812 - `date` is a field below
from pathlib import Path

from trueup.adapters.agreement_files import write_content
from trueup.adapters.clock import now
from trueup.adapters.folder import ledger_of
from trueup.adapters.git_attributes import keep_union
from trueup.adapters.ledger_file import FileLedger
from trueup.app.assess import Settings, Trace, assess_document
from trueup.app.define import one_document
from trueup.app.recall import remembered
from trueup.core.base.errors import TrueupError
from trueup.core.base.finding import Phase
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS, before
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.decided import decisions, phase_after
from trueup.core.gates.signers import present, roles_of
from trueup.core.gates.standing import Memory, Standing, standing
from trueup.core.gates.verdicts import verdicts_today
from trueup.core.model.document import Document
from trueup.core.model.ledger import AgreementKind, Draft, Entry

HOW_TO_LIST = "List them under `people:` with their `side:` or `role:`"


@dataclass(frozen=True, slots=True)
class AtGate:
    """An initiative before its gates: its folder, its assessment today, what is remembered, and how it stands."""

    folder: Path
    assessment: Assessment
    memory: Memory
    standing: Standing
    at: datetime

    @property
    def document(self) -> Document:
        """The document."""
        return self.assessment.document

    @property
    def mine(self) -> tuple[Entry, ...]:
        """The entries about this initiative up to now, each after those it follows."""
        name, until = self.document.initiative.id, self.at.date()
        return tuple(e for e in self.memory.entries if e.draft.initiative == name and e.draft.at.date() <= until)

    def phase_by(self, entries: Iterable[Entry]) -> Phase:
        """Return the first phase without a go that holds, by some entries and the document as it is."""
        open_ = frozenset(gate.phase for gate in self.assessment.gates if gate.open)
        return phase_after(decisions(entries, self.standing.agreements, self.at.date()), open_)

    def keep(self, drafts: Iterable[Draft]) -> tuple[Entry, ...]:
        """Append entries to the ledger, only where nobody else added one since it was read; raises `TrueupError`."""
        keep_union(self.folder)
        ledger, heads = FileLedger(ledger_of(self.folder)), self.memory.heads
        kept: list[Entry] = []
        for draft in drafts:
            kept.append(ledger.append(draft, heads))
            heads = (kept[-1].id,)
        return tuple(kept)

    def of_the_clock(self) -> tuple[str, ...]:
        """Return what is to be said where the ledger holds a later entry than this moment: nothing refuses it."""
        last = max((entry.draft.at for entry in self.memory.entries), default=self.at)
        if last <= self.at:
            return ()
        when = f"This is dated before the last entry ({last:%Y-%m-%d %H:%M} UTC)."
        how = "The ledger keeps the order in which entries were made: look at the clock here, or at `--as-of`."
        return (f"{when} {how}",)

    def write_contents(self, kind: AgreementKind) -> tuple[Path, ...]:
        """Write the content of an agreement and of those it covers beside the document; return the files."""
        digests = {each: found.digest for each, found in self.standing.agreements.items()}
        kinds = (*KINDS[: len(before(kind, digests))], kind)
        return tuple(write_content(self.folder, digests[each], self.standing.contents[each]) for each in kinds)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was entered into the ledger: the entries, the head after them, and the files that were written.

    `registered` says that what they are sealed with is a key that the document registers for their person.
    """

    entries: tuple[Entry, ...]
    files: tuple[Path, ...]
    remarks: tuple[str, ...] = ()
    registered: bool = False

    @property
    def head(self) -> str:
        """The id of the last entry."""
        return self.entries[-1].id


def at_gate(path: Path, *, as_of: Day | None, phase: Phase | None, settings: Settings) -> AtGate:
    """Return the initiative at a path before its gates, measured on its data.

    Without `as_of` it is now; with it, noon (UTC) of that day, which is then also the time of what is entered. Raises
    `TrueupError` where there is no single initiative or its ledger cannot be trusted.
    """
    target, document = one_document(path, settings.bounds)
    folder = target.initiatives[0].parent
    at = datetime.combine(as_of, time(12), UTC) if as_of else now()
    memory = remembered(folder, document.own.file)
    found = assess_document(document, folder, as_of=at.date(), phase=phase, settings=settings, trace=Trace())
    stands = found.agreed or _without_ledger(found, memory, at.date())
    return AtGate(folder, found, memory, stands, at)


def _without_ledger(found: Assessment, memory: Memory, as_of: Day) -> Standing:
    """Return how an initiative stands to what is remembered where no ledger was begun."""
    verdicts = verdicts_today(found.document.initiative, found.options, found.evidence)
    return standing(found.document, found.evidence, memory, as_of, verdicts)


def check_person(document: Document, who: str, as_of: Day) -> None:
    """Raise `TrueupError` unless somebody is listed and there on a day."""
    people = document.initiative.people
    person = people.get(who)
    if person is None:
        hint = nearest(who, people)
        fix = f"Did you mean `{hint}`?" if hint else f"{HOW_TO_LIST}."
        raise TrueupError.option(f"Nobody called `{who}` is listed in `people`.", who, fix)
    if not present(person, as_of):
        when = f"left on {person.left}" if person.left and person.left <= as_of else f"comes on {person.since}"
        raise TrueupError.option(f"`{who}` {when}.", who, "Somebody who is there has to do it.")


def role_held(document: Document, who: str, role: str | None, as_of: Day) -> str:
    """Return the role somebody acts in: the one given, else their first; raises `TrueupError` where they hold none."""
    check_person(document, who, as_of)
    held = roles_of(document.initiative, who)
    if role is None and held:
        return held[0]
    if role is None or role not in held:
        have = f"holds {', '.join(f'`{each}`' for each in held)}" if held else "holds no role and speaks for no side"
        what = f"`{who}` does not hold the role `{role}`: {who} {have}." if role else f"`{who}` {have}."
        raise TrueupError.option(what, who, f"Act in a role that they hold, or give it to them: {HOW_TO_LIST.lower()}.")
    return role
