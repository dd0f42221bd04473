"""What to ask of a data set to know what it is good for, each question only where the document makes it due."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.fitness import (
    ComparedOf,
    GroupsOf,
    LabelErrorsOf,
    LabelOf,
    Population,
    PredictsOf,
    RepeatsOf,
    SeriesOf,
    TextsOf,
    TogetherOf,
)
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import ColumnsOf
from trueup.core.readiness.fit_personal import FEWEST_TRAITS, traits_of
from trueup.core.readiness.fit_subject import Fit
from trueup.core.readiness.personal_names import personal_by_name

MOST_COMPARED: Final = 30
"""Columns that are compared with a reference."""


@dataclass(frozen=True, slots=True)
class Asks:
    """All questions about one data set by subject; None where a subject is not due. `together` is by option."""

    columns: ColumnsOf
    texts: TextsOf
    label: LabelOf | None = None
    predicts: PredictsOf | None = None
    agreeing: TogetherOf | None = None
    together: tuple[tuple[str, TogetherOf], ...] = ()
    errors: LabelErrorsOf | None = None
    series: SeriesOf | None = None
    repeats: RepeatsOf | None = None
    groups: GroupsOf | None = None
    pilot: ComparedOf | None = None
    reference: ComparedOf | None = None

    def all(self) -> Iterator[Question]:
        """Yield every question that is due."""
        single = (self.label, self.predicts, self.agreeing, self.errors, self.series, self.repeats, self.groups)
        yield from (self.columns, self.texts)
        yield from (ask for ask in (*single, self.pilot, self.reference) if ask is not None)
        yield from (ask for _, ask in self.together)


def fit_questions(fit: Fit, *, label_errors: bool = False) -> tuple[Question, ...]:
    """Return what to ask of a data set, each question once; label errors cost seconds and are looked for on request."""
    found = dict.fromkeys(asks_of(fit).all())
    return tuple(ask for ask in found if label_errors or not isinstance(ask, LabelErrorsOf))


def asks_of(fit: Fit) -> Asks:
    """Return the questions about a data set by subject."""
    data = fit.data
    traits = traits_of(fit)
    at = None if isinstance(fit.time, NotRun) else fit.time.sql
    series = None
    if at is not None:
        names = fit.first_of(name for name in fit.names() if at.text.strip('"').lower() != name.lower())
        series = SeriesOf(data, at, names, tuple(name for name in names if personal_by_name(name) is not None))
    general = Asks(
        ColumnsOf(data),
        TextsOf(data),
        series=series,
        groups=GroupsOf(data, traits) if len(traits) >= FEWEST_TRAITS or (fit.traits and traits) else None,
        pilot=_pilot(fit),
        reference=_reference(fit),
    )
    return general if isinstance(fit.label, NotRun) else _with_label(fit, general)


def _with_label(fit: Fit, general: Asks) -> Asks:
    if isinstance(fit.label, NotRun):
        return general
    data, label = fit.data, fit.label.sql
    at = None if isinstance(fit.time, NotRun) else fit.time.sql
    known = _content(fit)
    options = [(user, _of_option(fit, user.columns)) for user in fit.users if user.columns]
    asked = tuple((user.name, TogetherOf(data, label, names)) for user, names in options if user.probed and names)
    learned = next((names for user, names in options if user.kind in ("ml", "llm") and names), ())
    return Asks(
        general.columns,
        general.texts,
        LabelOf(data, label, at, fit.settles, any(personal_by_name(name) is not None for name in label.columns)),
        PredictsOf(data, label, fit.first_of(name for name in fit.names() if not fit.is_label(name))),
        TogetherOf(data, label, known) if known else None,
        asked,
        LabelErrorsOf(data, label, learned) if learned else None,
        general.series,
        RepeatsOf(data, known, fit.key, at, fit.split) if known else None,
        general.groups,
        general.pilot,
        general.reference,
    )


def _content(fit: Fit) -> tuple[str, ...]:
    """Return the columns known in time that say what a case is about: not its only key, not its time."""
    key = fit.key if len(fit.key) == 1 else ()
    time = "" if isinstance(fit.time, NotRun) else fit.time.sql.text.strip('"').lower()
    return fit.first_of(name for name in fit.known_in_time() if name.lower() not in (*key, time))


def _of_option(fit: Fit, used: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of an option that the table has and that are known in time."""
    return tuple(name for name in fit.known_in_time() if name.lower() in used)


def _compared(fit: Fit) -> tuple[str, ...]:
    """Return the columns to compare: those that options use and slices, else all that are known in time."""
    chosen = [name for name in fit.known_in_time() if fit.using(name) or name.lower() in fit.slices]
    return tuple(chosen or [name for name in fit.known_in_time() if name.lower() not in fit.key])[:MOST_COMPARED]


def _pilot(fit: Fit) -> ComparedOf | None:
    names = _compared(fit)
    if fit.piloted is None or not names:
        return None
    return ComparedOf(fit.data, fit.piloted.part, fit.piloted.whole, names)


def _reference(fit: Fit) -> ComparedOf | None:
    names = _compared(fit)
    if fit.reference is None or not names:
        return None
    return ComparedOf(fit.data, Population(fit.data), Population(fit.reference), names)
