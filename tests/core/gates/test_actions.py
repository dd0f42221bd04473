"""The next actions: a cause that many findings name is one action, with the largest stake behind it."""

from __future__ import annotations

from datetime import date

from trueup.core.base.finding import Finding, Id, Place
from trueup.core.base.quantity import Basis, Quantity, Unit, point
from trueup.core.gates.actions import MOST, next_actions
from trueup.core.gates.state import gates
from trueup.core.model.initiative import Initiative

BARE = Initiative.model_validate({"title": "x"})


def finding(subject, fix, *, code="KPI009", at="data.orders.source", line=20, stake=None, owner=None):
    place = Place("initiative.yaml", line, Id(at))
    money = Quantity(point(stake), Unit("EUR/year"), Basis.ASSUMED, "x", date(2026, 1, 1)) if stake else None
    return Finding(
        code, "a-fault", Id(subject), place, "blocks", "discovery", f"{subject} is wrong.", fix, owner, money
    )


def actions(*findings):
    return next_actions(gates(BARE, "discovery", findings, {}, ()), (), findings, {})


def test_a_missing_file_fills_one_action_however_much_stands_on_it():
    missing = "Write `orders.csv`, the nearest file."
    found = actions(
        *(finding(f"kpis.k{number}", missing, stake=number) for number in range(1, 8)),
        finding("data.orders", missing, code="DAT002"),
        finding("kpis.late", "Add `owner:`.", code="KPI001", at="kpis.late", line=6),
    )
    assert sorted(action.what for action in found if action.place) == ["Add `owner:`.", missing]
    assert max(action.stake.value for action in found if action.stake) == 7


def test_the_same_remedy_at_two_places_is_two_actions():
    found = actions(finding("kpis.a", "Add it.", at="kpis.a"), finding("kpis.b", "Add it.", at="kpis.b"))
    assert [action.place.path for action in found if action.place] == ["kpis.a", "kpis.b"]


def test_what_several_people_should_do_alike_is_one_action_of_all_of_them():
    first, second = finding("kpis.a", "Add it.", at="kpis.a", owner="coo"), finding("kpis.b", "Add it.", owner="it")
    [both] = [action for action in actions(first, second) if action.what == "Add it."]
    assert (both.everyone, both.places) == (("coo", "it"), 2)


def test_one_remedy_about_several_agreements_is_one_action():
    found = [finding(f"signatures.{kind}.coo", "Show them.", code="SGN002", at=kind, owner="coo") for kind in "abc"]
    [shown] = [action for action in actions(*found) if action.code == "SGN002"]
    assert (shown.everyone, shown.places) == (("coo",), 3)


def test_there_are_never_more_than_a_few():
    assert len(actions(*(finding(f"kpis.k{n}", f"Mend {n}.", at=f"kpis.k{n}") for n in range(20)))) == MOST
