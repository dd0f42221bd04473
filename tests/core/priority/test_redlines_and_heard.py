"""What red lines name, and whether everybody was heard whose voice is needed."""

from __future__ import annotations

from core.priority.ballot_box import KPIS, TEAM, handed, place, stated, team
from reading import document
from trueup.core.gates.criteria import CRITERIA, HEARD
from trueup.core.gates.heard import heard_status
from trueup.core.model.results.priority import Outcome
from trueup.core.priority.handed import Row, Stated
from trueup.core.priority.settle import settle

OBJECTIVE = "objective: {statement: S, kpi: late, guardrails: [complaints]}\n"


def touched(text, *, more="", listed=(), also=()):
    found = settle(team(KPIS + more), handed(stated("dev", {"cost": 100}, (text,)), *also, listed=listed))
    return [(touch.kind, touch.name, touch.words) for touch in found.touches]


def test_a_red_line_names_a_kpi_by_two_words_of_its_title_one_of_them_telling():
    assert touched("More complaints about claims", more=OBJECTIVE) == [("guardrail", "complaints", ("complaints",))]
    assert touched("Payments that are no longer late") == [("kpi", "late", ("late",))]
    assert touched("No recall while the model learns") == [("kpi", "recall", ("recall",))]


def test_a_word_that_every_title_holds_names_nothing():
    assert touched("Fewer people for claims") == []


def test_the_kpi_that_decides_is_told_as_such():
    assert touched("Late payments", more=OBJECTIVE) == [("decides", "late", ("late",))]


def test_a_red_line_beside_an_outcome_stands_against_those_who_want_it():
    listed = (Outcome("cost"), Outcome("chat"))
    against = Stated("dev", (Row("cost", "100", "", place(2)), Row("chat", "", "Not ours", place(3))), place())
    found = settle(team(), handed(against, stated("owner", {"chat": 60, "cost": 40}), listed=listed))
    (touch,) = found.touches
    assert (touch.kind, touch.name, touch.words) == ("outcome", "chat", ())
    assert (touch.weight, touch.wished_by) == (30, ("owner",))


def lacking(*ballots, more=""):
    found = settle(document(TEAM + KPIS + more), handed(*ballots)).heard
    return found.lacking


def test_both_sides_must_state_points():
    assert lacking(stated("owner", {"late": 100})) == (
        "technology has not stated its priorities (ask `dev` or `ops` or `ml`)",
    )
    assert lacking(stated("owner", {"late": 100}), stated("ml", {"cost": 100})) == ()


def test_a_ballot_that_does_not_count_was_not_heard_and_is_named():
    assert lacking(stated("owner", {"late": 100}), stated("dev", {"late": 99})) == (
        "technology has not stated its priorities: the points of `dev` do not count (priorities/dev.csv)",
    )


def test_a_day_under_heard_does_not_say_what_was_said():
    doc = document("title: A\nstakeholders: {a: {side: business, heard: 2026-01-05}, b: {side: technology}}")
    assert len(settle(doc).heard.lacking) == 2


def test_whoever_owns_data_must_be_heard_once_named():
    both = (stated("owner", {"late": 100}), stated("dev", {"late": 100}))
    data = "data: {claims: {source: c.csv, owner: ml}}\n"
    assert lacking(*both, more=data) == ("nobody who owns data has stated priorities (ask `ml`)",)
    assert lacking(*both, stated("ml", {"late": 100}), more=data) == ()


def test_one_of_the_side_of_the_data_speaks_for_its_owner():
    doc = document(
        "title: A\ndata: {claims: {source: c.csv, owner: it}}\nstakeholders:\n"
        "  a: {side: business, priorities: {x: 100}}\n"
        "  b: {side: technology, priorities: {x: 100}}\n"
        "  c: {side: data, priorities: {x: 100}}\n"
    )
    assert settle(doc).heard.lacking == ()


def test_the_side_of_a_person_may_come_from_their_role():
    doc = document(
        "title: A\nroles: {engineer: {side: technology}}\npeople: {tom: {role: engineer}}\n"
        "stakeholders: {a: {side: business, priorities: {x: 100}}}"
    )
    assert settle(doc, handed(stated("tom", {"x": 100}))).heard.lacking == ()


def test_a_document_that_names_no_stakeholder_is_not_asked():
    assert settle(document("title: A")).heard is None
    assert heard_status(document("title: A")) is None


def test_the_criterion_is_unknown_until_all_are_heard_and_then_met():
    assert HEARD.id not in {spec.id for spec in CRITERIA}
    status, because = heard_status(team())
    assert (status, len(because)) == ("unknown", 2)
    both = handed(stated("owner", {"late": 100}), stated("dev", {"late": 100}))
    assert heard_status(team(), both) == ("met", ())


def test_ballots_alone_make_the_criterion_asked_for():
    status, because = heard_status(document("title: A"), handed(stated("ann", {"speed": 100})))
    assert status == "unknown"
    assert because[0] == "business has not stated its priorities: nobody of that side is named"
