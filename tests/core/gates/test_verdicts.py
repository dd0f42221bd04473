"""A signature rests on the verdicts of its day: where one is another today it lapses, though the text is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from agreeing import TEXT, Book
from core.rules.cases import case_of
from one_draft import draft
from trueup.core.base.finding import Exemption, Finding, Id, Place
from trueup.core.gates.agreed import signature_status
from trueup.core.gates.agreements import KINDS
from trueup.core.gates.disagreements import disagreements
from trueup.core.gates.entry_text import line_of, placed
from trueup.core.gates.options import standing
from trueup.core.gates.signatures.case import SignatureCase
from trueup.core.gates.signatures.signature_lapsed import signature_lapsed
from trueup.core.gates.verdicts import VerdictToday, not_known_then, signed_verdicts, verdicts_for, verdicts_today
from trueup.core.model.ask.checks import Among, Tally
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.evidence import Evidence, Known, Stamp
from trueup.core.model.ledger import Recorded, Verdict
from trueup.core.model.results.checks import CheckResult, DataCheck, DataReadiness, Impact, Need
from trueup.core.model.results.readiness import TableFacts
from trueup.core.portfolio.lapses import lapsing
from trueup.core.rules.run import run_later

GOES_ON, HELD = Verdict("options.rule", "goes on"), Verdict("options.rule", "held")
TWICE = "12 of 40 rows have the `flight` of another."
WENT = "option `rule` went on then and is held today (12 of 40 rows have the `flight` of another)"
ON, OFF = VerdictToday(GOES_ON), VerdictToday(HELD, TWICE)


def signed(*verdicts, kind="consensus"):
    book = Book(TEXT)
    book.sign("it", "technology", 4, kind, verdicts=verdicts)
    return book


def disagreed(book, *today):
    agreed = book.standing(verdicts=today)
    return disagreements(book.document, book.memory(), agreed, "feasibility", date(2014, 1, 31), 1.0)


def status(book, *today, kind="consensus"):
    return book.standing(verdicts=today).of(kind, "technology").status


# ---- what a signature lapses by


@pytest.mark.parametrize(
    ("then", "today", "expected"),
    [
        ((GOES_ON,), (ON,), "signed"),
        ((GOES_ON,), (OFF,), "lapsed"),
        ((HELD,), (OFF,), "signed"),
        ((HELD,), (ON,), "lapsed"),
        ((HELD,), (replace(ON, unsure=True),), "signed"),
        ((GOES_ON,), (), "signed"),
        ((), (OFF,), "signed"),
        ((Verdict("options.gone", "goes on"),), (OFF,), "signed"),
    ],
    ids=["still on", "held now", "still held", "on now", "not surely on", "unknown today", "none signed", "no option"],
)
def test_a_signature_lapses_where_a_verdict_it_rests_on_is_another_today(then, today, expected):
    assert status(signed(*then), *today) == expected


def test_it_holds_again_once_the_verdict_is_the_one_that_was_signed():
    book = signed(GOES_ON)
    assert [status(book, each) for each in (ON, OFF, ON)] == ["signed", "lapsed", "signed"]


def test_what_is_built_on_the_consensus_lapses_with_its_verdicts_and_what_is_before_does_not():
    book = Book(TEXT)
    for kind in KINDS:
        book.sign("it", "technology", 4, kind, verdicts=verdicts_for(kind, (ON,)))
    found = {kind: status(book, OFF, kind=kind) for kind in KINDS}
    assert [kind for kind in KINDS if found[kind] == "lapsed"] == ["consensus", "blueprint", "delivery", "pilot"]
    assert {found["objective"], found["goal"]} == {"signed"}


def test_a_lapse_by_a_verdict_says_which_how_it_was_and_why():
    (lapse,) = signed(GOES_ON, kind="blueprint").standing(verdicts=(OFF,)).of("blueprint", "technology").lapsed
    assert (lapse.same_text, lapse.words, dict(lapse.by_kind)) == (True, (WENT,), {"consensus": (WENT,)})
    (lapse,) = signed(HELD).standing(verdicts=(ON,)).of("consensus", "technology").lapsed
    assert lapse.words == ("option `rule` was held then and goes on today",)


def test_words_and_verdicts_that_changed_are_told_together():
    book = signed(GOES_ON, kind="blueprint").now(TEXT.replace("Cut late", "Halve late"))
    (lapse,) = book.standing(verdicts=(OFF,)).of("blueprint", "technology").lapsed
    assert list(lapse.by_kind) == ["objective", "consensus"]
    assert (lapse.same_text, lapse.words[-1]) == (False, WENT)


def test_a_later_version_s_verdict_is_told_by_its_name():
    book = signed(Verdict("probe", "rules are enough"))
    today = VerdictToday(Verdict("probe", "AI is worth it"), "3 points more.")
    (lapse,) = book.standing(verdicts=(today,)).of("consensus", "technology").lapsed
    assert lapse.words == ("`probe` was “rules are enough” then and is “AI is worth it” today (3 points more)",)


def days(book, *today):
    """Return the days of the technology signatures that count by the verdicts of today."""
    return [each.at.day for each in book.standing(verdicts=today).of("consensus", "technology").signed]


def test_signing_again_on_the_verdicts_of_today_settles_it_and_leaves_the_signature_on_those_of_before():
    book = signed(GOES_ON)
    book.sign("it", "technology", 9, "consensus", verdicts=(HELD,))
    assert (days(book, OFF), days(book, ON)) == ([9], [4])
    book.sign("it", "technology", 11, "consensus", verdicts=(GOES_ON,))
    assert (days(book, OFF), days(book, ON)) == ([9], [11])


def test_of_several_that_lapsed_the_last_is_told():
    book = signed(GOES_ON)
    book.sign("it", "technology", 9, "consensus", verdicts=(GOES_ON,))
    book.now(TEXT.replace("{kind: rules", "{kind: ml"))
    book.sign("it", "technology", 11, "consensus", verdicts=(GOES_ON,))
    book.now(TEXT.replace("{kind: rules", "{kind: process_change"))
    found = book.standing(verdicts=(ON,)).of("consensus", "technology")
    assert (found.status, [each.signature.at.day for each in found.lapsed]) == ("lapsed", [11])


def test_a_no_takes_back_only_what_was_signed_on_the_same_verdicts():
    book = signed(GOES_ON)
    book.enter("decline", "it", "technology", 6, "consensus", note="It is held", verdicts=(HELD,))
    assert (status(book, OFF), status(book, ON)) == ("declined", "signed")
    book.enter("decline", "it", "technology", 8, "consensus", note="Too soon", verdicts=(GOES_ON,))
    assert (status(book, OFF), status(book, ON)) == ("declined", "declined")


def test_a_signature_given_when_no_verdict_was_known_is_told_at_the_gate_and_replaced_by_one_on_them():
    book = signed()
    found = book.standing(verdicts=(OFF,))
    _, because, _ = signature_status("feasibility", "technology", found, ())
    assert any("it as technology on 2014-01-04 (claimed, no proof); not known when it signed: " in w for w in because)
    assert any(words.endswith("option `rule` is held") for words in because)
    assert book.standing().of("consensus", "technology").unjudged == ()
    book.sign("it", "technology", 9, "consensus", verdicts=(HELD,))
    again = book.standing(verdicts=(OFF,)).of("consensus", "technology")
    assert (again.status, again.unjudged) == ("signed", ())
    assert status(book, ON) == "lapsed"


def test_a_verdict_that_was_not_known_is_missed_by_what_belongs_to_it_alone():
    both = (GOES_ON, Verdict("options.model", "held"))
    assert not_known_then(signed(GOES_ON).entries[-1].draft, both) == both[1:]
    assert not_known_then(signed(kind="goal").entries[-1].draft, both) == ()


def test_a_signature_on_another_verdict_leaves_one_that_is_proven_better():
    minutes = {"proof": "recorded", "recorded": Recorded("ana", "m.eml", "0" * 64)}
    book = Book(TEXT)
    book.sign("it", "technology", 5, "consensus", verdicts=(GOES_ON,), **minutes)
    book.sign("it", "technology", 9, "consensus", verdicts=(GOES_ON,))
    assert [each.proof for each in book.standing().of("consensus", "technology").signed] == [
        "recorded by ana from m.eml"
    ]
    book.sign("it", "technology", 9, "consensus", verdicts=(HELD,))
    assert [days(book, each) for each in (OFF, ON)] == [[9], [5]]


def test_a_no_on_another_verdict_is_history():
    book = Book(TEXT)
    book.enter("decline", "it", "technology", 4, "consensus", note="It is held", verdicts=(HELD,))
    assert book.standing(verdicts=(OFF,)).of("consensus", "technology").status == "declined"
    found = book.standing(verdicts=(ON,)).of("consensus", "technology")
    assert (found.status, found.once_declined[0].words) == (
        "missing",
        ("option `rule` was held then and goes on today",),
    )
    (mine,) = [each for each in disagreed(book, OFF) if each.subject == "signature"]
    assert [each.holds for each in mine.positions] == ["declined today's text on 2014-01-04: It is held"]


def test_a_no_on_another_verdict_is_not_called_one_to_an_earlier_text():
    book = Book(TEXT)
    book.sign("coo", "business", 3, "consensus", verdicts=(HELD,))
    book.enter("decline", "it", "technology", 4, "consensus", note="It is held", verdicts=(HELD,))
    (mine,) = [each for each in disagreed(book, ON) if each.path == "signatures.consensus"]
    assert "declined on other verdicts on 2014-01-04: It is held" in [each.holds for each in mine.positions]


# ---- how it is told


def test_the_gate_and_the_finding_tell_who_signed_when_and_what_turned():
    book = signed(GOES_ON)
    found = book.standing(verdicts=(OFF,))
    (finding,) = run_later(book.document, SignatureCase(book.document, found), (signature_lapsed,))
    assert finding.problem == (
        "The technical-business consensus that `it` signed as technology on 2014-01-04 rests on other verdicts now: "
        f"{WENT}."
    )
    assert (finding.phase, finding.fix) == ("feasibility", "Mend what holds it, or have `it` sign again.")
    judged, because, rests_on = signature_status("feasibility", "technology", found, (finding,))
    assert (judged, rests_on) == ("not_met", (finding,))
    assert any(f"it signed on 2014-01-04 on other verdicts: {WENT}" in words for words in because)


def test_where_an_option_goes_on_now_there_is_nothing_to_mend():
    book = signed(HELD)
    case = SignatureCase(book.document, book.standing(verdicts=(ON,)))
    assert run_later(book.document, case, (signature_lapsed,))[0].fix == "Have `it` sign again on today's verdicts."


def test_a_turned_verdict_is_one_open_disagreement_of_the_consensus():
    book = signed(GOES_ON)
    book.sign("it", "technology", 5, "blueprint", verdicts=(GOES_ON,))
    found = disagreements(
        book.document, book.memory(), book.standing(verdicts=(OFF,)), "blueprinting", date(2014, 1, 31), 1.0
    )
    (mine,) = [each for each in found if each.subject == "signature"]
    assert mine.what == "The technical-business consensus rests on other verdicts than `it` signed"
    assert [each.holds for each in mine.positions] == ["signed on other verdicts on 2014-01-04"]


def test_a_difference_of_two_versions_counts_the_signatures_that_a_verdict_voids():
    book = signed(GOES_ON)
    book.sign("it", "technology", 5, "blueprint", verdicts=(GOES_ON,))
    then, now = book.standing(verdicts=(ON,)), book.standing(verdicts=(OFF,))
    found = lapsing(then, now)
    assert [(each.kind, each.own, each.signers, each.turned, each.same_text) for each in found] == [
        ("consensus", True, ("it",), (WENT,), True),
        ("blueprint", False, ("it",), (WENT,), True),
    ]
    assert lapsing(then, book.standing()) == ()


# ---- the ledger


def test_an_entry_without_verdicts_is_written_as_ever_and_one_with_them_names_each():
    assert placed(draft("first")).id == "7667a733a2e887067a7cca1e09ddc2617e8087f1da72b68aba7ce270fa11ae42"
    plain = signed().entries[-1]
    assert b"verdict" not in line_of(plain)
    held = placed(replace(plain.draft, verdicts=(HELD,)))
    assert b'"verdicts":[{"category":"held","name":"options.rule"}],"who"' in line_of(held)
    assert held.id != plain.id


@pytest.mark.parametrize("verdict", [Verdict("", "held"), Verdict("options.rule", "")])
def test_a_verdict_without_a_name_or_category_is_not_written(verdict):
    with pytest.raises(ValueError, match="verdicts"):
        placed(replace(signed().entries[-1].draft, verdicts=(verdict,)))


def test_an_answer_says_the_verdicts_it_was_given_on_or_that_none_was_known():
    assert signed_verdicts(signed(GOES_ON).entries[-1].draft) == ("option `rule` goes on",)
    assert signed_verdicts(signed().entries[-1].draft) == ("none was known",)
    assert signed_verdicts(signed(kind="goal").entries[-1].draft) == ()


# ---- the verdicts of today

DATA = """
title: Faster claims
data: {claims: claims.csv, people: people.csv}
options:
  keep: {kind: do_nothing}
  rule: {kind: rules, uses: [claims.kind]}
  model: {kind: ml, uses: [claims.age, people]}
