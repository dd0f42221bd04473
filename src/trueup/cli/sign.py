"""`trueup sign`: somebody's agreement to exactly this text, or their no to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from trueup.cli.entered import print_entered
from trueup.cli.options import (
    OUTPUT,
    as_of_option,
    data_options,
    is_stdout,
    path_argument,
    phase_of,
    phase_option,
    settings_of,
)

if TYPE_CHECKING:
    from trueup.app.assess import Settings
    from trueup.app.sign import Wish

KINDS = ("objective", "goal", "consensus", "blueprint", "delivery", "pilot")


@click.command("sign", short_help="Sign or decline an agreement, record an answer, or ask for one.")
@path_argument
@click.option("--as", "who", metavar="WHO", help="Who signs: an id of `people`.")
@click.option("--role", help="The role they sign in: one of theirs, or their side.  [default: their first]")
@phase_option
@click.option("--agreement", "kind", type=click.Choice(KINDS), help="Sign this one alone, not all of the phase.")
@click.option("--digest", help="The text that was read: refused, with what changed since, where it is another by now.")
@click.option("--verdicts", metavar="NAMES", help="The verdicts read with it: refused where one turned since.")
@click.option("--recorded", type=click.Path(path_type=Path), help="The mail or minutes that prove it, entered by --by.")
@click.option("--by", metavar="WHO", help="Who enters a recorded answer; never a signer of the same text.")
@click.option("--key", type=click.Path(path_type=Path), help="Sign with this key of the person's own (Ed25519, PEM).")
@click.option("--note", default="", help="What should be known about it.")
@click.option("--decline", is_flag=True, help="Say no to the text instead; needs --because.")
@click.option("--because", metavar="TEXT", help="Why somebody declines: what would have to change.")
@click.option("--request", is_flag=True, help="Write the page that asks for the signature instead; needs -o.")
@click.option("-o", "--output", type=OUTPUT, help="The page to write with --request.")
@as_of_option
@data_options
def command(
    path: Path,
    *,
    who: str | None,
    role: str | None,
    phase: str | None,
    kind: str | None,
    digest: str | None,
    verdicts: str | None,
    recorded: Path | None,
    by: str | None,
    key: Path | None,
    note: str,
    output: Path | None,
    as_of: date | None,
    decline: bool,
    because: str | None,
    request: bool,
    untrusted: bool,
    no_cache: bool,
    no_evidence: bool,
    seconds: float,
) -> None:
    """Sign what the initiative at PATH says at its gate, as a person in a role they hold.

    The signature is bound to the text: it lapses as soon as the text, or one it builds on, changes. The text goes to
    evidence/agreements/, the signature to ledger.jsonl. Keep the head that the receipt prints: it shows if anybody
    shortens the ledger.

    With --decline the person says no to this text instead, and --because says why. A no is bound and proven as a
    signature is; it stands until the text changes or the same person signs.
    """
    from trueup.app.sign import Wish, sign
    from trueup.cli.progress import clear
    from trueup.core.model.ledger import AgreementKind

    settings = settings_of(untrusted=untrusted, no_cache=no_cache, no_evidence=no_evidence, seconds=seconds)
    kind_asked = cast("AgreementKind | None", kind)
    said = _reason(because, note, decline=decline, request=request or output is not None)
    wish = Wish(who or "", role, phase_of(phase), kind_asked, digest, recorded, by, key, said, decline, verdicts)
    if request or output is not None:
        _ask(path, output if request else None, wish, as_of, settings)
        return
    kept = sign(path, wish, as_of=as_of, settings=settings)
    clear()
    print_entered(kept)


def _reason(because: str | None, note: str, *, decline: bool, request: bool) -> str:
    """Return what is kept as the note: why somebody declines, else the note; raises `TrueupError` for a mixture."""
    from trueup.core.base.errors import TrueupError

    if decline and request:
        problem = "A page asks for an answer, --decline gives one."
        raise TrueupError.option(
            problem, "--decline", "Write the page with `--request -o FILE.html`, or decline; not both."
        )
    if because is not None and not decline:
        problem = "--because says why somebody declines."
        raise TrueupError.option(problem, "--because", "Add `--decline`; a signature takes a `--note`.")
    if decline and note:
        raise TrueupError.option("A no has a reason and no note beside it.", "--note", "Say all of it in `--because`.")
    return (because or "") if decline else note


def _ask(path: Path, output: Path | None, wish: Wish, as_of: date | None, settings: Settings) -> None:
    """Write the page that asks for a signature, and print what to do with it."""
    from trueup.app.sign_request import sign_request
    from trueup.cli.progress import clear
    from trueup.core.base.errors import TrueupError

    if output is None:
        raise TrueupError.option("A request is a page.", "--request", "Give `--request` and `-o FILE.html`.")
    asked = sign_request(path, output, wish, as_of=as_of, settings=settings)
    clear()
    click.echo(asked, err=is_stdout(output))
