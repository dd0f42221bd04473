"""The first document that `trueup new` writes: read without faults whatever was answered, and useful at once."""

import re
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trueup.adapters.sql_guard import guard
from trueup.adapters.yaml_document import read_tree
from trueup.core.model.document import Source
from trueup.core.model.parse import parse_initiative
from trueup.core.model.worth import unit_problem
from trueup.render.draft import Draft, clean, draft, scalar

EMPTY = Draft("", "", "", "", "", (), ())
FULL = Draft(
    title="Faster claims",
    objective="Settle a claim within ten days by the end of 2027",
    measure="Share of claims settled within ten days",
    owner="head-of-claims",
    data="data/claims.csv",
    columns=("claim_id", "received_at", "order", "days open"),
    planned=("routing rules", "dashboard"),
)
EXAMPLE = re.compile(r"^( *)#(?=\S)", re.MULTILINE)
ODD = [
    "",
    " ",
    "NO",
    "null",
    "~",
    "- first",
    "a: b",
    "a # b",
    "#a",
    "'",
    '"',
    "\\",
    '\\"',
    "a\nb",
    "a\r\nb\tc",
    "a\0b",
    "\ufeffa",
    "\u2028",
    "\x85",
    "\uffff",
    "\ud800",
    "{a: b}",
    "[a",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "|",
    ">",
    "?",
    "---",
    "...",
    "2026-01-01",
    "1e5",
    "Größe prüfen",
    "解約を減らす",
    "😀",
    "ab" * 5_000,
    "a b " * 2_500,
    "complaints",
    "baseline",
    "target",
    "cases a year",
    "10 days",
]


def read(text):
    source = Source("initiative.yaml", read_tree(text.encode(), "initiative.yaml"))
    return parse_initiative(source).initiative


def uncommented(text):
    """Return the draft with every example in force."""
    return EXAMPLE.sub(r"\1", text)


def test_what_was_answered_stands_in_the_document():
    initiative = read(draft(FULL))
    assert initiative.title == "Faster claims"
    assert initiative.objective.statement == FULL.objective
    assert (initiative.objective.owner, initiative.objective.kpi) == (
        "head-of-claims",
        "share_claims_settled_within_ten_days",
    )
    assert initiative.kpis[initiative.objective.kpi].title == FULL.measure
    assert initiative.data["claims"].source == "data/claims.csv"
    assert {name: epic.title for name, epic in initiative.epics.items()} == {
        "E1": "routing rules",
        "E2": "dashboard",
    }


def test_nothing_but_what_was_answered_is_in_force():
    initiative = read(draft(FULL))
    kpi = initiative.kpis[initiative.objective.kpi]
    assert (kpi.unit, kpi.direction, kpi.baseline, kpi.target, kpi.worth, kpi.value) == (None,) * 6
    assert initiative.assumptions == {}
    assert initiative.objective.guardrails == ()
    assert initiative.data["claims"].owner is None


def test_without_any_answer_only_a_title_is_in_force():
    initiative = read(draft(EMPTY))
    assert initiative.model_dump(exclude_defaults=True) == {"title": "New initiative", "initiative": "initiative"}


@pytest.mark.parametrize("given_", [EMPTY, FULL])
def test_every_example_can_be_uncommented_at_once(given_):
    initiative = read(uncommented(draft(given_)))
    deciding = initiative.kpis[initiative.objective.kpi]
    assert deciding.worth
    assert deciding.target.by
    assert deciding.baseline.since
    assert initiative.currency == "EUR"
    assert set(initiative.assumptions) == {"cases_a_year", "value_of_a_case"}
    assert initiative.objective.guardrails[0] in initiative.kpis
    assert initiative.epics["E1"].advances


def test_no_line_of_an_ordinary_draft_is_wider_than_an_editor():
    assert max(map(len, draft(FULL).splitlines())) <= 120


def test_the_columns_found_are_listed_and_used_in_the_examples():
    text = draft(FULL)
    assert "# Columns found: claim_id, received_at, order, days open" in text
    assert "#at: received_at" in text
    assert "#key: [claim_id]" in text
    kpi = read(uncommented(text)).kpis["share_claims_settled_within_ten_days"]
    assert kpi.value == '"days open" is not null'


