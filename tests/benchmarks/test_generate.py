"""The portfolios that the benchmarks time are valid documents, and what the generator says of them is true."""

import importlib.util
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from trueup.app.check import check
from trueup.core.model.items import items_of, kind_of

_PATH = Path(__file__).parents[2] / "benchmarks" / "generate.py"
_SPEC = importlib.util.spec_from_file_location("benchmarks_generate", _PATH)
generate = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = generate
_SPEC.loader.exec_module(generate)


@pytest.fixture(scope="module", params=[(1200, None), (1000, 3)], ids=["100 items each", "in 3 initiatives"])
def made(request):
    return generate.portfolio(*request.param)


@pytest.fixture(scope="module")
def checked(made, tmp_path_factory):
    folder = made.write(tmp_path_factory.mktemp("portfolio"))
    as_of = date.fromisoformat(generate.AS_OF)
    return check(folder, as_of=as_of, phase="planning", cache=tmp_path_factory.mktemp("cache"))


def test_every_document_can_be_read(made, checked):
    assert not checked.faults
    assert len(checked.assessments) == len(made.files) - 1


def test_it_holds_as_many_items_of_each_kind_as_it_says(made, checked):
    documents = [each.document.initiative for each in checked.assessments]
    kinds = Counter(kind_of(item) for document in documents for _, item in items_of(document))
    assert kinds == made.items
    assert sum(len(document.kpis) for document in documents) == made.kpis


def test_each_planted_fault_is_found_and_no_other_of_its_kind(made, checked):
    found = Counter(finding.code for each in checked.assessments for finding in each.findings)
    assert made.planted
    assert {code: found[code] for code in made.planted} == dict(made.planted)


def test_the_same_arguments_give_the_same_bytes():
    assert generate.portfolio(400).files == generate.portfolio(400).files


@pytest.mark.parametrize(("items", "initiatives"), [(1001, None), (0, None), (100, 5)])
def test_a_size_that_cannot_be_is_refused(items, initiatives):
    with pytest.raises(ValueError, match="multiple of 25"):
        generate.portfolio(items, initiatives)
