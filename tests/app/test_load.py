"""From a path to documents: what is found, what is merged, and what one bad file does to the others."""

import gc
import os
from pathlib import Path

import pytest

from trueup.adapters.yaml_document import Bounds
from trueup.app.define import all_faults, one_document
from trueup.app.load import load
from trueup.core.base.errors import DocumentFaults, ErrorCode, TrueupError

OWN = "title: A\nobjective: {statement: b, kpi: steps}\n"
AROUND = "currency: EUR\nkpis: {steps: {unit: 1}}\nrates: {default: 600}\n"


def portfolio(folder, around=AROUND, **initiatives):
    (folder / "portfolio.yaml").write_text(around)
    for name, text in initiatives.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "initiative.yaml").write_text(text)
    return folder


def test_a_folder_an_initiative(tmp_path):
    target, found = load(portfolio(tmp_path, claims=OWN, visits=OWN))
    assert [one.name for one in found] == ["claims", "visits"]
    assert [one.document.initiative.id for one in found] == ["claims", "visits"]
    assert [one.folder for one in found] == [tmp_path / "claims", tmp_path / "visits"]
    assert target.portfolio == tmp_path / "portfolio.yaml"
    assert str(found[0].document.place("objective.kpi")) == "claims/initiative.yaml:2"
    assert str(found[0].document.place("kpis.steps")) == "portfolio.yaml:2"


def test_an_initiative_alone_means_the_same_as_among_others(tmp_path):
    portfolio(tmp_path, **{"north/claims": OWN})
    (among,) = load(tmp_path)[1]
    for path in (tmp_path / "north", tmp_path / "north/claims", tmp_path / "north/claims/initiative.yaml"):
        assert one_document(path)[1].initiative == among.document.initiative


def test_each_initiative_belongs_to_the_portfolio_nearest_to_it(tmp_path):
    own = "currency: USD\nkpis: {steps: {unit: day}}\n"
    portfolio(tmp_path, **{"claims": OWN, "north/visits": OWN, "north/other": "title: B\n"})
    (tmp_path / "north" / "portfolio.yaml").write_text(own)
    claims, other, visits = load(tmp_path)[1]
    assert claims.document.initiative.currency == "EUR"
    assert {other.document.initiative.currency, visits.document.initiative.currency} == {"USD"}
    assert str(visits.document.place("kpis.steps")) == "north/portfolio.yaml:2"
    assert one_document(tmp_path / "north" / "visits")[1].initiative == visits.document.initiative


def test_a_bad_portfolio_stops_only_its_own_initiatives(tmp_path):
    portfolio(tmp_path, **{"claims": OWN, "north/visits": OWN})
    (tmp_path / "north" / "portfolio.yaml").write_text("titel: B\n")
    claims, visits = load(tmp_path)[1]
    assert claims.document is not None
    assert visits.document is None
    assert [str(fault.place) for fault in all_faults([claims, visits])] == ["north/portfolio.yaml:1"]


def test_the_folders_name_becomes_an_id(tmp_path):
    portfolio(tmp_path, **{"Ünser Ziel (2026)": OWN})
    assert load(tmp_path)[1][0].document.initiative.id == "nser-Ziel--2026"


def test_one_initiative_with_faults_never_stops_the_others(tmp_path):
    found = load(portfolio(tmp_path, bad="titel: A\n", broken="title: [", good=OWN))[1]
    assert [one.document is not None for one in found] == [False, False, True]
    assert [(str(fault.place), fault.code) for fault in all_faults(found)] == [
        ("bad/initiative.yaml:1", "DOC020"),
        ("bad/initiative.yaml:1", "DOC021"),
        ("broken/initiative.yaml:2", "DOC001"),
    ]