@pytest.mark.parametrize("name", ["order", "Größe", 'a"b', "1st", "a b", "a:b", "#", "null", "x' or 1=1 --", "select"])
def test_the_examples_over_any_column_pass_the_guard(name):
    given_ = Draft("", "", "measured", "", "x.csv", (name,), ())
    kpi = read(uncommented(draft(given_))).kpis["measured"]
    assert guard(kpi.value).columns == (name,)
    assert guard(kpi.at).columns == (name,)


@pytest.mark.parametrize(
    ("objective", "measure", "direction", "unit", "target"),
    [
        ("Nine of ten claims in ten days by 2026-06-30", "Share settled within ten days", "increase", "1", 0.9),
        ("Late deliveries below 10 % by June 2026", "Share of late deliveries", "decrease", "1", 0.1),
        ("Answer in 3 days by June 2026", "Days from receipt to answer", "decrease", "day", 3),
        ("Handle a case at EUR 4.50 by June 2026", "Cost of a case", "decrease", "EUR/case", 4.5),
        ("Fewer complaints from Q2 2026", "Number of complaints", "decrease", "case", 100),
    ],
)
def test_the_proposals_follow_the_answers_and_come_out_as_money_a_year(objective, measure, direction, unit, target):
    initiative = read(uncommented(draft(Draft("", objective, measure, "coo", "", (), ()))))
    name = initiative.objective.kpi
    kpi = initiative.kpis[name]
    assert (kpi.direction, kpi.unit, kpi.target.value, kpi.target.by) == (direction, unit, target, date(2026, 6, 30))
    assert kpi.zone
    assert unit_problem(initiative, name) is None


def test_an_id_that_was_answered_is_kept_as_it_is_and_a_name_becomes_one():
    assert read(draft(Draft("", "x", "", "Head_of_Claims", "", (), ()))).objective.owner == "Head_of_Claims"
    text = draft(Draft("", "x", "", "Anna Müller, COO", "", (), ()))
    assert read(text).objective.owner == "anna-muller-coo"
    assert "# Anna Müller, COO" in text
    assert read(draft(Draft("", "x", "", "张伟", "", (), ()))).objective.owner == "owner"


def test_an_empty_part_says_in_a_comment_how_to_add_it():
    text = draft(EMPTY)
    for key in ("objective", "kpis", "assumptions", "data", "epics"):
        assert re.search(rf"^# .*\n#{key}:$", text, re.MULTILINE), key


@pytest.mark.parametrize("odd", ODD)
def test_a_scalar_reads_back_as_the_cleaned_text(odd):
    if clean(odd):
        assert read_tree(f"title: {scalar(odd)}\n".encode(), "x")["title"] == clean(odd)


answers = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=40),
    st.text(alphabet=" :#-'\"\\\n\t,[]{}&*!|>%@`?~\0ab", max_size=30),
)


@settings(deadline=None, max_examples=150)
@given(answers, answers, answers, answers, answers, st.lists(answers, max_size=4), st.lists(answers, max_size=4))
@example(*["null"] * 5, [], [])
@example(*["ab" * 5_000] * 5, ["ab" * 5_000] * 4, ["ab" * 5_000] * 4)
def test_a_draft_is_read_without_faults_whatever_was_answered(title, objective, measure, owner, data, columns, planned):
    text = draft(Draft(title, objective, measure, owner, data, tuple(columns), tuple(planned)))
    initiative = read(text)
    assert (initiative.objective is not None) == bool(clean(objective))
    assert len(initiative.kpis) == bool(clean(measure))
    assert len(initiative.data) == bool(clean(data))
    assert [epic.title for epic in initiative.epics.values()] == [clean(part) for part in planned if clean(part)]
    if initiative.objective:
        assert initiative.objective.statement == clean(objective)
        assert (initiative.objective.owner is not None) == bool(clean(owner))
    read(uncommented(text))


@pytest.mark.parametrize(
    ("measure", "kpi"),
    [
        ("Share of orders that come back", "share_orders_come_back"),
        ("Share of claims settled within ten days", "share_claims_settled_within_ten_days"),
        ("Average number of days between the order and its delivery to the customer", "average_number_days"),
        ("the share of cases in which a customer has to call twice before anybody answers", "share_cases"),
        ("Minutes per ticket", "minutes_per_ticket"),
        ("Number of customer complaints about invoices that come late", "number_customer_complaints"),
        ("of the", "of_the"),
    ],
)
def test_the_id_of_a_measure_is_what_tells_of_it_and_ends_with_a_phrase(measure, kpi):
    text = draft(Draft("", "x", measure, "coo", "", (), ()))
    assert next(iter(read(uncommented(text)).kpis)) == kpi
