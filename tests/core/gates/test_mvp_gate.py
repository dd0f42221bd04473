"""The MVP at the gate of Blueprinting and in what is signed there, and the stated schedule in the delivery plan."""

import pytest

from agreeing import TEXT, Book
from core.gates.chained import HEAD, assessed
from reading import document
from trueup.core.gates.agreements import KINDS, agreements, contents
from trueup.core.gates.mvp import mvp_in_short
from trueup.core.gates.ways import ways
from trueup.core.gates.what_changed import what_changed
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
        ("mvp: [E1, E2]\n", "the MVP no longer holds story `E2.S1` and now holds epic `E2`"),
        ("", "the MVP is no longer stated; it held epic `E1`, story `E2.S1`"),
    ],
)
def test_what_changed_in_the_signed_mvp_is_said_by_its_work(mvp, words):
    now = document(TEXT + mvp)
    assert what_changed(contents(document(STATED))["blueprint"], contents(now)["blueprint"], now.initiative) == (words,)


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


def test_why_an_item_is_there_says_that_it_is_part_of_the_mvp():
    found = assessed(HEAD + EPICS + "mvp: [E2.S1]\n")
    assert "part of the MVP" in ways(found, "epics.E2.stories.S1").head.note
    assert "part of the MVP" not in ways(found, "epics.E2.stories.S2").head.note
