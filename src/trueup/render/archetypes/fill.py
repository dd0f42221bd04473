"""Put what is known into a template, and list what only people can fill.

A comment line that begins with `# FILL:` stands above one or several blanks: a key without a value, a `___` in a
sentence, a guess. It is left out where what it asks for was given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from trueup.core.base.record import dataclass
from trueup.render.draft import clean, scalar

FILL: Final = "# FILL: "
USUAL_CURRENCY: Final = "EUR"
"""What stands in a draft while nobody named a currency: a guess as the figures beside it, and marked as they are."""

_TOKEN: Final = re.compile(r"\$(currency|initiative|owner|strategic|supports|title)\b")
_ANSWERED: Final = re.compile(r" *[a-z_]+: \$([a-z]+)")
_FIRST: Final = "objective:"


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of an initiative when it begins; an empty text is not known.

    `supports` is the strategic objective it serves, `choices` those of the portfolio around it to choose from.
    """

    initiative: str
    title: str
    owner: str = ""
    currency: str = ""
    supports: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """Something that only people can fill: where it is asked for, and what."""

    file: str
    line: int
    words: str


def filled(template: str, given: Given) -> str:
    """Return a template's text with what is given in it; what was asked for and is given is not asked for any more."""
    known = {name for name in ("owner", "currency", "supports") if getattr(given, name)}
    lines = template.splitlines()
    kept = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        answered = _ANSWERED.match(after)
        if not (line.lstrip().startswith(FILL) and answered and answered[1] in known):
            kept.append(_answered(line, given))
    return "\n".join(kept) + "\n"


def blanks(texts: Mapping[str, str]) -> tuple[Blank, ...]:
    """Return what only people can fill in some files, in the order of asking: what stands above the objective later."""
    first: list[Blank] = []
    later: list[Blank] = []
    for file, text in texts.items():
        lines = text.splitlines()
        begin = lines.index(_FIRST) if _FIRST in lines else 0
        for number, line in enumerate(lines):
            if line.lstrip().startswith(FILL):
                found = Blank(file, number + 1, line.lstrip().removeprefix(FILL))
                (first if number > begin else later).append(found)
    return (*first, *later)


def _answered(line: str, given: Given) -> str:
    """Return a line with its tokens replaced: as a value of YAML, or as plain words in a comment."""
    if line.startswith("#"):
        said = {"title": clean(given.title).rstrip(".")}
    else:
        said = {"title": scalar(given.title), "owner": scalar(given.owner) if given.owner else ""}
    said |= {
        "initiative": scalar(given.initiative),
        "currency": given.currency or USUAL_CURRENCY,
        "supports": scalar(given.supports) if given.supports else "",
        "strategic": _choices(given.choices),
    }
    return _TOKEN.sub(lambda token: said.get(token[1], token[0]), line).rstrip()


def _choices(choices: tuple[str, ...]) -> str:
    if not choices:
        return "once a portfolio.yaml in a folder above names some"
    if len(choices) == 1:
        return f"if it does: {choices[0]}"
    return "one of " + ", ".join(choices)
