"""The verdict that people state of a probe: how it is written, and what it cannot be."""

from datetime import date
from typing import get_args

import pytest

from reading import document, only_fault
from trueup.core.base.quantity import Basis
from trueup.core.model.option import OUTCOME_WORDS, ProbeOutcome
from trueup.core.model.schema import schema_of

OPTION = """title: a
data: {claims: claims.csv}
options:
  router: {kind: ml, probe: {data: claims, verdict: VERDICT}}
"""


def stated(verdict):
    return document(OPTION.replace("VERDICT", verdict)).initiative.options["router"].probe.verdict


def test_it_says_what_came_out_who_found_it_when_and_where_that_can_be_read():
    found = stated("{says: more_data_first, by: it, day: 2026-05-01, source: Notebook 7, because: Ten labels}")
    assert (found.says, found.by, found.day) == ("more_data_first", "it", date(2026, 5, 1))
    assert (found.source, found.because) == ("Notebook 7", "Ten labels")


def test_a_text_alone_is_what_it_says():
    assert stated("ai_is_worth_it") == stated("{says: ai_is_worth_it}")


@pytest.mark.parametrize("empty", ["", "~"])
def test_what_is_left_empty_is_not_stated(empty):
    assert stated(empty) is None


def test_it_is_assumed_and_estimated_once_a_source_shows_it():
    assert stated("{says: ai_is_worth_it, by: it, day: 2026-05-01}").basis is Basis.ASSUMED
    assert stated("{says: ai_is_worth_it, source: Notebook 7}").basis is Basis.ESTIMATED


def test_each_outcome_has_its_words():
    assert list(OUTCOME_WORDS) == list(get_args(ProbeOutcome))
    assert [stated(says).says for says in OUTCOME_WORDS] == list(OUTCOME_WORDS)


@pytest.mark.parametrize(
    ("verdict", "code", "problem", "fix"),
    [
        ("ai_is_worth", "DOC023", "`options.router.probe.verdict` is `ai_is_worth`.", "Write `ai_is_worth_it`."),
        ("{says: rules are enough}", "DOC023", "verdict.says` is `rules are enough`.", "Write `rules_are_enough`."),
        (
            "maybe",
            "DOC023",
            "`options.router.probe.verdict` is `maybe`.",
            "Write `rules_are_enough`, `ai",
        ),
        ("{}", "DOC021", "`options.router.probe.verdict.says` is missing.", "Add `says:`"),
        ("{by: it, day: 2026-05-01}", "DOC021", "`options.router.probe.verdict.says` is missing.", "Add `says:`"),
        ("[ai_is_worth_it]", "DOC022", "`options.router.probe.verdict`", "Write"),
        ("{says: ai_is_worth_it, day: yesterday}", "DOC022", "verdict.day`: a date is expected", "Write a day"),
        ("{says: ai_is_worth_it, sources: x}", "DOC020", "`sources` is not a key that is known", "Write `source`."),
    ],
)
def test_what_it_cannot_be_is_told_with_what_to_write(verdict, code, problem, fix):
    found = only_fault(OPTION.replace("VERDICT", verdict))
    assert (found.code, found.line) == (code, 4)
    assert problem in found.problem
    assert found.fix.startswith(fix), found.fix


def test_a_verdict_needs_the_data_that_was_probed():
    found = only_fault(OPTION.replace("data: claims, verdict: VERDICT", "verdict: ai_is_worth_it"))
    assert (found.code, found.path) == ("DOC021", "options.router.probe.data")


def test_the_schema_knows_the_text_and_the_section():
    section, text = schema_of("initiative")["$defs"]["ProbeVerdict"]["anyOf"]
    assert section["required"] == ["says"]
    assert section["properties"]["says"]["enum"][: len(OUTCOME_WORDS)] == list(OUTCOME_WORDS)
    assert "string" in text["type"]
