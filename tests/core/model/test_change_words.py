"""Changes in words: the method's names, the user's ids, and values as people write them."""

import pytest

from trueup.core.model.change_words import NOUNS, SINGLE, split, text_difference, told
from trueup.core.model.changes import changes
from trueup.core.model.initiative import Initiative, Portfolio
from trueup.core.model.shape import keys_of

KPI = {"unit": "1", "across": "share", "target": {"value": "22 %", "by": "2026-12-31"}}
BASE = {
    "title": "T",
    "currency": "EUR",
    "objective": {"statement": "Settle claims in ten days by the end of the year", "kpi": "late"},
    "kpis": {"late": KPI, "steps": {"unit": "step/claim", "across": "mean", "target": "4.2"}},
    "assumptions": {"price": {"range": "1000..4000", "unit": "EUR/claim"}},
    "options": {"rule": {"kind": "rules", "build_cost": "15000"}},
    "epics": {"E1": {"title": "Baseline", "stories": {"S1": {"title": "Ask", "estimate": "3/5/8"}}}},
    "rates": {"default": "600"},
}


def sentences(path, value, base=BASE):
    """Return what is said where one value of the document is another one, None where it is taken out."""
    after = changed(base, path.split("."), value)
    was, now = Initiative.model_validate(base), Initiative.model_validate(after)
    return [told(change, now, was) for change in changes(was, now)]


def changed(tree, steps, value):
    first, *rest = steps
    if rest:
        return {**tree, first: changed(tree.get(first, {}), rest, value)}
    return {**tree, first: value} if value is not None else {key: each for key, each in tree.items() if key != first}


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("kpis.late.target.value", "24 %", "target of KPI `late` went from 22 % to 24 %"),
        ("kpis.late.target.value", "24.47 %", "target of KPI `late` went from 22 % to 24.47 %"),
        (
            "kpis.late.target.by",
            "2027-03-31",
            "due date of the target of KPI `late` went from 2026-12-31 to 2027-03-31",
        ),
        ("kpis.steps.target", "4", "target of KPI `steps` went from 4.2 step/claim to 4 step/claim"),
        ("kpis.late.owner", "coo", "owner of KPI `late` is set now: coo"),
        ("kpis.late.settles", "30 days", "settles of KPI `late` went from 0 days to 30 days"),
        ("kpis.late.value", "x > 1", "definition (`value`) of KPI `late` is set now: x > 1"),
        (
            "assumptions.price.range",
            "1000..5000",
            "range of assumption `price` went from €1,000..4,000 per claim to €1,000..5,000 per claim",
        ),
        ("options.rule.build_cost", "20000", "build cost of option `rule` went from €15,000 to €20,000"),
        ("options.rule.chosen", "yes", "chosen of option `rule` went from no to yes"),
        ("options.keep", {"kind": "do_nothing", "title": "Go on"}, "option `keep` (Go on) is new"),
        ("options.rule", None, "option `rule` is gone"),
        (
            "epics.E1.stories.S1.estimate",
            "3/6/8",
            "estimate of story `E1.S1` (Ask) went from 3/5/8 days to 3/6/8 days",
        ),
        ("epics.E1.stories.S1.estimate", None, "estimate of story `E1.S1` (Ask) is gone; it was 3/5/8 days"),
        ("epics.E1.advances", "late", "epic `E1` (Baseline) now advances KPI `late`"),
        ("rates.default", "650", "rate of `default` went from €600 to €650"),
        ("rates.dev", "700", "rate of `dev` is set now: €700"),
        ("claims.late", "62.5 %", "claim on KPI `late` is set now: 62.5 %"),
        ("objective.guardrails", ["steps"], "guardrails of the objective changed: `steps` added"),
        ("objective.kpi", "steps", "deciding KPI of the objective went from late to steps"),
        ("pilot", {"statement": "Try it"}, "the pilot is new"),
        ("title", "Other", "title went from T to Other"),
    ],
)
def test_a_change_reads_as_people_say_it(path, value, words):
    assert sentences(path, value) == [words]


