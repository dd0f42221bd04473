"""One objective from many: read what stakeholders stated alone, merge it, hand out ballots, write the page."""

from __future__ import annotations

from pathlib import Path

from trueup.adapters.ballots import FOLDER, OUTCOMES, read_handed
from trueup.adapters.output import write_whole
from trueup.app.define import one_document
from trueup.core.base.errors import TrueupError
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.model.document import Document
from trueup.core.model.results.priority import Priorities
from trueup.core.priority.draft import draft_objective
from trueup.core.priority.settle import settle
from trueup.core.priority.voices import on_the_ballot, voices


@dataclass(frozen=True, slots=True)
class Prioritised:
    """The priorities of one initiative, and its document."""

    document: Document
    found: Priorities


def priorities_of(document: Document, folder: Path, *, scaled: bool = False) -> Priorities:
    """Return the priorities of a document with the ballots that lie in `priorities/` of its folder."""
    return settle(document, read_handed(folder), scaled=scaled)


def prioritise(path: Path, *, scaled: bool = False) -> Prioritised:
    """Return the priorities of the only initiative at a path; raises `DocumentFaults`, `TrueupError`."""
    target, document = one_document(path)
    return Prioritised(document, priorities_of(document, target.initiatives[0].parent, scaled=scaled))


def ballot(path: Path, who: str) -> str:
    """Return an empty ballot for somebody as CSV: every outcome, and nobody's points.

    Raises `TrueupError` where nobody is called so, or no outcome is known yet.
    """
    from trueup.render.ballot import ballot_csv

    target, document = one_document(path)
    known = voices(document.initiative)
    if known and who not in known:
        near = nearest(who, known)
        hint = f"Write `{near}`" if near else f"Name one of {', '.join(f'`{name}`' for name in known[:8])}"
        problem = f"Nobody is called `{who[:80]}` in {document.own.file}."
        raise TrueupError.option(problem, "--ballot", f"{hint}, or add them under `stakeholders:` with their `side:`.")
    handed = read_handed(target.initiatives[0].parent)
    outcomes = on_the_ballot(document.initiative, handed.listed)
    if not outcomes:
        fix = f"List them in {FOLDER}/{OUTCOMES}.csv, one a row under the header `outcome`, or define KPIs."
        raise TrueupError.option("There is no outcome yet to split points over.", "--ballot", fix)
    return ballot_csv(document.initiative, outcomes)


def write_ballot(path: Path, who: str, output: Path) -> None:
    """Write an empty ballot; raises `TrueupError` where the file is there already, for it may be filled in."""
    text = ballot(path, who)
    _refuse_another(output, text, "filled in")
    write_whole(output, text.encode())


def write_page(given: Prioritised, output: Path) -> int:
    """Write the priorities as one page, never half; return its size in bytes."""
    from trueup.render.html.priorities import priorities_html

    page = priorities_html(given.document, given.found).encode()
    write_whole(output, page)
    return len(page)


def draft_of(given: Prioritised) -> str:
    """Return the proposed `objective:` as text to edit and have signed."""
    from trueup.render.objective_draft import objective_text

    initiative = given.document.initiative
    return objective_text(initiative, given.found, draft_objective(initiative, given.found))


def write_draft(given: Prioritised, output: Path) -> None:
    """Write the proposed objective; raises `TrueupError` where the file is there already, for it may be edited."""
    text = draft_of(given)
    _refuse_another(output, text, "edited")
    write_whole(output, text.encode())


def _refuse_another(output: Path, text: str, how: str) -> None:
    if output.exists() and (not output.is_file() or output.read_bytes() != text.encode()):
        problem = f"{output} is there already and may be {how}."
        raise TrueupError.option(problem, str(output), "Name another file, or delete this one first.")
