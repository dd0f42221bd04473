"""Assess an initiative and write what one kind of reader needs of it, on one or two pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from trueup.adapters.output import write_whole
from trueup.app.assess import Settings, Trace, assess_document
from trueup.app.define import one_document
from trueup.app.recall import recall
from trueup.core.base.errors import TrueupError
from trueup.core.base.finding import Phase
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.render.html.for_readers import sheet_for, sheet_html
from trueup.render.html.readers.data_owner import data_people
from trueup.render.html.readers.markdown import sheet_markdown
from trueup.render.html.readers.sheet import Reader


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads it, in which format, and (for a data owner) whose data sets it is about: an id or a name."""

    reader: Reader
    form: Literal["html", "markdown"] = "html"
    who: str | None = None


def report_for(
    path: Path,
    output: Path,
    audience: Audience,
    *,
    as_of: date,
    phase: Phase | None,
    settings: Settings,
    trace: Trace,
) -> int:
    """Write the sheet of a reader for the initiative at a path, never half; return its size in bytes.

    Raises as `assess` does, and `TrueupError` for a person who has no data set.
    """
    target, document = one_document(path, settings.bounds)
    folder = target.initiatives[0].parent
    found = assess_document(document, folder, as_of=as_of, phase=phase, settings=settings, trace=trace)
    who = _person(found, audience.who) if audience.who else None
    memory = recall(folder, document.own.file)
    entries = [e for e in memory.entries if e.draft.initiative == document.initiative.id] if memory else []
    until = [e for e in entries if e.draft.at.date() <= as_of]
    sheet = sheet_for(found, audience.reader, until, memory.heads if memory else (), who)
    text = sheet_html(sheet) if audience.form == "html" else sheet_markdown(sheet)
    data = text.encode("utf-8", "replace")
    write_whole(output, data)
    return len(data)


def _person(found: Assessment, asked: str) -> str:
    """Return the id of somebody who owns, keeps or holds a data set, from their id or name."""
    people, known = found.document.initiative.people, data_people(found)
    names = {name: name for name in known} | {
        people[name].name or name: name for name in known if name in people and people[name].name
    }
    lowered = {word.casefold(): name for word, name in names.items()}
    if asked.casefold() in lowered:
        return lowered[asked.casefold()]
    close = nearest(asked, list(names))
    listed = ", ".join(f"`{name}`" for name in known) or "nobody yet: add `owner:` to the data sets"
    fix = f"Did you mean `{close}`? They are: {listed}." if close else f"They are: {listed}."
    raise TrueupError.option(f"`{asked[:80]}` owns, keeps or holds no data set.", "--who", fix)
