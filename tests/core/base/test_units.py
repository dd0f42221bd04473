"""Units are singular words that multiply and divide; whatever hides a factor is refused with what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueup.core.base.units import CURRENCIES, DIMENSIONLESS, TIMES, UnitFault, UnitOf, money_per_year, parse_unit

FACTORS = st.tuples(
    st.sampled_from(["EUR", "claim", "day", "year", "touch", "person-day"]), st.sampled_from([-2, -1, 1, 3])
)
UNITS = st.lists(FACTORS, max_size=4, unique_by=lambda factor: factor[0]).map(
    lambda pairs: UnitOf(tuple(sorted(pairs)))
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("EUR", "EUR"),
        ("1", "1"),
        ("EUR/claim/year", "EUR/claim/year"),
        ("claim/year*EUR/claim", "EUR/year"),
        (" EUR / year ", "EUR/year"),
        ("day^2/day", "day"),
        ("1/year", "1/year"),
        ("year^-1", "1/year"),
        ("day/day", "1"),
        ("flight", "flight"),
        ("person-day", "person-day"),
        ("step_2/claim", "step_2/claim"),
        ("gear/pear", "gear/pear"),
        ("EUR/pay", "EUR/pay"),
    ],
)
def test_a_unit_reads_and_shows(text, shown):
    assert str(parse_unit(text)) == shown


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("%", "`1`"),
        ("percent", "`1`"),
        ("pct", "`1`"),
        ("€", "`EUR`"),
        ("$/year", "`USD`"),
        ("£", "`GBP`"),
        ("euro", "`EUR`"),
        ("eur", "`EUR`"),
        ("k€", "`EUR`"),
        ("kEUR", "`EUR`"),
        ("MUSD", "`USD`"),
        ("EURk", "`EUR`"),
        ("days", "`day`"),
        ("EUR/hrs", "`hour`"),
        ("h", "`hour`"),
        ("min", "`minute`"),
        ("yr", "`year`"),
        ("d", "`day`"),
        ("m", "Write the word out"),
        ("EUF", "`EUR`"),
        ("UDS", "`USD`"),
        ("QQQ", "`qqq`"),
        ("yeer", "`year`"),
        ("dya", "`day`"),
        ("monht", "`month`"),
        ("Claim", "`claim`"),
        ("EUR per year", "`EUR/year`"),
        ("2*day", "into the value"),
        ("EUR//day", "`EUR/claim/year`"),
        ("EUR/", "`EUR/claim/year`"),
        ("day**2", "`day^2`"),
        ("day^x", "`day^2`"),
        ("day^99999999", "`day^2`"),
        ("EUR/(claim*year)", "each `/`"),
        ("", "`1`"),
        ("x y", "singular nouns"),
        ("сlaim", "singular nouns"),  # noqa: RUF001 - a Cyrillic letter
        ("claim/" * 10_000, "`EUR/claim/year`"),
    ],
)
def test_a_faulty_unit_says_what_to_write_instead(text, instead):
    with pytest.raises(UnitFault) as caught:
        parse_unit(text)
    assert instead in caught.value.fix
    assert len(str(caught.value)) < 400


def test_money_per_year_is_one_currency_over_one_year():
    assert money_per_year(parse_unit("EUR/claim*claim/year"), "EUR")
    assert not money_per_year(parse_unit("EUR/year"), "USD")
    assert not money_per_year(parse_unit("EUR/claim/year"), "EUR")
    assert not money_per_year(parse_unit("EUR"), "EUR")


def test_currencies_are_those_in_circulation():
    assert {"EUR", "USD", "GBP", "JPY", "CHF", "XOF", "XCG", "ZWG", "SLE", "VES"} <= CURRENCIES
    assert not {"DEM", "HRK", "BGN", "ANG", "XAU", "XXX", "XTS", "EEK"} & CURRENCIES
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)


@pytest.mark.parametrize("time", TIMES)
def test_each_built_in_time_is_itself_and_its_plural_a_fault(time):
    assert parse_unit(time) == UnitOf(((time, 1),))
    with pytest.raises(UnitFault, match=f"Write `{time}`"):
        parse_unit(f"EUR/{time}s")


@given(UNITS, UNITS, UNITS)
def test_units_are_a_commutative_group(a, b, c):
    assert a * b == b * a
    assert (a * b) * c == a * (b * c)
    assert a * DIMENSIONLESS == a
    assert a / a == DIMENSIONLESS
    assert (a / b) * b == a


@given(UNITS, st.integers(-3, 3), st.integers(-3, 3))
def test_powers_add(unit, m, n):
    assert unit**m * unit**n == unit ** (m + n)


@given(UNITS)
def test_what_is_shown_reads_back(unit):
    assert parse_unit(str(unit)) == unit
    assert hash(parse_unit(str(unit))) == hash(unit)


@given(st.text(max_size=30))
def test_any_text_is_a_unit_or_a_fault(text):
    try:
        unit = parse_unit(text)
    except UnitFault:
        return
    assert parse_unit(str(unit)) == unit
