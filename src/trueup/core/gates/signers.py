"""Who signs an agreement: what the method asks, what a portfolio sets instead, and whom that lets sign today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, get_args

from trueup.core.base.record import dataclass
from trueup.core.model.chain import side_of
from trueup.core.model.document import Document
from trueup.core.model.initiative import Initiative
from trueup.core.model.people import Person
from trueup.core.model.signing import Least, Signing, SignSide

if TYPE_CHECKING:
    from trueup.core.model.ledger import AgreementKind

SIDES: Final[tuple[SignSide, ...]] = get_args(SignSide)
TITLES: Final[Mapping[AgreementKind, str]] = {
    "objective": "shared objective agreement",
    "goal": "operational goal",
    "consensus": "technical-business consensus",
    "blueprint": "blueprint",
    "delivery": "delivery plan",
    "pilot": "pilot plan",
}
"""What each agreement is called."""
SPONSOR: Final = "sponsor"
"""The role that decides at every gate, unless the portfolio says who does."""

_METHOD: Final = Signing.model_construct()  # nothing in it needs checking: its model is not built for that


@dataclass(frozen=True, slots=True)
class Asked:
    """How many of whom have to sign for a side; without names, anybody who speaks for it. 0 asks for nobody."""

    side: SignSide
    count: int
    of: tuple[str, ...] = ()
    ruled: bool = False

    @property
    def words(self) -> str:
        """Return it in words: `1 of coo, cfo`, `1 of business`."""
        return f"{self.count} of {', '.join(self.of) or self.side}" if self.count else "nobody"


def rule_of(kind: AgreementKind, document: Document) -> Signing:
    """Return what the portfolio says about signing a kind of agreement, else what the method says."""
    rules = document.portfolio.signing if document.portfolio else None
    if rules is None:
        return _METHOD
    found: Mapping[AgreementKind, Signing | None] = {
        "objective": rules.objective,
        "goal": rules.goal,
        "consensus": rules.consensus,
        "blueprint": rules.blueprint,
        "delivery": rules.delivery,
        "pilot": rules.pilot,
    }
    return found[kind] or _METHOD


def least_proof(kind: AgreementKind, document: Document) -> Least | None:
    """Return how well an answer to an agreement must be proven at least, None where the portfolio does not say."""
    rule, rules = rule_of(kind, document), document.portfolio.signing if document.portfolio else None
    return "own" if not rule.recorded else rule.proof or (rules.proof if rules else None)


def asked(kind: AgreementKind, side: SignSide, document: Document) -> Asked:
    """Return who has to sign an agreement for a side.

    As the method has it, business signs the objective by its owner, technology the goal by its owner, and both sides
    everything else, whoever speaks for them; technology signs the objective too, for it is a shared agreement.
    """
    rule = rule_of(kind, document)
    ruled = rule.business if side == "business" else rule.technology
    if ruled is not None:
        return Asked(side, ruled.count, ruled.of, ruled=True)
    initiative = document.initiative
    if kind == "goal" and side == "business":
        return Asked(side, 0)
    return Asked(side, 1, _owners(kind, side, initiative))


def _owners(kind: AgreementKind, side: SignSide, initiative: Initiative) -> tuple[str, ...]:
    if kind == "objective" and side == "business":
        owners = [initiative.objective.owner] if initiative.objective else []
    elif kind == "goal":
        owners = [goal.owner for goal in initiative.operational_goals.values()]
    else:
        owners = []
    return tuple(dict.fromkeys(owner for owner in owners if owner))


def holds(initiative: Initiative, who: str, role: str) -> bool:
    """Whether somebody holds a role: one of theirs, or the side they speak for."""
    person = initiative.people.get(who)
    return person is not None and (role in person.all_roles or role == person.side)


def roles_of(initiative: Initiative, who: str) -> tuple[str, ...]:
    """Return every role somebody may sign in: their own, then the side they speak for."""
    person = initiative.people.get(who)
    return () if person is None else (*person.all_roles, *((person.side,) if person.side else ()))


def counts(rule: Asked, initiative: Initiative, who: str, role: str) -> bool:
    """Whether a signature of somebody in a role is one of those that are asked for.

    An owner signs for the side that the method gives to what they own, unless they speak for the other one.
    """
    if not rule.count:
        return False
    speaks = side_of(initiative, who, role)
    if rule.of and rule.ruled:
        return who in rule.of or role in rule.of
    if rule.of:
        return who in rule.of and (speaks == rule.side or speaks not in SIDES)
    return speaks == rule.side


def may_decide(document: Document, who: str, role: str, kinds: Iterable[AgreementKind]) -> bool:
    """Whether somebody in a role may decide at the gate where these kinds are signed.

    That is who the portfolio names under `decide:`; else who may sign there for business, and who owns the objective
    or is a sponsor.
    """
    rules = document.portfolio.signing if document.portfolio else None
    if rules is not None and rules.decide:
        return who in rules.decide or role in rules.decide
    objective = document.initiative.objective
    if role == SPONSOR or who == (objective.owner if objective else None):
        return True
    return any(counts(asked(kind, "business", document), document.initiative, who, role) for kind in kinds)


def who_decides(document: Document, kinds: Sequence[AgreementKind], as_of: date) -> tuple[tuple[str, str], ...]:
    """Return who may decide today at the gate where these kinds are signed, each with the first role that counts."""
    found = []
    for who, person in document.initiative.people.items():
        roles = [role for role in roles_of(document.initiative, who) if may_decide(document, who, role, kinds)]
        if roles and present(person, as_of):
            found.append((who, roles[0]))
    return tuple(found)


def present(person: Person | None, as_of: date) -> bool:
    """Whether somebody is listed, is there already and has not left."""
    if person is None or (person.since is not None and person.since > as_of):
        return False
    return person.left is None or person.left > as_of


def who_can(rule: Asked, initiative: Initiative, as_of: date) -> tuple[tuple[str, str], ...]:
    """Return whom a rule lets sign today, each with the first role that counts."""
    found = []
    for who, person in initiative.people.items():
        roles = [role for role in roles_of(initiative, who) if counts(rule, initiative, who, role)]
        if roles and present(person, as_of):
            found.append((who, roles[0]))
    return tuple(found)
