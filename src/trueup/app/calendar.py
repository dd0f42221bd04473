"""The dated things of an initiative, or of all in a portfolio, as a file that calendars read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from trueup.adapters.output import write_whole
from trueup.app.load import load
from trueup.app.recall import recall
from trueup.core.base.errors import DocumentFaults, ErrorCode, TrueupError
from trueup.core.base.finding import PHASES, Phase
from trueup.core.gates.agenda import agenda

if TYPE_CHECKING:
    from trueup.core.gates.standing import Memory
    from trueup.core.model.document import Document
    from trueup.core.model.ledger import Entry


def write_calendar(path: Path, output: Path, *, as_of: date) -> int:
    """Write the calendar of the initiatives at a path, never half; return how many events it has.

    No data is read. Raises `DocumentFaults` with all faults of the documents, and `TrueupError` where the extra
    `calendar` is not installed.
    """
    try:
        from trueup.render.ics import calendar_ics
    except ImportError as missing:
        problem = "Calendars need the package icalendar, which is not installed."
        raise TrueupError(ErrorCode.EXTRA, problem, str(output), "Run `pip install 'trueup[calendar]'`.") from missing
    _, found = load(path)
    faults = [fault for one in found for fault in one.faults]
    if faults:
        raise DocumentFaults(faults)
    agendas = []
    for one in found:
        if one.document is not None:
            initiative, memory = one.document.initiative, recall(one.folder, one.document.own.file)
            entries = [e for e in memory.entries if e.draft.initiative == initiative.id] if memory else []
            phase = _phase(one.document, memory, entries, as_of)
            agendas.append((initiative, agenda(one.document, as_of, phase, entries)))
    data, count = calendar_ics(agendas, as_of)
    write_whole(output, data)
    return count


def _phase(document: Document, memory: Memory | None, entries: Sequence[Entry], as_of: date) -> Phase:
    """Return the first phase without a go that holds, before a ledger exists that of the document.

    No data is read, so that no gate is known to be open: a go on conditions ends with these.
    """
    until = [entry for entry in entries if entry.draft.at.date() <= as_of]
    if memory is None or not until:
        return document.initiative.phase or PHASES[0]
    from trueup.core.gates.agreements import agreements, contents
    from trueup.core.gates.decided import decisions, phase_after

    return phase_after(decisions(until, agreements(contents(document, memory.handed)), as_of), frozenset())
