"""A KPI qualifies when a present person owns it, it is complete, its baseline is measured and current, and it leads."""

from dataclasses import replace
from datetime import date

import pytest

from core.value.documents import AS_OF, document, evidence, read, spent_on
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.evidence import Evidence
from trueup.core.model.results.spend import Standing
from trueup.core.value.standing import standings

WHOLE = {
    "unit": "unit: 1",
    "direction": "direction: decrease",
    "owner": "owner: coo",
    "definition": "data: flights, value: late, across: share, at: day",
    "baseline": "baseline: {from: 2025-01-01, to: 2025-12-31}",
    "target": "target: {value: 20 %, by: 2026-12-31}",
}


def standing(parts=None, more="", seen=None, as_of=AS_OF, name="late", others=""):
    """How `late` stands: its parts, some of them replaced, taken away (None) or added."""
    chosen = {**WHOLE, **(parts or {})}
    late = "late: {" + ", ".join(text for text in chosen.values() if text) + "}"
    found = document("", more, f"{late}\nlost: {{unit: 1}}\n{others}")
    return next(s for s in standings(found, seen or evidence(other=0.3), as_of) if s.kpi == name)


def test_a_whole_kpi_qualifies():
    assert standing() == Standing("late", qualifies=True, owned=True, missing=())


@pytest.mark.parametrize(
    ("part", "instead", "missing"),
    [
        ("unit", None, "KPI `late` has no unit"),
        ("direction", None, "KPI `late` has no direction"),
        ("owner", None, "KPI `late` has no owner"),
        ("baseline", None, "KPI `late` has no baseline"),
        ("baseline", "baseline: 24 %", "the baseline of KPI `late` is typed, not measured"),
        ("definition", None, "KPI `late` has no definition to measure its baseline by"),
        ("target", None, "KPI `late` has no target"),
        ("target", "target: 20 %", "KPI `late` has no target date"),
    ],
)
def test_a_kpi_with_a_part_missing_does_not(part, instead, missing):
    found = standing({part: instead})
    assert not found.qualifies
    assert found.missing[0] == missing
    assert found.owned is (part != "owner")
    assert not found.unknown


def test_all_that_is_missing_is_named_in_the_order_to_mend_it():
    found = standing({"owner": None, "target": None, "baseline": None})
    assert found.missing == (
        "KPI `late` has no owner",
        "KPI `late` has no target",
        "KPI `late` has no target date",
        "KPI `late` has no baseline",
    )


# ---- the owner -------------------------------------------------------------------------------------------------------


def test_where_nobody_is_listed_any_name_is_somebody():
    assert standing({"owner": "owner: whoever"}).qualifies


@pytest.mark.parametrize(
    ("people", "there"),
    [
        ("{coo: {side: business}}", True),
        ("{cfo: {side: business}}", False),
        ("{coo: {left: 2026-01-14}}", False),
        ("{coo: {left: 2026-01-15}}", False),
        ("{coo: {left: 2026-01-16}}", True),
    ],
)
def test_where_people_are_listed_the_owner_is_one_of_them_and_has_not_left(people, there):
    found = standing(more=f"people: {people}")
    assert (found.qualifies, found.owned) == (there, there)
    assert found.missing == (() if there else ("the owner of KPI `late`, `coo`, is not there",))


def test_money_on_the_kpi_of_somebody_who_left_is_neither_aligned_nor_linked():
    figures = spent_on("E1: {advances: late, estimate: 5}", "rates: {default: 100}\npeople: {coo: {left: 2025-06-30}}")
    assert (figures.aligned, figures.linked) == (0.0, 0.0)


# ---- the baseline ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "current"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False), (date(1, 1, 1), True)]
)
def test_a_baseline_is_current_for_a_year_after_its_window(as_of, current):
    found = standing(as_of=as_of)
    assert found.qualifies is current
    assert found.missing == (
        () if current else ("the baseline of KPI `late` ended 2025-12-31, more than a year before 2027-01-01",)
    )


def test_a_baseline_that_could_not_be_measured_is_missing():
    found = standing(seen=evidence(late=NotRun("no_data", "the data of KPI `late` has 0 rows")))
    assert found.missing == ("the baseline of KPI `late` could not be measured: the data of KPI `late` has 0 rows",)


def test_a_baseline_whose_window_holds_no_data_is_missing():
    known = read(0.24)
    empty = replace(known, value=replace(known.value, level=NotRun("no_data", "outside")))
    found = standing(seen=Evidence(kpis={"late": empty}))
    assert found.missing == ("the baseline of KPI `late` could not be measured: outside",)


def test_a_baseline_that_was_not_read_here_leaves_it_unknown():
    found = standing(seen=Evidence())
    assert (found.qualifies, found.missing, found.unknown) == (False, (), True)


def test_what_is_missing_without_any_data_is_said_without_any_data():
    found = standing({"owner": None}, seen=Evidence())
    assert (found.missing, found.unknown) == (("KPI `late` has no owner",), False)


# ---- leading to the objective ----------------------------------------------------------------------------------------


def other(more=""):
    return "other: {" + ", ".join(WHOLE.values()) + more + "}"


@pytest.mark.parametrize(
    ("drives", "between"),
    [(", drives: [late]", ""), (", drives: [lost]", ""), (", drives: [mid]", "mid: {unit: 1, drives: [late]}")],
)
def test_a_kpi_that_drives_the_deciding_one_or_a_guardrail_qualifies(drives, between):
    assert standing(name="other", others=f"{other(drives)}\n{between}").qualifies


def test_a_kpi_that_leads_nowhere_does_not():
    found = standing(name="other", others=other())
    assert found.missing == ("KPI `other` is neither the deciding KPI nor a guardrail, and drives none",)


def test_a_competing_definition_qualifies_for_nothing():
    found = standing(name="other", others="other: {instead_of: late, value: later, drives: [late]}")
    assert found.missing == ("KPI `other` is a competing definition of `late`",)
