"""A share counts true and false; anything else is refused instead of shown as a percentage."""

from datetime import date

import pytest

from trueup.core.measure.reading import read_sums
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.kpi import Day, KpiDays
from trueup.core.model.kpi import Kpi

DAYS = [date(2025, 1, day) for day in (1, 2, 3)]


def reading(how, *sums):
    kpi = Kpi.model_validate({"data": "mails", "value": "late", "at": "day", "across": how, "unit": "1"})
    days = tuple(Day(day, "", 10, 0, 0, 10, y, yy) for day, (y, yy) in zip(DAYS, sums, strict=True))
    return read_sums("late", kpi, KpiDays(30, 30, 0, days), date(2025, 2, 1))


def test_a_share_of_true_and_false_is_read():
    assert reading("share", (2, 2), (4, 4), (3, 3)).level.value == pytest.approx(0.3)


@pytest.mark.parametrize("odd", [(55.0, 385.0), (-2.0, 4.0), (3.0, 9.0)], ids=["ids", "negative", "one three"])
def test_a_share_of_numbers_is_refused(odd):
    found = reading("share", (2, 2), odd, (3, 3))
    assert isinstance(found, NotRun)
    assert found.detail == "KPI `late` is a share, but its `value:` is not true or false for each unit"


def test_the_same_numbers_may_have_a_mean():
    assert reading("mean", (2, 2), (55.0, 385.0), (3, 3)).level.value == pytest.approx(2.0)
