"""Whether the data of an initiative is ready: all checks of its data sets, samples of what fails, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from trueup import __version__
from trueup.adapters.output import write_whole
from trueup.app.contracts_held import held_tables
from trueup.app.define import one_document
from trueup.app.look import look
from trueup.app.settings import Settings, Trace
from trueup.app.works import Works
from trueup.core.base.errors import TrueupError
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.model.ask.checks import FailingRows, RowSample
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import Columns, ColumnsOf
from trueup.core.model.document import Document
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.checks import CheckResult, DataReadiness
from trueup.core.model.results.profile import DataProfile
from trueup.core.readiness.outcomes import sample_question
from trueup.core.readiness.personal import hidden_columns
from trueup.core.readiness.report import DataReport


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: data sets by id (none: all), how many failing rows to show of each check, profiles as well."""

    names: tuple[str, ...] = ()
    sample: int = 5
    profile: bool = False


def data_report(path: Path, asked: Asked, *, as_of: date, settings: Settings, trace: Trace) -> DataReport:
    """Return the readiness of the data of the initiative at a path.

    Raises `TrueupError` where there is no single initiative or no data set of a name, `DocumentFaults` for its faults.
    """
    target, document = one_document(path, settings.bounds)
    folder = target.initiatives[0].parent
    names = _names(document.initiative, asked.names)
    kept = document if set(names) == set(document.initiative.data) else _only(document, names)
    found = look(kept, folder, as_of, settings, trace, deep=True, only=names)
    works = found.works
    tables, _ = held_tables(works)
    readiness = [found.evidence.readiness[DataId(name)] for name in names if name in found.evidence.readiness]
    hidden = {each.data: _hidden(works, each) for each in readiness}
    sampled = _sampled(works, readiness, hidden, asked.sample)
    unread = {each.data: why for each in readiness if isinstance(why := found.evidence.table(each.data), NotRun)}
    gaps = [name for name in names if document.initiative.data[name].source is None]
    trace.remarks += [f"Data set `{name}` has no source yet: nothing of it is checked." for name in gaps]
    contracts = {data: table.contract for data, table in tables.items() if data in names}
    profiles = _profiles(works, hidden, settings) if asked.profile else {}
    return DataReport(document, tuple(sampled), unread, as_of, __version__, contracts, profiles, rows=settings.rows)


def _profiles(
    works: Works, hidden: Mapping[DataId, frozenset[str]], settings: Settings
) -> Mapping[DataId, DataProfile | NotRun]:
    from trueup.app.profile import profile, profile_with

    if settings.rows is not None:  # shares of columns are told without an error, so they are of all rows
        return profile(works.document.initiative, works.folder, tuple(hidden), settings, hidden)
    found = profile_with(works.asker, works.document.initiative, tuple(hidden), settings, hidden)
    if works.asker.cache:
        works.asker.cache.save_memo()
    return found


def write_profiles(found: DataReport, page: Path) -> DataReport:
    """Write a page for each profile beside a page, never half; return the report with the addresses of these."""
    from trueup.render.html.profile import profile_page

    pages: dict[DataId, str] = {}
    for data, profile in found.profiles.items():
        if not isinstance(profile, NotRun):
            source = found.document.initiative.data[data].source or ""
            pages[data] = f"{page.stem}-{data}.html"
            text = profile_page(profile, as_of=found.as_of, source=source, home=page.name)
            write_whole(page.with_name(pages[data]), text.encode())
    return replace(found, pages=pages)


def _names(initiative: Initiative, names: Sequence[str]) -> tuple[str, ...]:
    """Return the data sets that are asked for, in the order of the document; raises `TrueupError` for others."""
    for name in names:
        if name not in initiative.data:
            hint = nearest(name, initiative.data)
            known = ", ".join(f"`{each}`" for each in initiative.data) or "none"
            fix = f"Did you mean `{hint}`?" if hint else f"Its data sets are {known}."
            raise TrueupError.option(f"The initiative has no data set `{name}`.", name, fix)
    return tuple(name for name in initiative.data if not names or name in names)


def _only(document: Document, names: Iterable[str]) -> Document:
    """Return a document with some of its data sets; others are there only where these refer to them."""
    kept = set(names)
    data = document.initiative.data
    near = {ref.to for name in kept for ref in data[name].references} | kept
    chosen = {name: table for name, table in data.items() if name in near}
    kpis = {
        name: kpi if kpi.data is None or kpi.data in kept else kpi.model_copy(update={"value": None})
        for name, kpi in document.initiative.kpis.items()
    }
    return replace(document, initiative=document.initiative.model_copy(update={"data": chosen, "kpis": kpis}))


def _hidden(works: Works, each: DataReadiness) -> frozenset[str]:
    """Return the columns of a data set whose values are not shown."""
    facts = works.asker.gathered.answers.get(ColumnsOf(each.data))
    columns = [column.name for column in facts.columns] if isinstance(facts, Columns) else []
    contract = held_tables(works)[0].get(each.data)
    return hidden_columns(works.document.initiative.data[each.data], columns, contract, each.checks)


def _sampled(
    works: Works, readiness: Sequence[DataReadiness], hidden: Mapping[DataId, frozenset[str]], most: int
) -> list[DataReadiness]:
    """Return the readiness with some rows of each failing check; personal values are masked by whoever reads them."""
    answers = works.asker.gathered.answers
    questions: dict[tuple[DataId, str], FailingRows] = {}
    for each in readiness:
        facts, key = answers.get(ColumnsOf(each.data)), works.document.initiative.data[each.data].key
        for result in each.checks:
            question = sample_question(result, facts, key, hidden[each.data], most)
            if question is not None:
                questions[each.data, result.check.id] = question
    works.asker.ask(list(questions.values()), works.progress)
    samples = {key: answers.get(question) for key, question in questions.items()}
    return [
        replace(
            each,
            checks=tuple(_with_sample(result, samples.get((each.data, result.check.id))) for result in each.checks),
        )
        for each in readiness
    ]


def _with_sample(result: CheckResult, sample: object) -> CheckResult:
    return replace(result, sample=sample) if isinstance(sample, RowSample) else result
