"""Red lines that name an outcome or a KPI: told by words, shown with them, judged by people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from trueup.core.model.initiative import Initiative
from trueup.core.model.results.priority import Outcome, OutcomeWeight, RedLine, Touch, Touched

_WORD: Final = re.compile(r"[^\W\d_]+|\d+")
_SHORTEST: Final = 4
_ENOUGH: Final = 2
_EMPTY: Final = frozenset(
    """
    after again against also been before below does every fewer from have into less least more most must never none only
    other over than that their them there these they this those until very well were what when which will with without
    would shall share number rate
    """.split()  # noqa: SIM905 - as fifty quoted words this would fill a page
)


def touches(
    initiative: Initiative,
    lines: Sequence[RedLine],
    weights: Sequence[OutcomeWeight],
    outcomes: Sequence[Outcome],
) -> tuple[Touch, ...]:
    """Return which outcomes and KPIs each red line names.

    A line names what it was written beside, and whatever its words name: all words of an id, or two words of a title
    of which one stands in no other title. Whether the two exclude each other is for people to say. An outcome that a
    KPI measures is named once, as that KPI unless it was written beside.
    """
    texts = {f"kpi {name}": kpi.title or "" for name, kpi in initiative.kpis.items() if not kpi.instead_of}
    texts |= {f"outcome {each.name}": each.means for each in outcomes if each.name not in initiative.kpis}
    by_name = {each.name: each for each in weights}
    return tuple(found for line in lines for found in _of_line(line, initiative, by_name, texts))


def _of_line(
    line: RedLine, initiative: Initiative, weights: Mapping[str, OutcomeWeight], texts: Mapping[str, str]
) -> Iterator[Touch]:
    told: set[str] = set()
    if line.outcome is not None:
        told.add(line.outcome)
        yield _touch(line, "outcome", line.outcome, (), weights)
    for key, words in _named(line.text, texts).items():
        kind, _, name = key.partition(" ")
        if name in told:
            continue
        told.add(name)
        if kind == "kpi":
            yield _touch(line, _kind(initiative, name), name, words, weights)
        else:
            yield _touch(line, "outcome", name, words, weights)


def _touch(
    line: RedLine, kind: Touched, name: str, words: tuple[str, ...], weights: Mapping[str, OutcomeWeight]
) -> Touch:
    weight = weights.get(name) or next((each for each in weights.values() if each.kpi == name), None)
    if weight is None:
        return Touch(line, kind, name, words)
    wished = tuple(who for who, points in weight.points.items() if points > 0 and who != line.who)
    return Touch(line, kind, name, words, weight.merged, wished)


def _kind(initiative: Initiative, name: str) -> Touched:
    objective = initiative.objective
    if objective and objective.kpi == name:
        return "decides"
    return "guardrail" if objective and name in objective.guardrails else "kpi"


def _named(said: str, texts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return what a text names, each with the words that tell it."""
    spoken = set(_words(said))
    titles = {key: set(_words(text)) for key, text in texts.items()}
    often = Counter(word for words in titles.values() for word in words)
    found: dict[str, tuple[str, ...]] = {}
    for key, title in titles.items():
        ident = [word.casefold() for word in _WORD.findall(key.partition(" ")[2].replace("_", " "))]
        shared = sorted((spoken & title) - _EMPTY)
        if ident and all(word in spoken for word in ident):
            found[key] = tuple(ident)
        elif len(shared) >= _ENOUGH and any(often[word] == 1 for word in shared):
            found[key] = tuple(shared)
    return found


def _words(text: str) -> list[str]:
    words = (word.casefold() for word in _WORD.findall(text.replace("_", " ")))
    return [word for word in words if len(word) >= _SHORTEST or word.isdigit()]
