"""Promised and evidenced benefit: each sentence of the definition on figures that a reader can recompute."""

from datetime import date

import pytest

from core.value.documents import AS_OF, FLIGHTS, TARGET, evidence, level, promised_by
from trueup.core.base.quantity import Basis, Quantity, Spread, Unit
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.benefit import Effect

# 1,000 flights a year, 60 / 100 / 150 EUR each; from 24 % to 20 % are 40 late flights fewer
ASSUMPTIONS = """
assumptions:
  flights: {range: 1000, unit: flight/year, by: coo, because: the timetable}
  cost: {range: 60/100/150, unit: EUR/flight, by: cfo, because: vouchers paid in 2025}
"""
WORTH = "worth: flights * (baseline - level) * cost"
MEASURED = f"{FLIGHTS}, {TARGET}"
LATE = f"late: {{unit: 1, direction: decrease, owner: coo, {MEASURED}, {WORTH}}}"
LOST = f"lost: {{unit: 1, direction: decrease, owner: cfo, {MEASURED}}}"


def kpi(name, more="", unit="1", owner="owner: coo, ", worth=WORTH):
    return f"{name}: {{unit: {unit}, direction: decrease, {owner}{MEASURED}, {worth}{more}}}"


def effect(value, low, high, kind="production", current=True, of="late", as_of=AS_OF):
    return Effect(of, kind, level(value, low, high), as_of, current)


def benefit_of(kpis=f"{LATE}\n{LOST}", more=ASSUMPTIONS, **rest):
    return promised_by(kpis, more, **rest)


# ---- promised --------------------------------------------------------------------------------------------------------


def test_the_promise_is_the_worth_at_target_a_year_at_p50_and_assumed():
    found = benefit_of()
    assert found.promised.value == pytest.approx(1_000 * 0.04 * 100)
    assert (found.promised.unit, found.promised.basis, found.promised.by) == ("EUR/year", Basis.ASSUMED, "coo")


def test_its_ends_join_the_stated_ends_of_all_ranges():
    assert benefit_of().promised.spread == Spread("ends", pytest.approx((2_400, 4_000, 6_000)))
    fixed = benefit_of(more=ASSUMPTIONS.replace("60/100/150", "100"))
    assert fixed.promised.spread.form == "point"


def test_a_typed_baseline_serves_for_a_promise():
    typed = LATE.replace(MEASURED, "baseline: 30 %, target: {value: 20 %, by: 2026-12-31}")
    found = benefit_of(f"{typed}\n{LOST}")
    assert found.promised.value == pytest.approx(10_000)
    assert found.baseline_measured == 0.0


def test_no_worth_is_not_due():
    assert promised_by("late: {unit: 1}\nlost: {unit: 1}").reason == "not_due"


def test_a_driver_chain_priced_twice_counts_once_and_the_deciding_kpi_is_the_one():
    found = benefit_of(f"{LATE}\n{LOST}\n{kpi('turn', ', drives: [late]')}", seen=evidence(turn=0.24))
    assert [s.kpi for s in found.streams] == ["late"]
    assert found.promised.value == pytest.approx(4_000)
    assert found.left_out == (("turn", "KPI `turn` and KPI `late` price the same stream of money; `late` counts"),)


def test_what_the_deciding_kpi_drives_gives_way_to_it_as_well():
    driven = kpi("cost_of_delay")
    found = benefit_of(
        f"{kpi('late', ', drives: [cost_of_delay]')}\n{LOST}\n{driven}", seen=evidence(cost_of_delay=0.24)
    )
    assert [s.kpi for s in found.streams] == ["late"]


def test_without_the_deciding_kpi_in_the_chain_what_is_driven_counts():
    seen = evidence(a=0.24, b=0.24, c=0.24)
    chain = f"{kpi('a', ', drives: [b]')}\nb: {{unit: 1, drives: [c]}}\n{kpi('c')}"
    found = benefit_of(f"late: {{unit: 1}}\n{LOST}\n{chain}", seen=seen)
    assert [s.kpi for s in found.streams] == ["c"]


