"""How signatures stand to what the document says today: signed, suspect, lapsed, missing, and whose do not count."""

from __future__ import annotations

from datetime import date

import pytest

from agreeing import TEXT, Book
from trueup.core.base.quantity import Basis, Quantity, Unit, interval, point
from trueup.core.gates.decided import phase_after
from trueup.core.gates.signatures.case import SignatureCase
from trueup.core.gates.signatures.catalogue import SIGNATURE_CATALOGUE
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.evidence import Evidence, Known
from trueup.core.model.ledger import Condition, Recorded, Seen
from trueup.core.model.results.measure import Funnel, KpiReading
from trueup.core.rules.run import run_later

MINUTES = Recorded("net", "minutes.pdf", "0" * 64)
MORE = TEXT.replace(
    "ana: {role",
    "net: {side: operations}, cfo: {side: business}, tom: {side: technology, role: lead}, ana: {role",
)


def side(book, kind="objective", of="business", **more):
    return book.standing(**more).of(kind, of)


def of_signatures(book):
    """What the rules over signatures find."""
    return run_later(book.document, SignatureCase(book.document, book.standing()), SIGNATURE_CATALOGUE)


def test_nothing_is_signed_in_an_empty_ledger():
    book = Book(MORE)
    assert {each.status for each in book.standing().sides} == {"missing"}


def test_the_owner_of_the_objective_signs_for_business():
    book = Book(MORE)
    book.sign("coo", "business", 3)
    found = side(book)
    assert (found.status, found.signed[0].who, found.signed[0].role) == ("signed", "coo", "business")
    assert side(book, of="technology").status == "missing"


def test_another_of_business_cannot_stand_in_for_the_owner():
    book = Book(MORE)
    book.sign("cfo", "business", 3)
    assert side(book).status == "missing"


@pytest.mark.parametrize(
    ("person", "role", "status"),
    [
        ("{side: business}", "business", "signed"),
        ("{role: sponsor}", "sponsor", "signed"),
        ("{side: operations}", "operations", "signed"),
        ("{side: technology}", "technology", "missing"),
    ],
)
def test_an_owner_signs_what_they_own_unless_they_speak_for_the_other_side(person, role, status):
    book = Book(TEXT.replace("coo: {side: business}", f"coo: {person}", 1))
    book.sign("coo", role, 3)
    assert side(book).status == status


def test_the_method_asks_technology_for_the_goal_and_both_for_the_rest():
    found = Book(MORE).standing()
    asked = {(each.kind, each.side): each.asked.words for each in found.sides}
    assert ("goal", "business") not in asked
    assert asked["goal", "technology"] == "1 of it"
    assert asked["consensus", "business"] == "1 of business"
    assert len(asked) == 11


def test_a_change_lapses_a_signature_and_says_which_words_changed():
    book = Book(MORE)
    book.sign("coo", "business", 3)
    book.now(MORE.replace("22.5 %, by:", "24 %, by:"))
    found = side(book)
    assert found.status == "lapsed"
    assert found.lapsed[0].words == ("target of KPI `late` went from 22.5 % to 24 %",)
    (finding,) = of_signatures(book)
    assert (finding.code, finding.owner, finding.subject) == ("SGN001", "coo", "signatures.objective.coo")
    assert "`coo` signed as business on 2014-01-03" in finding.problem


def test_taking_the_change_back_makes_the_signature_hold_again():
    book = Book(MORE)
    book.sign("coo", "business", 3)
    book.now(MORE.replace("22.5 %, by:", "24 %, by:")).now(MORE)
    assert side(book).status == "signed"


def test_signing_again_settles_it():
    book = Book(MORE)
    book.sign("coo", "business", 3)
    book.now(MORE.replace("22.5 %, by:", "24 %, by:"))
    book.sign("coo", "business", 5)
    assert side(book).status == "signed"
    assert side(book).lapsed == ()


def test_changing_the_objective_lapses_everything_built_on_it():
    book = Book(MORE)
    for kind in ("goal", "consensus", "blueprint", "delivery", "pilot"):
        book.sign("it", "technology", 4, kind)
    book.now(MORE.replace("Cut late", "Halve late"))
    found = book.standing()
    for kind in ("goal", "consensus", "blueprint", "delivery", "pilot"):
        each = found.of(kind, "technology")
        assert each.status == "lapsed"
        assert [changed for changed, _ in each.lapsed[0].changed] == ["objective"]


