"""What `check` found as SARIF 2.1.0, the format that code hosts and editors read; one result a line."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from trueup import __version__
from trueup.core.base.finding import Exemption, Finding, Place, Severity
from trueup.core.base.quantity import Quantity
from trueup.core.rules.manual import Manual, manual_of
from trueup.core.rules.rule import AnyRule
from trueup.render.harmless import one_line
from trueup.render.outcome import PAGE, Outcome, Told, Unrun, stake_words
from trueup.render.rule_page import rule_page

Json = dict[str, object]
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT: Final = "trueupFinding/v1"
"""What a result is recognised by in the next run: initiative, code and subject, whatever its line and words."""

_LEVELS: Final[dict[Severity, str]] = {"blocks": "error", "warns": "warning", "notes": "note"}
_LINK: Final = re.compile(r"\[(?=[^\[\]]*\]\()")
_PLACEHOLDER: Final = re.compile(r"\{(\d+)\}")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(", ", ": "))


def sarif_text(found: Outcome, rules: Sequence[AnyRule]) -> str:
    """Return one run with all rules, every finding and fault as a result, and what did not run as notifications.

    A finding that is not due yet or waived has the level `note`, whatever its severity: it never blocks. A rule's page
    is told relative to the documentation, as a property: `helpUri` would have to be an absolute address.
    """
    results = [
        *(Told(None, fault) for fault in found.faults),
        *found.due(),
        *found.later(),
        *found.kept(),
        *found.waived(),
    ]
    unrun = found.unrun()
    descriptors = _descriptors(rules, results, unrun)
    index = {str(each["id"]): number for number, each in enumerate(descriptors)}
    run: Json = {
        "tool": {"driver": {"name": "trueup", "version": __version__, "rules": descriptors}},
        "invocations": [
            {
                "executionSuccessful": not found.faults,
                "toolExecutionNotifications": [_notification(each, index) for each in unrun],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "properties": _about_run(found),
        "results": [_result(found, each, index[each.finding.code]) for each in results],
    }
    return _lines({"$schema": SCHEMA, "version": "2.1.0"}, run)


def _lines(head: Json, run: Json) -> str:
    """Return the log with one element of each list a line: it stays readable, and is written ten times faster."""
    first = ",\n".join(f"{_ENCODER.encode(key)}: {_ENCODER.encode(value)}" for key, value in head.items())
    parts = ",\n".join(f"{_ENCODER.encode(key)}: {_listed(value)}" for key, value in run.items())
    return f'{{{first},\n"runs": [{{{parts}}}]}}\n'


def _listed(value: object) -> str:
    if not isinstance(value, list):
        return _ENCODER.encode(value)
    return "[\n" + ",\n".join(map(_ENCODER.encode, value)) + "\n]" if value else "[]"


def _about_run(found: Outcome) -> Json:
    about: Json = {
        "initiatives": [
            {"id": a.document.initiative.id, "phase": a.phase, "asOf": a.as_of.isoformat(), "blocks": a.blocks}
            for a in found.assessments
        ],
        "summary": found.summary(),
    }
    if found.since is not None:
        about |= {"known": found.known, "since": one_line(found.since)}
    return about


def _descriptors(rules: Sequence[AnyRule], results: Iterable[Told], unrun: Iterable[Unrun]) -> list[Json]:
    """Return what is known of each rule; of codes that are no rule of the catalogue, their name."""
    found: dict[str, Json] = {rule.code: _descriptor(rule) for rule in rules}
    for each in results:
        found.setdefault(each.finding.code, _named(each.finding.code, each.finding.name))
    for one in unrun:
        found.setdefault(one.code, _named(one.code, one.name))
    return list(found.values())


def _descriptor(rule: AnyRule) -> Json:
    manual = _manual(rule)
    if manual is None:
        return _named(rule.code, rule.name)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": manual.fault},
        "fullDescription": {"text": manual.why},
        "help": {"text": f"{manual.why}\n\nHow to fix: {manual.fix}", "markdown": rule_page(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"phase": rule.phase, "severity": rule.severity, "page": PAGE.format(code=rule.code)},
    }


def _manual(rule: AnyRule) -> Manual | None:
    """Return a rule's manual; None for a rule of somebody else that lacks a part of it."""
    try:
        return manual_of(rule)
    except ValueError:
        return None


