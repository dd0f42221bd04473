"""Personal data is found where it is, by its form and its check digits, and ids, dates and amounts are left alone."""

from __future__ import annotations

import duckdb
import pytest

from adapters.reference import T, answers, table, write_parquet
from trueup.adapters.personal_sql import FORMS, any_of, looks, valid
from trueup.core.model.ask.fitness import Found, Texts, TextsOf

VALID = {
    "email": ["anna.456@example.org", "Write to A.B+c@mail.example.co.uk.", "<x_y@example.com>"],
    "phone": ["+49 30 23125 079", "Call 030 23125-721.", "030/23125034", "(030) 23125-10", "0049 30 2312510",
              "+1 (212) 555-0199", "212-555-0199", "(212) 555-0199", "01 23 45 67 89", "Tel: 2312507"],
    "iban": ["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "to FR1420041010050500013M02606 please"],
    "card": ["4111 1111 1111 1111", "5555555555554444", "3782-822463-10005", "paid by 4012888888881881"],
    "ip": ["192.168.0.1", "from 8.8.8.8.", "2001:0db8:85a3:0000:0000:8a2e:0370:7334", "fe80:1::1"],
    "de_tax_id": ["86095742719", "86 095 742 719"],
    "es_dni": ["12345678Z", "12345678-Z"],
    "fr_nir": ["255081416802538", "2 55 08 14 168 025 38"],
    "it_codice_fiscale": ["RSSMRA85T10A562S"],
    "pl_pesel": ["44051401359"],
    "br_cpf": ["529.982.247-25"],
}  # fmt: skip
WRONG_DIGIT = {
    "iban": "DE88 3704 0044 0532 0130 00",
    "card": "4111 1111 1111 1112",
    "de_tax_id": "86095742718",
    "es_dni": "12345678A",
    "fr_nir": "255081416802539",
    "it_codice_fiscale": "RSSMRA85T10A562T",
    "pl_pesel": "44051401358",
    "br_cpf": "529.982.247-24",
}
HARMLESS = [
    "Q000123", "C04217", "contract 4377-142293", "2026-04-01", "01.04.2026", "01/04/2026", "2026-04-01 08:15:00",
    "08:15:30", "1,234,567.89", "1.234.567,89", "-999", "123456789", "v1.2.3", "release 1.2.3.4.5", "N12345", "EWR",
    "CO-102", "3.14159", "1e10", "00012345", "@", "a @ b", "100 000 000", "10:20",
    "550e8400-e29b-41d4-a716-446655440000",
    "12 345,00 EUR", "9781861972712", "1735689600", "1735689600000", "300.1.1.1", "line 12: 14 of 200",
]  # fmt: skip


def luhn(text):
    total = 0
    for at, digit in enumerate(reversed(text)):
        n = int(digit) * (2 if at % 2 else 1)
        total += n - 9 if n > 9 else n
    return total % 10 == 0


@pytest.fixture(scope="module")
def base():
    with duckdb.connect() as found:
        yield found


def holds(base, condition, text):
    return base.execute(f"SELECT {condition} FROM (SELECT ? AS x_)", [text]).fetchone()[0]  # noqa: S608


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.kind)
def test_each_kind_is_found_however_it_is_written(base, form):
    for text in VALID[form.kind]:
        assert holds(base, valid(form, "x_"), text), text
        assert holds(base, any_of(FORMS, "x_"), text), text


@pytest.mark.parametrize("form", [form for form in FORMS if form.check], ids=lambda form: form.kind)
def test_a_wrong_check_digit_looks_like_it_but_is_not(base, form):
    assert holds(base, looks(form, "x_"), WRONG_DIGIT[form.kind])
    assert not holds(base, valid(form, "x_"), WRONG_DIGIT[form.kind])


def test_one_right_number_beside_a_wrong_one_counts(base):
    form = next(form for form in FORMS if form.kind == "card")
    assert holds(base, valid(form, "x_"), "not 4111 1111 1111 1112 but 4111 1111 1111 1111")


@pytest.mark.parametrize("text", HARMLESS)
def test_ids_dates_times_versions_and_amounts_are_left_alone(base, text):
    assert [form.kind for form in FORMS if holds(base, valid(form, "x_"), text)] == []


@pytest.mark.parametrize(
    ("kind", "digits", "check"),
    [
        ("card", "400000000000000", luhn),
        ("iban", "DE00370400440532013", lambda text: int(text[4:] + "1314" + text[2:4]) % 97 == 1),
    ],
)
def test_check_digits_agree_with_plain_arithmetic(base, kind, digits, check):
    form = next(form for form in FORMS if form.kind == kind)
    texts = (
        [f"{digits}{n}" for n in range(10)] if kind == "card" else [f"DE{n:02}{digits[4:]}000" for n in range(2, 99)]
    )
    found = [text for text in texts if holds(base, valid(form, "x_"), text)]
    assert found == [text for text in texts if check(text)]
    assert len(found) == 1


# ---- whole tables ----------------------------------------------------------------------------------------------------


def test_rows_are_counted_by_column_and_kind_and_no_value_is_told(tmp_path):
    rows = [
        {"said": "mail anna@example.org or ben@example.org", "n": 4111111111111111, "small": 7},
        {"said": "mail anna@example.org or ben@example.org", "n": 4111111111111112, "small": 8},
        {"said": "call 030 23125-721 today please", "n": None, "small": 9},
        {"said": None, "n": 5, "small": 9},
    ]
    path = write_parquet(tmp_path / "t.parquet", {"said": "VARCHAR", "n": "BIGINT", "small": "INTEGER"}, rows)
    [found] = answers(table(path), TextsOf(T))
    said, number = found.columns
    assert found.rows == 4
    assert (said.name, said.filled, said.words) == ("said", 3, 4.33333333333)
    assert said.found == (Found("email", 2, 2), Found("phone", 1, 1))
    assert (number.name, number.words, number.found) == ("n", None, (Found("card", 2, 1),))
    assert "example" not in str(found)


def test_an_empty_table_holds_no_texts(tmp_path):
    path = write_parquet(tmp_path / "t.parquet", {"said": "VARCHAR", "n": "BIGINT"}, [])
    [found] = answers(table(path), TextsOf(T))
    assert isinstance(found, Texts)
    assert [(each.filled, each.words, each.found) for each in found.columns] == [(0, None, ())]
