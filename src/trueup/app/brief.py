"""What happened since the last review: from the ledger, the document, its history in git, and figures seen earlier."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from trueup.adapters.git import extract
from trueup.adapters.git_days import commit_of
from trueup.adapters.output import write_whole
from trueup.app.assess import Settings
from trueup.app.check import check
from trueup.app.define import one_document
from trueup.app.recall import recall
from trueup.app.seen import seen
from trueup.core.base.errors import TrueupError
from trueup.core.base.finding import PHASES, Finding
from trueup.core.gates.against import Against, agreed_against_now
from trueup.core.gates.agenda import Dated, agenda, last_review
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.movement import movements
from trueup.core.gates.standing import Memory
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ledger import Entry
from trueup.render.brief import Brief, Turnover
from trueup.render.charts.numbers import full_date

BESIDE: Final = frozenset({"DAT010"})
"""Rules about files beside the document: git is asked for documents only, so that they would miss every such file."""

_OUTSIDE: Final = "not a git repository"
_NO_GIT: Final = NotRun(
    "no_data",
    "the document is in no git repository, which would tell what was found then.",
    "Everything else stands in the ledger. `git init` keeps the document's history from now on.",
)

_KILLED: Final = NotRun("not_due", "the initiative was killed: what is found stays listed, and nothing is due.")

DAYS: Final = 30
"""How far a brief goes back where no review was ever held."""


def brief(path: Path, since: date | None, *, as_of: date, settings: Settings | None = None) -> Brief:
    """Return what happened at the initiative at a path since a day, else since the last review before today.

    No data is read: figures come from the cache and from `evidence/`. Raises `DocumentFaults` for what cannot be read,
    `TrueupError` for a day that lies ahead.
    """
    if since is not None and since > as_of:
        fix = "Give a day before the one to judge at (`--as-of`, else today)."
        raise TrueupError.option(f"{since} lies after {as_of}.", "--since", fix)
    chosen = settings or Settings()
    target, document = one_document(path, chosen.bounds)
    file = target.initiatives[0]
    found = seen(document, file.parent, as_of=as_of, settings=chosen, checks=True).judged()
    memory = recall(file.parent, document.own.file)
    entries = _entries(found, memory.entries if memory else ())
    every = agenda(document, as_of, found.phase, entries)
    day, why = (since, "as asked") if since else _since(every, as_of)
    return Brief(
        found,
        day,
        why,
        entries,
        memory.heads if memory else (),
        every,
        movements(document.initiative, found.evidence, day),
        _against(found, memory),
        _KILLED if found.killed else _turnover(file, found, day),
    )


def _against(found: Assessment, memory: Memory | None) -> Against | None:
    """Return agreed against now, None where nothing was ever entered."""
    if memory is None or found.agreed is None or not found.agreed.entries:
        return None
    return agreed_against_now(found.agreed, found.document, found.evidence, memory, found.as_of)


def write_brief(text: str, output: Path) -> int:
    """Write a brief, never half; return its size in bytes."""
    data = text.encode("utf-8", "replace")
    write_whole(output, data)
    return len(data)


def _entries(found: Assessment, kept: Sequence[Entry]) -> tuple[Entry, ...]:
    name = found.document.initiative.id
    return tuple(e for e in kept if e.draft.initiative == name and e.draft.at.date() <= found.as_of)


def _since(every: Sequence[Dated], as_of: date) -> tuple[date, str]:
    last = last_review(every, as_of)
    if last is None:
        return as_of - timedelta(days=min(DAYS, (as_of - date.min).days)), f"{DAYS} days: no review was held before"
    return last.day, f"the last review ({last.what})"


def _turnover(file: Path, found: Assessment, since: date) -> Turnover | NotRun:
    """Return the findings that came and went, from the document alone; or why that is not known."""
    try:
        revision = commit_of(file, since)
        if revision is None:
            return NotRun("no_data", f"git holds no commit as old as {since}.")
        with tempfile.TemporaryDirectory() as folder:
            then = extract(file, revision, Path(folder), (file,)).files.get(file)
            before = check(then, as_of=since, phase=None) if then else None
    except TrueupError as error:
        return _NO_GIT if _OUTSIDE in error.problem else NotRun("no_data", error.problem)
    if before is None:
        return NotRun("no_data", f"the initiative was not in git on {since}.")
    if not before.assessments:
        return NotRun("no_data", f"the document of {since} (commit {revision[:10]}) cannot be read.")
    now = check(file, as_of=found.as_of, phase=found.phase).assessments[0]
    earlier = before.assessments[0]
    both = set(earlier.ran) & set(now.ran) - BESIDE
    then_due, now_due = _due(earlier, found, both), _due(now, found, both)
    words = f"Of the document alone, against commit {revision[:10]}, the last by {full_date(since)}"
    return Turnover(
        tuple(f for key, f in now_due.items() if key not in then_due),
        tuple(f for key, f in then_due.items() if key not in now_due),
        words,
    )


def _due(each: Assessment, found: Assessment, codes: set[str]) -> dict[tuple[str, str], Finding]:
    """Return the findings of phases that are due today, of rules that ran on both days."""
    last = PHASES.index(found.phase)
    kept = (f for f in each.findings if f.waived is None and f.code in codes and PHASES.index(f.phase) <= last)
    return {f.key: f for f in kept}
