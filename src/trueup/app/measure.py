"""Measure an initiative on its data: KPI readings and table facts, in as few questions as possible."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from trueup.app.gather import Asker, Progress, digest_and_method
from trueup.core.base.digest import Digest
from trueup.core.base.finding import Id
from trueup.core.base.record import dataclass
from trueup.core.measure.formulas import read_formula
from trueup.core.measure.questions import Guarded, is_quantile, quantile_question, sum_question
from trueup.core.measure.reading import countable, read_quantiles, read_sums
from trueup.core.measure.windows import Settled
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.kpi import KpiDays, QuantileWindows
from trueup.core.model.ask.table import KeyFacts
from trueup.core.model.evidence import Evidence, Known, KpiEvidence, Stamp, TableEvidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.measure import KpiReading
from trueup.core.model.results.readiness import TableFacts
from trueup.core.readiness.facts import table_facts
from trueup.core.readiness.questions import table_questions, unit_key_questions


@dataclass(frozen=True, slots=True)
class Measured:
    """The evidence that data gave, and the questions behind each subject (`kpis.late`, `data.flights`)."""

    evidence: Evidence
    questions: Mapping[str, tuple[Question, ...]]


def measure(
    initiative: Initiative, guarded: Mapping[str, Guarded], asker: Asker, as_of: date, progress: Progress
) -> Measured:
    """Return what the data says of every data set and KPI; what could not be asked says why."""
    table_asks = {name: table_questions(name, table) for name, table in initiative.data.items() if table.source}
    sums = {name: sum_question(initiative.kpis[name], found) for name, found in guarded.items()}
    asker.ask([*(q for asks in table_asks.values() for q in asks), *sums.values()], progress)
    answers = asker.gathered.answers
    tables = {name: table_facts(asks, answers) for name, asks in table_asks.items()}
    bases = {name: _base(name, initiative.kpis[name], answers[ask], as_of) for name, ask in sums.items()}
    quantiles = {
        name: quantile_question(initiative.kpis[name], guarded[name], base)
        for name, base in bases.items()
        if is_quantile(initiative.kpis[name]) and isinstance(base, Settled)
    }
    columns = {name: tuple(c.name for c in t.columns) for name, t in tables.items() if not isinstance(t, NotRun)}
    keys = unit_key_questions(initiative, columns)
    of_tables = {q for asks in table_asks.values() for q in asks}
    asker.ask([*quantiles.values(), *keys.values()], progress)
    readings = {
        name: _reading(name, kpi, answers[sums[name]], bases[name], answers.get(quantiles.get(name, sums[name])), as_of)
        if name in sums
        else _unasked(name, initiative, bases)
        for name, kpi in initiative.kpis.items()
    }
    asked: dict[str, tuple[Question, ...]] = {
        f"kpis.{n}": tuple(q for q in (sums[n], quantiles.get(n), keys.get(n)) if q and q not in of_tables)
        for n in sums
    }
    asked |= {f"data.{n}": asks for n, asks in table_asks.items()}
    return Measured(
        Evidence(
            kpis={n: _kpi_known(n, r, asked.get(f"kpis.{n}", ()), asker, as_of) for n, r in readings.items()},
            tables={DataId(n): _table_known(n, t, asked[f"data.{n}"], asker, as_of) for n, t in tables.items()},
            unit_keys={n: a for n, q in keys.items() if isinstance(a := answers.get(q), KeyFacts)},
        ),
        asked,
    )


def _base(name: str, kpi: Kpi, answer: object, as_of: date) -> Settled | NotRun:
    if isinstance(answer, NotRun):
        return answer
    return countable(name, kpi, answer, as_of) if isinstance(answer, KpiDays) else NotRun("error", "unexpected answer")


def _reading(
    name: str, kpi: Kpi, answer: object, base: Settled | NotRun, found: object, as_of: date
) -> KpiReading | NotRun:
    if isinstance(answer, NotRun):
        return answer
    if isinstance(base, NotRun) or not isinstance(answer, KpiDays):
        return base if isinstance(base, NotRun) else NotRun("error", "unexpected answer")
    if not is_quantile(kpi):
        return read_sums(name, kpi, answer, as_of)
    if isinstance(found, QuantileWindows):
        return read_quantiles(kpi, answer, found, base)
    return found if isinstance(found, NotRun) else NotRun("error", "the engine gave no answer")


def _unasked(name: str, initiative: Initiative, bases: Mapping[str, Settled | NotRun]) -> KpiReading | NotRun:
    """Return the reading of a KPI that asks the data nothing itself: a formula over others, or none at all."""
    kpi = initiative.kpis[name]
    if kpi.formula:
        return read_formula(name, kpi, {other: _part(initiative, other, bases) for other in initiative.kpis})
    return NotRun("not_due", "it has no definition to measure", f"Add `data:` and `value:` to kpis.{name}.")


def _part(initiative: Initiative, name: str, bases: Mapping[str, Settled | NotRun]) -> tuple[Kpi, Settled] | NotRun:
    base = bases.get(
        name, NotRun("no_data", f"KPI `{name}` is not measured on data", "Define it with `data:` and `value:`.")
    )
    return base if isinstance(base, NotRun) else (initiative.kpis[name], base)


def _kpi_known(
    name: str, found: KpiReading | NotRun, asks: tuple[Question, ...], asker: Asker, as_of: date
) -> KpiEvidence:
    return found if isinstance(found, NotRun) else Known(Id(f"kpis.{name}"), found, _stamp(asks, asker, as_of))


def _table_known(
    name: str, found: TableFacts | NotRun, asks: tuple[Question, ...], asker: Asker, as_of: date
) -> TableEvidence:
    return found if isinstance(found, NotRun) else Known(Id(f"data.{name}"), found, _stamp(asks, asker, as_of))


def _stamp(asks: tuple[Question, ...], asker: Asker, as_of: date) -> Stamp:
    data = tuple(dict.fromkeys(asker.gathered.data[q] for q in asks if q in asker.gathered.data))
    if not asks:
        return Stamp(Digest("formula/1"), data, "formula/1", as_of)
    return Stamp(digest_and_method(asks[0])[0], data, digest_and_method(asks[0])[1], as_of)
