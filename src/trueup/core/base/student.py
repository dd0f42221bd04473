"""Quantiles of the normal and Student's t, and the beta distribution, without scipy (whose import costs 0.6 s)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

# Wichura (1988), Algorithm AS 241, routine PPND16: numerators and denominators, lowest power first
_CENTRAL: Final = (
    (
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ),
    (
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ),
)
_MIDDLE: Final = (
    (
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ),
    (
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ),
)
_FAR: Final = (
    (
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ),
    (
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ),
)
_CENTRAL_WIDTH: Final = 0.425
_FAR_FROM: Final = 5.0
_NEARLY_NORMAL_DF: Final = 1_000.0
_SMALLEST_TAIL: Final = 1e-100
_TINY: Final = 1e-300
_CLOSE: Final = 1e-15
_CLOSE_STEP: Final = 1e-12
_STEPS: Final = 500
_BETA_STEPS: Final = 100_000
"""The fraction takes some square root of its larger parameter: enough for a sample of 10^9 rows."""


def normal_quantile(p: float) -> float:
    """Return x with P(X <= x) = p for a standard normal X, to about 1 part in 10^16.

    Wichura, Algorithm AS 241, Applied Statistics 37 (1988). Raises ValueError unless 0 < p < 1.
    """
    _check_probability(p)
    q = p - 0.5
    if abs(q) <= _CENTRAL_WIDTH:
        return q * _ratio(_CENTRAL, _CENTRAL_WIDTH**2 - q * q)
    r = math.sqrt(-math.log(min(p, 1.0 - p)))
    x = _ratio(_MIDDLE, r - 1.6) if r <= _FAR_FROM else _ratio(_FAR, r - _FAR_FROM)
    return math.copysign(x, q)


def t_quantile(p: float, df: float) -> float:
    """Return x with P(T <= x) = p for Student's t with `df` >= 1 degrees of freedom (need not be whole), to 1 in 10^9.

    By the expansion in Abramowitz & Stegun (1964), 26.7.5; below 1,000 degrees refined by Newton's method on
    log P(T > x) against log x, a falling concave curve on which it cannot diverge, with P from the incomplete beta
    function (26.7.1). Raises ValueError unless 0 < p < 1, df >= 1 and both tails hold 1e-100 or more.
    """
    _check_probability(p)
    if not df >= 1.0:
        message = f"the degrees of freedom must be 1 or more, not {df}"
        raise ValueError(message)
    tail = min(p, 1.0 - p)
    if tail < _SMALLEST_TAIL:
        message = f"the probability {p} is too close to 0"
        raise ValueError(message)
    if tail == 0.5:  # noqa: PLR2004 - the median
        return 0.0
    z = -normal_quantile(tail)
    x = _nearly_normal(z, df)
    if df < _NEARLY_NORMAL_DF:
        x = _refined(x, tail, df)
    return math.copysign(x, p - 0.5)


def beta_probability(x: float, a: float, b: float) -> float:
    """Return P(B <= x) for B of the beta distribution with parameters a > 0 and b > 0, and 0 < x < 1, to 1 in 10^9.

    The regularised incomplete beta function by its continued fraction (DLMF 8.17.22), on the side where it converges.
    """
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - _log_beta(a, b))
    if x < (a + 1) / (a + b + 2):
        return front / a * _continued_fraction(a, b, x, _BETA_STEPS)
    return 1.0 - front / b * _continued_fraction(b, a, 1.0 - x, _BETA_STEPS)


def _check_probability(p: float) -> None:
    if not 0.0 < p < 1.0:
        message = f"a probability must lie between 0 and 1, not {p}"
        raise ValueError(message)


def _ratio(coefficients: tuple[Sequence[float], Sequence[float]], x: float) -> float:
    above = below = 0.0
    for a, b in zip(reversed(coefficients[0]), reversed(coefficients[1]), strict=True):
        above = above * x + a
        below = below * x + b
    return above / below


def _nearly_normal(z: float, df: float) -> float:
    s = z * z
    g1 = z * (s + 1) / 4
    g2 = z * ((5 * s + 16) * s + 3) / 96
    g3 = z * (((3 * s + 19) * s + 17) * s - 15) / 384
    g4 = z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160
    return z + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df


def _refined(start: float, tail: float, df: float) -> float:
    log_x = math.log(start)
    for _ in range(_STEPS):
        x = math.exp(log_x)
        above = _upper_tail(x, df)
        step = (math.log(above) - math.log(tail)) * above / (x * _density(x, df))
        log_x += step
        if abs(step) < _CLOSE_STEP:
            break
    return math.exp(log_x)


def _density(x: float, df: float) -> float:
    return math.exp(-_log_beta(df / 2, 0.5) - math.log(df) / 2 - (df + 1) / 2 * math.log1p(x * x / df))


def _upper_tail(x: float, df: float) -> float:
    """Return P(T > x) for x > 0: half the regularised incomplete beta function at df / (df + x^2), A&S 26.7.1."""
    a, b = df / 2, 0.5
    square = x * x
    y, rest = df / (df + square), square / (df + square)
    front = math.exp(-a * math.log1p(square / df) + b * math.log(rest) - _log_beta(a, b))
    if y < (a + 1) / (a + b + 2):
        return front / a * _continued_fraction(a, b, y) / 2
    return (1.0 - front / b * _continued_fraction(b, a, rest)) / 2


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _continued_fraction(a: float, b: float, y: float, steps: int = _STEPS) -> float:
    """Return the continued fraction of the incomplete beta function, DLMF 8.17.22, by Lentz's method (1976)."""
    d = 1.0 / _not_zero(1.0 - (a + b) * y / (a + 1))
    c, value = 1.0, d
    for m in range(1, steps):
        even = m * (b - m) * y / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * y / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for term in (even, odd):
            d = 1.0 / _not_zero(1.0 + term * d)
            c = _not_zero(1.0 + term / c)
            change = c * d
            value *= change
        if abs(change - 1.0) < _CLOSE:
            break
    return value


def _not_zero(x: float) -> float:
    return x if abs(x) > _TINY else _TINY
