"""From a document and what was measured to the assessment: figures, findings, gates. No input or output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from trueup import __version__
from trueup.core.base.digest import Digest
from trueup.core.base.finding import Phase
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.conclude import conclude
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.model.links import link
from trueup.core.rules.catalogue import CATALOGUE
from trueup.core.rules.rule import Case
from trueup.core.rules.run import run
from trueup.core.value.benefit import benefit
from trueup.core.value.spend import spend


def judge(
    document: Document,
    measured: Evidence,
    as_of: date,
    phase: Phase | None,
    *,
    fingerprints: Mapping[str, Digest] | None = None,
    claims: Mapping[str, float] | None = None,
) -> Assessment:
    """Return the assessment of a document at a phase (its own, else discovery, where none is given).

    `measured` holds what the data said; spend and benefit are computed here from it. `claims` are the shares of shared
    KPIs' benefit that this initiative may claim.
    """
    initiative = document.initiative
    links = link(initiative)
    evidence = replace(
        measured,
        spend=spend(initiative, links, measured, as_of),
        benefit=benefit(initiative, measured, as_of, claims=claims),
    )
    case = Case(document, links, evidence, as_of)
    outcome = run(case, CATALOGUE)
    now = phase or initiative.phase or "discovery"
    return conclude(case, outcome, now, __version__, fingerprints or {})