PROBED = {"kind": "ml", "probe": {"data": "log", "verdict": {"says": "rules_are_enough", "by": "it"}}}


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("ai_is_worth_it", ["went from “rules are enough” to “AI is worth it”"]),
        (
            None,
            ["is gone; it was “rules are enough”", "who states the verdict of the probe of option `ai` is gone; it"],
        ),
    ],
)
def test_a_stated_verdict_of_a_probe_is_told_in_the_words_that_people_read(verdict, words):
    base = BASE | {"options": {"ai": PROBED}}
    path = "options.ai.probe.verdict" if verdict is None else "options.ai.probe.verdict.says"
    first, *others = sentences(path, verdict, base)
    assert first == f"stated verdict of the probe of option `ai` {words[0]}"
    assert all(each.startswith(begin) for each, begin in zip(others, words[1:], strict=True))


def test_a_stated_verdict_that_is_new_is_told_field_by_field():
    base = BASE | {"options": {"ai": {"kind": "ml", "probe": {"data": "log"}}}}
    assert sentences("options.ai.probe.verdict", {"says": "more_data_first", "source": "Notebook 7"}, base) == [
        "stated verdict of the probe of option `ai` is set now: “more data first”",
        "source of the stated verdict of option `ai` is set now: Notebook 7",
    ]


def test_a_claim_is_told_in_percent():
    claiming = {**BASE, "claims": {"late": "40 %"}}
    assert sentences("claims.late", "0.6", claiming) == ["claim on KPI `late` went from 40 % to 60 %"]
    assert sentences("claims", None, claiming) == ["claim on KPI `late` is gone; it was 40 %"]


def test_of_a_sentence_the_words_that_changed_are_shown_with_those_around():
    (said,) = sentences("objective.statement", "Settle claims in nine days by the end of the year")
    begin = "statement of the objective reads"
    now, was = '"Settle claims in nine days by the ..."', '"Settle claims in ten days by the ..."'
    assert said == f"{begin} {now} instead of {was}"


def test_what_is_renamed_or_moved_is_told_once():
    epics = {"E1": {"title": "Baseline"}, "E2": {"title": "Rules", "stories": BASE["epics"]["E1"]["stories"]}}
    two = {**BASE, "epics": {**BASE["epics"], "E2": {"title": "Rules"}}}
    assert sentences("epics", epics, two) == ["story `E1.S1` is story `E2.S1` (Ask) now, its content is the same"]
    assert sentences("options", {"lookup": BASE["options"]["rule"]}) == [
        "option `rule` is called `lookup` now, its content is the same"
    ]


def test_only_the_words_that_changed_are_shown_of_a_long_text():
    text = " ".join(f"w{number}" for number in range(100))
    assert text_difference(text, text.replace("w50", "other")) == (
        "... w47 w48 w49 w50 w51 w52 w53 ...",
        "... w47 w48 w49 other w51 w52 w53 ...",
    )


@pytest.mark.parametrize("part", [Initiative, Portfolio])
def test_every_section_of_the_document_has_a_name_of_its_own(part):
    sections = {key.name for key in keys_of(part) if key.shape.part or (key.shape.entries and key.shape.entries.part)}
    assert sections <= NOUNS.keys() | SINGLE.keys()


def test_a_path_is_split_at_the_thing_it_leads_into():
    assert split(("epics", "E1", "stories", "S1", "estimate")) == (("epics", "E1", "stories", "S1"), ("estimate",))
    assert split(("kpis", "late", "target", "value")) == (("kpis", "late"), ("target", "value"))
    assert split(("objective", "kpi")) == (("objective",), ("kpi",))
    assert split(("rates", "default")) == ((), ("rates", "default"))


@pytest.mark.parametrize("outcome", ["cost", "amount", "rate", "probability", "settles", "late"])
def test_points_for_an_outcome_are_points_whatever_it_is_called(outcome):
    base = {**BASE, "stakeholders": {"cfo": {"side": "business", "priorities": {outcome: "80", "other": "20"}}}}
    assert sentences(f"stakeholders.cfo.priorities.{outcome}", "10", base) == [
        f"priority `{outcome}` of stakeholder `cfo` went from 80 points to 10 points"
    ]
    assert sentences(f"stakeholders.cfo.priorities.{outcome}", None, base) == [
        f"priorities of stakeholder `cfo`: `{outcome}` is gone (80 points)"
    ]
