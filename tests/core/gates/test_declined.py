"""A person's no to an agreement: what it is bound to, what replaces it, where it counts, and who has to talk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreeing import TEXT as WRITTEN
from agreeing import Book
from trueup.app.judge import Beside, judge
from trueup.app.rulebook import Rulebook
from trueup.core.gates.actions import next_actions
from trueup.core.gates.agreed import said
from trueup.core.gates.answer import Signature
from trueup.core.gates.declined import because_of, who_talks
from trueup.core.gates.delivered import delivered
from trueup.core.gates.disagreement import Position
from trueup.core.model.evidence import Evidence
from trueup.core.model.ledger import Recorded, Sealed

TEXT = WRITTEN.replace("coo: {side: business}", "coo: {side: business, key: key}")
LOWER = TEXT.replace("target: {value: 22.5 %", "target: {value: 23 %")
WHY = "The summer is too short"
MAIL = Recorded("ana", "no.eml", "0" * 64)
OWN = {"proof": "sealed", "sealed": Sealed("key", "seal")}


def no(book, who="coo", role="business", at=3, about="objective", note=WHY, **more):
    return book.enter("decline", who, role, at, about, note=note, **more)


def side(book, kind="objective", which="business"):
    return book.standing().of(kind, which)


def judged(book, at=31):
    return judge(
        book.document,
        Evidence(),
        date(2014, 1, at),
        "discovery",
        beside=Beside(memory=book.memory()),
        book=Rulebook((), ()),
    )


def criterion(found, name="DS-business"):
    return next(c for c in found.gates[0].criteria if c.id == name)


def test_a_no_stands_until_it_is_answered_anew():
    book = Book(TEXT)
    no(book)
    assert side(book).status == "declined"
    assert [each.who for each in side(book).declined] == ["coo"]
    book.sign("coo", "business", 4)
    assert (side(book).status, side(book).declined, side(book).once_declined) == ("signed", (), ())


def test_the_criterion_says_who_declined_when_and_why_and_never_only_that_nobody_signed():
    book = Book(TEXT)
    no(book, proof="recorded", recorded=MAIL)
    assert said(side(book)) == (
        "shared objective agreement: coo as business declined on 2014-01-03 (recorded by ana from no.eml): "
        f"{WHY}; not signed (1 of coo)"
    )
    found = judged(book)
    assert criterion(found).status == "not_met"
    assert criterion(found).because == (said(side(book)),)
    assert [f.code for f in criterion(found).rests_on] == ["SGN007"]


def test_a_no_to_another_text_is_history():
    book = Book(TEXT)
    no(book)
    book.now(LOWER)
    assert side(book).status == "missing"
    [lapse] = side(book).once_declined
    assert lapse.words == ("target of KPI `late` went from 22.5 % to 23 %",)
    assert f"; coo declined an earlier text on 2014-01-03 ({WHY}), since then target of KPI" in said(side(book))
    assert not [f for f in judged(book).findings if f.code == "SGN007"]
    book.sign("coo", "business", 5)
    assert side(book).once_declined == ()
    book.now(TEXT)
    assert side(book).status == "declined"


def test_a_signature_under_a_text_that_was_there_for_a_while_leaves_the_one_before_it():
    book = Book(TEXT)
    before = book.sign("coo", "business", 2, **OWN)
    book.now(LOWER).sign("coo", "business", 3)
    assert side(book).status == "signed"
    assert [each.entry for each in side(book.now(TEXT)).signed] == [before]


def test_taking_the_change_back_brings_the_no_back():
    book = Book(TEXT)
    no(book)
    assert side(book.now(LOWER)).status == "missing"
    assert side(book.now(TEXT)).status == "declined"


def test_a_no_takes_back_the_signature_under_the_same_text():
    book = Book(TEXT)
    book.sign("coo", "business", 2)
    no(book)
    assert (side(book).status, side(book).signed) == ("declined", ())
    book.now(LOWER)
    assert (side(book).status, side(book).lapsed) == ("missing", ())


def test_a_no_to_a_new_text_leaves_the_signature_under_the_old_one():
    book = Book(TEXT)
    book.sign("coo", "business", 2)
    no(book.now(LOWER))
    assert side(book).status == "declined"
    assert side(book.now(TEXT)).status == "signed"
    third = side(book.now(LOWER.replace("23 %", "23.5 %")))
    assert (third.status, len(third.lapsed), len(third.once_declined)) == ("lapsed", 1, 1)


def test_a_no_lapses_with_what_its_text_builds_on():
    book = Book(TEXT)
    no(book, "it", "technology", about="goal")
    assert side(book, "goal", "technology").status == "declined"
    book.now(LOWER)
    assert side(book, "goal", "technology").status == "missing"


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        (OWN, {}, "signed"),
        (OWN, {"proof": "recorded", "recorded": MAIL}, "signed"),
        ({"proof": "recorded", "recorded": MAIL}, {}, "signed"),
        ({"proof": "recorded", "recorded": MAIL}, OWN, "declined"),
        ({}, {}, "declined"),
    ],
)
def test_a_signature_is_taken_back_only_by_a_no_that_is_proven_as_well(first, second, status):
    book = Book(TEXT)
    book.sign("coo", "business", 2, **first)
    no(book, **second)
    assert side(book).status == status
    assert bool(side(book).refused) == (status == "signed")


def test_a_no_is_replaced_only_by_a_signature_that_is_proven_as_well():
    book = Book(TEXT)
    no(book, proof="recorded", recorded=MAIL)
    book.sign("coo", "business", 4)
    assert side(book).status == "declined"
    [(signature, why)] = side(book).refused
    assert not signature.declines
    assert why == (
        "it is claimed, no proof and would replace the no of 2014-01-03, which is proven better "
        "(recorded by ana from no.eml)"
    )
    book.sign("coo", "business", 5, **OWN)
    assert side(book).status == "signed"


def test_a_signature_that_does_not_count_replaces_no_no():
    book = Book(TEXT)
    no(book)
    forged = book.sign("coo", "business", 4, **OWN)
    memory = replace(book.memory(), broken=frozenset({forged.id}))
    found = judge(
        book.document, Evidence(), date(2014, 1, 31), "discovery", beside=Beside(memory=memory), book=Rulebook((), ())
    )
    assert found.agreed.of("objective", "business").status == "declined"
    assert {f.code for f in criterion(found).rests_on} == {"SGN005", "SGN007"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("people: {coo: {", "people: {cfo: {"), "`coo` is not listed in `people`"),
        (("key: key}, it", "key: key, left: 2014-01-09}, it"), "`coo` is not there any more"),
    ],
)
def test_a_no_of_somebody_who_is_not_there_does_not_count(change, why):
    book = Book(TEXT)
    no(book)
    book.now(TEXT.replace(*change))
    found = side(book)
    assert (found.declined, [reason for _, reason in found.refused]) == ((), [why])
    [told] = [f.problem for f in judged(book).findings if f.code == "SGN005"]
    assert told == f"The no of `coo` to the shared objective agreement does not count: {why}."


@pytest.mark.parametrize(
    ("kind", "does", "counts"),
    [("sign", "signs", False), ("decline", "declines", False)],
)
def test_who_records_a_no_may_not_answer_the_same_text(kind, does, counts):
    book = Book(TEXT)
    no(book, proof="recorded", recorded=Recorded("it", "no.eml", "0" * 64))
    book.enter(kind, "it", "technology", 4, "objective", note=WHY)
    assert bool(side(book).declined) == counts
    assert side(book).refused[0][1] == f"`it` recorded it and {does} the same agreement"


def test_who_recorded_a_signature_may_say_no_themselves():
    book = Book(TEXT)
    book.sign("coo", "business", 3, proof="recorded", recorded=Recorded("it", "mail.eml", "0" * 64))
    no(book, "it", "technology", 4)
    assert side(book).status == "signed"
    assert side(book, which="technology").status == "declined"


def test_the_portfolio_may_ask_for_their_own_no():
    book = Book(TEXT, portfolio="title: P\nsigning: {objective: {recorded: false}}\n")
    no(book, proof="recorded", recorded=MAIL)
    assert (side(book).declined, side(book).status) == ((), "missing")
    no(book, at=4, **OWN)
    assert side(book).status == "declined"


def test_where_enough_others_signed_the_agreement_holds_and_the_no_is_said():
    rule = "title: P\nsigning: {objective: {business: '1 of coo, cfo'}}\n"
    book = Book(TEXT.replace("people: {", "people: {cfo: {side: business}, "), rule)
    no(book, "cfo")
    book.sign("coo", "business", 4)
    assert side(book).holds
    assert said(side(book)).endswith(f"; cfo as business declined on 2014-01-03 (claimed, no proof): {WHY}")
    found = judged(book)
    assert criterion(found).status == "met"
    assert [f.subject for f in found.findings if f.code == "SGN007"] == ["signatures.objective.cfo"]
    assert [each.what for each in found.together.unsettled if each.subject == "signature"] == [
        "The shared objective agreement is declined by `cfo`"
    ]


# ---- who talks with whom


def test_who_signed_for_the_other_side_talks_with_who_declined():
    book = Book(TEXT.replace("people: {", "people: {cto: {side: technology}, "))
    first = no(book)
    sides = book.standing().sides
    mine = [each for each in sides if each.kind == "objective"]
    assert who_talks(book.document, mine, Signature(first)) == "it"
    book.sign("cto", "technology", 4)
    mine = [each for each in book.standing().sides if each.kind == "objective"]
    assert who_talks(book.document, mine, Signature(first)) == "cto"


def test_the_next_action_says_who_talks_with_whom_about_what():
    book = Book(TEXT)
    no(book, "it", "technology", about="objective")
    found = judged(book)
    [action] = [each for each in found.actions if each.code == "SGN007"]
    assert action.who == "coo"
    assert action.what == (
        "`coo` talks with `it` about the shared objective agreement: change it and have it signed, or have `it` sign "
        "it as it stands."
    )
    assert action.why == f"`it` declined the shared objective agreement as technology on 2014-01-03: {WHY}."
    assert not [each for each in found.actions if "trueup sign" in each.what and "--as it" in each.what]


def test_once_the_text_has_changed_who_declined_is_asked_again():
    book = Book(TEXT)
    no(book)
    found = judged(book.now(LOWER))
    first = found.gates[0]
    met = tuple(replace(c, status="met") if c.part == "content" else c for c in first.criteria)
    actions = next_actions([replace(first, criteria=met)], (), (), {}, found.agreed)
    [asked] = [each for each in actions if "--as coo" in each.what]
    assert asked.why == "`coo` declined an earlier text, which has changed since: ask again."


def test_where_nobody_else_can_be_named_the_action_is_nobodys():
    text = TEXT.replace("owner: it, moves", "moves").replace("it: {side: technology}, ", "")
    book = Book(text)
    first = no(book)
    assert who_talks(book.document, book.standing().sides, Signature(first)) is None
    [flag] = [f for f in judged(book).findings if f.code == "SGN007"]
    assert flag.fix.startswith("Talk with `coo` about the shared objective agreement")


# ---- collaboration


def test_a_no_is_an_open_disagreement_with_its_age_and_who_holds_what():
    book = Book(TEXT)
    book.sign("it", "technology", 2)
    no(book, at=4)
    [found] = [each for each in judged(book).together.unsettled if each.subject == "signature"]
    assert (found.since.day, found.known, found.owner) == (4, "on", "it")
    assert found.age(date(2014, 1, 31)) == "for 27 days, since 2014-01-04"
    assert found.positions == (
        Position("coo", f"declined today's text on 2014-01-04: {WHY}"),
        Position("it", "signed today's text on 2014-01-02"),
    )


def test_saying_no_is_taking_part():
    book = Book(TEXT)
    no(book, phase="discovery")
    [phase] = judged(book).together.phases
    assert (phase.sides, phase.proposals) == (("business",), ())


# ---- value before code


def test_what_a_phase_delivered_names_who_declined_it():
    book = Book(TEXT)
    book.sign("coo", "business", 2)
    book.sign("it", "technology", 2)
    last = no(book)
    [found] = delivered(book.entries)
    assert found.declined == (last,)
    book.sign("coo", "business", 4)
    [found] = delivered(book.entries)
    assert found.declined == ()


def test_what_was_only_declined_is_no_output():
    book = Book(TEXT)
    no(book)
    assert delivered(book.entries) == ()


# ---- words


def test_a_long_reason_is_cut_at_a_word_and_an_empty_one_is_said():
    book = Book(TEXT)
    assert because_of(Signature(no(book, note="  It \n is  late. "))) == "It is late"
    assert because_of(Signature(no(book, note=""))) == "no reason given"
    long = because_of(Signature(no(book, note="word " * 100)))
    assert long.endswith("word ...")
    assert len(long) <= 204


# ---- any sequence of answers

ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["sign", "decline"]), st.sampled_from([TEXT, LOWER]), st.sampled_from(["claimed", "sealed"])
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(ANSWERS, st.sampled_from([TEXT, LOWER]))
def test_after_any_answers_a_person_stands_in_one_place_and_what_is_proven_as_well_and_last_holds(answers, today):
    book = Book(TEXT)
    for number, (kind, text, proof) in enumerate(answers):
        more = {"proof": proof, "sealed": Sealed("key", str(number))} if proof == "sealed" else {}
        book.now(text).enter(kind, "coo", "business", number + 1, "objective", note=WHY, **more)
    found = side(book.now(today))
    assert len(found.signed) + len(found.declined) + len(found.lapsed) <= 1
    assert found.holds == bool(found.signed)
    if today not in [text for _, text, _ in answers]:
        assert not found.signed
        assert not found.declined
    if answers and answers[-1][1:] == (today, "sealed"):
        assert bool(found.signed) == (answers[-1][0] == "sign")
        assert bool(found.declined) == (answers[-1][0] == "decline")
        other = "decline" if found.signed else "sign"
        book.enter(other, "coo", "business", 20, "objective", note=WHY)
        assert (side(book).signed, side(book).declined) == (found.signed, found.declined)
