"""Rules about the verdict that people state of a probe: what is chosen against it, and what shows it."""

import pytest

from core.rules.cases import findings, only
from trueup.core.model.option import OUTCOME_WORDS

HEAD = "title: x\ncurrency: EUR\nobjective: {statement: Ten days, owner: coo}\ndata: {claims: claims.csv}\noptions:\n"
PLAIN = ("keep: {kind: do_nothing}", "lookup: {kind: rules}")
SHOWN = "by: it, day: 2025-05-01, source: Notebook 7"


def options(*lines):
    return HEAD + "".join(f"  {line}\n" for line in lines)


def router(verdict, more="chosen: yes", kind="ml"):
    return f"router: {{kind: {kind}, build_cost: 9..16, probe: {{data: claims, verdict: {verdict}}}, {more}}}"


# ---- OPT006 ----------------------------------------------------------------------------------------------------------

AGAINST = [says for says in OUTCOME_WORDS if says != "ai_is_worth_it"]


@pytest.mark.parametrize("kind", ["ml", "llm"])
@pytest.mark.parametrize("says", AGAINST)
def test_ai_that_is_chosen_against_the_verdict_of_its_own_probe_blocks(says, kind):
    found = only("OPT006", options(*PLAIN, router(says, kind=kind)))
    words = f"Option `router` is chosen, and the stated verdict of its probe is “{OUTCOME_WORDS[says]}”."
    assert (found.problem, found.severity, found.phase) == (words, "blocks", "feasibility")
    assert (found.subject, str(found.place.path)) == ("options.router", "options.router.chosen")
    assert (found.owner, found.stake.value) == ("coo", 12.5)


WAYS = ("lookup: rules", "letters: automation", "ask: process_change")
ADD = "Add an option of kind `rules`, `automation` or `process_change` and choose it instead."
AGAIN = ", or get other data and run the probe again."
FIRST = "Gather the data that is missing and run the probe again before `router` is chosen"


@pytest.mark.parametrize(
    ("ways", "says", "fix"),
    [
        (PLAIN, "rules_are_enough", "Choose `lookup` instead, which does without AI."),
        (WAYS, "rules_are_enough", "Choose `lookup`, `letters` or `ask` instead, which do without AI."),
        ((), "rules_are_enough", ADD),
        (PLAIN[:1], "rules_are_enough", ADD),
        (PLAIN, "data_cannot_support_it", f"Choose `lookup` instead, which does without AI{AGAIN}"),
        (
            (PLAIN[0], "lookup: {kind: rules, chosen: yes}"),
            "rules_are_enough",
            "Take `chosen:` from `router`: `lookup` is chosen already.",
        ),
        (PLAIN[:1], "data_cannot_support_it", f"Choose `keep` instead, which does without AI{AGAIN}"),
        ((), "data_cannot_support_it", ADD.removesuffix(".") + AGAIN),
        (PLAIN, "more_data_first", f"{FIRST}; until then `lookup` does without AI."),
        (WAYS, "more_data_first", f"{FIRST}; until then `lookup`, `letters` and `ask` do without AI."),
        ((), "more_data_first", f"{FIRST}."),
    ],
)
def test_the_remedy_names_the_ways_without_ai_that_are_there(ways, says, fix):
    assert only("OPT006", options(*ways, router(says))).fix == fix


@pytest.mark.parametrize(
    "line",
    [
        router("ai_is_worth_it"),
        router("rules_are_enough", more="chosen: no"),
        router("rules_are_enough", kind="rules"),
        "router: {kind: ml, chosen: yes, probe: {data: claims}}",
        "router: {kind: ml, chosen: yes}",
    ],
)
def test_what_agrees_with_its_verdict_is_not_chosen_needs_no_ai_or_has_no_verdict_is_left_out(line):
    assert findings("OPT006", options(*PLAIN, line)) == ()


def test_the_verdict_of_another_option_is_none_of_its_own():
    other = "bot: {kind: llm, probe: {data: claims, verdict: rules_are_enough}}"
    assert findings("OPT006", options(*PLAIN, router("ai_is_worth_it"), other)) == ()


def test_who_owns_the_option_is_asked():
    assert only("OPT006", options(*PLAIN, router("more_data_first", "chosen: yes, owner: it"))).owner == "it"


# ---- OPT007 ----------------------------------------------------------------------------------------------------------


def test_all_that_is_missing_is_told_at_once_even_where_nothing_is_chosen():
    found = only("OPT007", options(*PLAIN, router("ai_is_worth_it", more="chosen: no")))
    assert found.problem == (
        "The verdict stated of the probe of option `router`, “AI is worth it”, names nobody who says so, no day and no "
        "source."
    )
    assert found.fix == "Add `by:`, `day:` and `source:` to options.router.probe.verdict."
    assert (found.severity, found.phase, found.owner) == ("warns", "feasibility", "coo")
    assert (found.subject, str(found.place.path)) == ("options.router", "options.router.probe.verdict")


@pytest.mark.parametrize(
    ("fields", "lacks", "fix"),
    [
        ("day: 2025-05-01, source: x", "names nobody who says so.", "Add `by:` to"),
        ("by: it, source: x", "names no day.", "Add `day:` to"),
        ("by: it, day: 2025-05-01", "names no source.", "Add `source:` to"),
        ("by: it", "names no day and no source.", "Add `day:` and `source:` to"),
        ("by: it, day: 2026-01-16, source: x", "is of 2026-01-16, a day still to come.", "Write in options.router"),
        ("by: it, day: 2026-01-16", "names no source and is of 2026-01-16, a day still to come.", "Add `source:` to"),
    ],
)
def test_what_is_missing_of_it_or_still_to_come_is_named(fields, lacks, fix):
    found = only("OPT007", options(*PLAIN, router(f"{{says: ai_is_worth_it, {fields}}}")))
    assert found.problem.endswith(lacks)
    assert found.fix.startswith(fix)


def test_who_states_it_is_asked_for_the_rest():
    text = options(*PLAIN, router("{says: ai_is_worth_it, by: it}", "chosen: yes, owner: ops"))
    assert only("OPT007", text).owner == "it"


@pytest.mark.parametrize("day", ["2025-05-01", "2026-01-15"])
def test_a_verdict_with_its_evidence_is_accepted_also_on_its_own_day(day):
    verdict = f"{{says: ai_is_worth_it, {SHOWN}}}".replace("2025-05-01", day)
    assert findings("OPT007", options(*PLAIN, router(verdict))) == ()


def test_a_probe_without_a_verdict_and_a_plain_option_with_one_are_judged_alike():
    assert findings("OPT007", options(*PLAIN, "router: {kind: ml, probe: {data: claims}}")) == ()
    assert only("OPT007", options(router("rules_are_enough", kind="rules"))).subject == "options.router"
