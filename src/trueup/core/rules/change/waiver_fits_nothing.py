"""CHG006."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from trueup.core.base.nearest import nearest
from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import AnyRule, Case, Flag, later_rule
from trueup.core.rules.run import CRASHED, RunCase
from trueup.core.rules.waive import shortcomings
from trueup.core.rules.words import named

if TYPE_CHECKING:
    from trueup.core.model.waiver import Waiver


@later_rule("CHG006", "waiver-fits-nothing", "notes", "discovery", ground="run")
def waiver_fits_nothing(case: RunCase) -> Iterator[Flag]:
    """An exception is written down for something that was not found.

    Why it matters:
        Either the fault is mended, and an exception that nobody needs any more lies ready for the next one; or its
        subject is written otherwise than the finding's, and what was meant to be excepted still counts. It warns where
        the rule found something of nearly that name. Nothing is said of a rule that did not run, or whose data was not
        read: what it would have found is not known.

    Flagged:
        ```yaml
        title: Faster claims
        kpis: {late: {unit: 1, direction: decrease}}
        people: {bo: {role: product-owner}, coo: {role: sponsor}}
        ```
        ```yaml waivers.yaml
        waivers:
          - {rule: KPI001, subject: kpis.lates, because: The post is filled in spring, by: bo, approved_by: coo,
             until: 2026-04-30}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis: {late: {unit: 1, direction: decrease}}
        people: {bo: {role: product-owner}, coo: {role: sponsor}}
        ```
        ```yaml waivers.yaml
        waivers:
          - {rule: KPI001, subject: kpis.late, because: The post is filled in spring, by: bo, approved_by: coo,
             until: 2026-04-30}
        ```

    How to fix:
        Write the subject as the finding has it (`trueup check --format json` shows it), or delete the waiver.
    """
    here = case.case
    if not here.document.waivers:
        return
    rules = {each.code: each for each in case.rules}
    known = {finding.key for finding in case.outcome.findings}
    crashed = {finding.subject for finding in case.outcome.findings if finding.code == CRASHED}
    for number, each in enumerate(here.document.waivers):
        if not _holds(here, each) or (each.rule, each.subject) in known:
            continue
        judged = each.rule in rules and each.rule in case.outcome.ran and each.rule not in crashed
        if judged and (_is_nowhere(here, each.subject) or _saw_all(here, rules[each.rule])):
            yield _flag(case, number, each)


def _flag(case: RunCase, number: int, waiver: Waiver) -> Flag:
    subjects = [finding.subject for finding in case.outcome.findings if finding.code == waiver.rule]
    hint = nearest(waiver.subject, subjects)
    found = f" {waiver.rule} is found about {named(dict.fromkeys(subjects))}." if subjects else ""
    fix = f"Write `{hint}`, or delete the waiver." if hint else "Delete the waiver, or write what it is about."
    return Flag(
        f"waivers.{waiver.rule}.{waiver.subject}",
        f"The waiver of {waiver.rule} on `{waiver.subject}` fits no finding of this run.{found}",
        fix,
        at=f"waivers.{number}",
        owner=waiver.by or product_owner(case.case),
        severity="warns" if hint else None,
    )


def _holds(case: Case, waiver: Waiver) -> bool:
    """Whether a waiver would hold today; what is wrong with the others is told already."""
    return waiver.until is not None and waiver.until >= case.as_of and not shortcomings(case.document, waiver)


def _is_nowhere(case: Case, subject: str) -> bool:
    """Whether a subject names an id that is not in the document: nothing can be found about it."""
    found, (section, _, rest) = case.initiative, subject.partition(".")
    ids: Collection[str] | None = {
        "kpis": found.kpis.keys(),
        "data": found.data.keys(),
        "options": found.options.keys(),
        "operational_goals": found.operational_goals.keys(),
        "epics": found.epics.keys(),
        "risks": found.risks.keys(),
        "decisions": found.decisions.keys(),
        "reviews": found.reviews.keys(),
    }.get(section)
    return ids is not None and bool(rest) and rest.partition(".")[0] not in ids


def _saw_all(case: Case, rule: AnyRule) -> bool:
    """Whether all data was read that a rule might have found something in, every check of it among them."""
    evidence, initiative = case.evidence, case.initiative
    if any(isinstance(evidence.table(name), NotRun) for name in initiative.data):
        return False
    readings = [evidence.reading(name) for name, kpi in initiative.kpis.items() if kpi.is_defined]
    if any(isinstance(each, NotRun) or isinstance(each.level, NotRun) for each in readings):
        return False
    if "tables" not in rule.needs:
        return True
    ready = evidence.readiness.values()
    return len(ready) == len(initiative.data) and all(check.not_run is None for each in ready for check in each.checks)
