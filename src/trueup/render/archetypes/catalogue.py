"""The kinds of tasks that an initiative may begin like, and the files of each."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from trueup.core.base.record import dataclass

INITIATIVE: Final = "initiative.yaml"
BACKLOG: Final = "backlog.yaml"
PORTFOLIO: Final = "portfolio.yaml"


@dataclass(frozen=True, slots=True)
class Archetype:
    """A kind of task: its name, what it is in one line, and the strategic objective that its portfolio's draft names.

    An archetype without a strategic objective consists of `initiative.yaml` alone.
    """

    name: str
    line: str
    strategic: str = ""


BLANK: Final = Archetype("blank", "Every section of an initiative with what belongs there, and nothing in it")

ARCHETYPES: Final = (
    Archetype(
        "customer-inquiries",
        "Questions of customers are routed and answered: minutes of work per inquiry",
        "cost-to-serve",
    ),
    Archetype(
        "document-piles",
        "Documents of many kinds are read, typed in and filed: minutes of work per document",
        "time-for-the-case",
    ),
    Archetype(
        "administrative-assistant",
        "Letters, claims, minutes and forms keep people from their work: minutes per task",
        "time-for-the-core",
    ),
    Archetype(
        "demand-forecast",
        "How much is ordered for where, before anybody knows what is wanted: days out of stock",
        "available-goods",
    ),
    Archetype(
        "scientific-simulation",
        "Questions are answered by costly simulation: core hours per study, at the accuracy needed",
        "more-answers",
    ),
    Archetype(
        "spatial-phonetic-map",
        "Spoken place names and dialect words are put on the map: names on the right place at once",
        "understood-everywhere",
    ),
    BLANK,
)
"""In the order in which they are shown; names are part of the command line and stay."""


def templates(archetype: Archetype) -> Mapping[str, str]:
    """Return the texts of an archetype's files by their names, with tokens such as `$owner` where answers go."""
    room = files("trueup.render.archetypes").joinpath(archetype.name)
    names = (INITIATIVE, BACKLOG, PORTFOLIO) if archetype.strategic else (INITIATIVE,)
    return {name: room.joinpath(name).read_text(encoding="utf-8") for name in names}
