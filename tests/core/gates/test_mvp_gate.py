"""The MVP at the gate of Blueprinting and in what is signed there, and the stated schedule in the delivery plan."""

from dataclasses import replace
from datetime import date

import pytest

from agreeing import TEXT, Book
from core.gates.chained import HEAD, assessed
from reading import document
from trueup.core.base.finding import Exemption, Id, Place
from trueup.core.gates.agreements import KINDS, agreements, contents
from trueup.core.gates.mvp import mvp_in_short
from trueup.core.gates.state import gates
from trueup.core.gates.ways import ways
from trueup.core.gates.what_changed import content_changes, what_changed
from trueup.render.mvp import mvp_line

STATED = TEXT + "mvp: [E1, E2.S1]\n"


def digests(text):
    return {kind: each.digest for kind, each in agreements(contents(document(text))).items()}


def touched(before, after):
    """The agreements whose own text is another one."""
    old, new = digests(before), digests(after)
    return [kind for kind in KINDS if old[kind] != new[kind]]


# ---- what is signed --------------------------------------------------------------------------------------------------


def test_what_was_signed_without_an_mvp_has_the_content_that_it_had():
    assert "mvp" not in contents(document(TEXT))["blueprint"]
    assert touched(TEXT, TEXT + "mvp:\n") == []


@pytest.mark.parametrize("mvp", ["[E1]", "[E1, E2]", "[E2, E1.S1]"])
def test_stating_the_mvp_or_another_one_is_another_blueprint_and_nothing_before_it(mvp):
    text = TEXT.replace("E1: {title: Baseline,", "E1: {title: Baseline, stories: {S1: Count},").replace("E2.S1", "E2")
    assert touched(text, text + f"mvp: {mvp}\n") == ["blueprint"]


@pytest.mark.parametrize(
    "mvp", ["[E2.S1, E1]", "{items: [E1, S1]}", "{items: [E1, E2.S1], because: It is enough}", "\n  - E1\n  - E2.S1"]
)
def test_the_mvp_is_a_set_however_it_is_written_and_whatever_the_reason(mvp):
    assert touched(STATED, TEXT + f"mvp: {mvp}\n") == []


@pytest.mark.parametrize(
    ("mvp", "words"),
    [
        ("mvp: [E1]\n", "the MVP no longer holds story `E2.S1`"),
        ("mvp: [E1, E2]\n", "the MVP now holds all of epic `E2`"),
        ("", "the MVP is no longer stated; it held epic `E1`, story `E2.S1`"),
    ],
)
def test_what_changed_in_the_signed_mvp_is_said_by_its_work(mvp, words):
    now = document(TEXT + mvp)
    assert what_changed(contents(document(STATED))["blueprint"], contents(now)["blueprint"], now.initiative) == (words,)


STORY = "{title: Screen, advances: late, estimate: 5, assignee: ana, depends_on: E1}"


@pytest.mark.parametrize(
    ("story", "words"),
    [
        (STORY.replace("estimate: 5", "estimate: 39"), 'estimate of story `E2.S1` (Screen) reads "39 days" instead'),
        (STORY.replace("Screen", "Wall"), "title of story `E2.S1` (Wall) went from Screen to Wall"),
        (STORY.replace("advances: late", "advances: delay"), "advances delay of story `E2.S1` (Screen) is set now"),
        (STORY.replace("title: Screen", "title: Screen, status: cancelled"), "story `E2.S1` (Screen) of the MVP is"),
    ],
)
def test_what_a_story_of_the_mvp_is_belongs_to_the_blueprint_and_a_cancelled_one_is_out(story, words):
    assert STORY in STATED
    now = document(STATED.replace(STORY, story))
    assert touched(STATED, STATED.replace(STORY, story))[0] == "blueprint"
    said = what_changed(contents(document(STATED))["blueprint"], contents(now)["blueprint"], now.initiative)
    assert words in "; ".join(said)


def test_what_changed_of_a_story_of_the_mvp_stands_at_its_path_in_the_document_and_one_that_left_by_the_items():
    before = contents(document(STATED))["blueprint"]
    other = contents(document(STATED.replace("estimate: 5", "estimate: 39")))["blueprint"]
    assert [each.path for each in content_changes(before, other)] == ["epics.E2.stories.S1.estimate"]
    less = contents(document(TEXT + "mvp: [E1]\n"))["blueprint"]
    assert [each.path for each in content_changes(before, less)] == ["mvp.items"]


