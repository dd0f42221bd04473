"""What was agreed on is asked before what takes long: a slow look at the fitness of data takes none of its time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desk import Desk
from trueup.adapters.check_history import CheckHistory
from trueup.app.define import define, one_document
from trueup.app.engine import engine_for
from trueup.app.gather import Asker
from trueup.app.measure import measure
from trueup.app.readiness import ready, wanted
from trueup.app.settings import Settings
from trueup.app.works import Added, Works
from trueup.core.model.ask.checks import Missing, Tally
from trueup.core.model.ask.identity import DataId, NotRun

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.0.0
status: active
schema: [{name: orders, properties: [{name: order_id, required: true}]}]
"""
ORDERS = DataId("orders")


def works_of(folder: Path) -> Works:
    _, document = one_document(folder, Settings().bounds)
    guarded = define(document, None).guarded
    asker = Asker(document.initiative, folder, engine_for(untrusted=False, memo={}), None, 60)
    return Works(document, folder, guarded, asker, CheckHistory(folder), date(2027, 1, 15), lambda _: None)


def test_checks_of_a_contract_are_answered_before_another_subject_begins(tmp_path):
    folder = Desk(tmp_path).initiative(change={"key: order_id}": "key: order_id, contract: orders.odcs.yaml}"})
    (folder / "orders.odcs.yaml").write_text(CONTRACT, "utf-8")
    works = works_of(folder)
    wants = wanted(works.document, works.guarded)
    measured = measure(works.document.initiative, works.guarded, works.asker, works.as_of, works.progress)
    known: list[object] = []

    def slow(works, wants):
        known.append(works.asker.gathered.answers.get(Tally(ORDERS, "order_id", Missing())))
        return Added()

    readiness, _ = ready(works, wants, measured.evidence, (slow,))
    assert len(known) == 1
    assert known[0] is not None
    assert not isinstance(known[0], NotRun)
    assert "order_id.required" in {result.check.id for result in readiness[ORDERS].checks}