def test_two_drivers_beside_each_other_are_two_streams():
    seen = evidence(a=0.24, b=0.24)
    found = benefit_of(
        f"late: {{unit: 1}}\n{LOST}\n{kpi('a', ', drives: [late]')}\n{kpi('b', ', drives: [late]')}", seen=seen
    )
    assert [s.kpi for s in found.streams] == ["a", "b"]
    assert found.promised.value == pytest.approx(8_000)


def test_a_stream_that_gives_way_does_not_take_others_with_it():
    # `b` decides and drives `sum`; `a` drives `sum` too, which does not count any more
    text = f"{kpi('late', ', drives: [sum]')}\n{LOST}\n{kpi('a', ', drives: [sum]')}\n{kpi('sum')}"
    found = benefit_of(text, seen=evidence(a=0.24, sum=0.24))
    assert [s.kpi for s in found.streams] == ["late", "a"]
    assert [name for name, _ in found.left_out] == ["sum"]


def test_guardrails_and_competing_definitions_carry_no_benefit():
    rival = f"rival: {{instead_of: late, value: later, owner: cfo, {WORTH}}}"
    found = benefit_of(f"{LATE}\n{kpi('lost')}\n{rival}", seen=evidence(rival=0.3))
    assert [s.kpi for s in found.streams] == ["late"]
    assert dict(found.left_out) == {
        "lost": "KPI `lost` is a guardrail: guardrails carry no benefit",
        "rival": "KPI `rival` is a competing definition of `late`: it carries none",
    }


def test_a_target_that_is_worth_nothing_is_left_out_and_the_benefit_undefined():
    found = benefit_of(seen=evidence(late=0.18))
    assert (
        found.promised.detail
        == "no benefit is promised: the target of KPI `late` is worth nothing or less (-2,000 a year)"
    )
    assert found.evidenced == NotRun("no_data", "no benefit is promised")


def test_a_worth_that_is_not_money_a_year_is_left_out():
    found = benefit_of(kpi("late", worth="worth: flights * cost * cost") + f"\n{LOST}")
    assert found.left_out == (("late", "the worth of KPI `late` comes out as EUR^2/flight/year, not as EUR/year"),)


def test_a_baseline_that_cannot_be_had_leaves_the_stream_out():
    found = benefit_of(seen=evidence(late=NotRun("no_data", "the data of KPI `late` has 0 rows")))
    assert found.left_out == (("late", "the data of KPI `late` has 0 rows"),)


def test_a_formula_that_has_no_value_leaves_the_stream_out():
    found = benefit_of(kpi("late", worth="worth: flights * cost / (level - target)") + f"\n{LOST}")
    assert found.left_out[0][1].startswith("the worth of KPI `late`: `level - target` is 0")


# ---- evidenced -------------------------------------------------------------------------------------------------------


def test_a_measured_baseline_alone_is_0_percent_evidenced():
    found = benefit_of()
    assert (found.evidenced, found.baseline_measured) == (0.0, 1.0)
    assert found.streams[0].why_not == "no effect was measured yet (back-test, pilot or production)"


def bound_of(*effects, **rest):
    """The evidenced money of the stream `late`."""
    return benefit_of(effects=effects, **rest).streams[0].evidenced


Z = 1.6448536269514722 / 1.959963984540054


def test_evidenced_is_the_lower_bound_of_the_strongest_effect_with_prices_at_their_unfavourable_end():
    # the level is 21 % +- 1 point (95 %, two-sided), so at worst 21.84 % one-sided; a flight is worth 60 at worst
    assert bound_of(effect(0.21, 0.20, 0.22)) == pytest.approx(1_000 * (0.24 - (0.21 + 0.01 * Z)) * 60)
    assert benefit_of(effects=[effect(0.21, 0.20, 0.22)]).evidenced == pytest.approx(0.3242, abs=1e-4)


def test_a_measured_baseline_stands_at_its_unfavourable_bound_too():
    seen = evidence(late=level(0.24, 0.23, 0.25))
    expected = 1_000 * ((0.24 - 0.01 * Z) - (0.21 + 0.01 * Z)) * 60
    assert bound_of(effect(0.21, 0.20, 0.22), seen=seen) == pytest.approx(expected)