@pytest.mark.parametrize(
    ("old", "new"), [("assignee: ana", "assignee: it"), ("estimate: 5,", "estimate: 5, due: 2014-05-01,")]
)
def test_the_plan_of_a_story_of_the_mvp_is_the_delivery_plans_alone(old, new):
    assert touched(STATED, STATED.replace(old, new)) == ["delivery"]


def test_the_progress_of_a_story_of_the_mvp_changes_no_agreement():
    assert touched(STATED, STATED.replace("title: Screen,", "title: Screen, status: done, spent: 4,")) == []


def test_an_mvp_of_epics_alone_holds_their_ids_alone():
    assert contents(document(TEXT + "mvp: [E1, E2]\n"))["blueprint"]["mvp"] == {"items": ["E1", "E2"]}


def test_an_epic_of_the_mvp_whose_stories_are_all_cancelled_is_out_of_it():
    text = TEXT + "mvp: [E1, E2]\n"
    now = document(text.replace("title: Screen", "title: Screen, status: cancelled"))
    assert contents(now)["blueprint"]["mvp"] == {"items": ["E1"]}
    said = what_changed(contents(document(text))["blueprint"], contents(now)["blueprint"], now.initiative)
    assert "epic `E2` (Rule) of the MVP is cancelled" in said


def test_what_was_signed_of_a_story_before_its_content_was_part_of_the_text_says_so():
    now = document(STATED)
    old = contents(now)["blueprint"] | {"mvp": {"items": ["E1", "E2.S1"]}}
    assert what_changed(old, contents(now)["blueprint"], now.initiative) == ("stories of the MVP is set now: E2.S1",)


def test_an_mvp_that_is_stated_later_lapses_the_blueprint_and_what_was_built_on_it():
    book = Book()
    kinds = ("objective", "consensus", "blueprint", "delivery")
    for kind in kinds:
        book.sign("coo", "business", 4, kind)
    found = book.now(STATED).standing()
    assert [found.of(kind, "business").status for kind in kinds] == ["signed", "signed", "lapsed", "lapsed"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("assignee: ana, depends_on: E1", "assignee: ana, due: 2014-05-01, depends_on: E1"),
        ("depends_on: E1", "depends_on: {E1: 3 days}"),
        ("depends_on: E1", "depends_on: {E1: {kind: start_start}}"),
        (", depends_on: E1", ""),
        ("{country: DE}", "{country: DE, closed: 2014-05-02}"),
        ("availability: 50 %", "availability: 40 %"),
    ],
)
def test_the_schedule_as_it_is_stated_is_part_of_the_delivery_plan_and_of_nothing_before_it(old, new):
    assert old in TEXT
    assert touched(TEXT, TEXT.replace(old, new)) == ["delivery"]


# ---- the gate --------------------------------------------------------------------------------------------------------

MONEY = "rates: {default: 500}\nbudget: 9000\n"
EPICS = """epics:
  E1: {title: Count, enables: E2, estimate: 4}
  E2: {title: Rules, advances: steps, stories: {S1: {title: Ask, estimate: 6}, S2: {title: Tell, estimate: 90}}}
"""


def criterion(text):
    found = assessed(HEAD.replace("rates: {default: 100}\n", "") + text)
    return next(each for gate in found.gates for each in gate.criteria if each.id == "B3")


@pytest.mark.parametrize(
    ("text", "status", "because"),
    [
        (EPICS, "not_met", "Nobody said which of the epics `E1` and `E2` is the MVP."),
        (EPICS.replace("Count,", "Count, status: cancelled,") + "mvp: [E1, E2.S1]", "not_met", "and is cancelled."),
        (EPICS.replace("advances: steps", "estimate: 1") + "mvp: [E2.S1]", "not_met", "No work of the MVP moves KPI"),
        (EPICS + "mvp: [E1, E2]", "not_met", "The MVP still costs €50,000, the budget has €9,000 left"),
        (
            EPICS + "mvp: [E1, E2.S1]",
            "met",
            "chosen by people: `E1`, `E2.S1`; not checked to be the smallest or against",
        ),
        ("", "unknown", "WRK017 did not run: no work items yet"),
    ],
)
def test_the_criterion_is_met_by_an_mvp_that_is_stated_moves_the_deciding_kpi_and_fits_the_budget(
    text, status, because
):
    found = criterion(MONEY + text)
    assert (found.status, because in found.because[0]) == (status, True), found.because


