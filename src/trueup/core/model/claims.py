"""What an initiative claims of a KPI's benefit, and what counts where the claims of several come to more than all.

It lies below its users: the promised benefit, the rule over benefits claimed twice, and what people sign.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from math import fsum
from typing import Final

from trueup.core.model.document import Document
from trueup.core.model.fault import Fault
from trueup.core.model.initiative import Initiative
from trueup.core.model.items import items_of
from trueup.core.model.kpi import Kpi
from trueup.core.model.streams import drives, streams

WHOLE: Final = 1.0
"""What is claimed of a KPI where nothing is said."""

_ROUNDING: Final = 1e-9
"""By how much shares that are meant to come to the whole may miss it."""


def total_of(claims: Iterable[float]) -> float:
    """Return what several claims on one KPI come to, in whatever order they are added up."""
    return fsum(claims)


def counted(claim: float, total: float) -> float:
    """Return the share of a KPI's worth that counts for one claim, where all claims on the KPI come to `total`.

    Up to the whole everyone gets what they claim; beyond it the whole is divided pro rata of the claims.
    """
    return claim / max(WHOLE, total)


def beyond_whole(total: float) -> bool:
    """Whether claims come to more than there is."""
    return total > WHOLE + _ROUNDING


def is_cut(claim: float, share: float) -> bool:
    """Whether less counts than was claimed."""
    return share < claim - _ROUNDING


def claims_of(document: Document) -> Mapping[str, float]:
    """Return the share that an initiative claims of each KPI with a stream of money, by id; what claims 0 is left out.

    What it states counts; where it states nothing it claims the whole. A KPI of the portfolio that it does nothing for
    is claimed only where that is stated. Guardrails and competing definitions carry no stream of money.
    """
    initiative = document.initiative
    if not any(kpi.worth for kpi in initiative.kpis.values()):
        return {}
    found: dict[str, float] = {}
    aims = _aims(initiative) if document.shared else set()
    for name in streams(initiative)[0]:
        serves = name not in document.shared or _is_served(initiative, name, aims)
        claim = initiative.claims.get(name, WHOLE if serves else 0.0)
        if claim:
            found[name] = claim
    return found


def _aims(initiative: Initiative) -> set[str]:
    """Return the KPIs that an initiative works on: its deciding KPI, what its goals move and its work advances."""
    found = {kpi for goal in initiative.operational_goals.values() for kpi in goal.moves}
    found |= {kpi for _, item in items_of(initiative) if item.status != "cancelled" for kpi in item.advances}
    if initiative.objective and initiative.objective.kpi:
        found.add(initiative.objective.kpi)
    return found & initiative.kpis.keys()


def _is_served(initiative: Initiative, name: str, aims: set[str]) -> bool:
    """Whether an initiative works on a KPI, or on one that `drives` links with it either way round."""
    return name in aims or any(drives(initiative, aim, name) or drives(initiative, name, aim) for aim in aims)


def claim_faults(initiative: Initiative, known: Collection[str], beside: Collection[str] = ()) -> Iterator[Fault]:
    """Yield a fault for every claim of a KPI that brings this initiative no money.

    `known` are the ids of KPIs that it knows or could use, `beside` names that stand in a part of the document that
    could not be read. A claim of a KPI that nobody knows is an id that leads nowhere, and told as such.
    """
    guardrails = initiative.objective.guardrails if initiative.objective else ()
    for name in initiative.claims:
        kpi = initiative.kpis.get(name)
        if name in beside or (kpi is None and name not in known):
            continue
        why = _no_money(name, kpi, guardrails)
        if why is not None:
            problem, fix = why
            yield Fault("DOC025", f"claims.{name}", f"`claims.{name}` claims of {problem}.", fix)


def _no_money(name: str, kpi: Kpi | None, guardrails: Collection[str]) -> tuple[str, str] | None:
    """Return why a KPI brings an initiative no money, and what to do."""
    if kpi is None:
        fix = "Name it as the deciding KPI, in `moves:` of a goal or in `advances:` of work, or remove the claim."
        return f"KPI `{name}`, which this initiative does not use", fix
    if kpi.instead_of:
        problem = f"a competing definition of `{kpi.instead_of}`, and those carry no benefit"
        return problem, f"Claim of `{kpi.instead_of}`, or remove the claim."
    if name in guardrails:
        fix = "Remove the claim, or take the KPI out of `objective.guardrails`."
        return f"KPI `{name}`, which is a guardrail here, and guardrails carry no benefit", fix
    if kpi.worth is None:
        return f"KPI `{name}`, which does not say what it is worth", f"Add `worth:` to `{name}`, or remove the claim."
    return None