"""
INITIATIVE = case_of(DATA).initiative
CLAIMS, PEOPLE = DataId("claims"), DataId("people")
LATER = NotRun("timeout", "no time left")


def check(data, outcome, name="age.enum", options=("model",)):
    ask = Tally(data, "age", Among(("1",))) if outcome != "not_run" else LATER
    made = DataCheck(name, data, ("age",), "`age` is 1", "conformity", ask)
    needs = tuple(Need(data, "age", f"options.{each}", blocks=True) for each in options)
    return CheckResult(made, outcome, "9 of 99 rows", "no row", 9, 99, needs=needs)


def evidence(*looked_at, results=()):
    """Return what is known where some data sets were looked at, with these results of `claims`."""
    facts = Known(Id("data"), TableFacts(99, (), None, (), None), Stamp("d", (), "m", date(2026, 1, 1)))
    impacts = tuple(
        Impact(each.check.id, CLAIMS, (), (), None, (), tuple(need.by.removeprefix("options.") for need in each.needs))
        for each in results
        if each.outcome == "fail"
    )
    ready = {data: DataReadiness(data, 99, results if data == CLAIMS else (), impacts) for data in looked_at}
    return Evidence(tables=dict.fromkeys(looked_at, facts), readiness=ready)


def today(found, findings=()):
    options = standing(INITIATIVE, findings, found.readiness)
    return {each.verdict.name.removeprefix("options."): each for each in verdicts_today(INITIATIVE, options, found)}


def unread(data):
    place = Place("initiative.yaml", 3, Id("data"))
    return Finding("DAT002", "f", Id(f"data.{data}"), place, "blocks", "feasibility", f"`{data}` not read.", "Mend it.")


def categories(found):
    return {name: each.verdict.category for name, each in found.items()}


def test_an_option_has_a_verdict_once_all_its_data_was_looked_at():
    assert today(evidence()) == {}
    assert categories(today(evidence(CLAIMS))) == {"rule": "goes on"}
    assert categories(today(evidence(CLAIMS, PEOPLE))) == {"rule": "goes on", "model": "goes on"}


def test_a_fault_that_was_found_holds_an_option_whatever_else_was_looked_at():
    found = today(evidence(CLAIMS, results=(check(CLAIMS, "fail"),)))
    assert categories(found) == {"rule": "goes on", "model": "held"}
    assert "`age` is 1: 9 of 99 rows" in found["model"].because


def test_data_that_could_not_be_read_is_no_verdict():
    assert categories(today(evidence(CLAIMS), (unread("people"),))) == {"rule": "goes on"}
    both = today(evidence(CLAIMS, results=(check(CLAIMS, "fail"),)), (unread("people"),))
    assert "9 of 99 rows" in both["model"].because


def test_a_waived_fault_holds_nothing():
    waiver = Exemption(date(2027, 1, 1), "as agreed", "ada", Place("waivers.yaml", 1, Id("")))
    told = replace(unread("claims"), code="DAT011", subject=Id("data.claims.checks.age.enum"), waived=waiver)
    assert categories(today(evidence(CLAIMS, PEOPLE, results=(check(CLAIMS, "fail"),)), (told,)))["model"] == "goes on"


@pytest.mark.parametrize(
    ("result", "unsure"),
    [
        (check(CLAIMS, "not_run"), {"model": True, "rule": False}),
        (check(CLAIMS, "not_run", "fit", ()), {"model": True, "rule": False}),
        (check(CLAIMS, "not_run", "other", ("rule",)), {"model": False, "rule": True}),
        (check(CLAIMS, "pass"), {"model": False, "rule": False}),
    ],
    ids=["of its data", "fitness for AI", "of another option", "passed"],
)
def test_a_check_that_did_not_run_leaves_open_whether_an_option_goes_on(result, unsure):
    found = today(evidence(CLAIMS, PEOPLE, results=(result,)))
    assert {name: each.unsure for name, each in found.items()} == unsure
    assert set(categories(found).values()) == {"goes on"}
