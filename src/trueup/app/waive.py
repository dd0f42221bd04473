"""Waive a finding for a while: an entry in `waivers.yaml` beside the document, and one in the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from trueup.adapters.folder import WAIVERS
from trueup.adapters.output import write_whole
from trueup.adapters.yaml_edit import Change, edited
from trueup.app.assess import Settings
from trueup.app.at_gate import AtGate, Kept, at_gate, check_person, role_held
from trueup.app.backlog_files import text_of
from trueup.core.base.errors import TrueupError
from trueup.core.base.finding import Finding
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.model.document import Document
from trueup.core.model.ledger import Draft
from trueup.core.model.waiver import Waiver
from trueup.core.rules.waive import shortcomings


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which finding is waived: its code and subject, why, who asked, who allows it in which role, and until when."""

    rule: str
    subject: str
    because: str
    asked_by: str
    who: str
    until: date
    role: str | None = None


def waive(path: Path, wanted: Wanted, *, as_of: date | None, settings: Settings) -> Kept:
    """Write a waiver and enter it into the ledger; return what was entered.

    Raises `TrueupError` where there is no such finding, where it cannot be waived, and where the waiver would not hold:
    it needs a reason, a day to come, and somebody in another role (or of another side) than the one who asked.
    """
    here = at_gate(path, as_of=as_of, phase=None, settings=settings)
    day = here.at.date()
    role = role_held(here.document, wanted.who, wanted.role, day)
    check_person(here.document, wanted.asked_by, day)
    finding = _finding(here, wanted)
    if wanted.until <= day:
        problem = f"The last day of a waiver lies ahead; {wanted.until} does not."
        raise TrueupError.option(problem, "--until", "Name a day to come.")
    waiver = Waiver(
        rule=finding.code,
        subject=finding.subject,
        because=wanted.because,
        by=wanted.asked_by,
        approved_by=wanted.who,
        until=wanted.until,
    )
    _check_holds(here.document, waiver)
    draft = Draft(
        "waive",
        here.document.initiative.id,
        wanted.who,
        role,
        here.at,
        phase=finding.phase,
        subject=f"{finding.code} {finding.subject}",
        until=wanted.until,
        note=wanted.because,
    )
    file = here.folder / WAIVERS
    before = text_of(file, settings.bounds) if file.is_file() else None
    write_whole(file, _with(here.document, waiver, before or "trueup: 1\n").encode())
    try:
        return Kept(here.keep([draft]), (file,), here.of_the_clock())
    except BaseException:
        _put_back(file, before)
        raise


def _check_holds(document: Document, waiver: Waiver) -> None:
    """Raise `TrueupError` where a waiver would not hold."""
    missing = shortcomings(document, waiver)
    if missing:
        fix = "Somebody in another role, or of another side, than the one who asks has to allow it, with a reason."
        raise TrueupError.option(f"This waiver would not hold: {'; '.join(missing)}.", waiver.rule, fix)


def _finding(here: AtGate, wanted: Wanted) -> Finding:
    """Return the finding that is meant; raises `TrueupError` where there is none."""
    code = wanted.rule.upper()
    mine = [f for f in here.assessment.findings if f.code == code]
    found = next((f for f in mine if f.subject == wanted.subject), None)
    if found is not None:
        return found
    hint = nearest(wanted.subject, [f.subject for f in mine])
    subjects = ", ".join(f"`{f.subject}`" for f in mine[:5])
    codes = ", ".join(dict.fromkeys(f.code for f in here.assessment.findings))
    about = f"{code} is about {subjects}." if mine else f"Found are {codes or 'none'}."
    fix = f"Did you mean `{hint}`?" if hint else about
    raise TrueupError.option(f"There is no finding {code} about `{wanted.subject}`.", code, fix)


def _with(document: Document, waiver: Waiver, text: str) -> str:
    """Return the text of `waivers.yaml` with a waiver, in place of one for the same finding."""
    kept = [each for each in document.waivers if (each.rule, each.subject) != (waiver.rule, waiver.subject)]
    return edited(text, [Change(("waivers",), [_row(each) for each in (*kept, waiver)])], WAIVERS)


def _put_back(file: Path, before: str | None) -> None:
    if before is None:
        file.unlink(missing_ok=True)
    else:
        write_whole(file, before.encode())


def _row(waiver: Waiver) -> dict[str, str]:
    fields = {
        "rule": waiver.rule,
        "subject": waiver.subject,
        "because": waiver.because,
        "by": waiver.by,
        "approved_by": waiver.approved_by,
        "until": waiver.until.isoformat() if waiver.until else None,
    }
    return {name: value for name, value in fields.items() if value}