def test_changing_the_plan_lapses_nothing_that_it_is_built_on():
    book = Book(MORE)
    book.sign("coo", "business", 3)
    book.sign("it", "technology", 4, "goal")
    book.sign("tom", "lead", 5, "delivery")
    book.now(MORE.replace("estimate: 5,", "estimate: 9,"))
    assert side(book).status == "signed"
    assert side(book, "goal", "technology").status == "signed"
    assert side(book, "delivery", "technology").status == "lapsed"


def test_where_the_signed_text_was_not_kept_it_says_so():
    book = Book(MORE)
    book.sign("coo", "business", 3)
    book.kept.clear()
    book.now(MORE.replace("22.5 %, by:", "24 %, by:"))
    assert "is not in evidence/agreements/ (`objective-" in side(book).lapsed[0].words[0]


def test_a_signature_counts_from_the_day_it_was_given():
    book = Book(MORE)
    book.sign("coo", "business", 10)
    assert side(book, at=9).status == "missing"
    assert side(book, at=10).status == "signed"


RULES = "title: P\nsigning: {objective: {business: 2 of sponsor, technology: nobody}}\n"


def test_a_portfolio_may_ask_for_two_of_a_role_and_for_nobody_of_a_side():
    text = MORE.replace("people: {coo: {side: business}, ", "people: {coo: {side: business, role: sponsor}, ")
    text = text.replace("cfo: {side: business}", "cfo: {side: business, role: sponsor}")
    book = Book(text, RULES)
    book.sign("coo", "sponsor", 3)
    assert (side(book).status, side(book).asked.words) == ("missing", "2 of sponsor")
    book.sign("coo", "sponsor", 4)
    assert side(book).status == "missing"
    book.sign("cfo", "sponsor", 5)
    assert side(book).status == "signed"
    assert side(book, of="technology") is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("coo: {side: business}", "coo: {side: business, left: 2014-01-20}"), "`coo` is not there any more"),
        (("coo: {side: business}, it", "it"), "`coo` is not listed in `people`"),
    ],
)
def test_only_people_who_are_there_count(change, why):
    rule = "title: P\nsigning: {objective: {business: coo}}\n"
    book = Book(TEXT, rule)
    book.sign("coo", "business", 3)
    book.now(TEXT.replace(*change))
    found = side(book)
    assert (found.status, found.refused[0][1]) == ("missing", why)


def test_a_role_that_somebody_lost_does_not_count():
    text = TEXT.replace("coo: {side: business}", "coo: {side: business, role: sponsor}")
    book = Book(text, "title: P\nsigning: {objective: {business: sponsor}}\n")
    book.sign("coo", "sponsor", 3)
    assert side(book).status == "signed"
    book.now(TEXT)
    assert side(book).refused[0][1] == "`coo` does not hold the role `sponsor` any more"


def test_recorded_signatures_count_unless_the_portfolio_asks_for_their_own():
    for rule, status in (("true", "signed"), ("false", "missing")):
        book = Book(MORE, f"title: P\nsigning: {{objective: {{recorded: {rule}}}}}\n")
        book.sign("coo", "business", 3, proof="recorded", recorded=MINUTES)
        assert side(book).status == status
    assert side(book).refused[0][1] == (
        "the portfolio asks for their own signature; this one is recorded by net from minutes.pdf"
    )
    book.sign("coo", "business", 4, proof="session")
    assert side(book).status == "signed"


def test_the_recorder_may_not_be_the_other_signer():
    book = Book(MORE)
    book.sign("coo", "business", 3, proof="recorded", recorded=Recorded("it", "mail.eml", "0" * 64))
    assert side(book).status == "signed"
    book.sign("it", "technology", 4)
    assert side(book).refused[0][1] == "`it` recorded it and signs the same agreement"
    assert side(book).status == "missing"


def test_one_person_for_both_sides_and_an_owner_of_the_goal_for_business_are_findings():
    rule = "title: P\nsigning: {objective: {business: [it], technology: it}}\n"
    text = MORE.replace("it: {side: technology}", "it: {side: technology, role: sponsor}").replace(
        "calendars:", "roles: {sponsor: {side: business}}\ncalendars:"
    )
    book = Book(text, rule)
    book.sign("it", "sponsor", 3)
    found = {finding.code: finding.problem for finding in of_signatures(book)}
    assert found["SGN003"] == "`it` signed the shared objective agreement for business and for technology."
    assert found["SGN004"] == "`it` owns an operational goal and signed the shared objective agreement for business."


