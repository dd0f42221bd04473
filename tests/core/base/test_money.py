"""Money is exact, keeps its currency, and is rounded only where it is shown."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueup.core.base.money import Money, MoneyFault

AMOUNTS = st.decimals(-(10**9), 10**9, places=4).map(lambda amount: Money(amount, "EUR"))


@pytest.mark.parametrize(
    ("value", "shown", "short"),
    [
        (645_000, "EUR 645,000", "EUR 645k"),
        (1_234_567.5, "EUR 1,234,567.50", "EUR 1.2m"),
        (12_345_678, "EUR 12,345,678", "EUR 12m"),
        (6_400, "EUR 6,400", "EUR 6.4k"),
        (999.4, "EUR 999.40", "EUR 999"),
        (999.6, "EUR 999.60", "EUR 1k"),
        (999_600, "EUR 999,600", "EUR 1m"),
        (9_960, "EUR 9,960", "EUR 10k"),
        (3.5, "EUR 3.50", "EUR 3.50"),
        (-645_000, "EUR -645,000", "EUR -645k"),
        (-0.001, "EUR 0", "EUR 0"),
        (0.125, "EUR 0.12", "EUR 0.12"),
        (0.135, "EUR 0.14", "EUR 0.14"),
        (2e12, "EUR 2,000,000,000,000", "EUR 2,000bn"),
    ],
)
def test_money_shows_in_full_and_in_short(value, shown, short):
    money = Money.of(value, "EUR")
    assert money.show() == shown
    assert money.short() == short


def test_a_report_may_show_whole_units():
    assert Money.of(644_532.17, "EUR").show(places=0) == "EUR 644,532"


def test_a_float_is_taken_as_it_is_written():
    assert Money.of(0.1, "EUR") + Money.of(0.2, "EUR") == Money(Decimal("0.3"), "EUR")
    assert Money.of(600, "EUR") * 0.1 == 0.1 * Money.of(600, "EUR") == Money(Decimal(60), "EUR")


def test_two_currencies_do_not_add_or_subtract_and_the_message_names_both():
    with pytest.raises(MoneyFault, match="USD 2 cannot be added to EUR 1"):
        Money.of(1, "EUR") + Money.of(2, "USD")
    with pytest.raises(MoneyFault, match="USD 2 cannot be subtracted from EUR 1"):
        Money.of(1, "EUR") - Money.of(2, "USD")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e300, 10**400])
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(MoneyFault):
        Money.of(value, "EUR")


def test_an_infinite_decimal_is_refused():
    with pytest.raises(MoneyFault):
        Money(Decimal("Infinity"), "EUR")


def test_a_factor_that_is_not_finite_is_refused():
    with pytest.raises(MoneyFault, match="not a finite number"):
        Money.of(1, "EUR") * float("nan")


def test_an_unknown_currency_is_refused_with_the_nearest():
    with pytest.raises(MoneyFault) as caught:
        Money.of(1, "EURO")
    assert "`EUR`" in caught.value.fix


def test_the_surrounding_decimal_context_changes_nothing():
    with localcontext(prec=3):
        assert (Money.of(645_000, "EUR") + Money.of(1.25, "EUR")).show() == "EUR 645,001.25"


@given(AMOUNTS, AMOUNTS)
def test_subtracting_undoes_adding_exactly(one, other):
    assert one + other - other == one
    assert one + other == other + one


@given(AMOUNTS)
def test_short_is_within_five_percent(money):
    number = money.short().removeprefix("EUR ").replace(",", "")
    scale = {"k": 10**3, "m": 10**6, "bn": 10**9}
    suffix = next((suffix for suffix in scale if number.endswith(suffix)), "")
    value = Decimal(number.removesuffix(suffix)) * scale.get(suffix, 1)
    assert abs(value - money.amount) <= max(Decimal("0.05") * abs(money.amount), Decimal("0.005"))
