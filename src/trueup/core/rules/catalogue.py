"""The rules of this version, in the order of the chain and of their codes: an explicit tuple, no registration."""

from __future__ import annotations

from trueup.core.rules.change.communication_overdue import communication_overdue
from trueup.core.rules.change.evidence_stale import evidence_stale
from trueup.core.rules.change.review_overdue import review_overdue
from trueup.core.rules.change.waiver_expired import waiver_expired
from trueup.core.rules.change.waiver_fits_nothing import waiver_fits_nothing
from trueup.core.rules.change.waiver_without_effect import waiver_without_effect
from trueup.core.rules.data.check_not_run import check_not_run
from trueup.core.rules.data.column_nearly_empty import column_nearly_empty
from trueup.core.rules.data.column_unknown import column_unknown
from trueup.core.rules.data.contract_broken import contract_broken
from trueup.core.rules.data.contract_not_found import contract_not_found
from trueup.core.rules.data.contract_not_readable import contract_not_readable
from trueup.core.rules.data.data_not_fit_for_ai import data_not_fit_for_ai
from trueup.core.rules.data.data_not_readable import data_not_readable
from trueup.core.rules.data.data_set_empty import data_set_empty
from trueup.core.rules.data.data_set_undocumented import data_set_undocumented
from trueup.core.rules.data.data_set_without_owner import data_set_without_owner
from trueup.core.rules.data.data_set_without_source import data_set_without_source
from trueup.core.rules.data.key_repeats import key_repeats
from trueup.core.rules.data.needed_data_fails_check import needed_data_fails_check
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
from trueup.core.rules.kpi.metric_without_business_kpi import metric_without_business_kpi
from trueup.core.rules.kpi.one_name_two_kpis import one_name_two_kpis
from trueup.core.rules.kpi.rows_counted_for_units import rows_counted_for_units
from trueup.core.rules.kpi.same_measure_opposite_ways import same_measure_opposite_ways
from trueup.core.rules.kpi.target_against_direction import target_against_direction
from trueup.core.rules.kpi.target_already_met import target_already_met
from trueup.core.rules.kpi.target_date_passed import target_date_passed
from trueup.core.rules.kpi.typed_baseline_unlike_data import typed_baseline_unlike_data
from trueup.core.rules.money.assumption_without_source import assumption_without_source
from trueup.core.rules.money.benefit_not_positive import benefit_not_positive
from trueup.core.rules.money.benefit_without_owner import benefit_without_owner
from trueup.core.rules.money.budget_below_plan import budget_below_plan
from trueup.core.rules.money.guardrail_priced import guardrail_priced
from trueup.core.rules.money.no_worth import no_worth
from trueup.core.rules.money.risk_without_owner_or_response import risk_without_owner_or_response
from trueup.core.rules.money.stream_priced_twice import stream_priced_twice
from trueup.core.rules.money.worth_not_money_per_year import worth_not_money_per_year
from trueup.core.rules.objective.gap_left_in_statement import gap_left_in_statement
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
from trueup.core.rules.objective.several_deciding_kpis import several_deciding_kpis
from trueup.core.rules.objective.solution_before_objective import solution_before_objective
from trueup.core.rules.objective.statement_without_measure import statement_without_measure
from trueup.core.rules.objective.vision_missing import vision_missing
from trueup.core.rules.objective.vision_repeats_objective import vision_repeats_objective
from trueup.core.rules.option.ai_without_plain_option import ai_without_plain_option
from trueup.core.rules.option.chosen_against_the_probe import chosen_against_the_probe
from trueup.core.rules.option.no_option import no_option
from trueup.core.rules.option.no_option_chosen import no_option_chosen
from trueup.core.rules.option.option_looks_into_the_future import option_looks_into_the_future
from trueup.core.rules.option.option_without_cost import option_without_cost
from trueup.core.rules.option.verdict_without_evidence import verdict_without_evidence
from trueup.core.rules.overlap.benefit_claimed_twice import benefit_claimed_twice
from trueup.core.rules.overlap.chain_claimed_twice import chain_claimed_twice
from trueup.core.rules.overlap.isolated_initiative import isolated_initiative
from trueup.core.rules.overlap.kpi_defined_differently import kpi_defined_differently
from trueup.core.rules.overlap.owner_of_too_much_across_initiatives import owner_of_too_much_across_initiatives
from trueup.core.rules.overlap.person_over_capacity_across_initiatives import person_over_capacity_across_initiatives
from trueup.core.rules.overlap.same_data_different_owner import same_data_different_owner
from trueup.core.rules.people.owns_too_much import owns_too_much
from trueup.core.rules.people.person_over_capacity import person_over_capacity
from trueup.core.rules.people.raci_without_one_accountable import raci_without_one_accountable
from trueup.core.rules.people.role_without_person import role_without_person
from trueup.core.rules.people.stakeholder_not_heard import stakeholder_not_heard
from trueup.core.rules.people.voice_missing import voice_missing
from trueup.core.rules.plan.decision_overdue import decision_overdue
from trueup.core.rules.plan.decision_without_date_or_owner import decision_without_date_or_owner
from trueup.core.rules.plan.pilot_without_control_or_end import pilot_without_control_or_end
from trueup.core.rules.plan.pilot_without_way_on import pilot_without_way_on
from trueup.core.rules.plan.risk_review_overdue import risk_review_overdue
from trueup.core.rules.plan.stays_a_pilot import stays_a_pilot
from trueup.core.rules.rule import LaterRule, PortfolioRule, Rule
from trueup.core.rules.run import RunCase
from trueup.core.rules.strategy.data_need_without_owner import data_need_without_owner
from trueup.core.rules.strategy.data_without_objective import data_without_objective
from trueup.core.rules.strategy.gap_blocks_money import gap_blocks_money
from trueup.core.rules.strategy.initiative_outside_data_strategy import initiative_outside_data_strategy
from trueup.core.rules.strategy.objective_without_data import objective_without_data
from trueup.core.rules.strategy.strategy_names_nothing import strategy_names_nothing
from trueup.core.rules.work.dependency_cycle import dependency_cycle
from trueup.core.rules.work.dependency_on_cancelled_work import dependency_on_cancelled_work
from trueup.core.rules.work.enabling_cycle import enabling_cycle
from trueup.core.rules.work.estimate_below_its_parts import estimate_below_its_parts
from trueup.core.rules.work.estimate_without_range import estimate_without_range
from trueup.core.rules.work.mandated_without_reason import mandated_without_reason
from trueup.core.rules.work.mvp_above_budget import mvp_above_budget
from trueup.core.rules.work.mvp_is_all_the_work import mvp_is_all_the_work
from trueup.core.rules.work.mvp_leaves_out_what_it_needs import mvp_leaves_out_what_it_needs
from trueup.core.rules.work.mvp_moves_no_deciding_kpi import mvp_moves_no_deciding_kpi
from trueup.core.rules.work.mvp_names_cancelled_work import mvp_names_cancelled_work
from trueup.core.rules.work.mvp_not_priced import mvp_not_priced
from trueup.core.rules.work.mvp_not_stated import mvp_not_stated
from trueup.core.rules.work.nobody_can_do_it import nobody_can_do_it
from trueup.core.rules.work.person_unknown import person_unknown
from trueup.core.rules.work.scope_fixed_before_data import scope_fixed_before_data
from trueup.core.rules.work.story_not_sprint_ready import story_not_sprint_ready
from trueup.core.rules.work.work_due_after_target import work_due_after_target
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
    solution_before_objective,
    statement_without_measure,
    vision_missing,
    vision_repeats_objective,
    several_deciding_kpis,
    gap_left_in_statement,
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
    one_name_two_kpis,
    same_measure_opposite_ways,
    metric_without_business_kpi,
    typed_baseline_unlike_data,
    work_without_kpi,
    work_on_unqualified_kpi,
    dependency_cycle,
    enabling_cycle,
    estimate_below_its_parts,
    scope_fixed_before_data,
    mandated_without_reason,
    work_without_estimate,
    person_unknown,
    story_not_sprint_ready,
    estimate_without_range,
    nobody_can_do_it,
    work_due_after_target,
    dependency_on_cancelled_work,
    mvp_not_stated,
    mvp_names_cancelled_work,
    mvp_moves_no_deciding_kpi,
    mvp_leaves_out_what_it_needs,
    mvp_is_all_the_work,
    mvp_above_budget,
    mvp_not_priced,
    data_set_without_owner,
    data_not_readable,
    key_repeats,
    reference_to_nowhere,
    column_nearly_empty,
    data_set_empty,
    data_set_without_source,
    column_unknown,
    data_set_undocumented,
    contract_not_found,
    needed_data_fails_check,
    contract_broken,
    contract_not_readable,
    check_not_run,
    data_not_fit_for_ai,
    ai_without_plain_option,
    option_looks_into_the_future,
    no_option,
    option_without_cost,
    no_option_chosen,
    chosen_against_the_probe,
    verdict_without_evidence,
    worth_not_money_per_year,
    stream_priced_twice,
    benefit_not_positive,
    assumption_without_source,
    no_worth,
    guardrail_priced,
    benefit_without_owner,
    risk_without_owner_or_response,
    budget_below_plan,
    person_over_capacity,
    raci_without_one_accountable,
    voice_missing,
    owns_too_much,
    role_without_person,
    stakeholder_not_heard,
    pilot_without_way_on,
    pilot_without_control_or_end,
    decision_without_date_or_owner,
    decision_overdue,
    risk_review_overdue,
    stays_a_pilot,
    review_overdue,
    evidence_stale,
    waiver_expired,
    waiver_without_effect,
    communication_overdue,
)

PORTFOLIO_CATALOGUE: tuple[PortfolioRule, ...] = (
    objective_without_data,
    data_without_objective,
    initiative_outside_data_strategy,
    gap_blocks_money,
    strategy_names_nothing,
    data_need_without_owner,
    benefit_claimed_twice,
    kpi_defined_differently,
    person_over_capacity_across_initiatives,
    same_data_different_owner,
    isolated_initiative,
    owner_of_too_much_across_initiatives,
    chain_claimed_twice,
)
"""The rules over a portfolio and all its initiatives."""

RUN_CATALOGUE: tuple[LaterRule[RunCase], ...] = (waiver_fits_nothing,)
"""The rules over a run itself."""
