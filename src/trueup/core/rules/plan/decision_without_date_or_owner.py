"""PLN003."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import present
from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import joined, named


@rule("PLN003", "decision-without-date-or-owner", "warns", "discovery")
def decision_without_date_or_owner(case: Case) -> Iterator[Flag]:
    """An open decision has no day by which it must be made, or nobody who is there to make it.

    Why it matters:
        A question that nobody has to answer by a day is answered by whoever builds first. Decisions that were made are
        left alone; all others that lack something are told at once.

    Flagged:
        ```yaml
        title: Faster claims
        decisions:
          vendor: {question: "Is the router of the vendor bought?", owner: coo}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        decisions:
          vendor: {question: "Is the router of the vendor bought?", owner: coo, by: 2026-03-31}
        ```

    How to fix:
        Add `by:` and `owner:` (one person, not a committee) to the decision. Where nothing depends on it, delete it.
    """
    undated: list[str] = []
    unowned: list[str] = []
    for name, decision in case.initiative.decisions.items():
        if decision.decided is not None:
            continue
        if decision.by is None:
            undated.append(name)
        if not present(decision.owner, case.initiative.people, case.as_of):
            unowned.append(name)
    wrong = [name for name in case.initiative.decisions if name in {*undated, *unowned}]
    if not wrong:
        return
    parts = [f"no day for {named(undated, 8)}"] if undated else []
    parts += [f"nobody who is there to decide {named(unowned, 8)}"] if unowned else []
    owners = [owner for name in wrong if name not in unowned and (owner := case.initiative.decisions[name].owner)]
    yield Flag(
        "decisions",
        f"Open decisions have {joined(parts)}.",
        f"Add {joined([key for key, names in (('`by:`', undated), ('`owner:`', unowned)) if names])}, or delete what "
        "nothing depends on.",
        at=f"decisions.{wrong[0]}",
        owner=next(iter(owners), objective_owner(case)),
    )
