"""Quantiles agree with scipy's, which is a peer here and no dependency."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueup.core.base.student import normal_quantile, t_quantile

PROBABILITIES = (0.9, 0.95, 0.975, 0.99, 0.995, 0.9995)


@pytest.mark.parametrize("df", [1, 1.5, 2, 3, 5, 11, 30, 100.7, 364, 999, 1000, 5000, 1e6])
@pytest.mark.parametrize("p", [1e-9, 0.01, 0.4999, 0.6, *PROBABILITIES, 1 - 1e-9])
def test_t_quantiles_agree_with_scipy(p, df):
    stats = pytest.importorskip("scipy.stats")
    assert t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-9)


@pytest.mark.parametrize("p", [1e-300, 1e-20, 1e-6, 0.0749, 0.0751, 0.3, 0.499, *PROBABILITIES, 1 - 1e-15])
def test_normal_quantiles_agree_with_scipy(p):
    stats = pytest.importorskip("scipy.stats")
    assert normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-14)


def test_quantiles_agree_with_the_printed_tables():
    assert t_quantile(0.975, 1) == pytest.approx(12.706, abs=5e-4)
    assert t_quantile(0.95, 10) == pytest.approx(1.812, abs=5e-4)
    assert normal_quantile(0.975) == pytest.approx(1.959964, abs=5e-7)


def test_the_median_is_zero():
    assert t_quantile(0.5, 7) == 0
    assert normal_quantile(0.5) == 0


@pytest.mark.parametrize("p", [1e-90, 1e-12, 0.4, 0.6, 0.999])
def test_the_heaviest_tails_follow_the_cauchy_distribution(p):
    assert t_quantile(p, 1) == pytest.approx(-1 / math.tan(math.pi * p), rel=1e-9)


@given(st.floats(1e-12, 0.499), st.floats(1, 1e7))
def test_the_distribution_is_symmetric_and_wider_than_the_normal(p, df):
    below = t_quantile(p, df)
    assert t_quantile(1 - p, df) == pytest.approx(-below, rel=1e-3)
    assert below <= normal_quantile(p) * (1 - 1e-12)


@pytest.mark.parametrize("p", [0, 1, -0.1, 1.1, math.nan])
def test_a_probability_lies_between_zero_and_one(p):
    with pytest.raises(ValueError, match="probability"):
        t_quantile(p, 5)
    with pytest.raises(ValueError, match="probability"):
        normal_quantile(p)


@pytest.mark.parametrize("df", [0, 0.5, -1, math.nan])
def test_fewer_than_one_degree_of_freedom_is_refused(df):
    with pytest.raises(ValueError, match="degrees of freedom"):
        t_quantile(0.95, df)


def test_a_tail_that_cannot_be_computed_is_refused():
    with pytest.raises(ValueError, match="too close to 0"):
        t_quantile(1e-200, 5)
