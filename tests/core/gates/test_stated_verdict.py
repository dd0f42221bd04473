"""The stated verdict of a probe in what people sign, at the gate of Feasibility, and among what a person stands for."""

from dataclasses import replace
from datetime import date

import pytest

from agreeing import TEXT, Book
from core.gates.chained import DATA, assessed
from reading import document
from trueup.core.base.finding import Exemption, Id, Place
from trueup.core.gates.agreements import KINDS, agreements, contents
from trueup.core.gates.options import stated_words, untested_words
from trueup.core.gates.state import gates
from trueup.core.gates.ways import ways
from trueup.core.gates.what_changed import content_changes
from trueup.core.model.option import ProbeVerdict

ROUTER = "  router: {kind: ml, probe: {data: flights, label: late}}\n"
PROBED = TEXT.replace("epics:\n", f"{ROUTER}epics:\n", 1)
FULL = "{says: rules_are_enough, by: it, day: 2013-12-01, source: Notebook 7, because: Within a minute}"


def stating(verdict):
    return PROBED.replace("label: late}", f"label: late, verdict: {verdict}}}")


def touched(before, after):
    """The agreements whose own text is another one."""
    old, new = (agreements(contents(document(text))) for text in (before, after))
    return [kind for kind in KINDS if old[kind].digest != new[kind].digest]


# ---- what is signed --------------------------------------------------------------------------------------------------


def test_a_probe_without_a_verdict_keeps_the_content_and_the_digest_that_it_had():
    found = contents(document(PROBED))["consensus"]["options"]["router"]
    assert found == {"kind": "ml", "probe": {"data": "flights", "label": "late"}}
    digest = "consensus/1:0cf4f0c0d2e53a328e7d33d63f55cb8a7ffdfcdf6a87e8daafb64c7c9a15fe8a"
    assert agreements(contents(document(PROBED)))["consensus"].digest == digest
    assert touched(PROBED, stating("")) == []


def test_what_it_says_alone_is_part_of_the_consensus():
    probe = contents(document(stating(FULL)))["consensus"]["options"]["router"]["probe"]
    assert probe["verdict"] == {"says": "rules_are_enough"}
    assert touched(PROBED, stating(FULL)) == ["consensus"]
    assert touched(stating(FULL), stating("ai_is_worth_it")) == ["consensus"]


@pytest.mark.parametrize(
    "verdict",
    [
        "rules_are_enough",
        FULL.replace("by: it", "by: ana"),
        FULL.replace("2013-12-01", "2013-12-24"),
        FULL.replace("Notebook 7", "Notebook 8"),
        FULL.replace("Within", "About"),
    ],
)
def test_who_says_so_when_from_where_and_why_is_no_part_of_it(verdict):
    assert touched(stating(FULL), stating(verdict)) == []


def test_who_answers_for_things_and_where_data_comes_from_are_still_part_of_what_is_signed():
    assert touched(TEXT, TEXT.replace("source: a.csv", "source: b.csv")) == ["consensus"]
    assert touched(TEXT, TEXT.replace("by: 2014-12-31", "by: 2014-11-30")) == ["objective"]


def test_another_verdict_lapses_the_consensus_and_what_is_built_on_it_and_says_which_option():
    book = Book(stating(FULL))
    kinds = ("objective", "consensus", "blueprint", "delivery")
    for kind in kinds:
        book.sign("coo", "business", 4, kind)
    found = book.now(stating(FULL.replace("rules_are_enough", "ai_is_worth_it"))).standing()
    assert [found.of(kind, "business").status for kind in kinds] == ["signed", "lapsed", "lapsed", "lapsed"]
    (words,) = found.of("consensus", "business").lapsed[0].words
    assert "option `router` went from" in words
    assert found.of("blueprint", "business").lapsed[0].words == (words,)


def test_a_changed_verdict_stands_at_its_path_in_the_document():
    old, new = (contents(document(text))["consensus"] for text in (stating(FULL), stating("more_data_first")))
    assert [each.path for each in content_changes(old, new)] == ["options.router.probe.verdict.says"]


