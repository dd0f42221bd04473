"""PEO005."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.chain import present
from trueup.core.rules.lookups import node_of, product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, named, plain, worth


@rule("PEO005", "role-without-person", "warns", "planning")
def role_without_person(case: Case) -> Iterator[Flag]:
    """A role that the initiative needs is held by nobody who is there, or by somebody who cannot do what it takes.

    Why it matters:
        Work that is planned for "an engineer" is done by nobody until one is named. Each role is told once; judged only
        where somebody holds a role at all, and what a role `needs:` only where its holders list their competences.

    Flagged:
        ```yaml
        title: Faster claims
        roles:
          engineer: {side: technology, needs: [python, sql]}
        epics:
          E1: {title: Routing rules, role: engineer, estimate: 20..30}
          E2: {title: Run it, role: operator, estimate: 5..9}
        people:
          ana: {role: engineer, competences: [python]}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        roles:
          engineer: {side: technology, needs: [python, sql]}
        epics:
          E1: {title: Routing rules, role: engineer, estimate: 20..30}
          E2: {title: Run it, role: operator, estimate: 5..9}
        people:
          ana: {role: engineer, competences: [python, sql]}
          bo: {role: operator}
        ```

    How to fix:
        Name who holds the role (`role:` or `roles:` under `people:`), hire or borrow somebody, or take the role out of
        the work. Where a competence is missing, train for it, pair the holder with somebody, or list it if it is there.
    """
    holders = _holders(case)
    if not holders:
        return
    work = _work(case)
    around = case.document.portfolio.roles if case.document.portfolio else {}
    wanted = dict.fromkeys([name for name in case.initiative.roles if name not in around])
    costs: dict[str, float] | None = None
    for role in [*wanted, *(name for name in work if name not in wanted)]:
        if role not in holders:
            costs = _costs(case) if costs is None else costs
            yield _nobody(case, role, work.get(role, []), costs.get(role, 0.0))
        elif lacking := _lacking(case, role, holders[role]):
            yield Flag(
                f"roles.{role}",
                f"Role `{role}` needs {named(lacking)}, which {named(holders[role])} "
                f"{'does' if len(holders[role]) == 1 else 'do'} not list.",
                f"Add it to the `competences:` of {named(holders[role][:1])} if it is there; else train, pair or hire.",
                at=f"roles.{role}.needs",
                owner=product_owner(case),
            )


def _holders(case: Case) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    people = case.initiative.people
    for name, person in people.items():
        roles = person.all_roles
        if roles and present(name, people, case.as_of):
            for role in roles:
                found.setdefault(role, []).append(name)
    return found


def _work(case: Case) -> dict[str, list[str]]:
    """Return the paths of the open items by the role that does them."""
    found: dict[str, list[str]] = {}
    for node in case.links.stating("role"):
        role = node.item.role
        if role and not node.cancelled and node.status != "done":
            found.setdefault(role, []).append(node.path)
    return found


def _lacking(case: Case, role: str, holders: list[str]) -> list[str]:
    what = case.initiative.roles.get(role)
    able = {plain(each) for name in holders for each in case.initiative.people[name].competences}
    return [need for need in what.needs if plain(need) not in able] if what and able else []


def _costs(case: Case) -> dict[str, float]:
    """Return the remaining cost of the work by the role that does it."""
    found: dict[str, float] = {}
    for leaf in () if isinstance(case.evidence.spend, NotRun) else case.evidence.spend.leaves:
        role = node_of(case, leaf.path).item.role
        if role and leaf.cost:
            found[role] = found.get(role, 0.0) + leaf.cost
    return found


def _nobody(case: Case, role: str, paths: list[str], cost: float) -> Flag:
    stake = case.amount(cost)
    money = f", {worth(stake)}" if stake else ""
    named_by = f"{count(len(paths), 'open item')}{money}" if paths else "`roles:`"
    verb = "ask" if len(paths) > 1 else "asks"
    return Flag(
        f"roles.{role}",
        f"Nobody who is there holds the role `{role}`, which {named_by} {verb} for.",
        f"Give somebody `role: {role}` or list it in their `roles:`; else find somebody, or take it out of the work.",
        at=f"{paths[0]}.role" if paths else None,
        owner=product_owner(case),
        stake=stake,
    )
