"""Every measure on every kind of column, against the plain reference."""

from __future__ import annotations

import math

import pytest

from adapters.measures import reference
from adapters.measures.nasty import FIGURES, KINDS, TESTS
from trueup.core.model.ask.checks import FailingRows, Figure, RowSample, Tally
from trueup.core.model.ask.identity import DataId, NotRun

ONLY_IN_DATABASE = {"int128"}
"""Kinds that a Parquet file cannot hold exactly."""
LARGEST_SQUARED = 1e150
SHAPES = ("full", "null", "empty")


def table_of(kind, shape):
    values = {"full": KINDS[kind], "null": [None] * 3, "empty": []}[shape]
    return {"n": ("int32", list(range(len(values)))), "x": (kind, values)}


@pytest.fixture(scope="module")
def said(engine):
    """Ask everything at once: the answers by kind, shape and question."""
    tables = {f"{kind} {shape}": table_of(kind, shape) for kind in KINDS for shape in SHAPES}
    asks = []
    for name in tables:
        data = DataId(name)
        tallies = [Tally(data, "x", test) for test in TESTS]
        asks += tallies + [Figure(data, "X", which, p) for which, p in FIGURES]
        if name.endswith("full"):
            asks += [FailingRows(tally, ("n",), most=4) for tally in tallies[::6]]
    return engine(tables, asks)


def exact(kind, engine_name):
    return not (kind in ONLY_IN_DATABASE and engine_name == "parquet")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_tallies_are_what_their_meaning_says(said, kind, shape, request):
    if not exact(kind, request.node.callspec.params["engine"]):
        return
    values = table_of(kind, shape)["x"][1]
    wrong = []
    for test in TESTS:
        found, wanted = said[Tally(DataId(f"{kind} {shape}"), "x", test)], reference.tally(kind, values, test)
        fine = found.reason == reference.REFUSED if isinstance(found, NotRun) else found == wanted
        if not fine or (isinstance(found, NotRun) and (wanted != reference.REFUSED or not found.fix)):
            wrong.append((test, found, wanted, failing(kind, values, test) if wanted != reference.REFUSED else ()))
    assert not wrong, wrong


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_figures_are_what_their_meaning_says(said, kind, shape, request):
    if not exact(kind, request.node.callspec.params["engine"]):
        return
    values = table_of(kind, shape)["x"][1]
    wrong = []
    for which, p in FIGURES:
        found = said[Figure(DataId(f"{kind} {shape}"), "X", which, p)]
        wanted = reference.figure(kind, values, which, p)
        if not alike(which, found, wanted, values):
            wrong.append((which, p, found, wanted))
    assert not wrong, wrong


@pytest.mark.parametrize("kind", KINDS)
def test_failing_rows_are_the_first_that_fail(said, kind, request):
    if not exact(kind, request.node.callspec.params["engine"]):
        return
    values = KINDS[kind]
    for test in TESTS[::6]:
        found = said[FailingRows(Tally(DataId(f"{kind} full"), "x", test), ("n",), most=4)]
        if reference.tally(kind, values, test) == reference.REFUSED:
            assert found.reason == reference.REFUSED
        else:
            assert found == RowSample(("n",), tuple((str(at),) for at in failing(kind, values, test)[:4])), test


def failing(kind, values, test):
    return [at for at, value in enumerate(values) if reference.fails(kind, value, test)]


def alike(which, found, wanted, values):
    """Return whether two figures agree: counts and whole numbers exactly, others to the digits that leave the engine.

    The room left for a mean, sum or deviation is a rounding of the largest value, as for any sum of floats.
    """
    if isinstance(found, NotRun) or wanted == reference.REFUSED:
        return isinstance(found, NotRun) and (found.reason == wanted or (which == "std" and cannot_be_squared(values)))
    if found.of != wanted.of or (found.value is None) != (wanted.value is None):
        return False
    if wanted.value is None or isinstance(wanted.value, str) or isinstance(found.value, int):
        return found.value == wanted.value
    numbers = [abs(float(value)) for value in finite(values)]
    return math.isclose(found.value, as_float(wanted.value), rel_tol=6e-12, abs_tol=1e-15 * max(numbers))


def finite(values):
    return [value for value in values if value is not None and math.isfinite(value)]


def cannot_be_squared(values):
    return max(abs(as_float(value)) for value in finite(values)) > LARGEST_SQUARED


def as_float(exact):
    try:
        return float(exact)
    except OverflowError:
        return math.inf
