"""Which key is asked whether it repeats, for a KPI that counts rows: what probably names one unit."""

import pytest

from reading import document
from trueup.core.model.unit_names import is_bare_noun, names_unit
from trueup.core.readiness.questions import unit_key_questions

KPI = "data: log, value: late, across: share, at: day"


def asked(columns, *, unit="1", key="", kpi=KPI):
    named = f", key: {key}" if key else ""
    text = f"title: a\nkpis: {{late: {{unit: {unit}, {kpi}}}}}\ndata: {{log: {{source: a.csv{named}}}}}\n"
    found = unit_key_questions(document(text).initiative, {"log": tuple(columns)})
    return found["late"].columns if found else None


def test_the_unit_of_the_kpi_says_it_before_everything_else():
    assert asked(["id", "claim_id"], unit="step/claim", key="id") == ("claim_id",)


@pytest.mark.parametrize("key", ["case_id", "incident", "region", "Case_ID"])
def test_a_declared_key_says_it_whatever_it_is_called(key):
    assert asked([key.lower(), "day"], key=key) == (key,)


def test_a_declared_key_says_it_before_the_name_of_the_first_column():
    assert asked(["customer_id", "order_no"], key="order_no") == ("order_no",)


def test_of_a_compound_key_the_first_column_is_asked_where_it_names_a_case():
    assert asked(["case_id", "step"], key="[case_id, step]") == ("case_id",)
    assert asked(["carrier", "flight"], key="[carrier, flight]") == ("carrier", "flight")


@pytest.mark.parametrize(
    "column", ["id", "claim_id", "Ticket", "case", "INCIDENT", "orderNo", "case number", "idClaim"]
)
def test_without_a_key_the_first_column_says_it_where_it_is_called_like_a_unit(column):
    assert names_unit(column)
    assert asked([column, "day"]) == (column,)


@pytest.mark.parametrize("column", ["region", "paid", "valid", "carrier", "day", "casework", "customer", "flight_no"])
def test_a_category_names_no_unit(column):
    assert not names_unit(column)
    assert asked([column, "case_id"]) is None


def test_a_kpi_that_says_its_unit_is_not_asked_about():
    counted = "data: log, per: case_id, value: count(*), across: mean, at: min(day)"
    assert asked(["case_id"], key="case_id", kpi=counted) is None


def test_only_what_is_called_by_the_thing_alone_may_hold_kinds_of_it():
    assert is_bare_noun("Case")
    assert not is_bare_noun("case_id")
