"""How the files of the data sets were read, and what was odd in them."""

from __future__ import annotations

from trueup.app.works import Added, Wanted, Works
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.source import SourceFacts, SourceOf
from trueup.core.readiness.own_checks import responsible
from trueup.core.readiness.source_checks import source_results


def of_sources(works: Works, wants: Wanted) -> Added:
    """Return what came of reading the files of every data set that is here."""
    asks = {data: SourceOf(data) for data in wants.checks}
    works.asker.ask(list(asks.values()), works.progress)
    answers = works.asker.gathered.answers
    told = {}
    for data, ask in asks.items():
        facts = answers.get(ask)
        owner = responsible(works.document.initiative.data[data])
        if isinstance(facts, SourceFacts) or (isinstance(facts, NotRun) and facts.reason != "no_data"):
            told[data] = source_results(data, facts, owner)
    return Added(results=told, asked={f"data.{data}": (ask,) for data, ask in asks.items() if data in told})