# ---- the words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (
            {"says": "ai_is_worth_it", "by": "it", "day": "2026-05-01", "source": "Notebook 7"},
            "AI is worth it, said by it on 2026-05-01 (Notebook 7)",
        ),
        ({"says": "more_data_first"}, "more data first, said by nobody who is named on no stated day (no source)"),
        (
            {"says": "rules_are_enough", "by": "it", "source": f"a\nb {'x' * 100}"},
            f"rules are enough, said by it on no stated day (a b {'x' * 73}...)",
        ),
    ],
)
def test_it_is_told_with_who_says_so_when_and_from_where_and_what_is_missing(verdict, words):
    found = ProbeVerdict.model_validate(verdict)
    assert stated_words(found) == words
    basis = "estimated" if "source" in verdict else "assumed"
    assert untested_words(found) == f"verdict of its probe (stated, not tested by trueup, {basis}): {words}"
    assert "said by Li Chen" in stated_words(found, "Li Chen")


# ---- the gate --------------------------------------------------------------------------------------------------------

AI = DATA.replace(
    "build_cost: 10..20}}", "build_cost: 10..20}, router: {kind: ml, uses: [log.x], probe: {data: log}, chosen: no}}"
)
SAID = "{says: ai_is_worth_it, by: tech-lead, day: 2025-05-01, source: Notebook 7}"
AT = "probe: {data: log}, chosen: no"


def criterion(text):
    return of(assessed(text))


def of(found):
    return next(each for gate in found.gates for each in gate.criteria if each.id == "F7")


def chosen(verdict):
    return AI.replace(AT, f"probe: {{data: log, verdict: {verdict}}}, chosen: yes, build_cost: 100..200, owner: coo")


def test_without_ai_nothing_is_to_be_tested_and_without_a_verdict_nothing_was():
    assert (criterion(DATA).status, criterion(DATA).because) == ("met", ("no option needs AI",))
    found = criterion(AI)
    assert found.status == "unknown"
    assert found.because == ("not run: this version does not compare options on the data yet",)


def test_a_stated_verdict_leaves_it_unknown_and_is_told_as_what_it_is():
    found = criterion(AI.replace(AT, f"probe: {{data: log, verdict: {SAID}}}"))
    assert (found.status, found.rests_on) == ("unknown", ())
    assert found.because == (
        "`router` (stated, not tested by trueup): AI is worth it, said by tech-lead on 2025-05-01 (Notebook 7)",
    )
    assert criterion(chosen(SAID)).status == "unknown"


def test_an_option_with_ai_that_has_no_verdict_is_told_beside_those_that_have():
    found = criterion(AI.replace(AT, f"probe: {{data: log, verdict: {SAID}}}}}, bot: {{kind: llm"))
    assert [each.split("`")[1] for each in found.because] == ["router", "bot"]
    assert "does not compare" in found.because[1]


def test_ai_that_is_chosen_against_its_verdict_is_not_met_and_its_remedy_is_a_next_action():
    found = assessed("phase: feasibility\n" + chosen("rules_are_enough"))
    f7 = of(found)
    assert (f7.status, [each.code for each in f7.rests_on]) == ("not_met", ["OPT006"])
    assert f7.because == ("Option `router` is chosen, and the stated verdict of its probe is “rules are enough”.",)
    (action,) = (each for each in found.actions if each.code == "OPT006")
    assert (action.opens, action.what) == ("feasibility F7", "Choose `rule` instead, which does without AI.")


def test_a_waiver_lets_the_choice_stand_and_leaves_open_whether_ai_is_needed():
    found = assessed(chosen("rules_are_enough"))
    waiver = Exemption(date(2026, 6, 30), "The board wants to see it", "cfo", Place("waivers.yaml", 1, Id("")))
    waived = tuple(replace(each, waived=waiver if each.code == "OPT006" else None) for each in found.findings)
    states = gates(found.document.initiative, "feasibility", waived, {}, found.options)
    f7 = next(each for gate in states for each in gate.criteria if each.id == "F7")
    assert (f7.status, f7.waived) == ("unknown", False)
    assert f7.because[0].startswith("`router` (stated, not tested by trueup): rules are enough, said by nobody")


def test_who_states_a_verdict_stands_for_the_option():
    found = assessed(chosen(SAID))
    notes = {way.steps[1].path: way.steps[0].note for way in ways(found, "people.tech-lead").ways}
    assert notes["options.router"] == "states the verdict of router"
