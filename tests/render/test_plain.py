"""Figures in words: singular and plural, money with its sign."""

from __future__ import annotations

import pytest

from trueup.core.model.kpi import Kpi
from trueup.render.charts.numbers import MINUS
from trueup.render.plain import level


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("minute", 16.39, "16.39 minutes"),
        ("minute", 1, "1 minute"),
        ("minute", 0, "0 minutes"),
        ("minute/flight", 2.5, "2.5 minutes/flight"),
        ("step/claim", 4.512, "4.512 step/claim"),
        ("EUR/case", 4.5, "€4.50 a case"),
        ("EUR/case", -4.5, f"{MINUS}€4.50 a case"),
        ("CHF", 12000, "CHF 12,000"),
        (None, 3, "3"),
    ],
)
def test_a_level_reads_as_people_say_it(unit, value, words):
    kpi = Kpi.model_validate({"unit": unit, "across": "mean"} if unit else {"across": "sum"})
    assert level(value, kpi).replace("\u00a0", " ") == words
