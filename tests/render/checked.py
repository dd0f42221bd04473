"""What `check` finds in documents made for the tests of its formats: ordinary, hostile, many faults, a portfolio."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from trueup.app.check import check
from trueup.core.base.finding import Id, Place
from trueup.core.rules.run import RuleRun, Skipped
from trueup.render.outcome import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from trueup.core.base.finding import Finding, Phase

AS_OF = date(2026, 1, 15)

ORDINARY = """\
title: Answer customers sooner
currency: EUR
rates: {default: 500}
objective: {statement: Answer 90 % of claims within three days by the end of 2026, kpi: quick}
people: {ann: {name: Ann, side: business}}
kpis:
  quick: {title: Claims answered within three days, unit: 1, direction: increase}
  calm: {title: Calls about claims, unit: 1, owner: ann, direction: decrease}
epics:
  E1: {title: Routing, advances: quick, estimate: 5}
  E2: {title: A dashboard, estimate: 3}
"""

FAULTY = "title: Late\nkpis:\n  late: {unit: [1], owns: ops}\nobjective: {statement: S, kpi: never}\n"

WAIVERS = """\
waivers:
  - {rule: KPI001, subject: kpis.quick, because: The board knows, by: ann, approved_by: coo, until: 2026-06-30}
"""

NASTY = (
    "</failure>]]> & | <script>alert(1)</script> [me](javascript:alert(1)) ::error::{0}%0A%25 `a`` ` ##[group]x "
    "@everyone https://evil.example *b* _i_ \u202e\x85 end"
)
"""Everything that means something in XML, Markdown, SARIF or a workflow command."""


def outcome(where: Path, text: str, phase: Phase | None = None, **more: object) -> Outcome:
    """Return what is found in a document."""
    (where / "initiative.yaml").write_text(text, "utf-8")
    found = check(where, as_of=AS_OF, phase=phase, cache=where / "cache")
    return Outcome(found.assessments, found.faults, found.over, **more)  # type: ignore[arg-type]


def ordinary(where: Path, **more: object) -> Outcome:
    return outcome(where, ORDINARY, **more)


def faulty(where: Path, **more: object) -> Outcome:
    return outcome(where, FAULTY, **more)


def waived(where: Path, **more: object) -> Outcome:
    """Return what is found where a waiver covers that nobody owns the deciding KPI."""
    (where / "waivers.yaml").write_text(WAIVERS, "utf-8")
    people = "people: {ann: {name: Ann, side: business, role: lead}, coo: {name: Cy, side: business, role: sponsor}}"
    return outcome(where, ORDINARY.replace("people: {ann: {name: Ann, side: business}}", people), **more)


def over(found: Outcome) -> Outcome:
    """Return an outcome in which a rule over the portfolio found something, too."""
    first = found.assessments[0].findings[0]
    place = Place("portfolio.yaml", 3, Id("people.ann"))
    finding = replace(first, code="ALL001", name="all-wrong", subject=Id("people.ann"), place=place, waived=None)
    skipped = Skipped("ALL002", "all-late", "left out by `rules:` of the portfolio")
    return replace(found, over=RuleRun((finding,), (skipped,), ("ALL001", "ALL003")))


def portfolio(where: Path) -> Outcome:
    for name in ("a", "b"):
        (where / name).mkdir(parents=True)
        (where / name / "initiative.yaml").write_text(ORDINARY, "utf-8")
    (where / "c").mkdir()
    (where / "c" / "initiative.yaml").write_text(FAULTY, "utf-8")
    (where / "portfolio.yaml").write_text("title: All of it\n", "utf-8")
    found = check(where, as_of=AS_OF, phase=None, cache=where / "cache")
    return Outcome(found.assessments, found.faults, found.over)


def hostile(found: Outcome, text: str = NASTY) -> Outcome:
    """Return an outcome in which the text stands in every field of every finding that may come from a document."""

    def taken(each: Finding) -> Finding:
        place = replace(each.place, file=f"d/{text.replace('/', '')}.yaml", path=Id(text))
        return replace(each, place=place, subject=Id(text), problem=text, fix=text, owner=Id(text))

    assessments = tuple(
        replace(
            each,
            findings=tuple(map(taken, each.findings)),
            skipped=tuple(replace(skipped, reason=text) for skipped in each.skipped),
        )
        for each in found.assessments
    )
    return replace(found, assessments=assessments, faults=tuple(map(taken, found.faults)), since=text)


def many(found: Outcome, count: int) -> Outcome:
    """Return an outcome with its first initiative's first finding so many times, each about another subject."""
    first = found.assessments[0]
    one = first.findings[0]
    findings = tuple(replace(one, subject=Id(f"kpis.k{number}")) for number in range(count))
    return replace(found, assessments=(replace(first, findings=findings), *found.assessments[1:]))
