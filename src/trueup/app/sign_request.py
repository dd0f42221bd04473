"""Ask for a signature: one page with the text, what changed, the figures of today, and how to answer by mail."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from trueup.adapters.output import write_whole
from trueup.app.assess import Settings
from trueup.app.at_gate import AtGate, at_gate, role_held
from trueup.app.sign import Wish, due_to
from trueup.app.sign_verdicts import as_option
from trueup.core.base.errors import TrueupError
from trueup.core.gates.agreements import KINDS_OF
from trueup.core.gates.declined import because_of
from trueup.core.gates.signers import SIDES, TITLES
from trueup.core.gates.verdicts import WITH_VERDICTS, verdicts_for
from trueup.render.html.request import request_html


def sign_request(path: Path, output: Path, wish: Wish, *, as_of: date | None, settings: Settings) -> str:
    """Write the page that asks for a signature, and keep the text it shows; return what to do with it.

    Without a name it is for the first person who still has to sign. Raises `TrueupError` as signing itself would.
    """
    here = at_gate(path, as_of=as_of, phase=wish.phase, settings=settings)
    who, role = _asked(here, wish)
    kinds = due_to(here, Wish(who, role, wish.phase, wish.kind), role)
    page = request_html(here.assessment, here.standing, kinds, who, role)
    for kind in kinds:
        here.write_contents(kind)
    write_whole(output, page.encode())
    digest = here.standing.agreements[kinds[-1]].digest
    verdicts = ""
    if any(kind in WITH_VERDICTS for kind in kinds):
        verdicts = f' --verdicts "{as_option(verdicts_for(kinds[-1], here.standing.verdicts))}"'
    alone = f" --agreement {wish.kind}" if wish.kind else ""
    answer = (
        f"  trueup sign {path} --as {who} --role {role} --phase {wish.phase or here.assessment.phase}{alone}"
        f" --digest {digest.rpartition(':')[2][:16]}{verdicts} --recorded MAIL --by YOU"
    )
    return (
        f"Wrote {output}: send it to {who}, who signs as {role}. Enter the answer with\n{answer}\n"
        f'where it is a no, add\n  --decline --because "..."'
    )


def _asked(here: AtGate, wish: Wish) -> tuple[str, str]:
    if wish.who:
        return wish.who, role_held(here.document, wish.who, wish.role, here.at.date())
    kinds = (wish.kind,) if wish.kind else KINDS_OF[wish.phase or here.assessment.phase]
    declined: list[str] = []
    for kind in kinds:
        for side in SIDES:
            each = here.standing.of(kind, side)
            if each is None or each.holds:
                continue
            done = {answer.who for answer in (*each.signed, *each.declined)}
            declined += [f"`{no.who}` declined the {TITLES[kind]}: {because_of(no)}." for no in each.declined]
            found = next(((who, role) for who, role in each.can if who not in done), None)
            if found is not None:
                return found
    if declined:
        fix = "Change the text, or talk with them and ask again with `--as`."
        raise TrueupError.option(" ".join(dict.fromkeys(declined)), str(here.folder), fix)
    raise TrueupError.option(
        "Nobody is left whom to ask.", str(here.folder), "Everything is signed, or nobody listed may sign: name --as."
    )
