"""What a document says of a data set: its label, its time, who uses what, and what is known when."""

from __future__ import annotations

from datetime import date

import pytest

from reading import document
from trueup.core.model.ask.fitness import (
    ComparedOf,
    GroupsOf,
    LabelErrorsOf,
    LabelOf,
    Population,
    PredictsOf,
    RepeatsOf,
    SeriesOf,
    TextsOf,
    TogetherOf,
)
from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.table import Column, ColumnsOf
from trueup.core.readiness.fit_leak import ALL_LATE
from trueup.core.readiness.fit_questions import fit_questions
from trueup.core.readiness.fit_results import fit_results
from trueup.core.readiness.fit_subject import MOST_COLUMNS, Stated, fit_of, probe_expressions

DOCUMENT = """title: a
objective: {statement: b, kpi: late}
kpis:
  late: {data: log, value: delay > 15, across: share, at: day}
  mean: {data: cases, per: id, value: sum(n), across: mean, at: min(came), settles: 14 days, arm: max(arm)}
data:
  log: {source: log.csv, owner: ann, key: id, known_after: [delay], slices: [kind]}
  cases: {source: cases.csv, key: id, known_after: [code], personal_data: personal}
  base: {source: base.csv, known_after: all}
options:
  keep: {kind: do_nothing}
  form: {kind: process_change, uses: [cases.kind]}
  ml:
    kind: ml
    uses: [cases.kind, cases.text, base]
    probe: {data: cases, label: team, time: came, forbid: [who], split: 2026-01-01, reference: base}
pilot: {data: cases, starts: 2026-04-01, ends: 2026-05-30}
"""


def sql(text, *columns, aggregate=False):
    return Sql(text, columns, aggregate)


EXPRESSIONS = {
    "late": {"value": sql('("delay" > 15)', "delay"), "at": sql('"day"', "day")},
    "mean": {
        "value": sql('sum("n")', "n", aggregate=True),
        "at": sql('min("came")', "came", aggregate=True),
        "arm": sql('max("arm")', "arm", aggregate=True),
    },
    "options.ml": {"label": sql('"team"', "team"), "time": sql('"came"', "came")},
}
CASES = ("id", "came", "kind", "text", "who", "code", "arm", "n", "team")


def fit(name="cases", columns=CASES, text=DOCUMENT, expressions=EXPRESSIONS):
    kinds = {"came": "TIMESTAMP"}
    stored = [Column(each, kinds.get(each, "VARCHAR")) for each in columns]
    return fit_of(document(text).initiative, DataId(name), stored, expressions)


def test_the_expressions_of_a_probe_are_named_for_the_guard():
    assert probe_expressions(document(DOCUMENT).initiative) == {"options.ml": {"label": "team", "time": "came"}}


def test_a_probe_names_label_time_split_and_reference():
    found = fit()
    assert found.label == Stated(sql('"team"', "team"), "options.ml.probe.label")
    assert found.time == Stated(sql('"came"', "came"), "options.ml.probe.time")
    assert (found.split, found.reference, found.forbidden) == (date(2026, 1, 1), "base", {"who"})
    assert (found.settles, found.pilot_starts, found.pilot_days) == (14, date(2026, 4, 1), 60)


def test_a_deciding_kpi_over_single_rows_is_the_label_where_no_probe_is():
    found = fit("log", ("id", "day", "delay", "kind"))
    assert found.label == Stated(sql('("delay" > 15)', "delay"), "kpis.late.value")
    assert (found.defines_label("Delay"), found.is_label("delay")) == (True, False)
    assert found.known_in_time() == ("id", "day", "kind")


def test_a_label_that_the_guard_refused_or_nobody_named_says_so():
    refused = fit(expressions={**EXPRESSIONS, "options.ml": {}})
    assert isinstance(refused.label, NotRun)
    assert refused.label.reason == "refused"
    none = fit("base", ("a",))
    assert (none.label.reason, none.time.reason) == ("not_due", "not_due")
    assert "probe: {data: base, label: COLUMN" in none.label.fix


def test_the_time_of_a_unit_of_several_rows_is_its_column():
    found = fit(expressions={**EXPRESSIONS, "options.ml": {"label": sql('"team"', "team")}})
    assert found.time == Stated(sql('"came"', "came"), "kpis.mean.at")


