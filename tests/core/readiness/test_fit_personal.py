"""Personal data is told by column and kind, in counts, and ids and amounts are no false alarm."""

from __future__ import annotations

import pytest

from core.readiness.fits import T, by_id, failing, fit, user
from trueup.core.model.ask.fitness import Found, Groups, GroupsOf, TextFacts, Texts, TextsOf
from trueup.core.model.ask.identity import NotRun
from trueup.core.readiness.fit_personal import group_result, personal_columns, personal_results, traits_of
from trueup.core.readiness.personal_names import could_single_out, is_identifier, personal_by_name

ASK = TextsOf(T)


def texts(name, *found, rows=1000):
    return Texts(rows, (TextFacts(name, rows, 1.0, found),))


def personal(found, columns=("a",), **more):
    return by_id(personal_results(fit(columns, **more), ASK, found))


def test_rows_with_an_address_are_counted():
    found = personal(texts("a", Found("email", 900, 900)))["fit.personal.a.email"]
    assert (found.outcome, found.failing, found.of) == ("fail", 900, 1000)
    assert found.observed == (
        "900 of 1,000 rows (90 %) hold an e-mail address; not declared in personal_data; no option uses it"
    )


@pytest.mark.parametrize(("right", "told"), [(100, False), (499, False), (500, True), (950, True)])
def test_numbers_whose_check_digits_are_right_by_chance_are_no_cards(right, told):
    assert ("fit.personal.a.card" in personal(texts("a", Found("card", 1000, right)))) == told


@pytest.mark.parametrize(("column", "told"), [("order_no", False), ("message", True), ("call_reference", False)])
def test_a_column_of_ids_holds_no_telephone_numbers(column, told):
    found = personal(texts(column, Found("phone", 9, 9)), columns=(column,))
    assert (f"fit.personal.{column}.phone" in found) == told


@pytest.mark.parametrize(
    ("declared", "users", "severity"),
    [
        ("no", (), "error"),
        (None, (), "warning"),
        ("personal", (), "info"),
        ("special", (user("a"),), "warning"),
        ("pseudonymous", (), "warning"),
    ],
)
def test_it_is_an_error_where_it_is_denied_and_news_where_it_is_not_declared(declared, users, severity):
    found = personal(texts("a", Found("email", 1, 1)), personal=declared, users=users)["fit.personal.a.email"]
    assert found.check.severity == severity


def test_a_name_of_a_column_is_told_once_and_not_twice():
    found = personal(texts("email", Found("email", 9, 9)), columns=("email", "surname"))
    assert failing(found.values()) == ["fit.personal.email.email", "fit.personal.surname.name"]
    assert found["fit.personal"].observed == "none found in 0 of 2 columns"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("first_name", "name"), ("lastName", "name"), ("customer_name", "name"), ("Nachname", "name"),
        ("E_Mail", "email"),
        ("phone_number", "phone"), ("dateOfBirth", "birth date"), ("SSN", "national id"), ("name", None),
        ("airline_name", None), ("filename", None), ("order_id", None), ("telemetry", None), ("closing_code", None),
    ],
)  # fmt: skip
def test_names_of_columns_give_personal_data_away(name, kind):
    assert personal_by_name(name) == kind


def test_traits_and_identifiers_are_known_by_their_names():
    assert all(map(could_single_out, ("postcode", "birth_year", "Gender", "home_region")))
    assert not any(map(could_single_out, ("segment", "message", "page", "storage")))
    assert is_identifier("order_no")
    assert not is_identifier("note")


def test_values_of_personal_columns_are_hidden_and_all_are_where_nobody_looked():
    table = fit(("a", "surname", "b"))
    assert personal_columns(table, texts("a", Found("email", 9, 9))) == {"a", "surname"}
    assert personal_columns(table, NotRun("timeout", "too late")) == {"a", "surname", "b"}


# ---- groups ----------------------------------------------------------------------------------------------------------


def test_dates_are_traits_where_people_are_declared():
    columns, kinds = ("id", "region", "since", "n"), {"since": "DATE", "n": "INTEGER"}
    assert traits_of(fit(columns, kinds=kinds, personal="personal")) == ("region", "since")
    assert traits_of(fit(columns, kinds=kinds, personal="no")) == ()
    assert traits_of(fit((*columns, "surname"), kinds=kinds)) == ("region",)


def test_small_groups_are_counted():
    ask = GroupsOf(T, ("region", "since"))
    found = group_result(fit(), ask, Groups(rows=100, groups=40, smallest=1, alone=12, few=60))
    assert (found.outcome, found.failing, found.of, found.check.severity) == ("fail", 60, 100, "warning")
    assert found.observed == (
        "by `region`, `since` (a guess from names; quasi_identifiers: chooses): smallest group 1; "
        "alone 12 of 100 rows (12 %), in groups below 5 60 of 100 rows (60 %)"
    )
    assert group_result(fit(), ask, Groups(100, 10, 5, 0, 0)).outcome == "pass"
    assert group_result(fit(), ask, Groups(0, 0, 0, 0, 0)).outcome == "pass"
    assert group_result(fit(), None, None).outcome == "not_run"


def test_the_owner_chooses_what_could_tell_people_apart_whatever_its_name():
    chosen = fit(("id", "region", "Shoe_Size"), traits=("shoe_size",), personal="no")
    assert traits_of(chosen) == ("Shoe_Size",)
    found = group_result(chosen, GroupsOf(T, ("Shoe_Size",)), Groups(100, 40, 1, 12, 60))
    assert found.observed.startswith("by `Shoe_Size` (the columns in quasi_identifiers): smallest group 1")


def test_a_chosen_column_that_is_not_there_is_said_with_the_nearest():
    found = group_result(fit(("id", "postcode", "sex"), traits=("post_code_", "sex")), None, None)
    assert (found.outcome, found.not_run.reason) == ("not_run", "no_column")
    assert found.not_run.detail == "`quasi_identifiers:` names `post_code_`, which `t` does not have"
    assert found.not_run.fix == "Write `postcode`."
