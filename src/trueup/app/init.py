"""Begin an initiative from an archetype: a whole draft in a new folder, with what only people can fill marked."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from trueup.adapters.folder import ABOVE, PORTFOLIO, Target
from trueup.adapters.git_attributes import keep_union
from trueup.adapters.output import write_whole
from trueup.adapters.yaml_document import Bounds
from trueup.app.load import read_portfolio
from trueup.core.base.errors import DocumentFaults, ErrorCode, TrueupError
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.base.units import CURRENCIES
from trueup.core.model.fields import LONGEST_NAME, is_ident
from trueup.core.model.initiative import Portfolio
from trueup.render.archetypes.catalogue import ARCHETYPES, Archetype, templates
from trueup.render.archetypes.fill import Blank, Given, blanks, filled
from trueup.render.draft import clean

_LONGEST_TITLE: Final = 200
_FOLDER_FIX: Final = "Choose another name; `trueup new` adds an initiative.yaml to a folder that is there."


@dataclass(frozen=True, slots=True)
class Begun:
    """An initiative that was begun: its folder, its files, what is still open, and the portfolio around it, if any.

    `neighbours` are the portfolios inside the folders beside it, where it got one of its own.
    """

    folder: Path
    files: tuple[Path, ...]
    blanks: tuple[Blank, ...]
    portfolio: Path | None
    neighbours: tuple[Path, ...] = ()


def begin_like(folder: Path, like: str, *, title: str = "", owner: str = "", currency: str = "") -> Begun:
    """Write the draft of an archetype into a new folder, whose name becomes the initiative's id.

    A portfolio around it lends its currency and the strategic objectives to choose from; where there is none, a draft
    of one is written too. Raises `TrueupError` where the folder is there already, its name is no id, an answer cannot
    be used, or the folder cannot be written; nothing is left half-written.
    """
    archetype = archetype_named(like)
    _check(folder, clean(title), clean(owner), currency)
    around = _around(folder)
    portfolio = _portfolio(around)
    given = Given(
        initiative=folder.name,
        title=clean(title) or folder.name.replace("-", " ").replace("_", " ").strip().capitalize() or folder.name,
        owner=clean(owner),
        currency=currency.upper() or (portfolio.currency if portfolio else None) or "",
        supports="" if around else archetype.strategic,
        choices=tuple(portfolio.strategic_objectives) if portfolio else (),
    )
    texts = {
        name: filled(text, given) for name, text in templates(archetype).items() if not (around and name == PORTFOLIO)
    }
    _write(folder, texts)
    keep_union(folder)
    own = folder / PORTFOLIO
    beside = sorted(folder.parent.glob(f"*/{PORTFOLIO}")) if PORTFOLIO in texts else []
    neighbours = tuple(file for file in beside if file != own)
    return Begun(folder, tuple(folder / name for name in texts), blanks(texts), around, neighbours)


def archetype_named(name: str) -> Archetype:
    """Return the archetype of a name; raises `TrueupError` with the nearest one where there is none."""
    known = {each.name: each for each in ARCHETYPES}
    if name in known:
        return known[name]
    close = nearest(name, known)
    fix = f"Did you mean `--like {close}`?" if close else f"Choose one of {', '.join(known)}."
    raise TrueupError.option(f"There is no archetype `{name[:80]}`.", "--like", fix)


def _check(folder: Path, title: str, owner: str, currency: str) -> None:
    """Raise `TrueupError` for a name, title, owner or currency that cannot stand in a document."""
    if folder.exists() or folder.is_symlink():
        raise TrueupError.option(f"{folder} exists already; nothing was written.", str(folder), _FOLDER_FIX)
    if not is_ident(folder.name):
        fix = f"Use letters from a to z, digits, `_` and `-`, at most {LONGEST_NAME}; `--title` can say it in full."
        raise TrueupError.option(f"`{folder.name[:80]}` is no id, which the folder's name becomes.", "NAME", fix)
    if len(owner) > LONGEST_NAME:
        fix = "Name a person or a role by an id such as `head-of-service`."
        raise TrueupError.option(f"The owner has {len(owner)} characters, {LONGEST_NAME} at most.", "--owner", fix)
    if len(title) > _LONGEST_TITLE:
        raise TrueupError.option(
            f"The title has {len(title):,} characters.",
            "--title",
            f"{_LONGEST_TITLE} at most: `notes:` has room for more.",
        )
    if currency and currency.upper() not in CURRENCIES:
        close = nearest(currency.upper(), sorted(CURRENCIES))
        fix = f"Did you mean {close}?" if close else "Write a code of ISO 4217, such as EUR."
        raise TrueupError.option(f"`{currency[:20]}` is no currency.", "--currency", fix)


def _around(folder: Path) -> Path | None:
    """Return the portfolio that a folder which is not there yet will belong to."""
    try:
        above = folder.resolve().parents[:ABOVE]
        return next((file for place in above if (file := place / PORTFOLIO).is_file()), None)
    except (OSError, RuntimeError, ValueError):
        return None


def _portfolio(file: Path | None) -> Portfolio | None:
    """Return a portfolio as far as it can be read; its faults are told by every verb that reads it."""
    if file is None:
        return None
    try:
        found = read_portfolio(Target(file.parent, (), file), file, Bounds())
    except TrueupError:
        return None
    return None if found is None or isinstance(found, DocumentFaults) else found[1]


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write all files into a new folder, or none; raises `TrueupError` where that is not possible."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError as error:
        problem = f"{folder} or a folder above it is something else already; nothing was written."
        raise TrueupError.option(problem, str(folder), _FOLDER_FIX) from error
    except OSError as error:
        fix = "Choose another place, or allow writing there."
        raise TrueupError(ErrorCode.OUTPUT, f"{folder} cannot be made: {error.strerror}.", str(folder), fix) from error
    try:
        for name, text in texts.items():
            write_whole(folder / name, text.encode())
    except BaseException:
        with contextlib.suppress(OSError):
            for name in texts:
                (folder / name).unlink(missing_ok=True)
            folder.rmdir()
        raise