def test_who_uses_a_column_is_known_also_through_the_whole_data_set():
    found = fit()
    assert [user.name for user in found.using("Kind")] == ["form", "ml"]
    assert [user.probed for user in found.users] == [False, True]
    assert [user.name for user in fit("base", ("a",)).using("a")] == ["ml"]
    assert found.is_used("n")
    assert not found.is_used("who")
    assert fit("base", ("A", "b")).late == {"a", "b"}


def test_the_pilot_is_compared_by_its_arm_within_its_days():
    found = fit().piloted
    days = Population(DataId("cases"), sql('"came"', "came"), date(2026, 4, 1), date(2026, 5, 30))
    assert found.whole == days
    assert found.part.filled == "arm"
    without = fit(expressions={**EXPRESSIONS, "mean": {"at": EXPRESSIONS["mean"]["at"]}}).piloted
    assert (without.part, without.whole) == (days, Population(DataId("cases")))


# ---- questions -------------------------------------------------------------------------------------------------------


def test_every_question_that_is_due_is_asked_once_and_label_errors_only_on_request():
    label, came = sql('"team"', "team"), sql('"came"', "came")
    data = DataId("cases")
    known = ("kind", "text", "who", "arm", "n")
    piloted = fit().piloted
    due = {
        ColumnsOf(data),
        TextsOf(data),
        LabelOf(data, label, came, 14),
        PredictsOf(data, label, tuple(name for name in CASES if name != "team")),
        TogetherOf(data, label, known),
        TogetherOf(data, label, ("kind", "text")),
        SeriesOf(data, came, tuple(name for name in CASES if name != "came")),
        RepeatsOf(data, known, ("id",), came, date(2026, 1, 1)),
        ComparedOf(data, piloted.part, piloted.whole, ("kind", "text")),
        ComparedOf(data, Population(data), Population(DataId("base")), ("kind", "text")),
    }
    assert set(fit_questions(fit())) == due
    more = set(fit_questions(fit(), label_errors=True)) - due
    assert more == {LabelErrorsOf(data, label, ("kind", "text"))}


def test_without_label_time_or_people_only_the_columns_are_asked():
    assert [type(each) for each in fit_questions(fit("base", ("a",)))] == [ColumnsOf, TextsOf]


def test_people_are_grouped_by_their_traits():
    asked = fit_questions(fit(columns=(*CASES, "postcode", "gender")))
    assert GroupsOf(DataId("cases"), ("postcode", "gender")) in asked


def test_a_wide_table_is_looked_at_by_the_columns_that_are_used_and_the_first_others():
    wide = tuple(f"c{n}" for n in range(1000))
    [predicts] = [each for each in fit_questions(fit(columns=(*wide, *CASES))) if isinstance(each, PredictsOf)]
    assert len(predicts.columns) == MOST_COLUMNS
    assert {"kind", "text", "n"} <= set(predicts.columns)


# ---- results ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cases", "base"])
def test_without_any_answer_every_subject_is_there_as_not_run(name):
    results = [each for each in fit_results(fit(name), {}, date(2026, 7, 1)) if each.check.id != ALL_LATE]
    assert {result.outcome for result in results} == {"not_run"}
    assert all(result.not_run.detail for result in results)
    subjects = {result.check.id.split(".")[1] for result in results}
    assert {"label", "leak", "repeats", "drift", "history", "filled", "personal", "groups", "reference"} <= subjects
    assert len({result.check.id for result in results}) == len(results)


def test_results_belong_to_the_owner_of_the_data():
    assert {each.check.owner for each in fit_results(fit("log", ("id", "day", "delay")), {}, date(2026, 7, 1))} == {
        "ann"
    }


@pytest.mark.parametrize(("kind", "learned"), [("ml", True), ("llm", True), ("rules", False), ("automation", False)])
def test_a_data_set_is_learned_from_where_an_ai_option_uses_it(kind, learned):
    text = DOCUMENT.replace("{kind: process_change, uses: [cases.kind]}", f"{{kind: {kind}, uses: [log.day]}}")
    assert fit("log", ("id", "day", "delay"), text).learned is learned
    assert fit("cases").learned


def test_the_order_of_times_says_what_comes_after_the_time_of_a_case():
    ordered = DOCUMENT.replace(
        "known_after: [code],", "known_after: [code], time_order: [sent, CAME, answered, closed],"
    )
    assert fit(text=ordered).after == {"answered", "closed"}
    assert fit().after == set()
