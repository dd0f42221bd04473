"""The rules of this version, in the order of the chain and of their codes: an explicit tuple, no registration."""

from __future__ import annotations

from trueup.core.rules.data.column_nearly_empty import column_nearly_empty
from trueup.core.rules.data.column_unknown import column_unknown
from trueup.core.rules.data.data_not_readable import data_not_readable
from trueup.core.rules.data.data_set_empty import data_set_empty
from trueup.core.rules.data.data_set_without_owner import data_set_without_owner
from trueup.core.rules.data.data_set_without_source import data_set_without_source
from trueup.core.rules.data.key_repeats import key_repeats
from trueup.core.rules.data.reference_to_nowhere import reference_to_nowhere
from trueup.core.rules.kpi.baseline_from_unusual_window import baseline_from_unusual_window
from trueup.core.rules.kpi.baseline_not_covered_by_data import baseline_not_covered_by_data
from trueup.core.rules.kpi.baseline_out_of_date import baseline_out_of_date
from trueup.core.rules.kpi.competing_definition import competing_definition
from trueup.core.rules.kpi.guardrail_already_broken import guardrail_already_broken
from trueup.core.rules.kpi.kpi_not_measurable import kpi_not_measurable
from trueup.core.rules.kpi.kpi_without_baseline import kpi_without_baseline
from trueup.core.rules.kpi.kpi_without_definition import kpi_without_definition
from trueup.core.rules.kpi.kpi_without_owner import kpi_without_owner
from trueup.core.rules.kpi.kpi_without_target import kpi_without_target
from trueup.core.rules.kpi.kpi_without_unit_or_direction import kpi_without_unit_or_direction
from trueup.core.rules.kpi.rows_counted_for_units import rows_counted_for_units
from trueup.core.rules.kpi.target_against_direction import target_against_direction
from trueup.core.rules.kpi.target_already_met import target_already_met
from trueup.core.rules.kpi.target_date_passed import target_date_passed
from trueup.core.rules.money.assumption_without_source import assumption_without_source
from trueup.core.rules.money.benefit_not_positive import benefit_not_positive
from trueup.core.rules.money.guardrail_priced import guardrail_priced
from trueup.core.rules.money.no_worth import no_worth
from trueup.core.rules.money.stream_priced_twice import stream_priced_twice
from trueup.core.rules.money.worth_not_money_per_year import worth_not_money_per_year
from trueup.core.rules.objective.goal_missing import goal_missing
from trueup.core.rules.objective.goal_moves_no_kpi import goal_moves_no_kpi
from trueup.core.rules.objective.goal_owned_by_business import goal_owned_by_business
from trueup.core.rules.objective.goal_without_owner import goal_without_owner
from trueup.core.rules.objective.initiative_outside_strategy import initiative_outside_strategy
from trueup.core.rules.objective.objective_missing import objective_missing
from trueup.core.rules.objective.objective_owned_by_technology import objective_owned_by_technology
from trueup.core.rules.objective.objective_without_deciding_kpi import objective_without_deciding_kpi
from trueup.core.rules.objective.objective_without_guardrail import objective_without_guardrail
from trueup.core.rules.objective.objective_without_owner import objective_without_owner
from trueup.core.rules.option.ai_without_plain_option import ai_without_plain_option
from trueup.core.rules.option.no_option import no_option
from trueup.core.rules.option.option_looks_into_the_future import option_looks_into_the_future
from trueup.core.rules.option.option_without_cost import option_without_cost
from trueup.core.rules.rule import PortfolioRule, Rule
from trueup.core.rules.work.dependency_cycle import dependency_cycle
from trueup.core.rules.work.enabling_cycle import enabling_cycle
from trueup.core.rules.work.estimate_below_its_parts import estimate_below_its_parts
from trueup.core.rules.work.mandated_without_reason import mandated_without_reason
from trueup.core.rules.work.person_unknown import person_unknown
from trueup.core.rules.work.scope_fixed_before_data import scope_fixed_before_data
from trueup.core.rules.work.work_on_unqualified_kpi import work_on_unqualified_kpi
from trueup.core.rules.work.work_without_estimate import work_without_estimate
from trueup.core.rules.work.work_without_kpi import work_without_kpi

CATALOGUE: tuple[Rule, ...] = (
    objective_missing,
    objective_without_deciding_kpi,
    objective_without_guardrail,
    objective_owned_by_technology,
    objective_without_owner,
    initiative_outside_strategy,
    goal_missing,
    goal_owned_by_business,
    goal_moves_no_kpi,
    goal_without_owner,
    kpi_without_owner,
    kpi_without_baseline,
    kpi_without_target,
    kpi_without_definition,
    target_already_met,
    target_against_direction,
    competing_definition,
    baseline_from_unusual_window,
    kpi_not_measurable,
    rows_counted_for_units,
    kpi_without_unit_or_direction,
    baseline_not_covered_by_data,
    baseline_out_of_date,
    target_date_passed,
    guardrail_already_broken,
    work_without_kpi,
    work_on_unqualified_kpi,
    dependency_cycle,
    enabling_cycle,
    estimate_below_its_parts,
    scope_fixed_before_data,
    mandated_without_reason,
    work_without_estimate,
    person_unknown,
    data_set_without_owner,
    data_not_readable,
    key_repeats,
    reference_to_nowhere,
    column_nearly_empty,
    data_set_empty,
    data_set_without_source,
    column_unknown,
    ai_without_plain_option,
    option_looks_into_the_future,
    no_option,
    option_without_cost,
    worth_not_money_per_year,
    stream_priced_twice,
    benefit_not_positive,
    assumption_without_source,
    no_worth,
    guardrail_priced,
)

PORTFOLIO_CATALOGUE: tuple[PortfolioRule, ...] = ()
"""The rules over a portfolio and all its initiatives."""