def _named(code: str, name: str) -> Json:
    return {"id": code, "name": name, "shortDescription": {"text": f"{name.replace('-', ' ').capitalize()}."}}


def _notification(unrun: Unrun, index: Mapping[str, int]) -> Json:
    return {
        "level": "note",
        "message": {"text": _message(f"{unrun.code} {unrun.name} did not run: {unrun.reason}")},
        "associatedRule": {"id": unrun.code, "index": index[unrun.code]},
        "properties": {"initiatives": list(unrun.initiatives)},
    }


def _result(found: Outcome, told: Told, rule: int) -> Json:
    finding = told.finding
    result: Json = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity] if told.due else "note",
        "message": {"text": _message(_words(finding))},
        "locations": [_location(found, told)],
        "partialFingerprints": {FINGERPRINT: _fingerprint(told)},
        "properties": _properties(told),
    }
    if finding.waived is not None:
        result["suppressions"] = [_suppression(found, finding.waived)]
    return result


def _words(finding: Finding) -> str:
    stake, owner = stake_words(finding), finding.owner
    tail = (f" At stake: {stake}." if stake else "") + (f" Who acts: {owner}." if owner else "")
    return f"{finding.problem} {finding.fix}{tail}"


def _message(text: str) -> str:
    """Return a text as a SARIF message: what a reader would take for its own link or placeholder is no more than text.

    SARIF 2.1.0, 3.11.5 and 3.11.6. Other braces stay single, as viewers show them as they are.
    """
    return _PLACEHOLDER.sub(r"{{\1}}", _LINK.sub(r"\\[", one_line(text)))


def _location(found: Outcome, told: Told) -> Json:
    subject = f"{told.initiative}/{told.finding.subject}" if told.initiative else told.finding.subject
    return {"logicalLocations": [{"fullyQualifiedName": one_line(subject)}]} | _physical(found, told.finding.place)


def _physical(found: Outcome, place: Place) -> Json:
    file = found.file(place)
    if file is None:
        return {}
    physical: Json = {"artifactLocation": {"uri": quote(file, errors="replace")}}
    if place.line is not None:
        physical["region"] = {"startLine": max(place.line, 1)}
    return {"physicalLocation": physical}


def _fingerprint(told: Told) -> str:
    """Return the identity of a finding; what stands in no initiative is known by its file."""
    finding = told.finding
    owner = told.initiative if told.initiative is not None else finding.place.file or ""
    text = f"{owner}\n{finding.code}\n{finding.subject}"
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _properties(told: Told) -> Json:
    finding = told.finding
    return {
        "initiative": told.initiative,
        "subject": one_line(finding.subject),
        "severity": finding.severity,
        "phase": finding.phase,
        "due": told.due,
        "owner": None if finding.owner is None else one_line(finding.owner),
        "fix": one_line(finding.fix),
        "stake": None if finding.stake is None else _stake(finding.stake),
    }


def _stake(stake: Quantity) -> Json:
    return {
        "value": _rounded(stake.value),
        "low": _rounded(stake.spread.low),
        "high": _rounded(stake.spread.high),
        "unit": stake.unit,
        "basis": stake.basis.value,
        "source": one_line(stake.source),
        "asOf": stake.as_of.isoformat(),
    }


def _rounded(value: float) -> float:
    """Return a float at 12 significant digits: the rest is noise of the arithmetic."""
    return float(f"{value:.12g}")


def _suppression(found: Outcome, waiver: Exemption) -> Json:
    """Return a waiver as a suppression: it stands in a file of its own, and somebody allowed it."""
    return {
        "kind": "external",
        "status": "accepted",
        "justification": one_line(waiver.because),
        "location": _physical(found, waiver.place),
        "properties": {"approvedBy": one_line(waiver.approved_by), "until": waiver.until.isoformat()},
    }
