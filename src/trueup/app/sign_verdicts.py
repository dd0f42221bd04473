"""The verdicts that were read with a text: named with the answer, refused where one turned since, and kept as read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trueup.app.at_gate import AtGate
from trueup.core.base.errors import TrueupError
from trueup.core.base.nearest import nearest
from trueup.core.gates.signers import TITLES
from trueup.core.gates.verdicts import CATEGORIES, OPTIONS, WITH_VERDICTS, listed, turned, verdicts_for
from trueup.core.model.ledger import AgreementKind, Verdict

NONE: Final = "none"
"""What is said where no verdict was known."""


def as_option(verdicts: Sequence[Verdict]) -> str:
    """Return verdicts as `--verdicts` takes them: `rule=goes on,ml=held`, or `none`."""
    return ",".join(f"{each.name.removeprefix(OPTIONS)}={each.category}" for each in verdicts) or NONE


def verdicts_read(here: AtGate, text: str | None, kinds: Sequence[AgreementKind]) -> tuple[Verdict, ...] | None:
    """Return the verdicts that were read with the text, None where the answer says nothing of them: today's are meant.

    Raises `TrueupError` where they cannot be read, belong to nothing that is answered, or are others today.
    """
    if text is None:
        return None
    kind = next((each for each in kinds if each in WITH_VERDICTS), None)
    if kind is None:
        problem = f"No verdict belongs to the {' or the '.join(TITLES[each] for each in kinds)}."
        raise TrueupError.option(problem, "--verdicts", "Leave `--verdicts` out.")
    read = () if text.strip() == NONE else tuple(_one(here, each) for each in text.split(","))
    if len({each.name for each in read}) < len(read):
        raise TrueupError.option(f"`{text}` names an option twice.", "--verdicts", "Name each option once.")
    today = {each.verdict.name: each for each in here.standing.verdicts}
    since = [each.words for each in turned(read, today)]
    if since:
        problem = f"The {TITLES[kind]} was read on other verdicts than those of today: {'; '.join(since)}."
        fix = "Ask again with the page of today (`--request`), or enter the answer once what turned is mended."
        raise TrueupError.option(problem, "--verdicts", fix)
    return read


def check_named(here: AtGate, kinds: Sequence[AgreementKind]) -> None:
    """Raise `TrueupError` where an answer from a mail names its text and not the verdicts that belong to it."""
    for kind in kinds:
        today = verdicts_for(kind, here.standing.verdicts)
        if today:
            problem = f"The digest names the text alone, and the {TITLES[kind]} is answered on verdicts as well."
            fix = (
                "Name those of the mail with `--verdicts`, as the page that asked for it does, `none` where it names "
                f'none; today\'s are `--verdicts "{as_option(today)}"` ({listed(today)}).'
            )
            raise TrueupError.option(problem, "--digest", fix)


def _one(here: AtGate, text: str) -> Verdict:
    """Return one verdict as it is given: `rule=held`; raises `TrueupError`."""
    name, _, category = (part.strip() for part in text.partition("="))
    name = name.removeprefix(OPTIONS)
    options = here.document.initiative.options
    if name not in options:
        near = nearest(name, options)
        fix = f"Did you mean `{near}`?" if near else 'Name each as `--verdicts "rule=goes on,model=held"`, or `none`.'
        raise TrueupError.option(f"`{name}` is no option of this initiative.", "--verdicts", fix)
    if category not in CATEGORIES:
        fix = f"Say {' or '.join(f'`{name}={each}`' for each in CATEGORIES)}."
        raise TrueupError.option(f"`{text.strip()}` is no verdict about option `{name}`.", "--verdicts", fix)
    return Verdict(f"{OPTIONS}{name}", category)
