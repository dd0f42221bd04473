"""Waivers applied to findings: which exceptions hold, and why the others do not.

An exception holds until its last day when it says why, and when somebody allowed it who is not the one who asked for
it, in another role; who holds no role acts for their side, and that has to be another one too. It never removes a
finding and never changes a criterion's status; it says that for a while nothing is due because of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import Exemption, Finding
from trueup.core.base.nearest import nearest
from trueup.core.model.chain import side_of
from trueup.core.model.document import Document, Source
from trueup.core.model.fault import Fault
from trueup.core.rules.words import first_line

if TYPE_CHECKING:
    from trueup.core.model.waiver import Waiver

NEVER: Final = ("DOC", "RUN", "SGN")
"""A document that cannot be read, a rule that crashed and what is wrong with signatures cannot be waived."""
UNREADABLE: Final = "DAT002"
_OF_WAIVERS: Final = "CHG006"


def waived(findings: Sequence[Finding], document: Document, as_of: date) -> tuple[Finding, ...]:
    """Return the findings, each that a waiver covers today with that waiver."""
    if not document.waivers:
        return tuple(findings)
    valid = {
        (each.rule, each.subject): (number, each)
        for number, each in enumerate(document.waivers)
        if not shortcomings(document, each) and each.until and each.until >= as_of
    }
    return tuple(_with(finding, valid.get(finding.key), document) for finding in findings)


def shortcomings(document: Document, waiver: Waiver) -> tuple[str, ...]:
    """Return what a waiver lacks to hold at all, whatever the day."""
    missing = []
    if waiver.rule.startswith("SGN"):
        missing.append(f"{waiver.rule} cannot be waived: a signature is given or it is not")
    elif waiver.rule.startswith(NEVER) or waiver.rule in (UNREADABLE, _OF_WAIVERS):
        missing.append(f"{waiver.rule} cannot be waived")
    if not waiver.because:
        missing.append("it does not say why")
    if not waiver.until:
        missing.append("it has no last day")
    if not waiver.by:
        missing.append("nobody is named who asked for it")
    return (*missing, *_of_who_allowed(document, waiver))


def _of_who_allowed(document: Document, waiver: Waiver) -> Iterator[str]:
    """Yield why whoever allowed a waiver may not, next to whoever asked for it."""
    if not waiver.approved_by:
        yield "nobody allowed it"
    elif waiver.approved_by == waiver.by:
        yield f"`{waiver.by}` allowed it to themselves"
    elif strangers := [who for who in (waiver.by, waiver.approved_by) if who and not _is_known(document, who)]:
        yield f"`{strangers[0]}` is not among the people, so that their role is not known"
    elif shared := _roles(document, waiver.by) & _roles(document, waiver.approved_by):
        yield f"who asked and who allowed it have the same role, `{min(shared)}`"
    elif side := _same_side(document, waiver):
        yield f"who asked and who allowed it both speak for {side}"


def _is_known(document: Document, name: str) -> bool:
    """Whether somebody is among the people; anybody is where nobody is listed."""
    return not document.initiative.people or name in document.initiative.people


def waiver_faults(source: Source, waivers: Sequence[Waiver], rules: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
    """Return a fault for every waiver of a rule that does not exist; `rules` are codes with their names."""
    codes = dict(rules)
    names = {name: code for code, name in codes.items()}
    found = []
    for number, each in enumerate(waivers):
        if each.rule in codes or each.rule.startswith(NEVER) or each.rule == _OF_WAIVERS:
            continue
        hint = names.get(each.rule) or nearest(each.rule, codes)
        fix = f"Write `{hint}`." if hint else "`trueup rules` lists all codes."
        path = f"waivers.{number}.rule"
        problem = f"`{path}` names the rule `{first_line(each.rule, 40)}`, which does not exist."
        found.append(Fault("DOC024", path, problem, fix).finding(source.place(path)))
    return tuple(found)


def _roles(document: Document, name: str | None) -> set[str]:
    person = document.initiative.people.get(name or "")
    return set(person.all_roles) if person else set()


def _same_side(document: Document, waiver: Waiver) -> str | None:
    """Return the side that both who asked and who allowed it act for, None where they act for two or in other roles.

    Who holds no role acts for their side; two people of a side who hold each their own role (a product owner and a
    sponsor) are in different roles.
    """
    if _roles(document, waiver.by) and _roles(document, waiver.approved_by):
        return None
    asked, allowed = (side_of(document.initiative, who or "") for who in (waiver.by, waiver.approved_by))
    return asked if asked == allowed else None


def _with(finding: Finding, found: tuple[int, Waiver] | None, document: Document) -> Finding:
    if found is None:
        return finding
    number, waiver = found
    if waiver.until is None or waiver.because is None or waiver.approved_by is None:
        return finding
    place = document.place(f"waivers.{number}")
    return replace(finding, waived=Exemption(waiver.until, waiver.because, waiver.approved_by, place))
