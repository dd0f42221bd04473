"""What was odd about a source becomes checks: what must hold, what was found, how often, and where."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.source import Oddity, OddityKind, SourceFacts, SourceOf
from trueup.core.readiness.source_checks import READS, source_results

T = DataId("t")
SOUND = SourceFacts("csv", 1, 100, readable=True)


def odd(*oddities, readable=True):
    return source_results(T, replace(SOUND, oddities=oddities, readable=readable), owner="it-lead")


def test_a_sound_csv_passes_what_is_always_asked():
    found = source_results(T, SOUND)
    assert {result.outcome for result in found} == {"pass"}
    assert "source.more_cells" in {result.check.id for result in found}


def test_rows_with_too_many_cells_are_told_with_their_lines():
    [failed] = odd(Oddity("more_cells", 3, places=("t.csv:17", "t.csv:42", "t.csv:9001")), readable=False)
    assert failed.observed == "3 rows have more cells: t.csv:17, t.csv:42, t.csv:9001"
    assert (failed.outcome, failed.failing, failed.check.severity) == ("fail", 3, "error")
    assert (failed.check.what, failed.check.owner) == ("no row has more cells than the header", "it-lead")
    assert failed.check.ask == SourceOf(T)


def test_an_oddity_of_a_column_is_a_check_of_that_column():
    [*_, failed] = odd(Oddity("read_as_text", 1, "price", ("t.csv:3",), "the other 40 are numbers"))
    assert (failed.check.id, failed.check.columns) == ("price.read_as_text", ("price",))
    assert failed.observed == "1 value does not (the other 40 are numbers): t.csv:3"


def test_more_places_than_are_shown_are_hinted_at():
    [*_, failed] = odd(Oddity("nul", 70, places=tuple(f"t.csv:{at}" for at in range(10))))
    assert failed.observed == "70 NUL characters: t.csv:0, t.csv:1, t.csv:2, t.csv:3, t.csv:4 ..."


def test_two_oddities_of_one_kind_are_one_check():
    names = [Oddity("line_ends", 2), Oddity("line_ends", 3)]
    failed = [result for result in odd(*names) if result.outcome == "fail"]
    assert [result.failing for result in failed] == [5]


def test_a_source_that_cannot_be_read_is_a_check_that_did_not_run():
    why = NotRun("error", "data set `t`: `t.csv` is UTF-16 text", "Save it as UTF-8")
    [found] = source_results(T, why)
    assert (found.check.id, found.outcome, found.not_run) == (READS, "not_run", why)


@pytest.mark.parametrize("kind", get_args(OddityKind))
@pytest.mark.parametrize("count", [1, 2])
def test_every_kind_has_words_for_one_and_for_several(kind, count):
    failed = next(result for result in odd(Oddity(kind, count, places=("t.csv:1",))) if result.outcome == "fail")
    assert failed.observed.startswith(f"{count} ")
    assert failed.check.id == f"source.{kind}"
