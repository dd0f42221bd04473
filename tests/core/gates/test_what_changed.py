"""What changed since somebody signed, in the method's words and the user's ids."""

from __future__ import annotations

import pytest

from agreeing import TEXT
from reading import document
from trueup.core.gates.agreements import contents
from trueup.core.gates.what_changed import what_changed


@pytest.mark.parametrize(
    ("kind", "old", "new", "words"),
    [
        ("objective", "22.5 %, by:", "24 %, by:", ["target of KPI `late` went from 22.5 % to 24 %"]),
        ("objective", "guardrails: [cancelled, delay]", "guardrails: [delay]", [
            "guardrails of the objective changed: `cancelled` taken out", "KPI `cancelled` is gone",
        ]),
        ("objective", "owner: net, target: 16", "owner: coo, target: 16", [
            "owner of KPI `delay` went from net to coo",
        ]),
        ("objective", "late: 60, cost: 40", "late: 50, cost: 50", [
            "merged priority `cost` went from 40 to 50 points", "merged priority `late` went from 60 to 50 points",
        ]),
        ("objective", "No padding", "No layoffs", ["red line “No layoffs” is new; red line “No padding” is gone"]),
        ("objective", "    baseline: {from: 2013-01-01, to: 2013-12-31}\n", "", [
            "first day of the baseline of KPI `late` is gone; it was 2013-01-01",
            "last day of the baseline of KPI `late` is gone; it was 2013-12-31",
        ]),
        ("consensus", "owner: ops", "owner: it", ["owner of data set `flights` went from ops to it"]),
        ("blueprint", "amount: 50000", "amount: 60000", ["amount of the budget went from €50,000 to €60,000"]),
        ("delivery", "availability: 50 %", "availability: 60 %", [
            "availability of person `ana` went from 50 % to 60 %",
        ]),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(kind, old, new, words):
    assert old in TEXT
    before, after = document(TEXT), document(TEXT.replace(old, new, 1))
    assert list(what_changed(contents(before)[kind], contents(after)[kind], after.initiative)) == words


def test_nothing_is_said_where_nothing_changed():
    found = document(TEXT)
    assert all(what_changed(each, each, found.initiative) == () for each in contents(found).values())
