"""WRK012."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trueup.core.base.nearest import nearest
from trueup.core.model.chain import present
from trueup.core.model.links import Node
from trueup.core.rules.lookups import product_owner, work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, named, plain, short


@rule("WRK012", "nobody-can-do-it", "warns", "planning")
def nobody_can_do_it(case: Case) -> Iterator[Flag]:
    """Work takes a skill that nobody who is there has, or that the one who is to do it lacks.

    Why it matters:
        The plan counts heads; the work needs hands. A skill that is missing costs months: somebody has to be found, or
        has to learn it. Told once a skill, and once a person. Judged only where people list their competences.

    Flagged:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Answers from the handbook, skills: [language models], estimate: 20..40}
          E2: {title: List of new claims, skills: sql, assignee: bo, estimate: 3..6}
        people:
          ana: {role: engineer, side: technology, competences: [python, sql]}
          bo: {role: analyst, side: business, competences: claims}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Answers from the handbook, skills: [language models], estimate: 20..40}
          E2: {title: List of new claims, skills: sql, assignee: ana, estimate: 3..6}
        people:
          ana: {role: engineer, side: technology, competences: [python, sql, language models]}
          bo: {role: analyst, side: business, competences: claims}
        ```

    How to fix:
        List the competence with the person who has it; else hire, borrow or train somebody and plan the time for it,
        or choose a way that the team can go. Give the work to somebody who lists the skill.
    """
    taking = case.links.stating("skills")
    able = _able(case) if taking else {}
    if not able:
        return
    folded: dict[str, str] = {}
    missing: dict[str, list[Node]] = {}
    unable: dict[str, list[tuple[Node, str]]] = {}
    for node in taking:
        item = node.item
        if node.cancelled or node.status == "done":
            continue
        for skill in item.skills:
            if skill not in folded:
                folded[skill] = plain(skill)
            who = able.get(folded[skill])
            if who is None:
                missing.setdefault(skill, []).append(node)
            elif item.assignee in case.initiative.people and item.assignee not in who:
                unable.setdefault(item.assignee or "", []).append((node, skill))
    yield from (_nobody(case, skill, nodes, able) for skill, nodes in missing.items())
    yield from (_not_this_one(case, who, work, able) for who, work in unable.items())


def _able(case: Case) -> dict[str, list[str]]:
    """Return who is there and has a competence, by the competence; empty where nobody lists any."""
    people = case.initiative.people
    found: dict[str, list[str]] = {}
    for name, person in people.items():
        if person.competences and present(name, people, case.as_of):
            for each in person.competences:
                found.setdefault(plain(each), []).append(name)
    return found


def _nobody(case: Case, skill: str, nodes: list[Node], able: Mapping[str, list[str]]) -> Flag:
    names = [short(case.links, node.path) for node in nodes]
    hint = nearest(plain(skill), able)
    close = f" (`{hint}` is one that {named(able[hint])} has)" if hint else ""
    verb = "takes" if len(nodes) == 1 else "take"
    return Flag(
        f"skills.{skill}",
        f"{count(len(nodes), 'item')} {verb} `{skill}`, which nobody who is there lists: {named(names)}.",
        f"Add `{skill}` to the `competences:` of who has it{close}; else find or train somebody, and plan the time.",
        at=f"{nodes[0].path}.skills",
        owner=product_owner(case),
    )


def _not_this_one(case: Case, who: str, work: list[tuple[Node, str]], able: Mapping[str, list[str]]) -> Flag:
    node, skill = work[0]
    names = list(dict.fromkeys(short(case.links, each.path) for each, _ in work))
    skills = list(dict.fromkeys(each for _, each in work))
    return Flag(
        f"people.{who}",
        f"`{who}` is to do {named(names)} and does not list {named(skills)}.",
        f"Give it to somebody who lists `{skill}`, such as {named(able[plain(skill)][:1])}, or add it to people.{who}.",
        at=f"{node.path}.assignee",
        owner=work_owner(case, node),
    )