def test_for_a_kpi_that_shall_rise_the_low_end_of_the_level_is_the_unfavourable_one():
    more = f"{FLIGHTS}, baseline: {{from: 2025-01-01, to: 2025-12-31}}, target: {{value: 40 %, by: 2026-12-31}}"
    rising = f"late: {{unit: 1, direction: increase, owner: coo, {more}, worth: flights * (level - baseline) * cost}}"
    found = benefit_of(f"{rising}\n{LOST}", effects=[effect(0.3, 0.28, 0.32)])
    assert found.streams[0].evidenced == pytest.approx(1_000 * (0.3 - 0.02 * Z - 0.24) * 60)


def test_a_price_that_hurts_when_it_is_high_stands_high():
    priced = kpi("late", worth="worth: flights * (baseline - level) * cost - run")
    run = ASSUMPTIONS + "  run: {range: 100..300, unit: EUR/year, by: cfo, because: the offer}\n"
    found = benefit_of(f"{priced}\n{LOST}", run, effects=[effect(0.20, 0.19, 0.21)])
    assert found.streams[0].evidenced == pytest.approx(1_000 * (0.04 - 0.01 * Z) * 60 - 300)


def test_no_more_is_evidenced_than_was_promised():
    found = benefit_of(effects=[effect(0.05, 0.04, 0.06)])
    assert found.streams[0].evidenced == found.promised.value
    assert found.evidenced == 1.0


def test_an_effect_that_may_be_none_evidences_nothing():
    found = benefit_of(effects=[effect(0.235, 0.22, 0.25)])
    assert found.evidenced == 0.0
    assert found.streams[0].why_not == "the lower bound of its effect is worth nothing or less"


def test_production_replaces_a_pilot_and_a_pilot_a_back_test():
    test, pilot = effect(0.18, 0.17, 0.19, "back_test"), effect(0.21, 0.20, 0.22, "controlled_pilot")
    live = effect(0.23, 0.229, 0.231)
    assert bound_of(test, pilot, live) == bound_of(live)
    assert bound_of(test, pilot) == bound_of(pilot)
    assert bound_of(pilot, test, live) == bound_of(live)
    assert bound_of(live) < bound_of(pilot) < bound_of(test)


def test_stale_evidence_gives_way_to_weaker_evidence_that_is_current():
    stale, test = effect(0.18, 0.17, 0.19, current=False), effect(0.21, 0.20, 0.22, "back_test")
    assert bound_of(stale, test) == bound_of(test)
    assert bound_of(stale) == 0.0
    assert benefit_of(effects=[stale]).streams[0].why_not == "its effect evidence is stale"


def test_of_two_effects_of_one_kind_the_newer_counts_and_of_one_day_the_worse():
    old, new = effect(0.18, 0.17, 0.19, as_of=date(2025, 11, 1)), effect(0.21, 0.20, 0.22)
    assert bound_of(old, new) == bound_of(new, old) == bound_of(new)
    worse = effect(0.22, 0.21, 0.23)
    assert bound_of(new, worse) == bound_of(worse, new) == bound_of(worse)


def test_an_effect_without_an_interval_has_no_lower_bound():
    bare = Effect("late", "production", level(0.2), AS_OF, current=True)
    assert (
        benefit_of(effects=[bare]).streams[0].why_not
        == "its effect was measured without an interval, so it has no lower bound"
    )


def test_a_p10_is_moved_out_to_a_one_sided_95_percent_bound():
    spread = Spread("p10_p50_p90", (0.20, 0.21, 0.22))
    stated = Effect("late", "back_test", Quantity(spread, Unit("1"), Basis.ESTIMATED, "t", AS_OF), AS_OF, current=True)
    assert bound_of(stated) == pytest.approx(1_000 * (0.24 - (0.21 + 0.01 * 1.6448536 / 1.2815516)) * 60)


def test_nothing_is_evidenced_on_a_kpi_nobody_owns_but_it_stays_promised():
    found = benefit_of(f"{kpi('late', owner='')}\n{LOST}", effects=[effect(0.21, 0.20, 0.22)])
    assert (found.promised.value, found.evidenced) == (pytest.approx(4_000), 0.0)
    assert found.streams[0].why_not == "KPI `late` has no owner who is there"