def test_two_people_of_two_sides_raise_no_finding():
    book = Book(MORE, "title: P\nsigning: {proof: claimed}\n")
    book.sign("coo", "business", 3)
    book.sign("it", "technology", 3)
    assert of_signatures(book) == ()


FUNNEL = Funnel(*[0] * 10)


def evidence(value, low=None, high=None):
    spread = point(value) if low is None else interval(value, low, high)
    level = Quantity(spread, Unit("1"), Basis.MEASURED, "data", date(2014, 1, 1))
    window = (date(2013, 1, 1), date(2013, 12, 31))
    reading = KpiReading(level, window, NotRun("not_due", ""), window, 1, FUNNEL, ())
    return Evidence(kpis={"late": Known("kpis.late", reading, None)})


@pytest.mark.parametrize(
    ("today", "status", "why"),
    [
        (evidence(0.25, 0.23, 0.27), "signed", ""),
        (evidence(0.26, 0.25, 0.27), "suspect", "outside today's 95 % interval, 25 % to 27 %"),
        (evidence(0.29, 0.20, 0.38), "suspect", "more than 10 % off"),
        (evidence(0.27), "suspect", "more than 10 % off"),
        (evidence(0.25), "signed", ""),
        (Evidence(), "signed", ""),
    ],
)
def test_a_figure_that_moved_materially_makes_an_agreement_suspect_and_not_lapsed(today, status, why):
    book = Book(MORE)
    book.sign("coo", "business", 3, seen=(Seen("kpis.late", 0.24, "1", "measured"),))
    found = side(book, evidence=today)
    assert found.status == status
    assert found.holds
    assert [drift.why for drift in found.drifts] == ([why] if why else [])


def test_the_portfolio_sets_how_far_a_figure_may_move():
    book = Book(MORE, "title: P\nsigning: {objective: {tolerance: 20 %}}\n")
    book.sign("coo", "business", 3, seen=(Seen("kpis.late", 0.24, "1", "measured"),))
    assert side(book, evidence=evidence(0.27)).status == "signed"
    assert side(book, evidence=evidence(0.29)).status == "suspect"


def test_the_phase_is_the_first_without_a_go_that_holds():
    book = Book(MORE)
    book.enter("decide", "coo", "business", 3, "objective", phase="discovery", choice="go")
    book.enter("decide", "coo", "business", 4, "consensus", phase="feasibility", choice="go")
    assert phase_after(book.standing().decisions, frozenset()) == "blueprinting"
    assert phase_after(book.standing(at=3).decisions, frozenset()) == "feasibility"
    book.now(MORE.replace("owner: ops", "owner: it"))
    assert phase_after(book.standing().decisions, frozenset()) == "feasibility"
    book.now(MORE.replace("Cut late", "Halve late"))
    found = book.standing().decisions
    assert phase_after(found, frozenset()) == "discovery"
    assert found[0].why_not == "the shared objective agreement changed since: decide again"


def test_a_hold_after_a_go_takes_it_back():
    book = Book(MORE)
    book.enter("decide", "coo", "business", 3, "objective", phase="discovery", choice="go")
    book.enter("decide", "coo", "business", 4, "objective", phase="discovery", choice="hold")
    assert phase_after(book.standing().decisions, frozenset()) == "discovery"


def test_a_condition_past_its_day_ends_a_go_on_a_gate_that_is_not_open():
    book = Book(MORE)
    condition = Condition("one definition", date(2014, 1, 20), "coo")
    book.enter("decide", "coo", "business", 3, "objective", phase="discovery", choice="go", conditions=(condition,))
    assert phase_after(book.standing(at=20).decisions, frozenset()) == "feasibility"
    late = book.standing(at=21).decisions
    assert phase_after(late, frozenset()) == "discovery"
    assert phase_after(late, frozenset({"discovery"})) == "feasibility"


def test_entries_about_another_initiative_do_not_count():
    book = Book(MORE)
    book.sign("coo", "business", 3)
    book.now(MORE.replace("title: Fewer", "initiative: other\ntitle: Fewer"))
    assert side(book).status == "missing"
