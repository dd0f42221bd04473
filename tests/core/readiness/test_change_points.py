"""Changes of level are found where they are, and nothing is found in noise."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest

from trueup.core.readiness.change_points import FEWEST, SHORTEST, Level, levels, penalty_of, with_noise


def noise(seed, count, sigma=1.0):
    draw = random.Random(seed)  # noqa: S311 - drawn numbers, no secrets
    return [draw.gauss(0, sigma) for _ in range(count)]


def cost(values, variances, start, end):
    weights = [1 / each for each in variances[start:end]]
    mean = sum(w * v for w, v in zip(weights, values[start:end], strict=True)) / sum(weights)
    return sum(w * (v - mean) ** 2 for w, v in zip(weights, values[start:end], strict=True))


def brute_force(values, variances, penalty):
    """Try every segmentation."""
    count = len(values)
    best = None
    for changes in range(count // SHORTEST):
        for cuts in combinations(range(1, count), changes):
            ends = [0, *cuts, count]
            if any(end - start < SHORTEST for start, end in pairwise(ends)):
                continue
            total = sum(cost(values, variances, start, end) for start, end in pairwise(ends)) + penalty * changes
            if best is None or total < best[0] - 1e-9:
                best = total, ends
    return best[1]


def cuts_of(found):
    return [found[0].start, *(level.end for level in found)]


@pytest.mark.parametrize("seed", range(12))
def test_the_segmentation_is_the_best_of_all_there_are(seed):
    draw = random.Random(seed)  # noqa: S311 - drawn numbers, no secrets
    values = [draw.choice([0, 2, 5]) + draw.gauss(0, 1) for _ in range(13)]
    variances = [draw.uniform(0.2, 2) for _ in values]
    penalty = draw.choice([0.5, 3.0, 8.0])
    found = levels(values, variances, penalty)
    assert cuts_of(found) == brute_force(values, variances, penalty)
    for level in found:
        weights = [1 / each for each in variances[level.start : level.end]]
        assert level.mean == pytest.approx(
            sum(w * v for w, v in zip(weights, values[level.start : level.end], strict=True)) / sum(weights)
        )


@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_a_second_implementation(seed):
    ruptures = pytest.importorskip("ruptures")
    numpy = pytest.importorskip("numpy")
    values = [level + step for level in (0, 4, 1) for step in noise(seed, 12)]
    variances = [1.0] * len(values)
    search = ruptures.Pelt(model="l2", min_size=SHORTEST, jump=1).fit(numpy.array(values))
    found = levels(values, variances, 9.0)
    assert [level.end for level in found] == search.predict(pen=9.0)


def test_one_clear_change_is_found_on_its_first_point():
    assert levels([1.0] * 5 + [9.0] * 4, [1.0] * 9, 5.0) == (Level(0, 5, 1.0), Level(5, 9, 9.0))


@pytest.mark.parametrize("count", [0, 1, 2, SHORTEST, FEWEST - 1])
def test_a_series_too_short_to_be_cut_is_one_stretch(count):
    found = levels([float(k * 100) for k in range(count)], [1.0] * count, 0.1)
    assert len(found) == (1 if count else 0)


def test_one_odd_point_is_no_new_level_for_good():
    found = levels([0.0] * 6 + [30.0] + [0.0] * 6, [1.0] * 13, 5.0)
    assert all(level.end - level.start >= SHORTEST for level in found)


def test_noise_shows_hardly_any_change():
    changed = 0
    for seed in range(200):
        values = noise(seed, 24)
        changed += len(levels(values, with_noise(values, [1.0] * 24), penalty_of(24, 50))) > 1
    assert changed <= 2


def test_what_moves_from_month_to_month_counts_as_noise_and_one_change_of_level_does_not():
    jumping = [10.0, -10.0] * 8
    assert min(with_noise(jumping, [1.0] * 16)) > 100
    stepped = [0.0, 0.1, 0.0, 0.1, 0.0, 0.1, 50.0, 50.1, 50.0, 50.1, 50.0, 50.1]
    assert max(with_noise(stepped, [0.5] * 12)) == 0.5


def test_a_change_costs_more_in_a_longer_series_and_in_a_wider_table():
    assert penalty_of(10, 1) < penalty_of(100, 1) < penalty_of(100, 40)