@pytest.fixture
def unread(tmp_path):
    """A file that is there and cannot be read, not even by root."""
    portfolio(tmp_path, good=OWN, bad=OWN)
    (tmp_path / "bad/initiative.yaml").unlink()
    (tmp_path / "bad/initiative.yaml").symlink_to("/proc/self/mem")
    return tmp_path


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that exists and cannot be read")
def test_a_file_that_cannot_be_opened_never_stops_the_others(unread):
    bad, good = load(unread)[1]
    assert good.document is not None
    assert [(fault.code, str(fault.place)) for fault in bad.faults] == [("DOC031", "bad/initiative.yaml:1")]
    assert bad.faults[0].fix == "Check the path and its permissions."


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that exists and cannot be read")
def test_the_only_file_that_cannot_be_opened_stops(unread):
    with pytest.raises(TrueupError, match="cannot be read") as error:
        load(unread / "bad")
    assert error.value.code is ErrorCode.DOCUMENT


def test_a_portfolio_with_faults_is_told_with_those_of_its_initiatives(tmp_path):
    found = load(portfolio(tmp_path, "currenzy: EUR\n", a="titel: A\n", b=OWN))[1]
    assert [one.document for one in found] == [None, None]
    assert [(str(fault.place), fault.code) for fault in all_faults(found)] == [
        ("portfolio.yaml:1", "DOC020"),
        ("a/initiative.yaml:1", "DOC020"),
        ("a/initiative.yaml:1", "DOC021"),
    ]


def test_a_fault_that_many_initiatives_meet_is_told_once(tmp_path):
    around = "kpis: {steps: {data: log, value: a, across: mean, at: b}}\n"
    found = load(portfolio(tmp_path, around, a=OWN, b=OWN, c=OWN))[1]
    assert [(str(fault.place), fault.code) for fault in all_faults(found)] == [("portfolio.yaml:1", "DOC024")]


def test_several_initiatives_are_not_one(tmp_path):
    with pytest.raises(TrueupError, match="holds 2 initiatives: a, b") as error:
        one_document(portfolio(tmp_path, a=OWN, b=OWN))
    assert error.value.code is ErrorCode.OPTION


def test_the_only_initiative_raises_its_faults(tmp_path):
    with pytest.raises(DocumentFaults) as error:
        one_document(portfolio(tmp_path, a="titel: A\n"))
    assert len(error.value.findings) == 2


def test_bounds_hold_for_every_file(tmp_path):
    found = load(portfolio(tmp_path, a=OWN, b=OWN + "#" * 1000), Bounds(bytes=500))[1]
    assert [len(one.faults) for one in found] == [0, 1]


@pytest.mark.parametrize("on", [True, False])
def test_the_cycle_collector_is_left_as_it_was(tmp_path, on):
    portfolio(tmp_path, a=OWN)
    was = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        load(tmp_path)
        assert gc.isenabled() is on
        (tmp_path / "a/initiative.yaml").unlink()
        with pytest.raises(TrueupError):
            load(tmp_path / "a")
        assert gc.isenabled() is on
    finally:
        (gc.enable if was else gc.disable)()


@pytest.mark.parametrize(
    "name", ["waivers.yaml", "backlog.yaml", "backlog/one.yaml", "portfolio.yaml", "../portfolio.yaml"]
)
@pytest.mark.parametrize(
    "put", [lambda file: file.symlink_to("nowhere"), os.mkfifo, os.mkdir], ids=["link", "pipe", "folder"]
)
def test_what_bears_the_name_of_a_file_of_an_initiative_and_is_none_is_told_and_the_rest_is_read(tmp_path, name, put):
    for each in ("bad", "good"):
        (tmp_path / each).mkdir()
        (tmp_path / each / "initiative.yaml").write_text("title: One\n")
    file = tmp_path / "bad" / name
    file.parent.mkdir(exist_ok=True)
    put(file)
    bad, good = load(tmp_path)[1]
    assert bad.document is None
    assert "cannot be read" in bad.faults[0].problem
    assert file.name in bad.faults[0].problem
    assert (good.document is None) == name.startswith("..")