@pytest.mark.parametrize("left", [", because: vouchers paid in 2025", "by: cfo, "])
def test_nothing_is_evidenced_at_a_price_without_a_source(left):
    found = benefit_of(more=ASSUMPTIONS.replace(left, ""), effects=[effect(0.21, 0.20, 0.22)])
    assert (found.promised.value, found.evidenced) == (pytest.approx(4_000), 0.0)
    assert found.streams[0].why_not == "assumption `cost` names nobody who vouches for it and why"


def test_nothing_is_evidenced_from_a_typed_baseline_that_does_not_say_why():
    def typed(baseline):
        late = LATE.replace(FLIGHTS + ", ", "").replace("{from: 2025-01-01, to: 2025-12-31}", baseline)
        return benefit_of(f"{late}\n{LOST}", effects=[effect(0.21, 0.20, 0.22)])

    assert typed("24 %").streams[0].why_not == "the baseline of KPI `late` is typed and does not say why"
    assert typed("{value: 24 %, because: the annual report}").streams[0].why_not == ""


def test_each_stream_stays_in_the_denominator():
    text = f"late: {{unit: 1}}\n{LOST}\n{kpi('a', ', drives: [late]')}\n{kpi('b', ', drives: [late]')}"
    found = benefit_of(text, seen=evidence(a=0.24, b=0.24), effects=[effect(0.05, 0.04, 0.06, of="a")])
    assert found.evidenced == 0.5


def test_the_baseline_is_measured_for_the_part_of_the_money_whose_kpi_was_measured():
    typed = kpi("b", ", drives: [late]").replace(MEASURED, "baseline: 32 %, target: {value: 20 %, by: 2026-12-31}")
    text = f"late: {{unit: 1}}\n{LOST}\n{kpi('a', ', drives: [late]')}\n{typed}"
    found = benefit_of(text, seen=evidence(a=0.24))
    assert found.promised.value == pytest.approx(4_000 + 12_000)
    assert found.baseline_measured == pytest.approx(0.25)


# ---- claims ----------------------------------------------------------------------------------------------------------


def test_what_several_initiatives_claim_of_one_kpi_is_shared_out():
    found = benefit_of(claims={"late": 0.5}, effects=[effect(0.21, 0.20, 0.22)])
    assert found.promised.spread.at == pytest.approx((1_200, 2_000, 3_000))
    assert found.streams[0].evidenced == pytest.approx(bound_of(effect(0.21, 0.20, 0.22)) / 2)
    assert found.evidenced == pytest.approx(benefit_of(effects=[effect(0.21, 0.20, 0.22)]).evidenced)


CLAIMING = f"{ASSUMPTIONS}\nclaims: {{late: 40 %}}"


def test_what_is_claimed_is_promised_and_evidenced_also_without_others():
    found = benefit_of(more=CLAIMING, effects=[effect(0.21, 0.20, 0.22)])
    (stream,) = found.streams
    assert (stream.claimed, stream.share, stream.promised.value) == (0.4, 0.4, pytest.approx(1_600))
    assert stream.evidenced == pytest.approx(bound_of(effect(0.21, 0.20, 0.22)) * 0.4)


def test_what_counts_among_others_goes_before_what_is_claimed():
    (stream,) = benefit_of(more=CLAIMING, claims={"late": 0.25}).streams
    assert (stream.claimed, stream.share, stream.promised.value) == (0.4, 0.25, pytest.approx(1_000))


@pytest.mark.parametrize(
    ("more", "claims", "why"),
    [
        (f"{ASSUMPTIONS}\nclaims: {{late: 0}}", None, "the initiative claims nothing of KPI `late`"),
        (ASSUMPTIONS, {"late": 0.0}, "the initiative does nothing for KPI `late` and claims nothing of it"),
    ],
)
def test_where_nothing_is_claimed_no_benefit_is_promised_and_it_says_why(more, claims, why):
    found = benefit_of(more=more, claims=claims)
    assert found.left_out == (("late", why),)
    assert found.promised.detail == f"no benefit is promised: {why}"
