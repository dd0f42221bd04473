"""What proves a signature: whose a key is, which proof is asked for, and what replaces what."""

from __future__ import annotations

import pytest

from agreeing import TEXT, Book, day
from trueup.core.gates.keys import keys_used
from trueup.core.gates.signatures.case import SignatureCase
from trueup.core.gates.signatures.catalogue import SIGNATURE_CATALOGUE
from trueup.core.model.ledger import Recorded, Sealed
from trueup.core.rules.run import run_later

NET = TEXT.replace("people: {", "people: {net: {side: operations}, cfo: {side: business}, ")


def sealed(key="K"):
    return {"proof": "sealed", "sealed": Sealed(key, "signature")}


def recorded(by="net"):
    return {"proof": "recorded", "recorded": Recorded(by, "yes.eml", "0" * 64)}


def with_keys(**keys):
    text = NET
    for who, key in keys.items():
        side = {"it": "technology", "coo": "business"}[who]
        text = text.replace(f"{who}: {{side: {side}}}", f"{who}: {{side: {side}, key: {key}}}", 1)
    return text


def business(book):
    return book.standing().of("objective", "business")


def of_signatures(book, code):
    found = run_later(book.document, SignatureCase(book.document, book.standing()), SIGNATURE_CATALOGUE)
    return [each for each in found if each.code == code]


# ---- whose a key is


@pytest.mark.parametrize(
    ("keys", "whose", "why"),
    [
        ({}, "unregistered", ""),
        ({"coo": "K"}, "registered", ""),
        ({"coo": "L"}, "wrong", "it is sealed with another key than the one registered for `coo`"),
        ({"it": "K"}, "wrong", "it is sealed with the key of `it`"),
        (
            {"coo": "K", "it": "K"},
            "wrong",
            "it is sealed with a key that is registered for `it` as well: one key for two people is nobody's own",
        ),
    ],
)
def test_the_document_says_whose_a_key_is(keys, whose, why):
    book = Book(with_keys(**keys))
    entry = book.sign("coo", "business", 3, **sealed())
    used = keys_used(book.document.initiative.people, book.entries)[entry.id]
    assert (used.whose, used.why) == (whose, why)
    assert bool(business(book).refused) == (whose == "wrong")
    assert [each.own for each in business(book).signed] == ([] if whose == "wrong" else [whose == "registered"])


def test_a_key_that_two_people_sealed_with_counts_for_neither():
    book = Book(NET)
    book.sign("coo", "business", 3, **sealed())
    book.sign("it", "technology", 4, **sealed())
    sides = [book.standing().of("objective", side) for side in ("business", "technology")]
    assert [each.status for each in sides] == ["missing", "missing"]
    assert sides[0].refused[0][1] == "`it` sealed with the same key: one key for two people is nobody's own"


def test_a_key_that_is_not_registered_proves_no_more_than_a_name():
    book = Book(NET)
    book.sign("coo", "business", 3, **sealed())
    [found] = business(book).signed
    assert (found.proof, found.strength, found.own) == ("key not registered, no proof", 0, False)
    book.now(with_keys(coo="K"))
    [found] = business(book).signed
    assert (found.proof, found.strength, found.own) == ("own key", 2, True)


# ---- which proof is asked for

PROVEN = {"claimed": {}, "recorded": recorded(), "own": sealed(), "unregistered": sealed("L")}


@pytest.mark.parametrize(
    ("rule", "counts"),
    [
        ("", {"claimed", "recorded", "own", "unregistered"}),
        ("proof: claimed", {"claimed", "recorded", "own", "unregistered"}),
        ("proof: recorded", {"recorded", "own"}),
        ("proof: own", {"own"}),
        ("objective: {recorded: false}", {"own"}),
        ("objective: {recorded: false, proof: claimed}", {"own"}),
        ("proof: own, objective: {proof: recorded}", {"recorded", "own"}),
        ("proof: own, goal: {proof: claimed}", {"own"}),
    ],
)
def test_the_portfolio_says_what_proves_a_signature(rule, counts):
    found = set()
    for name, proof in PROVEN.items():
        book = Book(NET if name == "unregistered" else with_keys(coo="K"), f"title: P\nsigning: {{{rule}}}\n")
        book.sign("coo", "business", 3, **proof)
        found |= {name} if business(book).holds else set()
    assert found == counts


