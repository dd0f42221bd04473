"""Money: a decimal amount with its currency. Exact while it is computed, rounded only where it is shown."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.base.units import CURRENCIES, Fault

_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
_LARGEST: Final = Decimal(10) ** 24
_THOUSAND: Final = 1_000
_ONE_DECIMAL_BELOW: Final = 10
_CENTS_BELOW: Final = 100
_SCALES: Final = ((Decimal(1), ""), (Decimal(10) ** 3, "k"), (Decimal(10) ** 6, "m"), (Decimal(10) ** 9, "bn"))

SYMBOLS: Final = {"EUR": "€", "GBP": "£", "USD": "$"}
"""The currencies that people read by a sign; all others are shown by their code."""


class MoneyFault(Fault):
    """Amounts that cannot be computed with each other, or an amount that is no money."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency of ISO 4217, in whole units of it (645000 is EUR 645,000, not cents).

    Raises `MoneyFault` for an unknown currency and for an amount that is not finite or reaches 10^24.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        """Refuse what is no money."""
        if self.currency not in CURRENCIES:
            near = nearest(self.currency, CURRENCIES) or "EUR"
            raise MoneyFault(f"`{self.currency}` is not a currency of ISO 4217", f"Write a code such as `{near}`.")
        if not self.amount.is_finite() or abs(self.amount) >= _LARGEST:
            problem = f"{self.amount:.6g} {self.currency} is not an amount of money"
            raise MoneyFault(problem, "Check the figures it is computed from.")

    @classmethod
    def of(cls, value: float, currency: str) -> Money:
        """Return the amount that a float shows as (0.1 is exactly 0.1). Raises `MoneyFault` when it is not finite."""
        return cls(_decimal(value), currency)

    def __add__(self, other: Money) -> Money:
        """Return the exact sum. Raises `MoneyFault` when the currencies differ."""
        return Money(_EXACT.add(self.amount, self._same(other, "added to")), self.currency)

    def __sub__(self, other: Money) -> Money:
        """Return the exact difference. Raises `MoneyFault` when the currencies differ."""
        return Money(_EXACT.subtract(self.amount, self._same(other, "subtracted from")), self.currency)

    def __mul__(self, factor: float | Decimal) -> Money:
        """Return the amount times a number. Raises `MoneyFault` when the number is not finite."""
        return Money(_EXACT.multiply(self.amount, _decimal(factor)), self.currency)

    __rmul__ = __mul__

    def show(self, places: int = 2) -> str:
        """Return the amount in full, such as `EUR 645,000` or `EUR 3.50`, rounded half to even; no zero cents."""
        rounded = _rounded(self.amount, places)
        if rounded == _rounded(rounded, 0):
            rounded = _rounded(rounded, 0)
        return f"{self.currency} {rounded:,f}"

    def marked(self, places: int = 2) -> str:
        """Return the amount in full with the sign of its currency where it has one: `€645,000`, `CHF 3.50`."""
        text = self.show(places)
        symbol = SYMBOLS.get(self.currency)
        if symbol is None:
            return text
        figure = text.removeprefix(f"{self.currency} ")
        return f"-{symbol}{figure[1:]}" if figure.startswith("-") else symbol + figure

    def short(self) -> str:
        """Return the amount in few characters, such as `EUR 645k` or `EUR 1.2m`: within 5 % of it."""
        if abs(self.amount) < _CENTS_BELOW:
            return self.show()
        text = ""
        for scale, suffix in _SCALES:
            scaled = _EXACT.divide(self.amount, scale)
            tenths = _rounded(scaled, 1)
            shown = tenths if abs(tenths) < _ONE_DECIMAL_BELOW else _rounded(scaled, 0)
            text = f"{self.currency} {shown:,f}".removesuffix(".0") + suffix
            if abs(shown) < _THOUSAND:
                break
        return text

    def _same(self, other: Money, verb: str) -> Decimal:
        if self.currency != other.currency:
            problem = f"{other.show()} cannot be {verb} {self.show()}: the currencies differ"
            raise MoneyFault(problem, f"State both in {self.currency}, at a rate that you can name.")
        return other.amount


def _decimal(value: float | Decimal) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        raise MoneyFault(f"{value} is not a finite number", "Check the figures it is computed from.")
    return exact


def _rounded(amount: Decimal, places: int) -> Decimal:
    rounded = amount.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    return rounded or abs(rounded)
