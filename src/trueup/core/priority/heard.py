"""Whether everybody whose voice the objective needs was heard: whoever was, stated their points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trueup.core.model.chain import side_of
from trueup.core.model.document import Document
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.priority import Ballot, BallotFault, Heard
from trueup.core.priority.ballots import count_ballots
from trueup.core.priority.handed import NOTHING_HANDED, Handed
from trueup.core.priority.voices import voices


def heard_in(document: Document, handed: Handed = NOTHING_HANDED) -> Heard:
    """Return who was heard by what stands in a document and beside it; see `heard`."""
    counted = count_ballots(document, handed)
    return heard(document.initiative, counted.ballots, counted.faults)


def heard(initiative: Initiative, ballots: Sequence[Ballot], faults: Sequence[BallotFault] = ()) -> Heard:
    """Return who was heard and who is lacking.

    Needed are business and technology, and where a data set has an owner one of the data's side. A day under `heard:`
    says that somebody listened, not what was said: only points that count do.
    """
    groups = tuple(dict.fromkeys(ballot.group for ballot in ballots))
    return Heard(groups, tuple(_lacking(initiative, ballots, faults)))


def waiting(initiative: Initiative, ballots: Sequence[Ballot]) -> tuple[str, ...]:
    """Return the stakeholders whose points do not count yet."""
    counted = {ballot.who for ballot in ballots}
    return tuple(who for who in initiative.stakeholders if who not in counted)


def _lacking(initiative: Initiative, ballots: Sequence[Ballot], faults: Sequence[BallotFault]) -> Iterator[str]:
    for side in ("business", "technology"):
        if not any(ballot.side == side for ballot in ballots):
            named = [who for who in voices(initiative) if side_of(initiative, who) == side]
            yield f"{side} has not stated its priorities{_asked(named, faults)}"
    owners = dict.fromkeys(table.owner for table in initiative.data.values() if table.owner)
    if owners and not any(ballot.who in owners or ballot.side == "data" for ballot in ballots):
        yield f"nobody who owns data has stated priorities{_asked(list(owners), faults)}"


def _asked(named: Sequence[str], faults: Sequence[BallotFault]) -> str:
    """Return whom to ask, or whose points do not count."""
    wrong = {fault.who: fault.place for fault in faults if fault.left_out}
    bad = [who for who in named if who in wrong]
    if bad:
        return ": " + ", ".join(f"the points of `{who}` do not count ({wrong[who]})" for who in bad)
    return f" (ask {' or '.join(f'`{who}`' for who in named[:3])})" if named else ": nobody of that side is named"
