"""KPIs that initiatives of one portfolio define differently: each has its own side of it, with both owners."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from trueup.adapters.yaml_document import read_tree
from trueup.core.gates.disagreement import Position
from trueup.core.model.document import Source
from trueup.core.model.parse import parse_initiative
from trueup.core.portfolio.disputed import disputed

AS_OF = date(2026, 1, 20)
DAYS = "days: {title: Days per claim, unit: day, direction: decrease, data: claims, across: mean, at: closed_on"


def initiative(folder, owner, value, more="", *, measure="closed_on - {}"):
    kpi = f"{DAYS}, value: {measure.format(value)}{f', owner: {owner}' if owner else ''}{more}}}"
    text = f"title: {folder}\nobjective: {{statement: Settle in ten days, owner: boss, kpi: days}}\nkpis:\n  {kpi}\n"
    file, text = f"{folder}/initiative.yaml", f"{text}data: {{claims: {{source: c.csv}}}}\n"
    return parse_initiative(Source(file, read_tree(text.encode(), file)), None, folder)


def test_both_sides_hear_of_it_with_both_owners():
    a, b = (
        initiative("a", "coo", "received", ", since: 2025-10-01"),
        initiative("b", None, "click", ", since: 2025-11-05"),
    )
    found = disputed([a, b], AS_OF)
    [mine], [theirs] = found["a/initiative.yaml"], found["b/initiative.yaml"]
    assert mine.what == "KPI `days` is defined otherwise in initiative `b`: they differ in `value`"
    assert theirs.what == "KPI `days` is defined otherwise in initiative `a`: they differ in `value`"
    assert mine.positions == (Position("coo", "`days` of `a`"), Position("boss", "`days` of `b`"))
    assert (mine.owner, theirs.owner) == ("coo", "boss")
    assert (mine.subject, mine.phase, mine.path) == ("definition", "discovery", "kpis.days")
    assert mine.age(AS_OF) == theirs.age(AS_OF) == "for 76 days, since 2025-11-05"


def test_where_nobody_wrote_a_day_it_says_where_to():
    [found] = disputed([initiative("a", "coo", "received"), initiative("b", "bo", "click")], AS_OF)["b/initiative.yaml"]
    assert found.age(AS_OF) == "since an unknown day: add `since:` to `kpis.days`"


def test_the_first_disagrees_with_all_others_at_once_since_the_oldest_that_is_dated():
    three = [
        initiative("a", "coo", "received", ", since: 2025-10-01"),
        initiative("b", "bo", "click", ", since: 2025-11-05"),
        initiative("c", "bo", "click"),
    ]
    found = disputed(three, AS_OF)
    [mine] = found["a/initiative.yaml"]
    assert "in initiatives `b` and `c`" in mine.what
    assert (mine.since, mine.known) == (date(2025, 11, 5), "on")
    assert [each.known for each in found["c/initiative.yaml"]] == ["after"]


def test_what_is_defined_alike_is_not_disputed():
    assert disputed([initiative("a", "coo", "click"), initiative("b", "bo", "click")], AS_OF) == {}


@pytest.mark.parametrize("measure", ["closed_on-{}", "CLOSED_ON -  {}", "(closed_on - {})", "( ( closed_on - {} ))"])
def test_the_layout_of_an_expression_is_no_other_definition(measure):
    two = [initiative("a", "coo", "click"), initiative("b", "bo", "click", measure=measure)]
    assert disputed(two, AS_OF) == {}


@pytest.mark.parametrize("measure", ["(closed_on) - ({})", "{} - closed_on"])
def test_another_expression_is_another_definition(measure):
    two = [initiative("a", "coo", "click"), initiative("b", "bo", "click", measure=measure)]
    assert list(disputed(two, AS_OF)) == ["a/initiative.yaml", "b/initiative.yaml"]


def test_the_mean_holds_where_nothing_is_said():
    bare = initiative("b", "bo", "click")
    kpi = bare.initiative.kpis["days"].model_copy(update={"across": None})
    b = replace(bare, initiative=bare.initiative.model_copy(update={"kpis": {"days": kpi}}))
    assert disputed([initiative("a", "coo", "click"), b], AS_OF) == {}
