"""Whether the sides that an objective needs were heard: unknown, and so blocking, until they state their priorities."""

from __future__ import annotations

from trueup.core.gates.criteria import Status
from trueup.core.model.document import Document
from trueup.core.priority.handed import NOTHING_HANDED, Handed


def heard_status(
    document: Document, handed: Handed = NOTHING_HANDED, *, begun: bool = False
) -> tuple[Status, tuple[str, ...]] | None:
    """Return the status of the criterion `HEARD` and who is lacking; None where the criterion is not asked for.

    It is asked for where stakeholders are named or somebody stated priorities, and of whoever has `begun` a ledger.
    """
    if not (begun or document.initiative.stakeholders or handed != NOTHING_HANDED):
        return None
    from trueup.core.priority.heard import heard_in

    found = heard_in(document, handed)
    return ("unknown", found.lacking) if found.lacking else ("met", ())
