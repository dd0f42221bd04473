"""The contracts of the inquiries find the faults that were planted, each in exactly as many rows, and nothing else."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from trueup.adapters.duckdb_engine import DuckDbEngine
from trueup.adapters.odcs import read_contract
from trueup.adapters.sources import find_source
from trueup.core.model.ask.checks import Figured, Tallied
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import KeyFacts, OrphanFacts, Shape, ShapeOf
from trueup.core.readiness.contract_checks import contract_checks, contract_results
from trueup.core.readiness.contract_table import ContractTable, tables_of
from trueup.core.readiness.outcomes import results

INQUIRIES = Path(__file__).parents[2] / "examples" / "inquiries"
TRUTH = {name: fault["rows"] for name, fault in json.loads((INQUIRIES / "truth.json").read_text())["faults"].items()}
FILES = {"inquiries": "inquiries.parquet", "customers": "customers.parquet", "costs": "costs.csv"}
AS_OF = date(2026, 7, 1)
PLANTED = {
    "inquiries primaryKey": TRUTH["row_repeated"],
    "inquiries inquiry_id.no-row-twice": TRUTH["row_repeated"],
    "inquiries customer_id -> customers": TRUTH["customer_orphan"],
    "inquiries handling_seconds.minimum": TRUTH["handling_sentinel"],
    "inquiries answered-after-received": TRUTH["answered_before_received"],
    "inquiries sent-once": TRUTH["sent_twice"] + TRUTH["row_repeated"],
    "inquiries code-of-the-team": TRUTH["closing_code_wrong"],
    "inquiries category.category-known": TRUTH["category_missing"] + TRUTH["category_placeholder"],
    "inquiries category.category-in-list": TRUTH["category_placeholder"] + TRUTH["category_misspelt"],
    "customers since.minimum": TRUTH["customer_since_sentinel"],
    "customers each-customer-once": TRUTH["customer_twice"],
    "costs euros-not-cents": TRUTH["cost_in_cents"],
}


def failing(answer):
    if isinstance(answer, Tallied):
        return answer.failing
    if isinstance(answer, KeyFacts):
        return answer.repeated
    return answer.orphans if isinstance(answer, OrphanFacts) else answer.value


@pytest.fixture(scope="module")
def held():
    """Return what came of every check of all three contracts, and what was decided without asking."""
    sources = {DataId(n): find_source(DataId(n), f"data/{file}", INQUIRIES) for n, file in FILES.items()}
    engine = DuckDbEngine(sources)
    bound = {}
    for name in FILES:
        file = INQUIRIES / "contracts" / f"{name}.odcs.yaml"
        reading = read_contract(file.read_bytes(), file.name)
        assert reading.faults == ()
        bound[DataId(name)] = (reading.contract, reading.contract.schemas[0])
    shapes = {each.question.data: each.value for each in engine.answer([ShapeOf(data) for data in bound], 60)}
    tables = [
        ContractTable(
            contract,
            schema,
            data,
            AS_OF,
            {column.name: column.type for column in shapes[data].columns},
            sources[data].format == "parquet",
            tables_of(bound, data),
        )
        for data, (contract, schema) in bound.items()
    ]
    checks = [check for table in tables for check in contract_checks(table)]
    asks = [check.ask for check in checks if not isinstance(check.ask, NotRun)]
    answers = {each.question: each.value for each in engine.answer(asks, 60)}
    told = [result for table in tables for result in contract_results(table)]
    return answers, results(checks, answers, (), {}, AS_OF), told


def test_every_planted_fault_is_found_in_exactly_its_rows_and_nothing_else_is(held):
    answers, came, told = held
    found = {
        f"{result.check.data} {result.check.id}": failing(answers[result.check.ask])
        for result in came
        if result.outcome == "fail"
    }
    assert found == PLANTED
    assert [result.check.id for result in told if result.outcome != "pass"] == []


def test_every_check_of_the_contracts_runs(held):
    answers, came, _ = held
    assert [result.check.id for result in came if result.outcome == "not_run"] == []
    assert all(isinstance(value, Tallied | KeyFacts | OrphanFacts | Figured | Shape) for value in answers.values())


def test_each_fault_has_somebody_who_answers_for_it(held):
    _, came, _ = held
    assert {result.check.owner for result in came if result.outcome == "fail"} == {
        "service-data-lead",
        "crm-data-lead",
        "cfo",
    }
