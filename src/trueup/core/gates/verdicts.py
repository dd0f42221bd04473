"""The verdicts that signers see beside an agreement, and how they stand today: which options go on, which are held.

A verdict comes from the data, and a hash of the text cannot hold it, for `trueup check` reads no data. So it is kept
with the signature as the figures seen are, but as a category: it has no tolerance, and where it is another today the
signature lapses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS
from trueup.core.gates.options import OptionStanding
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.ledger import AgreementKind, Draft, Verdict
from trueup.core.model.option import Option
from trueup.core.model.results.checks import CheckResult
from trueup.core.rules.readiness_of import is_fitness

AGREED_IN: Final[AgreementKind] = "consensus"
"""The agreement that verdicts are part of."""
WITH_VERDICTS: Final[frozenset[AgreementKind]] = frozenset(KINDS[KINDS.index(AGREED_IN) :])
"""The agreements whose signatures hold verdicts: the consensus, and all that is built on it."""
GOES_ON: Final = "goes on"
HELD: Final = "held"
CATEGORIES: Final = (GOES_ON, HELD)
"""The verdicts that there are about an option."""

_MOST: Final = 4
"""Verdicts that a sentence tells in full."""
OPTIONS: Final = "options."
"""What the name of a verdict about an option begins with."""
_UNREAD: Final = "DAT002"
"""The finding that data could not be read: an option waits for it, and nothing is known of it."""
_THEN: Final[Mapping[str, str]] = {GOES_ON: "went on", HELD: "was held"}
_NOW: Final[Mapping[str, str]] = {GOES_ON: "goes on", HELD: "is held"}


@dataclass(frozen=True, slots=True)
class VerdictToday:
    """A verdict of today and what it rests on; with `unsure` a check that did not run could hold the option still."""

    verdict: Verdict
    because: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Turned:
    """A verdict that is another today than when somebody signed."""

    signed: Verdict
    today: VerdictToday

    @property
    def held(self) -> bool:
        """Whether it turned into one that holds an option."""
        return self.today.verdict.category == HELD

    @property
    def words(self) -> str:
        """Return it as a phrase: option `ml` went on then and is held today (...)."""
        then, now = self.signed.category, self.today.verdict.category
        why = f" ({self.today.because.rstrip('.')})" if self.today.because else ""
        name = _named(self.signed.name)
        return f"{name} {_THEN.get(then, f'was “{then}”')} then and {_NOW.get(now, f'is “{now}”')} today{why}"


def verdicts_today(
    initiative: Initiative, options: Sequence[OptionStanding], evidence: Evidence
) -> tuple[VerdictToday, ...]:
    """Return all verdicts of today, by name; what the probe will say of an option is added here under its own name.

    Options come from the data they use: one without data has no verdict. That a fault holds an option is known as soon
    as one is found; that it goes on, only where all its data was looked at.
    """
    found = (_of_option(each, initiative.options[each.id], evidence) for each in options)
    return tuple(each for each in found if each is not None)


def verdicts_for(kind: AgreementKind, today: Sequence[VerdictToday]) -> tuple[Verdict, ...]:
    """Return the verdicts that a signature under an agreement holds, in the order of the document."""
    return tuple(each.verdict for each in today) if kind in WITH_VERDICTS else ()


def turned(signed: Sequence[Verdict], today: Mapping[str, VerdictToday]) -> Iterator[Turned]:
    """Yield the verdicts that are others today; what is not known today says nothing.

    That an option goes on takes back that it was held only where no check of its data was left out.
    """
    for each in signed:
        now = today.get(each.name)
        if now is not None and now.verdict.category != each.category and not now.unsure:
            yield Turned(each, now)


def not_known_then(draft: Draft, today: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return the verdicts of today that an answer does not rest on, though they belong to it: none was known then."""
    if draft.agreement is None or draft.agreement.kind not in WITH_VERDICTS:
        return ()
    known = {each.name for each in draft.verdicts}
    return tuple(each for each in today if each.name not in known)


def contradict(one: Sequence[Verdict], other: Sequence[Verdict]) -> bool:
    """Whether two signatures hold different verdicts about the same thing."""
    known = {each.name: each.category for each in one}
    return any(known.get(each.name, each.category) != each.category for each in other)


def signed_verdicts(draft: Draft) -> tuple[str, ...]:
    """Return the verdicts of an answer as phrases, that none was known where so; nothing where none belongs to it."""
    if draft.agreement is None or draft.kind not in ("sign", "decline") or draft.agreement.kind not in WITH_VERDICTS:
        return ()
    return tuple(verdict_words(each) for each in draft.verdicts) or ("none was known",)


def verdict_words(verdict: Verdict) -> str:
    """Return a verdict as a phrase: option `ml` goes on."""
    return f"{_named(verdict.name)} {_NOW.get(verdict.category, f'is “{verdict.category}”')}"


def listed(verdicts: Sequence[Verdict]) -> str:
    """Return verdicts as one phrase, the first four of them with how many more there are."""
    rest = f"; and {len(verdicts) - _MOST} more" if len(verdicts) > _MOST else ""
    return "; ".join(verdict_words(each) for each in verdicts[:_MOST]) + rest


def _named(name: str) -> str:
    return f"option `{name.removeprefix(OPTIONS)}`" if name.startswith(OPTIONS) else f"`{name}`"


def _of_option(standing: OptionStanding, option: Option, evidence: Evidence) -> VerdictToday | None:
    used = tuple(dict.fromkeys(use.partition(".")[0] for use in option.uses))
    if not used:
        return None
    name, unread = f"{OPTIONS}{standing.id}", {f.problem for f in standing.rests_on if f.code == _UNREAD}
    because = next((each for each in standing.because if each not in unread), None)
    if because is not None:
        return VerdictToday(Verdict(name, HELD), because)
    if not all(_is_looked_at(data, evidence) for data in used):
        return None
    results = (result for data in used for result in evidence.readiness[DataId(data)].checks)
    unsure = any(result.outcome == "not_run" and _may_hold(result, standing.id, option) for result in results)
    return VerdictToday(Verdict(name, GOES_ON), unsure=unsure)


def _is_looked_at(data: str, evidence: Evidence) -> bool:
    return DataId(data) in evidence.readiness and not isinstance(evidence.table(data), NotRun)


def _may_hold(result: CheckResult, name: str, option: Option) -> bool:
    """Whether a check, were it run, could hold an option: it names what the option uses, or asks for fitness for AI."""
    if is_fitness(result):
        return option.is_ai
    return any(need.by.split(".")[:2] == ["options", name] for need in result.needs)