POINTS = EPICS.replace("estimate: 4", "estimate: 4 points").replace("estimate: 6", "estimate: 6 points")
WAIVER = Exemption(date(2026, 6, 30), "Estimated in June", "cfo", Place("waivers.yaml", 1, Id("")))


@pytest.mark.parametrize("epics", [POINTS, EPICS.replace(", estimate: 4", "").replace(", estimate: 6", "")])
def test_an_mvp_without_a_price_is_not_said_to_fit_the_budget_and_is_to_be_estimated(epics):
    found = assessed(
        HEAD.replace("rates: {default: 100}\n", "phase: blueprinting\n") + MONEY + epics + "mvp: [E1, E2.S1]"
    )
    b3 = next(each for each in found.gate.criteria if each.id == "B3")
    assert (b3.status, b3.because) == ("unknown", ("2 of 2 pieces of the MVP have no price: `E1` and `S1`.",))
    assert [each.opens for each in found.actions if each.code == "WRK021"] == ["blueprinting B3"]
    assert not found.gate.open


def test_a_waiver_passes_an_mvp_without_a_price_and_no_status_changes():
    found = assessed(HEAD.replace("rates: {default: 100}\n", "") + MONEY + POINTS + "mvp: [E1, E2.S1]")
    findings = [replace(each, waived=WAIVER) for each in found.findings]
    states = gates(found.document.initiative, "blueprinting", findings, {}, ())
    b3 = next(each for each in states[2].criteria if each.id == "B3")
    assert (b3.status, b3.waived) == ("unknown", True)
    assert b3 in states[2].by_waiver


def test_a_price_that_is_missing_for_little_of_the_mvp_is_said_where_it_is_met():
    more = ", ".join(f"S{n}: {{estimate: 1}}" for n in range(3, 9))
    text = EPICS.replace("S2: {title: Tell, estimate: 90}", f"S2: Tell, {more}")
    found = criterion(MONEY + text + "mvp: [E1, E2]")
    assert (found.status, found.because[1]) == ("met", "1 of 9 pieces of the MVP has no price: `S2`.")


def test_what_nobody_could_check_of_a_chosen_mvp_is_said():
    assert criterion(MONEY.replace("budget: 9000\n", "") + EPICS + "mvp: E1\n").because == (
        "chosen by people: `E1`; not checked to be the smallest, against time or against a budget, for none is stated",
    )
    assert (
        criterion("budget: 9000\n" + EPICS + "mvp: E1\n")
        .because[0]
        .endswith("or against the budget, for no rate prices the work")
    )


# ---- what readers see ------------------------------------------------------------------------------------------------


def test_in_one_line_it_is_its_work_what_of_it_remains_and_what_it_moves():
    found = assessed(HEAD.replace("rates: {default: 100}\n", "") + MONEY + EPICS + "mvp: [E1, E2.S1]\n")
    assert mvp_line(found) == "E1 Count, E2.S1 Ask; €5k of it remains (estimated); moves steps"
    assert mvp_in_short(found).remains.basis.value == "estimated"


def test_nothing_is_said_of_an_mvp_that_nobody_stated():
    assert mvp_line(assessed(HEAD + EPICS)) == ""


def test_work_without_a_price_and_work_that_is_done_are_said():
    head = HEAD + "epics: {E1: {advances: steps}, E2: {advances: steps, status: done}}\n"
    assert mvp_line(assessed(head + "mvp: E1\n")) == "E1; 1 piece of it without a price; moves steps"
    assert mvp_line(assessed(head + "mvp: E2\n")) == "E2; nothing of it remains; moves steps"


def test_of_an_epic_whose_stories_are_all_cancelled_nothing_remains_and_it_moves_nothing():
    head = HEAD + "epics: {E1: {estimate: 2}, E2: {advances: steps, stories: {S1: {status: cancelled}}}}\n"
    assert (
        mvp_line(assessed(head + "mvp: [E1, E2]\n"))
        == "E1, E2 (cancelled); €200 of it remains (estimated); moves no KPI"
    )


def test_why_an_item_is_there_says_that_it_is_part_of_the_mvp():
    found = assessed(HEAD + EPICS + "mvp: [E2.S1]\n")
    assert "part of the MVP" in ways(found, "epics.E2.stories.S1").head.note
    assert "part of the MVP" not in ways(found, "epics.E2.stories.S2").head.note
