"""What a decision may release: what was committed, less what is spent and released; for a rework a smaller scope."""

from __future__ import annotations

import pytest

from agreeing import TEXT, Book
from trueup.core.gates.agreements import contents
from trueup.core.gates.releasing import scope

SPENT = TEXT.replace("budget: {amount: 50000, spent: 0,", "budget: {amount: 50000, spent: 27000,")
CUT = SPENT.replace("amount: 50000", "amount: 40000")
STORY = "    stories: {S1: {title: Screen, advances: late, estimate: 5, assignee: ana, depends_on: E1}}\n"
BARE = "    advances: late\n    estimate: 5\n"
LESS = SPENT.replace("E1: {title: Baseline,", "E1: {title: Baseline, status: cancelled,")


def planned(text=SPENT):
    book = Book(text)
    book.sign("coo", "business", 2, "blueprint")
    book.sign("it", "technology", 3, "delivery")
    return book


def of(book):
    return scope(book.document.initiative, contents(book.document), book.entries, book.kept, "EUR")


def release(book, amount, at=5, choice="rework"):
    book.enter("decide", "coo", "business", at, "blueprint", choice=choice, phase="planning", released=(amount, "EUR"))


def test_what_is_left_counts_all_releases_and_what_is_spent():
    book = planned()
    assert of(book).left == 23_000
    release(book, 5_000, choice="kill")
    assert (of(book).left, of(book).released) == (18_000, 5_000)
    release(book, 18_000, at=6, choice="kill")
    assert of(book).left == 0


def test_a_budget_that_was_cut_does_not_count_its_release_twice():
    book = planned()
    book.now(CUT)
    assert (of(book).left, of(book).smaller) == (23_000, 10_000)
    assert of(book).shown == "the budget is EUR 10,000 smaller than it was agreed"
    release(book, 10_000)
    assert (of(book).left, of(book).smaller) == (13_000, 0)


def test_a_budget_that_was_raised_after_a_release_can_be_released_again():
    book = planned()
    book.now(CUT)
    release(book, 10_000)
    book.sign("coo", "business", 6, "blueprint")
    book.now(SPENT.replace("amount: 50000", "amount: 60000"))
    assert of(book).left == 33_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (LESS, "`epics.E1` was agreed and fell away"),
        (SPENT.replace(STORY, BARE), "`epics.E2.stories.S1` was agreed and fell away"),
    ],
)  # fmt: skip
def test_work_that_fell_away_since_the_plan_was_signed_is_a_smaller_scope(text, shown):
    book = planned().now(text)
    assert (of(book).smaller, of(book).shown) == (23_000, shown)


def test_one_descoping_releases_money_once():
    book = planned().now(LESS)
    release(book, 2_000)
    assert (of(book).smaller, of(book).left) == (0, 21_000)
    assert of(book).why_not == "nothing of the plan was signed since money was released last"
    book.sign("coo", "business", 6, "blueprint")
    assert of(book).why_not.startswith("the document still has all epics and the budget that were agreed; what else")
    assert of(book).why_not.endswith("in the delivery plan, which nobody signed since money was released last")
    book.sign("it", "technology", 7, "delivery")
    assert of(book).why_not == "the document still has all the work and the budget that were agreed"


def test_a_plan_that_was_signed_smaller_already_shows_nothing():
    book = planned().now(LESS)
    for kind in ("blueprint", "delivery"):
        book.sign("coo", "business", 4, kind)
    assert of(book).smaller == 0


def test_without_a_plan_or_a_budget_nothing_shows_it():
    assert of(Book(SPENT)).why_not == "no plan was ever signed"
    assert of(Book(SPENT.replace("budget:", "notes: x\nbudget_:").split("budget_")[0])).why_not


BLUEPRINT_OF = SPENT + "mvp: [E1, E2.S1]\n"


def with_a_blueprint(text):
    """A book in which the blueprint alone was signed."""
    book = Book(text)
    book.sign("coo", "business", 2, "blueprint")
    return book


@pytest.mark.parametrize(
    ("mvp", "shown"),
    [("[E1, E2.S1]", "`epics.E2.stories.S1` was agreed and fell away"), ("[E1, E2]", "`epics.E2` was agreed and fell")],
)
def test_cancelled_work_of_the_signed_mvp_is_a_smaller_scope(mvp, shown):
    text = SPENT + f"mvp: {mvp}\n"
    book = with_a_blueprint(text).now(text.replace("{title: Screen,", "{title: Screen, status: cancelled,"))
    assert (of(book).smaller, of(book).shown[: len(shown)]) == (23_000, shown)


def test_work_that_leaves_the_mvp_and_stays_planned_is_no_smaller_scope():
    book = with_a_blueprint(BLUEPRINT_OF).now(SPENT + "mvp: [E1]\n")
    assert of(book).smaller == 0


def test_what_the_signed_text_does_not_hold_is_not_called_unchanged():
    more = BLUEPRINT_OF.replace("stories: {S1:", "stories: {S2: {title: Tell, estimate: 3}, S1:")
    book = with_a_blueprint(more).now(more.replace("{title: Tell,", "{title: Tell, status: cancelled,"))
    assert of(book).why_not == (
        "the document still has all epics, the whole MVP and the budget that were agreed; "
        "what else lies below the epics is agreed in the delivery plan, which nobody signed"
    )


def test_a_cut_of_the_budget_that_was_released_is_not_called_an_unchanged_budget():
    book = planned()
    release(book, 12_000, choice="kill")
    book.sign("it", "technology", 6, "blueprint")
    book.now(CUT)
    assert of(book).why_not.startswith(
        "the document still has all epics that were agreed, and the EUR 10,000 by which the budget is smaller were"
    )