def test_what_does_not_count_says_what_is_asked_for():
    book = Book(NET, "title: P\nsigning: {proof: recorded}\n")
    book.sign("coo", "business", 3)
    assert business(book).refused[0][1] == (
        "the portfolio asks for a mail or minutes that prove it, or their own signature; this one is claimed, no proof"
    )


def test_signatures_without_proof_are_noted_once_where_nothing_is_configured():
    book = Book(NET)
    book.sign("coo", "business", 3)
    book.sign("it", "technology", 4)
    book.sign("it", "technology", 5, "goal")
    [found] = of_signatures(book, "SGN009")
    assert (found.severity, found.problem) == (
        "notes",
        (
            "3 of the 3 signatures that count are without proof (shared objective agreement: `coo`, `it`; operational "
            "goal: `it`)."
        ),
    )
    book.sign("coo", "business", 6, **recorded())
    assert of_signatures(book, "SGN009")[0].problem.startswith("2 of the 3 signatures that count are without proof")


# ---- what replaces what


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        ("claimed", "recorded", "recorded"),
        ("claimed", "own", "own"),
        ("recorded", "own", "own"),
        ("own", "recorded", "own"),
        ("own", "claimed", "own"),
        ("recorded", "claimed", "recorded"),
    ],
)
def test_a_persons_answer_that_is_proven_better_stands_whichever_comes_first(first, second, stands):
    book = Book(with_keys(coo="K"))
    book.sign("coo", "business", 3, **PROVEN[first])
    book.sign("coo", "business", 4, **PROVEN[second])
    [found] = business(book).signed
    assert found.strength == {"claimed": 0, "recorded": 1, "own": 2}[stands]


def test_a_disputed_record_is_replaced_by_what_somebody_else_records_and_not_spoken_of_any_more():
    book = Book(NET)
    book.sign("coo", "business", 3, **recorded("it"))
    book.sign("it", "technology", 4)
    assert [why for _, why in business(book).refused] == ["`it` recorded it and signs the same agreement"]
    book.sign("coo", "business", 5, **recorded("net"))
    assert (business(book).status, business(book).refused) == ("signed", ())


def test_a_record_that_is_disputed_does_not_replace_one_that_counts():
    book = Book(NET)
    book.sign("coo", "business", 3, **recorded("net"))
    book.sign("it", "technology", 4)
    book.sign("coo", "business", 5, **recorded("it"))
    assert [each.at for each in business(book).signed] == [day(3)]


# ---- the author alone


def alone(rule, *signers, text=NET):
    book = Book(text, f"title: P\nsigning: {{{rule}}}\n")
    for number, (who, role, kind) in enumerate(signers, 3):
        book.sign(who, role, number, kind)
    return [(each.subject, each.problem) for each in of_signatures(book, "SGN008")]


def test_the_owner_of_the_objective_who_signs_it_alone_is_found():
    assert alone("objective: {technology: nobody}", ("coo", "business", "objective")) == [
        (
            "signatures.objective.coo",
            "The shared objective agreement is signed by `coo` alone, who answers for it.",
        )
    ]


def test_while_others_are_asked_the_first_signature_is_nobodys_conflict():
    assert alone("", ("coo", "business", "objective")) == []
    assert alone("objective: {business: all of coo and cfo}", ("coo", "business", "objective")) == []


def test_somebody_elses_signature_beside_it_ends_the_conflict():
    rule = "objective: {business: 'all of coo, cfo', technology: nobody}"
    assert alone(rule, ("coo", "business", "objective"), ("cfo", "business", "objective")) == []


def test_a_goal_is_seen_by_whoever_signs_the_consensus_built_on_it():
    goal = ("it", "technology", "goal")
    assert alone("", goal) == []
    assert alone("", goal, ("it", "technology", "consensus"), ("coo", "business", "consensus")) == []
    found = alone("consensus: {business: nobody}", goal, ("it", "technology", "consensus"))
    assert [subject for subject, _ in found] == ["signatures.goal.it"]


def test_what_follows_is_the_objective_owners_as_well():
    found = alone("blueprint: {technology: nobody}", ("coo", "business", "blueprint"))
    assert found == [
        ("signatures.blueprint.coo", "The blueprint is signed by `coo` alone, who answers for the objective.")
    ]
